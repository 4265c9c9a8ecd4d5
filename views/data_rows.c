/*
 * How sends, received values and observations look. It must not know what is selected.
 */
#include "views/data_rows.h"

#include <string.h>

#include "modem/decode.h"
#include "modem/explain.h"
#include "views/hexdump.h"
#include "views/words.h"

/* --- sends ------------------------------------------------------------------------------------ */

static const struct look {
	const char *glyph, *word;
	enum role role;
	const char *meaning;
} looks[] = {
	[MODEL_SEND_SENT] = {"◌", "sent", ROLE_PENDING, "the module took it; its result will come"},
	[MODEL_SEND_DELIVERED] = {"✓", "delivered", ROLE_OK, "the server confirmed it"},
	[MODEL_SEND_FAILED] = {"✗", "failed", ROLE_BAD, "the module refused it"},
	[MODEL_SEND_UNCONFIRMED] = {"○", "sent", ROLE_TEXT,
		"not confirmable: no result will ever come"},
	[MODEL_SEND_UNKNOWN] = {"?", "unknown", ROLE_STALE, "no result came"},
	[MODEL_SEND_UNMATCHED] = {"!", "unmatched", ROLE_WARN,
		"a result that fits no send of this console"},
};

static int put_preview(struct region r, int row, int col, int cols, const struct model_send *s)
{
	struct region cell = region_sub(r, row, col, 1, cols);
	int at = region_text(cell, 0, 0, ROLE_DIM, s->hex ? "hex " : "\"");
	at = region_put(cell, 0, at, ROLE_DATA, s->preview, s->preview_len);
	if (s->preview_len == sizeof(s->preview))
		at = region_text(cell, 0, at, ROLE_DIM, "…");
	if (!s->hex)
		region_text(cell, 0, at, ROLE_DIM, "\"");
	return col + cols;
}

const char *data_send_word(const struct model_send *s)
{
	return looks[s->state].word;
}

void data_send_row(struct region r, int row, const struct model_send *s)
{
	const struct look *look = &looks[s->state];
	char words[WORDS_MAX];
	const uint64_t t = s->sent_ms ? s->sent_ms : s->ended_ms;
	int col = region_text(r, row, 2, ROLE_TIME, "%s", words_time(t, words));
	col = region_text(r, row, col + 1, look->role, "%s ", look->glyph);
	col = region_field(r, row, col, 10, look->role, "%s", look->word);
	col = region_field(r, row, col, 6, ROLE_VALUE, "%u", s->short_id);
	const int uri_cols = r.cols >= 100 ? 20 : 13;
	col = region_field(r, row, col, uri_cols - 1, ROLE_TEXT, "%s", s->uri) + 1;
	if (s->state != MODEL_SEND_UNMATCHED)
		region_text(r, row, col, ROLE_TEXT, "%zu B", s->len);
	col += 7;
	if (s->ended_ms) {
		region_text(r, row, col, ROLE_TEXT, "message %u", s->message_id);
		if (s->sent_ms)
			region_text_right(r, row, col + 24, ROLE_TIME, "%s",
				words_took(s->ended_ms - s->sent_ms, words));
	}
	if (r.cols >= 120 && s->preview_len > 0)
		put_preview(r, row, col + 26, r.cols - col - 26, s);
}

void data_queued_row(
	struct region r, int row, const struct send_item *item, const struct model_send *before)
{
	char words[WORDS_MAX];
	int col = region_text(r, row, 2, ROLE_TIME, "%s", words_time(item->queued_ms, words));
	col = region_text(r, row, col + 1, ROLE_PENDING, "… ");
	col = region_field(r, row, col, 10, ROLE_PENDING, "queued");
	col = region_field(r, row, col, 6, ROLE_VALUE, "%u", item->short_id);
	const int uri_cols = r.cols >= 100 ? 20 : 13;
	col = region_field(r, row, col, uri_cols - 1, ROLE_TEXT, "%s", item->uri) + 1;
	region_text(r, row, col, ROLE_TEXT, "%zu B", item->len);
	region_text(r, row, col + 7, ROLE_DIM, "%s",
		item->begun ? "being sent"
		: before    ? "waits for a result"
			    : "in turn");
}

static const char *meaning_of(const struct model_send *s)
{
	if (s->state == MODEL_SEND_FAILED && s->ended_ms)
		return qlw_delivery_meaning(s->code);
	return looks[s->state].meaning;
}

