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

#include "modem/at.h"
#include "modem/explain.h"
#include "modem/replay.h"

/* --- lists -------------------------------------------------------------------------------------- */

struct report_text *report_add(struct report_texts *list, uint64_t t_ms)
{
	static struct report_text beyond;
	struct report_text *row =
		list->count < REPORT_TEXTS_MAX ? &list->row[list->count] : &beyond;
	list->count++;
	*row = (struct report_text){.t_ms = t_ms};
	return row;
}

void report_say(const struct report *r, char *out, const char *format, ...)
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

/* Its settings were read, and it is none of them, or another stands in its place. */
static bool is_replaced(const struct model *m, const struct model_server *s)
{
	const struct model_key *k = &m->key[QLW_KEY_SECURITY];
	bool taken = false;
	for (size_t i = 0; s && i < k->count; i++) {
		if (model_number(m, QLW_KEY_SECURITY, i, "short_id", -1) == s->short_id)
			return false;
		taken = taken ||
			model_number(m, QLW_KEY_SECURITY, i, "client_index", -1) == s->client_index;
	}
	return k->read_ms && !k->stale && (taken || !s || !(s->listed || s->configured));
}

static void merge_server(struct report *r, const struct model_server *s)
{
	size_t k = 0;
	while (k < r->servers && r->server[k].short_id != s->short_id)
		k++;
	if (k == MODEL_SERVERS_MAX || (s->code < 0 && k == r->servers))
		return;
	r->servers += k == r->servers;
	r->server[k].short_id = s->short_id;
	r->server[k].bootstrap = s->bootstrap;
	keep(r->server[k].server_addr, sizeof r->server[k].server_addr, s->server_addr);
	if (s->code < 0)
		return;
	r->server[k].code = s->code;
	r->server[k].since_ms = s->since_ms;
}

