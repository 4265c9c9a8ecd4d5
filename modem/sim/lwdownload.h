/*
 * Pulling one package over CoAP from a URI, for objects 5 and 9. The bytes are not kept; there is
 * nothing here to install them on.
 */
#ifndef QLW_SIM_LWDOWNLOAD_H
#define QLW_SIM_LWDOWNLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "modem/sim/coap_link.h"

struct lw;

enum lw_download_end {
	LW_DOWNLOAD_DONE,
	LW_DOWNLOAD_NO_SPACE,
	LW_DOWNLOAD_LOST, /* no connection, or it went */
	LW_DOWNLOAD_URI,  /* nothing of use there */
};

struct lw_download {
	struct lw *lw;
	/* Called from lw_download_run; not after lw_download_stop. len: bytes of the package. */
	void (*ended)(struct lw *lw, enum lw_download_end end, size_t len);
	struct coap_link *link;
	char uri[256];
	bool wanted, finished; /* to be started; the link can be closed */
	bool resolving;        /* wanted, but its server's address is not known yet */
};

void lw_download_init(struct lw_download *d, struct lw *lw,
	void (*ended)(struct lw *, enum lw_download_end, size_t));
/* False when this is no URI that CoAP can be asked for. What was under way is given up. */
bool lw_download_start(struct lw_download *d, const char *uri);
void lw_download_stop(struct lw_download *d);
void lw_download_close(struct lw_download *d);
bool lw_download_busy(const struct lw_download *d);
void lw_download_run(struct lw_download *d);
uint64_t lw_download_deadline_ms(const struct lw_download *d);
uint64_t lw_download_wait_ms(const struct lw_download *d);

#endif
