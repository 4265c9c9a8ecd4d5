/*
 * The one constant table of the vocabulary: every key of AT+QLWCFG and every service of AT+QLWSVC
 * with its arguments in wire order, and finding things in it. It holds facts and no behaviour; what
 * the printed text and its scan disagree on is settled here.
 */
#include "modem/qlw.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define I32_MAX  2147483647
#define COUNT(a) (sizeof(a) / sizeof *(a))

#define INT(n, lo, hi, def, u, m)                                                       \
	.name = (n), .type = QLW_TYPE_INT, .min = (lo), .max = (hi), .fallback = (def), \
	.unit = (u), .meaning = (m)
#define CHOICE(n, list, def, m)                                                  \
	.name = (n), .type = QLW_TYPE_CHOICE, .max = I32_MAX, .choices = (list), \
	.fallback = (def), .meaning = (m)
#define STRING(n, lo, hi, m)                                                             \
	.name = (n), .type = QLW_TYPE_STRING, .min = (lo), .max = (hi), .unit = "bytes", \
	.meaning = (m)
#define CLIENT_INDEX INT("client_index", 0, QLW_CLIENTS - 1, NULL, NULL, "number of the record")
#define SHORT_ID                                         \
	INT("short_id", 1, QLW_SHORT_ID_MAX, NULL, NULL, \
		"number that names one server to the client")

/* --- enumerations --------------------------------------------------------------------------- */

static const struct qlw_choice startup_modes[] = {
	{0, "disabled", "the client waits for AT+QLWSVC=\"reg\""},
	{1, "enabled", "the client starts whenever the module powers on"},
	{0, NULL, NULL},
};

static const struct qlw_choice apn_classes[] = {
	{0, "0", "class 0"},
	{2, "2", "class 2; at Verizon the administrative APN"},
	{3, "3", "class 3; at Verizon the internet APN"},
	{6, "6", "class 6; at Verizon the enterprise APN"},
	{7, "7", "class 7; at Verizon the APN for things"},
	{10, "10", "class 10"},
	{11, "11", "class 11"},
	{0, NULL, NULL},
};

static const struct qlw_choice bootstraps[] = {
	{0, "standard", "a management server: the client registers there"},
	{1, "bootstrap", "a bootstrap server: it hands out the accounts of others"},
	{0, NULL, NULL},
};

static const struct qlw_choice security_modes[] = {
	{0, "PSK", "DTLS with a pre-shared key"},
	{2, "certificate", "DTLS with certificates"},
	{3, "none", "no DTLS, everything is sent in the clear"},
	{0, NULL, NULL},
};

static const struct qlw_choice storings[] = {
	{0, "store", "keep notifications until the server can be reached again"},
	{1, "discard", "drop notifications while the server cannot be reached"},
	{0, NULL, NULL},
};

/* Table 7 */
static const struct qlw_choice bindings[] = {
	{0, "U", "UDP, reachable at any time"},
	{1, "UQ", "UDP, the server queues until the client is on line"},
	{2, "S", "SMS, reachable at any time"},
	{3, "SQ", "SMS, the server queues until the client is on line"},
	{4, "US", "UDP and SMS, reachable at any time"},
	{5, "UQS", "UDP queued, and SMS at any time"},
	{6, "N", "non-IP data, LwM2M 1.1 only"},
	{0, NULL, NULL},
};

static const struct qlw_choice epname_types[] = {
	{0, "string", "the two names are texts"},
	{1, "number", "the two names are numbers of forms the module fills in"},
	{0, NULL, NULL},
};

/* Table 8 */
static const struct qlw_choice epnames[] = {
	{4, "imei", "urn:imei:<IMEI>"},
	{5, "esn", "urn:esn:<ESN>, 8 digits"},
	{6, "meid", "urn:meid:<MEID>, 14 digits"},
	{7, "imei-msisdn", "urn:imei-msisdn:<IMEI>-<MSISDN>; fails when the SIM holds no number"},
	{8, "imei-imsi", "urn:imei-imsi:<IMEI>-<IMSI>"},
	{9, "bare-imei-imsi", "imei-imsi:<IMEI>-<IMSI>, without urn:"},
	{0, NULL, NULL},
};

