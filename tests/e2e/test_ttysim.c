/*
 * The simulated module behind a serial port as the kernel shows it (ttyrig.h): the Note's 4.2.2, files,
 * and what happens when the module is pulled in the middle, or takes nothing any more (it is stopped).
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/lib/fake.h"
#include "tests/lib/proc.h"
#include "tests/lib/simproc.h"
#include "tests/lib/ttyrig.h"

#define ARGS_MAX 24
#define BIG      600000 /* bytes: more than a PTY holds */

/* Takes the name of a file and then waits for it. */
static const struct fake_row greedy[] = {{"AT", "", "OK"}, {"ATE*", "", "OK"},
	{"AT+CMEE?", "+CMEE: 1", "OK"}, {"ATI", "Quectel\nBG95-M3\nRevision: BG95M3LAR02A04", "OK"},
	{"AT+QFLST=\"EUFS:/datatx/new\"", "", "+CME ERROR: 405"}, {"AT+QFUPL*", "", "CONNECT"},
	{"AT+QFDEL*", "", "OK"}, {"AT+QFLST*", "+QFLST: \"EUFS:/datatx/old\",60000", "OK"},
	{"AT+QFDWL*", "", "CONNECT"}, {NULL, NULL, NULL}};

struct bench {
	struct scratch scratch;
	struct simproc sim;
	struct fake *fake; /* in its place */
	struct ttyrig_device device;
	const char *pty[3];
	char *journal, *big; /* paths */
	struct proc *proc;
	struct proc_result r;
};

static struct bench b;

static void plug(int first, const char *pty)
{
	b.pty[2] = pty;
	b.device = (struct ttyrig_device){"1-1", "2c7c\n", "0700\n", "LPWA Module\n", "A1\n",
		"option", "ttyUSB", first, 3, b.pty};
	assert_true(ttyrig_plug(&b.device));
}

static void plug_sim(void)
{
	const char *const args[] = {"--speed", "20", NULL};

	assert_true(simproc_start(&b.sim, &b.scratch, args));
	plug(0, b.sim.port);
}

static void plug_fake(int first)
{
	b.fake = fake_open(&b.scratch, greedy);
	plug(first, fake_path(b.fake));
}

static void pull(void)
{
	ttyrig_unplug(&b.device);
	if (b.sim.proc)
		simproc_kill(&b.sim);
	if (b.fake)
		fake_close(b.fake);
	b.fake = NULL;
}

static int begin(void **state)
{
	(void)state;
	memset(&b, 0, sizeof(b));
	scratch_make(&b.scratch);
	b.journal = scratch_path(&b.scratch, "j.jsonl");
	b.big = scratch_path(&b.scratch, "big");
	return 0;
}

static int begin_sim(void **state)
{
	begin(state);
	plug_sim();
	return 0;
}

static int begin_fake(void **state)
{
	begin(state);
	plug_fake(0);
	return 0;
}

static int end(void **state)
{
	(void)state;
	if (b.proc)
		proc_finish(b.proc, 1, &b.r);
	pull();
	proc_result_free(&b.r);
	free(b.journal);
	free(b.big);
	scratch_remove(&b.scratch);
	return 0;
}

static void start(const char *const *words)
{
	const char *argv[ARGS_MAX], *run[ARGS_MAX + 2];
	size_t n = 0;

	argv[n++] = test_qlw();
	while (*words)
		argv[n++] = *words++;
	argv[n] = NULL;
	ttyrig_argv(argv, run);
	b.proc = proc_start(&(struct proc_options){.argv = run, .scratch = &b.scratch});
}

#define START(...) start((const char *const[]){__VA_ARGS__, NULL})

static int finish(void)
{
	proc_result_free(&b.r);
	proc_finish(b.proc, 0, &b.r);
	b.proc = NULL;
	return b.r.code;
}

static void expect(int code, const char *text)
{
	if (b.r.code != code || !(strstr(b.r.out, text) || strstr(b.r.err, text)))
		print_message("%d\n%s%s", b.r.code, b.r.out, b.r.err);
	assert_int_equal(b.r.code, code);
	assert_true(strstr(b.r.out, text) || strstr(b.r.err, text));
}

#define RUN(code, text, ...)            \
	do {                            \
		START(__VA_ARGS__);     \
		finish();               \
		expect((code), (text)); \
	} while (0)

static void test_example_4_2_2(void **state)
{
	(void)state;
	RUN(0, "", "set", "security", "0", "short_id=100", "bootstrap=0", "security_mode=3",
		"server_addr=coap://leshan.eclipseprojects.io:5683");
	RUN(0, "", "set", "server", "0", "life_time=60", "period_min=0", "period_max=50",
		"disable_time=60", "storing=1", "binding=UQS");
	RUN(0, "\"REG_READY\"", "reg", "--wait", "--json");
	RUN(0, "\"REG_UPDATE\"", "lifetime", "100", "60", "--json");
	RUN(0, "\"REG_UPDATE\"", "update", "100", "--json");
	RUN(0, "\"kind\":\"dereg\",\"err\":0", "reset", "--yes", "--json");
}

