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

#include "profiles/file_draft.h"
#include "tui/verbs/cli_local.h"
#include "tui/verbs/cli_transfer.h"

#define ERRORS_SAID 20 /* of a file that is sent all the same */

/* Before anything is opened: CLI_REFUSED when nobody could be asked later. */
static int can_confirm(const struct cli *cli, const char *verb)
{
	bool asks = cli->host ? cli->host->confirm != NULL : cli_has_terminal();
	if ((cli->call->given & OPTION_YES) || asks)
		return 0;
	return cli_fail(CLI_REFUSED, "files %s needs --yes where nobody can be asked", verb);
}

/* Asked where someone can be asked. */
static int confirm(struct cli *cli, const char *verb, const char *question)
{
	int code = can_confirm(cli, verb);
	return code ? code : cli_confirm(cli, question);
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
	const bool over = stat(path, &st) == 0 && S_ISREG(st.st_mode);
	if (!transfer_write(path, O_TRUNC, t->bytes, t->result.len))
		return cli_fail(CLI_FILE, "%s: %s", path, strerror(errno));
	if (over)
		cli_note(t->cli, "%s was there with %lld bytes: replaced", path,
			(long long)st.st_size);
	transfer_print(t, "received", t->result.len);
	return 0;
}

static int do_get(struct cli *cli)
{
	const char *local = cli->call->args > 2 ? cli->call->arg[2] : "-";
	struct transfer t = {.cli = cli};
	int code = transfer_fetch(cli, cli->call->arg[1], &t, NULL);
	if (code)
		return code;
	if (strcmp(local, "-") != 0)
		code = write_local(&t, local);
	else
		print_content(cli, t.bytes, t.result.len);
	transfer_end(&t);
	return code;
}

/* --- a file here, or what is edited ---------------------------------------------------------------- */

