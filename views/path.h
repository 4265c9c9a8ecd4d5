/*
 * A server's way through its states, with times, wrapped.
 */
#ifndef QLW_VIEWS_PATH_H
#define QLW_VIEWS_PATH_H

#include "modem/model.h"
#include "tui/toolkit/canvas.h"

/* Draws at most rows rows from (row, 0); the oldest steps go when they do not fit. Returns the rows
 * used. */
int path_draw(struct region r, int row, int rows, const struct model_server *s);

#endif
