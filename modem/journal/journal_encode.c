/*
 * Time stamps and JSON strings, written fast: a flood goes through here. Pure.
 */
#include "modem/journal/journal_store.h"

#include <string.h>

#define DAY_S 86400

const char *const journal_frame_names[] = {
	[JOURNAL_FRAME_LINE] = "line",
	[JOURNAL_FRAME_ECHO] = "echo",
	[JOURNAL_FRAME_PAYLOAD] = "payload",
	[JOURNAL_FRAME_PROMPT] = "prompt",
	[JOURNAL_FRAME_OVERLONG] = "overlong",
	[JOURNAL_FRAME_NOISE] = "noise",
};

const size_t journal_frame_count = sizeof(journal_frame_names) / sizeof(journal_frame_names[0]);

static void stamp_digits(char *to, int64_t value, int digits)
{
	while (digits--) {
		to[digits] = (char)('0' + value % 10);
		value /= 10;
	}
}

/* Days since 1970 to year, month, day, in eras of 400 years that begin in March. */
static void stamp_date(char *to, int64_t days)
{
	int64_t shifted = days + 719468;
	int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
	int64_t day_of_era = shifted - era * 146097;
	int64_t year_of_era =
		(day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year =
		day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t month = (5 * day_of_year + 2) / 153;
	int64_t day = day_of_year - (153 * month + 2) / 5 + 1;

	month = month < 10 ? month + 3 : month - 9;
	stamp_digits(to, year_of_era + era * 400 + (month <= 2 ? 1 : 0), 4);
	stamp_digits(to + 5, month, 2);
	stamp_digits(to + 8, day, 2);
}

void journal_stamp(char stamp[JOURNAL_STAMP], int64_t wall_ms)
{
	static const char pattern[] = "0000-00-00T00:00:00.000Z";
	int64_t s, days;

	if (wall_ms < 0)
		wall_ms = 0;
	s = wall_ms / 1000;
	days = s / DAY_S;
	for (size_t i = 0; i < JOURNAL_STAMP; i++)
		stamp[i] = pattern[i];
	stamp_date(stamp, days);
	s -= days * DAY_S;
	stamp_digits(stamp + 11, s / 3600, 2);
	stamp_digits(stamp + 14, s / 60 % 60, 2);
	stamp_digits(stamp + 17, s % 60, 2);
	stamp_digits(stamp + 20, wall_ms % 1000, 3);
}

/* The letter of a two-byte escape; 'u' for the long form; 0 for bytes that stand for themselves. */
static const char escape_letters[256] = {
	[0x00] = 'u',
	[0x01] = 'u',
	[0x02] = 'u',
	[0x03] = 'u',
	[0x04] = 'u',
	[0x05] = 'u',
	[0x06] = 'u',
	[0x07] = 'u',
	['\b'] = 'b',
	['\t'] = 't',
	['\n'] = 'n',
	[0x0b] = 'u',
	['\f'] = 'f',
	['\r'] = 'r',
	[0x0e] = 'u',
	[0x0f] = 'u',
	[0x10] = 'u',
	[0x11] = 'u',
	[0x12] = 'u',
	[0x13] = 'u',
	[0x14] = 'u',
	[0x15] = 'u',
	[0x16] = 'u',
	[0x17] = 'u',
	[0x18] = 'u',
	[0x19] = 'u',
	[0x1a] = 'u',
	[0x1b] = 'u',
	[0x1c] = 'u',
	[0x1d] = 'u',
	[0x1e] = 'u',
	[0x1f] = 'u',
	['"'] = '"',
	['\\'] = '\\',
	[0x7f] = 'u',
};

/*
 * Marks, in the top bit of each byte of a word, the bytes that do not stand for themselves, by the
 * usual arithmetic that finds bytes below a value or equal to one. Above the lowest mark there may
 * be false ones.
 */
static uint64_t escape_word(uint64_t w)
{
	const uint64_t ones = 0x0101010101010101u, tops = ones * 0x80;
	uint64_t quote = w ^ (ones * '"'), back = w ^ (ones * '\\'), del = w ^ (ones * 0x7f);
	uint64_t below = (w - ones * 0x20) & ~w;

	return (below | (quote - ones) | (back - ones) | (del - ones) | w) & tops;
}

/* Copies bytes that stand for themselves, eight at a time; returns how many. May stop early. */
static size_t escape_plain(char *to, const uint8_t *from, size_t len)
{
	size_t i = 0;

	while (i + sizeof(uint64_t) <= len) {
		uint64_t word, marks;

		memcpy(&word, from + i, sizeof(word));
		memcpy(to + i, &word, sizeof(word));
		marks = escape_word(word);
		if (marks) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
			i += (size_t)__builtin_ctzll(marks) / 8;
#endif
			break;
		}
		i += sizeof(word);
	}
	return i;
}

static size_t escape_one(char *to, uint8_t b)
{
	static const char hex[] = "0123456789abcdef";
	char letter = b >= 0x80 ? 'u' : escape_letters[b];

	to[0] = '\\';
	to[1] = letter;
	if (letter != 'u')
		return 2;
	to[2] = '0';
	to[3] = '0';
	to[4] = hex[b >> 4];
	to[5] = hex[b & 15];
	return 6;
}

/* Length of the valid UTF-8 sequence of more than one byte here, or 0. */
static size_t escape_utf8(const uint8_t *p, size_t len)
{
	size_t n = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
	uint32_t code = p[0] & (0xffu >> (n + 1));
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};

	if (p[0] < 0xc2 || p[0] > 0xf4 || n > len)
		return 0;
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (p[i] & 0x3fu);
	}
	if (code < least[n] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	return n;
}

size_t journal_escape(char *to, const uint8_t *from, size_t len, bool text)
{
	char *begin = to;

	for (size_t i = 0; i < len;) {
		size_t n = escape_plain(to, from + i, len - i);

		to += n;
		i += n;
		if (i == len)
			break;
		n = text && from[i] >= 0x80 ? escape_utf8(from + i, len - i) : 0;
		if (n) {
			memcpy(to, from + i, n);
			to += n;
			i += n;
		} else if (from[i] < 0x80 && !escape_letters[from[i]]) {
			*to++ = (char)from[i++];
		} else {
			to += escape_one(to, from[i++]);
		}
	}
	return (size_t)(to - begin);
}
