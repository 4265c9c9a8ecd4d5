/* When to ask what for the radio panel: see radio.h. Sends nothing. */
#include "modem/radio.h"

#define HURRY_MS 1000

static const struct {
	const char *command;
	bool slow;
} questions[] = {
	{"AT+CEREG?", false},
	{"AT+QNWINFO", false},
	{"AT+QCSQ", false},
	{"AT+CGPADDR", false},
	{"AT+CPSMS?", true},
	{"AT+QPSMS?", true},
	{"AT+CEDRXS?", true},
	{"AT+CEDRXRDP", true},
};
enum {
	QUESTIONS = sizeof questions / sizeof *questions
};

enum radio_pause radio_pause(const struct model *m, const struct radio_view *v)
{
	if (v->recorded)
		return RADIO_RECORDED;
	if (!v->looked)
		return RADIO_UNSEEN;
	if (m->link == EVENT_LINK_ASLEEP)
		return RADIO_ASLEEP;
	if (m->link != EVENT_LINK_UP || !m->connected)
		return RADIO_GONE;
	return v->transfer ? RADIO_TRANSFER : RADIO_ASKS;
}

static bool left_out(const struct radio *r)
{
	return r->refused & 1u << r->next || (questions[r->next].slow && r->round % RADIO_SLOW);
}

static void end_round(struct radio *r, uint64_t now_ms)
{
	r->next = 0;
	r->round++;
	r->seen_ms = now_ms;
	r->due_ms = now_ms + RADIO_EVERY_MS;
}

static uint64_t due_ms(const struct radio *r, const struct radio_view *v)
{
	return r->due_ms + (v->glance && r->seen_ms ? RADIO_GLANCE_MS - RADIO_EVERY_MS : 0);
}

const char *radio_next(struct radio *r, const struct model *m, const struct radio_view *v)
{
	if (r->asking || v->waits || radio_pause(m, v) != RADIO_ASKS)
		return NULL;
	if (!r->next && v->now_ms < due_ms(r, v))
		return NULL;
	while (r->next < QUESTIONS && left_out(r))
		r->next++;
	if (r->next == QUESTIONS) {
		end_round(r, v->now_ms);
		return NULL;
	}
	r->asking = true;
	return questions[r->next].command;
}

void radio_done(struct radio *r, bool refused, uint64_t now_ms)
{
	r->asking = false;
	if (refused)
		r->refused |= 1u << r->next;
	if (++r->next == QUESTIONS)
		end_round(r, now_ms);
}

uint64_t radio_deadline_ms(const struct radio *r, const struct model *m, const struct radio_view *v)
{
	if (r->asking || v->waits || radio_pause(m, v) != RADIO_ASKS)
		return UINT64_MAX;
	return r->next ? 0 : due_ms(r, v);
}

void radio_restart(struct radio *r)
{
	r->refused = r->round = 0;
}

void radio_hurry(struct radio *r, uint64_t now_ms)
{
	const uint64_t soonest = r->seen_ms ? r->seen_ms + HURRY_MS : 0;
	r->round = 0;
	r->due_ms = now_ms > soonest ? now_ms : soonest;
}
