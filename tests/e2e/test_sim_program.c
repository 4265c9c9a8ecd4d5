/* qlw-sim as a program, talked to over its port and nothing else: what its command line promises. */
#include "tests/e2e/simhost.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

/* Flash outlives the program, and so does what the bootstrap gave. */
static void test_directory(void **state)
{
	struct host *h = *state;
	char *dir = scratch_path(&h->scratch, "flash");
	const char *args[] = {"--speed", "5", "--dir", dir, NULL};
	start(h, args);
	expect(h, "\r\nAPP RDY\r\n");
	at(h, "AT+QLWCFG=\"epns\",0,\"a b\",\"c\"", OK);
	stop(h);
	start(h, args);
	expect(h, "\r\nAPP RDY\r\n");
	at(h, "AT+QLWCFG=\"epns\"", "\r\n+QLWCFG: \"epns\",0,\"a b\",\"c\"\r\n" OK);
	stop(h);
	free(dir);
}

static void test_link(void **state)
{
	struct host *h = *state;
	struct stat st;
	char *link = scratch_path(&h->scratch, "modem");
	const char *args[] = {"--speed", "5", "--link", link, NULL};
	start(h, args);
	assert_string_equal(h->sim.port, link);
	expect(h, "\r\nAPP RDY\r\n");
	/* a host comes back to the same module, its leftovers gone */
	say(h, "AT+CSQ");
	close(h->fd);
	h->fd = open(link, O_RDWR | O_NOCTTY | O_NONBLOCK);
	h->len = 0;
	say(h, "ATE0");
	expect(h, OK);
	say(h, "AT");
	expect(h, OK);
	stop(h);
	assert_int_equal(lstat(link, &st), -1);
	free(link);
}

/* With nobody there, the retries of "transcfg" end in the failed state. */
static void test_server_stopped(void **state)
{
	static const char *const args[] = {"--speed", "500", "--fault", "server-stopped", NULL};
	struct host *h = *state;
	start(h, args);
	expect(h, "\r\nAPP RDY\r\n");
	at(h, "AT+QLWCFG=\"security\",0,100,\"coap://leshan.eclipseprojects.io:5683\",0,3", OK);
	at(h, "AT+QLWCFG=\"server\",0,60,0,50,60,1,\"UQS\"", OK);
	at(h, "AT+QLWSVC=\"reg\"",
		OK "\r\n+QLWREG: 0\r\n" EVENT(100, 0, "INITIAL") EVENT(100, 12, "REG_RETRY")
			EVENT(100, 12, "REG_RETRY") EVENT(100, 12, "REG_RETRY")
				EVENT(100, 12, "REG_RETRY") EVENT(100, 3, "REG_FAILED"));
	stop(h);
}

static int connect_unix(const char *path)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	snprintf(a.sun_path, sizeof a.sun_path, "%s", path);
	assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
	return fd;
}

/* Hosts on a socket come one after the other. */
static void test_socket(void **state)
{
	struct host *h = *state;
	char *path = scratch_path(&h->scratch, "s");
	char listen[300];
	const char *args[] = {"--speed", "5", "--listen", listen, NULL};
	snprintf(listen, sizeof listen, "unix:%s", path);
	assert_true(simproc_start(&h->sim, &h->scratch, args));
	assert_string_equal(h->sim.port, listen);
	h->fd = connect_unix(path);
	expect(h, "\r\nAPP RDY\r\n");
	at(h, "ATE0", OK);
	int second = connect_unix(path);
	close(h->fd);
	h->fd = second;
	say(h, "AT+CFUN?");
	expect(h, "\r\n+CFUN: 1\r\n" OK);
	stop(h);
	assert_int_equal(access(path, F_OK), -1);
	free(path);
}

/* A cable that is pulled: the host's end of the port is dead, and the link leads to a new one. */
static void test_unplug(void **state)
{
	struct host *h = *state;
	char *link = scratch_path(&h->scratch, "modem");
	const char *args[] = {"--speed", "5", "--link", link, "--fault", "unplug=,CSQ,1", NULL};
	struct pollfd p = {.events = POLLIN};
	char c;
	start(h, args);
	expect(h, "\r\nAPP RDY\r\n");
	say(h, "AT+CSQ");
	p.fd = h->fd;
	while (!(p.revents & POLLHUP)) {
		assert_int_equal(poll(&p, 1, PATIENCE_MS), 1);
		assert_true(read(h->fd, &c, 1) >= 0);
	}
	close(h->fd);
	h->fd = open(link, O_RDWR | O_NOCTTY | O_NONBLOCK);
	assert_true(h->fd >= 0);
	h->len = 0;
	say(h, "AT+CFUN?");
	expect(h, "\r\n+CFUN: 1\r\n" OK);
	stop(h);
	free(link);
}

static void test_once(void **state)
{
	static const char *const args[] = {"--once", NULL};
	struct host *h = *state;
	struct proc_result result;
	start(h, args);
	close(h->fd);
	h->fd = -1;
	proc_finish(h->sim.proc, 0, &result);
	h->sim.proc = NULL;
	assert_false(result.timed_out);
	assert_int_equal(result.code, 0);
	proc_result_free(&result);
}

static void test_usage(void **state)
{
	static const struct {
		const char *arg[4];
		int code;
		const char *out, *err;
	} row[] = {
		{{"--nothing"}, 2, "", "qlw-sim: "},
		{{"--seed", "x"}, 2, "", "qlw-sim: x: "},
		{{"--imei", "12345"}, 2, "", "qlw-sim: 12345: not 15 digits"},
		{{"--speed", "0"}, 2, "", "qlw-sim: 0: "},
		{{"--fault", "nothing"}, 2, "", "qlw-sim: nothing: "},
		{{"--firmware", "BG1"}, 2, "", "qlw-sim: BG1: "},
		{{"--assume", "recv-end=7"}, 2, "", "qlw-sim: recv-end=7: "},
		{{"--network", "x"}, 2, "", "qlw-sim: x: "},
		{{"--map", "a:1"}, 2, "", "qlw-sim: a:1: "},
		{{"more"}, 2, "", "qlw-sim: more: "},
		{{"--listen", "udp:x"}, 2, "", "qlw-sim: udp:x: "},
		{{"--version"}, 0, "qlw-sim ", ""},
		{{"-h"}, 0, "IMEI 864475040090705", ""},
		{{"--help"}, 0, "urc-inside", ""},
	};
	struct host *h = *state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		const char *argv[6] = {test_sim()};
		struct proc_options options = {.argv = argv, .scratch = &h->scratch};
		struct proc_result r;
		memcpy(argv + 1, row[i].arg, sizeof row[i].arg);
		proc_run(&options, &r);
		assert_int_equal(r.code, row[i].code);
		assert_non_null(strstr(r.out, row[i].out));
		assert_int_equal(strncmp(r.err, row[i].err, strlen(row[i].err)), 0);
		assert_int_equal(r.err_len > 0, row[i].code != 0);
		proc_result_free(&r);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_directory),
		TEST(test_link),
		TEST(test_server_stopped),
		TEST(test_socket),
		TEST(test_unplug),
		TEST(test_once),
		TEST(test_usage),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
