/* Transports against PTYs, sockets and a scripted simulator: no module, no clock but patience. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "modem/port/transport.h"

#define PATIENCE 20000 /* ms, for what should come at once */

static char folder[64];

static uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static int make_folder(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/qlw-transport-XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command);
}

/* Waits until the transport has something to say; returns what its read says. */
static ssize_t await_read(struct transport *t, void *buffer, size_t n)
{
	uint64_t end = now_ms() + PATIENCE;

	while (now_ms() < end) {
		ssize_t got = transport_read(t, buffer, n);
		struct pollfd p = transport_pollfd(t, false);

		if (got)
			return got;
		poll(&p, 1, 1000);
	}
	return 0;
}

/* Exactly n bytes, or what came before the end. */
static size_t await_bytes(struct transport *t, uint8_t *buffer, size_t n)
{
	size_t have = 0;

	while (have < n) {
		ssize_t got = await_read(t, buffer + have, n - have);

		if (got <= 0)
			break;
		have += (size_t)got;
	}
	return have;
}

static size_t await_fd(int fd, uint8_t *buffer, size_t n)
{
	size_t have = 0;
	struct pollfd p = {.fd = fd, .events = POLLIN};

	while (have < n && poll(&p, 1, PATIENCE) > 0) {
		ssize_t got = read(fd, buffer + have, n - have);

		if (got <= 0)
			break;
		have += (size_t)got;
	}
	return have;
}

/* --- PTY ----------------------------------------------------------------------------------------
 */

struct rig {
	int master, slave; /* slave is kept to look at settings; -1 when not */
	char path[64];
};

static void rig_open(struct rig *r)
{
	assert_int_equal(openpty(&r->master, &r->slave, r->path, NULL, NULL), 0);
	fcntl(r->master, F_SETFD, FD_CLOEXEC);
	fcntl(r->slave, F_SETFD, FD_CLOEXEC);
}

static void rig_close(struct rig *r)
{
	close(r->slave);
	if (r->master >= 0)
		close(r->master);
}

static void test_pty_passes_every_byte(void **state)
{
	struct rig r;
	struct transport *t;
	uint8_t all[256], back[256];

	(void)state;
	rig_open(&r);
	for (int i = 0; i < 256; i++)
		all[i] = (uint8_t)i;
	assert_int_equal(transport_open(&t, r.path, NULL, NULL), 0);
	assert_string_equal(transport_name(t), r.path);
	assert_int_equal(transport_read(t, back, sizeof(back)), 0);
	assert_int_equal(transport_write(t, all, sizeof(all)), 256);
	assert_int_equal(await_fd(r.master, back, sizeof(back)), 256);
	assert_memory_equal(all, back, 256);
	assert_int_equal(write(r.master, all, sizeof(all)), 256);
	memset(back, 0, sizeof(back));
	assert_int_equal(await_bytes(t, back, sizeof(back)), 256);
	assert_memory_equal(all, back, 256);
	assert_int_equal(transport_deadline_ms(t), UINT64_MAX);
	transport_close(t);
	rig_close(&r);
}

static void test_pty_settings_come_back(void **state)
{
	struct rig r;
	struct transport *t;
	struct termios before, during, after;
	int exclusive = 1;

	(void)state;
	rig_open(&r);
	assert_int_equal(tcgetattr(r.slave, &before), 0);
	assert_int_equal(transport_open(&t, r.path, NULL, NULL), 0);
	assert_int_equal(tcgetattr(r.slave, &during), 0);
	assert_int_equal(during.c_lflag & (ECHO | ICANON | ISIG), 0);
	assert_int_equal(flock(r.slave, LOCK_EX | LOCK_NB), -1);
	transport_close(t);
	assert_int_equal(flock(r.slave, LOCK_EX | LOCK_NB), 0);
	assert_int_equal(tcgetattr(r.slave, &after), 0);
	assert_int_equal(after.c_lflag, before.c_lflag);
	assert_int_equal(after.c_iflag, before.c_iflag);
	assert_int_equal(after.c_oflag, before.c_oflag);
	assert_memory_equal(after.c_cc, before.c_cc, sizeof(before.c_cc));
	assert_int_equal(ioctl(r.slave, TIOCGEXCL, &exclusive), 0);
	assert_int_equal(exclusive, 0);
	rig_close(&r);
}

