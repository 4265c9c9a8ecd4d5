/*
 * What has to be read again: parts that a command may have changed, and the network while the module
 * looks for one. It asks for parts of the connect sequence and sends nothing itself.
 */
#include "modem/session_priv.h"

void session_want_key(struct session *s, enum qlw_key key)
{
	s->connect.want |= SESSION_WANT_SETTINGS;
	s->connect.keys |= 1u << key;
	s->model->key[key].stale = true;
}

static void want_parts(struct session *s)
{
	static const struct {
		unsigned part, want;
	} parts[] = {
		{MODEL_PART_NETWORK, SESSION_WANT_NETWORK},
		{MODEL_PART_UNIT, SESSION_WANT_UNIT},
		{MODEL_PART_URCPORT, SESSION_WANT_URCPORT},
	};
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (s->model->stale & parts[i].part)
			s->connect.want |= parts[i].want;
}

/* What the model calls stale is read again, unless only parts were wanted. */
void session_want_stale(struct session *s)
{
	if (s->connect.stage != CONNECT_READY || s->options.want != SESSION_WANT_CONSOLE)
		return;
	want_parts(s);
	if (s->model->family != NET_FAMILY_TABLE1)
		return;
	for (unsigned i = 0; i < QLW_KEYS; i++)
		if (s->model->key[i].stale)
			session_want_key(s, (enum qlw_key)i);
	if (s->model->state_stale)
		s->connect.want |= SESSION_WANT_STATE;
}

/* Nobody says when a search for a network has ended: it is asked, less and less often. */
void session_look_for_network(struct session *s)
{
	if (s->options.want != SESSION_WANT_CONSOLE || s->connect.stage != CONNECT_READY ||
		s->model->link != EVENT_LINK_UP || s->model->net.reg != NET_REG_SEARCHING) {
		s->look_ms = s->look_wait_ms = 0;
	} else if (!s->look_ms) {
		s->look_wait_ms = s->look_wait_ms ? s->look_wait_ms * 2 : SESSION_LOOK_MS;
		if (s->look_wait_ms > SESSION_LOOK_MAX_MS)
			s->look_wait_ms = SESSION_LOOK_MAX_MS;
		s->look_ms = s->now_ms + s->look_wait_ms;
	} else if (s->now_ms >= s->look_ms) {
		s->look_ms = 0;
		s->connect.want |= SESSION_WANT_NETWORK;
	}
}
