/*
 * What every provisioning file keeps, whatever stands in it: for fuzz_files.c and for the unit test
 * that draws its inputs from a seed. Breaking one aborts.
 */
#ifndef QLW_TESTS_FILE_PROMISES_H
#define QLW_TESTS_FILE_PROMISES_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/check.h"
#include "profiles/file_convert.h"
#include "profiles/file_draft.h"
#include "profiles/file_outline.h"
#include "tests/fuzz/fuzz.h"
#include "views/file_view.h"

/* Secrets that the kept inputs hold in their places: PSK files, and bootstrap.ini in Base64. */
static const char *const promise_secrets[] = {
	"oysteridentity", "0badc0de5ec4e7", "b3lzdGVyaWRlbnRpdHk=", "C63A3l7E5w=="};

#define PROMISE_SECRETS (sizeof promise_secrets / sizeof *promise_secrets)

/* A secret in a place that is not one for secrets is just text. */
static inline bool promise_in_plain_sight(const struct file *f, const char *secret)
{
	const struct file_item *item;
	for (size_t i = 0; (item = file_item(f, i)); i++)
		if (!(item->row && item->row->secret) &&
			(strstr(item->value, secret) || strstr(item->name, secret)))
			return true;
	return false;
}

static inline void promise_silence(const struct file *f, const char *text)
{
	for (size_t i = 0; i < PROMISE_SECRETS; i++)
		if (strstr(text, promise_secrets[i]))
			FUZZ_REQUIRE(promise_in_plain_sight(f, promise_secrets[i]));
}

static inline void promise_notes(const struct file *f, const char *bytes, size_t len)
{
	const struct file_note *n, *before = NULL;
	size_t lines = 1;
	for (size_t i = 0; i < len; i++)
		lines += bytes[i] == '\n' || bytes[i] == '\r';
	for (size_t i = 0; (n = file_note(f, i)); i++, before = n) {
		FUZZ_REQUIRE(
			n->line >= 1 && n->line <= lines && n->column >= 1 && n->column <= len + 1);
		FUZZ_REQUIRE(n->key[0] && n->text[0]);
		if (i)
			FUZZ_REQUIRE(before->line < n->line ||
				     (before->line == n->line && before->column <= n->column));
		for (const char *p = n->text; *p; p++)
			FUZZ_REQUIRE(*p >= 0x20 && *p < 0x7f);
		promise_silence(f, n->text);
		promise_silence(f, n->key);
	}
}

static inline void promise_items(const struct file *f, size_t len)
{
	const struct file_item *item;
	char line[512];
	for (size_t i = 0; (item = file_item(f, i)); i++) {
		FUZZ_REQUIRE(item->from <= item->to && item->to <= len);
		FUZZ_REQUIRE(item->entry_from <= item->from && item->entry_to >= item->to);
		FUZZ_REQUIRE(item->entry_to <= len && item->group_to <= len);
		file_item_explain(item, line, sizeof line);
		for (const char *p = line; *p; p++)
			FUZZ_REQUIRE((unsigned char)*p >= 0x20);
		promise_silence(f, line);
	}
}

static inline bool promise_same(const struct file *f, const char *bytes, size_t len)
{
	size_t now;
	const char *text = file_bytes(f, &now);
	return now == len && (!len || memcmp(text, bytes, len) == 0);
}

/* Only [from, to) of bytes may have changed. */
static inline void promise_only(
	const struct file *f, const char *bytes, size_t len, size_t from, size_t to)
{
	size_t now;
	const char *text = file_bytes(f, &now);
	FUZZ_REQUIRE(now >= from + (len - to));
	FUZZ_REQUIRE(memcmp(text, bytes, from) == 0);
	FUZZ_REQUIRE(memcmp(text + now - (len - to), bytes + to, len - to) == 0);
}

