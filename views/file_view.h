/*
 * A provisioning file on the screen: every entry by number, name and value, what is wrong with it,
 * and forms to change, add and take away. It writes nothing: it ends as what is to be done with the
 * bytes. No secret is ever drawn.
 */
#ifndef QLW_VIEWS_FILE_VIEW_H
#define QLW_VIEWS_FILE_VIEW_H

#include "profiles/file_draft.h"
#include "tui/toolkit/canvas.h"
#include "tui/toolkit/keys.h"

enum {
	FILE_VIEW_PATH_MAX = 512
};

enum file_view_result {
	FILE_VIEW_RESULT_NONE,
	FILE_VIEW_RESULT_CLOSED,  /* nothing is left to be kept, or it was given up */
	FILE_VIEW_RESULT_WRITE,   /* to the file file_view_path here */
	FILE_VIEW_RESULT_UPLOAD,  /* to file_view_name on the module: it was looked at and wanted */
	FILE_VIEW_RESULT_COMPARE, /* with what the module has */
};

/* Where a file comes from. Copied. */
struct file_view_source {
	const char *name;  /* on the module: it gives the kind */
	const char *local; /* path here; NULL: from the module */
	const void *bytes; /* NULL: there is none yet */
	size_t len;
};

struct file_view;

/* NULL: out of memory, or name is no provisioning file's. */
struct file_view *file_view_new(const struct file_view_source *source);
void file_view_free(struct file_view *v); /* wipes; NULL is allowed */

enum file_view_result file_view_key(struct file_view *v, const struct key *key);
void file_view_draw(struct file_view *v, struct region r);

const struct file *file_view_file(const struct file_view *v);
const char *file_view_name(const struct file_view *v);
const char *file_view_path(const struct file_view *v); /* after WRITE */

/* It was written, or is on the module now: leaving asks no more. */
void file_view_kept(struct file_view *v, bool on_module);
/* Its bytes are on their way: only drawn, no key changes anything. */
void file_view_busy(struct file_view *v, bool busy);
/* Kept nowhere since its last change. */
bool file_view_dirty(const struct file_view *v);
/* A line in the frame. Copied. */
void file_view_say(struct file_view *v, enum role role, const char *text);

#endif
