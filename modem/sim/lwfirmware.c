/* Firmware update: the states of object 5 and the pull. Knows no registration. */
#include "modem/sim/lwfirmware.h"

#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>

#include "modem/sim/lwdefs.h"
#include "modem/sim/lwint.h"

#define NAME      "firmware" /* in flash: the result that the restart brings */
#define UPDATE_MS 2000       /* from Execute to the restart */

static void set(struct lw *lw, unsigned resource, int64_t value)
{
	struct lw_path path = lw_path_make(3, LW_OBJECT_FIRMWARE, 0, resource, 0);
	if (lw_tree_number(&lw->tree, LW_OBJECT_FIRMWARE, 0, resource, -1) == value)
		return;
	lw_tree_set_number(&lw->tree, LW_OBJECT_FIRMWARE, 0, resource, LW_TYPE_INTEGER, value);
	lw_changed(lw, &path);
}

static void enter(struct lw *lw, enum lw_firmware_state state, enum lw_firmware_result result)
{
	set(lw, 3, state);
	set(lw, 5, result);
}

void lw_firmware_close(struct lw *lw)
{
	coap_link_close(lw->firmware.link);
	lw->firmware.link = NULL;
	lw->firmware.finished = false;
}

void lw_firmware_init(struct lw *lw)
{
	lw->firmware.update_ms = UINT64_MAX;
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
	lw->firmware.finished = lw->firmware.link != NULL;
	lw->firmware.pull_wanted = false;
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

/* --- pull -------------------------------------------------------------------------------- */

void lw_firmware_uri(struct lw *lw, const char *uri)
{
	struct lw_uri parsed;
	bool coap = !strncmp(uri, "coap", 4);
	if (!*uri)
		reset(lw, LW_FIRMWARE_INITIAL);
	else if (!coap)
		reset(lw, LW_FIRMWARE_PROTOCOL);
	else if (strlen(uri) >= sizeof(lw->firmware.uri) || !lw_uri_parse(uri, &parsed))
		reset(lw, LW_FIRMWARE_URI);
	else {
		reset(lw, LW_FIRMWARE_INITIAL);
		snprintf(lw->firmware.uri, sizeof(lw->firmware.uri), "%s", uri);
		lw->firmware.pull_wanted = true;
		enter(lw, LW_FIRMWARE_DOWNLOADING, LW_FIRMWARE_INITIAL);
	}
}

static void on_outcome(
	void *ctx, unsigned id, enum coap_outcome outcome, const struct coap_answer *answer)
{
	struct lw *lw = ctx;
	(void)id;
	lw->firmware.finished = true;
	if (outcome == COAP_OUTCOME_INVALID)
		enter(lw, LW_FIRMWARE_IDLE, LW_FIRMWARE_NO_SPACE);
	else if (outcome != COAP_OUTCOME_ANSWER)
		enter(lw, LW_FIRMWARE_IDLE, LW_FIRMWARE_LOST);
	else if (answer->code != COAP_CODE(2, 5) || !answer->body_len)
		enter(lw, LW_FIRMWARE_IDLE, LW_FIRMWARE_URI);
	else
		arrived(lw);
}

static void on_request(void *ctx, const struct coap_ask *ask, struct coap_answer *answer)
{
	(void)ctx;
	(void)ask;
	answer->code = COAP_CODE(4, 5);
}

/* The key of a coaps download is that of the first server there is. */
static void add_key(struct lw *lw, struct coap_link_options *o)
{
	for (unsigned i = 0; i < QLW_CLIENTS && o->secure; i++) {
		unsigned at = lw->server[i].security;
		const struct lw_value *key = lw_tree_get(&lw->tree, LW_OBJECT_SECURITY, at, 5);
		if (!lw->server[i].used || lw->server[i].bootstrap || !key || !key->len)
			continue;
		o->psk_id = lw_tree_text(&lw->tree, LW_OBJECT_SECURITY, at, 3);
		o->psk_key = key->data;
		o->psk_key_len = key->len;
		return;
	}
}

static void pull(struct lw *lw)
{
	struct lw_firmware *f = &lw->firmware;
	struct lw_uri uri;
	struct coap_ask ask;
	struct coap_link_options o = {
		.speed = lw->env.speed, .ctx = lw, .outcome = on_outcome, .request = on_request};
	lw_uri_parse(f->uri, &uri);
	const char *path = strchr(strstr(f->uri, "//") + 2, '/');
	o.secure = uri.secure;
	add_key(lw, &o);
	if (lw->env.resolve(lw->env.ctx, uri.host, uri.port, uri.secure, false, &o.to, 1) &&
		(!o.secure || o.psk_key))
		f->link = coap_link_open(&o);
	coap_ask_init(&ask, COAP_METHOD_GET, path ? path : "/");
	if (!f->link || coap_link_ask(f->link, LW_MACHINE_ID, &ask) < 0) {
		reset(lw, LW_FIRMWARE_LOST);
		return;
	}
	struct epoll_event e = {.events = EPOLLIN, .data.ptr = f};
	epoll_ctl(lw->epoll, EPOLL_CTL_ADD, coap_link_fd(f->link), &e);
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
	struct lw_firmware *f = &lw->firmware;
	if (f->link && !f->finished)
		coap_link_run(f->link);
	if (f->finished)
		lw_firmware_close(lw);
	if (f->pull_wanted && !f->link) {
		f->pull_wanted = false;
		pull(lw);
	}
	if (lw_now(lw) >= f->update_ms)
		update(lw);
}

uint64_t lw_firmware_deadline_ms(const struct lw *lw)
{
	return lw->firmware.pull_wanted || lw->firmware.finished ? 0 : lw->firmware.update_ms;
}

uint64_t lw_firmware_wait_ms(const struct lw *lw)
{
	return lw->firmware.link ? coap_link_wait_ms(lw->firmware.link) : UINT64_MAX;
}
