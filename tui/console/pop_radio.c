/* Identity and radio on top of the panes; while it is open they are kept fresh (app_radio.c). */
#include <stdlib.h>

#include "tui/console/app_priv.h"
#include "views/radio_panel.h"

static void put_paths(const struct app *a, struct region r, int row)
{
	static const int value = 10;
	region_rule(r, row++);
	region_text(r, row, 0, ROLE_LABEL, "Port");
	region_field(r, row++, value, r.cols - value, ROLE_TEXT, "%s", session_port(a->session));
	region_text(r, row, 0, ROLE_LABEL, "Journal");
	region_field(r, row, value, r.cols - value, ROLE_TEXT, "%s",
		journal_path(session_journal(a->session)));
}

static void radio_draw(struct popup *p, struct region r)
{
	const struct app *a = p->app;
	const struct model *m = session_model(a->session);
	char status[96], footer[160];
	const int cols = r.cols < 84 ? r.cols - 2 : 82;
	const int rows = radio_panel_rows(m, cols - 4);
	struct region box = region_popup(r, rows + 5 < r.rows ? rows + 5 : r.rows, cols);
	snprintf(footer, sizeof footer, "%s - r now - Esc closes",
		app_radio_status(a, status, sizeof status));
	struct region in = region_box(box, "Module and radio", footer, true);
	radio_panel_draw(in, m, false);
	put_paths(a, in, rows);
}

static bool radio_key(struct popup *p, const struct key *key)
{
	size_t top = 0;
	if (key_is(key, "r"))
		app_radio_hurry(p->app);
	else if (key_is(key, "i"))
		popup_close(p);
	else
		return popup_scroll(p, key, &top, 1);
	return true;
}

static void radio_closed(struct popup *p)
{
	p->app->radio_popup = NULL;
}

static void radio_free(struct popup *p)
{
	free(p);
}

void pop_radio_open(struct app *a)
{
	static const struct popup_ops ops = {.keys = {{"Esc", "closes"}, {"r", "read now"}},
		.draw = radio_draw,
		.key = radio_key,
		.closed = radio_closed,
		.free = radio_free};
	struct popup *p = a->radio_popup ? NULL : popup_new(a, sizeof *p, &ops);
	if (!p)
		return;
	popup_open(p);
	a->radio_popup = p;
}
