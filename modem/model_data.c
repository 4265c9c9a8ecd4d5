/* Data up and down in the model: sends and their results, what was received, who observes. 3.3.2-4 */
#include <stdio.h>
#include <string.h>

#include "modem/model_priv.h"

static struct model_send *new_send(struct model *m)
{
	uint64_t id = ++m->sends;
	struct model_send *s = &m->send[id % MODEL_SENDS_MAX];
	memset(s, 0, sizeof *s);
	s->id = id;
	return s;
}

/* The module may name the result of a send before it says OK to it. */
static struct model_send *early_result(struct model *m, unsigned short_id, const char *uri)
{
	uint64_t first = m->sends > MODEL_SENDS_MAX ? m->sends - MODEL_SENDS_MAX + 1 : 1;
	for (uint64_t id = m->sends; id >= first && id > 0; id--) {
		struct model_send *s = &m->send[id % MODEL_SENDS_MAX];
		if (s->state == MODEL_SEND_UNMATCHED && s->ended_ms >= m->command_ms &&
			s->short_id == short_id && strcmp(s->uri, uri) == 0)
			return s;
	}
	return NULL;
}

static void set_end(struct model_send *s, int code)
{
	s->state = code == QLW_DELIVERY_DONE ? MODEL_SEND_DELIVERED : MODEL_SEND_FAILED;
}

/* "uldata",<shortID>,<URI>,<data_len>,<data>[,<data_type>[,<message_type>]] */
void model_data_sent(struct model *m, const struct at_line *command, bool ok)
{
	int64_t short_id = 0, len = 0, hex = 0, non = 0;
	if (!at_arg_int(command, 1, 1, QLW_SHORT_ID_MAX, &short_id))
		return;
	at_arg_int(command, 3, 0, QLW_ULDATA_MAX, &len);
	at_arg_int(command, 5, 0, 1, &hex);
	at_arg_int(command, 6, 0, 1, &non);
	char uri[sizeof m->send->uri];
	at_arg_copy(command, 2, uri, sizeof uri);
	struct model_send *early = ok && !non ? early_result(m, (unsigned)short_id, uri) : NULL;
	struct model_send *s = early ? early : new_send(m);
	s->short_id = (unsigned)short_id;
	memcpy(s->uri, uri, sizeof s->uri);
	if (command->count > 4) {
		s->preview_len = command->arg[4].len < sizeof s->preview ? command->arg[4].len
									 : sizeof s->preview;
		memcpy(s->preview, command->arg[4].text, s->preview_len);
	}
	s->len = (size_t)len;
	s->hex = hex;
	s->confirmable = !non;
	s->sent_ms = m->command_ms;
	if (early)
		set_end(s, s->code);
	else
		s->state = !ok ? MODEL_SEND_FAILED : non ? MODEL_SEND_UNCONFIRMED : MODEL_SEND_SENT;
}

static bool same_target(const struct model_send *s, const struct qlw_urc *urc)
{
	return s->short_id == urc->short_id && strcmp(s->uri, urc->uri) == 0;
}

static bool same_result(const struct model_send *s, const struct qlw_urc *urc)
{
	return s->ended_ms && s->message_id == urc->message_id && strcmp(s->token, urc->token) == 0;
}

/* The row this result is for: the same result again, else the oldest that waits. NULL: neither. */
static struct model_send *find_send(struct model *m, const struct qlw_urc *urc, bool *doubled)
{
	struct model_send *waits = NULL;
	*doubled = false;
	uint64_t first = m->sends > MODEL_SENDS_MAX ? m->sends - MODEL_SENDS_MAX + 1 : 1;
	for (uint64_t id = first; id <= m->sends; id++) {
		struct model_send *s = &m->send[id % MODEL_SENDS_MAX];
		if (!same_target(s, urc))
			continue;
		if (same_result(s, urc)) {
			*doubled = true;
			return s;
		}
		if (!waits && s->state == MODEL_SEND_SENT)
			waits = s;
	}
	return waits;
}

void model_data_delivery(struct model *m, const struct event *event)
{
	const struct qlw_urc *urc = &event->urc;
	bool doubled;
	model_tick(m, event->t_ms);
	struct model_send *s = find_send(m, urc, &doubled);
	if (doubled)
		return;
	if (s) {
		set_end(s, urc->code);
	} else {
		s = new_send(m);
		s->state = MODEL_SEND_UNMATCHED;
		s->short_id = urc->short_id;
		s->confirmable = true;
		snprintf(s->uri, sizeof s->uri, "%s", urc->uri);
	}
	s->message_id = urc->message_id;
	snprintf(s->token, sizeof s->token, "%s", urc->token);
	s->code = urc->code;
	s->ended_ms = event->t_ms;
}

