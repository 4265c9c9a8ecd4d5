/* The listing of serial ports, on made-up /sys and /dev trees, and holders of a PTY. */
#include <fcntl.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "modem/port/ports.h"
#include "tests/unit/sysfs_rig.h"

static void make_tree(void)
{
	usb_device("usb1", "2c7c", "0700", "LPWA\x1b[2J Module", "abc123 ");
	usb_port("usb1", 0, "ttyUSB8", "option");
	usb_port("usb1", 1, "ttyUSB9", "option");
	usb_port("usb1", 2, "ttyUSB10", "option");
	usb_port("usb1", 3, "ttyUSB11", "option");
	usb_device("usb2", "0403", "6001", "FT232R", "A5");
	usb_port("usb2", 0, "ttyUSB1", "ftdi_sio");
	usb_device("usb3", "2c7c", "0296", "BG96", "");
	usb_port("usb3", 2, "ttyUSB2", "option");
	usb_device("usb4", "2c7c", "9999", "new", "");
	usb_port("usb4", 2, "ttyUSB3", "option");
	uart("ttyS0", "4");
	uart("ttyS1", "0");
	put("sys/class/tty/console/dev", "5:1");
	put("sys/class/tty/tty1/dev", "4:1");
	link_to("dev/serial/by-id/usb-FTDI-port0", "../../ttyUSB1");
	link_to("dev/serial/by-id/usb-LPWA-if02-port0", "../../ttyUSB10");
	link_to("dev/serial/by-id/usb-A-LPWA-if02-port0", "../../ttyUSB10");
}

static void test_listing(void **state)
{
	static const struct {
		const char *path, *driver, *what;
		int vendor_id, interface;
		bool at_port;
	} expected[] = {
		{"/dev/ttyS0", "serial", "UART", -1, -1, false},
		{"/dev/ttyUSB1", "ftdi_sio", "UART adapter (FTDI)", 0x0403, 0, false},
		{"/dev/ttyUSB2", "option", "AT port of BG96", 0x2c7c, 2, false},
		{"/dev/ttyUSB3", "option", "port of another Quectel module", 0x2c7c, 2, false},
		{"/dev/ttyUSB8", "option", "diagnostics port of BG95/BG77/BG600L", 0x2c7c, 0,
			false},
		{"/dev/ttyUSB9", "option", "NMEA port of BG95/BG77/BG600L", 0x2c7c, 1, false},
		{"/dev/ttyUSB10", "option", "AT port of BG95/BG77/BG600L", 0x2c7c, 2, true},
		{"/dev/ttyUSB11", "option", "second modem port of BG95/BG77/BG600L", 0x2c7c, 3,
			false},
	};
	const int count = sizeof(expected) / sizeof(expected[0]);
	struct port_info p[16];

	(void)state;
	make_tree();
	assert_int_equal(ports_list_below(root, p, 16), count);
	for (int i = 0; i < count; i++) {
		assert_string_equal(p[i].path, expected[i].path);
		assert_string_equal(p[i].driver, expected[i].driver);
		assert_string_equal(p[i].what, expected[i].what);
		assert_int_equal(p[i].vendor_id, expected[i].vendor_id);
		assert_int_equal(p[i].interface, expected[i].interface);
		assert_int_equal(p[i].at_port, expected[i].at_port);
	}
	assert_int_equal(p[6].product_id, 0x0700);
	assert_string_equal(p[6].product, "LPWA?[2J Module");
	assert_string_equal(p[6].serial, "abc123");
	assert_string_equal(p[6].by_id, "/dev/serial/by-id/usb-A-LPWA-if02-port0");
	assert_string_equal(p[1].by_id, "/dev/serial/by-id/usb-FTDI-port0");
	assert_string_equal(p[0].by_id, "");
}

