/*
 * Which part of a pattern can be looked for in the bytes of a file. A line's words are its bytes,
 * numbers made from them, and words of ours; so a run of letters that none of our words holds, or a
 * run of digits that no number of ours has, must stand in the bytes.
 */
#include "views/log_needle.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "modem/net.h"
#include "modem/qlw.h"

enum {
	LETTERS_MIN = 2, /* shorter ones are in most lines */
	DIGITS_MIN = 6,  /* lengths, codes and seconds have fewer */
	CODES = 1000,
};

/* --- words of ours ---------------------------------------------------------------------------- */

/* Those that stand in decode_line.c and decode_tx.c themselves. */
static const char literals[] =
	"state which is in no public document observe cancelled started token delivered not "
	"message received unknown register deregister refused OK answer network module echo prompt "
	"data noise overlong line opened note damaged a line of the journal is no record set "
	"delete "
	"get send hex confirmable after reboots update only factory reset life time with the list "
	"of "
	"objects AT bookmark removed ready the module is still starting";

static bool holds(const char *text, const char *piece, size_t len)
{
	for (; text && *text; text++)
		if (!strncasecmp(text, piece, len))
			return true;
	return false;
}

static bool field_says(const struct qlw_field *f, const char *piece, size_t len)
{
	for (const struct qlw_choice *c = f->choices; c && c->name; c++)
		if (holds(c->name, piece, len))
			return true;
	return holds(f->name, piece, len);
}

static bool settings_say(const char *piece, size_t len)
{
	for (int k = 0; k < QLW_KEYS; k++) {
		const struct qlw_verb *verb = qlw_key_verb((enum qlw_key)k);
		if (holds(verb->name, piece, len))
			return true;
		for (size_t i = 0; i < verb->fields; i++)
			if (field_says(&verb->field[i], piece, len))
				return true;
	}
	return false;
}

static bool codes_say(const char *piece, size_t len)
{
	for (int i = -8; i < CODES; i++)
		if (holds(qlw_state_meaning(i), piece, len) ||
			holds(qlw_result_meaning(i), piece, len) ||
			holds(qlw_delivery_meaning(i), piece, len) ||
			holds(qlw_data_type_name(i), piece, len) ||
			holds(qlw_cme_meaning("AT+QLWSVC=\"reg\"", i), piece, len) ||
			holds(qlw_cme_meaning("AT", i), piece, len))
			return true;
	return false;
}

static bool network_says(const char *piece, size_t len)
{
	const char *text;
	for (size_t i = 0; (text = net_urc_text(i)); i++)
		if (holds(text, piece, len))
			return true;
	return false;
}

bool log_needle_is_said(const char *piece, size_t len)
{
	return holds(literals, piece, len) || settings_say(piece, len) || codes_say(piece, len) ||
	       network_says(piece, len);
}

/* The one state whose name holds the piece; -1: none, -2: several. */
static int state_of(const char *piece, size_t len)
{
	int found = -1;
	for (int i = 0; qlw_state_name(i); i++)
		if (holds(qlw_state_name(i), piece, len))
			found = found == -1 ? i : -2;
	return found;
}

/* --- looking ---------------------------------------------------------------------------------- */

uint64_t log_needle_find(const struct journal *j, uint64_t from, uint64_t to, struct log_needle *n)
{
	const uint64_t found = journal_find(j, from, to, &n->bytes);
	return n->or.len ? journal_find(j, from, found, &n->or) : found;
}

uint64_t log_needle_find_back(
	const struct journal *j, uint64_t from, uint64_t to, struct log_needle *n)
{
	const uint64_t a = journal_find_back(j, from, to, &n->bytes);
	if (!n->or.len)
		return a;
	const uint64_t after = a < to ? a : from, b = journal_find_back(j, after, to, &n->or);
	return b < to ? b : a;
}

/* --- the pattern ------------------------------------------------------------------------------ */

/* Takes the piece if it is the longest so far. What names a state is said for its code, too. */
static void offer(struct log_needle *n, const char *piece, size_t len)
{
	const bool number = isdigit((unsigned char)*piece);
	const int state = number ? -1 : state_of(piece, len);
	char code[16];
	if (len <= n->bytes.len || len < (number ? DIGITS_MIN : LETTERS_MIN) || state == -2 ||
		(!number && log_needle_is_said(piece, len)))
		return;
	journal_needle_set(&n->bytes, piece, len);
	snprintf(code, sizeof(code), ",%d,", state);
	journal_needle_set(&n->or, code, state < 0 ? 0 : strlen(code));
}

/* Letters or digits at p, never both: numbers of ours stand beside letters of theirs. */
static size_t run(const char *p)
{
	size_t n = 0;
	if (isdigit((unsigned char)*p))
		while (isdigit((unsigned char)p[n]))
			n++;
	else
		while (isalpha((unsigned char)p[n]) || p[n] == '_')
			n++;
	return n;
}

static void clear(struct log_needle *n)
{
	journal_needle_set(&n->bytes, "", 0);
	journal_needle_set(&n->or, "", 0);
}

void log_needle_text(const char *text, struct log_needle *n)
{
	clear(n);
	while (*text) {
		const size_t len = run(text);
		offer(n, text, len);
		text += len ? len : 1;
	}
}

/* Behind a bracket expression or group that begins at p. */
static const char *skip_bracket(const char *p)
{
	p++;
	p += *p == '^';
	p += *p == ']';
	while (*p && *p != ']') {
		const char *class_end = *p == '[' && p[1] ? strchr(p + 2, ']') : NULL;
		p = class_end ? class_end + 1 : p + 1;
	}
	return *p ? p + 1 : p;
}

static const char *skip_group(const char *p)
{
	int depth = 0;
	while (*p) {
		if (*p == '[') {
			p = skip_bracket(p);
			continue;
		}
		depth += *p == '(';
		depth -= *p == ')';
		p += *p == '\\' && p[1] ? 2 : 1;
		if (depth == 0)
			break;
	}
	return p;
}

/* A run without its last byte when that one need not be there. */
static size_t needed(const char *p, size_t len)
{
	return len && strchr("*?{", p[len]) && p[len] ? len - 1 : len;
}

void log_needle(const struct match *m, struct log_needle *n)
{
	const char *p = m->pattern;
	clear(n);
	if (!match_active(m) || m->inverted)
		return;
	if (!m->compiled) {
		log_needle_text(p, n);
		return;
	}
	while (*p && !strchr(p, '|')) {
		const size_t len = run(p);
		if (len) {
			offer(n, p, needed(p, len));
			p += len;
		} else if (*p == '{') {
			p = strchr(p, '}') ? strchr(p, '}') + 1 : p + 1;
		} else {
			p = *p == '['            ? skip_bracket(p)
			    : *p == '('          ? skip_group(p)
			    : *p == '\\' && p[1] ? p + 2
						 : p + 1;
		}
	}
}
