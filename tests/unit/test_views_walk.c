/*
 * Random walks through the states, with codes nobody documented and short IDs nobody configured, as
 * the wire brings them: after each event the Session pane shows what a list kept apart says, and at the
 * end the way that each server went.
 */
#include "tests/unit/views_fixture.h"
#include "views/views.h"

enum {
	WALKS = 50,
	EVENTS = 80,
	IDS = 6
};

static const unsigned ids[IDS] = {1, 101, 102, 123, 9999, 65534};

/* Table 9, typed off the page. */
static const char *const table9[] = {"INITIAL", "REG_PENDING", "REG_READY", "REG_FAILED",
	"UPDATE_PENDING", "FACTORY_RESET", "BS_START", "BS_PENDING", "BS_HOLDOFF", "BS_FINISH",
	"BS_FAILED", "REG_CONN_RETRY", "REG_RETRY", "BS_CONN_RETRY", "BS_RETRY", "GENERIC_FAILED",
	"REG_UPDATE", "UPDATE_FAILED", "DEREG_START", "DEREG_FINISH"};

static uint32_t next(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static void happen(struct model *m, unsigned id, int code, uint64_t t_ms)
{
	struct event event = {.kind = EVENT_STATE, .t_ms = t_ms};
	event.urc.kind = QLW_URC_EVENT;
	event.urc.short_id = id;
	event.urc.code = code;
	strcpy(event.urc.text, code < 20 ? table9[code] : "LATER_FIRMWARE");
	model_apply_event(m, &event);
}

/* What a row must begin with; the glyph only where the Note leaves no doubt. */
static const char *glyph(int code)
{
	if (code == 2)
		return "●";
	if (code == 3 || code == 10 || code == 15)
		return "✗";
	if (code >= 11 && code <= 14)
		return "◌";
	return code == 0 || code == 19 ? "○" : NULL;
}

static void expect(char *row, unsigned id, int code)
{
	char head[32], word[32];
	snprintf(head, sizeof(head), "%u ", id);
	if (code < 20)
		snprintf(word, sizeof(word), "%s ", table9[code]);
	else
		snprintf(word, sizeof(word), "state %d ", code);
	assert_non_null(strstr(row, head));
	assert_non_null(strstr(row, word));
	if (glyph(code))
		assert_non_null(strstr(row, glyph(code)));
}

static void compare(struct view *v, const struct view_ctx *ctx, const int *last)
{
	struct canvas *c = fixture_draw(v, ctx, 48, 160);
	char *text = canvas_dump(c), *row = strtok(text, "\n");
	row = strtok(NULL, "\n"); /* the frame, then the headings */
	for (int i = 0; i < IDS; i++)
		if (last[i] >= 0) {
			row = strtok(NULL, "\n");
			assert_non_null(row);
			expect(row, ids[i], last[i]);
		}
	free(text);
	canvas_free(c);
}

/* The way of one server, with what comes several times in a row as one. */
struct trail {
	struct {
		int code;
		unsigned times;
		uint64_t first_ms, last_ms;
	} step[EVENTS];
	size_t steps;
};

static void go(struct trail *t, int code, uint64_t t_ms)
{
	if (t->steps == 0 || t->step[t->steps - 1].code != code) {
		t->step[t->steps].code = code;
		t->step[t->steps].times = 0;
		t->step[t->steps++].first_ms = t_ms;
	}
	t->step[t->steps - 1].times++;
	t->step[t->steps - 1].last_ms = t_ms;
}

static size_t put_time(char *out, uint64_t t_ms)
{
	const unsigned s = (unsigned)(t_ms / 1000 % 86400);
	return (size_t)sprintf(out, "%02u:%02u:%02u", s / 3600, s / 60 % 60, s % 60);
}

static void expect_trail(const char *text, const struct trail *t)
{
	char word[96];
	const size_t kept = t->steps < MODEL_PATH_MAX ? t->steps : MODEL_PATH_MAX;
	for (size_t i = t->steps - kept; i < t->steps; i++) {
		size_t n = put_time(word, t->step[i].first_ms);
		n += (size_t)(t->step[i].code < 20
				      ? sprintf(word + n, " %s", table9[t->step[i].code])
				      : sprintf(word + n, " state %d", t->step[i].code));
		if (t->step[i].times > 1) {
			n += (size_t)sprintf(word + n, " ×%u, last ", t->step[i].times);
			put_time(word + n, t->step[i].last_ms);
		}
		text = strstr(text, word);
		if (!text)
			fail_msg("step %zu of %zu is missing: %s", i + 1, t->steps, word);
		text += strlen(word);
	}
}

/* Servers stand in the order of their short IDs, as no record numbers them. */
static void compare_trails(struct view *v, const struct view_ctx *ctx, const struct trail *trails)
{
	fixture_key(v, ctx, "g");
	for (int i = 0; i < IDS; i++) {
		if (!trails[i].steps)
			continue;
		struct canvas *c = fixture_draw(v, ctx, 48, 160);
		char *text = canvas_dump(c);
		const char *at = strstr(text, "its states so far");
		assert_non_null(at);
		expect_trail(at, &trails[i]);
		free(text);
		canvas_free(c);
		fixture_key(v, ctx, "j");
	}
}

static void walk(uint32_t seed)
{
	static struct trail trails[IDS];
	memset(trails, 0, sizeof(trails));
	struct model *m = fixture_model();
	struct view *v = view_session_new();
	struct view_ctx ctx = fixture_ctx(m);
	int last[IDS] = {-1, -1, -1, -1, -1, -1};
	for (int i = 0; i < EVENTS; i++) {
		const uint32_t which = next(&seed) % IDS;
		const int code = (int)(next(&seed) % 24);
		ctx.now_ms += next(&seed) % 5000;
		happen(m, ids[which], code, ctx.now_ms);
		m->state_stale = false;
		last[which] = code;
		go(&trails[which], code, ctx.now_ms);
		compare(v, &ctx, last);
		const uint64_t deadline = v->ops->deadline_ms(v, &ctx);
		assert_true(deadline > ctx.now_ms);
		if (i % 7 == 0)
			fixture_key(v, &ctx, i % 2 ? "j" : "k");
	}
	compare_trails(v, &ctx, trails);
	v->ops->free(v);
	model_free(m);
}

static void test_walks(void **state)
{
	(void)state;
	for (uint32_t seed = 1; seed <= WALKS; seed++)
		walk(seed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_walks)};
	return cmocka_run_group_tests_name("views: walk", tests, fixture_locale, NULL);
}
