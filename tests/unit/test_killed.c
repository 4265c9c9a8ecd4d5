/*
 * Killed at a random moment while up to 64 MiB of lines pour in: what was shown is in the journal, and
 * its replay is the model of that moment. A few times and early; a thousand times with SOAK=1, most
 * after kilobytes, some when the journal has gone on in further files.
 */
#include "modem/session.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/lib/scratch.h"
#include "tests/unit/replay_same.h"

#define START_MS 1769860800000U
#define SERVERS  8

#define MOST_BYTES ((uint64_t)64 << 20)

/* What the last screen was drawn from; shared with the child. */
struct shown {
	volatile uint64_t lines;
};

static struct scratch scratch;
static char path[300], port[300];

/* Line i of the stream, counted from 1. */
static int line_of(uint64_t i, char *out, size_t size)
{
	return snprintf(out, size, "\r\n+QLWURC: \"event\",%u,%u,\"X\"\r\n",
		(unsigned)(101 + i % SERVERS), (unsigned)(i % 5));
}

static int listen_at(const char *name)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	assert_true(fd >= 0 && strlen(name) < sizeof address.sun_path);
	memcpy(address.sun_path, name, strlen(name));
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(listen(fd, 1), 0);
	return fd;
}

/* The console, without a screen: reads, then shows. */
static void child(struct shown *shown)
{
	struct session *s;
	const struct session_options options = {.port = port, .journal = path};
	uint64_t now_ms = START_MS;

	if (session_open(&s, &options, now_ms, NULL) != 0)
		_exit(1);
	for (;;) {
		struct pollfd fd = session_pollfd(s);
		poll(&fd, 1, 10);
		session_run(s, ++now_ms);
		shown->lines = session_model(s)->lines;
	}
}

static void pour(int fd, uint64_t bytes)
{
	static char block[65536];
	size_t len = 0, sent = 0;
	uint64_t i = 0, poured = 0;

	fcntl(fd, F_SETFL, O_NONBLOCK);
	while (poured < bytes) {
		struct pollfd p = {.fd = fd, .events = POLLOUT};
		if (sent == len) {
			for (sent = len = 0; len + 64 < sizeof block;)
				len += (size_t)line_of(++i, block + len, sizeof block - len);
		}
		ssize_t n = write(fd, block + sent, len - sent);
		if (n > 0) {
			sent += (size_t)n;
			poured += (uint64_t)n;
		} else if (n < 0 && errno != EAGAIN) {
			return;
		} else {
			poll(&p, 1, 100);
		}
	}
}

static void check_what_is_left(uint64_t shown)
{
	struct session *s = shown ? replay_to_end(path, 1) : NULL;
	const struct model *m;
	uint64_t lines;

	if (!shown)
		return; /* there may be no header yet */
	assert_non_null(s);
	m = session_model(s);
	lines = m->lines;
	assert_true(lines >= shown);
	for (unsigned id = 0; id < SERVERS; id++) {
		const struct model_server *server = model_server_by_id(m, 101 + id);
		uint64_t last = lines - (lines + SERVERS - id) % SERVERS; /* its last line */
		if (lines >= SERVERS)
			assert_int_equal(server->code, last % 5);
	}
	session_close(s);
}

static void kill_once(uint64_t after_bytes)
{
	struct shown *shown = mmap(
		NULL, sizeof *shown, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	char name[290];
	int listener, fd;
	pid_t pid;

	assert_true(shown != MAP_FAILED);
	scratch_make(&scratch);
	snprintf(path, sizeof path, "%s/log.jsonl", scratch.dir);
	snprintf(name, sizeof name, "%s/port", scratch.dir);
	snprintf(port, sizeof port, "unix:%s", name);
	listener = listen_at(name);
	pid = fork();
	if (!pid)
		child(shown);
	fd = accept(listener, NULL, NULL);
	assert_true(fd >= 0);
	pour(fd, after_bytes);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	close(fd);
	close(listener);
	check_what_is_left(shown->lines);
	munmap(shown, sizeof *shown);
	scratch_remove(&scratch);
}

static void what_was_shown_is_there(void **state)
{
	const bool all = getenv("SOAK") != NULL;
	uint64_t random = test_seed(), total = 0;

	(void)state;
	for (int i = 0; i < (all ? 1000 : 20); i++) {
		uint64_t scale = MOST_BYTES >> (i % 100 ? 4 + test_random(&random) % 12 : 0);
		uint64_t bytes = test_random(&random) % (all ? scale : 1 << 20);
		kill_once(bytes);
		total += bytes;
	}
	print_message("%.0f MiB in all\n", (double)total / (1 << 20));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(what_was_shown_is_there)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
