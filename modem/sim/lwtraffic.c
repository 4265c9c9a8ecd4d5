/*
 * Connectivity statistics (object 7): how much goes over the air while somebody wants to know.
 * Counts whole messages as they are made, with their headers; what is repeated or acknowledged
 * below is not seen from here.
 */
#include <string.h>

#include "modem/sim/lwdefs.h"
#include "modem/sim/lwint.h"

#define KB          1024
#define IP_HEADERS  28u /* IPv4 and UDP */
#define DTLS_RECORD 29u /* header, nonce and tag of a CCM_8 record */
#define COAP_HEADER 4u

enum {
	SENT_KB = 2,
	RECEIVED_KB = 3,
	LARGEST = 4,
	AVERAGE = 5,
	PERIOD = 8,
};

static void show(struct lw *lw, unsigned resource, uint64_t value)
{
	lw_tell_number(lw, LW_OBJECT_STATISTICS, 0, resource, LW_TYPE_INTEGER, (int64_t)value);
}

static void show_all(struct lw *lw)
{
	const struct lw_traffic *t = &lw->traffic;
	show(lw, SENT_KB, t->sent / KB);
	show(lw, RECEIVED_KB, t->received / KB);
	show(lw, LARGEST, t->largest);
	show(lw, AVERAGE, t->messages ? (t->sent + t->received) / t->messages : 0);
}

void lw_traffic_start(struct lw *lw)
{
	int64_t period = lw_tree_number(&lw->tree, LW_OBJECT_STATISTICS, 0, PERIOD, 0);
	lw->traffic = (struct lw_traffic){.collecting = true, .until_ms = UINT64_MAX};
	if (period > 0)
		lw->traffic.until_ms = lw_now(lw) + (uint64_t)period * 1000;
	show(lw, 0, 0); /* no SMS exists here */
	show(lw, 1, 0);
	show_all(lw);
}

void lw_traffic_stop(struct lw *lw)
{
	lw->traffic.collecting = false;
	lw->traffic.until_ms = UINT64_MAX;
}

static void count(struct lw_server *s, uint64_t *sum, size_t bytes)
{
	struct lw_traffic *t = &s->lw->traffic;
	bytes += IP_HEADERS + COAP_HEADER + (s->uri.secure ? DTLS_RECORD : 0u);
	*sum += bytes;
	t->messages++;
	if (bytes > t->largest)
		t->largest = bytes;
	show_all(s->lw);
}

/* An option's bytes: its text and one or two before it. */
static size_t option(size_t len)
{
	return len + (len > 12 ? 2 : 1);
}

static size_t path_size(const char *path)
{
	return strlen(path); /* every slash stands for an option's header */
}

static size_t body_size(size_t len)
{
	return len ? len + 1 : 0;
}

void lw_traffic_ask(struct lw_server *s, const struct coap_ask *ask, bool sent)
{
	struct lw_traffic *t = &s->lw->traffic;
	size_t bytes = ask->token_len + path_size(ask->path) + body_size(ask->body_len);
	if (!t->collecting)
		return;
	for (size_t i = 0; i < ask->queries; i++)
		bytes += option(strlen(ask->query[i]));
	bytes += ask->observe >= 0 ? option(1) : 0;
	bytes += ask->format >= 0 ? option(2) : 0;
	bytes += ask->accept >= 0 ? option(2) : 0;
	count(s, sent ? &t->sent : &t->received, bytes);
}

void lw_traffic_answer(
	struct lw_server *s, const struct coap_answer *answer, size_t token_len, bool sent)
{
	struct lw_traffic *t = &s->lw->traffic;
	size_t bytes = token_len + body_size(answer->body_len);
	if (!t->collecting)
		return;
	bytes += answer->location[0] ? path_size(answer->location) : 0;
	bytes += answer->observe >= 0 ? option(3) : 0;
	bytes += answer->format >= 0 ? option(2) : 0;
	count(s, sent ? &t->sent : &t->received, bytes);
}

void lw_traffic_run(struct lw *lw)
{
	if (lw_now(lw) >= lw->traffic.until_ms)
		lw_traffic_stop(lw);
}

uint64_t lw_traffic_deadline_ms(const struct lw *lw)
{
	return lw->traffic.collecting ? lw->traffic.until_ms : UINT64_MAX;
}
