/* libcoap's messages to and from our plain ones. Knows no session state and no LwM2M. */
#include "modem/sim/coap_pdu.h"

#include <stdio.h>
#include <string.h>

#include "modem/sim/coap_block.h"

static unsigned opt_value(const coap_opt_t *opt)
{
	return coap_decode_var_bytes(coap_opt_value(opt), coap_opt_length(opt));
}

static int pdu_number(const coap_pdu_t *pdu, uint16_t number)
{
	coap_opt_iterator_t oi;
	const coap_opt_t *opt = coap_check_option(pdu, number, &oi);
	return opt && coap_opt_length(opt) <= 4 ? (int)(opt_value(opt) & 0x7fffffff) : -1;
}

static struct coap_block pdu_block(const coap_pdu_t *pdu, uint16_t number)
{
	int value = pdu_number(pdu, number);
	if (value < 0)
		return (struct coap_block){.num = -1};
	return coap_block_unpack((unsigned)value);
}

/* Appends every option of this number to out as separator + text. False when it does not fit or
 * holds a NUL, which no path or query of LwM2M does. */
static bool pdu_join(const coap_pdu_t *pdu, uint16_t number, char separator, char *out, size_t max)
{
	coap_opt_filter_t filter;
	coap_opt_iterator_t oi;
	const coap_opt_t *opt;
	size_t at = 0;
	coap_option_filter_clear(&filter);
	coap_option_filter_set(&filter, number);
	coap_option_iterator_init(pdu, &oi, &filter);
	while ((opt = coap_option_next(&oi))) {
		size_t len = coap_opt_length(opt);
		if (at + len + 2 > max || memchr(coap_opt_value(opt), 0, len))
			return false;
		out[at++] = separator;
		memcpy(out + at, coap_opt_value(opt), len);
		at += len;
	}
	out[at] = '\0';
	return true;
}

/* Splits "\nfirst\nsecond" in place. */
static void split_queries(char *text, struct coap_ask *ask)
{
	char *save = NULL;
	for (char *q = strtok_r(text, "\n", &save); q && ask->queries < COAP_QUERIES_MAX;
		q = strtok_r(NULL, "\n", &save))
		ask->query[ask->queries++] = q;
}

bool coap_pdu_read_ask(const coap_pdu_t *pdu, struct coap_ask *ask, struct coap_pdu_text *text)
{
	coap_bin_const_t token = coap_pdu_get_token(pdu);
	coap_ask_init(ask, coap_pdu_get_code(pdu), text->path);
	if (!pdu_join(pdu, COAP_OPTION_URI_PATH, '/', text->path, sizeof(text->path)) ||
		!pdu_join(pdu, COAP_OPTION_URI_QUERY, '\n', text->query, sizeof(text->query)) ||
		token.length > sizeof(ask->token))
		return false;
	if (!text->path[0])
		snprintf(text->path, sizeof(text->path), "/");
	split_queries(text->query, ask);
	ask->observe = pdu_number(pdu, COAP_OPTION_OBSERVE);
	ask->format = pdu_number(pdu, COAP_OPTION_CONTENT_FORMAT);
	ask->accept = pdu_number(pdu, COAP_OPTION_ACCEPT);
	ask->block1 = pdu_block(pdu, COAP_OPTION_BLOCK1);
	ask->block2 = pdu_block(pdu, COAP_OPTION_BLOCK2);
	coap_get_data(pdu, &ask->body_len, &ask->body);
	ask->mid = (uint16_t)coap_pdu_get_mid(pdu);
	ask->token_len = token.length;
	if (token.length)
		memcpy(ask->token, token.s, token.length);
	return true;
}

