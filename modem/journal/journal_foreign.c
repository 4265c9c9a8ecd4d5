/*
 * What other terminal programs logged, as a journal: time stamps and colours come off, commands are
 * told from answers by their looks, and the rest is cut into frames as if it came from a port. What
 * cannot be understood stays a received line.
 */
#include "modem/journal/journal.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "modem/at.h"
#include "modem/framer.h"
#include "modem/journal/journal_store.h"
#include "modem/qlw.h"

#define FOREIGN_LINE_MAX 65536 /* longer lines come in parts */
#define FOREIGN_SNIFF    65536 /* bytes that decide whether it is a journal */
#define FOREIGN_HALF_DAY 43200000
#define FOREIGN_DAY      86400000

/* Of one stamp: a moment, or a clock whose day (or start) is not said. */
struct foreign_time {
	int64_t ms;
	bool whole;
};

struct foreign {
	struct journal *to;
	struct framer *framer;
	int64_t now_ms;
	int64_t base_ms;       /* what a clock counts from */
	int64_t clock_ms, day; /* the last, and midnights passed, in ms */
	int64_t first_ms;      /* time of the first stamp; -1: none has come */
	bool payload;          /* counted bytes are awaited */
};

/* --- time stamps ---------------------------------------------------------------------------- */

static const char *digits(const char *p, int n, int *value)
{
	for (*value = 0; n--; p++) {
		if (!isdigit((unsigned char)*p))
			return NULL;
		*value = *value * 10 + (*p - '0');
	}
	return p;
}

/* ".113" or ",113456" */
static const char *fraction(const char *p, int *ms)
{
	int unit = 100;

	*ms = 0;
	if ((*p != '.' && *p != ',') || !isdigit((unsigned char)p[1]))
		return p;
	for (p++; isdigit((unsigned char)*p); p++, unit /= 10)
		*ms += (*p - '0') * unit;
	return p;
}

static const char *clock_stamp(const char *p, int64_t *ms)
{
	int h, m, s, f;

	p = digits(p, 2, &h);
	p = p && *p == ':' ? digits(p + 1, 2, &m) : NULL;
	p = p && *p == ':' ? digits(p + 1, 2, &s) : NULL;
	if (!p)
		return NULL;
	p = fraction(p, &f);
	*ms = (((int64_t)h * 60 + m) * 60 + s) * 1000 + f;
	return p;
}

/* Z, +01:00 or +0100; without one it is local time. */
static const char *zone(const char *p, struct tm *tm, int64_t *ms)
{
	int sign = *p == '-' ? -1 : 1, h, m;
	const char *end;

	if (*p == 'Z') {
		*ms = (int64_t)timegm(tm) * 1000;
		return p + 1;
	}
	end = *p == '+' || *p == '-' ? digits(p + 1, 2, &h) : NULL;
	end = end ? digits(end + (*end == ':'), 2, &m) : NULL;
	if (end)
		*ms = ((int64_t)timegm(tm) - sign * (h * 60 + m) * 60) * 1000;
	else
		*ms = (int64_t)mktime(tm) * 1000;
	return end ? end : p;
}

static const char *date_stamp(const char *p, int64_t *ms)
{
	struct tm tm = {.tm_isdst = -1};
	int64_t clock;
	int year, month, day;

	p = digits(p, 4, &year);
	p = p && *p == '-' ? digits(p + 1, 2, &month) : NULL;
	p = p && *p == '-' ? digits(p + 1, 2, &day) : NULL;
	p = p && (*p == 'T' || *p == ' ') ? clock_stamp(p + 1, &clock) : NULL;
	if (!p)
		return NULL;
	tm.tm_year = year - 1900;
	tm.tm_mon = month - 1;
	tm.tm_mday = day;
	tm.tm_hour = (int)(clock / 3600000);
	tm.tm_min = (int)(clock / 60000 % 60);
	tm.tm_sec = (int)(clock / 1000 % 60);
	p = zone(p, &tm, ms);
	*ms += clock % 1000;
	return p;
}

/* "12.345678" as a kernel's log has it. */
static const char *seconds_stamp(const char *p, int64_t *ms)
{
	char *end;
	long long s;
	int f;

	p += strspn(p, " ");
	s = isdigit((unsigned char)*p) ? strtoll(p, &end, 10) : -1;
	if (s < 0 || s > 1000000000 || *end != '.')
		return NULL;
	p = fraction(end, &f);
	*ms = (int64_t)s * 1000 + f;
	return p;
}

