/*
 * What went wrong in a recorded session, and why as far as was known at that moment: commands that were
 * refused, results that were none, servers that failed. Knows nothing of how it looks.
 */
#include <stdio.h>
#include <string.h>

#include "modem/at.h"
#include "modem/explain.h"
#include "tui/verbs/cli_journal_report.h"

static bool said_is(const struct reading_line *l, const char *what)
{
	return l->said.what_len == strlen(what) && !memcmp(l->said.what, what, l->said.what_len);
}

const char *report_reason(const struct reading_line *l, int *len)
{
	size_t at = l->said.text_len;
	while (at > 1 && !(l->said.text[at - 2] == ':' && l->said.text[at - 1] == ' '))
		at--;
	at = at > 1 ? at : 0;
	*len = (int)(l->said.text_len - at);
	return l->said.text + at;
}

static const char *state_name(int code)
{
	return qlw_state_name(code) ? qlw_state_name(code) : "a state that nobody documented";
}

/* --- refused commands --------------------------------------------------------------------------- */

static const struct model_server *registered(const struct model *m)
{
	for (size_t i = 0; i < m->servers; i++)
		if (m->server[i].phase == QLW_PHASE_READY)
			return &m->server[i];
	return NULL;
}

static bool has_no_server(const struct model *m)
{
	return m->key[QLW_KEY_SECURITY].read_ms && !m->key[QLW_KEY_SECURITY].count && !m->servers;
}

static bool is_observed(const struct model *m, unsigned short_id, const char *uri)
{
	for (size_t i = 0; i < m->observes; i++)
		if (m->observe[i].short_id == short_id && !m->observe[i].cancelled_ms &&
			!strcmp(m->observe[i].uri, uri))
			return true;
	return false;
}

static void why_server(const struct model *m, const struct at_line *c, bool sends, char *why)
{
	int64_t id = 0;
	char uri[QLW_URI_MAX + 1] = "";
	at_arg_int(c, 1, 0, QLW_SHORT_ID_MAX, &id);
	const struct model_server *s = model_server_by_id(m, (unsigned)id);
	if (has_no_server(m))
		snprintf(why, REPORT_TEXT_MAX, "the module had no server set up");
	else if (!s && !m->state_ms && !m->key[QLW_KEY_SECURITY].read_ms)
		return; /* nobody asked which there are */
	else if (!s)
		snprintf(why, REPORT_TEXT_MAX, "there was no server with the short ID %lld",
			(long long)id);
	else if (s->code >= 0 && s->phase != QLW_PHASE_READY)
		snprintf(why, REPORT_TEXT_MAX, "%lld was not registered, it was in %s",
			(long long)id, state_name(s->code));
	else if (sends && s->since_ms && at_arg_copy(c, 2, uri, sizeof uri) &&
		 !is_observed(m, s->short_id, uri))
		snprintf(why, REPORT_TEXT_MAX, "nothing was seen that observed %.200s", uri);
}

/* Of a session that never asked: what the one before left. */
static void why_before(const struct report *r, char *why)
{
	for (size_t i = 0; i < r->servers; i++)
		if (qlw_state_phase(r->server[i].code, QLW_PHASE_UNKNOWN) == QLW_PHASE_READY)
			snprintf(why, REPORT_TEXT_MAX,
				"%u was registered when it was last heard of, in %s",
				r->server[i].short_id, state_name(r->server[i].code));
}

static void why_service(
	const struct report *r, const struct model *m, const struct at_line *c, char *why)
{
	const struct model_server *s = registered(m);
	switch (qlw_service_find(c->arg[0].text, c->arg[0].len)) {
	case QLW_SERVICE_REG:
		if (s)
			snprintf(why, REPORT_TEXT_MAX, "%u was registered already, it was in %s",
				s->short_id, state_name(s->code));
		else if (has_no_server(m))
			snprintf(why, REPORT_TEXT_MAX, "the module had no server set up");
		else if (!m->state_ms)
			why_before(r, why);
		break;
	case QLW_SERVICE_DEREG:
		if (!s && m->state_ms)
			snprintf(why, REPORT_TEXT_MAX, "the client was not registered");
		break;
	case QLW_SERVICE_ULDATA:
		why_server(m, c, true, why);
		break;
	case QLW_SERVICE_UPDATE:
	case QLW_SERVICE_LIFETIME:
		why_server(m, c, false, why);
		break;
	default:
		break;
	}
}