static void make_big(void)
{
	char *text = malloc(BIG);

	assert_non_null(text);
	memset(text, 'x', BIG);
	scratch_write_file(b.big, text, BIG);
	free(text);
}

/* Until the journal holds this: the command is on its way. */
static void wait_journal(const char *text)
{
	const uint64_t limit = test_now_ms() + PATIENCE_MS;
	bool found = false;

	while (!found && test_now_ms() < limit) {
		char *all = scratch_read_file(b.journal, NULL);

		found = all && strstr(all, text);
		free(all);
		proc_poll(b.proc);
	}
	assert_true(found);
}

/* Until the module has said this. */
static void serve_until_said(const char *text)
{
	const uint64_t limit = test_now_ms() + PATIENCE_MS;
	size_t len;

	while (!strstr(fake_said(b.fake, &len), text) && test_now_ms() < limit) {
		proc_poll(b.proc);
		fake_run(b.fake);
	}
	assert_non_null(strstr(fake_said(b.fake, &len), text));
}

/* Until the program has ended. */
static void serve(void)
{
	while (proc_peek(b.proc)->code < 0 && !proc_peek(b.proc)->timed_out) {
		proc_poll(b.proc);
		fake_run(b.fake);
	}
	finish();
}

/* The module wants the file, and reads none of it. */
static void start_upload_until_full(void)
{
	const uint64_t limit = test_now_ms() + PATIENCE_MS;
	int bytes = 0;

	make_big();
	START("--journal", b.journal, "files", "put", b.big, "new");
	serve_until_said("CONNECT");
	while (bytes < 4000 && test_now_ms() < limit) {
		assert_int_equal(ioctl(fake_fd(b.fake), FIONREAD, &bytes), 0);
		proc_poll(b.proc);
	}
	assert_true(bytes >= 4000);
}

/* It comes back under another name, and what it has of the file is deleted. */
static void test_unplug_in_upload(void **state)
{
	size_t len;

	(void)state;
	start_upload_until_full();
	pull();
	wait_journal("is gone");
	plug_fake(3);
	serve();
	expect(3, "went away");
	assert_non_null(strstr(fake_heard(b.fake, &len), "AT+QFDEL"));
}

static void test_unplug_in_download(void **state)
{
	char *half = scratch_path(&b.scratch, "half");

	(void)state;
	START("--journal", b.journal, "--timeout", "1", "files", "get", "old", half);
	serve_until_said("CONNECT");
	fake_say(b.fake, "the first of sixty thousand bytes");
	while (fake_run(b.fake) || fake_unread(b.fake))
		proc_poll(b.proc);
	pull();
	finish();
	expect(3, "went away");
	assert_int_not_equal(access(half, F_OK), 0);
	free(half);
}

/* Its time is up at once, not after the half minute the kernel gives a closing port. */
static void quits_within_a_second(int sig)
{
	const uint64_t begun = test_now_ms();

	proc_signal(b.proc, sig);
	finish();
	print_message("%d ms\n", (int)(test_now_ms() - begun));
	assert_int_equal(b.r.code, 130);
	assert_true(test_now_ms() - begun < 1000);
}

static void test_stuck_while_idle(void **state)
{
	(void)state;
	START("watch", "--json");
	assert_true(proc_wait_out(b.proc, "\"state\":\"up\""));
	kill(proc_pid(b.sim.proc), SIGSTOP);
	quits_within_a_second(SIGTERM);
}

/* As it was, but for the echo: with it a module would hear its own words when it is next opened. */
static void test_settings_put_back_without_echo(void **state)
{
	struct termios before, after;
	int fd = open("/dev/ttyUSB2", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(tcgetattr(fd, &before), 0);
	before.c_lflag |= ECHO | ICANON | ISIG;
	before.c_iflag |= ICRNL;
	assert_int_equal(tcsetattr(fd, TCSANOW, &before), 0);
	START("-b", "9600", "at", "ATI");
	serve();
	expect(0, "BG95-M3");
	assert_int_equal(tcgetattr(fd, &after), 0);
	assert_int_equal(after.c_lflag & (tcflag_t)(ECHO | ICANON), 0);
	assert_true((after.c_lflag & ISIG) && (after.c_iflag & ICRNL));
	assert_int_equal(cfgetospeed(&after), cfgetospeed(&before));
	close(fd);
}

int main(int argc, char **argv)
{
	ttyrig_main(argc, argv);
	if (!ttyrig_enter()) {
		print_message("skipped: no private namespaces here\n");
		return 0;
	}
#define TEST(name, begin) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(test_example_4_2_2, begin_sim),
		TEST(test_unplug_in_upload, begin_fake),
		TEST(test_unplug_in_download, begin_fake),
		TEST(test_stuck_while_idle, begin_sim),
		TEST(test_settings_put_back_without_echo, begin_fake),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
