/*
 * JSON as verbs print it: one object a line, fields in the order they are given. Strings are bytes:
 * those above 0x7f stand as \u0080-\u00ff, so that the output is UTF-8 whatever came over the wire.
 */
#ifndef QLW_TUI_JSON_H
#define QLW_TUI_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct json {
	FILE *out; /* the caller's */
	bool comma;
};

/* An object from its brace to its line end. */
void json_begin(struct json *j, FILE *out);
void json_end(struct json *j);

/* Fields; name is NULL inside an array. */
void json_text(struct json *j, const char *name, const char *text); /* NULL: null */
void json_bytes(struct json *j, const char *name, const void *bytes, size_t len);
void json_hex(struct json *j, const char *name, const void *bytes, size_t len);
void json_int(struct json *j, const char *name, int64_t number);
void json_bool(struct json *j, const char *name, bool value);
void json_null(struct json *j, const char *name);
/* Unix milliseconds as RFC 3339 in UTC: "2026-01-31T12:00:00.000Z" */
void json_time(struct json *j, const char *name, uint64_t t_ms);

void json_array(struct json *j, const char *name); /* until json_array_end */
void json_array_end(struct json *j);
void json_object(struct json *j, const char *name); /* until json_object_end */
void json_object_end(struct json *j);

#endif
