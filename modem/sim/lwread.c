/* Content for a server: Read and Discover, as far as it may see. Writes nothing into the tree. */
#include "modem/sim/lwdefs.h"
#include "modem/sim/lwint.h"

static bool visible(const struct lw_server *s, const struct lw_entry *e)
{
	const struct lw_resource_def *def = lw_resource_find(e->path.id[0], e->path.id[2]);
	return def && (def->ops & LW_OP_READ) &&
	       lw_allowed(s, e->path.id[0], e->path.id[1], LW_RIGHT_READ);
}

/* What of path this server may see, as a tree of its own. */
static void make_view(const struct lw_server *s, const struct lw_path *path, struct lw_tree *view)
{
	const struct lw_tree *t = &s->lw->tree;
	size_t first, n = lw_tree_range(t, path, &first);
	for (size_t i = first; i < first + n; i++) {
		const struct lw_entry *e = &t->entry[i];
		const unsigned *id = e->path.id;
		if (id[2] == LW_NO_ID && lw_allowed(s, id[0], id[1], LW_RIGHT_READ))
			lw_tree_add_instance(view, id[0], id[1]);
		else if (visible(s, e))
			lw_tree_set(view, id[0], id[1], id[2], id[3], &e->value);
	}
}

/* 0, or why this path cannot be read at all. */
static unsigned check(const struct lw_server *s, const struct lw_path *path)
{
	const struct lw_tree *t = &s->lw->tree;
	const struct lw_resource_def *def;
	size_t first;
	if (path->depth == 0)
		return COAP_CODE(4, 5);
	if (path->id[0] == LW_OBJECT_SECURITY)
		return COAP_CODE(4, 1);
	if (!lw_object_find(path->id[0]))
		return COAP_CODE(4, 4);
	if (path->depth == 1)
		return 0;
	if (!lw_tree_has_instance(t, path->id[0], path->id[1]))
		return COAP_CODE(4, 4);
	if (!lw_allowed(s, path->id[0], path->id[1], LW_RIGHT_READ))
		return COAP_CODE(4, 1);
	if (path->depth == 2)
		return 0;
	def = lw_resource_find(path->id[0], path->id[2]);
	if (def && !(def->ops & LW_OP_READ))
		return COAP_CODE(4, 5);
	return def && lw_tree_range(t, path, &first) ? 0 : COAP_CODE(4, 4);
}

static int preferred_format(const struct lw *lw, const struct lw_path *path)
{
	(void)path;
	return lw_settings(lw)->version && lw_format_known(COAP_FORMAT_SENML_JSON)
		       ? COAP_FORMAT_SENML_JSON
		       : COAP_FORMAT_TLV;
}

void lw_read(
	struct lw_server *s, const struct lw_path *path, int accept, struct coap_answer *answer)
{
	struct lw *lw = s->lw;
	struct lw_tree view = {0};
	int format = accept >= 0 ? accept : preferred_format(lw, path);
	lw_seed_refresh(lw);
	coap_answer_init(answer, check(s, path));
	if (answer->code)
		return;
	lw_buf_free(&lw->content);
	make_view(s, path, &view);
	answer->code = lw_encode(&view, path, format, &lw->content);
	lw_tree_clear(&view);
	if (answer->code)
		return;
	answer->code = COAP_CODE(2, 5);
	answer->format = format;
	answer->body = lw->content.data;
	answer->body_len = lw->content.len;
}

/* --- Read-Composite ---------------------------------------------------------------------- */

#define COMPOSITE_PATHS 64

static bool is_senml(int format)
{
	return format == COAP_FORMAT_SENML_JSON || format == COAP_FORMAT_SENML_CBOR;
}

static size_t composite_paths(const struct coap_ask *ask, struct lw_path *out)
{
	return ask->format == COAP_FORMAT_SENML_JSON
		       ? lw_senml_json_paths(ask->body, ask->body_len, out, COMPOSITE_PATHS)
		       : lw_senml_cbor_paths(ask->body, ask->body_len, out, COMPOSITE_PATHS);
}

void lw_read_paths(struct lw_server *s, const struct lw_path *path, size_t paths, int format,
	struct coap_answer *answer)
{
	const struct lw_path root = {0};
	struct lw_tree view = {0};
	lw_seed_refresh(s->lw);
	lw_buf_free(&s->lw->content);
	for (size_t i = 0; i < paths; i++)
		if (!check(s, &path[i]))
			make_view(s, &path[i], &view);
	coap_answer_init(answer, lw_encode(&view, &root, format, &s->lw->content));
	lw_tree_clear(&view);
	if (answer->code)
		return;
	answer->code = COAP_CODE(2, 5);
	answer->format = format;
	answer->body = s->lw->content.data;
	answer->body_len = s->lw->content.len;
}

