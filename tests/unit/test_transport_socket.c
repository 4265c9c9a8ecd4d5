/*
 * Transports over sockets, the simulator as a child among them: they connect, carry every byte, give up in time, and it ends with us whatever happens.
 */
#include "tests/unit/transport_rig.h"

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
