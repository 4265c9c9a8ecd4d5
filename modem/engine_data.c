/*
 * What follows a prompt or CONNECT: data that are sent, data that come, and leaving a data mode in the
 * middle. Knows no command by name.
 *
 *   DATA ─ all written ─→ WAITING ─ final ─→ done
 *     └── cancelled, out of time ─→ BREAK ─ silence ─→ GUARD ─ +++ ─→ ESCAPE ─→ STALE ─ final ─→ resync
 */
#include "modem/engine_priv.h"

#include <string.h>

bool engine_data_connects(const char *line, size_t len)
{
	return len >= 7 && memcmp(line, "CONNECT", 7) == 0 && (len == 7 || line[7] == ' ');
}

/* --- out ------------------------------------------------------------------------------------------ */

static void write_data(struct engine *e, enum slot slot, const void *bytes, size_t n)
{
	e->out = bytes;
	e->out_len = n;
	e->slot = slot;
	e->deadline_ms = e->now_ms + ENGINE_WRITE_MS;
	e->ops.data(e->ops.ctx, bytes, n);
}

/* Leaves text entry: nobody has anything to send. */
static void write_escape(struct engine *e)
{
	static const uint8_t escape = 0x1b;
	write_data(e, SLOT_DATA, &escape, 1);
}

void engine_prompt(struct engine *e, uint64_t now_ms)
{
	e->now_ms = now_ms;
	if (e->slot != SLOT_WAITING && e->slot != SLOT_STALE)
		return;
	if (e->current && e->current->request.data)
		write_data(e, SLOT_DATA, e->current->request.data, e->current->request.data_len);
	else
		write_escape(e);
}

void engine_data_begin(struct engine *e)
{
	if (!e->upload)
		return;
	e->data_mode = true;
	if (e->current)
		write_data(e, SLOT_DATA, e->current->request.data, e->current->request.data_len);
	else
		engine_data_break(e);
}

void engine_data_sent(struct engine *e)
{
	const struct engine_request *r = e->current ? &e->current->request : NULL;
	if (r && r->sent)
		r->sent(r->ctx, r->data_len - e->out_len);
}

/* --- breaking off --------------------------------------------------------------------------------- */

void engine_data_break(struct engine *e)
{
	if (e->data_mode)
		engine_go(e, SLOT_BREAK, 0);
	else
		write_escape(e);
}

void engine_data_tick(struct engine *e)
{
	if (e->slot == SLOT_BREAK)
		engine_go(e, SLOT_GUARD, e->now_ms + ENGINE_GUARD_MS);
	else
		write_data(e, SLOT_ESCAPE, "+++", 3);
}

bool engine_in_data(const struct engine *e)
{
	bool busy = e->slot != SLOT_IDLE && e->slot != SLOT_DOWN;
	return busy && (e->data_mode || e->upload); /* its CONNECT may have been lost */
}

void engine_leave_data(struct engine *e, uint64_t now_ms)
{
	if (e->slot != SLOT_IDLE && e->slot != SLOT_DOWN)
		return;
	e->now_ms = now_ms;
	e->data_mode = true;
	e->command[0] = '\0';
	engine_data_break(e);
}

/* --- in ------------------------------------------------------------------------------------------- */

size_t engine_payload_after(const struct engine *e, const char *line, size_t len)
{
	bool armed = e->slot == SLOT_WAITING || e->slot == SLOT_STALE;
	return armed && engine_data_connects(line, len) ? e->download : 0;
}

void engine_payload(struct engine *e, const uint8_t *bytes, size_t n, bool cut, uint64_t now_ms)
{
	struct entry *entry = e->current;
	e->now_ms = now_ms;
	if (!e->download || (e->slot != SLOT_WAITING && e->slot != SLOT_STALE))
		return;
	e->deadline_ms = now_ms + engine_patience(e);
	if (entry && entry->request.payload)
		entry->request.payload(entry->request.ctx, bytes, n, cut);
	if (cut && entry && entry == e->current)
		engine_finish(e, SLOT_STALE, ENGINE_END_TIMEOUT, -1, "");
}
