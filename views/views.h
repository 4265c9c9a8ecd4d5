/*
 * The panes, made. Each is a struct view (tui/view.h); its ops->free frees it. NULL: out of memory.
 */
#ifndef QLW_VIEWS_VIEWS_H
#define QLW_VIEWS_VIEWS_H

#include "tui/view.h"

/* Servers, their states and the reasons. Actions: update ID, send ID; prompts: lifetime, at. */
struct view *view_session_new(void);

/* The journal in words. */
struct view *view_log_new(void);

/* Sends, received values, observations. Actions: send ID URI; prompts: send. */
struct view *view_data_new(void);

/* The settings, by key and field. Actions: edit KEY INDEX FIELD, add KEY, delete KEY
 * INDEX. */
struct view *view_config_new(void);

/*
 * What "write" puts into a file and a long "copy" takes: the selected line of the log as text (its
 * exact bytes when they are shown raw, or are a payload), the exact bytes of the selected value.
 * Returns the bytes written into out, at most size; 0 when nothing is selected.
 */
size_t view_log_selection(struct view *v, const struct view_ctx *ctx, char *out, size_t size);
size_t view_data_selection(struct view *v, const struct view_ctx *ctx, char *out, size_t size);

/* What / and f do, from the ":" line. An empty pattern ends it. */
void view_log_set_filter(struct view *v, const char *pattern);
void view_log_set_search(struct view *v, const struct view_ctx *ctx, const char *pattern);

#endif
