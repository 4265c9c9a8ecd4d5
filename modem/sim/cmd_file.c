/* AT+QFLST, QFLDS, QFDEL, QFUPL, QFDWL, QFOPEN, QFCLOSE. Where files lie is for files.c and
 * flash.c. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "modem/sim/commands.h"
#include "modem/sim/flash.h"
#include "modem/sim/state.h"

#define UPLOAD_DEFAULT   10240
#define TIMEOUT_DEFAULT  5
#define ACKNOWLEDGE_EACH 1024
#define GUARD_MS         1000 /* silence before and after +++ */
#define EUFS_HANDLE      20000

static int take_path(struct module *m, const struct at_command *c, char *path, bool *eufs)
{
	char name[256];
	if (!args_string(&c->args, 0, name, sizeof name))
		return FILES_EINVALID;
	return files_path(name, assumed(m, ASSUME_SSL_WRITABLE), path, FILES_PATH, eufs)
		       ? AT_OK
		       : FILES_ENAME;
}

/* --- listing ---------------------------------------------------------------------------------- */

struct listing {
	struct module *m;
	const char *prefix; /* as the name is shown */
	long long bytes, files;
	bool silent;
};

static void list_one(void *ctx, const char *name, long long size)
{
	struct listing *l = ctx;
	l->bytes += size;
	l->files++;
	if (!l->silent)
		at_say(l->m, "+QFLST: \"%s%s\",%lld", l->prefix, name, size);
}

static const struct {
	const char *pattern, *folder, *prefix;
} lists[] = {
	{"EUFS:/datatx/ssl/*", "datatx/ssl", "EUFS:/datatx/ssl/"},
	{"EUFS:/datatx/*", "datatx", "EUFS:/datatx/"},
	{"EUFS:/ufs/*", "ufs", "EUFS:"},
	{"EUFS:*", "ufs", "EUFS:"},
	{"UFS:*", "modem", "UFS:"},
	{"*", "modem", "UFS:"},
};
#define LISTS (sizeof lists / sizeof *lists)

/* A storage with '*', or one file. */
static int list(struct module *m, const struct at_command *c)
{
	char path[FILES_PATH], name[256] = "*";
	bool eufs;
	if (c->type == AT_WRITE && !args_string(&c->args, 0, name, sizeof name))
		return FILES_EINVALID;
	for (size_t i = 0; i < LISTS; i++)
		if (strcasecmp(name, lists[i].pattern) == 0) {
			struct listing l = {.m = m, .prefix = lists[i].prefix};
			flash_list(m->flash, lists[i].folder, list_one, &l);
			return AT_OK;
		}
	int err = take_path(m, c, path, &eufs);
	if (err)
		return err;
	if (!flash_exists(m->flash, path))
		return FILES_EMISSING;
	at_say(m, "+QFLST: \"%s\",%lld", name, flash_size(m->flash, path));
	return AT_OK;
}

static long long used(struct module *m, const char *folder, long long *files)
{
	struct listing l = {.m = m, .silent = true};
	flash_list(m->flash, folder, list_one, &l);
	if (files)
		*files = l.files;
	return l.bytes;
}

static long long room(struct module *m, bool eufs)
{
	long long bytes =
		eufs ? used(m, "datatx", NULL) + used(m, "datatx/ssl", NULL) + used(m, "ufs", NULL)
		     : used(m, "modem", NULL);
	return FILES_CAPACITY - bytes;
}

/* Free and whole space of a storage; without one, size and number of the files in UFS. */
static int space(struct module *m, const struct at_command *c)
{
	long long files, bytes = used(m, "modem", &files);
	if (c->type == AT_EXEC) {
		at_say(m, "+QFLDS: %lld,%lld", bytes, files);
		return AT_OK;
	}
	bool eufs = args_is(&c->args, 0, "EUFS");
	if (!eufs && !args_is(&c->args, 0, "UFS"))
		return FILES_EINVALID;
	at_say(m, "+QFLDS: %lld,%d", room(m, eufs), FILES_CAPACITY);
	return AT_OK;
}

static bool is_open(const struct module *m, const char *path)
{
	for (size_t i = 0; i < FILES_OPEN; i++)
		if (m->files.open[i].handle && strcmp(m->files.open[i].path, path) == 0)
			return true;
	return false;
}

