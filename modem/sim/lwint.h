/*
 * What the rooms of the LwM2M client share. Private to modem/sim/lw*.c.
 */
#ifndef QLW_SIM_LWINT_H
#define QLW_SIM_LWINT_H

#include "modem/sim/coap_link.h"
#include "modem/sim/lw.h"
#include "modem/sim/lwboot.h"
#include "modem/sim/lwcodec.h"
#include "modem/sim/lwfirmware.h"
#include "modem/sim/lwobserve.h"
#include "modem/sim/lwreg.h"
#include "modem/sim/lwsoftware.h"
#include "modem/sim/lwtree.h"
#include "modem/sim/lwuri.h"

#define LW_ADDRESSES  4
#define LW_TOKEN_LEN  4 /* of our own requests */
#define LW_MACHINE_ID 1 /* the exchange of a machine; notifications have the others */

/* A server the client works with: one pair of instances of objects 0 and 1, one connection. */
struct lw_server {
	struct lw *lw;
	bool used;
	unsigned slot;             /* client index, and index in lw->server */
	unsigned security, server; /* instances; server is LW_NO_ID for the bootstrap server */
	unsigned short_id;
	bool bootstrap;
	struct lw_uri uri;
	struct lwreg reg;
	struct coap_link *link;
	struct coap_resume *resume;
	struct sockaddr_storage to[LW_ADDRESSES];
	size_t addresses, address;
	bool v4_only; /* IPv6 data calls have failed all their retries (2.3) */
	char location[COAP_PATH_MAX];
	char told_binding[8];  /* the binding that the server was told last */
	bool asking, not_sent; /* a request of the machine is out; or could not be sent */
	bool resolving;        /* ... or waits for its server's address */
	bool cut;              /* a connection went with work on it */
	uint64_t last_ms;      /* of what we sent last */
	uint64_t active_ms;    /* of the last message, either way */
	bool asleep;           /* queue mode: deaf until it has something to send */
	bool again;            /* what was lost has been sent again on a new connection */
	uint64_t session_ms;   /* of the last full handshake */
	enum lwreg_send asked;
	bool asked_objects, stale_link;
	bool disable_wanted; /* "Disable" was executed and answered */
	struct lw_observe observe;
};

enum lw_phase {
	LW_PHASE_IDLE,
	LW_PHASE_STARTING, /* reg accepted, nothing done yet */
	LW_PHASE_RUNNING,
	LW_PHASE_STOPPING, /* dereg accepted */
};

struct lw {
	struct lw_env env;
	int epoll;
	enum lw_phase phase;
	int mode, method; /* of the last reg and dereg */
	bool stop_wanted, stop_failed;
	bool superseded;   /* a reg that had not begun when dereg came */
	unsigned stopping; /* deregistrations still out */
	struct lw_tree tree;
	bool loaded; /* objects 0 and 1 are in the tree */
	bool given;  /* ... from a bootstrap server */
	struct lw_server server[QLW_CLIENTS];
	struct lw_boot boot;
	struct lw_firmware firmware;
	struct lw_software software;
	bool boot_wanted; /* registering failed, or a server wants it */
	bool restored;    /* flash has been looked at */
	bool registrations_changed;
	struct lw_buf content;            /* of the last read */
	bool reboot_wanted, reset_wanted; /* executed and answered */
	struct lw_traffic {
		bool collecting;
		uint64_t until_ms, sent, received, messages, largest; /* bytes */
	} traffic;                                                    /* object 7 */
	bool low_battery;                                             /* as told last */
	uint64_t sensed_ms; /* when the live values were taken over last */
	bool offline;
	uint64_t random;
	int64_t clock_offset_s; /* a server set the time */
	char host[2][4][256];   /* "host", as the tree took it over last */
	char apn[64];           /* likewise */
};

/* --- lwaccount.c: settings and instances of objects 0 and 1 */
void lw_accounts_load(struct lw *lw);   /* objects 0 and 1 from the settings, unless given */
void lw_accounts_derive(struct lw *lw); /* lw->server from objects 0, 1 */
struct lw_server *lw_account_find(struct lw *lw, unsigned short_id); /* standard servers only */
struct lw_server *lw_account_bootstrap(struct lw *lw);               /* NULL: none */
void lw_accounts_drop(struct lw *lw); /* servers, connections and DTLS sessions */

/* --- lwseed.c: what the module's objects hold at power-on, and live values */
void lw_seed_objects(struct lw *lw);
void lw_seed_refresh(struct lw *lw);       /* settings, clock and sensors into objects 3, 4, 16 */
int64_t lw_seed_time(const struct lw *lw); /* seconds since 1970, before a server sets them */
/* When they must be looked at again because a server observes them; UINT64_MAX: not. */
uint64_t lw_seed_deadline_ms(const struct lw *lw);

