/* The table of faults, and those that concern the module as a whole. What a fault does to an answer
 * is in answer.c. */
#include "modem/sim/faults.h"

#include <stdlib.h>
#include <string.h>

#include "modem/sim/state.h"

static const struct {
	const char *name;
	unsigned preset, most;
	const char *text;
} rows[] = {
#define FAULT_ROW(member, name, preset, most, text) {name, preset, most, text},
	FAULTS(FAULT_ROW)
#undef FAULT_ROW
};

static enum fault find(const char *name, size_t len)
{
	enum fault f = 0;
	while (f < FAULT_COUNT &&
		(strlen(rows[f].name) != len || strncmp(rows[f].name, name, len) != 0))
		f++;
	return f;
}

/* [NUMBER][,MATCH[,COUNT]] */
static bool parse_arg(struct fault_state *s, const char *arg, unsigned most)
{
	char *end = (char *)arg;
	if (*arg && *arg != ',') {
		unsigned long n = strtoul(arg, &end, 10);
		if (end == arg || n > most || *arg == '-')
			return false;
		s->number = (unsigned)n;
	}
	if (!*end)
		return true;
	if (*end++ != ',')
		return false;
	size_t len = strcspn(end, ",");
	if (len >= sizeof s->match)
		return false;
	memcpy(s->match, end, len);
	s->match[len] = '\0';
	if (!end[len])
		return true;
	char *rest;
	long left = strtol(end + len + 1, &rest, 10);
	s->left = (int)left;
	return rest != end + len + 1 && !*rest && left > 0 && left < 1000000;
}

enum fault faults_set(struct faults *f, const char *name_arg)
{
	size_t len = strcspn(name_arg, "=");
	enum fault which = find(name_arg, len);
	if (which == FAULT_COUNT)
		return FAULT_COUNT;
	struct fault_state s = {.on = true, .number = rows[which].preset, .left = -1};
	if (name_arg[len] && !parse_arg(&s, name_arg + len + 1, rows[which].most))
		return FAULT_COUNT;
	f->state[which] = s;
	return which;
}

enum fault faults_clear(struct faults *f, const char *name)
{
	enum fault which = find(name, strlen(name));
	if (which < FAULT_COUNT)
		f->state[which] = (struct fault_state){0};
	return which;
}

bool faults_hit(struct faults *f, enum fault which, const char *line, size_t len)
{
	struct fault_state *s = &f->state[which];
	if (!s->on || s->left == 0)
		return false;
	if (s->match[0] && (!len || !bytes_find(line, len, s->match)))
		return false;
	if (s->left > 0)
		s->left--;
	return true;
}

void faults_list(FILE *to)
{
	for (size_t i = 0; i < FAULT_COUNT; i++)
		fprintf(to, "  %-15s %s\n", rows[i].name, rows[i].text);
}

/* --- the module as a whole -------------------------------------------------------------------- */

static void apply_coverage(struct module *m, enum coverage coverage, bool on)
{
	network_set_coverage(m, on ? coverage : COVERAGE_HOME);
}

static void apply_servers(struct module *m, enum servers_state state, bool on)
{
	m->outside.servers(m->outside.ctx, on ? state : SERVERS_UP);
}

/* In the words that the built-in servers understand. */
static void tell_servers(struct module *m, enum fault which, bool on)
{
	unsigned n = m->faults.state[which].number;
	char words[48];
	if (which == FAULT_SERVER_REFUSES && on)
		snprintf(words, sizeof words, "refuse %u.%02u", n / 100, n % 100);
	else if (which == FAULT_SERVER_REFUSES)
		snprintf(words, sizeof words, "refuse off");
	else if (which == FAULT_SERVER_LOSES)
		snprintf(words, sizeof words, "lose %u", on ? n : 0);
	else if (which == FAULT_SERVER_SHORTENS)
		snprintf(words, sizeof words, "shorten %u", on ? n : 0);
	else
		snprintf(words, sizeof words, "withhold%s", on ? "" : " off");
	m->outside.tell(m->outside.ctx, words);
}

