/* The JSON reader: what it takes, and where exactly it says no. */
#include "profiles/json_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "profiles/file_place.h"

static struct jdoc *doc;
static struct jdoc_error error;

static const struct jdoc_node *read_text(const char *text)
{
	size_t at = 0, len = strlen(text);
	jdoc_free(doc);
	error = (struct jdoc_error){0};
	doc = jdoc_new(text, len);
	assert_non_null(doc);
	const struct jdoc_node *node = jdoc_read(doc, &at, &error);
	return node;
}

static int end(void **ctx)
{
	(void)ctx;
	jdoc_free(doc);
	doc = NULL;
	return 0;
}

static void test_places_of_values(void **ctx)
{
	static const char text[] = " {\"a\" : [1, true],\n\t\"b\":\"x\\u00e9\"}";
	const struct jdoc_node *root = read_text(text);
	(void)ctx;
	assert_non_null(root);
	assert_int_equal(root->from, 1);
	assert_int_equal(root->to, strlen(text));
	const struct jdoc_node *a = jdoc_member(root, "a"), *b = jdoc_member(root, "b");
	assert_int_equal(a->type, JDOC_ARRAY);
	assert_int_equal(a->count, 2);
	assert_memory_equal(text + a->from, "[1, true]", a->to - a->from);
	assert_int_equal(a->key_from, 2);
	assert_int_equal(a->first->integer, 1);
	assert_true(a->first->next->truth);
	assert_string_equal(b->text, "x\xc3\xa9");
	assert_int_equal(b->len, 3);
	assert_null(jdoc_member(root, "c"));
	assert_null(jdoc_member(a, "a"));
}

static void test_twins(void **ctx)
{
	const struct jdoc_node *root = read_text("{\"a\":1,\"b\":2,\"a\":3}");
	(void)ctx;
	assert_int_equal(jdoc_member(root, "a")->integer, 1);
	assert_null(root->first->twin);
	assert_ptr_equal(root->first->next->next->twin, root->first);
}

static void test_several_values(void **ctx)
{
	static const char text[] = "{} [1] 2";
	size_t at = 0;
	(void)ctx;
	jdoc_free(doc);
	doc = jdoc_new(text, strlen(text));
	assert_int_equal(jdoc_read(doc, &at, &error)->type, JDOC_OBJECT);
	assert_int_equal(jdoc_read(doc, &at, &error)->type, JDOC_ARRAY);
	assert_int_equal(jdoc_read(doc, &at, &error)->integer, 2);
	assert_int_equal(jdoc_skip(doc, at), strlen(text));
	assert_null(jdoc_read(doc, &at, &error));
}

static void test_numbers(void **ctx)
{
	static const struct {
		const char *text;
		bool integral;
		int64_t integer;
	} table[] = {
		{"0", true, 0},
		{"-0", true, 0},
		{"5.0", true, 5},
		{"5e2", true, 500},
		{"1.50e1", true, 15},
		{"120e-1", true, 12},
		{"0e99999999999", true, 0},
		{"9223372036854775807", true, INT64_MAX},
		{"-9223372036854775807", true, -INT64_MAX},
		{"9223372036854775808", false, 0},
		{"99999999999999999999", false, 0},
		{"1e19", false, 0},
		{"1e400", false, 0},
		{"2.5", false, 0},
		{"1e-1", false, 0},
	};
	(void)ctx;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		const struct jdoc_node *n = read_text(table[i].text);
		assert_non_null(n);
		assert_int_equal(n->type, JDOC_NUMBER);
		assert_int_equal(n->to, strlen(table[i].text));
		assert_int_equal(n->integral, table[i].integral);
		assert_true(n->integer == table[i].integer);
	}
}

