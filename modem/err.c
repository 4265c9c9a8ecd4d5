/* Filling a struct qlw_diag. Knows nothing of what failed. */
#include "modem/err.h"

#include <stdarg.h>
#include <stdio.h>

int qlw_diag_set(struct qlw_diag *d, enum qlw_err err, const char *format, ...)
{
	if (d) {
		va_list ap;
		va_start(ap, format);
		vsnprintf(d->what, sizeof d->what, format, ap);
		va_end(ap);
		d->err = err;
		d->hint[0] = '\0';
	}
	return err;
}

void qlw_diag_hint(struct qlw_diag *d, const char *format, ...)
{
	if (!d)
		return;
	va_list ap;
	va_start(ap, format);
	vsnprintf(d->hint, sizeof d->hint, format, ap);
	va_end(ap);
}