static const struct qlw_choice client_versions[] = {
	{0, "1.0", "LwM2M 1.0"},
	{1, "1.1", "LwM2M 1.1"},
	{0, NULL, NULL},
};

static const struct qlw_choice server_types[] = {
	{0, "factory", "resets every setting of the client"},
	{1, "Verizon", "built-in servers of Verizon"},
	{2, "AT&T", "built-in servers of AT&T"},
	{3, "T-Mobile", "built-in servers of T-Mobile"},
	{4, "Telstra", "built-in servers of Telstra"},
	{5, "LG U+", "built-in servers of LG U+"},
	{6, "NTT DoCoMo", "built-in servers of NTT DoCoMo"},
	{0, NULL, NULL},
};

static const struct qlw_choice commercials[] = {
	{0, "staging", "the carrier's test servers"},
	{1, "production", "the carrier's live servers"},
	{0, NULL, NULL},
};

static const struct qlw_choice host_ids[] = {
	{0, "id", "identity of the host device"},
	{1, "manufacturer", "who made the host device"},
	{2, "model", "model of the host device"},
	{3, "software", "software version of the host device"},
	{0, NULL, NULL},
};

static const struct qlw_choice reg_modes[] = {
	{0, "register", "after a reboot the client registers anew"},
	{1, "update", "after a reboot the client sends a registration update"},
	{0, NULL, NULL},
};

static const struct qlw_choice dereg_methods[] = {
	{0, "deregister", "takes leave of the servers"},
	{1, "factory-reset", "takes leave, then forgets what bootstrap gave"},
	{0, NULL, NULL},
};

static const struct qlw_choice with_objects[] = {
	{0, "no", "an empty update"},
	{1, "yes", "the update lists the client's objects"},
	{0, NULL, NULL},
};

static const struct qlw_choice ul_data_types[] = {
	{0, "string", "the data stand as text"},
	{1, "hex", "the data stand as hexadecimal digits"},
	{0, NULL, NULL},
};

static const struct qlw_choice message_types[] = {
	{0, "confirmable", "the server answers, the module reports the delivery"},
	{1, "non-confirmable", "nobody answers, no delivery report follows"},
	{0, NULL, NULL},
};

/* --- keys, 3.2.1 ---------------------------------------------------------------------------- */

static const struct qlw_field key_autostart[] = {
	{CHOICE("startup_mode", startup_modes, "0", "whether the client starts with the module")},
};

static const struct qlw_field key_pdpcid[] = {
	{CLIENT_INDEX, .index = true},
	{INT("pdp_cid", 1, 16, "1", NULL, "PDP context the client's data goes through")},
	{CHOICE("apn_class", apn_classes, "2", "class of the APN of that context"),
		.optional = true},
};

static const struct qlw_field key_security[] = {
	{CLIENT_INDEX, .index = true},
	{SHORT_ID},
	{STRING("server_addr", 1, QLW_URI_MAX, "URI of the server, coap:// or coaps://")},
	{CHOICE("bootstrap", bootstraps, "0", "what kind of server this is")},
	{CHOICE("security_mode", security_modes, "0", "how traffic to this server is protected")},
	{STRING("psk_id", 1, QLW_TEXT_MAX, "PSK identity, with security_mode 0 only"),
		.optional = true, .secret = true, .with_next = true},
	{STRING("psk_key", 2, QLW_TEXT_MAX, "PSK key as hex digits, with security_mode 0 only"),
		.optional = true, .secret = true},
};

static const struct qlw_field key_server[] = {
	{CLIENT_INDEX, .index = true},
	{INT("life_time", 0, I32_MAX, "0", "s", "how long a registration holds without an update")},
	{INT("period_min", 0, I32_MAX, "0", "s", "shortest time between two notifications")},
	{INT("period_max", 0, I32_MAX, "0", "s", "longest time between two notifications")},
	{INT("disable_time", 60, I32_MAX, "86400", "s",
		"how long the client stays away after the server disabled it")},
	{CHOICE("storing", storings, "0", "notifications while the server is out of reach")},
	{.name = "binding",
		.type = QLW_TYPE_WORD,
		.min = 1,
		.max = 3,
		.choices = bindings,
		.meaning = "transport, and whether the server queues for a sleeping client"},
};

