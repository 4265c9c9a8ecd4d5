/* From settings, identity and provisioning files to what the LwM2M client is told. Knows no AT
 * syntax. */
#include "modem/sim/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/sim/sense.h"
#include "modem/sim/startup.h"
#include "modem/sim/state.h"

static void copy(char *out, size_t size, const char *text)
{
	snprintf(out, size, "%s", text);
}

size_t config_hex(const char *digits, uint8_t *out, size_t max)
{
	size_t n = 0;
	for (int byte; n < max && (byte = hex_byte(digits)) >= 0; digits += 2)
		out[n++] = (uint8_t)byte;
	return n;
}

/* Without a key from AT+QLWCFG, the one in a file (2.5.2). */
static void set_psk(struct lw_account *a, const struct setting_value *v, const struct flash *flash)
{
	struct provision_psk file;
	copy(a->psk_id, sizeof a->psk_id, v[SECURITY_ID].text);
	a->psk_key_len = config_hex(v[SECURITY_KEY].text, a->psk_key, sizeof a->psk_key);
	if (!a->used || a->security_mode != 0 || a->psk_key_len ||
		!provision_psk(flash, a->short_id, &file))
		return;
	copy(a->psk_id, sizeof a->psk_id, file.id);
	memcpy(a->psk_key, file.key, file.key_len);
	a->psk_key_len = file.key_len;
}

static void set_account(
	struct lw_account *a, const struct settings *s, unsigned i, const struct flash *flash)
{
	const struct setting_record *security = &s->record[SETTING_SECURITY][i];
	const struct setting_record *server = &s->record[SETTING_SERVER][i];
	const struct setting_value *v = security->value;
	memset(a, 0, sizeof *a);
	a->used = security->set;
	a->short_id = (unsigned)v[SECURITY_SSID].number;
	copy(a->uri, sizeof a->uri, v[SECURITY_ADDR].text);
	a->bootstrap = v[SECURITY_BOOTSTRAP].number;
	a->security_mode = (int)v[SECURITY_MODE].number;
	set_psk(a, v, flash);
	v = server->value;
	a->has_server = server->set;
	a->life_time = v[SERVER_LIFE].number;
	a->period_min = v[SERVER_PMIN].number;
	a->period_max = v[SERVER_PMAX].number;
	a->disable_time = v[SERVER_DISABLE].number;
	a->discard = v[SERVER_STORING].number;
	copy(a->binding, sizeof a->binding, server->set ? v[SERVER_BINDING].text : "U");
	a->pdp_cid = (unsigned)settings_number(s, SETTING_PDPCID, i, PDPCID_CID);
}

/* Table 8. This module has neither ESN nor MEID, and its SIM perhaps no number. */
static void urn(const struct module *m, char *out, size_t size, int number)
{
	const char *msisdn = network_msisdn(m);
	*out = '\0';
	switch (number) {
	case 4:
		snprintf(out, size, "urn:imei:%s", m->imei);
		break;
	case 7:
		if (*msisdn)
			snprintf(out, size, "urn:imei-msisdn:%s-%s", m->imei, msisdn);
		break;
	case 8:
		snprintf(out, size, "urn:imei-imsi:%s-%s", m->imei, IDENTITY_IMSI);
		break;
	case 9:
		snprintf(out, size, "imei-imsi:%s-%s", m->imei, IDENTITY_IMSI);
		break;
	default:
		break;
	}
}

/* lwm2m_cfg's number goes before what "epns" says. */
static void set_endpoint(const struct module *m, char *out, size_t size,
	const struct setting_value *name, enum lwm2m_cfg option)
{
	if (m->provision.given[option])
		urn(m, out, size, (int)m->provision.value[option]);
	else if (settings_number(&m->settings, SETTING_EPNS, 0, EPNS_TYPE) == 1)
		urn(m, out, size, name->text[0] - '0');
	else
		copy(out, size, name->text);
}

