/* DTLS session resumption by taking over SSL_connect(). Knows OpenSSL, no CoAP and no LwM2M. */
#define _GNU_SOURCE /* RTLD_NEXT */
#include "modem/sim/coap_tls.h"

#include <dlfcn.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>

struct coap_resume {
	SSL_SESSION *session;
	bool used;
};

static struct coap_resume *offered;
static const char *trusted;

/* Constrained servers know CCM_8, which stock OpenSSL does not offer for PSK by default. */
static const char ciphers[] =
	"PSK-AES128-CCM8:PSK-AES128-GCM-SHA256:PSK-AES256-GCM-SHA384:"
	"PSK-AES128-CBC-SHA256:ECDHE-ECDSA-AES128-CCM8:"
	"ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0";

struct coap_resume *coap_resume_new(void)
{
	return calloc(1, sizeof(struct coap_resume));
}

void coap_resume_free(struct coap_resume *resume)
{
	if (!resume)
		return;
	SSL_SESSION_free(resume->session);
	free(resume);
}

bool coap_resume_used(const struct coap_resume *resume)
{
	return resume->used;
}

void coap_tls_offer(struct coap_resume *resume, const char *ca_file)
{
	offered = resume;
	trusted = ca_file;
}

void coap_tls_keep(struct coap_resume *resume, void *ssl)
{
	if (!ssl)
		return;
	resume->used = SSL_session_reused(ssl);
	SSL_SESSION_free(resume->session);
	resume->session = SSL_get1_session(ssl);
}

/* The anchor may be a root, or the server's own certificate (ROOTCA_SUPPORT_MODE). */
static void trust(SSL *ssl, const char *file)
{
	X509_STORE *store = X509_STORE_new();
	if (!store)
		return;
	X509_STORE_load_file(store, file);
	X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
	SSL_set0_verify_cert_store(ssl, store);
}

int SSL_connect(SSL *ssl)
{
	static int (*real)(SSL *);
	if (!real) {
		void *symbol = dlsym(RTLD_NEXT, "SSL_connect");
		memcpy(&real, &symbol, sizeof(real));
	}
	if (SSL_in_before(ssl)) {
		SSL_set_cipher_list(ssl, ciphers);
		/* Servers of constrained devices often lack RFC 5746; nobody renegotiates here. */
		SSL_set_options(ssl, SSL_OP_LEGACY_SERVER_CONNECT);
		if (trusted)
			trust(ssl, trusted);
		if (offered && offered->session && SSL_SESSION_is_resumable(offered->session))
			SSL_set_session(ssl, offered->session);
	}
	return real(ssl);
}
