/*
 * The panes, made. Each is a struct view (tui/view.h); its ops->free frees it. NULL: out of memory.
 */
#ifndef QLW_VIEWS_VIEWS_H
#define QLW_VIEWS_VIEWS_H

#include "tui/view.h"

/* Servers, their states and the reasons. Actions: update ID, send ID; prompts: lifetime, at. */
struct view *view_session_new(void);

/* The journal in words. Actions: save TEXT ("w"); copies the selection ("y"). */
struct view *view_log_new(void);

#endif
