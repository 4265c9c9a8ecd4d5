/* What a bootstrap server may do to the tree (LwM2M 1.0, 5.2.7). Knows no timing. */
#include <stdio.h>
#include <string.h>

#include "modem/sim/lwboot.h"
#include "modem/sim/lwdefs.h"
#include "modem/sim/lwint.h"

/* --- consistency ------------------------------------------------------------------------- */

static bool is_bootstrap(const struct lw_tree *t, unsigned security)
{
	return lw_tree_number(t, LW_OBJECT_SECURITY, security, 1, 0) != 0;
}

static unsigned count_ssid(
	const struct lw_tree *t, unsigned object, unsigned resource, int64_t ssid)
{
	unsigned n = 0, i = lw_tree_next_instance(t, object, 0);
	for (; i != LW_NO_ID; i = lw_tree_next_instance(t, object, i + 1))
		if (object != LW_OBJECT_SECURITY || !is_bootstrap(t, i))
			n += lw_tree_number(t, object, i, resource, -1) == ssid;
	return n;
}

/* A usable way to a server that object 1 knows under the same number. */
static bool account_consistent(const struct lw_tree *t, unsigned security)
{
	struct lw_uri uri;
	const struct lw_value *key = lw_tree_get(t, LW_OBJECT_SECURITY, security, 5);
	int64_t mode = lw_tree_number(t, LW_OBJECT_SECURITY, security, 2, 3);
	int64_t ssid = lw_tree_number(t, LW_OBJECT_SECURITY, security, 10, 0);
	if (!lw_uri_parse(lw_tree_text(t, LW_OBJECT_SECURITY, security, 0), &uri))
		return false;
	if (ssid < 1 || ssid > QLW_SHORT_ID_MAX)
		return false;
	if (mode == 0 && (!key || !key->len))
		return false;
	return count_ssid(t, LW_OBJECT_SECURITY, 10, ssid) == 1 &&
	       count_ssid(t, LW_OBJECT_SERVER, 0, ssid) == 1;
}

bool lw_boot_consistent(const struct lw_tree *t)
{
	unsigned accounts = 0, i = lw_tree_next_instance(t, LW_OBJECT_SECURITY, 0);
	for (; i != LW_NO_ID; i = lw_tree_next_instance(t, LW_OBJECT_SECURITY, i + 1)) {
		if (is_bootstrap(t, i))
			continue;
		if (!account_consistent(t, i))
			return false;
		accounts++;
	}
	return accounts > 0;
}

/* --- Delete ------------------------------------------------------------------------------ */

/* The bootstrap account itself, and what a device cannot be without, stay. */
static bool removable(const struct lw_tree *t, unsigned object, unsigned instance)
{
	const struct lw_object_def *def = lw_object_find(object);
	if (object == LW_OBJECT_SECURITY)
		return !is_bootstrap(t, instance);
	return def && def->multiple;
}

static void delete_instances(struct lw_tree *t, unsigned object)
{
	unsigned i = lw_tree_next_instance(t, object, 0);
	for (; i != LW_NO_ID; i = lw_tree_next_instance(t, object, i + 1)) {
		struct lw_path at = lw_path_make(2, object, i, 0, 0);
		if (removable(t, object, i))
			lw_tree_remove(t, &at);
	}
}

static unsigned delete (struct lw_tree *t, const struct lw_path *path)
{
	if (path->depth > 2)
		return COAP_CODE(4, 0);
	if (path->depth == 0) {
		for (size_t i = 0; i < lw_object_count(); i++)
			delete_instances(t, lw_object_at(i)->id);
		return COAP_CODE(2, 2);
	}
	const struct lw_object_def *def = lw_object_find(path->id[0]);
	if (!def)
		return COAP_CODE(4, 4);
	if (!def->multiple)
		return COAP_CODE(4, 5);
	if (path->depth == 1) {
		delete_instances(t, path->id[0]);
		return COAP_CODE(2, 2);
	}
	if (!removable(t, path->id[0], path->id[1]))
		return COAP_CODE(4, 0);
	return lw_tree_remove(t, path) ? COAP_CODE(2, 2) : COAP_CODE(4, 4);
}

/* --- Write ------------------------------------------------------------------------------- */

static bool fits_definitions(const struct lw_tree *in)
{
	for (size_t i = 0; i < in->count; i++) {
		const unsigned *id = in->entry[i].path.id;
		const struct lw_resource_def *def = lw_resource_find(id[0], id[2]);
		if (id[1] == LW_NO_ID)
			return false;
		if (id[2] != LW_NO_ID && def && !def->multiple && id[3] != LW_NO_ID)
			return false;
	}
	return true;
}

/* Replaces whole instances, except that a single resource may be written on its own. */
static unsigned put_all(struct lw_tree *t, const struct lw_path *path, const struct lw_tree *in)
{
	for (size_t i = 0; i < in->count; i++) {
		const struct lw_entry *e = &in->entry[i];
		const unsigned *id = e->path.id;
		struct lw_path instance = lw_path_make(2, id[0], id[1], 0, 0);
		bool first = i == 0 || in->entry[i - 1].path.id[1] != id[1];
		if (first && path->depth < 3)
			lw_tree_remove(t, &instance);
		int full = id[2] == LW_NO_ID
				   ? lw_tree_add_instance(t, id[0], id[1])
				   : lw_tree_set(t, id[0], id[1], id[2], id[3], &e->value);
		if (full < 0)
			return COAP_CODE(4, 13);
	}
	return COAP_CODE(2, 4);
}

