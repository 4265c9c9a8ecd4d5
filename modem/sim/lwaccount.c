/*
 * Which servers the client works with: settings become instances of objects 0 and 1 (factory
 * bootstrap, 2.1.1), and these, wherever they came from, become servers. Sends nothing.
 */
#include "modem/sim/lwint.h"

#include <string.h>

#include "modem/sim/lwdefs.h"

static void load_security(struct lw_tree *t, unsigned i, const struct lw_account *a)
{
	lw_tree_set_text(t, LW_OBJECT_SECURITY, i, 0, a->uri);
	lw_tree_set_number(t, LW_OBJECT_SECURITY, i, 1, LW_TYPE_BOOLEAN, a->bootstrap);
	lw_tree_set_number(t, LW_OBJECT_SECURITY, i, 2, LW_TYPE_INTEGER, a->security_mode);
	lw_tree_set_bytes(
		t, LW_OBJECT_SECURITY, i, 3, LW_TYPE_OPAQUE, a->psk_id, strlen(a->psk_id));
	lw_tree_set_bytes(t, LW_OBJECT_SECURITY, i, 5, LW_TYPE_OPAQUE, a->psk_key, a->psk_key_len);
	lw_tree_set_number(t, LW_OBJECT_SECURITY, i, 10, LW_TYPE_INTEGER, a->short_id);
}

/* The Note's <storing> is the reverse of the OMA resource: 0 stores. */
static void load_server(struct lw_tree *t, unsigned i, const struct lw_account *a)
{
	lw_tree_set_number(t, LW_OBJECT_SERVER, i, 0, LW_TYPE_INTEGER, a->short_id);
	lw_tree_set_number(t, LW_OBJECT_SERVER, i, 1, LW_TYPE_INTEGER, a->life_time);
	lw_tree_set_number(t, LW_OBJECT_SERVER, i, 2, LW_TYPE_INTEGER, a->period_min);
	lw_tree_set_number(t, LW_OBJECT_SERVER, i, 3, LW_TYPE_INTEGER, a->period_max);
	lw_tree_set_number(t, LW_OBJECT_SERVER, i, 5, LW_TYPE_INTEGER, a->disable_time);
	lw_tree_set_number(t, LW_OBJECT_SERVER, i, 6, LW_TYPE_BOOLEAN, !a->discard);
	lw_tree_set_text(t, LW_OBJECT_SERVER, i, 7, a->binding);
}

static void load_extra(struct lw_tree *t, const struct lw_extra *e)
{
	const struct lw_resource_def *def = lw_resource_find(e->object, e->resource);
	struct lw_value v = {
		.number = e->number, .data = (const uint8_t *)e->text, .len = strlen(e->text)};
	if (!def || def->type == LW_TYPE_OPAQUE || def->type == LW_TYPE_NONE)
		return;
	if (e->object != LW_OBJECT_ACL && !lw_tree_has_instance(t, e->object, e->instance))
		return;
	v.type = def->type;
	lw_tree_set(t, e->object, e->instance, e->resource, def->multiple ? e->part : LW_NO_ID, &v);
}

void lw_accounts_load(struct lw *lw)
{
	const struct lw_config *c = lw_settings(lw);
	if (lw->given)
		return;
	for (unsigned object = LW_OBJECT_SECURITY; object <= LW_OBJECT_ACL; object++) {
		struct lw_path all = lw_path_make(1, object, 0, 0, 0);
		lw_tree_remove(&lw->tree, &all);
	}
	for (unsigned i = 0; i < QLW_CLIENTS; i++) {
		const struct lw_account *a = &c->account[i];
		if (!a->used)
			continue;
		load_security(&lw->tree, i, a);
		if (a->has_server && !a->bootstrap)
			load_server(&lw->tree, i, a);
	}
	for (size_t i = 0; i < c->extras; i++)
		load_extra(&lw->tree, &c->extra[i]);
	lw->loaded = true;
}

/* The instance of object 1 with this short id, or LW_NO_ID. */
static unsigned find_server_instance(const struct lw_tree *t, unsigned short_id)
{
	unsigned i = lw_tree_next_instance(t, LW_OBJECT_SERVER, 0);
	for (; i != LW_NO_ID; i = lw_tree_next_instance(t, LW_OBJECT_SERVER, i + 1))
		if (lw_tree_number(t, LW_OBJECT_SERVER, i, 0, -1) == (int64_t)short_id)
			return i;
	return LW_NO_ID;
}

/* A slot: the instance's own number where it is free, else the first free one. */
static struct lw_server *take_slot(struct lw *lw, unsigned wanted)
{
	if (wanted < QLW_CLIENTS && !lw->server[wanted].used)
		return &lw->server[wanted];
	for (unsigned i = 0; i < QLW_CLIENTS; i++)
		if (!lw->server[i].used)
			return &lw->server[i];
	return NULL;
}

static void derive_one(struct lw *lw, unsigned security)
{
	const struct lw_tree *t = &lw->tree;
	bool bootstrap = lw_tree_number(t, LW_OBJECT_SECURITY, security, 1, 0) != 0;
	unsigned short_id = (unsigned)lw_tree_number(t, LW_OBJECT_SECURITY, security, 10, 0);
	unsigned server = bootstrap ? LW_NO_ID : find_server_instance(t, short_id);
	struct lw_server *s;
	if ((!bootstrap && server == LW_NO_ID) || !(s = take_slot(lw, security)))
		return;
	struct coap_resume *kept = s->resume;
	memset(s, 0, sizeof(*s));
	*s = (struct lw_server){.lw = lw,
		.used = true,
		.slot = (unsigned)(s - lw->server),
		.security = security,
		.server = server,
		.short_id = short_id,
		.bootstrap = bootstrap,
		.resume = kept};
	if (!lw_uri_parse(lw_tree_text(t, LW_OBJECT_SECURITY, security, 0), &s->uri))
		s->uri.host[0] = '\0';
	lw_server_init(s);
}

void lw_accounts_derive(struct lw *lw)
{
	for (unsigned i = 0; i < QLW_CLIENTS; i++) {
		lw_server_close(&lw->server[i]);
		lw_observe_clear(&lw->server[i].observe);
		lw->server[i].used = false;
	}
	unsigned i = lw_tree_next_instance(&lw->tree, LW_OBJECT_SECURITY, 0);
	for (; i != LW_NO_ID; i = lw_tree_next_instance(&lw->tree, LW_OBJECT_SECURITY, i + 1))
		derive_one(lw, i);
}

struct lw_server *lw_account_find(struct lw *lw, unsigned short_id)
{
	for (unsigned i = 0; i < QLW_CLIENTS; i++) {
		struct lw_server *s = &lw->server[i];
		if (s->used && !s->bootstrap && s->short_id == short_id)
			return s;
	}
	return NULL;
}

struct lw_server *lw_account_bootstrap(struct lw *lw)
{
	for (unsigned i = 0; i < QLW_CLIENTS; i++)
		if (lw->server[i].used && lw->server[i].bootstrap)
			return &lw->server[i];
	return NULL;
}

void lw_accounts_drop(struct lw *lw)
{
	for (unsigned i = 0; i < QLW_CLIENTS; i++) {
		struct lw_server *s = &lw->server[i];
		lw_server_close(s);
		lw_observe_clear(&s->observe);
		coap_resume_free(s->resume);
		memset(s, 0, sizeof(*s));
	}
}
