/* CoAP for the built-in servers, bytes only. Knows no socket and nothing of the client's code. */
#include "modem/sim/loopback_codec.h"

#include <stdio.h>
#include <string.h>

enum option {
	OPTION_OBSERVE = 6,
	OPTION_LOCATION = 8,
	OPTION_PATH = 11,
	OPTION_FORMAT = 12,
	OPTION_QUERY = 15,
	OPTION_ACCEPT = 17,
	OPTION_BLOCK2 = 23,
};

void lb_message_init(struct lb_message *m, enum lb_type type, uint8_t code, uint16_t mid)
{
	memset(m, 0, sizeof(*m));
	m->type = type;
	m->code = code;
	m->mid = mid;
	m->observe = m->format = m->accept = m->block2 = -1;
}

/* --- in ---------------------------------------------------------------------------------- */

struct cursor {
	const uint8_t *at, *end;
};

/* The extended form of a 4-bit option field. */
static bool take_extended(struct cursor *c, unsigned nibble, unsigned *out)
{
	if (nibble < 13) {
		*out = nibble;
		return true;
	}
	size_t need = nibble == 13 ? 1 : 2;
	if (nibble == 15 || (size_t)(c->end - c->at) < need)
		return false;
	*out = nibble == 13 ? 13u + c->at[0] : 269u + (unsigned)(c->at[0] << 8 | c->at[1]);
	c->at += need;
	return true;
}

static long number_of(const uint8_t *p, size_t len)
{
	long n = 0;
	for (size_t i = 0; i < len && i < 4; i++)
		n = n << 8 | p[i];
	return n;
}

static bool add_segment(char *out, size_t max, const uint8_t *p, size_t len)
{
	size_t at = strlen(out);
	if (at + len + 2 > max)
		return false;
	if (at)
		out[at++] = '/';
	memcpy(out + at, p, len);
	out[at + len] = '\0';
	return true;
}

static bool add_query(struct lb_message *m, const uint8_t *p, size_t len)
{
	if (m->queries == 8 || len >= sizeof(m->query[0]))
		return false;
	memcpy(m->query[m->queries], p, len);
	m->query[m->queries++][len] = '\0';
	return true;
}

/* False for an option we cannot hold, or a critical one that we do not know. */
static bool take_option(struct lb_message *m, unsigned number, const uint8_t *p, size_t len)
{
	switch (number) {
	case OPTION_OBSERVE:
		m->observe = number_of(p, len);
		return true;
	case OPTION_LOCATION:
		return add_segment(m->location, sizeof(m->location), p, len);
	case OPTION_PATH:
		return add_segment(m->path, sizeof(m->path), p, len);
	case OPTION_FORMAT:
		m->format = number_of(p, len);
		return true;
	case OPTION_QUERY:
		return add_query(m, p, len);
	case OPTION_ACCEPT:
		m->accept = number_of(p, len);
		return true;
	case OPTION_BLOCK2:
		m->block2 = number_of(p, len);
		return true;
	default:
		return !(number & 1);
	}
}

static bool take_options(struct lb_message *m, struct cursor *c)
{
	unsigned number = 0;
	while (c->at < c->end && *c->at != 0xff) {
		unsigned head = *c->at++, delta, len;
		if (!take_extended(c, head >> 4, &delta) || !take_extended(c, head & 15, &len) ||
			(size_t)(c->end - c->at) < len)
			return false;
		number += delta;
		if (!take_option(m, number, c->at, len))
			return false;
		c->at += len;
	}
	return true;
}

bool lb_message_parse(struct lb_message *m, const uint8_t *bytes, size_t len)
{
	struct cursor c = {bytes + 4, bytes + len};
	if (len < 4 || bytes[0] >> 6 != 1 || (bytes[0] & 15) > 8)
		return false;
	lb_message_init(m, (enum lb_type)(bytes[0] >> 4 & 3), bytes[1],
		(uint16_t)(bytes[2] << 8 | bytes[3]));
	m->token_len = bytes[0] & 15;
	if (len - 4 < m->token_len)
		return false;
	memcpy(m->token, c.at, m->token_len);
	c.at += m->token_len;
	if (!take_options(m, &c))
		return false;
	if (c.at < c.end) {
		m->payload = ++c.at;
		m->payload_len = (size_t)(c.end - c.at);
		return m->payload_len > 0;
	}
	return true;
}

/* --- out --------------------------------------------------------------------------------- */

struct writer {
	uint8_t *out;
	size_t at, max;
	unsigned number; /* of the last option */
};

static void put(struct writer *w, const void *p, size_t len)
{
	if (w->at + len <= w->max && len)
		memcpy(w->out + w->at, p, len);
	w->at += len;
}

static void put_byte(struct writer *w, unsigned value)
{
	uint8_t byte = (uint8_t)value;
	put(w, &byte, 1);
}

static unsigned nibble_of(size_t n)
{
	return n < 13 ? (unsigned)n : n < 269 ? 13 : 14;
}

static void put_extended(struct writer *w, size_t n)
{
	if (n >= 269) {
		put_byte(w, (unsigned)(n - 269) >> 8);
		put_byte(w, (unsigned)(n - 269) & 255);
	} else if (n >= 13) {
		put_byte(w, (unsigned)n - 13);
	}
}

static void put_option(struct writer *w, unsigned number, const void *value, size_t len)
{
	size_t delta = number - w->number;
	put_byte(w, nibble_of(delta) << 4 | nibble_of(len));
	put_extended(w, delta);
	put_extended(w, len);
	put(w, value, len);
	w->number = number;
}

static void put_number(struct writer *w, unsigned number, long value)
{
	uint8_t bytes[4];
	size_t len = 0;
	if (value < 0)
		return;
	for (int shift = 24; shift >= 0; shift -= 8)
		if (len || value >> shift & 255)
			bytes[len++] = (uint8_t)(value >> shift & 255);
	put_option(w, number, bytes, len);
}

static void put_segments(struct writer *w, unsigned number, const char *path)
{
	while (*path) {
		size_t len = strcspn(path, "/");
		put_option(w, number, path, len);
		path += len + (path[len] == '/');
	}
}

size_t lb_message_build(const struct lb_message *m, uint8_t *out, size_t max)
{
	struct writer w = {.out = out, .max = max};
	put_byte(&w, 0x40u | (unsigned)m->type << 4 | (unsigned)m->token_len);
	put_byte(&w, m->code);
	put_byte(&w, m->mid >> 8);
	put_byte(&w, m->mid & 255);
	put(&w, m->token, m->token_len);
	put_number(&w, OPTION_OBSERVE, m->observe);
	put_segments(&w, OPTION_LOCATION, m->location);
	put_segments(&w, OPTION_PATH, m->path);
	put_number(&w, OPTION_FORMAT, m->format);
	for (size_t i = 0; i < m->queries; i++)
		put_option(&w, OPTION_QUERY, m->query[i], strlen(m->query[i]));
	put_number(&w, OPTION_ACCEPT, m->accept);
	put_number(&w, OPTION_BLOCK2, m->block2);
	if (m->payload_len) {
		put_byte(&w, 0xff);
		put(&w, m->payload, m->payload_len);
	}
	return w.at <= w.max ? w.at : 0;
}

const char *lb_message_query(const struct lb_message *m, const char *name)
{
	size_t len = strlen(name);
	for (size_t i = 0; i < m->queries; i++) {
		const char *q = m->query[i];
		if (!strncmp(q, name, len) && (q[len] == '=' || !q[len]))
			return q + len + (q[len] == '=');
	}
	return NULL;
}
