/*
 * What the Note's numbers mean, in plain words for the person at the cable. Text only; no decision
 * anywhere may rest on it.
 */
#include "modem/qlw.h"

#include <string.h>
#include <strings.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

struct meaning {
	int code;
	const char *text;
};

static const char *find_meaning(const struct meaning *table, size_t count, int code)
{
	for (size_t i = 0; i < count; i++)
		if (table[i].code == code)
			return table[i].text;
	return NULL;
}

/* --- states, Table 9 ----------------------------------------------------------------------------
 */

static const struct {
	const char *name, *meaning;
} states[] = {
#define STATE(n, text) [QLW_STATE_##n] = {#n, text}
	STATE(INITIAL, "not registered, bootstrap not started"),
	STATE(REG_PENDING, "registration is under way"),
	STATE(REG_READY, "registered with the server"),
	STATE(REG_FAILED, "the last registration failed"),
	STATE(UPDATE_PENDING, "registered; the update waits because the client sleeps"),
	STATE(FACTORY_RESET, "factory reset: what bootstrap gave is forgotten"),
	STATE(BS_START, "asking the bootstrap server"),
	STATE(BS_PENDING, "bootstrap is under way"),
	STATE(BS_HOLDOFF, "waiting before bootstrap, nothing has been sent yet"),
	STATE(BS_FINISH, "bootstrap is done, the accounts have arrived"),
	STATE(BS_FAILED, "bootstrap failed"),
	STATE(REG_CONN_RETRY, "no data connection for the registration, trying again"),
	STATE(REG_RETRY, "registration failed, trying again"),
	STATE(BS_CONN_RETRY, "no data connection for bootstrap, trying again"),
	STATE(BS_RETRY, "bootstrap failed, trying again"),
	STATE(GENERIC_FAILED,
		"failed: wrong parameters, no endpoint name (no number on the SIM?) or no "
		"data connection"),
	STATE(REG_UPDATE, "registration update sent"),
	STATE(UPDATE_FAILED, "registration update failed"),
	STATE(DEREG_START, "taking leave of the server"),
	STATE(DEREG_FINISH, "deregistered"),
#undef STATE
};

const char *qlw_state_name(int code)
{
	return code >= 0 && (size_t)code < COUNT(states) ? states[code].name : NULL;
}

const char *qlw_state_meaning(int code)
{
	return code >= 0 && (size_t)code < COUNT(states) ? states[code].meaning
							 : "a state the Note does not list";
}

enum qlw_phase qlw_state_phase(int code, enum qlw_phase before)
{
	static const enum qlw_phase phases[] = {
		[QLW_STATE_INITIAL] = QLW_PHASE_IDLE,
		[QLW_STATE_REG_PENDING] = QLW_PHASE_WORKING,
		[QLW_STATE_REG_READY] = QLW_PHASE_READY,
		[QLW_STATE_REG_FAILED] = QLW_PHASE_FAILED,
		[QLW_STATE_UPDATE_PENDING] = QLW_PHASE_READY,
		[QLW_STATE_FACTORY_RESET] = QLW_PHASE_IDLE,
		[QLW_STATE_BS_START] = QLW_PHASE_WORKING,
		[QLW_STATE_BS_PENDING] = QLW_PHASE_WORKING,
		[QLW_STATE_BS_HOLDOFF] = QLW_PHASE_WORKING,
		[QLW_STATE_BS_FINISH] = QLW_PHASE_IDLE,
		[QLW_STATE_BS_FAILED] = QLW_PHASE_FAILED,
		[QLW_STATE_REG_CONN_RETRY] = QLW_PHASE_RETRYING,
		[QLW_STATE_REG_RETRY] = QLW_PHASE_RETRYING,
		[QLW_STATE_BS_CONN_RETRY] = QLW_PHASE_RETRYING,
		[QLW_STATE_BS_RETRY] = QLW_PHASE_RETRYING,
		[QLW_STATE_GENERIC_FAILED] = QLW_PHASE_FAILED,
		[QLW_STATE_REG_UPDATE] = QLW_PHASE_READY,
		[QLW_STATE_UPDATE_FAILED] = QLW_PHASE_UNKNOWN,
		[QLW_STATE_DEREG_START] = QLW_PHASE_WORKING,
		[QLW_STATE_DEREG_FINISH] = QLW_PHASE_IDLE,
	};
	/* a failed update does not end a registration: only its lifetime does */
	if (code < 0 || (size_t)code >= COUNT(phases) || code == QLW_STATE_UPDATE_FAILED)
		return before;
	return phases[code];
}

/* --- results ------------------------------------------------------------------------------------
 */

const char *qlw_result_meaning(int err)
{
	static const struct meaning table[] = {
		{QLW_RESULT_SUCCESS, "accepted"},
		{QLW_RESULT_FAILURE, "failed"},
		{QLW_RESULT_INVALID, "wrong parameter"},
		{QLW_RESULT_MEMORY, "out of memory"},
		{QLW_RESULT_PARALLEL, "failed because another operation started meanwhile"},
		{QLW_RESULT_NOT_ALLOWED, "not allowed now"},
	};
	const char *text = find_meaning(table, COUNT(table), err);
	return text ? text : "a result the Note does not list";
}