void data_send_detail(struct region r, const struct model_send *s)
{
	const struct look *look = &looks[s->state];
	char words[WORDS_MAX];
	int row = 0, col = region_text(r, row, 0, look->role, "%s %s  ", look->glyph, look->word);
	row += region_wrap(region_sub(r, row, col, -1, -1), 0, 2, ROLE_TEXT, meaning_of(s));
	col = region_text(r, row, 0, ROLE_LABEL, "to ");
	col = region_text(r, row, col, ROLE_VALUE, "%u %s%s", s->short_id, s->uri,
		s->confirmable ? "" : "  not confirmable");
	if (s->state != MODEL_SEND_UNMATCHED)
		region_text(r, row, col + 2, ROLE_DIM, "s sends it again, or :resend %llu",
			(unsigned long long)s->id);
	row++;
	if (s->preview_len > 0) {
		col = region_text(r, row, 0, ROLE_LABEL, "data ");
		col = region_text(r, row, col, ROLE_VALUE, "%zu B ", s->len);
		put_preview(r, row++, col, r.cols - col, s);
	}
	if (!s->ended_ms)
		return;
	col = region_text(r, row, 0, ROLE_LABEL, "result %d, ", s->code);
	col = region_text(r, row, col, ROLE_VALUE, "message %u, token %s", s->message_id, s->token);
	if (s->sent_ms)
		region_text(r, row, col, ROLE_TIME, ", after %s",
			words_took(s->ended_ms - s->sent_ms, words));
	if (s->state == MODEL_SEND_FAILED)
		words_put_number(r, row + 1, explain_delivery(s->code));
}

/* --- received --------------------------------------------------------------------------------- */

/* The first value, and how many there are. */
static void put_first(struct region r, const struct decode *reading)
{
	const struct decode_row *line = &reading->row[0];
	int col = 0;
	if (reading->form > DECODE_BOOLEAN)
		col = region_text(r, 0, col, ROLE_LABEL, "%s  ", decode_form_name(reading->form));
	if (strcmp(line->name, "value") != 0 && strcmp(line->name, "CBOR") != 0)
		col = region_text(r, 0, col, ROLE_LABEL, "%s  ", line->name);
	col = region_put(r, 0, col, ROLE_DATA, line->value, strlen(line->value));
	if (reading->count > 1 && reading->form > DECODE_BOOLEAN)
		region_text(r, 0, col, ROLE_DIM, "  and %zu more", reading->count - 1);
}

void data_recv_row(struct region r, int row, const struct model_recv *d)
{
	char words[WORDS_MAX];
	struct decode reading;
	int col = region_text(r, row, 2, ROLE_TIME, "%s", words_time(d->t_ms, words));
	col = region_field(r, row, col + 1, 16, ROLE_TEXT, "%s", d->uri) + 1;
	col = region_text(r, row, col, d->len < d->expected ? ROLE_BAD : ROLE_TEXT, "%zu B %s",
		d->len, d->len < d->expected ? "cut off " : qlw_data_type_name(d->data_type));
	struct region rest = region_sub(r, row, col + 2, 1, -1);
	decode_payload(d->data, d->len, &reading);
	if (reading.count > 0)
		put_first(rest, &reading);
	else
		region_put(
			rest, 0, 0, ROLE_DATA, (const char *)d->data, d->len < 200 ? d->len : 200);
}

/* Lines of the reading, from the first one asked for. */
static void put_reading(struct region r, const struct model_recv *d, size_t first)
{
	struct decode reading;
	decode_payload(d->data, d->len, &reading);
	region_text(r, 0, 0, ROLE_LABEL, "%s",
		reading.form == DECODE_NONE ? "no known form" : decode_form_name(reading.form));
	if (reading.form == DECODE_TEXT)
		region_put(region_sub(r, 1, 0, -1, -1), 0, 0, ROLE_DATA, (const char *)d->data,
			d->len);
	for (size_t i = 0; i + first < reading.count && (int)i + 1 < r.rows; i++) {
		const struct decode_row *line = &reading.row[i + first];
		const int col = region_text(r, (int)i + 1, 0, ROLE_LABEL, "%s%s", line->name,
			line->name[0] ? "  " : "");
		region_put(r, (int)i + 1, col, ROLE_DATA, line->value, strlen(line->value));
	}
}