void fault_apply(struct module *m, enum fault which, bool on)
{
	struct fault_state *state = &m->faults.state[which];
	switch ((int)which) {
	case FAULT_NO_SIM:
		m->network.sim_missing = on;
		break;
	case FAULT_SIM_PIN:
		m->network.pin_wanted = on;
		break;
	case FAULT_NO_MSISDN:
		m->network.no_msisdn = on;
		m->config_stale = true;
		break;
	case FAULT_WRONG_PSK:
	case FAULT_FIRMWARE:
		m->config_stale = true;
		break;
	case FAULT_NO_COVERAGE:
		apply_coverage(m, COVERAGE_NONE, on);
		break;
	case FAULT_DENIED:
		apply_coverage(m, COVERAGE_DENIED, on);
		break;
	case FAULT_ROAMING:
		apply_coverage(m, COVERAGE_ROAMING, on);
		break;
	case FAULT_WEAK:
		m->network.rsrp = on ? -118 : -95;
		break;
	case FAULT_PDP_REFUSED:
		network_refuse_calls(m, on);
		break;
	case FAULT_NO_IPV6:
		m->network.no_ipv6 = on;
		break;
	case FAULT_URC_PORT:
		vars_set_urc_port(&m->vars, on ? "uart1" : "usbmodem");
		break;
	case FAULT_SERVER_SILENT:
		apply_servers(m, SERVERS_SILENT, on);
		break;
	case FAULT_SERVER_STOPPED:
		apply_servers(m, SERVERS_STOPPED, on);
		break;
	case FAULT_SERVER_REFUSES:
	case FAULT_SERVER_LOSES:
	case FAULT_SERVER_SHORTENS:
	case FAULT_BOOTSTRAP_EMPTY:
		tell_servers(m, which, on);
		break;
	case FAULT_LOW_BATTERY:
		m->outside.device_changed(m->outside.ctx);
		break;
	case FAULT_NOISE:
		state->due_ms = now_ms(m);
		break;
	case FAULT_NAT_REBINDING:
	case FAULT_DTLS_ALERT:
		state->due_ms = now_ms(m) + (uint64_t)state->number * 1000;
		break;
	default:
		break;
	}
}

/* --- what comes again and again --------------------------------------------------------------- */

/* Line noise has no structure, but a command being typed is left alone so that tests repeat. */
static uint64_t make_noise(struct module *m, const struct fault_state *noise)
{
	unsigned n = rng_between(&m->rng, 1, 24);
	for (unsigned i = 0; i < n; i++) {
		char byte = (char)rng_next(&m->rng);
		urc_bytes(m, &byte, 1);
	}
	return rng_between(&m->rng, 1, 2 * noise->number + 1);
}

static uint64_t rebind(struct module *m, const struct fault_state *fault)
{
	m->outside.rebind(m->outside.ctx);
	return (uint64_t)fault->number * 1000;
}

static uint64_t alert(struct module *m, const struct fault_state *fault)
{
	m->outside.tell(m->outside.ctx, "alert");
	return (uint64_t)fault->number * 1000;
}

static const struct {
	enum fault which;
	/* Does it and returns in how many milliseconds it comes again. */
	uint64_t (*strike)(struct module *m, const struct fault_state *fault);
} again[] = {
	{FAULT_NOISE, make_noise},
	{FAULT_NAT_REBINDING, rebind},
	{FAULT_DTLS_ALERT, alert},
};
#define AGAIN (sizeof again / sizeof *again)

void fault_run(struct module *m)
{
	for (size_t i = 0; i < AGAIN; i++) {
		struct fault_state *s = &m->faults.state[again[i].which];
		if (!s->on || now_ms(m) < s->due_ms)
			continue;
		uint64_t wait_ms = again[i].strike(m, s);
		s->due_ms = now_ms(m) + (wait_ms ? wait_ms : 1);
	}
}

uint64_t fault_deadline_ms(const struct module *m)
{
	uint64_t ms = UINT64_MAX;
	for (size_t i = 0; i < AGAIN; i++) {
		const struct fault_state *s = &m->faults.state[again[i].which];
		if (s->on && s->due_ms < ms)
			ms = s->due_ms;
	}
	return ms;
}
