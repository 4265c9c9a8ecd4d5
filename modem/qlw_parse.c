/*
 * Answers of AT+QLWCFG and AT+QLWSVC as records. Takes what a module prints, quoted or not, short
 * or long, and trusts none of it; knows nothing of which question was asked.
 */
#include "modem/qlw.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

static const char *skip_blanks(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	return p;
}

static int find_key(const struct at_line *line)
{
	if (!at_is(line, "+QLWCFG") || line->count == 0)
		return -1;
	return qlw_key_find(line->arg[0].text, line->arg[0].len);
}

/* (0-5) or <server_addr>: what only the answer to a test command has. */
static bool is_template(const struct at_arg *arg)
{
	return arg->kind == AT_ARG_LIST ||
	       (arg->kind == AT_ARG_WORD && arg->len > 2 && arg->text[0] == '<' &&
		       arg->text[arg->len - 1] == '>');
}

static void take_value(
	const struct qlw_field *f, const struct at_line *line, size_t i, struct qlw_value *v)
{
	if (f->secret || !at_arg_copy(line, i, v->text, sizeof v->text))
		return;
	const struct at_arg *arg = &line->arg[i];
	v->present = true;
	v->quoted = arg->kind == AT_ARG_STRING;
	const bool number = f->type == QLW_TYPE_INT || f->type == QLW_TYPE_CHOICE;
	if (!arg->numeric || (!number && f->type != QLW_TYPE_EPNAME))
		return;
	/* an endpoint name is a number only as Table 8 writes it: "04" is a name */
	if (f->type == QLW_TYPE_EPNAME && (arg->len != 1 || !qlw_choice_find(f, v->text)))
		return;
	v->numeric = true;
	v->number = arg->number;
}

int qlw_parse_setting(const struct at_line *line, enum qlw_key *key, struct qlw_record *record)
{
	const int found = find_key(line);
	if (found < 0 || line->form != AT_FORM_INFO)
		return QLW_EFORM;
	for (size_t i = 1; i < line->count; i++)
		if (is_template(&line->arg[i]))
			return QLW_EFORM;
	const struct qlw_verb *verb = qlw_key_verb((enum qlw_key)found);
	*key = (enum qlw_key)found;
	memset(record, 0, sizeof *record);
	for (size_t i = 0; i < verb->fields; i++)
		take_value(&verb->field[i], line, i + 1, &record->value[i]);
	return 0;
}

/* --- what the module says it can do ----------------------------------------------------------- */

int qlw_parse_capability(
	const struct at_line *line, const char *raw, size_t len, struct qlw_capability *out)
{
	memset(out, 0, sizeof *out);
	const bool config = at_is(line, "+QLWCFG");
	if ((!config && !at_is(line, "+QLWSVC")) ||
		!at_arg_copy(line, 0, out->name, sizeof out->name))
		return QLW_EFORM;
	const struct at_arg *name = &line->arg[0];
	out->known = (config ? qlw_key_find(name->text, name->len)
			     : qlw_service_find(name->text, name->len)) >= 0;
	const char *end = raw + len;
	const char *p = name->text + name->len;
	if (p < end && *p == '"')
		p++;
	p = skip_blanks(p, end);
	if (p < end && *p == ',')
		p++;
	p = skip_blanks(p, end);
	snprintf(out->text, sizeof out->text, "%.*s", (int)(end - p), p);
	return 0;
}

static bool get_list(
	const struct qlw_capability *cap, size_t i, char *line, size_t size, struct at_line *cut)
{
	int len = snprintf(line, size, "+X: %s", cap->text);
	return len > 0 && at_parse_info(line, strlen(line), cut) == 0 && i < cut->count &&
	       cut->arg[i].kind == AT_ARG_LIST;
}

bool qlw_capability_range(const struct qlw_capability *cap, size_t i, char *out, size_t size)
{
	char line[sizeof cap->text + 8];
	struct at_line cut;
	return get_list(cap, i, line, sizeof line, &cut) && at_arg_copy(&cut, i, out, size);
}

/* One of the comma-separated items: "5" or "0-5". Returns false if it is neither. */
static bool read_item(const char *text, size_t len, int64_t *low, int64_t *high)
{
	char copy[48], *dash;
	if (len >= sizeof copy)
		return false;
	memcpy(copy, text, len);
	copy[len] = '\0';
	if (qlw_number(copy, low)) {
		*high = *low;
		return true;
	}
	dash = len > 1 ? strchr(copy + 1, '-') : NULL;
	if (!dash)
		return false;
	*dash = '\0';
	return qlw_number(copy, low) && qlw_number(dash + 1, high);
}

int qlw_capability_allows(const struct qlw_capability *cap, size_t i, int64_t number)
{
	char line[sizeof cap->text + 8];
	struct at_line outer, inner;
	if (!get_list(cap, i, line, sizeof line, &outer))
		return -1;
	char items[sizeof cap->text + 8];
	int len = snprintf(items, sizeof items, "+X: %.*s", (int)(outer.arg[i].len - 2),
		outer.arg[i].text + 1);
	if (len < 0 || at_parse_info(items, strlen(items), &inner) != 0 || inner.count == 0 ||
		inner.more)
		return -1;
	int answer = 0;
	for (size_t k = 0; k < inner.count; k++) {
		int64_t low, high;
		if (!read_item(inner.arg[k].text, inner.arg[k].len, &low, &high))
			return -1;
		if (number >= low && number <= high)
			answer = 1;
	}
	return answer;
}

/* --- state ------------------------------------------------------------------------------------ */

int qlw_parse_state(const struct at_line *line, struct qlw_server_state *out)
{
	int64_t client, id, bootstrap, code;
	memset(out, 0, sizeof *out);
	if (!at_is(line, "+QLWSVC") || !at_arg_is(line, 0, "state") ||
		!at_arg_int(line, 1, 0, QLW_CLIENTS - 1, &client) ||
		!at_arg_int(line, 2, 0, 65535, &id) || !at_arg_int(line, 4, 0, 1, &bootstrap) ||
		!at_arg_int(line, 5, INT_MIN, INT_MAX, &code))
		return QLW_EFORM;
	at_arg_copy(line, 3, out->server_addr, sizeof out->server_addr);
	out->client_index = (unsigned)client;
	out->short_id = (unsigned)id;
	out->bootstrap = (int)bootstrap;
	out->code = (int)code;
	return 0;
}

int qlw_parse_lifetime(const struct at_line *line, unsigned *short_id, int64_t *life_time)
{
	int64_t id, seconds;
	if (!at_is(line, "+QLWSVC") || !at_arg_is(line, 0, "lifetime") ||
		!at_arg_int(line, 1, 0, 65535, &id) || !at_arg_int(line, 2, 0, INT64_MAX, &seconds))
		return QLW_EFORM;
	*short_id = (unsigned)id;
	*life_time = seconds;
	return 0;
}
