/*
 * Faults by name, for tests and for training. One table says what there is; a fault given as
 * NAME[=[NUMBER][,MATCH[,COUNT]]] applies to command lines that contain MATCH, COUNT times.
 */
#ifndef QLW_SIM_FAULTS_H
#define QLW_SIM_FAULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct module;

/* X(member, name, number when left off, most, what it does) */
#define FAULTS(X)                                                                                 \
	X(LATE, "late", 1000, 3600000, "answers come NUMBER ms late")                             \
	X(MUTE, "mute", 0, 0, "echo, but no answer")                                              \
	X(SILENT, "silent", 0, 0, "no echo and no answer: the line is lost")                      \
	X(DOUBLE, "double", 0, 0, "answers come twice")                                           \
	X(ERROR, "error", 0, 65535, "plain ERROR, or +CME ERROR: NUMBER, and nothing is done")    \
	X(CUT, "cut", 1, 65535, "answers end after NUMBER bytes")                                 \
	X(GLUE, "glue", 0, 0, "no line end behind the final result")                              \
	X(NO_BLANK, "no-blank", 0, 0, "no blank line between information and OK")                 \
	X(SPACED_ECHO, "spaced-echo", 0, 0, "a blank in front of the echo")                       \
	X(ECHO_STUCK, "echo-stuck", 0, 0, "ATE0 is OK and changes nothing")                       \
	X(URC_ECHO, "urc-echo", 0, 0, "a URC between echo and answer")                            \
	X(URC_LINES, "urc-lines", 0, 0, "a URC between the lines of an answer")                   \
	X(URC_FINAL, "urc-final", 0, 0, "a URC directly behind the final result")                 \
	X(URC_INSIDE, "urc-inside", 0, 0, "a URC in the middle of an answer's line")              \
	X(OVERLONG, "overlong", 100000, 10000000, "a line of NUMBER bytes before the answer")     \
	X(GARBAGE, "garbage", 16, 65536, "NUMBER random bytes before the answer")                 \
	X(RESTART, "restart", 0, 0, "the module restarts instead of answering")                   \
	X(UNPLUG, "unplug", 0, 0, "the port goes away instead of answering")                      \
	X(FRAGMENT, "fragment", 1, 4096, "output in pieces of NUMBER bytes, a millisecond apart") \
	X(NOISE, "noise", 2000, 3600000, "random bytes between lines, about every NUMBER ms")     \
	X(NO_APP_RDY, "no-app-rdy", 0, 0, "a boot that never says APP RDY")                       \
	X(FLASH_FULL, "flash-full", 0, 0, "settings and files cannot be stored")                  \
	X(NO_SIM, "no-sim", 0, 0, "no SIM card")                                                  \
	X(SIM_PIN, "sim-pin", 0, 0, "the SIM wants its PIN, 1234")                                \
	X(NO_MSISDN, "no-msisdn", 0, 0, "the SIM does not know its number")                       \
	X(NO_COVERAGE, "no-coverage", 0, 0, "no network")                                         \
	X(DENIED, "denied", 0, 0, "the network denies registration")                              \
	X(ROAMING, "roaming", 0, 0, "registered, but roaming")                                    \
	X(WEAK, "weak", 0, 0, "a signal at the edge: RSRP -118 dBm")                              \
	X(PDP_REFUSED, "pdp-refused", 0, 0, "no data call comes up")                              \
	X(NO_IPV6, "no-ipv6", 0, 0, "the network gives no IPv6 address")                          \
	X(URC_PORT, "urc-port", 0, 0, "URCs are set to uart1, so none comes here")                \
	X(WRONG_PSK, "wrong-psk", 0, 0, "the last byte of every PSK is wrong")                    \
	X(LOW_BATTERY, "low-battery", 10, 100, "the battery is down to NUMBER percent")           \
	X(NAT_REBINDING, "nat-rebinding", 20, 86400,                                              \
		"every NUMBER seconds a NAT gives the client another port")                       \
	X(DTLS_ALERT, "dtls-alert", 20, 86400,                                                    \
		"every NUMBER seconds the built-in servers end every DTLS session")               \
	X(FIRMWARE, "firmware", 5, 8,                                                             \
		"firmware packages end with result NUMBER: 2, 3, 5, 6, or at the update 8")       \
	X(SERVER_REFUSES, "server-refuses", 403, 599,                                             \
		"the built-in servers answer NUMBER, such as 403 for 4.03")                       \
	X(SERVER_LOSES, "server-loses", 30, 100, "NUMBER percent of their packets are lost")      \
	X(SERVER_SHORTENS, "server-shortens", 30, 86400, "no lifetime is above NUMBER seconds")   \
	X(BOOTSTRAP_EMPTY, "bootstrap-empty", 0, 0, "the bootstrap gives no server")              \
	X(SERVER_SILENT, "server-silent", 0, 0, "the built-in servers hear and say nothing")      \
	X(SERVER_STOPPED, "server-stopped", 0, 0, "the built-in servers are not there")

enum fault {
#define FAULT_MEMBER(member, name, preset, most, text) FAULT_##member,
	FAULTS(FAULT_MEMBER)
#undef FAULT_MEMBER
	FAULT_COUNT
};

struct fault_state {
	bool on;
	unsigned number;
	char match[48];  /* "" = every command line */
	int left;        /* how many times more; -1: no end */
	uint64_t due_ms; /* of those that come again and again */
};

struct faults {
	struct fault_state state[FAULT_COUNT];
};

/* Switches a fault on by NAME[=ARG]; returns it, or FAULT_COUNT. */
enum fault faults_set(struct faults *f, const char *name_arg);
enum fault faults_clear(struct faults *f, const char *name);
/* Does it apply to this command line? Counts. */
bool faults_hit(struct faults *f, enum fault which, const char *line, size_t len);
void faults_list(FILE *to);

/* Faults that are not about one answer: carries out what switching them on or off means. */
void fault_apply(struct module *m, enum fault which, bool on);
void fault_run(struct module *m);
uint64_t fault_deadline_ms(const struct module *m);

#endif
