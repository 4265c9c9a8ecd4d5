/*
 * Where secrets stand: the one list that drives redaction. It knows commands, not how they are
 * typed.
 */
#include "modem/redact_scan.h"

#include <ctype.h>
#include <string.h>

const struct redact_rule redact_rules[] = {
	/* command, key, set, answer, numbers from, rest */
	{"QLWCFG", "security", 6, 7, 6, 7, 4, true},
	{"CPIN", NULL, 1, 2, 0, 0, 0, true},
	{"CLCK", NULL, 3, 3, 0, 0, 0, false},
	{"CPWD", NULL, 2, 3, 0, 0, 0, true},
	{"QICSGP", NULL, 4, 5, 3, 4, 0, false},
	{"CGAUTH", NULL, 3, 4, 3, 4, 0, true},
	{"QSSLCFG", "*key*", 2, 3, 2, 3, 0, true},
	{"QSSLCFG", "*psk*", 2, 3, 2, 3, 0, true},
	{"QSSLCFG", "*pass*", 2, 3, 2, 3, 0, true},
	{"QSSLCFG", "*pwd*", 2, 3, 2, 3, 0, true},
	{"QMTCONN", NULL, 3, 4, 0, 0, 0, true},
	{"QMTCFG", "*auth*", 2, 4, 1, 4, 0, true},
	{"QMTCFG", "*key*", 2, 4, 1, 4, 0, true},
	{"QMTCFG", "*pass*", 2, 4, 1, 4, 0, true},
	{"QMTCFG", "onenet", 2, 4, 1, 4, 0, true},
	{"QMTCFG", "hwprodid", 2, 4, 1, 4, 0, true},
};

const size_t redact_rule_count = sizeof(redact_rules) / sizeof(redact_rules[0]);

static const char *const redact_fields[] = {"psk_id", "psk_key"};

bool redact_same(const char *a, size_t len, const char *b)
{
	for (size_t i = 0; i < len; i++) {
		if (!b[i] || toupper((unsigned char)a[i]) != toupper((unsigned char)b[i]))
			return false;
	}
	return b[len] == '\0';
}

bool redact_rule_field(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(redact_fields) / sizeof(redact_fields[0]); i++) {
		if (redact_same(name, len, redact_fields[i]))
			return true;
	}
	return false;
}

bool redact_rule_command(const struct redact_rule *rule, const char *command, size_t len)
{
	if (len > 2 && redact_same(command, 2, "AT") &&
		redact_same(command + 2, len - 2, rule->command))
		return true;
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
