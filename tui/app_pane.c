/* Actions on panes: which one has the focus, what is looked for in it, what is taken out of it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tui/app_priv.h"
#include "tui/cli_profile.h"
#include "tui/term.h"
#include "views/views.h"

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

/* Their files are read when somebody wants to see them, not at every start. */
static void read_profiles(struct app *a)
{
	if (a->profiles.read || a->pane_bit[a->focus] != ACTION_IN_PROFILES)
		return;
	a->profiles.read = true;
	a->profiles.row = calloc(APP_PROFILES_MAX, sizeof *a->profiles.row);
	if (a->profiles.row)
		a->profiles.count = cli_profile_rows(a->options, a->profiles.row, APP_PROFILES_MAX);
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

static size_t selection(struct app *a, char *out, size_t size)
{
	struct view_ctx ctx = app_view_ctx(a, a->focus);
	struct view *log = focused(a, ACTION_IN_LOG), *data = focused(a, ACTION_IN_DATA);
	return log    ? view_log_selection(log, &ctx, out, size)
	       : data ? view_data_selection(data, &ctx, out, size)
		      : 0;
}

/* An existing file is never touched. */
static int write_new(const char *path, const char *bytes, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return errno;
	ssize_t k = write(fd, bytes, n);
	int err = k < 0 ? errno : (size_t)k == n ? 0 : ENOSPC;
	if (close(fd) != 0 && !err)
		err = errno;
	return err;
}

static void write_selection(struct app *a, const char *path)
{
	static char bytes[8192];
	size_t n = selection(a, bytes, sizeof bytes);
	if (!n) {
		app_say(a, ROLE_WARN,
			"nothing is selected; in Log and Data, a line or value can be written");
		return;
	}
	if (!*path) {
		app_line_begin(a, APP_LINE_COMMAND, "write ");
		return;
	}
	int err = write_new(path, bytes, n);
	if (err)
		app_say(a, ROLE_ERROR, "%s: %s", path, strerror(err));
	else
		app_say(a, ROLE_MESSAGE, "%zu bytes written to %s", n, path);
}

/* --- looking for -------------------------------------------------------------------------------------- */

static void search(struct app *a, const char *pattern)
{
	struct view *log = the_log(a);
	struct view_ctx ctx = app_view_ctx(a, a->focus);
	if (*pattern)
		view_log_set_search(log, &ctx, pattern);
	else
		app_line_begin(a, APP_LINE_COMMAND, "search ");
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
		view_log_set_filter(the_log(a), argument);
	else if (id == ACTION_WRITE)
		write_selection(a, argument);
	else
		return false;
	return true;
}
