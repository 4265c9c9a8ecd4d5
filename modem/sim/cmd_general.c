/* General commands: echo and formats, identity, profile, clock, power. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "modem/sim/commands.h"
#include "modem/sim/sense.h"
#include "modem/sim/state.h"

static int set_flag(bool *flag, int number)
{
	if (number > 1)
		return AT_ERROR;
	*flag = number;
	return AT_OK;
}

static int do_e(struct module *m, const struct at_command *c)
{
	if (faults_hit(&m->faults, FAULT_ECHO_STUCK, m->at.line.bytes, m->at.line.len))
		return c->number > 1 ? AT_ERROR : AT_OK;
	return set_flag(&m->at.echo, c->number);
}

static int do_v(struct module *m, const struct at_command *c)
{
	return set_flag(&m->at.verbose, c->number);
}

static int do_q(struct module *m, const struct at_command *c)
{
	return set_flag(&m->at.quiet, c->number);
}

static int take_any(struct module *m, const struct at_command *c)
{
	(void)m;
	return c->number > 4 ? AT_ERROR : AT_OK;
}

static int do_z(struct module *m, const struct at_command *c)
{
	(void)c;
	module_reset_profile(m, true);
	return AT_OK;
}

static int do_f(struct module *m, const struct at_command *c)
{
	(void)c;
	module_reset_profile(m, false);
	return AT_OK;
}

static int do_w(struct module *m, const struct at_command *c)
{
	(void)c;
	return module_save_profile(m) ? AT_OK : AT_ERROR;
}

static int view(struct module *m, const struct at_command *c)
{
	(void)c;
	at_say(m, "&C: 1");
	at_say(m, "&D: 1");
	at_say(m, "E: %d", m->at.echo);
	at_say(m, "Q: %d", m->at.quiet);
	at_say(m, "V: %d", m->at.verbose);
	for (int i = 3; i <= 5; i++)
		at_say(m, "S%d: %d", i, m->at.s[i]);
	return AT_OK;
}

static int read_s(struct module *m, const struct at_command *c)
{
	if (c->number < 0 || (size_t)c->number >= sizeof m->at.s)
		return AT_ERROR;
	at_say(m, "%03d", m->at.s[c->number]);
	return AT_OK;
}

static int write_s(struct module *m, const struct at_command *c)
{
	int64_t n;
	if ((size_t)c->number >= sizeof m->at.s || !args_number(&c->args, 0, 0, 127, &n))
		return AT_ERROR;
	m->at.s[c->number] = (unsigned char)n;
	return AT_OK;
}

/* --- identity --------------------------------------------------------------------------------- */

static int do_i(struct module *m, const struct at_command *c)
{
	(void)c;
	at_say(m, "Quectel");
	at_say(m, "%s", m->firmware->model);
	at_say(m, "Revision: %s", m->firmware->revision);
	return AT_OK;
}

static int say_maker(struct module *m, const struct at_command *c)
{
	(void)c;
	at_say(m, "Quectel");
	return AT_OK;
}

static int say_model(struct module *m, const struct at_command *c)
{
	(void)c;
	at_say(m, "%s", m->firmware->model);
	return AT_OK;
}

static int say_revision(struct module *m, const struct at_command *c)
{
	(void)c;
	at_say(m, "%s", m->firmware->revision);
	return AT_OK;
}

static int say_build(struct module *m, const struct at_command *c)
{
	(void)c;
	at_say(m, "%s", m->firmware->build);
	return AT_OK;
}

static int say_imei(struct module *m, const struct at_command *c)
{
	(void)c;
	at_say(m, "%s", m->imei);
	return AT_OK;
}

static int say_yes(struct module *m, const struct at_command *c)
{
	(void)m;
	(void)c;
	return AT_OK;
}

/* --- clock and power -------------------------------------------------------------------------- */

static int read_cclk(struct module *m, const struct at_command *c)
{
	(void)c;
	time_t t = (time_t)sense_time(m);
	struct tm tm;
	char text[40];
	gmtime_r(&t, &tm);
	strftime(text, sizeof text, "%y/%m/%d,%H:%M:%S+00", &tm);
	at_say(m, "+CCLK: \"%s\"", text);
	return AT_OK;
}

