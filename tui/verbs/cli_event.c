/* One event as a line: JSON for programs, words for people. */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tui/verbs/cli.h"
#include "tui/toolkit/text.h"

static const char *const link_words[] = {
	[EVENT_LINK_DOWN] = "down",
	[EVENT_LINK_UP] = "up",
	[EVENT_LINK_RESTARTED] = "restarted",
	[EVENT_LINK_ASLEEP] = "asleep",
};

static bool is_text(const uint8_t *bytes, size_t len)
{
	struct text_glyph glyph;
	const char *p = (const char *)bytes;
	for (size_t i = 0; i < len; i += text_next(p + i, len - i, &glyph)) {
		uint32_t cp;
		if (!text_decode(p + i, len - i, &cp) ||
			(cp < 0x20 && !strchr("\t\n\r", (int)cp)) || cp == 0 ||
			(cp >= 0x7f && cp < 0xa0))
			return false;
	}
	return len > 0;
}

/* --- JSON ----------------------------------------------------------------------------------------
 */

static void json_state(struct json *j, const struct event *e)
{
	json_int(j, "short_id", e->urc.short_id);
	json_int(j, "code", e->urc.code);
	json_text(j, "name", qlw_state_name(e->urc.code));
	json_text(j, "text", e->line ? e->urc.text : NULL);
}

static void json_result(struct json *j, const struct event *e)
{
	json_int(j, "err", e->urc.code);
	json_text(j, "meaning", qlw_result_meaning(e->urc.code));
}

/* What observe and delivery begin with. */
static void json_message(struct json *j, const struct event *e)
{
	json_int(j, "short_id", e->urc.short_id);
	json_text(j, "uri", e->urc.uri);
	json_int(j, "message_id", e->urc.message_id);
	json_text(j, "token", e->urc.token);
}

static void json_observe(struct json *j, const struct event *e)
{
	json_message(j, e);
	json_bool(j, "cancel", e->urc.cancel);
}

static void json_delivery(struct json *j, const struct event *e)
{
	json_message(j, e);
	json_int(j, "code", e->urc.code);
	json_text(j, "meaning", qlw_delivery_meaning(e->urc.code));
}

static void json_recv(struct json *j, const struct event *e)
{
	json_text(j, "uri", e->urc.uri);
	json_int(j, "data_type", e->urc.data_type);
	json_int(j, "data_len", (int64_t)e->urc.data_len);
	json_hex(j, "hex", e->data, e->data_len);
	if (is_text(e->data, e->data_len))
		json_bytes(j, "text", e->data, e->data_len);
	if (e->data_len < e->urc.data_len)
		json_bool(j, "truncated", true);
}

static void json_net_fields(struct json *j, const struct event *e)
{
	struct net_identity identity = {.model = ""};
	struct net_status s;
	net_clear(&s);
	const char *meaning = net_urc_meaning(e->line, e->len);
	if (meaning)
		json_text(j, "meaning", meaning);
	if (!net_apply(&identity, &s, NULL, e->line, e->len))
		return;
	if (*s.sim)
		json_text(j, "sim", s.sim);
	if (s.reg >= 0) {
		json_int(j, "reg", s.reg);
		json_text(j, "reg_meaning", net_reg_meaning(s.reg));
	}
	if (*s.act)
		json_text(j, "act", s.act);
	if (*s.address)
		json_text(j, "address", s.address);
}

static void json_line(struct json *j, const struct cli *cli, const struct event *e)
{
	char line[CLI_LINE_ROOM];
	size_t n = cli_redact(cli, e->line, e->len, line, sizeof line);
	json_bytes(j, "line", line, n);
}

static const char *const kind_words[] = {
	[EVENT_STATE] = "state",
	[EVENT_REG] = "reg",
	[EVENT_DEREG] = "dereg",
	[EVENT_OBSERVE] = "observe",
	[EVENT_DELIVERY] = "delivery",
	[EVENT_RECV] = "recv",
	[EVENT_NET] = "net",
	[EVENT_URC] = "urc",
	[EVENT_LINK] = "link",
};

