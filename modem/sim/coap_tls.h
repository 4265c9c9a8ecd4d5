/*
 * DTLS session resumption, which libcoap's interface lacks: the client's SSL_connect() is taken
 * over and offers a kept session before the real one runs.
 */
#ifndef QLW_SIM_COAP_TLS_H
#define QLW_SIM_COAP_TLS_H

#include <stdbool.h>

#include "modem/sim/coap_link.h"

/* Brackets the creation of one client session: what to offer in it, and whom to trust (a PEM file,
 * which libcoap 4.3.1 reads but does not trust for a client); NULL for nothing. */
void coap_tls_offer(struct coap_resume *resume, const char *ca_file);
/* The handshake is done: keep the session of this SSL object. */
void coap_tls_keep(struct coap_resume *resume, void *ssl);

#endif
