/*
 * What a hostile module or server says, in every place it can say something: escape sequences, wide and
 * broken UTF-8, bidirectional marks, URIs of 2,000 bytes. In no pane does it leave its cells: what
 * stands around the pane stays, and no cell holds what a terminal would act upon.
 */
#include "modem/journal/journal.h"
#include "tests/unit/views_fixture.h"
#include "views/header.h"
#include "views/send_form.h"
#include "views/strip.h"
#include "views/views.h"

enum {
	MARGIN = 2
};

static const char *const evil[] = {
	"\033[2J\033[1;1H\033]0;owned\007",
	"\x9b"
	"31m\xc2\x9b"
	"2J\xc2\x90q",
	"\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2",
	"\xff\xfe\xc0\xaf\xe2\x82",
	"\xe2\x80\xae\xe2\x81\xa6\xe2\x80\x8b\xef\xbb\xbf",
	"a\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7",
	"\b\b\b\b\t\t\v\f\x7f",
};

enum {
	EVILS = sizeof(evil) / sizeof(evil[0])
};

struct world {
	struct model *m;
	struct journal *j;
	struct view_ctx ctx;
	int64_t wall_ms;
};

/* --- what is said ------------------------------------------------------------------------------- */

static void record(struct world *w, const char *line)
{
	char text[4096];
	const int n = snprintf(text, sizeof(text), "%s\r\n", line);
	journal_rx(w->j, w->wall_ms++, JOURNAL_FRAME_LINE, text, (size_t)n);
}

static void answer(struct world *w, const char *command, const char *line)
{
	char text[512];
	const int n = snprintf(text, sizeof(text), "%s\r", command);
	journal_tx(w->j, w->wall_ms++, text, (size_t)n);
	model_apply_command(w->m, command, FIXTURE_NOW);
	model_apply_answer(w->m, command, line, strlen(line), FIXTURE_NOW);
	record(w, line);
	model_apply_end(w->m, command, true, FIXTURE_NOW);
	record(w, "OK");
}

static void urc(struct world *w, enum event_kind kind, const char *line)
{
	struct event e = {.kind = kind, .t_ms = FIXTURE_NOW, .line = line, .len = strlen(line)};
	qlw_parse_urc(line, e.len, &e.urc);
	e.data = (const uint8_t *)line;
	e.data_len = e.len < QLW_RECV_MAX ? e.len : QLW_RECV_MAX;
	model_apply_event(w->m, &e);
	record(w, line);
}

/* The string, over and over, up to n bytes. */
static const char *much(const char *text, size_t n)
{
	static char out[2048];
	out[0] = '\0';
	for (size_t at = 0; at + strlen(text) < n; at += strlen(text))
		strcpy(out + at, text);
	return out;
}

static void say_everything(struct world *w, const char *e, unsigned id)
{
	char line[4096];
	snprintf(line, sizeof(line), "+QLWCFG: \"security\",%u,%u,\"coaps://%s:5684\",0,0", id % 6,
		id, e);
	answer(w, "AT+QLWCFG=\"security\"", line);
	snprintf(
		line, sizeof(line), "+QLWSVC: \"state\",%u,%u,\"%s\",0,%u", id % 6, id, e, id % 24);
	answer(w, "AT+QLWSVC=\"state\"", line);
	snprintf(line, sizeof(line), "+QLWCFG: \"device\",\"%s\",\"%s\",\"%s\",\"\",\"\",\"\"", e,
		e, much(e, 200));
	answer(w, "AT+QLWCFG=\"device\"", line);
	snprintf(line, sizeof(line), "+QNWINFO: \"%s\",\"%s\",\"%s\",1", e, e, e);
	answer(w, "AT+QNWINFO", line);
	answer(w, "ATI", e);
	snprintf(line, sizeof(line), "+QLWCFG: \"%s\",(%s)", e, e);
	answer(w, "AT+QLWCFG=?", line);
	snprintf(line, sizeof(line), "+QLWURC: \"event\",%u,%u,\"%s\"", id, 10 + id % 14, e);
	urc(w, EVENT_STATE, line);
	snprintf(
		line, sizeof(line), "+QLWURC: \"observe\",%u,\"/%s\",1,%s,0", id, much(e, 2000), e);
	urc(w, EVENT_OBSERVE, line);
	snprintf(
		line, sizeof(line), "+QLWURC: \"uldata\",%u,\"/%s\",7,%s,-1", id, much(e, 2000), e);
	urc(w, EVENT_DELIVERY, line);
	snprintf(line, sizeof(line), "+QLWURC: \"recv\",/%s,5,900,", much(e, 900));
	urc(w, EVENT_RECV, line);
	snprintf(line, sizeof(line), "AT+QLWSVC=\"uldata\",%u,\"/%s\",9,\"%s\",0,0", id, e, e);
	model_apply_command(w->m, line, FIXTURE_NOW);
	model_apply_end(w->m, line, true, FIXTURE_NOW);
	record(w, e);
	record(w, much(e, 2000));
	journal_note(w->j, w->wall_ms++, e);
}

