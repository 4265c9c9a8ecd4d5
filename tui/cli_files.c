/*
 * `files`: provisioning files on the module. Knows the verbs and the files here; how one travels is in
 * cli_transfer.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "profiles/file.h"
#include "tui/cli_transfer.h"

/* Asked where someone can be asked. */
static int confirm(struct cli *cli, const char *verb, const char *question)
{
	bool asks = cli->host ? cli->host->ask != NULL : cli_has_terminal();
	if (cli->call->given & OPTION_YES)
		return 0;
	if (!asks)
		return cli_fail(CLI_REFUSED, "files %s needs --yes where nobody can be asked: %s",
			verb, question);
	return cli_confirm(cli, question);
}

/* --- ls ------------------------------------------------------------------------------------------- */

static void on_entry(void *ctx, const struct files_entry *entry)
{
	const struct transfer *t = ctx;
	struct json j;
	if (!t->cli->options->json) {
		cli_print("%8zu  ", entry->size);
		cli_put(entry->name, strlen(entry->name));
		cli_print("\n");
		return;
	}
	json_begin(&j, cli_out());
	json_text(&j, "name", entry->name);
	json_int(&j, "size", (int64_t)entry->size);
	json_end(&j);
}

static int do_ls(struct cli *cli)
{
	struct transfer t = {.cli = cli};
	struct qlw_diag diag = {.err = QLW_OK};
	int code = cli_open_lwm2m(cli, 0);
	if (!code)
		code = transfer_begin(&t, cli, "files", on_entry);
	if (code)
		return code;
	code = transfer_finish(&t, files_list(t.files, &diag), &diag);
	transfer_end(&t);
	return code;
}

/* --- get ------------------------------------------------------------------------------------------ */

/* Bytes as they are, but where a person would see them: there without controls and secrets. */
static void print_content(struct cli *cli, const uint8_t *bytes, size_t len)
{
	if (!len)
		return;
	bool seen = cli->host || isatty(STDOUT_FILENO);
	char *shown = seen ? malloc(4 * len + 64) : NULL;
	if (!seen)
		fwrite(bytes, 1, len, cli_out());
	if (!shown)
		return;
	size_t n = cli_redact(cli, (const char *)bytes, len, shown, 4 * len + 64);
	for (size_t at = 0; at < n;) {
		const char *end = memchr(shown + at, '\n', n - at);
		size_t to = end ? (size_t)(end - shown) : n;
		size_t text = to - at - (to > at && shown[to - 1] == '\r');
		cli_put(shown + at, text);
		cli_print("\n");
		at = to + 1;
	}
	free(shown);
}

/* LOCAL, or in LOCAL when that is a folder. */
static int write_local(const struct transfer *t, const char *local)
{
	char path[4096];
	struct stat st;
	bool folder = stat(local, &st) == 0 && S_ISDIR(st.st_mode);
	snprintf(path, sizeof path, "%s%s%s", local, folder ? "/" : "",
		folder ? file_base_name(t->name) : "");
	if (!transfer_write(path, O_TRUNC, t->bytes, t->result.len))
		return cli_fail(CLI_FILE, "%s: %s", path, strerror(errno));
	transfer_print(t, "received", t->result.len);
	return 0;
}

/* The content is in *t, which is ended by the caller unless this fails. */
static int fetch(struct cli *cli, const char *name, struct transfer *t)
{
	struct qlw_diag diag = {.err = QLW_OK};
	if (files_name_check(name, &diag))
		return cli_fail_diag(CLI_USAGE, &diag);
	int code = cli_open_lwm2m(cli, 0);
	if (!code)
		code = transfer_begin(t, cli, name, NULL);
	if (code)
		return code;
	code = transfer_finish(t, files_get(t->files, name, &diag), &diag);
	if (!code && t->result.len && !t->bytes)
		code = cli_fail(CLI_FILE, "out of memory");
	if (code)
		transfer_end(t);
	return code;
}

