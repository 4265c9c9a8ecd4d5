/* Values for inputs. Asks nobody and sends nothing: both are done by those who have a terminal and a
 * port. */
#include "profiles/inputs.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *command;
	size_t at;
} sources[] = {
	{"AT+CGSN", offsetof(struct net_identity, imei)},
	{"AT+CNUM", offsetof(struct net_identity, msisdn)},
	{"AT+QCCID", offsetof(struct net_identity, iccid)},
	{"AT+CIMI", offsetof(struct net_identity, imsi)},
};

#define SOURCES (sizeof sources / sizeof *sources)

bool inputs_source_known(const char *from)
{
	for (size_t i = 0; i < SOURCES; i++)
		if (strcmp(sources[i].command, from) == 0)
			return true;
	return false;
}

const char *inputs_source(const struct net_identity *unit, const char *from)
{
	for (size_t i = 0; i < SOURCES; i++)
		if (strcmp(sources[i].command, from) == 0)
			return (const char *)unit + sources[i].at;
	return "";
}

int inputs_find(const struct profile *p, const char *name, size_t len)
{
	for (size_t i = 0; i < p->inputs; i++)
		if (strlen(p->input[i].name) == len && memcmp(p->input[i].name, name, len) == 0)
			return (int)i;
	return -1;
}

static bool fits(const struct profile_input *input, const char *text)
{
	return strlen(text) <= PROFILE_VALUE_MAX &&
	       (!input->pattern || profile_pattern_fits(input->pattern, text) == 1);
}

static void store(struct profile_values *values, size_t i, const char *text)
{
	values->value[i].set = true;
	snprintf(values->value[i].text, sizeof values->value[i].text, "%s", text);
}

const char *inputs_misfit(const struct profile_input *input, char *out, size_t size)
{
	static const struct {
		const char *pattern, *words;
	} told[] = {
		{"^([0-9A-Fa-f]{2}){1,127}$", "hex digits, an even number, at most 254"},
		{"^[0-9A-Fa-f:-]{12,17}$", "hex digits, with : or - between them"},
	};
	const char *pattern = input->pattern ? input->pattern : "(at most 255 bytes)";
	for (size_t i = 0; i < sizeof told / sizeof *told; i++)
		if (!strcmp(told[i].pattern, pattern)) {
			snprintf(out, size, "does not fit: %s", told[i].words);
			return out;
		}
	snprintf(out, size, "does not fit %.120s", pattern);
	return out;
}

int inputs_set(const struct profile *p, struct profile_values *values, size_t i, const char *text,
	struct qlw_diag *diag)
{
	const struct profile_input *input = &p->input[i];
	if (!fits(input, text)) {
		char misfit[INPUTS_MISFIT_MAX];
		qlw_diag_set(diag, QLW_EUSAGE, "%s: the value %s", input->name,
			inputs_misfit(input, misfit, sizeof misfit));
		qlw_diag_hint(diag, "%.100s, such as %.100s", input->title, input->example);
		return QLW_EUSAGE;
	}
	store(values, i, text);
	return 0;
}

void inputs_from_unit(
	const struct profile *p, struct profile_values *values, const struct net_identity *unit)
{
	for (size_t i = 0; i < p->inputs; i++) {
		const struct profile_input *input = &p->input[i];
		if (values->value[i].set || !input->from)
			continue;
		const char *text = inputs_source(unit, input->from);
		if (*text == '+' && !fits(input, text))
			text++;
		if (*text && fits(input, text))
			store(values, i, text);
	}
}

void inputs_from_examples(const struct profile *p, struct profile_values *values)
{
	for (size_t i = 0; i < p->inputs; i++)
		if (!values->value[i].set)
			store(values, i, p->input[i].example);
}

size_t inputs_missing(const struct profile *p, const struct profile_values *values, size_t i)
{
	while (i < p->inputs && values->value[i].set)
		i++;
	return i;
}

void inputs_wipe(struct profile_values *values)
{
	explicit_bzero(values, sizeof *values);
}

const struct profile_check *inputs_check(const struct profile *p, const struct net_identity *unit)
{
	for (size_t i = 0; i < p->checks; i++) {
		const char *text = inputs_source(unit, p->check[i].from);
		if (profile_pattern_fits(p->check[i].pattern, text) != 1)
			return &p->check[i];
	}
	return NULL;
}
