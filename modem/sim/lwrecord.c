/* Records with names and values, between the tree and the formats that list them. Knows no syntax.
 */
#include "modem/sim/lwrecord.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/sim/coap_msg.h"
#include "modem/sim/lwbase64.h"

/* --- writing ----------------------------------------------------------------------------- */

static bool is_value(const struct lw_tree *t, const struct lw_path *path)
{
	size_t first, n = lw_tree_range(t, path, &first);
	return n == 1 &&
	       (path->depth == 4 || (path->depth == 3 && t->entry[first].path.id[3] == LW_NO_ID));
}

void lw_record_begin(struct lw_record_walk *w, const struct lw_tree *t, const struct lw_path *path)
{
	memset(w, 0, sizeof(*w));
	w->tree = t;
	w->path = *path;
	size_t n = lw_tree_range(t, path, &w->at);
	w->end = w->at + n;
	char text[LW_PATH_TEXT];
	lw_path_format(path, text);
	snprintf(w->base, sizeof(w->base), "%s%s", text,
		!path->depth || is_value(t, path) ? "" : "/");
}

static void make_name(struct lw_record_walk *w, const struct lw_entry *e)
{
	size_t at = 0;
	unsigned depth = e->path.id[3] == LW_NO_ID ? 3 : 4;
	w->name[0] = '\0';
	for (unsigned i = w->path.depth; i < depth; i++)
		at += (size_t)snprintf(
			w->name + at, sizeof(w->name) - at, "%s%u", at ? "/" : "", e->path.id[i]);
}

bool lw_record_next(struct lw_record_walk *w)
{
	while (w->at < w->end && w->tree->entry[w->at].path.id[2] == LW_NO_ID)
		w->at++;
	if (w->at >= w->end)
		return false;
	const struct lw_entry *e = &w->tree->entry[w->at++];
	w->index += w->begun;
	w->begun = true;
	w->value = &e->value;
	make_name(w, e);
	return true;
}

/* --- reading ----------------------------------------------------------------------------- */

void lw_record_read_begin(
	struct lw_record_read *r, const struct lw_path *path, struct lw_tree *into)
{
	memset(r, 0, sizeof(*r));
	r->path = *path;
	r->into = into;
	if (path->depth == 2)
		lw_tree_add_instance(into, path->id[0], path->id[1]);
}

void lw_record_base(struct lw_record_read *r, const char *base)
{
	snprintf(r->base, sizeof(r->base), "%s", base);
}

static bool number_value(const struct lw_record *record, struct lw_value *out)
{
	if (out->type == LW_TYPE_FLOAT) {
		out->real = record->exact ? (double)record->integer : record->number;
		return true;
	}
	if (out->type != LW_TYPE_INTEGER && out->type != LW_TYPE_TIME)
		return false;
	if (record->exact) {
		out->number = record->integer;
		return true;
	}
	if (!(fabs(record->number) < 9.2e18) || floor(record->number) < record->number)
		return false;
	out->number = (int64_t)record->number;
	return true;
}

static unsigned set(struct lw_record_read *r, const struct lw_path *p, const struct lw_value *v)
{
	unsigned part = p->depth == 4                        ? p->id[3]
			: lw_is_multiple(p->id[0], p->id[2]) ? 0
							     : LW_NO_ID;
	return lw_tree_set(r->into, p->id[0], p->id[1], p->id[2], part, v) < 0 ? COAP_CODE(4, 13)
									       : 0;
}

/* Base64 needs room of its own until the tree has copied it. */
static unsigned set_base64(struct lw_record_read *r, const struct lw_path *p,
	const struct lw_record *record, struct lw_value *v)
{
	struct lw_buf bytes = {0};
	unsigned refused = COAP_CODE(4, 0);
	if (v->type == LW_TYPE_OPAQUE &&
		lw_base64_decode((const char *)record->data, record->len, &bytes)) {
		v->data = bytes.data;
		v->len = bytes.len;
		refused = set(r, p, v);
	}
	lw_buf_free(&bytes);
	return refused;
}

static bool plain_value(const struct lw_record *record, struct lw_value *v)
{
	switch (record->kind) {
	case LW_RECORD_NUMBER:
		return number_value(record, v);
	case LW_RECORD_BOOLEAN:
		v->number = record->number > 0;
		return v->type == LW_TYPE_BOOLEAN;
	case LW_RECORD_LINK:
		return v->type == LW_TYPE_LINK &&
		       lw_value_scan((const char *)record->data, record->len, v);
	case LW_RECORD_TEXT:
		v->data = record->data;
		v->len = record->len;
		return v->type == LW_TYPE_STRING;
	case LW_RECORD_BYTES:
		v->data = record->data;
		v->len = record->len;
		return v->type == LW_TYPE_OPAQUE;
	case LW_RECORD_BASE64:
		break;
	}
	return false;
}

/* Base and name join; what has no leading slash is taken as relative to the request (servers of
 * 1.0 differ here). */
bool lw_record_path(const struct lw_record_read *r, const char *name, struct lw_path *out)
{
	char text[256], own[LW_PATH_TEXT];
	lw_path_format(&r->path, own);
	if (r->base[0] == '/' || name[0] == '/')
		snprintf(text, sizeof(text), "%s%s", r->base, name);
	else
		snprintf(text, sizeof(text), "%s%s%s%s", own,
			own[1] && (r->base[0] || name[0]) ? "/" : "", r->base, name);
	size_t len = strlen(text);
	if (len > 1 && text[len - 1] == '/')
		text[len - 1] = '\0';
	return lw_path_parse(text, out);
}

unsigned lw_record_take(struct lw_record_read *r, const char *name, const struct lw_record *record)
{
	struct lw_path p;
	if (!lw_record_path(r, name, &p) || p.depth < 3 || !lw_path_covers(&r->path, &p))
		return COAP_CODE(4, 0);
	struct lw_value v = {.type = lw_type_of(p.id[0], p.id[2])};
	/* the older JSON has one name for text and opaque */
	if (record->kind == LW_RECORD_BASE64 ||
		(record->kind == LW_RECORD_TEXT && v.type == LW_TYPE_OPAQUE))
		return set_base64(r, &p, record, &v);
	return plain_value(record, &v) ? set(r, &p, &v) : COAP_CODE(4, 0);
}
