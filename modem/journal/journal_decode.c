/*
 * One line of a journal into a record: a scanner for flat JSON objects that takes whatever an
 * editor or another tool may have left. Pure.
 */
#include "modem/journal/journal_store.h"

#include <string.h>

struct decode {
	const char *at, *end;
	uint8_t *out;
	bool header, has_raw, has_note, tx, rx, has_time;
};

static void decode_blanks(struct decode *d)
{
	while (d->at < d->end && (*d->at == ' ' || *d->at == '\t' || *d->at == '\r'))
		d->at++;
}

static bool decode_take(struct decode *d, char byte)
{
	decode_blanks(d);
	if (d->at >= d->end || *d->at != byte)
		return false;
	d->at++;
	return true;
}

/* Finds the end of a string whose opening quote is behind d->at; its inside in [*from, *to). */
static bool decode_string(struct decode *d, const char **from, const char **to)
{
	*from = d->at;
	while (d->at < d->end && *d->at != '"')
		d->at += *d->at == '\\' && d->end - d->at > 1 ? 2 : 1;
	if (d->at >= d->end)
		return false;
	*to = d->at++;
	return true;
}

static int decode_hex(const char *p)
{
	int value = 0;

	for (int i = 0; i < 4; i++) {
		int digit = p[i] >= '0' && p[i] <= '9'   ? p[i] - '0'
			    : p[i] >= 'a' && p[i] <= 'f' ? p[i] - 'a' + 10
			    : p[i] >= 'A' && p[i] <= 'F' ? p[i] - 'A' + 10
							 : -1;

		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

static uint8_t *decode_put_utf8(uint8_t *out, unsigned code)
{
	if (code < 0x80) {
		*out++ = (uint8_t)code;
	} else if (code < 0x800) {
		*out++ = (uint8_t)(0xc0 | code >> 6);
		*out++ = (uint8_t)(0x80 | (code & 0x3f));
	} else if (code < 0x10000) {
		*out++ = (uint8_t)(0xe0 | code >> 12);
		*out++ = (uint8_t)(0x80 | (code >> 6 & 0x3f));
		*out++ = (uint8_t)(0x80 | (code & 0x3f));
	} else {
		*out++ = (uint8_t)(0xf0 | code >> 18);
		*out++ = (uint8_t)(0x80 | (code >> 12 & 0x3f));
		*out++ = (uint8_t)(0x80 | (code >> 6 & 0x3f));
		*out++ = (uint8_t)(0x80 | (code & 0x3f));
	}
	return out;
}

/* \uXXXX, perhaps two of them for one character. Frames hold bytes: there, U+0080 to U+00FF is one.
 */
static const char *decode_unicode(const char *p, const char *to, uint8_t **out, bool text)
{
	int code = to - p >= 4 ? decode_hex(p) : -1;
	int low = -1;

	if (code < 0)
		return NULL;
	p += 4;
	if (code >= 0xd800 && code < 0xdc00 && to - p >= 6 && p[0] == '\\' && p[1] == 'u')
		low = decode_hex(p + 2);
	if (low >= 0xdc00 && low < 0xe000) {
		code = 0x10000 + (code - 0xd800) * 0x400 + (low - 0xdc00);
		p += 6;
	}
	if (!text && code < 0x100)
		*(*out)++ = (uint8_t)code;
	else
		*out = decode_put_utf8(*out, (unsigned)code);
	return p;
}

static const char *decode_escape(const char *p, const char *to, uint8_t **out, bool text)
{
	static const char letters[] = "\"\\/bfnrt", bytes[] = "\"\\/\b\f\n\r\t";
	const char *letter = p < to && *p ? strchr(letters, *p) : NULL;

	if (p < to && *p == 'u')
		return decode_unicode(p + 1, to, out, text);
	if (!letter)
		return NULL;
	*(*out)++ = (uint8_t)bytes[letter - letters];
	return p + 1;
}

/* Decodes a string's inside to d->out and moves it on; false if an escape is malformed. */
static bool decode_bytes(
	struct decode *d, const char *p, const char *to, bool text, struct journal_record *r)
{
	uint8_t *begin = d->out;

	while (p < to) {
		const char *stop = p;

		while (stop < to && *stop != '\\' && (text || (unsigned char)*stop < 0x80))
			stop++;
		memcpy(d->out, p, (size_t)(stop - p));
		d->out += stop - p;
		p = stop;
		if (p == to)
			break;
		if (*p == '\\') {
			p = decode_escape(p + 1, to, &d->out, text);
			if (!p)
				return false;
		} else if (to - p >= 2 && ((unsigned char)*p & 0xfe) == 0xc2) {
			/* a tool has turned the escape of a byte into its character */
			*d->out++ = (uint8_t)(((unsigned char)p[0] & 3) << 6 | (p[1] & 0x3f));
			p += 2;
		} else {
			*d->out++ = (uint8_t)*p++;
		}
	}
	r->bytes = begin;
	r->len = (size_t)(d->out - begin);
	return true;
}

static bool decode_is(const char *from, const char *to, const char *word)
{
	size_t n = strlen(word);

	return (size_t)(to - from) == n && !memcmp(from, word, n);
}

static void decode_frame(const char *from, const char *to, struct journal_record *r)
{
	for (size_t i = 0; i < journal_frame_count; i++) {
		if (decode_is(from, to, journal_frame_names[i]))
			r->frame = (enum journal_frame)i;
	}
}

static bool decode_place(const char *from, const char *to, uint64_t *place)
{
	*place = 0;
	if (from == to || to - from > 19)
		return false;
	for (; from < to && *from >= '0' && *from <= '9'; from++)
		*place = *place * 10 + (uint64_t)(*from - '0');
	return from == to;
}

/* A field whose value is a string. */
static bool decode_field(struct decode *d, const char *key, const char *key_end, const char *from,
	const char *to, struct journal_record *r)
{
	if (decode_is(key, key_end, "t")) {
		d->has_time = journal_stamp_parse(from, (size_t)(to - from), &r->wall_ms);
		return d->has_time;
	}
	if (decode_is(key, key_end, "dir")) {
		d->tx = decode_is(from, to, "tx");
		d->rx = decode_is(from, to, "rx");
	} else if (decode_is(key, key_end, "kind")) {
		decode_frame(from, to, r);
	} else if (decode_is(key, key_end, "raw")) {
		d->has_raw = true;
		return decode_bytes(d, from, to, false, r);
	} else if (decode_is(key, key_end, "note")) {
		d->has_note = true;
		return decode_bytes(d, from, to, true, r);
	} else if (decode_is(key, key_end, "mark") || decode_is(key, key_end, "unmark")) {
		r->mark = *key == 'm' ? JOURNAL_MARK_SET : JOURNAL_MARK_REMOVED;
		return decode_place(from, to, &r->marked);
	} else if (decode_is(key, key_end, "continues")) {
		r->continued = true;
	} else if (decode_is(key, key_end, "port")) {
		return decode_bytes(d, from, to, true, r);
	}
	return true;
}

/* A value of any other type: a number, a word, or something nested. */
static bool decode_skip(struct decode *d)
{
	int depth = 0;

	for (; d->at < d->end; d->at++) {
		char c = *d->at;

		if (c == '"') {
			const char *from, *to;

			d->at++;
			if (!decode_string(d, &from, &to))
				return false;
			d->at--;
		} else if (c == '{' || c == '[') {
			depth++;
		} else if (c == '}' || c == ']') {
			if (!depth)
				return true;
			depth--;
		} else if (c == ',' && !depth) {
			return true;
		}
	}
	return false;
}

static bool decode_pair(struct decode *d, struct journal_record *r)
{
	const char *key, *key_end, *from, *to;

	if (!decode_take(d, '"') || !decode_string(d, &key, &key_end) || !decode_take(d, ':'))
		return false;
	if (decode_is(key, key_end, "qlw_journal"))
		d->header = true;
	if (!decode_take(d, '"'))
		return decode_skip(d);
	return decode_string(d, &from, &to) && decode_field(d, key, key_end, from, to, r);
}

static bool decode_object(struct decode *d, struct journal_record *r)
{
	if (!decode_take(d, '{'))
		return false;
	do {
		if (!decode_pair(d, r))
			return false;
	} while (decode_take(d, ','));
	if (!decode_take(d, '}'))
		return false;
	decode_blanks(d);
	return d->at == d->end && d->has_time;
}

void journal_decode(const char *line, size_t len, struct journal_record *r, uint8_t *out)
{
	struct decode d = {.at = line, .end = line + len, .out = out};
	bool whole;

	*r = (struct journal_record){.bytes = out};
	whole = decode_object(&d, r);
	if (whole && d.header) {
		r->kind = JOURNAL_HEADER;
	} else if (whole && d.has_raw && (d.tx || d.rx)) {
		r->kind = d.tx ? JOURNAL_TX : JOURNAL_RX;
	} else if (whole && d.has_note) {
		r->kind = JOURNAL_NOTE;
	} else {
		memcpy(out, line, len);
		*r = (struct journal_record){.kind = JOURNAL_BROKEN, .bytes = out, .len = len};
	}
}

/* Digits at p; -1 if one is none. */
static int64_t stamp_number(const char *p, int digits)
{
	int64_t value = 0;

	for (; digits--; p++) {
		if (*p < '0' || *p > '9')
			return -1;
		value = value * 10 + (*p - '0');
	}
	return value;
}

static int64_t stamp_days(int64_t year, int64_t month, int64_t day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = y / 400, of_era = y - era * 400;
	int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* Z, or an offset as other tools write it. */
static bool stamp_zone(const char *p, size_t len, int64_t *offset_s)
{
	int64_t hours, minutes;

	*offset_s = 0;
	if (len == 1 && (*p == 'Z' || *p == 'z'))
		return true;
	if (len != 6 || (*p != '+' && *p != '-') || p[3] != ':')
		return false;
	hours = stamp_number(p + 1, 2);
	minutes = stamp_number(p + 4, 2);
	*offset_s = (hours * 3600 + minutes * 60) * (*p == '-' ? -1 : 1);
	return hours >= 0 && minutes >= 0;
}

bool journal_stamp_parse(const char *text, size_t len, int64_t *wall_ms)
{
	static const struct {
		int at, digits, least, most;
	} parts[] = {{0, 4, 0, 9999}, {5, 2, 1, 12}, {8, 2, 1, 31}, {11, 2, 0, 23}, {14, 2, 0, 59},
		{17, 2, 0, 60}};
	int64_t v[6], offset_s, ms = 0;
	size_t at = 19;

	if (len < 20 || text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':')
		return false;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		v[i] = stamp_number(text + parts[i].at, parts[i].digits);
		if (v[i] < parts[i].least || v[i] > parts[i].most)
			return false;
	}
	if (text[at] == '.') {
		int64_t unit = 100;

		for (at++; at < len && text[at] >= '0' && text[at] <= '9'; at++, unit /= 10)
			ms += (text[at] - '0') * unit;
	}
	if (!stamp_zone(text + at, len - at, &offset_s))
		return false;
	*wall_ms =
		(stamp_days(v[0], v[1], v[2]) * 86400 + v[3] * 3600 + v[4] * 60 + v[5] - offset_s) *
			1000 +
		ms;
	return true;
}
