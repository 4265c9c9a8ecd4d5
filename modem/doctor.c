/*
 * What the doctor asks, in the order in which a registration needs the answers, and which check follows
 * which answer. Knows answers and the model; not ports, and nothing of how commands are sent.
 */
#include "modem/doctor.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/doctor_priv.h"

#define COUNT(a)   (sizeof(a) / sizeof *(a))
#define CHECKS_MAX 2 /* that one answer is good for */

const char *doctor_result_word(enum doctor_result result)
{
	static const char *const words[] = {"ok", "wrong", "unknown"};
	return words[result];
}

void doctor_add(struct doctor *d, const char *check, enum doctor_result result, const char *next,
	const char *format, ...)
{
	va_list ap;
	if (d->lines == DOCTOR_LINES_MAX)
		return;
	struct doctor_line *line = &d->line[d->lines++];
	line->check = check;
	line->result = result;
	va_start(ap, format);
	vsnprintf(line->evidence, sizeof line->evidence, format, ap);
	va_end(ap);
	snprintf(line->next, sizeof line->next, "%s", next ? next : "");
}

void doctor_fix(struct doctor *d, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	if (d->lines && d->lines < DOCTOR_LINES_MAX)
		vsnprintf(d->line[d->lines - 1].fix, sizeof d->line->fix, format, ap);
	va_end(ap);
}

/* --- questions and answers -------------------------------------------------------------------- */

enum when {
	ALWAYS,
	CLIENT, /* of a module of Table 1 */
	UART,   /* not on the module's own USB */
	ROAMING,
};

/* In the order in which a registration needs what they tell; a check is judged behind the last question
 * it needs. */
static const struct question {
	const char *command;
	enum when when;
	doctor_check_fn *checks[CHECKS_MAX];
} questions[] = {
	{"AT+IFC?", UART, {doctor_check_flow}},
	{"AT+QGMR", ALWAYS, {doctor_check_model, doctor_check_firmware}},
	{"AT+CGSN", ALWAYS, {NULL}},
	{"AT+QLWCFG=?", CLIENT, {NULL}},
	{"AT+QLWSVC=?", CLIENT, {doctor_check_commands}},
	{"AT+CPIN?", ALWAYS, {NULL}},
	{"AT+QCCID", ALWAYS, {NULL}},
	{"AT+CIMI", ALWAYS, {doctor_check_sim}},
	{"AT+QLWCFG=\"epns\"", CLIENT, {NULL}},
	{"AT+CNUM", ALWAYS, {doctor_check_number}},
	{"AT+QCFG=\"iotopmode\"", ALWAYS, {NULL}},
	{"AT+QCFG=\"band\"", ALWAYS, {NULL}},
	{"AT+CEREG?", ALWAYS, {NULL}},
	{"AT+QNWINFO", ALWAYS, {doctor_check_coverage}},
	{"AT+CSQ", ALWAYS, {NULL}},
	{"AT+QCSQ", ALWAYS, {doctor_check_signal}},
	{"AT+QFDWL=\"EUFS:/datatx/" DOCTOR_FILE "\"", ROAMING, {doctor_check_roaming}},
	{"AT+QLWCFG=\"select\"", CLIENT, {NULL}},
	{"AT+QLWCFG=\"pdpcid\"", CLIENT, {NULL}},
	{"AT+CGDCONT?", ALWAYS, {NULL}},
	{"AT+CGPADDR", ALWAYS, {doctor_check_contexts}},
	{"AT+QLWCFG=\"security\"", CLIENT, {doctor_check_apn_class}},
	{"AT+CCLK?", ALWAYS, {NULL}}, /* doctor_check_time */
	{"AT+QURCCFG=\"urcport\"", ALWAYS, {doctor_check_urcport}},
	{"AT+QLWCFG=\"autostart\"", CLIENT, {NULL}},
	{"AT+QLWCFG=\"server\"", CLIENT, {NULL}},
	{"AT+QLWCFG=\"transcfg\"", CLIENT, {NULL}},
	{"AT+QLWCFG=\"version\"", CLIENT, {NULL}},
	{"AT+QLWCFG=\"host\",0", CLIENT, {NULL}},
	{"AT+QLWCFG=\"host\",1", CLIENT, {NULL}},
	{"AT+QLWCFG=\"device\"", CLIENT, {NULL}},
	{"AT+QLWCFG=\"session\"", CLIENT, {NULL}},
	{"AT+QLWCFG=\"mbsps\"", CLIENT, {doctor_check_settings, doctor_check_addresses}},
	{"AT+QLWSVC=\"state\"", CLIENT, {doctor_check_autostart, doctor_check_states}},
};

