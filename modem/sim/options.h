/* The command line of qlw-sim. */
#ifndef QLW_SIM_OPTIONS_H
#define QLW_SIM_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "modem/sim/assume.h"
#include "modem/sim/client.h"
#include "modem/sim/firmware.h"

#define OPTIONS_FAULTS 32

struct options {
	const char *link, *listen, *dir, *scenario;
	const char *imei; /* NULL: the default */
	double speed;
	const struct firmware *firmware;
	const char *fault[OPTIONS_FAULTS];
	unsigned faults;
	bool once;
	struct assumptions assume;
	struct client_options client;
};

/* Returns -1 to go on, or the status to exit with; what was wrong has been said then. */
int options_parse(struct options *o, int argc, char **argv);

#endif
