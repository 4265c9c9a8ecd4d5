/*
 * Rows and details of the Data pane: sends, received values, observations. Private to data.c.
 */
#ifndef QLW_VIEWS_DATA_ROWS_H
#define QLW_VIEWS_DATA_ROWS_H

#include "modem/model.h"
#include "modem/send_queue.h"
#include "tui/toolkit/canvas.h"

/* One row each, in r.cols columns. */
void data_send_row(struct region r, int row, const struct model_send *s);
/* before: the send that it waits for, or NULL. */
void data_queued_row(
	struct region r, int row, const struct send_item *item, const struct model_send *before);
void data_recv_row(struct region r, int row, const struct model_recv *d);
void data_observe_row(
	struct region r, int row, const struct model *m, const struct model_observe *o);

/* "delivered", "failed" … */
const char *data_send_word(const struct model_send *s);

/* All that is known of it; first is the first line of a received value's bytes to show. */
void data_send_detail(struct region r, const struct model_send *s);
void data_recv_detail(struct region r, const struct model_recv *d, size_t first);

extern const char data_observed_note[];
void data_observe_detail(struct region r, const struct model *m, const struct model_observe *o);

#endif
