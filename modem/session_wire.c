/*
 * What comes and goes: framer → journal → engine → model and events. Knows the order in which each
 * must see a thing: the journal first, then the model, then whoever asked or listens.
 */
#include <stdio.h>
#include <string.h>

#include "modem/session_priv.h"

const char *const session_link_word[] = {"down", "up", "restarted", "asleep"};

static void emit(struct session *s, struct event *event)
{
	event->t_ms = s->now_ms;
	model_apply_event(s->model, event);
	if (s->listener)
		s->listener(s->listener_ctx, event);
}

void session_apply_link(struct session *s, enum event_link link)
{
	struct event event = {.kind = EVENT_LINK, .link = link};
	emit(s, &event);
}

void session_emit_link(struct session *s, enum event_link link)
{
	if (s->model->link == link && link != EVENT_LINK_RESTARTED)
		return;
	if (s->replay && !session_replay_link(s, link))
		return;
	session_note(s, s->now_ms, SESSION_NOTE_LINK "%s", session_link_word[link]);
	session_apply_link(s, link);
}

/* --- lines nobody asked for --------------------------------------------------------------------- */

static void on_life(struct session *s, const char *line, size_t len)
{
	enum net_life life = net_life_of(line, len);
	if (life == NET_LIFE_NONE)
		return;
	bool told = s->replay && !s->replay_derives; /* whether it is a restart stands behind it */
	bool booting = !told && (s->connect.stage == CONNECT_WAITING || !s->ever_answered);
	framer_expect_echo(s->framer, NULL, 0);
	s->asking = 0;
	s->in_data = false;
	connect_life(&s->connect, life, s->now_ms);
	if (life == NET_LIFE_READY || (life == NET_LIFE_APP_READY && !booting))
		session_emit_link(s, EVENT_LINK_RESTARTED);
	else if (life == NET_LIFE_DOWN)
		session_emit_link(s, EVENT_LINK_DOWN);
	else if (life == NET_LIFE_ASLEEP)
		session_emit_link(s, EVENT_LINK_ASLEEP);
	engine_restart(s->engine, s->now_ms);
}

static enum event_kind kind_of(enum qlw_urc_kind urc, const char *line, size_t len)
{
	switch (urc) {
	case QLW_URC_EVENT:
		return EVENT_STATE;
	case QLW_URC_OBSERVE:
		return EVENT_OBSERVE;
	case QLW_URC_DELIVERY:
		return EVENT_DELIVERY;
	case QLW_URC_RECV:
		return EVENT_RECV;
	case QLW_URC_REG:
		return EVENT_REG;
	case QLW_URC_DEREG:
		return EVENT_DEREG;
	case QLW_URC_OTHER:
		return EVENT_URC;
	case QLW_URC_NONE:
		break;
	}
	return net_is_unsolicited(line, len) ? EVENT_NET : EVENT_URC;
}

static void on_unsolicited(void *ctx, const char *line, size_t len)
{
	struct session *s = ctx;
	struct event event = {.line = line, .len = len};
	if (len == 1 && *line == '0')
		s->connect.numeric_seen = true;
	event.kind = kind_of(qlw_parse_urc(line, len, &event.urc), line, len);
	if (event.kind == EVENT_RECV && qlw_payload_after(line, len)) {
		s->recv = event.urc;
		s->recv_pending = true;
		return;
	}
	emit(s, &event);
	on_life(s, line, len);
}

static void on_payload(struct session *s, const struct frame *frame)
{
	if (s->downloading) {
		engine_payload(s->engine, (const uint8_t *)frame->text, frame->len,
			frame->truncated, s->now_ms);
		return;
	}
	if (!s->recv_pending)
		return;
	struct event event = {
		.kind = EVENT_RECV,
		.urc = s->recv,
		.data = (const uint8_t *)frame->text,
		.data_len = frame->len,
	};
	s->recv_pending = false;
	emit(s, &event);
}

