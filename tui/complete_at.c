/* Completion and hints of the AT line. Ranges are the module's own where it gave them. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "modem/at.h"
#include "tui/complete_line.h"

static const struct {
	const char *text, *help;
} general[] = {
	{"ATI", "manufacturer, model, revision"},
	{"AT+QGMR", "firmware"},
	{"AT+CGSN", "IMEI"},
	{"AT+QCCID", "ICCID of the SIM"},
	{"AT+CIMI", "IMSI"},
	{"AT+CNUM", "the SIM's own number"},
	{"AT+CPIN?", "is the SIM ready"},
	{"AT+CSQ", "signal, 0-31"},
	{"AT+QCSQ", "signal: RSSI, RSRP, SINR, RSRQ"},
	{"AT+CEREG?", "network registration"},
	{"AT+QNWINFO", "technology, operator, band"},
	{"AT+CGDCONT?", "PDP contexts and their APNs"},
	{"AT+CGPADDR", "addresses of the PDP contexts"},
	{"AT+CPSMS?", "power saving mode"},
	{"AT+QURCCFG=\"urcport\"", "where URCs come out"},
	{"AT+QLWCFG=?", "what this firmware can configure"},
	{"AT+QLWSVC=?", "what this firmware can do"},
};

static size_t offer(struct prompt_candidate *out, size_t n, size_t max, const char *typed,
	size_t len, const char *text, const char *help)
{
	if (n == max || strncasecmp(text, typed, len) != 0)
		return n;
	snprintf(out[n].text, sizeof out[n].text, "%s", text);
	snprintf(out[n].help, sizeof out[n].help, "%s", help ? help : "");
	return n + 1;
}

size_t complete_at(const struct model *m, const char *line, size_t cursor, size_t *start,
	struct prompt_candidate *out, size_t max)
{
	size_t n = 0;
	char text[64];
	(void)m;
	*start = 0;
	for (int i = 0; i < QLW_KEYS; i++) {
		const struct qlw_verb *v = qlw_key_verb((enum qlw_key)i);
		snprintf(text, sizeof text, "AT+QLWCFG=\"%s\"", v->name);
		n = offer(out, n, max, line, cursor, text, v->title);
	}
	for (int i = 0; i < QLW_SERVICES; i++) {
		const struct qlw_verb *v = qlw_service_verb((enum qlw_service)i);
		snprintf(text, sizeof text, "AT+QLWSVC=\"%s\"", v->name);
		n = offer(out, n, max, line, cursor, text, v->title);
	}
	for (size_t i = 0; i < sizeof general / sizeof *general; i++)
		n = offer(out, n, max, line, cursor, general[i].text, general[i].help);
	return n;
}

/* The verb of a line that is being typed, NULL if it is none of ours. */
static const struct qlw_verb *verb_of(const struct at_line *c, int *key)
{
	*key = -1;
	if (!c->count || c->form != AT_FORM_WRITE)
		return NULL;
	if (at_is(c, "+QLWCFG")) {
		*key = qlw_key_find(c->arg[0].text, c->arg[0].len);
		return *key >= 0 ? qlw_key_verb((enum qlw_key) * key) : NULL;
	}
	int service = at_is(c, "+QLWSVC") ? qlw_service_find(c->arg[0].text, c->arg[0].len) : -1;
	return service >= 0 ? qlw_service_verb((enum qlw_service)service) : NULL;
}

static void range_of(
	const struct model *m, int key, const struct qlw_field *f, size_t i, char *out, size_t size)
{
	if (key >= 0 && m->key[key].offered &&
		qlw_capability_range(&m->key[key].capability, i, out, size))
		return;
	if (f->type == QLW_TYPE_INT)
		snprintf(out, size, "%lld-%lld", (long long)f->min, (long long)f->max);
	else
		out[0] = '\0';
}

void complete_at_hint(
	const struct model *m, const char *line, size_t cursor, char *out, size_t size)
{
	struct at_line c;
	int key;
	char range[96];
	out[0] = '\0';
	const char *rest = NULL;
	const struct qlw_verb *v =
		at_parse_command(line, cursor, &c, &rest) == 0 && !rest ? verb_of(&c, &key) : NULL;
	if (!v) {
		snprintf(
			out, size, "%s", *line ? "" : "Tab lists commands, Up recalls, Esc leaves");
		return;
	}
	size_t at = c.count > 1 ? c.count - 2 : 0;
	if (c.count < 2 || at >= v->fields) {
		snprintf(out, size, "%s: %s", v->name, v->title);
		return;
	}
	const struct qlw_field *f = &v->field[at];
	range_of(m, key, f, at, range, sizeof range);
	snprintf(out, size, "%s%s: %s%s%s%s%s", f->name, f->secret ? " (secret)" : "", f->meaning,
		*range ? "  " : "", range, f->unit ? " " : "", f->unit ? f->unit : "");
}
