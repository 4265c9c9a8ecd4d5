/* JSON lines: order, escaping, and no byte that is not ASCII. */
#include "tui/toolkit/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

struct sink {
	struct json j;
	FILE *out;
	char *text;
	size_t size;
};

static void open_sink(struct sink *s)
{
	*s = (struct sink){.text = NULL};
	s->out = open_memstream(&s->text, &s->size);
	json_begin(&s->j, s->out);
}

static void close_sink(struct sink *s)
{
	json_end(&s->j);
	fclose(s->out);
}

static void test_fields_in_order(void **ctx)
{
	struct sink s;
	(void)ctx;
	open_sink(&s);
	json_text(&s.j, "key", "security");
	json_int(&s.j, "client_index", 0);
	json_int(&s.j, "big", INT64_MIN);
	json_bool(&s.j, "yes", true);
	json_null(&s.j, "none");
	json_text(&s.j, "text", NULL);
	json_array(&s.j, "lines");
	json_text(&s.j, NULL, "a");
	json_object(&s.j, NULL);
	json_int(&s.j, "n", -1);
	json_object_end(&s.j);
	json_array_end(&s.j);
	json_array(&s.j, "empty");
	json_array_end(&s.j);
	json_hex(&s.j, "hex", "\x00\xff\x0d", 3);
	close_sink(&s);
	assert_string_equal(s.text,
		"{\"key\":\"security\",\"client_index\":0,"
		"\"big\":-9223372036854775808,\"yes\":true,\"none\":null,\"text\":null,"
		"\"lines\":[\"a\",{\"n\":-1}],\"empty\":[],\"hex\":\"00ff0d\"}\n");
	free(s.text);
}

static void test_time(void **ctx)
{
	struct sink s;
	(void)ctx;
	open_sink(&s);
	json_time(&s.j, "t", 1769860800007);
	json_time(&s.j, "zero", 0);
	close_sink(&s);
	assert_string_equal(s.text,
		"{\"t\":\"2026-01-31T12:00:00.007Z\",\"zero\":\"1970-01-01T00:00:00.000Z\"}\n");
	free(s.text);
}

/* Each byte comes back as the code point of its value. */
static void test_every_byte(void **ctx)
{
	struct sink s;
	unsigned char bytes[256];
	(void)ctx;
	for (int i = 0; i < 256; i++)
		bytes[i] = (unsigned char)i;
	open_sink(&s);
	json_bytes(&s.j, "b", bytes + 1, 255);
	json_bytes(&s.j, "nul", bytes, 1);
	close_sink(&s);
	for (size_t i = 0; i < s.size; i++)
		assert_true(s.text[i] == '\n' || (s.text[i] >= 0x20 && s.text[i] < 0x7f));
	assert_non_null(strstr(s.text, "\"nul\":\"\\u0000\""));
	cJSON *parsed = cJSON_Parse(s.text);
	const char *p = cJSON_GetStringValue(cJSON_GetObjectItem(parsed, "b"));
	for (unsigned i = 1; i < 0x80; i++)
		assert_int_equal((unsigned char)*p++, i);
	for (unsigned i = 0x80; i < 0x100; i++, p += 2) {
		assert_int_equal((unsigned char)p[0], 0xc0 | i >> 6);
		assert_int_equal((unsigned char)p[1], 0x80 | (i & 0x3f));
	}
	cJSON_Delete(parsed);
	free(s.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fields_in_order),
		cmocka_unit_test(test_time),
		cmocka_unit_test(test_every_byte),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
