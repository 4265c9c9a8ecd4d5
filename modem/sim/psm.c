/* Power saving mode. Knows the two timers and when nobody talks; what a start is, boot.c knows. */
#include "modem/sim/psm.h"

#include <string.h>

#include "modem/sim/state.h"

/* The value without its quotes, as a number; -1 when it is not eight binary digits. */
static int timer_byte(const char *bits)
{
	int n = 0;
	bits += *bits == '"';
	if (strspn(bits, "01") != 8)
		return -1;
	for (int i = 0; i < 8; i++)
		n = n * 2 + (bits[i] - '0');
	return n;
}

static long timer_s(const char *bits, const long unit[8])
{
	int n = timer_byte(bits);
	return n < 0 || unit[n >> 5] < 0 ? -1 : unit[n >> 5] * (n & 31);
}

/* 3GPP TS 24.008, tables 10.5.163a and 10.5.172 */
long psm_periodic_s(const char *bits)
{
	static const long unit[8] = {600, 3600, 36000, 2, 30, 60, 1152000, -1};
	return timer_s(bits, unit);
}

long psm_active_s(const char *bits)
{
	static const long unit[8] = {2, 60, 360, 60, 60, 60, 60, -1};
	return timer_s(bits, unit);
}

static long periodic_s(const struct module *m)
{
	return psm_periodic_s(m->vars.value[VAR_CPSMS][3]);
}

static long active_s(const struct module *m)
{
	return psm_active_s(m->vars.value[VAR_CPSMS][4]);
}

static bool wanted(const struct module *m)
{
	return vars_number(&m->vars, VAR_CPSMS) == 1 && active_s(m) >= 0 && periodic_s(m) > 0 &&
	       m->provision.value[LWM2M_CFG_ENABLE_PSM] == 1 &&
	       (m->network.registered == 1 || m->network.registered == 5);
}

/* When the module falls asleep if nothing happens: not before the client lets it. */
static uint64_t sleep_ms(const struct module *m)
{
	if (m->boot.power != POWER_ON || !wanted(m) || m->at.busy || m->data.take)
		return UINT64_MAX;
	uint64_t idle_ms = m->psm.busy_ms + (uint64_t)active_s(m) * 1000;
	uint64_t client_ms = m->outside.awake_ms(m->outside.ctx);
	return idle_ms > client_ms ? idle_ms : client_ms;
}

static void fall_asleep(struct module *m)
{
	static const char line[] = "\r\nPSM POWER DOWN\r\n";
	module_put(m, line, sizeof line - 1);
	m->boot.power = POWER_ASLEEP;
	m->psm.wake_ms = now_ms(m) + (uint64_t)periodic_s(m) * 1000;
	at_abort(m);
	m->outside.online(m->outside.ctx, false);
}

void psm_wake(struct module *m)
{
	if (m->boot.power != POWER_ASLEEP)
		return;
	boot_start(m, 0);
	m->boot.waking = true;
	module_wake(m);
}

void psm_run(struct module *m)
{
	if (m->boot.power == POWER_ASLEEP && now_ms(m) >= m->psm.wake_ms)
		psm_wake(m);
	else if (now_ms(m) >= sleep_ms(m))
		fall_asleep(m);
}

uint64_t psm_deadline_ms(const struct module *m)
{
	return m->boot.power == POWER_ASLEEP ? m->psm.wake_ms : sleep_ms(m);
}

void psm_granted(struct module *m)
{
	if (wanted(m) && vars_number(&m->vars, VAR_QCFG_PSM_URC) == 1)
		urc_say(m, "+QPSMTIMER: %ld,%ld", periodic_s(m), active_s(m));
}
