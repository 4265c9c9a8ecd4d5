/*
 * Serial ports as the kernel shows them, through the code that serves real ones: listing, finding
 * the AT port, holding it, losing it in the middle of things and finding it again under another name,
 * baud rates, wrong interfaces. The ports are PTYs in disguise (ttyrig.h).
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
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/lib/fake.h"
#include "tests/lib/proc.h"
#include "tests/lib/ttyrig.h"

#define ARGS_MAX 16

/* Answers what a verb asks first, but not the command that is cut off. */
static const struct fake_row module_rows[] = {{"AT", "", "OK"}, {"ATE*", "", "OK"},
	{"AT+CMEE?", "+CMEE: 1", "OK"}, {"ATI", "Quectel\nBG95-M3\nRevision: BG95M3LAR02A04", "OK"},
	{"AT+GSN", "864475040090705", "OK"}, {"AT+SLOW", "", NULL}, {NULL, NULL, NULL}};

struct bench {
	struct scratch scratch;
	struct fake *fake;
	struct ttyrig_device device;
	const char *pty[3];
	struct proc *proc;
	struct proc_result r;
};

static struct bench b;

static void plug(const char *socket, int first)
{
	b.pty[0] = b.pty[1] = NULL;
	b.pty[2] = fake_path(b.fake);
	b.device = (struct ttyrig_device){socket, "2c7c\n", "0700\n", "LPWA Module\n", "\n",
		"option", "ttyUSB", first, 3, b.pty};
	assert_true(ttyrig_plug(&b.device));
}

/* The module is pulled: the nodes go, the line is dead. */
static void pull(void)
{
	ttyrig_unplug(&b.device);
	fake_close(b.fake);
	b.fake = NULL;
}

static int begin(void **state)
{
	(void)state;
	memset(&b, 0, sizeof(b));
	if (!ttyrig_enter())
		return -1;
	scratch_make(&b.scratch);
	b.fake = fake_open(&b.scratch, module_rows);
	plug("1-1", 0);
	return 0;
}

static int end(void **state)
{
	(void)state;
	if (b.proc)
		proc_finish(b.proc, 1, &b.r);
	ttyrig_unplug(&b.device);
	if (b.fake)
		fake_close(b.fake);
	proc_result_free(&b.r);
	scratch_remove(&b.scratch);
	return 0;
}

/* qlw with these words, NULL at the end. */
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

/* Serves the module until text was written, or heard by it. */
static bool wait_for(const char *text, bool heard)
{
	for (uint64_t limit = test_now_ms() + PATIENCE_MS; test_now_ms() < limit;) {
		size_t len;

		proc_poll(b.proc);
		if (b.fake)
			fake_run(b.fake);
		if (heard ? b.fake && strstr(fake_heard(b.fake, &len), text)
			  : strstr(proc_peek(b.proc)->out, text) != NULL)
			return true;
		if (proc_peek(b.proc)->code >= 0)
			break;
	}
	print_message("no %s in\n%s%s", text, proc_peek(b.proc)->out, proc_peek(b.proc)->err);
	return false;
}

static int finish(void)
{
	while (b.fake && proc_peek(b.proc)->code < 0 && !proc_peek(b.proc)->timed_out) {
		proc_poll(b.proc);
		fake_run(b.fake);
	}
	proc_result_free(&b.r);
	proc_finish(b.proc, 0, &b.r);
	b.proc = NULL;
	return b.r.code;
}

static void run(const char *const *words)
{
	start(words);
	finish();
}

#define RUN(...) run((const char *const[]){__VA_ARGS__, NULL})

static void expect(int code, const char *text)
{
	if (b.r.code != code || !strstr(b.r.out, text))
		print_message("%d\n%s%s", b.r.code, b.r.out, b.r.err);
	assert_int_equal(b.r.code, code);
	assert_non_null(strstr(b.r.out, text));
}

static void test_listing(void **state)
{
	(void)state;
	RUN("ports", "--json");
	expect(0, "\"port\":\"/dev/ttyUSB2\",\"driver\":\"option\",\"usb_id\":\"2c7c:0700\","
		  "\"interface\":2,\"at_port\":true");
	assert_non_null(strstr(b.r.out, "NMEA port"));
}

/* Without -p the one AT port is taken, and all goes through libserialport. */
static void test_opens_the_at_port(void **state)
{
	(void)state;
	RUN("at", "AT+GSN");
	expect(0, "864475040090705");
	RUN("-b", "921600", "at", "AT+GSN");
	expect(0, "864475040090705");
}

static void test_unplug_in_mid_command(void **state)
{
	(void)state;
	START("--timeout", "60", "at", "AT+SLOW");
	assert_true(wait_for("AT+SLOW", true));
	const uint64_t at = test_now_ms();
	pull();
	proc_result_free(&b.r);
	proc_finish(b.proc, 0, &b.r);
	b.proc = NULL;
	assert_int_equal(b.r.code, 4);
	assert_non_null(strstr(b.r.err, "went away"));
	assert_true(test_now_ms() - at < 3000); /* not the command's own 60 s */
}

