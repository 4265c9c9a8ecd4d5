/* Which lines of a recorded session are wanted. Pure but for the local time zone. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "tui/verbs/cli_journal.h"
#include "tui/toolkit/near.h"

static const struct {
	const char *word;
	unsigned kind;
} kinds[] = {
	{"state", READING_STATE},
	{"reg", READING_REG},
	{"dereg", READING_DEREG},
	{"observe", READING_OBSERVE},
	{"delivery", READING_DELIVERY},
	{"recv", READING_RECV},
	{"net", READING_NET},
	{"urc", READING_URC},
	{"link", READING_LINK},
	{"mark", READING_MARK},
	{"tx", READING_TX},
	{"rx", READING_RX},
	{"note", READING_NOTE},
	{"header", READING_HEADER},
	{"damaged", READING_BROKEN},
};

#define KINDS (sizeof kinds / sizeof *kinds)

const char *reading_kind_word(unsigned of)
{
	for (size_t i = 0; i < KINDS; i++)
		if (of & kinds[i].kind)
			return kinds[i].word;
	return "";
}

/* "state,delivery" */
static int take_kinds(struct reading_pick *p, const char *list)
{
	while (*list) {
		size_t len = strcspn(list, ","), i = 0;
		while (i < KINDS && (strncmp(kinds[i].word, list, len) || kinds[i].word[len]))
			i++;
		if (i == KINDS)
			return cli_fail(CLI_USAGE,
				"unknown kind %.*s: qlw journal --help lists them", (int)len, list);
		p->kinds |= kinds[i].kind;
		list += len + (list[len] == ',');
	}
	return 0;
}

static int take_state(struct reading_pick *p, const char *text)
{
	struct near near = near_begin(text);
	const char *name;
	int64_t number;
	if (options_number(text, 0, 255, &number)) {
		p->state = (int)number;
		return 0;
	}
	for (int i = 0; (name = qlw_state_name(i)); i++) {
		if (!strcasecmp(name, text))
			p->state = i;
		near_offer(&near, name);
	}
	if (p->state >= 0)
		return 0;
	return cli_fail(CLI_USAGE, "unknown state %s%s%s", text, near.best ? ": did you mean " : "",
		near.best ? near.best : "");
}

/* --- times ------------------------------------------------------------------------------------ */

/* At most so many digits; false if there is none. */
static bool digits(const char **text, int most, int *value)
{
	const char *p = *text;
	for (*value = 0; most-- && *p >= '0' && *p <= '9'; p++)
		*value = *value * 10 + (*p - '0');
	bool some = p != *text;
	*text = p;
	return some;
}

static bool mark(const char **text, char c)
{
	bool there = **text == c;
	*text += there;
	return there;
}

static bool take_zone(const char *text, struct tm *tm, int64_t *ms)
{
	int h = 0, m = 0;
	int sign = *text == '-' ? -1 : 1;
	if (!*text) {
		*ms = (int64_t)mktime(tm) * 1000;
		return true;
	}
	if (!strcmp(text, "Z")) {
		*ms = (int64_t)timegm(tm) * 1000;
		return true;
	}
	if (!mark(&text, '-') && !mark(&text, '+'))
		return false;
	if (!digits(&text, 2, &h) || !mark(&text, ':') || !digits(&text, 2, &m) || *text)
		return false;
	*ms = ((int64_t)timegm(tm) - sign * (h * 60 + m) * 60) * 1000;
	return true;
}

/* ":SS" and ".mmm", both optional; returns what follows. */
static const char *take_seconds(const char *text, struct tm *tm, int *ms)
{
	tm->tm_sec = *ms = 0;
	if (!mark(&text, ':') || !digits(&text, 2, &tm->tm_sec))
		return text;
	if (*text != '.')
		return text;
	text++;
	for (int unit = 100; *text >= '0' && *text <= '9'; text++, unit /= 10)
		*ms += (*text - '0') * unit;
	return text;
}

