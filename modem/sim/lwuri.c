/* Server URIs. Resolves nothing. */
#include "modem/sim/lwuri.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool parse_port(const char *text, uint16_t *port)
{
	char *end;
	if (*text < '0' || *text > '9')
		return false;
	unsigned long value = strtoul(text, &end, 10);
	if ((*end && *end != '/') || value == 0 || value > 65535)
		return false;
	*port = (uint16_t)value;
	return true;
}

static bool copy_host(struct lw_uri *uri, const char *text, size_t len)
{
	if (len == 0 || len >= sizeof(uri->host))
		return false;
	memcpy(uri->host, text, len);
	uri->host[len] = '\0';
	return true;
}

bool lw_uri_parse(const char *text, struct lw_uri *uri)
{
	memset(uri, 0, sizeof(*uri));
	if (!strncasecmp(text, "coaps://", 8))
		uri->secure = true;
	else if (strncasecmp(text, "coap://", 7) != 0)
		return false;
	uri->port = uri->secure ? 5684 : 5683;
	text += uri->secure ? 8 : 7;
	if (*text == '[') {
		const char *end = strchr(text, ']');
		if (!end || !copy_host(uri, text + 1, (size_t)(end - text - 1)))
			return false;
		return end[1] == ':' ? parse_port(end + 2, &uri->port) : !end[1] || end[1] == '/';
	}
	/* The Note's own 1.1 example has an IPv6 literal without brackets: its last group, after
	 * eight full ones, is the port. */
	size_t len = strcspn(text, "/");
	const char *colon = NULL;
	for (size_t i = 0; i < len; i++)
		if (text[i] == ':')
			colon = text + i;
	if (!colon)
		return copy_host(uri, text, len);
	return copy_host(uri, text, (size_t)(colon - text)) && parse_port(colon + 1, &uri->port);
}
