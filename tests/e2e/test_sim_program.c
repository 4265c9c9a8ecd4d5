/*
 * qlw-sim as a program, talked to over its port and nothing else: the Note's examples word for word
 * against its built-in servers, and what its command line promises.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/lib/scratch.h"
#include "tests/lib/simproc.h"

#define OK "\r\nOK\r\n"

struct host {
	struct scratch scratch;
	struct simproc sim;
	int fd;
	char got[16384];
	size_t len;
};

static void start(struct host *h, const char *const *args)
{
	assert_true(simproc_start(&h->sim, &h->scratch, args));
	h->fd = open(h->sim.port, O_RDWR | O_NOCTTY | O_NONBLOCK);
	assert_true(h->fd >= 0);
	h->len = 0;
}

static const char *const quick[] = {"--speed", "5", NULL};

static void stop(struct host *h)
{
	close(h->fd);
	h->fd = -1;
	assert_int_equal(simproc_stop(&h->sim), 0);
}

/* Until the module has said this; what it said up to its end is dropped. */
static void expect(struct host *h, const char *want)
{
	uint64_t end = test_now_ms() + PATIENCE_MS;
	char *at;
	h->got[h->len] = '\0';
	while (!(at = strstr(h->got, want))) {
		struct pollfd p = {.fd = h->fd, .events = POLLIN};
		uint64_t now = test_now_ms();
		if (now >= end || h->len + 1 >= sizeof h->got)
			fail_msg("wanted %s\ngot %s", want, h->got);
		poll(&p, 1, (int)(end - now));
		ssize_t n = read(h->fd, h->got + h->len, sizeof h->got - 1 - h->len);
		h->len += n > 0 ? (size_t)n : 0;
		h->got[h->len] = '\0';
	}
	at += strlen(want);
	h->len -= (size_t)(at - h->got);
	memmove(h->got, at, h->len);
}

static void say(struct host *h, const char *line)
{
	assert_int_equal(write(h->fd, line, strlen(line)), strlen(line));
	assert_int_equal(write(h->fd, "\r", 1), 1);
}

/* A command, its echo, and then exactly these lines in this order. */
static void at(struct host *h, const char *line, const char *answer)
{
	char want[2048];
	assert_int_equal(h->len, 0);
	snprintf(want, sizeof want, "%s\r%s", line, answer);
	say(h, line);
	expect(h, want);
}

static int set_up(void **state)
{
	struct host *h = calloc(1, sizeof *h);
	scratch_make(&h->scratch);
	h->fd = -1;
	*state = h;
	return 0;
}

static int tear_down(void **state)
{
	struct host *h = *state;
	if (h->fd >= 0)
		close(h->fd);
	simproc_kill(&h->sim);
	scratch_remove(&h->scratch);
	free(h);
	return 0;
}

#define EVENT(ssid, code, text) "\r\n+QLWURC: \"event\"," #ssid "," #code ",\"" text "\"\r\n"

/* 4.2.2, in the words of the printed Note */
static void test_factory_bootstrap(void **state)
{
	struct host *h = *state;
	start(h, quick);
	expect(h, "\r\nAPP RDY\r\n");
	at(h, "AT+QLWCFG=\"security\",0,100,\"coap://leshan.eclipseprojects.io:5683\",0,3", OK);
	at(h, "AT+QLWCFG=\"server\",0,60,0,50,60,1,\"UQS\"", OK);
	at(h, "AT+QLWSVC=\"reg\"",
		OK "\r\n+QLWREG: 0\r\n" EVENT(100, 0, "INITIAL") EVENT(100, 2, "REG_READY"));
	expect(h, "\r\n+QLWURC: \"observe\",100,\"/19/0/0\",");
	expect(h, ",0\r\n");
	at(h, "AT+QLWSVC=\"lifetime\",100,60", OK EVENT(100, 16, "REG_UPDATE"));
	at(h, "AT+QLWSVC=\"update\",100,0", OK EVENT(100, 16, "REG_UPDATE"));
	at(h, "AT+QLWSVC=\"dereg\",1",
		OK EVENT(0, 5, "FACTORY_RESET") EVENT(100, 18, "DEREG_START")
			EVENT(100, 19, "DEREG_FINISH") "\r\n+QLWDEREG: 0\r\n");
	stop(h);
}

