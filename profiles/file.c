/* A provisioning file as a whole: its kind, bytes, items and notes. What a kind's text looks like
 * is known to its reader only. */
#include "profiles/file.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/file_priv.h"

/* --- kinds ------------------------------------------------------------------------------------ */

static const struct {
	const char *name;
	enum file_kind kind;
} names[] = {
	{"bootstrap.ini", FILE_KIND_BOOTSTRAP},
	{"carrier_apn_cfg", FILE_KIND_APN},
	{"lwm2m_cfg", FILE_KIND_CFG},
	{"lwm2m_app_autostart", FILE_KIND_AUTOSTART},
};

static const char psk_end[] = "_server.psk", profile_end[] = ".json";

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);
	return n >= m && strcmp(text + n - m, end) == 0;
}

const char *file_base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

enum file_kind file_kind_of(const char *path)
{
	const char *base = file_base_name(path);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i].name, base) == 0)
			return names[i].kind;
	if (ends_with(base, psk_end))
		return FILE_KIND_PSK;
	return ends_with(base, profile_end) ? FILE_KIND_PROFILE : FILE_KIND_UNKNOWN;
}

unsigned file_psk_short_id(const char *path)
{
	const char *base = file_base_name(path);
	size_t digits = strspn(base, "0123456789");
	unsigned long id = strtoul(base, NULL, 10);
	bool good = digits && digits <= 5 && base[0] != '0' && strcmp(base + digits, psk_end) == 0;
	return good && id <= QLW_SHORT_ID_MAX ? (unsigned)id : 0;
}

/* --- notes ------------------------------------------------------------------------------------ */

void file_plain(char *text, size_t size, bool ascii)
{
	char out[640];
	size_t n = 0, room = size < sizeof out ? size : sizeof out;
	out[0] = '\0';
	for (const char *p = text; *p; p++) {
		const unsigned char c = (unsigned char)*p;
		const bool plain = c >= 0x20 && c != 0x7f && (c < 0x80 || !ascii);
		if (n + (plain ? 1 : 4) >= room)
			break;
		n += (size_t)snprintf(out + n, room - n, plain ? "%c" : "\\x%02x", c);
	}
	memcpy(text, out, n + 1);
}

/* An error finds room: the last warning goes for it. */
static bool make_room(struct file *f)
{
	size_t i = f->notes;
	while (i > 0 && !f->note[i - 1].warning)
		i--;
	if (!i)
		return false;
	memmove(&f->note[i - 1], &f->note[i], (f->notes - i) * sizeof *f->note);
	f->notes--;
	return true;
}

static struct file_note *new_note(struct file *f, bool warning)
{
	if (f->notes == FILE_NOTES_MAX && (warning || !make_room(f)))
		return NULL;
	if (f->notes == f->note_room) {
		size_t room = f->note_room ? 2 * f->note_room : 8;
		struct file_note *grown = realloc(f->note, room * sizeof *grown);
		if (!grown)
			return NULL;
		f->note = grown;
		f->note_room = room;
	}
	return &f->note[f->notes++];
}

static void add_note(
	struct file *f, bool warning, size_t at, const char *key, const char *format, va_list ap)
{
	struct file_note *n = new_note(f, warning);
	f->errors += !warning;
	f->warnings += warning;
	if (!n)
		return;
	struct file_place place = file_place_at(&f->places, at);
	*n = (struct file_note){.line = place.line, .column = place.column, .warning = warning};
	snprintf(n->key, sizeof n->key, "%s", *key ? key : "file");
	vsnprintf(n->text, sizeof n->text, format, ap);
	file_plain(n->key, sizeof n->key, true);
	file_plain(n->text, sizeof n->text, true);
}

void file_error(struct file *f, size_t at, const char *key, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	add_note(f, false, at, key, format, ap);
	va_end(ap);
}

void file_warn(struct file *f, size_t at, const char *key, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	add_note(f, true, at, key, format, ap);
	va_end(ap);
}

void file_damage(struct file *f, size_t at, const char *key, const char *format, ...)
{
	va_list ap;
	f->damaged = true;
	va_start(ap, format);
	add_note(f, false, at, key, format, ap);
	va_end(ap);
}

static bool comes_before(const struct file_note *a, const struct file_note *b)
{
	return a->line != b->line ? a->line < b->line : a->column < b->column;
}

/* In the order of the file; those of one place stay as they were noted. Few, and mostly in order.
 */
static void sort_notes(struct file *f)
{
	for (size_t i = 1; i < f->notes; i++) {
		struct file_note n = f->note[i];
		size_t k = i;
		for (; k > 0 && comes_before(&n, &f->note[k - 1]); k--)
			f->note[k] = f->note[k - 1];
		f->note[k] = n;
	}
}

/* --- items ------------------------------------------------------------------------------------ */

static struct file_item *new_item(struct file *f)
{
	if (f->items == FILE_ITEMS_MAX)
		return NULL;
	if (f->items == f->item_room) {
		size_t room = f->item_room ? 2 * f->item_room : 16;
		struct file_item *grown = realloc(f->item, room * sizeof *grown);
		if (!grown)
			return NULL;
		f->item = grown;
		f->item_room = room;
	}
	return &f->item[f->items++];
}

