/* A pull: its connection and its end. Knows no object and no state. */
#include "modem/sim/lwdownload.h"

#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>

#include "modem/sim/lwdefs.h"
#include "modem/sim/lwint.h"

void lw_download_init(struct lw_download *d, struct lw *lw,
	void (*ended)(struct lw *, enum lw_download_end, size_t))
{
	*d = (struct lw_download){.lw = lw, .ended = ended};
}

bool lw_download_start(struct lw_download *d, const char *uri)
{
	struct lw_uri parsed;
	lw_download_stop(d);
	if (strlen(uri) >= sizeof(d->uri) || !lw_uri_parse(uri, &parsed))
		return false;
	snprintf(d->uri, sizeof(d->uri), "%s", uri);
	d->wanted = true;
	return true;
}

void lw_download_stop(struct lw_download *d)
{
	d->wanted = d->resolving = false;
	d->finished = d->link != NULL; /* it may be its own outcome that ends it */
}

void lw_download_close(struct lw_download *d)
{
	coap_link_close(d->link);
	d->link = NULL;
	d->finished = false;
}

static void on_outcome(
	void *ctx, unsigned id, enum coap_outcome outcome, const struct coap_answer *answer)
{
	struct lw_download *d = ctx;
	enum lw_download_end end = LW_DOWNLOAD_DONE;
	(void)id;
	d->finished = true;
	if (outcome == COAP_OUTCOME_INVALID)
		end = LW_DOWNLOAD_NO_SPACE;
	else if (outcome != COAP_OUTCOME_ANSWER)
		end = LW_DOWNLOAD_LOST;
	else if (answer->code != COAP_CODE(2, 5) || !answer->body_len)
		end = LW_DOWNLOAD_URI;
	d->ended(d->lw, end, end == LW_DOWNLOAD_DONE ? answer->body_len : 0);
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

static void pull(struct lw_download *d)
{
	struct lw *lw = d->lw;
	struct lw_uri uri;
	struct coap_ask ask;
	struct coap_link_options o = {
		.speed = lw->env.speed, .ctx = d, .outcome = on_outcome, .request = on_request};
	lw_uri_parse(d->uri, &uri);
	const char *path = strchr(strstr(d->uri, "//") + 2, '/');
	o.secure = uri.secure;
	add_key(lw, &o);
	size_t n = lw->env.resolve(lw->env.ctx, uri.host, uri.port, uri.secure, false, &o.to, 1);
	d->resolving = n == LW_RESOLVE_LATER;
	d->wanted = d->resolving;
	if (d->resolving)
		return;
	if (n && (!o.secure || o.psk_key))
		d->link = coap_link_open(&o);
	coap_ask_init(&ask, COAP_METHOD_GET, path ? path : "/");
	if (!d->link || coap_link_ask(d->link, LW_MACHINE_ID, &ask) < 0) {
		lw_download_stop(d);
		d->ended(lw, LW_DOWNLOAD_LOST, 0);
		return;
	}
	struct epoll_event e = {.events = EPOLLIN, .data.ptr = d};
	epoll_ctl(lw->epoll, EPOLL_CTL_ADD, coap_link_fd(d->link), &e);
}

bool lw_download_busy(const struct lw_download *d)
{
	return d->wanted || (d->link && !d->finished);
}

void lw_download_run(struct lw_download *d)
{
	if (d->link && !d->finished)
		coap_link_run(d->link);
	if (d->finished)
		lw_download_close(d);
	if (d->wanted && !d->link)
		pull(d);
}

uint64_t lw_download_deadline_ms(const struct lw_download *d)
{
	return (d->wanted && !d->resolving) || d->finished ? 0 : UINT64_MAX;
}

uint64_t lw_download_wait_ms(const struct lw_download *d)
{
	return d->link ? coap_link_wait_ms(d->link) : UINT64_MAX;
}
