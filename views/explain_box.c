/*
 * The explanation of one server's state. It draws what explain.h found and decides nothing.
 */
#include "views/explain_box.h"

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

static void draw_next(struct region r, const struct model_server *s,
	const struct explain_cause *causes, size_t n, size_t selected)
{
	const char *next =
		selected < n && selected > 0 ? causes[selected].next : explain_next(s, causes, n);
	const int col = region_text(r, 0, 0, ROLE_LABEL, "Next: ");
	region_field(r, 0, col, r.cols - col, ROLE_VALUE, "%s", next);
	if (selected < n)
		region_field(
			r, 1, 0, r.cols, ROLE_DIM, "Enter looks with %s", causes[selected].command);
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
	struct region low = region_cut_bottom(&r, n > 0 ? 2 : 1);
	draw_next(low, s, causes, n, box->selected);
	int row = draw_head(r, s);
	const int room = r.rows - row - (int)n - 2;
	row += path_draw(r, row, room > 3 ? 3 : room, s);
	draw_causes(r, row + (r.rows - row > (int)n + 1), causes, n, box->selected);
}

struct intent explain_box_key(struct explain_box *box, const struct key *key, const struct model *m,
	const struct model_server *s)
{
	struct explain_cause causes[EXPLAIN_MAX];
	const size_t n = explain_causes(m, s, causes);
	if (key->code == KEYCODE_ENTER && box->selected < n)
		return intent_text(INTENT_PROMPT, "at %s", causes[box->selected].command);
	if ((key_is(key, "j") || key_is(key, "Down")) && box->selected + 1 < n)
		box->selected++;
	else if ((key_is(key, "k") || key_is(key, "Up")) && box->selected > 0)
		box->selected--;
	else
		return intent_none();
	return intent_done();
}