static const struct qlw_field key_epns[] = {
	{CHOICE("type", epname_types, "0", "how the two endpoint names are given")},
	{.name = "bs_epname",
		.type = QLW_TYPE_EPNAME,
		.min = 1,
		.max = QLW_TEXT_MAX,
		.choices = epnames,
		.fallback = "4",
		.meaning = "endpoint name towards a bootstrap server"},
	{.name = "reg_epname",
		.type = QLW_TYPE_EPNAME,
		.min = 1,
		.max = QLW_TEXT_MAX,
		.choices = epnames,
		.fallback = "4",
		.meaning = "endpoint name towards a standard server"},
};

static const struct qlw_field key_transcfg[] = {
	{INT("retry_timeout", 0, I32_MAX, "60", "s", "wait before the first retry")},
	{INT("retry_exponent", 0, I32_MAX, "2", NULL, "factor by which each wait grows")},
	{INT("max_timeout", 0, I32_MAX, "480", "s", "longest wait between two retries")},
};

static const struct qlw_field key_version[] = {
	{CHOICE("client_version", client_versions, "0", "LwM2M version the client speaks")},
};

static const struct qlw_field key_select[] = {
	{CHOICE("server_type", server_types, "0", "whose built-in servers to use")},
	{CHOICE("is_commercial", commercials, "0", "test or live servers of that carrier"),
		.optional = true},
};

static const struct qlw_field key_host[] = {
	{INT("host_index", 0, 1, NULL, NULL, "instance of the host device"), .index = true},
	{CHOICE("host_id", host_ids, NULL, "what of the host device"), .index = true},
	{STRING("host_value", 0, QLW_TEXT_MAX, "its value, as the carrier wants it")},
};

static const struct qlw_field key_device[] = {
	{STRING("manufacturer", 0, QLW_TEXT_MAX, "maker of the device")},
	{STRING("model_no", 0, QLW_TEXT_MAX, "model number"), .optional = true},
	{STRING("hw_version", 0, QLW_TEXT_MAX, "hardware version"), .optional = true},
	{STRING("sw_version", 0, QLW_TEXT_MAX, "software version"), .optional = true},
	{STRING("fw_version", 0, QLW_TEXT_MAX, "firmware version"), .optional = true},
	{STRING("device_type", 0, QLW_TEXT_MAX, "type name of the device"), .optional = true},
};

static const struct qlw_field key_session[] = {
	{INT("dtls_timeout", 0, I32_MAX, "0", "s", "how long a DTLS session is kept")},
	{INT("resume_time", 0, 86400, "86400", "s", "silence after which a session is resumed")},
};

static const struct qlw_field key_mbsps[] = {
	{STRING("service_code", 0, QLW_TEXT_MAX, "service code that LG U+ assigned")},
	{STRING("imei", 0, QLW_TEXT_MAX, "serial number of the device, such as its IMEI")},
	{STRING("msisdn", 0, QLW_TEXT_MAX, "telephone number")},
	{STRING("iccid", 0, QLW_TEXT_MAX, "number of the SIM card")},
	{STRING("model", 0, QLW_TEXT_MAX, "model name of the device")},
	{STRING("mac", 0, QLW_TEXT_MAX, "MAC address of the device")},
};

#define KEY(n, t) \
	.command = "+QLWCFG", .name = #n, .title = (t), .fields = COUNT(key_##n), .field = key_##n

static const struct qlw_verb keys[QLW_KEYS] = {
	[QLW_KEY_AUTOSTART] = {KEY(autostart, "Start with the module")},
	[QLW_KEY_PDPCID] = {KEY(pdpcid, "Data connection"), .list = true},
	[QLW_KEY_SECURITY] = {KEY(security, "LwM2M security object"), .list = true,
		.deletable = true},
	[QLW_KEY_SERVER] = {KEY(server, "LwM2M server object"), .list = true, .deletable = true},
	[QLW_KEY_EPNS] = {KEY(epns, "Endpoint names")},
	[QLW_KEY_TRANSCFG] = {KEY(transcfg, "Retries")},
	[QLW_KEY_VERSION] = {KEY(version, "LwM2M version")},
	[QLW_KEY_SELECT] = {KEY(select, "Carrier")},
	[QLW_KEY_HOST] = {KEY(host, "Host device (portfolio object)"), .list = true},
	[QLW_KEY_DEVICE] = {KEY(device, "LwM2M device object")},
	[QLW_KEY_SESSION] = {KEY(session, "DTLS sessions")},
	[QLW_KEY_MBSPS] = {KEY(mbsps, "LG U+ authentication")},
};

