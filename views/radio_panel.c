/*
 * Identity and radio as rows of label and value. It knows the model, and no port.
 */
#include "views/radio_panel.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "views/words.h"

enum {
	LABEL_COLS = 10,
	WIDE_COLS = 64, /* two facts stand in one row from here on */
	METER_COLS = 4,
};

/* Draws into r from row on, or only counts where r has no canvas. */
struct sheet {
	struct region r;
	int row;
	bool draw;
};

static bool visible(const struct sheet *s)
{
	return s->draw && s->row < s->r.rows;
}

/* --- words ------------------------------------------------------------------------------------- */

static const char *seconds(int64_t s, char out[WORDS_MAX])
{
	return s == NET_TIMER_OFF ? "off" : words_duration((uint64_t)(s * 1000), out);
}

/* "eMTC" is what the module calls LTE-M. */
static const char *technology(const char *act)
{
	static const struct {
		const char *act, *words;
	} rows[] = {{"eMTC", "LTE-M (eMTC)"}, {"NBIoT", "NB-IoT"}, {"GSM", "GSM"},
		{"GPRS", "GSM (GPRS)"}, {"EDGE", "GSM (EDGE)"}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (!strcmp(rows[i].act, act))
			return rows[i].words;
	return act;
}

static enum role bars_role(int bars)
{
	return bars < 0 ? ROLE_DIM : bars <= 1 ? ROLE_WARN : ROLE_OK;
}

/* --- rows -------------------------------------------------------------------------------------- */

static void fact(struct sheet *s, const char *label, const char *value, enum role role)
{
	if (visible(s)) {
		region_text(s->r, s->row, 0, ROLE_LABEL, "%s", label);
		region_field(s->r, s->row, LABEL_COLS, s->r.cols - LABEL_COLS, role, "%s", value);
	}
	s->row++;
}

/* A value that may be missing. */
static void known(struct sheet *s, const char *label, const char *value)
{
	fact(s, label, *value ? value : "not told", *value ? ROLE_VALUE : ROLE_DIM);
}

/* Two of them in one row, if there is room. */
static void pair(struct sheet *s, const char *label, const char *value, const char *label_2,
	const char *value_2)
{
	const int half = s->r.cols / 2;
	known(s, label, value);
	if (s->r.cols < WIDE_COLS) {
		known(s, label_2, value_2);
		return;
	}
	s->row--;
	struct sheet right = *s;
	right.r = region_sub(s->r, 0, half, -1, -1);
	if (visible(s))
		known(&right, label_2, value_2);
	s->row++;
}

static void rule(struct sheet *s)
{
	if (visible(s))
		region_rule(s->r, s->row);
	s->row++;
}

static void put_identity(struct sheet *s, const struct model *m)
{
	const struct net_identity *id = &m->identity;
	pair(s, "Module", id->model, "IMEI", id->imei);
	known(s, "Firmware", *id->firmware ? id->firmware : id->revision);
	pair(s, "SIM", m->net.sim, "IMSI", id->imsi);
	pair(s, "ICCID", id->iccid, "Number", id->msisdn);
	rule(s);
}

/* "home, 26203, LTE-M (eMTC)" */
static void put_network(struct sheet *s, const struct model *m)
{
	const struct net_status *n = &m->net;
	const bool there = n->reg == 1 || n->reg == 5;
	const enum role role = there ? ROLE_VALUE : n->reg < 0 ? ROLE_DIM : ROLE_WARN;
	char text[96];
	snprintf(text, sizeof text, "%s%s%s", n->reg < 0 ? "not told" : net_reg_meaning(n->reg),
		*n->oper ? ", operator " : "", n->oper);
	fact(s, "Network", text, m->stale & MODEL_PART_NETWORK ? ROLE_STALE : role);
	if (!*n->act)
		return;
	char channel[24] = "";
	if (n->channel != INT_MIN)
		snprintf(channel, sizeof channel, ", channel %d", n->channel);
	snprintf(text, sizeof text, "%s%s%s%s", technology(n->act), *n->band ? ", " : "", n->band,
		channel);
	fact(s, "Radio", text, ROLE_VALUE);
}

/* "RSRP   -96 dBm  ▂▄▆  good" */
static void put_figure(struct sheet *s, const char *label, const char *figure, int bars)
{
	if (visible(s)) {
		region_text(s->r, s->row, 0, ROLE_LABEL, "%s", label);
		region_text_right(s->r, s->row, LABEL_COLS + 9, ROLE_VALUE, "%s", figure);
		region_meter(
			s->r, s->row, LABEL_COLS + 11, bars_role(bars), bars > 0 ? bars : 0, 4);
		region_text(s->r, s->row, LABEL_COLS + 11 + METER_COLS + 2, bars_role(bars), "%s",
			net_bars_word(bars));
	}
	s->row++;
}

static void put_signal(struct sheet *s, const struct net_status *n)
{
	char text[24];
	const int before = s->row;
	if (n->rsrp_dbm != INT_MIN) {
		snprintf(text, sizeof text, "%d dBm", n->rsrp_dbm);
		put_figure(s, "RSRP", text, net_rsrp_bars(n->rsrp_dbm));
	}
	if (n->rsrq_db != INT_MIN) {
		snprintf(text, sizeof text, "%d dB", n->rsrq_db);
		put_figure(s, "RSRQ", text, net_rsrq_bars(n->rsrq_db));
	}
	if (n->sinr_db10 != INT_MIN) {
		const int tenths = n->sinr_db10 < 0 ? -n->sinr_db10 : n->sinr_db10;
		snprintf(text, sizeof text, "%s%d.%d dB", n->sinr_db10 < 0 ? "-" : "", tenths / 10,
			tenths % 10);
		put_figure(s, "SINR", text, net_sinr_bars(n->sinr_db10));
	}
	if (s->row == before && n->rssi_dbm != INT_MIN) {
		snprintf(text, sizeof text, "%d dBm", n->rssi_dbm);
		put_figure(s, "RSSI", text, net_bars(n));
	}
	if (s->row == before)
		fact(s, "Signal", "not told", ROLE_DIM);
}

static void put_address(struct sheet *s, const struct net_status *n)
{
	char text[96];
	snprintf(text, sizeof text, "%s, context %d", n->address, n->address_cid);
	fact(s, "Address",
		n->address_cid ? text
		: *n->address  ? n->address
			       : "none",
		*n->address ? ROLE_VALUE : ROLE_WARN);
}

/* --- power ------------------------------------------------------------------------------------- */

/* "reports every 40 min, reachable for 30 s after that" */
static bool put_timers(char *out, size_t size, int64_t tau_s, int64_t active_s)
{
	char tau[WORDS_MAX], active[WORDS_MAX];
	if (tau_s == NET_TIMER_UNKNOWN && active_s == NET_TIMER_UNKNOWN)
		return false;
	snprintf(out, size, "T3412 %s, T3324 %s",
		tau_s == NET_TIMER_UNKNOWN ? "not told" : seconds(tau_s, tau),
		active_s == NET_TIMER_UNKNOWN ? "not told" : seconds(active_s, active));
	return true;
}

static void put_psm(struct sheet *s, const struct net_power *p)
{
	static const char *const words[] = {"not told", "off", "on"};
	char timers[80], text[128];
	const bool asked = put_timers(timers, sizeof timers, p->tau_s, p->active_s);
	snprintf(text, sizeof text, "%s%s%s", words[p->psm + 1], asked ? ", asks for " : "",
		asked ? timers : "");
	fact(s, "PSM", text, p->psm < 0 ? ROLE_DIM : ROLE_VALUE);
	if (p->psm == 0 || !put_timers(timers, sizeof timers, p->net_tau_s, p->net_act_s))
		return;
	snprintf(text, sizeof text, "network: %s", timers);
	fact(s, "", text, ROLE_VALUE);
	if (p->net_tau_s < 0 || p->net_act_s < 0)
		return;
	char tau[WORDS_MAX], active[WORDS_MAX];
	snprintf(text, sizeof text, "reports every %s, can be reached for %s after it",
		seconds(p->net_tau_s, tau), seconds(p->net_act_s, active));
	fact(s, "", text, ROLE_DIM);
}

static void put_edrx(struct sheet *s, const struct net_power *p)
{
	char time[WORDS_MAX], window[WORDS_MAX], text[96];
	const char *label = "eDRX";
	if (p->edrx_ms == NET_TIMER_UNKNOWN && p->edrx_act < 0)
		fact(s, label, "not told", ROLE_DIM);
	if (p->edrx_ms != NET_TIMER_UNKNOWN) {
		snprintf(text, sizeof text, "asks for a cycle of %s",
			words_duration((uint64_t)p->edrx_ms, time));
		fact(s, label, text, ROLE_VALUE);
		label = "";
	}
	if (p->edrx_act == 0) {
		fact(s, label, "the network uses none", ROLE_VALUE);
	} else if (p->net_edrx_ms >= 0) {
		snprintf(text, sizeof text, "network: %s%s%s",
			words_duration((uint64_t)p->net_edrx_ms, time),
			p->ptw_ms >= 0 ? ", window " : "",
			p->ptw_ms >= 0 ? words_duration((uint64_t)p->ptw_ms, window) : "");
		fact(s, label, text, ROLE_VALUE);
	}
}

/* --- all of it --------------------------------------------------------------------------------- */

static void put_all(struct sheet *s, const struct model *m, bool brief)
{
	if (!brief)
		put_identity(s, m);
	put_network(s, m);
	put_signal(s, &m->net);
	put_address(s, &m->net);
	if (!brief)
		rule(s);
	put_psm(s, &m->net.power);
	put_edrx(s, &m->net.power);
}

int radio_panel_rows(const struct model *m, int cols)
{
	struct sheet s = {.r = {.cols = cols}};
	put_all(&s, m, false);
	return s.row;
}

void radio_panel_draw(struct region r, const struct model *m, bool brief)
{
	struct sheet s = {.r = r, .draw = true};
	put_all(&s, m, brief);
}

const char *radio_panel_status(
	const struct radio *radio, enum radio_pause pause, bool glance, char *out, size_t size)
{
	static const char *const reasons[] = {
		[RADIO_ASKS] = "",
		[RADIO_UNSEEN] = "",
		[RADIO_ASLEEP] = "the module sleeps and is not asked",
		[RADIO_GONE] = "not asked: no connection",
		[RADIO_TRANSFER] = "not asked while data are moved",
		[RADIO_RECORDED] = "as recorded",
	};
	char clock[WORDS_MAX];
	const bool asks = pause == RADIO_ASKS || pause == RADIO_UNSEEN;
	if (asks && !radio->seen_ms)
		snprintf(out, size, "being read");
	else if (asks)
		snprintf(out, size, "read %s, again every %d s", words_clock(radio->seen_ms, clock),
			(glance ? RADIO_GLANCE_MS : RADIO_EVERY_MS) / 1000);
	else
		snprintf(out, size, "%s", reasons[pause]);
	return out;
}
