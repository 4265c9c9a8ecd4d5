/*
 * What a hostile or broken server can do to the client: after each of it the client answers a
 * sensible request, or its registration has ended as the Note says.
 */
#define _GNU_SOURCE /* memmem */
#include "tests/unit/lw_bare.h"

#define SILENCE 0
#define RESET   1 /* an empty message of type RST */
#define REPEATS 3

static void throw(struct world * w, const void *bytes, size_t len)
{
	assert_int_equal(
		sendto(w->fd, bytes, len, 0, (struct sockaddr *)&w->client, w->client_len), len);
}

/* The code of the answer to the message with this id, RESET, or SILENCE. */
static unsigned reaction(struct world *w, const uint8_t *asked)
{
	for (int i = 0; i < 30; i++) {
		ssize_t n = recv(w->fd, w->bytes, sizeof(w->bytes), MSG_DONTWAIT);
		if (n < 0)
			turn(w);
		else if (n >= 4 && !memcmp(w->bytes + 2, asked + 2, 2))
			return w->bytes[1] ? w->bytes[1] : w->bytes[0] >> 4 == 7 ? RESET : SILENCE;
	}
	return SILENCE;
}

static void lives(struct world *w)
{
	struct lb_message m, got;
	ask_message(w, &m, GET, "3/0/0");
	m.accept = 0;
	speak(w, &m);
	do
		hear(w, &got);
	while (got.mid != m.mid || got.type != LB_ACK);
	assert_int_equal(got.code, LB_CODE(2, 5));
	assert_memory_equal(got.payload, "Quectel", 7);
}

#define D(text) text, sizeof(text) - 1
#define READ    \
	"\xb1"  \
	"3\x01" \
	"0\x01" \
	"0" /* Uri-Path 3, 0, 0 */
#define FILE_   \
	"\xb1"  \
	"5\x01" \
	"0\x01" \
	"0" /* 5, 0, 0 */

/* clang-format off */
static const struct hostile {
	const char *what;
	const char *bytes;
	size_t len;
	unsigned reaction;
} hostile[] = {
	/* RFC 7252, 5.4.1: an option it must understand and does not */
	{"critical option 9", D("\x40\x01\x70\x01\x91x" "\x21" "3"), LB_CODE(4, 2)},
	{"critical option 65001", D("\x40\x01\x70\x02" READ "\xe0\xfc\xd1"), LB_CODE(4, 2)},
	{"the same, not to be confirmed", D("\x50\x01\x70\x03" READ "\xe0\xfc\xd1"), SILENCE},
	{"elective option 65000", D("\x40\x01\x70\x04" READ "\xe0\xfc\xd0"), LB_CODE(2, 5)},
	/* cut off, or lying about lengths (4.2: a message format error is refused or ignored) */
	{"nothing", D(""), SILENCE},
	{"a byte", D("\x40"), SILENCE},
	{"half a header", D("\x40\x01\x70"), SILENCE},
	{"version 2", D("\x80\x01\x70\x05"), SILENCE},
	{"no token where one is said to be", D("\x44\x01\x70\x06zz"), SILENCE},
	{"a token of nine", D("\x49\x01\x70\x07" "123456789"), SILENCE},
	{"a token of fifteen", D("\x4f\x01\x70\x08" "123456789012345"), SILENCE},
	{"an option that is cut off", D("\x40\x01\x70\x09\xb9" "3"), SILENCE},
	{"a delta that is cut off", D("\x40\x01\x70\x0a\xe1\xff"), SILENCE},
	{"a length that is cut off", D("\x40\x01\x70\x0b\xbe\xff"), SILENCE},
	{"a delta of 15", D("\x40\x01\x70\x0c\xf1x"), SILENCE},
	{"a payload marker and nothing", D("\x40\x01\x70\x0d" READ "\xff"), SILENCE},
	{"empty segments", D("\x40\x01\x70\x0e" READ "\x00\x00\x00"), LB_CODE(4, 4)},
	{"an empty message with a tail", D("\x40\x00\x70\x0f" "abc"), SILENCE},
	/* codes of no message */
	{"code 0.31", D("\x40\x1f\x70\x10" READ), LB_CODE(4, 4)}, /* libcoap's; 4.05 would be right */
	{"code 7.31", D("\x40\xff\x70\x11"), SILENCE},
	{"a signal of CoAP over TCP", D("\x40\xe1\x70\x12"), SILENCE},
	/* blocks */
	{"the last block there can be", D("\x40\x03\x70\x13" FILE_ "\xd3\x03\xff\xff\xf6\xffx"),
		LB_CODE(4, 8)},
	{"and it is not the last", D("\x40\x03\x70\x14" FILE_ "\xd3\x03\xff\xff\xfe\xffx"), LB_CODE(4, 0)},
	{"a block of reserved size", D("\x40\x03\x70\x15" FILE_ "\xd1\x03\x0f\xffx"), LB_CODE(4, 0)},
	{"a block smaller than it says", D("\x40\x03\x70\x16" FILE_ "\xd1\x03\x0e\xffx"), LB_CODE(4, 0)},
	{"a block option of four bytes", D("\x40\x03\x70\x17" FILE_ "\xd4\x03\xff\xff\xff\xff\xffx"),
		RESET},
	{"a piece far behind the end", D("\x40\x01\x70\x18" READ "\xc3\xff\xff\xf6"), LB_CODE(4, 0)},
	/* answers that nobody waits for */
	{"an answer", D("\x40\x45\x70\x19\xffx"), RESET},
	{"an acknowledgement", D("\x60\x00\x70\x1a"), SILENCE},
	{"a reset", D("\x70\x00\x70\x1b"), SILENCE},
	{"a ping", D("\x40\x00\x70\x1c"), RESET},
	/* paths */
	{"a NUL in it", D("\x40\x01\x70\x1d\xb3" "3\0" "0"), LB_CODE(4, 0)},
	{"a number too large", D("\x40\x01\x70\x1e\xbb" "99999999999"), LB_CODE(4, 4)},
	{"five of them", D("\x40\x01\x70\x1f\xb1" "3\x01" "0\x01" "7\x01" "0\x01" "0"), LB_CODE(4, 4)},
};
/* clang-format on */

