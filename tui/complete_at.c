/* Completion and hints of the AT line. Ranges are the module's own where it gave them. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "modem/at.h"
#include "tui/complete_priv.h"

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
	{"AT+COPS?", "operator"},
	{"AT+QNWINFO", "technology, operator, band"},
	{"AT+CFUN?", "is the radio on"},
	{"AT+CGDCONT?", "PDP contexts and their APNs"},
	{"AT+CGPADDR", "addresses of the PDP contexts"},
	{"AT+CPSMS?", "power saving mode"},
	{"AT+CEDRXS?", "extended discontinuous reception"},
	{"AT+QCFG=\"nwscanmode\"", "which technologies are looked for"},
	{"AT+QCFG=\"iotopmode\"", "eMTC, NB-IoT or both"},
	{"AT+QCFG=\"band\"", "which bands are looked for"},
	{"AT+QFLST=\"EUFS:/datatx/*\"", "provisioning files"},
	{"AT+QURCCFG=\"urcport\"", "where URCs come out"},
	{"AT+QLWCFG=?", "what this firmware can configure"},
	{"AT+QLWSVC=?", "what this firmware can do"},
};

void complete_offer(struct candidates *c, const char *text, const char *suffix, const char *help)
{
	if (c->n == c->max || strncasecmp(text, c->typed, c->len) != 0)
		return;
	struct prompt_candidate *to = &c->out[c->n++];
	snprintf(to->text, sizeof to->text, "%s%s", text, suffix);
	snprintf(to->help, sizeof to->help, "%.*s", (int)sizeof to->help - 1, help ? help : "");
}

/* --- where the cursor stands ------------------------------------------------------------------- */

/* The last of several commands joined by `;`: where it begins. */
static size_t part_start(const char *line, size_t cursor)
{
	size_t start = 0;
	bool quoted = false;
	for (size_t i = 0; i < cursor; i++) {
		quoted ^= line[i] == '"';
		if (line[i] == ';' && !quoted)
			start = i + 1;
	}
	return start;
}

/* The argument under the cursor: where it begins. */
static size_t argument_start(const char *line, size_t from, size_t cursor)
{
	size_t start = from;
	bool quoted = false;
	for (size_t i = from; i < cursor; i++) {
		quoted ^= line[i] == '"';
		if ((line[i] == ',' || line[i] == '=') && !quoted)
			start = i + 1;
	}
	return start;
}

struct place {
	const struct qlw_verb *verb; /* NULL: none of the client's commands */
	int key;                     /* enum qlw_key, or -1 */
	size_t field;                /* of verb; SIZE_MAX: its name is being typed still */
	const struct qlw_record *now;
};

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

const struct qlw_record *complete_record(
	const struct model *m, int key, const char (*index)[16], size_t indexes)
{
	if (key < 0)
		return NULL;
	const struct model_key *k = &m->key[key];
	for (size_t r = 0; r < k->count; r++) {
		bool same = true;
		for (size_t i = 0; i < indexes; i++)
			same &= !strcmp(k->record[r].value[i].text, index[i]);
		if (same)
			return &k->record[r];
	}
	return NULL;
}

static size_t index_fields(const struct qlw_verb *verb)
{
	size_t n = 0;
	while (n < verb->fields && verb->field[n].index)
		n++;
	return n;
}

static struct place place_of(const struct model *m, const char *line, size_t len)
{
	struct at_line c;
	struct place p = {.key = -1, .field = SIZE_MAX};
	const char *rest = NULL;
	char index[2][16] = {"", ""};
	if (at_parse_command(line, len, &c, &rest) != 0 || rest)
		return p;
	p.verb = verb_of(&c, &p.key);
	if (!p.verb || c.count < 2)
		return p;
	p.field = c.count - 2;
	const size_t n = index_fields(p.verb);
	for (size_t i = 0; i < n && i < 2; i++)
		at_arg_copy(&c, i + 1, index[i], sizeof index[i]);
	if (c.count > n + 1)
		p.now = complete_record(m, p.key, (const char(*)[16])index, n < 2 ? n : 2);
	return p;
}

/* --- candidates ---------------------------------------------------------------------------------- */

static void offer_verbs(struct candidates *c, const struct model *m, size_t skip)
{
	char text[64];
	for (int i = 0; i < QLW_KEYS; i++) {
		const struct qlw_verb *v = qlw_key_verb((enum qlw_key)i);
		const bool lacks = m->capabilities_ms && !m->key[i].offered;
		snprintf(text, sizeof text, "AT+QLWCFG=\"%s\"", v->name);
		complete_offer(
			c, text + skip, "", lacks ? "this firmware does not list it" : v->title);
	}
	for (size_t i = 0; i < m->unknowns; i++) {
		snprintf(text, sizeof text, "AT+QLWCFG=\"%.40s\"", m->unknown[i].name);
		complete_offer(c, text + skip, "", "of this firmware; not in the Note");
	}
	for (int i = 0; i < QLW_SERVICES; i++) {
		const struct qlw_verb *v = qlw_service_verb((enum qlw_service)i);
		snprintf(text, sizeof text, "AT+QLWSVC=\"%s\"", v->name);
		complete_offer(c, text + skip, "", v->title);
	}
	for (size_t i = 0; i < sizeof general / sizeof *general; i++)
		complete_offer(c, general[i].text + skip, "", general[i].help);
}

