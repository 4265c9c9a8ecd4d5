/* Notification attributes. Knows paths and numbers, no server, no time, no message. */
#include "modem/sim/lwattr.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "modem/sim/coap_msg.h"

static const char *const names[LW_ATTR_COUNT] = {"pmin", "pmax", "gt", "lt", "st"};

static struct lw_attr_row *find(const struct lw_attr_list *l, const struct lw_path *path)
{
	for (size_t i = 0; i < LW_ATTRS_MAX; i++) {
		const struct lw_attr_row *r = &l->row[i];
		if (path->depth && r->path.depth == path->depth && lw_path_covers(&r->path, path))
			return (struct lw_attr_row *)(uintptr_t)r;
	}
	return NULL;
}

static struct lw_attr_row *find_free(struct lw_attr_list *l)
{
	for (size_t i = 0; i < LW_ATTRS_MAX; i++)
		if (!l->row[i].path.depth)
			return &l->row[i];
	return NULL;
}

/* One "name=value" or "name". False when it is no attribute or its value is no number. */
static bool parse(const char *query, struct lw_attrs *a)
{
	size_t len = strcspn(query, "=");
	char *end;
	for (int i = 0; i < LW_ATTR_COUNT; i++) {
		if (strlen(names[i]) != len || strncmp(names[i], query, len) != 0)
			continue;
		a->has[i] = query[len] == '=';
		if (!a->has[i])
			return true;
		a->value[i] = strtod(query + len + 1, &end);
		bool period = i == LW_ATTR_PMIN || i == LW_ATTR_PMAX;
		return end != query + len + 1 && !*end && isfinite(a->value[i]) &&
		       (a->value[i] >= 0 || (!period && i != LW_ATTR_ST));
	}
	return false;
}

/* gt, lt and st belong to a numeric resource, and must leave room between them. */
static bool consistent(const struct lw_attrs *a, const struct lw_path *path)
{
	bool values = a->has[LW_ATTR_GT] || a->has[LW_ATTR_LT] || a->has[LW_ATTR_ST];
	if (!values)
		return true;
	enum lw_type type = path->depth >= 3 ? lw_type_of(path->id[0], path->id[2]) : LW_TYPE_NONE;
	if (type != LW_TYPE_INTEGER && type != LW_TYPE_FLOAT && type != LW_TYPE_TIME)
		return false;
	if (!a->has[LW_ATTR_GT] || !a->has[LW_ATTR_LT])
		return true;
	double step = a->has[LW_ATTR_ST] ? a->value[LW_ATTR_ST] : 0;
	return a->value[LW_ATTR_LT] + 2 * step < a->value[LW_ATTR_GT];
}

unsigned lw_attr_write(struct lw_attr_list *l, const struct lw_path *path, const char *const *query,
	size_t queries)
{
	struct lw_attr_row *r = find(l, path);
	struct lw_attrs wanted = {0};
	if (r)
		wanted = r->attrs;
	for (size_t i = 0; i < queries; i++)
		if (!parse(query[i], &wanted))
			return COAP_CODE(4, 0);
	if (!consistent(&wanted, path))
		return COAP_CODE(4, 0);
	if (!r && !(r = find_free(l)))
		return COAP_CODE(5, 0);
	r->path = *path;
	r->attrs = wanted;
	return 0;
}

struct lw_attrs lw_attr_effective(const struct lw_attr_list *l, const struct lw_path *path)
{
	struct lw_attrs all = {0};
	struct lw_path at = *path;
	for (at.depth = 1; at.depth <= path->depth; at.depth++) {
		const struct lw_attr_row *r = find(l, &at);
		for (int i = 0; r && i < LW_ATTR_COUNT; i++)
			if (r->attrs.has[i]) {
				all.has[i] = true;
				all.value[i] = r->attrs.value[i];
			}
	}
	return all;
}

void lw_attr_print(const struct lw_attr_list *l, const struct lw_path *path, struct lw_buf *out)
{
	const struct lw_attr_row *r = find(l, path);
	for (int i = 0; r && i < LW_ATTR_COUNT; i++)
		if (r->attrs.has[i])
			lw_buf_print(out, ";%s=%.15g", names[i], r->attrs.value[i]);
}

void lw_attr_forget(struct lw_attr_list *l, const struct lw_path *path)
{
	for (size_t i = 0; i < LW_ATTRS_MAX; i++)
		if (l->row[i].path.depth && lw_path_covers(path, &l->row[i].path))
			memset(&l->row[i], 0, sizeof(l->row[i]));
}

static bool rose_over(double limit, double seen, double now)
{
	return (seen > limit) != (now > limit);
}

static bool fell_below(double limit, double seen, double now)
{
	return (seen < limit) != (now < limit);
}

bool lw_attr_moved(const struct lw_attrs *a, double seen, double now)
{
	bool gt = a->has[LW_ATTR_GT], lt = a->has[LW_ATTR_LT], st = a->has[LW_ATTR_ST];
	if (!gt && !lt && !st)
		return true;
	return (gt && rose_over(a->value[LW_ATTR_GT], seen, now)) ||
	       (lt && fell_below(a->value[LW_ATTR_LT], seen, now)) ||
	       (st && fabs(now - seen) >= a->value[LW_ATTR_ST]);
}
