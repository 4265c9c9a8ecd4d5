/* CoAP messages as plain values: their empty forms. Knows neither libcoap nor LwM2M. */
#include "modem/sim/coap_msg.h"

#include <string.h>

static const struct coap_block no_block = {.num = -1};

void coap_ask_init(struct coap_ask *ask, unsigned method, const char *path)
{
	memset(ask, 0, sizeof(*ask));
	ask->method = method;
	ask->path = path;
	ask->observe = ask->format = ask->accept = -1;
	ask->block1 = ask->block2 = no_block;
}

void coap_answer_init(struct coap_answer *answer, unsigned code)
{
	memset(answer, 0, sizeof(*answer));
	answer->code = code;
	answer->observe = -1;
	answer->format = COAP_FORMAT_NONE;
	answer->block1 = answer->block2 = no_block;
}