/* --- lwserver.c: one server's connection */
void lw_server_init(struct lw_server *s);
/* Opens the connection when there is none. 0 or the reason. */
enum lw_open {
	LW_OPEN_DONE,
	LW_OPEN_NO_CALL,
	LW_OPEN_FAILED,
	LW_OPEN_LATER, /* the name is being looked up */
} lw_server_open(struct lw_server *s);
void lw_server_close(struct lw_server *s);
void lw_server_forget(struct lw_server *s); /* its DTLS session */
void lw_server_run(struct lw_server *s);
uint64_t lw_server_deadline_ms(const struct lw_server *s);
int64_t lw_server_lifetime(const struct lw_server *s);
bool lw_server_call(struct lw_server *s); /* is the data call up, or does it come up? */
/* All retries of the data call are used up: true when IPv4 alone is still to be tried. */
bool lw_server_v4(struct lw_server *s);
/* More addresses to try for the same name (2.3)? Moves on to the next. */
bool lw_server_fallback(struct lw_server *s);

/* --- lwsecure.c: keys and certificates */
struct lw_credentials {
	char ca[512], cert[512], key[512]; /* paths */
};
/* Fills in what secures this server's connection, as pointers into the tree and *c. NULL, or why it
 * can never come up. */
const char *lw_secure(struct lw_server *s, struct coap_link_options *o, struct lw_credentials *c);

/* --- lwrequest.c: the messages of the registration interface */
struct lw_request_text {
	char ep[300], lt[32], version[16], binding[16];
	char objects[2048];
};
/* The message that s->asked and s->asked_objects want, with its texts in *text. */
void lw_request(struct lw_server *s, struct coap_ask *ask, struct lw_request_text *text);
bool lw_request_transport(const struct lw_server *s); /* is there one for this binding? */

/* --- lwqueue.c: when the client sleeps */
void lw_queue_active(struct lw_server *s); /* a message comes or is about to go */
void lw_queue_tick(struct lw_server *s);
uint64_t lw_queue_deadline_ms(const struct lw_server *s);

/* --- lwmanage.c: what a management server asks */
void lw_manage(struct lw_server *s, const struct coap_ask *ask, struct coap_answer *answer);
/* --- lwread.c: content for a server, as far as it may see it; the body lives until the next read */
void lw_read(
	struct lw_server *s, const struct lw_path *path, int accept, struct coap_answer *answer);
/* Of several paths, what there is and may be seen, in a format of SenML. */
void lw_read_paths(struct lw_server *s, const struct lw_path *path, size_t paths, int format,
	struct coap_answer *answer);
/* Read-Composite and Observe-Composite (1.1, 6.3.8 and 6.4.4), of the paths in the body. */
void lw_read_composite(struct lw_server *s, const struct coap_ask *ask, struct coap_answer *answer);
void lw_discover(struct lw_server *s, const struct lw_path *path, struct coap_answer *answer);
/* --- lwaccess.c: object 2 */
enum lw_right {
	LW_RIGHT_READ = 1, /* also Observe, Discover, Write-Attributes */
	LW_RIGHT_WRITE = 2,
	LW_RIGHT_EXECUTE = 4,
	LW_RIGHT_DELETE = 8,
	LW_RIGHT_CREATE = 16,
};
bool lw_allowed(const struct lw_server *s, unsigned object, unsigned instance, enum lw_right right);
/* --- lwact.c: what a Write or Execute does beyond the value itself */
void lw_written(struct lw_server *s, const struct lw_entry *entry, int format);
unsigned lw_execute(struct lw_server *s, const struct lw_path *path, const struct coap_ask *ask);
/* A value changed, by whomever: every server's observers hear of it. */
void lw_changed(struct lw *lw, const struct lw_path *path);
/* Sets a single number; whoever observes it hears of it if it is another. */
void lw_tell_number(struct lw *lw, unsigned object, unsigned instance, unsigned resource,
	enum lw_type type, int64_t number);
void lw_created(struct lw *lw, unsigned object, unsigned instance); /* by a server, still empty */
void lw_instances_changed(struct lw *lw); /* the object list: updates carry it */

/* --- lwtraffic.c: object 7 */
void lw_traffic_start(struct lw *lw);
void lw_traffic_stop(struct lw *lw); /* the figures stay */
void lw_traffic_ask(struct lw_server *s, const struct coap_ask *ask, bool sent);
void lw_traffic_answer(
	struct lw_server *s, const struct coap_answer *answer, size_t token_len, bool sent);
void lw_traffic_run(struct lw *lw);
uint64_t lw_traffic_deadline_ms(const struct lw *lw);

/* --- lwstore.c: bootstrap data in flash */
void lw_store_save(struct lw *lw);
void lw_store_remove(struct lw *lw);
void lw_store_load(struct lw *lw);
/* Where each server keeps our registration, for reg with mode 1 after a restart. */
void lw_store_registrations(struct lw *lw);
void lw_store_find_registrations(struct lw *lw);

/* --- lw.c */
void lw_register_all(struct lw *lw);
/* "transcfg", or lwm2m_cfg's values where it was the data call that failed */
struct lwreg_retry lw_retry(const struct lw *lw, bool call);
void lw_log(struct lw *lw, const char *format, ...) __attribute__((format(printf, 2, 3)));
uint64_t lw_now(const struct lw *lw);
const struct lw_config *lw_settings(const struct lw *lw);
void lw_server_ended(struct lw_server *s, bool agreed);
void lw_server_failed(struct lw_server *s);

#endif
