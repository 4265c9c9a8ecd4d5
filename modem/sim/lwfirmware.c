/* Firmware update: the states of object 5. Knows no connection and no registration. */
#include "modem/sim/lwfirmware.h"

#include <string.h>

#include "modem/sim/lwdefs.h"
#include "modem/sim/lwint.h"

#define NAME      "firmware" /* in flash: the result that the restart brings */
#define UPDATE_MS 2000       /* from Execute to the restart */

static void enter(struct lw *lw, enum lw_firmware_state state, enum lw_firmware_result result)
{
	lw_tell_number(lw, LW_OBJECT_FIRMWARE, 0, 3, LW_TYPE_INTEGER, state);
	lw_tell_number(lw, LW_OBJECT_FIRMWARE, 0, 5, LW_TYPE_INTEGER, result);
}

void lw_firmware_restore(struct lw *lw)
{
	char result = 0;
	if (!lw->env.load || lw->env.load(lw->env.ctx, NAME, &result, 1) != 1)
		return;
	lw->env.store(lw->env.ctx, NAME, NULL, 0);
	enter(lw, LW_FIRMWARE_IDLE, (enum lw_firmware_result)(result - '0'));
}

static void reset(struct lw *lw, enum lw_firmware_result result)
{
	lw_download_stop(&lw->firmware.download);
	lw->firmware.update_ms = UINT64_MAX;
	enter(lw, LW_FIRMWARE_IDLE, result);
}

/* The package is here. There is nothing in it to check: only a fault finds one. */
static void arrived(struct lw *lw)
{
	int wrong = lw_settings(lw)->firmware_result;
	if (wrong && wrong != LW_FIRMWARE_FAILED)
		enter(lw, LW_FIRMWARE_IDLE, (enum lw_firmware_result)wrong);
	else
		enter(lw, LW_FIRMWARE_DOWNLOADED, LW_FIRMWARE_INITIAL);
}

void lw_firmware_package(struct lw *lw, size_t len)
{
	struct lw_path package = lw_path_make(3, LW_OBJECT_FIRMWARE, 0, 0, 0);
	lw_tree_remove(&lw->tree, &package);
	if (len)
		arrived(lw);
	else
		reset(lw, LW_FIRMWARE_INITIAL);
}

unsigned lw_firmware_update(struct lw *lw)
{
	if (lw_tree_number(&lw->tree, LW_OBJECT_FIRMWARE, 0, 3, 0) != LW_FIRMWARE_DOWNLOADED)
		return COAP_CODE(4, 5);
	enter(lw, LW_FIRMWARE_UPDATING, LW_FIRMWARE_INITIAL);
	lw->firmware.update_ms = lw_now(lw) + UPDATE_MS;
	return COAP_CODE(2, 4);
}

static void on_ended(struct lw *lw, enum lw_download_end end, size_t len)
{
	static const enum lw_firmware_result results[] = {
		[LW_DOWNLOAD_NO_SPACE] = LW_FIRMWARE_NO_SPACE,
		[LW_DOWNLOAD_LOST] = LW_FIRMWARE_LOST,
		[LW_DOWNLOAD_URI] = LW_FIRMWARE_URI,
	};
	(void)len;
	if (end == LW_DOWNLOAD_DONE)
		arrived(lw);
	else
		enter(lw, LW_FIRMWARE_IDLE, results[end]);
}

void lw_firmware_init(struct lw *lw)
{
	lw->firmware.update_ms = UINT64_MAX;
	lw_download_init(&lw->firmware.download, lw, on_ended);
}

void lw_firmware_uri(struct lw *lw, const char *uri)
{
	reset(lw, LW_FIRMWARE_INITIAL);
	if (!*uri)
		return;
	if (strncmp(uri, "coap", 4) != 0)
		enter(lw, LW_FIRMWARE_IDLE, LW_FIRMWARE_PROTOCOL);
	else if (lw_download_start(&lw->firmware.download, uri))
		enter(lw, LW_FIRMWARE_DOWNLOADING, LW_FIRMWARE_INITIAL);
	else
		enter(lw, LW_FIRMWARE_IDLE, LW_FIRMWARE_URI);
}

/* An update that fails leaves the package where it is (object 5, Update). */
static void update(struct lw *lw)
{
	lw->firmware.update_ms = UINT64_MAX;
	if (lw_settings(lw)->firmware_result == LW_FIRMWARE_FAILED) {
		enter(lw, LW_FIRMWARE_DOWNLOADED, LW_FIRMWARE_FAILED);
		return;
	}
	if (lw_settings(lw)->otherwise.fota_stays_up) {
		enter(lw, LW_FIRMWARE_IDLE, LW_FIRMWARE_SUCCESS);
		return;
	}
	if (lw->env.store)
		lw->env.store(lw->env.ctx, NAME, "1", 1);
	lw->reboot_wanted = true;
}

void lw_firmware_run(struct lw *lw)
{
	lw_download_run(&lw->firmware.download);
	if (lw_now(lw) >= lw->firmware.update_ms)
		update(lw);
}

uint64_t lw_firmware_deadline_ms(const struct lw *lw)
{
	uint64_t pull = lw_download_deadline_ms(&lw->firmware.download);
	return pull < lw->firmware.update_ms ? pull : lw->firmware.update_ms;
}