static bool applies(const struct doctor *d, const struct model *m, enum when when)
{
	switch (when) {
	case CLIENT:
		return m->family == NET_FAMILY_TABLE1;
	case UART:
		return d->side != DOCTOR_SIDE_USB;
	case ROAMING:
		return m->net.reg == 5 && m->family == NET_FAMILY_TABLE1;
	case ALWAYS:
		break;
	}
	return true;
}

const char *doctor_question(size_t i, const struct doctor *d, const struct model *m)
{
	if (i >= COUNT(questions))
		return NULL;
	return applies(d, m, questions[i].when) ? questions[i].command : "";
}

bool doctor_is_file(const char *command)
{
	return strstr(command, "+QFDWL=") != NULL;
}

/* What is asked of the client only is judged for no other module, either. */
static void examine_one(struct doctor *d, const struct model *m, int now_year, size_t i)
{
	const struct question *q = &questions[i];
	if (!strcmp(q->command, "AT+CCLK?"))
		doctor_check_time(d, m, now_year);
	if (q->when == CLIENT && m->family == NET_FAMILY_FOREIGN)
		return;
	if (q->when == UART && !applies(d, m, UART))
		return;
	for (size_t k = 0; k < CHECKS_MAX && q->checks[k]; k++)
		q->checks[k](d, m);
}

void doctor_examine(struct doctor *d, const struct model *m, int now_year, size_t asked)
{
	for (; d->examined < COUNT(questions) && d->examined < asked; d->examined++)
		examine_one(d, m, now_year, d->examined);
}

static void take_context(struct doctor *d, const struct at_line *line)
{
	struct doctor_context *c = &d->context[d->contexts];
	if (d->contexts == DOCTOR_CONTEXTS_MAX || !at_arg_int(line, 0, 1, 255, &c->cid))
		return;
	at_arg_copy(line, 1, c->type, sizeof c->type);
	at_arg_copy(line, 2, c->apn, sizeof c->apn);
	d->contexts++;
}

static void take_address(struct doctor *d, const struct at_line *line)
{
	char address[64];
	int64_t cid;
	if (d->addresses < DOCTOR_CONTEXTS_MAX && at_arg_int(line, 0, 1, 255, &cid) &&
		at_arg_copy(line, 1, address, sizeof address) && strcmp(address, "0.0.0.0") != 0)
		d->address_cid[d->addresses++] = (int)cid;
}

static void take_clock(struct doctor *d, const struct at_line *line)
{
	at_arg_copy(line, 0, d->clock, sizeof d->clock);
}

static void take_service(struct doctor *d, const struct at_line *line)
{
	const int service =
		line->count ? qlw_service_find(line->arg[0].text, line->arg[0].len) : -1;
	if (service >= 0)
		d->services |= 1u << service;
}

static void take_flow(struct doctor *d, const struct at_line *line)
{
	int64_t to_us, to_module;
	d->flow_read = at_arg_int(line, 0, 0, 9, &to_us) && at_arg_int(line, 1, 0, 9, &to_module);
	if (!d->flow_read)
		return;
	d->flow[0] = (int)to_us;
	d->flow[1] = (int)to_module;
}

