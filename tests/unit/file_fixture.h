/* Provisioning files for tests: the Note's own examples, and notes as text to compare with. */
#ifndef QLW_TESTS_FILE_FIXTURE_H
#define QLW_TESTS_FILE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "profiles/file.h"

/* 2.5.1.1, OMA 1.0, as printed */
static const char note_oma_1_0[] = "{\"bn\":\"/0/0/\",\n"
				   "   \"e\":[\n"
				   "       {\"n\":\"0\",\"sv\":\"coaps://10.230.20.192:1111\"},\n"
				   "       {\"n\":\"1\",\"bv\":true},\n"
				   "       {\"n\":\"2\",\"v\":0},\n"
				   "       {\"n\":\"10\",\"v\":100\n"
				   "       }]}\n"
				   "{\"bn\":\"/0/1/\",\n"
				   "   \"e\":[\n"
				   "       {\"n\":\"1\",\"bv\":false},\n"
				   "       {\"n\":\"2\",\"v\":3},\n"
				   "       {\"n\":\"10\",\"v\":102\n"
				   "       }]}\n"
				   "{\"bn\":\"/1/1/\",\n"
				   "   \"e\":[\n"
				   "       {\"n\":\"0\",\"v\":102},\n"
				   "       {\"n\":\"1\",\"v\":50000},\n"
				   "       {\"n\":\"2\",\"v\":1},\n"
				   "       {\"n\":\"3\",\"v\":60},\n"
				   "       {\"n\":\"5\",\"v\":86400},\n"
				   "       {\"n\":\"6\",\"bv\":true},\n"
				   "       {\"n\":\"7\",\"sv\":\"UQS\"\n"
				   "       }]}\n"
				   "{\"bn\":\"/2/0\",\n"
				   "   \"e\":[\n"
				   "       {\"n\":\"0\",\"v\":1},\n"
				   "       {\"n\":\"1\",\"v\":2},\n"
				   "       {\"n\":\"2/102\",\"v\":15},\n"
				   "       {\"n\":\"3\",\"v\":102\n"
				   "       }]}\n";

/* 2.5.1.1, OMA 1.1, as printed */
static const char note_oma_1_1[] =
	"{\"bn\":\"/0/0/\",\n"
	"   \"e\":[\n"
	"       {\"n\":\"0\",\"sv\":\"coap://2002:c023:9c17:c007:5443:ff62:a1f5:2c:5683\"},\n"
	"       {\"n\":\"1\",\"bv\":true},\n"
	"       {\"n\":\"2\",\"v\":0},\n"
	"       {\"n\":\"10\",\"v\":100\n"
	"       }]}\n"
	"{\"bn\":\"/0/1/\",\n"
	"   \"e\":[\n"
	"       {\"n\":\"1\",\"bv\":false},\n"
	"       {\"n\":\"2\",\"v\":3},\n"
	"       {\"n\":\"10\",\"v\":102\n"
	"       }]}\n"
	"{\"bn\":\"/1/1/\",\n"
	"   \"e\":[\n"
	"       {\"n\":\"0\",\"v\":102},\n"
	"       {\"n\":\"1\",\"v\":50000},\n"
	"       {\"n\":\"2\",\"v\":1},\n"
	"       {\"n\":\"3\",\"v\":60},\n"
	"       {\"n\":\"5\",\"v\":86400},\n"
	"       {\"n\":\"6\",\"bv\":true},\n"
	"       {\"n\":\"7\",\"sv\":\"UN\"},\n"
	"       {\"n\":\"10\",\"ov\":\"11:65533\"},\n"
	"       {\"n\":\"22\",\"sv\":\"U\"\n"
	"       }]}\n"
	"{\"bn\":\"/2/0\",\n"
	"   \"e\":[\n"
	"       {\"n\":\"0\",\"v\":1},\n"
	"       {\"n\":\"1\",\"v\":2},\n"
	"       {\"n\":\"2/102\",\"v\":15},\n"
	"       {\"n\":\"3\",\"v\":102\n"
	"       }]}\n";

