/* Lost ports found again: by what they are, never by their names; and how often that is tried. */
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "modem/port/refind.h"
#include "tests/unit/sysfs_rig.h"

/* A module: three ports, with the nodes behind them. */
static void plug(const char *device, const char *serial, int first)
{
	char name[32], path[64];

	usb_device(device, "2c7c", "0700", "LPWA", serial);
	for (int i = 0; i < 3; i++) {
		snprintf(name, sizeof(name), "ttyUSB%d", first + i);
		snprintf(path, sizeof(path), "dev/%s", name);
		usb_port(device, i, name, "option");
		put(path, "");
	}
}

static void pull(const char *device, int first)
{
	char name[3][32];
	const char *names[4] = {name[0], name[1], name[2], NULL};

	for (int i = 0; i < 3; i++)
		snprintf(name[i], sizeof(name[i]), "ttyUSB%d", first + i);
	usb_pull(device, names);
}

/* Where it is now, "" while it is nowhere. */
static const char *found(const struct refind *r)
{
	static char port[256];

	if (!refind_look(r, root, port, sizeof(port)))
		*port = '\0';
	return port;
}

static void open_port(struct refind *r, const char *given)
{
	memset(r, 0, sizeof(*r));
	refind_remember(r, root, given, given);
}

static void test_another_name(void **state)
{
	struct refind r;

	(void)state;
	plug("1-1", "A1", 0);
	open_port(&r, "/dev/ttyUSB2");
	assert_string_equal(found(&r), "/dev/ttyUSB2");
	refind_lost(&r, root, false, 0);
	pull("1-1", 0);
	assert_string_equal(found(&r), "");
	plug("1-1", "A1", 4);
	assert_string_equal(found(&r), "/dev/ttyUSB6");
}

static void test_another_socket(void **state)
{
	struct refind r;

	(void)state;
	plug("1-1", "A1", 0);
	open_port(&r, "/dev/ttyUSB2");
	refind_lost(&r, root, false, 0);
	pull("1-1", 0);
	plug("1-4.2", "A1", 0);
	assert_string_equal(found(&r), "/dev/ttyUSB2");
	refind_remember(&r, root, "/dev/ttyUSB2", "/dev/ttyUSB2");
	assert_string_equal(r.identity.location, "1-4.2");
}

/* Its old name now belongs to another module. */
static void test_name_taken(void **state)
{
	struct refind r;

	(void)state;
	plug("1-1", "A1", 0);
	open_port(&r, "/dev/ttyUSB2");
	refind_lost(&r, root, false, 0);
	pull("1-1", 0);
	plug("1-2", "B2", 0);
	assert_string_equal(found(&r), "");
	plug("1-1", "A1", 3);
	assert_string_equal(found(&r), "/dev/ttyUSB5");
}

/* Modules without serial numbers: one that was there all along is not ours. */
static void test_twins(void **state)
{
	struct refind r;

	(void)state;
	plug("1-1", "", 0);
	plug("1-2", "", 3);
	open_port(&r, "/dev/ttyUSB2");
	refind_lost(&r, root, false, 0);
	pull("1-1", 0);
	assert_string_equal(found(&r), "");
	plug("1-1", "", 6);
	assert_string_equal(found(&r), "/dev/ttyUSB8");
	pull("1-1", 6);
	plug("1-3", "", 0); /* in another socket, the only newcomer */
	assert_string_equal(found(&r), "/dev/ttyUSB2");
	plug("1-5", "", 9); /* two newcomers: which one cannot be told */
	assert_string_equal(found(&r), "");
}

static void test_link_is_kept(void **state)
{
	static const char link[] = "/dev/serial/by-id/usb-LPWA-if02-port0";
	struct refind r;

	(void)state;
	plug("1-1", "A1", 0);
	link_to(link + 1, "../../ttyUSB2");
	open_port(&r, link);
	assert_true(r.usb);
	refind_lost(&r, root, false, 0);
	pull("1-1", 0);
	plug("1-1", "A1", 4);
	assert_string_equal(found(&r), "/dev/ttyUSB6"); /* the link still leads nowhere */
	link_to(link + 1, "../../ttyUSB6");
	assert_string_equal(found(&r), link);
}

