/* The servers of the model: what settings, "state" and events say of each. Note 3.3.1, Table 9. */
#include <stdio.h>
#include <string.h>

#include "modem/model_priv.h"

static bool worth_keeping(const struct model_server *s)
{
	return s->configured || s->listed || s->steps;
}

static void drop_unused(struct model *m)
{
	size_t kept = 0;
	for (size_t i = 0; i < m->servers; i++)
		if (worth_keeping(&m->server[i]))
			m->server[kept++] = m->server[i];
	m->servers = kept;
}

/* When full, the one that was only ever heard of, longest ago, makes room. */
static struct model_server *oldest_stranger(struct model *m)
{
	struct model_server *oldest = NULL;
	for (size_t i = 0; i < m->servers; i++) {
		struct model_server *s = &m->server[i];
		if (s->configured || s->listed)
			continue;
		if (!oldest || s->since_ms < oldest->since_ms)
			oldest = s;
	}
	return oldest;
}

struct model_server *model_server_get(struct model *m, unsigned short_id)
{
	for (size_t i = 0; i < m->servers; i++)
		if (m->server[i].short_id == short_id)
			return &m->server[i];
	struct model_server *s =
		m->servers < MODEL_SERVERS_MAX ? &m->server[m->servers++] : oldest_stranger(m);
	if (!s)
		return NULL;
	*s = (struct model_server){
		.short_id = short_id,
		.client_index = -1,
		.bootstrap = -1,
		.code = -1,
		.phase = QLW_PHASE_UNKNOWN,
		.life_time = -1,
	};
	return s;
}

static void remember(struct model_server *s, int code, uint64_t t_ms)
{
	struct model_step *last = s->steps ? &s->path[s->steps - 1] : NULL;
	if (last && last->code == code) {
		last->t_ms = t_ms;
		last->times++;
		return;
	}
	if (s->steps == MODEL_PATH_MAX) {
		s->steps--;
		memmove(s->path, s->path + 1, s->steps * sizeof *s->path);
	}
	s->path[s->steps++] = (struct model_step){code, t_ms, t_ms, 1};
}

/* Before the update is remembered. What is longer than the life time was no interval. */
static void measure(struct model_server *s, uint64_t t_ms)
{
	const struct model_step *last = s->steps ? &s->path[s->steps - 1] : NULL;
	const uint64_t life_ms = s->life_time < 0 ? UINT64_MAX : (uint64_t)s->life_time * 1000;
	if (!last || (last->code != QLW_STATE_REG_READY && last->code != QLW_STATE_REG_UPDATE))
		return;
	const uint64_t gap = t_ms - last->t_ms;
	if (s->update_ms > life_ms)
		s->update_ms = 0;
	if (gap <= life_ms && gap > s->update_ms)
		s->update_ms = gap;
}

static void set_phase(struct model_server *s, int code, uint64_t t_ms)
{
	enum qlw_phase phase = qlw_state_phase(code, s->phase);
	if (phase != s->phase)
		s->since_ms = t_ms;
	s->phase = phase;
	s->code = code;
}

static bool is_retry(int code)
{
	return code == QLW_STATE_REG_CONN_RETRY || code == QLW_STATE_REG_RETRY ||
	       code == QLW_STATE_BS_CONN_RETRY || code == QLW_STATE_BS_RETRY;
}

static bool is_failure(int code)
{
	return code == QLW_STATE_REG_FAILED || code == QLW_STATE_BS_FAILED ||
	       code == QLW_STATE_GENERIC_FAILED || code == QLW_STATE_UPDATE_FAILED;
}

static void hear(struct model_server *s, int code, uint64_t t_ms)
{
	if (code == QLW_STATE_REG_UPDATE)
		measure(s, t_ms);
	remember(s, code, t_ms);
	set_phase(s, code, t_ms);
	if (is_retry(code))
		s->retries++;
	if (code == QLW_STATE_INITIAL || code == QLW_STATE_BS_START || code == QLW_STATE_REG_READY)
		s->retries = 0;
	if (code == QLW_STATE_REG_READY || code == QLW_STATE_REG_UPDATE)
		s->registered_ms = t_ms;
	if (s->phase != QLW_PHASE_READY) {
		s->registered_ms = 0;
		s->life_asked = false;
	}
	if (code == QLW_STATE_REG_READY)
		s->error[0] = '\0';
	if (is_failure(code))
		snprintf(s->error, sizeof s->error, "%s", qlw_state_meaning(code));
}

void model_server_event(struct model *m, const struct event *event)
{
	const struct qlw_urc *urc = &event->urc;
	if (urc->short_id == 0) {
		m->client_code = urc->code;
		m->client_ms = event->t_ms;
		return;
	}
	struct model_server *s = model_server_get(m, urc->short_id);
	if (!s)
		return;
	bool stranger = s->client_index < 0 && !s->steps;
	if (stranger || urc->code == QLW_STATE_BS_FINISH)
		m->state_stale = true; /* "state" tells who that is */
	hear(s, urc->code, event->t_ms);
}

