/*
 * The engine fed from a recording: what was sent is told, nothing is written, and time ends nothing by
 * itself.
 */
#include "modem/engine_priv.h"

void engine_replay_sent(struct engine *e, const char *line, uint64_t now_ms)
{
	const struct engine_request request = {.line = line};
	if (!engine_line_fits(line))
		return;
	e->now_ms = now_ms;
	if (e->slot == SLOT_RESYNC) {
		engine_write_line(e, SLOT_RESYNC, line);
		e->out_len = 0;
		return;
	}
	if (e->current)
		engine_finish(e, SLOT_IDLE, ENGINE_END_TIMEOUT, -1, "");
	e->current = engine_entry_new(e, &request);
	if (!e->current)
		return;
	e->current->begun = true;
	engine_write_line(e, SLOT_WAITING, e->current->line);
	e->out_len = 0;
}

void engine_replay_given_up(struct engine *e, bool timeout, uint64_t now_ms)
{
	e->now_ms = now_ms;
	if (e->current)
		engine_finish(
			e, SLOT_STALE, timeout ? ENGINE_END_TIMEOUT : ENGINE_END_CANCELLED, -1, "");
}

void engine_replay_resync(struct engine *e, enum engine_resync what, uint64_t now_ms)
{
	e->now_ms = now_ms;
	e->tries = 0;
	if (what == ENGINE_RESYNC_BEGUN)
		engine_go(e, SLOT_RESYNC, UINT64_MAX);
	else if (what == ENGINE_RESYNC_FOUND)
		engine_in_step(e);
	else
		engine_out_of_step(e);
}
