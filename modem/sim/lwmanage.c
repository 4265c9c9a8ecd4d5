/*
 * What a management server asks (LwM2M 1.0, 5.4 and 5.5): one dispatcher on method, depth and what
 * the request carries, then one function an operation. Knows no connection.
 */
#include <stdio.h>
#include <string.h>

#include "modem/sim/lwdefs.h"
#include "modem/sim/lwint.h"

/* --- Write ------------------------------------------------------------------------------- */

static unsigned check_entry(const struct lw_entry *e, bool creating)
{
	const struct lw_resource_def *def;
	if (e->path.id[2] == LW_NO_ID)
		return 0;
	def = lw_resource_find(e->path.id[0], e->path.id[2]);
	if (!def)
		return COAP_CODE(4, 4);
	if (!creating && !(def->ops & LW_OP_WRITE))
		return COAP_CODE(4, 5);
	if (e->path.id[0] == LW_OBJECT_SERVER && e->path.id[2] == 1 && e->value.number < 0)
		return COAP_CODE(4, 0);
	if (!def->multiple && e->path.id[3] != LW_NO_ID)
		return COAP_CODE(4, 0);
	bool application = e->path.id[0] == LW_OBJECT_DATA || e->path.id[0] == LW_OBJECT_LGU;
	return application && e->value.len > QLW_RECV_MAX ? COAP_CODE(4, 13) : 0;
}

static unsigned check_all(const struct lw_tree *in, bool creating)
{
	unsigned refused = 0;
	for (size_t i = 0; i < in->count && !refused; i++)
		refused = check_entry(&in->entry[i], creating);
	return refused;
}

/* A replaced instance loses what was not sent; what a server cannot write stays. */
static void clear_instance(struct lw *lw, const struct lw_path *path, const struct lw_tree *in)
{
	const struct lw_object_def *o = lw_object_find(path->id[0]);
	for (size_t i = 0; i < o->resources; i++) {
		const struct lw_resource_def *def = &o->resource[i];
		struct lw_path at = lw_path_make(3, path->id[0], path->id[1], def->id, 0);
		size_t first;
		bool sent = lw_tree_range(in, &at, &first) > 0;
		if ((def->ops & LW_OP_WRITE) && (sent || !def->mandatory))
			lw_tree_remove(&lw->tree, &at);
	}
}

static void clear_target(struct lw *lw, const struct lw_path *path, const struct lw_tree *in)
{
	if (path->depth == 2)
		clear_instance(lw, path, in);
	else if (path->depth == 3)
		lw_tree_remove(&lw->tree, path);
}

static unsigned put_all(struct lw_server *s, const struct lw_tree *in, int format)
{
	for (size_t i = 0; i < in->count; i++) {
		const unsigned *id = in->entry[i].path.id;
		if (id[2] == LW_NO_ID)
			continue;
		if (lw_tree_set(&s->lw->tree, id[0], id[1], id[2], id[3], &in->entry[i].value) < 0)
			return COAP_CODE(4, 13);
		lw_written(s, &in->entry[i], format);
	}
	return 0;
}

static unsigned write_target_check(const struct lw_server *s, const struct lw_path *path)
{
	const struct lw_resource_def *def;
	if (path->depth < 2)
		return COAP_CODE(4, 5);
	if (path->id[0] == LW_OBJECT_SECURITY)
		return COAP_CODE(4, 1);
	if (!lw_tree_has_instance(&s->lw->tree, path->id[0], path->id[1]))
		return COAP_CODE(4, 4);
	if (!lw_allowed(s, path->id[0], path->id[1], LW_RIGHT_WRITE))
		return COAP_CODE(4, 1);
	if (path->depth == 2)
		return 0;
	def = lw_resource_find(path->id[0], path->id[2]);
	if (!def || (lw_resource_later(path->id[0], path->id[2]) && !lw_settings(s->lw)->version))
		return COAP_CODE(4, 4);
	return def->ops & LW_OP_WRITE ? 0 : COAP_CODE(4, 5);
}