/* The last command before leaving is not thrown away. */
static void test_pty_last_words_arrive(void **state)
{
	struct rig r;
	struct transport *t;
	uint8_t buffer[8];

	(void)state;
	rig_open(&r);
	assert_int_equal(transport_open(&t, r.path, NULL, NULL), 0);
	assert_int_equal(transport_write(t, "ATE1\r", 5), 5);
	transport_close(t);
	assert_int_equal(await_fd(r.master, buffer, 5), 5);
	assert_memory_equal(buffer, "ATE1\r", 5);
	rig_close(&r);
}

static void test_pty_hang_up_is_the_end(void **state)
{
	struct rig r;
	struct transport *t;
	struct pollfd p;
	uint8_t buffer[16];

	(void)state;
	rig_open(&r);
	assert_int_equal(transport_open(&t, r.path, NULL, NULL), 0);
	close(r.master);
	r.master = -1;
	p = transport_pollfd(t, false);
	assert_int_equal(poll(&p, 1, PATIENCE), 1);
	assert_int_equal(transport_read(t, buffer, sizeof(buffer)), QLW_EEOF);
	assert_int_equal(transport_write(t, "x", 1), QLW_EEOF);
	transport_close(t);
	rig_close(&r);
}

static void test_full_queue_takes_what_fits(void **state)
{
	struct rig r;
	struct transport *t;
	uint8_t block[65536] = {0};
	ssize_t put;

	(void)state;
	rig_open(&r);
	assert_int_equal(transport_open(&t, r.path, NULL, NULL), 0);
	put = transport_write(t, block, sizeof(block));
	assert_in_range(put, 1, sizeof(block) - 1);
	while ((put = transport_write(t, block, sizeof(block))) > 0)
		;
	assert_int_equal(put, 0);
	assert_int_equal(transport_pollfd(t, true).events, POLLIN | POLLOUT);
	transport_close(t);
	rig_close(&r);
}

/* A child that has the slave open, marked by flock or TIOCEXCL, until its pipe closes. */
static pid_t hold(const struct rig *r, bool with_flock, int *leash)
{
	int pipes[2], ready[2];
	char c;
	pid_t pid;

	assert_int_equal(pipe(pipes), 0);
	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (!pid) {
		int fd = open(r->path, O_RDWR | O_NOCTTY);

		close(pipes[1]);
		close(r->master); /* or it counts as the owner of the other end */
		if (fd < 0 || (with_flock ? flock(fd, LOCK_EX) : ioctl(fd, TIOCEXCL)) ||
			write(ready[1], "x", 1) != 1)
			_exit(1);
		_exit(read(pipes[0], &c, 1) != 0);
	}
	assert_int_equal(read(ready[0], &c, 1), 1);
	close(pipes[0]);
	close(ready[0]);
	close(ready[1]);
	*leash = pipes[1];
	return pid;
}

static void check_held(bool with_flock)
{
	struct rig r;
	struct transport *t;
	struct qlw_diag diag = {0};
	char pid_text[32];
	int leash, status;
	pid_t pid;

	rig_open(&r);
	pid = hold(&r, with_flock, &leash);
	snprintf(pid_text, sizeof(pid_text), "(pid %d, user ", (int)pid);
	assert_int_equal(transport_open(&t, r.path, NULL, &diag), QLW_EHELD);
	assert_null(t);
	assert_int_equal(diag.err, QLW_EHELD);
	assert_non_null(strstr(diag.what, r.path));
	assert_non_null(strstr(diag.what, pid_text));
	assert_true(diag.hint[0] != '\0');
	close(leash);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	if (geteuid() == 0 || with_flock) {
		/* the mark of a program that has gone stops no one who may pass it */
		assert_int_equal(transport_open(&t, r.path, NULL, &diag), 0);
		transport_close(t);
	}
	rig_close(&r);
}