/* 2.5.1.2 */
static const char note_apn[] = "APN_NAME=carrier_apn1\n"
			       "APN_CLASS=2\n"
			       "BS_IF_REG_FAILS=1\n"
			       "IP_FAMILY=v4\n"
			       "BINDINGS=ip_nonip\n"
			       "SHORT_SERVER_ID1=102\n"
			       ";\n"
			       "APN_NAME=carrier_apn2\n"
			       "APN_CLASS=3\n"
			       "BS_IF_REG_FAILS=0\n"
			       "IP_FAMILY=v4\n"
			       "BINDINGS=ip_nonip\n"
			       "SHORT_SERVER_ID1=103\n"
			       ";\n";

/* 2.5.1.3 */
static const char note_cfg[] = "{\n"
			       "APN=carrier_apn;\n"
			       "RETRY_TIMEOUT=30;\n"
			       "RETRY_EXPONENT_VAL=2;\n"
			       "MAX_RETRY_TIMEOUT=640;\n"
			       "MAX_NO_RETRIES=5;\n"
			       "ACK_TIMEOUT=30;\n"
			       "REG_RETRY_TIMEOUT=60;\n"
			       "REG_RETRY_EXPONENT=2;\n"
			       "REG_RETRY_MAXTIMEOUT=480;\n"
			       "ROAMING_FEAT=1;\n"
			       "PER_REGSTATUS_FEAT=0;\n"
			       "BATTERY_LEVEL_THRESHOLD=20;\n"
			       "CARRIER_TYPE=0;\n"
			       "REG_EP_NAME=4;\n"
			       "BOOTSTRAP_EP_NAME=7;\n"
			       "BOOT_UP_SLEEP_TIME=10;\n"
			       "STARTUP_MODE=0;\n"
			       "VERSION=1.0;\n"
			       "}\n";

/* 2.5.2 */
#define NOTE_PSK_ID  "urn:imei-msisdn:004402460030392-2234235569"
#define NOTE_PSK_KEY "d6160c2e7c90399ee7d207a22611e3d3a87241b0462976b935341d000a91e747"
static const char note_psk[] = "|" NOTE_PSK_ID "|:\n" NOTE_PSK_KEY "\n";

static inline struct file *fixture_read(enum file_kind kind, const char *text)
{
	struct file *f = file_read(
		kind, kind == FILE_KIND_PSK ? "100_server.psk" : NULL, text, strlen(text));
	assert_non_null(f);
	return f;
}

/* "3:16 w /0/0/0\n…": place, w(arning) or e(rror), key of every note. */
static inline const char *fixture_places(const struct file *f)
{
	static char out[8192];
	const struct file_note *n;
	size_t len = 0;
	out[0] = '\0';
	for (size_t i = 0; (n = file_note(f, i)) && len + 128 < sizeof out; i++)
		len += (size_t)snprintf(out + len, sizeof out - len, "%zu:%zu %c %s\n", n->line,
			n->column, n->warning ? 'w' : 'e', n->key);
	return out;
}

/* text with a ~ where each note is expected (two for two in one place), and what they are, in order:
 * "e /0/0/1, w bn". Places are counted here, apart from the code under test. */
static inline void fixture_expect(enum file_kind kind, const char *text, const char *notes)
{
	static char bare[8192], places[8192];
	size_t line = 1, column = 1, len = 0, used = 0;
	const char *next = notes;
	places[0] = '\0';
	for (const char *p = text; *p; p++) {
		if (*p == '~') {
			size_t n = strcspn(next, ",");
			used += (size_t)snprintf(places + used, sizeof places - used,
				"%zu:%zu %.*s\n", line, column, (int)n, next);
			next += n + strspn(next + n, ", ");
			continue;
		}
		bare[len++] = *p;
		column = *p == '\n' ? 1 : column + 1;
		line += *p == '\n';
	}
	bare[len] = '\0';
	struct file *f = fixture_read(kind, bare);
	if (strcmp(fixture_places(f), places) != 0 || *next)
		printf("of: %s\n", text);
	assert_string_equal(fixture_places(f), places);
	assert_string_equal(next, "");
	file_free(f);
}

/* True when a note's text or key holds the words. */
static inline bool fixture_said(const struct file *f, const char *words)
{
	const struct file_note *n;
	for (size_t i = 0; (n = file_note(f, i)); i++)
		if (strstr(n->text, words) || strstr(n->key, words))
			return true;
	return false;
}

static inline void fixture_bytes(const struct file *f, const char *expected)
{
	size_t len;
	assert_string_equal(file_bytes(f, &len), expected);
	assert_int_equal(len, strlen(expected));
}

#endif
