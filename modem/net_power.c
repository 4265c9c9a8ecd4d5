/*
 * Power saving as the network codes it: timers of PSM, cycles of eDRX (3GPP TS 24.008, 10.5.5.32,
 * 10.5.7.4 and 10.5.7.4a). Knows answers, and nobody who asks.
 */
#include "modem/net.h"

#include <stdlib.h>
#include <string.h>

/* Digits of a fixed number as a binary number; -1 when it is none. */
static int binary(const char *text, size_t digits)
{
	int n = 0;
	if (strlen(text) != digits || strspn(text, "01") != digits)
		return -1;
	for (; *text; text++)
		n = n * 2 + (*text - '0');
	return n;
}

static int64_t timer_s(const char *text, const int64_t unit[8])
{
	const int n = binary(text, 8);
	char *end;
	if (n >= 0)
		return unit[n >> 5] < 0 ? NET_TIMER_OFF : unit[n >> 5] * (n & 31);
	const long seconds = strtol(text, &end, 10);
	return *text && strlen(text) < 10 && !*end && seconds >= 0 ? seconds : NET_TIMER_UNKNOWN;
}

int64_t net_timer_t3412_s(const char *text)
{
	static const int64_t unit[8] = {600, 3600, 36000, 2, 30, 60, 320 * 3600, -1};
	return timer_s(text, unit);
}

int64_t net_timer_t3324_s(const char *text)
{
	/* units that are not defined count as minutes */
	static const int64_t unit[8] = {2, 60, 360, 60, 60, 60, 60, -1};
	return timer_s(text, unit);
}

int64_t net_edrx_cycle_ms(int act, const char *text)
{
	/* in frames of 5.12 s */
	static const int frames[16] = {
		1, 2, 4, 8, 12, 16, 20, 24, 28, 32, 64, 128, 256, 512, 1024, 2048};
	/* NB-IoT knows these only and takes the others for 20.48 s */
	static const unsigned nb_iot = 1u << 2 | 1u << 3 | 1u << 5 | 0xfe00u;
	int n = binary(text, 4);
	if (n < 0)
		return NET_TIMER_UNKNOWN;
	if (act == 5 && !(nb_iot & (1u << n)))
		n = 2;
	return frames[n] * (int64_t)5120;
}

int64_t net_edrx_window_ms(int act, const char *text)
{
	const int n = binary(text, 4);
	return n < 0 ? NET_TIMER_UNKNOWN : (n + 1) * (int64_t)(act == 5 ? 2560 : 1280);
}

void net_power_clear(struct net_power *power)
{
	*power = (struct net_power){.psm = -1,
		.tau_s = NET_TIMER_UNKNOWN,
		.active_s = NET_TIMER_UNKNOWN,
		.net_tau_s = NET_TIMER_UNKNOWN,
		.net_act_s = NET_TIMER_UNKNOWN,
		.edrx_act = -1,
		.edrx_ms = NET_TIMER_UNKNOWN,
		.net_edrx_ms = NET_TIMER_UNKNOWN,
		.ptw_ms = NET_TIMER_UNKNOWN};
}

/* --- lines -------------------------------------------------------------------------------------- */

static int64_t arg_timer(const struct at_line *line, size_t i, int64_t (*decode)(const char *text))
{
	char text[16];
	return at_arg_copy(line, i, text, sizeof text) ? decode(text) : NET_TIMER_UNKNOWN;
}

static void take_psm(struct net_power *p, const struct at_line *line)
{
	int64_t mode;
	if (at_arg_int(line, 0, 0, 2, &mode))
		p->psm = mode == 1;
}

/* +CPSMS: <mode>,,,"<T3412>","<T3324>" */
static bool apply_cpsms(struct net_power *p, const struct at_line *line)
{
	take_psm(p, line);
	p->tau_s = arg_timer(line, 3, net_timer_t3412_s);
	p->active_s = arg_timer(line, 4, net_timer_t3324_s);
	return true;
}

/* +QPSMS: <mode>,,,"<seconds>","<seconds>" */
static bool apply_qpsms(struct net_power *p, const struct at_line *line)
{
	take_psm(p, line);
	p->net_tau_s = arg_timer(line, 3, net_timer_t3412_s);
	p->net_act_s = arg_timer(line, 4, net_timer_t3324_s);
	return true;
}

/* +QPSMTIMER: <seconds>,<seconds> */
static bool apply_qpsmtimer(struct net_power *p, const struct at_line *line)
{
	p->net_tau_s = arg_timer(line, 0, net_timer_t3412_s);
	p->net_act_s = arg_timer(line, 1, net_timer_t3324_s);
	return true;
}

static int64_t arg_edrx(
	const struct at_line *line, size_t i, int act, int64_t (*decode)(int act, const char *text))
{
	char text[16];
	return at_arg_copy(line, i, text, sizeof text) ? decode(act, text) : NET_TIMER_UNKNOWN;
}

static bool take_act(struct net_power *p, const struct at_line *line)
{
	int64_t act;
	if (!at_arg_int(line, 0, 0, 9, &act))
		return false;
	p->edrx_act = (int)act;
	return true;
}

/* +CEDRXS: <AcT-type>,"<cycle>"; one line a technology, and nothing of whether it is in use */
static bool apply_cedrxs(struct net_power *p, const struct at_line *line)
{
	int64_t act;
	if (!at_arg_int(line, 0, 0, 9, &act))
		return false;
	p->edrx_ms = arg_edrx(line, 1, (int)act, net_edrx_cycle_ms);
	return true;
}

/* +CEDRXRDP: <AcT-type>[,"<asked>"[,"<given>"[,"<window>"]]]; 0 alone: no eDRX here */
static bool apply_cedrxrdp(struct net_power *p, const struct at_line *line)
{
	if (!take_act(p, line))
		return false;
	p->net_edrx_ms =
		p->edrx_act ? arg_edrx(line, 2, p->edrx_act, net_edrx_cycle_ms) : NET_TIMER_OFF;
	p->ptw_ms = arg_edrx(line, 3, p->edrx_act, net_edrx_window_ms);
	return true;
}

void net_power_cereg(struct net_power *power, const struct at_line *line, size_t i)
{
	if (line->count <= i)
		return;
	power->net_act_s = arg_timer(line, i, net_timer_t3324_s);
	power->net_tau_s = arg_timer(line, i + 1, net_timer_t3412_s);
}

bool net_power_apply(struct net_power *power, const struct at_line *line)
{
	static const struct {
		const char *name;
		bool (*apply)(struct net_power *p, const struct at_line *line);
	} rows[] = {
		{"+CPSMS", apply_cpsms},
		{"+QPSMS", apply_qpsms},
		{"+QPSMTIMER", apply_qpsmtimer},
		{"+CEDRXS", apply_cedrxs},
		{"+CEDRXRDP", apply_cedrxrdp},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (at_is(line, rows[i].name))
			return rows[i].apply(power, line);
	return false;
}
