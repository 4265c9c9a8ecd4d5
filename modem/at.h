/*
 * AT syntax: cutting one line into its parts, and building one command line. Pure; no line here ever
 * holds its terminator. Note 3.1.
 */
#ifndef QLW_MODEM_AT_H
#define QLW_MODEM_AT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "modem/err.h"

#define AT_ARGS_MAX 24   /* arguments of one line; the Note's longest has 12 and a key */
#define AT_LINE_MAX 4096 /* bytes of a command line: uldata as hex is about 3 kB */

enum at_arg_kind {
	AT_ARG_EMPTY,  /* nothing between two commas */
	AT_ARG_NUMBER, /* [-+]digits that fit int64_t */
	AT_ARG_STRING, /* was quoted; text is without the quotes */
	AT_ARG_WORD,   /* anything else: bare words, hex, percentages */
	AT_ARG_LIST,   /* a parenthesised list of a test answer, with its parentheses */
};

/* Points into the line it was cut from. */
struct at_arg {
	enum at_arg_kind kind;
	const char *text;
	size_t len;
	int64_t number; /* of AT_ARG_NUMBER; also set for a quoted number (some firmware quotes them) */
	bool numeric; /* number is valid */
};

/* `+NAME: a,b,"c"` or `AT+NAME=a,b`; of a command also what follows the name. */
enum at_form {
	AT_FORM_INFO,  /* +NAME: … */
	AT_FORM_EXEC,  /* AT+NAME */
	AT_FORM_READ,  /* AT+NAME? */
	AT_FORM_TEST,  /* AT+NAME=? */
	AT_FORM_WRITE, /* AT+NAME=… */
};

struct at_line {
	enum at_form form;
	const char *name; /* with its plus sign: "+QLWURC" */
	size_t name_len;
	size_t count;
	struct at_arg arg[AT_ARGS_MAX];
	bool more; /* there were further arguments, or a quote or parenthesis was never closed */
};

/*
 * Cuts an information response or URC. A blank after (or before) the colon is optional, arguments
 * may have blanks around them, quotes may be missing. A comma inside quotes or parentheses is no
 * separator; there are no escapes. Returns 0, or QLW_EFORM when line is not of the form +NAME:….
 */
int at_parse_info(const char *line, size_t len, struct at_line *out);

/* The same for one command, with or without AT, any case, as a host sends or a module echoes it.
 * The name of a basic command is all that follows AT: "I", "E0V1", "&F", "" for AT alone.
 * `;`-joined commands are cut at the first `;` outside quotes: *rest (may be NULL) is what follows
 * the `;`, or NULL. */
int at_parse_command(const char *line, size_t len, struct at_line *out, const char **rest);

/* True if the line's name is this one ("+QLWURC"), without regard to case. */
bool at_is(const struct at_line *line, const char *name);

/* True if argument i exists and its text is exactly this, without regard to case. */
bool at_arg_is(const struct at_line *line, size_t i, const char *text);

/* Argument i as an integer within [min, max]; false (value untouched) when absent, no number or out
 * of range. */
bool at_arg_int(const struct at_line *line, size_t i, int64_t min, int64_t max, int64_t *value);

/* Unsigned 64-bit (tokens); false when absent or not just digits. */
bool at_arg_u64(const struct at_line *line, size_t i, uint64_t *value);

/* Copies argument i's text, cut to size; false, and out empty, when absent or nothing between its
 * commas. */
bool at_arg_copy(const struct at_line *line, size_t i, char *out, size_t size);

/*
 * Building a command line. Errors stick: check at_end only. A string that holds `"`, CR, LF, NUL or
 * another control byte is QLW_EUSAGE (the Note defines no escapes), too long is QLW_ENOMEM.
 */
struct at_builder {
	char *text;
	size_t size, len;
	bool any; /* an argument stands already */
	int err;
};

void at_begin(
	struct at_builder *b, char *text, size_t size, const char *command); /* "AT+QLWCFG=" */
void at_string(struct at_builder *b, const char *text);
void at_bytes(struct at_builder *b, const char *text, size_t len); /* as a quoted string */
void at_number(struct at_builder *b, int64_t number);
void at_skip(struct at_builder *b); /* an empty argument */
int at_end(struct at_builder *b);   /* terminates; 0 or the first error */

/* Final result codes, on a whole line. */
enum at_final {
	AT_FINAL_NONE,
	AT_FINAL_OK,
	AT_FINAL_ERROR, /* ERROR, NO CARRIER, BUSY, NO ANSWER, NO DIALTONE, COMMAND NOT SUPPORT */
	AT_FINAL_CME,
	AT_FINAL_CMS,
};

/* *code: of CME and CMS; -1 when the module sends text instead of a number. */
enum at_final at_final(const char *line, size_t len, int *code);

#endif