static struct world begin(void)
{
	struct world w = {.m = fixture_model(), .wall_ms = FIXTURE_NOW - 60000};
	const struct journal_options options = {.port = evil[0]};
	assert_int_equal(journal_open(&w.j, &options, w.wall_ms, NULL), 0);
	for (unsigned i = 0; i < EVILS; i++)
		say_everything(&w, evil[i], 100 + i);
	w.ctx = fixture_ctx(w.m);
	w.ctx.journal = w.j;
	return w;
}

static void end(struct world *w)
{
	journal_close(w->j);
	model_free(w->m);
}

/* --- what must not happen ------------------------------------------------------------------------ */

static bool harmless(uint32_t cp)
{
	return cp >= 0x20 && !(cp >= 0x7f && cp < 0xa0) && !(cp >= 0x200b && cp <= 0x200f) &&
	       !(cp >= 0x202a && cp <= 0x202e) && !(cp >= 0x2060 && cp <= 0x206f) && cp != 0xfeff &&
	       !(cp >= 0xd800 && cp < 0xe000) && cp <= 0x10ffff;
}

/* A canvas with the view in its middle, and marks all around. */
static struct canvas *marked(int rows, int cols, struct region *inner)
{
	struct canvas *c = canvas_new(rows + 2 * MARGIN, cols + 2 * MARGIN);
	struct region all = region_all(c);
	for (int row = 0; row < all.rows; row++)
		for (int col = 0; col < all.cols; col++)
			region_text(all, row, col, ROLE_TEXT, "#");
	*inner = region_sub(all, MARGIN, MARGIN, rows, cols);
	for (int row = 0; row < rows; row++)
		for (int col = 0; col < cols; col++)
			region_text(*inner, row, col, ROLE_TEXT, " ");
	return c;
}

static void check(struct canvas *c, int rows, int cols, const char *what)
{
	for (int row = 0; row < canvas_rows(c); row++)
		for (int col = 0; col < canvas_cols(c); col++) {
			const struct cell *cell = canvas_cell(c, row, col);
			const bool inside = row >= MARGIN && row < rows + MARGIN && col >= MARGIN &&
					    col < cols + MARGIN;
			if (!inside && cell->cps[0] != '#')
				fail_msg("%s %dx%d: left its place at %d,%d", what, cols, rows, row,
					col);
			for (int i = 0; cell->width && i < TEXT_GLYPH_CPS && cell->cps[i]; i++)
				if (!harmless(cell->cps[i]))
					fail_msg("%s %dx%d: U+%04X at %d,%d", what, cols, rows,
						(unsigned)cell->cps[i], row, col);
		}
	canvas_free(c);
}

static const struct {
	int rows, cols;
} sizes[] = {{24, 80}, {48, 160}, {10, 40}, {5, 17}};

