/*
 * The LwM2M client of the simulated module, as its AT side sees it. Chapters 2 and 3.3 of the Note.
 *
 * The AT side owns settings, flash and the serial line; the client owns CoAP, DTLS, registrations,
 * the object tree and observations. The AT side calls down through this header; the client reports
 * up through struct lw_env. No call here blocks, and no callback arrives from inside a call:
 * results come from lw_run(). All times are the module's own milliseconds (scaled by --speed),
 * taken from env->now_ms.
 */
#ifndef QLW_SIM_LW_H
#define QLW_SIM_LW_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "modem/qlw_codes.h"

struct lw;

/* One row of "security" and "server" (3.2.1), by client index. */
struct lw_account {
	bool used;       /* a "security" record exists */
	bool has_server; /* a "server" record exists */
	unsigned short_id;
	char uri[QLW_URI_MAX + 1];
	bool bootstrap;
	int security_mode; /* 0 PSK, 2 certificate, 3 none */
	char psk_id[256];
	uint8_t psk_key[128];
	size_t psk_key_len; /* bytes; the AT side has decoded the hex */
	int64_t life_time, period_min, period_max, disable_time; /* seconds */
	bool discard;    /* <storing>: true = 1 = discard notifications while offline */
	char binding[8]; /* Table 7 */
	unsigned pdp_cid;
};

/* A resource of objects 0 to 2 that bootstrap.ini sets and struct lw_account has no room for. */
#define LW_EXTRAS 48
struct lw_extra {
	unsigned object, instance, resource, part; /* part 65535: a single resource */
	int64_t number;                            /* an object link too: object << 16 | instance */
	char text[64];
};

/* What the module is and what its owner configured; read at lw_start and at each use, never kept.
 */
struct lw_config {
	struct lw_account account[QLW_CLIENTS];
	struct lw_extra extra[LW_EXTRAS]; /* those of objects 0 and 1 by account index */
	size_t extras;
	char bs_endpoint[256],
		reg_endpoint[256]; /* already formed by Table 8; "" = cannot be formed */
	int version;               /* 0 = LwM2M 1.0, 1 = 1.1 */
	bool uldata_sends;         /* 1.1: uldata of what nobody observes goes out as a Send */
	int firmware_result;       /* /5/0/5 that every package ends with; 0: they are good */
	int64_t retry_timeout, retry_exponent, max_timeout; /* "transcfg", seconds */
	int64_t dtls_timeout, resume_time;                  /* "session", seconds */
	struct {
		char manufacturer[256], model_no[256], hw_version[256], sw_version[256],
			fw_version[256], device_type[256];
	} device;
	char host[2][4][256]; /* portfolio object 16: <host_index>, <hostID> */
	char imei[16], msisdn[16], imsi[16], iccid[24];
	/* What the simulated world measures; 0: a fixed value. */
	struct {
		int battery;     /* percent */
		int battery_low; /* BATTERY_LEVEL_THRESHOLD: below it the battery is low */
		int voltage;     /* mV */
		int signal;      /* dBm */
		int bearer;      /* of /4/0/0 */
		int mcc, mnc, cell;
		char address[2][46]; /* IPv4, IPv6; "" = none */
		char apn[64];
		int64_t time; /* seconds since 1970; 0: the host's clock */
	} sensors;
	/* lwm2m_cfg (Table 5); zero means the Note's default */
	struct lw_tuning {
		int64_t next_cycle;       /* WAIT_TIME_TO_TRIGGER_NEXT_REG_CYCLE, seconds */
		int64_t bootstrap_wait;   /* MAX_BOOTSTRAP_WAIT_TIME, seconds */
		bool update_on_reconnect; /* REG_UPDATE_ON_RECONNECT */
		int64_t session_timeout;  /* SESSION_TIMEOUT, seconds */
		/* RETRY_TIMEOUT, RETRY_EXPONENT_VAL, MAX_RETRY_TIMEOUT, MAX_NO_RETRIES: of data
		 * calls */
		int64_t call_timeout, call_exponent, call_max_timeout, call_retries;
		int64_t ack_timeout;    /* ACK_TIMEOUT, seconds */
		bool sleep_after_pmin;  /* AWAKE_AFTER_PMIN=1 */
		bool root_ca;           /* ROOTCA_SUPPORT_MODE=3 */
		bool linear_retries;    /* each wait one retry_timeout longer, not exponential */
		bool keep_registration; /* PER_REGSTATUS_FEAT: as reg with mode 1 */
		bool forget_bootstrap;  /* PER_BOOTSTRAP_FEAT=0 */
		bool bootstrap_if_reg_fails[QLW_CLIENTS]; /* carrier_apn_cfg, by client index */
	} tuning;
	/* Where the Note is silent (assume.h): true is the reading that is not the default. */
	struct {
		bool queue_mode_hears; /* queue mode makes nobody deaf */
		bool pending_events;   /* REG_PENDING and BS_PENDING are events as well */
		bool update_late;      /* updates go when the lifetime is over */
		bool zero_lifetime;    /* a lifetime of 0 is sent as such */
		bool fota_stays_up;    /* a firmware update needs no restart */
		bool acl_strict;       /* an instance that no ACL names is closed to all */
		bool lost_is_lost;     /* what gets no answer over DTLS is not sent again */
	} otherwise;
};

