/* The SIM card: PIN, numbers. And the one text message a console may try to send. */
#include <stdio.h>
#include <string.h>

#include "modem/sim/state.h"

#define SIM_PIN    "1234"
#define CTRL_Z     0x1a
#define ESC        0x1b
#define SMS_MAX    160
#define CME_NO_SIM 10

const char *network_msisdn(const struct module *m)
{
	return m->network.no_msisdn || m->network.sim_missing ? "" : IDENTITY_MSISDN;
}

static int read_cpin(struct module *m, const struct at_command *c)
{
	(void)c;
	if (m->network.sim_missing)
		return CME_NO_SIM;
	at_say(m, "+CPIN: %s", m->network.pin_wanted ? "SIM PIN" : "READY");
	return AT_OK;
}

static int write_cpin(struct module *m, const struct at_command *c)
{
	if (m->network.sim_missing)
		return CME_NO_SIM;
	if (!m->network.pin_wanted)
		return 3; /* operation not allowed */
	if (!args_is(&c->args, 0, SIM_PIN))
		return 16; /* incorrect password */
	m->network.pin_wanted = false;
	urc_say(m, "+CPIN: READY");
	network_start(m);
	return AT_OK;
}

static int say_cnum(struct module *m, const struct at_command *c)
{
	(void)c;
	if (m->network.sim_missing)
		return CME_NO_SIM;
	if (*network_msisdn(m))
		at_say(m, "+CNUM: \"\",\"+%s\",145", network_msisdn(m));
	return AT_OK;
}

static int say_cimi(struct module *m, const struct at_command *c)
{
	(void)c;
	if (m->network.sim_missing)
		return CME_NO_SIM;
	at_say(m, IDENTITY_IMSI);
	return AT_OK;
}

static int say_qccid(struct module *m, const struct at_command *c)
{
	(void)c;
	if (m->network.sim_missing)
		return CME_NO_SIM;
	at_say(m, "+QCCID: " IDENTITY_ICCID);
	return AT_OK;
}

static int read_qsimstat(struct module *m, const struct at_command *c)
{
	(void)c;
	at_say(m, "+QSIMSTAT: 0,%d", !m->network.sim_missing);
	return AT_OK;
}

static int read_qinistat(struct module *m, const struct at_command *c)
{
	(void)c;
	at_say(m, "+QINISTAT: %d", m->network.sim_missing ? 0 : m->network.pin_wanted ? 1 : 7);
	return AT_OK;
}

/* --- AT+CMGS ---------------------------------------------------------------------------------- */

/* Text up to Ctrl-Z, echoed; ESC gives up. No message leaves this module. */
static size_t take_sms(struct module *m, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] == ESC) {
			at_finish(m, AT_OK);
			return i + 1;
		}
		if (bytes[i] == CTRL_Z) {
			at_finish(m, AT_CMS + (m->sms.len > SMS_MAX ? 305 : 331));
			return i + 1;
		}
		text_add(&m->sms, &bytes[i], 1);
		if (m->sms.len > 4096)
			text_clear(&m->sms);
		if (m->at.echo)
			module_put(m, &bytes[i], 1);
		if (bytes[i] == '\r')
			module_put(m, "\n> ", 3);
	}
	return len;
}

static int write_cmgs(struct module *m, const struct at_command *c)
{
	if (!args_text(&c->args, 0, m->sms_to, sizeof m->sms_to))
		return AT_ERROR;
	text_clear(&m->sms);
	at_flush(m);
	module_put(m, "\r\n> ", 4);
	m->data = (struct data_mode){.take = take_sms, .deadline_ms = UINT64_MAX};
	return AT_DATA;
}

const struct at_row cmd_sim_rows[] = {
	{.name = "+CPIN", .on = {[AT_READ] = read_cpin, [AT_WRITE] = write_cpin}},
	{.name = "+CNUM", .on = {[AT_EXEC] = say_cnum}},
	{.name = "+CIMI", .on = {[AT_EXEC] = say_cimi}},
	{.name = "+QCCID", .on = {[AT_EXEC] = say_qccid}},
	{.name = "+QSIMSTAT", .on = {[AT_READ] = read_qsimstat}},
	{.name = "+QINISTAT", .on = {[AT_EXEC] = read_qinistat}},
	{.name = "+CMGS", .on = {[AT_WRITE] = write_cmgs}},
	{0},
};
