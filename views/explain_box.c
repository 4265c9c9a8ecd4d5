/*
 * The explanation of one server's state. It draws what explain.h found and decides nothing.
 */
#include "views/explain_box.h"

#include <stdio.h>

#include "modem/explain.h"
#include "modem/reckon.h"
#include "views/path.h"
#include "views/words.h"

static const struct look {
	const char *word;
	enum role role;
} looks[] = {
	[EXPLAIN_WRONG] = {"✗", ROLE_BAD},
	[EXPLAIN_OPEN] = {"can't tell:", ROLE_DIM},
	[EXPLAIN_FINE] = {"✓", ROLE_OK},
};

static int draw_head(struct region r, const struct model_server *s)
{
	char name[WORDS_MAX], time[WORDS_MAX], took[WORDS_MAX];
	const uint64_t attempt = reckon_attempt_ms(s);
	int col = region_text(r, 0, 0, words_phase_role(s->phase), "%s %s  ",
		words_phase_glyph(s->phase), words_state(s->code, name));
	if (s->steps > 0 && r.cols >= 60) {
		const struct model_step *last = &s->path[s->steps - 1];
		region_text_right(r, 0, r.cols, ROLE_TIME, "%s%s%s", words_time(last->t_ms, time),
			attempt ? ", after " : "", attempt ? words_took(attempt, took) : "");
	}
	if (s->code < 0)
		region_text(r, 1, 2, ROLE_TEXT, "nothing was heard of it yet");
	else if (!qlw_state_name(s->code))
		region_text(r, 1, 2, ROLE_TEXT, "no public document has this code");
	else
		return 1 + region_wrap(region_sub(r, 1, 2, -1, -1), 0, 3, ROLE_TEXT,
				   qlw_state_meaning(s->code));
	(void)col;
	return 2;
}

static void draw_cause(
	struct region r, int row, size_t i, const struct explain_cause *c, bool chosen)
{
	const int checked = r.cols >= 70 ? r.cols - 32 : r.cols - 14;
	region_text(r, row, 0, ROLE_LABEL, "%2zu", i + 1);
	region_field(r, row, 3, checked - 4, chosen ? ROLE_SELECTED : ROLE_TEXT, "%s", c->text);
	if (r.cols < 70) {
		region_field(r, row, checked, r.cols - checked, looks[c->verdict].role, "%s",
			looks[c->verdict].word);
		return;
	}
	const int col =
		region_text(r, row, checked, looks[c->verdict].role, "%s ", looks[c->verdict].word);
	region_field(r, row, col, r.cols - col, ROLE_TEXT, "%s", c->evidence);
}

static int draw_causes(
	struct region r, int row, const struct explain_cause *causes, size_t n, size_t selected)
{
	if (n == 0)
		return row;
	region_text(r, row, 0, ROLE_LABEL, "Usual causes here");
	region_text(r, row++, r.cols >= 70 ? r.cols - 32 : r.cols - 14, ROLE_LABEL, "checked");
	for (size_t i = 0; i < n && row < r.rows; i++)
		draw_cause(r, row++, i, &causes[i], i == selected);
	return row;
}

enum {
	NEXT_COLS = 6 /* "Next: " */
};

/* What no command shows can only be written again. */
static void draw_look(
	struct region r, int row, const struct model_server *s, const struct explain_cause *c)
{
	if (c->command)
		region_field(r, row, 0, r.cols, ROLE_DIM, "Enter looks with %s", c->command);
	else if (s->client_index >= 0)
		region_field(r, row, 0, r.cols, ROLE_DIM,
			"Enter opens security %d: a PSK is only written, never shown",
			s->client_index);
}

static void cut_next(struct region *r, const char *next)
{
	const int rows = region_wrap(region_sub(*r, 0, NEXT_COLS, -1, -1), 0, 0, ROLE_VALUE, next);
	const struct region low = region_cut_bottom(r, rows < 3 ? rows : 3);
	region_text(low, 0, 0, ROLE_LABEL, "Next: ");
	region_wrap(region_sub(low, 0, NEXT_COLS, -1, -1), 0, low.rows, ROLE_VALUE, next);
}

void explain_box_draw(struct explain_box *box, struct region r, const struct model *m,
	const struct model_server *s)
{
	struct explain_cause causes[EXPLAIN_MAX];
	const size_t n = explain_causes(m, s, causes);
	if (box->selected >= n)
		box->selected = 0;
	region_field(r, 0, 0, r.cols, ROLE_TITLE, "%u %s", s->short_id, s->server_addr);
	region_cut_top(&r, 1);
	const char *next =
		box->selected > 0 ? causes[box->selected].next : explain_next(m, s, causes, n);
	if (n > 0)
		draw_look(region_cut_bottom(&r, 1), 0, s, &causes[box->selected]);
	cut_next(&r, next);
	int row = draw_head(r, s);
	const int room = r.rows - row - (int)n - 2;
	row += path_draw(r, row, room > 3 ? 3 : room, s);
	draw_causes(r, row + (r.rows - row > (int)n + 1), causes, n, box->selected);
}

static struct intent look_at(const struct model_server *s, const struct explain_cause *c)
{
	struct intent intent = intent_action(c->command ? "at" : "edit");
	if (c->command) {
		snprintf(intent.args[0], sizeof intent.args[0], "%s", c->command);
		return intent;
	}
	if (s->client_index < 0)
		return intent_none();
	snprintf(intent.args[0], sizeof intent.args[0], "security");
	snprintf(intent.args[1], sizeof intent.args[1], "%d", s->client_index);
	snprintf(intent.args[2], sizeof intent.args[2], "psk_id");
	return intent;
}

struct intent explain_box_key(struct explain_box *box, const struct key *key, const struct model *m,
	const struct model_server *s)
{
	struct explain_cause causes[EXPLAIN_MAX];
	const size_t n = explain_causes(m, s, causes);
	if (key->code == KEYCODE_ENTER && box->selected < n)
		return look_at(s, &causes[box->selected]);
	if ((key_is(key, "j") || key_is(key, "Down")) && box->selected + 1 < n)
		box->selected++;
	else if ((key_is(key, "k") || key_is(key, "Up")) && box->selected > 0)
		box->selected--;
	else
		return intent_none();
	return intent_done();
}
