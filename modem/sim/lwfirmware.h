/*
 * Firmware update (object 5): push through Write, pull through CoAP from a URI, update by Execute.
 * The image's bytes are not kept; there is no module here to flash.
 */
#ifndef QLW_SIM_LWFIRMWARE_H
#define QLW_SIM_LWFIRMWARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "modem/sim/lwdownload.h"

struct lw;

/* /5/0/3 and /5/0/5 */
enum lw_firmware_state {
	LW_FIRMWARE_IDLE,
	LW_FIRMWARE_DOWNLOADING,
	LW_FIRMWARE_DOWNLOADED,
	LW_FIRMWARE_UPDATING,
};
enum lw_firmware_result {
	LW_FIRMWARE_INITIAL,
	LW_FIRMWARE_SUCCESS,
	LW_FIRMWARE_NO_SPACE,
	LW_FIRMWARE_NO_MEMORY,
	LW_FIRMWARE_LOST,
	LW_FIRMWARE_INTEGRITY,
	LW_FIRMWARE_TYPE,
	LW_FIRMWARE_URI,
	LW_FIRMWARE_FAILED,
	LW_FIRMWARE_PROTOCOL,
};

struct lw_firmware {
	struct lw_download download;
	uint64_t update_ms; /* UINT64_MAX: none is due */
};

void lw_firmware_init(struct lw *lw);
/* After the restart that an update ends with: its result. */
void lw_firmware_restore(struct lw *lw);
void lw_firmware_package(struct lw *lw, size_t len);  /* written; 0 resets */
void lw_firmware_uri(struct lw *lw, const char *uri); /* written; "" resets */
unsigned lw_firmware_update(struct lw *lw);           /* executed: the CoAP code */
void lw_firmware_run(struct lw *lw);
uint64_t lw_firmware_deadline_ms(const struct lw *lw);

#endif
