/*
 * Engine: see engine.h. One slot, one queue, one deadline. Knows final result codes and whose line
 * is whose (engine_claim.c); nothing of what commands do. What follows "> " and CONNECT is in
 * engine_data.c.
 */
#include "modem/engine.h"

#include <stdlib.h>
#include <string.h>

#include "modem/engine_priv.h"

struct engine *engine_new(const struct engine_ops *ops)
{
	struct engine *e = calloc(1, sizeof *e);
	if (!e)
		return NULL;
	e->ops = *ops;
	e->deadline_ms = UINT64_MAX;
	return e;
}

void engine_free(struct engine *e)
{
	if (!e)
		return;
	for (size_t i = 0; i < e->queued; i++)
		free(e->queue[i]);
	for (size_t i = 0; i < e->ncancelled; i++)
		free(e->cancelled[i]);
	free(e->current);
	free(e);
}

bool engine_line_fits(const char *line)
{
	size_t n = strlen(line);
	if (!n || n > AT_LINE_MAX)
		return false;
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
			return false;
	return true;
}

struct entry *engine_entry_new(struct engine *e, const struct engine_request *request)
{
	struct entry *entry = malloc(sizeof *entry);
	if (!entry)
		return NULL;
	entry->request = *request;
	memcpy(entry->line, request->line, strlen(request->line) + 1);
	entry->request.line = NULL;
	if (++e->next_id <= 0)
		e->next_id = 1;
	entry->id = e->next_id;
	entry->begun = false;
	return entry;
}

int engine_submit(struct engine *e, const struct engine_request *request)
{
	if (!engine_line_fits(request->line))
		return QLW_EUSAGE;
	if (e->queued == ENGINE_QUEUE_MAX)
		return QLW_ENOMEM;
	struct entry *entry = engine_entry_new(e, request);
	if (!entry)
		return QLW_ENOMEM;
	e->queue[e->queued++] = entry;
	if (e->slot == SLOT_DOWN)
		engine_resync(e, 2);
	return entry->id;
}

/* The owner is told once a command, at its end; then the requester. Frees the entry. */
static void tell(struct engine *e, struct entry *entry, const struct engine_result *result)
{
	if (!entry)
		return;
	struct engine_result told = *result;
	told.begun = entry->begun;
	e->ops.ended(e->ops.ctx, entry->line, &told);
	if (entry->request.done)
		entry->request.done(entry->request.ctx, &told);
	free(entry);
}

static void take_from_queue(struct engine *e, size_t i)
{
	e->queued--;
	memmove(e->queue + i, e->queue + i + 1, (e->queued - i) * sizeof *e->queue);
}

void engine_go(struct engine *e, enum slot slot, uint64_t deadline_ms)
{
	e->slot = slot;
	e->deadline_ms = deadline_ms;
	e->out_len = 0;
}

/* Ends the command in flight; the slot's next state stands before anybody is told. */
void engine_finish(
	struct engine *e, enum slot next, enum engine_end end, int code, const char *text)
{
	struct entry *entry = e->current;
	const struct engine_result result = {
		.end = end,
		.code = code,
		.text = text,
		.took_ms = e->sent_ms && e->now_ms > e->sent_ms ? e->now_ms - e->sent_ms : 0,
	};
	e->current = NULL;
	engine_go(e, next, next == SLOT_IDLE ? UINT64_MAX : e->now_ms + ENGINE_GRACE_MS);
	tell(e, entry, &result);
}

/* What is in the queue now fails; what the told ones submit stays. */
static void fail_queue(struct engine *e, enum engine_end end)
{
	const struct engine_result result = {.end = end, .code = -1, .text = ""};
	for (size_t n = e->queued; n && e->queued; n--) {
		struct entry *entry = e->queue[0];
		take_from_queue(e, 0);
		tell(e, entry, &result);
	}
}

static void tell_cancelled(struct engine *e)
{
	static const struct engine_result result = {
		.end = ENGINE_END_CANCELLED, .code = -1, .text = ""};
	while (e->ncancelled) {
		struct entry *entry = e->cancelled[--e->ncancelled];
		tell(e, entry, &result);
	}
}

/* A submitter may cancel as often as it submits: the list holds the queue and the slot twice over. */
static void cancel_later(struct engine *e, struct entry *entry)
{
	if (e->ncancelled == CANCELLED_MAX)
		tell_cancelled(e);
	e->cancelled[e->ncancelled++] = entry;
}

static void give_up_current(struct engine *e)
{
	cancel_later(e, e->current);
	e->current = NULL;
	if (e->slot == SLOT_SENDING)
		return; /* written to its end first: half a line would spoil the next */
	if (e->slot == SLOT_DATA || e->data_mode) {
		engine_data_break(e);
		return;
	}
	e->slot = SLOT_STALE;
	e->deadline_ms = e->now_ms + ENGINE_GRACE_MS;
}

