/*
 * A port that goes away, and how soon that is known: in the first turn after it, whatever the time. A
 * scripted module on a PTY, a clock that stands still.
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "modem/session.h"
#include "tests/lib/fake.h"

#define NOW_MS 1769860800000U

struct rig {
	struct scratch scratch;
	struct fake *fake;
	struct session *session;
	char *link; /* what the user names: a link to the PTY, as a replug makes it anew */
	unsigned downs, ups, done;
	enum engine_end end;
};

static struct rig r;

static const struct fake_row rows[] = {{"AT", "", "OK"}, {"ATE*", "", "OK"},
	{"AT+CMEE?", "+CMEE: 1", "OK"}, {"ATI", "Quectel\nBG95-M3\nRevision: BG95M3LAR02A04", "OK"},
	{"AT+SLOW", "", NULL}, {NULL, NULL, NULL}};

static void on_event(void *ctx, const struct event *event)
{
	(void)ctx;
	r.downs += event->kind == EVENT_LINK && event->link == EVENT_LINK_DOWN;
	r.ups += event->kind == EVENT_LINK && event->link == EVENT_LINK_UP;
}

static void on_done(void *ctx, const struct engine_result *result)
{
	(void)ctx;
	r.done++;
	r.end = result->end;
}

static bool readable(void)
{
	struct pollfd p = session_pollfd(r.session);

	return p.fd >= 0 && poll(&p, 1, 0) == 1;
}

/* Until the session's work is done, at a time that stands still. */
static void settle(uint64_t now_ms)
{
	for (int quiet = 0; quiet < 3;) {
		struct pollfd fds[2] = {session_pollfd(r.session), {fake_fd(r.fake), POLLIN, 0}};

		quiet = poll(fds, 2, 20) > 0 ? 0 : quiet + 1;
		fake_run(r.fake);
		session_run(r.session, now_ms);
	}
}

static void plug(void)
{
	r.fake = fake_open(&r.scratch, rows);
	unlink(r.link);
	assert_int_equal(symlink(fake_path(r.fake), r.link), 0);
}

static int begin(void **state)
{
	struct session_options options = {.journal = "", .want = SESSION_WANT_PROBE};

	(void)state;
	memset(&r, 0, sizeof r);
	scratch_make(&r.scratch);
	r.link = scratch_path(&r.scratch, "port");
	plug();
	options.port = r.link;
	assert_int_equal(session_open(&r.session, &options, NOW_MS, NULL), 0);
	session_listen(r.session, on_event, NULL);
	settle(NOW_MS);
	assert_int_equal(r.ups, 1);
	return 0;
}

static int end(void **state)
{
	(void)state;
	session_close(r.session);
	if (r.fake)
		fake_close(r.fake);
	free(r.link);
	scratch_remove(&r.scratch);
	return 0;
}

/* Cable and node. */
static void pull(void)
{
	unlink(r.link);
	fake_close(r.fake);
	r.fake = NULL;
}

static size_t open_terminals(void)
{
	char path[300], target[300];
	const struct dirent *entry;
	DIR *d = opendir("/proc/self/fd");
	size_t n = 0;

	assert_non_null(d);
	while ((entry = readdir(d))) {
		snprintf(path, sizeof path, "/proc/self/fd/%s", entry->d_name);
		ssize_t len = readlink(path, target, sizeof target - 1);

		target[len > 0 ? len : 0] = '\0';
		n += strncmp(target, "/dev/pts/", 9) == 0;
	}
	closedir(d);
	return n;
}

/* One turn, no time: said, answered, closed, and asleep again. */
static void test_known_in_the_first_turn(void **state)
{
	const size_t before = open_terminals();

	(void)state;
	assert_false(readable());
	pull();
	assert_true(readable());
	session_run(r.session, NOW_MS);
	assert_int_equal(r.downs, 1);
	assert_int_equal(session_stage(r.session, NULL), SESSION_GONE);
	assert_true(open_terminals() < before);
	while (readable()) /* what was told of the pull itself */
		session_run(r.session, NOW_MS);
	assert_true(session_deadline_ms(r.session) > NOW_MS);
}

static void test_in_mid_command(void **state)
{
	const struct engine_request slow = {
		.line = "AT+SLOW", .timeout_ms = 60000, .done = on_done};

	(void)state;
	assert_true(session_submit(r.session, &slow, NULL) > 0);
	settle(NOW_MS);
	assert_int_equal(r.done, 0);
	pull();
	session_run(r.session, NOW_MS);
	assert_int_equal(r.done, 1);
	assert_int_equal(r.end, ENGINE_END_RESTART);
	assert_true(session_submit(r.session, &slow, NULL) < 0);
}

