/*
 * A provisioning file being edited, on top of the panes. What the view ends as is carried out here:
 * writing it to a file, and `files put` and `files diff` with its bytes.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/console/app_priv.h"
#include "tui/verbs/cli_local.h"
#include "tui/verbs/cli_transfer.h"
#include "views/file_view.h"

struct pop_file {
	struct popup popup;
	struct file_view *view;
	bool busy;
};

/* Header, message and footer stay in sight: progress is told in the message. */
static struct region place_of(struct region r)
{
	const int rows = canvas_rows(r.canvas) - 3;
	return r.row == 0 && r.rows > 12
		       ? region_sub(r, 1, 0, r.rows - 1 < rows ? r.rows - 1 : rows, -1)
		       : r;
}

static void file_draw(struct popup *p, struct region r)
{
	file_view_draw(((struct pop_file *)p)->view, place_of(r));
}

/* --- here ------------------------------------------------------------------------------------------------- */

static void write_here(struct pop_file *pf)
{
	struct app *a = pf->popup.app;
	char path[LOCAL_PATH_MAX];
	size_t len;
	const char *typed = file_view_path(pf->view);
	const char *bytes = file_bytes(file_view_file(pf->view), &len);
	if (!local_expand(typed, path, sizeof path) || !transfer_write(path, O_TRUNC, bytes, len)) {
		app_say(a, ROLE_ERROR, "%s: %s", typed, strerror(errno));
		return;
	}
	file_view_kept(pf->view, false);
	app_say(a, ROLE_MESSAGE, "%s: %zu bytes written", typed, len);
}

/* --- there ------------------------------------------------------------------------------------------------ */

static int run(struct pop_file *pf, const char *verb, const char *first, const char *second)
{
	struct call call = {
		.verb = "files", .arg = {verb, first, second}, .args = 3, .given = OPTION_YES};
	size_t len;
	const char *bytes = file_bytes(file_view_file(pf->view), &len);
	pf->busy = true;
	file_view_busy(pf->view, true);
	const int code = app_run_bytes(pf->popup.app, &actions[ACTION_FILES], &call, bytes, len);
	pf->busy = false;
	file_view_busy(pf->view, false);
	return code;
}

/* The first line of what the verb said. */
static void say_printed(struct pop_file *pf, const char *fallback)
{
	const char *text = pf->popup.app->printed_len ? pf->popup.app->printed : fallback;
	app_say(pf->popup.app, ROLE_MESSAGE, "%.*s", (int)strcspn(text, "\n"), text);
}

static void upload(struct pop_file *pf)
{
	const char *name = file_view_name(pf->view);
	if (run(pf, "put", file_base_name(name), name) != CLI_DONE)
		return;
	file_view_kept(pf->view, true);
	app_files_put(pf->popup.app, name, file_view_file(pf->view));
	say_printed(pf, "it is on the module");
	file_view_say(pf->view, ROLE_OK,
		"on the module, compared; the client reads it at the next start (B reboots)");
}

static void compare(struct pop_file *pf)
{
	const int code = run(pf, "diff", file_view_name(pf->view), "what is here");
	if (code == CLI_DONE)
		file_view_say(pf->view, ROLE_OK, "the module has the same bytes");
}

/* --- keys ------------------------------------------------------------------------------------------------- */

static bool file_key(struct popup *p, const struct key *key)
{
	struct pop_file *pf = (struct pop_file *)p;
	switch (file_view_key(pf->view, key)) {
	case FILE_VIEW_RESULT_NONE:
		break;
	case FILE_VIEW_RESULT_CLOSED:
		popup_close(p);
		break;
	case FILE_VIEW_RESULT_WRITE:
		write_here(pf);
		break;
	case FILE_VIEW_RESULT_UPLOAD:
		upload(pf);
		break;
	case FILE_VIEW_RESULT_COMPARE:
		compare(pf);
		break;
	}
	return true;
}

/* A transfer is stopped, what was typed is not lost. */
static bool file_stays(struct popup *p)
{
	struct pop_file *pf = (struct pop_file *)p;
	return pf->busy || file_view_dirty(pf->view);
}

static void file_free_popup(struct popup *p)
{
	file_view_free(((struct pop_file *)p)->view);
	free(p);
}

int pop_file_open(struct app *a, const char *name, const char *local, const void *bytes, size_t len)
{
	static const struct popup_ops ops = {.keys = {{"Esc", "closes"}, {"?", "help"}},
		.draw = file_draw,
		.key = file_key,
		.stays = file_stays,
		.free = file_free_popup};
	const struct file_view_source source = {
		.name = name, .local = local, .bytes = bytes, .len = len};
	struct pop_file *pf = popup_new(a, sizeof *pf, &ops);
	if (!pf)
		return CLI_FILE;
	pf->view = file_view_new(&source);
	if (!pf->view) {
		free(pf);
		return cli_fail(CLI_FILE, "%s: out of memory", name);
	}
	popup_open(&pf->popup);
	return 0;
}
