/* The provisioning files of a profile: reading those the module has, comparing, writing. How one
 * travels is in cli_transfer.c. */
#include <stdio.h>
#include <string.h>

#include "tui/verbs/cli_profile.h"
#include "tui/verbs/cli_transfer.h"

/* --- reading ------------------------------------------------------------------------------------- */

struct listing {
	struct transfer t; /* first: what on_entry gets */
	const struct profile_files *wanted;
	bool there[PROFILE_FILES_MAX];
};

static void on_entry(void *ctx, const struct files_entry *entry)
{
	struct listing *l = ctx;
	for (size_t i = 0; i < l->wanted->count; i++)
		if (strcmp(l->wanted->file[i].name, entry->name) == 0)
			l->there[i] = true;
}

static int list(struct cli *cli, struct listing *l)
{
	struct qlw_diag diag = {.err = QLW_OK};
	int code = transfer_begin(&l->t, cli, "files", on_entry);
	if (code)
		return code;
	code = transfer_finish(&l->t, files_list(l->t.files, &diag), &diag);
	transfer_end(&l->t);
	return code;
}

static int get(struct cli *cli, const char *name, struct profile_files *out)
{
	struct transfer t;
	struct qlw_diag diag = {.err = QLW_OK};
	int code = transfer_begin(&t, cli, name, NULL);
	if (code)
		return code;
	code = transfer_finish(&t, files_get(t.files, name, &diag), &diag);
	if (!code &&
		!profile_files_add(out, name, t.bytes ? (const char *)t.bytes : "", t.result.len))
		code = cli_fail(CLI_FILE, "out of memory");
	transfer_end(&t);
	return code;
}

int cli_module_files(struct cli *cli, const struct profile_files *wanted, struct profile_files *out)
{
	struct listing l = {.wanted = wanted};
	if (!wanted->count)
		return 0;
	int code = list(cli, &l);
	for (size_t i = 0; i < wanted->count && !code; i++) {
		if (l.there[i])
			code = get(cli, wanted->file[i].name, out);
		else
			profile_files_add(out, wanted->file[i].name, NULL, 0);
	}
	return code;
}

/* --- writing ------------------------------------------------------------------------------------- */

int cli_file_write(struct cli *cli, const struct profile_file *wanted)
{
	struct transfer t;
	struct qlw_diag diag = {.err = QLW_OK};
	int code = transfer_begin(&t, cli, wanted->name, NULL);
	if (code)
		return code;
	t.replaces = true;
	int err = wanted->gone ? files_delete(t.files, wanted->name, &diag)
			       : files_put(t.files, wanted->name, wanted->bytes, wanted->len, true,
					 &diag);
	code = transfer_finish(&t, err, &diag);
	transfer_end(&t);
	return code;
}

/* --- showing ------------------------------------------------------------------------------------- */

/* The first command of it; an upload is AT+QFUPL with the size. */
static void command_of(const struct profile_file *f, char *out, size_t size)
{
	files_format(out, size, f->gone ? "AT+QFDEL=" : "AT+QFUPL=", f->name,
		f->gone ? -1 : (int64_t)f->len, -1);
}

static void json_side(struct json *j, const char *name, const struct profile_file *f)
{
	char sum[8];
	if (f->gone) {
		json_null(j, name);
		return;
	}
	snprintf(sum, sizeof sum, "%04x", files_checksum(f->bytes, f->len) & 0xffff);
	json_object(j, name);
	json_text(j, "file", f->name);
	json_int(j, "size", (int64_t)f->len);
	json_text(j, "checksum", sum);
	json_object_end(j);
}

static const char *why(const struct profile_file *now, const struct profile_file *wanted)
{
	if (wanted->gone)
		return "not to be on the module; read when it starts";
	return now->gone ? "the module has no such file; read when it starts"
			 : "its content differs; read when the module starts";
}

/* A file with a PSK in it is in no snapshot. */
static bool is_reversible(const struct profile_file *now)
{
	return now->gone || !now->secret;
}

static void print_json(const struct cli *cli, size_t number, const struct profile_file *now,
	const struct profile_file *wanted, const char *result)
{
	struct json j;
	char command[FILES_NAME_MAX + 64];
	(void)cli;
	command_of(wanted, command, sizeof command);
	json_begin(&j, cli_out());
	json_int(&j, "step", (int64_t)number);
	json_text(&j, "command", command);
	json_text(&j, "why", why(now, wanted));
	json_side(&j, "current", now);
	json_side(&j, "wanted", wanted);
	json_bool(&j, "reversible", is_reversible(now));
	json_text(&j, "verify", "read back");
	if (result)
		json_text(&j, "result", result);
	json_end(&j);
}

void cli_file_print(const struct cli *cli, size_t number, const struct profile_file *now,
	const struct profile_file *wanted, const char *result)
{
	char command[FILES_NAME_MAX + 64];
	if (cli->options->json) {
		print_json(cli, number, now, wanted, result);
		return;
	}
	if (result && cli->options->quiet)
		return;
	cli_print("%2zu %c %-12s %s%s%s%s\n", number,
		wanted->gone ? '-'
		: now->gone  ? '+'
			     : '~',
		wanted->name, why(now, wanted), is_reversible(now) ? "" : " (cannot be undone)",
		result ? ": " : "", result ? result : "");
	command_of(wanted, command, sizeof command);
	if (!result)
		cli_print("     %s\n", command);
}

/* --- diff ---------------------------------------------------------------------------------------- */

static void diff_side(const struct profile_file *f, char *out, size_t size)
{
	if (f->gone)
		snprintf(out, size, "(no file)");
	else
		snprintf(out, size, "%zu bytes, checksum %04x", f->len,
			files_checksum(f->bytes, f->len) & 0xffff);
}

static void print_diff(
	const struct cli *cli, const struct profile_file *a, const struct profile_file *b)
{
	struct json j;
	char x[64], y[64];
	diff_side(a, x, sizeof x);
	diff_side(b, y, sizeof y);
	if (!cli->options->json) {
		cli_print("files %s: %s | %s\n", a->name, x, y);
		return;
	}
	json_begin(&j, cli_out());
	json_text(&j, "key", "files");
	json_text(&j, "index", a->name);
	json_text(&j, "field", "content");
	json_text(&j, "a", a->gone ? NULL : x);
	json_text(&j, "b", b->gone ? NULL : y);
	json_end(&j);
}

size_t cli_files_diff(
	const struct cli *cli, const struct profile_files *a, const struct profile_files *b)
{
	size_t n = 0;
	for (size_t i = 0; i < a->count; i++) {
		const struct profile_file *other = profile_files_find(b, a->file[i].name);
		if (!other || profile_file_same(&a->file[i], other))
			continue;
		print_diff(cli, &a->file[i], other);
		n++;
	}
	return n;
}
