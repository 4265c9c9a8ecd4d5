/*
 * A recorded session in the console: its time line, and moving in it. Knows the recording's clock and
 * nothing of what was recorded.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "modem/replay.h"
#include "tui/console/app_priv.h"
#include "views/words.h"

#define BAR_COLS 12

static bool state_of(const struct app *a, struct replay_state *s)
{
	return session_replay_state(a->session, app_now_ms(), s);
}

static int percent(const struct replay_state *s)
{
	uint64_t all = s->end_ms > s->begin_ms ? s->end_ms - s->begin_ms : 1;
	uint64_t past = s->clock_ms > s->begin_ms ? s->clock_ms - s->begin_ms : 0;
	return s->over ? 100 : past > all ? 100 : (int)(past * 100 / all);
}

static const char *speed_text(const struct replay_state *s, char *out, size_t size)
{
	if (s->speed > 0)
		snprintf(out, size, "×%g", s->speed);
	else
		snprintf(out, size, "max");
	return out;
}

const char *app_replay_mode(const struct app *a, char *out, size_t size)
{
	struct replay_state s;
	char speed[24];
	if (!state_of(a, &s))
		return NULL;
	snprintf(out, size, "replay %s",
		s.over     ? "ended"
		: s.paused ? "paused"
			   : speed_text(&s, speed, sizeof speed));
	return out;
}

/* "12:04:11 ━━━━━━──── 37 % of 12:00:00-12:30:10" and what can be done. */
bool app_replay_draw(const struct app *a, struct region r)
{
	struct replay_state s;
	char now[WORDS_MAX], begin[WORDS_MAX], end[WORDS_MAX];
	if (!state_of(a, &s))
		return false;
	int col = region_text(r, 0, 1, ROLE_TITLE, "%s ", words_time(s.clock_ms, now));
	region_bar(r, 0, col, BAR_COLS, ROLE_HEADER, (unsigned)percent(&s), 100);
	col += BAR_COLS + 1;
	col = region_text(r, 0, col, ROLE_TEXT, "%d %%", percent(&s));
	col = region_text(r, 0, col, ROLE_DIM, "  %s-%s", words_time(s.begin_ms, begin),
		words_time(s.end_ms, end));
	region_text(r, 0, col + 2, ROLE_DIM, "%s",
		s.over     ? ":seek goes back"
		: s.paused ? "Space goes on  . step  :seek"
			   : "Space pauses  . step  :seek");
	return true;
}

/* The time line moves once a second while time passes. */
uint64_t app_replay_deadline_ms(const struct app *a)
{
	struct replay_state s;
	uint64_t now_ms = app_now_ms();
	if (!state_of(a, &s))
		return UINT64_MAX;
	uint64_t at = session_real_ms(a->session, s.clock_ms - s.clock_ms % 1000 + 1000);
	return at == UINT64_MAX || at > now_ms + 1000 ? at : now_ms + 1000;
}

/* --- moving ------------------------------------------------------------------------------------ */

static bool local_time(uint64_t t_ms, struct tm *tm)
{
	time_t s = (time_t)(t_ms / 1000);
	return localtime_r(&s, tm) != NULL;
}

/* "12:04", "12:04:11": that time of the day shown now, or, if it lies before the recording, of the
 * next. */
static bool clock_time(const struct replay_state *s, const char *text, uint64_t *at_ms)
{
	struct tm tm;
	int part[3] = {0};
	size_t n = 0;
	for (bool more = true; more && n < 3; n++) {
		size_t digits = strspn(text, "0123456789");
		if (!digits || digits > 2)
			return false;
		part[n] = (int)strtol(text, NULL, 10);
		text += digits;
		more = *text == ':';
		text += more;
	}
	if (n < 2 || *text || part[0] > 23 || part[1] > 59 || part[2] > 59 ||
		!local_time(s->clock_ms, &tm))
		return false;
	tm.tm_hour = part[0];
	tm.tm_min = part[1];
	tm.tm_sec = part[2];
	tm.tm_isdst = -1;
	*at_ms = (uint64_t)mktime(&tm) * 1000;
	if (*at_ms + 999 < s->begin_ms)
		*at_ms += 86400000;
	return true;
}

/* "37%", "+30" and "-30" seconds. */
static bool relative_time(const struct replay_state *s, const char *text, uint64_t *at_ms)
{
	char *end;
	double n = strtod(text, &end);
	if (end == text || !isfinite(n) || fabs(n) > 1e9)
		return false;
	if (!strcmp(end, "%") && n >= 0 && n <= 100) {
		*at_ms = s->begin_ms + (uint64_t)((double)(s->end_ms - s->begin_ms) * n / 100);
		return true;
	}
	if ((*text != '+' && *text != '-') || (*end && strcmp(end, "s") != 0))
		return false;
	double at = (double)s->clock_ms + n * 1000;
	*at_ms = at > 0 ? (uint64_t)at : 0;
	return true;
}

static void seek(struct app *a, const struct replay_state *s, const char *text)
{
	uint64_t at_ms;
	if (!*text) {
		app_line_begin(a, APP_LINE_COMMAND, "seek ");
		return;
	}
	if (clock_time(s, text, &at_ms) || relative_time(s, text, &at_ms))
		session_replay_seek(a->session, at_ms, app_now_ms());
	else
		app_say(a, ROLE_ERROR,
			"%s: a time (12:04:11), a share (37%%) or seconds from here (-30)", text);
}

static void change_speed(struct app *a, const char *text)
{
	char *end;
	double speed = strtod(text, &end);
	if (!*text)
		app_line_begin(a, APP_LINE_COMMAND, "speed ");
	else if (!strcmp(text, "max"))
		session_replay_speed(a->session, 0, app_now_ms());
	else if (end != text && !*end && speed > 0 && isfinite(speed))
		session_replay_speed(a->session, speed, app_now_ms());
	else
		app_say(a, ROLE_ERROR, "speed: a factor (8, 0.5) or max");
}

bool app_replay_do(struct app *a, enum action_id id, const char *argument)
{
	struct replay_state s;
	if (id != ACTION_REPLAY_PAUSE && id != ACTION_REPLAY_STEP && id != ACTION_REPLAY_SEEK &&
		id != ACTION_REPLAY_SPEED)
		return false;
	if (!state_of(a, &s)) {
		app_say(a, ROLE_WARN, "this is no recording; -p replay:FILE opens one");
		return true;
	}
	if (id == ACTION_REPLAY_PAUSE)
		session_replay_pause(a->session, !s.paused, app_now_ms());
	else if (id == ACTION_REPLAY_STEP)
		session_replay_step(a->session, app_now_ms());
	else if (id == ACTION_REPLAY_SEEK)
		seek(a, &s, argument);
	else
		change_speed(a, argument);
	pace_urgent(&a->pace, loop_now_ms());
	return true;
}
