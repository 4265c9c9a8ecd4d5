/* Software management: the states of object 9. Knows no connection and no registration. */
#include "modem/sim/lwsoftware.h"

#include <stdio.h>
#include <string.h>

#include "modem/sim/lwdefs.h"
#include "modem/sim/lwint.h"

#define NAME       "software" /* in flash: object 9 as TLV */
#define STORE_MAX  4096
#define INSTALL_MS 2000 /* from Execute to the end */

enum {
	PACKAGE_NAME = 0,
	PACKAGE_VERSION = 1,
	PACKAGE = 2,
	PACKAGE_URI = 3,
	STATE = 7,
	RESULT = 9,
	ACTIVE = 12,
};

static bool exists(const struct lw *lw, unsigned instance)
{
	return lw_tree_has_instance(&lw->tree, LW_OBJECT_SOFTWARE, instance);
}

static int64_t state_of(const struct lw *lw, unsigned instance)
{
	return lw_tree_number(&lw->tree, LW_OBJECT_SOFTWARE, instance, STATE, LW_SOFTWARE_INITIAL);
}

static void set(
	struct lw *lw, unsigned instance, unsigned resource, enum lw_type type, int64_t value)
{
	lw_tell_number(lw, LW_OBJECT_SOFTWARE, instance, resource, type, value);
}

static void enter(struct lw *lw, unsigned instance, enum lw_software_state state,
	enum lw_software_result result)
{
	set(lw, instance, STATE, LW_TYPE_INTEGER, state);
	set(lw, instance, RESULT, LW_TYPE_INTEGER, result);
	if (state != LW_SOFTWARE_INSTALLED)
		set(lw, instance, ACTIVE, LW_TYPE_BOOLEAN, false);
	lw_software_keep(lw);
}

void lw_software_created(struct lw *lw, unsigned instance)
{
	char name[32];
	snprintf(name, sizeof(name), "package %u", instance);
	lw_tree_set_text(&lw->tree, LW_OBJECT_SOFTWARE, instance, PACKAGE_NAME, name);
	lw_tree_set_text(&lw->tree, LW_OBJECT_SOFTWARE, instance, PACKAGE_VERSION, "");
	enter(lw, instance, LW_SOFTWARE_INITIAL, LW_SOFTWARE_NONE);
}

/* --- delivery ---------------------------------------------------------------------------- */

/* There is nothing in a package that could be read: its length is its version. */
static void delivered(struct lw *lw, unsigned instance, size_t len)
{
	char version[32];
	snprintf(version, sizeof(version), "%zu bytes", len);
	lw_tree_set_text(&lw->tree, LW_OBJECT_SOFTWARE, instance, PACKAGE_VERSION, version);
	enter(lw, instance, LW_SOFTWARE_DOWNLOADED, LW_SOFTWARE_UNDER_WAY);
	enter(lw, instance, LW_SOFTWARE_DELIVERED, LW_SOFTWARE_VERIFIED);
}

void lw_software_package(struct lw *lw, unsigned instance, size_t len)
{
	struct lw_path package = lw_path_make(3, LW_OBJECT_SOFTWARE, instance, PACKAGE, 0);
	lw_tree_remove(&lw->tree, &package);
	if (len)
		delivered(lw, instance, len);
	else
		enter(lw, instance, LW_SOFTWARE_INITIAL, LW_SOFTWARE_NONE);
}

static void on_ended(struct lw *lw, enum lw_download_end end, size_t len)
{
	static const enum lw_software_result results[] = {
		[LW_DOWNLOAD_NO_SPACE] = LW_SOFTWARE_NO_SPACE,
		[LW_DOWNLOAD_LOST] = LW_SOFTWARE_LOST,
		[LW_DOWNLOAD_URI] = LW_SOFTWARE_URI,
	};
	unsigned instance = lw->software.pulling;
	if (!exists(lw, instance))
		return;
	if (end == LW_DOWNLOAD_DONE)
		delivered(lw, instance, len);
	else
		enter(lw, instance, LW_SOFTWARE_INITIAL, results[end]);
}

