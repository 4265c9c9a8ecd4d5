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

/* Words for a panel. */
const char *net_reg_meaning(int stat); /* "home", "roaming", "searching" … */
/* 0-4 bars; -1 unknown */
int net_bars(const struct net_status *status);

#endif
