/* The connect sequence: see connect.h. Knows the order of questions; sends nothing itself. */
#include "modem/connect.h"

#include <stdio.h>
#include <string.h>

#include "modem/qlw.h"
#include "modem/session.h"

/* The fixed beginning. */
enum setup {
	SETUP_PROBE,
	SETUP_ECHO,
	SETUP_CMEE_READ,
	SETUP_CMEE_SET,
	SETUP_IDENTITY,
	SETUP_END
};

/* The parts that can be wanted, in order, each a list of commands. */
static const char *const unit[] = {"AT+QGMR", "AT+CGSN", "AT+QCCID", "AT+CNUM", "AT+CIMI", NULL};
static const char *const urcport[] = {"AT+QURCCFG=\"urcport\"", NULL};
static const char *const network[] = {
	"AT+CPIN?", "AT+CEREG?", "AT+CSQ", "AT+QCSQ", "AT+QNWINFO", "AT+CGPADDR", NULL};
static const char *const caps[] = {"AT+QLWCFG=?", "AT+QLWSVC=?", NULL};
static const char *const state[] = {"AT+QLWSVC=\"state\"", NULL};

static const struct part {
	unsigned want;
	const char *const *commands; /* NULL: one query a key */
	const char *doing;
	bool client; /* only a module of Table 1 has it */
} parts[] = {
	{SESSION_WANT_URCPORT, urcport, "asking where URCs come out", false},
	{SESSION_WANT_STATE, state, "reading the registration state", true},
	{SESSION_WANT_SETTINGS, NULL, "reading the LwM2M settings", true},
	{SESSION_WANT_NETWORK, network, "reading SIM and network", false},
	{SESSION_WANT_UNIT, unit, "reading the unit's numbers", false},
	{SESSION_WANT_CAPS, caps, "asking what this firmware knows", true},
};
enum {
	PARTS = sizeof parts / sizeof *parts
};

#define ALL_KEYS ((1u << QLW_KEYS) - 1)

void connect_init(struct connect *c, unsigned want)
{
	*c = (struct connect){.always = want, .cmee = -1, .restore_cmee = -1};
	connect_restart(c);
}

void connect_restart(struct connect *c)
{
	c->stage = CONNECT_PROBING;
	c->setup = SETUP_PROBE;
	c->want = c->always & ~(unsigned)(SESSION_WANT_PROBE | SESSION_WANT_IDENTITY);
	c->keys = c->want & SESSION_WANT_SETTINGS ? ALL_KEYS : 0;
	c->refreshing = 0;
	c->echo_seen = c->numeric_seen = false;
	c->deadline_ms = UINT64_MAX;
}

void connect_life(struct connect *c, enum net_life life, uint64_t now_ms)
{
	switch (life) {
	case NET_LIFE_NONE:
		return;
	case NET_LIFE_READY:
		if (++c->starts > CONNECT_STARTS_MAX) {
			connect_silent(c);
			return;
		}
		c->stage = CONNECT_WAITING;
		c->deadline_ms = now_ms + CONNECT_APP_READY_MS;
		break;
	case NET_LIFE_APP_READY:
		connect_restart(c);
		break;
	case NET_LIFE_DOWN:
	case NET_LIFE_ASLEEP:
		c->stage = CONNECT_SILENT;
		c->deadline_ms = UINT64_MAX;
		break;
	}
}

void connect_silent(struct connect *c)
{
	c->stage = CONNECT_SILENT;
	c->unanswered = c->starts = 0;
	c->deadline_ms = UINT64_MAX;
}

void connect_tick(struct connect *c, uint64_t now_ms)
{
	if (now_ms >= c->deadline_ms && c->stage == CONNECT_WAITING)
		connect_restart(c);
}

/* --- the beginning ---------------------------------------------------------------------------- */

static bool setup_needed(const struct connect *c)
{
	switch ((enum setup)c->setup) {
	case SETUP_ECHO:
		return c->echo_seen;
	case SETUP_CMEE_SET:
		return c->cmee >= 0 && c->cmee != 1;
	case SETUP_PROBE:
	case SETUP_CMEE_READ:
	case SETUP_IDENTITY:
	case SETUP_END:
		break;
	}
	return true;
}

static void setup_advance(struct connect *c)
{
	do
		c->setup++;
	while (c->setup < SETUP_END && !setup_needed(c));
	if (c->setup < SETUP_END)
		return;
	c->stage = CONNECT_READING;
	c->starts = 0;
}

static const char *setup_command(const struct connect *c)
{
	static const char *const command[] = {
		[SETUP_PROBE] = "AT",
		[SETUP_ECHO] = "ATE0",
		[SETUP_CMEE_READ] = "AT+CMEE?",
		[SETUP_CMEE_SET] = "AT+CMEE=1",
		[SETUP_IDENTITY] = "ATI",
	};
	return command[c->setup];
}

/* Between RDY and APP RDY commands fail; RDY may have come before we opened the port. */
static bool still_booting(struct connect *c, enum engine_end end, uint64_t now_ms)
{
	if (c->setup != SETUP_PROBE || end == ENGINE_END_OK || c->booting == CONNECT_BOOTING_MAX)
		return false;
	c->booting++;
	c->stage = CONNECT_WAITING;
	c->deadline_ms = now_ms + CONNECT_BOOTING_MS;
	return true;
}

/* With echo off, the OK of a command whose console was killed looks like that of AT, and every answer
 * from then on like that of the command before. +CMEE? is the first whose answer tells. */