/* "2026-01-31", "2026-01-31 12:00", "2026-01-31T12:00:00.500Z", "12:00", "12:00:00". */
bool reading_time(const char *text, int64_t day_ms, int64_t *ms)
{
	struct tm tm = {.tm_sec = 0}, day;
	time_t first = (time_t)(day_ms / 1000);
	const char *date = text;
	int fraction;
	bool dated = digits(&date, 4, &tm.tm_year) && mark(&date, '-') &&
		     digits(&date, 2, &tm.tm_mon) && mark(&date, '-') &&
		     digits(&date, 2, &tm.tm_mday);
	if (dated) {
		tm.tm_year -= 1900;
		tm.tm_mon--;
		text = date + (*date == 'T' || *date == ' ');
	} else if (localtime_r(&first, &day)) {
		tm.tm_year = day.tm_year;
		tm.tm_mon = day.tm_mon;
		tm.tm_mday = day.tm_mday;
	}
	tm.tm_isdst = -1;
	if (dated && !*text) {
		*ms = (int64_t)mktime(&tm) * 1000;
		return true;
	}
	if (!digits(&text, 2, &tm.tm_hour) || !mark(&text, ':') || !digits(&text, 2, &tm.tm_min))
		return false;
	text = take_seconds(text, &tm, &fraction);
	if (tm.tm_hour > 23 || tm.tm_min > 59 || tm.tm_sec > 60 || !take_zone(text, &tm, ms))
		return false;
	*ms += fraction;
	return true;
}

int reading_pick_file(struct reading_pick *p, int64_t first_ms)
{
	p->since_ms = INT64_MIN;
	p->until_ms = INT64_MAX;
	if (p->since && !reading_time(p->since, first_ms, &p->since_ms))
		return cli_fail(CLI_USAGE,
			"--since %s: 2026-01-31T12:00:00Z, 2026-01-31 or 12:00:00", p->since);
	if (p->until && !reading_time(p->until, first_ms, &p->until_ms))
		return cli_fail(CLI_USAGE,
			"--until %s: 2026-01-31T12:00:00Z, 2026-01-31 or 12:00:00", p->until);
	return 0;
}

/* --- from the options ------------------------------------------------------------------------- */

int reading_pick_begin(struct reading_pick *p, const struct cli *cli)
{
	const struct call *call = cli->call;
	int code = 0;
	*p = (struct reading_pick){.state = -1, .since = call->since, .until = call->until};
	p->text = call->text;
	if (p->text)
		log_needle_text(p->text, &p->needle);
	if (call->regex)
		match_set(&p->match, call->regex);
	if (call->regex && !p->match.compiled)
		code = cli_fail(CLI_USAGE, "--regex %s: no regular expression", call->regex);
	if (!code && call->regex && !p->needle.bytes.len)
		log_needle(&p->match, &p->needle);
	if (!code && call->kind)
		code = take_kinds(p, call->kind);
	if (!code && call->state)
		code = take_state(p, call->state);
	if (call->given & OPTION_SSID)
		p->short_id = (unsigned)call->ssid;
	return code ? code : reading_pick_file(p, 0);
}

void reading_pick_end(struct reading_pick *p)
{
	match_clear(&p->match);
}

/* --- one line --------------------------------------------------------------------------------- */

/* All that a search looks at: words, then bytes, NUL-terminated. */
static void searched(const struct reading_line *l, char *out, size_t size)
{
	const char *raw;
	size_t len, n;
	decode_trim(&l->record, &raw, &len);
	n = (size_t)snprintf(out, size, "%.*s %u %.*s\n", (int)l->said.what_len, l->said.what,
		l->said.short_id, (int)l->said.text_len, l->said.text);
	for (size_t i = 0; i < len && n + 1 < size; i++)
		out[n++] = raw[i] ? raw[i] : ' ';
	out[n < size ? n : size - 1] = '\0';
}

static bool has_text(const char *text, const char *part)
{
	size_t n = strlen(part);
	for (; *text; text++)
		if (!strncasecmp(text, part, n))
			return true;
	return !n;
}

static bool holds(const struct reading_pick *p, const struct reading_line *l)
{
	static char text[JOURNAL_BYTES_MAX + 512];
	if (!p->text && !p->match.compiled)
		return true;
	searched(l, text, sizeof text);
	return (!p->text || has_text(text, p->text)) &&
	       (!p->match.compiled || match_test(&p->match, text));
}

bool reading_pick_takes(const struct reading_pick *p, const struct reading_line *l)
{
	if (l->record.wall_ms < p->since_ms || l->record.wall_ms > p->until_ms)
		return false;
	if (p->kinds && !(p->kinds & l->kinds))
		return false;
	if (p->state >= 0 && (!(l->kinds & READING_STATE) || l->urc.code != p->state))
		return false;
	return (!p->short_id || l->said.short_id == p->short_id) && holds(p, l);
}
