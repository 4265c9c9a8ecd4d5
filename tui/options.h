/*
 * What the command line says: options and a verb with its arguments. Pure: asks neither environment
 * nor files. The same parser takes a `:` line of the console, where only a verb's own options count.
 *
 * Which verbs there are, and how many arguments each takes, is not known here: see actions.h.
 */
#ifndef QLW_TUI_OPTIONS_H
#define QLW_TUI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OPTIONS_ARGS_MAX  256 /* arguments of a verb */
#define OPTIONS_DIRS_MAX  16
#define OPTIONS_VARS_MAX  32
#define OPTIONS_PORTS_MAX 64

/* Options that belong to single verbs. */
enum option_bit {
	OPTION_YES = 1 << 0,
	OPTION_WAIT = 1 << 1,
	OPTION_MODE = 1 << 2,
	OPTION_SSID = 1 << 3,
	OPTION_OBJECTS = 1 << 4,
	OPTION_HEX = 1 << 5,
	OPTION_NON = 1 << 6,
	OPTION_FOR = 1 << 7,
	OPTION_STRICT = 1 << 8,
	OPTION_VAR = 1 << 9,
	OPTION_REWRITE_SECRETS = 1 << 10,
	OPTION_TEXT = 1 << 11,
	OPTION_REGEX = 1 << 12,
	OPTION_KIND = 1 << 13,
	OPTION_STATE = 1 << 14,
	OPTION_SINCE = 1 << 15,
	OPTION_UNTIL = 1 << 16,
	OPTION_FORMAT = 1 << 17,
	OPTION_HTML = 1 << 18,
	OPTION_REDACT = 1 << 19,
	OPTION_UNITS = 1 << 20,
	OPTION_RECORD = 1 << 21,
};

/* A verb as called. Strings are the caller's argv (or line). */
struct call {
	const char *verb; /* NULL: none */
	const char *arg[OPTIONS_ARGS_MAX];
	size_t args;
	unsigned given; /* enum option_bit */
	bool help;      /* -h, --help */
	int64_t mode, ssid;
	int64_t for_ms;
	const char *text, *regex, *kind, *state, *since, *until, *format;
	const char *units, *record;
	const char *var[OPTIONS_VARS_MAX]; /* NAME=VALUE */
	size_t vars;
};

struct options {
	const char *port; /* the last one given; NULL: none */
	const char *ports[OPTIONS_PORTS_MAX];
	size_t port_count;
	int64_t baud;
	bool rtscts;
	bool json;
	int64_t timeout_ms; /* 0: the verb's own */
	const char *profile_dir[OPTIONS_DIRS_MAX];
	size_t profile_dirs;
	const char *journal; /* NULL: the default place */
	bool no_journal, read_only, log_secrets;
	bool ascii, no_color, no_mouse;
	bool verbose, quiet, version;
	const char *print; /* a generated document: man, bash, zsh, fish */
	struct call call;
};

/* Why a command line is refused; hint is "" when there is nothing close. */
struct options_error {
	char what[200];
	char hint[120];
};

/* One option, for help and the generated documents. */
struct option_row {
	char letter; /* 0: none */
	const char *name;
	const char *value; /* "PORT"; NULL: takes none */
	const char *help;  /* NULL: not shown */
	unsigned bit;      /* the verbs' own; 0: of the program */
};

/* Row i, NULL after the last. */
const struct option_row *options_row(size_t i);

/* argv without the program's name. 0, or -1 with the error filled. */
int options_parse(struct options *o, int argc, char *const argv[], struct options_error *error);

/* The words of a `:` line. Only options of verbs are allowed. */
int options_parse_call(
	struct call *call, int argc, char *const argv[], struct options_error *error);

/* A whole number within [min, max], nothing behind it. */
bool options_number(const char *text, int64_t min, int64_t max, int64_t *value);

/* Seconds, with at most three decimals, above 0 and at most a month, as milliseconds. */
bool options_seconds(const char *text, int64_t *ms);

#endif
