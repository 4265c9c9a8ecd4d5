/* Block-wise transfers as pure functions of messages. Knows no socket, no libcoap, no LwM2M. */
#include "modem/sim/coap_block.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

unsigned coap_block_pack(struct coap_block b)
{
	return (unsigned)b.num << 4 | (unsigned)(b.more ? 8 : 0) | (unsigned)(b.szx & 7);
}

struct coap_block coap_block_unpack(unsigned value)
{
	struct coap_block b = {.num = (int)(value >> 4 & 0xfffff),
		.more = value >> 3 & 1,
		.szx = (int)(value & 7)};
	return b;
}

static size_t block_size(struct coap_block b)
{
	return (size_t)16 << b.szx;
}

static bool gather_room(struct coap_gather *g, size_t more)
{
	if (g->len + more > COAP_BODY_MAX)
		return false;
	if (g->len + more <= g->cap)
		return true;
	size_t cap = g->cap ? g->cap * 2 : 4096;
	uint8_t *grown = realloc(g->body, cap);
	if (!grown)
		return false;
	g->body = grown;
	g->cap = cap;
	return true;
}

/* Is this the piece that comes next? 0, or the code that refuses it. */
static unsigned gather_check(struct coap_gather *g, const struct coap_ask *ask)
{
	struct coap_block b = ask->block1;
	if (b.szx == 7 || (b.more && ask->body_len != block_size(b)))
		return COAP_CODE(4, 0);
	if (b.num == 0) {
		g->len = 0;
		snprintf(g->path, sizeof(g->path), "%s", ask->path);
	}
	if (strcmp(g->path, ask->path) != 0 || (size_t)b.num * block_size(b) != g->len)
		return COAP_CODE(4, 8);
	return gather_room(g, ask->body_len) ? 0 : COAP_CODE(4, 13);
}

bool coap_gather_add(struct coap_gather *g, struct coap_ask *ask, struct coap_answer *answer)
{
	if (ask->block1.num < 0)
		return true;
	unsigned refused = gather_check(g, ask);
	if (refused) {
		coap_answer_init(answer, refused);
		coap_gather_clear(g);
		return false;
	}
	if (ask->body_len)
		memcpy(g->body + g->len, ask->body, ask->body_len);
	g->len += ask->body_len;
	if (ask->block1.more) {
		coap_answer_init(answer, COAP_CODE(2, 31));
		answer->block1 = ask->block1;
		return false;
	}
	ask->body = g->body;
	ask->body_len = g->len;
	g->path[0] = '\0';
	return true;
}

void coap_gather_clear(struct coap_gather *g)
{
	free(g->body);
	memset(g, 0, sizeof(*g));
}

static int slice_szx(const struct coap_ask *ask)
{
	return ask->block2.num >= 0 && ask->block2.szx < 6 ? ask->block2.szx : 6;
}

static void slice_fill(
	const struct coap_slice *s, const struct coap_ask *ask, struct coap_answer *answer)
{
	struct coap_block b = {
		.num = ask->block2.num > 0 ? ask->block2.num : 0, .szx = slice_szx(ask)};
	size_t size = block_size(b), at = (size_t)b.num * size, all = s->answer.body_len;
	if (at >= all) {
		coap_answer_init(answer, COAP_CODE(4, 0));
		return;
	}
	*answer = s->answer;
	if (b.num > 0)
		answer->observe = -1;
	b.more = all - at > size;
	answer->block2 = b;
	answer->body = s->body + at;
	answer->body_len = b.more ? size : all - at;
}

void coap_slice_cut(struct coap_slice *s, const struct coap_ask *ask, struct coap_answer *answer)
{
	size_t size = (size_t)16 << slice_szx(ask);
	if (answer->body_len <= size && ask->block2.num <= 0)
		return;
	uint8_t *copy = malloc(answer->body_len + 1);
	if (!copy) {
		coap_answer_init(answer, COAP_CODE(5, 0));
		return;
	}
	if (answer->body_len)
		memcpy(copy, answer->body, answer->body_len);
	coap_slice_clear(s);
	snprintf(s->path, sizeof(s->path), "%s", ask->path);
	s->answer = *answer;
	s->answer.body = s->body = copy;
	slice_fill(s, ask, answer);
}

bool coap_slice_next(struct coap_slice *s, const struct coap_ask *ask, struct coap_answer *answer)
{
	if (ask->block2.num <= 0 || !s->body || strcmp(s->path, ask->path) != 0)
		return false;
	slice_fill(s, ask, answer);
	return true;
}

void coap_slice_clear(struct coap_slice *s)
{
	free(s->body);
	memset(s, 0, sizeof(*s));
}