/* A module that only changed what its interface 2 was called is not taken for its neighbours. */
static void test_interface_counts(void **state)
{
	struct refind r;

	(void)state;
	plug("1-1", "A1", 0);
	open_port(&r, "/dev/ttyUSB2");
	refind_lost(&r, root, false, 0);
	pull("1-1", 0);
	usb_device("1-1", "2c7c", "0700", "LPWA", "A1");
	usb_port("1-1", 1, "ttyUSB2", "option");
	put("dev/ttyUSB2", "");
	assert_string_equal(found(&r), "");
}

static void test_no_usb(void **state)
{
	struct refind r;

	(void)state;
	uart("ttyS0", "4");
	put("dev/ttyS0", "");
	open_port(&r, "/dev/ttyS0");
	assert_false(r.usb);
	assert_string_equal(found(&r), "/dev/ttyS0");
	open_port(&r, "tcp:localhost:1");
	assert_string_equal(found(&r), "tcp:localhost:1");
}

/* The number of a PTY that went may be somebody's terminal by now. */
static void test_pty_of_another(void **state)
{
	struct refind r = {.given = ""};
	int master, slave;
	char name[128];

	(void)state;
	assert_int_equal(openpty(&master, &slave, name, NULL, NULL), 0);
	refind_remember(&r, "", name, name);
	pid_t child = fork();
	if (child == 0) {
		close(master);
		pause();
		_exit(0);
	}
	close(slave);
	char port[256];
	while (refind_look(&r, "", port, sizeof(port)))
		;
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	assert_true(refind_look(&r, "", port, sizeof(port)));
	close(master);
}

static void test_pace(void **state)
{
	static const uint64_t socket_ms[] = {500, 1000, 2000, 4000, 8000, 10000, 10000};
	struct refind r;

	(void)state;
	open_port(&r, "tcp:localhost:1");
	for (size_t i = 0; i < sizeof(socket_ms) / sizeof(socket_ms[0]); i++) {
		refind_lost(&r, root, false, 5000);
		assert_int_equal(refind_due_ms(&r), 5000 + socket_ms[i]);
	}
	refind_worked(&r);
	refind_lost(&r, root, false, 0);
	assert_int_equal(refind_due_ms(&r), 500);
	open_port(&r, "/dev/ttyS0");
	for (int i = 0; i < 50; i++)
		refind_tried(&r, 100);
	assert_int_equal(refind_due_ms(&r), 600);
}

/* Somebody tells when ports come and go: by time it is looked for rarely. */
static void test_pace_when_watched(void **state)
{
	struct refind r;

	(void)state;
	open_port(&r, "/dev/ttyS0");
	refind_lost(&r, root, true, 0);
	assert_int_equal(refind_due_ms(&r), 500);
	for (int i = 0; i < 50; i++)
		refind_tried(&r, 100);
	assert_int_equal(refind_due_ms(&r), 100 + REFIND_MOST_MS);
	refind_stirred(&r, 2000);
	assert_int_equal(refind_due_ms(&r), 2000);
	refind_tried(&r, 2000); /* too early: its owner is not set yet */
	assert_int_equal(refind_due_ms(&r), 2500);
	for (int i = 0; i < 50; i++)
		refind_held(&r, 3000);
	assert_int_equal(refind_due_ms(&r), 3500);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_root, remove_root)
	const struct CMUnitTest tests[] = {
		TEST(test_another_name),
		TEST(test_another_socket),
		TEST(test_name_taken),
		TEST(test_twins),
		TEST(test_link_is_kept),
		TEST(test_interface_counts),
		TEST(test_no_usb),
		TEST(test_pty_of_another),
		TEST(test_pace),
		TEST(test_pace_when_watched),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