static void test_small_array_still_counts(void **state)
{
	struct port_info p[3];

	(void)state;
	make_tree();
	memset(p, 0x55, sizeof(p));
	assert_int_equal(ports_list_below(root, p, 2), 8);
	assert_string_equal(p[1].path, "/dev/ttyUSB1");
	assert_int_equal(p[2].path[0], 0x55);
	assert_int_equal(ports_list_below(root, NULL, 0), 8);
}

static void test_nothing_there(void **state)
{
	struct port_info p[1];

	(void)state;
	assert_int_equal(ports_list_below("/nowhere", p, 1), 0);
	assert_true(ports_list(p, 1) >= 0);
}

/* A child that has the slave open but not the master. */
static void test_holder(void **state)
{
	int master, slave, status, leash[2], ready[2];
	char path[64], text[256], expected[64], c;
	pid_t pid;

	(void)state;
	assert_int_equal(openpty(&master, &slave, path, NULL, NULL), 0);
	close(slave);
	assert_int_equal(pipe(leash), 0);
	assert_int_equal(pipe(ready), 0);
	assert_int_equal(ports_holder(path, text, sizeof(text)), 0);
	assert_string_equal(text, "");
	pid = fork();
	if (!pid) {
		int fd = open(path, O_RDWR | O_NOCTTY);

		close(leash[1]);
		close(master);
		if (fd < 0 || write(ready[1], "x", 1) != 1)
			_exit(1);
		_exit(read(leash[0], &c, 1) != 0);
	}
	assert_int_equal(read(ready[0], &c, 1), 1);
	assert_int_equal(ports_holder(path, text, sizeof(text)), 1);
	snprintf(expected, sizeof(expected), "test_ports (pid %d, user ", (int)pid);
	assert_memory_equal(text, expected, strlen(expected));
	assert_int_equal(ports_holder(path, text, 8), 1);
	assert_string_equal(text, "");
	close(leash[1]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(ports_holder(path, text, sizeof(text)), 0);
	close(leash[0]);
	close(ready[0]);
	close(ready[1]);
	close(master);
}

/* The program behind the other end of a PTY does not hold it, whatever it keeps open. */
static void test_master_is_no_holder(void **state)
{
	int status, leash[2], ready[2];
	char path[64] = "", text[256], c;
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(leash), 0);
	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (!pid) {
		int master, slave;

		close(leash[1]);
		if (openpty(&master, &slave, path, NULL, NULL) ||
			write(ready[1], path, sizeof(path)) != sizeof(path))
			_exit(1);
		_exit(read(leash[0], &c, 1) != 0);
	}
	assert_int_equal(read(ready[0], path, sizeof(path)), sizeof(path));
	assert_int_equal(ports_holder(path, text, sizeof(text)), 0);
	close(leash[1]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	close(leash[0]);
	close(ready[0]);
	close(ready[1]);
}

static void test_no_device_has_no_holder(void **state)
{
	char text[64] = "x";

	(void)state;
	assert_int_equal(ports_holder("/dev/ttyUSB987", text, sizeof(text)), 0);
	assert_string_equal(text, "");
	assert_int_equal(ports_holder("/etc/passwd", text, sizeof(text)), 0);
	assert_false(ports_lock_file("/dev/ttyUSB987", text, sizeof(text)));
}

static void test_modem_manager(void **state)
{
	pid_t child = fork();

	(void)state;
	if (child == 0) {
		prctl(PR_SET_NAME, "ModemManager");
		pause();
		_exit(0);
	}
	while (!ports_modem_manager())
		assert_int_equal(waitpid(child, NULL, WNOHANG), 0);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_listing, make_root, remove_root),
		cmocka_unit_test_setup_teardown(
			test_small_array_still_counts, make_root, remove_root),
		cmocka_unit_test(test_nothing_there),
		cmocka_unit_test(test_holder),
		cmocka_unit_test(test_master_is_no_holder),
		cmocka_unit_test(test_no_device_has_no_holder),
		cmocka_unit_test(test_modem_manager),
	};

	return cmocka_run_group_tests_name("ports", tests, NULL, NULL);
}
