/*
 * The one writer's way in: commands with their answers, and events, become what is known. Everything
 * is decided from the text on the wire, so that a replayed session gives the same model.
 */
#include <stdio.h>
#include <string.h>

#include "modem/model_priv.h"

/* --- commands ------------------------------------------------------------------------------- */

/* What one command (of perhaps several joined by `;`) asks of the client. */
struct ask {
	enum {
		ASK_OTHER,
		ASK_QUERY,
		ASK_WRITE,
		ASK_CAPS,
		ASK_SERVICE
	} kind;
	int which; /* enum qlw_key or enum qlw_service */
};

static struct ask ask_config(const struct at_line *c)
{
	if (c->form == AT_FORM_TEST)
		return (struct ask){ASK_CAPS, 0};
	if (c->form != AT_FORM_WRITE || !c->count)
		return (struct ask){ASK_OTHER, 0};
	int key = qlw_key_find(c->arg[0].text, c->arg[0].len);
	if (key < 0)
		return (struct ask){ASK_OTHER, 0};
	bool query = key == QLW_KEY_HOST ? c->count <= 3 : c->count == 1;
	return (struct ask){query ? ASK_QUERY : ASK_WRITE, key};
}

static struct ask ask_of(const struct at_line *c)
{
	if (at_is(c, "+QLWCFG"))
		return ask_config(c);
	if (at_is(c, "+QLWSVC") && c->form == AT_FORM_WRITE && c->count) {
		int service = qlw_service_find(c->arg[0].text, c->arg[0].len);
		if (service >= 0)
			return (struct ask){ASK_SERVICE, service};
	}
	return (struct ask){ASK_OTHER, 0};
}

/* Cuts the next of several joined commands off *rest. */
static bool next_part(const char **rest, struct at_line *out)
{
	const char *text = *rest;
	return text && *text && at_parse_command(text, strlen(text), out, rest) == 0;
}

static void begin_caps(struct model *m)
{
	m->offering = 0;
	m->unknowns = 0;
}

static void set_action(struct model *m, enum model_action action, uint64_t now_ms)
{
	m->action = action;
	m->action_ms = now_ms;
}

static void begin_service(struct model *m, int service, const struct at_line *c, uint64_t now_ms)
{
	if (service == QLW_SERVICE_REG) {
		m->reg_result = -1;
		set_action(m, MODEL_ACTION_REG, now_ms);
	} else if (service == QLW_SERVICE_DEREG) {
		int64_t method = 0;
		at_arg_int(c, 1, 0, 1, &method);
		m->dereg_result = -1;
		set_action(m, method ? MODEL_ACTION_RESET : MODEL_ACTION_DEREG, now_ms);
	} else if (service == QLW_SERVICE_LIFETIME) {
		int64_t short_id;
		if (at_arg_int(c, 1, 1, QLW_SHORT_ID_MAX, &short_id))
			model_server_life_asked(m, (unsigned)short_id);
	} else if (service == QLW_SERVICE_STATE && c->count == 1) {
		for (size_t i = 0; i < m->servers; i++)
			m->server[i].listed = false;
	}
}

void model_apply_command(struct model *m, const char *command, uint64_t now_ms)
{
	struct at_line c;
	m->generation++;
	m->command_ms = now_ms;
	m->readings = 0;
	for (const char *rest = command; next_part(&rest, &c);) {
		struct ask ask = ask_of(&c);
		if (ask.kind == ASK_CAPS)
			begin_caps(m);
		else if (ask.kind == ASK_SERVICE)
			begin_service(m, ask.which, &c, now_ms);
		else if (ask.kind == ASK_OTHER)
			m->asking |= model_asks(&c);
		if (at_is(&c, "+CGPADDR") && c.form == AT_FORM_EXEC)
			net_forget_address(&m->net); /* one that has gone has no line */
	}
}

/* --- answers -------------------------------------------------------------------------------- */

static void take_capability(
	struct model *m, const struct at_line *info, const char *line, size_t len)
{
	struct qlw_capability cap;
	if (qlw_parse_capability(info, line, len, &cap) != 0)
		return;
	int key = qlw_key_find(cap.name, strlen(cap.name));
	if (key >= 0) {
		m->key[key].capability = cap;
		m->offering |= 1u << key;
	} else if (m->unknowns < MODEL_UNKNOWN_MAX) {
		m->unknown[m->unknowns++] = cap;
	}
}

static void take_setting(struct model *m, int wanted, const struct at_line *info)
{
	enum qlw_key key;
	struct qlw_record record;
	if (m->readings == MODEL_RECORDS_MAX || qlw_parse_setting(info, &key, &record) != 0)
		return;
	if ((int)key != wanted)
		return;
	m->reading_key[m->readings] = (uint8_t)key;
	m->reading[m->readings++] = record;
}

