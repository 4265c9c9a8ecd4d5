/*
 * Answers of the general commands as facts about module, SIM and network. Knows nothing of LwM2M
 * and of nobody who asks; one line in, fields out.
 */
#include "modem/net.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

struct target {
	struct net_identity *identity;
	struct net_status *status;
};

/* --- which module ----------------------------------------------------------------------------- */

enum net_family net_family_of(const char *model)
{
	/* Table 1 */
	static const char *const names[] = {"BG95-M1", "BG95-M2", "BG95-M3", "BG95-M4", "BG95-M5",
		"BG95-M6", "BG77", "BG600L-M3"};
	while (*model == ' ')
		model++;
	if (*model == '\0')
		return NET_FAMILY_UNKNOWN;
	for (size_t i = 0; i < COUNT(names); i++) {
		size_t n = strlen(names[i]);
		/* "BG770A" and "BG77xA" are other chips, "BG95-M3 R1" is not */
		if (strncasecmp(model, names[i], n) == 0 && !isalnum((unsigned char)model[n]) &&
			model[n] != '-')
			return NET_FAMILY_TABLE1;
	}
	return NET_FAMILY_FOREIGN;
}

/* --- plain lines, which count only as answers --------------------------------------------------
 */

static bool copy(char *out, size_t size, const char *text, size_t len)
{
	if (len >= size)
		len = size - 1;
	memcpy(out, text, len);
	out[len] = '\0';
	return len > 0;
}

#define COPY(field, text, len) copy((field), sizeof(field), (text), (len))

static bool copy_digits(char *out, size_t size, const char *text, size_t len)
{
	size_t digits = 0;
	while (digits < len && text[digits] >= '0' && text[digits] <= '9')
		digits++;
	/* an ICCID of 19 digits is padded with an F */
	bool padded = digits + 1 == len && (text[digits] == 'F' || text[digits] == 'f');
	if (digits < 6 || digits >= size || (digits != len && !padded))
		return false;
	return copy(out, size, text, digits);
}

#define COPY_DIGITS(field, text, len) copy_digits((field), sizeof(field), (text), (len))

static bool same(const char *text, const char *line, size_t len)
{
	return strlen(text) == len && strncasecmp(text, line, len) == 0;
}

/* Three lines: maker, model, "Revision: …". */
static bool apply_ati(struct net_identity *id, const char *line, size_t len)
{
	static const char label[] = "Revision:";
	const size_t n = sizeof label - 1;
	if (len > n && strncasecmp(line, label, n) == 0) {
		line += n;
		len -= n;
		while (len > 0 && *line == ' ') {
			line++;
			len--;
		}
		return COPY(id->revision, line, len);
	}
	if (id->manufacturer[0] == '\0' || same("Quectel", line, len) ||
		same(id->manufacturer, line, len)) {
		/* the first line of a new answer: maybe of another module than the last one */
		id->model[0] = id->revision[0] = '\0';
		return COPY(id->manufacturer, line, len);
	}
	return id->model[0] == '\0' && COPY(id->model, line, len);
}

static bool apply_manufacturer(struct net_identity *id, const char *line, size_t len)
{
	return COPY(id->manufacturer, line, len);
}

static bool apply_model(struct net_identity *id, const char *line, size_t len)
{
	return COPY(id->model, line, len);
}

static bool apply_revision(struct net_identity *id, const char *line, size_t len)
{
	return COPY(id->revision, line, len);
}

static bool apply_firmware(struct net_identity *id, const char *line, size_t len)
{
	return COPY(id->firmware, line, len);
}

static bool apply_imei(struct net_identity *id, const char *line, size_t len)
{
	return COPY_DIGITS(id->imei, line, len);
}

static bool apply_imsi(struct net_identity *id, const char *line, size_t len)
{
	return COPY_DIGITS(id->imsi, line, len);
}

static const struct {
	const char *command;
	bool (*apply)(struct net_identity *id, const char *line, size_t len);
} plain[] = {
	{"I", apply_ati},
	{"+CGMI", apply_manufacturer},
	{"+GMI", apply_manufacturer},
	{"+CGMM", apply_model},
	{"+GMM", apply_model},
	{"+CGMR", apply_revision},
	{"+GMR", apply_revision},
	{"+QGMR", apply_firmware},
	{"+CGSN", apply_imei},
	{"+GSN", apply_imei},
	{"+CIMI", apply_imsi},
};

static bool apply_plain(struct net_identity *id, const char *command, const char *line, size_t len)
{
	struct at_line one;
	while (len > 0 && line[len - 1] == ' ')
		len--;
	if (len == 0 || same(command, line, len) || net_is_unsolicited(line, len))
		return false;
	while (command && at_parse_command(command, strlen(command), &one, &command) == 0) {
		for (size_t i = 0; i < COUNT(plain); i++)
			if (one.form != AT_FORM_TEST && at_is(&one, plain[i].command) &&
				plain[i].apply(id, line, len))
				return true;
	}
	return false;
}