/* --- commands ------------------------------------------------------------------------------------ */

static void on_began(void *ctx, const char *command)
{
	struct session *s = ctx;
	char wire[AT_LINE_MAX + 2];
	int n = snprintf(wire, sizeof wire, "%s\r", command);
	if (!s->replay)
		journal_tx(s->journal, (int64_t)s->now_ms, wire, (size_t)n);
	framer_expect_echo(s->framer, command, strlen(command));
	framer_expect_prompt(s->framer, !strstr(command, "+QLW"));
	model_apply_command(s->model, command, s->now_ms);
}

static void on_data(void *ctx, const uint8_t *bytes, size_t n)
{
	struct session *s = ctx;
	journal_tx(s->journal, (int64_t)s->now_ms, bytes, n);
}

static void on_answer(void *ctx, const char *command, const char *line, size_t len)
{
	struct session *s = ctx;
	if (s->asking)
		connect_answer(&s->connect, line, len);
	model_apply_answer(s->model, command, line, len, s->now_ms);
}

/* On the module's other port every command is answered, and no URC ever comes. */
const char *session_urcs_elsewhere(const struct session *s)
{
	const char *urcport = s->model->net.urcport;
	const bool simulated = strncmp(s->options.port, "sim:", 4) == 0;
	const bool usb = simulated || s->refind.identity.vendor_id == PORTS_QUECTEL;
	if ((!s->refind.listed && !simulated) || !*urcport || usb != !strncmp(urcport, "uart", 4))
		return NULL;
	return usb ? "usbmodem" : "uart1";
}

static void warn_urcport(struct session *s, const char *command)
{
	const char *here = strstr(command, "+QURCCFG") ? session_urcs_elsewhere(s) : NULL;
	if (here)
		session_note(s, s->now_ms,
			"URCs go to %s, but this is %s: AT+QURCCFG=\"urcport\",\"%s\" "
			"brings them here",
			s->model->net.urcport, strcmp(here, "uart1") ? "USB" : "a UART", here);
}

static void on_ended(void *ctx, const char *command, const struct engine_result *result)
{
	struct session *s = ctx;
	if (!result->begun)
		return;
	framer_expect_prompt(s->framer, false);
	if (result->end == ENGINE_END_TIMEOUT)
		session_note(s, s->now_ms, SESSION_NOTE_TIMEOUT);
	model_apply_end(s->model, command, result->end == ENGINE_END_OK, s->now_ms);
	if (result->end == ENGINE_END_TIMEOUT || result->end == ENGINE_END_RESTART ||
		result->end == ENGINE_END_CANCELLED)
		return;
	if (!s->ever_answered && s->baud.now != s->baud.given)
		session_note(s, s->now_ms, "the module answers at %d baud, not at %d", s->baud.now,
			s->baud.given);
	s->ever_answered = true;
	baud_found(&s->baud);
	session_emit_link(s, EVENT_LINK_UP);
	warn_urcport(s, command);
}

static void on_late(void *ctx, const char *line, size_t len)
{
	struct session *s = ctx;
	s->model->late++;
	session_note(s, s->now_ms, "too late for the command it answers: %.*s", (int)(len < 80 ? len : 80), line);
}

static void on_resync(void *ctx, enum engine_resync what)
{
	static const char *const text[] = {
		[ENGINE_RESYNC_BEGUN] = SESSION_NOTE_RESYNC,
		[ENGINE_RESYNC_FOUND] = SESSION_NOTE_FOUND,
		[ENGINE_RESYNC_FAILED] = SESSION_NOTE_LOST,
	};
	struct session *s = ctx;
	session_note(s, s->now_ms, "%s", text[what]);
}

static void on_state(void *ctx, bool answering)
{
	struct session *s = ctx;
	session_emit_link(s, answering ? EVENT_LINK_UP : EVENT_LINK_DOWN);
	if (answering)
		connect_restart(&s->connect);
	else
		connect_silent(&s->connect);
}

