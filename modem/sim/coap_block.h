/*
 * Block-wise transfers (RFC 7959) without a socket: gathering what a server sends in Block1 pieces,
 * slicing what is larger than one Block2 piece.
 */
#ifndef QLW_SIM_COAP_BLOCK_H
#define QLW_SIM_COAP_BLOCK_H

#include <stdbool.h>

#include "modem/sim/coap_msg.h"

struct coap_gather {
	char path[COAP_PATH_MAX];
	uint8_t *body;
	size_t len, cap;
};

/*
 * Takes a request. True: it is whole, ask->body holds all of it (valid until the next call).
 * False: answer is what to send now (2.31 and the block number, or why the piece is refused).
 */
bool coap_gather_add(struct coap_gather *g, struct coap_ask *ask, struct coap_answer *answer);
void coap_gather_clear(struct coap_gather *g);

struct coap_slice {
	char path[COAP_PATH_MAX];
	struct coap_answer answer; /* with the whole body, a copy */
	uint8_t *body;
};

/* Cuts an answer down to the piece that ask wants, keeping the whole for the next pieces. The body
 * of answer then points into the slice. */
void coap_slice_cut(struct coap_slice *s, const struct coap_ask *ask, struct coap_answer *answer);
/* A later piece of a kept answer: true when answer has been filled. */
bool coap_slice_next(struct coap_slice *s, const struct coap_ask *ask, struct coap_answer *answer);
void coap_slice_clear(struct coap_slice *s);

/* The wire form of a block option's value, and back; -1 num when it is not valid. */
unsigned coap_block_pack(struct coap_block b);
struct coap_block coap_block_unpack(unsigned value);

#endif
