/*
 * Journal records in words. It must not know where they are shown, and must not escape anything:
 * that is the canvas's part.
 */
#include "views/decode_line.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "modem/at.h"
#include "modem/net.h"
#include "modem/qlw.h"
#include "views/decode_tx.h"

void decode_trim(const struct journal_record *record, const char **bytes, size_t *len)
{
	const char *b = (const char *)record->bytes;
	size_t n = record->len;
	while (n > 0 && (b[n - 1] == '\r' || b[n - 1] == '\n'))
		n--;
	while (n > 0 && (*b == '\r' || *b == '\n'))
		b++, n--;
	*bytes = b;
	*len = n;
}

static void say(struct decode_line *out, const char *glyph, enum role role, const char *what)
{
	out->glyph = glyph;
	out->role = role;
	out->what_len = (size_t)snprintf(out->what, sizeof(out->what), "%s", what);
	if (out->what_len >= sizeof(out->what))
		out->what_len = sizeof(out->what) - 1;
}

void decode_bytes(struct decode_line *out, const char *bytes, size_t n)
{
	const size_t room = sizeof(out->text) - out->text_len;
	if (n > room)
		n = room;
	memcpy(out->text + out->text_len, bytes, n);
	out->text_len += n;
}

void decode_text(struct decode_line *out, const char *format, ...)
{
	char text[DECODE_TEXT_MAX];
	va_list args;
	va_start(args, format);
	const int n = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	decode_bytes(out, text, n < 0 ? 0 : strlen(text));
}

/* --- LwM2M's own lines ------------------------------------------------------------------------ */

static enum role state_role(int code)
{
	switch (qlw_state_phase(code, QLW_PHASE_UNKNOWN)) {
	case QLW_PHASE_READY:
		return ROLE_OK;
	case QLW_PHASE_FAILED:
		return ROLE_BAD;
	case QLW_PHASE_RETRYING:
		return ROLE_WARN;
	case QLW_PHASE_WORKING:
		return ROLE_PENDING;
	case QLW_PHASE_IDLE:
	case QLW_PHASE_UNKNOWN:
		break;
	}
	return code == QLW_STATE_UPDATE_FAILED ? ROLE_BAD : ROLE_URC;
}

static void decode_event(const struct qlw_urc *urc, struct decode_line *out)
{
	const char *name = qlw_state_name(urc->code);
	say(out, "←", state_role(urc->code), name ? name : urc->text);
	out->short_id = urc->short_id;
	if (name)
		decode_text(out, "%s", qlw_state_meaning(urc->code));
	else
		decode_text(out, "state %d, which is in no public document", urc->code);
}

static void decode_result(const struct qlw_urc *urc, const char *what, struct decode_line *out)
{
	say(out, "←", urc->code == 0 ? ROLE_OK : ROLE_BAD, what);
	decode_text(out, "%d %s", urc->code, qlw_result_meaning(urc->code));
}

static void decode_observe(const struct qlw_urc *urc, struct decode_line *out)
{
	say(out, "←", ROLE_URC, "observe");
	out->short_id = urc->short_id;
	decode_text(out, "%s  %s, token %s", urc->uri, urc->cancel ? "cancelled" : "started",
		urc->token);
}

static void decode_delivery(const struct qlw_urc *urc, struct decode_line *out)
{
	const bool ok = urc->code == QLW_DELIVERY_DONE;
	say(out, "←", ok ? ROLE_OK : ROLE_BAD, ok ? "delivered" : "not delivered");
	out->short_id = urc->short_id;
	decode_text(out, "%s  message %u, token %s", urc->uri, urc->message_id, urc->token);
	if (!ok)
		decode_text(out, ": %s", qlw_delivery_meaning(urc->code));
}

static void decode_recv(const struct qlw_urc *urc, struct decode_line *out)
{
	say(out, "←", ROLE_DATA, "received");
	decode_text(
		out, "%s  %zu B %s", urc->uri, urc->data_len, qlw_data_type_name(urc->data_type));
}

static void decode_other(const char *b, size_t n, struct decode_line *out)
{
	say(out, "←", ROLE_URC, "unknown");
	decode_bytes(out, b, n);
}

/* False when it is none of LwM2M's unsolicited lines. */
static bool decode_urc(const char *b, size_t n, struct decode_line *out)
{
	struct qlw_urc urc;
	switch (qlw_parse_urc(b, n, &urc)) {
	case QLW_URC_NONE:
		return false;
	case QLW_URC_EVENT:
		decode_event(&urc, out);
		break;
	case QLW_URC_OBSERVE:
		decode_observe(&urc, out);
		break;
	case QLW_URC_DELIVERY:
		decode_delivery(&urc, out);
		break;
	case QLW_URC_RECV:
		decode_recv(&urc, out);
		break;
	case QLW_URC_REG:
		decode_result(&urc, "register", out);
		break;
	case QLW_URC_DEREG:
		decode_result(&urc, "deregister", out);
		break;
	case QLW_URC_OTHER:
		decode_other(b, n, out);
		break;
	}
	return true;
}

/* --- answers ---------------------------------------------------------------------------------- */

