/* The order of baud rates, and that it ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "modem/baud.h"

/* Given 115200: an AT there, two at each other rate, the likely ones first, and back. */
static void test_order(void **state)
{
	static const int order[] = {921600, 9600, 460800, 57600, 230400, 38400, 19200};
	struct baud b;
	(void)state;
	baud_init(&b, 0);
	assert_int_equal(b.now, 115200);
	assert_null(baud_doing(&b));
	for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
		assert_true(baud_unanswered(&b));
		assert_int_equal(b.now, order[i]);
		assert_non_null(baud_doing(&b));
		assert_false(baud_unanswered(&b));
	}
	assert_true(baud_unanswered(&b));
	assert_int_equal(b.now, 115200);
	assert_true(b.exhausted);
	assert_null(baud_doing(&b));
	for (int i = 0; i < 5; i++)
		assert_false(baud_unanswered(&b));
}

/* What was given is not tried again, and 115200 comes first when something else was. */
static void test_given(void **state)
{
	struct baud b;
	unsigned rates = 0;
	(void)state;
	baud_init(&b, 9600);
	assert_true(baud_unanswered(&b));
	assert_int_equal(b.now, 115200);
	for (; !b.exhausted; baud_unanswered(&b))
		rates += b.now == 9600;
	assert_int_equal(rates, 0);
	assert_int_equal(b.now, 9600);
	baud_init(&b, 4000000);
	while (!b.exhausted)
		baud_unanswered(&b);
	assert_int_equal(b.now, 4000000);
}

static void test_found(void **state)
{
	struct baud b;
	(void)state;
	baud_init(&b, 115200);
	baud_unanswered(&b);
	baud_found(&b);
	assert_int_equal(b.now, 921600);
	assert_null(baud_doing(&b));
	assert_false(baud_unanswered(&b));
	assert_int_equal(b.now, 921600);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_given),
		cmocka_unit_test(test_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
