/*
 * Transcripts: what host and module said, word for word, and what must be made of it. Every file in
 * tests/transcripts is run through a whole session (PTY, framer, engine, model) at every fragment
 * size, and the replay of what was recorded must end with the same model.
 *
 *   # comment
 *   > AT+QLWSVC="reg"      the session is given this command; the module must hear it, and a CR
 *   < \r\nOK\r\n           the module sends these bytes; lines in a row are one burst. \r \n \t
 * \\ \xHH ~ 2500                 so many ms pass ! state 102 2          model: server 102 is in
 * state 2. Also: ! sim READY, ! send 4711 delivered = OK                   what came of it since
 * the last >, < or ~, in order: = answer LINE · = OK | ERROR LINE | TIMEOUT | RESTART   how the
 * command ended = state ID CODE TEXT · = reg CODE · = dereg CODE · = observe ID URI MESSAGE TOKEN
 * CANCEL = delivery ID URI MESSAGE TOKEN CODE · = recv URI TYPE HEX · = net LINE · = urc LINE =
 * link up | down | restarted | asleep
 */
#include "modem/session.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/fake.h"
#include "tests/lib/scratch.h"
#include "tests/unit/replay_same.h"

#define FOLDER   "tests/transcripts/"
#define START_MS 1769860800000U /* 2026-01-31T12:00:00Z */

struct transcript {
	struct session *session;
	struct fake *fake;
	struct scratch scratch;
	uint64_t now_ms;
	char seen[65536]; /* "= …" lines since the last action */
	size_t len;
	const char *file;
	int line;
	char journal[300];
};

static void __attribute__((format(printf, 2, 3))) saw(struct transcript *t, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(t->seen + t->len, sizeof t->seen - t->len, format, args);
	va_end(args);
	assert_true(n >= 0 && (size_t)n < sizeof t->seen - t->len);
	t->len += (size_t)n;
}

/* --- what comes out of the session ------------------------------------------------------------ */

static void on_recv(struct transcript *t, const struct event *e)
{
	saw(t, "= recv %s %d ", e->urc.uri, e->urc.data_type);
	for (size_t i = 0; i < e->data_len; i++)
		saw(t, "%02x", e->data[i]);
	saw(t, "%s\n", e->data_len < e->urc.data_len ? " cut" : "");
}

static void on_event(void *ctx, const struct event *e)
{
	static const char *const link[] = {"down", "up", "restarted", "asleep"};
	struct transcript *t = ctx;
	const struct qlw_urc *u = &e->urc;

	switch (e->kind) {
	case EVENT_STATE:
		saw(t, "= state %u %d %s\n", u->short_id, u->code, u->text);
		break;
	case EVENT_REG:
		saw(t, "= reg %d\n", u->code);
		break;
	case EVENT_DEREG:
		saw(t, "= dereg %d\n", u->code);
		break;
	case EVENT_OBSERVE:
		saw(t, "= observe %u %s %u %s %d\n", u->short_id, u->uri, u->message_id, u->token,
			u->cancel);
		break;
	case EVENT_DELIVERY:
		saw(t, "= delivery %u %s %u %s %d\n", u->short_id, u->uri, u->message_id, u->token,
			u->code);
		break;
	case EVENT_RECV:
		on_recv(t, e);
		break;
	case EVENT_NET:
		saw(t, "= net %.*s\n", (int)e->len, e->line);
		break;
	case EVENT_URC:
		saw(t, "= urc %.*s\n", (int)e->len, e->line);
		break;
	case EVENT_LINK:
		saw(t, "= link %s\n", link[e->link]);
		break;
	}
}

static void on_answer(void *ctx, const char *line, size_t len)
{
	saw(ctx, "= answer %.*s\n", (int)len, line);
}

static void on_done(void *ctx, const struct engine_result *r)
{
	static const char *const end[] = {
		"OK", "ERROR", "ERROR", "ERROR", "TIMEOUT", "RESTART", "CANCELLED"};

	if (r->end == ENGINE_END_ERROR || r->end == ENGINE_END_CME || r->end == ENGINE_END_CMS)
		saw(ctx, "= ERROR %s\n", r->text);
	else
		saw(ctx, "= %s\n", end[r->end]);
}