/* A value of the row that is not the item's own; NULL: this test knows none. */
static inline const char *promise_other_value(const struct file_item *item)
{
	static const char *const tries[] = {"1", "2", "true", "false", "coap://x", "U", "N", "v6",
		"ip", "1.1", "1:2", "QQ==", "ab", "quo\"te"};
	for (size_t i = 0; item->row && i < sizeof tries / sizeof *tries; i++)
		if (!file_value_check(item->row, tries[i], NULL) &&
			strcmp(item->value, tries[i]) != 0)
			return tries[i];
	return NULL;
}

/* Sets item i, of a file that was just read, to its own value and to another. */
static inline void promise_change(struct file *f, size_t i, const char *bytes, size_t len)
{
	const struct file_item *item = file_item(f, i);
	const char *other = item ? promise_other_value(item) : NULL;
	if (!other || item != file_find(f, item->record, item->name))
		return;
	struct file_item old = *item;
	if (old.good && old.len <= FILE_VALUE_MAX)
		file_set(f, old.record, old.name, old.value, NULL);
	FUZZ_REQUIRE(promise_same(f, bytes, len));
	size_t from = old.good ? old.from : old.label_from;
	if (file_kind(f) == FILE_KIND_PSK)
		from = old.entry_from;
	size_t to = file_kind(f) == FILE_KIND_PSK ? old.entry_to : old.to;
	if (file_set(f, old.record, old.name, other, NULL)) {
		FUZZ_REQUIRE(promise_same(f, bytes, len));
		return;
	}
	promise_only(f, bytes, len, from, to);
	item = file_find(f, old.record, old.name);
	FUZZ_REQUIRE(item && strcmp(item->value, other) == 0 && item->good);
}

/* Adding and taking away never damages what was whole. */
static inline void promise_add(struct file *f)
{
	static const struct {
		unsigned record;
		const char *name, *value;
	} adds[] = {{0, "/1/0/7", "UQ"}, {0, "/2/7/2/5", "1"}, {0, "/0/0/0", "coap://x"},
		{0, "IP_FAMILY", "v6"}, {1, "APN_NAME", "a"}, {0, "VERSION", "1.1"},
		{0, "key", "ab"}};
	for (size_t i = 0; i < sizeof adds / sizeof *adds; i++) {
		if (file_set(f, adds[i].record, adds[i].name, adds[i].value, NULL))
			continue;
		const struct file_item *item = file_find(f, adds[i].record, adds[i].name);
		FUZZ_REQUIRE(item && item->good && strcmp(item->value, adds[i].value) == 0);
		if (i % 2)
			file_remove(f, adds[i].record, adds[i].name, NULL);
	}
	file_remove_record(f, 0, NULL);
	file_remove_instance(f, 0, 0, NULL);
}

static inline void promise_convert(const struct file *f)
{
	struct file_settings *s = file_settings_new();
	if (!s)
		abort();
	file_to_settings(f, s);
	for (size_t i = 0; i < s->rests; i++)
		promise_silence(f, s->rest[i].why);
	for (int kind = FILE_KIND_BOOTSTRAP; kind <= FILE_KIND_AUTOSTART; kind++) {
		struct file *back = file_from_settings((enum file_kind)kind, 100, s);
		if (back && !file_errors(f))
			FUZZ_REQUIRE(file_errors(back) == 0);
		file_free(back);
	}
	file_settings_free(s);
}

/* A note that is mended is not there any more, and one byte came in. */
static inline void promise_mend(const char *bytes, size_t len)
{
	struct file *f = file_read(FILE_KIND_BOOTSTRAP, NULL, bytes, len);
	const struct file_note *n;
	size_t i = 0, now;
	if (!f)
		abort();
	while ((n = file_note(f, i)) && !file_can_mend(f, n))
		i++;
	if (n) {
		const struct file_note was = *n;
		FUZZ_REQUIRE(file_mend(f, &was, NULL) == 0);
		file_bytes(f, &now);
		FUZZ_REQUIRE(now == len + 1);
		for (i = 0; (n = file_note(f, i)); i++)
			FUZZ_REQUIRE(n->line != was.line || n->column != was.column ||
				     !file_can_mend(f, n));
	}
	file_free(f);
}

