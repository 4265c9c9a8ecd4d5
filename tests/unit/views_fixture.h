/*
 * What tests of views share: a model filled by hand, a frame of any size, golden screens of it.
 */
#ifndef QLW_TESTS_VIEWS_FIXTURE_H
#define QLW_TESTS_VIEWS_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "modem/model.h"
#include "tests/lib/golden.h"
#include "tui/toolkit/text.h"
#include "tui/toolkit/view.h"

/* 2026-01-31 12:04:40 UTC */
#define FIXTURE_NOW 1769861080000u

static inline int fixture_locale(void **state)
{
	(void)state;
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("TZ", "UTC0", 1);
	text_start();
	return 0;
}

static inline struct model *fixture_model(void)
{
	struct model *m = model_new();
	assert_non_null(m);
	m->link = EVENT_LINK_UP;
	m->connected = true;
	m->state_stale = false;
	m->family = NET_FAMILY_TABLE1;
	strcpy(m->identity.model, "BG95-M3");
	strcpy(m->identity.imei, "864475040090705");
	strcpy(m->net.sim, "READY");
	strcpy(m->net.act, "eMTC");
	strcpy(m->net.oper, "26203");
	strcpy(m->net.band, "LTE BAND 20");
	strcpy(m->net.address, "10.11.12.13");
	m->net.reg = 5;
	m->net.rsrp_dbm = -77;
	return m;
}

static inline void fixture_setting(
	struct model *m, enum qlw_key key, size_t record, const char *name, const char *text)
{
	struct model_key *k = &m->key[key];
	const int i = qlw_field_find(qlw_key_verb(key), name);
	assert_true(i >= 0);
	k->read_ms = FIXTURE_NOW - 40000;
	k->offered = true;
	if (k->count <= record)
		k->count = record + 1;
	struct qlw_value *v = &k->record[record].value[i];
	char *end;
	v->present = true;
	v->number = strtoll(text, &end, 10);
	v->numeric = *text && !*end;
	snprintf(v->text, sizeof(v->text), "%s", text);
}

static inline struct model_server *fixture_server(
	struct model *m, unsigned short_id, int index, const char *uri)
{
	struct model_server *s = &m->server[m->servers++];
	s->short_id = short_id;
	s->client_index = index;
	snprintf(s->server_addr, sizeof(s->server_addr), "%s", uri);
	s->code = -1;
	s->phase = QLW_PHASE_UNKNOWN;
	s->life_time = -1;
	return s;
}

/* The server went into this state so many ms before now. */
static inline void fixture_step(struct model_server *s, int code, uint64_t ago_ms)
{
	const uint64_t t = FIXTURE_NOW - ago_ms;
	const enum qlw_phase phase = qlw_state_phase(code, s->phase);
	struct model_step *last = s->steps ? &s->path[s->steps - 1] : NULL;
	if (last && code == QLW_STATE_REG_UPDATE && s->registered_ms &&
		t - last->t_ms <= (uint64_t)s->life_time * 1000 && t - last->t_ms > s->update_ms)
		s->update_ms = t - last->t_ms;
	if (last && last->code == code) {
		last->t_ms = t;
		last->times++;
	} else {
		s->path[s->steps++] = (struct model_step){code, t, t, 1};
	}
	if (phase != s->phase)
		s->since_ms = t;
	s->phase = phase;
	s->code = code;
	if (code == QLW_STATE_REG_READY || code == QLW_STATE_REG_UPDATE)
		s->registered_ms = t;
}

