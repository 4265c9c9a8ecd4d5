/* The inputs and checks of a profile as it declares them, and patterns. Knows no value but the
 * examples. */
#include <regex.h>
#include <stdio.h>
#include <string.h>

#include "profiles/inputs.h"
#include "profiles/profile_priv.h"

int profile_pattern_fits(const char *pattern, const char *text)
{
	regex_t re;
	if (regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB))
		return QLW_EFORM;
	int fits = regexec(&re, text, 0, NULL, 0) == 0;
	regfree(&re);
	return fits;
}

static bool is_name(const char *name)
{
	size_t len = strlen(name);
	return len > 0 && len < 32 && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == len;
}

static const char *read_from(struct profile *p, const struct jdoc_node *object)
{
	const char *from = profile_text(p, object, "from", NULL);
	if (!from || inputs_source_known(from))
		return from;
	profile_error(p, jdoc_member(object, "from")->from, "from",
		"has to be one of AT+CGSN, AT+CNUM, AT+QCCID, AT+CIMI");
	return NULL;
}

static const char *read_pattern(struct profile *p, const struct jdoc_node *object)
{
	const char *pattern = profile_text(p, object, "pattern", NULL);
	if (!pattern || profile_pattern_fits(pattern, "") >= 0)
		return pattern;
	profile_error(p, jdoc_member(object, "pattern")->from, "pattern",
		"is no extended regular expression");
	return NULL;
}

static void check_example(
	struct profile *p, const struct jdoc_node *object, const struct profile_input *input)
{
	const struct jdoc_node *n = jdoc_member(object, "example");
	if (!n)
		profile_error(p, object->from, "example", "missing in input %s", input->name);
	else if (n->type != JDOC_STRING)
		return;
	else if (n->len > PROFILE_VALUE_MAX)
		profile_error(p, n->from, "example", "is longer than %d bytes", PROFILE_VALUE_MAX);
	else if (input->pattern && !profile_pattern_fits(input->pattern, n->text))
		profile_error(p, n->from, "example", "does not pass the pattern of its input %s",
			input->name);
}

static void read_input(struct profile *p, const struct jdoc_node *n)
{
	static const char *const names[] = {"title", "pattern", "from", "secret", "example", NULL};
	if (!is_name(n->key)) {
		profile_error(p, n->key_from, n->key,
			"an input's name has at most 31 of a-z, 0-9 and underline");
		return;
	}
	if (n->type != JDOC_OBJECT) {
		profile_error(p, n->from, n->key, "an input is an object, not %s",
			jdoc_type_name(n->type));
		return;
	}
	if (n->twin || p->inputs == PROFILE_INPUTS_MAX) {
		profile_error(p, n->key_from, n->key,
			n->twin ? "stands here a second time" : "too many inputs");
		return;
	}
	struct profile_input *input = &p->input[p->inputs++];
	profile_check_members(p, n, names);
	*input = (struct profile_input){.name = n->key,
		.at = n->key_from,
		.title = profile_text(p, n, "title", n->key),
		.pattern = read_pattern(p, n),
		.from = read_from(p, n),
		.secret = profile_flag(p, n, "secret"),
		.example = profile_text(p, n, "example", "")};
	check_example(p, n, input);
}

void profile_read_inputs(struct profile *p, const struct jdoc_node *inputs)
{
	for (const struct jdoc_node *n = inputs->first; n; n = n->next)
		read_input(p, n);
}

void profile_read_checks(struct profile *p, const struct jdoc_node *checks)
{
	static const char *const names[] = {"title", "from", "pattern", NULL};
	for (const struct jdoc_node *n = checks->first; n; n = n->next) {
		if (n->type != JDOC_OBJECT || p->checks == PROFILE_CHECKS_MAX) {
			profile_error(p, n->from, "checks",
				n->type == JDOC_OBJECT ? "too many" : "a check is an object");
			return;
		}
		profile_check_members(p, n, names);
		struct profile_check *c = &p->check[p->checks++];
		*c = (struct profile_check){.title = profile_text(p, n, "title", NULL),
			.from = read_from(p, n),
			.pattern = read_pattern(p, n)};
		if (c->title && c->from && c->pattern)
			continue;
		p->checks--;
		if (!jdoc_member(n, "title") || !jdoc_member(n, "from") ||
			!jdoc_member(n, "pattern"))
			profile_error(p, n->from, "checks", "a check has title, from and pattern");
	}
}
