/*
 * Unsolicited lines of the LwM2M client. Tolerant of quotes, blanks and the comma that 3.3.2
 * forgot; what it cannot read it calls OTHER, so that the line is shown as it came. Keeps no state.
 */
#include "modem/qlw.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool get_int(const struct at_line *line, size_t i, int64_t min, int64_t max, int *value)
{
	int64_t n;
	if (!at_arg_int(line, i, min, max, &n))
		return false;
	*value = (int)n;
	return true;
}

static bool get_id(const struct at_line *line, size_t i, unsigned *id)
{
	int n;
	if (!get_int(line, i, 0, 65535, &n))
		return false;
	*id = (unsigned)n;
	return true;
}

/* +QLWURC: "event",<shortID>,<state_code>,<state_string> */
static bool read_event(const struct at_line *line, struct qlw_urc *out)
{
	if (!get_id(line, 1, &out->short_id) || !get_int(line, 2, INT_MIN, INT_MAX, &out->code))
		return false;
	at_arg_copy(line, 3, out->text, sizeof out->text);
	out->kind = QLW_URC_EVENT;
	return true;
}

/* 102"/19/0/0" or 102/19/0/0: shortID and URI without the comma between them */
static bool split_id_uri(const struct at_arg *arg, struct qlw_urc *out)
{
	const char *p = arg->text, *end = arg->text + arg->len;
	unsigned id = 0;
	for (; p < end && *p >= '0' && *p <= '9' && id <= 65535; p++)
		id = id * 10 + (unsigned)(*p - '0');
	if (p == arg->text || id > 65535)
		return false;
	while (p < end && (*p == ' ' || *p == '"'))
		p++;
	while (end > p && end[-1] == '"')
		end--;
	if (p == end || *p != '/')
		return false;
	out->short_id = id;
	snprintf(out->uri, sizeof out->uri, "%.*s", (int)(end - p), p);
	return true;
}

/* <shortID>[,]<URI>,<messageID>,<token>: *next is the argument behind them. */
static bool read_message(const struct at_line *line, struct qlw_urc *out, size_t *next)
{
	size_t i = 2;
	int id;
	if (!get_id(line, 1, &out->short_id)) {
		if (line->count < 2 || !split_id_uri(&line->arg[1], out))
			return false;
	} else if (!at_arg_copy(line, i++, out->uri, sizeof out->uri)) {
		return false;
	}
	if (!get_int(line, i, 0, UINT16_MAX, &id))
		return false;
	out->message_id = (uint16_t)id;
	if (i + 1 < line->count && line->arg[i + 1].len >= sizeof out->token)
		return false; /* a token cut short would be another token */
	at_arg_copy(line, i + 1, out->token, sizeof out->token);
	*next = i + 2;
	return true;
}

/* +QLWURC: "observe",<shortID><URI>,<messageID>,<token>,<flag> */
static bool read_observe(const struct at_line *line, struct qlw_urc *out)
{
	size_t i;
	int flag;
	if (!read_message(line, out, &i) || !get_int(line, i, 0, 1, &flag))
		return false;
	out->cancel = flag;
	out->kind = QLW_URC_OBSERVE;
	return true;
}

/* +QLWURC: "uldata",<shortID>,<URI>,<messageID>,<token>,<response_code> */
static bool read_delivery(const struct at_line *line, struct qlw_urc *out)
{
	size_t i;
	if (!read_message(line, out, &i) || !get_int(line, i, INT_MIN, INT_MAX, &out->code))
		return false;
	out->kind = QLW_URC_DELIVERY;
	return true;
}

/* +QLWURC: "recv",<URI>,<data_type>,<data_len>, and the data after the line's end */
static bool read_recv(const struct at_line *line, struct qlw_urc *out)
{
	int64_t len;
	if (!at_arg_copy(line, 1, out->uri, sizeof out->uri) ||
		!at_arg_int(line, 3, 1, QLW_RECV_MAX, &len))
		return false;
	/* with anything behind the last comma, counting from the line's end would eat other lines
	 */
	if (line->count > 5 || (line->count == 5 && line->arg[4].kind != AT_ARG_EMPTY) ||
		line->more)
		return false;
	if (!get_int(line, 2, INT_MIN, INT_MAX, &out->data_type))
		out->data_type = -1;
	out->data_len = (size_t)len;
	out->kind = QLW_URC_RECV;
	return true;
}

static const struct {
	const char *name;
	bool (*read)(const struct at_line *line, struct qlw_urc *out);
} kinds[] = {
	{"event", read_event},
	{"observe", read_observe},
	{"uldata", read_delivery},
	{"recv", read_recv},
};

static void read_kind(const struct at_line *line, struct qlw_urc *out)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (at_arg_is(line, 0, kinds[i].name) && kinds[i].read(line, out))
			return;
	memset(out, 0, sizeof *out);
	out->kind = QLW_URC_OTHER;
	at_arg_copy(line, 0, out->text, sizeof out->text);
}

static void read_result(const struct at_line *line, enum qlw_urc_kind kind, struct qlw_urc *out)
{
	out->kind = get_int(line, 0, INT_MIN, INT_MAX, &out->code) ? kind : QLW_URC_OTHER;
}

/* Most lines of a busy port are not ours: one comparison tells. */
static bool is_ours(const char *line, size_t len)
{
	while (len > 0 && (*line == ' ' || *line == '\t')) {
		line++;
		len--;
	}
	return len >= 7 && strncasecmp(line, "+QLW", 4) == 0;
}

enum qlw_urc_kind qlw_parse_urc(const char *line, size_t len, struct qlw_urc *out)
{
	struct at_line cut;
	memset(out, 0, sizeof *out);
	if (!is_ours(line, len))
		return QLW_URC_NONE;
	if (at_parse_info(line, len, &cut) != 0)
		return QLW_URC_NONE;
	if (at_is(&cut, "+QLWURC"))
		read_kind(&cut, out);
	else if (at_is(&cut, "+QLWREG"))
		read_result(&cut, QLW_URC_REG, out);
	else if (at_is(&cut, "+QLWDEREG"))
		read_result(&cut, QLW_URC_DEREG, out);
	return out->kind;
}

size_t qlw_payload_after(const char *line, size_t len)
{
	struct qlw_urc urc;
	return qlw_parse_urc(line, len, &urc) == QLW_URC_RECV ? urc.data_len : 0;
}
