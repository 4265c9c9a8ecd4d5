/*
 * Times, counts and states as words. It must not know any pane.
 */
#include "views/words.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "modem/explain.h"

#define SECOND 1000u
#define MINUTE (60u * SECOND)
#define HOUR   (60u * MINUTE)
#define DAY    (24u * HOUR)

/* --- durations -------------------------------------------------------------------------------- */

/* Steps by which a duration of this length is told. */
static uint64_t step_of(uint64_t ms)
{
	if (ms < 10 * SECOND)
		return SECOND;
	if (ms < 10 * MINUTE)
		return 10 * SECOND;
	if (ms < 2 * HOUR)
		return MINUTE;
	return ms < 2 * DAY ? 10 * MINUTE : HOUR;
}

static const char *duration(uint64_t ms, char out[WORDS_MAX])
{
	const unsigned long long s = ms / SECOND, min = s / 60, h = min / 60;
	if (s < 120)
		snprintf(out, WORDS_MAX, "%llu s", s);
	else if (min < 10 && s % 60)
		snprintf(out, WORDS_MAX, "%llu min %llu s", min, s % 60);
	else if (min < 120)
		snprintf(out, WORDS_MAX, "%llu min", min);
	else if (h < 48 && min % 60)
		snprintf(out, WORDS_MAX, "%llu h %llu min", h, min % 60);
	else if (h < 48)
		snprintf(out, WORDS_MAX, "%llu h", h);
	else if (h % 24)
		snprintf(out, WORDS_MAX, "%llu d %llu h", h / 24, h % 24);
	else
		snprintf(out, WORDS_MAX, "%llu d", h / 24);
	return out;
}

/* The value told for left_ms > 0: the text changes when one step less is reached. */
static uint64_t round_up(uint64_t left_ms, uint64_t *step)
{
	*step = step_of(left_ms - 1);
	return (left_ms + *step - 1) / *step * *step;
}

const char *words_countdown(uint64_t left_ms, char out[WORDS_MAX])
{
	uint64_t step;
	if (left_ms > 0)
		return duration(round_up(left_ms, &step), out);
	snprintf(out, WORDS_MAX, "now");
	return out;
}

uint64_t words_next(uint64_t left_ms)
{
	uint64_t step;
	if (left_ms == 0)
		return UINT64_MAX;
	const uint64_t told = round_up(left_ms, &step);
	return left_ms - (told - step);
}

const char *words_elapsed(uint64_t ms, char out[WORDS_MAX])
{
	const uint64_t step = step_of(ms);
	return duration(ms / step * step, out);
}

uint64_t words_elapsed_next(uint64_t ms)
{
	const uint64_t step = step_of(ms);
	return step - ms % step;
}

const char *words_took(uint64_t ms, char out[WORDS_MAX])
{
	if (ms >= 10 * SECOND)
		return duration(ms, out);
	snprintf(out, WORDS_MAX, "%u.%u s", (unsigned)(ms / SECOND), (unsigned)(ms % SECOND / 100));
	return out;
}

/* --- times of day ----------------------------------------------------------------------------- */

static const char *format_time(uint64_t t_ms, const char *format, char out[WORDS_MAX])
{
	const time_t t = (time_t)(t_ms / SECOND);
	struct tm tm;
	if (!localtime_r(&t, &tm) || strftime(out, WORDS_MAX, format, &tm) == 0)
		snprintf(out, WORDS_MAX, "?");
	return out;
}

const char *words_duration(uint64_t ms, char out[WORDS_MAX])
{
	static const struct {
		const char *name;
		uint64_t ms;
	} units[] = {{"d", 86400000}, {"h", 3600000}, {"min", 60000}, {"s", 1000}};
	if (ms < 60000 && ms % 1000) {
		snprintf(out, WORDS_MAX, "%u.%02u s", (unsigned)(ms / 1000),
			(unsigned)(ms % 1000 / 10));
		return out;
	}
	size_t i = 0;
	while (i < 3 && ms < units[i].ms)
		i++;
	const unsigned whole = (unsigned)(ms / units[i].ms);
	const unsigned rest = i < 3 ? (unsigned)(ms % units[i].ms / units[i + 1].ms) : 0;
	if (rest)
		snprintf(out, WORDS_MAX, "%u %s %u %s", whole, units[i].name, rest,
			units[i + 1].name);
	else
		snprintf(out, WORDS_MAX, "%u %s", whole, units[i].name);
	return out;
}

