/* The module as a whole: bytes in, bytes out, deadlines, what flash holds. Knows no command, and no
 * LwM2M beyond handing on what the client reports. */
#include "modem/sim/module.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/sim/flash.h"
#include "modem/sim/settings_flash.h"
#include "modem/sim/startup.h"
#include "modem/sim/state.h"

#define INPUT_MAX   (64 * 1024)
#define OUTPUT_MAX  (16 * 1024 * 1024)
#define OUTPUT_DROP (1024 * 1024)

/* --- flash ------------------------------------------------------------------------------------ */

static bool save(struct module *m, const char *name, const struct text *t)
{
	flash_fill(m->flash, m->faults.state[FAULT_FLASH_FULL].on);
	return flash_write(m->flash, name, t->bytes ? t->bytes : "", t->len);
}

bool module_save_settings(struct module *m)
{
	struct text t = {0};
	settings_dump(&m->settings, &t);
	bool good = save(m, "settings", &t);
	text_free(&t);
	m->config_stale = true;
	return good;
}

bool module_save_vars(struct module *m)
{
	struct text t = {0};
	vars_dump(&m->vars, false, &t);
	bool good = save(m, "values", &t);
	text_free(&t);
	return good;
}

bool module_save_profile(struct module *m)
{
	struct text t = {0};
	const struct at *a = &m->at;
	text_printf(&t, "%d %d %d %d %d %d\n", a->echo, a->verbose, a->quiet, a->s[3], a->s[4],
		a->s[5]);
	vars_dump(&m->vars, true, &t);
	bool good = save(m, "profile", &t);
	text_free(&t);
	return good;
}

static void load_profile(struct module *m)
{
	struct text t = {0};
	long value[6] = {1, 1, 0, '\r', '\n', '\b'};
	if (flash_read(m->flash, "profile", &t) && text_add(&t, "", 1) == 0) {
		char *at = t.bytes;
		for (size_t i = 0; i < 6; i++)
			value[i] = strtol(at, &at, 10);
		m->at.echo = value[0];
		m->at.verbose = value[1];
		m->at.quiet = value[2];
		for (size_t i = 0; i < 3; i++)
			m->at.s[3 + i] = (unsigned char)value[3 + i];
		vars_load(&m->vars, t.bytes, t.len - 1);
	}
	text_free(&t);
}

void module_reset_profile(struct module *m, bool stored)
{
	at_reset(&m->at);
	vars_reset_profile(&m->vars);
	if (stored)
		load_profile(m);
}

void module_factory_settings(struct module *m)
{
	struct setting_origin from = {
		m->firmware->model, m->firmware->revision, assumed(m, ASSUME_EPNS_TYPE)};
	settings_factory(&m->settings, &from);
	m->config_stale = true;
}

void module_wake(struct module *m)
{
	struct text t = {0};
	vars_factory(&m->vars);
	if (flash_read(m->flash, "values", &t))
		vars_load(&m->vars, t.bytes, t.len);
	module_reset_profile(m, true);
	if (m->faults.state[FAULT_URC_PORT].on)
		vars_set_urc_port(&m->vars, "uart1");
	text_clear(&t);
	module_factory_settings(m);
	if (flash_read(m->flash, "settings", &t))
		settings_load(&m->settings, t.bytes, t.len);
	text_free(&t);
	m->reg_unasked = false;
	network_power(m, true);
	startup_read(m);
	files_close_all(m);
}

/* --- life ------------------------------------------------------------------------------------- */

struct module *module_open(const struct module_options *options, const struct outside *outside)
{
	struct module *m = calloc(1, sizeof *m);
	if (!m)
		return NULL;
	m->outside = *outside;
	m->assume = options->assume;
	m->seed = options->seed;
	m->imei = options->imei ? options->imei : IDENTITY_IMEI;
	m->rng.state = options->seed;
	m->firmware = options->firmware ? options->firmware : firmware_default();
	m->flash = options->flash;
	m->start_ms = now_ms(m);
	m->network.rsrp = -95;
	module_wake(m);
	boot_start(m, 0);
	return m;
}

void module_close(struct module *m)
{
	if (!m)
		return;
	at_free(&m->at);
	line_free(&m->line);
	text_free(&m->input);
	text_free(&m->output);
	text_free(&m->urcs.waiting);
	text_free(&m->sms);
	scenario_free(&m->scenario);
	text_free(&m->files.data);
	free(m);
}

void module_port_opened(struct module *m)
{
	psm_wake(m);
	if (m->boot.power == POWER_OFF)
		boot_start(m, 0);
}

bool module_fault(struct module *m, const char *name_arg)
{
	enum fault which = faults_set(&m->faults, name_arg);
	if (which == FAULT_COUNT)
		return false;
	fault_apply(m, which, true);
	return true;
}