/* The stamp in front of a line: its length, 0 if there is none. */
static size_t stamp_of(const char *line, struct foreign_time *t)
{
	bool bracket = *line == '[';
	const char *p = line + bracket, *end = date_stamp(p, &t->ms);

	t->whole = end != NULL;
	if (!end)
		end = clock_stamp(p, &t->ms);
	if (!end && bracket)
		end = seconds_stamp(p, &t->ms);
	if (!end || *end != (bracket ? ']' : ' '))
		return 0;
	end++;
	return (size_t)(end - line) + (bracket && *end == ' ');
}

static void tell_time(struct foreign *f, const struct foreign_time *t)
{
	int64_t now_ms = t->ms;

	if (!t->whole) {
		if (t->ms + FOREIGN_HALF_DAY < f->clock_ms)
			f->day += FOREIGN_DAY;
		f->clock_ms = t->ms;
		now_ms += f->base_ms + f->day;
	}
	if (f->first_ms < 0)
		f->first_ms = now_ms;
	if (now_ms > f->now_ms)
		f->now_ms = now_ms;
}

/* --- lines ---------------------------------------------------------------------------------- */

/* Colours and cursor moves of a terminal's capture. */
static size_t strip_escapes(char *line, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (line[i] == 0x1b && i + 1 < len && line[i + 1] == '[') {
			for (i += 2; i < len && (line[i] < 0x40 || line[i] > 0x7e);)
				i++;
			continue;
		}
		line[n++] = line[i];
	}
	line[n] = '\0';
	return n;
}

/* AT alone, AT+NAME…, AT&F, ATI, ATE0: no word that happens to begin so. */
static bool is_command(const char *text, size_t len)
{
	if (len < 2 || strncasecmp(text, "AT", 2) != 0 || len > AT_LINE_MAX)
		return false;
	if (len == 2 || strchr("+&%*#$^", text[2]))
		return true;
	for (size_t i = 3; i < len; i++)
		if (isalpha((unsigned char)text[i]) && !isdigit((unsigned char)text[i - 1]))
			return false;
	return isalpha((unsigned char)text[2]) && len < 16;
}

static void one_line(struct foreign *f, char *line, size_t len)
{
	struct foreign_time t;
	size_t stamp, text;
	bool ends = len && line[len - 1] == '\n';

	len = strip_escapes(line, len);
	stamp = stamp_of(line, &t);
	if (stamp)
		tell_time(f, &t);
	line += stamp;
	len -= stamp;
	framer_tick(f->framer, (uint64_t)f->now_ms);
	for (text = len; text && (line[text - 1] == '\r' || line[text - 1] == '\n');)
		text--;
	if (!f->payload && is_command(line, text)) {
		line[text] = '\r';
		journal_tx(f->to, f->now_ms, line, text + 1);
		return;
	}
	if (ends && len == text + 1) { /* LF alone: the log has it so, no module does */
		line[text] = '\r';
		line[len++] = '\n';
	}
	framer_feed(f->framer, (const uint8_t *)line, len, (uint64_t)f->now_ms);
}

static void on_frame(void *ctx, const struct frame *frame)
{
	static const enum journal_frame as[] = {
		[FRAME_LINE] = JOURNAL_FRAME_LINE,
		[FRAME_ECHO] = JOURNAL_FRAME_ECHO,
		[FRAME_PAYLOAD] = JOURNAL_FRAME_PAYLOAD,
		[FRAME_PROMPT] = JOURNAL_FRAME_PROMPT,
		[FRAME_OVERLONG] = JOURNAL_FRAME_OVERLONG,
		[FRAME_NOISE] = JOURNAL_FRAME_NOISE,
	};
	struct foreign *f = ctx;

	f->payload = f->payload && frame->kind != FRAME_PAYLOAD;
	journal_rx(f->to, f->now_ms, as[frame->kind], frame->raw, frame->raw_len);
}

static size_t payload_after(void *ctx, const char *line, size_t len)
{
	struct foreign *f = ctx;
	size_t n = qlw_payload_after(line, len);

	f->payload = n > 0;
	return n;
}

/* Reads all lines; visit returns nothing, and may write one byte behind the line. */
static void each_line(FILE *in, struct foreign *f, void (*visit)(struct foreign *, char *, size_t))
{
	static char line[FOREIGN_LINE_MAX + 2];
	size_t len = 0;
	int c;

	while ((c = getc(in)) != EOF) {
		line[len++] = (char)c;
		if (c != '\n' && len < FOREIGN_LINE_MAX)
			continue;
		visit(f, line, len);
		len = 0;
	}
	if (len)
		visit(f, line, len);
}

