/*
 * What a commissioning record says, gathered from a recorded session: the model at the end of each
 * session in the file, and the lines between. Knows nothing of how it looks.
 */
#include "tui/verbs/cli_journal_report.h"

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

/* The last that is known of each. */
static void merge_servers(struct report *r, const struct model *m)
{
	for (size_t i = 0; i < m->servers; i++) {
		const struct model_server *s = &m->server[i];
		size_t k = 0;
		while (k < r->servers && r->server[k].short_id != s->short_id)
			k++;
		if (k == MODEL_SERVERS_MAX || (s->code < 0 && k == r->servers))
			continue;
		r->servers += k == r->servers;
		r->server[k].short_id = s->short_id;
		r->server[k].bootstrap = s->bootstrap;
		keep(r->server[k].server_addr, sizeof r->server[k].server_addr, s->server_addr);
		if (s->code < 0)
			continue;
		r->server[k].code = s->code;
		r->server[k].since_ms = s->since_ms;
	}
}

static void merge_net(struct report *r, const struct model *m)
{
	if (*m->net.oper || m->net.reg >= 0)
		r->net = m->net;
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
		bool told = s->state == MODEL_SEND_FAILED && s->ended_ms && s->code < 0;
		const struct explain_number *why = told ? explain_delivery(s->code) : NULL;
		r->delivered += s->state == MODEL_SEND_DELIVERED;
		say(r, row->more, "%s%s%s%s%s", send_result(s), told ? ": " : "",
			told ? qlw_delivery_meaning(s->code) : "", why ? "; " : "",
			why ? why->cause : "");
	}
}

/* The beginning as text if it is such, else as hexadecimal digits. */
static void preview(char *out, const uint8_t *data, size_t len)
{
	size_t most = 48, n = 0;
	bool text = true;
	for (size_t i = 0; i < len; i++)
		text = text && data[i] >= 0x20 && data[i] < 0x7f;
	for (size_t i = 0; i < len && i < most; i++)
		n += (size_t)snprintf(out + n, REPORT_TEXT_MAX - n, text ? "%c" : "%02x", data[i]);
	if (len > most)
		snprintf(out + n, REPORT_TEXT_MAX - n, "…");
}

