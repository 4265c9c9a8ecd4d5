/*
 * A recording in place of the port: its records take the ways that the wire's bytes take, so that the
 * model is what it was. Time ends nothing here; that a command had no answer, or the link went, is
 * what the recorded session noted. Recordings of other programs hold no such notes: there it is
 * concluded from the lines.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "modem/at.h"
#include "modem/session_priv.h"

#define REPLAY_RECORDS 2048 /* a call of session_run, so that keys are never starved */

int session_replay_open(struct session *s, const char *spec, struct qlw_diag *diag)
{
	int err = replay_open(&s->replay, spec, s->now_ms, diag);
	if (err)
		return err;
	const char *file = replay_file(s->replay), *slash = strrchr(file, '/');
	snprintf(s->port, sizeof s->port, SESSION_REPLAY_PREFIX "%s", slash ? slash + 1 : file);
	s->journal = replay_journal(s->replay);
	s->model->connected = true;
	return 0;
}

/* --- what the recorded session noted -------------------------------------------------------- */

static bool text_is(const struct journal_record *r, const char *text)
{
	return r->len == strlen(text) && memcmp(r->bytes, text, r->len) == 0;
}

static bool begins(const struct journal_record *r, const char *text)
{
	return r->len >= strlen(text) && memcmp(r->bytes, text, strlen(text)) == 0;
}

/* -1: no note of a link. */
static int noted_link(const struct journal_record *r)
{
	char text[32];
	for (int link = EVENT_LINK_DOWN; r->kind == JOURNAL_NOTE && link <= EVENT_LINK_ASLEEP;
		link++) {
		snprintf(text, sizeof text, SESSION_NOTE_LINK "%s", session_link_word[link]);
		if (text_is(r, text))
			return link;
	}
	return -1;
}

bool session_replay_link(struct session *s, enum event_link link)
{
	struct journal_record next;
	if (!s->replay_derives && replay_peek(s->replay, &next) && noted_link(&next) == (int)link) {
		replay_skip(s->replay);
		return true;
	}
	/* that it answers is noted always: one that does not say so notes nothing */
	if (link == EVENT_LINK_UP)
		s->replay_derives = true;
	return s->replay_derives;
}

static void lose_port(struct session *s)
{
	framer_reset(s->framer);
	s->recv_pending = false;
	engine_restart(s->engine, s->now_ms);
}

/* "/dev/ttyUSB2 is gone", "sim: is gone: …", but no line of the user's, which begins with a colon. */
static bool says_gone(const struct journal_record *r)
{
	char text[512];
	if (r->len >= sizeof text || begins(r, ":") || begins(r, "qlw "))
		return false;
	memcpy(text, r->bytes, r->len);
	text[r->len] = '\0';
	const char *gone = strstr(text, SESSION_NOTE_GONE);
	return gone && strchr(":", gone[strlen(SESSION_NOTE_GONE)]);
}

/* -1: no note of a resync. */
static int noted_resync(const struct journal_record *r)
{
	static const char *const text[] = {
		[ENGINE_RESYNC_BEGUN] = SESSION_NOTE_RESYNC,
		[ENGINE_RESYNC_FOUND] = SESSION_NOTE_FOUND,
		[ENGINE_RESYNC_FAILED] = SESSION_NOTE_LOST,
	};
	for (int i = ENGINE_RESYNC_BEGUN; i <= ENGINE_RESYNC_FAILED; i++)
		if (text_is(r, text[i]))
			return i;
	return -1;
}

static void apply_note(struct session *s, const struct journal_record *r)
{
	int link = noted_link(r), resync = noted_resync(r);
	if (link >= 0)
		session_apply_link(s, (enum event_link)link);
	else if (text_is(r, SESSION_NOTE_TIMEOUT))
		engine_replay_given_up(s->engine, true, s->now_ms);
	else if (text_is(r, SESSION_NOTE_CANCELLED))
		engine_replay_given_up(s->engine, false, s->now_ms);
	else if (resync >= 0)
		engine_replay_resync(s->engine, (enum engine_resync)resync, s->now_ms);
	else if (says_gone(r))
		lose_port(s);
}

/* --- what went over the wire ------------------------------------------------------------------ */

static void trim(const uint8_t **bytes, size_t *len)
{
	while (*len && ((*bytes)[*len - 1] == '\r' || (*bytes)[*len - 1] == '\n'))
		--*len;
	while (*len && (**bytes == '\r' || **bytes == '\n')) {
		++*bytes;
		--*len;
	}
}

/* With a command in flight it is that one's data, unless nobody noted that it was given up. */
static void apply_tx(struct session *s, const struct journal_record *r)
{
	char line[AT_LINE_MAX + 1];
	const uint8_t *bytes = r->bytes;
	size_t len = r->len;
	bool ends = len && (bytes[len - 1] == '\r' || bytes[len - 1] == '\n');
	trim(&bytes, &len);
	if (!len || len > AT_LINE_MAX)
		return;
	memcpy(line, bytes, len);
	line[len] = '\0';
	bool at = strncasecmp(line, "AT", 2) == 0;
	if (engine_command(s->engine) ? !(s->replay_derives && at) : !(at || ends))
		return;
	engine_replay_sent(s->engine, line, s->now_ms);
	framer_expect_echo(s->framer, line, len);
}

