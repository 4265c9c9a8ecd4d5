/*
 * The objects this client has (2.2, and the portfolio and application data objects): which
 * resources, of which type, with which operations. From the OMA registry's definitions.
 */
#ifndef QLW_SIM_LWDEFS_H
#define QLW_SIM_LWDEFS_H

#include <stdbool.h>
#include <stddef.h>

#include "modem/sim/lwtree.h"

enum lw_object_id {
	LW_OBJECT_SECURITY = 0,
	LW_OBJECT_SERVER = 1,
	LW_OBJECT_ACL = 2,
	LW_OBJECT_DEVICE = 3,
	LW_OBJECT_CONNECTIVITY = 4,
	LW_OBJECT_FIRMWARE = 5,
	LW_OBJECT_LOCATION = 6,
	LW_OBJECT_STATISTICS = 7,
	LW_OBJECT_SOFTWARE = 9,
	LW_OBJECT_CELLULAR = 10,
	LW_OBJECT_APN = 11,
	LW_OBJECT_CAPABILITY = 15,
	LW_OBJECT_PORTFOLIO = 16,
	LW_OBJECT_DATA = 19,
	LW_OBJECT_LGU = 10250,
};

enum lw_op {
	LW_OP_READ = 1,
	LW_OP_WRITE = 2,
	LW_OP_EXECUTE = 4,
};

struct lw_resource_def {
	unsigned id;
	enum lw_type type;
	unsigned ops; /* what a management server may do */
	bool multiple, mandatory;
};

struct lw_object_def {
	unsigned id;
	bool multiple; /* instances can be created and deleted by a server */
	const struct lw_resource_def *resource;
	size_t resources;
};

/* Of version 1.1 beside version 1.0, which the client has when it is set to LwM2M 1.1. */
bool lw_object_later(unsigned object);
bool lw_resource_later(unsigned object, unsigned resource);

size_t lw_object_count(void);
const struct lw_object_def *lw_object_at(size_t i);
const struct lw_object_def *lw_object_find(unsigned object); /* NULL: none */
const struct lw_resource_def *lw_resource_find(unsigned object, unsigned resource);

#endif