/* --- the day -------------------------------------------------------------------------------- */

static void look_at_time(struct foreign *f, char *line, size_t len)
{
	struct foreign_time t;

	len = strip_escapes(line, len);
	if (len && stamp_of(line, &t))
		tell_time(f, &t);
}

/* A clock's last reading was at the time of the file's last change, or on the day before. */
static void find_base(struct foreign *f, FILE *in, int64_t modified_ms)
{
	time_t s = (time_t)(modified_ms / 1000);
	struct tm tm;

	f->first_ms = -1;
	each_line(in, f, look_at_time);
	f->base_ms = modified_ms - f->clock_ms - f->day;
	if (f->clock_ms && localtime_r(&s, &tm)) {
		tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
		f->base_ms = (int64_t)mktime(&tm) * 1000 - f->day;
		if (f->base_ms + f->day + f->clock_ms > modified_ms + 60000)
			f->base_ms -= FOREIGN_DAY;
	}
	f->now_ms = f->first_ms;
	if (f->first_ms < 0)
		f->now_ms = modified_ms;
	else if (f->clock_ms)
		f->now_ms += f->base_ms;
	f->clock_ms = f->day = 0;
	rewind(in);
}

/* --- conversion ----------------------------------------------------------------------------- */

static int convert(struct foreign *f, FILE *in, const char *to, const char *name,
	int64_t modified_ms, struct qlw_diag *diag)
{
	const struct framer_ops ops = {.ctx = f, .frame = on_frame, .payload_after = payload_after};
	const struct journal_options options = {.path = to, .port = name, .part_bytes = UINT64_MAX};
	const char *trouble;
	int err;

	find_base(f, in, modified_ms);
	f->framer = framer_new(&ops);
	if (!f->framer)
		return qlw_diag_set(diag, QLW_ENOMEM, "out of memory");
	err = journal_open(&f->to, &options, f->now_ms, diag);
	if (!err) {
		each_line(in, f, one_line);
		framer_feed(f->framer, (const uint8_t *)"\r\n", 2, (uint64_t)f->now_ms);
		framer_tick(f->framer, UINT64_MAX - 1);
		journal_flush(f->to);
		trouble = journal_trouble(f->to);
		err = trouble ? qlw_diag_set(diag, QLW_EFILE, "%.200s", trouble) : 0;
	}
	journal_close(f->to);
	framer_free(f->framer);
	return err;
}

static int load_foreign(struct journal **out, FILE *in, const char *path, struct qlw_diag *diag)
{
	const char *tmp = getenv("TMPDIR"), *slash = strrchr(path, '/');
	struct foreign f = {.to = NULL};
	char name[300];
	struct stat st;
	int fd, err;

	snprintf(name, sizeof(name), "%.270s/qlw-log-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	fd = mkstemp(name);
	if (fd < 0 || fstat(fileno(in), &st))
		return qlw_diag_set(diag, QLW_EFILE, "%.200s: %s", name, strerror(errno));
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	err = convert(&f, in, name, slash ? slash + 1 : path, (int64_t)st.st_mtime * 1000, diag);
	unlink(name);
	if (err) {
		close(fd);
		return err;
	}
	err = journal_load_fd(out, fd, path, diag);
	if (!err)
		(*out)->foreign = true;
	return err;
}

/* A journal may begin with a damaged line, but some line near its beginning is one of its own. */
static bool is_journal(FILE *in)
{
	char text[4096];
	size_t seen = 0;
	bool found = false;

	while (!found && seen < FOREIGN_SNIFF && fgets(text, sizeof(text), in)) {
		seen += strlen(text) + 1;
		found = text[0] == '{' &&
			(strstr(text, "\"t\"") || strstr(text, "\"qlw_journal\""));
	}
	rewind(in);
	return found || !seen;
}

int journal_load_any(struct journal **out, const char *path, struct qlw_diag *diag)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), err;
	struct stat st;
	FILE *in;

	*out = NULL;
	if (fd < 0)
		return qlw_diag_set(diag, QLW_EFILE, "%.200s: %s", path, strerror(errno));
	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || !(in = fdopen(fd, "r"))) {
		close(fd);
		return qlw_diag_set(diag, QLW_EFILE, "%.200s: not a regular file", path);
	}
	err = is_journal(in) ? journal_load(out, path, diag) : load_foreign(out, in, path, diag);
	fclose(in);
	return err;
}
