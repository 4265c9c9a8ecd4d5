/* lwm2m_cfg (2.5.1.3): an opening brace, `KEY=value;` lines, a closing brace. */
#include <string.h>

#include "profiles/file_priv.h"

static bool space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static size_t skip(const struct file *f, size_t at)
{
	while (at < f->len && space(f->bytes[at]))
		at++;
	return at;
}

static bool comment(const struct file *f, size_t at)
{
	return f->bytes[at] == '#' ||
	       (f->bytes[at] == '/' && at + 1 < f->len && f->bytes[at + 1] == '/');
}

/* One `KEY=value;` from at on; returns the offset behind it. */
static size_t take_option(struct file *f, size_t at)
{
	struct file_pair pair;
	size_t line = file_line_end(f, at), to = at;
	while (to < line && f->bytes[to] != ';' && f->bytes[to] != '}')
		to++;
	if (to == at) {
		file_warn(f, at, "file", "a ; with nothing before it");
		return at + 1;
	}
	bool closed = to < line && f->bytes[to] == ';';
	struct file_item *item =
		file_read_pair(f, at, to, &pair) ? file_add_pair(f, &pair, 0) : NULL;
	if (item && closed)
		item->entry_to = to + 1;
	else if (item)
		file_damage(f, pair.to, item->name, "the value is not closed with ;");
	return closed ? to + 1 : to;
}

static size_t take_body(struct file *f, size_t at)
{
	while ((at = skip(f, at)) < f->len && f->bytes[at] != '}') {
		if (comment(f, at)) {
			file_warn(f, at, "file", "the Note knows no comments here; kept as it is");
			at = file_line_end(f, at);
		} else if (f->bytes[at] == '{') {
			file_damage(f, at++, "file", "a second opening brace");
		} else {
			at = take_option(f, at);
		}
	}
	return at;
}

/* The longest wait below the first one. */
static void compare(struct file *f, const char *first, const char *longest)
{
	const struct file_item *a = file_find(f, 0, first), *b = file_find(f, 0, longest);
	if (a && b && a->good && b->good && b->number < a->number)
		file_warn(f, b->from, longest, "below %s (line %zu): every wait is cut to it",
			first, a->line);
}

void file_read_cfg(struct file *f)
{
	size_t at = skip(f, 0);
	bool opened = at < f->len && f->bytes[at] == '{';
	if (!opened)
		file_damage(f, at, "file", "expected { before the first option");
	f->body_from = opened ? at + 1 : at;
	at = take_body(f, f->body_from);
	f->body_to = at;
	if (opened && at == f->len)
		file_damage(f, at, "file", "expected } behind the last option");
	at = at < f->len ? skip(f, at + 1) : at;
	if (at < f->len)
		file_damage(f, at, "file", "nothing may stand behind the closing brace");
	compare(f, "RETRY_TIMEOUT", "MAX_RETRY_TIMEOUT");
	compare(f, "REG_RETRY_TIMEOUT", "REG_RETRY_MAXTIMEOUT");
}