static int read_qpsms(struct module *m, const struct at_command *c)
{
	(void)c;
	const struct vars *v = &m->vars;
	at_say(m, "+QPSMS: %s,,,\"%ld\",\"%ld\"", v->value[VAR_CPSMS][0],
		psm_periodic_s(v->value[VAR_CPSMS][3]), psm_active_s(v->value[VAR_CPSMS][4]));
	return AT_OK;
}

static int write_qpsms(struct module *m, const struct at_command *c)
{
	struct at_command same = *c;
	snprintf(same.name, sizeof same.name, "+CPSMS");
	return vars_write(m, &same);
}

/* The network gives what it is asked for, with a paging window of 5.12 s. */
static int say_cedrxrdp(struct module *m, const struct at_command *c)
{
	const struct vars *v = &m->vars;
	(void)c;
	if (vars_number(v, VAR_CEDRXS) == 0)
		at_say(m, "+CEDRXRDP: 0");
	else
		at_say(m, "+CEDRXRDP: %s,%s,%s,\"0011\"", v->value[VAR_CEDRXS][1],
			v->value[VAR_CEDRXS][2], v->value[VAR_CEDRXS][2]);
	return AT_OK;
}

static int say_cpas(struct module *m, const struct at_command *c)
{
	(void)c;
	at_say(m, "+CPAS: 0");
	return AT_OK;
}

static int say_cbc(struct module *m, const struct at_command *c)
{
	(void)c;
	at_say(m, "+CBC: 0,%d,%d", sense_battery(m), sense_voltage(m));
	return AT_OK;
}

static int qpowd(struct module *m, const struct at_command *c)
{
	int64_t mode;
	if (!args_number_or(&c->args, 0, 0, 1, 1, &mode))
		return AT_ERROR;
	urc_say(m, "POWERED DOWN");
	boot_stop(m, 100, false);
	return AT_OK;
}

#define SAYS(command, handler)                                                          \
	{                                                                               \
		.name = (command), .on = { [AT_EXEC] = (handler), [AT_TEST] = say_yes } \
	}

const struct at_row cmd_general_rows[] = {
	{.name = "E", .on = {[AT_EXEC] = do_e}},
	{.name = "V", .on = {[AT_EXEC] = do_v}},
	{.name = "Q", .on = {[AT_EXEC] = do_q}},
	{.name = "X", .on = {[AT_EXEC] = take_any}},
	{.name = "L", .on = {[AT_EXEC] = take_any}},
	{.name = "M", .on = {[AT_EXEC] = take_any}},
	{.name = "H", .on = {[AT_EXEC] = take_any}},
	{.name = "&C", .on = {[AT_EXEC] = take_any}},
	{.name = "&D", .on = {[AT_EXEC] = take_any}},
	{.name = "Z", .on = {[AT_EXEC] = do_z}},
	{.name = "&F", .on = {[AT_EXEC] = do_f}},
	{.name = "&W", .on = {[AT_EXEC] = do_w}},
	{.name = "&V", .on = {[AT_EXEC] = view}},
	{.name = "S", .on = {[AT_READ] = read_s, [AT_WRITE] = write_s}},
	{.name = "I", .on = {[AT_EXEC] = do_i}},
	SAYS("+GMI", say_maker),
	SAYS("+CGMI", say_maker),
	SAYS("+GMM", say_model),
	SAYS("+CGMM", say_model),
	SAYS("+GMR", say_revision),
	SAYS("+CGMR", say_revision),
	SAYS("+QGMR", say_build),
	SAYS("+GSN", say_imei),
	SAYS("+CGSN", say_imei),
	{.name = "+CCLK", .on = {[AT_READ] = read_cclk}},
	{.name = "+QPSMS", .on = {[AT_READ] = read_qpsms, [AT_WRITE] = write_qpsms}},
	SAYS("+CPAS", say_cpas),
	SAYS("+CEDRXRDP", say_cedrxrdp),
	SAYS("+CBC", say_cbc),
	{.name = "+QPOWD", .on = {[AT_EXEC] = qpowd, [AT_WRITE] = qpowd}},
	{0},
};