void coap_pdu_read_answer(const coap_pdu_t *pdu, struct coap_answer *answer)
{
	coap_answer_init(answer, coap_pdu_get_code(pdu));
	if (!pdu_join(pdu, COAP_OPTION_LOCATION_PATH, '/', answer->location,
		    sizeof(answer->location)))
		answer->location[0] = '\0';
	answer->observe = pdu_number(pdu, COAP_OPTION_OBSERVE);
	answer->format = pdu_number(pdu, COAP_OPTION_CONTENT_FORMAT);
	answer->block1 = pdu_block(pdu, COAP_OPTION_BLOCK1);
	answer->block2 = pdu_block(pdu, COAP_OPTION_BLOCK2);
	coap_get_data(pdu, &answer->body_len, &answer->body);
	answer->mid = (uint16_t)coap_pdu_get_mid(pdu);
}

static void add_number(coap_pdu_t *pdu, uint16_t number, unsigned value)
{
	uint8_t bytes[4];
	coap_add_option(pdu, number, coap_encode_var_safe(bytes, sizeof(bytes), value), bytes);
}

static void add_path(coap_pdu_t *pdu, uint16_t number, const char *path)
{
	while (*path == '/') {
		size_t len = strcspn(++path, "/");
		if (len)
			coap_add_option(pdu, number, len, (const uint8_t *)path);
		path += len;
	}
}

coap_pdu_t *coap_pdu_make_ask(coap_session_t *session, const struct coap_ask *ask)
{
	coap_pdu_t *pdu = coap_new_pdu(COAP_MESSAGE_CON, (coap_pdu_code_t)ask->method, session);
	if (!pdu)
		return NULL;
	coap_add_token(pdu, ask->token_len, ask->token);
	add_path(pdu, COAP_OPTION_URI_PATH, ask->path);
	if (ask->format >= 0)
		add_number(pdu, COAP_OPTION_CONTENT_FORMAT, (unsigned)ask->format);
	for (size_t i = 0; i < ask->queries; i++)
		coap_add_option(pdu, COAP_OPTION_URI_QUERY, strlen(ask->query[i]),
			(const uint8_t *)ask->query[i]);
	if (ask->accept >= 0)
		add_number(pdu, COAP_OPTION_ACCEPT, (unsigned)ask->accept);
	if (ask->block2.num >= 0)
		add_number(pdu, COAP_OPTION_BLOCK2, coap_block_pack(ask->block2));
	if (ask->block1.num >= 0)
		add_number(pdu, COAP_OPTION_BLOCK1, coap_block_pack(ask->block1));
	if (ask->body_len)
		coap_add_data(pdu, ask->body_len, ask->body);
	return pdu;
}

void coap_pdu_fill(coap_pdu_t *pdu, const struct coap_answer *answer)
{
	coap_pdu_set_code(pdu, (coap_pdu_code_t)answer->code);
	if (answer->observe >= 0)
		add_number(pdu, COAP_OPTION_OBSERVE, (unsigned)answer->observe);
	add_path(pdu, COAP_OPTION_LOCATION_PATH, answer->location);
	if (answer->format >= 0)
		add_number(pdu, COAP_OPTION_CONTENT_FORMAT, (unsigned)answer->format);
	if (answer->block2.num >= 0)
		add_number(pdu, COAP_OPTION_BLOCK2, coap_block_pack(answer->block2));
	if (answer->block1.num >= 0)
		add_number(pdu, COAP_OPTION_BLOCK1, coap_block_pack(answer->block1));
	if (answer->body_len)
		coap_add_data(pdu, answer->body_len, answer->body);
}

coap_pdu_t *coap_pdu_make_notify(coap_session_t *session, const struct coap_ask *observed,
	const struct coap_answer *answer, bool confirmable)
{
	coap_pdu_t *pdu = coap_new_pdu(confirmable ? COAP_MESSAGE_CON : COAP_MESSAGE_NON,
		(coap_pdu_code_t)answer->code, session);
	if (!pdu)
		return NULL;
	coap_add_token(pdu, observed->token_len, observed->token);
	coap_pdu_fill(pdu, answer);
	return pdu;
}
