/* AT syntax: lexer, formatter, final results. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "modem/at.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static uint64_t seed;

static uint64_t rnd(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

/* A heap copy without a final NUL, so that ASan sees the first byte read too many. */
static char *exact(const void *bytes, size_t len)
{
	char *p = malloc(len ? len : 1);
	assert_non_null(p);
	memcpy(p, bytes, len);
	return p;
}

/* The line's arguments as one string: E empty, N12 number, Sabc string, Wabc word, L(..) list. */
static const char *shape(const struct at_line *line)
{
	static char out[8192];
	size_t n = 0;
	out[0] = '\0';
	for (size_t i = 0; i < line->count; i++) {
		const struct at_arg *a = &line->arg[i];
		if (a->kind == AT_ARG_NUMBER)
			n += (size_t)snprintf(
				out + n, sizeof out - n, "N%lld|", (long long)a->number);
		else
			n += (size_t)snprintf(out + n, sizeof out - n, "%c%.*s|", "ENSWL"[a->kind],
				(int)a -> len, a -> text);
	}
	if (line->more)
		snprintf(out + n, sizeof out - n, "more");
	return out;
}

static void test_info_lines(void **state)
{
	(void)state;
	static const struct {
		const char *line, *name, *shape;
	} table[] = {
		{"+QLWURC: \"event\",111,6,\"BS_START\"", "+QLWURC", "Sevent|N111|N6|SBS_START|"},
		{"+QLWURC:event,111,6,BS_START", "+QLWURC", "Wevent|N111|N6|WBS_START|"},
		{"+QLWURC : \"event\" , 111 ,6 , \"BS_START\" ", "+QLWURC",
			"Sevent|N111|N6|SBS_START|"},
		{"+QLWURC: \"recv\",\"/10250/0/1\",4,12,", "+QLWURC",
			"Srecv|S/10250/0/1|N4|N12|E|"},
		{"+QLWURC: \"observe\",102\"/19/0/0\",12,77,0", "+QLWURC",
			"Sobserve|W102\"/19/0/0\"|N12|N77|N0|"},
		{"+QLWCFG: "
		 "\"security\",(0-5),(1-65534),<server_addr>,(0,1),(0,2,3),<PSK_ID>,<PSK_key>",
			"+QLWCFG",
			"Ssecurity|L(0-5)|L(1-65534)|W<server_addr>|L(0,1)|L(0,2,3)|W<PSK_ID>|W<"
			"PSK_key>|"},
		{"+QLWCFG: \"server\",(\"U\",\"UQ\"),((1,2),3)", "+QLWCFG",
			"Sserver|L(\"U\",\"UQ\")|L((1,2),3)|"},
		{"+QIND: \"FOTA\",\"DOWNLOADING\",5%", "+QIND", "SFOTA|SDOWNLOADING|W5%|"},
		{"+CGPADDR:1,10.0.0.1", "+CGPADDR", "N1|W10.0.0.1|"},
		{"+CFUN : 1", "+CFUN", "N1|"},
		{" +CPIN: READY", "+CPIN", "WREADY|"},
		{"+COPS: 0,0,\"a, b\",8", "+COPS", "N0|N0|Sa, b|N8|"},
		{"+QLWURC: \"uldata\",1,\"/1/2/3\",7,8,-3", "+QLWURC",
			"Suldata|N1|S/1/2/3|N7|N8|N-3|"},
		{"+X:", "+X", ""},
		{"+X:   ", "+X", ""},
		{"+X: ,", "+X", "E|E|"},
		{"+X: \"\"", "+X", "S|"},
		{"+X: \"open", "+X", "Sopen|more"},
		{"+X: \"", "+X", "S|more"},
		{"+X: \"a\"b,2", "+X", "W\"a\"b|N2|"},
		{"+X: (1,2", "+X", "W(1,2|more"},
		{"+X: (1))", "+X", "L(1))|"},
		{"+X: )(,1", "+X", "W)(|N1|"},
		{"+X: 9223372036854775807,-9223372036854775808", "+X",
			"N9223372036854775807|N-9223372036854775808|"},
		{"+X: 9223372036854775808,-9223372036854775809", "+X",
			"W9223372036854775808|W-9223372036854775809|"},
		{"+X: +5,-,+,1a,0x10,1.5", "+X", "N5|W-|W+|W1a|W0x10|W1.5|"},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct at_line line;
		size_t len = strlen(table[i].line);
		char *copy = exact(table[i].line, len);
		assert_int_equal(at_parse_info(copy, len, &line), 0);
		assert_true(at_is(&line, table[i].name));
		assert_string_equal(shape(&line), table[i].shape);
		assert_int_equal(line.form, AT_FORM_INFO);
		free(copy);
	}
}

