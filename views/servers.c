/*
 * Order and outlook of servers. It must not know which pane it draws in.
 */
#include "views/servers.h"

#include "modem/reckon.h"
#include "views/words.h"

static bool before(const struct model_server *a, const struct model_server *b)
{
	const unsigned x = (unsigned)a->client_index,
		       y = (unsigned)b->client_index; /* -1 is last */
	return x != y ? x < y : a->short_id < b->short_id;
}

size_t servers_order(const struct model *m, unsigned char order[MODEL_SERVERS_MAX])
{
	const size_t n = m->servers < MODEL_SERVERS_MAX ? m->servers : MODEL_SERVERS_MAX;
	for (size_t i = 0; i < n; i++) {
		size_t at = i;
		for (; at > 0 && before(&m->server[i], &m->server[order[at - 1]]); at--)
			order[at] = order[at - 1];
		order[at] = (unsigned char)i;
	}
	return n;
}

static bool doubtful(const struct model *m)
{
	return m->state_stale || m->link == EVENT_LINK_DOWN;
}

int servers_put_state(struct region r, int row, int col, int cols, const struct model *m,
	const struct model_server *s)
{
	char name[WORDS_MAX];
	const bool doubt = doubtful(m) && s->code >= 0;
	return region_field(r, row, col, cols, doubt ? ROLE_STALE : words_phase_role(s->phase),
		"%s%s", words_state(s->code, name), doubt ? "?" : "");
}

uint64_t servers_since_ms(const struct model_server *s)
{
	if (s->since_ms || s->steps == 0)
		return s->since_ms;
	return s->path[s->steps - 1].t_ms;
}

/* --- outlook ---------------------------------------------------------------------------------- */

enum {
	BAR_COLS = 9
};

static uint64_t left_until(uint64_t t_ms, uint64_t now_ms)
{
	return t_ms > now_ms ? t_ms - now_ms : 0;
}

static void put_life(
	struct region r, int row, int col, const struct model_server *s, uint64_t now_ms)
{
	char words[WORDS_MAX];
	const int64_t left = model_life_left_ms(s, now_ms);
	const int room = r.cols - col;
	if (left < 0) {
		region_field(r, row, col, room, ROLE_STALE, "%s",
			room >= 38 ? "life left unknown until the next event"
				   : "life left unknown");
		return;
	}
	if (left == 0) {
		region_field(r, row, col, room, ROLE_WARN, "life is over, no update was seen");
		return;
	}
	if (room >= 5 + BAR_COLS + 8) {
		col = region_text(r, row, col, ROLE_LABEL, "life ");
		region_bar(r, row, col, BAR_COLS, ROLE_BAR, (uint64_t)left,
			(uint64_t)s->life_time * 1000);
		col += BAR_COLS + 1;
	}
	col = region_text(
		r, row, col, ROLE_ESTIMATE, "~%s", words_countdown((uint64_t)left, words));
	const uint64_t update = reckon_update_ms(s);
	if (update && r.cols - col >= 23)
		region_text(r, row, col + 2, ROLE_ESTIMATE, "next update ~%s",
			words_countdown(left_until(update, now_ms), words));
}

static void put_retry(struct region r, int row, int col, const struct model *m,
	const struct model_server *s, uint64_t now_ms, const char *why)
{
	char words[WORDS_MAX];
	const uint64_t next = reckon_retry_ms(m, s);
	col = region_text(r, row, col, ROLE_WARN, "%s try", words_ordinal(s->retries + 1, words));
	if (next > now_ms)
		col = region_text(r, row, col, ROLE_ESTIMATE, " in ~%s",
			words_countdown(next - now_ms, words));
	else if (next)
		col = region_text(r, row, col, ROLE_ESTIMATE, " is due");
	if (r.cols - col >= 14)
		region_text(r, row, col + 2, ROLE_DIM, "%s", why);
}

static void put_failure(
	struct region r, int row, int col, const struct model_server *s, const char *why)
{
	const int room = r.cols - col;
	if (s->error[0] && room >= 24) {
		region_field(r, row, col, room - 12, ROLE_BAD, "%s", s->error);
		col = r.cols - 11;
	}
	region_field(r, row, col, r.cols - col, ROLE_DIM, "%s", why);
}

void servers_put_outlook(struct region r, int row, int col, const struct model *m,
	const struct model_server *s, uint64_t now_ms, const char *why)
{
	if (model_server_replaced(m, s)) {
		region_field(r, row, col, r.cols - col, ROLE_WARN, "account replaced: %s",
			s->phase == QLW_PHASE_IDLE ? "R takes the new" : "D, then R");
		return;
	}
	switch (s->phase) {
	case QLW_PHASE_READY:
		if (s->bootstrap != 1)
			put_life(r, row, col, s, now_ms);
		break;
	case QLW_PHASE_RETRYING:
		put_retry(r, row, col, m, s, now_ms, why);
		break;
	case QLW_PHASE_FAILED:
		put_failure(r, row, col, s, why);
		break;
	case QLW_PHASE_WORKING:
		region_field(r, row, col, r.cols - col, ROLE_PENDING, "under way");
		break;
	case QLW_PHASE_IDLE:
	case QLW_PHASE_UNKNOWN:
		if (model_server_before(m, s))
			region_field(r, row, col, r.cols - col, ROLE_DIM, "D, then R starts it");
		break;
	}
}

static uint64_t sooner(uint64_t deadline, uint64_t left_ms, uint64_t now_ms)
{
	const uint64_t next = words_next(left_ms);
	return next != UINT64_MAX && now_ms + next < deadline ? now_ms + next : deadline;
}

uint64_t servers_deadline_ms(const struct model *m, const struct model_server *s, uint64_t now_ms)
{
	uint64_t deadline = UINT64_MAX;
	if (s->phase == QLW_PHASE_READY && s->bootstrap != 1) {
		const int64_t left = model_life_left_ms(s, now_ms);
		if (left > 0)
			deadline = sooner(deadline, (uint64_t)left, now_ms);
		deadline = sooner(deadline, left_until(reckon_update_ms(s), now_ms), now_ms);
	}
	return sooner(deadline, left_until(reckon_retry_ms(m, s), now_ms), now_ms);
}
