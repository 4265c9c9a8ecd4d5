/* Values kept by commands that do nothing else. Knows the commands by their table only; what a
 * value means is for those who read it. */
#include "modem/sim/vars.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/sim/state.h"

enum save {
	SAVE_NOT,     /* lost at restart */
	SAVE_PROFILE, /* AT&W */
	SAVE_NOW,
};

struct var_row {
	const char *command, *key; /* key NULL: the command has one value set */
	const char *form;          /* what =? prints, and the check of each parameter */
	const char *preset;
	unsigned kept; /* parameters that are kept; those behind say when it takes effect */
	enum save save;
};

static const struct var_row rows[VAR_COUNT] = {
	[VAR_CMEE] = {"+CMEE", NULL, "(0-2)", "1", 1, SAVE_PROFILE},
	[VAR_CREG] = {"+CREG", NULL, "(0-2)", "0", 1, SAVE_PROFILE},
	[VAR_CGREG] = {"+CGREG", NULL, "(0-2)", "0", 1, SAVE_PROFILE},
	[VAR_CEREG] = {"+CEREG", NULL, "(0-2,4)", "0", 1, SAVE_PROFILE},
	[VAR_CMGF] = {"+CMGF", NULL, "(0,1)", "0", 1, SAVE_PROFILE},
	[VAR_IPR] = {"+IPR", NULL, "(9600,19200,38400,57600,115200,230400,460800,921600)", "115200",
		1, SAVE_PROFILE},
	[VAR_IFC] = {"+IFC", NULL, "(0,2),(0,2)", "0,0", 2, SAVE_PROFILE},
	[VAR_ICF] = {"+ICF", NULL, "(3),(3)", "3,3", 2, SAVE_PROFILE},
	[VAR_CTZU] = {"+CTZU", NULL, "(0,1,3)", "0", 1, SAVE_NOW},
	[VAR_CTZR] = {"+CTZR", NULL, "(0-2)", "0", 1, SAVE_PROFILE},
	[VAR_CGEREP] = {"+CGEREP", NULL, "(0-2),(0,1)", "0,0", 2, SAVE_PROFILE},
	[VAR_QSCLK] = {"+QSCLK", NULL, "(0-2)", "0", 1, SAVE_NOT},
	[VAR_CPSMS] = {"+CPSMS", NULL, "(0-2),,,<T3412>,<T3324>", "0,,,\"00000100\",\"00001111\"",
		5, SAVE_NOW},
	[VAR_CEDRXS] = {"+CEDRXS", NULL, "(0-3),(2,4,5),<eDRX>", "0,4,\"0010\"", 3, SAVE_NOW},
	[VAR_CSCS] = {"+CSCS", NULL, "<chset>", "\"GSM\"", 1, SAVE_PROFILE},
	[VAR_CNMI] = {"+CNMI", NULL, "(0-2),(0-3),(0,2),(0-2),(0,1)", "2,1,0,0,0", 5, SAVE_PROFILE},
	[VAR_QCFG_BAND] = {"+QCFG", "band", "<gsm>,<emtc>,<nbiot>,(0,1)",
		"0xf,0x100002000000000f0e189f,0x10004200000000090e189f", 3, SAVE_NOW},
	[VAR_QCFG_IOTOPMODE] = {"+QCFG", "iotopmode", "(0-2),(0,1)", "0", 1, SAVE_NOW},
	[VAR_QCFG_NWSCANMODE] = {"+QCFG", "nwscanmode", "(0,1,3),(0,1)", "0", 1, SAVE_NOW},
	[VAR_QCFG_NWSCANSEQ] = {"+QCFG", "nwscanseq", "<scanseq>,(0,1)", "020301", 1, SAVE_NOW},
	[VAR_QCFG_SERVICEDOMAIN] = {"+QCFG", "servicedomain", "(0-2),(0,1)", "1", 1, SAVE_NOW},
	[VAR_QCFG_URC_DELAY] = {"+QCFG", "urc/delay", "(0,1)", "0", 1, SAVE_NOW},
	[VAR_QCFG_PSM_URC] = {"+QCFG", "psm/urc", "(0,1)", "0", 1, SAVE_NOW},
	[VAR_QCFG_PSM_ENTER] = {"+QCFG", "psm/enter", "(0,1)", "0", 1, SAVE_NOW},
	[VAR_QCFG_LEDMODE] = {"+QCFG", "ledmode", "(0,1)", "0", 1, SAVE_NOW},
	[VAR_QURCCFG_URCPORT] = {"+QURCCFG", "urcport", "(\"usbmodem\",\"uart1\")", "\"usbmodem\"",
		1, SAVE_NOW},
	[VAR_QINDCFG_ALL] = {"+QINDCFG", "all", "(0,1),(0,1)", "1", 1, SAVE_PROFILE},
	[VAR_QINDCFG_CSQ] = {"+QINDCFG", "csq", "(0,1),(0,1)", "0", 1, SAVE_PROFILE},
	[VAR_QINDCFG_SMSFULL] = {"+QINDCFG", "smsfull", "(0,1),(0,1)", "0", 1, SAVE_PROFILE},
	[VAR_QINDCFG_RING] = {"+QINDCFG", "ring", "(0,1),(0,1)", "1", 1, SAVE_PROFILE},
	[VAR_QINDCFG_SMSINCOMING] = {"+QINDCFG", "smsincoming", "(0,1),(0,1)", "1", 1,
		SAVE_PROFILE},
};