struct file_item *file_add_item(struct file *f, const char *name, size_t from, size_t to)
{
	struct file_item *item = new_item(f);
	if (!item && !f->full)
		file_damage(f, from, "file", "more values than are taken (%d)", FILE_ITEMS_MAX);
	if (!item) {
		f->full = true;
		return NULL;
	}
	struct file_place place = file_place_at(&f->places, from);
	*item = (struct file_item){.from = from,
		.to = to,
		.entry_from = from,
		.label_from = from,
		.group_to = f->len,
		.entry_to = to,
		.line = place.line,
		.column = place.column};
	snprintf(item->name, sizeof item->name, "%s", name);
	file_plain(item->name, sizeof item->name, true);
	return item;
}

void file_take_value(struct file *f, struct file_item *item, const char *text, size_t len)
{
	struct qlw_diag diag;
	item->len = len;
	snprintf(item->value, sizeof item->value, "%.*s",
		(int)(len > FILE_VALUE_MAX ? FILE_VALUE_MAX : len), text);
	item->numeric = qlw_number(item->value, &item->number);
	if (!item->row)
		return;
	if (item->row->type == FILE_TYPE_BOOL) {
		item->numeric = true;
		item->number = strcmp(item->value, "true") == 0;
	}
	item->good = file_value_check(item->row, text, &diag) == 0;
	if (item->good)
		return;
	/* a resource's note has its number as key, the others their name */
	size_t known = f->kind == FILE_KIND_BOOTSTRAP ? 0 : strlen(item->row->name) + 2;
	file_error(f, item->from, item->name, "%s", diag.what + known);
}

/* --- reading ---------------------------------------------------------------------------------- */

static void read_autostart(struct file *f)
{
	if (f->len)
		file_warn(f, 0, "lwm2m_app_autostart",
			"the Note has this file empty; only that it is "
			"there counts");
}

static void (*const readers[])(struct file *) = {
	[FILE_KIND_BOOTSTRAP] = file_read_bootstrap,
	[FILE_KIND_APN] = file_read_apn,
	[FILE_KIND_CFG] = file_read_cfg,
	[FILE_KIND_PSK] = file_read_psk,
	[FILE_KIND_AUTOSTART] = read_autostart,
};

/* From the bytes to items and notes. */
static void read_anew(struct file *f)
{
	f->items = f->notes = f->errors = f->warnings = f->records = 0;
	f->damaged = f->full = false;
	f->places = file_places(f->bytes, f->len);
	if (f->kind < sizeof readers / sizeof *readers)
		readers[f->kind](f);
	else
		file_damage(f, 0, "file", "not a provisioning file of the Note");
	sort_notes(f);
}

static void wipe(char *bytes, size_t len)
{
	if (bytes)
		memset(bytes, 0, len);
	free(bytes);
}

static char *copy(const void *bytes, size_t len)
{
	char *out = malloc(len + 1);
	if (out) {
		if (len)
			memcpy(out, bytes, len);
		out[len] = '\0';
	}
	return out;
}

struct file *file_read(enum file_kind kind, const char *path, const void *bytes, size_t len)
{
	bool large = len > FILE_BYTES_MAX;
	struct file *f = calloc(1, sizeof *f);
	if (!f)
		return NULL;
	f->kind = kind;
	f->named = path != NULL;
	f->short_id = path ? file_psk_short_id(path) : 0;
	f->len = large ? 0 : len;
	f->bytes = copy(bytes, f->len);
	if (!f->bytes) {
		file_free(f);
		return NULL;
	}
	read_anew(f);
	if (large)
		file_damage(f, 0, "file", "%zu bytes are more than are taken (%d)", len,
			FILE_BYTES_MAX);
	return f;
}

struct file *file_new(enum file_kind kind, const char *path)
{
	return file_read(kind, path, "", 0);
}

void file_free(struct file *f)
{
	if (!f)
		return;
	wipe(f->bytes, f->len);
	if (f->item)
		memset(f->item, 0, f->item_room * sizeof *f->item);
	free(f->item);
	free(f->note);
	free(f);
}

int file_splice(struct file *f, size_t from, size_t to, const char *text, size_t len)
{
	size_t size = f->len - (to - from) + len;
	char *bytes = size <= FILE_BYTES_MAX ? malloc(size + 1) : NULL;
	if (!bytes)
		return QLW_ENOMEM;
	memcpy(bytes, f->bytes, from);
	memcpy(bytes + from, text, len);
	memcpy(bytes + from + len, f->bytes + to, f->len - to);
	bytes[size] = '\0';
	wipe(f->bytes, f->len);
	f->bytes = bytes;
	f->len = size;
	read_anew(f);
	return 0;
}

/* --- asking ----------------------------------------------------------------------------------- */

enum file_kind file_kind(const struct file *f)
{
	return f->kind;
}

unsigned file_short_id(const struct file *f)
{
	return f->short_id;
}

const char *file_bytes(const struct file *f, size_t *len)
{
	*len = f->len;
	return f->bytes;
}

const struct file_item *file_item(const struct file *f, size_t i)
{
	return i < f->items ? &f->item[i] : NULL;
}

const struct file_item *file_find(const struct file *f, unsigned record, const char *name)
{
	for (size_t i = 0; i < f->items; i++)
		if (f->item[i].record == record && strcmp(f->item[i].name, name) == 0)
			return &f->item[i];
	return NULL;
}

size_t file_records(const struct file *f)
{
	return f->records;
}

const struct file_note *file_note(const struct file *f, size_t i)
{
	return i < f->notes ? &f->note[i] : NULL;
}

size_t file_errors(const struct file *f)
{
	return f->errors;
}

size_t file_warnings(const struct file *f)
{
	return f->warnings;
}