/* --- frames --------------------------------------------------------------------------------------- */

/* Bytes held, up to n. */
static void journal_held(struct session *s, size_t n)
{
	journal_rx(s->journal, (int64_t)s->now_ms, JOURNAL_FRAME_PAYLOAD, s->held, n);
	s->held_len -= n;
	memmove(s->held, s->held + n, s->held_len);
}

void session_journal_held(struct session *s)
{
	if (s->held_len)
		journal_held(s, s->held_len);
}

/* A file comes in pieces of any length. The journal gets it whole, or cut behind a line: a secret that
 * lies across a cut would not be known for one. */
static void hold(struct session *s, const uint8_t *bytes, size_t n)
{
	if (n > sizeof s->held - s->held_len) {
		size_t to = s->held_len;
		while (to && s->held[to - 1] != '\n')
			to--;
		journal_held(s, to ? to : s->held_len);
	}
	if (n > sizeof s->held - s->held_len)
		session_journal_held(s);
	memcpy(s->held + s->held_len, bytes, n);
	s->held_len += n;
}

static void journal_frame(struct session *s, const struct frame *frame)
{
	static const enum journal_frame as[] = {
		[FRAME_LINE] = JOURNAL_FRAME_LINE,
		[FRAME_ECHO] = JOURNAL_FRAME_ECHO,
		[FRAME_PAYLOAD] = JOURNAL_FRAME_PAYLOAD,
		[FRAME_PROMPT] = JOURNAL_FRAME_PROMPT,
		[FRAME_OVERLONG] = JOURNAL_FRAME_OVERLONG,
		[FRAME_NOISE] = JOURNAL_FRAME_NOISE,
	};
	if (frame->kind == FRAME_PAYLOAD && s->downloading) {
		hold(s, frame->raw, frame->raw_len);
	} else {
		session_journal_held(s);
		journal_rx(s->journal, (int64_t)s->now_ms, as[frame->kind], frame->raw,
			frame->raw_len);
	}
}

void session_apply_frame(struct session *s, const struct frame *frame)
{
	switch (frame->kind) {
	case FRAME_LINE:
		s->model->lines++;
		engine_line(s->engine, frame->text, frame->len, s->now_ms);
		break;
	case FRAME_ECHO:
		s->connect.echo_seen = true;
		break;
	case FRAME_PAYLOAD:
		on_payload(s, frame);
		break;
	case FRAME_PROMPT:
		if (!s->replay)
			engine_prompt(s->engine, s->now_ms);
		break;
	case FRAME_OVERLONG:
		s->model->overlong++;
		s->model->generation++;
		break;
	case FRAME_NOISE:
		s->model->noise_bytes += frame->raw_len;
		s->model->generation++;
		break;
	}
}

static void on_frame(void *ctx, const struct frame *frame)
{
	struct session *s = ctx;
	if (!s->replay)
		journal_frame(s, frame);
	session_apply_frame(s, frame);
}

static size_t payload_after(void *ctx, const char *line, size_t len)
{
	struct session *s = ctx;
	size_t n = engine_payload_after(s->engine, line, len);
	s->downloading = n;
	if (!n)
		return qlw_payload_after(line, len);
	framer_allow_silence(s->framer, SESSION_SILENCE_MS);
	return n;
}

int session_wire_new(struct session *s)
{
	const struct framer_ops framer = {
		.ctx = s, .frame = on_frame, .payload_after = payload_after};
	const struct engine_ops engine = {
		.ctx = s,
		.began = on_began,
		.data = on_data,
		.answer = on_answer,
		.ended = on_ended,
		.unsolicited = on_unsolicited,
		.late = on_late,
		.state = on_state,
		.resync = on_resync,
	};
	s->framer = framer_new(&framer);
	s->engine = engine_new(&engine);
	return s->framer && s->engine ? 0 : QLW_ENOMEM;
}
