/* Lines and KEY=value pairs, as carrier_apn_cfg and lwm2m_cfg share them. */
#include <string.h>
#include <strings.h>

#include "profiles/file_priv.h"

size_t file_line_end(const struct file *f, size_t at)
{
	while (at < f->len && f->bytes[at] != '\n' && f->bytes[at] != '\r')
		at++;
	return at;
}

size_t file_next_line(const struct file *f, size_t at)
{
	if (at + 1 < f->len && f->bytes[at] == '\r' && f->bytes[at + 1] == '\n')
		return at + 2;
	return at < f->len ? at + 1 : at;
}

static bool blank(char c)
{
	return c == ' ' || c == '\t';
}

void file_trim(const struct file *f, size_t *from, size_t *to)
{
	while (*from < *to && blank(f->bytes[*from]))
		++*from;
	while (*to > *from && blank(f->bytes[*to - 1]))
		--*to;
}

/* A word of the file for a message, without anything that might be a secret put in by mistake. */
static void word_at(const struct file *f, size_t from, size_t to, char *out, size_t size)
{
	size_t n = to - from < size - 1 ? to - from : size - 1;
	memcpy(out, f->bytes + from, n);
	out[n] = '\0';
}

bool file_read_pair(struct file *f, size_t from, size_t to, struct file_pair *pair)
{
	const char *sign = memchr(f->bytes + from, '=', to - from);
	if (!sign) {
		file_damage(f, from, "file", "expected KEY=value");
		return false;
	}
	*pair = (struct file_pair){
		from, (size_t)(sign - f->bytes), (size_t)(sign - f->bytes) + 1, to};
	file_trim(f, &pair->key_from, &pair->key_to);
	file_trim(f, &pair->from, &pair->to);
	if (pair->key_from == pair->key_to) {
		file_damage(f, from, "file", "a value without its key");
		return false;
	}
	if (pair->key_to < (size_t)(sign - f->bytes) ||
		pair->from > (size_t)(sign - f->bytes) + 1) {
		char key[64];
		word_at(f, pair->key_from, pair->key_to, key, sizeof key);
		file_warn(f, pair->key_to, key, "blanks beside = are not in the Note's examples");
	}
	return true;
}

/* The row whose name differs in case only, or NULL. */
static const struct file_row *meant(const struct file *f, const char *key)
{
	const struct file_row *row;
	for (size_t i = 0; (row = file_row(f->kind, i)); i++)
		if (strcasecmp(row->name, key) == 0)
			return row;
	return NULL;
}

static void flag_unknown(struct file *f, const struct file_pair *pair, const char *key)
{
	const struct file_row *row = meant(f, key);
	if (row)
		file_warn(f, pair->key_from, key, "unknown key, kept as it is; the Note writes %s",
			row->name);
	else
		file_warn(f, pair->key_from, key, "unknown key, kept as it is");
}

struct file_item *file_add_pair(struct file *f, const struct file_pair *pair, unsigned record)
{
	char key[sizeof f->item->name], value[1024];
	word_at(f, pair->key_from, pair->key_to, key, sizeof key);
	const struct file_item *before = file_find(f, record, key);
	if (before)
		file_error(f, pair->key_from, key,
			"stands here a second time, the first is in line %zu%s", before->line,
			f->kind == FILE_KIND_APN ? "; is a ; missing between two records?" : "");
	struct file_item *item = file_add_item(f, key, pair->from, pair->to);
	if (!item)
		return NULL;
	item->record = record;
	item->entry_from = pair->key_from;
	item->entry_to = pair->to;
	item->row = file_row_named(f->kind, key);
	if (!item->row)
		flag_unknown(f, pair, item->name);
	size_t len = pair->to - pair->from;
	word_at(f, pair->from, pair->to, value, sizeof value);
	if (item->row && memchr(f->bytes + pair->from, '\0', len))
		file_error(f, pair->from, key, "a NUL is not allowed");
	else
		file_take_value(f, item, value, len);
	return item;
}