static bool out_of_step(struct connect *c, enum engine_end end, uint64_t now_ms)
{
	if (c->setup != SETUP_CMEE_READ || end != ENGINE_END_OK || c->cmee >= 0 ||
		c->drained == CONNECT_DRAIN_MAX)
		return false;
	c->drained++;
	c->stage = CONNECT_WAITING;
	c->deadline_ms = now_ms + CONNECT_DRAIN_MS;
	return true;
}

static void setup_done(
	struct connect *c, enum engine_end end, enum net_family family, uint64_t now_ms)
{
	bool ok = end == ENGINE_END_OK;
	if (c->setup == SETUP_PROBE && end == ENGINE_END_TIMEOUT) {
		/* asked again once the line is in step, unless the engine gives up first */
		if (++c->unanswered >= CONNECT_PROBES_MAX)
			connect_silent(c);
		return;
	}
	if (still_booting(c, end, now_ms) || out_of_step(c, end, now_ms))
		return;
	c->booting = c->unanswered = 0;
	if (c->setup == SETUP_ECHO && ok)
		c->restore_echo = true;
	if (c->setup == SETUP_CMEE_SET && ok)
		c->restore_cmee = c->cmee;
	if (c->setup == SETUP_PROBE && c->numeric_seen)
		c->restore_numeric = true;
	if (c->setup == SETUP_IDENTITY && family != NET_FAMILY_TABLE1)
		for (size_t i = 0; i < PARTS; i++)
			c->want &= parts[i].client ? ~parts[i].want : ~0u;
	setup_advance(c);
}

/* --- the parts -------------------------------------------------------------------------------- */

static const struct part *current_part(const struct connect *c)
{
	for (size_t i = 0; i < PARTS; i++)
		if (c->want & parts[i].want)
			return &parts[i];
	return NULL;
}

/* refreshing counts keys, with "host" taking two: one query an index. A key leaves the list when it is
 * asked, so that one added meanwhile is asked in the next round. */
static const char *next_key(struct connect *c, char *buffer, size_t size)
{
	while (c->keys) {
		bool after_host = c->refreshing > QLW_KEY_HOST;
		unsigned key = after_host ? c->refreshing - 1 : c->refreshing;
		bool first_host = key == QLW_KEY_HOST && !after_host;
		if (c->refreshing > QLW_KEYS) {
			c->refreshing = 0;
		} else if (!(c->keys & (1u << key))) {
			c->refreshing++;
		} else {
			c->keys &= first_host ? ~0u : ~(1u << key);
			int host = after_host && key == QLW_KEY_HOST;
			qlw_format_query((enum qlw_key)key, host, buffer, size);
			return buffer;
		}
	}
	return NULL;
}

const char *connect_next(struct connect *c, char *buffer, size_t size)
{
	if (c->stage == CONNECT_PROBING)
		return setup_command(c);
	if (c->stage != CONNECT_READING && c->stage != CONNECT_READY)
		return NULL;
	for (const struct part *part; (part = current_part(c)) != NULL;) {
		if (part->want != c->reading)
			c->refreshing = 0; /* one that goes before it was wanted meanwhile */
		c->reading = part->want;
		const char *command =
			part->commands ? part->commands[c->refreshing] : next_key(c, buffer, size);
		if (command)
			return command;
		c->want &= ~part->want;
		c->refreshing = 0;
	}
	c->stage = CONNECT_READY;
	return NULL;
}

uint32_t connect_timeout_ms(const struct connect *c, const char *command)
{
	bool probe = c->stage == CONNECT_PROBING && c->setup == SETUP_PROBE;
	return probe ? CONNECT_PROBE_MS << (c->unanswered < 3 ? c->unanswered : 3)
		     : engine_timeout_ms(command);
}

void connect_answer(struct connect *c, const char *line, size_t len)
{
	struct at_line info;
	int64_t n;
	if (c->stage == CONNECT_PROBING && c->setup == SETUP_CMEE_READ &&
		at_parse_info(line, len, &info) == 0 && at_arg_int(&info, 0, 0, 2, &n))
		c->cmee = (int)n;
}

void connect_done(struct connect *c, enum engine_end end, enum net_family family, uint64_t now_ms)
{
	if (end == ENGINE_END_RESTART || end == ENGINE_END_CANCELLED)
		return; /* asked again from where it stands */
	if (c->stage == CONNECT_PROBING)
		setup_done(c, end, family, now_ms);
	else if (c->stage == CONNECT_READING || c->stage == CONNECT_READY)
		c->refreshing++;
}

const char *connect_doing(const struct connect *c)
{
	const struct part *part = current_part(c);
	switch (c->stage) {
	case CONNECT_PROBING:
		return c->setup == SETUP_PROBE ? "looking for the module" : "greeting the module";
	case CONNECT_WAITING:
		return "the module is starting";
	case CONNECT_READING:
		return part ? part->doing : NULL;
	case CONNECT_SILENT:
		return "no answer";
	case CONNECT_READY:
		break;
	}
	return NULL;
}

const char *connect_leave(struct connect *c, char *buffer, size_t size)
{
	if (c->restore_cmee >= 0) {
		snprintf(buffer, size, "AT+CMEE=%d", c->restore_cmee);
		c->restore_cmee = -1;
		return buffer;
	}
	if (c->restore_echo) {
		c->restore_echo = false;
		return "ATE1";
	}
	if (c->restore_numeric) {
		c->restore_numeric = false;
		return "ATV0";
	}
	return NULL;
}