static void test_held_by_lock(void **state)
{
	(void)state;
	check_held(true);
}

static void test_held_by_mark(void **state)
{
	(void)state;
	check_held(false);
}

static void test_not_twice(void **state)
{
	struct rig r;
	struct transport *t, *second;

	(void)state;
	rig_open(&r);
	assert_int_equal(transport_open(&t, r.path, NULL, NULL), 0);
	assert_int_equal(transport_open(&second, r.path, NULL, NULL), QLW_EHELD);
	transport_close(t);
	assert_int_equal(transport_open(&t, r.path, NULL, NULL), 0);
	transport_close(t);
	rig_close(&r);
}

static void test_link_is_followed(void **state)
{
	struct rig r;
	struct transport *t;
	char link[128];

	(void)state;
	rig_open(&r);
	snprintf(link, sizeof(link), "%s/modem", folder);
	assert_int_equal(symlink(r.path, link), 0);
	assert_int_equal(transport_open(&t, link, NULL, NULL), 0);
	assert_string_equal(transport_name(t), link);
	transport_close(t);
	rig_close(&r);
}

static void test_what_is_no_port(void **state)
{
	static const struct {
		const char *port;
		int err;
		const char *says;
	} cases[] = {
		{"/dev/ttyUSB987", QLW_EPORT, "No such file"},
		{"/dev/null", QLW_EPORT, "no serial port"},
		{"/etc/passwd", QLW_EPORT, "no serial port"},
		{"/tmp", QLW_EPORT, "no serial port"},
		{"/dev/tty", QLW_EPORT, "no serial port"},
		{"relative-and-missing", QLW_EPORT, "No such file"},
		{"", QLW_EUSAGE, "no port"},
	};
	struct transport *t;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct qlw_diag diag = {0};

		errno = 0;
		assert_int_equal(transport_open(&t, cases[i].port, NULL, &diag), cases[i].err);
		assert_null(t);
		if (!strstr(diag.what, cases[i].says))
			fail_msg("%s: %s", cases[i].port, diag.what);
	}
}

static void test_no_permission_names_the_group(void **state)
{
	struct rig r;
	int status;
	pid_t pid;

	(void)state;
	if (geteuid() != 0)
		skip();
	rig_open(&r);
	assert_int_equal(chown(r.path, 0, 20), 0); /* dialout */
	assert_int_equal(chmod(r.path, 0660), 0);
	pid = fork();
	if (!pid) {
		struct transport *t;
		struct qlw_diag diag = {0};

		if (setgid(65534) || setuid(65534))
			_exit(1);
		if (transport_open(&t, r.path, NULL, &diag) != QLW_EPORT)
			_exit(2);
		if (!strstr(diag.what, "no permission"))
			_exit(3);
		_exit(strstr(diag.hint, "sudo ") || strstr(diag.hint, "group") ? 0 : 4);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	rig_close(&r);
}

/* --- sockets ------------------------------------------------------------------------------------
 */

static int listen_on(int family, const struct sockaddr *at, socklen_t size)
{
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, at, size) || listen(fd, 4)) {
		close(fd);
		return -1;
	}
	return fd;
}

static void check_round_trip(const char *port, int listener)
{
	struct transport *t;
	struct qlw_diag diag = {0};
	uint8_t buffer[8];
	int peer;

	if (transport_open(&t, port, NULL, &diag))
		fail_msg("%s", diag.what);
	assert_string_equal(transport_name(t), port);
	peer = accept(listener, NULL, NULL);
	assert_true(peer >= 0);
	while (transport_write(t, "AT\r", 3) == 0) {
		struct pollfd p = transport_pollfd(t, true);

		assert_int_equal(poll(&p, 1, PATIENCE), 1);
	}
	assert_int_equal(await_fd(peer, buffer, 3), 3);
	assert_memory_equal(buffer, "AT\r", 3);
	assert_int_equal(write(peer, "OK", 2), 2);
	close(peer);
	/* what came before the end is delivered first */
	assert_int_equal(await_bytes(t, buffer, 2), 2);
	assert_memory_equal(buffer, "OK", 2);
	assert_int_equal(await_read(t, buffer, sizeof(buffer)), QLW_EEOF);
	transport_close(t);
}

