/*
 * The client's socket. The first byte chooses the LwM2M version, then come datagrams, each behind a
 * byte with its length, and go through real UDP to a registered client. Promises: it never falls
 * over, what it says is CoAP, and it lives on: it answers a read, or it says goodbye or comes back
 * because a datagram told it to.
 */
#define _GNU_SOURCE /* memmem */
#include "tests/fuzz/fuzz.h"

#include "tests/unit/lw_bare.h"

#define DATAGRAMS_MAX 64
#define LAST_MID      0xfffe
#define TURNS         2000

unsigned fuzz_weight = 4; /* a registration over a socket each time */

/* Takes what the client says until it is quiet; true when that is over. */
static bool take(struct world *w, const uint8_t *token)
{
	ssize_t n;
	bool done = false;
	while ((n = recv(w->fd, w->bytes, sizeof(w->bytes), MSG_DONTWAIT)) >= 0) {
		struct lb_message m;
		FUZZ_REQUIRE(n >= 4 && w->bytes[0] >> 6 == 1);
		if (!lb_message_parse(&m, w->bytes, (size_t)n))
			continue; /* longer texts than the codec holds */
		bool answer_to_last = m.mid == LAST_MID && m.type != LB_CON && m.type != LB_NON;
		bool request = m.code == LB_CODE(0, 2) || m.code == LB_CODE(0, 4);
		done = done || (token && answer_to_last) || (token && request);
		if (request)
			answer(w, &m, LB_CODE(2, m.code == LB_CODE(0, 4) ? 2 : 4), "");
	}
	return done;
}

static void send_all(struct world *w, const uint8_t *data, size_t size)
{
	for (int i = 0; i < DATAGRAMS_MAX && size; i++) {
		size_t len = data[0] < size - 1 ? data[0] : size - 1;
		sendto(w->fd, data + 1, len, 0, (struct sockaddr *)&w->client, w->client_len);
		turn(w);
		take(w, NULL);
		data += 1 + len;
		size -= 1 + len;
	}
}

static bool lives(struct world *w)
{
	static const uint8_t token[4] = "last";
	struct lb_message m;
	ask_message(w, &m, GET, "3/0/0");
	m.mid = LAST_MID;
	memcpy(m.token, token, sizeof(token));
	speak(w, &m);
	for (int i = 0; i < TURNS; i++) {
		turn(w);
		if (take(w, token))
			return true;
		w->said[0] = w->log[0] = '\0';
	}
	return !lw_registered(w->lw); /* disabled: it comes back when its time has come */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *state;
	struct world *w;
	if (!size)
		return 0;
	set_up(&state);
	w = state;
	w->config.version = data[0] & 1;
	w->config.uldata_sends = data[0] & 2;
	send_all(w, data + 1, size - 1);
	FUZZ_REQUIRE(lives(w));
	tear_down(&state);
	return 0;
}
