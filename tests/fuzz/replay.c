/*
 * A fuzz target without libFuzzer: every kept input, then a fixed number of mutated ones, drawn
 * from a seed that is printed. Knows no target; the corpus is found by the program's name.
 */
#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/scratch.h"

#define INPUTS_MAX     1024
#define SIZE_MAX_INPUT 8192
#define RUNS           3000

__attribute__((weak)) unsigned fuzz_weight = 1;

static struct input {
	uint8_t *bytes;
	size_t len;
} inputs[INPUTS_MAX];
static size_t input_count;
static const char *target;

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_input(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static int load(void **state)
{
	char path[512];
	struct dirent **names;
	int n;

	(void)state;
	snprintf(path, sizeof path, "tests/fuzz/corpus/%s", target);
	n = scandir(path, &names, is_input, by_name);
	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof path, "tests/fuzz/corpus/%s/%s", target, names[i]->d_name);
		if (input_count < INPUTS_MAX)
			inputs[input_count].bytes =
				(uint8_t *)scratch_read_file(path, &inputs[input_count].len);
		if (input_count < INPUTS_MAX && inputs[input_count].bytes)
			input_count++;
		free(names[i]);
	}
	if (n >= 0)
		free(names);
	return 0;
}

static int unload(void **state)
{
	(void)state;
	while (input_count > 0)
		free(inputs[--input_count].bytes);
	return 0;
}

/* The target gets memory of exactly the input's size, so that ASan sees one byte too far. */
static void run(const uint8_t *bytes, size_t len)
{
	uint8_t *exact = malloc(len ? len : 1);

	assert_non_null(exact);
	memcpy(exact, bytes, len);
	LLVMFuzzerTestOneInput(exact, len);
	free(exact);
}

static void kept_inputs(void **state)
{
	(void)state;
	assert_true(input_count > 0);
	for (size_t i = 0; i < input_count; i++)
		run(inputs[i].bytes, inputs[i].len);
	run((const uint8_t *)"", 0);
}

/* --- mutations -------------------------------------------------------------------------------- */

static size_t draw(uint64_t *random, size_t below)
{
	return below ? (size_t)(test_random(random) % below) : 0;
}

static size_t replace(uint8_t *at, size_t len, uint64_t *random)
{
	static const uint8_t telling[] = {
		0, '\r', '\n', '"', ',', '+', ';', '>', 27, 127, 128, 255};

	if (len > 0)
		at[draw(random, len)] = draw(random, 2) ? telling[draw(random, sizeof telling)]
							: (uint8_t)test_random(random);
	return len;
}

static size_t erase(uint8_t *at, size_t len, uint64_t *random)
{
	size_t from = draw(random, len), n = 1 + draw(random, 8);

	if (from + n > len)
		return from;
	memmove(at + from, at + from + n, len - from - n);
	return len - n;
}

static size_t splice(uint8_t *at, size_t len, uint64_t *random)
{
	const struct input *other = &inputs[draw(random, input_count)];
	size_t from = draw(random, other->len), n = draw(random, other->len - from + 1);
	size_t to = draw(random, len + 1);

	if (len + n > SIZE_MAX_INPUT)
		return len;
	memmove(at + to + n, at + to, len - to);
	memcpy(at + to, other->bytes + from, n);
	return len + n;
}

static size_t repeat(uint8_t *at, size_t len, uint64_t *random)
{
	size_t from = draw(random, len), n = draw(random, len - from + 1);

	while (n > 0 && len + n <= SIZE_MAX_INPUT && draw(random, 6) != 0) {
		memmove(at + from + n, at + from, len - from);
		len += n;
	}
	return len;
}

static void mutated_inputs(void **state)
{
	static size_t (*const how[])(uint8_t *, size_t, uint64_t *) = {
		replace, erase, splice, repeat};
	static uint8_t bytes[SIZE_MAX_INPUT];
	const char *count = getenv("FUZZ_RUNS");
	unsigned long runs = (count && *count ? strtoul(count, NULL, 10) : RUNS) / fuzz_weight;
	uint64_t random = test_seed();

	(void)state;
	printf("fuzz %s: %zu kept inputs, %lu mutated, seed %llu\n", target, input_count, runs,
		(unsigned long long)random);
	assert_true(input_count > 0);
	for (unsigned long i = 0; i < runs; i++) {
		const struct input *from = &inputs[draw(&random, input_count)];
		size_t len = from->len < SIZE_MAX_INPUT ? from->len : SIZE_MAX_INPUT;
		memcpy(bytes, from->bytes, len);
		for (size_t n = 1 + draw(&random, 5); n > 0; n--)
			len = how[draw(&random, sizeof how / sizeof *how)](bytes, len, &random);
		run(bytes, len);
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kept_inputs),
		cmocka_unit_test(mutated_inputs),
	};
	const char *name = strrchr(argv[0], '/');

	(void)argc;
	name = name ? name + 1 : argv[0];
	target = strncmp(name, "fuzz_", 5) == 0 ? name + 5 : name;
	return cmocka_run_group_tests(tests, load, unload);
}
