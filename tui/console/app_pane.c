/* Actions on panes: which one has the focus, what is looked for in it, what is taken out of it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tui/console/app_priv.h"
#include "tui/verbs/cli_journal.h"
#include "tui/verbs/cli_profile.h"
#include "tui/toolkit/term.h"
#include "tui/toolkit/text.h"
#include "views/views.h"

enum {
	APP_COPY_MAX = 65536
};

/* --- focus -------------------------------------------------------------------------------------------- */

static void read_profiles(struct app *a);

static void focus(struct app *a, unsigned bit, const char *name)
{
	for (int i = 0; i < a->panes; i++) {
		if (a->pane_bit[i] != bit)
			continue;
		a->focus = i;
		read_profiles(a);
		return;
	}
	app_say(a, ROLE_WARN, "there is no %s pane yet", name);
}

const struct profile_rows *app_pane_profiles(struct app *a)
{
	if (a->profiles.read)
		return &a->profiles;
	a->profiles.read = true;
	a->profiles.row = calloc(APP_PROFILES_MAX, sizeof *a->profiles.row);
	if (a->profiles.row)
		a->profiles.count = cli_profile_rows(a->options, a->profiles.row, APP_PROFILES_MAX);
	return &a->profiles;
}

/* Their files are read when somebody wants to see them, not at every start. */
static void read_profiles(struct app *a)
{
	if (a->pane_bit[a->focus] == ACTION_IN_PROFILES)
		app_pane_profiles(a);
}

static void step(struct app *a, int by)
{
	a->focus = (a->focus + by + a->panes) % a->panes;
	read_profiles(a);
}

static struct view *focused(struct app *a, unsigned bit)
{
	return a->pane_bit[a->focus] == bit ? a->pane[a->focus] : NULL;
}

/* The log, brought to the front if another pane has the focus: it is what one searches. */
static struct view *the_log(struct app *a)
{
	if (!focused(a, ACTION_IN_LOG))
		focus(a, ACTION_IN_LOG, "Log");
	return focused(a, ACTION_IN_LOG);
}

/* --- taking out --------------------------------------------------------------------------------------- */

void app_pane_copy(struct app *a, const char *text)
{
	int err = term_copy(text, strlen(text));
	if (err == QLW_EREFUSED)
		app_say(a, ROLE_WARN, "this terminal cannot copy; w writes to a file");
	else if (err)
		app_say(a, ROLE_WARN, "too long to copy; w writes to a file");
	else
		app_say(a, ROLE_MESSAGE, "copied");
}

/* A part of it; *from begins at 0. */
static size_t selection(struct app *a, uint64_t *from, char *out, size_t size)
{
	struct view_ctx ctx = app_view_ctx(a, a->focus);
	struct view *log = focused(a, ACTION_IN_LOG), *data = focused(a, ACTION_IN_DATA);
	if (log)
		return view_log_selection(log, &ctx, from, out, size);
	if (!data || (*from)++)
		return 0;
	uint64_t sent = view_data_send(data, &ctx);
	return sent ? app_send_data(a, sent, out, size)
		    : view_data_selection(data, &ctx, out, size);
}

static bool is_text(const char *bytes, size_t n)
{
	uint32_t cp;
	for (size_t at = 0, took; at < n; at += took) {
		took = text_decode(bytes + at, n - at, &cp);
		if (!took || (text_cp_width(cp) < 0 && cp != '\n' && cp != '\t'))
			return false;
	}
	return true;
}

/* Bytes that are no text as two digits each, in place; false: no room. */
static bool make_text(char *bytes, size_t *n, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	if (is_text(bytes, *n))
		return true;
	if (2 * *n > size)
		return false;
	for (size_t i = *n; i-- > 0;) {
		const unsigned char byte = (unsigned char)bytes[i];
		bytes[2 * i + 1] = digits[byte & 15];
		bytes[2 * i] = digits[byte >> 4];
	}
	*n *= 2;
	return true;
}

static void copy_selection(struct app *a)
{
	static char text[APP_COPY_MAX + 1];
	uint64_t from = 0;
	size_t n = 0, part;
	while ((part = selection(a, &from, text + n, APP_COPY_MAX - n)))
		n += part;
	bool fits = !focused(a, ACTION_IN_DATA) || make_text(text, &n, APP_COPY_MAX);
	text[n] = '\0';
	if (n && fits)
		app_pane_copy(a, text);
	else
		app_say(a, ROLE_WARN,
			"nothing is selected, or more than can be copied; w writes "
			"it to a file");
}

/* An existing file is never touched. errno or 0; *all is how many bytes went into it. */
static int write_new(struct app *a, const char *path, size_t *all)
{
	static char bytes[65536];
	uint64_t from = 0;
	size_t n = selection(a, &from, bytes, sizeof bytes);
	int fd = n ? open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1, err = 0;
	*all = 0;
	if (fd < 0)
		return n ? errno : 0;
	for (; n && !err; n = selection(a, &from, bytes, sizeof bytes)) {
		ssize_t k = write(fd, bytes, n);
		err = k < 0 ? errno : (size_t)k == n ? 0 : ENOSPC;
		*all += n;
	}
	if (close(fd) != 0 && !err)
		err = errno;
	return err;
}

static bool any_selection(struct app *a)
{
	char some[QLW_ULDATA_MAX]; /* a value is given whole or not at all */
	uint64_t from = 0;
	return selection(a, &from, some, sizeof some) > 0;
}