/* What is edited is not written here first. */
static int take_local(struct cli *cli, const char *path, struct local *l)
{
	if (!cli->given_bytes)
		return local_read(path, l);
	*l = (struct local){.bytes = malloc(FILES_BYTES_MAX + 1)};
	if (!l->bytes || cli->given_len > FILES_BYTES_MAX)
		return cli_fail(CLI_FILE, "%s: out of memory", path);
	memcpy(l->bytes, cli->given_bytes, cli->given_len);
	l->len = cli->given_len;
	return 0;
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

static void print_change(void *ctx, const struct file_item *was, const struct file_item *is)
{
	char text[400];
	(void)ctx;
	file_diff_words(was, is, text, sizeof text);
	cli_print("  ");
	cli_put(text, strlen(text));
	cli_print("\n");
}

/* The same entry by entry: what the module has, and what is here. */
static void print_entries(const struct transfer *t, const struct local *l)
{
	const enum file_kind kind = file_kind_of(t->name);
	if (kind >= FILE_KIND_PROFILE || t->cli->options->json)
		return;
	struct file *a = file_read(kind, t->name, t->bytes ? t->bytes : l->bytes, t->result.len);
	struct file *b = file_read(kind, t->name, l->bytes, l->len);
	if (a && b)
		file_diff(a, b, print_change, NULL);
	file_free(a);
	file_free(b);
}

/* As of two profiles: 0 when they are equal, 7 when not. */
static int do_diff(struct cli *cli)
{
	struct transfer t = {.cli = cli};
	struct local l;
	int code = take_local(cli, cli->call->arg[2], &l);
	if (!code)
		code = transfer_fetch(cli, cli->call->arg[1], &t, NULL);
	if (!code) {
		size_t at = same_until(t.bytes, t.result.len, l.bytes, l.len);
		bool equal = at == t.result.len && at == l.len;
		if (!equal) {
			print_difference(&t, &l, at);
			print_entries(&t, &l);
		}
		code = equal ? CLI_DONE : CLI_STATE;
		transfer_end(&t);
	}
	local_drop(&l);
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
	if (!code && !*there) {
		transfer_keep_old(&t);
		transfer_print(&t, t.result.unchanged ? "were there already" : "sent", l->len);
	}
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
	snprintf(question, sizeof question, "Replace %s on the module?", name);
	code = confirm(cli, "put", question);
	return code ? code : put_once(cli, name, l, true, &there);
}

/* It is the user's file: what is wrong with it is said, and it is sent. */
static void note_errors(const struct cli *cli, const char *path, const struct file *f)
{
	const struct file_note *n;
	size_t said = 0;
	for (size_t i = 0; (n = file_note(f, i)) && said < ERRORS_SAID; i++)
		if (!n->warning && ++said)
			cli_note(cli, "%s:%zu:%zu: %s: %s", path, n->line, n->column, n->key,
				n->text);
	if (said)
		cli_note(cli,
			"%s is not as the Note has it, errors: %zu (qlw check); it is sent as it "
			"is",
			path, file_errors(f));
}

static void note_before(
	const struct cli *cli, const char *path, const char *name, const struct local *l)
{
	enum file_kind kind = file_kind_of(name);
	if (kind == FILE_KIND_PSK && strncmp(name, "ssl/", 4) != 0)
		cli_note(cli, "the client looks for PSK files in ssl/, as in ssl/%s", name);
	if (kind >= FILE_KIND_PROFILE)
		return;
	struct file *f = file_read(kind, name, l->bytes, l->len);
	if (f)
		note_errors(cli, path, f);
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
	int code = take_local(cli, path, &local);
	if (!code)
		code = cli_open_lwm2m(cli, 0);
	if (!code)
		note_before(cli, path, name, &local);
	if (!code)
		code = put(cli, name, &local);
	if (!code && file_kind_of(name) < FILE_KIND_PROFILE)
		cli_note(cli, "the client reads it when the module starts (qlw reboot)");
	local_drop(&local);
	return code;
}

/* --- rm ------------------------------------------------------------------------------------------- */

/* Whether it is there, and how long. */
struct sought {
	struct transfer transfer; /* first: entries come to it */
	bool found;
	size_t size;
};

static void on_sought(void *ctx, const struct files_entry *entry)
{
	struct sought *s = ctx;
	if (strcmp(entry->name, s->transfer.name) == 0) {
		s->found = true;
		s->size = entry->size;
	}
}

/* What is not listed may be there all the same: the module decides. */
static int ask_remove(struct cli *cli, const char *name)
{
	struct sought s = {.found = false};
	struct qlw_diag diag = {.err = QLW_OK};
	char question[FILES_NAME_MAX + 80], size[32] = "";
	if (cli->call->given & OPTION_YES)
		return 0;
	int code = transfer_begin(&s.transfer, cli, name, on_sought);
	if (code)
		return code;
	code = transfer_finish(&s.transfer, files_list(s.transfer.files, &diag), &diag);
	transfer_end(&s.transfer);
	if (s.found)
		snprintf(size, sizeof size, " (%zu bytes)", s.size);
	snprintf(question, sizeof question, "Delete %s%s?", name, size);
	return code && code != CLI_ANSWER ? code : confirm(cli, "rm", question);
}

static int do_rm(struct cli *cli)
{
	struct transfer t = {.cli = cli};
	struct qlw_diag diag = {.err = QLW_OK};
	const char *name = cli->call->arg[1];
	if (files_name_check(name, &diag))
		return cli_fail_diag(CLI_USAGE, &diag);
	int code = can_confirm(cli, "rm");
	if (!code)
		code = cli_open_lwm2m(cli, 0);
	if (!code)
		code = ask_remove(cli, name);
	if (!code)
		code = transfer_begin(&t, cli, name, NULL);
	if (code)
		return code;
	code = transfer_finish(&t, files_delete(t.files, name, &diag), &diag);
	if (!code)
		cli_note(cli, "%s: deleted on the module", name);
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
	{"make", "NAME LOCAL [psk_id=VALUE psk_key=VALUE]", 3, 5, false, cli_files_make},
	{"show", "NAME|PATH", 2, 2, false, cli_files_show},
	{"settings", "NAME|PATH…", 2, OPTIONS_ARGS_MAX, false, cli_files_settings},
	{"check", "", 1, 1, false, cli_files_check},
	{"edit", "NAME|PATH", 2, 2, false, cli_files_edit},
};

int cli_files(struct cli *cli)
{
	const char *name = cli->call->arg[0];
	size_t i = 0, n = sizeof verbs / sizeof *verbs;
	while (i < n && strcmp(verbs[i].name, name) != 0)
		i++;
	if (i == n)
		return cli_fail(CLI_USAGE,
			"files %s: it is ls, get, put, rm, diff, make, show, settings, check or "
			"edit",
			name);
	if (cli->call->args < verbs[i].least || cli->call->args > verbs[i].most)
		return cli_fail(CLI_USAGE, "usage: files %s %s", name, verbs[i].synopsis);
	if (verbs[i].changes && cli->options->read_only)
		return cli_fail(
			CLI_REFUSED, "files %s changes the module, and this is --read-only", name);
	return verbs[i].run(cli);
}
