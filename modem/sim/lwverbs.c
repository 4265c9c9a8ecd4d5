/*
 * AT+QLWSVC but reg and dereg: lifetime, update, uldata and state (3.2.2). Sets the machines in
 * motion; sends nothing itself.
 */
#include <stdio.h>
#include <string.h>

#include "modem/sim/lwdefs.h"
#include "modem/sim/lwint.h"

static int find_registered(struct lw *lw, unsigned short_id, struct lw_server **out)
{
	*out = lw_account_find(lw, short_id);
	if (!*out)
		return lw->phase == LW_PHASE_IDLE ? QLW_CME_NOT_ALLOWED : QLW_CME_INVALID;
	return lwreg_registered(&(*out)->reg) ? 0 : QLW_CME_NOT_ALLOWED;
}

int lw_lifetime(struct lw *lw, unsigned short_id, int64_t life_time)
{
	struct lw_server *s;
	int refused = find_registered(lw, short_id, &s);
	if (refused)
		return refused;
	struct lw_path path = lw_path_make(3, LW_OBJECT_SERVER, s->server, 1, 0);
	lw_tree_set_number(&lw->tree, LW_OBJECT_SERVER, s->server, 1, LW_TYPE_INTEGER, life_time);
	lw_changed(lw, &path);
	lwreg_update(&s->reg, false);
	return 0;
}

int lw_lifetime_get(const struct lw *lw, unsigned short_id, int64_t *life_time)
{
	const struct lw_config *c = lw_settings(lw);
	for (unsigned i = 0; i < QLW_CLIENTS; i++)
		if (lw->server[i].used && !lw->server[i].bootstrap &&
			lw->server[i].short_id == short_id) {
			*life_time = lw_server_lifetime(&lw->server[i]);
			return 0;
		}
	for (unsigned i = 0; i < QLW_CLIENTS; i++)
		if (c->account[i].used && c->account[i].short_id == short_id) {
			*life_time = c->account[i].life_time;
			return 0;
		}
	return QLW_CME_INVALID;
}

int lw_update(struct lw *lw, unsigned short_id, bool with_object)
{
	struct lw_server *s;
	int refused = find_registered(lw, short_id, &s);
	if (!refused)
		lwreg_update(&s->reg, with_object);
	return refused;
}

/* uldata sets the resource it names; it must be one that carries data. */
static int put_uldata(struct lw *lw, const struct lw_path *p, const void *data, size_t len)
{
	const struct lw_resource_def *def = lw_resource_find(p->id[0], p->id[2]);
	struct lw_value v = {.data = data, .len = len};
	if (p->depth != 3 || !def || !lw_tree_has_instance(&lw->tree, p->id[0], p->id[1]))
		return QLW_CME_INVALID;
	if ((def->type != LW_TYPE_STRING && def->type != LW_TYPE_OPAQUE) ||
		p->id[0] <= LW_OBJECT_ACL)
		return QLW_CME_NOT_ALLOWED;
	v.type = def->type;
	return lw_tree_set(&lw->tree, p->id[0], p->id[1], p->id[2], def->multiple ? 0 : LW_NO_ID,
		       &v) < 0
		       ? QLW_CME_MEMORY
		       : 0;
}

int lw_uldata(struct lw *lw, unsigned short_id, const char *uri, const void *data, size_t len,
	bool confirmable)
{
	struct lw_server *s;
	struct lw_path path;
	int refused = find_registered(lw, short_id, &s);
	if (refused)
		return refused;
	if (!lw_path_parse(uri, &path))
		return QLW_CME_INVALID;
	refused = put_uldata(lw, &path, data, len);
	if (!refused)
		refused = lw_observe_send(s, &path, confirmable);
	return refused;
}

static bool status_of_settings(const struct lw *lw, unsigned i, struct lw_status *out)
{
	const struct lw_account *a = &lw_settings(lw)->account[i];
	if (!a->used)
		return false;
	*out = (struct lw_status){
		.short_id = a->short_id, .bootstrap = a->bootstrap, .state = QLW_STATE_INITIAL};
	snprintf(out->uri, sizeof(out->uri), "%s", a->uri);
	return true;
}

bool lw_status(const struct lw *lw, unsigned client_index, struct lw_status *out)
{
	if (client_index >= QLW_CLIENTS)
		return false;
	const struct lw_server *s = &lw->server[client_index];
	if (!lw->loaded)
		return status_of_settings(lw, client_index, out);
	if (!s->used)
		return false;
	*out = (struct lw_status){
		.short_id = s->short_id, .bootstrap = s->bootstrap, .state = s->reg.state};
	snprintf(out->uri, sizeof(out->uri), "%s",
		lw_tree_text(&lw->tree, LW_OBJECT_SECURITY, s->security, 0));
	return true;
}

bool lw_registered(const struct lw *lw)
{
	for (unsigned i = 0; i < QLW_CLIENTS; i++)
		if (lw->server[i].used && lwreg_registered(&lw->server[i].reg))
			return true;
	return false;
}
