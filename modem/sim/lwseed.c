/*
 * What the module's objects hold at power-on, and the values that follow settings, clock and the
 * simulated world. Knows no server.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "modem/sim/lwdefs.h"
#include "modem/sim/lwint.h"

#define SENSE_MS 5000 /* between two looks at what is observed */

struct number_row {
	unsigned object, instance, resource;
	enum lw_type type;
	int64_t value;
};

static const struct number_row numbers[] = {
	{LW_OBJECT_DEVICE, 0, 9, LW_TYPE_INTEGER, 86},
	{LW_OBJECT_DEVICE, 0, 10, LW_TYPE_INTEGER, 1632},
	{LW_OBJECT_DEVICE, 0, 20, LW_TYPE_INTEGER, 0},
	{LW_OBJECT_DEVICE, 0, 21, LW_TYPE_INTEGER, 4096},
	{LW_OBJECT_CONNECTIVITY, 0, 0, LW_TYPE_INTEGER, 6}, /* LTE-FDD */
	{LW_OBJECT_CONNECTIVITY, 0, 2, LW_TYPE_INTEGER, -92},
	{LW_OBJECT_CONNECTIVITY, 0, 3, LW_TYPE_INTEGER, 70},
	{LW_OBJECT_CONNECTIVITY, 0, 8, LW_TYPE_INTEGER, 27447297},
	{LW_OBJECT_CONNECTIVITY, 0, 9, LW_TYPE_INTEGER, 3},
	{LW_OBJECT_CONNECTIVITY, 0, 10, LW_TYPE_INTEGER, 262},
	{LW_OBJECT_FIRMWARE, 0, 3, LW_TYPE_INTEGER, 0},
	{LW_OBJECT_FIRMWARE, 0, 5, LW_TYPE_INTEGER, 0},
	{LW_OBJECT_FIRMWARE, 0, 9, LW_TYPE_INTEGER, 2}, /* push and pull */
	{LW_OBJECT_LOCATION, 0, 5, LW_TYPE_TIME, 0},
	{LW_OBJECT_STATISTICS, 0, 2, LW_TYPE_INTEGER, 0},
	{LW_OBJECT_STATISTICS, 0, 3, LW_TYPE_INTEGER, 0},
	{LW_OBJECT_STATISTICS, 0, 8, LW_TYPE_INTEGER, 0},
	{LW_OBJECT_CELLULAR, 0, 1, LW_TYPE_INTEGER, 0},
	{LW_OBJECT_APN, 0, 2, LW_TYPE_BOOLEAN, 1},
	{LW_OBJECT_APN, 0, 3, LW_TYPE_BOOLEAN, 1},
	{LW_OBJECT_APN, 0, 4, LW_TYPE_INTEGER, 3}, /* no authentication */
	{LW_OBJECT_CAPABILITY, 0, 1, LW_TYPE_INTEGER, 8},
	{LW_OBJECT_CAPABILITY, 0, 3, LW_TYPE_BOOLEAN, 1},
	{LW_OBJECT_CAPABILITY, 0, 4, LW_TYPE_BOOLEAN, 1},
	{LW_OBJECT_CAPABILITY, 0, 7, LW_TYPE_BOOLEAN, 0},
};

struct part_row {
	unsigned object, resource, part;
	enum lw_type type;
	int64_t value;
	const char *text;
};

/* Values of multiple resources, all of instance 0 */
static const struct part_row parts[] = {
	{LW_OBJECT_DEVICE, 6, 0, LW_TYPE_INTEGER, 1, NULL}, /* internal battery */
	{LW_OBJECT_DEVICE, 7, 0, LW_TYPE_INTEGER, 3812, NULL},
	{LW_OBJECT_DEVICE, 8, 0, LW_TYPE_INTEGER, 62, NULL},
	{LW_OBJECT_DEVICE, 11, 0, LW_TYPE_INTEGER, 0, NULL},
	{LW_OBJECT_CONNECTIVITY, 1, 0, LW_TYPE_INTEGER, 6, NULL},
	{LW_OBJECT_CONNECTIVITY, 1, 1, LW_TYPE_INTEGER, 7, NULL}, /* NB-IoT */
	{LW_OBJECT_CONNECTIVITY, 4, 0, LW_TYPE_STRING, 0, "10.112.7.21"},
	{LW_OBJECT_CONNECTIVITY, 7, 0, LW_TYPE_STRING, 0, "carrier_apn1"},
	{LW_OBJECT_FIRMWARE, 8, 0, LW_TYPE_INTEGER, 0, NULL}, /* CoAP */
	{LW_OBJECT_FIRMWARE, 8, 1, LW_TYPE_INTEGER, 1, NULL}, /* CoAPS */
	{LW_OBJECT_CELLULAR, 11, 0, LW_TYPE_LINK, LW_OBJECT_APN << 16, NULL},
	{LW_OBJECT_DATA, 0, 0, LW_TYPE_OPAQUE, 0, ""},
};