/* --- lines with a name ------------------------------------------------------------------------ */

/* Argument i within [min, max], else unknown. */
static int number_or_unknown(const struct at_line *line, size_t i, int min, int max)
{
	int64_t n;
	return at_arg_int(line, i, min, max, &n) ? (int)n : INT_MIN;
}

static bool apply_cpin(struct target *t, const struct at_line *line)
{
	return at_arg_copy(line, 0, t->status->sim, sizeof t->status->sim);
}

static bool apply_qsimstat(struct target *t, const struct at_line *line)
{
	int64_t inserted;
	if (!at_arg_int(line, 1, 0, 2, &inserted) || inserted != 0)
		return false;
	snprintf(t->status->sim, sizeof t->status->sim, "NOT INSERTED");
	return true;
}

/* +CEREG: <n>,<stat>[,"tac","ci",<AcT>] answers, +CEREG: <stat>[,"tac","ci",<AcT>] tells. A <tac>
 * without quotes has four digits, a <stat> at most two. */
static bool apply_cereg(struct target *t, const struct at_line *line)
{
	const bool answer =
		line->count >= 2 && line->arg[1].kind == AT_ARG_NUMBER && line->arg[1].len <= 2;
	int stat = number_or_unknown(line, answer ? 1 : 0, 0, 10);
	if (stat == INT_MIN)
		return false;
	t->status->reg = stat;
	net_power_cereg(&t->status->power, line, answer ? 7 : 6);
	return true;
}

static bool apply_csq(struct target *t, const struct at_line *line)
{
	int csq = number_or_unknown(line, 0, 0, 99);
	if (csq == INT_MIN)
		return false;
	t->status->csq = csq <= 31 ? csq : 99;
	return true;
}

static void clear_signal(struct net_status *s)
{
	s->rssi_dbm = s->rsrp_dbm = s->rsrq_db = s->sinr_db10 = INT_MIN;
}

/* +QCSQ: "eMTC",<rssi>,<rsrp>,<sinr>,<rsrq>, "GSM",<rssi>, "NOSERVICE"; <sinr> counts fifths of a
 * decibel from -20 dB */
static bool apply_qcsq(struct target *t, const struct at_line *line)
{
	struct net_status *s = t->status;
	if (line->count == 0 || line->arg[0].kind == AT_ARG_EMPTY ||
		line->arg[0].kind == AT_ARG_LIST)
		return false;
	clear_signal(s);
	s->rssi_dbm = number_or_unknown(line, 1, -150, 0);
	s->rsrp_dbm = number_or_unknown(line, 2, -200, 0);
	int sinr = number_or_unknown(line, 3, 0, 250);
	if (sinr != INT_MIN)
		s->sinr_db10 = sinr * 2 - 200;
	s->rsrq_db = number_or_unknown(line, 4, -60, 30);
	return true;
}

static bool apply_qnwinfo(struct target *t, const struct at_line *line)
{
	struct net_status *s = t->status;
	if (!at_arg_copy(line, 0, s->act, sizeof s->act))
		return false;
	at_arg_copy(line, 1, s->oper, sizeof s->oper);
	at_arg_copy(line, 2, s->band, sizeof s->band);
	s->channel = number_or_unknown(line, 3, 0, INT_MAX);
	return true;
}

void net_forget_address(struct net_status *s)
{
	s->address[0] = '\0';
	s->address_cid = 0;
}

/* One line a context; the lowest that has an address is the one shown. */
static bool apply_cgpaddr(struct target *t, const struct at_line *line)
{
	struct net_status *s = t->status;
	char address[sizeof s->address];
	int64_t cid;
	if (!at_arg_int(line, 0, 1, 255, &cid))
		return false;
	bool active = at_arg_copy(line, 1, address, sizeof address) && address[0] &&
		      strcmp(address, "0.0.0.0") != 0;
	if (active && (s->address_cid == 0 || cid <= s->address_cid)) {
		snprintf(s->address, sizeof s->address, "%s", address);
		s->address_cid = (int)cid;
	} else if (!active && cid == s->address_cid) {
		net_forget_address(s);
	}
	return true;
}

static bool apply_qiurc(struct target *t, const struct at_line *line)
{
	int64_t cid;
	if (!at_arg_is(line, 0, "pdpdeact") || !at_arg_int(line, 1, 1, 255, &cid))
		return false;
	if (cid == t->status->address_cid)
		net_forget_address(t->status);
	return true;
}

/* +CGEV: NW DETACH, ME DETACH; the words stand without quotes */
static bool apply_cgev(struct target *t, const struct at_line *line)
{
	if (!at_arg_is(line, 0, "NW DETACH") && !at_arg_is(line, 0, "ME DETACH"))
		return false;
	net_forget_address(t->status);
	return true;
}