/* --- parameters ------------------------------------------------------------------------------- */

static size_t token_len(const char *s, char open, char close, char end)
{
	unsigned depth = 0;
	size_t i = 0;
	for (; s[i] && (depth || s[i] != end); i++) {
		if (s[i] == open && open != close)
			depth++;
		else if (s[i] == close)
			depth = open == close ? !depth : depth - 1;
	}
	return i;
}

/* The i-th parameter of a form, or its length 0 when the form has fewer. */
static const char *form_part(const char *form, size_t i, size_t *len)
{
	for (;; i--) {
		*len = token_len(form, '(', ')', ',');
		if (!i)
			return form;
		if (!form[*len]) {
			*len = 0;
			return NULL;
		}
		form += *len + 1;
	}
}

/* A member of "(0,1,3)", "(0-2,4)" or "("a","b")". */
static bool part_allows(const char *part, size_t len, const struct arg *a)
{
	if (part[0] == '<')
		return a->len < VAR_LEN - 2;
	const char *end = part + len - 1;
	for (const char *p = part + 1; p < end; p++) {
		if (*p == '"') {
			if (a->kind == ARG_STRING && !strncmp(p + 1, a->text, a->len) &&
				p[1 + a->len] == '"')
				return true;
			p = strpbrk(p + 1, "\"") + 1;
			continue;
		}
		char *rest;
		long low = strtol(p, &rest, 10);
		long high = *rest == '-' ? strtol(rest + 1, &rest, 10) : low;
		if (a->kind == ARG_NUMBER && a->number >= low && a->number <= high)
			return true;
		p = rest;
	}
	return false;
}

static void keep(char *out, const struct arg *a)
{
	size_t n = 0;
	if (a->kind == ARG_STRING)
		out[n++] = '"';
	memcpy(out + n, a->text, a->len);
	n += a->len;
	if (a->kind == ARG_STRING)
		out[n++] = '"';
	out[n] = '\0';
}

/* Checks all, then keeps; parameters start at the from-th. */
static bool take(struct vars *v, enum var which, const struct args *a, size_t from)
{
	const struct var_row *row = &rows[which];
	for (size_t i = from; i < a->count; i++) {
		size_t len;
		const char *part = form_part(row->form, i - from, &len);
		if (!part || (a->arg[i].kind != ARG_EMPTY &&
				     !(len && part_allows(part, len, &a->arg[i]))))
			return false;
	}
	for (size_t i = from; i < a->count && i - from < row->kept; i++)
		if (a->arg[i].kind != ARG_EMPTY)
			keep(v->value[which][i - from], &a->arg[i]);
	return true;
}

static void preset(struct vars *v, enum var which)
{
	const char *p = rows[which].preset;
	for (unsigned i = 0; i < rows[which].kept; i++) {
		size_t len = token_len(p, '"', '"', ',');
		memcpy(v->value[which][i], p, len);
		v->value[which][i][len] = '\0';
		p += len + (p[len] == ',');
	}
}

static void join(const struct vars *v, enum var which, unsigned from, struct text *out)
{
	for (unsigned i = from; i < rows[which].kept; i++)
		text_printf(out, "%s%s", i > from ? "," : "", v->value[which][i]);
}

/* --- values ----------------------------------------------------------------------------------- */

void vars_factory(struct vars *v)
{
	memset(v, 0, sizeof *v);
	for (enum var i = 0; i < VAR_COUNT; i++)
		preset(v, i);
}

void vars_reset_profile(struct vars *v)
{
	for (enum var i = 0; i < VAR_COUNT; i++)
		if (rows[i].save != SAVE_NOW)
			preset(v, i);
}

static void follow_urc_port(struct vars *v)
{
	v->urc_elsewhere = strcmp(v->value[VAR_QURCCFG_URCPORT][0], "\"usbmodem\"") != 0;
}