/* --- giving up --------------------------------------------------------------------------------- */

static uint64_t action_end_ms(const struct model *m)
{
	if (m->action == MODEL_ACTION_NONE)
		return UINT64_MAX;
	return m->action_ms + (m->action == MODEL_ACTION_REG ? MODEL_REG_MS : MODEL_DEREG_MS);
}

uint64_t model_deadline_ms(const struct model *m)
{
	uint64_t at = action_end_ms(m);
	for (size_t i = 0; i < MODEL_SENDS_MAX; i++) {
		const struct model_send *s = &m->send[i];
		if (s->id && s->state == MODEL_SEND_SENT && s->sent_ms + MODEL_RESULT_MS < at)
			at = s->sent_ms + MODEL_RESULT_MS;
	}
	return at;
}

void model_tick(struct model *m, uint64_t now_ms)
{
	if (action_end_ms(m) <= now_ms) {
		m->action = MODEL_ACTION_NONE;
		m->generation++;
	}
	for (size_t i = 0; i < MODEL_SENDS_MAX; i++) {
		struct model_send *s = &m->send[i];
		if (!s->id || s->state != MODEL_SEND_SENT || s->sent_ms + MODEL_RESULT_MS > now_ms)
			continue;
		s->state = MODEL_SEND_UNKNOWN;
		m->generation++;
	}
}

/* --- down -------------------------------------------------------------------------------------- */

void model_data_recv(struct model *m, const struct event *event)
{
	struct model_recv *r = &m->recv[m->recvs++ % MODEL_RECVS_MAX];
	size_t n = event->data_len < sizeof r->data ? event->data_len : sizeof r->data;
	r->t_ms = event->t_ms;
	r->data_type = event->urc.data_type;
	r->expected = event->urc.data_len;
	r->len = n;
	memcpy(r->data, event->data, n);
	memcpy(r->uri, event->urc.uri, sizeof r->uri);
}

static struct model_observe *find_observe(struct model *m, const struct qlw_urc *urc)
{
	for (size_t i = 0; i < m->observes; i++)
		if (m->observe[i].short_id == urc->short_id &&
			strcmp(m->observe[i].uri, urc->uri) == 0)
			return &m->observe[i];
	return NULL;
}

static bool covers(const char *above, const char *uri)
{
	const size_t n = strlen(above);
	return !strncmp(above, uri, n) && (!uri[n] || uri[n] == '/');
}

bool model_is_observed(const struct model *m, unsigned short_id, const char *uri)
{
	for (size_t i = 0; i < m->observes; i++)
		if (m->observe[i].short_id == short_id && !m->observe[i].cancelled_ms &&
			covers(m->observe[i].uri, uri))
			return true;
	return false;
}

/* A free row, or the one that was cancelled (else begun) longest ago. */
static struct model_observe *new_observe(struct model *m)
{
	if (m->observes < MODEL_OBSERVES_MAX)
		return &m->observe[m->observes++];
	struct model_observe *worst = &m->observe[0];
	for (size_t i = 1; i < m->observes; i++) {
		struct model_observe *o = &m->observe[i];
		bool gone = o->cancelled_ms != 0, worst_gone = worst->cancelled_ms != 0;
		if (gone != worst_gone ? gone : o->since_ms < worst->since_ms)
			worst = o;
	}
	return worst;
}

void model_data_observe(struct model *m, const struct event *event)
{
	const struct qlw_urc *urc = &event->urc;
	struct model_observe *o = find_observe(m, urc);
	if (urc->cancel) {
		if (o)
			o->cancelled_ms = event->t_ms;
		return;
	}
	if (!o)
		o = new_observe(m);
	memset(o, 0, sizeof *o);
	o->short_id = urc->short_id;
	o->since_ms = event->t_ms;
	snprintf(o->uri, sizeof o->uri, "%s", urc->uri);
	snprintf(o->token, sizeof o->token, "%s", urc->token);
}

void model_data_forget(struct model *m)
{
	for (size_t i = 0; i < MODEL_SENDS_MAX; i++)
		if (m->send[i].id && m->send[i].state == MODEL_SEND_SENT)
			m->send[i].state = MODEL_SEND_UNKNOWN;
	m->observes = 0;
}

const struct model_send *model_send_waiting(
	const struct model *m, unsigned short_id, const char *uri)
{
	for (size_t i = 0; i < MODEL_SENDS_MAX; i++) {
		const struct model_send *s = &m->send[i];
		if (s->id && s->state == MODEL_SEND_SENT && s->short_id == short_id &&
			strcmp(s->uri, uri) == 0)
			return s;
	}
	return NULL;
}
