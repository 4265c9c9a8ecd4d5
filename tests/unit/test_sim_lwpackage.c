/* Packages that are pushed and pulled: firmware and software, objects 5 and 9. */
#include "modem/sim/lwdefs.h"
#include "modem/sim/lwint.h"

#include "tests/unit/lw_servers.h"

static void wait_for_number(struct world *w, unsigned object, unsigned resource, int64_t number)
{
	for (int i = 0; i < 2000; i++) {
		if (lw_tree_number(&w->lw->tree, object, 0, resource, -1) == number)
			return;
		turn(w, w->now_ms);
	}
	fail_msg("/%u/0/%u does not become %d", object, resource, (int)number);
}

static void test_firmware_is_pulled_and_installed(void **state)
{
	struct world *w = *state;
	registered(w);
	tell(w, "observe /5/0/3");
	wait_for(w, "observe(", 1000);
	tell(w, "write /5/0/1 coap://server.loopback/firmware");
	for (int i = 0; i < 400; i++)
		turn(w, w->now_ms);
	tell(w, "execute /5/0/2"); /* only possible when it is here */
	wait_for(w, "reboot(0)", 10000);
	lw_close(w->lw);
	power_on(w);
	clear(w);
	assert_int_equal(lw_reg(w->lw, 0), 0);
	wait_for(w, "observe(", 1000);
	w->result[0] = '\0';
	tell(w, "read /5/0/5");
	for (int i = 0; i < 100 && !w->result[0]; i++)
		turn(w, w->now_ms);
	assert_string_equal(w->result, "c10501"); /* success */
}

/* A package of object 9 by its address, to its end: good, and where there is none. */
static void test_software_is_pulled(void **state)
{
	struct world *w = *state;
	registered(w);
	lw_tree_add_instance(&w->lw->tree, LW_OBJECT_SOFTWARE, 0);
	lw_software_created(w->lw, 0);
	tell(w, "write /9/0/3 coap://server.loopback/firmware");
	wait_for_number(w, LW_OBJECT_SOFTWARE, 7, LW_SOFTWARE_DELIVERED);
	assert_string_equal(lw_tree_text(&w->lw->tree, LW_OBJECT_SOFTWARE, 0, 1), "20000 bytes");
	tell(w, "execute /9/0/4");
	let_pass(w, 3000);
	wait_for_number(w, LW_OBJECT_SOFTWARE, 7, LW_SOFTWARE_INSTALLED);
	tell(w, "write /9/0/3 coap://server.loopback/nothing");
	wait_for_number(w, LW_OBJECT_SOFTWARE, 9, LW_SOFTWARE_URI);
	tell(w, "write /9/0/3 coap://nowhere/firmware");
	wait_for_number(w, LW_OBJECT_SOFTWARE, 9, LW_SOFTWARE_LOST);
}

static void test_firmware_without_a_restart(void **state)
{
	struct world *w = *state;
	w->config.otherwise.fota_stays_up = true;
	registered(w);
	tell(w, "opaque /5/0/0 image");
	tell(w, "execute /5/0/2");
	let_pass(w, 5000);
	assert_int_equal(w->reboots, 0);
	w->result[0] = '\0';
	tell(w, "read /5/0/5");
	for (int i = 0; i < 100 && !w->result[0]; i++)
		turn(w, w->now_ms);
	assert_string_equal(w->result, "c10501"); /* success */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_firmware_is_pulled_and_installed),
		TEST(test_software_is_pulled),
		TEST(test_firmware_without_a_restart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
