/* Tables 4 and 5 of the Note and the parts of a PSK file as constant rows, and finding rows. Facts,
 * no behaviour. */
#include "profiles/file.h"

#include <string.h>

#include "profiles/file_oma.h"

#define I32_MAX  2147483647
#define COUNT(a) (sizeof(a) / sizeof *(a))

#define INT(n, lo, hi, def, u, m)                                                        \
	.name = (n), .type = FILE_TYPE_INT, .min = (lo), .max = (hi), .fallback = (def), \
	.unit = (u), .meaning = (m)
#define SECONDS(n, def, m) INT(n, 0, I32_MAX, def, "s", m)
#define CHOICE(n, list, def, m) \
	.name = (n), .type = FILE_TYPE_CHOICE, .choices = (list), .fallback = (def), .meaning = (m)
#define WORD(n, list, def, m) \
	.name = (n), .type = FILE_TYPE_WORD, .choices = (list), .fallback = (def), .meaning = (m)
#define TEXT(n, lo, hi, m) \
	.name = (n), .type = FILE_TYPE_TEXT, .min = (lo), .max = (hi), .meaning = (m)

static const struct qlw_choice families[] = {
	{0, "v4", "IPv4"},
	{1, "v6", "IPv6"},
	{2, "v4v6", "IPv6 first, then IPv4"},
	{0, NULL, NULL},
};

static const struct qlw_choice bindings[] = {
	{0, "ip", "IP only"},
	{1, "nonip", "non-IP data only"},
	{2, "ip_nonip", "IP or non-IP data"},
	{0, NULL, NULL},
};

static const struct qlw_choice no_yes[] = {
	{0, "no", "no"},
	{1, "yes", "yes"},
	{0, NULL, NULL},
};

static const struct qlw_choice roaming[] = {
	{0, "enabled", "the client works in roaming"},
	{1, "disabled", "the client is off in roaming"},
	{0, NULL, NULL},
};

static const struct qlw_choice carriers[] = {
	{0, "default", "no carrier's own behaviour"},
	{1, "Verizon", "behaves as Verizon wants"},
	{0, NULL, NULL},
};

static const struct qlw_choice epnames[] = {
	{4, "imei", "urn:imei:<IMEI>"},
	{7, "imei-msisdn", "urn:imei-msisdn:<IMEI>-<MSISDN>; fails when the SIM holds no number"},
	{0, NULL, NULL},
};

static const struct qlw_choice root_ca[] = {
	{0, "domain", "the certificate issued for the domain"},
	{3, "root-ca", "the root certificate"},
	{0, NULL, NULL},
};

static const struct qlw_choice awake[] = {
	{0, "stay-awake", "awake from the minimum to the maximum period"},
	{1, "sleep", "sleeps (PSM) in every minimum period until the maximum"},
	{0, NULL, NULL},
};

static const struct qlw_choice startups[] = {
	{0, "preloaded", "the client starts by itself"},
	{1, "application", "AT commands or an application start the client"},
	{0, NULL, NULL},
};

static const struct qlw_choice versions[] = {
	{0, "1.0", "LwM2M 1.0"},
	{1, "1.1", "LwM2M 1.1"},
	{0, NULL, NULL},
};

/* Table 4 */
static const struct file_row apn_rows[] = {
	{TEXT("APN_NAME", 1, 100, "APN for the server with this short ID"), .mandatory = true},
	{INT("APN_CLASS", 0, 255, "2", NULL, "class of that APN")},
	{INT("SHORT_SERVER_ID1", 1, QLW_SHORT_ID_MAX, "102", NULL, "short ID of the server")},
	{CHOICE("BS_IF_REG_FAILS", no_yes, "0", "bootstrap again when registration fails")},
	{WORD("IP_FAMILY", families, "v4", "IP family towards the server")},
	{WORD("BINDINGS", bindings, "ip_nonip", "whether the client may use IP or non-IP data")},
};

