/*
 * The strip: one line for each server, in sight whatever pane has the screen.
 */
#ifndef QLW_VIEWS_STRIP_H
#define QLW_VIEWS_STRIP_H

#include "tui/toolkit/view.h"

/* Rows it would like: one a server, at least one. */
int strip_rows(const struct model *m);

/* If r has fewer rows, the last one says how many servers are out of sight. */
void strip_draw(struct region r, const struct view_ctx *ctx);

/* When it changes by time alone; UINT64_MAX: never. */
uint64_t strip_deadline_ms(const struct view_ctx *ctx);

#endif
