/*
 * The form for data to send, on top of the panes. It ends as a line of the verb `send`.
 */
#include <stdlib.h>

#include "tui/console/app_priv.h"
#include "views/send_form.h"

struct pop_send {
	struct popup popup;
	struct send_form form;
};

static void send_draw(struct popup *p, struct region r)
{
	send_form_draw(&((struct pop_send *)p)->form, r);
}

static bool send_key(struct popup *p, const struct key *key)
{
	struct send_form *f = &((struct pop_send *)p)->form;
	char line[SEND_FORM_LINE_MAX];
	enum form_result result = send_form_key(f, key);
	if (result == FORM_RESULT_NONE)
		return true;
	send_form_line(f, line);
	popup_close(p);
	if (result == FORM_RESULT_DONE)
		app_run_line(p->app, line);
	return true;
}

static void send_free(struct popup *p)
{
	send_form_end(&((struct pop_send *)p)->form);
	free(p);
}

void pop_send_open(struct app *a, unsigned short_id, const char *uri, const struct qlw_uldata *send)
{
	static const struct popup_ops ops = {
		.keys = POPUP_KEYS_FORM, .draw = send_draw, .key = send_key, .free = send_free};
	struct pop_send *s = popup_new(a, sizeof *s, &ops);
	if (!s)
		return;
	send_form_start(&s->form, session_model(a->session), short_id, uri);
	if (send)
		send_form_fill(&s->form, send);
	popup_open(&s->popup);
}
