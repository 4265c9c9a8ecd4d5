/* From provisioning files to settings, contexts and the start of the client. Knows no file format.
 */
#include "modem/sim/startup.h"

#include <stdio.h>
#include <string.h>

#include "modem/sim/provision.h"
#include "modem/sim/state.h"

#define FIRST_CONTEXT   8 /* contexts below are the host's own */
#define CARRIER_VERIZON 1 /* CARRIER_TYPE */
#define ROOT_CA         3 /* ROOTCA_SUPPORT_MODE */

static bool by_files(const struct module *m)
{
	return m->provision.value[LWM2M_CFG_STARTUP_MODE] == 0;
}

/* The APN of an account becomes a PDP context of its own. */
static void define_context(struct module *m, unsigned i, const struct provision_apn *apn)
{
	static const char *const type[] = {"", "IP", "IPV6", "IPV4V6"};
	struct pdp_context *p = &m->network.context[FIRST_CONTEXT + i];
	p->defined = true;
	snprintf(p->type, sizeof p->type, "%s", apn->non_ip ? "Non-IP" : type[apn->family]);
	snprintf(p->apn, sizeof p->apn, "%s", apn->name);
	m->settings.record[SETTING_PDPCID][i].value[PDPCID_CID].number = FIRST_CONTEXT + 1 + i;
}

bool startup_defined(unsigned context)
{
	return context >= FIRST_CONTEXT;
}

void startup_read(struct module *m)
{
	provision_read(&m->provision, m->flash);
	if (by_files(m))
		provision_accounts(
			&m->provision, &m->settings, m->flash, assumed(m, ASSUME_BASE_SLASH));
	for (unsigned i = 0; i < QLW_CLIENTS; i++) {
		const struct setting_record *r = &m->settings.record[SETTING_SECURITY][i];
		const struct provision_apn *apn =
			provision_apn_for(&m->provision, (unsigned)r->value[SECURITY_SSID].number);
		if (r->set && apn && apn->name[0])
			define_context(m, i, apn);
	}
	m->config_stale = true;
}

uint64_t startup_delay_ms(const struct module *m)
{
	bool asked = settings_number(&m->settings, SETTING_AUTOSTART, 0, 0);
	if (!asked && !(m->provision.autostart && by_files(m)))
		return UINT64_MAX;
	return (uint64_t)m->provision.value[LWM2M_CFG_BOOT_UP_SLEEP_TIME] * 1000;
}

int startup_reg_mode(struct module *m)
{
	char mode = '0';
	module_load(m, STARTUP_REG_MODE, &mode, 1);
	return assumed(m, ASSUME_REG_MODE_KEPT) && mode == '1';
}

static void tune(const struct provision *p, enum lwm2m_cfg which, int64_t *out)
{
	if (p->given[which])
		*out = p->value[which];
}

/* What is public of that carrier's client: 10 to 30 s before a bootstrap, and retries after 2, 4, 6
 * and 8 minutes. */
static void tune_verizon(const struct module *m, struct lw_config *c)
{
	c->tuning.bootstrap_wait = 10 + (int64_t)(rng_hash(m->seed, CARRIER_VERIZON) % 21);
	c->tuning.linear_retries = true;
	c->retry_timeout = 120;
	c->max_timeout = 480;
}

void startup_tune(const struct module *m, struct lw_config *c)
{
	const struct provision *p = &m->provision;
	c->tuning.bootstrap_wait = 0;
	c->tuning.linear_retries = false;
	if (p->value[LWM2M_CFG_CARRIER_TYPE] == CARRIER_VERIZON && assumed(m, ASSUME_VERIZON_PACE))
		tune_verizon(m, c);
	tune(p, LWM2M_CFG_REG_RETRY_TIMEOUT, &c->retry_timeout);
	tune(p, LWM2M_CFG_REG_RETRY_EXPONENT, &c->retry_exponent);
	tune(p, LWM2M_CFG_REG_RETRY_MAXTIMEOUT, &c->max_timeout);
	if (p->version >= 0)
		c->version = p->version;
	c->tuning.next_cycle = p->value[LWM2M_CFG_NEXT_CYCLE];
	tune(p, LWM2M_CFG_BOOTSTRAP_WAIT, &c->tuning.bootstrap_wait);
	c->tuning.ack_timeout = p->value[LWM2M_CFG_ACK_TIMEOUT];
	c->tuning.sleep_after_pmin =
		p->value[LWM2M_CFG_AWAKE_AFTER_PMIN] == 1 || !assumed(m, ASSUME_AWAKE_PMAX);
	c->tuning.root_ca = p->value[LWM2M_CFG_ROOTCA_SUPPORT_MODE] == ROOT_CA;
	c->tuning.session_timeout = p->value[LWM2M_CFG_SESSION_TIMEOUT];
	c->tuning.call_timeout = p->value[LWM2M_CFG_RETRY_TIMEOUT];
	c->tuning.call_exponent = p->value[LWM2M_CFG_RETRY_EXPONENT_VAL];
	c->tuning.call_max_timeout = p->value[LWM2M_CFG_MAX_RETRY_TIMEOUT];
	c->tuning.call_retries = p->value[LWM2M_CFG_MAX_NO_RETRIES];
	c->tuning.keep_registration = p->value[LWM2M_CFG_PER_REGSTATUS_FEAT] == 1;
	c->tuning.forget_bootstrap = p->value[LWM2M_CFG_PER_BOOTSTRAP_FEAT] == 0;
	c->tuning.update_on_reconnect = p->value[LWM2M_CFG_REG_UPDATE_ON_RECONNECT] == 1;
	for (unsigned i = 0; i < QLW_CLIENTS; i++) {
		const struct provision_apn *apn = provision_apn_for(p, c->account[i].short_id);
		c->tuning.bootstrap_if_reg_fails[i] =
			c->account[i].used && apn && apn->bootstrap_if_fails;
	}
}
