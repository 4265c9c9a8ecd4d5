/*
 * What the log skips over when it searches: never a line that would match. Every word that a line is
 * shown as is looked for; the line, or the command it answers, must hold what is looked for instead.
 */
#include "views/log_needle.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

#include "modem/qlw.h"
#include "views/decode_line.h"

#define KEPT 6 /* lines: a command and what comes between it and its end */

static char lines[KEPT][2048];
static size_t at;

static bool holds(const char *text, const struct journal_needle *n)
{
	char word[JOURNAL_NEEDLE_MAX + 1] = "";

	memcpy(word, n->text, n->len);
	for (; *text; text++)
		if (!strncasecmp(text, word, n->len))
			return true;
	return false;
}

/* As the file has it. */
static bool found(const struct log_needle *n)
{
	for (size_t i = 0; i < KEPT; i++)
		if (holds(lines[i], &n->bytes) || (n->or.len && holds(lines[i], &n->or)))
			return true;
	return false;
}

static void check_pattern(const char *word, const char *text)
{
	struct log_needle n;
	struct match m = {.pattern = ""};

	log_needle_text(word, &n);
	if (n.bytes.len && !found(&n))
		fail_msg("%s: not found in %s, which says %s", word, lines[at % KEPT], text);
	match_set(&m, word);
	log_needle(&m, &n);
	if (n.bytes.len && !found(&n))
		fail_msg("%s as a pattern: not found in %s", word, lines[at % KEPT]);
	match_clear(&m);
}

/* Each word, and each pair of words as they stand. */
static void check_words(const char *text)
{
	char word[DECODE_TEXT_MAX + 1];

	for (size_t i = 0; text[i]; i++) {
		if (i && (isalnum((unsigned char)text[i - 1]) || text[i - 1] == '_'))
			continue;
		for (size_t n = 1, ends = 0; text[i + n - 1] && ends < 2; n++) {
			if (isalnum((unsigned char)text[i + n]) || text[i + n] == '_')
				continue;
			snprintf(word, sizeof word, "%.*s", (int)n, text + i);
			check_pattern(word, text);
			ends++;
		}
	}
}

static void line(struct decode_context *c, enum journal_kind kind, const char *raw)
{
	struct journal_record r = {.kind = kind, .bytes = (const uint8_t *)raw, .len = strlen(raw)};
	struct decode_line said;
	char text[DECODE_TEXT_MAX + 64];

	snprintf(lines[++at % KEPT], sizeof lines[0], "%s", raw);
	decode_line(c, &r, &said);
	snprintf(text, sizeof text, "%.*s %.*s", (int)said.what_len, said.what, (int)said.text_len,
		said.text);
	check_words(text);
}

static void rx(struct decode_context *c, const char *format, int number)
{
	char raw[256];

	snprintf(raw, sizeof raw, format, number);
	line(c, JOURNAL_RX, raw);
}