/* 4.2.1 as corrected: the query shows the short ID that was written */
static void test_client_bootstrap(void **state)
{
	struct host *h = *state;
	start(h, quick);
	expect(h, "\r\nAPP RDY\r\n");
	at(h,
		"AT+QLWCFG=\"security\",0,111,\"coaps://leshan.eclipseprojects.io:5784\",1,0,"
		"\"urn:imei:864475040090705\",\"313233343536373839\"",
		OK);
	at(h, "AT+QLWCFG=\"security\"",
		"\r\n+QLWCFG: \"security\",0,111,"
		"\"coaps://leshan.eclipseprojects.io:5784\",1,0\r\n" OK);
	at(h, "AT+QLWCFG=\"server\",0,60,0,50,60,1,\"UQS\"", OK);
	at(h, "AT+QLWCFG=\"server\"", "\r\n+QLWCFG: \"server\",0,60,0,50,60,1,\"UQS\"\r\n" OK);
	at(h, "AT+QLWSVC=\"reg\"",
		OK "\r\n+QLWREG: 0\r\n" EVENT(111, 6, "BS_START") EVENT(111, 9, "BS_FINISH")
			EVENT(123, 0, "INITIAL") EVENT(123, 2, "REG_READY"));
	expect(h, "\r\n+QLWURC: \"observe\",123,\"/19/0/0\",");
	expect(h, ",0\r\n");
	at(h, "AT+QLWSVC=\"lifetime\",123,60", OK EVENT(123, 16, "REG_UPDATE"));
	at(h, "AT+QLWSVC=\"update\",123,0", OK EVENT(123, 16, "REG_UPDATE"));
	at(h,
		"AT+QLWCFG=\"device\",\"Quectel\",\"BG95-M3\",\"R2.1\",\"04\",\"BG95M3LAR02A04\","
		"\"Quectel_BG95\"",
		OK);
	at(h, "AT+QLWSVC=\"dereg\"", OK EVENT(123, 19, "DEREG_FINISH") "\r\n+QLWDEREG: 0\r\n");
	stop(h);
}

static void upload(struct host *h, const char *name, const char *text)
{
	char line[128];
	snprintf(line, sizeof line, "AT+QFUPL=\"EUFS:/datatx/%s\",%zu,5", name, strlen(text));
	at(h, line, "\r\nCONNECT\r\n");
	assert_int_equal(write(h->fd, text, strlen(text)), strlen(text));
	expect(h, OK);
}

/* 4.1: provisioning files, put there with the module's own commands, then a restart */
static void test_provisioning_files(void **state)
{
	struct host *h = *state;
	start(h, quick);
	expect(h, "\r\nAPP RDY\r\n");
	upload(h, "bootstrap.ini",
		"{\"bn\":\"/0/1/\",\"e\":["
		"{\"n\":\"0\",\"sv\":\"coap://leshan.eclipseprojects.io:5683\"},"
		"{\"n\":\"1\",\"bv\":false},{\"n\":\"2\",\"v\":3},{\"n\":\"10\",\"v\":102}]}"
		"{\"bn\":\"/1/1/\",\"e\":[{\"n\":\"0\",\"v\":102},{\"n\":\"1\",\"v\":50000},"
		"{\"n\":\"2\",\"v\":1},{\"n\":\"3\",\"v\":60},{\"n\":\"5\",\"v\":86400},"
		"{\"n\":\"6\",\"bv\":true},{\"n\":\"7\",\"sv\":\"UQS\"}]}");
	at(h, "AT+QFOPEN=\"EUFS:/datatx/lwm2m_app_autostart\",1", "\r\n+QFOPEN: 20000\r\n" OK);
	at(h, "AT+QFCLOSE=20000", OK);
	at(h, "AT+CFUN=1,1", OK);
	expect(h, "\r\nAPP RDY\r\n");
	expect(h, EVENT(102, 0, "INITIAL") EVENT(102, 2, "REG_READY"));
	stop(h);
}

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
		TEST(test_factory_bootstrap),
		TEST(test_client_bootstrap),
		TEST(test_provisioning_files),
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