static void take_service(struct model *m, int service, const struct at_line *info, uint64_t now_ms)
{
	struct qlw_server_state row;
	int64_t short_id, life_time;
	if (service == QLW_SERVICE_STATE && qlw_parse_state(info, &row) == 0)
		model_server_row(m, &row, now_ms);
	if (service == QLW_SERVICE_LIFETIME && at_arg_is(info, 0, "lifetime") &&
		at_arg_int(info, 1, 1, QLW_SHORT_ID_MAX, &short_id) &&
		at_arg_int(info, 2, 0, INT32_MAX, &life_time))
		model_server_lifetime(m, (unsigned)short_id, life_time);
}

static void take_identity(struct model *m, const char *command, const char *line, size_t len)
{
	if (net_apply(&m->identity, &m->net, command, line, len) && m->identity.model[0])
		m->family = net_family_of(m->identity.model);
}

void model_apply_answer(
	struct model *m, const char *command, const char *line, size_t len, uint64_t now_ms)
{
	struct at_line c, info;
	m->generation++;
	if (len && line[0] == '+' && at_parse_info(line, len, &info) == 0 &&
		(at_is(&info, "+QLWCFG") || at_is(&info, "+QLWSVC"))) {
		for (const char *rest = command; next_part(&rest, &c);) {
			struct ask ask = ask_of(&c);
			if (ask.kind == ASK_CAPS && at_is(&info, "+QLWCFG"))
				take_capability(m, &info, line, len);
			else if (ask.kind == ASK_QUERY)
				take_setting(m, ask.which, &info);
			else if (ask.kind == ASK_SERVICE)
				take_service(m, ask.which, &info, now_ms);
		}
		return;
	}
	take_identity(m, command, line, len);
}

/* --- how it ended --------------------------------------------------------------------------- */

/* "host" is asked an index at a time: records of the other index stay. */
static size_t keep_other_hosts(struct model_key *k, const struct at_line *c)
{
	int64_t asked;
	size_t kept = 0;
	for (size_t i = 0; at_arg_int(c, 1, 0, 1, &asked) && i < k->count; i++)
		if (k->record[i].value[0].number != asked)
			k->record[kept++] = k->record[i];
	return kept;
}

static void commit(struct model *m, enum qlw_key key, const struct at_line *c, uint64_t now_ms)
{
	struct model_key *k = &m->key[key];
	k->count = key == QLW_KEY_HOST ? keep_other_hosts(k, c) : 0;
	for (size_t i = 0; i < m->readings && k->count < MODEL_RECORDS_MAX; i++)
		if (m->reading_key[i] == key)
			k->record[k->count++] = m->reading[i];
	k->read_ms = now_ms;
	k->stale = k->refused = false;
	if (key == QLW_KEY_SECURITY || key == QLW_KEY_SERVER)
		model_server_settings(m);
}

static void commit_caps(struct model *m, uint64_t now_ms)
{
	for (unsigned i = 0; i < QLW_KEYS; i++)
		m->key[i].offered = m->offering >> i & 1;
	m->capabilities_ms = now_ms;
}

static void all_stale(struct model *m)
{
	for (size_t i = 0; i < QLW_KEYS; i++)
		m->key[i].stale = true;
	m->state_stale = true;
}

/* A write takes effect at once; what it changed besides its own key is the Note's chapter 3.2.1. */
static void written(struct model *m, enum qlw_key key)
{
	m->key[key].stale = true;
	if (key == QLW_KEY_SELECT)
		all_stale(m);
	if (key == QLW_KEY_SECURITY || key == QLW_KEY_SERVER)
		m->state_stale = true;
	if (key == QLW_KEY_SECURITY)
		m->key[QLW_KEY_SERVER].stale = m->key[QLW_KEY_PDPCID].stale = true;
}

static void end_service(struct model *m, int service, const struct at_line *c, bool ok)
{
	int64_t short_id, life_time;
	switch ((enum qlw_service)service) {
	case QLW_SERVICE_REG:
	case QLW_SERVICE_DEREG:
		if (!ok)
			m->action = MODEL_ACTION_NONE;
		break;
	case QLW_SERVICE_LIFETIME:
		if (ok && at_arg_int(c, 1, 1, QLW_SHORT_ID_MAX, &short_id) &&
			at_arg_int(c, 2, 0, INT32_MAX, &life_time))
			model_server_lifetime(m, (unsigned)short_id, life_time);
		break;
	case QLW_SERVICE_STATE:
		m->state_stale = false; /* asked is asked: an ERROR is not asked again */
		break;
	case QLW_SERVICE_ULDATA:
		model_data_sent(m, c, ok);
		break;
	case QLW_SERVICE_UPDATE:
	case QLW_SERVICES:
		break;
	}
}

