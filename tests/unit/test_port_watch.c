/* Notice of ports that come: when there is one, and only then. */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "modem/port/port_watch.h"
#include "tests/lib/scratch.h"

static struct scratch scratch;

static int begin(void **state)
{
	(void)state;
	scratch_make(&scratch);
	return 0;
}

static int end(void **state)
{
	(void)state;
	scratch_remove(&scratch);
	return 0;
}

static bool readable(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};

	return poll(&p, 1, 0) == 1;
}

/* A link beside which others come and go, as qlw-sim --link makes it. */
static void test_beside_the_port(void **state)
{
	char *port = scratch_path(&scratch, "port");
	int fd = port_watch_open(port);

	(void)state;
	assert_true(fd >= 0);
	port_watch_drain(fd, port); /* /dev is watched too, and is not ours */
	assert_int_equal(symlink("/dev/null", port), 0);
	assert_true(readable(fd));
	assert_true(port_watch_drain(fd, port));
	close(fd);
	free(port);
}

/* What else happens beside it is none of its business. */
static void test_other_files(void **state)
{
	char *port = scratch_path(&scratch, "port"), *other = scratch_path(&scratch, "other");
	char named[512];
	int fd;

	(void)state;
	snprintf(named, sizeof(named), "unix:%s", port);
	fd = port_watch_open(named);
	assert_true(fd >= 0);
	for (int i = 0; i < 500; i++) {
		assert_int_equal(symlink("/dev/null", other), 0);
		unlink(other);
	}
	assert_false(port_watch_drain(fd, named));
	assert_false(readable(fd));
	assert_int_equal(symlink("/dev/null", port), 0);
	assert_true(port_watch_drain(fd, named));
	close(fd);
	free(port);
	free(other);
}

/* Only then may it be opened by those it is for. */
static void test_owner_comes_later(void **state)
{
	char *port = scratch_path(&scratch, "port"), named[512];
	FILE *f = fopen(port, "w");
	int fd;

	(void)state;
	assert_non_null(f);
	fclose(f);
	snprintf(named, sizeof(named), "unix:%s", port);
	fd = port_watch_open(named); /* without /dev: nothing but this folder */
	assert_true(fd >= 0);
	assert_false(port_watch_drain(fd, port));
	assert_false(readable(fd));
	assert_int_equal(chmod(port, 0660), 0);
	assert_true(port_watch_drain(fd, port));
	assert_false(port_watch_drain(fd, port));
	assert_false(readable(fd));
	close(fd);
	free(port);
}

static void test_nothing_tells(void **state)
{
	(void)state;
	assert_int_equal(port_watch_open("tcp:localhost:1"), -1);
	assert_int_equal(port_watch_open("unix:/nowhere/at/all"), -1);
	assert_int_equal(port_watch_open("sim:"), -1);
}

static void test_any_port(void **state)
{
	int fd = port_watch_open(NULL);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(test_beside_the_port),
		TEST(test_other_files),
		TEST(test_owner_comes_later),
		TEST(test_nothing_tells),
		TEST(test_any_port),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