static void merge_recvs(struct report *r, const struct model *m)
{
	uint64_t first = m->recvs > MODEL_RECVS_MAX ? m->recvs - MODEL_RECVS_MAX : 0;
	for (uint64_t i = first; i < m->recvs; i++) {
		const struct model_recv *v = &m->recv[i % MODEL_RECVS_MAX];
		struct report_text *row = add(&r->received, v->t_ms);
		say(r, row->text, "%s, %zu bytes %s%s", v->uri, v->len,
			qlw_data_type_name(v->data_type), v->len < v->expected ? ", cut off" : "");
		if (r->hide)
			say(r, row->more, "%s", READING_HIDDEN);
		else
			preview(row->more, v->data, v->len);
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
	merge_net(r, m);
	merge_servers(r, m);
	merge_settings(r, m);
	merge_sends(r, m);
	merge_recvs(r, m);
	merge_failures(r, m);
}

/* --- the lines ------------------------------------------------------------------------------------ */

struct gather {
	struct report *report;
	struct session *session;
	struct report_text *asked; /* the last command sent, until its answer; NULL: no one's */
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

/* "apply NAME, snapshot PATH": the file's name is enough. */
static void take_profile(struct report *r, const struct reading_line *l)
{
	static const char word[] = "apply ", mark[] = ", snapshot ";
	char text[REPORT_TEXT_MAX];
	struct report_text *row = add(&r->profiles, (uint64_t)l->record.wall_ms);
	snprintf(text, sizeof text, "%.*s", (int)l->record.len, (const char *)l->record.bytes);
	char *snapshot = strstr(text, mark);
	if (snapshot) {
		const char *slash = strrchr(snapshot, '/');
		say(r, row->more, "%s", slash ? slash + 1 : snapshot + strlen(mark));
		*snapshot = '\0';
	}
	say(r, row->text, "%s", text + strlen(word));
}

static void take_note(struct report *r, const struct reading_line *l)
{
	const char *text = (const char *)l->record.bytes;
	int len = (int)l->record.len;
	if (l->kinds & READING_LINK || len < 1)
		return;
	if (len > 6 && !memcmp(text, "apply ", 6)) {
		take_profile(r, l);
	} else if (l->record.mark == JOURNAL_MARK_SET) {
		struct report_text *row = add(&r->actions, (uint64_t)l->record.wall_ms);
		say(r, row->text, "noted: %.*s", len, text);
	} else if (*text == ':' || (len > 4 && !memcmp(text, "qlw ", 4))) {
		struct report_text *row = add(&r->actions, (uint64_t)l->record.wall_ms);
		say(r, row->text, "%.*s", len - (*text == ':'), text + (*text == ':'));
	}
}

static bool said_is(const struct reading_line *l, const char *what)
{
	return l->said.what_len == strlen(what) && !memcmp(l->said.what, what, l->said.what_len);
}

/* Writes, services and files are what was done; queries are not, and sends have a list of their own. */
static void take_command(struct gather *g, const struct reading_line *l)
{
	struct report *r = g->report;
	g->asked = NULL;
	if (l->said.chatter || l->said.payload || said_is(l, "send"))
		return;
	bool writes = said_is(l, "set") || said_is(l, "delete");
	g->asked = add(writes ? &r->written : &r->actions, (uint64_t)l->record.wall_ms);
	say(r, g->asked->text, "%s%.*s%s%.*s", said_is(l, "delete") ? "delete " : "",
		writes ? 0 : (int)l->said.what_len, l->said.what, writes ? "" : " ",
		(int)l->said.text_len, l->said.text);
}

/* "AT+X: 705 not allowed now": what follows the command. */
static const char *reason(const struct reading_line *l, int *len)
{
	size_t at = l->said.text_len;
	while (at > 1 && !(l->said.text[at - 2] == ':' && l->said.text[at - 1] == ' '))
		at--;
	at = at > 1 ? at : 0;
	*len = (int)(l->said.text_len - at);
	return l->said.text + at;
}

/* What it was answered with. */
static void take_answer(struct gather *g, const struct reading_line *l)
{
	bool ok = said_is(l, "OK"), refused = said_is(l, "refused");
	int len;
	const char *why = reason(l, &len);
	if (!g->asked || !(ok || refused))
		return;
	if (ok)
		say(g->report, g->asked->more, "done");
	else
		say(g->report, g->asked->more, "refused: %.*s", len, why);
	g->asked = NULL;
}

/* The same state again, as with each update, is told once. */
static void take_state(struct report *r, const struct reading_line *l)
{
	size_t last = r->steps < REPORT_STEPS_MAX ? r->steps : 0;
	while (last && r->step[last - 1].short_id != l->urc.short_id)
		last--;
	if (last && r->step[last - 1].code == l->urc.code) {
		r->step[last - 1].times++;
		return;
	}
	if (r->steps++ < REPORT_STEPS_MAX)
		r->step[r->steps - 1] = (struct report_step){
			(uint64_t)l->record.wall_ms, l->urc.short_id, l->urc.code, 1};
}

/* What usually is behind it, and what to look at. */
static const struct explain_number *explained(const struct reading_line *l)
{
	if (l->kinds & READING_DELIVERY)
		return explain_delivery(l->urc.code);
	return l->kinds & (READING_REG | READING_DEREG) ? explain_result(l->urc.code) : NULL;
}

/* "AT+X: ERROR": a number would have said more. */
static bool bare_error(const struct reading_line *l)
{
	int len;
	const char *why = reason(l, &len);
	return said_is(l, "refused") && len == 5 && !memcmp(why, "ERROR", 5);
}

static void take_trouble(struct report *r, const struct reading_line *l)
{
	struct report_text *row = add(&r->troubles, (uint64_t)l->record.wall_ms);
	const struct explain_number *why = explained(l);
	say(r, row->text, "%.*s%s%.0u", (int)l->said.what_len, l->said.what,
		l->said.short_id ? " " : "", l->said.short_id);
	say(r, row->more, "%.*s%s%s%s%s%s", (int)l->said.text_len, l->said.text,
		bare_error(l) ? ": the module gives no reason" : "", why ? ". " : "",
		why ? why->cause : "", why && why->next ? "; " : "",
		why && why->next ? why->next : "");
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
	if (l->kinds & READING_RX)
		take_answer(g, l);
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
