/* carrier_apn_cfg (2.5.1.2): KEY=value lines, each record closed by a line with a semicolon. */
#include <string.h>

#include "profiles/file_priv.h"

/* The record being read. */
struct open_record {
	unsigned number;
	bool open;   /* it has at least one line */
	size_t from; /* offset of its first line */
};

static const struct file_item *item_of(const struct file *f, unsigned record, const char *name)
{
	const struct file_item *item = file_find(f, record, name);
	return item && item->good ? item : NULL;
}

static int64_t short_id_of(const struct file *f, unsigned record, const struct file_item **item)
{
	*item = item_of(f, record, "SHORT_SERVER_ID1");
	return *item ? (*item)->number : 102;
}

static void check_class(struct file *f, unsigned record)
{
	const struct file_item *item = item_of(f, record, "APN_CLASS");
	const struct qlw_verb *verb = qlw_key_verb(QLW_KEY_PDPCID);
	int field = qlw_field_find(verb, "apn_class");
	if (item && !qlw_choice_find(&verb->field[field], item->value))
		file_warn(f, item->from, item->name,
			"AT+QLWCFG knows the classes 0, 2, 3, 6, 7, 10 and 11 only");
}

/* Two records for one server. */
static void check_twins(struct file *f, const struct open_record *r)
{
	const struct file_item *mine, *other;
	int64_t id = short_id_of(f, r->number, &mine);
	for (unsigned i = 0; i < r->number; i++)
		if (short_id_of(f, i, &other) == id) {
			file_warn(f, mine ? mine->from : r->from, "SHORT_SERVER_ID1",
				"record %u is for server %d too", i + 1, (int)id);
			return;
		}
}

static void close_record(struct file *f, struct open_record *r, size_t to)
{
	for (size_t i = 0; i < f->items; i++)
		if (f->item[i].record == r->number) {
			f->item[i].group_from = r->from;
			f->item[i].group_to = to;
		}
	if (!file_find(f, r->number, "APN_NAME"))
		file_error(f, r->from, "APN_NAME", "missing in record %u", r->number + 1);
	check_class(f, r->number);
	check_twins(f, r);
	r->number++;
	r->open = false;
	f->records = r->number;
}

static void take_semicolon(struct file *f, struct open_record *r, size_t at, bool alone)
{
	if (!r->open) {
		file_warn(f, at, "file", "a ; without a record before it");
		return;
	}
	if (!alone)
		file_warn(f, at, "file",
			"the Note has the ; that closes a record on a line of its own");
	close_record(f, r, at + 1);
}

/* bytes[from, to) without blanks around, not empty. */
static void take_line(struct file *f, struct open_record *r, size_t from, size_t to)
{
	const char *semicolon = memchr(f->bytes + from, ';', to - from);
	size_t at = semicolon ? (size_t)(semicolon - f->bytes) : to, end = at;
	struct file_pair pair;
	if (f->bytes[from] == '#' || (to - from > 1 && memcmp(f->bytes + from, "//", 2) == 0)) {
		file_warn(f, from, "file", "the Note knows no comments here; kept as it is");
		return;
	}
	file_trim(f, &from, &end);
	if (end > from) {
		if (!r->open)
			r->from = from;
		r->open = true;
		if (file_read_pair(f, from, end, &pair))
			file_add_pair(f, &pair, r->number);
	}
	if (at == to)
		return;
	take_semicolon(f, r, at, end <= from);
	if (at + 1 < to)
		file_damage(
			f, at + 1, "file", "nothing may stand behind the ; that closes a record");
}

void file_read_apn(struct file *f)
{
	struct open_record r = {.number = 0};
	for (size_t at = 0; at < f->len;) {
		size_t from = at, end = file_line_end(f, at), to = end;
		file_trim(f, &from, &to);
		if (to > from)
			take_line(f, &r, from, to);
		at = file_next_line(f, end);
	}
	if (r.open) {
		file_warn(f, f->len, "file", "the last record is not closed with ;");
		close_record(f, &r, f->len);
	}
}