void lw_read_composite(struct lw_server *s, const struct coap_ask *ask, struct coap_answer *answer)
{
	struct lw_path path[COMPOSITE_PATHS];
	int format = ask->accept >= 0 ? ask->accept : ask->format;
	size_t n = is_senml(ask->format) ? composite_paths(ask, path) : 0;
	coap_answer_init(answer, !is_senml(ask->format) ? COAP_CODE(4, 15)
				 : !is_senml(format)    ? COAP_CODE(4, 6)
				 : !n                   ? COAP_CODE(4, 0)
							: 0);
	if (answer->code)
		return;
	lw_read_paths(s, path, n, format, answer);
	if (ask->observe >= 0 && answer->code == COAP_CODE(2, 5))
		lw_observe_composite(s, ask, path, n, answer);
}

/* --- Discover ---------------------------------------------------------------------------- */

static void link_out(struct lw_server *s, const struct lw_path *path)
{
	struct lw_buf *out = &s->lw->content;
	char text[LW_PATH_TEXT];
	lw_path_format(path, text);
	lw_buf_print(out, "%s<%s>", out->len ? "," : "", text);
	lw_attr_print(&s->observe.attrs, path, out);
}

static void discover_resource(
	struct lw_server *s, const struct lw_path *at, const struct lw_resource_def *def)
{
	struct lw_path path = lw_path_make(3, at->id[0], at->id[1], def->id, 0);
	size_t first, n = lw_tree_range(&s->lw->tree, &path, &first);
	if (!n && def->type != LW_TYPE_NONE && !(def->ops == LW_OP_WRITE))
		return;
	link_out(s, &path);
	if (def->multiple)
		lw_buf_print(&s->lw->content, ";dim=%zu", n);
}

static void discover_instance(struct lw_server *s, unsigned object, unsigned instance)
{
	const struct lw_object_def *def = lw_object_find(object);
	struct lw_path path = lw_path_make(2, object, instance, 0, 0);
	if (!lw_allowed(s, object, instance, LW_RIGHT_READ))
		return;
	link_out(s, &path);
	for (size_t i = 0; i < def->resources; i++)
		discover_resource(s, &path, &def->resource[i]);
}

static void discover_object(struct lw_server *s, const struct lw_path *path)
{
	const struct lw_tree *t = &s->lw->tree;
	unsigned i = lw_tree_next_instance(t, path->id[0], 0);
	link_out(s, path);
	for (; i != LW_NO_ID; i = lw_tree_next_instance(t, path->id[0], i + 1))
		discover_instance(s, path->id[0], i);
}

static unsigned discover_check(const struct lw_server *s, const struct lw_path *path)
{
	if (path->depth == 0 || path->depth > 3)
		return COAP_CODE(4, 5);
	if (path->id[0] == LW_OBJECT_SECURITY)
		return COAP_CODE(4, 1);
	if (!lw_object_find(path->id[0]))
		return COAP_CODE(4, 4);
	if (path->depth == 1)
		return 0;
	if (!lw_tree_has_instance(&s->lw->tree, path->id[0], path->id[1]))
		return COAP_CODE(4, 4);
	if (!lw_allowed(s, path->id[0], path->id[1], LW_RIGHT_READ))
		return COAP_CODE(4, 1);
	return path->depth == 3 && !lw_resource_find(path->id[0], path->id[2]) ? COAP_CODE(4, 4)
									       : 0;
}

void lw_discover(struct lw_server *s, const struct lw_path *path, struct coap_answer *answer)
{
	struct lw *lw = s->lw;
	coap_answer_init(answer, discover_check(s, path));
	if (answer->code)
		return;
	lw_buf_free(&lw->content);
	if (path->depth == 1)
		discover_object(s, path);
	else if (path->depth == 2)
		discover_instance(s, path->id[0], path->id[1]);
	else
		discover_resource(s, path, lw_resource_find(path->id[0], path->id[2]));
	answer->code = lw->content.full ? COAP_CODE(5, 0) : COAP_CODE(2, 5);
	answer->format = COAP_FORMAT_LINK;
	answer->body = lw->content.data;
	answer->body_len = lw->content.len;
}
