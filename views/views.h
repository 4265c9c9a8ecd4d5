/*
 * The panes, made. Each is a struct view (tui/toolkit/view.h); its ops->free frees it. NULL: out of memory.
 */
#ifndef QLW_VIEWS_VIEWS_H
#define QLW_VIEWS_VIEWS_H

#include "tui/toolkit/view.h"

/* Servers, their states and the reasons. Actions: update ID, send ID; prompts: lifetime, at. */
struct view *view_session_new(void);

/* The journal in words. */
struct view *view_log_new(void);

/* Sends, received values, observations. Actions: send ID URI; prompts: send. */
struct view *view_data_new(void);

/* A file that the module has. */
struct file_shelf_row {
	char name[84]; /* relative to /datatx */
	size_t size;
	bool looked; /* its content was read: errors and warnings are known */
	size_t errors, warnings;
};

enum {
	FILE_SHELF_MAX = 48
};

struct file_shelf {
	struct file_shelf_row row[FILE_SHELF_MAX];
	size_t count;
	uint64_t read_ms; /* 0: never */
	bool stale;       /* something was done since that may have changed it */
};

/* The settings, by key and field, and the module's provisioning files. shelf is the caller's and is
 * filled later; NULL: no files. Actions: edit KEY INDEX FIELD, add KEY, delete KEY INDEX, files check,
 * files edit NAME, files rm NAME; prompts: files get, files put, files edit. */
struct view *view_config_new(const struct file_shelf *shelf);

/* A profile as the pane shows it. */
struct profile_row {
	char name[64], title[96], carrier[32];
	char source[768];  /* where its facts come from, and what has to be asked of the carrier */
	char asks[160];    /* its inputs: "imei, msisdn, psk_key (secret)" */
	char problem[160]; /* why it cannot be used, "" if it can */
	bool production;
};

struct profile_rows {
	struct profile_row *row;
	size_t count;
	bool read; /* the folders were looked through */
};

/* Profiles from files. rows are the caller's and may be filled later. Actions: plan NAME, apply NAME,
 * diff NAME module, snapshot. */
struct view *view_profiles_new(const struct profile_rows *rows);

/*
 * What "write" puts into a file and a long "copy" takes: the selected line of the log as text (its
 * exact bytes when they are shown raw, or are a payload), or all selected lines, each ended by a
 * newline; the exact bytes of the selected value. Returns the bytes written into out, at most size; 0
 * when nothing is selected.
 * Of the log it is one part of it: from 0 on, *from says where the next call goes on; 0 at the end.
 */
size_t view_log_selection(struct view *v, const struct view_ctx *ctx, uint64_t *from, char *out,
	size_t size);
size_t view_data_selection(struct view *v, const struct view_ctx *ctx, char *out, size_t size);
/* The send that is selected, whose data the model does not have whole: its id; 0: none is. */
uint64_t view_data_send(struct view *v, const struct view_ctx *ctx);

/* The line a bookmark is for, and whether it gets one or loses it. False: there is none. */
bool view_log_bookmark(struct view *v, const struct view_ctx *ctx, const char *note,
	uint64_t *place, bool *set);
/* For a recording, which is not written to. note NULL: removed. */
void view_log_keep_bookmark(struct view *v, uint64_t place, const char *note);

/* Goes to the first line at or after this time. False: there is none. */
bool view_log_goto(struct view *v, const struct view_ctx *ctx, uint64_t wall_ms);

/* What / and f do, from the ":" line. An empty pattern ends it. */
void view_log_set_filter(struct view *v, const char *pattern);
void view_log_set_search(struct view *v, const struct view_ctx *ctx, const char *pattern);

#endif