/* --- services, 3.2.2 ------------------------------------------------------------------------ */

static const struct qlw_field svc_reg[] = {
	{CHOICE("mode", reg_modes, "0", "what the client does after later reboots"),
		.optional = true},
};

static const struct qlw_field svc_dereg[] = {
	{CHOICE("method", dereg_methods, "0", "how thoroughly to leave"), .optional = true},
};

static const struct qlw_field svc_lifetime[] = {
	{SHORT_ID, .index = true},
	{INT("life_time", 0, 86400, NULL, "s", "new lifetime; without it the lifetime is asked"),
		.optional = true},
};

static const struct qlw_field svc_update[] = {
	{SHORT_ID, .index = true},
	{CHOICE("with_object", with_objects, "0", "whether the update lists the objects"),
		.optional = true},
};

static const struct qlw_field svc_state[] = {
	{CLIENT_INDEX, .index = true, .optional = true},
};

static const struct qlw_field svc_uldata[] = {
	{SHORT_ID, .index = true},
	{STRING("uri", 6, 18, "resource the data belong to, /object/instance/resource")},
	{INT("data_len", 1, QLW_ULDATA_MAX, NULL, "bytes", "length of the data")},
	{STRING("data", 1, QLW_ULDATA_MAX, "the data")},
	{CHOICE("data_type", ul_data_types, "0", "how the data are written"), .optional = true},
	{CHOICE("message_type", message_types, "0", "whether the server confirms"),
		.optional = true},
};

#define SERVICE(n, t) \
	.command = "+QLWSVC", .name = #n, .title = (t), .fields = COUNT(svc_##n), .field = svc_##n

static const struct qlw_verb services[QLW_SERVICES] = {
	[QLW_SERVICE_REG] = {SERVICE(reg, "Register")},
	[QLW_SERVICE_DEREG] = {SERVICE(dereg, "Deregister")},
	[QLW_SERVICE_LIFETIME] = {SERVICE(lifetime, "Lifetime of a registration")},
	[QLW_SERVICE_UPDATE] = {SERVICE(update, "Registration update")},
	[QLW_SERVICE_STATE] = {SERVICE(state, "State of the servers")},
	[QLW_SERVICE_ULDATA] = {SERVICE(uldata, "Send data")},
};

/* --- finding -------------------------------------------------------------------------------- */

const struct qlw_verb *qlw_key_verb(enum qlw_key key)
{
	return &keys[key];
}

const struct qlw_verb *qlw_service_verb(enum qlw_service service)
{
	return &services[service];
}

static int find(const struct qlw_verb *table, size_t count, const char *name, size_t len)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(table[i].name) == len && strncasecmp(table[i].name, name, len) == 0)
			return (int)i;
	return -1;
}

int qlw_key_find(const char *name, size_t len)
{
	return find(keys, COUNT(keys), name, len);
}

int qlw_service_find(const char *name, size_t len)
{
	return find(services, COUNT(services), name, len);
}

int qlw_field_find(const struct qlw_verb *verb, const char *name)
{
	for (size_t i = 0; i < verb->fields; i++)
		if (strcmp(verb->field[i].name, name) == 0)
			return (int)i;
	return -1;
}

bool qlw_number(const char *text, int64_t *number)
{
	char *end;
	if (!(*text >= '0' && *text <= '9') && *text != '-')
		return false;
	errno = 0;
	long long n = strtoll(text, &end, 10);
	if (errno || end == text || *end)
		return false;
	*number = n;
	return true;
}

const struct qlw_choice *qlw_choice_find(const struct qlw_field *field, const char *name_or_number)
{
	int64_t number;
	bool numeric = field->type != QLW_TYPE_WORD && qlw_number(name_or_number, &number);
	for (const struct qlw_choice *c = field->choices; c && c->name; c++) {
		if (numeric && c->number == number)
			return c;
		if (strcasecmp(c->name, name_or_number) == 0)
			return c;
	}
	return NULL;
}
