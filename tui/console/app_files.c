/*
 * What is known of the module's provisioning files: told by `files check`, shown by the Config pane.
 */
#include <stdio.h>
#include <string.h>

#include "profiles/file.h"
#include "tui/console/app_priv.h"

static struct file_shelf_row *row_of(struct file_shelf *s, const char *name)
{
	for (size_t i = 0; i < s->count; i++)
		if (strcmp(s->row[i].name, name) == 0)
			return &s->row[i];
	if (s->count == FILE_SHELF_MAX)
		return NULL;
	struct file_shelf_row *row = &s->row[s->count++];
	*row = (struct file_shelf_row){.size = 0};
	snprintf(row->name, sizeof row->name, "%s", name);
	return row;
}

void app_files_told(void *ctx, const struct cli_file *file)
{
	struct app *a = ctx;
	struct file_shelf_row *row = file ? row_of(&a->shelf, file->name) : NULL;
	if (!file) {
		a->shelf = (struct file_shelf){.read_ms = app_now_ms()};
	} else if (row) {
		row->size = file->size;
		row->looked = file->looked;
		row->errors = file->errors;
		row->warnings = file->warnings;
	}
}

void app_files_put(struct app *a, const char *name, const struct file *f)
{
	struct file_shelf_row *row = a->shelf.read_ms ? row_of(&a->shelf, name) : NULL;
	if (!row)
		return;
	file_bytes(f, &row->size);
	row->looked = true;
	row->errors = file_errors(f);
	row->warnings = file_warnings(f);
}

static void drop(struct file_shelf *s, const char *name)
{
	for (size_t i = 0; i < s->count; i++)
		if (strcmp(s->row[i].name, name) == 0) {
			s->row[i] = s->row[--s->count];
			return;
		}
}

void app_files_changed(struct app *a, const struct call *call, int code)
{
	const char *verb = call->args > 1 ? call->arg[0] : "";
	if (code == CLI_REFUSED || code == CLI_USAGE || !a->shelf.read_ms)
		return;
	if (!strcmp(verb, "rm") && !code)
		drop(&a->shelf, call->arg[1]);
	else if (!strcmp(verb, "put") || !strcmp(verb, "rm"))
		a->shelf.stale = true;
}

int app_files_edit(void *ctx, const char *name, const char *local, const void *bytes, size_t len)
{
	const int code = pop_file_open(ctx, name, local, bytes, len);
	if (!code)
		cli_print("%s: Ctrl-S puts changes on the module", file_base_name(name));
	return code;
}
