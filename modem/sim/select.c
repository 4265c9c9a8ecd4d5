/* The carriers of AT+QLWCFG="select". Knows their public addresses and how to write an account. */
#include "modem/sim/select.h"

#include <stdio.h>
#include <string.h>

#include "modem/sim/state.h"

/* SHA-256 of "com.vzwm2m.com" (2.5.2), and the key of example 4.2.1 */
#define KEY_VERIZON "d6160c2e7c90399ee7d207a22611e3d3a87241b0462976b935341d000a91e747"
#define KEY_EXAMPLE "313233343536373839"

static const struct {
	const char *uri[2]; /* staging, production */
	const char *epname; /* Table 8, for the bootstrap server */
	const char *key;
} carriers[] = {
	{{0}, NULL, NULL},
	{{"coaps://ddocdpboot.do.motive.com:5684", "coaps://boot.lwm2m.vzwdm.com:5684"}, "7",
		KEY_VERIZON},
	{{"coaps://InteropBootstrap.dm.iot.att.com:5694", "coaps://bootstrap.dm.iot.att.com:5694"},
		"4", KEY_EXAMPLE},
	{{"coaps://bootp.iot.lab.t-mobile.com:5584", "coaps://bootp.iot.t-mobile.com:5584"}, "4",
		KEY_EXAMPLE},
	{{"coaps://staging.telstra.invalid:5684", "coaps://telstra.invalid:5684"}, "4",
		KEY_EXAMPLE},
	{{"coaps://staging.lguplus.invalid:5684", "coaps://lguplus.invalid:5684"}, "4",
		KEY_EXAMPLE},
	{{"coaps://staging.docomo.invalid:5684", "coaps://docomo.invalid:5684"}, "4", KEY_EXAMPLE},
};

static void write_account(struct module *m, size_t carrier, bool production)
{
	struct settings *s = &m->settings;
	for (unsigned i = 0; i < QLW_CLIENTS; i++) {
		settings_delete(s, SETTING_SECURITY, i);
		settings_delete(s, SETTING_SERVER, i);
		settings_delete(s, SETTING_PDPCID, i);
	}
	struct setting_value *epns = s->record[SETTING_EPNS][0].value;
	epns[EPNS_TYPE].number = 1;
	setting_set_text(&epns[EPNS_BS], carriers[carrier].epname);
	setting_set_text(&epns[EPNS_REG], carriers[carrier].epname);
	m->config_stale = true;
	struct setting_record *r = &s->record[SETTING_SECURITY][0];
	r->set = true;
	r->value[SECURITY_SSID].number = 100;
	setting_set_text(&r->value[SECURITY_ADDR], carriers[carrier].uri[production]);
	r->value[SECURITY_BOOTSTRAP].number = 1;
	r->value[SECURITY_MODE].number = 0;
	setting_set_text(&r->value[SECURITY_ID], module_config(m)->bs_endpoint);
	setting_set_text(&r->value[SECURITY_KEY], carriers[carrier].key);
	m->config_stale = true;
}

void select_apply(struct module *m)
{
	int64_t type = settings_number(&m->settings, SETTING_SELECT, 0, SELECT_TYPE);
	bool production = settings_number(&m->settings, SETTING_SELECT, 0, SELECT_COMMERCIAL);
	const struct outside *o = &m->outside;
	if (type == 0)
		module_factory_settings(m);
	else if (assumed(m, ASSUME_SELECT_WRITES))
		write_account(m, (size_t)type, production);
	if (type == 0 || assumed(m, ASSUME_SELECT_WRITES))
		o->forget(o->ctx);
}
