/*
 * What the console still has to send: the queue, a file in pieces, a command again and again, and
 * the data of what was sent lately.
 */
#ifndef QLW_TUI_APP_SEND_H
#define QLW_TUI_APP_SEND_H

#include "modem/send_queue.h"
#include "tui/toolkit/prompt.h"

enum {
	SENDER_KEPT_MAX = 32,
	SENDER_FILE_MAX = 1024 * 1024,
};

/* Data of a row of the model, whole: its preview may not be. */
struct sender_kept {
	uint64_t row; /* 0: free */
	struct send_item item;
};

struct sender_file {
	char name[256]; /* "": none */
	char uri[QLW_URI_MAX + 1];
	struct qlw_uldata to; /* uri above */
	uint8_t *bytes;
	size_t len, given; /* to the queue */
	uint64_t last;     /* the queue's id of the last piece */
};

struct sender {
	struct send_queue queue;
	struct sender_kept kept[SENDER_KEPT_MAX];
	size_t keeps;
	struct sender_file file;
	char again[PROMPT_LINE_MAX]; /* the ':' line repeated; "": none */
	uint64_t again_every_ms, again_ms;
	unsigned agains;
};

#endif