static void no_word_is_missed(void **state)
{
	static const char *const commands[] = {"AT", "ATI", "AT+CSQ", "AT+CFUN=1,1",
		"AT+QLWCFG=\"server\",0,60,0,50,60,1,\"UQS\"", "AT+QLWCFG=\"select\",1,0",
		"AT+QLWCFG=\"security\",1", "AT+QLWCFG=\"epns\",0,1,4",
		"AT+QLWCFG=\"security\",0,102,\"coap://leshan.eclipseprojects.io:5683\",0,3",
		"AT+QLWCFG=\"security\"", "AT+QLWSVC=\"reg\"", "AT+QLWSVC=\"reg\",1",
		"AT+QLWSVC=\"dereg\"", "AT+QLWSVC=\"dereg\",1", "AT+QLWSVC=\"update\",102,1",
		"AT+QLWSVC=\"lifetime\",102,00086400", "AT+QLWSVC=\"state\"",
		"AT+QLWSVC=\"uldata\",102,\"/19/0/0\",5,\"hello\",0,0",
		"AT+QLWSVC=\"uldata\",102,\"/19/0/0\",000000000004,\"0aff\",1,1"};
	static const char *const events[] = {"RDY", "APP RDY", "POWERED DOWN", "NORMAL POWER DOWN",
		"PSM POWER DOWN", "+CPIN: SIM PIN", "+QIND: SMS DONE", "+CGEV: NW DETACH",
		"+QUSIM: 1", "+QIURC: \"pdpdeact\",1", "+CTZV: 8", "NO CARRIER",
		"+QLWURC: \"observe\",102,\"/3/0/9\",12,18446744073709551615,0",
		"+QLWURC: \"observe\",102/3/0/9,12,8931,1", "+QLWURC: \"ping\",\"something else\"",
		"+QLWURC: \"recv\",\"/10250/0/3\",5,000000000100,"};
	struct decode_context c = {.command = ""};

	(void)state;
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		line(&c, JOURNAL_TX, commands[i]);
		line(&c, JOURNAL_RX, "+QLWCFG: \"server\",0,60,0,50,60,1,\"UQS\"");
		line(&c, JOURNAL_RX, i % 3 ? "OK" : "ERROR");
	}
	for (size_t i = 0; i < sizeof events / sizeof *events; i++)
		line(&c, JOURNAL_RX, events[i]);
	for (int i = 0; i < 24; i++) {
		rx(&c, "+QLWURC: \"event\",102,%d,\"?\"", i);
		rx(&c, "+QLWREG: %d", i);
		rx(&c, "+QLWDEREG: %d", i);
		rx(&c, "+CEREG: %d", i);
		rx(&c, "+QLWURC: \"uldata\",102,\"/19/0/0\",4711,93,%d", -i);
		rx(&c, "+QLWURC: \"recv\",\"/5/0/1\",%d,7,", i);
	}
	for (int i = 0; i < 800; i++) {
		line(&c, JOURNAL_TX, i % 2 ? "AT+QLWSVC=\"reg\"" : "AT+COPS?");
		rx(&c, "+CME ERROR: %d", i);
	}
	line(&c, JOURNAL_NOTE, "apply verizon-staging");
	line(&c, JOURNAL_HEADER, "/dev/ttyUSB2");
	line(&c, JOURNAL_BROKEN, "{");
}

static void check_needle(const char *pattern, const char *bytes, const char * or)
{
	struct match m = {.pattern = ""};
	struct log_needle n;

	match_set(&m, pattern);
	log_needle(&m, &n);
	if (n.bytes.len != strlen(bytes) || strncasecmp((char *)n.bytes.text, bytes, n.bytes.len))
		fail_msg(
			"%s: %.*s, not %s", pattern, (int)n.bytes.len, (char *)n.bytes.text, bytes);
	assert_int_equal(n.or.len, strlen(or));
	assert_memory_equal(n.or.text, or, n.or.len);
	match_clear(&m);
}

/* Only what must be there. */
static void patterns(void **state)
{
	(void)state;
	check_needle("xyzzy", "xyzzy", "");
	check_needle("!xyzzy", "", "");
	check_needle("xyzzy|qqq", "", "");
	check_needle("xyzz?y?", "xyz", "");
	check_needle("a(xyzzy)*b", "", "");
	check_needle("[xyzzy]+ foo", "foo", "");
	check_needle("[[:alpha:]xyzzy]", "", "");
	check_needle("\\bxyzzy\\b", "xyzzy", "");
	check_needle("xyzzy{0,2}foobar", "foobar", "");
	check_needle("864475040090705", "864475040090705", "");
	check_needle("4711", "", "");
	check_needle("REG_FAILED", "REG_FAILED", ",3,");
	check_needle("failed", "", "");
	check_needle("(unbalanced", "unbalanced", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_word_is_missed),
		cmocka_unit_test(patterns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
