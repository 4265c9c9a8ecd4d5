/* The module's end of a pseudo terminal: who is at the other end, however late it is looked. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "modem/sim/port.h"

static struct port *port;

static int begin(void **state)
{
	(void)state;
	port = port_open(NULL, NULL);
	assert_non_null(port);
	return 0;
}

static int end(void **state)
{
	(void)state;
	port_close(port);
	return 0;
}

static int host_open(void)
{
	int fd = open(port_path(port), O_RDWR | O_NOCTTY | O_CLOEXEC);

	assert_true(fd >= 0);
	return fd;
}

/* A program may hold its port by two descriptors, which it opens and closes in one go. */
static void test_two_opened_at_once(void **state)
{
	int a = host_open(), b = host_open();

	(void)state;
	assert_true(port_check(port).opened);
	close(b);
	assert_false(port_check(port).closed);
	assert_true(port_present(port));
	close(a);
	assert_true(port_check(port).closed);
	assert_false(port_present(port));
}

static void test_two_closed_at_once(void **state)
{
	int a = host_open();

	(void)state;
	port_check(port);
	int b = host_open();
	port_check(port);
	close(a);
	close(b);
	assert_true(port_check(port).closed);
	assert_false(port_present(port));
}

/* One program after the other, and none of it looked at in time: an answer reaches the last one. */
static void test_one_after_the_other(void **state)
{
	char byte = 0;

	(void)state;
	for (int i = 0; i < 3; i++) {
		int a = host_open(), b = host_open();
		close(b);
		close(a);
	}
	int last = host_open();
	port_check(port);
	assert_true(port_present(port));
	assert_int_equal(port_write(port, "!", 1), 1);
	assert_int_equal(read(last, &byte, 1), 1);
	assert_int_equal(byte, '!');
	close(last);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(test_two_opened_at_once),
		TEST(test_two_closed_at_once),
		TEST(test_one_after_the_other),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