static void test_tcp(void **state)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t size = sizeof(at);
	char port[64];
	int fd = listen_on(AF_INET, (struct sockaddr *)&at, size);

	(void)state;
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &size), 0);
	snprintf(port, sizeof(port), "tcp:127.0.0.1:%d", ntohs(at.sin_port));
	check_round_trip(port, fd);
	close(fd);
}

static void test_tcp_six(void **state)
{
	struct sockaddr_in6 at = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	socklen_t size = sizeof(at);
	char port[64];
	int fd = listen_on(AF_INET6, (struct sockaddr *)&at, size);

	(void)state;
	if (fd < 0)
		skip();
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &size), 0);
	snprintf(port, sizeof(port), "tcp:[::1]:%d", ntohs(at.sin6_port));
	check_round_trip(port, fd);
	close(fd);
}

/* A port that nobody listens on: said by open or by the first read, always with the reason. */
static void test_tcp_refused(void **state)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t size = sizeof(at);
	struct transport *t;
	struct qlw_diag diag = {0};
	char port[64], c;
	int fd = listen_on(AF_INET, (struct sockaddr *)&at, size);
	int err;

	(void)state;
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &size), 0);
	close(fd);
	snprintf(port, sizeof(port), "tcp:127.0.0.1:%d", ntohs(at.sin_port));
	err = transport_open(&t, port, NULL, &diag);
	if (!err) {
		assert_int_equal(await_read(t, &c, 1), QLW_EEOF);
		snprintf(diag.what, sizeof(diag.what), "%s", transport_reason(t));
		transport_close(t);
	} else {
		assert_int_equal(err, QLW_EPORT);
	}
	assert_non_null(strstr(diag.what, "refused"));
}

static void test_tcp_malformed(void **state)
{
	static const char *const ports[] = {"tcp:", "tcp:host", "tcp:host:", "tcp::80", "tcp:h:0",
		"tcp:h:65536", "tcp:h:12x", "tcp:::1:4000", "tcp:[]:80", "unix:"};
	struct transport *t;

	(void)state;
	for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
		struct qlw_diag diag;

		if (transport_open(&t, ports[i], NULL, &diag) != QLW_EUSAGE)
			fail_msg("%s is taken", ports[i]);
	}
}

/* An address that never answers: given up by the clock that tick brings, not before. */
static void test_tcp_gives_up(void **state)
{
	struct transport *t;
	struct qlw_diag diag;
	uint64_t begin = 1000000;
	char c;

	(void)state;
	if (transport_open(&t, "tcp:192.0.2.1:9", NULL, &diag))
		skip(); /* no route: said at once */
	if (transport_read(t, &c, 1) < 0) {
		transport_close(t);
		skip();
	}
	assert_int_equal(transport_deadline_ms(t), 0);
	transport_tick(t, begin);
	assert_in_range(transport_deadline_ms(t), begin + 1000, begin + 60000);
	transport_tick(t, begin + 999);
	assert_int_equal(transport_read(t, &c, 1), 0);
	transport_tick(t, transport_deadline_ms(t));
	assert_int_equal(transport_read(t, &c, 1), QLW_EEOF);
	assert_non_null(strstr(transport_reason(t), "timed out"));
	assert_int_equal(transport_pollfd(t, false).fd, -1);
	transport_close(t);
}

static int listen_unix(char *port, size_t size, const char *name)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};

	snprintf(at.sun_path, sizeof(at.sun_path), "%s/%s", folder, name);
	snprintf(port, size, "unix:%s", at.sun_path);
	return listen_on(AF_UNIX, (struct sockaddr *)&at, sizeof(at));
}