static void write_selection(struct app *a, const char *path)
{
	size_t n;
	if (!any_selection(a)) {
		app_say(a, ROLE_WARN,
			"nothing is selected; in Log and Data, a line or value can be written");
		return;
	}
	if (!*path) {
		app_line_begin(a, APP_LINE_COMMAND, "write ");
		return;
	}
	int err = write_new(a, path, &n);
	if (err)
		app_say(a, ROLE_ERROR, "%s: %s", path, strerror(err));
	else
		app_say(a, ROLE_MESSAGE, "%zu bytes written to %s", n, path);
}

/* --- looking for -------------------------------------------------------------------------------------- */

static bool is_list(const struct app *a)
{
	return a->pane_bit[a->focus] & (ACTION_IN_CONFIG | ACTION_IN_DATA | ACTION_IN_PROFILES);
}

static void to_view(struct app *a, const char *name)
{
	struct view *v = a->pane[a->focus];
	struct view_ctx ctx = app_view_ctx(a, a->focus);
	struct key key;
	if (!key_parse(name, &key))
		return;
	const struct intent intent = v->ops->key(v, &key, &ctx);
	app_intent(a, &intent);
}

/* The lists take a pattern as it is typed: f or /, the pattern, Enter. */
static void type_pattern(struct app *a, const char *name, const char *pattern)
{
	struct view *v = a->pane[a->focus];
	struct view_ctx ctx = app_view_ctx(a, a->focus);
	const struct key typed = {.code = KEYCODE_PASTE, .text = pattern, .len = strlen(pattern)};
	to_view(a, name);
	to_view(a, "Ctrl-U");
	v->ops->key(v, &typed, &ctx);
	to_view(a, "Enter");
}

static void filter(struct app *a, const char *pattern)
{
	if (is_list(a))
		type_pattern(a, "f", pattern);
	else
		view_log_set_filter(the_log(a), pattern);
}

static void search(struct app *a, const char *pattern)
{
	if (is_list(a) && !*pattern)
		to_view(a, "/");
	else if (is_list(a))
		type_pattern(a, "/", pattern);
	if (is_list(a))
		return;
	struct view *log = the_log(a);
	struct view_ctx ctx = app_view_ctx(a, a->focus);
	if (*pattern)
		view_log_set_search(log, &ctx, pattern);
	else
		app_line_begin(a, APP_LINE_COMMAND, "search ");
}

static void bookmark(struct app *a, const char *note)
{
	struct view *log = the_log(a);
	struct view_ctx ctx = app_view_ctx(a, a->focus);
	uint64_t place;
	bool set;
	if (!log || !view_log_bookmark(log, &ctx, note, &place, &set)) {
		app_say(a, ROLE_WARN, "there is no line to mark yet");
		return;
	}
	bool kept = session_mark(a->session, app_now_ms(), place, set ? note : NULL);
	if (!kept)
		view_log_keep_bookmark(log, place, set ? note : NULL);
	app_say(a, ROLE_MESSAGE, "bookmark %s%s; u goes to the next, M lists them",
		set ? "set" : "removed",
		kept ? "" : ", until you leave: a recording is not written to");
}

/* A time of the day is that of the last day shown, or of the one before if it is still to come. */
static void go_to(struct app *a, const char *text)
{
	struct view *log = the_log(a);
	struct view_ctx ctx = app_view_ctx(a, a->focus);
	uint64_t clock_ms = session_clock_ms(a->session, app_now_ms());
	int64_t at_ms;
	if (!*text) {
		app_line_begin(a, APP_LINE_COMMAND, "goto ");
		return;
	}
	if (!reading_time(text, (int64_t)clock_ms, &at_ms)) {
		app_say(a, ROLE_ERROR, "%s: a time as 12:04, 12:04:11 or 2026-01-31 12:04", text);
		return;
	}
	if (session_is_replay(a->session) && at_ms > (int64_t)clock_ms) {
		session_replay_seek(a->session, (uint64_t)at_ms, app_now_ms());
		return;
	}
	if (at_ms > (int64_t)clock_ms && strlen(text) < sizeof "2026-01-31")
		at_ms -= 86400000;
	if (!log || at_ms < 0 || !view_log_goto(log, &ctx, (uint64_t)at_ms))
		app_say(a, ROLE_WARN, "nothing was recorded at or after %s", text);
}

bool app_pane_do(struct app *a, enum action_id id, const char *argument)
{
	if (id == ACTION_PANE_SESSION)
		focus(a, ACTION_IN_SESSION, "Session");
	else if (id == ACTION_PANE_LOG)
		focus(a, ACTION_IN_LOG, "Log");
	else if (id == ACTION_PANE_CONFIG)
		focus(a, ACTION_IN_CONFIG, "Config");
	else if (id == ACTION_PANE_DATA)
		focus(a, ACTION_IN_DATA, "Data");
	else if (id == ACTION_PANE_PROFILES)
		focus(a, ACTION_IN_PROFILES, "Profiles");
	else if (id == ACTION_NEXT_PANE)
		step(a, 1);
	else if (id == ACTION_PREVIOUS_PANE)
		step(a, -1);
	else if (id == ACTION_ZOOM)
		a->zoom = !a->zoom;
	else if (id == ACTION_SEARCH)
		search(a, argument);
	else if (id == ACTION_FILTER)
		filter(a, argument);
	else if (id == ACTION_WRITE)
		write_selection(a, argument);
	else if (id == ACTION_COPY)
		copy_selection(a);
	else if (id == ACTION_BOOKMARK)
		bookmark(a, argument);
	else if (id == ACTION_GOTO)
		go_to(a, argument);
	else
		return false;
	return true;
}
