/*
 * Session: see session.h. Opening, keeping and leaving a port, and the one run that moves bytes both
 * ways. What the bytes mean is session_wire.c's.
 */
#include "modem/session.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/session_priv.h"

/* --- opening and closing ------------------------------------------------------------------------ */

static void open_journal(struct session *s)
{
	char path[512];
	struct journal_options o = {
		.path = s->options.journal,
		.numbered = !s->options.journal, /* two consoles on sim: in one day */
		.port = s->port,
		.log_secrets = s->options.log_secrets,
	};
	if (!o.path && journal_default_path(path, sizeof path, s->port, (int64_t)s->now_ms) == 0)
		o.path = path;
	if (o.path && !*o.path)
		o.path = NULL;
	if (journal_open(&s->journal, &o, (int64_t)s->now_ms, &s->journal_trouble) == 0) {
		s->journal_trouble.err = QLW_OK; /* of a name that was taken */
		return;
	}
	o.path = NULL;
	if (journal_open(&s->journal, &o, (int64_t)s->now_ms, NULL) != 0)
		s->journal = NULL;
}

static bool is_replay_port(const char *port)
{
	return strncmp(port, SESSION_REPLAY_PREFIX, strlen(SESSION_REPLAY_PREFIX)) == 0;
}

int session_open(struct session **out, const struct session_options *options, uint64_t now_ms,
	struct qlw_diag *diag)
{
	struct session *s = calloc(1, sizeof *s);
	if (!s)
		return qlw_diag_set(diag, QLW_ENOMEM, "out of memory");
	s->options = *options;
	s->watch = -1;
	s->now_ms = now_ms;
	baud_init(&s->baud, options->baud);
	s->model = model_new();
	int err = s->model ? session_wire_new(s) : QLW_ENOMEM;
	if (err)
		qlw_diag_set(diag, QLW_ENOMEM, "out of memory");
	else if (is_replay_port(options->port))
		err = session_replay_open(s, options->port + strlen(SESSION_REPLAY_PREFIX), diag);
	else
		err = session_port_open(s, s->options.port, diag);
	if (!err && !s->replay) {
		snprintf(s->port, sizeof s->port, "%s", transport_name(s->transport));
		refind_remember(&s->refind, "", options->port, options->port);
		open_journal(s);
		err = s->journal ? 0 : qlw_diag_set(diag, QLW_ENOMEM, "out of memory");
	}
	if (err) {
		session_close(s);
		return err;
	}
	connect_init(&s->connect, options->want);
	*out = s;
	return 0;
}

void session_close(struct session *s)
{
	if (!s)
		return;
	transport_close(s->transport);
	session_port_unwatch(s);
	if (s->replay)
		replay_close(s->replay);
	else if (s->journal)
		session_journal_held(s);
	if (!s->replay)
		journal_close(s->journal);
	engine_free(s->engine);
	framer_free(s->framer);
	model_free(s->model);
	free(s);
}

/* --- commands ------------------------------------------------------------------------------------ */

int session_submit_anyway(struct session *s, const struct engine_request *request)
{
	struct engine_request r = *request;
	if (!r.timeout_ms)
		r.timeout_ms = engine_timeout_ms(r.line);
	return engine_submit(s->engine, &r);
}

int session_submit(struct session *s, const struct engine_request *request, struct qlw_diag *diag)
{
	if (s->replay)
		return qlw_diag_set(diag, QLW_EREFUSED, "a recording cannot be changed");
	if (s->options.read_only && session_changes(request->line))
		return qlw_diag_set(
			diag, QLW_EREFUSED, "read-only: this command may change the module");
	if (!s->transport)
		return qlw_diag_set(diag, QLW_EEOF, "%s is gone", s->port);
	int id = session_submit_anyway(s, request);
	if (id == QLW_EUSAGE)
		qlw_diag_set(diag, id, "a command is 1 to %d printable bytes", AT_LINE_MAX);
	else if (id < 0)
		qlw_diag_set(diag, id, "too many commands are waiting");
	return id;
}