static const struct text_row {
	unsigned object, resource;
	const char *text;
} texts[] = {
	{LW_OBJECT_DEVICE, 14, "+00:00"},
	{LW_OBJECT_DEVICE, 15, "Etc/UTC"},
	{LW_OBJECT_DEVICE, 16, "U"},
	{LW_OBJECT_FIRMWARE, 1, ""},
	{LW_OBJECT_FIRMWARE, 6, ""},
	{LW_OBJECT_FIRMWARE, 7, ""},
	{LW_OBJECT_APN, 0, "default"},
	{LW_OBJECT_APN, 1, "carrier_apn1"},
	{LW_OBJECT_CAPABILITY, 0, "GNSS"},
	{LW_OBJECT_CAPABILITY, 2, "satellite positioning"},
};

static void seed_floats(struct lw_tree *t)
{
	static const double at[] = {48.1374, 11.5755, 519.0};
	for (unsigned r = 0; r < 3; r++) {
		struct lw_value v = {.type = LW_TYPE_FLOAT, .real = at[r]};
		lw_tree_set(t, LW_OBJECT_LOCATION, 0, r, LW_NO_ID, &v);
	}
}

void lw_seed_objects(struct lw *lw)
{
	struct lw_tree *t = &lw->tree;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		lw_tree_set_number(t, numbers[i].object, numbers[i].instance, numbers[i].resource,
			numbers[i].type, numbers[i].value);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		lw_tree_set_text(t, texts[i].object, 0, texts[i].resource, texts[i].text);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		const char *text = parts[i].text ? parts[i].text : "";
		struct lw_value v = {.type = parts[i].type,
			.number = parts[i].value,
			.data = (const uint8_t *)text,
			.len = strlen(text)};
		lw_tree_set(t, parts[i].object, 0, parts[i].resource, parts[i].part, &v);
	}
	seed_floats(t);
	lw_tree_set_bytes(t, LW_OBJECT_LGU, 0, 0, LW_TYPE_OPAQUE, "", 0);
	lw_tree_set_bytes(t, LW_OBJECT_LGU, 0, 1, LW_TYPE_OPAQUE, "", 0);
}

/* Sets a value that may have changed; its observers hear of it only then. */
static void follow(struct lw *lw, unsigned object, unsigned instance, unsigned resource,
	unsigned part, const struct lw_value *v)
{
	struct lw_path path = lw_path_make(4, object, instance, resource, part);
	size_t first;
	bool is_new = !lw_tree_has_instance(&lw->tree, object, instance);
	if (lw_tree_range(&lw->tree, &path, &first) &&
		lw_value_equal(&lw->tree.entry[first].value, v))
		return;
	lw_tree_set(&lw->tree, object, instance, resource, part, v);
	path.depth = 3;
	lw_changed(lw, &path);
	if (is_new)
		lw_instances_changed(lw);
}

static void follow_text(struct lw *lw, unsigned object, unsigned instance, unsigned resource,
	unsigned part, const char *text)
{
	struct lw_value v = {
		.type = LW_TYPE_STRING, .len = strlen(text), .data = (const uint8_t *)text};
	follow(lw, object, instance, resource, part, &v);
}

static void follow_number(
	struct lw *lw, unsigned object, unsigned resource, unsigned part, int64_t number)
{
	struct lw_value v = {.type = LW_TYPE_INTEGER, .number = number};
	follow(lw, object, 0, resource, part, &v);
}