/* Every item stands in the outline, once. */
static inline void promise_outline(const struct file *f)
{
	struct file_outline o = {.line = NULL};
	size_t items = 0, shown = 0;
	char line[600];
	if (!file_outline_make(&o, f))
		abort();
	while (file_item(f, items))
		items++;
	for (size_t i = 0; i < o.count; i++) {
		shown += o.line[i].kind == FILE_LINE_ITEM;
		if (o.line[i].kind != FILE_LINE_HEADING)
			continue;
		file_line_heading(f, &o.line[i], line, sizeof line);
		promise_silence(f, line);
	}
	FUZZ_REQUIRE(shown == items);
	file_outline_free(&o);
}

/* Nothing differs from itself; what was changed and undone is as it was. */
static inline void promise_draft(const struct file *f, const char *bytes, size_t len)
{
	struct file_draft *d = file_draft_new(file_kind(f), "100_server.psk", bytes, len);
	struct file *copy = d ? file_draft_copy(d) : NULL;
	if (!copy)
		abort();
	FUZZ_REQUIRE(file_diff(f, copy, NULL, NULL) == 0);
	promise_add(copy);
	const bool same = promise_same(copy, bytes, len);
	file_draft_put(d, copy);
	FUZZ_REQUIRE(file_draft_undo(d) == !same && !file_draft_changed(d));
	FUZZ_REQUIRE(promise_same(file_draft_file(d), bytes, len));
	file_draft_free(d);
}

/* On the screen, with a form open: no control byte, and no secret. */
static inline void promise_view(const struct file *f, const char *bytes, size_t len)
{
	static const char *const names[] = {"bootstrap.ini", "carrier_apn_cfg", "lwm2m_cfg",
		"100_server.psk", "lwm2m_app_autostart"};
	static const char *const keys[] = {
		"e", "j", "Enter", "Esc", "+", "Esc", "d", "u", "Ctrl-S"};
	const struct file_view_source source = {
		.name = names[file_kind(f)], .bytes = bytes, .len = len};
	struct file_view *v = file_view_new(&source);
	struct canvas *c = canvas_new(24, 80);
	if (!v || !c)
		abort();
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		struct key key;
		FUZZ_REQUIRE(key_parse(keys[i], &key));
		file_view_key(v, &key);
		canvas_clear(c);
		file_view_draw(v, region_all(c));
		char *all = canvas_dump(c);
		FUZZ_REQUIRE(all && !strchr(all, 0x1b));
		promise_silence(f, all);
		free(all);
	}
	canvas_free(c);
	file_view_free(v);
}

/* All of them. bytes need no NUL behind them. */
static inline void promise_all(enum file_kind kind, const char *bytes, size_t len, bool thorough)
{
	struct file *f =
		file_read(kind, kind == FILE_KIND_PSK ? "100_server.psk" : NULL, bytes, len);
	if (!f)
		abort();
	FUZZ_REQUIRE(promise_same(f, bytes, len));
	promise_notes(f, bytes, len);
	promise_items(f, len);
	if (thorough) {
		promise_outline(f);
		promise_draft(f, bytes, len);
		if (kind == FILE_KIND_BOOTSTRAP)
			promise_mend(bytes, len);
		if (len % 64 == 0)
			promise_view(f, bytes, len);
		promise_convert(f);
		promise_change(f, len % 7, bytes, len);
		promise_add(f);
	}
	file_free(f);
}

static inline void promise_profile(const char *bytes, size_t len)
{
	struct check c;
	if (check_bytes(&c, "x.json", bytes, len))
		abort();
	FUZZ_REQUIRE(c.notes <= FILE_NOTES_MAX && c.notes <= c.errors + c.warnings);
	check_free(&c);
}

#endif