static unsigned write_value(
	struct lw_server *s, const struct coap_ask *ask, const struct lw_path *path, bool replace)
{
	struct lw_tree in = {0};
	unsigned refused = write_target_check(s, path);
	int format = ask->format >= 0 ? ask->format : COAP_FORMAT_TEXT;
	if (!refused)
		refused = lw_decode(path, format, ask->body, ask->body_len, &in);
	if (!refused)
		refused = check_all(&in, false);
	if (!refused) {
		if (replace)
			clear_target(s->lw, path, &in);
		refused = put_all(s, &in, format);
		lw_changed(s->lw, path);
	}
	lw_tree_clear(&in);
	return refused ? refused : COAP_CODE(2, 4);
}

static unsigned check_targets(const struct lw_server *s, const struct lw_tree *in)
{
	unsigned refused = in->count ? 0 : COAP_CODE(4, 0);
	for (size_t i = 0; i < in->count && !refused; i++) {
		struct lw_path p = in->entry[i].path;
		p.depth = 3;
		if (p.id[2] != LW_NO_ID)
			refused = write_target_check(s, &p);
	}
	return refused;
}

/* Write-Composite (1.1, 6.3.9): all of it or nothing. */
static unsigned write_composite(struct lw_server *s, const struct coap_ask *ask)
{
	const struct lw_path root = {0};
	struct lw_tree in = {0};
	unsigned refused = 0;
	if (ask->format != COAP_FORMAT_SENML_JSON && ask->format != COAP_FORMAT_SENML_CBOR)
		return COAP_CODE(4, 15);
	refused = lw_decode(&root, ask->format, ask->body, ask->body_len, &in);
	if (!refused)
		refused = check_targets(s, &in);
	if (!refused)
		refused = check_all(&in, false);
	if (!refused)
		refused = put_all(s, &in, ask->format);
	for (size_t i = 0; i < in.count && !refused; i++) {
		struct lw_path p = in.entry[i].path;
		p.depth = 3;
		if (p.id[2] != LW_NO_ID)
			lw_changed(s->lw, &p);
	}
	lw_tree_clear(&in);
	return refused ? refused : COAP_CODE(2, 4);
}

/* --- Create and Delete ------------------------------------------------------------------- */

static bool creatable(unsigned object)
{
	const struct lw_object_def *def = lw_object_find(object);
	return def && def->multiple && object > LW_OBJECT_ACL;
}

static unsigned free_instance(const struct lw_tree *t, unsigned object)
{
	unsigned i = 0;
	while (lw_tree_has_instance(t, object, i))
		i++;
	return i;
}

static bool mandatory_there(const struct lw_tree *in, unsigned object, unsigned instance)
{
	const struct lw_object_def *def = lw_object_find(object);
	for (size_t i = 0; i < def->resources; i++) {
		struct lw_path at = lw_path_make(3, object, instance, def->resource[i].id, 0);
		size_t first;
		if (def->resource[i].mandatory && (def->resource[i].ops & LW_OP_WRITE) &&
			!lw_tree_range(in, &at, &first))
			return false;
	}
	return true;
}

/* The creator owns what it created, once there are others to be kept out (7.3.2). */
static void own(struct lw_server *s, unsigned object, unsigned instance)
{
	struct lw_tree *t = &s->lw->tree;
	unsigned acl = free_instance(t, LW_OBJECT_ACL);
	if (lw_tree_next_instance(t, LW_OBJECT_ACL, 0) == LW_NO_ID)
		return;
	lw_tree_set_number(t, LW_OBJECT_ACL, acl, 0, LW_TYPE_INTEGER, object);
	lw_tree_set_number(t, LW_OBJECT_ACL, acl, 1, LW_TYPE_INTEGER, instance);
	lw_tree_set_number(t, LW_OBJECT_ACL, acl, 3, LW_TYPE_INTEGER, s->short_id);
}

