/* <ssid>_server.psk (2.5.2): |identity|:key, or identity:key for an identity without colons. Notes
 * say where and what, never with a byte of either. */
#include <string.h>

#include "profiles/file_priv.h"

static bool hex(char c)
{
	return c && strchr("0123456789abcdefABCDEF", c);
}

static bool space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct file_item *take(struct file *f, const char *name, size_t from, size_t to)
{
	char value[FILE_VALUE_MAX + 2]; /* one more than allowed, so that too long is seen */
	size_t len = to - from, n = len < sizeof value - 1 ? len : sizeof value - 1;
	struct file_item *item = file_add_item(f, name, from, to);
	if (!item)
		return NULL;
	memcpy(value, f->bytes + from, n);
	value[n] = '\0';
	item->row = file_row_named(FILE_KIND_PSK, name);
	file_take_value(f, item, value, len);
	memset(value, 0, sizeof value);
	return item;
}

/* The key's first byte that is no hex digit is what a person looks for. */
static void take_key(struct file *f, size_t from)
{
	size_t to = f->len, bad = from;
	while (to > from && space(f->bytes[to - 1]))
		to--;
	while (bad < to && hex(f->bytes[bad]))
		bad++;
	if (to == from)
		file_damage(f, from, "key", "missing behind the colon");
	else if (bad < to && space(f->bytes[bad]))
		file_error(f, bad, "key", "blanks or line ends within the hex digits");
	else if (bad < to)
		file_error(f, bad, "key", "allowed are hex digits (0-9, a-f) only");
	else
		take(f, "key", from, to);
}

/* Blanks between colon and key. */
static size_t behind_colon(struct file *f, size_t from)
{
	size_t at = from;
	bool lines = false;
	for (; at < f->len && space(f->bytes[at]); at++)
		lines = lines || f->bytes[at] == '\n' || f->bytes[at] == '\r';
	if (at == f->len)
		return from;
	if (lines)
		file_warn(f, from, "key",
			"on a line of its own, as the Note prints it; modules write both on one "
			"line");
	else if (at > from)
		file_warn(f, from, "key", "a blank before it");
	return at;
}

static void read_barred(struct file *f, size_t bar)
{
	const char *second = memchr(f->bytes + bar + 1, '|', f->len - bar - 1);
	if (!second) {
		file_damage(f, bar, "identity", "no second | closes it");
		return;
	}
	size_t end = (size_t)(second - f->bytes), colon = end + 1;
	struct file_item *item = take(f, "identity", bar + 1, end);
	if (item) {
		item->entry_from = bar;
		item->entry_to = end + 1;
	}
	if (colon >= f->len || f->bytes[colon] != ':')
		file_damage(f, colon, "identity", "expected : behind the closing |");
	else
		take_key(f, behind_colon(f, colon + 1));
}

static void read_plain(struct file *f, size_t from)
{
	const char *colon = memchr(f->bytes + from, ':', f->len - from);
	size_t at = colon ? (size_t)(colon - f->bytes) : f->len;
	if (!colon) {
		file_damage(f, from, "file", "expected |identity|:key or identity:key");
		return;
	}
	if (memchr(colon + 1, ':', f->len - at - 1)) {
		file_damage(f, from, "identity",
			"holds a colon, so it has to stand between bars: |identity|");
		return;
	}
	take(f, "identity", from, at);
	take_key(f, behind_colon(f, at + 1));
}

void file_read_psk(struct file *f)
{
	size_t at = 0;
	if (f->named && !f->short_id)
		file_error(f, 0, "short_id",
			"the name has to begin with the server's short ID, 1-65534");
	while (at < f->len && space(f->bytes[at]))
		at++;
	if (at == f->len)
		file_damage(f, at, "file", "empty, expected |identity|:key");
	else if (at)
		file_damage(f, 0, "file", "blanks or lines before the identity");
	else if (f->bytes[0] == '|')
		read_barred(f, 0);
	else
		read_plain(f, 0);
}