static void test_unplug_while_idle_and_replug_elsewhere(void **state)
{
	(void)state;
	START("watch", "--json");
	assert_true(wait_for("\"state\":\"up\"", false));
	pull();
	assert_true(wait_for("\"state\":\"down\"", false));
	b.fake = fake_open(&b.scratch, module_rows);
	plug("1-1", 3); /* another name: ttyUSB5 */
	assert_true(wait_for("AT", true));
	fake_say(b.fake, "\r\n+QLWURC: \"event\",123,2,\"REG_READY\"\r\n");
	assert_true(wait_for("REG_READY", false));
	proc_signal(b.proc, SIGINT);
	assert_int_equal(finish(), 130);
}

/* Its old name belongs to another module now: that one is left alone. */
static void test_replug_with_the_name_taken(void **state)
{
	struct ttyrig_device stranger;
	const char *pty[3] = {NULL, NULL, NULL};
	struct fake *other;
	size_t len;

	(void)state;
	START("watch", "--json");
	assert_true(wait_for("\"state\":\"up\"", false));
	pull();
	assert_true(wait_for("\"state\":\"down\"", false));
	other = fake_open(&b.scratch, module_rows);
	pty[2] = fake_path(other);
	stranger = b.device;
	stranger.socket = "1-2";
	stranger.serial = "another\n";
	stranger.pty = pty;
	assert_true(ttyrig_plug(&stranger));
	b.fake = fake_open(&b.scratch, module_rows);
	plug("1-1", 3);
	assert_true(wait_for("ATI", true));
	fake_run(other);
	fake_heard(other, &len);
	assert_int_equal(len, 0);
	ttyrig_unplug(&stranger);
	fake_close(other);
	proc_signal(b.proc, SIGINT);
	finish();
}

/* Unplugged, it sleeps: processor time of a second and a half is far below what spinning takes. */
static void test_sleeps_while_unplugged(void **state)
{
	(void)state;
	START("watch", "--json", "--for", "2");
	assert_true(wait_for("\"state\":\"up\"", false));
	pull();
	proc_result_free(&b.r);
	proc_finish(b.proc, 0, &b.r);
	b.proc = NULL;
	assert_int_equal(b.r.code, 0);
	const struct rusage *u = &b.r.usage;
	const long used_ms = u->ru_utime.tv_sec * 1000 + u->ru_utime.tv_usec / 1000 +
			     u->ru_stime.tv_sec * 1000 + u->ru_stime.tv_usec / 1000;
	print_message("%ld ms of processor time\n", used_ms);
	assert_true(used_ms < 500);
}

/* Which one, nobody can know: they are listed, and -p chooses. */
static void test_three_modules(void **state)
{
	static const char *const sockets[] = {"1-2", "1-3"};
	struct ttyrig_device more[2];
	struct fake *fakes[2];
	const char *pty[2][3] = {{NULL}};

	(void)state;
	for (int i = 0; i < 2; i++) {
		fakes[i] = fake_open(&b.scratch, module_rows);
		pty[i][2] = fake_path(fakes[i]);
		more[i] = b.device;
		more[i].socket = sockets[i];
		more[i].first = 3 * (i + 1);
		more[i].pty = pty[i];
		assert_true(ttyrig_plug(&more[i]));
	}
	RUN("at", "AT+GSN");
	expect(3, "");
	assert_non_null(strstr(b.r.err, "/dev/ttyUSB2"));
	assert_non_null(strstr(b.r.err, "/dev/ttyUSB5"));
	assert_non_null(strstr(b.r.err, "/dev/ttyUSB8"));
	assert_null(strstr(b.r.err, "/dev/ttyUSB7"));
	RUN("-p", "/dev/ttyUSB2", "at", "AT+GSN");
	expect(0, "864475040090705");
	for (int i = 0; i < 2; i++) {
		ttyrig_unplug(&more[i]);
		fake_close(fakes[i]);
	}
}

/* Every command is answered, and no URC would come: said, with the command that mends it. */
static void test_urcs_on_the_other_port(void **state)
{
	static const struct fake_row rows[] = {
		{"AT+QURCCFG=*", "+QURCCFG: \"urcport\",\"uart1\"", "OK"}, {"AT", "", "OK"},
		{"ATE*", "", "OK"}, {"AT+CMEE?", "+CMEE: 1", "OK"},
		{"ATI", "Quectel\nBG95-M3\nRevision: BG95M3LAR02A04", "OK"}, {NULL, NULL, NULL}};

	(void)state;
	fake_rows(b.fake, rows, true);
	RUN("doctor", "--json");
	expect(7, "\"check\":\"urcport\",\"result\":\"wrong\"");
	assert_non_null(strstr(b.r.out, "AT+QURCCFG=\\\"urcport\\\",\\\"usbmodem\\\""));
	char *journals = scratch_path(&b.scratch, "j.jsonl"), *text;
	RUN("--journal", journals, "at", "AT+QURCCFG=\"urcport\"");
	text = scratch_read_file(journals, NULL);
	assert_non_null(text);
	assert_non_null(strstr(text, "URCs go to uart1, but this is USB"));
	free(text);
	free(journals);
}

