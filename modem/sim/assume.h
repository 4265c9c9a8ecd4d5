/*
 * What the Note leaves open and no public capture settles. Every such choice of the simulator, its
 * AT side and its LwM2M client, stands in this one table, and --assume NAME=VALUE changes it.
 */
#ifndef QLW_SIM_ASSUME_H
#define QLW_SIM_ASSUME_H

#include <stdbool.h>
#include <stdio.h>

/* X(member, name, default, least, most, what it decides) */
#define ASSUMPTIONS(X)                                                                          \
	X(REGISTERED_FIRST, "registered-first", 1, 0, 1,                                        \
		"lifetime, update, uldata and dereg are ERROR before a registration (4.2)")     \
	X(DEREG_REGISTERED, "dereg-registered", 0, 0, 1,                                        \
		"dereg is ERROR while a registration is only being tried")                      \
	X(PENDING_EVENTS, "pending-events", 0, 0, 1,                                            \
		"REG_PENDING and BS_PENDING are reported as events, not only by \"state\"")     \
	X(REG_MODE_KEPT, "reg-mode-kept", 1, 0, 1,                                              \
		"a start by itself uses the <mode> of the last \"reg\"; 0: mode 0")             \
	X(QUEUE_DEAF, "queue-deaf", 1, 0, 1,                                                    \
		"in queue mode nothing is heard ACK_TIMEOUT after the last message")            \
	X(AWAKE_PMAX, "awake-pmax", 1, 0, 1,                                                    \
		"AWAKE_AFTER_PMIN=0 keeps the module out of PSM from pmin to pmax")             \
	X(PSM_LOSES_LINE, "psm-loses-line", 1, 0, 1,                                            \
		"the line that wakes the module from PSM is lost; 0: it waits for APP RDY")     \
	X(UPDATE_EARLY, "update-early", 1, 0, 1,                                                \
		"updates are sent before the lifetime is over; 0: \"equal to the lifetime\" "   \
		"(2.1.2)")                                                                      \
	X(LIFETIME_ZERO, "lifetime-zero", 0, 0, 1,                                              \
		"a lifetime of 0 is sent; 0: left to the server's default")                     \
	X(DTLS_AGAIN, "dtls-again", 1, 0, 1,                                                    \
		"an update that gets no answer over DTLS is sent again on a resumed session")   \
	X(ACL_OPEN, "acl-open", 1, 0, 1,                                                        \
		"with several servers, what no instance of object 2 names is open to all")      \
	X(FOTA_RESTART, "fota-restart", 1, 0, 1,                                                \
		"a firmware update ends with a restart of the module")                          \
	X(DEVICE_REGISTERED, "device-registered", 0, 0, 1,                                      \
		"writing \"device\" is ERROR before a registration (comment in 4.2.1)")         \
	X(SECURITY_FIRST, "security-first", 1, 0, 1,                                            \
		"\"server\" and \"pdpcid\" need a \"security\" record (3.2.1, note 1)")         \
	X(EPNS_TYPE, "epns-type", 1, 0, 1,                                                      \
		"factory <type> of \"epns\"; only 1 makes its default 4 an IMEI URN")           \
	X(RECV_END, "recv-end", 1, 0, 1, "CR LF follows the data of +QLWURC: \"recv\"")         \
	X(RECV_HEX, "recv-hex", 0, 0, 1, "opaque data of \"recv\" comes as hexadecimal digits") \
	X(OBSERVE_COMMA, "observe-comma", 1, 0, 1,                                              \
		"+QLWURC: \"observe\" has the comma that 3.3.2 leaves out")                     \
	X(HEX_COUNTS_BYTES, "hex-counts-bytes", 1, 0, 1,                                        \
		"<data_len> of a hexadecimal uldata counts bytes, not digits")                  \
	X(ULDATA_SENDS, "uldata-sends", 0, 0, 1,                                                \
		"LwM2M 1.1: uldata of a path nobody observes is a Send; 0: ERROR")              \
	X(RESET_SETTINGS, "reset-settings", 0, 0, 1,                                            \
		"\"dereg\",1 also puts AT+QLWCFG back to factory values")                       \
	X(SELECT_WRITES, "select-writes", 1, 0, 1,                                              \
		"\"select\",1 to 6 writes the carrier's bootstrap account to index 0")          \
	X(SSL_WRITABLE, "ssl-writable", 1, 0, 1, "file commands reach EUFS:/datatx/ssl/")       \
	X(UPLOAD_TIMEOUT, "upload-timeout", 1, 0, 1,                                            \
		"an upload that stops is +CME ERROR: 421; 0: its usual result")                 \
	X(VERIZON_PACE, "verizon-pace", 1, 0, 1,                                                \
		"CARRIER_TYPE=1: 10 to 30 s before a bootstrap, retries after 2, 4, 6, 8 min")  \
	X(BASE_SLASH, "base-slash", 1, 0, 1,                                                    \
		"a base name of bootstrap.ini without its last slash gets one")                 \
	X(JUNK_ERROR, "junk-error", 0, 0, 1, "a line without AT is ERROR instead of silence")   \
	X(ECHO_LF, "echo-lf", 0, 0, 1, "a line feed is echoed")                                 \
	X(BOOT_ERROR, "boot-error", 1, 0, 1,                                                    \
		"commands between RDY and APP RDY are ERROR; 0: they are lost")                 \
	X(LINE_MAX, "line-max", 4096, 556, 65536, "longest command line in bytes")              \
	X(TYPING_HOLD, "typing-hold", 1000, 0, 60000,                                           \
		"ms that URCs wait behind a half-typed command line")                           \
	X(ATTACH_MS, "attach-ms", 400, 0, 600000, "ms from SIM ready to network registration")  \
	X(BOOT_MS, "boot-ms", 1000, 10, 60000, "ms from power to APP RDY")

enum assume {
#define ASSUME_MEMBER(member, name, preset, least, most, text) ASSUME_##member,
	ASSUMPTIONS(ASSUME_MEMBER)
#undef ASSUME_MEMBER
	ASSUME_COUNT
};

struct assumptions {
	int value[ASSUME_COUNT];
};

void assume_defaults(struct assumptions *a);
/* Takes NAME=VALUE; false when the name is unknown or the value outside its range. */
bool assume_set(struct assumptions *a, const char *name_value);
void assume_list(FILE *to);

#endif