void vars_set_urc_port(struct vars *v, const char *port)
{
	snprintf(v->value[VAR_QURCCFG_URCPORT][0], VAR_LEN, "\"%s\"", port);
	follow_urc_port(v);
}

int vars_number(const struct vars *v, enum var which)
{
	return (int)strtol(v->value[which][0], NULL, 10);
}

void vars_dump(const struct vars *v, bool profile, struct text *out)
{
	for (enum var i = 0; i < VAR_COUNT; i++) {
		if (rows[i].save != (profile ? SAVE_PROFILE : SAVE_NOW))
			continue;
		text_printf(out, "%s %s ", rows[i].command, rows[i].key ? rows[i].key : "-");
		join(v, i, 0, out);
		text_printf(out, "\n");
	}
}

static void load_line(struct vars *v, const char *line, size_t len)
{
	for (enum var i = 0; i < VAR_COUNT; i++) {
		struct text head = {0};
		text_printf(&head, "%s %s ", rows[i].command, rows[i].key ? rows[i].key : "-");
		struct args a;
		if (len > head.len && memcmp(line, head.bytes, head.len) == 0 &&
			args_parse(&a, line + head.len, len - head.len))
			take(v, i, &a, 0);
		text_free(&head);
	}
	follow_urc_port(v);
}

void vars_load(struct vars *v, const char *text, size_t len)
{
	while (len) {
		const char *end = memchr(text, '\n', len);
		size_t line = end ? (size_t)(end - text) : len;
		load_line(v, text, line);
		line += end != NULL;
		text += line;
		len -= line;
	}
}

/* --- commands --------------------------------------------------------------------------------- */

/* The variable a command means; VAR_COUNT when there is none. */
static enum var find(const struct at_command *c)
{
	enum var i = 0;
	for (; i < VAR_COUNT; i++)
		if (strcmp(rows[i].command, c->name) == 0 &&
			(!rows[i].key || args_is(&c->args, 0, rows[i].key)))
			break;
	return i;
}

int vars_test(struct module *m, const struct at_command *c)
{
	for (enum var i = 0; i < VAR_COUNT; i++) {
		if (strcmp(rows[i].command, c->name) != 0)
			continue;
		if (rows[i].key)
			at_say(m, "%s: \"%s\",%s", c->name, rows[i].key, rows[i].form);
		else
			at_say(m, "%s: %s", c->name, rows[i].form);
	}
	return AT_OK;
}

static int query(struct module *m, enum var which)
{
	struct text values = {0};
	unsigned from = which == VAR_CEDRXS; /* its <mode> is not shown */
	join(&m->vars, which, from, &values);
	text_printf(&values, "%c", '\0');
	if (rows[which].key)
		at_say(m, "%s: \"%s\",%s", rows[which].command, rows[which].key, values.bytes);
	else
		at_say(m, "%s: %s", rows[which].command, values.bytes);
	text_free(&values);
	return AT_OK;
}

static int read_one(struct module *m, const struct at_command *c)
{
	return query(m, find(c));
}

int vars_write(struct module *m, const struct at_command *c)
{
	enum var which = find(c);
	if (which == VAR_COUNT)
		return AT_ERROR;
	size_t from = rows[which].key != NULL;
	if (from && c->args.count == 1)
		return query(m, which);
	if (!take(&m->vars, which, &c->args, from))
		return AT_ERROR;
	if (which == VAR_QURCCFG_URCPORT)
		m->faults.state[FAULT_URC_PORT].on = false; /* whoever sets it has healed it */
	follow_urc_port(&m->vars);
	if (rows[which].save == SAVE_NOW)
		module_save_vars(m);
	return AT_OK;
}

#define ONE(command)                              \
	{                                         \
		.name = (command),                \
		.on = { [AT_TEST] = vars_test,    \
			[AT_READ] = read_one,     \
			[AT_WRITE] = vars_write } \
	}
#define MANY(command)                                                                       \
	{                                                                                   \
		.name = (command), .on = { [AT_TEST] = vars_test, [AT_WRITE] = vars_write } \
	}

/* CREG, CGREG and CEREG are not here: the network answers their query. */
const struct at_row cmd_vars_rows[] = {
	ONE("+CMEE"),
	ONE("+CMGF"),
	ONE("+IPR"),
	ONE("+IFC"),
	ONE("+ICF"),
	ONE("+CTZU"),
	ONE("+CTZR"),
	ONE("+CGEREP"),
	ONE("+QSCLK"),
	ONE("+CPSMS"),
	ONE("+CEDRXS"),
	ONE("+CSCS"),
	ONE("+CNMI"),
	MANY("+QCFG"),
	MANY("+QURCCFG"),
	MANY("+QINDCFG"),
	{0},
};