static void test_not_info(void **state)
{
	(void)state;
	static const char *const table[] = {"", " ", "+", "+:", "OK", "RDY", "+CME ERROR: 3",
		"+QLWURC", "AT+QLWCFG=?", "+QLWURC \"event\"", "++: 1", ">"};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct at_line line;
		size_t len = strlen(table[i]);
		char *copy = exact(table[i], len);
		assert_int_equal(at_parse_info(copy, len, &line), QLW_EFORM);
		free(copy);
	}
}

static void test_commands(void **state)
{
	(void)state;
	static const struct {
		const char *line, *name;
		enum at_form form;
		const char *shape, *rest;
	} table[] = {
		{"AT+QLWCFG=?", "+QLWCFG", AT_FORM_TEST, "", NULL},
		{"at+qlwcfg=\"security\"", "+QLWCFG", AT_FORM_WRITE, "Ssecurity|", NULL},
		{"AT+CEREG?", "+CEREG", AT_FORM_READ, "", NULL},
		{"AT+CSQ", "+CSQ", AT_FORM_EXEC, "", NULL},
		{"+CSQ", "+CSQ", AT_FORM_EXEC, "", NULL},
		{" ATI", "I", AT_FORM_EXEC, "", NULL},
		{"AT", "", AT_FORM_EXEC, "", NULL},
		{"ATE0V1Q0", "E0V1Q0", AT_FORM_EXEC, "", NULL},
		{"AT&F", "&F", AT_FORM_EXEC, "", NULL},
		{"ATS3=13", "S3", AT_FORM_WRITE, "N13|", NULL},
		{"AT+CMEE=1;+CSQ", "+CMEE", AT_FORM_WRITE, "N1|", "+CSQ"},
		{"AT+CSQ;+CPIN?", "+CSQ", AT_FORM_EXEC, "", "+CPIN?"},
		{"AT+CPIN?;+CSQ", "+CPIN", AT_FORM_READ, "", "+CSQ"},
		{"AT+X=?;", "+X", AT_FORM_TEST, "", ""},
		{"AT+X=\"a;b\",1;I", "+X", AT_FORM_WRITE, "Sa;b|N1|", "I"},
		{"AT+X=?1", "+X", AT_FORM_WRITE, "W?1|", NULL},
		{"AT+X=", "+X", AT_FORM_WRITE, "", NULL},
		{"AT+X=,1", "+X", AT_FORM_WRITE, "E|N1|", NULL},
		{"AT+QLWCFG=\"server\",0,60,0,50,60,1,\"UQS\"", "+QLWCFG", AT_FORM_WRITE,
			"Sserver|N0|N60|N0|N50|N60|N1|SUQS|", NULL},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		struct at_line line;
		const char *rest;
		size_t len = strlen(table[i].line);
		char *copy = exact(table[i].line, len);
		assert_int_equal(at_parse_command(copy, len, &line, &rest), 0);
		assert_true(at_is(&line, table[i].name));
		assert_int_equal(line.form, table[i].form);
		assert_string_equal(shape(&line), table[i].shape);
		if (!table[i].rest) {
			assert_null(rest);
		} else {
			size_t left = (size_t)(copy + len - rest);
			assert_int_equal(left, strlen(table[i].rest));
			assert_memory_equal(rest, table[i].rest, left);
		}
		free(copy);
	}
	struct at_line line;
	assert_int_equal(at_parse_command("hello world", 11, &line, NULL), QLW_EFORM);
	assert_int_equal(at_parse_command("", 0, &line, NULL), QLW_EFORM);
	assert_int_equal(at_parse_command("AT+X? 1", 7, &line, NULL), QLW_EFORM);
}

static void test_arguments(void **state)
{
	(void)state;
	static const char text[] = "+X: 5,\"7\",abc,,18446744073709551615,18446744073709551616,-1";
	struct at_line line;
	int64_t n = 99;
	uint64_t u = 99;
	char copy[3];
	assert_int_equal(at_parse_info(text, strlen(text), &line), 0);
	assert_true(at_arg_int(&line, 0, 0, 5, &n));
	assert_int_equal(n, 5);
	assert_false(at_arg_int(&line, 0, 0, 4, &n));
	assert_true(at_arg_int(&line, 1, 0, 10, &n)); /* a quoted number */
	assert_int_equal(n, 7);
	assert_int_equal(line.arg[1].kind, AT_ARG_STRING);
	assert_false(at_arg_int(&line, 2, INT64_MIN, INT64_MAX, &n));
	assert_false(at_arg_int(&line, 3, INT64_MIN, INT64_MAX, &n));
	assert_false(at_arg_int(&line, 4, INT64_MIN, INT64_MAX, &n));
	assert_false(at_arg_int(&line, 7, INT64_MIN, INT64_MAX, &n));
	assert_int_equal(n, 7);
	assert_true(at_arg_u64(&line, 4, &u));
	assert_true(u == UINT64_MAX);
	assert_false(at_arg_u64(&line, 5, &u));
	assert_false(at_arg_u64(&line, 6, &u));
	assert_false(at_arg_u64(&line, 3, &u));
	assert_true(at_arg_is(&line, 2, "ABC"));
	assert_false(at_arg_is(&line, 2, "ab"));
	assert_false(at_arg_is(&line, 9, ""));
	assert_true(at_arg_copy(&line, 2, copy, sizeof copy));
	assert_string_equal(copy, "ab");
	assert_false(at_arg_copy(&line, 3, copy, sizeof copy));
	assert_string_equal(copy, "");
	assert_false(at_arg_copy(&line, 20, copy, sizeof copy));
}

