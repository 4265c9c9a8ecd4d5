/* Names that are looked up beside the module, whose lookups can hang, fail and take their time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "modem/sim/resolve.h"

#define PATIENCE_MS 10000

/* "10.0.0.1" for every name but: "none" has no address, "hang" never comes to an end. */
static size_t look(const char *host, const char *port, struct sockaddr_storage *to, size_t max)
{
	struct sockaddr_in *a = (struct sockaddr_in *)to;
	while (!strcmp(host, "hang"))
		pause();
	if (!strcmp(host, "none") || !max)
		return 0;
	a->sin_family = AF_INET;
	a->sin_port = htons((uint16_t)strtoul(port, NULL, 10));
	a->sin_addr.s_addr = htonl(0x0a000001);
	return 1;
}

static size_t ask(struct resolver *r, const char *host, struct sockaddr_storage *to)
{
	return resolver_ask(r, host, "5683", to, RESOLVE_ADDRESSES);
}

/* As the loop does it. */
static void wait_for(struct resolver *r, int ms)
{
	struct pollfd fd = {.fd = resolver_fd(r), .events = POLLIN};
	uint64_t real = resolver_real_wait_ms(r);
	poll(&fd, 1, real < (uint64_t)ms ? (int)real : ms);
	resolver_run(r);
}

static size_t found(struct resolver *r, const char *host, struct sockaddr_storage *to)
{
	size_t n = ask(r, host, to);
	assert_true(n == RESOLVE_PENDING);
	while ((n = ask(r, host, to)) == RESOLVE_PENDING)
		wait_for(r, PATIENCE_MS);
	return n;
}

static void no_children(void)
{
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static void test_found_later_and_kept(void **state)
{
	struct resolver *r = resolver_open(look, PATIENCE_MS);
	struct sockaddr_storage to[RESOLVE_ADDRESSES];
	(void)state;
	assert_int_equal(found(r, "server.example", to), 1);
	const struct sockaddr_in *a = (const struct sockaddr_in *)to;
	assert_int_equal(ntohs(a->sin_port), 5683);
	assert_int_equal(ntohl(a->sin_addr.s_addr), 0x0a000001);
	assert_int_equal(ask(r, "Server.Example", to), 1); /* at once from now on */
	assert_true(resolver_real_wait_ms(r) == UINT64_MAX);
	no_children();
	resolver_close(r);
}

static void test_a_name_without_address_is_told_once(void **state)
{
	struct resolver *r = resolver_open(look, PATIENCE_MS);
	struct sockaddr_storage to[RESOLVE_ADDRESSES];
	(void)state;
	for (int i = 0; i < 2; i++) /* and then looked up anew */
		assert_int_equal(found(r, "none", to), 0);
	resolver_close(r);
	no_children();
}

static void test_numbers_need_no_lookup(void **state)
{
	struct resolver *r = resolver_open(look, PATIENCE_MS);
	struct sockaddr_storage to[RESOLVE_ADDRESSES];
	(void)state;
	assert_int_equal(ask(r, "127.0.0.1", to), 1);
	assert_int_equal(to[0].ss_family, AF_INET);
	assert_int_equal(ask(r, "::1", to), 1);
	assert_int_equal(to[0].ss_family, AF_INET6);
	assert_int_equal(ask(r, "", to), 0);
	no_children();
	resolver_close(r);
}

static void test_a_hanging_lookup_fails_in_time(void **state)
{
	struct resolver *r = resolver_open(look, 1);
	struct sockaddr_storage to[RESOLVE_ADDRESSES];
	(void)state;
	assert_int_equal(found(r, "hang", to), 0);
	no_children();
	resolver_close(r);
}

static void test_others_do_not_wait_for_it(void **state)
{
	struct resolver *r = resolver_open(look, PATIENCE_MS);
	struct sockaddr_storage to[RESOLVE_ADDRESSES];
	(void)state;
	assert_true(ask(r, "hang", to) == RESOLVE_PENDING);
	assert_true(resolver_real_wait_ms(r) <= PATIENCE_MS);
	assert_int_equal(found(r, "server.example", to), 1);
	assert_true(ask(r, "hang", to) == RESOLVE_PENDING);
	resolver_close(r); /* leaves nobody behind */
	no_children();
}

static void test_more_names_than_there_is_room_for(void **state)
{
	struct resolver *r = resolver_open(look, PATIENCE_MS);
	struct sockaddr_storage to[RESOLVE_ADDRESSES];
	char host[] = "a.example";
	(void)state;
	for (int round = 0; round < 2; round++)
		for (host[0] = 'a'; host[0] <= 'z'; host[0]++)
			assert_int_equal(found(r, host, to), 1);
	resolver_close(r);
	no_children();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_found_later_and_kept),
		cmocka_unit_test(test_a_name_without_address_is_told_once),
		cmocka_unit_test(test_numbers_need_no_lookup),
		cmocka_unit_test(test_a_hanging_lookup_fails_in_time),
		cmocka_unit_test(test_others_do_not_wait_for_it),
		cmocka_unit_test(test_more_names_than_there_is_room_for),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