/* --- running ---------------------------------------------------------------------------------- */

/* One turn of everybody, without moving the clock. */
static void turn(struct transcript *t)
{
	struct pollfd fds[2] = {session_pollfd(t->session), {fake_fd(t->fake), POLLIN, 0}};

	poll(fds, 2, fake_run(t->fake) ? 1 : 2);
	session_run(t->session, t->now_ms);
}

static void need(bool holds, const struct transcript *t, const char *what, const char *expected)
{
	if (!holds)
		fail_msg("%s:%d: %s: %s\nseen:\n%s", t->file, t->line, what, expected, t->seen);
}

/* Until the lines seen are as many as expected; then whether they are the same. */
static void expect(struct transcript *t, const char *expected)
{
	uint64_t end_ms = test_now_ms() + PATIENCE_MS;

	while (t->len < strlen(expected) && test_now_ms() < end_ms)
		turn(t);
	need(strcmp(t->seen, expected) == 0, t, "expected", expected);
}

/* All that the module said has been read. */
static void drain(struct transcript *t)
{
	uint64_t end_ms = test_now_ms() + PATIENCE_MS;

	do
		turn(t);
	while ((fake_run(t->fake) || fake_unread(t->fake) > 0) && test_now_ms() < end_ms);
	turn(t);
}

static void submit(struct transcript *t, const char *line)
{
	const struct engine_request request = {
		.line = line, .answer = on_answer, .done = on_done, .ctx = t};
	uint64_t end_ms = test_now_ms() + PATIENCE_MS;
	char expected[4200];
	size_t before, len;

	fake_heard(t->fake, &before);
	need(session_submit(t->session, &request, NULL) > 0, t, "refused", line);
	snprintf(expected, sizeof expected, "%s\r", line);
	do {
		turn(t);
		fake_heard(t->fake, &len);
	} while (len - before < strlen(expected) && test_now_ms() < end_ms);
	need(strcmp(fake_heard(t->fake, NULL) + before, expected) == 0, t, "module heard",
		fake_heard(t->fake, NULL) + before);
}

static void pass(struct transcript *t, uint64_t ms)
{
	uint64_t end_ms = t->now_ms + ms;

	drain(t);
	while (t->now_ms < end_ms) {
		uint64_t next_ms = session_deadline_ms(t->session);
		t->now_ms = next_ms > t->now_ms && next_ms < end_ms ? next_ms : end_ms;
		turn(t);
	}
}

static size_t unescape(const char *text, char *out)
{
	static const char names[] = "r\rn\nt\t\\\\";
	size_t len = 0;
	unsigned byte;

	while (*text) {
		const char *name = text[0] == '\\' ? strchr(names, text[1]) : NULL;
		if (text[0] == '\\' && text[1] == 'x' && sscanf(text + 2, "%2x", &byte) == 1) {
			out[len++] = (char)byte;
			text += 4;
		} else if (name) {
			out[len++] = name[1];
			text += 2;
		} else {
			out[len++] = *text++;
		}
	}
	return len;
}

static void check_model(struct transcript *t, const char *claim)
{
	const struct model *m = session_model(t->session);
	unsigned id = 0;
	int code;
	char word[32];

	if (sscanf(claim, "state %u %d", &id, &code) == 2) {
		const struct model_server *s = model_server_by_id(m, id);
		need(s && s->code == code, t, "model", claim);
	} else if (sscanf(claim, "sim %31[^\n]", word) == 1) {
		need(strcmp(m->net.sim, word) == 0, t, "model", claim);
	} else if (sscanf(claim, "noise %u", &id) == 1) {
		need(m->noise_bytes == id, t, "model", claim);
	} else if (sscanf(claim, "late %u", &id) == 1) {
		need(m->late == id, t, "model", claim);
	} else {
		need(false, t, "not understood", claim);
	}
}

/* One line; expectations and bytes are collected until another kind comes. */
struct pending {
	char expected[65536];
	char bytes[65536];
	size_t len;
	bool acted;
};

static void flush_bytes(struct transcript *t, struct pending *p)
{
	if (p->len)
		fake_send(t->fake, p->bytes, p->len);
	p->len = 0;
}