static void test_datagrams(void **state)
{
	struct world *w = *state;
	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		const struct hostile *h = &hostile[i];
		throw(w, h->bytes, h->len);
		unsigned got = h->len >= 4 ? reaction(w, (const uint8_t *)h->bytes) : SILENCE;
		/* a message format error may be refused, too */
		if (got != h->reaction && !(h->reaction == SILENCE && got == RESET))
			fail_msg("%s: %u.%02u", h->what, got / 32, got % 32);
		lives(w);
	}
}

/* A path as long as a datagram allows, and more options than anybody needs. */
static void test_long_ones(void **state)
{
	struct world *w = *state;
	uint8_t bytes[1400] = {0x40, GET, 0x71, 0};
	for (size_t fill = 0; fill < 3; fill++) {
		static const uint8_t option[][2] = {{0x01, 'a'}, {0x00, 0x00}, {0x01, 0xff}};
		bytes[3]++;
		bytes[4] = 0xb0; /* Uri-Path, empty */
		for (size_t i = 5; i + 1 < sizeof(bytes); i += 2)
			memcpy(bytes + i, option[fill], 2);
		throw(w, bytes, sizeof(bytes) - 1);
		unsigned got = reaction(w, bytes);
		assert_true(got == SILENCE || got >= LB_CODE(4, 0));
		lives(w);
	}
}

/* --- answers to what the client asks ------------------------------------------------------ */

static void begin_update(struct world *w, struct lb_message *update)
{
	assert_int_equal(lw_update(w->lw, 102, false), 0);
	hear(w, update);
	assert_string_equal(update->path, "rd/5a3f");
}