static int do_get(struct cli *cli)
{
	const char *local = cli->call->args > 2 ? cli->call->arg[2] : "-";
	struct transfer t = {.cli = cli};
	int code = fetch(cli, cli->call->arg[1], &t);
	if (code)
		return code;
	if (strcmp(local, "-") != 0)
		code = write_local(&t, local);
	else
		print_content(cli, t.bytes, t.result.len);
	transfer_end(&t);
	return code;
}

/* --- files here ----------------------------------------------------------------------------------- */

struct local {
	uint8_t *bytes;
	size_t len;
};

static int read_fd(int fd, struct local *l)
{
	struct stat st;
	if (fstat(fd, &st) < 0)
		return errno;
	if (!S_ISREG(st.st_mode))
		return S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
	l->bytes = malloc(FILES_BYTES_MAX + 1);
	if (!l->bytes)
		return ENOMEM;
	for (ssize_t n = 1; n && l->len <= FILES_BYTES_MAX; l->len += (size_t)n) {
		n = read(fd, l->bytes + l->len, FILES_BYTES_MAX + 1 - l->len);
		if (n < 0)
			return errno;
	}
	return l->len > FILES_BYTES_MAX ? EFBIG : 0;
}

static int read_local(const char *path, struct local *l)
{
	*l = (struct local){.bytes = NULL};
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int why = fd < 0 ? errno : read_fd(fd, l);
	if (fd >= 0)
		close(fd);
	return why ? cli_fail(CLI_FILE, "%s: %s", path, strerror(why)) : 0;
}

static void drop_local(struct local *l)
{
	transfer_wipe(l->bytes, l->bytes ? FILES_BYTES_MAX + 1 : 0);
}

/* --- diff ----------------------------------------------------------------------------------------- */

static size_t same_until(const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len)
{
	size_t i = 0;
	while (i < a_len && i < b_len && a[i] == b[i])
		i++;
	return i;
}

static void print_difference(const struct transfer *t, const struct local *l, size_t at)
{
	struct json j;
	if (!t->cli->options->json) {
		cli_print("%s: %zu bytes on the module, %zu here, different from byte %zu on\n",
			t->name, t->result.len, l->len, at + 1);
		return;
	}
	json_begin(&j, cli_out());
	json_text(&j, "name", t->name);
	json_int(&j, "size", (int64_t)t->result.len);
	json_int(&j, "local_size", (int64_t)l->len);
	json_int(&j, "first_difference", (int64_t)at);
	json_end(&j);
}

/* As of two profiles: 0 when they are equal, 7 when not. */
static int do_diff(struct cli *cli)
{
	struct transfer t = {.cli = cli};
	struct local l;
	int code = read_local(cli->call->arg[2], &l);
	if (!code)
		code = fetch(cli, cli->call->arg[1], &t);
	if (!code) {
		size_t at = same_until(t.bytes, t.result.len, l.bytes, l.len);
		bool equal = at == t.result.len && at == l.len;
		if (!equal)
			print_difference(&t, &l, at);
		code = equal ? CLI_DONE : CLI_STATE;
		transfer_end(&t);
	}
	drop_local(&l);
	return code;
}

/* --- put ------------------------------------------------------------------------------------------ */

static int put_once(
	struct cli *cli, const char *name, const struct local *l, bool replace, bool *there)
{
	struct transfer t = {.cli = cli};
	struct qlw_diag diag = {.err = QLW_OK};
	int code = transfer_begin(&t, cli, name, NULL);
	if (code)
		return code;
	t.replaces = true;
	int err = files_put(t.files, name, l->bytes, l->len, replace, &diag);
	if (!err)
		transfer_run(&t);
	*there = !err && t.result.err == QLW_EREFUSED && t.result.existed;
	if (err)
		code = cli_fail_diag(transfer_code(err), &diag);
	else if (t.result.err && !*there)
		code = transfer_fail(&t);
	else if (!*there)
		transfer_print(&t, t.result.unchanged ? "were there already" : "sent", l->len);
	transfer_end(&t);
	return code;
}