/* +QCFG: "iotopmode",<mode>; +QCFG: "band",<GSM>,<LTE-M>,<NB-IoT> */
static void take_qcfg(struct doctor *d, const struct at_line *line)
{
	int64_t mode;
	if (at_arg_is(line, 0, "iotopmode") && at_arg_int(line, 1, 0, 2, &mode)) {
		d->iotopmode = (int)mode;
		d->iotopmode_read = true;
	}
	if (at_arg_is(line, 0, "band")) {
		at_arg_copy(line, 2, d->bands[0], sizeof d->bands[0]);
		at_arg_copy(line, 3, d->bands[1], sizeof d->bands[1]);
	}
}

void doctor_answer(struct doctor *d, const char *command, const char *line, size_t len)
{
	static const struct {
		const char *command, *name;
		void (*take)(struct doctor *d, const struct at_line *line);
	} takes[] = {
		{"AT+CGDCONT?", "+CGDCONT", take_context},
		{"AT+CGPADDR", "+CGPADDR", take_address},
		{"AT+CCLK?", "+CCLK", take_clock},
		{"AT+QLWSVC=?", "+QLWSVC", take_service},
		{"AT+IFC?", "+IFC", take_flow},
		{"AT+QCFG=\"iotopmode\"", "+QCFG", take_qcfg},
		{"AT+QCFG=\"band\"", "+QCFG", take_qcfg},
	};
	struct at_line info;
	if (at_parse_info(line, len, &info) != 0)
		return;
	for (size_t i = 0; i < COUNT(takes); i++)
		if (!strcmp(takes[i].command, command) && at_is(&info, takes[i].name))
			takes[i].take(d, &info);
}

void doctor_ended(struct doctor *d, const char *command, bool ok, const char *text)
{
	if (!strcmp(command, "AT+CPIN?") && !ok) {
		d->sim_failed = true;
		snprintf(d->sim_error, sizeof d->sim_error, "%s", text);
	}
	d->contexts_read |= ok && !strcmp(command, "AT+CGDCONT?");
	d->addresses_read |= ok && !strcmp(command, "AT+CGPADDR");
	d->number_read |= ok && !strcmp(command, "AT+CNUM");
}

/* KEY=VALUE lines, each ended by a semicolon. The last word of a key counts. */
void doctor_take_file(struct doctor *d, enum doctor_file found, const char *text, size_t len)
{
	static const char key[] = "ROAMING_FEAT=";
	const size_t n = sizeof key - 1;
	d->file = found;
	d->roaming_feat = 1; /* as the module has it without a file */
	for (size_t i = 0; i + n < len; i++)
		if (!memcmp(text + i, key, n) && (text[i + n] == '0' || text[i + n] == '1') &&
			(!i || text[i - 1] == '\n' || text[i - 1] == '\r' || text[i - 1] == '{'))
			d->roaming_feat = text[i + n] - '0';
}

/* --- reading settings --------------------------------------------------------------------------- */

static const struct qlw_value *value_of(
	const struct qlw_record *record, enum qlw_key key, const char *field)
{
	const int i = qlw_field_find(qlw_key_verb(key), field);
	return record && i >= 0 && record->value[i].present ? &record->value[i] : NULL;
}

int64_t doctor_number(
	const struct qlw_record *record, enum qlw_key key, const char *field, int64_t fallback)
{
	const struct qlw_value *v = value_of(record, key, field);
	return v && v->numeric ? v->number : fallback;
}

const char *doctor_text(const struct qlw_record *record, enum qlw_key key, const char *field)
{
	const struct qlw_value *v = value_of(record, key, field);
	return v ? v->text : "";
}

bool doctor_has(const struct model *m, enum qlw_key key)
{
	return m->key[key].read_ms && !m->key[key].refused;
}

bool doctor_uses_epname(const struct model *m, int64_t name)
{
	const struct qlw_record *epns = model_setting(m, QLW_KEY_EPNS, 0);
	return doctor_number(epns, QLW_KEY_EPNS, "type", -1) == 1 &&
	       (doctor_number(epns, QLW_KEY_EPNS, "bs_epname", -1) == name ||
		       doctor_number(epns, QLW_KEY_EPNS, "reg_epname", -1) == name);
}
