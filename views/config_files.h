/*
 * The files part of the Config pane: what the module has below /datatx, and which of the Note's files
 * it has not. Private to config.c and config_rows.c.
 */
#ifndef QLW_VIEWS_CONFIG_FILES_H
#define QLW_VIEWS_CONFIG_FILES_H

#include "modem/model.h"
#include "tui/toolkit/canvas.h"
#include "tui/toolkit/view.h"
#include "views/views.h"

enum {
	CONFIG_FILES_MAX = FILE_SHELF_MAX + 4 + MODEL_RECORDS_MAX
};

struct config_file {
	char name[84];
	const struct file_shelf_row *row; /* NULL: not among those read */
};

struct config_files {
	const struct file_shelf *shelf;
	struct config_file file[CONFIG_FILES_MAX];
	size_t count;
};

/* Those on the shelf, then those of the Note that are not: bootstrap.ini and its like, and the PSK
 * files of servers with a PSK. */
void config_files_make(
	struct config_files *out, const struct file_shelf *shelf, const struct model *m);

void config_files_draw_heading(struct region r, int row, const struct config_files *files);
void config_files_draw(struct region r, int row, const struct config_files *files, size_t i);
void config_files_explain(struct region r, const struct config_files *files, size_t i);
void config_files_explain_heading(struct region r);

/* Keys of the part. file: SIZE_MAX on the heading. INTENT_NONE: the key means nothing there. */
struct intent config_files_key(
	const struct config_files *files, size_t file, const struct key *key);

#endif