static void why_setting(const struct model *m, const struct at_line *c, char *why)
{
	const struct model_key *k = &m->key[QLW_KEY_SECURITY];
	int64_t index = -1;
	if (at_arg_is(c, 0, "device") && m->state_ms && !registered(m))
		snprintf(why, REPORT_TEXT_MAX, "the client was not registered");
	if (!k->read_ms || !at_arg_int(c, 1, 0, INT32_MAX, &index) ||
		!(at_arg_is(c, 0, "server") || at_arg_is(c, 0, "pdpcid")))
		return;
	for (size_t i = 0; i < k->count; i++)
		if (model_number(m, QLW_KEY_SECURITY, i, "client_index", -1) == index)
			return;
	snprintf(why, REPORT_TEXT_MAX, "there was no security record %lld", (long long)index);
}

/* What is known at this place; false: not enough. */
static bool find_why(struct report_gather *g, uint64_t place, char *why)
{
	struct at_line c;
	const struct model *m = report_catch_up(g, place);
	if (at_parse_command(g->refused.command, strlen(g->refused.command), &c, NULL) || !c.count)
		return false;
	if (at_is(&c, "+QLWSVC"))
		why_service(g->report, m, &c, why);
	else if (at_is(&c, "+QLWCFG"))
		why_setting(m, &c, why);
	return *why;
}

/* The verbs ask for the state once something was refused: what is not known yet may be known then. */
static void explain_refused(struct report_gather *g, uint64_t place)
{
	char why[REPORT_TEXT_MAX] = "";
	struct report_text *row = g->refused.row;
	if (!row || !find_why(g, place, why))
		return;
	report_say(g->report, row->more, "%s: %s", g->refused.said, why);
	g->refused.row = NULL;
}

static void name_refused(struct report_gather *g, const struct at_line *c, char *out)
{
	char uri[QLW_URI_MAX + 1];
	int64_t id = 0;
	const bool sends = c->count > 2 && at_is(c, "+QLWSVC") && at_arg_is(c, 0, "uldata");
	if (g->asked)
		report_say(g->report, out, "%.200s refused", g->asked->text);
	else if (sends && at_arg_int(c, 1, 0, QLW_SHORT_ID_MAX, &id) &&
		 at_arg_copy(c, 2, uri, sizeof uri))
		report_say(g->report, out, "send %lld %s refused", (long long)id, uri);
	else
		report_say(g->report, out, "%.60s refused", g->command);
}

/* What is only asked is no error of the unit, but for its SIM's. */
static void take_refused(struct report_gather *g, const struct reading_line *l)
{
	struct at_line c;
	int len;
	const char *said = report_reason(l, &len);
	if (at_parse_command(g->command, strlen(g->command), &c, NULL))
		c = (struct at_line){.count = 0};
	if (g->question && !at_is(&c, "+CPIN"))
		return;
	explain_refused(g, l->record.place);
	struct report_text *row = report_add(&g->report->troubles, (uint64_t)l->record.wall_ms);
	const bool bare = len == 5 && !memcmp(said, "ERROR", 5);
	name_refused(g, &c, row->text);
	report_say(g->report, row->more, "%.*s%s", len, said,
		bare ? ": the module gives no reason" : "");
	g->refused.row = row;
	snprintf(g->refused.command, sizeof g->refused.command, "%s", g->command);
	snprintf(g->refused.said, sizeof g->refused.said, "%.*s", len, said);
	explain_refused(g, l->record.place);
}

void report_trouble_command(struct report_gather *g, const struct reading_line *l)
{
	const char *text;
	size_t len;
	decode_trim(&l->record, &text, &len);
	snprintf(g->command, sizeof g->command, "%.*s", (int)len, text);
	g->question = l->said.chatter;
	if (!g->question) {
		explain_refused(g, l->record.place);
		g->refused.row = NULL;
	}
}

/* --- servers ------------------------------------------------------------------------------------ */

static bool is_trouble(int code)
{
	const enum qlw_phase phase = qlw_state_phase(code, QLW_PHASE_UNKNOWN);
	return phase == QLW_PHASE_FAILED || phase == QLW_PHASE_RETRYING ||
	       code == QLW_STATE_UPDATE_FAILED;
}

/* Its spell; a free one if it has none; NULL: too many servers. */
static struct report_spell *spell_of(struct report_gather *g, unsigned short_id)
{
	struct report_spell *free_one = NULL;
	for (size_t i = 0; i < MODEL_SERVERS_MAX; i++) {
		if (g->spell[i].row && g->spell[i].short_id == short_id)
			return &g->spell[i];
		if (!g->spell[i].row)
			free_one = &g->spell[i];
	}
	return free_one;
}