static void draw_at_every_size(struct view *v, const struct world *w)
{
	char title[128], footer[128];
	struct region r;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct canvas *c = marked(sizes[i].rows, sizes[i].cols, &r);
		title[0] = footer[0] = '\0';
		if (v->ops->title)
			v->ops->title(v, &w->ctx, title, sizeof(title));
		if (v->ops->footer)
			v->ops->footer(v, &w->ctx, footer, sizeof(footer));
		v->ops->draw(v, region_box(r, title, footer, true), &w->ctx);
		check(c, sizes[i].rows, sizes[i].cols, v->ops->name);
	}
}

/* Every row once, and what is behind it. */
static void walk(struct view *v, const struct world *w)
{
	draw_at_every_size(v, w);
	for (int i = 0; i < 12; i++) {
		fixture_key(v, &w->ctx, "Enter");
		draw_at_every_size(v, w);
		fixture_key(v, &w->ctx, "Esc");
		fixture_key(v, &w->ctx, "j");
	}
	draw_at_every_size(v, w);
	v->ops->free(v);
}

/* --- the panes ------------------------------------------------------------------------------------ */

static void test_session(void **state)
{
	(void)state;
	struct world w = begin();
	walk(view_session_new(), &w);
	end(&w);
}

static void test_log(void **state)
{
	(void)state;
	struct world w = begin();
	struct view *v = view_log_new();
	fixture_key(v, &w.ctx, "c"); /* everything, */
	fixture_key(v, &w.ctx, "r"); /* with its bytes */
	walk(v, &w);
	end(&w);
}

static void test_config(void **state)
{
	(void)state;
	struct world w = begin();
	walk(view_config_new(NULL), &w);
	end(&w);
}

static void test_data(void **state)
{
	(void)state;
	struct world w = begin();
	for (int part = 0; part < 3; part++) {
		struct view *v = view_data_new();
		for (int i = 0; i < part; i++)
			fixture_key(v, &w.ctx, "l");
		walk(v, &w);
	}
	end(&w);
}

static void test_profiles(void **state)
{
	(void)state;
	struct profile_row row[EVILS] = {{.name = ""}};
	const struct profile_rows rows = {.row = row, .count = EVILS, .read = true};
	struct world w = begin();
	for (size_t i = 0; i < EVILS; i++) {
		snprintf(row[i].name, sizeof(row[i].name), "%s", evil[i]);
		snprintf(row[i].title, sizeof(row[i].title), "%s", evil[i]);
		snprintf(row[i].carrier, sizeof(row[i].carrier), "%.20s", evil[i]);
		snprintf(row[i].source, sizeof(row[i].source), "%s", much(evil[i], 700));
		snprintf(row[i].asks, sizeof(row[i].asks), "%s", evil[i]);
		snprintf(row[i].problem, sizeof(row[i].problem), "%s", i % 2 ? evil[i] : "");
	}
	walk(view_profiles_new(&rows), &w);
	end(&w);
}

static void test_header_strip_and_form(void **state)
{
	(void)state;
	struct world w = begin();
	struct region r;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		const int rows = sizes[i].rows, cols = sizes[i].cols;
		const struct header_facts facts = {.port = evil[i], .mode = evil[i + 1]};
		struct canvas *c = marked(rows, cols, &r);
		header_draw(region_cut_top(&r, 1), &w.ctx, &facts);
		strip_draw(r, &w.ctx);
		check(c, rows, cols, "header and strip");
		for (int server = 0; server < (int)EVILS; server++) {
			struct send_form f;
			c = marked(rows, cols, &r);
			w.m->server[server].phase = QLW_PHASE_READY;
			send_form_start(&f, w.m, w.m->server[server].short_id, evil[server]);
			send_form_draw(&f, r);
			check(c, rows, cols, "send form");
			send_form_end(&f);
		}
	}
	end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_session),
		cmocka_unit_test(test_log),
		cmocka_unit_test(test_config),
		cmocka_unit_test(test_data),
		cmocka_unit_test(test_profiles),
		cmocka_unit_test(test_header_strip_and_form),
	};
	return cmocka_run_group_tests_name("views: hostile", tests, fixture_locale, NULL);
}
