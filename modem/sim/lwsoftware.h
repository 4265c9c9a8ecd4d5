/*
 * Software management (object 9): packages that servers create, push or pull, install, activate and
 * remove again. The packages' bytes are not kept; what is installed outlives a restart.
 */
#ifndef QLW_SIM_LWSOFTWARE_H
#define QLW_SIM_LWSOFTWARE_H

#include "modem/sim/lwdownload.h"

struct coap_ask;

/* /9/x/7 */
enum lw_software_state {
	LW_SOFTWARE_INITIAL,
	LW_SOFTWARE_DOWNLOADING,
	LW_SOFTWARE_DOWNLOADED, /* not yet checked */
	LW_SOFTWARE_DELIVERED,
	LW_SOFTWARE_INSTALLED,
};

/* /9/x/9 */
enum lw_software_result {
	LW_SOFTWARE_NONE = 0,
	LW_SOFTWARE_UNDER_WAY = 1,
	LW_SOFTWARE_SUCCESS = 2,
	LW_SOFTWARE_VERIFIED = 3,
	LW_SOFTWARE_NO_SPACE = 50,
	LW_SOFTWARE_LOST = 52,
	LW_SOFTWARE_URI = 56,
};

struct lw_software {
	struct lw_download download;
	unsigned pulling;    /* instance */
	unsigned installing; /* instance */
	uint64_t install_ms; /* UINT64_MAX: none is due */
	bool loaded;         /* flash has been looked at */
};

void lw_software_init(struct lw *lw);
void lw_software_restore(struct lw *lw);
void lw_software_created(struct lw *lw, unsigned instance); /* gives it what it cannot be without */
void lw_software_keep(struct lw *lw);                       /* to flash, after any change */
void lw_software_package(struct lw *lw, unsigned instance, size_t len); /* written */
void lw_software_uri(struct lw *lw, unsigned instance);                 /* written */
/* Executed; the CoAP code. */
unsigned lw_software_install(struct lw *lw, unsigned instance);
unsigned lw_software_remove(struct lw *lw, unsigned instance);
unsigned lw_software_activate(struct lw *lw, unsigned instance, bool on);
void lw_software_run(struct lw *lw);
uint64_t lw_software_deadline_ms(const struct lw *lw);

#endif
