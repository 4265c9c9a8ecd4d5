/*
 * What the built-in management server is told to do, one line of words at a time, for scenarios and
 * faults. Knows requests as lb_message only.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/sim/config.h"
#include "modem/sim/loopback_int.h"

#define HEX_MAX 2048 /* bytes of "hex" */

static void on_answer(struct loopback *l, struct lb_ask *ask, const struct lb_message *m)
{
	(void)ask;
	char hex[65] = "";
	for (size_t i = 0; i < m->payload_len && i < 32; i++)
		snprintf(hex + 2 * i, 3, "%02x", m->payload[i]);
	lb_log(l, "server: answered %u.%02u %s", m->code / 32u, m->code % 32u, hex);
	if (m->observe >= 0)
		lb_manage_observing(l, ask);
}

/* --- requests to every client that is registered ----------------------------------------- */

enum payload {
	NOTHING,
	TEXT,
	DIGITS
};

static const struct verb {
	const char *name;
	long observe, accept, format;
	uint8_t method;
	enum payload payload;
} verbs[] = {
	{"read", -1, -1, -1, LB_CODE(0, 1), NOTHING},
	{"discover", -1, 40, -1, LB_CODE(0, 1), NOTHING},
	{"observe", 0, -1, -1, LB_CODE(0, 1), NOTHING},
	{"cancel", 1, -1, -1, LB_CODE(0, 1), NOTHING},
	{"write", -1, -1, 0, LB_CODE(0, 3), TEXT},
	{"opaque", -1, -1, 42, LB_CODE(0, 3), TEXT},
	{"hex", -1, -1, 42, LB_CODE(0, 3), DIGITS},
	{"execute", -1, -1, -1, LB_CODE(0, 2), NOTHING},
	{"delete", -1, -1, -1, LB_CODE(0, 4), NOTHING},
};

static void ask_one(struct loopback *l, struct lb_registration *r, const struct verb *v,
	const char *path, const char *payload)
{
	struct lb_message m;
	uint8_t bytes[HEX_MAX];
	lb_message_init(&m, LB_CON, v->method, 0);
	snprintf(m.path, sizeof(m.path), "%s", path + 1);
	m.observe = v->observe;
	m.accept = v->accept;
	m.format = v->format;
	m.payload = (const uint8_t *)payload;
	m.payload_len = strlen(payload);
	if (v->payload == DIGITS) {
		m.payload_len = config_hex(payload, bytes, sizeof(bytes));
		m.payload = bytes;
	}
	lb_request(l, r->peer, &m, on_answer, r->number);
}

static const struct verb *find_verb(const char *words)
{
	size_t len = strcspn(words, " ");
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strlen(verbs[i].name) == len && !strncmp(verbs[i].name, words, len))
			return &verbs[i];
	return NULL;
}

static bool fits(enum payload kind, const char *payload)
{
	uint8_t bytes[HEX_MAX];
	if (kind == DIGITS && strlen(payload) != 2 * config_hex(payload, bytes, sizeof(bytes)))
		return false;
	return (kind != NOTHING) == (*payload != '\0');
}

/* Of one client, or with NULL of all. */
static bool tell_request(struct loopback *l, struct lb_registration *one, const char *words)
{
	char path[64];
	const struct verb *v = find_verb(words);
	const char *rest = words + strcspn(words, " ") + 1;
	if (!v || rest[-1] != ' ' || rest[0] != '/')
		return false;
	size_t n = strcspn(rest, " ");
	const char *payload = rest[n] ? rest + n + 1 : "";
	if (n >= sizeof(path) || !fits(v->payload, payload))
		return false;
	snprintf(path, sizeof(path), "%.*s", (int)n, rest);
	for (size_t i = 0; i < LB_REGISTRATIONS; i++) {
		struct lb_registration *r = &l->registration[i];
		if (r->used && r->peer && (!one || one == r))
			ask_one(l, r, v, path, payload);
	}
	return true;
}

bool lb_tell_one(struct loopback *l, struct lb_registration *r, const char *words)
{
	return tell_request(l, r, words);
}

/* --- moods ------------------------------------------------------------------------------- */

static bool number_of(const char *text, unsigned long max, unsigned long *out)
{
	char *end;
	*out = strtoul(text, &end, 10);
	return *text >= '0' && *text <= '9' && !*end && *out <= max;
}

static bool do_refuse(struct loopback *l, const char *rest)
{
	unsigned long class, detail;
	char *end;
	if (!strcmp(rest, "off")) {
		l->refuse = 0;
		return true;
	}
	class = strtoul(rest, &end, 10);
	if (class < 4 || class > 5 || *end != '.' || !number_of(end + 1, 31, &detail))
		return false;
	l->refuse = LB_CODE(class, detail);
	return true;
}

static bool do_lose(struct loopback *l, const char *rest)
{
	unsigned long percent;
	if (!number_of(rest, 100, &percent))
		return false;
	l->lose_percent = (unsigned)percent;
	return true;
}

static bool do_shorten(struct loopback *l, const char *rest)
{
	unsigned long seconds;
	if (!number_of(rest, 86400, &seconds))
		return false;
	l->longest_s = seconds;
	return true;
}

static bool do_forget(struct loopback *l, const char *rest)
{
	for (size_t i = 0; i < LB_REGISTRATIONS; i++)
		l->registration[i].used = false;
	return !*rest;
}

static bool do_alert(struct loopback *l, const char *rest)
{
	for (size_t i = 0; i < LB_PEERS; i++)
		if (l->peer[i].used && l->peer[i].dtls)
			lb_dtls_alert(l->peer[i].dtls);
	return !*rest;
}

static bool do_withhold(struct loopback *l, const char *rest)
{
	l->withhold = strcmp(rest, "off") != 0;
	return !*rest || !l->withhold;
}

static bool do_live(struct loopback *l, const char *rest)
{
	unsigned long seconds = 0;
	if (strcmp(rest, "off") != 0 && (!number_of(rest, 86400, &seconds) || !seconds))
		return false;
	lb_life_set(l, seconds * 1000);
	return true;
}

static const struct mood {
	const char *name;
	bool (*run)(struct loopback *l, const char *rest);
} moods[] = {
	{"refuse", do_refuse},     /* every request is answered CODE */
	{"live", do_live},         /* do something by itself, about every SECONDS */
	{"lose", do_lose},         /* PERCENT of the datagrams, either way */
	{"shorten", do_shorten},   /* no registration lives longer than SECONDS; 0: all do */
	{"forget", do_forget},     /* all registrations */
	{"alert", do_alert},       /* close every DTLS connection */
	{"withhold", do_withhold}, /* the bootstrap server gives no account */
};

bool loopback_tell(struct loopback *l, const char *words)
{
	size_t len = strcspn(words, " ");
	const char *rest = words + len + (words[len] == ' ');
	for (size_t i = 0; i < sizeof(moods) / sizeof(moods[0]); i++)
		if (strlen(moods[i].name) == len && !strncmp(moods[i].name, words, len))
			return moods[i].run(l, rest);
	return tell_request(l, NULL, words);
}