static void decode_refused(struct decode_context *c, const char *b, size_t n, enum at_final final,
	int code, struct decode_line *out)
{
	/* nothing but a module that is starting refuses AT: it is asked again */
	if (strcasecmp(c->command, "AT") == 0) {
		say(out, "←", ROLE_DIM, "not ready");
		decode_text(out, "AT: the module is still starting");
		return;
	}
	say(out, "!", ROLE_BAD, "refused");
	if (c->command[0])
		decode_text(out, "%s: ", c->command);
	if (final == AT_FINAL_CME && code >= 0)
		decode_text(out, "%d %s", code, qlw_cme_meaning(c->command, code));
	else
		decode_bytes(out, b, n);
}

static bool decode_final(struct decode_context *c, const char *b, size_t n, struct decode_line *out)
{
	int code = -1;
	const enum at_final final = at_final(b, n, &code);
	if (final == AT_FINAL_NONE)
		return false;
	if (final == AT_FINAL_OK) {
		say(out, "←", ROLE_DIM, "OK");
		decode_text(out, "%s", c->command);
		out->chatter = true;
	} else {
		decode_refused(c, b, n, final, code, out);
	}
	*c = (struct decode_context){.command = ""};
	return true;
}

/* An answer carries its command's name; a plain command's answer carries none. */
static bool is_answer(const struct decode_context *c, const char *b, size_t n)
{
	struct at_line command, line;
	const bool info = at_parse_info(b, n, &line) == 0;
	if (info && (at_is(&line, "+QLWCFG") || at_is(&line, "+QLWSVC")))
		return true;
	if (!c->command[0] || at_parse_command(c->command, strlen(c->command), &command, NULL) != 0)
		return false;
	if (!info)
		return !net_is_unsolicited(b, n);
	return line.name_len == command.name_len &&
	       memcmp(line.name, command.name, line.name_len) == 0;
}

static void decode_net(const char *b, size_t n, struct decode_line *out)
{
	const char *meaning = net_urc_meaning(b, n);
	const enum net_life life = net_life_of(b, n);
	say(out, "←", life == NET_LIFE_NONE ? ROLE_URC : ROLE_WARN,
		life == NET_LIFE_NONE ? "network" : "module");
	decode_bytes(out, b, n);
	if (meaning)
		decode_text(out, "  %s", meaning);
}

static void decode_rx_line(
	struct decode_context *c, const char *b, size_t n, struct decode_line *out)
{
	if (n == 0) {
		out->chatter = true;
		return;
	}
	if (decode_final(c, b, n, out) || decode_urc(b, n, out))
		return;
	if (is_answer(c, b, n)) {
		say(out, "←", ROLE_RX, "answer");
		decode_bytes(out, b, n);
		out->chatter = true;
	} else if (net_urc_meaning(b, n) || net_is_unsolicited(b, n)) {
		decode_net(b, n, out);
	} else {
		decode_other(b, n, out);
	}
}

/* --- records ---------------------------------------------------------------------------------- */

static void decode_rx(struct decode_context *c, const struct journal_record *record, const char *b,
	size_t n, struct decode_line *out)
{
	say(out, "←", ROLE_DIM, "");
	switch (record->frame) {
	case JOURNAL_FRAME_LINE:
		decode_rx_line(c, b, n, out);
		break;
	case JOURNAL_FRAME_ECHO:
		say(out, "←", ROLE_DIM, "echo");
		decode_bytes(out, b, n);
		out->chatter = true;
		break;
	case JOURNAL_FRAME_PROMPT:
		say(out, "←", ROLE_DIM, "prompt");
		out->chatter = true;
		break;
	case JOURNAL_FRAME_PAYLOAD:
		say(out, "·", ROLE_DATA, "data");
		decode_text(out, "%zu B", record->len);
		out->payload = true;
		break;
	case JOURNAL_FRAME_OVERLONG:
	case JOURNAL_FRAME_NOISE:
		say(out, "!", ROLE_WARN,
			record->frame == JOURNAL_FRAME_NOISE ? "noise" : "overlong line");
		decode_bytes(out, b, n);
		break;
	}
}

void decode_line(
	struct decode_context *c, const struct journal_record *record, struct decode_line *out)
{
	const char *b;
	size_t n;
	decode_trim(record, &b, &n);
	*out = (struct decode_line){.glyph = "·", .role = ROLE_DIM};
	switch (record->kind) {
	case JOURNAL_TX:
		decode_tx(c, b, n, out);
		break;
	case JOURNAL_RX:
		decode_rx(c, record, b, n, out);
		break;
	case JOURNAL_HEADER:
		say(out, "·", ROLE_DIM, "opened");
		decode_bytes(out, b, n);
		break;
	case JOURNAL_NOTE:
		say(out, "·", ROLE_MESSAGE, record->mark == JOURNAL_MARK_SET ? "bookmark" : "note");
		decode_bytes(out, b, n);
		break;
	case JOURNAL_BROKEN:
		say(out, "!", ROLE_WARN, "damaged");
		decode_text(out, "a line of the journal is no record");
		break;
	}
}
