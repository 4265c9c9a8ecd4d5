/* A file being changed, as copies of its bytes. Knows no kind of file. */
#include "profiles/file_draft.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct file_draft {
	enum file_kind kind;
	char path[128]; /* "": none was given */
	struct file *base, *now;
	struct file *step[FILE_DRAFT_UNDOS]; /* newest last */
	size_t steps;
	bool is_new;
};

static struct file *read_as(const struct file_draft *d, const void *bytes, size_t len)
{
	return file_read(d->kind, d->path[0] ? d->path : NULL, bytes, len);
}

static struct file *copy_of(const struct file_draft *d, const struct file *f)
{
	size_t len;
	const char *bytes = file_bytes(f, &len);
	return read_as(d, bytes, len);
}

struct file_draft *file_draft_new(
	enum file_kind kind, const char *path, const void *bytes, size_t len)
{
	struct file_draft *d = calloc(1, sizeof *d);
	if (!d)
		return NULL;
	d->kind = kind;
	d->is_new = !bytes;
	snprintf(d->path, sizeof d->path, "%s", path ? path : "");
	d->base = read_as(d, bytes ? bytes : "", bytes ? len : 0);
	d->now = read_as(d, bytes ? bytes : "", bytes ? len : 0);
	if (d->base && d->now)
		return d;
	file_draft_free(d);
	return NULL;
}

void file_draft_free(struct file_draft *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < d->steps; i++)
		file_free(d->step[i]);
	file_free(d->base);
	file_free(d->now);
	free(d);
}

const struct file *file_draft_file(const struct file_draft *d)
{
	return d->now;
}

const struct file *file_draft_base(const struct file_draft *d)
{
	return d->base;
}

bool file_draft_is_new(const struct file_draft *d)
{
	return d->is_new;
}

struct file *file_draft_copy(const struct file_draft *d)
{
	return copy_of(d, d->now);
}

static bool same_bytes(const struct file *a, const struct file *b)
{
	size_t n, m;
	const char *x = file_bytes(a, &n), *y = file_bytes(b, &m);
	return n == m && memcmp(x, y, n) == 0;
}

void file_draft_put(struct file_draft *d, struct file *copy)
{
	if (same_bytes(copy, d->now)) {
		file_free(copy);
		return;
	}
	if (d->steps == FILE_DRAFT_UNDOS) {
		file_free(d->step[0]);
		memmove(d->step, d->step + 1, --d->steps * sizeof *d->step);
	}
	d->step[d->steps++] = d->now;
	d->now = copy;
}

bool file_draft_undo(struct file_draft *d)
{
	if (!d->steps)
		return false;
	file_free(d->now);
	d->now = d->step[--d->steps];
	return true;
}

bool file_draft_changed(const struct file_draft *d)
{
	return !same_bytes(d->now, d->base);
}

bool file_draft_keep(struct file_draft *d)
{
	struct file *base = copy_of(d, d->now);
	if (!base)
		return false;
	file_free(d->base);
	d->base = base;
	d->is_new = false;
	return true;
}

/* --- differences ------------------------------------------------------------------------------ */

static bool same_value(const struct file *a, const struct file_item *x, const struct file *b,
	const struct file_item *y)
{
	size_t n, m;
	if (x->len != y->len || strcmp(x->value, y->value) != 0)
		return false;
	if (x->len <= FILE_VALUE_MAX)
		return true;
	return x->to - x->from == y->to - y->from &&
	       memcmp(file_bytes(a, &n) + x->from, file_bytes(b, &m) + y->from, x->to - x->from) ==
		       0;
}

size_t file_diff(const struct file *a, const struct file *b,
	void (*each)(void *ctx, const struct file_item *was, const struct file_item *is), void *ctx)
{
	const struct file_item *x, *y;
	size_t found = 0;
	for (size_t i = 0; (x = file_item(a, i)); i++) {
		y = file_find(b, x->record, x->name);
		if (x != file_find(a, x->record, x->name) || (y && same_value(a, x, b, y)))
			continue;
		found++;
		if (each)
			each(ctx, x, y);
	}
	for (size_t i = 0; (y = file_item(b, i)); i++) {
		if (y != file_find(b, y->record, y->name) || file_find(a, y->record, y->name))
			continue;
		found++;
		if (each)
			each(ctx, NULL, y);
	}
	return found;
}

void file_diff_words(
	const struct file_item *was, const struct file_item *is, char *out, size_t size)
{
	const struct file_item *item = is ? is : was;
	out[0] = '\0';
	if (!item)
		return;
	const bool named = item->row && strcmp(item->name, item->row->name) != 0;
	char old[160] = "not there", now[160] = "gone";
	if (was)
		file_item_words(was, old, sizeof old);
	if (is)
		file_item_words(is, now, sizeof now);
	const bool changed_secret = was && is && strcmp(old, now) == 0;
	snprintf(out, size, "%s%s%s: %s \u2192 %s%s", item->name, named ? " " : "",
		named ? item->row->name : "", old, now, changed_secret ? ", another one" : "");
}
