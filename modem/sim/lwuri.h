/* Server URIs of the Note: coap:// and coaps://, IPv6 literals with or without brackets. */
#ifndef QLW_SIM_LWURI_H
#define QLW_SIM_LWURI_H

#include <stdbool.h>
#include <stdint.h>

struct lw_uri {
	bool secure;
	char host[256];
	uint16_t port;
};

/* False when there is no scheme we know, no host, or no valid port. */
bool lw_uri_parse(const char *text, struct lw_uri *uri);

#endif
