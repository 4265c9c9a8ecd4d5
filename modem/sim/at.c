/* Carrying out a command line, one command after the other. Knows no command; answer.c sends the
 * result. */
#include "modem/sim/at.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "modem/sim/commands.h"
#include "modem/sim/state.h"

#define LATENCY_LEAST_MS 10
#define LATENCY_MOST_MS  40

void at_reset(struct at *a)
{
	a->echo = a->verbose = true;
	a->quiet = false;
	memset(a->s, 0, sizeof a->s);
	a->s[3] = '\r';
	a->s[4] = '\n';
	a->s[5] = '\b';
}

void at_free(struct at *a)
{
	text_free(&a->line);
	text_free(&a->last);
	text_free(&a->answer);
}

void at_abort(struct module *m)
{
	m->at.busy = m->at.waiting = false;
	m->data = (struct data_mode){0};
	text_clear(&m->at.answer);
	line_clear(&m->line);
}

/* --- one command ------------------------------------------------------------------------------ */

static bool name_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-' || c == '/' || c == '!';
}

/* Where the parameters end: at a semicolon outside quotes. */
static size_t parameters_len(const char *s, size_t len)
{
	bool quoted = false;
	size_t i = 0;
	for (; i < len && (quoted || s[i] != ';'); i++)
		quoted ^= s[i] == '"';
	return i;
}

static void keep_name(struct at_command *c, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		c->name[i] = (char)toupper((unsigned char)s[i]);
	c->name[len] = '\0';
}

/* Behind the name: "", "?", "=?" or "=parameters". Returns how many bytes, or -1. */
static long parse_suffix(struct at_command *c, const char *s, size_t len)
{
	size_t all = parameters_len(s, len);
	size_t n = all;
	while (n && s[n - 1] == ' ')
		n--;
	c->rest = s + 1;
	c->rest_len = n ? n - 1 : 0;
	if (n == 0)
		c->type = AT_EXEC;
	else if (n == 1 && s[0] == '?')
		c->type = AT_READ;
	else if (n == 2 && s[0] == '=' && s[1] == '?')
		c->type = AT_TEST;
	else if (s[0] == '=' && args_parse(&c->args, c->rest, c->rest_len))
		c->type = AT_WRITE;
	else
		return -1;
	return (long)all;
}

static long parse_extended(struct at_command *c, const char *s, size_t len)
{
	size_t n = 1;
	while (n < len && name_char(s[n]))
		n++;
	if (n >= sizeof c->name)
		return -1;
	keep_name(c, s, n);
	long suffix = parse_suffix(c, s + n, len - n);
	return suffix < 0 ? -1 : (long)n + suffix;
}

/* A letter, perhaps behind '&', and a number; Sn takes '=' and '?' as well. */
static long parse_basic(struct at_command *c, const char *s, size_t len)
{
	size_t n = s[0] == '&' ? 2 : 1;
	if (n > len || !isalpha((unsigned char)s[n - 1]))
		return -1;
	keep_name(c, s, n);
	for (; n < len && isdigit((unsigned char)s[n]) && c->number < 10000; n++)
		c->number = c->number * 10 + (s[n] - '0');
	if (c->name[0] != 'S' || n == len || (s[n] != '=' && s[n] != '?'))
		return (long)n;
	long suffix = parse_suffix(c, s + n, len - n);
	return suffix < 0 ? -1 : (long)n + suffix;
}

/* Takes the next command off the line. False when it is no command of this module. */
static bool parse_next(struct module *m)
{
	struct at *a = &m->at;
	memset(&a->command, 0, sizeof a->command);
	const char *s = a->line.bytes + a->pos;
	size_t len = a->line.len - a->pos;
	long used =
		*s == '+' ? parse_extended(&a->command, s, len) : parse_basic(&a->command, s, len);
	if (used < 0)
		return false;
	a->pos += (size_t)used;
	a->row = commands_find(m->firmware, a->command.name);
	return a->row && a->row->on[a->command.type];
}