/* The question is asked once it is known that there is something to replace. */
static int put(struct cli *cli, const char *name, const struct local *l)
{
	char question[FILES_NAME_MAX + 80];
	bool there = false;
	int code = put_once(cli, name, l, cli->call->given & OPTION_YES, &there);
	if (code || !there)
		return code;
	snprintf(question, sizeof question, "%s is on the module already and will be replaced.",
		name);
	code = confirm(cli, "put", question);
	return code ? code : put_once(cli, name, l, true, &there);
}

/* It is the user's file: what is wrong with it is said, and it is sent. */
static void note_before(const struct cli *cli, const char *name, const struct local *l)
{
	enum file_kind kind = file_kind_of(name);
	if (kind == FILE_KIND_PSK && strncmp(name, "ssl/", 4) != 0)
		cli_note(cli, "the client looks for PSK files in ssl/, as in ssl/%s", name);
	if (kind >= FILE_KIND_PROFILE)
		return;
	struct file *f = file_read(kind, name, l->bytes, l->len);
	if (f && file_errors(f))
		cli_note(cli, "%s is not as the Note has it, errors: %zu (qlw check)", name,
			file_errors(f));
	file_free(f);
}

static int do_put(struct cli *cli)
{
	const char *path = cli->call->arg[1];
	const char *name = cli->call->args > 2 ? cli->call->arg[2] : file_base_name(path);
	struct qlw_diag diag = {.err = QLW_OK};
	struct local local;
	if (files_name_check(name, &diag))
		return cli_fail_diag(CLI_USAGE, &diag);
	int code = read_local(path, &local);
	if (!code)
		code = cli_open_lwm2m(cli, 0);
	if (!code)
		note_before(cli, name, &local);
	if (!code)
		code = put(cli, name, &local);
	if (!code && file_kind_of(name) < FILE_KIND_PROFILE)
		cli_note(cli, "the client reads it when the module starts (qlw reboot)");
	drop_local(&local);
	return code;
}

/* --- rm ------------------------------------------------------------------------------------------- */

static int do_rm(struct cli *cli)
{
	char question[FILES_NAME_MAX + 80];
	struct transfer t = {.cli = cli};
	struct qlw_diag diag = {.err = QLW_OK};
	const char *name = cli->call->arg[1];
	if (files_name_check(name, &diag))
		return cli_fail_diag(CLI_USAGE, &diag);
	snprintf(question, sizeof question, "%s will be deleted from the module.", name);
	int code = confirm(cli, "rm", question);
	if (!code)
		code = cli_open_lwm2m(cli, 0);
	if (!code)
		code = transfer_begin(&t, cli, name, NULL);
	if (code)
		return code;
	code = transfer_finish(&t, files_delete(t.files, name, &diag), &diag);
	transfer_end(&t);
	return code;
}

/* --- which ---------------------------------------------------------------------------------------- */

static const struct {
	const char *name, *synopsis;
	size_t least, most; /* arguments, with the name */
	bool changes;
	int (*run)(struct cli *cli);
} verbs[] = {
	{"ls", "", 1, 1, false, do_ls},
	{"get", "NAME [LOCAL]", 2, 3, false, do_get},
	{"put", "LOCAL [NAME] [--yes]", 2, 3, true, do_put},
	{"rm", "NAME [--yes]", 2, 2, true, do_rm},
	{"diff", "NAME LOCAL", 3, 3, false, do_diff},
	{"make", "NAME LOCAL", 3, 3, false, cli_files_make},
};

int cli_files(struct cli *cli)
{
	const char *name = cli->call->arg[0];
	size_t i = 0, n = sizeof verbs / sizeof *verbs;
	while (i < n && strcmp(verbs[i].name, name) != 0)
		i++;
	if (i == n)
		return cli_fail(CLI_USAGE, "files %s: it is ls, get, put, rm, diff or make", name);
	if (cli->call->args < verbs[i].least || cli->call->args > verbs[i].most)
		return cli_fail(CLI_USAGE, "usage: files %s %s", name, verbs[i].synopsis);
	if (verbs[i].changes && cli->options->read_only)
		return cli_fail(
			CLI_REFUSED, "files %s changes the module, and this is --read-only", name);
	return verbs[i].run(cli);
}