static void explain(struct report_gather *g, struct report_spell *spell, uint64_t place)
{
	struct explain_cause cause[EXPLAIN_MAX];
	const struct model *m = report_catch_up(g, place);
	const struct model_server *s = model_server_by_id(m, spell->short_id);
	const size_t n = s ? explain_causes(m, s, cause) : 0;
	if (!n)
		return;
	size_t at = 0;
	while (at + 1 < n && cause[at].verdict == EXPLAIN_OPEN &&
		strstr(cause[at].evidence, "not "))
		at++; /* nobody asked */
	at = cause[at].verdict == EXPLAIN_FINE ? 0 : at;
	const bool wrong = cause[at].verdict == EXPLAIN_WRONG;
	snprintf(spell->why, sizeof spell->why, "%s%s (%s). Next: %s.",
		wrong ? "" : "possible cause: ", cause[at].text,
		wrong ? cause[at].evidence : "not proven", explain_next(m, s, cause + at, n - at));
}

/* "102: REG_RETRY ×3, REG_FAILED" */
static void tell_state(struct report_gather *g, struct report_spell *spell, int code)
{
	char head[REPORT_TEXT_MAX];
	snprintf(head, sizeof head, "%s", spell->row->text);
	if (spell->code != code)
		spell->times = 0;
	char *times = spell->times > 1 ? strstr(head, " ×") : NULL;
	for (char *next = times; next; next = strstr(next + 1, " ×"))
		times = next;
	if (times)
		*times = '\0';
	spell->code = code;
	if (!spell->times++)
		report_say(g->report, spell->row->text, "%s%s%s", head,
			strchr(head, ':') ? ", " : ": ", state_name(code));
	else
		report_say(g->report, spell->row->text, "%s ×%u", head, spell->times);
}

static void end_spell(struct report_gather *g, struct report_spell *spell, const char *end)
{
	report_say(g->report, spell->row->more, "%s%s%s", spell->why, *spell->why ? " " : "", end);
	spell->row = NULL;
}

static void end_with(
	struct report_gather *g, struct report_spell *spell, uint64_t t_ms, const char *what)
{
	char time[32], text[96];
	snprintf(text, sizeof text, "%s at %s.", what, report_clock(g->report, t_ms, time));
	end_spell(g, spell, text);
}

static void take_state(struct report_gather *g, const struct reading_line *l)
{
	struct report_spell *spell = spell_of(g, l->urc.short_id);
	const uint64_t t_ms = (uint64_t)l->record.wall_ms;
	const enum qlw_phase phase = qlw_state_phase(l->urc.code, QLW_PHASE_UNKNOWN);
	if (!spell)
		return;
	if (is_trouble(l->urc.code)) {
		if (!spell->row) {
			*spell = (struct report_spell){.short_id = l->urc.short_id, .code = -1};
			spell->row = report_add(&g->report->troubles, t_ms);
			report_say(g->report, spell->row->text, "%u", spell->short_id);
		}
		tell_state(g, spell, l->urc.code);
		explain(g, spell, l->record.next);
	} else if (spell->row && phase == QLW_PHASE_READY) {
		end_with(g, spell, t_ms, "Registered");
	} else if (spell->row && l->urc.code == QLW_STATE_BS_FINISH) {
		end_with(g, spell, t_ms, "Bootstrap done");
	} else if (spell->row && phase == QLW_PHASE_IDLE) {
		char what[64];
		snprintf(what, sizeof what, "Then %s", state_name(l->urc.code));
		end_with(g, spell, t_ms, what);
	}
}

void report_trouble_end(struct report_gather *g, uint64_t place)
{
	explain_refused(g, place);
	g->refused.row = NULL;
	for (size_t i = 0; i < MODEL_SERVERS_MAX; i++)
		if (g->spell[i].row)
			end_spell(g, &g->spell[i], "Still so when the session ended.");
}

/* --- any line ----------------------------------------------------------------------------------- */

/* What usually is behind it, and what to look at. */
static const struct explain_number *explained(const struct reading_line *l)
{
	if (l->kinds & READING_DELIVERY)
		return explain_delivery(l->urc.code);
	return l->kinds & (READING_REG | READING_DEREG) ? explain_result(l->urc.code) : NULL;
}

static void take_result(struct report_gather *g, const struct reading_line *l)
{
	struct report *r = g->report;
	struct report_text *row = report_add(&r->troubles, (uint64_t)l->record.wall_ms);
	const struct explain_number *why = explained(l);
	report_say(r, row->text, "%.*s%s%.0u", (int)l->said.what_len, l->said.what,
		l->said.short_id ? " " : "", l->said.short_id);
	report_say(r, row->more, "%.*s%s%s%s%s", (int)l->said.text_len, l->said.text,
		why ? ". " : "", why ? why->cause : "", why && why->next ? "; " : "",
		why && why->next ? why->next : "");
}

void report_trouble_line(struct report_gather *g, const struct reading_line *l)
{
	if (l->kinds & READING_STATE) {
		explain_refused(g, l->record.place);
		take_state(g, l);
	} else if (said_is(l, "refused"))
		take_refused(g, l);
	else if (l->said.role == ROLE_BAD)
		take_result(g, l);
}
