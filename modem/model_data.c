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

/* "uldata",<shortID>,<URI>,<data_len>,<data>[,<data_type>[,<message_type>]] */
void model_data_sent(struct model *m, const struct at_line *command, bool ok)
{
	int64_t short_id = 0, len = 0, hex = 0, non = 0;
	if (!at_arg_int(command, 1, 1, QLW_SHORT_ID_MAX, &short_id))
		return;
	at_arg_int(command, 3, 0, QLW_ULDATA_MAX, &len);
	at_arg_int(command, 5, 0, 1, &hex);
	at_arg_int(command, 6, 0, 1, &non);
	struct model_send *s = new_send(m);
	s->short_id = (unsigned)short_id;
	at_arg_copy(command, 2, s->uri, sizeof s->uri);
	if (command->count > 4) {
		s->preview_len = command->arg[4].len < sizeof s->preview ? command->arg[4].len
									 : sizeof s->preview;
		memcpy(s->preview, command->arg[4].text, s->preview_len);
	}
	s->len = (size_t)len;
	s->hex = hex;
	s->confirmable = !non;
	s->sent_ms = m->command_ms;
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
	struct model_send *s = find_send(m, urc, &doubled);
	if (doubled)
		return;
	if (s) {
		s->state = urc->code == QLW_DELIVERY_DONE ? MODEL_SEND_DELIVERED : MODEL_SEND_FAILED;
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
