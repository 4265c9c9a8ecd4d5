/*
 * CoAP messages as plain values (RFC 7252): what the client asks, what it is asked, what is
 * answered.
 */
#ifndef QLW_SIM_COAP_MSG_H
#define QLW_SIM_COAP_MSG_H

#include <stddef.h>
#include <stdint.h>

#define COAP_CODE(class, detail) ((unsigned)((class) << 5 | (detail)))
#define COAP_PATH_MAX            256
#define COAP_QUERIES_MAX         12
#define COAP_BODY_MAX            (256u * 1024) /* of one assembled block-wise transfer */
#define COAP_BLOCK_SIZE          1024

enum coap_method {
	COAP_METHOD_GET = 1,
	COAP_METHOD_POST = 2,
	COAP_METHOD_PUT = 3,
	COAP_METHOD_DELETE = 4,
	COAP_METHOD_FETCH = 5,
	COAP_METHOD_IPATCH = 7,
};

/* <media type> numbers; -1 stands for an absent option */
enum coap_format {
	COAP_FORMAT_NONE = -1,
	COAP_FORMAT_TEXT = 0,
	COAP_FORMAT_LINK = 40,
	COAP_FORMAT_OPAQUE = 42,
	COAP_FORMAT_CBOR = 60,
	COAP_FORMAT_SENML_JSON = 110,
	COAP_FORMAT_SENML_CBOR = 112,
	COAP_FORMAT_TLV = 11542,
	COAP_FORMAT_JSON = 11543,
};

struct coap_block {
	int num; /* -1: no such option */
	int more;
	int szx;
};

/* A request, either way. Pointers are valid during the call they are passed to. */
struct coap_ask {
	unsigned method;
	const char *path; /* "/3/0/9"; "/" for the root */
	const char *query[COAP_QUERIES_MAX];
	size_t queries;
	int observe, format, accept; /* -1: absent */
	struct coap_block block1, block2;
	const uint8_t *body;
	size_t body_len;
	uint16_t mid; /* incoming only */
	uint8_t token[8];
	size_t token_len;
};

/* A response, either way. */
struct coap_answer {
	unsigned code; /* COAP_CODE(2, 5) */
	long observe;  /* -1: absent */
	int format;
	struct coap_block block1, block2;
	char location[COAP_PATH_MAX]; /* "/rd/5a3f", "" when absent */
	const uint8_t *body;
	size_t body_len;
	uint16_t mid;
	uint8_t token[8]; /* of the request it answers; incoming only */
	size_t token_len;
};

void coap_ask_init(struct coap_ask *ask, unsigned method, const char *path);
void coap_answer_init(struct coap_answer *answer, unsigned code);

#endif
