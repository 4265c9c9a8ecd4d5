/* Scenario files: events by time and by command. Knows what the module can be told to do, and how a
 * line says it. */
#include "modem/sim/scenario.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "modem/sim/state.h"

#define EVENTS_MAX 4096
#define WORDS      3
#define TEXT_MAX   4200

struct scenario_action; /* below */

struct scenario_event {
	char heard[256]; /* "on": what the command line contains; "" = by time */
	uint64_t after_ms;
	uint64_t due_ms; /* UINT64_MAX: not now */
	const struct scenario_action *action;
	struct text word[WORDS];
};

/* --- actions ---------------------------------------------------------------------------------- */

static bool is(const struct text *t, const char *word)
{
	return strcmp(t->bytes, word) == 0;
}

static void do_urc(struct module *m, const struct text *w)
{
	urc_bytes(m, "\r\n", 2);
	urc_bytes(m, w[0].bytes, w[0].len);
	urc_bytes(m, "\r\n", 2);
}

static void do_bytes(struct module *m, const struct text *w)
{
	module_put(m, w[0].bytes, w[0].len);
}

static void do_fault(struct module *m, const struct text *w)
{
	module_fault(m, w[0].bytes);
}

static void do_clear(struct module *m, const struct text *w)
{
	fault_apply(m, faults_clear(&m->faults, w[0].bytes), false);
}

static void do_network(struct module *m, const struct text *w)
{
	static const char *const name[] = {[COVERAGE_HOME] = "home",
		[COVERAGE_ROAMING] = "roaming",
		[COVERAGE_NONE] = "none",
		[COVERAGE_DENIED] = "denied"};
	for (size_t i = 0; i < sizeof name / sizeof *name; i++)
		if (is(&w[0], name[i]))
			network_set_coverage(m, (enum coverage)i);
}

static void do_signal(struct module *m, const struct text *w)
{
	m->network.rsrp = (int)strtol(w[0].bytes, NULL, 10);
}

static void do_servers(struct module *m, const struct text *w)
{
	m->outside.servers(m->outside.ctx, is(&w[0], "silent")    ? SERVERS_SILENT
					   : is(&w[0], "stopped") ? SERVERS_STOPPED
								  : SERVERS_UP);
}

static void do_server(struct module *m, const struct text *w)
{
	m->outside.tell(m->outside.ctx, w[0].bytes);
}

static void do_flood(struct module *m, const struct text *w)
{
	for (long n = strtol(w[0].bytes, NULL, 10); n > 0; n--)
		do_urc(m, &w[1]);
}

static void do_recv(struct module *m, const struct text *w)
{
	module_recv(m, w[0].bytes, (enum qlw_data_type)strtol(w[1].bytes, NULL, 10), w[2].bytes,
		w[2].len);
}

static void do_restart(struct module *m, const struct text *w)
{
	(void)w;
	boot_stop(m, 0, true);
}

static void do_unplug(struct module *m, const struct text *w)
{
	(void)w;
	m->outside.unplug(m->outside.ctx);
}

static bool good_fault(const struct text *w)
{
	struct faults scratch;
	return faults_set(&scratch, w[0].bytes) != FAULT_COUNT;
}

static bool good_clear(const struct text *w)
{
	struct faults scratch;
	return faults_clear(&scratch, w[0].bytes) != FAULT_COUNT;
}

static bool good_network(const struct text *w)
{
	return is(&w[0], "home") || is(&w[0], "roaming") || is(&w[0], "none") ||
	       is(&w[0], "denied");
}

static bool good_servers(const struct text *w)
{
	return is(&w[0], "up") || is(&w[0], "silent") || is(&w[0], "stopped");
}

static bool good_number(const struct text *w)
{
	char *end;
	strtol(w[0].bytes, &end, 10);
	return end != w[0].bytes && !*end;
}

static const struct scenario_action {
	const char *name;
	unsigned words;
	void (*run)(struct module *m, const struct text *word);
	bool (*good)(const struct text *word);
} actions[] = {
	{"urc", 1, do_urc, NULL},
	{"bytes", 1, do_bytes, NULL},
	{"fault", 1, do_fault, good_fault},
	{"clear", 1, do_clear, good_clear},
	{"network", 1, do_network, good_network},
	{"signal", 1, do_signal, good_number},
	{"servers", 1, do_servers, good_servers},
	{"server", 1, do_server, NULL},
	{"flood", 2, do_flood, good_number},
	{"recv", 3, do_recv, NULL},
	{"restart", 0, do_restart, NULL},
	{"unplug", 0, do_unplug, NULL},
};

/* --- reading a line --------------------------------------------------------------------------- */

static void blanks(const char **p)
{
	while (**p == ' ' || **p == '\t')
		(*p)++;
}

