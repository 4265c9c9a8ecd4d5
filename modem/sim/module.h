/*
 * The simulated module from its serial line inwards, without any system call: bytes and time in,
 * bytes and a deadline out. Below it stands struct outside. Its files are its only other door; they
 * are kept by flash.h.
 *
 * Calls are made from one loop: module_input with what the host sent, module_run whenever bytes
 * came or the deadline has passed, module_output for what the host shall get. Reports of the client
 * may come at any time between those.
 */
#ifndef QLW_SIM_MODULE_H
#define QLW_SIM_MODULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "modem/sim/assume.h"
#include "modem/sim/lw.h"
#include "modem/sim/outside.h"

struct firmware;
struct flash;
struct module;

struct module_options {
	const struct firmware *firmware; /* NULL: the default */
	struct flash *flash;             /* outlives the module */
	struct assumptions assume;
	uint64_t seed;
	const char *imei; /* 15 digits; NULL: the default */
};

/* Powers the module on. *outside is copied. NULL when memory is short. */
struct module *module_open(const struct module_options *options, const struct outside *outside);
void module_close(struct module *m);

/* Takes what fits and returns how much; the rest is to be offered again after module_run. */
size_t module_input(struct module *m, const void *bytes, size_t len);
void module_run(struct module *m);
uint64_t module_deadline_ms(const struct module *m); /* UINT64_MAX: none */

/* Bytes for the host, valid until the next call; then module_sent says how many went. */
size_t module_output(struct module *m, const char **bytes);
void module_sent(struct module *m, size_t len);

/* A host opened the port: a module that was switched off is switched on again. */
void module_port_opened(struct module *m);

/* --fault NAME[=ARG]; false when there is no such fault or its argument is wrong. */
bool module_fault(struct module *m, const char *name_arg);
/* One line of a scenario file; false when it cannot be understood. Times count from module_open. */
bool module_scenario(struct module *m, const char *line);

/* What struct lw_env asks for and reports; the same meaning as there. */
const struct lw_config *module_config(struct module *m);
bool module_data_call(struct module *m, unsigned pdp_cid, bool v4_only);
/* Does the data call that was last asked for carry IPv6 (or IPv4)? By its context's type (2.3). */
bool module_carries(const struct module *m, bool ipv6);
void module_done(struct module *m, enum lw_done what, enum qlw_result err);
void module_event(struct module *m, unsigned short_id, enum qlw_state state);
void module_observe(struct module *m, unsigned short_id, const char *uri, uint16_t message_id,
	uint64_t token, bool cancel);
void module_delivery(struct module *m, unsigned short_id, const char *uri, uint16_t message_id,
	uint64_t token, enum qlw_delivery code);
void module_recv(
	struct module *m, const char *uri, enum qlw_data_type type, const void *data, size_t len);
void module_reboot(struct module *m, bool factory_reset);
void module_store(struct module *m, const char *name, const void *data, size_t len);
/* A file under /datatx/ssl as a path of the host; false when it is not there. */
bool module_file(struct module *m, const char *name, char *path, size_t max);
size_t module_load(struct module *m, const char *name, void *data, size_t max);

#endif
