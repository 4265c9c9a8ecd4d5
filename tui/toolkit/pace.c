/*
 * When to paint. Pure: times in, a deadline out.
 */
#include "tui/toolkit/loop.h"

void pace_dirty(struct pace *p, uint64_t now_ms)
{
	if (p->dirty)
		return;
	p->dirty = true;
	bool still = !p->painted || now_ms >= p->last_ms + 2 * PACE_FLOOD_MS;

	if (still)
		p->busy_ms = now_ms;
	bool flood = now_ms - p->busy_ms >= PACE_FLOOD_AFTER_MS;

	p->next_ms = p->painted ? p->last_ms + (flood ? PACE_FLOOD_MS : PACE_FAST_MS) : now_ms;
	if (p->next_ms < now_ms)
		p->next_ms = now_ms;
}

void pace_urgent(struct pace *p, uint64_t now_ms)
{
	uint64_t fast = p->painted ? p->last_ms + PACE_FAST_MS : now_ms;

	pace_dirty(p, now_ms);
	if (p->next_ms > fast)
		p->next_ms = fast > now_ms ? fast : now_ms;
}

uint64_t pace_deadline_ms(const struct pace *p)
{
	return p->dirty ? p->next_ms : UINT64_MAX;
}

bool pace_due(struct pace *p, uint64_t now_ms)
{
	if (!p->dirty || now_ms < p->next_ms)
		return false;
	p->dirty = false;
	p->painted = true;
	p->last_ms = now_ms;
	return true;
}