static void test_escapes(void **ctx)
{
	(void)ctx;
	assert_string_equal(read_text("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"")->text, "\"\\/\b\f\n\r\t");
	assert_string_equal(read_text("\"\\u0041\\u20AC\\ud83d\\ude00\"")->text,
		"A\xe2\x82\xac\xf0\x9f\x98\x80");
	assert_string_equal(read_text("\"\xf4\x8f\xbf\xbf\"")->text, "\xf4\x8f\xbf\xbf");
}

/* Text, offset of the error, the member it is in. */
static void test_damage(void **ctx)
{
	static const struct {
		const char *text;
		size_t at;
		const char *key;
	} table[] = {
		{"", 0, ""},
		{"  ", 2, ""},
		{"{", 1, ""},
		{"{\"a\"", 4, ""},
		{"{\"a\":", 5, "a"},
		{"{\"a\":1", 6, ""},
		{"{\"a\":1,}", 7, ""},
		{"{\"a\":[1,]}", 8, "a"},
		{"{\"a\":[1)}", 7, "a"},
		{"{\"a\":{\"b\":x}}", 10, "b"},
		{"{\"a\" 1}", 5, ""},
		{"{a:1}", 1, ""},
		{"{\"a\":1 \"b\":2}", 7, ""},
		{"[01]", 1, ""},
		{"[-]", 1, ""},
		{"[1.]", 2, ""},
		{"[1e]", 2, ""},
		{"[+1]", 1, ""},
		{"[tru]", 1, ""},
		{"[nul", 1, ""},
		{"\"abc", 0, ""},
		{"\"a\nb\"", 2, ""},
		{"\"a\tb\"", 2, ""},
		{"\"a\\x\"", 2, ""},
		{"\"\\u12g4\"", 1, ""},
		{"\"\\u0000\"", 1, ""},
		{"\"\\ud800\"", 1, ""},
		{"\"\\ud800\\u0041\"", 1, ""},
		{"\"\\udc00\"", 1, ""},
		{"\"\xff\"", 1, ""},
		{"\"\xc0\x80\"", 1, ""},
		{"\"\xed\xa0\x80\"", 1, ""},
		{"\"\xe0\x9f\xbf\"", 1, ""},
		{"\"\xf4\x90\x80\x80\"", 1, ""},
		{"\"\xc3", 1, ""},
		{"\xef\xbb\xbf{}", 0, ""},
	};
	(void)ctx;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		if (read_text(table[i].text) || error.at != table[i].at)
			printf("%s: at %zu\n", table[i].text, error.at);
		assert_null(read_text(table[i].text));
		assert_int_equal(error.at, table[i].at);
		assert_string_equal(error.key, table[i].key);
		assert_true(error.what[0] != '\0');
	}
}

static void test_bounds(void **ctx)
{
	char deep[2 * JDOC_DEPTH_MAX + 3] = "", *wide = malloc(16 * (JDOC_MEMBERS_MAX + 2));
	size_t len = 0;
	(void)ctx;
	for (size_t i = 0; i < JDOC_DEPTH_MAX; i++)
		strcat(deep, "[");
	for (size_t i = 0; i < JDOC_DEPTH_MAX; i++)
		strcat(deep, "]");
	assert_non_null(read_text(deep));
	memmove(deep + 1, deep, strlen(deep) + 1);
	strcat(deep, "]");
	assert_null(read_text(deep));
	assert_int_equal(error.at, JDOC_DEPTH_MAX);

	assert_non_null(wide);
	for (size_t i = 0; i <= JDOC_MEMBERS_MAX; i++)
		len += (size_t)sprintf(wide + len, "%c\"k%zu\":1", i ? ',' : '{', i);
	strcat(wide, "}");
	assert_null(read_text(wide));
	free(wide);
	assert_null(jdoc_new("", JDOC_BYTES_MAX + 1));
}

static void test_file_places(void **ctx)
{
	static const char text[] = "a\nbc\r\n\rd";
	struct file_places p = file_places(text, strlen(text));
	static const size_t line[] = {1, 1, 2, 2, 2, 2, 3, 4, 4},
			    column[] = {1, 2, 1, 2, 3, 4, 1, 1, 2};
	(void)ctx;
	for (size_t round = 0; round < 2; round++)
		for (size_t i = 0; i <= strlen(text); i++) {
			size_t at = round ? strlen(text) - i : i;
			struct file_place place = file_place_at(&p, at);
			assert_int_equal(place.line, line[at]);
			assert_int_equal(place.column, column[at]);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places_of_values),
		cmocka_unit_test(test_twins),
		cmocka_unit_test(test_several_values),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_file_places),
	};
	return cmocka_run_group_tests(tests, NULL, end);
}