/* Nobody has to wait for the next look: the new node wakes the session. */
static void test_back_without_waiting(void **state)
{
	(void)state;
	pull();
	session_run(r.session, NOW_MS);
	while (readable())
		session_run(r.session, NOW_MS);
	plug();
	assert_true(readable());
	settle(NOW_MS);
	assert_int_equal(r.ups, 2);
	assert_int_equal(r.downs, 1);
	assert_string_equal(session_port(r.session), r.link);
}

/* Gone for an hour: a look every ten seconds, and nothing in between. */
static void test_few_turns_while_gone(void **state)
{
	uint64_t now_ms = NOW_MS;
	unsigned turns = 0;

	(void)state;
	pull();
	for (; now_ms < NOW_MS + 3600000; turns++) {
		uint64_t next_ms;

		session_run(r.session, now_ms);
		next_ms = session_deadline_ms(r.session);
		assert_true(next_ms > now_ms || readable());
		now_ms = next_ms > now_ms ? next_ms : now_ms;
	}
	struct qlw_diag diag;
	assert_int_equal(session_stage(r.session, &diag), SESSION_GONE);
	assert_non_null(strstr(diag.what, "port is gone")); /* and not what the last look met */
	print_message("%u turns in an hour\n", turns);
	assert_true(turns < 400);
}

/* A line that takes nothing: known after half a second without progress, and not before. */
static void test_stuck(void **state)
{
	static uint8_t much[200000];
	const struct engine_request upload = {
		.line = "AT+SLOW", .data = much, .data_len = sizeof much, .done = on_done};
	uint64_t now_ms = NOW_MS;

	(void)state;
	assert_true(session_submit(r.session, &upload, NULL) > 0);
	settle(now_ms);
	fake_say(r.fake, "\r\nCONNECT\r\n");
	fake_run(r.fake);
	for (int i = 0; i < 50; i++)
		session_run(r.session, now_ms); /* until the terminal is full */
	assert_false(session_stuck(r.session, now_ms));
	now_ms += SESSION_STUCK_MS - 1;
	session_run(r.session, now_ms);
	assert_false(session_stuck(r.session, now_ms));
	assert_true(session_stuck(r.session, now_ms + 1));
	session_leave(r.session);
	settle(now_ms + 1);
	assert_false(session_stuck(r.session, now_ms + 1)); /* the module has read */
}

static int listen_at(struct sockaddr_in *at)
{
	socklen_t len = sizeof *at;
	const int on = 1;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	assert_int_equal(bind(fd, (const struct sockaddr *)at, len), 0);
	assert_int_equal(listen(fd, 8), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)at, &len), 0);
	return fd;
}

/* The next time the session itself asks for, or now if its descriptor is ready. */
static void next_turn(struct session *s, uint64_t *now_ms)
{
	struct pollfd p = session_pollfd(s);
	const uint64_t next_ms = session_deadline_ms(s);

	if (poll(&p, 1, 0) < 1 && next_ms > *now_ms && next_ms != UINT64_MAX)
		*now_ms = next_ms;
	session_run(s, *now_ms);
}

/* A serial server that is gone is tried ever more rarely, and found within ten seconds. */
static void test_socket_backs_off(void **state)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	const int server = listen_at(&at);
	struct session_options options = {.journal = "", .want = SESSION_WANT_PROBE};
	uint64_t now_ms = NOW_MS, gone_ms;
	struct session *s;
	unsigned turns = 0;
	char port[64];
	int fd, again;

	(void)state;
	snprintf(port, sizeof port, "tcp:127.0.0.1:%d", ntohs(at.sin_port));
	options.port = port;
	assert_int_equal(session_open(&s, &options, now_ms, NULL), 0);
	while ((fd = accept(server, NULL, NULL)) < 0)
		session_run(s, now_ms);
	close(server);
	close(fd);
	while (session_stage(s, NULL) != SESSION_GONE)
		session_run(s, now_ms);
	for (gone_ms = now_ms; now_ms < gone_ms + 3600000; turns++)
		next_turn(s, &now_ms);
	print_message("%u turns in an hour\n", turns);
	assert_true(turns < 2000);
	again = listen_at(&at);
	for (gone_ms = now_ms; (fd = accept(again, NULL, NULL)) < 0;)
		next_turn(s, &now_ms);
	assert_true(now_ms <= gone_ms + 10000);
	session_close(s);
	close(fd);
	close(again);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(test_known_in_the_first_turn),
		TEST(test_in_mid_command),
		TEST(test_back_without_waiting),
		TEST(test_few_turns_while_gone),
		TEST(test_stuck),
		TEST(test_socket_backs_off),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