bool engine_cancel(struct engine *e, int id)
{
	if (e->current && e->current->id == id) {
		give_up_current(e);
		return true;
	}
	for (size_t i = 0; i < e->queued; i++) {
		if (e->queue[i]->id != id)
			continue;
		cancel_later(e, e->queue[i]);
		take_from_queue(e, i);
		return true;
	}
	return false;
}

void engine_cancel_all(struct engine *e)
{
	while (e->queued)
		engine_cancel(e, e->queue[0]->id);
	if (e->current)
		give_up_current(e);
}

/* Puts a command in the slot. */
void engine_write_line(struct engine *e, enum slot slot, const char *line)
{
	size_t n = strlen(line);
	memcpy(e->command, line, n + 1);
	memcpy(e->wire, line, n);
	e->wire[n] = '\r';
	e->out = (const uint8_t *)e->wire;
	engine_go(e, slot, e->now_ms + ENGINE_WRITE_MS);
	e->out_len = n + 1;
	e->sent_ms = 0;
	e->data_mode = false;
	e->upload = e->current && e->current->request.data;
	e->download = e->current ? e->current->request.download : 0;
	e->ops.began(e->ops.ctx, e->command);
}

static void tell_resync(struct engine *e, enum engine_resync what)
{
	if (e->ops.resync)
		e->ops.resync(e->ops.ctx, what);
}

void engine_resync(struct engine *e, int tries)
{
	e->tries = tries - 1;
	tell_resync(e, ENGINE_RESYNC_BEGUN);
	engine_write_line(e, SLOT_RESYNC,
		tries > 1 ? "AT" : "ATQ0V1"); /* a quiet or numeric one looks dead */
}

size_t engine_output(struct engine *e, const uint8_t **bytes)
{
	if (e->slot == SLOT_IDLE && e->queued) {
		e->current = e->queue[0];
		e->current->begun = true;
		take_from_queue(e, 0);
		engine_write_line(e, SLOT_SENDING, e->current->line);
	}
	*bytes = e->out;
	return e->out_len;
}

bool engine_has_output(const struct engine *e)
{
	return e->out_len || (e->slot == SLOT_IDLE && e->queued);
}

uint32_t engine_patience(const struct engine *e)
{
	return e->current ? e->current->request.timeout_ms : ENGINE_GRACE_MS;
}

/* The last byte was taken. */
static void all_written(struct engine *e)
{
	e->sent_ms = e->now_ms;
	if (e->slot == SLOT_RESYNC) {
		e->deadline_ms = e->now_ms + ENGINE_RESYNC_MS;
	} else if (e->slot == SLOT_ESCAPE) {
		e->slot = SLOT_STALE;
		e->deadline_ms = e->now_ms + ENGINE_GUARD_MS + ENGINE_GRACE_MS;
	} else {
		e->slot = e->current ? SLOT_WAITING : SLOT_STALE;
		e->deadline_ms = e->now_ms + engine_patience(e);
	}
}

void engine_wrote(struct engine *e, size_t n, uint64_t now_ms)
{
	bool data = e->slot == SLOT_DATA;
	e->now_ms = now_ms;
	e->out += n;
	e->out_len -= n;
	if (e->out_len)
		e->deadline_ms = now_ms + ENGINE_WRITE_MS;
	else
		all_written(e);
	if (data)
		engine_data_sent(e);
}

static void answer(struct engine *e, const char *line, size_t len)
{
	struct entry *entry = e->current;
	e->ops.answer(e->ops.ctx, e->command, line, len);
	if (entry == e->current && entry->request.answer)
		entry->request.answer(entry->request.ctx, line, len);
	if (entry == e->current && engine_data_connects(line, len))
		engine_data_begin(e);
}

static void final_while_waiting(
	struct engine *e, enum at_final final, int code, const char *line, size_t len)
{
	static const enum engine_end end_of[] = {
		[AT_FINAL_OK] = ENGINE_END_OK,
		[AT_FINAL_ERROR] = ENGINE_END_ERROR,
		[AT_FINAL_CME] = ENGINE_END_CME,
		[AT_FINAL_CMS] = ENGINE_END_CMS,
	};
	char text[160];
	size_t n = len < sizeof text - 1 ? len : sizeof text - 1;
	memcpy(text, line, n);
	text[n] = '\0';
	engine_finish(e, SLOT_IDLE, end_of[final], code, text);
}

/* Nobody waits for it any more. After data that were broken off the step has to be found anew: the
 * module may hold the rest of them for the beginning of a command. */
static void final_for_nobody(struct engine *e, const char *line, size_t len)
{
	bool broken = e->data_mode;
	engine_go(e, SLOT_IDLE, UINT64_MAX);
	e->ops.late(e->ops.ctx, line, len);
	if (broken && e->slot == SLOT_IDLE)
		engine_resync(e, 2);
}

