/*
 * The session's port: bytes moved both ways, the port lost and found again. What the bytes mean is
 * session_wire.c's, which port is the lost one refind.c's.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "modem/port/port_watch.h"
#include "modem/session_priv.h"

#define PORTS_LOOKED_AT 64

int session_port_open(struct session *s, const char *port, struct qlw_diag *diag)
{
	const struct transport_options o = {
		.baud = s->baud.now, .rtscts = s->options.rtscts, .sim_path = s->options.sim_path};
	return transport_open(&s->transport, port, &o, diag);
}

/* A private simulator ends with its session; a new one has lost what it knew, so the user starts it. */
static bool is_simulator(const struct session *s)
{
	return strncmp(s->options.port, "sim:", 4) == 0;
}

/* While the port is gone. What is opened by time alone is not watched for. */
static void watch_begin(struct session *s)
{
	session_port_unwatch(s);
	s->watch = is_simulator(s) ? -1 : port_watch_open(s->options.port);
}

void session_port_unwatch(struct session *s)
{
	if (s->watch >= 0)
		close(s->watch);
	s->watch = -1;
}

static uint64_t reopen_next_ms(const struct session *s)
{
	return is_simulator(s) ? UINT64_MAX : refind_due_ms(&s->refind);
}

static const char *gone_hint(const struct session *s)
{
	if (is_simulator(s))
		return "F5 starts a new one";
	return s->refind.usb ? "it is found again by its USB id, whatever its name will be"
			     : "it is opened again as soon as it is back";
}

static void set_gone(struct session *s, const char *why)
{
	qlw_diag_set(
		&s->gone, QLW_EEOF, "%s" SESSION_NOTE_GONE "%s%s", s->port, *why ? ": " : "", why);
	qlw_diag_hint(&s->gone, "%s", gone_hint(s));
}

static void lose_port(struct session *s)
{
	set_gone(s, transport_reason(s->transport));
	session_note(s, s->now_ms, "%s", s->gone.what);
	transport_close(s->transport); /* at once: while it is held, the module gets another name */
	s->transport = NULL;
	s->was_gone = true;
	watch_begin(s);
	refind_lost(&s->refind, "", s->watch >= 0, s->now_ms);
	s->reopen_ms = reopen_next_ms(s);
	session_journal_held(s);
	framer_reset(s->framer);
	s->recv_pending = false;
	s->in_data = s->in_data || engine_in_data(s->engine);
	engine_restart(s->engine, s->now_ms);
	s->asking = 0;
	session_emit_link(s, EVENT_LINK_DOWN);
}

static bool is_missing(const char *path)
{
	return *path == '/' && access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR);
}

/* Whatever keeps it closed is what the user wants to know now: held by another program, say. One that
 * is not there is gone still. */
static int open_again(struct session *s)
{
	char port[sizeof s->refind.given];
	struct qlw_diag diag = {.err = QLW_OK};
	if (!refind_look(&s->refind, "", port, sizeof port))
		return QLW_EEOF;
	if (session_port_open(s, port, &diag) != 0) {
		if (!is_missing(port))
			s->gone = diag;
		else if (s->gone.err != QLW_EEOF)
			set_gone(s, "");
		return diag.err;
	}
	refind_remember(&s->refind, "", s->options.port, port);
	snprintf(s->port, sizeof s->port, "%s", transport_name(s->transport));
	return 0;
}

void session_port_reopen(struct session *s)
{
	if (s->watch >= 0 && port_watch_drain(s->watch, s->options.port)) {
		refind_stirred(&s->refind, s->now_ms);
		s->reopen_ms = reopen_next_ms(s);
	}
	if (s->transport || s->now_ms < s->reopen_ms)
		return;
	int err = open_again(s);
	if (err) {
		if (err == QLW_EHELD)
			refind_held(&s->refind, s->now_ms);
		else
			refind_tried(&s->refind, s->now_ms);
		s->reopen_ms = reopen_next_ms(s);
		return;
	}
	session_port_unwatch(s);
	if (s->in_data)
		engine_leave_data(s->engine, s->now_ms);
	s->in_data = false;
	connect_restart(&s->connect);
}

