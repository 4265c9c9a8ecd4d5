/*
 * The object tree as one sorted list of values: object, instance, resource, resource instance.
 * Knows no object's meaning. Bounded: LW_TREE_MAX values of LW_VALUE_MAX bytes.
 */
#ifndef QLW_SIM_LWTREE_H
#define QLW_SIM_LWTREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LW_NO_ID     65535u /* "none" (OMA); as resource it marks that the instance exists */
#define LW_TREE_MAX  2048
#define LW_VALUE_MAX 262144 /* a firmware image */
#define LW_PATH_TEXT 32

enum lw_type {
	LW_TYPE_NONE, /* executable only */
	LW_TYPE_STRING,
	LW_TYPE_INTEGER,
	LW_TYPE_FLOAT,
	LW_TYPE_BOOLEAN,
	LW_TYPE_OPAQUE,
	LW_TYPE_TIME,
	LW_TYPE_LINK, /* number = object id << 16 | instance id */
};

struct lw_value {
	enum lw_type type;
	int64_t number;      /* INTEGER, TIME, BOOLEAN, LINK */
	double real;         /* FLOAT */
	const uint8_t *data; /* STRING, OPAQUE; followed by a NUL in the tree */
	size_t len;
};

/* "/", "/3", "/3/0", "/3/0/9", "/3/0/7/1": depth 0 to 4. */
struct lw_path {
	unsigned depth;
	unsigned id[4];
};

/* False when text is no path of numbers 0-65534. */
bool lw_path_parse(const char *text, struct lw_path *path);
void lw_path_format(const struct lw_path *path, char out[LW_PATH_TEXT]);
bool lw_path_covers(const struct lw_path *outer, const struct lw_path *inner);
struct lw_path lw_path_make(
	unsigned depth, unsigned object, unsigned instance, unsigned resource, unsigned part);

struct lw_entry {
	struct lw_path path; /* id[3] is LW_NO_ID for a single resource, id[2] for the marker */
	struct lw_value value;
};

struct lw_tree {
	struct lw_entry *entry;
	size_t count, cap;
};

void lw_tree_clear(struct lw_tree *t);
/* Copies the value in. 0, or -1: no room. Also makes the instance exist. */
int lw_tree_set(struct lw_tree *t, unsigned object, unsigned instance, unsigned resource,
	unsigned part, const struct lw_value *value);
int lw_tree_set_number(struct lw_tree *t, unsigned object, unsigned instance, unsigned resource,
	enum lw_type type, int64_t number);
int lw_tree_set_text(
	struct lw_tree *t, unsigned object, unsigned instance, unsigned resource, const char *text);
int lw_tree_set_bytes(struct lw_tree *t, unsigned object, unsigned instance, unsigned resource,
	enum lw_type type, const void *data, size_t len);
int lw_tree_add_instance(struct lw_tree *t, unsigned object, unsigned instance);
bool lw_tree_has_instance(const struct lw_tree *t, unsigned object, unsigned instance);
/* Removes everything at and below the path. Returns how many values went. */
size_t lw_tree_remove(struct lw_tree *t, const struct lw_path *path);

/* The value of a single resource, or NULL. Valid until the tree changes. */
const struct lw_value *lw_tree_get(
	const struct lw_tree *t, unsigned object, unsigned instance, unsigned resource);
int64_t lw_tree_number(const struct lw_tree *t, unsigned object, unsigned instance,
	unsigned resource, int64_t otherwise);
const char *lw_tree_text(const struct lw_tree *t, unsigned object, unsigned instance,
	unsigned resource); /* "" when absent */

/* Entries at and below the path: [*first, *first + result). Markers are among them. */
size_t lw_tree_range(const struct lw_tree *t, const struct lw_path *path, size_t *first);
/* The next instance of object at or after from; LW_NO_ID when there is none. */
unsigned lw_tree_next_instance(const struct lw_tree *t, unsigned object, unsigned from);

int lw_tree_copy(struct lw_tree *to, const struct lw_tree *from);
bool lw_value_equal(const struct lw_value *a, const struct lw_value *b);

#endif
