/* The object tree as one sorted list of values. Knows no object's meaning, no format, no server. */
#include "modem/sim/lwtree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool lw_path_parse(const char *text, struct lw_path *path)
{
	memset(path, 0, sizeof(*path));
	if (*text != '/')
		return false;
	if (!text[1])
		return true;
	while (*text == '/') {
		unsigned id = 0, digits = 0;
		for (text++; *text >= '0' && *text <= '9' && digits < 6; text++, digits++)
			id = id * 10 + (unsigned)(*text - '0');
		if (!digits || digits > 5 || id >= LW_NO_ID || path->depth == 4)
			return false;
		path->id[path->depth++] = id;
	}
	return !*text;
}

void lw_path_format(const struct lw_path *path, char out[LW_PATH_TEXT])
{
	size_t at = 0;
	snprintf(out, LW_PATH_TEXT, "/");
	for (unsigned i = 0; i < path->depth; i++)
		at += (size_t)snprintf(out + at, LW_PATH_TEXT - at, "/%u", path->id[i]);
}

bool lw_path_covers(const struct lw_path *outer, const struct lw_path *inner)
{
	if (inner->depth < outer->depth)
		return false;
	for (unsigned i = 0; i < outer->depth; i++)
		if (outer->id[i] != inner->id[i])
			return false;
	return true;
}

struct lw_path lw_path_make(
	unsigned depth, unsigned object, unsigned instance, unsigned resource, unsigned part)
{
	struct lw_path p = {.depth = depth, .id = {object, instance, resource, part}};
	return p;
}