/* A program that locks the port and never lets go. */
static pid_t hold(const char *path)
{
	int ready[2];
	char byte;

	assert_int_equal(pipe(ready), 0);
	pid_t child = fork();
	if (child == 0) {
		/* whoever has the other end of a PTY is no holder of it */
		for (int other = 3; other < 256; other++)
			if (other != ready[1])
				close(other);
		int fd = open(path, O_RDWR | O_NOCTTY);
		prctl(PR_SET_NAME, "minicom");
		if (fd < 0 || flock(fd, LOCK_EX) || write(ready[1], "", 1) != 1)
			_exit(1);
		pause();
		_exit(0);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	close(ready[1]);
	return child;
}

static void test_held_by_another(void **state)
{
	pid_t child;

	(void)state;
	child = hold("/dev/ttyUSB2");
	RUN("doctor", "--json");
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	expect(3, "\"check\":\"holder\",\"result\":\"wrong\"");
	assert_non_null(strstr(b.r.out, "held by minicom (pid "));
	assert_non_null(strstr(b.r.out, "kill "));
}

static void test_nmea_port(void **state)
{
	struct fake *nmea = fake_open(&b.scratch, fake_silent);

	(void)state;
	ttyrig_unplug(&b.device);
	b.pty[1] = fake_path(nmea);
	assert_true(ttyrig_plug(&b.device));
	fake_say(nmea, "$GPGSA,A,1,,,,,,,,,,,,,,,,*32\r\n$GPVTG,,T,,M,,N,,K,N*2C\r\n");
	START("-p", "/dev/ttyUSB1", "doctor", "--json");
	while (proc_peek(b.proc)->code < 0) {
		proc_poll(b.proc);
		fake_run(nmea);
	}
	fake_close(nmea);
	finish();
	expect(4, "\"check\":\"port\",\"result\":\"wrong\"");
	assert_non_null(strstr(b.r.out, "position port"));
	assert_non_null(strstr(b.r.out, "the AT port of the same module is /dev/ttyUSB2"));
}

/* Answers at 9600 only. The rate is looked at once there are bytes: it was set before they came. */
static void serve_9600(struct fake *module)
{
	struct termios now;
	int bytes = 0;

	if (ioctl(fake_fd(module), FIONREAD, &bytes) || !bytes || tcgetattr(fake_fd(module), &now))
		return;
	const bool fits = cfgetospeed(&now) == B9600;
	fake_rows(module, fits ? fake_bg95 : fake_silent, fits);
	fake_run(module);
}

static void test_baud_search(void **state)
{
	struct fake *module = fake_open(&b.scratch, fake_silent);
	const char *pty[] = {fake_path(module)};
	struct ttyrig_device adapter = {
		"1-7", "0403\n", "6001\n", "FT232R\n", "A5\n", "ftdi_sio", "ttyUSB", 7, 1, pty};

	(void)state;
	assert_true(ttyrig_plug(&adapter));
	START("-p", "/dev/ttyUSB7", "doctor", "--json");
	while (proc_peek(b.proc)->code < 0) {
		proc_poll(b.proc);
		serve_9600(module);
	}
	ttyrig_unplug(&adapter);
	fake_close(module);
	finish();
	expect(7,
		"\"check\":\"baud\",\"result\":\"wrong\",\"evidence\":\"it answers at 9600, not at "
		"115200\"");
	assert_non_null(strstr(b.r.out, "\"check\":\"model\",\"result\":\"ok\""));
	assert_non_null(strstr(b.r.out, "this is a UART"));
}

int main(int argc, char **argv)
{
	ttyrig_main(argc, argv);
	if (!ttyrig_enter()) {
		print_message("skipped: no private namespaces here\n");
		return 0;
	}
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(test_listing),
		TEST(test_opens_the_at_port),
		TEST(test_unplug_in_mid_command),
		TEST(test_unplug_while_idle_and_replug_elsewhere),
		TEST(test_replug_with_the_name_taken),
		TEST(test_sleeps_while_unplugged),
		TEST(test_three_modules),
		TEST(test_urcs_on_the_other_port),
		TEST(test_held_by_another),
		TEST(test_nmea_port),
		TEST(test_baud_search),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