static bool several_lines(const struct journal_record *r)
{
	const uint8_t *bytes = r->bytes;
	size_t len = r->len;
	trim(&bytes, &len);
	return memchr(bytes, '\n', len) != NULL;
}

static bool is_echo(const struct session *s, const uint8_t *bytes, size_t len)
{
	const char *command = engine_command(s->engine);
	return command && strlen(command) == len && memcmp(command, bytes, len) == 0;
}

/* Frames were cut when they were recorded; what was not is cut now. */
static void apply_rx(struct session *s, const struct journal_record *r)
{
	static const enum frame_kind as[] = {
		[JOURNAL_FRAME_LINE] = FRAME_LINE,
		[JOURNAL_FRAME_ECHO] = FRAME_ECHO,
		[JOURNAL_FRAME_PAYLOAD] = FRAME_PAYLOAD,
		[JOURNAL_FRAME_PROMPT] = FRAME_PROMPT,
		[JOURNAL_FRAME_OVERLONG] = FRAME_OVERLONG,
		[JOURNAL_FRAME_NOISE] = FRAME_NOISE,
	};
	struct frame frame = {.kind = as[r->frame], .raw = r->bytes, .raw_len = r->len};
	const uint8_t *bytes = r->bytes;
	size_t len = r->len;
	if (frame.kind == FRAME_LINE && s->recv_pending)
		frame.kind = FRAME_PAYLOAD;
	else if (frame.kind == FRAME_LINE && several_lines(r)) {
		framer_feed(s->framer, r->bytes, r->len, s->now_ms);
		return;
	}
	if (frame.kind != FRAME_PAYLOAD)
		trim(&bytes, &len);
	if (frame.kind == FRAME_LINE && !len)
		return; /* a line end without a line is no frame of its own in all recordings */
	if (frame.kind == FRAME_LINE && is_echo(s, bytes, len))
		frame.kind = FRAME_ECHO;
	frame.text = (const char *)bytes;
	frame.len = len;
	session_apply_frame(s, &frame);
}

/* --- moving on ---------------------------------------------------------------------------------- */

/* A session begins: nothing is known. */
static void begin(struct session *s)
{
	uint64_t generation = s->model->generation;
	lose_port(s);
	model_clear(s->model);
	s->model->generation = generation + 1;
	s->model->connected = true;
	s->replay_derives = journal_is_foreign(s->journal);
	s->ever_answered = false;
	connect_init(&s->connect, 0);
}

static void apply(struct session *s, const struct journal_record *r)
{
	if (r->kind == JOURNAL_BROKEN)
		return;
	s->now_ms = (uint64_t)r->wall_ms;
	model_tick(s->model, s->now_ms);
	if (r->kind == JOURNAL_HEADER && !(r->continued && r->place))
		begin(s);
	else if (r->kind == JOURNAL_HEADER)
		return;
	else if (r->kind == JOURNAL_NOTE)
		apply_note(s, r);
	else if (r->kind == JOURNAL_TX)
		apply_tx(s, r);
	else
		apply_rx(s, r);
}

void session_replay_run(struct session *s, uint64_t now_ms)
{
	struct journal_record r;
	for (int n = 0; n < REPLAY_RECORDS && replay_next(s->replay, now_ms, &r); n++)
		apply(s, &r);
	s->now_ms = replay_clock_ms(s->replay, now_ms);
	model_tick(s->model, s->now_ms);
}

uint64_t session_replay_deadline_ms(const struct session *s)
{
	uint64_t record = replay_deadline_ms(s->replay);
	uint64_t model = replay_real_ms(s->replay, model_deadline_ms(s->model));
	return record < model ? record : model;
}

enum session_stage session_replay_stage(const struct session *s)
{
	struct replay_state state;
	replay_state(s->replay, 0, &state);
	return state.over ? SESSION_GONE : SESSION_READY;
}

/* --- what the user wants ------------------------------------------------------------------------ */

bool session_is_replay(const struct session *s)
{
	return s->replay != NULL;
}

bool session_replay_state(const struct session *s, uint64_t now_ms, struct replay_state *out)
{
	if (s->replay)
		replay_state(s->replay, now_ms, out);
	return s->replay != NULL;
}

void session_replay_pause(struct session *s, bool paused, uint64_t now_ms)
{
	replay_pause(s->replay, paused, now_ms);
}

void session_replay_speed(struct session *s, double speed, uint64_t now_ms)
{
	replay_speed(s->replay, speed, now_ms);
}

void session_replay_step(struct session *s, uint64_t now_ms)
{
	replay_step(s->replay, now_ms);
}

void session_replay_step_to(struct session *s, uint64_t place, uint64_t now_ms)
{
	replay_step_to(s->replay, place, now_ms);
}

void session_replay_seek(struct session *s, uint64_t clock_ms, uint64_t now_ms)
{
	if (replay_seek(s->replay, clock_ms, now_ms))
		begin(s);
}

uint64_t session_clock_ms(const struct session *s, uint64_t now_ms)
{
	return s->replay ? replay_clock_ms(s->replay, now_ms) : now_ms;
}

uint64_t session_real_ms(const struct session *s, uint64_t clock_ms)
{
	return s->replay ? replay_real_ms(s->replay, clock_ms) : clock_ms;
}