/* A socket that opens may still be refused: only what speaks is back. */
static void heard(struct session *s)
{
	if (!s->was_gone)
		return;
	s->was_gone = false;
	refind_worked(&s->refind);
	session_note(s, s->now_ms, "%s is back", s->port);
}

/* --- another port of the same module ---------------------------------------------------------------- */

void session_port_find_sibling(struct session *s)
{
	const enum overheard_kind kind = session_overheard(s);
	const struct port_info *here = &s->refind.identity;
	struct port_info *all;
	if (*s->at_port || !s->refind.usb || here->at_port ||
		(kind != OVERHEARD_NMEA && kind != OVERHEARD_DIAG))
		return;
	all = calloc(PORTS_LOOKED_AT, sizeof *all);
	const int n = all ? ports_list(all, PORTS_LOOKED_AT) : 0;
	for (int i = 0; i < n && i < PORTS_LOOKED_AT; i++)
		if (all[i].at_port && !strcmp(all[i].location, here->location))
			snprintf(s->at_port, sizeof s->at_port, "%s", all[i].path);
	free(all);
}

/* --- another baud rate ------------------------------------------------------------------------- */

/* The module's own USB ports have no rate, nor have sockets and PTYs. */
static bool is_uart(const struct session *s)
{
	return s->refind.listed && s->refind.identity.vendor_id != PORTS_QUECTEL;
}

bool session_port_wrong_baud(const struct session *s)
{
	const enum overheard_kind kind = session_overheard(s);
	if (!s->options.search_baud || !s->transport || s->ever_answered || s->baud.exhausted ||
		!is_uart(s))
		return false;
	return s->baud.searching || kind == OVERHEARD_NOISE ||
	       (kind == OVERHEARD_NOTHING && s->connect.stage == CONNECT_SILENT);
}

static void open_at_rate(struct session *s)
{
	struct qlw_diag diag = {.err = QLW_OK};
	transport_close(s->transport);
	s->transport = NULL;
	if (session_port_open(s, s->port, &diag) == 0)
		return;
	s->gone = diag;
	s->was_gone = true;
	watch_begin(s);
	refind_lost(&s->refind, "", s->watch >= 0, s->now_ms);
	s->reopen_ms = reopen_next_ms(s);
}

void session_port_search_baud(struct session *s)
{
	s->baud_due = false;
	if (!session_port_wrong_baud(s))
		return;
	if (baud_unanswered(&s->baud)) {
		session_note(s, s->now_ms, "no answer, trying %d baud", s->baud.now);
		open_at_rate(s);
		memset(&s->overheard, 0, sizeof s->overheard);
	}
	framer_reset(s->framer);
	engine_restart(s->engine, s->now_ms);
	s->asking = 0;
	connect_init(&s->connect, s->options.want);
}

void session_port_read(struct session *s)
{
	for (size_t total = 0; s->transport && total < SESSION_READ_MAX;) {
		ssize_t n = transport_read(s->transport, s->block, sizeof s->block);
		if (n < 0)
			lose_port(s);
		if (n <= 0)
			return;
		heard(s);
		if (!s->ever_answered)
			overheard_feed(&s->overheard, s->block, (size_t)n);
		framer_feed(s->framer, s->block, (size_t)n, s->now_ms);
		total += (size_t)n;
		if ((size_t)n < sizeof s->block)
			return;
	}
}

void session_port_write(struct session *s)
{
	const uint8_t *bytes;
	size_t n;
	while (s->transport && (n = engine_output(s->engine, &bytes)) > 0) {
		ssize_t k = transport_write(s->transport, bytes, n);
		if (k < 0)
			lose_port(s);
		if (k <= 0)
			return;
		s->written += (uint64_t)k;
		engine_wrote(s->engine, (size_t)k, s->now_ms);
	}
}

bool session_stuck(struct session *s, uint64_t now_ms)
{
	const uint64_t unsent = s->transport ? transport_unsent(s->transport) : 0;
	if (!unsent || s->written - unsent != s->taken) {
		s->taken = s->written - unsent;
		s->taken_ms = now_ms;
	}
	return now_ms - s->taken_ms >= SESSION_STUCK_MS;
}
