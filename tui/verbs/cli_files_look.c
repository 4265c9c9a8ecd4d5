/*
 * `files show`, `settings`, `check`, `edit`: provisioning files in words, whether they are here or on
 * the module. Knows no format: see profiles/file.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/journal/redact.h"
#include "profiles/file_convert.h"
#include "profiles/file_outline.h"
#include "tui/verbs/cli_check.h"
#include "tui/verbs/cli_local.h"
#include "tui/verbs/cli_transfer.h"

/* --- a file, from wherever -------------------------------------------------------------------- */

static int known_kind(const char *name)
{
	if (file_kind_of(name) < FILE_KIND_PROFILE)
		return 0;
	return transfer_unknown_kind(name);
}

/* What a path or a name on the module holds. *f is the caller's. */
static int load(struct cli *cli, const char *name, struct file **f)
{
	struct transfer t = {.cli = cli};
	struct local l = {.bytes = NULL};
	const bool here = local_is_path(name);
	int code = known_kind(name);
	if (!code)
		code = here           ? local_read(name, &l)
		       : cli->session ? transfer_receive(cli, name, &t, NULL)
				      : transfer_fetch(cli, name, &t, NULL);
	if (!code) {
		*f = here ? file_read(file_kind_of(name), name, l.bytes, l.len)
			  : file_read(file_kind_of(name), name, t.bytes, t.result.len);
		if (!*f)
			code = cli_fail(CLI_FILE, "out of memory");
		if (!here)
			transfer_end(&t);
	}
	local_drop(&l);
	return code;
}

/* --- show ------------------------------------------------------------------------------------- */

static void json_item(const struct cli *cli, const char *name, const struct file_item *item)
{
	struct json j;
	const bool secret = file_item_secret(item) && !cli->options->log_secrets;
	json_begin(&j, cli_out());
	json_text(&j, "file", name);
	json_int(&j, "line", (int64_t)item->line);
	json_text(&j, "name", item->name);
	if (file_kind_of(name) == FILE_KIND_APN)
		json_int(&j, "record", item->record);
	json_text(&j, "title", file_item_title(item));
	json_text(&j, "value", secret ? REDACT_MARK : item->value);
	json_text(&j, "meaning", item->row ? item->row->meaning : "unknown, kept as it is");
	json_end(&j);
}

static void show_line(
	const struct cli *cli, const char *name, const struct file *f, const struct file_line *l)
{
	char text[600];
	if (cli->options->json) {
		if (l->kind == FILE_LINE_ITEM)
			json_item(cli, name, file_item(f, l->item));
		return;
	}
	if (l->kind == FILE_LINE_HEADING)
		file_line_heading(f, l, text, sizeof text);
	else if (l->kind == FILE_LINE_ITEM)
		file_item_explain(file_item(f, l->item), text, sizeof text);
	else
		return;
	cli_print("%s", l->kind == FILE_LINE_ITEM ? "  " : "");
	cli_put(text, strlen(text));
	cli_print("\n");
}

int cli_files_show(struct cli *cli)
{
	const char *name = cli->call->arg[1];
	struct file_outline o = {.line = NULL};
	struct file *f = NULL;
	int code = load(cli, name, &f);
	if (code)
		return code;
	if (!file_outline_make(&o, f))
		code = cli_fail(CLI_FILE, "out of memory");
	for (size_t i = 0; !code && i < o.count; i++)
		show_line(cli, name, f, &o.line[i]);
	if (file_errors(f) + file_warnings(f))
		cli_note(cli, "%s: %zu errors, %zu warnings (%s)", name, file_errors(f),
			file_warnings(f), local_is_path(name) ? "qlw check" : "qlw files check");
	file_outline_free(&o);
	file_free(f);
	return code;
}

/* --- settings --------------------------------------------------------------------------------- */

/* As both shells take it. */
static void put_word(const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "_-.:/,+@%[]";
	const bool quoted = !*text || strspn(text, plain) != strlen(text);
	const char *quote = !quoted ? "" : strchr(text, '\'') ? "\"" : "'";
	cli_print("%s", quote);
	cli_put(text, strlen(text));
	cli_print("%s", quote);
}

static void print_set(const struct cli *cli, enum qlw_key key, const struct qlw_record *record)
{
	const struct qlw_verb *verb = qlw_key_verb(key);
	cli_print("set %s", verb->name);
	for (size_t i = 0; i < verb->fields; i++) {
		const struct qlw_field *f = &verb->field[i];
		if (!record->value[i].present)
			continue;
		cli_print(f->index ? " " : " %s=", f->name);
		put_word(f->secret && !cli->options->log_secrets ? "-" : record->value[i].text);
	}
	cli_print("\n");
}

static void print_pdp(const struct cli *cli, const struct file_pdp *pdp)
{
	struct json j;
	if (!cli->options->json) {
		cli_print("apn %u ", pdp->cid);
		put_word(pdp->type);
		cli_print(" ");
		put_word(pdp->apn);
		cli_print("\n");
		return;
	}
	json_begin(&j, cli_out());
	json_text(&j, "key", "pdp");
	json_int(&j, "cid", pdp->cid);
	json_text(&j, "type", pdp->type);
	json_text(&j, "apn", pdp->apn);
	json_end(&j);
}

