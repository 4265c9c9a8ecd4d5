/* The forms of AT+QLWCFG, from 3.2.1 and tables 7 and 8. Data only. */
#include "modem/sim/settings.h"

#include <strings.h>

#define INT31 2147483647

#define RANGE(lo, hi, def)                                                       \
	{                                                                        \
		.kind = SETTING_RANGE, .min = (lo), .max = (hi), .preset = (def) \
	}
#define LIST(members, def)                                               \
	{                                                                \
		.kind = SETTING_LIST, .list = (members), .preset = (def) \
	}
#define STRING(name)                                    \
	{                                               \
		.kind = SETTING_STRING, .shown = (name) \
	}
#define SECRET(what, name)                                      \
	{                                                       \
		.kind = (what), .shown = (name), .hidden = true \
	}

static const struct setting_form forms[SETTING_KEYS] = {
	[SETTING_AUTOSTART] = {.name = "autostart",
		.records = 1,
		.fields = 1,
		.field = {LIST("(0,1)", 0)},
		.counts = 1 << 1},
	[SETTING_PDPCID] = {.name = "pdpcid",
		.indexes = 1,
		.records = 6,
		.index_max = {5},
		.fields = 2,
		.field = {RANGE(1, 16, 1), LIST("(0,2,3,6,7,10,11)", 2)},
		.counts = 1 << 1 | 1 << 2},
	[SETTING_SECURITY] = {.name = "security",
		.indexes = 1,
		.records = 6,
		.index_max = {5},
		.fields = 6,
		.field = {RANGE(1, 65534, 1), STRING("server_addr"), LIST("(0,1)", 0),
			LIST("(0,2,3)", 0), SECRET(SETTING_STRING, "PSK_ID"),
			SECRET(SETTING_HEX, "PSK_key")},
		.counts = 1 << 4 | 1 << 6,
		.deletes = true,
		.absent = true},
	[SETTING_SERVER] = {.name = "server",
		.indexes = 1,
		.records = 6,
		.index_max = {5},
		.fields = 6,
		.field = {RANGE(0, INT31, 0), RANGE(0, INT31, 0), RANGE(0, INT31, 0),
			RANGE(60, INT31, 86400), LIST("(0,1)", 0),
			{.kind = SETTING_BINDING, .shown = "binding"}},
		.counts = 1 << 6,
		.deletes = true,
		.absent = true},
	[SETTING_EPNS] = {.name = "epns",
		.records = 1,
		.fields = 3,
		.field = {LIST("(0,1)", 0),
			{.kind = SETTING_EPNAME, .shown = "bs_epname", .preset = 4},
			{.kind = SETTING_EPNAME, .shown = "reg_epname", .preset = 4}},
		.counts = 1 << 3},
	[SETTING_TRANSCFG] = {.name = "transcfg",
		.records = 1,
		.fields = 3,
		.field = {RANGE(0, INT31, 60), RANGE(0, INT31, 2), RANGE(0, INT31, 480)},
		.counts = 1 << 3},
	[SETTING_VERSION] = {.name = "version",
		.records = 1,
		.fields = 1,
		.field = {LIST("(0,1)", 0)},
		.counts = 1 << 1},
	[SETTING_SELECT] = {.name = "select",
		.records = 1,
		.fields = 2,
		.field = {RANGE(0, 6, 0), LIST("(0,1)", 0)},
		.counts = 1 << 1 | 1 << 2},
	[SETTING_HOST] = {.name = "host",
		.indexes = 2,
		.records = 8,
		.index_max = {1, 3},
		.index_shown = {"(0,1)", "(0-3)"},
		.fields = 1,
		.field = {STRING("host_value")},
		.counts = 1 << 1,
		.absent = true},
	[SETTING_DEVICE] = {.name = "device",
		.records = 1,
		.fields = 6,
		.field = {STRING("manufacturer"), STRING("model_no"), STRING("hw_version"),
			STRING("sw_version"), STRING("fw_version"), STRING("device_type")},
		.counts = 1 << 1 | 1 << 2 | 1 << 3 | 1 << 4 | 1 << 5 | 1 << 6},
	[SETTING_SESSION] = {.name = "session",
		.records = 1,
		.fields = 2,
		.field = {RANGE(0, INT31, 0), RANGE(0, 86400, 86400)},
		.counts = 1 << 2},
	[SETTING_MBSPS] = {.name = "mbsps",
		.records = 1,
		.fields = 6,
		.field = {STRING("service_code"), STRING("IMEI"), STRING("MSISDN"), STRING("CCID"),
			STRING("model"), STRING("MAC")},
		.counts = 1 << 6},
};

const struct setting_form *settings_form(enum setting_key key)
{
	return &forms[key];
}

enum setting_key settings_find(const struct args *a)
{
	enum setting_key key = 0;
	while (key < SETTING_KEYS &&
		!(a->count && a->arg[0].kind == ARG_STRING && args_is(a, 0, forms[key].name)))
		key++;
	return key;
}
