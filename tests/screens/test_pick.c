/*
 * Which port? on the screen: modules asked who they are, one plugged in meanwhile, a UART found at its
 * baud rate, a port that somebody else has. The ports are PTYs in disguise (ttyrig.h).
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>

#include "tests/lib/golden.h"
#include "tests/lib/ttyrig.h"
#include "tests/screens/console.h"

#define MODULES 2

/* The same module with another IMEI. */
static struct fake_row second_module[sizeof console_module / sizeof *console_module];

static struct console c;
static struct ttyrig_device device[MODULES + 1]; /* the last is a UART adapter */
static const char *pty[MODULES + 1][3];
static struct fake *fake[MODULES + 1];
static bool at_9600; /* the UART's module answers at that rate only */

/* Looked at once there are bytes: the rate was set before they came. */
static void serve_uart(struct fake *f)
{
	struct termios now;
	int bytes = 0;
	if (ioctl(fake_fd(f), FIONREAD, &bytes) || !bytes || tcgetattr(fake_fd(f), &now))
		return;
	const bool fits = !at_9600 || cfgetospeed(&now) == B9600;
	if (!fits)
		fake_send(f, "\x80\xfe\x00\xf8\x1e", 5);
	fake_rows(f, fits ? console_module : fake_silent, fits);
	fake_run(f);
}

static bool serve(void *ctx)
{
	(void)ctx;
	for (int i = 0; i < MODULES; i++)
		if (fake[i])
			fake_run(fake[i]);
	if (fake[MODULES])
		serve_uart(fake[MODULES]);
	return true;
}

static struct companion server = {-1, serve, NULL};

static void plug(int i, const struct fake_row *rows)
{
	static const char *const sockets[] = {"1-1", "1-2"};
	fake[i] = fake_open(&c.scratch, rows);
	pty[i][2] = fake_path(fake[i]);
	device[i] = (struct ttyrig_device){sockets[i], "2c7c\n", "0700\n", "LPWA Module\n",
		i ? "B2\n" : "A1\n", "option", "ttyUSB", 3 * i, 3, pty[i]};
	assert_true(ttyrig_plug(&device[i]));
}

static void plug_uart(const struct fake_row *rows)
{
	fake[MODULES] = fake_open(&c.scratch, rows);
	pty[MODULES][0] = fake_path(fake[MODULES]);
	device[MODULES] = (struct ttyrig_device){"1-7", "0403\n", "6001\n", "FT232R\n", "A5\n",
		"ftdi_sio", "ttyUSB", 9, 1, pty[MODULES]};
	assert_true(ttyrig_plug(&device[MODULES]));
}

static void pull(int i)
{
	ttyrig_unplug(&device[i]);
	fake_close(fake[i]);
	fake[i] = NULL;
	device[i].n = 0;
}

static int set_up(void **state)
{
	(void)state;
	memset(&c, 0, sizeof c);
	memset(fake, 0, sizeof fake);
	memset(pty, 0, sizeof pty);
	at_9600 = false;
	scratch_make(&c.scratch);
	memcpy(second_module, console_module, sizeof second_module);
	for (size_t i = 0; second_module[i].command; i++)
		if (!strcmp(second_module[i].command, "AT+CGSN"))
			second_module[i].lines = "864475040090713";
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	for (int i = 0; i <= MODULES; i++)
		if (device[i].n)
			pull(i);
	console_end(&c);
	return 0;
}

static void start(const char *port)
{
	const char *const argv[] = {test_qlw(), port ? "-p" : NULL, port, NULL};
	const char *run[6];
	ttyrig_argv(argv, run);
	c.vt = vt_start(&(struct vt_options){
		.argv = run, .rows = 24, .cols = 80, .scratch = &c.scratch, .companion = &server});
}

/* Two modules: both say who they are, neither is held, and one is opened. */
static void several_modules(void **state)
{
	(void)state;
	plug(0, console_module);
	plug(1, second_module);
	start(NULL);
	assert_true(vt_wait(c.vt, "BG95-M3, IMEI 864475040090705"));
	assert_true(vt_wait(c.vt, "BG95-M3, IMEI 864475040090713"));
	assert_true(vt_settle(c.vt));
	assert_true(golden_matches("pick-several", vt_text(c.vt), NULL));
	for (int i = 0; i < MODULES; i++) {
		size_t len;
		int fd = open(i ? "/dev/ttyUSB5" : "/dev/ttyUSB2", O_RDWR | O_NOCTTY | O_NONBLOCK);
		assert_true(fd >= 0);
		assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), 0);
		close(fd);
		/* gently: nothing was set */
		assert_null(strstr(fake_heard(fake[i], &len), "ATE0"));
		assert_null(strstr(fake_heard(fake[i], &len), "+CMEE="));
	}
	vt_keys(c.vt, "j Enter");
	assert_true(vt_wait_row(c.vt, 0, "ttyUSB5"));
	console_connected(&c);
	console_quit(&c);
}