/* What is in flight is still answered; a replay has to know that nobody listens. */
static void note_cancel(struct session *s, const char *was)
{
	if (was && !engine_command(s->engine))
		session_note(s, s->now_ms, SESSION_NOTE_CANCELLED);
}

bool session_cancel(struct session *s, int id)
{
	const char *command = engine_command(s->engine);
	bool known = engine_cancel(s->engine, id);
	note_cancel(s, command);
	return known;
}

bool session_waits(const struct session *s)
{
	return !engine_idle(s->engine);
}

void session_cancel_all(struct session *s)
{
	const char *command = engine_command(s->engine);
	engine_cancel_all(s->engine);
	note_cancel(s, command);
	s->asking = 0;
}

/* --- the connect sequence ------------------------------------------------------------------------ */

static void asked(void *ctx, const struct engine_result *result)
{
	struct session *s = ctx;
	s->asking = 0;
	connect_done(&s->connect, result->end, s->model->family, s->now_ms);
	s->baud_due |= result->end == ENGINE_END_TIMEOUT;
}

/* A server that a bootstrap gave has no record to tell how long it registers for. */
static const char *ask_life(const struct session *s, char *buffer, size_t size)
{
	const struct model_server *server = model_server_unknown_life(s->model);
	if (!server || s->options.want != SESSION_WANT_CONSOLE || s->connect.stage != CONNECT_READY)
		return NULL;
	snprintf(buffer, size, "AT+QLWSVC=\"lifetime\",%u", server->short_id);
	return buffer;
}

static void ask_next(struct session *s)
{
	char buffer[64];
	if (s->asking || s->leaving || !s->transport || !engine_idle(s->engine))
		return;
	session_want_stale(s);
	session_look_for_network(s);
	const char *line = connect_next(&s->connect, buffer, sizeof buffer);
	if (!line) { /* what became stale while it was being read */
		session_want_stale(s);
		line = connect_next(&s->connect, buffer, sizeof buffer);
	}
	if (!line)
		line = ask_life(s, buffer, sizeof buffer);
	if (!line)
		return;
	const struct engine_request r = {
		.line = line,
		.timeout_ms =
			s->baud.searching ? BAUD_TRY_MS : connect_timeout_ms(&s->connect, line),
		.done = asked,
		.ctx = s,
	};
	int id = engine_submit(s->engine, &r);
	s->asking = id > 0 ? id : 0;
}

static void tell_progress(struct session *s)
{
	const char *search = baud_doing(&s->baud);
	const char *doing = !s->transport ? "the port is gone"
			    : search      ? search
					  : connect_doing(&s->connect);
	bool connected = s->transport && s->connect.stage == CONNECT_READY;
	if (s->model->connecting != doing || s->model->connected != connected)
		s->model->generation++;
	s->model->connecting = doing;
	s->model->connected = connected;
}

void session_refresh(struct session *s, unsigned want)
{
	if (s->replay)
		return;
	s->refresh = true;
	if (!s->transport) {
		s->reopen_ms = 0;
		return;
	}
	if (s->connect.stage == CONNECT_SILENT && !s->ever_answered)
		baud_init(&s->baud, s->options.baud);
	if (s->connect.stage == CONNECT_SILENT || want & SESSION_WANT_PROBE) {
		connect_restart(&s->connect);
		return;
	}
	s->connect.want |= want & ~(unsigned)(SESSION_WANT_PROBE | SESSION_WANT_IDENTITY);
	if (want & SESSION_WANT_SETTINGS)
		s->connect.keys = ~0u >> (32 - QLW_KEYS);
}

void session_refresh_key(struct session *s, enum qlw_key key)
{
	s->refresh = true;
	session_want_key(s, key);
}

/* --- leaving ------------------------------------------------------------------------------------- */

