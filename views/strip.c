/*
 * One line a server: glyph, short ID, host, state, since when, outlook.
 */
#include "views/strip.h"

#include <string.h>

#include "modem/model.h"
#include "views/servers.h"
#include "views/words.h"

int strip_rows(const struct model *m)
{
	return m->servers > 1 ? (int)m->servers : 1;
}

static void draw_none(struct region r, const struct model *m)
{
	const char *text = "no server is configured; 5 applies a profile, 3 sets one up by hand";
	if (!m->connected)
		text = "servers are not known yet";
	region_field(r, 0, 1, r.cols - 1, ROLE_DIM, "%s", text);
}

static int put_since(
	struct region r, int row, int col, const struct model_server *s, uint64_t now_ms)
{
	char words[WORDS_MAX];
	if (!servers_since_ms(s))
		return region_field(
			r, row, col, 10, ROLE_STALE, "%s", s->code < 0 ? "" : "before us");
	words_since(servers_since_ms(s), now_ms, words);
	return region_field(r, row, col, strlen(words) > 6 ? 13 : 7, ROLE_TIME, "%s", words);
}

static void draw_server(
	struct region r, int row, const struct view_ctx *ctx, const struct model_server *s)
{
	const int host_cols = r.cols >= 120 ? 34 : r.cols >= 72 ? 16 : 0;
	region_text(r, row, 1, words_phase_role(s->phase), "%s", words_phase_glyph(s->phase));
	int col = region_field(r, row, 3, 6, ROLE_VALUE, "%u", s->short_id);
	if (host_cols > 0)
		col = words_put_host(r, row, col, host_cols, ROLE_TEXT, s->server_addr) + 1;
	col = servers_put_state(r, row, col, 15, ctx->model, s);
	if (r.cols >= 60)
		col = put_since(r, row, col, s, ctx->now_ms);
	servers_put_outlook(r, row, col, ctx->model, s, ctx->now_ms, "why? 1");
}

void strip_draw(struct region r, const struct view_ctx *ctx)
{
	unsigned char order[MODEL_SERVERS_MAX];
	const size_t n = servers_order(ctx->model, order);
	const size_t rows = r.rows > 0 ? (size_t)r.rows : 0;
	size_t shown = n > rows && rows > 1 ? rows - 1 : n < rows ? n : rows;
	if (n == 0 && rows > 0)
		draw_none(r, ctx->model);
	for (size_t i = 0; i < shown; i++)
		draw_server(r, (int)i, ctx, &ctx->model->server[order[i]]);
	if (shown < n && rows > 1)
		region_text(r, (int)shown, 3, ROLE_DIM, "%zu more in Session", n - shown);
}

uint64_t strip_deadline_ms(const struct view_ctx *ctx)
{
	const struct model *m = ctx->model;
	uint64_t deadline = UINT64_MAX;
	for (size_t i = 0; i < m->servers && i < MODEL_SERVERS_MAX; i++) {
		const uint64_t next = servers_deadline_ms(m, &m->server[i], ctx->now_ms);
		if (next < deadline)
			deadline = next;
	}
	return deadline;
}
