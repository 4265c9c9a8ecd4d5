/*
 * DTLS 1.2 with pre-shared keys for the built-in servers: OpenSSL over memory, so that the caller
 * moves the datagrams. Knows identities and keys, no CoAP.
 */
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include "modem/sim/loopback_int.h"

#define CREDENTIALS_MAX 64
#define RECORD_HEAD     13
#define TIMEOUTS_MAX    3 /* of a handshake that its client has left */

struct credential {
	char identity[256];
	uint8_t key[128];
	size_t key_len;
};

struct lb_security {
	SSL_CTX *context;
	struct credential list[CREDENTIALS_MAX];
	size_t count;
};

struct lb_dtls {
	struct loopback *owner;
	struct lb_peer *peer;
	SSL *ssl;
	BIO *in, *out;
	bool ready;
	bool dead; /* refused or left: only a new beginning counts */
	unsigned timeouts;
};

/* --- credentials ------------------------------------------------------------------------- */

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* 0 when the text is no key. */
static size_t parse_key(const char *hex, uint8_t *out, size_t max)
{
	size_t n = 0;
	for (; hex[0] && hex[1]; hex += 2) {
		int high = hex_digit(hex[0]), low = hex_digit(hex[1]);
		if (high < 0 || low < 0 || n == max)
			return 0;
		out[n++] = (uint8_t)(high << 4 | low);
	}
	return hex[0] ? 0 : n;
}

static void add_credential(struct lb_security *s, const char *identity, size_t len, const char *hex)
{
	struct credential *c = &s->list[s->count];
	if (s->count == CREDENTIALS_MAX || len == 0 || len >= sizeof(c->identity))
		return;
	memcpy(c->identity, identity, len);
	c->identity[len] = '\0';
	c->key_len = parse_key(hex, c->key, sizeof(c->key));
	if (c->key_len)
		s->count++;
}

/* "|identity|:key" or "identity:key", as 2.5.2 has it; '#' starts a comment. */
static void add_line(struct lb_security *s, char *line)
{
	line[strcspn(line, "\r\n")] = '\0';
	char *colon = strrchr(line, ':');
	if (line[0] == '#' || !colon)
		return;
	size_t len = (size_t)(colon - line);
	bool bars = len >= 2 && line[0] == '|' && line[len - 1] == '|';
	add_credential(s, line + bars, len - 2 * (size_t)bars, colon + 1);
}

static void load_credentials(struct lb_security *s, const char *file)
{
	static const char *const note[][2] = {
		/* 4.2.1 */
		{"urn:imei:864475040090705", "313233343536373839"},
		/* 2.5.2 */
		{"urn:imei-msisdn:004402460030392-2234235569",
			"d6160c2e7c90399ee7d207a22611e3d3a87241b0462976b935341d000a9"
			"1e747"},
	};
	char line[640];
	FILE *f = file ? fopen(file, "r") : NULL;
	while (f && fgets(line, sizeof(line), f))
		add_line(s, line);
	if (f)
		fclose(f);
	for (size_t i = 0; i < sizeof(note) / sizeof(note[0]); i++)
		add_credential(s, note[i][0], strlen(note[i][0]), note[i][1]);
}

size_t lb_security_key(const struct lb_security *s, const char *identity, uint8_t *key, size_t max)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct credential *c = &s->list[i];
		if (strcmp(c->identity, identity) != 0 || c->key_len > max)
			continue;
		memcpy(key, c->key, c->key_len);
		return c->key_len;
	}
	return 0;
}

static unsigned int on_psk(SSL *ssl, const char *identity, unsigned char *psk, unsigned int max)
{
	struct lb_dtls *d = SSL_get_app_data(ssl);
	snprintf(d->peer->identity, sizeof(d->peer->identity), "%s", identity ? identity : "");
	return (unsigned int)lb_security_key(d->owner->security, d->peer->identity, psk, max);
}

struct lb_security *lb_security_open(const char *credentials, const char *certificate)
{
	struct lb_security *s = calloc(1, sizeof(*s));
	if (!s)
		return NULL;
	s->context = SSL_CTX_new(DTLS_server_method());
	if (!s->context) {
		free(s);
		return NULL;
	}
	SSL_CTX_set_min_proto_version(s->context, DTLS1_2_VERSION);
	SSL_CTX_set_cipher_list(s->context, "PSK:ECDHE+AESCCM:ECDHE+AESGCM:@SECLEVEL=0");
	SSL_CTX_set_psk_server_callback(s->context, on_psk);
	SSL_CTX_set_session_id_context(s->context, (const unsigned char *)"loopback", 8);
	SSL_CTX_set_options(s->context, SSL_OP_NO_QUERY_MTU);
	load_credentials(s, credentials);
	if (!lb_certificate_use(s->context, certificate)) {
		lb_security_close(s);
		return NULL;
	}
	return s;
}

void lb_security_close(struct lb_security *s)
{
	if (!s)
		return;
	SSL_CTX_free(s->context);
	memset(s->list, 0, sizeof(s->list));
	free(s);
}

/* --- one connection ---------------------------------------------------------------------- */

