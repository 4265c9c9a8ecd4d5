/*
 * Model: making one, and the questions views ask of it. The changes are in model_apply.c and
 * model_server.c.
 */
#include "modem/model.h"

#include <stdlib.h>
#include <string.h>

struct model *model_new(void)
{
	struct model *m = malloc(sizeof *m);
	if (m)
		model_clear(m);
	return m;
}

void model_clear(struct model *m)
{
	memset(m, 0, sizeof *m);
	m->link = EVENT_LINK_DOWN;
	m->reg_result = m->dereg_result = m->client_code = -1;
	m->state_stale = true;
	net_clear(&m->net);
}

void model_free(struct model *m)
{
	free(m);
}

const struct model_server *model_server_by_id(const struct model *m, unsigned short_id)
{
	for (size_t i = 0; i < m->servers; i++)
		if (m->server[i].short_id == short_id)
			return &m->server[i];
	return NULL;
}

const struct model_server *model_server_unknown_life(const struct model *m)
{
	for (size_t i = 0; i < m->servers; i++) {
		const struct model_server *s = &m->server[i];
		if (s->phase == QLW_PHASE_READY && s->life_time < 0 && !s->life_asked)
			return s;
	}
	return NULL;
}

const struct qlw_record *model_setting(const struct model *m, enum qlw_key key, size_t record)
{
	const struct model_key *k = &m->key[key];
	return k->read_ms && record < k->count ? &k->record[record] : NULL;
}

int64_t model_number(
	const struct model *m, enum qlw_key key, size_t record, const char *field, int64_t fallback)
{
	const struct qlw_record *r = model_setting(m, key, record);
	int i = qlw_field_find(qlw_key_verb(key), field);
	return r && i >= 0 && r->value[i].numeric ? r->value[i].number : fallback;
}

const struct model_send *model_send_by_id(const struct model *m, uint64_t id)
{
	const struct model_send *s = &m->send[id % MODEL_SENDS_MAX];
	return id && s->id == id ? s : NULL;
}

int64_t model_life_left_ms(const struct model_server *s, uint64_t now_ms)
{
	if (s->phase != QLW_PHASE_READY || s->life_time <= 0 || !s->registered_ms)
		return -1;
	uint64_t ends = s->registered_ms + (uint64_t)s->life_time * 1000;
	return ends > now_ms ? (int64_t)(ends - now_ms) : 0;
}

const char *model_banner(const struct model *m)
{
	if (model_number(m, QLW_KEY_SELECT, 0, "server_type", 0) == 0)
		return "";
	int64_t commercial = model_number(m, QLW_KEY_SELECT, 0, "is_commercial", -1);
	return commercial == 1 ? "PRODUCTION" : commercial == 0 ? "STAGING" : "";
}
