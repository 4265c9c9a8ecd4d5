/* Which reader a file goes to, and its notes taken over. Knows no format. */
#include "profiles/check.h"

#include <stdlib.h>
#include <string.h>

void check_add(struct check *c, const struct file_note *note)
{
	c->errors += !note->warning;
	c->warnings += note->warning;
	if (c->notes == FILE_NOTES_MAX)
		return;
	struct file_note *grown = realloc(c->note, (c->notes + 1) * sizeof *grown);
	if (!grown)
		return;
	c->note = grown;
	c->note[c->notes++] = *note;
}

static int check_provisioning(struct check *c, const char *path, const void *bytes, size_t len)
{
	const struct file_note *note;
	struct file *f = file_read(c->kind, path, bytes, len);
	if (!f)
		return QLW_ENOMEM;
	for (size_t i = 0; (note = file_note(f, i)); i++)
		check_add(c, note);
	c->errors = file_errors(f);
	c->warnings = file_warnings(f);
	file_free(f);
	return 0;
}

int check_bytes(struct check *c, const char *path, const void *bytes, size_t len)
{
	memset(c, 0, sizeof *c);
	c->kind = file_kind_of(path);
	if (c->kind == FILE_KIND_UNKNOWN)
		return QLW_EUSAGE;
	if (c->kind == FILE_KIND_PROFILE)
		return check_profile(c, bytes, len);
	return check_provisioning(c, path, bytes, len);
}

void check_free(struct check *c)
{
	free(c->note);
	memset(c, 0, sizeof *c);
}

const char *check_kinds(void)
{
	return "bootstrap.ini, carrier_apn_cfg, lwm2m_cfg, lwm2m_app_autostart, <ssid>_server.psk "
	       "and "
	       "*.json";
}