/* One registered with a server, one trying. */
static inline struct model *fixture_two(void)
{
	struct model *m = fixture_model();
	struct model_server *a =
		fixture_server(m, 102, 0, "coaps://leshan.eclipseprojects.io:5684");
	struct model_server *b = fixture_server(m, 101, 1, "coaps://diag.lwm2m.vzwdm.com:5684");
	a->bootstrap = b->bootstrap = 0;
	a->life_time = 60;
	fixture_step(a, QLW_STATE_INITIAL, 134000);
	fixture_step(a, QLW_STATE_REG_READY, 133000);
	fixture_step(a, QLW_STATE_REG_UPDATE, 88000);
	fixture_step(a, QLW_STATE_REG_UPDATE, 43000 - 24000);
	fixture_step(b, QLW_STATE_INITIAL, 50000);
	fixture_step(b, QLW_STATE_REG_RETRY, 45000);
	fixture_step(b, QLW_STATE_REG_RETRY, 10000);
	b->retries = 2;
	fixture_setting(m, QLW_KEY_TRANSCFG, 0, "retry_timeout", "60");
	fixture_setting(m, QLW_KEY_TRANSCFG, 0, "retry_exponent", "2");
	fixture_setting(m, QLW_KEY_TRANSCFG, 0, "max_timeout", "480");
	fixture_setting(m, QLW_KEY_SELECT, 0, "server_type", "1");
	fixture_setting(m, QLW_KEY_SELECT, 0, "is_commercial", "0");
	fixture_setting(m, QLW_KEY_EPNS, 0, "type", "1");
	fixture_setting(m, QLW_KEY_EPNS, 0, "bs_epname", "7");
	fixture_setting(m, QLW_KEY_EPNS, 0, "reg_epname", "7");
	return m;
}

static inline struct view_ctx fixture_ctx(const struct model *m)
{
	return (struct view_ctx){.model = m, .now_ms = FIXTURE_NOW, .focus = true};
}

static inline struct intent fixture_key(
	struct view *v, const struct view_ctx *ctx, const char *name)
{
	struct key key;
	assert_true(key_parse(name, &key));
	return v->ops->key(v, &key, ctx);
}

static inline void fixture_type(struct view *v, const struct view_ctx *ctx, const char *text)
{
	for (; *text; text++) {
		const struct key key = {.code = KEYCODE_CHAR, .cp = (unsigned char)*text};
		v->ops->key(v, &key, ctx);
	}
}

static inline void fixture_golden(const char *name, struct canvas *c)
{
	char *text = canvas_dump(c);
	assert_non_null(text);
	const bool same = golden_matches(name, text, NULL);
	free(text);
	canvas_free(c);
	assert_true(same);
}

/* Golden screens hide times and figures; what they say exactly is asserted with this. */
static inline void fixture_says(struct canvas *c, const char *text)
{
	char *all = canvas_dump(c);
	const bool found = strstr(all, text) != NULL;
	if (!found)
		print_error("not on screen: %s\n%s", text, all);
	free(all);
	canvas_free(c);
	assert_true(found);
}

/* The view in its frame, as the program draws it. */
static inline struct canvas *fixture_draw(
	struct view *v, const struct view_ctx *ctx, int rows, int cols)
{
	char title[128] = "", footer[128] = "", all[160];
	struct canvas *c = canvas_new(rows, cols);
	assert_non_null(c);
	if (v->ops->title)
		v->ops->title(v, ctx, title, sizeof(title));
	if (v->ops->footer)
		v->ops->footer(v, ctx, footer, sizeof(footer));
	snprintf(all, sizeof(all), "%s%s%s", v->ops->name, title[0] ? " - " : "", title);
	v->ops->draw(v, region_box(region_all(c), all, footer[0] ? footer : NULL, ctx->focus), ctx);
	return c;
}

/* At every size the console promises. */
static inline void fixture_sizes(const char *name, struct view *v, const struct view_ctx *ctx)
{
	static const struct {
		int rows, cols;
	} sizes[] = {{24, 80}, {48, 160}, {10, 40}, {60, 200}};
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		char full[96];
		snprintf(full, sizeof(full), "views-%s-%dx%d", name, sizes[i].cols, sizes[i].rows);
		fixture_golden(full, fixture_draw(v, ctx, sizes[i].rows, sizes[i].cols));
	}
}

#endif