static unsigned create_from(
	struct lw_server *s, const struct lw_tree *in, int format, struct coap_answer *answer)
{
	struct lw_tree *t = &s->lw->tree;
	if (!in->count)
		return COAP_CODE(4, 0);
	unsigned object = in->entry[0].path.id[0], sent = in->entry[0].path.id[1];
	unsigned instance = sent == LW_NO_ID ? free_instance(t, object) : sent;
	if (lw_tree_has_instance(t, object, instance) ||
		lw_tree_next_instance(in, object, sent + 1) != LW_NO_ID ||
		!mandatory_there(in, object, sent))
		return COAP_CODE(4, 0);
	if (lw_tree_add_instance(t, object, instance) < 0)
		return COAP_CODE(4, 13);
	lw_created(s->lw, object, instance);
	for (size_t i = 0; i < in->count; i++) {
		struct lw_entry e = in->entry[i];
		e.path.id[1] = instance;
		if (e.path.id[2] == LW_NO_ID)
			continue;
		lw_tree_set(t, object, instance, e.path.id[2], e.path.id[3], &e.value);
		lw_written(s, &e, format);
	}
	own(s, object, instance);
	snprintf(answer->location, sizeof(answer->location), "/%u/%u", object, instance);
	return 0;
}

static unsigned create(struct lw_server *s, const struct coap_ask *ask, const struct lw_path *path,
	struct coap_answer *answer)
{
	struct lw_tree in = {0};
	if (!lw_object_find(path->id[0]))
		return COAP_CODE(4, 4);
	if (path->id[0] == LW_OBJECT_SECURITY)
		return COAP_CODE(4, 1);
	if (!creatable(path->id[0]))
		return COAP_CODE(4, 5);
	if (!lw_allowed(s, path->id[0], LW_NO_ID, LW_RIGHT_CREATE))
		return COAP_CODE(4, 1);
	int format = ask->format >= 0 ? ask->format : COAP_FORMAT_TLV;
	unsigned refused = lw_decode(path, format, ask->body, ask->body_len, &in);
	if (!refused)
		refused = check_all(&in, true);
	if (!refused)
		refused = create_from(s, &in, format, answer);
	lw_tree_clear(&in);
	if (refused)
		return refused;
	lw_changed(s->lw, path);
	lw_instances_changed(s->lw);
	return COAP_CODE(2, 1);
}

static void forget_acl(struct lw_tree *t, unsigned object, unsigned instance)
{
	unsigned i = lw_tree_next_instance(t, LW_OBJECT_ACL, 0);
	for (; i != LW_NO_ID; i = lw_tree_next_instance(t, LW_OBJECT_ACL, i + 1)) {
		struct lw_path at = lw_path_make(2, LW_OBJECT_ACL, i, 0, 0);
		if (lw_tree_number(t, LW_OBJECT_ACL, i, 0, -1) == (int64_t)object &&
			lw_tree_number(t, LW_OBJECT_ACL, i, 1, -1) == (int64_t)instance)
			lw_tree_remove(t, &at);
	}
}

static unsigned delete (struct lw_server *s, const struct lw_path *path)
{
	if (path->depth && path->id[0] == LW_OBJECT_SECURITY)
		return COAP_CODE(4, 1);
	if (path->depth != 2 || !creatable(path->id[0]))
		return COAP_CODE(4, 5);
	if (!lw_tree_has_instance(&s->lw->tree, path->id[0], path->id[1]))
		return COAP_CODE(4, 4);
	if (!lw_allowed(s, path->id[0], path->id[1], LW_RIGHT_DELETE))
		return COAP_CODE(4, 1);
	lw_tree_remove(&s->lw->tree, path);
	forget_acl(&s->lw->tree, path->id[0], path->id[1]);
	for (unsigned i = 0; i < QLW_CLIENTS; i++)
		if (s->lw->server[i].used)
			lw_observe_gone(&s->lw->server[i], path);
	lw_changed(s->lw, path);
	lw_instances_changed(s->lw);
	return COAP_CODE(2, 2);
}