/* The module had enough before all was sent. */
static void final_while_sending(
	struct engine *e, enum at_final final, int code, const char *line, size_t len)
{
	bool rest = e->data_mode && e->out_len;
	final_while_waiting(e, final, code, line, len);
	if (rest && e->slot == SLOT_IDLE)
		engine_resync(e, 2);
}

static void take_final(
	struct engine *e, enum at_final final, int code, const char *line, size_t len)
{
	switch (e->slot) {
	case SLOT_WAITING:
	case SLOT_DATA:
		if (e->current)
			final_while_sending(e, final, code, line, len);
		else
			final_for_nobody(e, line, len);
		return;
	case SLOT_STALE:
	case SLOT_BREAK:
	case SLOT_GUARD:
	case SLOT_ESCAPE:
		final_for_nobody(e, line, len);
		return;
	case SLOT_RESYNC:
	case SLOT_SETTLE:
		if (e->out_len)
			break;
		e->slot = SLOT_SETTLE;
		e->deadline_ms = e->now_ms + ENGINE_SETTLE_MS;
		return;
	case SLOT_IDLE:
	case SLOT_SENDING:
	case SLOT_DOWN:
		break;
	}
	e->ops.late(e->ops.ctx, line, len);
}

static void late(struct engine *e, const char *line, size_t len)
{
	e->ops.late(e->ops.ctx, line, len);
	if (e->slot == SLOT_STALE && e->upload && engine_data_connects(line, len))
		engine_data_begin(e);
}

void engine_line(struct engine *e, const char *line, size_t len, uint64_t now_ms)
{
	e->now_ms = now_ms;
	int code = -1;
	enum at_final final = at_final(line, len, &code);
	if (final != AT_FINAL_NONE) {
		take_final(e, final, code, line, len);
		return;
	}
	bool armed = e->slot == SLOT_WAITING || e->slot == SLOT_DATA || e->slot == SLOT_STALE;
	if (!armed) {
		e->ops.unsolicited(e->ops.ctx, line, len);
		return;
	}
	if (!engine_claims(e->command, line, len))
		e->ops.unsolicited(e->ops.ctx, line, len);
	else if (e->current)
		answer(e, line, len);
	else
		late(e, line, len);
}

void engine_restart(struct engine *e, uint64_t now_ms)
{
	e->now_ms = now_ms;
	e->down = false;
	engine_finish(e, SLOT_IDLE, ENGINE_END_RESTART, -1, "");
	fail_queue(e, ENGINE_END_RESTART);
}

uint64_t engine_deadline_ms(const struct engine *e)
{
	return e->ncancelled ? 0 : e->deadline_ms;
}

void engine_in_step(struct engine *e)
{
	engine_go(e, SLOT_IDLE, UINT64_MAX);
	tell_resync(e, ENGINE_RESYNC_FOUND);
	if (e->down)
		e->ops.state(e->ops.ctx, true);
	e->down = false;
}

void engine_out_of_step(struct engine *e)
{
	if (e->tries > 0) {
		engine_resync(e, e->tries);
		return;
	}
	engine_go(e, SLOT_DOWN, UINT64_MAX);
	tell_resync(e, ENGINE_RESYNC_FAILED);
	if (!e->down)
		e->ops.state(e->ops.ctx, false);
	e->down = true;
	fail_queue(e, ENGINE_END_TIMEOUT);
}

/* The time of the command in flight is over. */
static void time_out(struct engine *e)
{
	bool data = e->data_mode;
	engine_finish(e, SLOT_STALE, ENGINE_END_TIMEOUT, -1, "");
	if (data && e->slot == SLOT_STALE)
		engine_data_break(e);
}

void engine_tick(struct engine *e, uint64_t now_ms)
{
	e->now_ms = now_ms;
	tell_cancelled(e);
	if (now_ms < e->deadline_ms)
		return;
	switch (e->slot) {
	case SLOT_SENDING:
	case SLOT_WAITING:
	case SLOT_DATA:
		time_out(e);
		break;
	case SLOT_BREAK:
	case SLOT_GUARD:
		engine_data_tick(e);
		break;
	case SLOT_ESCAPE:
	case SLOT_STALE:
		engine_resync(e, 2);
		break;
	case SLOT_RESYNC:
		engine_out_of_step(e);
		break;
	case SLOT_SETTLE:
		engine_in_step(e);
		break;
	case SLOT_IDLE:
	case SLOT_DOWN:
		e->deadline_ms = UINT64_MAX;
		break;
	}
}

const char *engine_command(const struct engine *e)
{
	return e->current ? e->command : NULL;
}

bool engine_idle(const struct engine *e)
{
	return e->slot == SLOT_IDLE && !e->queued && !e->ncancelled;
}
