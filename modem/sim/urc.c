/* The queue of unsolicited lines. Knows no URC by name. */
#include "modem/sim/urc.h"

#include <stdarg.h>
#include <stdio.h>

#include "modem/sim/state.h"

/* A host that takes nothing loses what goes beyond. */
#define URC_WAITING_MAX (4 * 1024 * 1024)

static bool elsewhere(const struct module *m)
{
	return m->vars.urc_elsewhere;
}

void urc_bytes(struct module *m, const void *bytes, size_t len)
{
	size_t pending = m->urcs.waiting.len + m->output.len - m->output_at;
	if (!elsewhere(m) && pending + len <= URC_WAITING_MAX)
		text_add(&m->urcs.waiting, bytes, len);
}

void urc_say(struct module *m, const char *format, ...)
{
	char line[1024];
	va_list ap;
	va_start(ap, format);
	int len = vsnprintf(line, sizeof line - 2, format, ap);
	va_end(ap);
	if (len < 0)
		return;
	struct text framed = {0};
	if (text_printf(&framed, "\r\n%s\r\n", line) == 0)
		urc_bytes(m, framed.bytes, framed.len);
	text_free(&framed);
}

static uint64_t typing_until_ms(const struct module *m)
{
	return m->line.text.len ? m->line.last_ms + (unsigned)assumed(m, ASSUME_TYPING_HOLD) : 0;
}

/* There is nothing to send, or nothing can be sent however long one waits. */
static bool held(const struct module *m)
{
	return !m->urcs.waiting.len || m->data.take || m->boot.power == POWER_ASLEEP;
}

void urc_run(struct module *m)
{
	if (held(m) || now_ms(m) < typing_until_ms(m))
		return;
	module_put(m, m->urcs.waiting.bytes, m->urcs.waiting.len);
	text_clear(&m->urcs.waiting);
}

uint64_t urc_deadline_ms(const struct module *m)
{
	if (held(m))
		return UINT64_MAX;
	return typing_until_ms(m);
}