static void flush_expected(struct transcript *t, struct pending *p)
{
	if (!p->acted)
		return;
	expect(t, p->expected);
	drain(t);
	expect(t, p->expected); /* and nothing more came */
	t->seen[0] = p->expected[0] = '\0';
	t->len = 0;
	p->acted = false;
}

static void one_line(struct transcript *t, struct pending *p, char *line)
{
	line[strcspn(line, "\n")] = '\0';
	if (line[0] == '=') {
		flush_bytes(t, p);
		snprintf(p->expected + strlen(p->expected),
			sizeof p->expected - strlen(p->expected), "%s\n", line);
		return;
	}
	if (line[0] == '#' || line[0] == '\0')
		return;
	need(line[1] == ' ', t, "not understood", line);
	if (line[0] == '<' && p->len == 0 && p->expected[0])
		flush_expected(t, p);
	p->acted = true;
	if (line[0] == '<') {
		p->len += unescape(line + 2, p->bytes + p->len);
		return;
	}
	flush_bytes(t, p);
	if (line[0] == '~') {
		drain(t);
	} else {
		flush_expected(t, p);
		p->acted = line[0] == '>';
	}
	if (line[0] == '>')
		submit(t, line + 2);
	else if (line[0] == '~')
		pass(t, strtoull(line + 2, NULL, 10));
	else if (line[0] == '!')
		check_model(t, line + 2);
	else
		need(false, t, "not understood", line);
}

static void open_session(struct transcript *t)
{
	uint64_t end_ms = test_now_ms() + PATIENCE_MS;
	struct session_options options = {.journal = t->journal};
	struct qlw_diag diag;

	snprintf(t->journal, sizeof t->journal, "%s/journal.jsonl", t->scratch.dir);
	t->fake = fake_open(&t->scratch, fake_bg95);
	options.port = fake_path(t->fake);
	t->now_ms = START_MS;
	if (session_open(&t->session, &options, t->now_ms, &diag) != 0)
		fail_msg("%s", diag.what);
	while (session_stage(t->session, NULL) != SESSION_READY && test_now_ms() < end_ms)
		turn(t);
	assert_int_equal(session_stage(t->session, NULL), SESSION_READY);
	session_listen(t->session, on_event, t);
	fake_rows(t->fake, fake_silent, false);
}

static void run_file(const char *name, size_t fragment)
{
	static struct transcript run;
	static struct pending collected;
	static char path[300];
	struct transcript *t = &run;
	struct pending *p = &collected;
	char line[4096];
	FILE *f;

	snprintf(path, sizeof path, FOLDER "%s", name);
	f = fopen(path, "r");
	assert_non_null(f);
	memset(t, 0, sizeof *t);
	memset(p, 0, sizeof *p);
	t->file = path;
	scratch_make(&t->scratch);
	open_session(t);
	fake_fragment(t->fake, fragment);
	while (fgets(line, sizeof line, f)) {
		t->line++;
		one_line(t, p, line);
	}
	flush_bytes(t, p);
	flush_expected(t, p);
	fclose(f);
	drain(t);
	need(replay_same(t->journal, session_model(t->session), t->now_ms, path), t, "replay",
		"the same model");
	session_close(t->session);
	scratch_remove(&t->scratch);
}

static int is_transcript(const struct dirent *e)
{
	size_t n = strlen(e->d_name);

	return n > 4 && strcmp(e->d_name + n - 4, ".txt") == 0;
}

static void run_all(size_t fragment)
{
	struct dirent **names;
	int n = scandir(FOLDER, &names, is_transcript, alphasort);

	assert_true(n > 0);
	for (int i = 0; i < n; i++) {
		run_file(names[i]->d_name, fragment);
		free(names[i]);
	}
	free(names);
}

static void whole(void **state)
{
	(void)state;
	run_all(0);
}

static void by_1(void **state)
{
	(void)state;
	run_all(1);
}

static void by_2(void **state)
{
	(void)state;
	run_all(2);
}

static void by_3(void **state)
{
	(void)state;
	run_all(3);
}

static void by_7(void **state)
{
	(void)state;
	run_all(7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole),
		cmocka_unit_test(by_1),
		cmocka_unit_test(by_2),
		cmocka_unit_test(by_3),
		cmocka_unit_test(by_7),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
