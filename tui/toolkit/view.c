/*
 * Intents, made. Knows no action.
 */
#include "tui/toolkit/view.h"

#include <stdarg.h>
#include <stdio.h>

struct intent intent_none(void)
{
	return (struct intent){.kind = INTENT_NONE};
}

struct intent intent_done(void)
{
	return (struct intent){.kind = INTENT_DONE};
}

struct intent intent_back(void)
{
	return (struct intent){.kind = INTENT_BACK};
}

struct intent intent_action(const char *action)
{
	return (struct intent){.kind = INTENT_ACTION, .action = action};
}

struct intent intent_text(enum intent_kind kind, const char *format, ...)
{
	struct intent intent = {.kind = kind};
	va_list args;

	va_start(args, format);
	vsnprintf(intent.args[0], INTENT_ARG_MAX, format, args);
	va_end(args);
	return intent;
}