/* A refusal changes nothing. What was asked from the beginning is asked, whatever the answers. */
static void end_other(struct model *m, const struct at_line *c, bool ok)
{
	const unsigned changed = ok ? model_effects(c) : 0, asked = model_asked(c) & m->asking;
	m->stale &= ~asked;
	m->asking &= ~(asked | changed);
	m->stale |= changed & (MODEL_PART_NETWORK | MODEL_PART_UNIT | MODEL_PART_URCPORT);
	if (changed & MODEL_PART_SETTINGS)
		all_stale(m);
	if (changed & MODEL_PART_STATE)
		m->state_stale = true;
}

static void state_read(struct model *m, const struct at_line *c, uint64_t now_ms)
{
	m->state_ms = now_ms;
	if (c->count == 1)
		model_server_listed(m);
}

static void end_part(struct model *m, const struct at_line *c, bool ok, uint64_t now_ms)
{
	struct ask ask = ask_of(c);
	switch (ask.kind) {
	case ASK_QUERY:
		m->key[ask.which].stale = false;
		if (ok)
			commit(m, (enum qlw_key)ask.which, c, now_ms);
		else
			m->key[ask.which].refused = true;
		break;
	case ASK_WRITE:
		if (ok)
			written(m, (enum qlw_key)ask.which);
		break;
	case ASK_CAPS:
		if (ok)
			commit_caps(m, now_ms);
		break;
	case ASK_SERVICE:
		end_service(m, ask.which, c, ok);
		if (ok && ask.which == QLW_SERVICE_STATE)
			state_read(m, c, now_ms);
		break;
	case ASK_OTHER:
		end_other(m, c, ok);
		break;
	}
}

void model_apply_end(struct model *m, const char *command, bool ok, uint64_t now_ms)
{
	struct at_line c;
	m->generation++;
	for (const char *rest = command; next_part(&rest, &c);)
		end_part(m, &c, ok, now_ms);
}

/* --- events --------------------------------------------------------------------------------- */

static void apply_state(struct model *m, const struct event *event)
{
	static const int ends[] = {QLW_STATE_REG_READY, QLW_STATE_REG_FAILED, QLW_STATE_BS_FAILED,
		QLW_STATE_GENERIC_FAILED};
	model_server_event(m, event);
	for (size_t i = 0; m->action == MODEL_ACTION_REG && i < sizeof ends / sizeof *ends; i++)
		if (event->urc.code == ends[i] &&
			(ends[i] == QLW_STATE_BS_FAILED || !model_server_pending(m)))
			m->action = MODEL_ACTION_NONE;
	if (event->urc.code == QLW_STATE_FACTORY_RESET)
		all_stale(m);
	if (event->urc.code == QLW_STATE_BS_FINISH)
		m->key[QLW_KEY_SECURITY].stale = m->key[QLW_KEY_SERVER].stale = true;
}

static void apply_reg(struct model *m, const struct event *event)
{
	m->reg_result = event->urc.code;
	m->reg_result_ms = event->t_ms;
	if (event->urc.code != QLW_RESULT_SUCCESS && m->action == MODEL_ACTION_REG)
		m->action = MODEL_ACTION_NONE;
	for (size_t i = 0; i < m->servers; i++)
		if (model_server_replaced(m, &m->server[i]))
			m->state_stale = true; /* a start takes what is set now */
}

static void apply_dereg(struct model *m, const struct event *event)
{
	m->dereg_result = event->urc.code;
	m->dereg_result_ms = event->t_ms;
	if (m->action == MODEL_ACTION_RESET)
		all_stale(m);
	m->state_stale = true;
	m->action = MODEL_ACTION_NONE;
}

static void apply_link(struct model *m, const struct event *event)
{
	if (event->link == EVENT_LINK_DOWN || event->link == EVENT_LINK_RESTARTED) {
		net_clear(&m->net);
		model_server_forget(m);
		model_data_forget(m);
		all_stale(m);
		m->stale = 0; /* forgotten, and read when it answers */
		m->action = MODEL_ACTION_NONE;
	}
	m->link = event->link;
	m->link_ms = event->t_ms;
}

void model_apply_event(struct model *m, const struct event *event)
{
	m->generation++;
	switch (event->kind) {
	case EVENT_STATE:
		apply_state(m, event);
		break;
	case EVENT_REG:
		apply_reg(m, event);
		break;
	case EVENT_DEREG:
		apply_dereg(m, event);
		break;
	case EVENT_OBSERVE:
		model_data_observe(m, event);
		break;
	case EVENT_DELIVERY:
		model_data_delivery(m, event);
		break;
	case EVENT_RECV:
		model_data_recv(m, event);
		break;
	case EVENT_NET:
		take_identity(m, NULL, event->line, event->len);
		break;
	case EVENT_LINK:
		apply_link(m, event);
		break;
	case EVENT_URC:
		break;
	}
}