static void print_settings(struct cli *cli, const struct file_settings *s)
{
	for (size_t i = 0; i < s->pdps; i++)
		print_pdp(cli, &s->pdp[i]);
	for (size_t i = 0; i < s->settings; i++)
		if (cli->options->json)
			cli_print_record(cli, s->setting[i].key, &s->setting[i].record);
		else
			print_set(cli, s->setting[i].key, &s->setting[i].record);
	for (size_t i = 0; i < s->rests; i++)
		cli_note(cli, "left out: %s: %s", s->rest[i].what, s->rest[i].why);
	if (s->more_rests)
		cli_note(cli, "left out: %zu more", s->more_rests);
}

static int convert(struct cli *cli, const char *name, struct file_settings *s)
{
	struct file *f = NULL;
	int code = load(cli, name, &f);
	if (code)
		return code;
	if (file_errors(f))
		code = cli_fail(
			CLI_FILE, "%s: errors in it: %zu (qlw check)", name, file_errors(f));
	else if (file_to_settings(f, s))
		code = cli_fail(CLI_FILE, "%s: more settings than a module has", name);
	file_free(f);
	return code;
}

/* bootstrap.ini tells whose short ID is whose, so it goes first. */
int cli_files_settings(struct cli *cli)
{
	struct file_settings *s = file_settings_new();
	int code = 0;
	if (!s)
		return cli_fail(CLI_FILE, "out of memory");
	for (int second = 0; second < 2; second++)
		for (size_t i = 1; i < cli->call->args && !code; i++)
			if ((file_kind_of(cli->call->arg[i]) != FILE_KIND_BOOTSTRAP) == second)
				code = convert(cli, cli->call->arg[i], s);
	if (!code)
		print_settings(cli, s);
	file_settings_free(s);
	return code;
}

/* --- check ------------------------------------------------------------------------------------ */

#define LISTED_MAX 64

struct listing {
	struct transfer transfer; /* first: entries come to it */
	struct files_entry entry[LISTED_MAX];
	size_t entries, more;
};

static void take_entry(void *ctx, const struct files_entry *entry)
{
	struct listing *l = ctx;
	if (l->entries < LISTED_MAX)
		l->entry[l->entries++] = *entry;
	else
		l->more++;
}

static void tell(const struct cli *cli, const struct cli_file *file)
{
	if (cli->host && cli->host->file)
		cli->host->file(cli->host->ctx, file);
}

/* Of a kind that is known its content is read; of the others that they are there. */
static int look_at(struct cli *cli, const struct files_entry *entry)
{
	struct transfer t = {.cli = cli};
	struct cli_file file = {.name = entry->name, .size = entry->size};
	if (file_kind_of(entry->name) < FILE_KIND_PROFILE && entry->size <= FILE_BYTES_MAX) {
		int code = transfer_receive(cli, entry->name, &t, NULL);
		if (code)
			return code;
		code = cli_check_bytes(cli, entry->name, t.bytes, t.result.len, &file);
		transfer_end(&t);
		if (code && code != CLI_FILE)
			return code;
	}
	tell(cli, &file);
	return file.errors ? CLI_FILE : 0;
}

static int look_at_all(struct cli *cli, const struct listing *l)
{
	int worst = 0;
	tell(cli, NULL);
	for (size_t i = 0; i < l->entries; i++) {
		const int code = look_at(cli, &l->entry[i]);
		if (code && code != CLI_FILE)
			return code;
		worst = code ? code : worst;
	}
	if (l->more)
		cli_note(cli, "%zu more files were not looked at", l->more);
	cli_note(cli, "%zu file%s on the module%s", l->entries, l->entries == 1 ? "" : "s",
		worst ? ", with errors" : "");
	return worst;
}

int cli_files_check(struct cli *cli)
{
	struct listing *l = calloc(1, sizeof *l);
	struct qlw_diag diag = {.err = QLW_OK};
	if (!l)
		return cli_fail(CLI_FILE, "out of memory");
	int code = cli_open_lwm2m(cli, 0);
	if (!code)
		code = transfer_begin(&l->transfer, cli, "files", take_entry);
	if (!code) {
		code = transfer_finish(&l->transfer, files_list(l->transfer.files, &diag), &diag);
		transfer_end(&l->transfer);
	}
	if (!code)
		code = look_at_all(cli, l);
	free(l);
	return code;
}

/* --- edit ------------------------------------------------------------------------------------- */

static int edit_here(struct cli *cli, const char *path)
{
	struct local l;
	int code = local_read(path, &l);
	if (!code)
		code = cli->host->edit(cli->host->ctx, file_base_name(path), path, l.bytes, l.len);
	local_drop(&l);
	return code;
}

static int edit_there(struct cli *cli, const char *name)
{
	struct transfer t = {.cli = cli};
	bool missing = false;
	int code = transfer_fetch(cli, name, &t, &missing);
	if (code)
		return code;
	code = cli->host->edit(cli->host->ctx, name, NULL,
		missing   ? NULL
		: t.bytes ? (const void *)t.bytes
			  : "",
		t.result.len);
	transfer_end(&t);
	return code;
}

int cli_files_edit(struct cli *cli)
{
	const char *name = cli->call->arg[1];
	if (!cli->host || !cli->host->edit)
		return cli_fail(CLI_USAGE,
			"files edit works in the console: open it with qlw, then :files edit %s",
			name);
	int code = known_kind(name);
	if (code)
		return code;
	return local_is_path(name) ? edit_here(cli, name) : edit_there(cli, name);
}