static void test_unix(void **state)
{
	struct transport *t;
	struct qlw_diag diag;
	char port[128];
	int fd = listen_unix(port, sizeof(port), "s");

	(void)state;
	check_round_trip(port, fd);
	close(fd);
	assert_int_equal(transport_open(&t, port, NULL, &diag), QLW_EPORT);
	assert_non_null(strstr(diag.what, "refused"));
	assert_int_equal(transport_open(&t, "unix:/nowhere/at/all", NULL, &diag), QLW_EPORT);
	assert_non_null(strstr(diag.what, "No such file"));
}

/* --- simulator ----------------------------------------------------------------------------------
 */

static const char *script(const char *name, const char *body)
{
	static char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fprintf(f, "#!/bin/sh\ncd %s\n%s\n", folder, body);
	fclose(f);
	assert_int_equal(chmod(path, 0755), 0);
	return path;
}

static pid_t pid_in(const char *name)
{
	char path[128];
	int pid = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "r");
	assert_non_null(f);
	assert_int_equal(fscanf(f, "%d", &pid), 1);
	fclose(f);
	return pid;
}

static void await_gone(pid_t pid)
{
	uint64_t end = now_ms() + PATIENCE;

	while (!kill(pid, 0) && now_ms() < end)
		poll(NULL, 0, 2);
	assert_int_equal(kill(pid, 0), -1);
}

static void test_sim_speaks_through_its_port(void **state)
{
	struct transport_options options = {0};
	struct transport *t;
	char body[256], port[128], words[128] = "", c[2];
	uint64_t begin;
	int fd = listen_unix(port, sizeof(port), "sim");
	int peer;
	FILE *f;

	(void)state;
	snprintf(body, sizeof(body),
		"echo $$ >pid\nprintf '[%%s]' \"$@\" >words\necho %s\nexec sleep 1000", port);
	options.sim_path = script("good", body);
	assert_int_equal(
		transport_open(&t, "sim:--seed 7 --dir 'a b' \"c'd\"e  ''", &options, NULL), 0);
	assert_string_equal(transport_name(t), "sim:");
	assert_int_equal(transport_write(t, "AT", 2), 0);
	begin = now_ms();
	while (transport_read(t, c, 2) == 0 && now_ms() < begin + PATIENCE) {
		struct pollfd p[2] = {transport_pollfd(t, false), {.fd = fd, .events = POLLIN}};

		poll(p, 2, 1000);
		if (p[1].revents)
			break;
	}
	peer = accept(fd, NULL, NULL);
	assert_true(peer >= 0);
	assert_int_equal(write(peer, "OK", 2), 2);
	assert_int_equal(await_bytes(t, (uint8_t *)c, 2), 2);
	assert_int_equal(transport_write(t, "AT", 2), 2);
	f = fopen(strcat(strcpy(body, folder), "/words"), "r");
	assert_non_null(f);
	assert_non_null(fgets(words, sizeof(words), f));
	fclose(f);
	assert_string_equal(words, "[--seed][7][--dir][a b][c'de][]");
	transport_close(t);
	await_gone(pid_in("pid"));
	close(peer);
	close(fd);
}

static void test_sim_last_words(void **state)
{
	struct transport_options options = {0};
	struct transport *t;
	char c;

	(void)state;
	options.sim_path =
		script("bad", "echo one >&2\nprintf 'qlw-sim: no such\\033 option\\n' >&2\nexit 2");
	assert_int_equal(transport_open(&t, "sim:--bogus", &options, NULL), 0);
	assert_int_equal(await_read(t, &c, 1), QLW_EEOF);
	assert_string_equal(transport_reason(t), "qlw-sim: no such? option");
	assert_int_equal(transport_pollfd(t, false).fd, -1);
	assert_int_equal(transport_read(t, &c, 1), QLW_EEOF);
	assert_int_equal(transport_write(t, &c, 1), QLW_EEOF);
	transport_close(t);
}