void session_leave(struct session *s)
{
	if (s->leaving)
		return;
	s->leaving = true;
	s->leave_ms = s->now_ms + SESSION_LEAVE_MS;
	s->left = !s->transport || s->model->link != EVENT_LINK_UP || session_stuck(s, s->now_ms);
	session_cancel_all(s);
}

bool session_left(const struct session *s)
{
	return s->left;
}

static void leave_next(struct session *s)
{
	char buffer[64];
	if (!s->leaving || s->left)
		return;
	if (s->now_ms >= s->leave_ms || !s->transport) {
		s->left = true;
		return;
	}
	if (!engine_idle(s->engine))
		return;
	const char *line = connect_leave(&s->connect, buffer, sizeof buffer);
	if (!line) {
		s->left = true;
		return;
	}
	const struct engine_request r = {.line = line};
	session_submit_anyway(s, &r);
}

/* --- running ----------------------------------------------------------------------------------- */

static void keep_time(struct session *s)
{
	if (s->transport)
		transport_tick(s->transport, s->now_ms);
	framer_tick(s->framer, s->now_ms);
	engine_tick(s->engine, s->now_ms);
	connect_tick(&s->connect, s->now_ms);
	model_tick(s->model, s->now_ms);
	session_port_reopen(s);
	if (s->baud_due || s->connect.stage == CONNECT_SILENT)
		session_port_search_baud(s);
	if (s->connect.stage == CONNECT_SILENT)
		session_port_find_sibling(s);
}

void session_run(struct session *s, uint64_t now_ms)
{
	if (s->replay) {
		session_replay_run(s, now_ms);
		return;
	}
	s->now_ms = now_ms;
	s->refresh = false;
	session_port_read(s);
	keep_time(s);
	ask_next(s);
	leave_next(s);
	session_port_write(s);
	tell_progress(s);
	journal_flush(s->journal);
}

struct pollfd session_pollfd(const struct session *s)
{
	if (!s->transport)
		return (struct pollfd){.fd = s->watch, .events = POLLIN};
	return transport_pollfd(s->transport, engine_has_output(s->engine));
}

static uint64_t sooner(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

uint64_t session_deadline_ms(const struct session *s)
{
	if (s->refresh)
		return 0;
	if (s->replay)
		return session_replay_deadline_ms(s);
	uint64_t at = sooner(engine_deadline_ms(s->engine), framer_deadline_ms(s->framer));
	at = sooner(at, s->connect.deadline_ms);
	at = sooner(at, model_deadline_ms(s->model));
	at = sooner(at, s->transport ? transport_deadline_ms(s->transport) : s->reopen_ms);
	if (s->look_ms)
		at = sooner(at, s->look_ms);
	if (s->leaving && !s->left)
		at = sooner(at, s->leave_ms);
	return at;
}

/* --- looking ------------------------------------------------------------------------------------- */

const struct model *session_model(const struct session *s)
{
	return s->model;
}

struct journal *session_journal(struct session *s)
{
	return s->journal;
}

const char *session_journal_trouble(const struct session *s)
{
	const char *trouble = s->replay ? NULL : journal_trouble(s->journal);
	return trouble ? trouble : s->journal_trouble.err ? s->journal_trouble.what : NULL;
}

const char *session_port(const struct session *s)
{
	return s->port;
}

void session_listen(
	struct session *s, void (*listener)(void *ctx, const struct event *event), void *ctx)
{
	s->listener = listener;
	s->listener_ctx = ctx;
}

void session_note(struct session *s, uint64_t now_ms, const char *format, ...)
{
	char text[512];
	va_list ap;
	if (s->replay)
		return;
	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	journal_note(s->journal, (int64_t)now_ms, text);
}

bool session_mark(struct session *s, uint64_t now_ms, uint64_t place, const char *text)
{
	if (s->replay || !s->journal)
		return false;
	journal_mark(s->journal, (int64_t)now_ms, place, text);
	journal_flush(s->journal);
	return true;
}