static void print_json(const struct cli *cli, const struct event *e)
{
	struct json j;
	json_begin(&j, cli_out());
	json_time(&j, "t", e->t_ms);
	json_text(&j, "kind", kind_words[e->kind]);
	switch (e->kind) {
	case EVENT_STATE:
		json_state(&j, e);
		break;
	case EVENT_REG:
	case EVENT_DEREG:
		json_result(&j, e);
		break;
	case EVENT_OBSERVE:
		json_observe(&j, e);
		break;
	case EVENT_DELIVERY:
		json_delivery(&j, e);
		break;
	case EVENT_RECV:
		json_recv(&j, e);
		break;
	case EVENT_NET:
		json_line(&j, cli, e);
		json_net_fields(&j, e);
		break;
	case EVENT_URC:
		json_line(&j, cli, e);
		break;
	case EVENT_LINK:
		json_text(&j, "state", link_words[e->link]);
		break;
	}
	json_end(&j);
}

/* --- words ---------------------------------------------------------------------------------------
 */

static void print_time(uint64_t t_ms)
{
	time_t seconds = (time_t)(t_ms / 1000);
	struct tm tm;
	char text[16] = "--:--:--";
	if (localtime_r(&seconds, &tm))
		strftime(text, sizeof text, "%H:%M:%S", &tm);
	fprintf(cli_out(), "%s.%03u  ", text, (unsigned)(t_ms % 1000));
}

static void put(const char *text)
{
	cli_put(text, strlen(text));
}

/* "REG_READY", or the module's own word for a code that Table 9 does not have */
static void print_state(const struct qlw_urc *u)
{
	const char *name = qlw_state_name(u->code);
	if (u->short_id)
		fprintf(cli_out(), "%-5u  ", u->short_id);
	else
		fprintf(cli_out(), "%-5s  ", "-");
	if (name) {
		fprintf(cli_out(), "%-14s  %s", name, qlw_state_meaning(u->code));
	} else {
		fprintf(cli_out(), "state %d  ", u->code);
		put(u->text);
	}
}

static void print_recv(const struct event *e)
{
	put(e->urc.uri);
	fprintf(cli_out(), "  received %zu of %zu bytes, %s: ", e->data_len, e->urc.data_len,
		qlw_data_type_name(e->urc.data_type));
	if (is_text(e->data, e->data_len)) {
		cli_put((const char *)e->data, e->data_len);
		return;
	}
	for (size_t i = 0; i < e->data_len; i++)
		fprintf(cli_out(), "%02x", e->data[i]);
}

static void print_line(const struct cli *cli, const struct event *e)
{
	char line[CLI_LINE_ROOM];
	size_t n = cli_redact(cli, e->line, e->len, line, sizeof line);
	const char *meaning = net_urc_meaning(e->line, e->len);
	cli_put(line, n);
	if (meaning)
		fprintf(cli_out(), "  (%s)", meaning);
}

static void print_message(const struct qlw_urc *u)
{
	fprintf(cli_out(), "%-5u  ", u->short_id);
	put(u->uri);
	fprintf(cli_out(), "  message %u, token ", u->message_id);
	put(u->token);
}

static void print_words(const struct cli *cli, const struct event *e)
{
	const struct qlw_urc *u = &e->urc;
	print_time(e->t_ms);
	switch (e->kind) {
	case EVENT_STATE:
		print_state(u);
		break;
	case EVENT_REG:
		fprintf(cli_out(), "+QLWREG: %d  %s", u->code, qlw_result_meaning(u->code));
		break;
	case EVENT_DEREG:
		fprintf(cli_out(), "+QLWDEREG: %d  %s", u->code, qlw_result_meaning(u->code));
		break;
	case EVENT_OBSERVE:
		print_message(u);
		fputs(u->cancel ? "  no longer observed" : "  observed", cli_out());
		break;
	case EVENT_DELIVERY:
		print_message(u);
		fprintf(cli_out(), "  %d %s", u->code, qlw_delivery_meaning(u->code));
		break;
	case EVENT_RECV:
		print_recv(e);
		break;
	case EVENT_NET:
	case EVENT_URC:
		print_line(cli, e);
		break;
	case EVENT_LINK:
		fprintf(cli_out(), "link %s", link_words[e->link]);
		break;
	}
	fputc('\n', cli_out());
}

void cli_print_event(const struct cli *cli, const struct event *event)
{
	if (cli->options->json)
		print_json(cli, event);
	else
		print_words(cli, event);
}
