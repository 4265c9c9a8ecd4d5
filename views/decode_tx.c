/*
 * Commands in words: sends, settings, services by name; everything else as it was typed. It must
 * not know what the module answered.
 */
#include "views/decode_tx.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "modem/at.h"
#include "modem/qlw.h"

static void title(struct decode_line *out, const char *what)
{
	out->what_len = (size_t)snprintf(out->what, sizeof(out->what), "%s", what);
}

static int64_t number(const struct at_line *line, size_t i)
{
	int64_t value = 0;
	at_arg_int(line, i, INT64_MIN, INT64_MAX, &value);
	return value;
}

static void arg(struct decode_line *out, const struct at_line *line, size_t i)
{
	if (i < line->count)
		decode_bytes(out, line->arg[i].text, line->arg[i].len);
}

/* "select server_type 1 Verizon, is_commercial 0 staging" */
static void field(
	struct decode_line *out, const struct at_line *line, size_t i, const struct qlw_field *f)
{
	char text[24];
	const struct qlw_choice *choice = NULL;
	decode_text(out, "%s ", f->name);
	arg(out, line, i);
	if (f->type == QLW_TYPE_CHOICE && at_arg_copy(line, i, text, sizeof(text)))
		choice = qlw_choice_find(f, text);
	if (choice && strcmp(choice->name, text) != 0)
		decode_text(out, " %s", choice->name);
}

/* Index fields that this line gives, and whether anything but these. */
static size_t indices(const struct qlw_verb *verb, const struct at_line *line)
{
	size_t n = 0;
	while (n < verb->fields && verb->field[n].index && n + 1 < line->count)
		n++;
	return n;
}

static void decode_set(const struct at_line *line, const struct qlw_verb *verb, size_t first,
	struct decode_line *out)
{
	title(out, "set");
	decode_text(out, "%s", verb->name);
	for (size_t i = 0; i < first; i++) {
		decode_text(out, " ");
		arg(out, line, i + 1);
	}
	for (size_t i = first; i < verb->fields && i + 1 < line->count; i++) {
		decode_text(out, "%s", i == first ? ": " : ", ");
		field(out, line, i + 1, &verb->field[i]);
	}
}

static bool decode_config(const struct at_line *line, struct decode_line *out)
{
	const int key = line->count ? qlw_key_find(line->arg[0].text, line->arg[0].len) : -1;
	if (key < 0)
		return false;
	const struct qlw_verb *verb = qlw_key_verb((enum qlw_key)key);
	const size_t first = indices(verb, line);
	if (line->count > first + 1) {
		decode_set(line, verb, first, out);
	} else if (verb->deletable && line->count > 1) {
		title(out, "delete");
		decode_text(out, "%s ", verb->name);
		arg(out, line, 1);
	} else {
		title(out, "get");
		decode_text(out, "%s", verb->name);
		out->chatter = true;
	}
	return true;
}

static void decode_send(const struct at_line *line, struct decode_line *out)
{
	const bool hex = number(line, 5) == 1;
	title(out, "send");
	out->short_id = (unsigned)number(line, 1);
	arg(out, line, 2);
	decode_text(out, hex ? "  hex " : "  \"");
	arg(out, line, 4);
	decode_text(out, hex ? "" : "\"");
	decode_text(out, " %lld B, %s", (long long)number(line, 3),
		number(line, 6) == 1 ? "not confirmable" : "confirmable");
}

static bool decode_service(const struct at_line *line, struct decode_line *out)
{
	const int service =
		line->count ? qlw_service_find(line->arg[0].text, line->arg[0].len) : -1;
	if (service < 0)
		return false;
	switch ((enum qlw_service)service) {
	case QLW_SERVICE_REG:
		title(out, "register");
		decode_text(out, "%s", number(line, 1) == 1 ? "after reboots, update only" : "");
		break;
	case QLW_SERVICE_DEREG:
		title(out, number(line, 1) == 1 ? "factory reset" : "deregister");
		break;
	case QLW_SERVICE_LIFETIME:
		title(out, "life time");
		out->short_id = (unsigned)number(line, 1);
		out->chatter = line->count < 3;
		if (line->count > 2)
			decode_text(out, "%lld s", (long long)number(line, 2));
		break;
	case QLW_SERVICE_UPDATE:
		title(out, "update");
		out->short_id = (unsigned)number(line, 1);
		decode_text(out, "%s", number(line, 2) == 1 ? "with the list of objects" : "");
		break;
	case QLW_SERVICE_STATE:
		title(out, "get");
		decode_text(out, "state");
		out->chatter = true;
		break;
	case QLW_SERVICE_ULDATA:
		decode_send(line, out);
		break;
	case QLW_SERVICES:
		return false;
	}
	return true;
}

/* Commands of the connect sequence and other questions: nothing changes, nobody needs to see them.
 */
static bool is_question(const struct at_line *line)
{
	static const char *const harmless[] = {"", "E0", "E1", "V1", "Q0", "E0V1Q0", "+CMEE"};
	static const char *const asking[] = {"+QCFG", "+QURCCFG", "+QINDCFG", "+CGPADDR", "+QFLST"};
	char name[24];
	snprintf(name, sizeof(name), "%.*s", (int)line->name_len, line->name);
	for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
		if (strcasecmp(name, harmless[i]) == 0)
			return true;
	for (size_t i = 0; i < sizeof(asking) / sizeof(asking[0]); i++)
		if (strcasecmp(name, asking[i]) == 0 && line->count == 1)
			return true;
	if (line->form == AT_FORM_EXEC)
		return strcasecmp(name, "I") == 0 ||
		       (name[0] == '+' && strcasecmp(name, "+QPOWD") != 0);
	return line->form == AT_FORM_READ || line->form == AT_FORM_TEST;
}

/* What follows a prompt or CONNECT: no command, and the one in flight stays. */
static bool is_data(const char *b, size_t n)
{
	return n > 0 && (n < 2 || strncasecmp(b, "AT", 2) != 0);
}

void decode_tx(struct decode_context *c, const char *b, size_t n, struct decode_line *out)
{
	struct at_line line;
	const char *rest = NULL;
	out->glyph = "→";
	out->role = ROLE_TX;
	if (is_data(b, n)) {
		title(out, "data");
		decode_text(out, "%zu B", n);
		out->payload = true;
		return;
	}
	snprintf(c->command, sizeof(c->command), "%.*s", (int)n, b);
	if (at_parse_command(b, n, &line, &rest) == 0 && !rest) {
		if (at_is(&line, "+QLWCFG") && line.form == AT_FORM_WRITE &&
			decode_config(&line, out))
			return;
		if (at_is(&line, "+QLWSVC") && line.form == AT_FORM_WRITE &&
			decode_service(&line, out))
			return;
		out->chatter = is_question(&line);
	}
	title(out, "AT");
	decode_bytes(out, b, n);
}
