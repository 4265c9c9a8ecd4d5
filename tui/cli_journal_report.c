/*
 * What a commissioning record says, gathered from a recorded session: the model at the end of each
 * session in the file, and the lines between. Knows nothing of how it looks.
 */
#include "tui/cli_journal_report.h"

#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "modem/explain.h"
#include "modem/replay.h"

/* --- lists -------------------------------------------------------------------------------------- */

static struct report_text *add(struct report_texts *list, uint64_t t_ms)
{
	static struct report_text beyond;
	struct report_text *row =
		list->count < REPORT_TEXTS_MAX ? &list->row[list->count] : &beyond;
	list->count++;
	*row = (struct report_text){.t_ms = t_ms};
	return row;
}

static void say(const struct report *r, char *out, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void say(const struct report *r, char *out, const char *format, ...)
{
	char text[REPORT_TEXT_MAX];
	va_list ap;
	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	snprintf(out, REPORT_TEXT_MAX, "%.*s", REPORT_TEXT_MAX - 1,
		r->hide ? reading_hide_text(r->hide, text) : text);
}

/* --- the model at the end of a session ------------------------------------------------------------ */

static void keep(char *have, size_t size, const char *now)
{
	if (*now)
		snprintf(have, size, "%s", now);
}

static void merge_identity(struct net_identity *have, const struct net_identity *now)
{
#define KEEP(field) keep(have->field, sizeof have->field, now->field)
	KEEP(manufacturer);
	KEEP(model);
	KEEP(revision);
	KEEP(firmware);
	KEEP(imei);
	KEEP(imsi);
	KEEP(iccid);
	KEEP(msisdn);
#undef KEEP
}

static void merge_settings(struct report *r, const struct model *m)
{
	for (size_t i = 0; i < QLW_KEYS; i++) {
		const struct model_key *k = &m->key[i];
		if (!k->read_ms)
			continue;
		memcpy(r->key[i].record, k->record, sizeof k->record);
		r->key[i].count = k->count;
		r->key[i].read_ms = k->read_ms;
		r->key[i].stale = k->stale;
	}
}

static const char *send_result(const struct model_send *s)
{
	switch (s->state) {
	case MODEL_SEND_SENT:
		return "no result yet";
	case MODEL_SEND_DELIVERED:
		return "delivered";
	case MODEL_SEND_FAILED:
		return "failed";
	case MODEL_SEND_UNCONFIRMED:
		return "sent, non-confirmable";
	case MODEL_SEND_UNKNOWN:
		return "the result never came";
	case MODEL_SEND_UNMATCHED:
		return "a result of something sent before";
	}
	return "";
}

static void merge_sends(struct report *r, const struct model *m)
{
	uint64_t first = m->sends > MODEL_SENDS_MAX ? m->sends - MODEL_SENDS_MAX + 1 : 1;
	for (uint64_t id = first; id <= m->sends; id++) {
		const struct model_send *s = model_send_by_id(m, id);
		if (!s)
			continue;
		struct report_text *row = add(&r->sent, s->sent_ms ? s->sent_ms : s->ended_ms);
		say(r, row->text, "%u %s, %zu bytes%s%.*s", s->short_id, s->uri, s->len,
			r->hide || !s->preview_len ? "" : ": ", r->hide ? 0 : (int)s->preview_len,
			s->preview);
		say(r, row->more, "%s%s%s", send_result(s),
			s->state == MODEL_SEND_FAILED && s->ended_ms ? ": " : "",
			s->state == MODEL_SEND_FAILED && s->ended_ms ? qlw_delivery_meaning(s->code)
								     : "");
	}
}

static void merge_recvs(struct report *r, const struct model *m)
{
	uint64_t first = m->recvs > MODEL_RECVS_MAX ? m->recvs - MODEL_RECVS_MAX : 0;
	for (uint64_t i = first; i < m->recvs; i++) {
		const struct model_recv *v = &m->recv[i % MODEL_RECVS_MAX];
		struct report_text *row = add(&r->received, v->t_ms);
		say(r, row->text, "%s, %zu bytes %s%s", v->uri, v->len,
			qlw_data_type_name(v->data_type), v->len < v->expected ? ", cut off" : "");
	}
}

/* Why a server is where it is at the end. */
static void merge_failures(struct report *r, const struct model *m)
{
	struct explain_cause cause[EXPLAIN_MAX];
	for (size_t i = 0; i < m->servers; i++) {
		const struct model_server *s = &m->server[i];
		if (s->phase != QLW_PHASE_FAILED)
			continue;
		size_t n = explain_causes(m, s, cause);
		struct report_text *row = add(&r->troubles, s->since_ms);
		say(r, row->text, "%u ended in %s", s->short_id,
			qlw_state_name(s->code) ? qlw_state_name(s->code) : "an unknown state");
		say(r, row->more, "%s%s%s. %s", n ? cause[0].text : "",
			n && cause[0].verdict == EXPLAIN_WRONG ? " (it is so: "
			: n                                    ? " (not proven"
							       : "",
			n && cause[0].verdict == EXPLAIN_WRONG ? cause[0].evidence : "",
			explain_next(s, cause, n));
	}
}

static void merge(struct report *r, const struct model *m)
{
	merge_identity(&r->identity, &m->identity);
	merge_settings(r, m);
	merge_sends(r, m);
	merge_recvs(r, m);
	merge_failures(r, m);
}

/* --- the lines ------------------------------------------------------------------------------------ */

struct gather {
	struct report *report;
	struct session *session;
	char command[128]; /* the last one sent, for what it was refused */
};

/* A session ends where the next begins: its model is complete. */
static void finish_session(struct gather *g, uint64_t place)
{
	struct replay_state state;
	session_replay_step_to(g->session, place, 0);
	do
		session_run(g->session, 0);
	while (session_replay_state(g->session, 0, &state) && state.seeking);
	if (g->report->sessions)
		merge(g->report, session_model(g->session));
}

static void take_note(struct report *r, const struct reading_line *l)
{
	const char *text = (const char *)l->record.bytes;
	int len = (int)l->record.len;
	bool profile = len > 6 && !memcmp(text, "apply ", 6);
	if (l->kinds & READING_LINK || len < 1)
		return;
	if (profile || *text == ':' || (len > 4 && !memcmp(text, "qlw ", 4))) {
		struct report_text *row =
			add(profile ? &r->profiles : &r->actions, (uint64_t)l->record.wall_ms);
		say(r, row->text, "%.*s", len - (*text == ':'), text + (*text == ':'));
	}
}

/* Writes, services and files are what was done; queries are not. */
static void take_command(struct gather *g, const struct reading_line *l)
{
	struct report *r = g->report;
	snprintf(g->command, sizeof g->command, "%.*s", (int)l->said.text_len, l->said.text);
	if (l->said.chatter || (r->hide && !strcmp(l->said.what, "send")))
		return;
	struct report_text *row = add(&r->actions, (uint64_t)l->record.wall_ms);
	say(r, row->text, "%.*s %.*s", (int)l->said.what_len, l->said.what, (int)l->said.text_len,
		l->said.text);
}

static void take_state(struct report *r, const struct reading_line *l)
{
	struct report_step *step = &r->step[r->steps < REPORT_STEPS_MAX ? r->steps : 0];
	if (r->steps++ < REPORT_STEPS_MAX)
		*step = (struct report_step){
			(uint64_t)l->record.wall_ms, l->urc.short_id, l->urc.code};
}

static void take_trouble(struct report *r, const struct reading_line *l)
{
	struct report_text *row = add(&r->troubles, (uint64_t)l->record.wall_ms);
	say(r, row->text, "%.*s%s%.0u", (int)l->said.what_len, l->said.what,
		l->said.short_id ? " " : "", l->said.short_id);
	say(r, row->more, "%.*s", (int)l->said.text_len, l->said.text);
}

static void take_header(struct gather *g, const struct reading_line *l)
{
	struct report *r = g->report;
	finish_session(g, l->record.place);
	r->sessions++;
	snprintf(
		r->port, sizeof r->port, "%.*s", (int)l->record.len, (const char *)l->record.bytes);
}

static void take_line(void *ctx, const struct reading_line *l)
{
	struct gather *g = ctx;
	struct report *r = g->report;
	r->records++;
	if (l->kinds & READING_BROKEN) {
		r->damaged++;
		return;
	}
	if (!r->begin_ms)
		r->begin_ms = l->record.wall_ms;
	r->end_ms = l->record.wall_ms;
	if (l->kinds & READING_HEADER && !(l->record.continued && l->record.place))
		take_header(g, l);
	else if (l->kinds & READING_NOTE)
		take_note(r, l);
	else if (l->kinds & READING_TX)
		take_command(g, l);
	else if (l->kinds & READING_STATE)
		take_state(r, l);
	if (l->said.role == ROLE_BAD && l->kinds & READING_RX)
		take_trouble(r, l);
}

/* --- one file --------------------------------------------------------------------------------------- */

static void look_for_names(void *ctx, const struct reading_line *l)
{
	reading_hide_look(ctx, &l->record);
}

static int open_replay(struct session **s, const char *path)
{
	char port[600];
	struct qlw_diag diag = {.err = QLW_OK};
	const struct session_options o = {.port = port};
	snprintf(port, sizeof port, "replay:%s@1", path); /* the name may end like a speed */
	if (session_open(s, &o, 0, &diag))
		return cli_fail_diag(CLI_FILE, &diag);
	session_replay_pause(*s, true, 0);
	return 0;
}

static int gather(struct report *r, const char **files, size_t n)
{
	const char *path = files[0];
	struct gather g = {.report = r};
	struct journal *j;
	int code = reading_open(&j, path);
	if (code)
		return code;
	reading_strike(j, files + 1, n - 1);
	code = open_replay(&g.session, path);
	if (!code) {
		if (r->hide)
			reading_each(j, NULL, NULL, look_for_names, r->hide);
		reading_each(j, r->hide, NULL, take_line, &g);
		if (!r->sessions)
			r->sessions = 1; /* a journal whose beginning is lost */
		finish_session(&g, UINT64_MAX);
		session_close(g.session);
	}
	journal_close(j);
	return code;
}

static void find_who(struct report *r)
{
	const char *user = getenv("USER");
	const struct passwd *pw = user && *user ? NULL : getpwuid(getuid());
	snprintf(r->who, sizeof r->who, "%s", pw ? pw->pw_name : user && *user ? user : "unknown");
}

static int one_report(struct cli *cli, const char **files, size_t n)
{
	const char *path = files[0];
	struct report *r = calloc(1, sizeof *r);
	if (r && cli->call->given & OPTION_REDACT)
		r->hide = reading_hide_new();
	if (!r || (cli->call->given & OPTION_REDACT && !r->hide)) {
		free(r);
		return cli_fail(CLI_FILE, "out of memory");
	}
	r->file = path;
	r->made_ms = (int64_t)cli_now_ms();
	find_who(r);
	int code = gather(r, files, n);
	if (!code && cli->call->given & OPTION_HTML)
		report_page_html(r);
	else if (!code)
		report_page_markdown(r);
	reading_hide_free(r->hide);
	free(r);
	return code;
}

int cli_journal_report(struct cli *cli, const char **files, size_t n)
{
	bool html = cli->call->given & OPTION_HTML;
	struct journal *j;
	int code = 0;
	for (size_t i = 0; !code && i < n; i++) { /* half a page helps nobody */
		code = reading_open(&j, files[i]);
		if (!code)
			journal_close(j);
	}
	if (!code && html)
		report_page_html_begin();
	for (size_t i = 0; !code && i < n; i++)
		if (files[i])
			code = one_report(cli, files + i, n - i);
	if (!code && html)
		report_page_html_end();
	return code;
}