static void test_too_many_arguments(void **state)
{
	(void)state;
	char text[256] = "AT+X=";
	for (int i = 0; i < AT_ARGS_MAX + 6; i++)
		strcat(text, "1,");
	strcat(text, "2;+Y");
	struct at_line line;
	const char *rest;
	assert_int_equal(at_parse_command(text, strlen(text), &line, &rest), 0);
	assert_int_equal(line.count, AT_ARGS_MAX);
	assert_true(line.more);
	assert_string_equal(rest, "+Y");
}

static void test_formatter(void **state)
{
	(void)state;
	char text[64];
	struct at_builder b;
	at_begin(&b, text, sizeof text, "AT+QLWCFG=");
	at_string(&b, "server");
	at_number(&b, INT64_MIN);
	at_skip(&b);
	at_string(&b, "");
	at_bytes(&b, "U\xc3\xa9", 3);
	assert_int_equal(at_end(&b), 0);
	assert_string_equal(text, "AT+QLWCFG=\"server\",-9223372036854775808,,\"\",\"U\xc3\xa9\"");

	static const char *const bad[] = {"a\"b", "a\r", "\n", "\x1b[2J", "\x7f", "\t"};
	for (size_t i = 0; i < COUNT(bad); i++) {
		at_begin(&b, text, sizeof text, "AT+X=");
		at_string(&b, bad[i]);
		at_number(&b, 1); /* errors stick */
		assert_int_equal(at_end(&b), QLW_EUSAGE);
		assert_string_equal(text, "");
	}
	at_begin(&b, text, sizeof text, "AT+X=");
	at_bytes(&b, "a\0b", 3);
	assert_int_equal(at_end(&b), QLW_EUSAGE);
}

/* Every buffer that is too small gives the error, and the one that just fits gives the line. */
static void test_formatter_bounds(void **state)
{
	(void)state;
	const char *want = "AT+X=\"abc\",12,";
	for (size_t size = 0; size <= strlen(want) + 1; size++) {
		char *text = malloc(size ? size : 1);
		struct at_builder b;
		assert_non_null(text);
		at_begin(&b, text, size, "AT+X=");
		at_string(&b, "abc");
		at_number(&b, 12);
		at_skip(&b);
		if (size == strlen(want) + 1) {
			assert_int_equal(at_end(&b), 0);
			assert_string_equal(text, want);
		} else {
			assert_int_equal(at_end(&b), QLW_ENOMEM);
		}
		free(text);
	}
}

struct sample {
	enum at_arg_kind kind;
	int64_t number;
	char text[40];
	size_t len;
};

static void make_sample(struct sample *s)
{
	static const enum at_arg_kind kinds[] = {AT_ARG_EMPTY, AT_ARG_NUMBER, AT_ARG_STRING};
	s->kind = kinds[rnd() % COUNT(kinds)];
	s->number = (int64_t)(rnd() >> (rnd() % 64));
	if (rnd() & 1)
		s->number = -s->number;
	s->len = rnd() % sizeof s->text;
	for (size_t i = 0; i < s->len; i++) {
		do
			s->text[i] =
				rnd() & 1 ? ",; ()?=:"[rnd() % 8] : (char)(0x20 + rnd() % 0xe0);
		while (s->text[i] == '"' || s->text[i] == 0x7f);
	}
}

static void check_sample(const struct sample *s, const struct at_arg *a)
{
	assert_int_equal(a->kind, s->kind);
	if (s->kind == AT_ARG_NUMBER) {
		assert_true(a->numeric);
		assert_true(a->number == s->number);
	} else if (s->kind == AT_ARG_STRING) {
		assert_int_equal(a->len, s->len);
		assert_memory_equal(a->text, s->text, s->len);
	}
}

