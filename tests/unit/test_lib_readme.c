/* The README names tests as proof: each of them exists, and is run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHAPTERS 9

static char *slurp(const char *path)
{
	FILE *f = fopen(path, "re");
	size_t size = 1 << 20;
	char *text = f ? calloc(1, size) : NULL;
	if (text && fread(text, 1, size - 1, f) == size - 1)
		fail_msg("%s is too large", path);
	if (f)
		fclose(f);
	return text;
}

static char *source(const char *name)
{
	static const char *const folder[] = {"unit", "e2e", "screens"};
	char path[256];
	for (size_t i = 0; i < sizeof folder / sizeof *folder; i++) {
		snprintf(path, sizeof path, "tests/%s/%s", folder[i], name);
		char *text = slurp(path);
		if (text)
			return text;
	}
	return NULL;
}

/* Defined, and named again in the table of main. */
static void check_test(const char *file, const char *test)
{
	char define[192], use[2][192];
	char *text = source(file);
	if (!text)
		fail_msg("there is no %s", file);
	snprintf(define, sizeof define, "static void %s(void **state)", test);
	snprintf(use[0], sizeof use[0], "TEST(%s)", test);
	snprintf(use[1], sizeof use[1], "cmocka_unit_test(%s)", test);
	if (!strstr(text, define) || (!strstr(text, use[0]) && !strstr(text, use[1])))
		fail_msg("%s has no %s, or does not run it", file, test);
	free(text);
}

/* A name between backticks that begins with test_; false at the line's end. */
static bool next_name(const char **at, char *name, size_t size)
{
	while ((*at = strchr(*at, '`'))) {
		const char *begin = ++*at;
		size_t len = strcspn(begin, "`");
		*at = begin + len + (begin[len] == '`');
		if (strncmp(begin, "test_", 5) != 0 || len >= size)
			continue;
		snprintf(name, size, "%.*s", (int)len, begin);
		return true;
	}
	return false;
}

/* Returns how many tests the row names. */
static unsigned check_row(const char *row)
{
	char name[128], file[128] = "";
	unsigned n = 0;
	for (const char *at = row; next_name(&at, name, sizeof name);) {
		if (strstr(name, ".c")) {
			snprintf(file, sizeof file, "%s", name);
			continue;
		}
		check_test(file, name);
		n++;
	}
	return n;
}

static void test_every_test_is_there(void **state)
{
	static const char *const chapter[CHAPTERS] = {
		"2.1.1", "2.1.2", "2.1.3", "2.1.4", "2.2", "2.3", "2.4", "2.5.1", "2.5.2"};
	bool seen[CHAPTERS] = {false};
	char *readme = slurp("README.md"), *save = NULL;
	unsigned rows = 0;
	(void)state;
	assert_non_null(readme);
	for (char *line = strtok_r(readme, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		char number[16];
		if (sscanf(line, "| %15[0-9.] |", number) != 1)
			continue;
		if (!check_row(line))
			fail_msg("no test in: %s", line);
		for (size_t i = 0; i < CHAPTERS; i++)
			seen[i] |= !strcmp(number, chapter[i]);
		rows++;
	}
	for (size_t i = 0; i < CHAPTERS; i++)
		if (!seen[i])
			fail_msg("nothing proves %s", chapter[i]);
	assert_true(rows >= 30);
	free(readme);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_test_is_there)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
