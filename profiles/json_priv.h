/* Inside the JSON reader: its state, shared by json_read.c and json_string.c only. */
#ifndef QLW_PROFILES_JSON_PRIV_H
#define QLW_PROFILES_JSON_PRIV_H

#include "profiles/json_read.h"

struct jdoc {
	const char *bytes;
	size_t len, at;
	struct jdoc_node *node;
	size_t used, room;
	char *arena; /* decoded strings, each where it stands in bytes: none is longer than that */
	size_t arena_used;
	unsigned depth;
	const char *key; /* of the member being read */
	struct jdoc_error *error;
};

/* Fills the error and moves to at. Always NULL. */
void *jdoc_fail(struct jdoc *doc, size_t at, const char *what);

/* The string whose quote stands at doc->at, decoded; moves behind it. NULL after jdoc_fail. */
char *json_string(struct jdoc *doc, size_t *len);

/* The next byte that is no blank, moved to; -1: the end. */
int jdoc_peek(struct jdoc *doc);

#endif
