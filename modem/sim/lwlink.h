/* Link format (RFC 6690) as LwM2M uses it: the object list of Register and Update, and Discover. */
#ifndef QLW_SIM_LWLINK_H
#define QLW_SIM_LWLINK_H

#include <stddef.h>

#include "modem/sim/lwtree.h"

/* Objects and instances (never object 0), NUL-terminated. version: 0 = 1.0, 1 = 1.1.
 * Returns the length; 0 when it does not fit. */
size_t lw_link_register(const struct lw_tree *t, int version, char *out, size_t max);

#endif