/* A large answer that never ends is given up, and the update counts as failed. */
static void test_an_answer_without_end(void **state)
{
	struct world *w = *state;
	struct lb_message got;
	uint8_t out[600];
	bool again = false;
	begin_update(w, &got);
	for (unsigned num = 0; num < 2000 && !again; num++) {
		size_t at = 4 + got.token_len;
		memcpy(out, (uint8_t[]){(uint8_t)(0x60 | got.token_len), LB_CODE(2, 4)}, 2);
		out[2] = (uint8_t)(got.mid >> 8);
		out[3] = (uint8_t)got.mid;
		memcpy(out + 4, got.token, got.token_len);
		memcpy(out + at, (uint8_t[]){0xd3, 10}, 2); /* Block2, more, of 512 */
		out[at + 2] = (uint8_t)(num >> 12);
		out[at + 3] = (uint8_t)(num >> 4);
		out[at + 4] = (uint8_t)(num << 4 | 8 | 5);
		out[at + 5] = 0xff;
		memset(out + at + 6, 'x', 512);
		throw(w, out, at + 6 + 512);
		hear(w, &got);
		again = !strcmp(got.path, "rd"); /* it registers anew */
	}
	assert_true(again);
	assert_non_null(strstr(w->said, "102:17"));
}

static void test_answers_that_are_none(void **state)
{
	struct world *w = *state;
	struct lb_message update, m;
	begin_update(w, &update);
	lb_message_init(&m, LB_ACK, LB_CODE(2, 4), update.mid);
	m.token_len = 8; /* of something else */
	memset(m.token, 0x55, 8);
	for (int i = 0; i < REPEATS; i++)
		speak(w, &m);
	lb_message_init(&m, LB_NON, LB_CODE(2, 1), 9);
	m.token_len = 8;
	snprintf(m.location, sizeof(m.location), "rd/evil");
	speak(w, &m);
	lives(w);
}

/* --- DTLS --------------------------------------------------------------------------------- */

static uint32_t next(uint32_t *seed)
{
	return *seed = *seed * 1664525u + 1013904223u;
}

/* Instead of a handshake, records of all kinds with nothing sensible in them. */
static void test_a_handshake_of_rubbish(void **state)
{
	struct world *w = *state;
	struct lw_account *a = &w->config.account[1];
	static const uint8_t kind[] = {20, 21, 22, 23, 24, 0x40, 0xff};
	uint32_t seed = 5;
	assert_int_equal(lw_dereg(w->lw, 0), 0);
	struct lb_message bye;
	hear(w, &bye);
	answer(w, &bye, LB_CODE(2, 2), "");
	while (!strstr(w->said, "dereg=0"))
		turn(w);
	strcpy(a->uri, "coaps://server");
	a->security_mode = 0;
	strcpy(a->psk_id, NOTE_ID);
	a->psk_key_len = strlen(NOTE_KEY);
	memcpy(a->psk_key, NOTE_KEY, a->psk_key_len);
	w->config.retry_timeout = w->config.max_timeout = 60;
	lw_account_changed(w->lw, 1);
	assert_int_equal(lw_reg(w->lw, 0), 0);
	unsigned hellos = 0;
	for (int i = 0; i < 20000 && !strstr(w->said, "102:12"); i++) {
		uint8_t bytes[200];
		w->client_len = sizeof(w->client);
		ssize_t n = recvfrom(w->fd, w->bytes, sizeof(w->bytes), MSG_DONTWAIT,
			(struct sockaddr *)&w->client, &w->client_len);
		hellos += n > 13 && w->bytes[0] == 22;
		for (size_t k = 0; n > 0 && k < 40; k++) {
			for (size_t b = 0; b < sizeof(bytes); b++)
				bytes[b] = (uint8_t)(next(&seed) >> 24);
			bytes[0] = kind[k % sizeof(kind)];
			memcpy(bytes + 1, (uint8_t[]){0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0}, 9);
			bytes[11] = 0;
			bytes[12] = (uint8_t)(k % 2 ? sizeof(bytes) - 13 : next(&seed) >> 24);
			throw(w, bytes, k % 5 ? sizeof(bytes) : next(&seed) % 20);
		}
		turn(w);
	}
	assert_true(hellos > 0);
	assert_non_null(strstr(w->said, "102:12")); /* REG_RETRY: not a hang */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_datagrams),
		TEST(test_long_ones),
		TEST(test_an_answer_without_end),
		TEST(test_answers_that_are_none),
		TEST(test_a_handshake_of_rubbish),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