/* Nothing plugged in; what appears is asked, what goes away goes. */
static void plugged_in_meanwhile(void **state)
{
	(void)state;
	start(NULL);
	assert_true(vt_wait(c.vt, "Plug one in"));
	assert_non_null(strstr(vt_text(c.vt), "sim:"));
	plug(1, second_module);
	assert_true(vt_wait(c.vt, "BG95-M3, IMEI 864475040090713"));
	plug_uart(console_module);
	assert_true(vt_wait(c.vt, "/dev/ttyUSB9"));
	pull(1);
	assert_true(vt_wait_gone(c.vt, "/dev/ttyUSB5"));
	assert_non_null(strstr(vt_text(c.vt), "/dev/ttyUSB9"));
	vt_keys(c.vt, "q");
	assert_int_equal(vt_wait_exit(c.vt), 130);
	assert_true(vt_terminal_restored(c.vt));
}

/* A UART adapter is asked when it is chosen, and opened at the rate it answers. */
static void uart_at_its_rate(void **state)
{
	size_t len;
	(void)state;
	at_9600 = true;
	plug_uart(fake_silent);
	start(NULL);
	assert_true(vt_wait(c.vt, "FT232R"));
	assert_true(vt_settle(c.vt));
	fake_heard(fake[MODULES], &len);
	assert_int_equal(len, 0); /* not before it is chosen */
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "answers at 9600 baud"));
	console_connected(&c);
	console_quit(&c);
}

/* Named with -p at the wrong rate, only garbage comes: the console searches, says what it found, goes on. */
static void garbage_at_the_wrong_rate(void **state)
{
	(void)state;
	at_9600 = true;
	plug_uart(fake_silent);
	start("/dev/ttyUSB9");
	assert_true(vt_wait(c.vt, "answers at 9600 baud, not at 115200"));
	console_connected(&c);
	assert_true(vt_wait(c.vt, "-b 9600"));
	console_quit(&c);
}

/* One with nothing behind it: said, and the user may open it all the same. */
static void uart_with_nothing(void **state)
{
	(void)state;
	plug_uart(fake_silent);
	at_9600 = false;
	fake_rows(fake[MODULES], fake_silent, false);
	device[MODULES].pty = pty[MODULES];
	ttyrig_unplug(&device[MODULES]);
	pty[MODULES][0] = NULL; /* /dev/null in its place: never a terminal */
	assert_true(ttyrig_plug(&device[MODULES]));
	start(NULL);
	assert_true(vt_wait(c.vt, "FT232R"));
	vt_keys(c.vt, "Enter");
	assert_true(vt_wait(c.vt, "no serial port"));
	vt_keys(c.vt, "q");
	assert_int_equal(vt_wait_exit(c.vt), 130);
}

/* A program that locks the port until it is killed. */
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

static void release(pid_t child)
{
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

/* The only one, and held: by whom, what to do; Enter tries again, once it is free it opens. */
static void held_by_another(void **state)
{
	(void)state;
	plug(0, console_module);
	const pid_t child = hold("/dev/ttyUSB2");
	start(NULL);
	assert_true(vt_wait(c.vt, "held by minicom (pid "));
	assert_true(vt_wait(c.vt, "Enter tries again"));
	assert_non_null(strstr(vt_text(c.vt), "kill "));
	vt_keys(c.vt, "Enter");
	assert_true(vt_settle(c.vt));
	assert_non_null(strstr(vt_text(c.vt), "held by minicom"));
	release(child);
	vt_keys(c.vt, "Enter");
	console_connected(&c);
	console_quit(&c);
}

/* Given up: what was wrong stands in the terminal, with the exit code for it. */
static void held_and_given_up(void **state)
{
	(void)state;
	plug(0, console_module);
	const pid_t child = hold("/dev/ttyUSB2");
	start(NULL); /* the only module is the one meant */
	assert_true(vt_wait(c.vt, "held by minicom (pid "));
	vt_keys(c.vt, "q");
	assert_int_equal(vt_wait_exit(c.vt), 3);
	assert_true(vt_wait(c.vt, "qlw: /dev/ttyUSB2 is held by minicom"));
	assert_true(vt_terminal_restored(c.vt));
	release(child);
}

int main(int argc, char **argv)
{
	ttyrig_main(argc, argv);
	if (!ttyrig_enter()) {
		print_message("skipped: no private namespaces here\n");
		return 0;
	}
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(several_modules),
		TEST(plugged_in_meanwhile),
		TEST(uart_at_its_rate),
		TEST(garbage_at_the_wrong_rate),
		TEST(uart_with_nothing),
		TEST(held_by_another),
		TEST(held_and_given_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
