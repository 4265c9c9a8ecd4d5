/*
 * Bootstrap data in flash (PER_BOOTSTRAP_FEAT): objects 0, 1 and 2, each as a length and its TLV.
 * Registrations are a line each, and so are the observations that belong to them. Knows no file and
 * asks no server.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/sim/lwdefs.h"
#include "modem/sim/lwint.h"
#include "modem/sim/text.h"

#define NAME          "bootstrap"
#define REGISTRATIONS "registrations" /* a line each: short id, location */
#define OBSERVATIONS  "observations"  /* ... short id, sequence, accept, composite, token, paths */
#define SEQUENCE_GAP  65536 /* more notifications than go out between two writes to flash */

void lw_store_save(struct lw *lw)
{
	struct lw_buf all = {0};
	if (!lw->env.store)
		return;
	for (unsigned object = LW_OBJECT_SECURITY; object <= LW_OBJECT_ACL; object++) {
		struct lw_path path = lw_path_make(1, object, 0, 0, 0);
		struct lw_buf one = {0};
		lw_tlv_encode(&lw->tree, &path, &one);
		for (int shift = 24; shift >= 0; shift -= 8)
			lw_buf_byte(&all, (unsigned)(one.len >> shift & 255));
		lw_buf_add(&all, one.data, one.len);
		all.full = all.full || one.full;
		lw_buf_free(&one);
	}
	if (!all.full)
		lw->env.store(lw->env.ctx, NAME, all.data, all.len);
	lw_buf_free(&all);
}

void lw_store_remove(struct lw *lw)
{
	if (lw->env.store)
		lw->env.store(lw->env.ctx, NAME, NULL, 0);
}