static int delete_one(struct module *m, const struct at_command *c)
{
	char path[FILES_PATH];
	bool eufs;
	int err = take_path(m, c, path, &eufs);
	if (err)
		return err;
	if (is_open(m, path))
		return FILES_EBUSY;
	return flash_remove(m->flash, path) ? AT_OK : FILES_EMISSING;
}

/* --- upload ----------------------------------------------------------------------------------- */

static bool store(struct module *m, const char *path, const void *bytes, size_t len)
{
	flash_fill(m->flash, m->faults.state[FAULT_FLASH_FULL].on);
	return flash_write(m->flash, path, bytes, len);
}

/* What has come is kept as a file, complete or not. */
static void upload_done(struct module *m, int result)
{
	struct files *f = &m->files;
	if (!store(m, f->path, f->data.bytes ? f->data.bytes : "", f->data.len))
		result = FILES_EWRITE;
	if (result == AT_OK)
		at_say(m, "+QFUPL: %zu,%x", f->data.len,
			files_checksum(f->data.bytes, f->data.len));
	text_free(&f->data);
	at_finish(m, result);
}

static void upload_expire(struct module *m)
{
	struct files *f = &m->files;
	if (f->pluses == 3) {
		f->data.len -= 3;
		upload_done(m, AT_OK);
	} else {
		upload_done(m, assumed(m, ASSUME_UPLOAD_TIMEOUT) ? FILES_ETIME : AT_OK);
	}
}

static void acknowledge(struct module *m, size_t before, size_t after)
{
	for (size_t n = before / ACKNOWLEDGE_EACH; n < after / ACKNOWLEDGE_EACH; n++)
		module_put(m, "A", 1);
}

/* "+++" behind a silence, and nothing else, may be the end of data mode. */
static void count_pluses(struct files *f, uint64_t now, const char *bytes, size_t len)
{
	if (now >= f->last_ms + GUARD_MS)
		f->pluses = 0;
	for (size_t i = 0; i < len; i++)
		f->pluses = bytes[i] == '+' && f->pluses >= 0 && f->pluses < 3 ? f->pluses + 1 : -1;
	f->last_ms = now;
}

static size_t upload_take(struct module *m, const char *bytes, size_t len)
{
	struct files *f = &m->files;
	size_t before = f->data.len;
	if (len > f->size - before)
		len = f->size - before;
	text_add(&f->data, bytes, len);
	count_pluses(f, now_ms(m), bytes, len);
	m->data.deadline_ms = now_ms(m) + (f->pluses == 3 ? GUARD_MS : f->timeout_ms);
	if (f->acknowledge)
		acknowledge(m, before, f->data.len);
	if (f->data.len == f->size)
		upload_done(m, AT_OK);
	return len;
}

static int upload(struct module *m, const struct at_command *c)
{
	struct files *f = &m->files;
	int64_t size, timeout, ack;
	bool eufs;
	int err = take_path(m, c, f->path, &eufs);
	if (err)
		return err;
	if (!args_number_or(&c->args, 1, 1, INT32_MAX, UPLOAD_DEFAULT, &size) ||
		!args_number_or(&c->args, 2, 1, 65535, TIMEOUT_DEFAULT, &timeout) ||
		!args_number_or(&c->args, 3, 0, 1, 0, &ack))
		return FILES_EINVALID;
	if (size > FILES_CAPACITY)
		return FILES_ELARGE;
	if (flash_exists(m->flash, f->path))
		return FILES_EEXISTS;
	if (size > room(m, eufs))
		return FILES_EFULL;
	text_clear(&f->data);
	f->size = (size_t)size;
	f->timeout_ms = (uint64_t)timeout * 1000;
	f->last_ms = now_ms(m);
	f->acknowledge = ack;
	f->pluses = -1;
	at_connect(m);
	m->data = (struct data_mode){.take = upload_take,
		.expire = upload_expire,
		.deadline_ms = now_ms(m) + f->timeout_ms};
	return AT_DATA;
}

/* --- download --------------------------------------------------------------------------------- */

static int download(struct module *m, const struct at_command *c)
{
	char path[FILES_PATH];
	struct text data = {0};
	bool eufs;
	int err = take_path(m, c, path, &eufs);
	if (err)
		return err;
	if (!flash_read(m->flash, path, &data)) {
		text_free(&data);
		return FILES_EMISSING;
	}
	at_connect(m);
	module_put(m, data.bytes, data.len);
	at_say(m, "+QFDWL: %zu,%x", data.len, files_checksum(data.bytes, data.len));
	text_free(&data);
	return AT_OK;
}