/* The last that is known of each. */
static void merge_servers(struct report *r, const struct model *m)
{
	for (size_t i = 0; i < m->servers; i++)
		merge_server(r, &m->server[i]);
	for (size_t i = 0; i < r->servers; i++)
		r->server[i].replaced =
			is_replaced(m, model_server_by_id(m, r->server[i].short_id)) ||
			(r->server[i].replaced && !m->key[QLW_KEY_SECURITY].read_ms);
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
		struct report_text *row =
			report_add(&r->sent, s->sent_ms ? s->sent_ms : s->ended_ms);
		report_say(r, row->text, "%u %s, %zu byte%s%s%.*s", s->short_id, s->uri, s->len,
			s->len == 1 ? "" : "s", r->hide || !s->preview_len ? "" : ": ",
			r->hide ? 0 : (int)s->preview_len, s->preview);
		bool told = s->state == MODEL_SEND_FAILED && s->ended_ms && s->code < 0;
		const struct explain_number *why = told ? explain_delivery(s->code) : NULL;
		r->delivered += s->state == MODEL_SEND_DELIVERED;
		report_say(r, row->more, "%s%s%s%s%s", send_result(s), told ? ": " : "",
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
		struct report_text *row = report_add(&r->received, v->t_ms);
		report_say(r, row->text, "%s, %zu byte%s %s%s", v->uri, v->len,
			v->len == 1 ? "" : "s", qlw_data_type_name(v->data_type),
			v->len < v->expected ? ", cut off" : "");
		if (r->hide)
			report_say(r, row->more, "%s", READING_HIDDEN);
		else
			preview(row->more, v->data, v->len);
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
}

/* --- the lines ------------------------------------------------------------------------------------ */

const struct model *report_catch_up(struct report_gather *g, uint64_t place)
{
	struct replay_state state;
	session_replay_step_to(g->session, place, 0);
	do
		session_run(g->session, 0);
	while (session_replay_state(g->session, 0, &state) && state.seeking);
	return session_model(g->session);
}

/* A session ends where the next begins: its model is complete. */
static void finish_session(struct report_gather *g, uint64_t place)
{
	const struct model *m = report_catch_up(g, place);
	report_trouble_end(g, place);
	if (g->report->sessions)
		merge(g->report, m);
}

/* "apply NAME, snapshot PATH": the file's name is enough. */
static void take_profile(struct report *r, const struct reading_line *l)
{
	static const char word[] = "apply ", mark[] = ", snapshot ";
	char text[REPORT_TEXT_MAX];
	struct report_text *row = report_add(&r->profiles, (uint64_t)l->record.wall_ms);
	snprintf(text, sizeof text, "%.*s", (int)l->record.len, (const char *)l->record.bytes);
	char *snapshot = strstr(text, mark);
	if (snapshot) {
		const char *slash = strrchr(snapshot, '/');
		report_say(r, row->more, "%s", slash ? slash + 1 : snapshot + strlen(mark));
		*snapshot = '\0';
	}
	report_say(r, row->text, "%s", text + strlen(word));
	report_say(r, report_add(&r->actions, (uint64_t)l->record.wall_ms)->text, "%s", text);
}

/* Lines that stand for several commands; all others are told by their commands. */
static bool stands_for_more(const char *text, int len)
{
	static const char *const words[] = {"run ", "restore "};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (len > (int)strlen(words[i]) && !memcmp(text, words[i], strlen(words[i])))
			return true;
	return false;
}

static void take_note(struct report *r, const struct reading_line *l)
{
	const char *text = (const char *)l->record.bytes;
	int len = (int)l->record.len;
	if (l->kinds & READING_LINK || len < 1)
		return;
	if (len > 6 && !memcmp(text, "apply ", 6))
		take_profile(r, l);
	else if (l->record.mark == JOURNAL_MARK_SET)
		report_say(r, report_add(&r->actions, (uint64_t)l->record.wall_ms)->text,
			"noted: %.*s", len, text);
	else if (*text == ':' && stands_for_more(text + 1, len - 1))
		report_say(r, report_add(&r->actions, (uint64_t)l->record.wall_ms)->text, "%.*s",
			len - 1, text + 1);
}

static bool said_is(const struct reading_line *l, const char *what)
{
	return l->said.what_len == strlen(what) && !memcmp(l->said.what, what, l->said.what_len);
}

/* "EUFS:/datatx/x" is /datatx/x to a person. */
static const char *path_of(const struct at_line *c, char *out, size_t size)
{
	if (!at_arg_copy(c, 0, out, size))
		*out = '\0';
	const char *colon = strchr(out, ':');
	return colon ? colon + 1 : out;
}

/* In words, as far as there are any. */
static void name_command(const struct report *r, const struct reading_line *l, char *out)
{
	char command[512], path[160];
	struct at_line c;
	snprintf(command, sizeof command, "%.*s", (int)l->said.text_len, l->said.text);
	bool parsed = !at_parse_command(command, strlen(command), &c, NULL) && c.count;
	if (!said_is(l, "AT"))
		report_say(r, out, "%.*s%s%.0u%s%.*s", (int)l->said.what_len, l->said.what,
			l->said.short_id ? " " : "", l->said.short_id, l->said.text_len ? " " : "",
			(int)l->said.text_len, l->said.text);
	else if (parsed && at_is(&c, "+QFUPL"))
		report_say(r, out, "write file %s", path_of(&c, path, sizeof path));
	else if (parsed && at_is(&c, "+QFDEL"))
		report_say(r, out, "delete file %s", path_of(&c, path, sizeof path));
	else
		report_say(r, out, "%s", command);
}

/* A file that is read changes nothing. */
static bool reads_file(const struct reading_line *l)
{
	static const char read[] = "AT+QFDWL=";
	return l->said.text_len > strlen(read) && !memcmp(l->said.text, read, strlen(read));
}

/* Writes, services and files are what was done; queries are not, and sends have a list of their own. */
static void take_command(struct report_gather *g, const struct reading_line *l)
{
	struct report *r = g->report;
	if (l->said.payload)
		return; /* of the command in flight */
	g->asked = NULL;
	report_trouble_command(g, l);
	if (l->said.chatter || said_is(l, "send") || reads_file(l))
		return;
	bool deletes = said_is(l, "delete"), writes = said_is(l, "set") || deletes;
	g->asked = report_add(writes ? &r->written : &r->actions, (uint64_t)l->record.wall_ms);
	if (writes)
		report_say(r, g->asked->text, "%s%.*s", deletes ? "delete " : "",
			(int)l->said.text_len, l->said.text);
	else
		name_command(r, l, g->asked->text);
}

/* What it was answered with. */
static void take_answer(struct report_gather *g, const struct reading_line *l)
{
	bool ok = said_is(l, "OK"), refused = said_is(l, "refused");
	int len;
	const char *why = report_reason(l, &len);
	if (!g->asked || !(ok || refused))
		return;
	if (ok)
		report_say(g->report, g->asked->more, "done");
	else
		report_say(g->report, g->asked->more, "refused: %.*s", len, why);
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

static void take_header(struct report_gather *g, const struct reading_line *l)
{
	struct report *r = g->report;
	finish_session(g, l->record.place);
	r->sessions++;
	snprintf(
		r->port, sizeof r->port, "%.*s", (int)l->record.len, (const char *)l->record.bytes);
}

static void take_line(void *ctx, const struct reading_line *l)
{
	struct report_gather *g = ctx;
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
	if (l->kinds & READING_RX) {
		report_trouble_line(g, l);
		take_answer(g, l);
	}
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
	struct report_gather g = {.report = r};
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

/* Of files that were not part of those before. */
static bool any(const char **files, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (files[i])
			return true;
	return false;
}

static int one_report(struct cli *cli, const char **files, size_t n, bool first)
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
	if (!code && first && cli->call->given & OPTION_HTML)
		report_page_html_begin(r, any(files + 1, n - 1));
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
	for (size_t i = 0; !code && i < n; i++)
		if (files[i])
			code = one_report(cli, files + i, n - i, i == 0);
	if (!code && html)
		report_page_html_end();
	return code;
}
