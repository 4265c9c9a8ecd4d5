/*
 * Which port? A row for each with what is known of it, more of the selected one below, and what to do.
 * It looks at no port itself.
 */
#ifndef QLW_VIEWS_PICK_BOX_H
#define QLW_VIEWS_PICK_BOX_H

#include "tui/toolkit/canvas.h"
#include "tui/toolkit/widgets.h"

enum pick_mark {
	PICK_PLAIN,
	PICK_ASKING, /* a question is under way */
	PICK_FOUND,  /* a module answers */
	PICK_OTHER,  /* something answers, but no module of Table 1 */
	PICK_TROUBLE,
};

struct pick_row {
	char port[128];
	char what[96]; /* "AT port of BG95/BG77/BG600L", "sim" … */
	enum pick_mark mark;
	char state
		[128]; /* "BG95-M3, IMEI 864475040090705", "held by minicom (pid 812, user anna)" */
	char detail[512]; /* driver, USB id, stable name */
	char next[256];   /* what to do about trouble */
};

struct pick_box {
	struct list list;
	char head[160]; /* "Several modules are plugged in." */
};

void pick_box_draw(struct pick_box *b, struct region r, const struct pick_row *rows, size_t count);

#endif
