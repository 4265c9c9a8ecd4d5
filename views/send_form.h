/*
 * The form for sending application data: to whom, which path, text, hex or a file, confirmable, once or
 * again and again; the bytes are counted while typing. It ends as a `send` line of the verbs, or as
 * a `repeat` line, so that nothing is sent and no file is opened from here.
 */
#ifndef QLW_VIEWS_SEND_FORM_H
#define QLW_VIEWS_SEND_FORM_H

#include "modem/model.h"
#include "tui/toolkit/widgets.h"

enum {
	SEND_FORM_LINE_MAX = 3584
};

/* The caller's memory; must not move while it is in use. */
struct send_form {
	struct form form;
	struct form_choice server[MODEL_SERVERS_MAX];
	char id[MODEL_SERVERS_MAX][8];
	char host[MODEL_SERVERS_MAX][64];
	size_t servers;
};

/* short_id 0: none in mind; uri "": what that server observes, else /19/0/0. */
void send_form_start(
	struct send_form *f, const struct model *m, unsigned short_id, const char *uri);

/* Data to begin with, for editing: what is no text as hexadecimal. */
void send_form_fill(struct send_form *f, const struct qlw_uldata *send);

/* DONE: take send_form_line. In both cases that end it: send_form_end. */
enum form_result send_form_key(struct send_form *f, const struct key *key);

/* In the middle of r, with a frame. */
void send_form_draw(const struct send_form *f, struct region r);

/* "send 102 /19/0/0 'hello'" with the options chosen, behind "repeat 60 " perhaps: a ':' line. Writes SEND_FORM_LINE_MAX bytes
 * at most. */
void send_form_line(const struct send_form *f, char line[SEND_FORM_LINE_MAX]);

/* Bytes that would be sent; 0 when a file has them. */
size_t send_form_bytes(const struct send_form *f);

void send_form_end(struct send_form *f);

#endif