/* --- handles ---------------------------------------------------------------------------------- */

static struct open_file *find_handle(struct module *m, unsigned handle)
{
	for (size_t i = 0; i < FILES_OPEN; i++)
		if (m->files.open[i].handle == handle)
			return &m->files.open[i];
	return NULL;
}

static unsigned free_handle(struct module *m, bool eufs)
{
	unsigned handle = eufs ? EUFS_HANDLE : 1;
	while (find_handle(m, handle))
		handle++;
	return handle;
}

/* Mode 0 makes the file if it is missing, 1 makes it anew, 2 wants it to be there. */
static int open_one(struct module *m, const struct at_command *c)
{
	char path[FILES_PATH];
	int64_t mode;
	bool eufs;
	int err = take_path(m, c, path, &eufs);
	struct open_file *f = find_handle(m, 0);
	if (err)
		return err;
	if (!args_number_or(&c->args, 1, 0, 2, 0, &mode))
		return FILES_EINVALID;
	if (!f)
		return FILES_EOPENED_MAX;
	if (is_open(m, path))
		return FILES_EBUSY;
	bool exists = flash_exists(m->flash, path);
	if (mode == 2 && !exists)
		return FILES_EMISSING;
	if ((mode == 1 || !exists) && !store(m, path, "", 0))
		return FILES_EWRITE;
	f->handle = free_handle(m, eufs);
	f->mode = (unsigned)mode;
	snprintf(f->path, sizeof f->path, "%s", path);
	at_say(m, "+QFOPEN: %u", f->handle);
	return AT_OK;
}

static int close_one(struct module *m, const struct at_command *c)
{
	int64_t handle;
	if (!args_number(&c->args, 0, 1, UINT32_MAX, &handle))
		return FILES_EINVALID;
	struct open_file *f = find_handle(m, (unsigned)handle);
	if (!f)
		return FILES_EHANDLE;
	memset(f, 0, sizeof *f);
	return AT_OK;
}

static int list_open(struct module *m, const struct at_command *c)
{
	(void)c;
	for (size_t i = 0; i < FILES_OPEN; i++) {
		const struct open_file *f = &m->files.open[i];
		if (f->handle)
			at_say(m, "+QFOPEN: \"%s\",%u,%u", strrchr(f->path, '/') + 1, f->handle,
				f->mode);
	}
	return AT_OK;
}

/* --- forms ------------------------------------------------------------------------------------ */

static const char *form_of(const char *name)
{
	static const struct {
		const char *name, *form;
	} forms[] = {
		{"+QFUPL", "<filename>[,(1-<free>)[,(1-65535)[,(0,1)]]]"},
		{"+QFDWL", "<filename>"},
		{"+QFDEL", "<filename>"},
		{"+QFOPEN", "<filename>[,(0-2)]"},
		{"+QFCLOSE", "<filehandle>"},
		{"+QFLST", "<name_pattern>"},
		{"+QFLDS", "<name_pattern>"},
	};
	size_t i = 0;
	while (strcmp(forms[i].name, name) != 0)
		i++;
	return forms[i].form;
}

static int test(struct module *m, const struct at_command *c)
{
	at_say(m, "%s: %s", c->name, form_of(c->name));
	return AT_OK;
}

const struct at_row cmd_file_rows[] = {
	{.name = "+QFLST", .on = {[AT_EXEC] = list, [AT_WRITE] = list, [AT_TEST] = test}},
	{.name = "+QFLDS", .on = {[AT_EXEC] = space, [AT_WRITE] = space, [AT_TEST] = test}},
	{.name = "+QFDEL", .on = {[AT_WRITE] = delete_one, [AT_TEST] = test}},
	{.name = "+QFUPL", .on = {[AT_WRITE] = upload, [AT_TEST] = test}},
	{.name = "+QFDWL", .on = {[AT_WRITE] = download, [AT_TEST] = test}},
	{.name = "+QFOPEN", .on = {[AT_READ] = list_open, [AT_WRITE] = open_one, [AT_TEST] = test}},
	{.name = "+QFCLOSE", .on = {[AT_WRITE] = close_one, [AT_TEST] = test}},
	{0},
};