static unsigned write_value(
	struct lw_tree *t, const struct coap_ask *ask, const struct lw_path *path)
{
	struct lw_tree in = {0};
	int format = ask->format >= 0 ? ask->format : COAP_FORMAT_TLV;
	if (path->depth == 0)
		return COAP_CODE(4, 5);
	if (!lw_object_find(path->id[0]))
		return COAP_CODE(4, 4);
	unsigned code = lw_decode(path, format, ask->body, ask->body_len, &in);
	if (!code)
		code = fits_definitions(&in) ? put_all(t, path, &in) : COAP_CODE(4, 0);
	lw_tree_clear(&in);
	return code;
}

/* --- Discover, Read, Finish -------------------------------------------------------------- */

static void discover_instance(struct lw *lw, unsigned object, unsigned instance)
{
	const struct lw_tree *t = &lw->tree;
	int64_t ssid = -1;
	if (object == LW_OBJECT_SECURITY && !is_bootstrap(t, instance))
		ssid = lw_tree_number(t, object, instance, 10, -1);
	if (object == LW_OBJECT_SERVER)
		ssid = lw_tree_number(t, object, instance, 0, -1);
	lw_buf_print(&lw->content, ",</%u/%u>", object, instance);
	if (ssid >= 0)
		lw_buf_print(&lw->content, ";ssid=%lld", (long long)ssid);
	if (object == LW_OBJECT_SECURITY && ssid >= 0 && lw_settings(lw)->version)
		lw_buf_print(&lw->content, ";uri=\"%s\"", lw_tree_text(t, object, instance, 0));
}

static void discover_object(struct lw *lw, unsigned object)
{
	unsigned i = lw_tree_next_instance(&lw->tree, object, 0);
	if (i == LW_NO_ID)
		lw_buf_print(&lw->content, ",</%u>", object);
	for (; i != LW_NO_ID; i = lw_tree_next_instance(&lw->tree, object, i + 1))
		discover_instance(lw, object, i);
}

static void discover(struct lw *lw, const struct lw_path *path, struct coap_answer *answer)
{
	if (path->depth > 1 || (path->depth == 1 && !lw_object_find(path->id[0]))) {
		answer->code = path->depth > 1 ? COAP_CODE(4, 5) : COAP_CODE(4, 4);
		return;
	}
	lw_buf_free(&lw->content);
	if (lw_settings(lw)->version)
		lw_buf_print(&lw->content, "</>;lwm2m=1.1");
	else
		lw_buf_print(&lw->content, "lwm2m=\"1.0\"");
	for (size_t i = 0; i < lw_object_count(); i++)
		if (path->depth == 0 || lw_object_at(i)->id == path->id[0])
			discover_object(lw, lw_object_at(i)->id);
	answer->code = lw->content.full ? COAP_CODE(5, 0) : COAP_CODE(2, 5);
	answer->format = COAP_FORMAT_LINK;
	answer->body = lw->content.data;
	answer->body_len = lw->content.len;
}

/* Bootstrap-Read came with 1.1 and shows objects 1 and 2 only. */
static void read(struct lw *lw, const struct lw_path *path, int accept, struct coap_answer *answer)
{
	bool may = lw_settings(lw)->version && path->depth &&
		   (path->id[0] == LW_OBJECT_SERVER || path->id[0] == LW_OBJECT_ACL);
	int format = accept >= 0 ? accept : COAP_FORMAT_TLV;
	answer->code = COAP_CODE(4, 5);
	if (!may)
		return;
	lw_buf_free(&lw->content);
	unsigned refused = lw_encode(&lw->tree, path, format, &lw->content);
	answer->code = refused ? refused : COAP_CODE(2, 5);
	if (refused)
		return;
	answer->format = format;
	answer->body = lw->content.data;
	answer->body_len = lw->content.len;
}

static unsigned finish(struct lw *lw)
{
	if (!lw_boot_consistent(&lw->tree)) {
		lw->boot.lost = true;
		return COAP_CODE(4, 6);
	}
	lw->boot.finish = true;
	return COAP_CODE(2, 4);
}

static void dispatch(struct lw *lw, const struct coap_ask *ask, struct coap_answer *answer)
{
	struct lw_path path;
	answer->code = COAP_CODE(4, 4);
	if (ask->method == COAP_METHOD_POST && !strcmp(ask->path, "/bs")) {
		answer->code = finish(lw);
		return;
	}
	if (!lw_path_parse(ask->path, &path))
		return;
	if (ask->method == COAP_METHOD_GET && ask->accept == COAP_FORMAT_LINK)
		discover(lw, &path, answer);
	else if (ask->method == COAP_METHOD_GET)
		read(lw, &path, ask->accept, answer);
	else if (ask->method == COAP_METHOD_PUT)
		answer->code = write_value(&lw->tree, ask, &path);
	else if (ask->method == COAP_METHOD_DELETE)
		answer->code = delete (&lw->tree, &path);
	else
		answer->code = COAP_CODE(4, 5);
}

void lw_boot_manage(struct lw_server *s, const struct coap_ask *ask, struct coap_answer *answer)
{
	struct lw *lw = s->lw;
	coap_answer_init(answer, COAP_CODE(4, 5));
	if (lw->boot.phase == LW_BOOT_REQUESTING && !lw->boot.lost) {
		/* its requests may overtake its answer to ours */
		lw->boot.phase = LW_BOOT_RUNNING;
	}
	if (lw->boot.phase == LW_BOOT_RUNNING && !lw->boot.finish && !lw->boot.lost) {
		lw->boot.deadline_ms = lw_now(lw) + LW_BOOT_SILENCE_MS;
		dispatch(lw, ask, answer);
	}
	lw_log(lw, "bootstrap server asked method %u on %s: %u.%02u", ask->method, ask->path,
		answer->code >> 5, answer->code & 31);
}