/* One character of a string in quotes; -1 when the escape is unknown. */
static int unescape(const char **p)
{
	if (**p != '\\')
		return (unsigned char)*(*p)++;
	char c = (*p)[1];
	*p += 2;
	if (c == 'x') {
		int byte = hex_byte(*p);
		*p += byte < 0 ? 0 : 2;
		return byte;
	}
	return c == 'r' ? '\r' : c == 'n' ? '\n' : c == '"' || c == '\\' ? c : -1;
}

/* A word, or a string in quotes; terminated behind its length. */
static bool take_word(const char **p, struct text *out)
{
	blanks(p);
	if (!**p || **p == '#')
		return false;
	bool quoted = **p == '"';
	*p += quoted;
	while (quoted ? **p != '"' : !strchr(" \t", **p)) {
		int byte = **p ? unescape(p) : -1;
		char c = (char)byte;
		if (byte < 0 || out->len >= TEXT_MAX || text_add(out, &c, 1) < 0)
			return false;
	}
	*p += quoted;
	return text_add(out, "", 1) == 0 && out->len-- > 0;
}

static bool take_number(const char **p, uint64_t *out)
{
	char *end;
	blanks(p);
	if (!isdigit((unsigned char)**p))
		return false;
	*out = strtoull(*p, &end, 10);
	*p = end;
	return strchr(" \t", *end) != NULL && *out < 1000000000000u;
}

/* "MS", "+MS", or on "AT…" [MS] */
static bool take_when(struct scenario *s, const char **p, struct scenario_event *e)
{
	struct text heard = {0};
	blanks(p);
	if (strncmp(*p, "on ", 3) == 0) {
		*p += 3;
		bool good = take_word(p, &heard) && heard.len && heard.len < sizeof e->heard;
		if (good)
			memcpy(e->heard, heard.bytes, heard.len + 1);
		text_free(&heard);
		take_number(p, &e->after_ms);
		return good;
	}
	bool relative = **p == '+';
	*p += relative;
	if (!take_number(p, &e->after_ms))
		return false;
	if (relative)
		e->after_ms += s->last_ms;
	s->last_ms = e->after_ms;
	return true;
}

static bool take_action(const char **p, struct scenario_event *e)
{
	struct text name = {0};
	bool good = take_word(p, &name);
	for (size_t i = 0; good && !e->action && i < sizeof actions / sizeof *actions; i++)
		if (is(&name, actions[i].name))
			e->action = &actions[i];
	text_free(&name);
	if (!e->action)
		return false;
	for (unsigned i = 0; i < e->action->words; i++)
		if (!take_word(p, &e->word[i]))
			return false;
	blanks(p);
	return (!**p || **p == '#') && (!e->action->good || e->action->good(e->word));
}

static void free_event(struct scenario_event *e)
{
	for (int i = 0; i < WORDS; i++)
		text_free(&e->word[i]);
}

bool scenario_add(struct module *m, const char *line)
{
	struct scenario *s = &m->scenario;
	struct scenario_event e = {.due_ms = UINT64_MAX};
	blanks(&line);
	if (!*line || *line == '#')
		return true;
	if (s->count == EVENTS_MAX)
		return false;
	struct scenario_event *more = realloc(s->event, (s->count + 1) * sizeof *more);
	if (!more)
		return false;
	s->event = more;
	if (!take_when(s, &line, &e) || !take_action(&line, &e)) {
		free_event(&e);
		return false;
	}
	if (!e.heard[0])
		e.due_ms = m->start_ms + e.after_ms;
	s->event[s->count++] = e;
	return true;
}

/* --- running ---------------------------------------------------------------------------------- */

void scenario_heard(struct module *m, const char *line, size_t len)
{
	for (size_t i = 0; i < m->scenario.count; i++) {
		struct scenario_event *e = &m->scenario.event[i];
		if (e->heard[0] && len && bytes_find(line, len, e->heard))
			e->due_ms = now_ms(m) + e->after_ms;
	}
}

void scenario_run(struct module *m)
{
	for (size_t i = 0; i < m->scenario.count; i++) {
		struct scenario_event *e = &m->scenario.event[i];
		if (now_ms(m) < e->due_ms)
			continue;
		e->due_ms = UINT64_MAX;
		e->action->run(m, e->word);
	}
}

uint64_t scenario_deadline_ms(const struct module *m)
{
	uint64_t ms = UINT64_MAX;
	for (size_t i = 0; i < m->scenario.count; i++)
		if (m->scenario.event[i].due_ms < ms)
			ms = m->scenario.event[i].due_ms;
	return ms;
}

void scenario_free(struct scenario *s)
{
	for (size_t i = 0; i < s->count; i++)
		free_event(&s->event[i]);
	free(s->event);
	*s = (struct scenario){0};
}
