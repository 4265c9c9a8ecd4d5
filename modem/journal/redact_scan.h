/*
 * Redaction from inside: one pass over a piece of text. Only modem/redact*.c include this.
 */
#ifndef QLW_MODEM_REDACT_SCAN_H
#define QLW_MODEM_REDACT_SCAN_H

#include <stdint.h>

#include "modem/journal/redact.h"

/* Where a secret stands in one command: arguments first to last of the line that sets it and of the
 * answer that shows it, counted from 1, after the key if there is one. 0: nowhere. */
struct redact_rule {
	const char *command; /* capitals, without AT and plus sign */
	const char *key;     /* first argument; "*x*": one that contains x; NULL: none */
	uint8_t command_len;
	uint8_t set_first, set_last;
	uint8_t answer_first, answer_last;
	uint8_t numbers_from; /* from here to first, only numbers below 100 are no secret */
	bool rest;            /* so is whatever comes after the last */
};

extern const struct redact_rule redact_rules[];
extern const size_t redact_rule_count;

/* Fields of settings that are secret under their own name, as in psk_key=… */
bool redact_rule_field(const char *name, size_t len);
/* True when command (len bytes, any case, AT before it or not) is that of the rule. */
bool redact_rule_command(const struct redact_rule *rule, const char *command, size_t len);
bool redact_rule_key(const struct redact_rule *rule, const char *key, size_t len);

/* What the next piece may go on with. */
enum redact_pending {
	REDACT_NOTHING,
	REDACT_SET,    /* a string in a command, of .rule, at .position */
	REDACT_ANSWER, /* the same in an answer */
	REDACT_VALUE,  /* a secret JSON string */
	REDACT_PSK_ID, /* |identity without its second bar */
	REDACT_PSK_KEY,
};

struct redact_scan {
	const char *text;
	size_t len;
	size_t done; /* text before this is dealt with */
	size_t skip; /* text before this was written with an earlier piece */
	bool cut;    /* more of the last line may come */
	struct redact_state *state;
	struct redact_values *learn; /* or NULL */
	char *out;
	size_t size, used;
	bool changed;
	struct redact_span *span; /* where it was; NULL: nobody asks */
	size_t spans, span_max;
};

/* Writes everything up to `to` as it is. */
void redact_keep(struct redact_scan *c, size_t to);
/* Writes everything up to from, then the mark for [from, to), unless that is empty or the mark. */
void redact_hide(struct redact_scan *c, size_t from, size_t to);

size_t redact_line_end(const struct redact_scan *c, size_t at); /* index of CR, LF or the end */
size_t redact_skip_blanks(const struct redact_scan *c, size_t at, size_t end);
size_t redact_find(const struct redact_scan *c, size_t at, size_t end, char byte); /* or end */
bool redact_same(const char *a, size_t len, const char *b); /* any case; b terminated */

/*
 * Each looks at what begins at `at` and returns where to go on: at when it found nothing to do.
 */
/* at is '=' or ':' */
size_t redact_command(struct redact_scan *c, size_t at);
/* at is the opening quote of what may be a key without its command */
size_t redact_bare_key(struct redact_scan *c, size_t at);
/* at is the first byte of a line while a string argument is pending */
size_t redact_command_resume(struct redact_scan *c, size_t at);

/* at is '{', '}' or ':' */
void redact_senml_brace(struct redact_scan *c, size_t at);
size_t redact_senml(struct redact_scan *c, size_t at);
size_t redact_senml_resume(struct redact_scan *c, size_t at);

/* at is '|' or ':'; or the first byte of a line while an identity or key is pending */
size_t redact_psk_bar(struct redact_scan *c, size_t at);
size_t redact_psk_colon(struct redact_scan *c, size_t at);
size_t redact_psk_resume(struct redact_scan *c, size_t at);

#endif
