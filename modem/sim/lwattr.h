/*
 * Notification attributes that one server set with Write-Attributes (LwM2M 1.0, 5.1.2), and what
 * they mean for one value. Pure.
 */
#ifndef QLW_SIM_LWATTR_H
#define QLW_SIM_LWATTR_H

#include "modem/sim/lwcodec.h"
#include "modem/sim/lwtree.h"

#define LW_ATTRS_MAX 64

enum lw_attr {
	LW_ATTR_PMIN,
	LW_ATTR_PMAX,
	LW_ATTR_GT,
	LW_ATTR_LT,
	LW_ATTR_ST,
	LW_ATTR_COUNT,
};

struct lw_attrs {
	bool has[LW_ATTR_COUNT];
	double value[LW_ATTR_COUNT];
};

struct lw_attr_list {
	struct lw_attr_row {
		struct lw_path path; /* depth 0: free */
		struct lw_attrs attrs;
	} row[LW_ATTRS_MAX];
};

/* Applies queries like "pmin=5", "gt" (which unsets). 0, or the CoAP code that refuses. */
unsigned lw_attr_write(struct lw_attr_list *l, const struct lw_path *path, const char *const *query,
	size_t queries);
/* What holds for path: its own, else its instance's, else its object's. */
struct lw_attrs lw_attr_effective(const struct lw_attr_list *l, const struct lw_path *path);
/* The attributes set on exactly this path, as ";pmin=5;gt=2". */
void lw_attr_print(const struct lw_attr_list *l, const struct lw_path *path, struct lw_buf *out);
void lw_attr_forget(struct lw_attr_list *l, const struct lw_path *path); /* at and below */
/* Did the value move enough to be told? True when no condition on values is set. */
bool lw_attr_moved(const struct lw_attrs *a, double seen, double now);

#endif
