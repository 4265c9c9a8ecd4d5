/*
 * A list of units: CSV (RFC 4180), one row a module. The header's columns are "imei", which says
 * whose row it is, and inputs of a profile. Checked in full before any module is spoken to. Pure.
 *
 *     imei,apn,psk_key
 *     864475040090705,iot.example,31323334353637383931323334353637
 *
 * An empty cell gives no value: the module is asked for what it can say. Cells may hold secrets: no
 * note ever holds a cell.
 */
#ifndef QLW_PROFILES_UNITS_H
#define QLW_PROFILES_UNITS_H

#include "profiles/inputs.h"

#define UNITS_BYTES_MAX (4 * 1024 * 1024)
#define UNITS_MAX       10000

struct units;

/* Reads bytes for profile p. given: inputs that have a value already, which no column may give
 * again. Whatever is wrong is in the notes. NULL: too large, or out of memory. */
struct units *units_read(
	const struct profile *p, const struct profile_values *given, const char *bytes, size_t len);
void units_free(struct units *u); /* wipes it; NULL is allowed */

size_t units_errors(const struct units *u);
/* In the order of the file; NULL after the last. */
const struct file_note *units_note(const struct units *u, size_t i);

size_t units_count(const struct units *u);
const char *units_imei(const struct units *u, size_t i);
/* The row of a module; -1: it is not listed. */
int units_find(const struct units *u, const char *imei);
/* Gives the inputs what row i says. Of a list without errors. */
void units_give(
	const struct units *u, size_t i, const struct profile *p, struct profile_values *values);

#endif