static void refresh_device(struct lw *lw, const struct lw_config *c)
{
	const struct {
		unsigned resource;
		const char *text;
	} rows[] = {
		{0, c->device.manufacturer},
		{1, c->device.model_no},
		{2, c->imei},
		{3, c->device.fw_version},
		{17, c->device.device_type},
		{18, c->device.hw_version},
		{19, c->device.sw_version},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		follow_text(lw, LW_OBJECT_DEVICE, 0, rows[i].resource, LW_NO_ID, rows[i].text);
}

/* <host_index> is the instance, <hostID> the part of the identity (3.2.1). Servers may write it
 * too: of both, what came last counts. */
static void refresh_host(struct lw *lw, const struct lw_config *c)
{
	for (unsigned h = 0; h < 2; h++)
		for (unsigned id = 0; id < 4; id++) {
			const char *now = c->host[h][id];
			if (!now[0] || !strcmp(now, lw->host[h][id]))
				continue;
			snprintf(lw->host[h][id], sizeof(lw->host[h][id]), "%s", now);
			follow_text(lw, LW_OBJECT_PORTFOLIO, h, 0, id, now);
		}
}

/* Battery status (/3/0/20) is 0 normal or 4 low; the error code of a low battery is 1. */
static void refresh_battery(struct lw *lw, const struct lw_config *c)
{
	bool low = c->sensors.battery < c->sensors.battery_low;
	if (!c->sensors.battery)
		return;
	follow_number(lw, LW_OBJECT_DEVICE, 9, LW_NO_ID, c->sensors.battery);
	follow_number(lw, LW_OBJECT_DEVICE, 20, LW_NO_ID, low ? 4 : 0);
	if (low != lw->low_battery)
		follow_number(lw, LW_OBJECT_DEVICE, 11, 0, low ? 1 : 0);
	lw->low_battery = low;
	if (c->sensors.voltage)
		follow_number(lw, LW_OBJECT_DEVICE, 7, 0, c->sensors.voltage);
}

static void follow_address(struct lw *lw, const struct lw_config *c)
{
	unsigned part = 0;
	for (int v6 = 0; v6 < 2; v6++)
		if (c->sensors.address[v6][0])
			follow_text(
				lw, LW_OBJECT_CONNECTIVITY, 0, 4, part++, c->sensors.address[v6]);
	struct lw_path second = lw_path_make(4, LW_OBJECT_CONNECTIVITY, 0, 4, 1);
	if (part == 1)
		lw_tree_remove(&lw->tree, &second);
}

/* Servers may write the APN of the profile too: what came last counts. */
static void follow_profile(struct lw *lw, const char *apn)
{
	if (!strcmp(apn, lw->apn))
		return;
	snprintf(lw->apn, sizeof(lw->apn), "%s", apn);
	follow_text(lw, LW_OBJECT_APN, 0, 1, LW_NO_ID, apn);
}

static void refresh_network(struct lw *lw, const struct lw_config *c)
{
	const struct {
		unsigned resource;
		int64_t value;
	} rows[] = {
		{0, c->sensors.bearer},
		{2, c->sensors.signal},
		{8, c->sensors.cell},
		{9, c->sensors.mnc},
		{10, c->sensors.mcc},
	};
	if (c->sensors.signal)
		follow_number(lw, LW_OBJECT_CONNECTIVITY, 2, LW_NO_ID, c->sensors.signal);
	if (!c->sensors.mcc)
		return;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		follow_number(
			lw, LW_OBJECT_CONNECTIVITY, rows[i].resource, LW_NO_ID, rows[i].value);
	follow_address(lw, c);
	follow_text(lw, LW_OBJECT_CONNECTIVITY, 0, 7, 0, c->sensors.apn);
	follow_profile(lw, c->sensors.apn);
}

/* What object 10 has in LwM2M 1.1 only. This module can do both, and has neither on. */
static void refresh_cellular(struct lw *lw, const struct lw_config *c)
{
	static const int64_t first[] = {3, 0};
	for (unsigned i = 0; i < 2; i++) {
		struct lw_path path = lw_path_make(3, LW_OBJECT_CELLULAR, 0, 12 + i, 0);
		const struct lw_value *v = lw_tree_get(&lw->tree, LW_OBJECT_CELLULAR, 0, 12 + i);
		if (c->version && !v)
			lw_tree_set_number(&lw->tree, LW_OBJECT_CELLULAR, 0, 12 + i,
				LW_TYPE_INTEGER, first[i]);
		else if (!c->version && v)
			lw_tree_remove(&lw->tree, &path);
	}
}

int64_t lw_seed_time(const struct lw *lw)
{
	int64_t told = lw_settings(lw)->sensors.time;
	return told ? told : (int64_t)time(NULL);
}

void lw_seed_refresh(struct lw *lw)
{
	const struct lw_config *c = lw_settings(lw);
	refresh_device(lw, c);
	refresh_host(lw, c);
	refresh_battery(lw, c);
	refresh_network(lw, c);
	refresh_cellular(lw, c);
	lw->sensed_ms = lw_now(lw);
	int64_t now = lw_seed_time(lw);
	lw_tree_set_number(
		&lw->tree, LW_OBJECT_DEVICE, 0, 13, LW_TYPE_TIME, now + lw->clock_offset_s);
	lw_tree_set_number(&lw->tree, LW_OBJECT_LOCATION, 0, 5, LW_TYPE_TIME, now);
}

uint64_t lw_seed_deadline_ms(const struct lw *lw)
{
	for (unsigned i = 0; i < QLW_CLIENTS; i++)
		if (lw->server[i].used &&
			(lw_observe_watches(&lw->server[i], LW_OBJECT_DEVICE) ||
				lw_observe_watches(&lw->server[i], LW_OBJECT_CONNECTIVITY)))
			return lw->sensed_ms + SENSE_MS;
	return UINT64_MAX;
}