const char *words_clock(uint64_t t_ms, char out[WORDS_MAX])
{
	return format_time(t_ms, "%H:%M", out);
}

const char *words_time(uint64_t t_ms, char out[WORDS_MAX])
{
	return format_time(t_ms, "%H:%M:%S", out);
}

const char *words_stamp(uint64_t t_ms, char out[WORDS_MAX])
{
	format_time(t_ms, "%H:%M:%S", out);
	const size_t n = strlen(out);
	snprintf(out + n, WORDS_MAX - n, ".%03u", (unsigned)(t_ms % SECOND));
	return out;
}

const char *words_since(uint64_t t_ms, uint64_t now_ms, char out[WORDS_MAX])
{
	const bool old = now_ms > t_ms && now_ms - t_ms >= DAY;
	return format_time(t_ms, old ? "%d %b %H:%M" : "%H:%M", out);
}

/* --- numbers ---------------------------------------------------------------------------------- */

const char *words_ordinal(unsigned n, char out[WORDS_MAX])
{
	static const char *const ending[] = {"th", "st", "nd", "rd"};
	const bool teen = n % 100 / 10 == 1;
	snprintf(out, WORDS_MAX, "%u%s", n, ending[!teen && n % 10 < 4 ? n % 10 : 0]);
	return out;
}

const char *words_count(uint64_t n, char out[WORDS_MAX])
{
	char plain[WORDS_MAX];
	const int len = snprintf(plain, sizeof(plain), "%llu", (unsigned long long)n);
	int k = 0;
	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			out[k++] = ',';
		out[k++] = plain[i];
	}
	out[k] = '\0';
	return out;
}

/* --- servers ---------------------------------------------------------------------------------- */

int words_put_host(struct region r, int row, int col, int cols, enum role role, const char *uri)
{
	const char *scheme = strstr(uri, "://");
	const char *host = scheme ? scheme + 3 : uri;
	const char *port = strrchr(host, ':');
	if (!port || strchr(port, ']'))
		port = host + strlen(host);
	const size_t host_len = (size_t)(port - host), port_len = strlen(port);
	const size_t port_cols = text_width(port, port_len);
	struct region cell = region_sub(r, row, col, 1, cols);
	if (text_width(host, host_len) + port_cols <= (size_t)cols) {
		region_put(cell, 0, 0, role, host, host_len + port_len);
	} else if (port_cols + 4 > (size_t)cols) {
		region_field(cell, 0, 0, cols, role, "%s", host);
	} else {
		const size_t fit = text_fit(host, host_len, (size_t)cols - port_cols - 1, NULL);
		const int at = region_put(cell, 0, 0, role, host, fit);
		const int end = region_text(cell, 0, at, role, "…");
		region_put(cell, 0, end, role, port, port_len);
	}
	return col + cols;
}

static const struct look {
	const char *glyph;
	enum role role;
} looks[] = {
	[QLW_PHASE_IDLE] = {"○", ROLE_DIM},
	[QLW_PHASE_WORKING] = {"◌", ROLE_PENDING},
	[QLW_PHASE_RETRYING] = {"◌", ROLE_WARN},
	[QLW_PHASE_READY] = {"●", ROLE_OK},
	[QLW_PHASE_FAILED] = {"✗", ROLE_BAD},
	[QLW_PHASE_UNKNOWN] = {"?", ROLE_STALE},
};

const char *words_phase_glyph(enum qlw_phase phase)
{
	return looks[phase].glyph;
}

enum role words_phase_role(enum qlw_phase phase)
{
	return looks[phase].role;
}

const char *words_state(int code, char out[WORDS_MAX])
{
	const char *name = qlw_state_name(code);
	if (name)
		snprintf(out, WORDS_MAX, "%s", name);
	else if (code < 0)
		snprintf(out, WORDS_MAX, "unknown");
	else
		snprintf(out, WORDS_MAX, "state %d", code);
	return out;
}

int words_put_number(struct region r, int row, const struct explain_number *why)
{
	if (!why)
		return 0;
	region_field(r, row, 2, r.cols - 2, ROLE_TEXT, "%s", why->cause);
	const int col = region_text(r, row + 1, 2, ROLE_LABEL, "Next: ");
	region_field(r, row + 1, col, r.cols - col, ROLE_VALUE, "%s%s%s", why->next,
		why->command ? "  " : "", why->command ? why->command : "");
	return 2;
}