void model_server_row(struct model *m, const struct qlw_server_state *row, uint64_t now_ms)
{
	struct model_server *s = model_server_get(m, row->short_id);
	if (!s)
		return;
	s->listed = true;
	s->client_index = (int)row->client_index;
	s->bootstrap = row->bootstrap;
	snprintf(s->server_addr, sizeof s->server_addr, "%s", row->server_addr);
	if (s->code == row->code)
		return;
	bool first = s->code < 0;
	set_phase(s, row->code, now_ms);
	if (first)
		s->since_ms = 0; /* it was so when we came */
}

static void take_security(struct model *m, const struct qlw_record *r)
{
	const struct qlw_verb *v = qlw_key_verb(QLW_KEY_SECURITY);
	const struct qlw_value *id = &r->value[qlw_field_find(v, "short_id")];
	const struct qlw_value *boot = &r->value[qlw_field_find(v, "bootstrap")];
	struct model_server *s = id->numeric ? model_server_get(m, (unsigned)id->number) : NULL;
	if (!s)
		return;
	s->configured = true;
	s->client_index = (int)r->value[qlw_field_find(v, "client_index")].number;
	s->bootstrap = boot->numeric ? (int)boot->number : -1;
	snprintf(s->server_addr, sizeof s->server_addr, "%s",
		r->value[qlw_field_find(v, "server_addr")].text);
}

static void take_server(struct model *m, const struct qlw_record *r)
{
	const struct qlw_verb *v = qlw_key_verb(QLW_KEY_SERVER);
	const struct qlw_value *life = &r->value[qlw_field_find(v, "life_time")];
	int64_t index = r->value[qlw_field_find(v, "client_index")].number;
	for (size_t i = 0; i < m->servers; i++) {
		struct model_server *s = &m->server[i];
		if (s->client_index == index && s->life_time < 0 && life->numeric)
			s->life_time = life->number;
	}
}

void model_server_settings(struct model *m)
{
	const struct model_key *security = &m->key[QLW_KEY_SECURITY];
	const struct model_key *server = &m->key[QLW_KEY_SERVER];
	for (size_t i = 0; i < m->servers; i++)
		m->server[i].configured = false;
	for (size_t i = 0; i < security->count; i++)
		take_security(m, &security->record[i]);
	for (size_t i = 0; i < server->count; i++)
		take_server(m, &server->record[i]);
	drop_unused(m);
}

void model_server_lifetime(struct model *m, unsigned short_id, int64_t life_time)
{
	struct model_server *s = model_server_get(m, short_id);
	if (s)
		s->life_time = life_time;
}

void model_server_life_asked(struct model *m, unsigned short_id)
{
	struct model_server *s = model_server_get(m, short_id);
	if (s)
		s->life_asked = true;
}

void model_server_forget(struct model *m)
{
	for (size_t i = 0; i < m->servers; i++) {
		struct model_server *s = &m->server[i];
		s->code = -1;
		s->phase = QLW_PHASE_UNKNOWN;
		s->since_ms = s->registered_ms = 0;
		s->listed = s->life_asked = false;
	}
	m->state_stale = true;
}

void model_server_listed(struct model *m)
{
	size_t kept = 0;
	for (size_t i = 0; i < m->servers; i++) {
		const struct model_server *s = &m->server[i];
		if (s->configured || s->listed || s->client_index < 0)
			m->server[kept++] = *s;
	}
	m->servers = kept;
}

bool model_server_replaced(const struct model *m, const struct model_server *s)
{
	if (s->configured || s->client_index < 0)
		return false;
	for (size_t i = 0; i < m->servers; i++)
		if (m->server[i].configured && m->server[i].client_index == s->client_index)
			return true;
	return false;
}

static bool is_active(const struct model_server *s)
{
	return s->phase == QLW_PHASE_READY || s->phase == QLW_PHASE_WORKING ||
	       s->phase == QLW_PHASE_RETRYING;
}

const struct model_server *model_server_before(const struct model *m, const struct model_server *s)
{
	for (size_t i = 0; i < m->servers && s->configured; i++) {
		const struct model_server *old = &m->server[i];
		if (old != s && !old->configured && old->client_index == s->client_index &&
			is_active(old))
			return old;
	}
	return NULL;
}

const struct model_server *model_server_pending(const struct model *m)
{
	for (size_t i = 0; i < m->servers; i++) {
		const struct model_server *s = &m->server[i];
		if (s->bootstrap != 1 && (s->configured || s->listed) &&
			!model_server_replaced(m, s) && s->phase != QLW_PHASE_READY &&
			s->phase != QLW_PHASE_FAILED)
			return s;
	}
	return NULL;
}