/* Table 5 */
static const struct file_row cfg_rows[] = {
	{TEXT("APN", 1, 100, "APN where carrier_apn_cfg gives none")},
	{WORD("IP_FAMILY", families, "v4", "IP family where carrier_apn_cfg gives none")},
	{WORD("BINDINGS", bindings, "ip_nonip", "whether the client may use IP or non-IP data")},
	{SECONDS("RETRY_TIMEOUT", "30", "wait before the first retry of a data call")},
	{INT("RETRY_EXPONENT_VAL", 0, I32_MAX, "2", NULL, "factor by which that wait grows")},
	{SECONDS("MAX_RETRY_TIMEOUT", "640", "longest wait between data call retries")},
	{INT("MAX_NO_RETRIES", 0, I32_MAX, "5", NULL, "retries of a data call")},
	{SECONDS("ACK_TIMEOUT", "60", "silence after which the module sleeps")},
	{SECONDS("REG_RETRY_TIMEOUT", "60", "wait before the first retry of a registration")},
	{INT("REG_RETRY_EXPONENT", 0, I32_MAX, "2", NULL, "factor by which that wait grows")},
	{SECONDS("REG_RETRY_MAXTIMEOUT", "480", "longest wait between registration retries")},
	{CHOICE("REG_UPDATE_ON_RECONNECT", no_yes, "0",
		"registration update after a reboot, a wake-up or a new address")},
	{CHOICE("ROAMING_FEAT", roaming, "1", "the client in roaming")},
	{CHOICE("PER_REGSTATUS_FEAT", no_yes, "0", "keep the registration across reboots")},
	{CHOICE("PER_BOOTSTRAP_FEAT", no_yes, "1", "keep what bootstrap gave across reboots")},
	{INT("BATTERY_LEVEL_THRESHOLD", 0, 100, "20", "%", "battery level that counts as low")},
	{CHOICE("CARRIER_TYPE", carriers, "0", "whose own behaviour the client has")},
	{CHOICE("REG_EP_NAME", epnames, "4", "endpoint name towards a standard server")},
	{CHOICE("BOOTSTRAP_EP_NAME", epnames, "7", "endpoint name towards a bootstrap server")},
	{SECONDS("BOOT_UP_SLEEP_TIME", "5", "wait before the client starts")},
	{INT("GPS_MIN_INTERVAL", 0, I32_MAX, "3000", "ms", "time between two position fixes")},
	{INT("GPS_MIN_DISTANCE", 0, I32_MAX, "1", "m", "movement that asks for a position fix")},
	{INT("MAX_NO_OF_FACTORY_RESET_PER_HOUR_BY_SMS", 0, I32_MAX, "1", NULL,
		"factory resets an hour that SMS may ask for")},
	{INT("MAX_NO_OF_REG_UPDATE_PER_HOUR_BY_SMS", 0, I32_MAX, "1", NULL,
		"registration updates an hour that SMS may ask for")},
	{SECONDS("WAIT_TIME_TO_TRIGGER_NEXT_REG_CYCLE", "86400",
		"wait after all registration retries have failed")},
	{SECONDS("MAX_BOOTSTRAP_WAIT_TIME", "0",
		"how long bootstrap is held off while applications add objects")},
	{CHOICE("ROOTCA_SUPPORT_MODE", root_ca, "0",
		"what a server's certificate is checked with")},
	{SECONDS("SESSION_TIMEOUT", "60", "silence after which DTLS is resumed before sending")},
	{CHOICE("ENABLE_PSM", no_yes, "1", "let the module go to power saving mode")},
	{CHOICE("AWAKE_AFTER_PMIN", awake, "0", "between minimum and maximum period")},
	{CHOICE("STARTUP_MODE", startups, "0", "who starts the client")},
	{WORD("VERSION", versions, "1.0", "OMA version the client runs")},
};

/* 2.5.2 */
static const struct file_row psk_rows[] = {
	{TEXT("identity", 1, QLW_TEXT_MAX, "PSK identity"), .secret = true, .mandatory = true},
	{.name = "key",
		.type = FILE_TYPE_HEX,
		.min = 2,
		.max = QLW_TEXT_MAX - 1,
		.meaning = "PSK key as hex digits",
		.secret = true,
		.mandatory = true},
};

static const struct {
	const struct file_row *row;
	size_t count;
} tables[] = {
	[FILE_KIND_APN] = {apn_rows, COUNT(apn_rows)},
	[FILE_KIND_CFG] = {cfg_rows, COUNT(cfg_rows)},
	[FILE_KIND_PSK] = {psk_rows, COUNT(psk_rows)},
	[FILE_KIND_UNKNOWN] = {NULL, 0},
};

const struct file_row *file_row(enum file_kind kind, size_t i)
{
	if (kind == FILE_KIND_BOOTSTRAP)
		return file_oma_row(i);
	return i < tables[kind].count ? &tables[kind].row[i] : NULL;
}

const struct file_row *file_row_named(enum file_kind kind, const char *name)
{
	const struct file_row *row;
	for (size_t i = 0; (row = file_row(kind, i)); i++)
		if (strcmp(row->name, name) == 0)
			return row;
	return NULL;
}

const struct file_row *file_row_resource(unsigned object, unsigned resource)
{
	const struct file_row *row;
	for (size_t i = 0; (row = file_oma_row(i)); i++)
		if (row->object == object && row->resource == resource)
			return row;
	return NULL;
}
