/* Power: the lines of a start, restart and switch-off. Knows no command. */
#include "modem/sim/boot.h"

#include <stddef.h>
#include <string.h>

#include "modem/sim/startup.h"
#include "modem/sim/state.h"

static void say_rdy(struct module *m)
{
	m->boot.power = POWER_BOOTING;
	urc_say(m, "RDY");
}

static void say_cfun(struct module *m)
{
	urc_say(m, "+CFUN: 1");
}

static void say_cpin(struct module *m)
{
	if (m->network.sim_missing)
		urc_say(m, "+CPIN: NOT INSERTED");
	else
		urc_say(m, "+CPIN: %s", m->network.pin_wanted ? "SIM PIN" : "READY");
	network_start(m);
}

static void say_qusim(struct module *m)
{
	if (!m->network.sim_missing)
		urc_say(m, "+QUSIM: 1");
}

static void say_sms(struct module *m)
{
	if (!m->network.sim_missing && !m->network.pin_wanted)
		urc_say(m, "+QIND: SMS DONE");
}

static void say_app_rdy(struct module *m)
{
	m->boot.power = POWER_ON;
	if (!m->faults.state[FAULT_NO_APP_RDY].on)
		urc_say(m, "APP RDY");
	if (m->boot.waking)
		return;
	m->outside.power(m->outside.ctx, true);
	uint64_t delay_ms = startup_delay_ms(m);
	m->boot.client_ms = delay_ms == UINT64_MAX ? UINT64_MAX : now_ms(m) + delay_ms;
}

/* When, in thousandths of the whole. */
static const struct {
	unsigned at;
	void (*say)(struct module *m);
} steps[] = {
	{300, say_rdy},
	{350, say_cfun},
	{500, say_cpin},
	{550, say_qusim},
	{800, say_sms},
	{1000, say_app_rdy},
};
#define STEPS (sizeof steps / sizeof *steps)

static uint64_t step_ms(const struct module *m)
{
	const struct boot *b = &m->boot;
	if (b->power == POWER_OFF || b->power == POWER_ASLEEP || b->step == STEPS)
		return UINT64_MAX;
	return b->start_ms + (uint64_t)assumed(m, ASSUME_BOOT_MS) * steps[b->step].at / 1000;
}

void boot_start(struct module *m, uint64_t in_ms)
{
	m->boot = (struct boot){.power = POWER_LOADING,
		.start_ms = now_ms(m) + in_ms,
		.stop_ms = UINT64_MAX,
		.client_ms = UINT64_MAX};
}

void boot_stop(struct module *m, uint64_t in_ms, bool again)
{
	m->boot.stop_ms = now_ms(m) + in_ms;
	m->boot.again = again;
}

static void stop(struct module *m)
{
	bool again = m->boot.again;
	at_abort(m);
	text_clear(&m->input);
	text_clear(&m->urcs.waiting);
	network_power(m, false);
	m->outside.power(m->outside.ctx, false);
	boot_start(m, (uint64_t)assumed(m, ASSUME_BOOT_MS) / 4);
	module_wake(m);
	if (!again)
		m->boot.power = POWER_OFF;
}

void boot_run(struct module *m)
{
	if (now_ms(m) >= m->boot.stop_ms)
		stop(m);
	while (now_ms(m) >= step_ms(m))
		steps[m->boot.step++].say(m);
	if (now_ms(m) >= m->boot.client_ms) {
		m->boot.client_ms = UINT64_MAX;
		m->reg_unasked = m->outside.reg(m->outside.ctx, startup_reg_mode(m)) == 0;
	}
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

uint64_t boot_deadline_ms(const struct module *m)
{
	return earlier(earlier(m->boot.stop_ms, m->boot.client_ms), step_ms(m));
}
