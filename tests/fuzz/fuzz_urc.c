/*
 * Everything that gives one received line a meaning. Promises: texts end within their fields,
 * numbers keep their ranges, the counted length of a payload agrees with the decoded header.
 */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "modem/net.h"
#include "modem/qlw.h"

static void check_text(const char *text, size_t size)
{
	FUZZ_REQUIRE(memchr(text, 0, size) != NULL);
}

static void check_urc(const char *text, size_t len)
{
	struct qlw_urc urc;
	enum qlw_urc_kind kind = qlw_parse_urc(text, len, &urc);
	size_t payload = qlw_payload_after(text, len);

	FUZZ_REQUIRE(kind == urc.kind);
	FUZZ_REQUIRE(payload <= QLW_RECV_MAX);
	FUZZ_REQUIRE((kind == QLW_URC_RECV) == (payload > 0));
	check_text(urc.text, sizeof urc.text);
	check_text(urc.uri, sizeof urc.uri);
	check_text(urc.token, sizeof urc.token);
	FUZZ_REQUIRE(kind != QLW_URC_RECV || urc.data_len == payload);
	FUZZ_REQUIRE(qlw_state_meaning(urc.code) && qlw_result_meaning(urc.code));
	FUZZ_REQUIRE(qlw_delivery_meaning(urc.code) && qlw_data_type_name(urc.data_type));
	(void)qlw_state_phase(urc.code, QLW_PHASE_IDLE);
}

static void check_answer(const char *text, size_t len)
{
	struct at_line line;
	struct qlw_record record;
	struct qlw_capability cap;
	struct qlw_server_state state;
	enum qlw_key key;
	unsigned short_id;
	int64_t life_time;
	char range[64];

	if (at_parse_info(text, len, &line) != 0)
		return;
	if (qlw_parse_setting(&line, &key, &record) == 0) {
		FUZZ_REQUIRE((unsigned)key < QLW_KEYS);
		for (size_t i = 0; i < QLW_FIELDS_MAX; i++)
			check_text(record.value[i].text, sizeof record.value[i].text);
	}
	if (qlw_parse_capability(&line, text, len, &cap) == 0) {
		check_text(cap.name, sizeof cap.name);
		check_text(cap.text, sizeof cap.text);
		for (size_t i = 0; i < QLW_FIELDS_MAX; i++) {
			qlw_capability_range(&cap, i, range, sizeof range);
			qlw_capability_allows(&cap, i, 3);
		}
	}
	if (qlw_parse_state(&line, &state) == 0) {
		FUZZ_REQUIRE(state.client_index < QLW_CLIENTS);
		check_text(state.server_addr, sizeof state.server_addr);
	}
	if (qlw_parse_lifetime(&line, &short_id, &life_time) == 0)
		FUZZ_REQUIRE(life_time >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const commands[] = {"ATI", "AT+CEREG?", "AT+CGPADDR=1", "AT+CGSN", NULL};
	const char *text = (const char *)data;
	struct net_identity identity = {0};
	struct net_status status;

	check_urc(text, size);
	check_answer(text, size);
	net_clear(&status);
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		net_apply(&identity, &status, commands[i], text, size);
	check_text(identity.model, sizeof identity.model);
	check_text(identity.revision, sizeof identity.revision);
	check_text(identity.imei, sizeof identity.imei);
	check_text(status.sim, sizeof status.sim);
	check_text(status.address, sizeof status.address);
	FUZZ_REQUIRE(net_reg_meaning(status.reg));
	FUZZ_REQUIRE(net_bars(&status) >= -1 && net_bars(&status) <= 4);
	net_urc_meaning(text, size);
	net_life_of(text, size);
	net_is_unsolicited(text, size);
	return 0;
}
