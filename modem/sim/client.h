/*
 * The LwM2M client and the servers it can reach, behind the module's struct outside. Resolves
 * server names: to the built-in servers, by --map, or for real.
 */
#ifndef QLW_SIM_CLIENT_H
#define QLW_SIM_CLIENT_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "modem/sim/outside.h"

struct client;
struct clock;
struct module;

#define CLIENT_MAPS 32
struct client_map {
	char host[256];
	uint16_t port;
	struct sockaddr_storage to;
};

struct client_options {
	bool real; /* --network real */
	struct client_map map[CLIENT_MAPS];
	size_t maps;
	const char *credentials, *certificate; /* see struct loopback_options */
	uint64_t seed;
	bool verbose;
};

/* Takes HOST:PORT=ADDRESS:PORT (an IPv6 address in brackets); false when it has another form. */
bool client_add_map(struct client_options *o, const char *text);

/* options and clock outlive the client. NULL when memory or sockets are short. */
struct client *client_open(const struct client_options *options, const struct clock *clock,
	void (*unplug)(void *ctx), void *unplug_ctx);
/* Fills *o for module_open, then hears of the module. */
void client_outside(struct client *c, struct outside *o);
void client_attach(struct client *c, struct module *m);
void client_close(struct client *c);

#define CLIENT_POLLFDS 3
size_t client_pollfds(const struct client *c, struct pollfd *out);
uint64_t client_deadline_ms(const struct client *c);
uint64_t client_real_wait_ms(const struct client *c);
void client_run(struct client *c);

#endif
