/* From what a handler said to the bytes of an answer, and everything a fault may do to them. Knows
 * no command. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "modem/sim/at.h"
#include "modem/sim/state.h"

#define FAULT_URC "\r\n+QIND: \"csq\",20,99\r\n"

static void line_end(const struct at *a, struct text *t)
{
	text_add(t, &a->s[3], 1);
	text_add(t, &a->s[4], 1);
}

void at_say(struct module *m, const char *format, ...)
{
	struct at *a = &m->at;
	char line[4096];
	va_list ap;
	va_start(ap, format);
	int len = vsnprintf(line, sizeof line, format, ap);
	va_end(ap);
	if (len < 0)
		return;
	if (!a->block && a->verbose)
		line_end(a, &a->answer);
	a->block = true;
	text_add(&a->answer, line, strlen(line));
	line_end(a, &a->answer);
}

void at_flush(struct module *m)
{
	module_put(m, m->at.answer.bytes, m->at.answer.len);
	text_clear(&m->at.answer);
}

void at_connect(struct module *m)
{
	m->at.block = false;
	at_say(m, "%s", m->at.verbose ? "CONNECT" : "1");
	at_flush(m);
	m->at.block = false;
}

/* --- the final result ------------------------------------------------------------------------- */

static void final_text(const struct module *m, int result, char *out, size_t size)
{
	int cmee = vars_number(&m->vars, VAR_CMEE);
	const char *name = cme_text(result);
	if (result == AT_OK)
		snprintf(out, size, "%s", m->at.verbose ? "OK" : "0");
	else if (result >= AT_CMS)
		snprintf(out, size, "+CMS ERROR: %d", result - AT_CMS);
	else if (result < 0 || cmee == 0)
		snprintf(out, size, "%s", m->at.verbose ? "ERROR" : "4");
	else if (cmee == 2 && name)
		snprintf(out, size, "+CME ERROR: %s", name);
	else
		snprintf(out, size, "+CME ERROR: %d", result);
}

static bool hit(struct module *m, enum fault which)
{
	return faults_hit(&m->faults, which, m->at.line.bytes, m->at.line.len);
}

static void add_final(struct module *m, int result, struct text *out)
{
	struct at *a = &m->at;
	char final[64];
	if (a->quiet)
		return;
	final_text(m, result, final, sizeof final);
	if (a->verbose && !(a->answer.len && hit(m, FAULT_NO_BLANK)))
		line_end(a, out);
	text_add(out, final, strlen(final));
	if (hit(m, FAULT_GLUE))
		return;
	if (a->verbose)
		line_end(a, out);
	else
		text_add(out, &a->s[3], 1);
}

/* --- faults ----------------------------------------------------------------------------------- */

static void add_urc(struct text *out)
{
	text_add(out, FAULT_URC, strlen(FAULT_URC));
}

static void add_before(struct module *m, struct text *out)
{
	if (hit(m, FAULT_GARBAGE))
		for (unsigned i = 0; i < m->faults.state[FAULT_GARBAGE].number; i++) {
			char byte = (char)rng_next(&m->rng);
			text_add(out, &byte, 1);
		}
	if (hit(m, FAULT_OVERLONG)) {
		for (unsigned i = 0; i < m->faults.state[FAULT_OVERLONG].number; i++)
			text_add(out, "x", 1);
		text_add(out, "\r\n", 2);
	}
	if (hit(m, FAULT_URC_ECHO))
		add_urc(out);
}

/* The information, perhaps with URCs between its lines or inside the first of them. */
static void add_lines(struct module *m, struct text *out)
{
	const struct text *info = &m->at.answer;
	bool between = hit(m, FAULT_URC_LINES);
	bool inside = hit(m, FAULT_URC_INSIDE);
	for (size_t i = 0; i < info->len; i++) {
		text_add(out, &info->bytes[i], 1);
		if (between && i > 1 && info->bytes[i] == '\n')
			add_urc(out);
		if (inside && i == info->len / 2)
			add_urc(out);
	}
	if (inside && !info->len)
		text_add(out, "\r\nO" FAULT_URC, 3 + strlen(FAULT_URC));
}

void answer_send(struct module *m, int result)
{
	struct text out = {0};
	if (hit(m, FAULT_MUTE) || hit(m, FAULT_SILENT))
		return;
	add_before(m, &out);
	size_t start = out.len;
	add_lines(m, &out);
	add_final(m, result, &out);
	if (hit(m, FAULT_DOUBLE)) {
		struct text twice = {0};
		text_add(&twice, out.bytes + start, out.len - start);
		text_add(&out, twice.bytes, twice.len);
		text_free(&twice);
	}
	if (hit(m, FAULT_CUT) && out.len > m->faults.state[FAULT_CUT].number)
		out.len = m->faults.state[FAULT_CUT].number;
	if (hit(m, FAULT_URC_FINAL))
		add_urc(&out);
	module_put(m, out.bytes, out.len);
	text_free(&out);
}

/* --- CME errors ------------------------------------------------------------------------------- */

static const struct {
	int code;
	const char *text;
} names[] = {
	{3, "operation not allowed"},
	{4, "operation not supported"},
	{10, "SIM not inserted"},
	{11, "SIM PIN required"},
	{13, "SIM failure"},
	{16, "incorrect password"},
	{30, "no network service"},
	{50, "incorrect parameters"},
	{58, "invalid command line"},
	{400, "invalid input value"},
	{401, "larger than the size of the file"},
	{402, "read zero byte"},
	{403, "drive full"},
	{405, "file not found"},
	{406, "invalid file name"},
	{407, "file already exists"},
	{409, "fail to write the file"},
	{410, "fail to open the file"},
	{411, "fail to read the file"},
	{413, "reach the max number of file allowed to be opened"},
	{416, "invalid file handle"},
	{418, "fail to delete the file"},
	{420, "no space in storage"},
	{421, "time out"},
	{423, "file too large"},
	{425, "invalid parameter"},
	{426, "file already opened"},
	{QLW_CME_UNKNOWN, "unknown error"},
	{QLW_CME_EXECUTED, "the command has been executed"},
	{QLW_CME_INVALID, "invalid parameter"},
	{QLW_CME_NOT_INITIATED, "LwM2M task is not initiated yet"},
	{QLW_CME_NOT_ALLOWED, "the operation is not allowed"},
	{QLW_CME_MEMORY, "no memory"},
};

const char *cme_text(int code)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (names[i].code == code)
			return names[i].text;
	return NULL;
}
