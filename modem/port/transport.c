/*
 * Transports: picks a back end by the port's prefix and passes calls on. It knows the back ends'
 * table and no system call.
 */
#include "modem/port/transport.h"

#include <string.h>

#include "modem/port/transport_backend.h"

/* The path comes last: its empty prefix takes whatever is left. */
static const struct transport_ops *const transport_table[] = {
	&transport_tcp,
	&transport_unix,
	&transport_sim,
	&transport_path,
};

#define TRANSPORT_COUNT (sizeof(transport_table) / sizeof(transport_table[0]))

int transport_open(struct transport **out, const char *port,
	const struct transport_options *options, struct qlw_diag *diag)
{
	static const struct transport_options defaults = {0};

	*out = NULL;
	if (!port || !*port)
		return qlw_diag_set(diag, QLW_EUSAGE, "no port is named");
	for (size_t i = 0; i < TRANSPORT_COUNT; i++) {
		const struct transport_ops *ops = transport_table[i];
		size_t n = strlen(ops->prefix);

		if (!strncmp(port, ops->prefix, n))
			return ops->open(out, port + n, options ? options : &defaults, diag);
	}
	return qlw_diag_set(diag, QLW_EUSAGE, "%s: no such kind of port", port);
}

void transport_close(struct transport *t)
{
	if (t)
		t->ops->close(t);
}

ssize_t transport_read(struct transport *t, void *buffer, size_t n)
{
	return n ? t->ops->read(t, buffer, n) : 0;
}

ssize_t transport_write(struct transport *t, const void *bytes, size_t n)
{
	return n ? t->ops->write(t, bytes, n) : 0;
}

size_t transport_unsent(const struct transport *t)
{
	return t->ops->unsent ? t->ops->unsent(t) : 0;
}

struct pollfd transport_pollfd(const struct transport *t, bool want_write)
{
	return t->ops->pollfd(t, want_write);
}

uint64_t transport_deadline_ms(const struct transport *t)
{
	return t->ops->deadline_ms ? t->ops->deadline_ms(t) : UINT64_MAX;
}

void transport_tick(struct transport *t, uint64_t now_ms)
{
	if (t->ops->tick)
		t->ops->tick(t, now_ms);
}

const char *transport_name(const struct transport *t)
{
	return t->name;
}

const char *transport_reason(const struct transport *t)
{
	return t->reason;
}
