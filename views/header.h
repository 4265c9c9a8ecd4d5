/*
 * The header: module, port, network, trouble, STAGING or PRODUCTION, the clock. One row.
 */
#ifndef QLW_VIEWS_HEADER_H
#define QLW_VIEWS_HEADER_H

#include "tui/toolkit/view.h"

struct header_facts {
	const char *port; /* as given; shown without its directory */
	bool read_only;
	const char *mode; /* "replay x8"; NULL: none */
	bool no_clock;    /* nothing wakes the console each minute, so it would be wrong */
};

/* What does not fit is left out, the least important first; trouble stays. */
void header_draw(struct region r, const struct view_ctx *ctx, const struct header_facts *facts);

/* When the clock's minute ends. */
uint64_t header_deadline_ms(const struct view_ctx *ctx);

#endif
