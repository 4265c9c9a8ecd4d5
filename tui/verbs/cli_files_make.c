/* `files make`: a provisioning file from the module's settings. Knows no file format (profiles/file.h). */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "profiles/file_convert.h"
#include "tui/verbs/cli_transfer.h"

/* A key that this firmware does not have is no obstacle. */
static int read_key(struct cli *cli, enum qlw_key key, struct file_settings *s)
{
	struct cli_records records;
	const struct model *m = session_model(cli->session);
	if (m->capabilities_ms && !m->key[key].offered)
		return 0;
	int code = cli_read_key(cli, key, -1, &records);
	for (size_t i = 0; !code && i < records.count; i++)
		if (file_settings_put(s, key, &records.record[i]))
			code = cli_fail(
				CLI_FILE, "the module has more settings than a file can hold");
	return code == CLI_ANSWER ? 0 : code;
}

/* +CGDCONT: 1,"IP","iot.example",… */
static void take_context(void *ctx, const char *line, size_t len)
{
	struct file_settings *s = ctx;
	struct at_line info;
	int64_t cid;
	if (s->pdps == FILE_PDP_MAX || at_parse_info(line, len, &info) ||
		!at_is(&info, "+CGDCONT") || !at_arg_int(&info, 0, 1, FILE_PDP_MAX, &cid))
		return;
	struct file_pdp *pdp = &s->pdp[s->pdps++];
	pdp->cid = (unsigned)cid;
	at_arg_copy(&info, 1, pdp->type, sizeof pdp->type);
	at_arg_copy(&info, 2, pdp->apn, sizeof pdp->apn);
}

static int read_all(struct cli *cli, struct file_settings *s)
{
	int code = cli_open_lwm2m(cli, SESSION_WANT_CAPS);
	for (int key = 0; !code && key < QLW_KEYS; key++)
		code = read_key(cli, (enum qlw_key)key, s);
	if (!code)
		code = cli_try(cli, "AT+CGDCONT?", take_context, s);
	return code;
}

/* An account with DTLS needs a key, which only AT+QLWCFG takes and nothing tells. */
static void note_keys(const struct cli *cli, const struct file *f)
{
	const struct file_item *item;
	for (size_t i = 0; (item = file_item(f, i)); i++)
		if (item->depth == 3 && item->path[0] == 0 && item->path[2] == 2 && item->numeric &&
			item->number == 0)
			cli_note(cli, "/0/%u wants a PSK, which the module does not tell",
				item->path[1]);
}

static void print_json(const char *name, const char *local, size_t len)
{
	struct json j;
	json_begin(&j, cli_out());
	json_text(&j, "name", name);
	json_text(&j, "file", local);
	json_int(&j, "size", (int64_t)len);
	json_end(&j);
}

static int write_made(struct cli *cli, const struct file *f, const struct file_settings *s)
{
	const char *name = cli->call->arg[1], *local = cli->call->arg[2];
	size_t len;
	const char *bytes = file_bytes(f, &len);
	if (!transfer_write(local, O_TRUNC, bytes, len))
		return cli_fail(CLI_FILE, "%s: %s", local, strerror(errno));
	for (size_t i = 0; i < s->rests; i++)
		cli_note(cli, "left out: %s: %s", s->rest[i].what, s->rest[i].why);
	if (file_kind(f) == FILE_KIND_BOOTSTRAP)
		note_keys(cli, f);
	if (cli->options->json)
		print_json(name, local, len);
	else
		cli_note(cli, "%s: %zu bytes for %s", local, len, name);
	if (file_kind_of(local) != file_kind(f))
		cli_note(cli,
			"check and files show go by the name, and want it to be %s; files put %s "
			"%s "
			"sends it",
			file_base_name(name), local, name);
	return 0;
}

/* --- a PSK file ------------------------------------------------------------------------------- */

/* "psk_id=VALUE" among the arguments; NULL: it is not given, so it is asked for. */
static const char *given(const struct cli *cli, const char *name)
{
	const size_t n = strlen(name);
	for (size_t i = 3; i < cli->call->args; i++)
		if (!strncmp(cli->call->arg[i], name, n) && cli->call->arg[i][n] == '=')
			return cli->call->arg[i] + n + 1;
	return NULL;
}

static int put_secret(struct cli *cli, struct file *f, const char *name, const char *item)
{
	struct qlw_diag diag = {.err = QLW_OK};
	char value[QLW_TEXT_MAX + 2] = "";
	const char *text = given(cli, name);
	int code = cli_take_value(cli, name, text ? text : "-", value, sizeof value);
	if (!code && file_set(f, 0, item, value, &diag))
		code = cli_fail_diag(CLI_FILE, &diag);
	explicit_bzero(value, sizeof value);
	return code;
}

static int check_words(const struct cli *cli)
{
	for (size_t i = 3; i < cli->call->args; i++)
		if (strncmp(cli->call->arg[i], "psk_id=", 7) != 0 &&
			strncmp(cli->call->arg[i], "psk_key=", 8) != 0)
			return cli_fail(CLI_USAGE, "files make takes psk_id=VALUE and "
						   "psk_key=VALUE only (@FILE, or - to "
						   "be asked)");
	return 0;
}

/* The module never tells its keys: they come from whoever has them. */
static int make_psk(struct cli *cli)
{
	const char *name = cli->call->arg[1];
	struct file_settings *none = file_settings_new();
	struct file *f = file_new(FILE_KIND_PSK, name);
	int code = f && none ? 0 : cli_fail(CLI_FILE, "out of memory");
	if (!code && !file_psk_short_id(name))
		code = cli_fail(
			CLI_FILE, "%s: its name begins with the server's short ID, 1-65534", name);
	if (!code)
		code = put_secret(cli, f, "psk_id", "identity");
	if (!code)
		code = put_secret(cli, f, "psk_key", "key");
	if (!code)
		code = write_made(cli, f, none);
	file_free(f);
	file_settings_free(none);
	return code;
}

/* --- the others ------------------------------------------------------------------------------- */

static int make(struct cli *cli, enum file_kind kind, struct file_settings *s)
{
	const char *name = cli->call->arg[1];
	int code = read_all(cli, s);
	if (code)
		return code;
	struct file *f = file_from_settings(kind, file_psk_short_id(name), s);
	if (!f)
		return cli_fail(CLI_FILE, "%s: the module's settings have nothing for it", name);
	code = write_made(cli, f, s);
	file_free(f);
	return code;
}

int cli_files_make(struct cli *cli)
{
	const char *name = cli->call->arg[1];
	enum file_kind kind = file_kind_of(name);
	if (kind == FILE_KIND_UNKNOWN || kind == FILE_KIND_PROFILE)
		return transfer_unknown_kind(name);
	if (kind == FILE_KIND_PSK)
		return check_words(cli) ? CLI_USAGE : make_psk(cli);
	if (cli->call->args > 3)
		return cli_fail(CLI_USAGE, "files make %s takes NAME and LOCAL only", name);
	struct file_settings *s = file_settings_new();
	if (!s)
		return cli_fail(CLI_FILE, "out of memory");
	int code = make(cli, kind, s);
	file_settings_free(s);
	return code;
}