void data_recv_detail(struct region r, const struct model_recv *d, size_t first)
{
	struct region left = r;
	if (r.cols >= 110)
		put_reading(region_cut_right(&left, r.cols - 80), d, first);
	else if (r.rows > 4)
		put_reading(region_cut_bottom(&left, r.rows > 8 ? r.rows / 3 : 2), d, first);
	const size_t width = hexdump_width(left.cols);
	region_text(left, 0, 0, ROLE_LABEL, "%zu of %zu bytes", d->len, d->expected);
	for (int row = 1; row < left.rows; row++) {
		const size_t at = (first + (size_t)row - 1) * width;
		if (at < d->len)
			hexdump_row(left, row, 0, d->data, d->len, at);
	}
}

/* --- observations ----------------------------------------------------------------------------- */

/* Sends of ours to that server and path since it began to observe, by what became of them. */
struct counts {
	unsigned delivered, failed, waiting, unconfirmed;
};

static struct counts count_sends(const struct model *m, const struct model_observe *o)
{
	struct counts n = {0};
	for (size_t i = 0; i < MODEL_SENDS_MAX; i++) {
		const struct model_send *s = &m->send[i];
		if (!s->id || s->short_id != o->short_id || s->sent_ms < o->since_ms ||
			strcmp(s->uri, o->uri) != 0)
			continue;
		n.delivered += s->state == MODEL_SEND_DELIVERED;
		n.failed += s->state == MODEL_SEND_FAILED || s->state == MODEL_SEND_UNKNOWN;
		n.waiting += s->state == MODEL_SEND_SENT;
		n.unconfirmed += s->state == MODEL_SEND_UNCONFIRMED;
	}
	return n;
}

void data_observe_row(
	struct region r, int row, const struct model *m, const struct model_observe *o)
{
	char words[WORDS_MAX];
	const enum role role = o->cancelled_ms ? ROLE_DIM : ROLE_TEXT;
	int col = region_field(r, row, 2, 6, ROLE_VALUE, "%u", o->short_id);
	col = region_field(r, row, col, r.cols >= 100 ? 24 : 14, role, "%s", o->uri) + 1;
	col = region_text(r, row, col, role, "since %s", words_time(o->since_ms, words));
	if (o->cancelled_ms)
		col = region_text(r, row, col, ROLE_WARN, ", cancelled %s",
			words_time(o->cancelled_ms, words));
	else
		col = region_text(r, row, col, role, ", %u delivered", count_sends(m, o).delivered);
	if (r.cols - col > 10)
		region_text(r, row, col, ROLE_DIM, ", token %s", o->token);
}

const char data_observed_note[] =
	"Notifications do not show on the AT side: only our own sends are counted.";

void data_observe_detail(struct region r, const struct model *m, const struct model_observe *o)
{
	char words[WORDS_MAX];
	const struct model_server *s = model_server_by_id(m, o->short_id);
	const struct counts n = count_sends(m, o);
	int row = 0, col = region_text(r, row, 0, ROLE_LABEL, "by ");
	col = region_text(r, row, col, ROLE_VALUE, "%u", o->short_id);
	region_field(r, row++, col + 1, r.cols - col - 1, ROLE_TEXT, "%s",
		s ? s->server_addr : "a server that nobody configured");
	col = region_text(r, row, 0, ROLE_LABEL, "path ");
	region_field(r, row++, col, r.cols - col, ROLE_VALUE, "%s", o->uri);
	col = region_text(r, row, 0, ROLE_LABEL, "since ");
	col = region_text(r, row, col, ROLE_VALUE, "%s", words_time(o->since_ms, words));
	if (o->cancelled_ms)
		region_text(r, row, col, ROLE_WARN, ", cancelled %s",
			words_time(o->cancelled_ms, words));
	col = region_text(r, ++row, 0, ROLE_LABEL, "token ");
	region_field(r, row++, col, r.cols - col, ROLE_VALUE, "%s", o->token);
	col = region_text(r, row, 0, ROLE_LABEL, "our sends ");
	region_field(r, row++, col, r.cols - col, ROLE_VALUE,
		"%u delivered, %u failed or lost, %u waiting, %u not confirmable", n.delivered,
		n.failed, n.waiting, n.unconfirmed);
	region_wrap(region_sub(r, row, 0, -1, -1), 0, 2, ROLE_DIM, data_observed_note);
}
