/*
 * Errors, as every module of qlw returns them.
 *
 * A function that can fail returns 0 (or a count) or one negative enum qlw_err. Where a person will
 * read the reason, it also fills a struct qlw_diag, which the caller owns and may pass as NULL.
 */
#ifndef QLW_MODEM_ERR_H
#define QLW_MODEM_ERR_H

#include <stddef.h>

enum qlw_err {
	QLW_OK = 0,
	QLW_EUSAGE = -1,   /* the caller's or the user's words are wrong; nothing was sent */
	QLW_ENOMEM = -2,   /* out of memory, or a fixed bound was reached */
	QLW_EPORT = -3,    /* the port cannot be opened */
	QLW_EHELD = -4,    /* the port is held by another program */
	QLW_ETIMEOUT = -5, /* no answer in time */
	QLW_EEOF = -6,     /* the port went away, or the module restarted */
	QLW_ERESULT = -7,  /* the module answered ERROR, +CME ERROR or +CMS ERROR */
	QLW_EREFUSED = -8, /* read-only mode, or no confirmation */
	QLW_EFILE = -9,    /* a file cannot be read or written, or its content is invalid */
	QLW_EFORM = -10,   /* bytes do not have the form they should have */
	QLW_ECANCEL = -11, /* cancelled by the user */
};

/* What went wrong and what to do about it, as one line each, without a final full stop or newline. */
struct qlw_diag {
	enum qlw_err err;
	char what[256];
	char hint[256]; /* "" when there is nothing useful to suggest */
};

/* Fills *d (if not NULL), clears its hint, and returns err. */
int qlw_diag_set(struct qlw_diag *d, enum qlw_err err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Adds what the user can do. */
void qlw_diag_hint(struct qlw_diag *d, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