/* --- the rest ---------------------------------------------------------------------------- */

/* A resource instance has attributes of its own since 1.1. */
static unsigned check_attributes(struct lw_server *s, const struct lw_path *path)
{
	struct lw_path resource = *path;
	struct coap_answer readable;
	size_t first;
	if (path->depth == 0 || (path->depth == 4 && !lw_settings(s->lw)->version))
		return COAP_CODE(4, 5);
	if (path->depth == 4 && !lw_tree_range(&s->lw->tree, path, &first))
		return COAP_CODE(4, 4);
	resource.depth = path->depth < 4 ? path->depth : 3;
	lw_discover(s, &resource, &readable);
	return readable.code == COAP_CODE(2, 5) ? 0 : readable.code;
}

static unsigned write_attributes(
	struct lw_server *s, const struct coap_ask *ask, const struct lw_path *path)
{
	unsigned refused = check_attributes(s, path);
	if (!refused)
		refused = lw_attr_write(&s->observe.attrs, path, ask->query, ask->queries);
	return refused ? refused : COAP_CODE(2, 4);
}

static void get(struct lw_server *s, const struct coap_ask *ask, const struct lw_path *path,
	struct coap_answer *answer)
{
	if (ask->accept == COAP_FORMAT_LINK) {
		lw_discover(s, path, answer);
		return;
	}
	lw_read(s, path, ask->accept, answer);
	if (ask->observe >= 0 && answer->code == COAP_CODE(2, 5))
		lw_observe_request(s, ask, path, answer);
}

static unsigned post(struct lw_server *s, const struct coap_ask *ask, const struct lw_path *path,
	struct coap_answer *answer)
{
	const struct lw_resource_def *def;
	if (path->depth == 0)
		return COAP_CODE(4, 5);
	if (path->depth == 1)
		return create(s, ask, path, answer);
	if (path->depth == 2)
		return write_value(s, ask, path, false);
	def = lw_resource_find(path->id[0], path->id[2]);
	if (def && def->multiple && ask->format >= 0)
		return write_value(s, ask, path, false);
	return lw_execute(s, path, ask);
}

/* Of 1.1, and on "/" alone */
static bool composite(const struct lw_server *s, const struct lw_path *path)
{
	return lw_settings(s->lw)->version && path->depth == 0;
}

void lw_manage(struct lw_server *s, const struct coap_ask *ask, struct coap_answer *answer)
{
	struct lw_path path;
	coap_answer_init(answer, COAP_CODE(4, 4));
	if (!lw_path_parse(ask->path, &path))
		return;
	switch (ask->method) {
	case COAP_METHOD_GET:
		get(s, ask, &path, answer);
		break;
	case COAP_METHOD_PUT:
		answer->code = ask->queries && !ask->body_len ? write_attributes(s, ask, &path)
							      : write_value(s, ask, &path, true);
		break;
	case COAP_METHOD_POST:
		answer->code = post(s, ask, &path, answer);
		break;
	case COAP_METHOD_DELETE:
		answer->code = delete (s, &path);
		break;
	case COAP_METHOD_FETCH:
		answer->code = COAP_CODE(4, 5);
		if (composite(s, &path))
			lw_read_composite(s, ask, answer);
		break;
	case COAP_METHOD_IPATCH:
		answer->code = composite(s, &path) ? write_composite(s, ask) : COAP_CODE(4, 5);
		break;
	default:
		answer->code = COAP_CODE(4, 5);
		break;
	}
	lw_log(s->lw, "server %u asked method %u on %s (%zu bytes): %u.%02u", s->short_id,
		ask->method, ask->path, ask->body_len, answer->code >> 5, answer->code & 31);
}
