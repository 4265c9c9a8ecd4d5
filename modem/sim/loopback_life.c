/*
 * What the built-in management server does with its clients unasked, at a calm pace, so that
 * something happens in a demo. Off until it is told to. Knows requests as the words of
 * loopback_tell.
 */
#include <stdio.h>
#include <string.h>

#include "modem/sim/loopback_int.h"

#define AWAKE_MS 50000 /* how long a client in queue mode listens after its last message */

/* The first round goes through these from top to bottom, from then on one is drawn at a time. */
static const char *const acts[] = {
	"observe /3/0/9", "read /3/0", "write /19/0/0 set point 21.5", "observe /4/0/2",
	"execute /1/%u/8", /* "Registration Update Trigger" */
	"read /4/0", "write /19/0/0 report every 10 minutes", "discover /3", "cancel /4/0/2",
	"read /6/0", "write /19/0/0 valve 2 open", "execute /3/0/12", /* "Reset Error Code" */
};
#define ACTS (sizeof(acts) / sizeof(acts[0]))

/* splitmix64, apart from the servers' other choices: what they do must not depend on lost packets */
static uint64_t draw(struct loopback *l)
{
	uint64_t z = l->life_random += 0x9e3779b97f4a7c15u;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static uint64_t now_ms(const struct loopback *l)
{
	return l->options.now_ms(l->options.ctx);
}

/* Half to one and a half of the pace */
static uint64_t pause_ms(struct loopback *l)
{
	return l->pace_ms / 2 + draw(l) % (l->pace_ms + 1);
}

static bool listens(const struct loopback *l, const struct lb_registration *r)
{
	return !r->queue || now_ms(l) < r->heard_ms + AWAKE_MS;
}

/* Asleep, it is waited for: its next message makes what is due happen. */
static uint64_t due_ms(const struct loopback *l, const struct lb_registration *r)
{
	return l->pace_ms && r->used && r->peer && listens(l, r) ? r->act_ms : UINT64_MAX;
}

void lb_life_begin(struct loopback *l, struct lb_registration *r)
{
	r->acts = 0;
	r->act_ms = l->pace_ms ? now_ms(l) + pause_ms(l) : UINT64_MAX;
}

void lb_life_set(struct loopback *l, uint64_t pace_ms)
{
	l->pace_ms = pace_ms;
	for (size_t i = 0; i < LB_REGISTRATIONS; i++)
		if (l->registration[i].used)
			lb_life_begin(l, &l->registration[i]);
}

static void act(struct loopback *l, struct lb_registration *r)
{
	char words[80];
	size_t which = r->acts < ACTS ? r->acts : draw(l) % ACTS;
	const char *number = strstr(acts[which], "%u");
	r->acts++;
	r->act_ms = now_ms(l) + pause_ms(l);
	snprintf(words, sizeof(words), "%s", acts[which]);
	if (number)
		snprintf(words, sizeof(words), "%.*s%u%s", (int)(number - acts[which]), acts[which],
			r->server, number + 2);
	lb_log(l, "server: by itself: %s", words);
	lb_tell_one(l, r, words);
}

void lb_life_run(struct loopback *l)
{
	for (size_t i = 0; i < LB_REGISTRATIONS; i++)
		if (now_ms(l) >= due_ms(l, &l->registration[i]))
			act(l, &l->registration[i]);
}

uint64_t lb_life_deadline_ms(const struct loopback *l)
{
	uint64_t at = UINT64_MAX;
	for (size_t i = 0; i < LB_REGISTRATIONS; i++) {
		uint64_t due = due_ms(l, &l->registration[i]);
		at = due < at ? due : at;
	}
	return at;
}