const char *qlw_delivery_meaning(int code)
{
	static const struct meaning table[] = {
		{QLW_DELIVERY_DONE, "delivered"},
		{QLW_DELIVERY_ERROR, "the server answered with an error"},
		{QLW_DELIVERY_NULL,
			"the server's answer was empty (reset: nobody observes this resource?)"},
		{QLW_DELIVERY_INVALID, "the server's answer was not understood"},
	};
	const char *text = find_meaning(table, COUNT(table), code);
	return text ? text : "a result the Note does not list";
}

const char *qlw_data_type_name(int type)
{
	/* 4 and 5 are the Note's; the client under it also has the three that follow */
	static const struct meaning table[] = {
		{QLW_DATA_STRING, "string"},
		{QLW_DATA_OPAQUE, "opaque"},
		{6, "integer"},
		{7, "float"},
		{8, "boolean"},
	};
	const char *text = find_meaning(table, COUNT(table), type);
	return text ? text : "unknown";
}

/* --- CME errors ------------------------------------------------------------------------------- */

static const struct meaning session_errors[] = {
	{QLW_CME_UNKNOWN, "unknown error of the LwM2M client"},
	{QLW_CME_EXECUTED, "the command has been executed already"},
	{QLW_CME_INVALID, "wrong parameter"},
	{QLW_CME_NOT_INITIATED, "the LwM2M client is not running yet"},
	{QLW_CME_NOT_ALLOWED, "not allowed now"},
	{QLW_CME_MEMORY, "out of memory"},
};

static const struct meaning file_errors[] = {
	{400, "invalid input"},
	{401, "larger than the file"},
	{402, "nothing could be read"},
	{403, "the drive is full"},
	{405, "no such file"},
	{406, "invalid file name"},
	{407, "the file exists already"},
	{409, "writing failed"},
	{410, "opening failed"},
	{411, "reading failed"},
	{413, "too many open files"},
	{414, "the file is read-only"},
	{416, "invalid file handle"},
	{417, "listing failed"},
	{418, "deleting failed"},
	{419, "no information about the disk"},
	{420, "no space left"},
	{421, "time ran out"},
	{423, "too large"},
	{425, "wrong parameter"},
	{426, "the file is open already"},
};

/* 3GPP TS 27.007, 9.2 */
static const struct meaning general_errors[] = {
	{0, "failure of the module"},
	{1, "no connection to the module"},
	{3, "operation not allowed"},
	{4, "operation not supported"},
	{5, "the module wants the PIN that ties it to a SIM"},
	{10, "no SIM inserted"},
	{11, "the SIM wants its PIN"},
	{12, "the SIM wants its PUK"},
	{13, "the SIM does not work"},
	{14, "the SIM is busy, try again"},
	{15, "wrong kind of SIM"},
	{16, "wrong PIN or password"},
	{17, "the SIM wants its PIN2"},
	{18, "the SIM wants its PUK2"},
	{20, "memory full"},
	{21, "no such index"},
	{22, "not found"},
	{23, "memory failure"},
	{24, "text too long"},
	{25, "a character in the text is not allowed"},
	{26, "dial string too long"},
	{27, "a character in the dial string is not allowed"},
	{30, "no network service"},
	{31, "the network did not answer in time"},
	{32, "the network allows emergency calls only"},
	{40, "the module is locked to a network"},
	{42, "the module is locked to part of a network"},
	{44, "the module is locked to a service provider"},
	{46, "the module is locked to a company"},
	{50, "wrong parameter"},
	{51, "the command exists but is switched off now"},
	{52, "the command was aborted"},
	{53, "not attached to the network, because of the module's restrictions"},
	{54, "the module may make emergency calls only"},
	{55, "not allowed, because of the module's restrictions"},
	{56, "fixed dialling numbers only"},
	{57, "out of service for a while, something else is using the module"},
	{58, "not supported (a language or alphabet; some firmware sends it for any refused "
	     "command)"},
	{100, "unknown error"},
	{148, "unspecified error of the data connection"},
	{149, "the network refused user or password of the data connection"},
};

static const struct {
	const char *prefix;
	const struct meaning *table;
	size_t count;
} families[] = {
	{"+QLW", session_errors, COUNT(session_errors)},
	{"+QF", file_errors, COUNT(file_errors)},
	{"", general_errors, COUNT(general_errors)},
};

static bool starts_with(const struct at_line *line, const char *prefix)
{
	size_t len = strlen(prefix);
	return line->name_len >= len && strncasecmp(line->name, prefix, len) == 0;
}

static const char *find_error(const struct at_line *line, int code)
{
	for (size_t i = 0; i < COUNT(families); i++) {
		const char *text = NULL;
		if (starts_with(line, families[i].prefix))
			text = find_meaning(families[i].table, families[i].count, code);
		if (text)
			return text;
	}
	return NULL;
}

const char *qlw_cme_meaning(const char *command, int code)
{
	struct at_line line;
	const char *text = find_meaning(general_errors, COUNT(general_errors), code);
	while (command && at_parse_command(command, strlen(command), &line, &command) == 0) {
		const char *special = find_error(&line, code);
		if (special)
			return special;
	}
	return text ? text : "an error number not known for this command";
}