static int compare_ids(const unsigned *a, const unsigned *b, unsigned depth)
{
	for (unsigned i = 0; i < depth; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return 0;
}

/* Index of the first entry not before the path (compared on its depth). */
static size_t lower_bound(const struct lw_tree *t, const struct lw_path *path)
{
	size_t low = 0, high = t->count;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (compare_ids(t->entry[mid].path.id, path->id, path->depth) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static void value_free(struct lw_value *v)
{
	free((void *)(uintptr_t)v->data);
	v->data = NULL;
}

static int value_copy(struct lw_value *to, const struct lw_value *from)
{
	*to = *from;
	to->data = NULL;
	if (from->type != LW_TYPE_STRING && from->type != LW_TYPE_OPAQUE)
		return 0;
	if (from->len > LW_VALUE_MAX)
		return -1;
	uint8_t *copy = malloc(from->len + 1);
	if (!copy)
		return -1;
	if (from->len)
		memcpy(copy, from->data, from->len);
	copy[from->len] = '\0';
	to->data = copy;
	return 0;
}

static int tree_room(struct lw_tree *t)
{
	if (t->count < t->cap)
		return 0;
	if (t->count >= LW_TREE_MAX)
		return -1;
	size_t cap = t->cap ? t->cap * 2 : 64;
	struct lw_entry *grown = realloc(t->entry, cap * sizeof(*grown));
	if (!grown)
		return -1;
	t->entry = grown;
	t->cap = cap;
	return 0;
}

static int tree_put(struct lw_tree *t, const struct lw_path *path, const struct lw_value *value)
{
	struct lw_value copy;
	if (value_copy(&copy, value) < 0)
		return -1;
	size_t at = lower_bound(t, path);
	if (at < t->count && !compare_ids(t->entry[at].path.id, path->id, 4)) {
		value_free(&t->entry[at].value);
		t->entry[at].value = copy;
		return 0;
	}
	if (tree_room(t) < 0) {
		value_free(&copy);
		return -1;
	}
	memmove(&t->entry[at + 1], &t->entry[at], (t->count - at) * sizeof(t->entry[0]));
	t->entry[at] = (struct lw_entry){.path = *path, .value = copy};
	t->count++;
	return 0;
}

int lw_tree_add_instance(struct lw_tree *t, unsigned object, unsigned instance)
{
	struct lw_path path = lw_path_make(4, object, instance, LW_NO_ID, LW_NO_ID);
	struct lw_value none = {.type = LW_TYPE_NONE};
	return tree_put(t, &path, &none);
}

int lw_tree_set(struct lw_tree *t, unsigned object, unsigned instance, unsigned resource,
	unsigned part, const struct lw_value *value)
{
	struct lw_path path = lw_path_make(4, object, instance, resource, part);
	if (!lw_tree_has_instance(t, object, instance) &&
		lw_tree_add_instance(t, object, instance) < 0)
		return -1;
	return tree_put(t, &path, value);
}

int lw_tree_set_number(struct lw_tree *t, unsigned object, unsigned instance, unsigned resource,
	enum lw_type type, int64_t number)
{
	struct lw_value v = {.type = type, .number = number};
	return lw_tree_set(t, object, instance, resource, LW_NO_ID, &v);
}

int lw_tree_set_bytes(struct lw_tree *t, unsigned object, unsigned instance, unsigned resource,
	enum lw_type type, const void *data, size_t len)
{
	struct lw_value v = {.type = type, .data = data, .len = len};
	return lw_tree_set(t, object, instance, resource, LW_NO_ID, &v);
}

int lw_tree_set_text(
	struct lw_tree *t, unsigned object, unsigned instance, unsigned resource, const char *text)
{
	return lw_tree_set_bytes(t, object, instance, resource, LW_TYPE_STRING, text, strlen(text));
}

size_t lw_tree_range(const struct lw_tree *t, const struct lw_path *path, size_t *first)
{
	size_t at = lower_bound(t, path), end = at;
	while (end < t->count && !compare_ids(t->entry[end].path.id, path->id, path->depth))
		end++;
	*first = at;
	return end - at;
}

bool lw_tree_has_instance(const struct lw_tree *t, unsigned object, unsigned instance)
{
	struct lw_path path = lw_path_make(2, object, instance, 0, 0);
	size_t first;
	return lw_tree_range(t, &path, &first) > 0;
}

size_t lw_tree_remove(struct lw_tree *t, const struct lw_path *path)
{
	size_t first, n = lw_tree_range(t, path, &first);
	for (size_t i = first; i < first + n; i++)
		value_free(&t->entry[i].value);
	if (n)
		memmove(&t->entry[first], &t->entry[first + n],
			(t->count - first - n) * sizeof(t->entry[0]));
	t->count -= n;
	return n;
}

const struct lw_value *lw_tree_get(
	const struct lw_tree *t, unsigned object, unsigned instance, unsigned resource)
{
	struct lw_path path = lw_path_make(4, object, instance, resource, LW_NO_ID);
	size_t first;
	return lw_tree_range(t, &path, &first) ? &t->entry[first].value : NULL;
}

int64_t lw_tree_number(const struct lw_tree *t, unsigned object, unsigned instance,
	unsigned resource, int64_t otherwise)
{
	const struct lw_value *v = lw_tree_get(t, object, instance, resource);
	return v ? v->number : otherwise;
}

const char *lw_tree_text(
	const struct lw_tree *t, unsigned object, unsigned instance, unsigned resource)
{
	const struct lw_value *v = lw_tree_get(t, object, instance, resource);
	return v && v->data ? (const char *)v->data : "";
}

unsigned lw_tree_next_instance(const struct lw_tree *t, unsigned object, unsigned from)
{
	struct lw_path path = lw_path_make(2, object, from, 0, 0);
	size_t at = lower_bound(t, &path);
	if (at < t->count && t->entry[at].path.id[0] == object)
		return t->entry[at].path.id[1];
	return LW_NO_ID;
}

void lw_tree_clear(struct lw_tree *t)
{
	for (size_t i = 0; i < t->count; i++)
		value_free(&t->entry[i].value);
	free(t->entry);
	memset(t, 0, sizeof(*t));
}

int lw_tree_copy(struct lw_tree *to, const struct lw_tree *from)
{
	memset(to, 0, sizeof(*to));
	for (size_t i = 0; i < from->count; i++)
		if (tree_put(to, &from->entry[i].path, &from->entry[i].value) < 0) {
			lw_tree_clear(to);
			return -1;
		}
	return 0;
}

bool lw_value_equal(const struct lw_value *a, const struct lw_value *b)
{
	if (a->type != b->type)
		return false;
	if (a->type == LW_TYPE_FLOAT)
		return !(a->real < b->real) && !(a->real > b->real);
	if (a->type == LW_TYPE_STRING || a->type == LW_TYPE_OPAQUE)
		return a->len == b->len && (!a->len || !memcmp(a->data, b->data, a->len));
	return a->number == b->number;
}
