/*
 * The general commands a console needs beside LwM2M: who the module is, its SIM, its network. Pure:
 * one line in, fields out. Also which of the module's lines are unsolicited, and what they mean.
 */
#ifndef QLW_MODEM_NET_H
#define QLW_MODEM_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "modem/at.h"

enum net_family {
	NET_FAMILY_UNKNOWN, /* nothing heard yet, or not a module */
	NET_FAMILY_TABLE1,  /* BG95-M1…M6, BG77, BG600L-M3: what this console is for */
	NET_FAMILY_FOREIGN, /* another module; its commands may share prefixes and mean other things */
};

/* "BG95-M3" → TABLE1. Tolerates case and suffixes of the revision ("BG95-M3 R1"). BG95-xA, BG770A,
 * BG96, EC2x, EG25, BC6x are foreign. */
enum net_family net_family_of(const char *model);

/* <stat> of +CEREG while it looks for a network. */
#define NET_REG_SEARCHING 2

struct net_identity {
	char manufacturer[32], model[32], revision[64]; /* ATI: three lines */
	char firmware[64];                              /* AT+QGMR */
	char imei[20], imsi[20], iccid[24], msisdn[24];
};

#define NET_TIMER_UNKNOWN (-1)
#define NET_TIMER_OFF     (-2) /* the network or the module has switched it off */

/* Power saving: what was asked for and what the network gave. Times NET_TIMER_UNKNOWN when not told. */
struct net_power {
	int psm;                      /* AT+CPSMS: 0 off, 1 on, -1 unknown */
	int64_t tau_s, active_s;      /* T3412 and T3324 as asked for, +CPSMS */
	int64_t net_tau_s, net_act_s; /* as the network gave them: +QPSMS, +QPSMTIMER, +CEREG */
	int edrx_act;                 /* <AcT-type>: 4 LTE-M, 5 NB-IoT, 0 no eDRX, -1 unknown */
	int64_t edrx_ms;              /* cycle asked for, +CEDRXS */
	int64_t net_edrx_ms, ptw_ms;  /* given by the network: cycle and paging window, +CEDRXRDP */
};

/* What is known of SIM and network; text as the module said it, numbers INT_MIN when unknown. */
struct net_status {
	char sim[24];            /* "READY", "SIM PIN", "" unknown; +CPIN */
	int reg;                 /* <stat> of +CEREG: 0-5, -1 unknown */
	char act[16];            /* "eMTC", "NBIoT", "GSM" …; +QNWINFO */
	char oper[12], band[24]; /* "26203", "LTE BAND 20" */
	int channel;
	int rssi_dbm, rsrp_dbm, rsrq_db, sinr_db10; /* SINR in tenths of dB; +QCSQ */
	int csq;                                    /* 0-31, 99 unknown; +CSQ */
	char address[64];                           /* of the first active PDP context; +CGPADDR */
	int address_cid;                            /* its number, 0 none */
	char urcport[16];                           /* "usbmodem", "uart1"; +QURCCFG */
	struct net_power power;
};

/*
 * Applies one answer or unsolicited line to status and identity. `command` is the command in flight
 * whose answer this is, or NULL for an unsolicited line: the same text can be either, and the shape
 * decides (+CEREG: <n>,<stat> against +CEREG: <stat>). Plain lines (no +NAME:) only count with a
 * command: ATI, AT+CGSN, AT+CIMI, AT+QGMR. Returns whether anything was understood.
 */
bool net_apply(struct net_identity *identity, struct net_status *status, const char *command,
	const char *line, size_t len);

void net_forget_address(struct net_status *status);
void net_clear(struct net_status *status); /* everything unknown, as after a restart */

/* What a line from a module that nobody asked says, for the log: a short text, or NULL when unknown.
 * Covers RDY, APP RDY, POWERED DOWN, +CPIN, +CFUN, +QUSIM, +QIND, +CEREG, +CGEV, +QIURC, … */
const char *net_urc_meaning(const char *line, size_t len);
const char *net_urc_text(size_t i); /* all these texts, from 0 on; NULL: there are no more */

/* Unsolicited lines that mean the module restarts or leaves. */
enum net_life {
	NET_LIFE_NONE,
	NET_LIFE_READY,     /* RDY: it has just started; commands may fail until APP RDY */
	NET_LIFE_APP_READY, /* APP RDY */
	NET_LIFE_DOWN,      /* POWERED DOWN, NORMAL POWER DOWN */
	NET_LIFE_ASLEEP,    /* PSM POWER DOWN */
};
enum net_life net_life_of(const char *line, size_t len);

/* True if a line of this name can come unsolicited (so it may not belong to the command in flight). */
bool net_is_unsolicited(const char *line, size_t len);

/*
 * Timers as 3GPP TS 24.008 codes them. A timer is eight binary digits, three for its unit and five to
 * count them, as in +CPSMS: T3412 "extended" (how often the module reports itself) and T3324 (how long
 * it can be reached after that). Digits alone are seconds, as in +QPSMTIMER. NET_TIMER_OFF where the
 * unit says so, NET_TIMER_UNKNOWN for what is neither.
 */
int64_t net_timer_t3412_s(const char *text);
int64_t net_timer_t3324_s(const char *text);
/* Four binary digits of +CEDRXS and +CEDRXRDP; act is its <AcT-type>. */
int64_t net_edrx_cycle_ms(int act, const char *text);
int64_t net_edrx_window_ms(int act, const char *text);

/* +CPSMS, +QPSMS, +QPSMTIMER, +CEDRXS, +CEDRXRDP; false for anything else. Called by net_apply. */
bool net_power_apply(struct net_power *power, const struct at_line *line);
/* The timers that +CEREG tells from argument i on: T3324, then T3412. */
void net_power_cereg(struct net_power *power, const struct at_line *line, size_t i);
void net_power_clear(struct net_power *power);

/* Words for a panel. */
const char *net_reg_meaning(int stat); /* "home", "roaming", "searching" … */
/* 0-4 bars; -1 unknown */
int net_bars(const struct net_status *status);
/* The same for one figure; INT_MIN is unknown. */
int net_rsrp_bars(int dbm);
int net_rsrq_bars(int db);
int net_sinr_bars(int db10);
/* "at the edge" to "very good" for 0 to 4 bars, "unknown" for -1. */
const char *net_bars_word(int bars);

#endif