static bool apply_qurccfg(struct target *t, const struct at_line *line)
{
	return at_arg_is(line, 0, "urcport") && line->count == 2 &&
	       line->arg[1].kind != AT_ARG_LIST &&
	       at_arg_copy(line, 1, t->status->urcport, sizeof t->status->urcport);
}

static bool apply_qind(struct target *t, const struct at_line *line)
{
	struct at_line values = *line;
	if (!at_arg_is(line, 0, "csq") || line->count < 2)
		return false;
	values.arg[0] = line->arg[1];
	return apply_csq(t, &values);
}

static bool apply_ccid(struct target *t, const struct at_line *line)
{
	return line->count > 0 &&
	       COPY_DIGITS(t->identity->iccid, line->arg[0].text, line->arg[0].len);
}

static bool apply_named_imei(struct target *t, const struct at_line *line)
{
	return line->count > 0 &&
	       COPY_DIGITS(t->identity->imei, line->arg[0].text, line->arg[0].len);
}

/* +CNUM: [<alpha>],<number>,<type> */
static bool apply_cnum(struct target *t, const struct at_line *line)
{
	char number[sizeof t->identity->msisdn];
	if (!at_arg_copy(line, 1, number, sizeof number) || number[0] == '\0')
		return false;
	memcpy(t->identity->msisdn, number, sizeof number);
	return true;
}

static const struct {
	const char *name;
	bool (*apply)(struct target *t, const struct at_line *line);
} named[] = {
	{"+CPIN", apply_cpin},
	{"+QSIMSTAT", apply_qsimstat},
	{"+CEREG", apply_cereg},
	{"+CSQ", apply_csq},
	{"+QCSQ", apply_qcsq},
	{"+QNWINFO", apply_qnwinfo},
	{"+CGPADDR", apply_cgpaddr},
	{"+QIURC", apply_qiurc},
	{"+CGEV", apply_cgev},
	{"+QURCCFG", apply_qurccfg},
	{"+QIND", apply_qind},
	{"+QCCID", apply_ccid},
	{"+CCID", apply_ccid},
	{"+ICCID", apply_ccid},
	{"+CGSN", apply_named_imei},
	{"+CNUM", apply_cnum},
};

static bool is_test(const char *command)
{
	struct at_line one;
	return command && at_parse_command(command, strlen(command), &one, NULL) == 0 &&
	       one.form == AT_FORM_TEST;
}

bool net_apply(struct net_identity *identity, struct net_status *status, const char *command,
	const char *line, size_t len)
{
	struct target t = {identity, status};
	struct at_line cut;
	while (len > 0 && *line == ' ') {
		line++;
		len--;
	}
	if (len == 0 || is_test(command))
		return false;
	if (*line != '+')
		return command && apply_plain(identity, command, line, len);
	if (at_parse_info(line, len, &cut) != 0)
		return false;
	for (size_t i = 0; i < COUNT(named); i++)
		if (at_is(&cut, named[i].name))
			return named[i].apply(&t, &cut);
	return net_power_apply(&status->power, &cut);
}

void net_clear(struct net_status *status)
{
	memset(status, 0, sizeof *status);
	status->reg = -1;
	status->channel = INT_MIN;
	status->csq = 99;
	clear_signal(status);
	net_power_clear(&status->power);
}

/* --- words ------------------------------------------------------------------------------------ */

const char *net_reg_meaning(int stat)
{
	static const char *const words[] = {
		"not registered",
		"home",
		"searching",
		"denied",
		"no coverage",
		"roaming",
		"home, SMS only",
		"roaming, SMS only",
		"emergency calls only",
	};
	return stat >= 0 && (size_t)stat < COUNT(words) ? words[stat] : "unknown";
}

static int count_bars(int value, const int limits[4])
{
	int bars = 0;
	while (bars < 4 && value >= limits[bars])
		bars++;
	return bars;
}

int net_rsrp_bars(int dbm)
{
	static const int limits[4] = {-120, -110, -100, -90};
	return dbm == INT_MIN ? -1 : count_bars(dbm, limits);
}

int net_rsrq_bars(int db)
{
	static const int limits[4] = {-19, -15, -12, -10};
	return db == INT_MIN ? -1 : count_bars(db, limits);
}

int net_sinr_bars(int db10)
{
	static const int limits[4] = {-50, 0, 100, 200};
	return db10 == INT_MIN ? -1 : count_bars(db10, limits);
}

const char *net_bars_word(int bars)
{
	static const char *const words[] = {"at the edge", "weak", "fair", "good", "very good"};
	return bars >= 0 && bars <= 4 ? words[bars] : "unknown";
}

int net_bars(const struct net_status *status)
{
	static const int rssi[4] = {-105, -95, -85, -75}, csq[4] = {4, 9, 14, 19};
	if (status->rsrp_dbm != INT_MIN)
		return net_rsrp_bars(status->rsrp_dbm);
	if (status->rssi_dbm != INT_MIN)
		return count_bars(status->rssi_dbm, rssi);
	return status->csq == 99 ? -1 : count_bars(status->csq, csq);
}
