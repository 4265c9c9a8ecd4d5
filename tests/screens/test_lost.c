/*
 * The console when its module goes away and comes back: a USB port under another name, a socket that
 * is served again later; and the doctor asked in between.
 */
#include <arpa/inet.h>
#include <sys/socket.h>

#include "tests/lib/ttyrig.h"
#include "tests/screens/console.h"

static struct console c;
static struct ttyrig_device device;
static const char *pty[3];

static int tear_down(void **state)
{
	(void)state;
	if (device.n)
		ttyrig_unplug(&device);
	device.n = 0;
	console_end(&c);
	return 0;
}

static void plug(int first)
{
	pty[2] = fake_path(c.fake);
	device = (struct ttyrig_device){"1-1", "2c7c\n", "0700\n", "LPWA Module\n", "A1\n",
		"option", "ttyUSB", first, 3, pty};
	assert_true(ttyrig_plug(&device));
}

/* Whichever module is plugged in now. */
static bool serve(void *ctx)
{
	(void)ctx;
	fake_run(c.fake);
	return true;
}

static struct companion server = {-1, serve, NULL};

/* On made-up ports. */
static void begin_usb(void)
{
	const char *const argv[] = {test_qlw(), NULL};
	const char *run[4];

	memset(&c, 0, sizeof c);
	scratch_make(&c.scratch);
	c.fake = fake_open(&c.scratch, console_module);
	plug(0);
	ttyrig_argv(argv, run);
	c.vt = vt_start(&(struct vt_options){
		.argv = run, .rows = 24, .cols = 80, .scratch = &c.scratch, .companion = &server});
}

/* Unplugged while idle: said at once, the screen stays; found again as ttyUSB5, and read anew. */
static void usb_under_another_name(void **state)
{
	struct fake *old;
	size_t len;

	(void)state;
	begin_usb();
	console_connected(&c);
	assert_true(vt_wait(c.vt, "ttyUSB2"));
	old = c.fake;
	ttyrig_unplug(&device);
	fake_hang_up(old);
	assert_true(vt_wait(c.vt, "ttyUSB2 is gone"));
	assert_non_null(strstr(vt_text(c.vt), "BG95-M3"));
	c.fake = fake_open(&c.scratch, console_module);
	plug(3);
	assert_true(vt_wait(c.vt, "ttyUSB5 is back"));
	assert_true(vt_wait_row(c.vt, 0, "ttyUSB5"));
	assert_true(vt_settle(c.vt));
	assert_non_null(strstr(fake_heard(c.fake, &len), "AT+QLWCFG=\"security\""));
	fake_close(old);
	console_quit(&c);
}

static int free_port(void)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof a;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &len), 0);
	close(fd);
	return ntohs(a.sin_port);
}

static void socket_served_again(void **state)
{
	char address[64];
	const char *const args[] = {"--speed", "20", "--listen", address, NULL};

	(void)state;
	snprintf(address, sizeof address, "tcp:127.0.0.1:%d", free_port());
	console_begin_sim(&c, args, 24, 80);
	console_connected(&c);
	simproc_stop(&c.sim);
	assert_true(vt_wait(c.vt, "is gone"));
	assert_true(simproc_start(&c.sim, &c.scratch, args));
	assert_true(vt_wait(c.vt, "is back"));
	assert_true(vt_settle(c.vt));
	console_command(&c, "at AT+CGMM");
	assert_true(vt_wait(c.vt, "BG95-M3"));
	vt_keys(c.vt, "Esc");
	console_quit(&c);
}

static void doctor_in_the_console(void **state)
{
	static const char *const quick[] = {"--speed", "20", "--fault", "no-coverage", NULL};

	(void)state;
	console_begin_sim(&c, quick, 24, 80);
	console_connected(&c);
	console_command(&c, "doctor");
	assert_true(vt_wait(c.vt, "1 wrong"));
	assert_non_null(strstr(vt_text(c.vt), "✗ coverage    searching"));
	assert_non_null(strstr(vt_text(c.vt), "✓ commands"));
	vt_keys(c.vt, "G Enter");
	assert_true(vt_wait(c.vt, "set up an account"));
	vt_keys(c.vt, "Esc Esc");
	assert_true(vt_wait_gone(c.vt, "coverage   "));
	console_quit(&c);
}

int main(int argc, char **argv)
{
	ttyrig_main(argc, argv);
	const bool rig = ttyrig_enter();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(doctor_in_the_console, tear_down),
		cmocka_unit_test_teardown(socket_served_again, tear_down),
		cmocka_unit_test_teardown(usb_under_another_name, tear_down),
	};
	if (rig)
		return cmocka_run_group_tests(tests, NULL, NULL);
	const struct CMUnitTest fewer[] = {tests[0], tests[1]};
	return cmocka_run_group_tests(fewer, NULL, NULL);
}