static void set_device(struct lw_config *c, const struct setting_value *v)
{
	copy(c->device.manufacturer, sizeof c->device.manufacturer, v[DEVICE_MANUFACTURER].text);
	copy(c->device.model_no, sizeof c->device.model_no, v[DEVICE_MODEL].text);
	copy(c->device.hw_version, sizeof c->device.hw_version, v[DEVICE_HW].text);
	copy(c->device.sw_version, sizeof c->device.sw_version, v[DEVICE_SW].text);
	copy(c->device.fw_version, sizeof c->device.fw_version, v[DEVICE_FW].text);
	copy(c->device.device_type, sizeof c->device.device_type, v[DEVICE_TYPE].text);
}

static void set_identity(struct module *m)
{
	struct lw_config *c = &m->config;
	copy(c->imei, sizeof c->imei, m->imei);
	copy(c->msisdn, sizeof c->msisdn, network_msisdn(m));
	copy(c->imsi, sizeof c->imsi, IDENTITY_IMSI);
	copy(c->iccid, sizeof c->iccid, IDENTITY_ICCID);
	const struct setting_value *epns = m->settings.record[SETTING_EPNS][0].value;
	set_endpoint(m, c->bs_endpoint, sizeof c->bs_endpoint, &epns[EPNS_BS],
		LWM2M_CFG_BOOTSTRAP_EP_NAME);
	set_endpoint(
		m, c->reg_endpoint, sizeof c->reg_endpoint, &epns[EPNS_REG], LWM2M_CFG_REG_EP_NAME);
}

static void set_readings(const struct module *m, struct lw_config *c)
{
	c->otherwise.queue_mode_hears = !assumed(m, ASSUME_QUEUE_DEAF);
	c->otherwise.pending_events = assumed(m, ASSUME_PENDING_EVENTS);
	c->otherwise.update_late = !assumed(m, ASSUME_UPDATE_EARLY);
	c->otherwise.zero_lifetime = assumed(m, ASSUME_LIFETIME_ZERO);
	c->otherwise.lost_is_lost = !assumed(m, ASSUME_DTLS_AGAIN);
	c->otherwise.acl_strict = !assumed(m, ASSUME_ACL_OPEN);
	c->otherwise.fota_stays_up = !assumed(m, ASSUME_FOTA_RESTART);
}

const struct lw_config *module_config(struct module *m)
{
	struct lw_config *c = &m->config;
	const struct settings *s = &m->settings;
	sense(m, c);
	if (!m->config_stale)
		return c;
	m->config_stale = false;
	for (unsigned i = 0; i < QLW_CLIENTS; i++)
		set_account(&c->account[i], s, i, m->flash);
	set_identity(m);
	c->version = (int)settings_number(s, SETTING_VERSION, 0, 0);
	c->uldata_sends = assumed(m, ASSUME_ULDATA_SENDS);
	c->retry_timeout = settings_number(s, SETTING_TRANSCFG, 0, TRANSCFG_TIMEOUT);
	c->retry_exponent = settings_number(s, SETTING_TRANSCFG, 0, TRANSCFG_EXPONENT);
	c->max_timeout = settings_number(s, SETTING_TRANSCFG, 0, TRANSCFG_MAX);
	c->dtls_timeout = settings_number(s, SETTING_SESSION, 0, SESSION_DTLS);
	c->resume_time = settings_number(s, SETTING_SESSION, 0, SESSION_RESUME);
	set_device(c, s->record[SETTING_DEVICE][0].value);
	for (unsigned i = 0; i < 8; i++)
		copy(c->host[i / 4][i % 4], sizeof c->host[0][0],
			s->record[SETTING_HOST][i].value[0].text);
	for (unsigned i = 0; i < QLW_CLIENTS; i++) {
		struct lw_account *a = &c->account[i];
		if (m->faults.state[FAULT_WRONG_PSK].on && a->psk_key_len)
			a->psk_key[a->psk_key_len - 1] ^= 1;
	}
	set_readings(m, c);
	memcpy(c->extra, m->provision.extra, sizeof c->extra);
	c->extras = m->provision.extras;
	c->firmware_result = m->faults.state[FAULT_FIRMWARE].on
				     ? (int)m->faults.state[FAULT_FIRMWARE].number
				     : 0;
	startup_tune(m, c);
	return c;
}
