/*
 * Who looks at identity and radio, and asking the module for them: a pop-up, and a panel beside the
 * Session where there is room. When something is asked is modem/radio.h's.
 */
#include <stdlib.h>

#include "tui/console/app_priv.h"
#include "views/radio_panel.h"

enum {
	BESIDE_COLS = 140, /* a Session this wide has it on its right … */
	BESIDE_ROWS = 14,
	RIGHT_COLS = 66,
	BELOW_ROWS = 26, /* … one this high below */
	BELOW_COLS = 60,
	BOTTOM_ROWS = 14,
};

static struct radio_view radio_view(const struct app *a)
{
	char status[APP_TEXT_MAX];
	return (struct radio_view){
		.looked = a->radio_popup || a->radio_beside,
		.glance = !a->radio_popup,
		.transfer = a->verb_running || app_send_status(a, status, sizeof status),
		.waits = session_waits(a->session),
		.recorded = session_is_replay(a->session),
		.now_ms = app_now_ms(),
	};
}

static void answered(void *ctx, const struct engine_result *result)
{
	struct app *a = ctx;
	const bool refused = result->end == ENGINE_END_ERROR || result->end == ENGINE_END_CME;
	radio_done(&a->radio, refused, app_now_ms());
	if (a->radio_popup || a->radio_beside)
		pace_dirty(&a->pace, loop_now_ms());
}

void app_radio_pump(struct app *a)
{
	const struct model *m = session_model(a->session);
	const struct radio_view v = radio_view(a);
	if (radio_pause(m, &v) == RADIO_GONE)
		radio_restart(&a->radio);
	const char *command = radio_next(&a->radio, m, &v);
	const struct engine_request request = {.line = command, .done = answered, .ctx = a};
	if (command && session_submit(a->session, &request, NULL) < 0)
		radio_done(&a->radio, false, v.now_ms);
}

uint64_t app_radio_deadline_ms(const struct app *a)
{
	const struct radio_view v = radio_view(a);
	return radio_deadline_ms(&a->radio, session_model(a->session), &v);
}

void app_radio_hurry(struct app *a)
{
	radio_hurry(&a->radio, app_now_ms());
}

const char *app_radio_status(const struct app *a, char *out, size_t size)
{
	const struct radio_view v = radio_view(a);
	return radio_panel_status(
		&a->radio, radio_pause(session_model(a->session), &v), v.glance, out, size);
}

/* --- beside the Session ------------------------------------------------------------------------ */

static void draw_beside(struct app *a, struct region r, bool brief)
{
	char status[96];
	app_radio_status(a, status, sizeof status);
	struct region in = region_box(r, brief ? "Radio" : "Module and radio", status, false);
	radio_panel_draw(in, session_model(a->session), brief);
}

void app_radio_beside(struct app *a, struct region *r)
{
	const bool right = r->cols >= BESIDE_COLS && r->rows >= BESIDE_ROWS;
	const bool below = !right && r->rows >= BELOW_ROWS && r->cols >= BELOW_COLS;
	a->radio_beside = right || below;
	if (right)
		draw_beside(a, region_cut_right(r, RIGHT_COLS), r->rows < BELOW_ROWS - 6);
	else if (below)
		draw_beside(a, region_cut_bottom(r, BOTTOM_ROWS), true);
}