static bool begin(struct lb_dtls *d)
{
	d->ssl = SSL_new(d->owner->security->context);
	d->in = BIO_new(BIO_s_mem());
	d->out = BIO_new(BIO_s_mem());
	d->ready = d->dead = false;
	d->timeouts = 0;
	if (!d->ssl || !d->in || !d->out)
		return false;
	BIO_set_mem_eof_return(d->in, -1);
	BIO_set_mem_eof_return(d->out, -1);
	SSL_set_bio(d->ssl, d->in, d->out);
	SSL_set_app_data(d->ssl, d);
	SSL_set_mtu(d->ssl, LB_DATAGRAM);
	SSL_set_accept_state(d->ssl);
	return true;
}

struct lb_dtls *lb_dtls_new(struct loopback *l, struct lb_peer *peer)
{
	struct lb_dtls *d = calloc(1, sizeof(*d));
	if (!d)
		return NULL;
	d->owner = l;
	d->peer = peer;
	if (!begin(d)) {
		lb_dtls_free(d);
		return NULL;
	}
	return d;
}

void lb_dtls_free(struct lb_dtls *d)
{
	if (!d)
		return;
	if (d->ssl) {
		/* not fatal: the session may be resumed after the peer has moved */
		SSL_set_shutdown(d->ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
		SSL_free(d->ssl);
	}
	free(d);
}

/* What OpenSSL has written is a row of records; each goes into a datagram of its own. */
static void flush(struct lb_dtls *d)
{
	uint8_t bytes[8192];
	int n = BIO_read(d->out, bytes, sizeof(bytes));
	for (int at = 0; n > 0 && at + RECORD_HEAD <= n;) {
		int len = RECORD_HEAD + (bytes[at + 11] << 8 | bytes[at + 12]);
		if (at + len > n)
			return;
		lb_send_raw(d->owner, d->peer, bytes + at, (size_t)len);
		at += len;
	}
}

/* OpenSSL drops an encrypted record that it cannot read, as DTLS wants it; a Finished made with a
 * wrong key would thus leave the client waiting. Say why, still in the clear. */
static void refuse_key(struct lb_dtls *d)
{
	static const uint8_t alert[] = {21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 2, 2, 51};
	lb_log(d->owner, "server: the key of %s is wrong", d->peer->identity);
	lb_send_raw(d->owner, d->peer, alert, sizeof(alert));
	d->dead = true;
}

void lb_dtls_alert(struct lb_dtls *d)
{
	if (d->ready) {
		SSL_shutdown(d->ssl);
		flush(d);
	}
	d->ready = false;
	d->dead = true;
}

static bool holds_encrypted(const uint8_t *bytes, size_t len)
{
	for (size_t at = 0; at + RECORD_HEAD <= len;
		at += RECORD_HEAD + (size_t)(bytes[at + 11] << 8 | bytes[at + 12]))
		if (bytes[at + 3] || bytes[at + 4])
			return true;
	return false;
}

static bool is_client_hello(const uint8_t *bytes, size_t len)
{
	return len > RECORD_HEAD && bytes[0] == 22 && !bytes[3] && !bytes[4] &&
	       bytes[RECORD_HEAD] == 1;
}

void lb_dtls_input(struct lb_dtls *d, const uint8_t *bytes, size_t len)
{
	uint8_t plain[2048];
	/* A client that has begun anew on the same port; on loopback nobody forges that. */
	if ((d->ready || d->dead) && is_client_hello(bytes, len)) {
		SSL_free(d->ssl);
		if (!begin(d))
			return;
	}
	if (d->dead)
		return;
	BIO_write(d->in, bytes, (int)len);
	if (!d->ready) {
		int done = SSL_do_handshake(d->ssl);
		d->ready = done == 1;
		d->dead = !d->ready && SSL_get_error(d->ssl, done) != SSL_ERROR_WANT_READ;
		flush(d);
		if (d->ready)
			lb_log(d->owner, "server: %s session, %s",
				SSL_session_reused(d->ssl) ? "resumed" : "new",
				SSL_get_cipher(d->ssl));
		if (!d->ready && !d->dead && holds_encrypted(bytes, len))
			refuse_key(d);
	}
	while (d->ready) {
		int n = SSL_read(d->ssl, plain, sizeof(plain));
		if (n <= 0)
			break;
		lb_receive(d->owner, d->peer, plain, (size_t)n);
	}
	flush(d);
}

void lb_dtls_write(struct lb_dtls *d, const uint8_t *bytes, size_t len)
{
	if (d->ready && SSL_write(d->ssl, bytes, (int)len) > 0)
		flush(d);
}

uint64_t lb_dtls_wait_ms(const struct lb_dtls *d)
{
	struct timeval left;
	if (d->ready || d->dead || DTLSv1_get_timeout(d->ssl, &left) != 1)
		return UINT64_MAX;
	return (uint64_t)left.tv_sec * 1000 + (uint64_t)(left.tv_usec + 999) / 1000;
}

void lb_dtls_tick(struct lb_dtls *d)
{
	if (d->ready || d->dead || DTLSv1_handle_timeout(d->ssl) <= 0)
		return;
	flush(d);
	d->dead = ++d->timeouts > TIMEOUTS_MAX;
}
