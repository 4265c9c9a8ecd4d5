/*
 * The doctor on top of the panes: lines appear as its checks finish; one is looked at in full, or mended
 * after a question. What is asked and found is modem/doctor_run.h's.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "modem/doctor_port.h"
#include "tui/console/app_priv.h"
#include "views/doctor_box.h"

struct pop_doctor {
	struct popup popup;
	struct doctor doctor;
	struct doctor_box box;
};

/* --- asking ------------------------------------------------------------------------------------ */

static int submit(void *ctx, const struct engine_request *request, struct qlw_diag *diag)
{
	struct pop_doctor *p = ctx;
	return session_submit(p->popup.app->session, request, diag);
}

static bool cancel(void *ctx, int id)
{
	struct pop_doctor *p = ctx;
	return session_cancel(p->popup.app->session, id);
}

static void found(void *ctx)
{
	struct pop_doctor *p = ctx;
	pace_dirty(&p->popup.app->pace, loop_now_ms());
}

static void over(void *ctx, enum doctor_end end)
{
	struct pop_doctor *p = ctx;
	if (end == DOCTOR_END_SILENT)
		doctor_add(&p->doctor, "answer", DOCTOR_WRONG, "look at cable and power, then r",
			"no more answers");
	doctor_box_over(&p->box, &p->doctor);
	pace_dirty(&p->popup.app->pace, loop_now_ms());
}

static int this_year(void)
{
	const time_t now = time(NULL);
	struct tm tm;
	return gmtime_r(&now, &tm) ? tm.tm_year + 1900 : 0;
}

static void judge_port(struct pop_doctor *p)
{
	const struct session *s = p->popup.app->session;
	struct qlw_diag diag;
	const bool gone = session_stage(s, &diag) == SESSION_GONE;
	doctor_judge_port(&p->doctor, session_port(s));
	doctor_judge_open(&p->doctor, session_port(s), gone ? &diag : NULL);
}

/* watched: the check that is selected afterwards; NULL: the first in trouble. */
static void examine(struct pop_doctor *p, const char *watched)
{
	struct app *a = p->popup.app;
	const struct doctor_run_ops ops = {p, submit, cancel, found, over};
	doctor_run_stop(&a->doctor_run);
	memset(&p->doctor, 0, sizeof p->doctor);
	p->box = (struct doctor_box){.open = p->box.open, .watched = watched};
	judge_port(p);
	if (session_is_replay(a->session) || doctor_judge_answer(&p->doctor, a->session))
		doctor_run_start(
			&a->doctor_run, &ops, &p->doctor, session_model(a->session), this_year());
	else
		doctor_box_over(&p->box, &p->doctor);
}

/* --- mending ----------------------------------------------------------------------------------- */

static void do_fix(struct app *a, const char *line)
{
	app_run_line(a, line);
	struct pop_doctor *p = (struct pop_doctor *)a->doctor;
	const struct doctor_line *mended = p ? doctor_box_fix(&p->box, &p->doctor) : NULL;
	if (p)
		examine(p, mended ? mended->check : NULL);
}

/* What takes more than a yes is finished by hand, where the doctor would be in the way. */
static void offer_fix(struct pop_doctor *p)
{
	struct app *a = p->popup.app;
	const struct doctor_line *line = doctor_box_fix(&p->box, &p->doctor);
	char text[sizeof line->evidence + sizeof line->fix + 8];
	char command[sizeof line->fix];
	if (!line) {
		app_say(a, ROLE_DIM, "f mends only what offers it: lines with f fix");
		return;
	}
	snprintf(command, sizeof command, "%s", line->fix);
	snprintf(text, sizeof text, "%s\n:%s", line->evidence, command);
	const struct pop_question q = {.title = "Mend this",
		.name = "doctor",
		.text = text,
		.yes = do_fix,
		.line = command};
	if (command[strlen(command) - 1] == ' ') {
		popup_close(&p->popup);
		app_line_begin(a, APP_LINE_COMMAND, command);
	} else if (!strncmp(command, "edit ", 5)) {
		app_run_line(a, command);
	} else {
		pop_question_open(a, &q);
	}
}

/* --- the pop-up -------------------------------------------------------------------------------- */

static void doctor_draw(struct popup *popup, struct region r)
{
	struct pop_doctor *p = (struct pop_doctor *)popup;
	const bool going = doctor_run_going(&popup->app->doctor_run);
	const char *asks = doctor_run_asks(&popup->app->doctor_run);
	struct region box = region_popup(r, r.rows - 2, r.cols < 104 ? r.cols - 2 : 102);
	struct region in = region_box(
		box, "Doctor", "Enter why - f fix - r again - arrows move - Esc closes", true);
	doctor_box_draw(&p->box, in, &p->doctor, going ? (asks ? asks : "the module") : NULL);
}

static bool doctor_key(struct popup *popup, const struct key *key)
{
	struct pop_doctor *p = (struct pop_doctor *)popup;
	switch (doctor_box_key(&p->box, key, &p->doctor)) {
	case DOCTOR_BOX_NONE:
		return false;
	case DOCTOR_BOX_DONE:
		break;
	case DOCTOR_BOX_FIX:
		offer_fix(p);
		break;
	case DOCTOR_BOX_AGAIN:
		examine(p, NULL);
		break;
	case DOCTOR_BOX_CLOSE:
		popup_close(popup);
		break;
	}
	return true;
}

static void doctor_closed(struct popup *popup)
{
	doctor_run_stop(&popup->app->doctor_run);
	popup->app->doctor = NULL;
}

static void doctor_free(struct popup *popup)
{
	free(popup);
}

void pop_doctor_open(struct app *a)
{
	static const struct popup_ops ops = {
		.keys = {{"Esc", "closes"}, {"Enter", "why"}, {"f", "fix"}, {"r", "again"}},
		.draw = doctor_draw,
		.key = doctor_key,
		.closed = doctor_closed,
		.free = doctor_free};
	if (a->doctor)
		return;
	struct pop_doctor *p = popup_new(a, sizeof *p, &ops);
	if (!p)
		return;
	popup_open(&p->popup);
	a->doctor = &p->popup;
	examine(p, NULL);
}