static void offer_choices(struct candidates *c, const struct qlw_field *f)
{
	char text[32], help[96];
	for (const struct qlw_choice *k = f->choices; k && k->name; k++) {
		if (f->type == QLW_TYPE_WORD)
			snprintf(text, sizeof text, "\"%s\"", k->name);
		else
			snprintf(text, sizeof text, "%lld", (long long)k->number);
		snprintf(help, sizeof help, "%s%s%s", f->type == QLW_TYPE_WORD ? "" : k->name,
			f->type == QLW_TYPE_WORD ? "" : "  ", k->meaning ? k->meaning : "");
		complete_offer(c, text, "", help);
	}
}

/* Indexes and short IDs that there are. */
static void offer_known(struct candidates *c, const struct model *m, const struct place *p,
	const struct qlw_field *f)
{
	char text[16];
	if (!m)
		return;
	const struct model_key *k = p->key >= 0 ? &m->key[p->key] : NULL;
	for (size_t r = 0; k && f->index && r < k->count; r++)
		complete_offer(c, k->record[r].value[p->field].text, "", "a record that is there");
	for (size_t i = 0; !strcmp(f->name, "short_id") && i < m->servers; i++) {
		snprintf(text, sizeof text, "%u", m->server[i].short_id);
		complete_offer(c, text, "", m->server[i].server_addr);
	}
	for (size_t i = 0; !strcmp(f->name, "uri") && i < m->observes; i++) {
		char uri[QLW_URI_MAX + 3];
		snprintf(uri, sizeof uri, "\"%s\"", m->observe[i].uri);
		complete_offer(c, uri, "", "observed");
	}
}

static void offer_now(struct candidates *c, const struct place *p, const struct qlw_field *f)
{
	char text[QLW_TEXT_MAX + 3];
	const struct qlw_value *v = p->now ? &p->now->value[p->field] : NULL;
	if (!v || !v->present || f->choices || f->index || f->secret)
		return;
	const bool quoted = f->type == QLW_TYPE_STRING || (f->type == QLW_TYPE_EPNAME && v->quoted);
	snprintf(text, sizeof text, "%s%s%s", quoted ? "\"" : "", v->text, quoted ? "\"" : "");
	complete_offer(c, text, "", "as it is now");
}

size_t complete_at(const struct complete_from *from, const char *line, size_t cursor, size_t *start,
	struct prompt_candidate *out, size_t max)
{
	const struct model *m = from->model;
	const size_t part = part_start(line, cursor);
	const struct place p = place_of(m, line + part, cursor - part);
	struct candidates c = {.out = out, .max = max};
	if (p.verb && p.field < p.verb->fields) {
		const struct qlw_field *f = &p.verb->field[p.field];
		*start = argument_start(line, part, cursor);
		c.typed = line + *start;
		c.len = cursor - *start;
		offer_now(&c, &p, f);
		offer_known(&c, m, &p, f);
		offer_choices(&c, f);
		return c.n;
	}
	*start = part;
	c.typed = line + part;
	c.len = cursor - part;
	offer_verbs(&c, m, part ? 2 : 0);
	return c.n;
}

/* --- the hint ------------------------------------------------------------------------------------- */

static void range_of(
	const struct model *m, int key, const struct qlw_field *f, size_t i, char *out, size_t size)
{
	out[0] = '\0';
	if (key >= 0 && m->key[key].offered &&
		qlw_capability_range(&m->key[key].capability, i, out, size))
		return;
	if (f->type == QLW_TYPE_INT)
		snprintf(out, size, "%lld-%lld", (long long)f->min, (long long)f->max);
	else if (f->type == QLW_TYPE_STRING && f->max > 0)
		snprintf(out, size, "at most %lld", (long long)f->max);
	for (const struct qlw_choice *k = f->choices; k && k->name && f->type == QLW_TYPE_CHOICE;
		k++) {
		const size_t n = strlen(out);
		snprintf(out + n, size - n, "%s%lld %s", n ? ", " : "", (long long)k->number,
			k->name);
	}
}

void complete_field_text(const struct model *m, int key, const struct qlw_verb *verb, size_t field,
	const struct qlw_record *now, char *out, size_t size)
{
	const struct qlw_field *f = &verb->field[field];
	char range[160], was[80] = "";
	range_of(m, key, f, field, range, sizeof range);
	if (now && now->value[field].present && !f->secret && !f->index)
		snprintf(was, sizeof was, ", now %.64s", now->value[field].text);
	snprintf(out, size, "%s%s: %s%s%s%s%s%s", f->name, f->secret ? " (secret)" : "", f->meaning,
		*range ? ", " : "", range, *range && f->unit ? " " : "",
		*range && f->unit ? f->unit : "", was);
}

static void put_names(struct complete_hint *out, const struct qlw_verb *v, size_t field)
{
	size_t n = 0;
	for (size_t i = 0; i < v->fields && n < sizeof out->names; i++) {
		const struct qlw_field *f = &v->field[i];
		if (i == field) {
			out->from = n + f->optional;
			out->len = strlen(f->name);
		}
		n += (size_t)snprintf(out->names + n, sizeof out->names - n, "%s%s%s ",
			f->optional ? "[" : "", f->name, f->optional ? "]" : "");
	}
}

void complete_at_hint(const struct complete_from *from, const char *line, size_t cursor,
	struct complete_hint *out)
{
	const size_t part = part_start(line, cursor);
	const struct place p = place_of(from->model, line + part, cursor - part);
	*out = (struct complete_hint){.names = ""};
	if (!p.verb) {
		if (!*line)
			snprintf(out->text, sizeof out->text,
				"Tab lists commands, Up recalls, Esc leaves");
		return;
	}
	put_names(out, p.verb, p.field);
	if (p.field < p.verb->fields)
		complete_field_text(
			from->model, p.key, p.verb, p.field, p.now, out->text, sizeof out->text);
	else
		snprintf(out->text, sizeof out->text, "%s: %s", p.verb->name, p.verb->title);
}