static void test_sim_that_says_nothing(void **state)
{
	struct transport_options options = {0};
	struct transport *t;
	char c;

	(void)state;
	options.sim_path = script("mute", "exec sleep 1000");
	assert_int_equal(transport_open(&t, "sim:", &options, NULL), 0);
	assert_int_equal(transport_deadline_ms(t), 0);
	transport_tick(t, 5);
	assert_int_equal(transport_read(t, &c, 1), 0);
	transport_tick(t, transport_deadline_ms(t));
	assert_int_equal(transport_read(t, &c, 1), QLW_EEOF);
	assert_true(transport_reason(t)[0] != '\0');
	transport_close(t);
}

/* It ignores SIGTERM and floods standard error: closing takes 0.2 s at most, and it is gone. */
static void test_sim_stubborn(void **state)
{
	struct transport_options options = {0};
	struct transport *t;
	uint64_t begin = now_ms();
	char path[128];

	(void)state;
	options.sim_path = script("stubborn",
		"trap '' TERM\nhead -c 200000 /dev/zero >&2\necho $$ >stubborn.tmp\n"
		"mv stubborn.tmp stubborn.pid\nexec sleep 1000");
	assert_int_equal(transport_open(&t, "sim:", &options, NULL), 0);
	snprintf(path, sizeof(path), "%s/stubborn.pid", folder);
	while (access(path, F_OK) && now_ms() < begin + PATIENCE)
		poll(NULL, 0, 2);
	begin = now_ms();
	transport_close(t);
	assert_in_range(now_ms() - begin, 0, 1000); /* 0.2 s and what a loaded machine adds */
	await_gone(pid_in("stubborn.pid"));
}

static void test_sim_dies_with_us(void **state)
{
	struct transport_options options = {0};
	char path[128];
	uint64_t begin = now_ms();
	pid_t parent;

	(void)state;
	options.sim_path = script("orphan", "echo $$ >o.tmp\nmv o.tmp orphan.pid\nexec sleep 1000");
	snprintf(path, sizeof(path), "%s/orphan.pid", folder);
	parent = fork();
	if (!parent) {
		struct transport *t;

		transport_open(&t, "sim:", &options, NULL);
		while (access(path, F_OK) && now_ms() < begin + PATIENCE)
			poll(NULL, 0, 2);
		kill(getpid(), SIGKILL);
	}
	assert_int_equal(waitpid(parent, NULL, 0), parent);
	await_gone(pid_in("orphan.pid"));
}

static void test_sim_missing(void **state)
{
	struct transport_options options = {.sim_path = "/nowhere/qlw-sim"};
	struct transport *t;
	struct qlw_diag diag;

	(void)state;
	assert_int_equal(transport_open(&t, "sim:", &options, &diag), QLW_EPORT);
	assert_non_null(strstr(diag.what, "qlw-sim"));
	options.sim_path = "/bin/sh";
	assert_int_equal(transport_open(&t, "sim:'open", &options, &diag), QLW_EUSAGE);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pty_passes_every_byte),
		cmocka_unit_test(test_pty_settings_come_back),
		cmocka_unit_test(test_pty_last_words_arrive),
		cmocka_unit_test(test_pty_hang_up_is_the_end),
		cmocka_unit_test(test_full_queue_takes_what_fits),
		cmocka_unit_test(test_held_by_lock),
		cmocka_unit_test(test_held_by_mark),
		cmocka_unit_test(test_not_twice),
		cmocka_unit_test(test_link_is_followed),
		cmocka_unit_test(test_what_is_no_port),
		cmocka_unit_test(test_no_permission_names_the_group),
		cmocka_unit_test(test_tcp),
		cmocka_unit_test(test_tcp_six),
		cmocka_unit_test(test_tcp_refused),
		cmocka_unit_test(test_tcp_malformed),
		cmocka_unit_test(test_tcp_gives_up),
		cmocka_unit_test(test_unix),
		cmocka_unit_test(test_sim_speaks_through_its_port),
		cmocka_unit_test(test_sim_last_words),
		cmocka_unit_test(test_sim_that_says_nothing),
		cmocka_unit_test(test_sim_stubborn),
		cmocka_unit_test(test_sim_dies_with_us),
		cmocka_unit_test(test_sim_missing),
	};

	return cmocka_run_group_tests_name("transport", tests, make_folder, remove_folder);
}
