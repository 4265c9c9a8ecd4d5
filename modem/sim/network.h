/*
 * The simulated radio: SIM, registration, signal, PDP contexts. Answers and URCs in the forms of
 * the AT manual as far as a console needs them.
 */
#ifndef QLW_SIM_NETWORK_H
#define QLW_SIM_NETWORK_H

#include <stdbool.h>
#include <stdint.h>

#include "modem/sim/at.h"

enum coverage {
	COVERAGE_HOME,
	COVERAGE_ROAMING,
	COVERAGE_NONE,
	COVERAGE_DENIED,
};

#define NETWORK_CONTEXTS 16
struct pdp_context {
	bool defined, active;
	char type[8];
	char apn[64];
	char user[64], password[64];
	int auth;
};

struct network {
	enum coverage coverage;
	bool sim_missing, pin_wanted, pdp_refused, no_msisdn;
	bool no_ipv6;         /* the network has no IPv6 to give */
	int functionality;    /* AT+CFUN */
	bool detached;        /* AT+CGATT=0 or AT+COPS=2 */
	int registered;       /* <stat>: 0 no, 1 home, 2 searching, 3 denied, 5 roaming */
	uint64_t register_ms; /* when the search ends; UINT64_MAX: no search */
	unsigned call;        /* context of the last data call, 0 to 15 */
	bool call_is_v4;      /* and IPv6 is not part of it, whatever its type */
	int rsrp;             /* middle value in dBm */
	struct pdp_context context[NETWORK_CONTEXTS];
};

void network_power(struct module *m, bool on);
/* The SIM is ready: search begins. */
void network_start(struct module *m);
void network_set_coverage(struct module *m, enum coverage coverage);
void network_run(struct module *m);
uint64_t network_deadline_ms(const struct module *m);
/* Context definitions in flash. */
void network_save_contexts(struct module *m);
void network_load_contexts(struct module *m);
/* No data call comes up any more, and those that are up go down; or they are allowed again. */
void network_refuse_calls(struct module *m, bool refused);
/* v4_only: an IPV4V6 context may do with IPv4, which else is not tried before IPv6 is up. */
/* The host takes a context, 0 to 15, down: what the client had open on it is gone. */
void network_context_down(struct module *m, unsigned i);
bool network_data_call(struct module *m, unsigned cid, bool v4_only);
int network_rsrp(const struct module *m); /* dBm, now */
const char *network_plmn(const struct module *m);
/* The address of a context, 0 to 15, that is up; "" when it has none of this family. */
void network_address(const struct module *m, unsigned i, bool ipv6, char *out, size_t size);
const char *network_msisdn(const struct module *m); /* "" when the SIM has none */

extern const struct at_row cmd_network_rows[], cmd_pdp_rows[], cmd_sim_rows[];

#endif
