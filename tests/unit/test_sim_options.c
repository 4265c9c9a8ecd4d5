/* The command line of qlw-sim. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <getopt.h>
#include <netinet/in.h>
#include <string.h>

#include "modem/sim/options.h"

static int parse(struct options *o, const char *const *args)
{
	static char copy[20][128];
	char *argv[21] = {copy[0]};
	int argc = 1;
	for (; args[argc - 1]; argc++) {
		strncpy(copy[argc], args[argc - 1], sizeof copy[argc] - 1);
		argv[argc] = copy[argc];
	}
	optind = 0;
	opterr = 0;
	return options_parse(o, argc, argv);
}

static void test_defaults(void **state)
{
	static const char *const none[] = {NULL};
	struct options o;
	(void)state;
	assert_int_equal(parse(&o, none), -1);
	assert_null(o.link);
	assert_null(o.firmware);
	assert_false(o.client.real);
	assert_int_equal(o.client.seed, 1);
	assert_true(o.speed == 1);
	assert_int_equal(o.assume.value[ASSUME_EPNS_TYPE], 1);
}

static void test_everything(void **state)
{
	static const char *const args[] = {"--link", "/x", "--seed=7", "--speed", "2.5", "--imei",
		"004402460030392", "--firmware", "bg77", "--fault", "late=5", "--fault=mute",
		"--assume", "epns-type=0", "--network", "real", "--once", NULL};
	struct options o;
	(void)state;
	assert_int_equal(parse(&o, args), -1);
	assert_string_equal(o.link, "/x");
	assert_int_equal(o.client.seed, 7);
	assert_string_equal(o.imei, "004402460030392");
	assert_true(o.speed == 2.5);
	assert_string_equal(o.firmware->model, "BG77");
	assert_int_equal(o.faults, 2);
	assert_true(o.once && o.client.real);
	assert_int_equal(o.assume.value[ASSUME_EPNS_TYPE], 0);
}

static void test_maps(void **state)
{
	static const char *const wrong[] = {"", "a:1", "a=1.2.3.4:5", "a:1=1.2.3.4", ":1=1.2.3.4:5",
		"a:0=1.2.3.4:5", "a:1=:5", "a:1=1.2.3.4:x", "a:123456=1.2.3.4:5"};
	struct client_options o = {.maps = 0};
	char text[INET6_ADDRSTRLEN];
	(void)state;
	assert_true(client_add_map(&o, "leshan.eclipseprojects.io:5683=127.0.0.1:15683"));
	assert_true(client_add_map(&o, "[2001:db8::1]:5684=[::1]:15684"));
	assert_int_equal(o.maps, 2);
	assert_string_equal(o.map[0].host, "leshan.eclipseprojects.io");
	assert_int_equal(o.map[0].port, 5683);
	const struct sockaddr_in *v4 = (const void *)&o.map[0].to;
	assert_int_equal(ntohs(v4->sin_port), 15683);
	assert_string_equal(o.map[1].host, "2001:db8::1");
	const struct sockaddr_in6 *v6 = (const void *)&o.map[1].to;
	assert_string_equal(inet_ntop(AF_INET6, &v6->sin6_addr, text, sizeof text), "::1");
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(client_add_map(&o, wrong[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_everything),
		cmocka_unit_test(test_maps),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
