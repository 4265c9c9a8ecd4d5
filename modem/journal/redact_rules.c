/*
 * Where secrets stand: the one list that drives redaction. It knows commands, not how they are
 * typed.
 */
#include "modem/journal/redact_scan.h"

#include <string.h>

#define COMMAND(name, key) name, key, sizeof(name) - 1

const struct redact_rule redact_rules[] = {
	/* command, key, set, answer, numbers from, rest */
	{COMMAND("QLWCFG", "security"), 6, 7, 6, 7, 4, true},
	{COMMAND("CPIN", NULL), 1, 2, 0, 0, 0, true},
	{COMMAND("CLCK", NULL), 3, 3, 0, 0, 0, false},
	{COMMAND("CPWD", NULL), 2, 3, 0, 0, 0, true},
	{COMMAND("QICSGP", NULL), 4, 5, 3, 4, 0, false},
	{COMMAND("CGAUTH", NULL), 3, 4, 3, 4, 0, true},
	{COMMAND("QSSLCFG", "*key*"), 2, 3, 2, 3, 0, true},
	{COMMAND("QSSLCFG", "*psk*"), 2, 3, 2, 3, 0, true},
	{COMMAND("QSSLCFG", "*pass*"), 2, 3, 2, 3, 0, true},
	{COMMAND("QSSLCFG", "*pwd*"), 2, 3, 2, 3, 0, true},
	{COMMAND("QMTCONN", NULL), 3, 4, 0, 0, 0, true},
	{COMMAND("QMTCFG", "*auth*"), 2, 4, 1, 4, 0, true},
	{COMMAND("QMTCFG", "*key*"), 2, 4, 1, 4, 0, true},
	{COMMAND("QMTCFG", "*pass*"), 2, 4, 1, 4, 0, true},
	{COMMAND("QMTCFG", "onenet"), 2, 4, 1, 4, 0, true},
	{COMMAND("QMTCFG", "hwprodid"), 2, 4, 1, 4, 0, true},
};

const size_t redact_rule_count = sizeof(redact_rules) / sizeof(redact_rules[0]);

static const char *const redact_fields[] = {"psk_id", "psk_key"};

#define FIELD_LEAST (sizeof("psk_id") - 1)

static char rule_fold(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

bool redact_same(const char *a, size_t len, const char *b)
{
	for (size_t i = 0; i < len; i++) {
		if (!b[i] || rule_fold(a[i]) != rule_fold(b[i]))
			return false;
	}
	return b[len] == '\0';
}

bool redact_rule_field(const char *name, size_t len)
{
	for (size_t i = 0;
		len >= FIELD_LEAST && i < sizeof(redact_fields) / sizeof(redact_fields[0]); i++) {
		if (redact_same(name, len, redact_fields[i]))
			return true;
	}
	return false;
}

bool redact_rule_command(const struct redact_rule *rule, const char *command, size_t len)
{
	if (len == rule->command_len + 2u && redact_same(command, 2, "AT")) {
		command += 2;
		len -= 2;
	}
	return redact_same(command, len, rule->command);
}

bool redact_rule_key(const struct redact_rule *rule, const char *key, size_t len)
{
	char part[16];
	size_t n;

	if (rule->key[0] != '*')
		return redact_same(key, len, rule->key);
	n = strlen(rule->key) - 2;
	memcpy(part, rule->key + 1, n);
	part[n] = '\0';
	for (size_t i = 0; i + n <= len; i++) {
		if (redact_same(key + i, n, part))
			return true;
	}
	return false;
}
