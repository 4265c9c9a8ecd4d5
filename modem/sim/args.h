/*
 * The parameters of one AT command, as they stood between commas. Strings have no escapes: a quote
 * ends them. Spans point into the command line and live as long as it does.
 */
#ifndef QLW_SIM_ARGS_H
#define QLW_SIM_ARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum arg_kind {
	ARG_EMPTY,  /* nothing between two commas */
	ARG_NUMBER, /* decimal, fits 64 bits */
	ARG_WORD,   /* anything else without quotes */
	ARG_STRING, /* in quotes */
};

struct arg {
	enum arg_kind kind;
	int64_t number;
	const char *text; /* without the quotes; not terminated */
	size_t len;
};

#define ARGS_MAX 20
struct args {
	size_t count;
	struct arg arg[ARGS_MAX];
};

/* False on an open quote, text behind a closing quote, or too many parameters. */
bool args_parse(struct args *a, const char *text, size_t len);

/* Parameter i as a number within [min, max]; false when it is missing, no number, or outside. */
bool args_number(const struct args *a, size_t i, int64_t min, int64_t max, int64_t *out);
/* The same, with a value for a parameter that is left off. */
bool args_number_or(
	const struct args *a, size_t i, int64_t min, int64_t max, int64_t otherwise, int64_t *out);
/* Parameter i as a string in quotes, terminated in out; false when missing or too long. */
bool args_string(const struct args *a, size_t i, char *out, size_t size);
/* Quoted or not. */
bool args_text(const struct args *a, size_t i, char *out, size_t size);
/* Parameter i is this string, in any case. */
bool args_is(const struct args *a, size_t i, const char *text);

#endif
