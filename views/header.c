/*
 * The header as a row of parts with ranks. It must not know where its facts come from.
 */
#include "views/header.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "modem/journal/journal.h"
#include "modem/model.h"
#include "views/words.h"

enum {
	PARTS_MAX = 16,
	METER_COLS = 4
};

/* Rank 0 always stays; the highest goes first. */
struct part {
	char text[96];
	enum role role;
	int rank;
	int bars; /* -1: none; else a meter after the text */
};

struct parts {
	struct part part[PARTS_MAX];
	size_t n;
};

static struct part *add(struct parts *p, int rank, enum role role, const char *text)
{
	if (p->n == PARTS_MAX || !text || !text[0])
		return NULL;
	struct part *part = &p->part[p->n++];
	*part = (struct part){.role = role, .rank = rank, .bars = -1};
	snprintf(part->text, sizeof(part->text), "%s", text);
	return part;
}

/* --- what there is to say --------------------------------------------------------------------- */

static void add_module(struct parts *p, const struct model *m, const struct header_facts *facts)
{
	const char *slash = strrchr(facts->port ? facts->port : "", '/');
	add(p, 5, ROLE_TITLE, "qlw");
	add(p, 2, ROLE_HEADER, m->identity.model);
	if (m->family == NET_FAMILY_FOREIGN)
		add(p, 0, ROLE_BAD, "other family");
	add(p, 4, ROLE_HEADER, slash && slash[1] ? slash + 1 : facts->port);
}

static void add_link(struct parts *p, const struct model *m)
{
	if (m->link == EVENT_LINK_ASLEEP)
		add(p, 0, ROLE_WARN, "asleep");
	else if (m->link == EVENT_LINK_RESTARTED && !m->connected)
		add(p, 0, ROLE_WARN, "restarted");
	else if (m->link == EVENT_LINK_DOWN && !m->connecting)
		add(p, 0, ROLE_BAD, "no answer");
	add(p, 1, ROLE_PENDING, m->connecting);
}

/* "LTE BAND 20" → "B20" */
static const char *short_band(const char *band, char *out, size_t size)
{
	const char *digits = strrchr(band, ' ');
	if (strncmp(band, "LTE BAND ", 9) != 0 || !digits)
		return band;
	snprintf(out, size, "B%s", digits + 1);
	return out;
}

static void add_signal(struct parts *p, const struct net_status *net)
{
	const int dbm = net->rsrp_dbm != INT_MIN ? net->rsrp_dbm : net->rssi_dbm;
	char text[24];
	struct part *part = NULL;
	if (dbm != INT_MIN) {
		snprintf(text, sizeof(text), "%ddBm", dbm);
		part = add(p, 3, ROLE_HEADER, text);
	}
	if (part)
		part->bars = net_bars(net);
}

static void add_network(struct parts *p, const struct model *m)
{
	const struct net_status *net = &m->net;
	const enum role role = m->stale & MODEL_PART_NETWORK ? ROLE_STALE : ROLE_HEADER;
	char band[24];
	if (net->sim[0] && strcmp(net->sim, "READY") != 0)
		add(p, 0, ROLE_WARN, net->sim);
	if (m->link == EVENT_LINK_DOWN)
		return;
	add(p, 6, role, net->act);
	add(p, 7, role, net->oper);
	add(p, 8, role, short_band(net->band, band, sizeof(band)));
	add_signal(p, net);
	if (net->reg >= 0)
		add(p, net->reg == 1 ? 6 : 2, net->reg == 1 ? ROLE_HEADER : ROLE_WARN,
			net_reg_meaning(net->reg));
}

static void add_modes(struct parts *p, const struct view_ctx *ctx, const struct header_facts *facts)
{
	if (ctx->journal && journal_trouble(ctx->journal))
		add(p, 0, ROLE_BAD, "journal not written");
	else if (ctx->journal && !journal_path(ctx->journal)[0])
		add(p, 9, ROLE_WARN, "no journal file");
	add(p, 1, ROLE_WARN, facts->mode);
	if (facts->read_only)
		add(p, 2, ROLE_WARN, "read-only");
}

/* --- drawing ---------------------------------------------------------------------------------- */

static int part_cols(const struct part *part)
{
	return (int)text_width(part->text, strlen(part->text)) +
	       (part->bars >= 0 ? METER_COLS + 1 : 0);
}

static int all_cols(const struct parts *p)
{
	int cols = 0;
	for (size_t i = 0; i < p->n; i++)
		cols += part_cols(&p->part[i]) + 2;
	return cols;
}

static void drop_least(struct parts *p)
{
	size_t least = 0;
	for (size_t i = 1; i < p->n; i++)
		if (p->part[i].rank >= p->part[least].rank)
			least = i;
	memmove(&p->part[least], &p->part[least + 1], (p->n - least - 1) * sizeof(p->part[0]));
	p->n--;
}

static void draw_parts(struct region r, struct parts *p)
{
	while (p->n > 1 && all_cols(p) > r.cols)
		drop_least(p);
	for (size_t i = 0, col = 1; i < p->n; i++) {
		const struct part *part = &p->part[i];
		const int end = region_text(r, 0, (int)col, part->role, "%s", part->text);
		if (part->bars >= 0)
			region_meter(r, 0, end + 1, ROLE_HEADER, part->bars, METER_COLS);
		col += (size_t)part_cols(part) + 2;
	}
}

void header_draw(struct region r, const struct view_ctx *ctx, const struct header_facts *facts)
{
	const char *banner = model_banner(ctx->model);
	char clock[WORDS_MAX];
	struct parts p = {.n = 0};
	region_fill(r, ROLE_HEADER);
	if (r.cols >= 30 && !facts->no_clock) {
		struct region right = region_cut_right(&r, 6);
		region_text(right, 0, 0, ROLE_HEADER, "%s", words_clock(ctx->now_ms, clock));
	}
	if (banner[0]) {
		struct region right = region_cut_right(&r, (int)strlen(banner) + 3);
		region_text(right, 0, 0,
			strcmp(banner, "STAGING") == 0 ? ROLE_BANNER_STAGING
						       : ROLE_BANNER_PRODUCTION,
			" %s ", banner);
	}
	add_module(&p, ctx->model, facts);
	add_link(&p, ctx->model);
	add_network(&p, ctx->model);
	add_modes(&p, ctx, facts);
	draw_parts(r, &p);
}

uint64_t header_deadline_ms(const struct view_ctx *ctx)
{
	return ctx->now_ms + 60000 - ctx->now_ms % 60000;
}
