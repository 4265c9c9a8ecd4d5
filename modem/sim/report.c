/* What the LwM2M client reports, as the URCs of 3.3 and the results of 3.2.2, and what it asks of
 * the module. Decides nothing. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "modem/sim/flash.h"
#include "modem/sim/startup.h"
#include "modem/sim/state.h"

static const char *state_name(enum qlw_state state)
{
	static const char *const name[] = {
#define STATE_NAME(code, text) [code] = #text,
		QLW_STATES(STATE_NAME)
#undef STATE_NAME
	};
	return (size_t)state < sizeof name / sizeof *name ? name[state] : "UNKNOWN";
}

void module_done(struct module *m, enum lw_done what, enum qlw_result err)
{
	if (what == LW_DONE_DEREG) {
		urc_say(m, "+QLWDEREG: %d", (int)err);
		return;
	}
	if (!m->reg_unasked)
		urc_say(m, "+QLWREG: %d", (int)err);
	m->reg_unasked = false;
}

void module_event(struct module *m, unsigned short_id, enum qlw_state state)
{
	urc_say(m, "+QLWURC: \"event\",%u,%d,\"%s\"", short_id, (int)state, state_name(state));
}

void module_observe(struct module *m, unsigned short_id, const char *uri, uint16_t message_id,
	uint64_t token, bool cancel)
{
	urc_say(m, "+QLWURC: \"observe\",%u%s\"%s\",%u,%" PRIu64 ",%d", short_id,
		assumed(m, ASSUME_OBSERVE_COMMA) ? "," : "", uri, message_id, token, cancel);
}

void module_delivery(struct module *m, unsigned short_id, const char *uri, uint16_t message_id,
	uint64_t token, enum qlw_delivery code)
{
	urc_say(m, "+QLWURC: \"uldata\",%u,\"%s\",%u,%" PRIu64 ",%d", short_id, uri, message_id,
		token, (int)code);
}

static void say_recv(
	struct module *m, const char *uri, enum qlw_data_type type, const void *data, size_t len)
{
	struct text t = {0};
	const unsigned char *byte = data;
	bool hex = type == QLW_DATA_OPAQUE && assumed(m, ASSUME_RECV_HEX);
	text_printf(&t, "\r\n+QLWURC: \"recv\",\"%s\",%d,%zu,\r\n", uri, (int)type,
		hex ? 2 * len : len);
	for (size_t i = 0; hex && i < len; i++)
		text_printf(&t, "%02X", byte[i]);
	if (!hex)
		text_add(&t, data, len);
	if (assumed(m, ASSUME_RECV_END))
		text_add(&t, "\r\n", 2);
	urc_bytes(m, t.bytes, t.len);
	text_free(&t);
}

/* More than fits one notification comes in several (3.3.4). */
void module_recv(
	struct module *m, const char *uri, enum qlw_data_type type, const void *data, size_t len)
{
	bool hex = type == QLW_DATA_OPAQUE && assumed(m, ASSUME_RECV_HEX);
	size_t most = hex ? QLW_RECV_MAX / 2 : QLW_RECV_MAX;
	const char *at = data;
	do {
		size_t n = len < most ? len : most;
		say_recv(m, uri, type, at, n);
		at += n;
		len -= n;
	} while (len);
}

bool module_data_call(struct module *m, unsigned pdp_cid, bool v4_only)
{
	bool off_when_roaming = m->provision.value[LWM2M_CFG_ROAMING_FEAT] == 1;
	if (off_when_roaming && m->network.coverage == COVERAGE_ROAMING)
		return false;
	return network_data_call(m, pdp_cid, v4_only);
}

/* lwm2m_cfg's IP_FAMILY and BINDINGS are for whatever has none of its own. */
static bool family_allowed(const struct module *m, bool ipv6)
{
	const struct provision *p = &m->provision;
	if (!p->any_limits || startup_defined(m->network.call))
		return true;
	return !p->any.non_ip && p->any.family & (ipv6 ? 2 : 1);
}

bool module_carries(const struct module *m, bool ipv6)
{
	if (!family_allowed(m, ipv6) || (ipv6 && m->network.call_is_v4))
		return false;
	const char *type = m->network.context[m->network.call].type;
	return strcmp(type, "IPV4V6") == 0 || strcmp(type, ipv6 ? "IPV6" : "IP") == 0;
}

/* The device object's Reboot and Factory Reset (resources 4 and 5). */
void module_reboot(struct module *m, bool factory_reset)
{
	if (factory_reset) {
		module_factory_settings(m);
		module_save_settings(m);
		m->outside.forget(m->outside.ctx);
	}
	boot_stop(m, 100, true);
}

void module_store(struct module *m, const char *name, const void *data, size_t len)
{
	char path[64];
	snprintf(path, sizeof path, "client/%s", name);
	flash_fill(m->flash, m->faults.state[FAULT_FLASH_FULL].on);
	if (len)
		flash_write(m->flash, path, data, len);
	else
		flash_remove(m->flash, path);
}

size_t module_load(struct module *m, const char *name, void *data, size_t max)
{
	char path[64];
	struct text t = {0};
	size_t len = 0;
	snprintf(path, sizeof path, "client/%s", name);
	if (flash_read(m->flash, path, &t) && t.len && t.len <= max) {
		memcpy(data, t.bytes, t.len);
		len = t.len;
	}
	text_free(&t);
	return len;
}

bool module_file(struct module *m, const char *name, char *path, size_t max)
{
	char inside[FILES_PATH];
	snprintf(inside, sizeof inside, "datatx/ssl/%s", name);
	return !strchr(name, '/') && flash_path(m->flash, inside, path, max);
}
