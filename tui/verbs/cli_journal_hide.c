/*
 * What names a unit, its SIM or its owner's data, taken out of recorded lines: IMEI, IMSI, ICCID,
 * phone numbers, payloads. Secrets are never in a journal; this is about what may not be shared.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/at.h"
#include "tui/verbs/cli_journal.h"

enum {
	VALUES_MAX = 32,
	VALUE_MAX = 40,
	VALUE_MIN = 6
};

struct reading_hide {
	char value[VALUES_MAX][VALUE_MAX];
	size_t values;
	char text[READING_HIDE_MAX * 2];
	uint8_t bytes[JOURNAL_BYTES_MAX + 64];
};

struct reading_hide *reading_hide_new(void)
{
	return calloc(1, sizeof(struct reading_hide));
}

void reading_hide_free(struct reading_hide *h)
{
	free(h);
}

void reading_hide_learn(struct reading_hide *h, const char *text, size_t len)
{
	if (len && *text == '+') {
		text++;
		len--;
	}
	if (len < VALUE_MIN || len >= VALUE_MAX || h->values == VALUES_MAX)
		return;
	for (size_t i = 0; i < h->values; i++)
		if (strlen(h->value[i]) == len && !memcmp(h->value[i], text, len))
			return;
	snprintf(h->value[h->values++], VALUE_MAX, "%.*s", (int)len, text);
}

/* Numbers that no shape gives away: the phone number, and what LG U+ asks for. */
void reading_hide_look(struct reading_hide *h, const struct journal_record *r)
{
	struct at_line line;
	const char *text;
	size_t len;
	bool tx = r->kind == JOURNAL_TX;
	if (!tx && r->kind != JOURNAL_RX)
		return;
	decode_trim(r, &text, &len);
	if (tx ? at_parse_command(text, len, &line, NULL) : at_parse_info(text, len, &line))
		return;
	if (at_is(&line, "+CNUM") && line.count > 1)
		reading_hide_learn(h, line.arg[1].text, line.arg[1].len);
	for (size_t i = 1; i < line.count && at_arg_is(&line, 0, "mbsps"); i++)
		reading_hide_learn(h, line.arg[i].text, line.arg[i].len);
}

/* --- in a text -------------------------------------------------------------------------------- */

/* 15 digits are an IMEI or IMSI, 18 to 22 that begin with 89 an ICCID. */
static bool is_number(const char *p, size_t n)
{
	return n == 15 || (n >= 18 && n <= 22 && p[0] == '8' && p[1] == '9');
}

static size_t known_at(const struct reading_hide *h, const char *p, size_t left)
{
	size_t best = 0;
	for (size_t i = 0; i < h->values; i++) {
		size_t n = strlen(h->value[i]);
		if (n > best && n <= left && !memcmp(p, h->value[i], n))
			best = n;
	}
	return best;
}

static size_t digits_at(const char *p, size_t left)
{
	size_t n = 0;
	while (n < left && isdigit((unsigned char)p[n]))
		n++;
	return n;
}

/* Bytes to be hidden at p. A number within a longer one is none. */
static size_t hidden_at(const struct reading_hide *h, const char *p, size_t left, bool in_digits)
{
	size_t digits = in_digits ? 0 : digits_at(p, left);
	return is_number(p, digits) ? digits : known_at(h, p, left);
}

static size_t hide(
	const struct reading_hide *h, const char *from, size_t len, char *to, size_t size)
{
	static const char mark[] = READING_HIDDEN;
	size_t n = 0;
	bool in_digits = false;
	for (size_t i = 0; i < len;) {
		size_t gone = hidden_at(h, from + i, len - i, in_digits);
		const char *put = gone ? mark : from + i;
		size_t k = gone ? sizeof mark - 1 : 1;
		if (n + k > size)
			break;
		memcpy(to + n, put, k);
		n += k;
		in_digits = !gone && isdigit((unsigned char)from[i]);
		i += gone ? gone : 1;
	}
	return n;
}

const char *reading_hide_text(struct reading_hide *h, const char *text)
{
	size_t n = hide(h, text, strlen(text), h->text, sizeof h->text - 1);
	h->text[n] = '\0';
	return h->text;
}

/* --- records ---------------------------------------------------------------------------------- */

/* Where the data of an uldata stand in the line; false if it is none. */
static bool uldata_of(const char *text, size_t len, const char **data, size_t *data_len)
{
	struct at_line line;
	if (at_parse_command(text, len, &line, NULL) || !at_is(&line, "+QLWSVC") ||
		!at_arg_is(&line, 0, "uldata") || line.count < 5)
		return false;
	*data = line.arg[4].text;
	*data_len = line.arg[4].len;
	return true;
}

static struct journal_record with(const struct journal_record *r, const void *bytes, size_t len)
{
	struct journal_record out = *r;
	out.bytes = bytes;
	out.len = len;
	return out;
}

static struct journal_record without_data(
	struct reading_hide *h, const struct journal_record *r, const char *data, size_t data_len)
{
	const char *text = (const char *)r->bytes;
	size_t before = (size_t)(data - text);
	size_t n = hide(h, text, before, (char *)h->bytes, sizeof h->bytes - 16);
	n += (size_t)snprintf((char *)h->bytes + n, sizeof h->bytes - n, READING_HIDDEN);
	n += hide(h, data + data_len, r->len - before - data_len, (char *)h->bytes + n,
		sizeof h->bytes - n);
	return with(r, h->bytes, n);
}

struct journal_record reading_hide_record(struct reading_hide *h, const struct journal_record *r)
{
	const char *data, *text = (const char *)r->bytes;
	size_t len;
	bool wire = r->kind == JOURNAL_TX || r->kind == JOURNAL_RX;
	bool block = r->kind == JOURNAL_TX && r->len && r->bytes[r->len - 1] != '\r';
	if (block || (r->kind == JOURNAL_RX && r->frame == JOURNAL_FRAME_PAYLOAD))
		return with(r, (const uint8_t *)READING_HIDDEN, sizeof READING_HIDDEN - 1);
	if (wire && uldata_of(text, r->len, &data, &len))
		return without_data(h, r, data, len);
	return with(r, h->bytes, hide(h, text, r->len, (char *)h->bytes, sizeof h->bytes));
}
