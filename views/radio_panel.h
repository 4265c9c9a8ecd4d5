/*
 * Who the module is and how its radio does: identity, network, signal in words and bars, address,
 * timers of PSM and eDRX in human units. It asks nothing; when something is asked is radio.h's.
 */
#ifndef QLW_VIEWS_RADIO_PANEL_H
#define QLW_VIEWS_RADIO_PANEL_H

#include "modem/radio.h"
#include "tui/toolkit/canvas.h"

/* Rows it has to say, in this many columns. */
int radio_panel_rows(const struct model *m, int cols);
/* As many of them as fit; without identity if brief. */
void radio_panel_draw(struct region r, const struct model *m, bool brief);
/* "read 12:04, again every 10 s", or why nothing is asked; for the frame. */
const char *radio_panel_status(
	const struct radio *radio, enum radio_pause pause, bool glance, char *out, size_t size);

#endif