bool module_scenario(struct module *m, const char *line)
{
	return scenario_add(m, line);
}

/* --- bytes ------------------------------------------------------------------------------------ */

size_t module_input(struct module *m, const void *bytes, size_t len)
{
	size_t room = INPUT_MAX - m->input.len;
	if (len > room)
		len = room;
	return text_add(&m->input, bytes, len) == 0 ? len : 0;
}

void module_put(struct module *m, const void *bytes, size_t len)
{
	m->psm.busy_ms = now_ms(m);
	if (m->output.len + len <= OUTPUT_MAX)
		text_add(&m->output, bytes, len);
}

size_t module_output(struct module *m, const char **bytes)
{
	const struct fault_state *fragment = &m->faults.state[FAULT_FRAGMENT];
	size_t len = m->output.len - m->output_at;
	if (!len)
		return 0;
	*bytes = m->output.bytes + m->output_at;
	if (!fragment->on || len <= fragment->number || !fragment->number)
		return len;
	return now_ms(m) < m->output_ms ? 0 : fragment->number;
}

/* What went is dropped now and then, so that much output costs no more a byte than little. */
void module_sent(struct module *m, size_t len)
{
	m->output_at += len;
	m->output_ms = now_ms(m) + 1;
	if (m->output_at < m->output.len && m->output_at < OUTPUT_DROP)
		return;
	text_drop(&m->output, m->output_at);
	m->output_at = 0;
}

static void echo(struct module *m, char byte)
{
	const struct fault_state *silent = &m->faults.state[FAULT_SILENT];
	if (!m->at.echo || (byte == '\n' && !assumed(m, ASSUME_ECHO_LF)) ||
		(silent->on && !silent->match[0]))
		return;
	if (m->faults.state[FAULT_SPACED_ECHO].on && !m->line.text.len && byte != '\r')
		module_put(m, " ", 1);
	module_put(m, &byte, 1);
}

static void type_byte(struct module *m, char byte)
{
	echo(m, byte);
	m->line.last_ms = m->psm.busy_ms = now_ms(m);
	size_t limit = (size_t)assumed(m, ASSUME_LINE_MAX);
	if (line_put(&m->line, byte, (char)m->at.s[3], limit) == LINE_READY)
		at_begin(m);
}

static bool deaf(const struct module *m)
{
	return m->boot.power == POWER_OFF || m->boot.power == POWER_LOADING ||
	       m->boot.power == POWER_ASLEEP ||
	       (m->boot.power == POWER_BOOTING && !assumed(m, ASSUME_BOOT_ERROR));
}

/* What wakes the module from power saving may be kept until it is up. */
static bool holds(const struct module *m)
{
	return m->boot.waking && m->boot.power != POWER_ON && !assumed(m, ASSUME_PSM_LOSES_LINE);
}

/* Bytes behind a command that is being carried out wait for its end. */
static void consume(struct module *m)
{
	size_t used = 0;
	if (deaf(m) && m->input.len)
		psm_wake(m);
	if (holds(m))
		return;
	if (m->boot.waking && m->input.len)
		urc_run(m); /* what the start said goes before the echo of what was kept */
	if (deaf(m)) {
		text_clear(&m->input);
		return;
	}
	while (used < m->input.len) {
		if (m->data.take) {
			size_t n = m->data.take(m, m->input.bytes + used, m->input.len - used);
			if (!n)
				break;
			used += n;
		} else if (m->at.busy) {
			break;
		} else {
			type_byte(m, m->input.bytes[used++]);
		}
	}
	text_drop(&m->input, used);
}

void module_run(struct module *m)
{
	boot_run(m);
	network_run(m);
	scenario_run(m);
	fault_run(m);
	if (m->data.take && now_ms(m) >= m->data.deadline_ms)
		m->data.expire(m);
	do {
		at_run(m);
		consume(m);
	} while (m->at.busy && m->at.waiting && now_ms(m) >= m->at.due_ms);
	urc_run(m);
	psm_run(m);
}

static void earliest(uint64_t *ms, uint64_t other)
{
	if (other < *ms)
		*ms = other;
}

uint64_t module_deadline_ms(const struct module *m)
{
	uint64_t ms = boot_deadline_ms(m);
	earliest(&ms, network_deadline_ms(m));
	earliest(&ms, scenario_deadline_ms(m));
	earliest(&ms, fault_deadline_ms(m));
	earliest(&ms, urc_deadline_ms(m));
	earliest(&ms, psm_deadline_ms(m));
	if (m->data.take)
		earliest(&ms, m->data.deadline_ms);
	if (m->at.busy && m->at.waiting)
		earliest(&ms, m->at.due_ms);
	if (m->faults.state[FAULT_FRAGMENT].on && m->output.len > m->output_at)
		earliest(&ms, m->output_ms);
	return ms;
}
