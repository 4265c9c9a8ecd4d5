/*
 * What the strip and the Session pane both show of a server: their order, and the outlook, that is
 * life time left, next update, next try, or what went wrong. Figures that nobody told us are marked
 * with ~ and drawn as estimates.
 */
#ifndef QLW_VIEWS_SERVERS_H
#define QLW_VIEWS_SERVERS_H

#include "modem/model.h"
#include "tui/toolkit/canvas.h"

/* Positions in m->server: by client index, those without one last, then by short ID. Returns how
 * many. */
size_t servers_order(const struct model *m, unsigned char order[MODEL_SERVERS_MAX]);

/* The state in words; with a question mark when it may have changed unseen. Draws cols columns. */
int servers_put_state(struct region r, int row, int col, int cols, const struct model *m,
	const struct model_server *s);

/* Since when it is so; 0 if it was so before we came. */
uint64_t servers_since_ms(const struct model_server *s);

/* Outlook from col to the end of the row; short of room it says less. why: the key that tells what is
 * wrong, "why? Enter". */
void servers_put_outlook(struct region r, int row, int col, const struct model *m,
	const struct model_server *s, uint64_t now_ms, const char *why);

/* When that changes by time alone; UINT64_MAX: never. */
uint64_t servers_deadline_ms(const struct model *m, const struct model_server *s, uint64_t now_ms);

#endif