static bool decode(struct lw_tree *t, const uint8_t *p, size_t len)
{
	for (unsigned object = LW_OBJECT_SECURITY; object <= LW_OBJECT_ACL; object++) {
		struct lw_path path = lw_path_make(1, object, 0, 0, 0);
		if (len < 4)
			return false;
		size_t n = (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
		if (len - 4 < n || lw_tlv_decode(&path, p + 4, n, t))
			return false;
		p += 4 + n;
		len -= 4 + n;
	}
	return true;
}

static void adopt(struct lw *lw, const struct lw_tree *t)
{
	for (size_t i = 0; i < t->count; i++) {
		const unsigned *id = t->entry[i].path.id;
		if (id[2] == LW_NO_ID)
			lw_tree_add_instance(&lw->tree, id[0], id[1]);
		else
			lw_tree_set(&lw->tree, id[0], id[1], id[2], id[3], &t->entry[i].value);
	}
	lw->given = lw->loaded = true;
	lw_accounts_derive(lw);
}

void lw_store_load(struct lw *lw)
{
	static uint8_t bytes[16384];
	struct lw_tree t = {0};
	size_t len = lw->env.load ? lw->env.load(lw->env.ctx, NAME, bytes, sizeof(bytes)) : 0;
	if (len && decode(&t, bytes, len) && lw_boot_consistent(&t))
		adopt(lw, &t);
	lw_tree_clear(&t);
	memset(bytes, 0, sizeof(bytes));
}

/* --- registrations ----------------------------------------------------------------------- */

static void print_observation(
	struct lw_buf *out, const struct lw_server *s, const struct lw_observation *o)
{
	char path[LW_PATH_TEXT];
	lw_buf_print(out, "%u %lu %d %d ", s->short_id, (unsigned long)o->sequence, o->accept,
		o->composite);
	for (size_t i = 0; i < o->token_len; i++)
		lw_buf_print(out, "%02x", o->token[i]);
	for (size_t i = 0; i < o->watches; i++) {
		lw_path_format(&o->watch[i].path, path);
		lw_buf_print(out, " %s", path);
	}
	lw_buf_print(out, "\n");
}

static void store_observations(struct lw *lw)
{
	struct lw_buf all = {0};
	for (unsigned i = 0; i < QLW_CLIENTS; i++) {
		const struct lw_server *s = &lw->server[i];
		for (size_t n = 0; n < LW_OBSERVATIONS && s->used && s->location[0]; n++)
			if (s->observe.list[n].used && s->observe.list[n].token_len)
				print_observation(&all, s, &s->observe.list[n]);
	}
	if (!all.full)
		lw->env.store(lw->env.ctx, OBSERVATIONS, all.data, all.len);
	lw_buf_free(&all);
}

/* " 0a1b": the token; returns what stands behind it, NULL when it is none. */
static const char *take_token(const char *text, struct lw_observation *o)
{
	text += *text == ' ';
	for (int byte; o->token_len < sizeof(o->token) && (byte = hex_byte(text)) >= 0; text += 2)
		o->token[o->token_len++] = (uint8_t)byte;
	return o->token_len && *text == ' ' ? text : NULL;
}

static bool take_paths(const char *text, struct lw_observation *o)
{
	char word[LW_PATH_TEXT];
	while (*text == ' ' && o->watches < LW_WATCHES) {
		size_t len = strcspn(++text, " ");
		if (len >= sizeof(word))
			return false;
		snprintf(word, sizeof(word), "%.*s", (int)len, text);
		if (!lw_path_parse(word, &o->watch[o->watches++].path))
			return false;
		text += len;
	}
	return o->watches > 0;
}

/* Only of a registration that goes on. */
static void take_observation(struct lw *lw, const char *line, size_t place)
{
	struct lw_observation o = {.used = true};
	char *at;
	unsigned long short_id = strtoul(line, &at, 10);
	unsigned long sequence = strtoul(at, &at, 10);
	o.accept = (int)strtol(at, &at, 10);
	o.composite = strtol(at, &at, 10) == 1;
	struct lw_server *s =
		short_id <= QLW_SHORT_ID_MAX ? lw_account_find(lw, (unsigned)short_id) : NULL;
	const char *paths = take_token(at, &o);
	if (!s || !s->location[0] || !paths || !take_paths(paths, &o))
		return;
	o.sequence = (uint32_t)(sequence + SEQUENCE_GAP) & 0xffffff;
	lw_observe_seen(s, &o);
	s->observe.list[place % LW_OBSERVATIONS] = o;
}

static void find_observations(struct lw *lw)
{
	static char text[32768];
	char *save = NULL;
	size_t len =
		lw->env.load ? lw->env.load(lw->env.ctx, OBSERVATIONS, text, sizeof(text) - 1) : 0;
	size_t place = 0;
	text[len] = '\0';
	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		take_observation(lw, line, place++);
}

void lw_store_registrations(struct lw *lw)
{
	struct lw_buf all = {0};
	lw->registrations_changed = false;
	for (unsigned i = 0; i < QLW_CLIENTS; i++) {
		const struct lw_server *s = &lw->server[i];
		if (s->used && !s->bootstrap && s->location[0])
			lw_buf_print(&all, "%u %s\n", s->short_id, s->location);
	}
	if (lw->env.store)
		lw->env.store(lw->env.ctx, REGISTRATIONS, all.data, all.len);
	lw_buf_free(&all);
	if (lw->env.store)
		store_observations(lw);
}

void lw_store_find_registrations(struct lw *lw)
{
	char text[QLW_CLIENTS * (COAP_PATH_MAX + 8) + 1], *save = NULL;
	size_t len =
		lw->env.load ? lw->env.load(lw->env.ctx, REGISTRATIONS, text, sizeof(text) - 1) : 0;
	text[len] = '\0';
	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		struct lw_server *s;
		char *location;
		unsigned long short_id = strtoul(line, &location, 10);
		if (location[0] == ' ' && location[1] == '/' && short_id <= QLW_SHORT_ID_MAX &&
			(s = lw_account_find(lw, (unsigned)short_id)))
			snprintf(s->location, sizeof(s->location), "%s", location + 1);
	}
	find_observations(lw);
}
