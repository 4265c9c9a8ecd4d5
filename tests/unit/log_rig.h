/*
 * What tests of the Log pane share: a pane on a real journal, lines for it, keys.
 */
#ifndef QLW_TESTS_LOG_RIG_H
#define QLW_TESTS_LOG_RIG_H

#include "tests/unit/views_fixture.h"
#include "modem/journal/journal.h"
#include "tests/lib/scratch.h"
#include "views/views.h"

struct log_test {
	struct model *m;
	struct journal *j;
	struct view *v;
	struct view_ctx ctx;
	int64_t wall_ms;
};

static inline struct log_test setup_with(const char *path, size_t ring_bytes)
{
	struct log_test t = {.m = fixture_model(), .wall_ms = FIXTURE_NOW - 60000};
	const struct journal_options options = {
		.path = path, .port = "/dev/ttyUSB2", .ring_bytes = ring_bytes};
	assert_int_equal(journal_open(&t.j, &options, t.wall_ms, NULL), 0);
	t.v = view_log_new();
	assert_non_null(t.v);
	t.ctx = fixture_ctx(t.m);
	t.ctx.journal = t.j;
	return t;
}

static inline struct log_test setup(void)
{
	return setup_with(NULL, 0);
}

static inline void teardown(struct log_test *t)
{
	t->v->ops->free(t->v);
	journal_close(t->j);
	model_free(t->m);
}

static inline void tx(struct log_test *t, const char *line)
{
	char text[2048];
	const int n = snprintf(text, sizeof(text), "%s\r", line);
	t->wall_ms += 120;
	journal_tx(t->j, t->wall_ms, text, (size_t)n);
	journal_rx(t->j, t->wall_ms + 2, JOURNAL_FRAME_ECHO, text, (size_t)n);
}

static inline void rx(struct log_test *t, const char *line)
{
	char text[2048];
	const int n = snprintf(text, sizeof(text), "%s\r\n", line);
	t->wall_ms += 31;
	journal_rx(t->j, t->wall_ms, JOURNAL_FRAME_LINE, "\r\n", 2);
	journal_rx(t->j, t->wall_ms, JOURNAL_FRAME_LINE, text, (size_t)n);
}

static inline void payload(struct log_test *t, const char *header, const void *bytes, size_t n)
{
	rx(t, header);
	journal_rx(t->j, t->wall_ms, JOURNAL_FRAME_PAYLOAD, bytes, n);
}

/* A bit of everything. */
static inline void story(struct log_test *t)
{
	uint8_t bytes[100];
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 7);
	rx(t, "RDY");
	tx(t, "AT");
	rx(t, "OK");
	tx(t, "AT+QLWCFG=\"server\"");
	rx(t, "+QLWCFG: \"server\",0,60,0,50,60,1,\"UQS\"");
	rx(t, "OK");
	tx(t, "AT+QLWCFG=\"security\",0,102,\"coap://leshan.eclipseprojects.io:5683\",0,3");
	rx(t, "OK");
	tx(t, "AT+QLWCFG=\"server\",0,60,0,50,60,1,\"UQS\"");
	rx(t, "OK");
	tx(t, "AT+QLWCFG=\"security\",1");
	rx(t, "OK");
	tx(t, "AT+QLWSVC=\"reg\"");
	rx(t, "OK");
	rx(t, "+QLWREG: 0");
	rx(t, "+QLWURC: \"event\",111,6,\"BS_START\"");
	rx(t, "+QLWURC: \"event\",111,9,\"BS_FINISH\"");
	rx(t, "+QLWURC: \"event\",102,0,\"INITIAL\"");
	rx(t, "+QLWURC: \"event\",102,2,\"REG_READY\"");
	tx(t, "AT+QLWSVC=\"uldata\",102,\"/19/0/0\",5,\"hello\",0,0");
	rx(t, "OK");
	rx(t, "+QLWURC: \"uldata\",102,\"/19/0/0\",4711,93,0");
	payload(t, "+QLWURC: \"recv\",\"/10250/0/3\",5,100", bytes, sizeof(bytes));
	rx(t, "+QLWURC: \"observe\",102,\"/3/0/9\",12,8931,0");
	tx(t, "AT+QLWSVC=\"reg\"");
	rx(t, "+CME ERROR: 705");
	tx(t, "AT+QLWSVC=\"update\",102,1");
	rx(t, "ERROR");
	journal_note(t->j, t->wall_ms, "apply verizon-staging");
	rx(t, "+QLWURC: \"event\",102,42,\"\033[2JNEW_STATE\"");
	rx(t, "+QLWURC: \"ping\",\"something else\"");
	tx(t, "AT+QLWSVC=\"dereg\",1");
	rx(t, "OK");
	journal_rx(t->j, t->wall_ms, JOURNAL_FRAME_NOISE, "\xff\xfe\x00\x1b[31m", 8);
	rx(t, "+QLWURC: \"event\",0,5,\"FACTORY_RESET\"");
	rx(t, "+QLWDEREG: 0");
}

static inline void press(struct log_test *t, const char *keys)
{
	char name[24];
	for (const char *p = keys; *p;) {
		const size_t n = strcspn(p, " ");
		snprintf(name, sizeof(name), "%.*s", (int)n, p);
		fixture_key(t->v, &t->ctx, name);
		p += n + (p[n] == ' ');
	}
}

/* Draws until nothing is left to be looked for; returns how many frames that took. */
static inline int settle(struct log_test *t)
{
	int frames = 0;
	do {
		canvas_free(fixture_draw(t->v, &t->ctx, 24, 80));
		frames++;
	} while (t->v->ops->deadline_ms(t->v, &t->ctx) != UINT64_MAX);
	return frames;
}

static inline void says(struct log_test *t, const char *text)
{
	settle(t);
	fixture_says(fixture_draw(t->v, &t->ctx, 24, 80), text);
}

static inline void many(struct log_test *t, int n)
{
	char line[64];
	for (int i = 0; i < n; i++) {
		snprintf(line, sizeof(line), "+QLWURC: \"event\",102,%d,\"%s\"", i % 2 ? 16 : 2,
			i % 2 ? "REG_UPDATE" : "REG_READY");
		rx(t, line);
	}
}

#endif
