/*
 * What the rooms of the built-in servers share. Private to modem/sim/loopback*.c.
 */
#ifndef QLW_SIM_LOOPBACK_INT_H
#define QLW_SIM_LOOPBACK_INT_H

#include <openssl/ssl.h>

#include "modem/sim/loopback.h"
#include "modem/sim/loopback_codec.h"

#define LB_PEERS         64
#define LB_REGISTRATIONS 32
#define LB_ASKS          16
#define LB_SERVICES      4
#define LB_OBSERVATIONS  8

enum lb_service {
	LB_MANAGE,
	LB_MANAGE_SECURE,
	LB_BOOTSTRAP,
	LB_BOOTSTRAP_SECURE,
};

struct lb_dtls;

/* Whoever sends to us from one address and port. */
struct lb_peer {
	bool used;
	enum lb_service service;
	int family; /* 0: IPv4, 1: IPv6 */
	struct sockaddr_storage address;
	socklen_t address_len;
	uint64_t last; /* order of use */
	struct lb_dtls *dtls;
	char identity[256]; /* of the PSK, "" without */
};

struct lb_registration {
	bool used;
	unsigned number;
	char endpoint[160];
	uint64_t lifetime_s, expires_ms;
	unsigned late; /* turns since it expired */
	struct lb_peer *peer;
	uint8_t observe_token[LB_OBSERVATIONS][8];
	size_t observations;
	unsigned server; /* an instance of object 1 in its list of objects */
	bool queue;      /* queue mode: it listens for a while after each of its messages */
	uint64_t heard_ms;
	uint64_t act_ms; /* when the server does something with it by itself */
	unsigned acts;
};

/* A bootstrap in progress with one peer. */
struct lb_boot {
	struct lb_peer *peer; /* NULL: free */
	unsigned step;
};

/* A confirmable request of ours that is not answered yet. */
struct lb_ask {
	struct lb_peer *peer; /* NULL: free */
	uint8_t token[8];
	uint16_t mid;
	uint8_t bytes[LB_DATAGRAM];
	size_t len;
	unsigned tries;
	uint64_t again_ms; /* real time */
	void (*answered)(struct loopback *l, struct lb_ask *ask, const struct lb_message *m);
	unsigned tag; /* registration number or bootstrap slot */
};

struct loopback {
	struct loopback_options options;
	int epoll;
	int fd[LB_SERVICES][2];
	struct sockaddr_storage address[LB_SERVICES][2];
	bool silent, stopped, withhold;
	uint8_t refuse; /* code for every request, 0: none */
	unsigned lose_percent;
	uint64_t longest_s; /* lifetime, 0: as asked */
	uint64_t random, clock;
	uint64_t pace_ms, life_random; /* of what the server does by itself; 0: nothing */
	uint16_t next_mid;
	struct lb_peer peer[LB_PEERS];
	struct lb_registration registration[LB_REGISTRATIONS];
	unsigned next_number;
	struct lb_boot boot[LB_PEERS];
	struct lb_ask ask[LB_ASKS];
	struct lb_security *security;
};

/* --- loopback.c */
void lb_log(struct loopback *l, const char *format, ...) __attribute__((format(printf, 2, 3)));
uint64_t lb_real_ms(void);
void lb_send_bytes(struct loopback *l, struct lb_peer *peer, const uint8_t *bytes, size_t len);
void lb_send_raw(struct loopback *l, struct lb_peer *peer, const uint8_t *bytes, size_t len);
void lb_reply(struct loopback *l, struct lb_peer *peer, const struct lb_message *to, uint8_t code,
	const char *location);
/* Sends a request and repeats it until it is answered; m needs type, code, path and payload. */
void lb_request(struct loopback *l, struct lb_peer *peer, struct lb_message *m,
	void (*answered)(struct loopback *, struct lb_ask *, const struct lb_message *),
	unsigned tag);
uint64_t lb_random(struct loopback *l);
/* A datagram's plain content has come. */
void lb_receive(struct loopback *l, struct lb_peer *peer, const uint8_t *bytes, size_t len);

/* --- loopback_manage.c */
void lb_manage_request(struct loopback *l, struct lb_peer *peer, const struct lb_message *m);
/* A notification, or another answer that no request of ours waits for; true when it is wanted. */
bool lb_manage_notified(struct loopback *l, struct lb_peer *peer, const struct lb_message *m);
/* A request with Observe was answered with it: its notifications are wanted. */
void lb_manage_observing(struct loopback *l, const struct lb_ask *ask);
void lb_manage_run(struct loopback *l);
uint64_t lb_manage_deadline_ms(const struct loopback *l);
void lb_manage_forget_peer(struct loopback *l, const struct lb_peer *peer);

/* --- loopback_tell.c */
/* A request in the words of loopback_tell, to one client; false when they are not understood. */
bool lb_tell_one(struct loopback *l, struct lb_registration *r, const char *words);

/* --- loopback_life.c */
void lb_life_set(struct loopback *l, uint64_t pace_ms);
void lb_life_begin(struct loopback *l, struct lb_registration *r);
void lb_life_run(struct loopback *l);
uint64_t lb_life_deadline_ms(const struct loopback *l);

/* --- loopback_boot.c */
void lb_boot_request(struct loopback *l, struct lb_peer *peer, const struct lb_message *m);
void lb_boot_forget_peer(struct loopback *l, const struct lb_peer *peer);

/* --- loopback_cert.c: a key and a certificate for it, new at every start */
bool lb_certificate_use(SSL_CTX *context, const char *file);

/* --- loopback_dtls.c: DTLS 1.2 with PSK over datagrams that the caller moves */
struct lb_security *lb_security_open(const char *credentials, const char *certificate);
void lb_security_close(struct lb_security *s);
/* The key of an identity, copied to key; 0 when it is unknown. */
size_t lb_security_key(const struct lb_security *s, const char *identity, uint8_t *key, size_t max);
struct lb_dtls *lb_dtls_new(struct loopback *l, struct lb_peer *peer);
void lb_dtls_free(struct lb_dtls *d);
void lb_dtls_input(struct lb_dtls *d, const uint8_t *bytes, size_t len);
void lb_dtls_write(struct lb_dtls *d, const uint8_t *bytes, size_t len);
uint64_t lb_dtls_wait_ms(const struct lb_dtls *d);
void lb_dtls_tick(struct lb_dtls *d);
void lb_dtls_alert(struct lb_dtls *d); /* ends the connection from this side */

#endif