#define LW_RESOLVE_LATER SIZE_MAX

enum lw_done {
	LW_DONE_REG,   /* +QLWREG */
	LW_DONE_DEREG, /* +QLWDEREG */
};

/* What the client needs and whom it tells. All callbacks come from lw_run(). */
struct lw_env {
	void *ctx;
	uint64_t (*now_ms)(void *ctx);
	const struct lw_config *(*config)(void *ctx);
	/* Where a server name leads (loopback servers, --map, or the resolver): up to max
	 * addresses, IPv6 first (2.3). Returns how many, 0 when the name does not resolve,
	 * LW_RESOLVE_LATER while that is not known: it is asked again at the next lw_run. */
	size_t (*resolve)(void *ctx, const char *host, uint16_t port, bool secure, bool bootstrap,
		struct sockaddr_storage *to, size_t max);
	/* A data call for this PDP context: true when it is up. Where IPv6 and IPv4 are wanted, IPv6 is
	 * called first; v4_only: it would not come up in all retries (2.3). */
	bool (*data_call)(void *ctx, unsigned pdp_cid, bool v4_only);
	void (*done)(void *ctx, enum lw_done what, enum qlw_result err);
	void (*event)(void *ctx, unsigned short_id, enum qlw_state state);
	void (*observe)(void *ctx, unsigned short_id, const char *uri, uint16_t message_id,
		uint64_t token, bool cancel);
	void (*delivery)(void *ctx, unsigned short_id, const char *uri, uint16_t message_id,
		uint64_t token, enum qlw_delivery code);
	void (*recv)(
		void *ctx, const char *uri, enum qlw_data_type type, const void *data, size_t len);
	/* A server executed reboot or factory reset on the device object (already answered). */
	void (*reboot)(void *ctx, bool factory_reset);
	void (*log)(void *ctx, const char *line); /* for -v; never holds a key */
	/* Optional from here on; zero or NULL will do. */
	double speed; /* --speed: CoAP's own real-time waits are divided by it; 0 is 1 */
	/* Flash for what outlives a restart (bootstrap data), by a short name. len 0 removes.
	 * load returns the bytes copied, 0 when there are none or they exceed max. */
	void (*store)(void *ctx, const char *name, const void *data, size_t len);
	size_t (*load)(void *ctx, const char *name, void *data, size_t max);
	/* The host's path of a file in the module's /datatx/ssl; false when it is not there.
	 * Security mode 2 wants what it trusts, <ssid>_server.pem (the server's own certificate) or
	 * with ROOTCA_SUPPORT_MODE=3 <ssid>_ca.pem (a root), and offers <ssid>_client.pem with
	 * <ssid>_client.key where they exist. The Note names no such files. */
	bool (*file)(void *ctx, const char *name, char *path, size_t max);
};

/* Returns NULL when libcoap cannot be started. env is copied. */
struct lw *lw_open(const struct lw_env *env, uint64_t seed);
void lw_close(struct lw *lw); /* drops everything at once, without talking to a server */

/* One descriptor to wait on for POLLIN, the module time to call lw_run at latest (UINT64_MAX:
 * none), and the real milliseconds until libcoap itself wants a turn (UINT64_MAX: none). */
int lw_fd(const struct lw *lw);
uint64_t lw_deadline_ms(const struct lw *lw);
uint64_t lw_real_wait_ms(const struct lw *lw);
void lw_run(struct lw *lw);

/* AT+QLWSVC, after the AT side has checked syntax and ranges (3.2.2). 0, or the <cme_err>. */
int lw_reg(struct lw *lw, int mode);
int lw_dereg(struct lw *lw, int method);
int lw_lifetime(struct lw *lw, unsigned short_id, int64_t life_time);
int lw_lifetime_get(const struct lw *lw, unsigned short_id, int64_t *life_time);
int lw_update(struct lw *lw, unsigned short_id, bool with_object);
int lw_uldata(struct lw *lw, unsigned short_id, const char *uri, const void *data, size_t len,
	bool confirmable);

/* One row of AT+QLWSVC="state": account index 0-5 of what the client works with now (after a
 * bootstrap that is what the server gave). False when there is none. */
struct lw_status {
	unsigned short_id;
	char uri[QLW_URI_MAX + 1];
	bool bootstrap;
	enum qlw_state state;
};
bool lw_status(const struct lw *lw, unsigned client_index, struct lw_status *out);
bool lw_registered(const struct lw *lw); /* with at least one standard server */

/* Settings changed: a "security" write drops that account's DTLS session and bootstrap data;
 * changed "device", "host" or sensors are told to whoever observes them. */
void lw_account_changed(struct lw *lw, unsigned client_index);
void lw_device_changed(struct lw *lw);
/* "select",0 and factory reset: forget bootstrap data and every DTLS session. */
void lw_forget(struct lw *lw);
/* Until when the client wants the module awake: ACK_TIMEOUT after the last message, and from pmin to
 * pmax of what is observed unless AWAKE_AFTER_PMIN is 1. 0: it does not mind. */
uint64_t lw_awake_ms(const struct lw *lw);
/* Data call lost or back, sleep and wake-up (2.4). */
void lw_online(struct lw *lw, bool online);
/* A NAT on the way: every open connection has another source port from now on. */
void lw_rebind(struct lw *lw);

#endif
