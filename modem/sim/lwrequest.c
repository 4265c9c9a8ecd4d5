/* The messages of the registration interface: Register, Update, De-register (2.1.2). Sends nothing.
 */
#include <stdio.h>
#include <string.h>

#include "modem/sim/lwdefs.h"
#include "modem/sim/lwint.h"
#include "modem/sim/lwlink.h"

static const char *binding_of(const struct lw_server *s)
{
	return lw_tree_text(&s->lw->tree, LW_OBJECT_SERVER, s->server, 7);
}

/* Table 7's bindings are accepted, but of SMS and non-IP delivery there is none here. */
bool lw_request_transport(const struct lw_server *s)
{
	const char *binding = binding_of(s);
	if (!strcmp(binding, "N")) {
		lw_log(s->lw, "server %u: binding N, but there is no non-IP delivery here",
			s->short_id);
		return false;
	}
	if (strchr(binding, 'S'))
		lw_log(s->lw, "server %u: binding %s, but there is no SMS here, only UDP",
			s->short_id, binding);
	return true;
}

/* 1.1 moved the queue mode from the binding to a parameter of its own, which only Register has. */
static void add_binding(
	struct lw_server *s, struct coap_ask *ask, struct lw_request_text *text, bool registers)
{
	const char *binding = binding_of(s);
	int version = lw_settings(s->lw)->version;
	char letters[8] = "";
	size_t n = 0;
	bool queue = false;
	snprintf(s->told_binding, sizeof(s->told_binding), "%s", binding);
	for (; *binding && n + 1 < sizeof(letters); binding++) {
		if (version && *binding == 'Q')
			queue = true;
		else
			letters[n++] = *binding;
	}
	snprintf(text->binding, sizeof(text->binding), "b=%s", n ? letters : "U");
	ask->query[ask->queries++] = text->binding;
	if (queue && registers)
		ask->query[ask->queries++] = "Q";
}

/* A lifetime of 0, the default of "server", is left to the server's own default (86400). */
static void add_lifetime(struct lw_server *s, struct coap_ask *ask, struct lw_request_text *text)
{
	int64_t life_time = lw_server_lifetime(s);
	if (life_time <= 0 && !lw_settings(s->lw)->otherwise.zero_lifetime)
		return;
	snprintf(text->lt, sizeof(text->lt), "lt=%lld", (long long)life_time);
	ask->query[ask->queries++] = text->lt;
}

static void add_objects(struct coap_ask *ask, struct lw_server *s, struct lw_request_text *text)
{
	ask->body_len = lw_link_register(
		&s->lw->tree, lw_settings(s->lw)->version, text->objects, sizeof(text->objects));
	ask->body = (const uint8_t *)text->objects;
	ask->format = COAP_FORMAT_LINK;
}

static void ask_register(struct lw_server *s, struct coap_ask *ask, struct lw_request_text *text)
{
	const struct lw_config *c = lw_settings(s->lw);
	coap_ask_init(ask, COAP_METHOD_POST, "/rd");
	snprintf(text->ep, sizeof(text->ep), "ep=%s", c->reg_endpoint);
	snprintf(text->version, sizeof(text->version), "lwm2m=1.%d", c->version ? 1 : 0);
	ask->query[ask->queries++] = text->ep;
	ask->query[ask->queries++] = text->version;
	add_lifetime(s, ask, text);
	add_binding(s, ask, text, true);
	add_objects(ask, s, text);
}

static void ask_update(struct lw_server *s, struct coap_ask *ask, struct lw_request_text *text)
{
	coap_ask_init(ask, COAP_METHOD_POST, s->location);
	const char *binding = binding_of(s);
	add_lifetime(s, ask, text);
	if (strncmp(binding, s->told_binding, sizeof(s->told_binding) - 1))
		add_binding(s, ask, text, false);
	if (s->asked_objects)
		add_objects(ask, s, text);
}

void lw_request(struct lw_server *s, struct coap_ask *ask, struct lw_request_text *text)
{
	if (s->asked == LWREG_SEND_REGISTER)
		ask_register(s, ask, text);
	else if (s->asked == LWREG_SEND_UPDATE)
		ask_update(s, ask, text);
	else
		coap_ask_init(ask, COAP_METHOD_DELETE, s->location);
}