static void skip(struct at *a)
{
	while (a->pos < a->line.len && strchr(" ;", a->line.bytes[a->pos]))
		a->pos++;
}

static void schedule(struct module *m, unsigned wait_ms)
{
	unsigned latency = rng_between(&m->rng, LATENCY_LEAST_MS, LATENCY_MOST_MS);
	if (wait_ms)
		latency += rng_between(&m->rng, wait_ms / 2, wait_ms);
	m->at.due_ms = now_ms(m) + latency;
	m->at.waiting = true;
}

static void next(struct module *m)
{
	struct at *a = &m->at;
	a->block = false;
	skip(a);
	a->row = NULL;
	if (a->pos < a->line.len && !parse_next(m))
		a->forced = AT_ERROR;
	bool acts = a->command.type == AT_WRITE || a->command.type == AT_EXEC;
	schedule(m, a->row && a->forced == AT_OK && acts ? a->row->wait_ms : 0);
}

/* --- the line --------------------------------------------------------------------------------- */

static bool hit(struct module *m, enum fault which)
{
	return faults_hit(&m->faults, which, m->at.line.bytes, m->at.line.len);
}

/* Blanks and junk in front of AT are ignored; A/ stands for the last line. */
static bool take_line(struct module *m)
{
	struct at *a = &m->at;
	const char *s = m->line.text.bytes;
	size_t len = m->line.text.len;
	while (len && (*s == ' ' || *s == '\0'))
		s++, len--;
	text_clear(&a->line);
	a->pos = 2;
	if (len == 2 && toupper((unsigned char)s[0]) == 'A' && s[1] == '/')
		return a->last.len && text_add(&a->line, a->last.bytes, a->last.len) == 0;
	if (len < 2 || (memcmp(s, "AT", 2) != 0 && memcmp(s, "at", 2) != 0))
		return false;
	text_clear(&a->last);
	text_add(&a->last, s, len);
	return text_add(&a->line, s, len) == 0;
}

static void apply_faults(struct module *m)
{
	if (hit(m, FAULT_LATE))
		m->at.due_ms += m->faults.state[FAULT_LATE].number;
	if (hit(m, FAULT_RESTART))
		boot_stop(m, 1, true);
	if (hit(m, FAULT_UNPLUG)) {
		m->outside.unplug(m->outside.ctx);
		at_abort(m);
	}
}

void at_begin(struct module *m)
{
	struct at *a = &m->at;
	bool overlong = m->line.overlong;
	bool good = take_line(m);
	bool empty = m->line.text.len == 0;
	line_clear(&m->line);
	if (!good && (empty || !(overlong || assumed(m, ASSUME_JUNK_ERROR))))
		return;
	a->busy = true;
	a->forced = overlong || !good || m->boot.power != POWER_ON ? AT_ERROR : AT_OK;
	if (a->forced == AT_OK && hit(m, FAULT_ERROR))
		a->forced = m->faults.state[FAULT_ERROR].number
				    ? (int)m->faults.state[FAULT_ERROR].number
				    : AT_ERROR;
	if (a->forced == AT_OK)
		next(m);
	else
		schedule(m, 0);
	scenario_heard(m, a->line.bytes, a->line.len);
	apply_faults(m);
}

void at_finish(struct module *m, int result)
{
	struct at *a = &m->at;
	m->data = (struct data_mode){0};
	skip(a);
	if (result == AT_OK && a->pos < a->line.len) {
		next(m);
		return;
	}
	answer_send(m, result);
	text_clear(&a->answer);
	a->busy = a->waiting = false;
}

void at_run(struct module *m)
{
	struct at *a = &m->at;
	while (a->busy && a->waiting && now_ms(m) >= a->due_ms) {
		a->waiting = false;
		int result = a->forced;
		if (result == AT_OK && a->row)
			result = a->row->on[a->command.type](m, &a->command);
		if (result != AT_DATA)
			at_finish(m, result);
	}
}
