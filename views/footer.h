/*
 * The footer: panes by number and the keys that matter where the focus is. One row.
 */
#ifndef QLW_VIEWS_FOOTER_H
#define QLW_VIEWS_FOOTER_H

#include <stddef.h>

#include "tui/toolkit/canvas.h"

struct footer_item {
	const char *key;
	const char *word;
	bool current; /* the pane that has the focus */
};

enum {
	FOOTER_ITEMS_MAX = 24
};

/* Panes (panes of them, in order; focus is one of these names), then the focused pane's keys, then
 * those that work everywhere, help last. Returns how many items. */
size_t footer_items(const char *const *panes, size_t count, const char *focus,
	struct footer_item out[FOOTER_ITEMS_MAX]);

/* As many as fit; the last item always. */
void footer_draw(struct region r, const struct footer_item *items, size_t n);

#endif