void lw_software_uri(struct lw *lw, unsigned instance)
{
	struct lw_software *w = &lw->software;
	const char *uri = lw_tree_text(&lw->tree, LW_OBJECT_SOFTWARE, instance, PACKAGE_URI);
	unsigned before = w->pulling;
	bool other = lw_download_busy(&w->download) && before != instance;
	if (other && exists(lw, before)) /* one at a time */
		enter(lw, before, LW_SOFTWARE_INITIAL, LW_SOFTWARE_LOST);
	if (!*uri) {
		lw_download_stop(&w->download);
		enter(lw, instance, LW_SOFTWARE_INITIAL, LW_SOFTWARE_NONE);
		return;
	}
	w->pulling = instance;
	if (lw_download_start(&w->download, uri))
		enter(lw, instance, LW_SOFTWARE_DOWNLOADING, LW_SOFTWARE_UNDER_WAY);
	else
		enter(lw, instance, LW_SOFTWARE_INITIAL, LW_SOFTWARE_URI);
}

/* --- Execute ----------------------------------------------------------------------------- */

unsigned lw_software_install(struct lw *lw, unsigned instance)
{
	if (state_of(lw, instance) != LW_SOFTWARE_DELIVERED ||
		lw->software.install_ms != UINT64_MAX)
		return COAP_CODE(4, 5);
	lw->software.installing = instance;
	lw->software.install_ms = lw_now(lw) + INSTALL_MS;
	return COAP_CODE(2, 4);
}

static void installed(struct lw *lw)
{
	unsigned instance = lw->software.installing;
	lw->software.install_ms = UINT64_MAX;
	if (exists(lw, instance) && state_of(lw, instance) == LW_SOFTWARE_DELIVERED)
		enter(lw, instance, LW_SOFTWARE_INSTALLED, LW_SOFTWARE_SUCCESS);
}

unsigned lw_software_remove(struct lw *lw, unsigned instance)
{
	if (state_of(lw, instance) < LW_SOFTWARE_DELIVERED)
		return COAP_CODE(4, 5);
	enter(lw, instance, LW_SOFTWARE_INITIAL, LW_SOFTWARE_NONE);
	return COAP_CODE(2, 4);
}

unsigned lw_software_activate(struct lw *lw, unsigned instance, bool on)
{
	if (state_of(lw, instance) != LW_SOFTWARE_INSTALLED)
		return COAP_CODE(4, 5);
	set(lw, instance, ACTIVE, LW_TYPE_BOOLEAN, on);
	lw_software_keep(lw);
	return COAP_CODE(2, 4);
}

/* --- life -------------------------------------------------------------------------------- */

void lw_software_keep(struct lw *lw)
{
	struct lw_path all = lw_path_make(1, LW_OBJECT_SOFTWARE, 0, 0, 0);
	struct lw_buf tlv = {0};
	if (!lw->env.store || !lw->software.loaded)
		return;
	lw_tlv_encode(&lw->tree, &all, &tlv);
	if (!tlv.full && tlv.len <= STORE_MAX)
		lw->env.store(lw->env.ctx, NAME, tlv.data, tlv.len);
	lw_buf_free(&tlv);
}

/* A download or installation that the restart interrupted has come to nothing. */
static void settle(struct lw *lw, unsigned instance)
{
	int64_t state = state_of(lw, instance);
	if (state == LW_SOFTWARE_DOWNLOADING || state == LW_SOFTWARE_DOWNLOADED)
		enter(lw, instance, LW_SOFTWARE_INITIAL, LW_SOFTWARE_LOST);
}

void lw_software_restore(struct lw *lw)
{
	struct lw_path all = lw_path_make(1, LW_OBJECT_SOFTWARE, 0, 0, 0);
	uint8_t tlv[STORE_MAX];
	size_t len = lw->env.load ? lw->env.load(lw->env.ctx, NAME, tlv, sizeof(tlv)) : 0;
	lw->software.loaded = true;
	if (len && lw_tlv_decode(&all, tlv, len, &lw->tree))
		lw_tree_remove(&lw->tree, &all); /* not ours */
	unsigned i = lw_tree_next_instance(&lw->tree, LW_OBJECT_SOFTWARE, 0);
	for (; i != LW_NO_ID; i = lw_tree_next_instance(&lw->tree, LW_OBJECT_SOFTWARE, i + 1))
		settle(lw, i);
}

void lw_software_init(struct lw *lw)
{
	lw->software.install_ms = UINT64_MAX;
	lw_download_init(&lw->software.download, lw, on_ended);
}

void lw_software_run(struct lw *lw)
{
	lw_download_run(&lw->software.download);
	if (lw_now(lw) >= lw->software.install_ms)
		installed(lw);
}

uint64_t lw_software_deadline_ms(const struct lw *lw)
{
	uint64_t pull = lw_download_deadline_ms(&lw->software.download);
	return pull < lw->software.install_ms ? pull : lw->software.install_ms;
}