/* What the formatter writes, the lexer reads back, as a command and as an answer. */
static void test_round_trip(void **state)
{
	(void)state;
	seed = 0x5eed1;
	for (int round = 0; round < 5000; round++) {
		struct sample s[AT_ARGS_MAX];
		size_t count = 1 + rnd() % AT_ARGS_MAX;
		const bool command = rnd() & 1;
		char text[2048];
		struct at_builder b;
		at_begin(&b, text, sizeof text, command ? "AT+NAME=" : "+NAME: ");
		for (size_t i = 0; i < count; i++) {
			make_sample(&s[i]);
			if (count == 1 && s[i].kind == AT_ARG_EMPTY)
				s[i].kind = AT_ARG_STRING; /* one empty argument is none */
			if (s[i].kind == AT_ARG_EMPTY)
				at_skip(&b);
			else if (s[i].kind == AT_ARG_NUMBER)
				at_number(&b, s[i].number);
			else
				at_bytes(&b, s[i].text, s[i].len);
		}
		assert_int_equal(at_end(&b), 0);
		struct at_line line;
		const char *rest = NULL;
		size_t len = strlen(text);
		char *copy = exact(text, len);
		assert_int_equal(command ? at_parse_command(copy, len, &line, &rest)
					 : at_parse_info(copy, len, &line),
			0);
		assert_true(at_is(&line, "+name"));
		assert_null(rest);
		assert_false(line.more);
		assert_int_equal(line.count, count);
		for (size_t i = 0; i < count; i++)
			check_sample(&s[i], &line.arg[i]);
		free(copy);
	}
}

/* Any bytes at all: no read outside the line, and every argument lies within it. */
static void test_garbage(void **state)
{
	(void)state;
	static const char likely[] = "+AT\"\",,(()) :;=?0123456789-QLWURC\0\r\n\xff";
	seed = 0xbad;
	for (int round = 0; round < 30000; round++) {
		char bytes[96];
		size_t len = rnd() % sizeof bytes;
		for (size_t i = 0; i < len; i++)
			bytes[i] = rnd() % 8 ? likely[rnd() % (sizeof likely - 1)] : (char)rnd();
		if (len > 3 && rnd() & 1)
			memcpy(bytes, rnd() & 1 ? "+A:" : "+A=", 3);
		char *copy = exact(bytes, len);
		struct at_line line;
		const char *rest = NULL;
		int code;
		for (int command = 0; command < 2; command++) {
			int err = command ? at_parse_command(copy, len, &line, &rest)
					  : at_parse_info(copy, len, &line);
			assert_true(err == 0 || err == QLW_EFORM);
			for (size_t i = 0; i < line.count; i++) {
				assert_true(line.arg[i].text >= copy);
				assert_true(line.arg[i].text + line.arg[i].len <= copy + len);
			}
			if (rest)
				assert_true(rest >= copy && rest <= copy + len);
		}
		at_final(copy, len, &code);
		free(copy);
	}
}

static void test_final_results(void **state)
{
	(void)state;
	static const struct {
		const char *line;
		enum at_final final;
		int code;
	} table[] = {
		{"OK", AT_FINAL_OK, -1},
		{"ERROR", AT_FINAL_ERROR, -1},
		{"NO CARRIER", AT_FINAL_ERROR, -1},
		{"COMMAND NOT SUPPORT", AT_FINAL_ERROR, -1},
		{"+CME ERROR: 703", AT_FINAL_CME, 703},
		{"+CME ERROR:58", AT_FINAL_CME, 58},
		{"+CME ERROR: SIM not inserted", AT_FINAL_CME, -1},
		{"+CME ERROR: 99999999999999999999", AT_FINAL_CME, -1},
		{"+CME ERROR: 4294967296", AT_FINAL_CME, -1},
		{"+CME ERROR: -5", AT_FINAL_CME, -1},
		{"+CME ERROR:", AT_FINAL_CME, -1},
		{"+CMS ERROR: 302", AT_FINAL_CMS, 302},
		{"OKAY", AT_FINAL_NONE, -1},
		{"ok", AT_FINAL_NONE, -1},
		{" OK", AT_FINAL_NONE, -1},
		{"ERRORLOG: 3", AT_FINAL_NONE, -1},
		{"+CME ERROR", AT_FINAL_NONE, -1},
		{"", AT_FINAL_NONE, -1},
		{"SEND OK", AT_FINAL_NONE, -1},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		int code = 1;
		size_t len = strlen(table[i].line);
		char *copy = exact(table[i].line, len);
		assert_int_equal(at_final(copy, len, &code), table[i].final);
		assert_int_equal(code, table[i].code);
		free(copy);
	}
	assert_int_equal(at_final("OK", 2, NULL), AT_FINAL_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_info_lines),
		cmocka_unit_test(test_not_info),
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_arguments),
		cmocka_unit_test(test_too_many_arguments),
		cmocka_unit_test(test_formatter),
		cmocka_unit_test(test_formatter_bounds),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_garbage),
		cmocka_unit_test(test_final_results),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
