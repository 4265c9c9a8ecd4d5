/*
 * What the two JSON forms and SenML CBOR have in common: a list of records, each a name relative to
 * a base, and one value of few kinds.
 */
#ifndef QLW_SIM_LWRECORD_H
#define QLW_SIM_LWRECORD_H

#include "modem/sim/lwcodec.h"

/* --- writing: walks the values at and below path */
struct lw_record_walk {
	const struct lw_tree *tree;
	struct lw_path path;
	size_t at, end;
	size_t index; /* 0 for the first record */
	bool begun;
	char base[LW_PATH_TEXT + 1]; /* "/3/0/", or "/3/0/9" where the path is the value itself */
	char name[LW_PATH_TEXT];     /* "9", "7/0", "" */
	const struct lw_value *value;
};
void lw_record_begin(struct lw_record_walk *w, const struct lw_tree *t, const struct lw_path *path);
bool lw_record_next(struct lw_record_walk *w);

/* --- reading */
enum lw_record_kind {
	LW_RECORD_NUMBER,
	LW_RECORD_BOOLEAN,
	LW_RECORD_TEXT,
	LW_RECORD_LINK, /* "10:3" */
	LW_RECORD_BASE64,
	LW_RECORD_BYTES,
};

struct lw_record {
	enum lw_record_kind kind;
	double number;
	int64_t integer; /* where exact is true, number has been this */
	bool exact, url_safe;
	const uint8_t *data;
	size_t len;
};

struct lw_record_read {
	struct lw_path path; /* that the request named */
	struct lw_tree *into;
	char base[128];
};
void lw_record_read_begin(
	struct lw_record_read *r, const struct lw_path *path, struct lw_tree *into);
void lw_record_base(struct lw_record_read *r, const char *base);
/* The path that base and name make; false when it is none. */
bool lw_record_path(const struct lw_record_read *r, const char *name, struct lw_path *out);
/* 0, or the CoAP code that refuses: a name outside the request's path, a value of another type. */
unsigned lw_record_take(struct lw_record_read *r, const char *name, const struct lw_record *record);

#endif
