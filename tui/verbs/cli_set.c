/* Changing settings: `set` merges, checks, writes, reads back; `delete` removes a record. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "modem/rules.h"
#include "tui/verbs/cli.h"
#include "tui/toolkit/near.h"

/* What the command line asks for. */
struct wish {
	enum qlw_key key;
	const struct qlw_verb *verb;
	struct qlw_record record; /* only what was named */
	size_t named;             /* values that are no index */
};

/* --- what is asked for ---------------------------------------------------------------------------
 */

static int unknown_field(const struct qlw_verb *verb, const char *name)
{
	struct near near = near_begin(name);
	for (size_t i = 0; i < verb->fields; i++)
		near_offer(&near, verb->field[i].name);
	if (near.best)
		return cli_fail(CLI_USAGE, "%s has no field %s: did you mean %s?", verb->name, name,
			near.best);
	return cli_fail(CLI_USAGE, "%s has no field %s", verb->name, name);
}

/* NAME=@FILE: the first line of a file */
static int read_file(const char *path, char *value, size_t size)
{
	FILE *f = fopen(path, "r");
	if (!f)
		return cli_fail(CLI_FILE, "%s: %s", path, strerror(errno));
	size_t n = fread(value, 1, size - 1, f);
	bool bad = ferror(f), more = n == size - 1 && fgetc(f) != EOF;
	fclose(f);
	if (bad)
		return cli_fail(CLI_FILE, "%s: %s", path, strerror(errno));
	value[n] = '\0';
	size_t line = strcspn(value, "\r\n");
	if (strlen(value) != n || (more && line == n))
		return cli_fail(CLI_FILE,
			"%s: its first line is no value of at most %zu characters", path, size - 1);
	value[line] = '\0';
	return 0;
}

static int set_field(struct wish *w, size_t field, const char *value)
{
	struct qlw_diag diag = {.err = QLW_OK};
	const struct qlw_field *f = &w->verb->field[field];
	if (w->record.value[field].present)
		return cli_fail(CLI_USAGE, "%s is given twice", f->name);
	if (!qlw_record_set(w->verb, &w->record, field, value, &diag))
		return 0;
	if (!f->secret)
		return cli_fail_diag(CLI_USAGE, &diag);
	return cli_fail(CLI_USAGE, "%s: not a value that can be sent (%s)", f->name, f->meaning);
}

int cli_take_value(struct cli *cli, const char *name, const char *text, char *value, size_t size)
{
	if (!strcmp(text, "-"))
		return cli_read_secret(cli, name, value, size);
	if (*text == '@')
		return read_file(text + 1, value, size);
	if ((size_t)snprintf(value, size, "%s", text) >= size)
		return cli_fail(CLI_USAGE, "%s: longer than %zu bytes", name, size - 1);
	return 0;
}

static int take_value(struct cli *cli, struct wish *w, size_t field, const char *text)
{
	char value[QLW_TEXT_MAX + 2] = "";
	int code = 0;
	if (strcmp(text, "-") != 0 && *text != '@')
		return set_field(w, field, text);
	code = cli_take_value(cli, w->verb->field[field].name, text, value, sizeof value);
	if (!code)
		code = set_field(w, field, value);
	explicit_bzero(value, sizeof value);
	return code;
}

static int take_named(struct cli *cli, struct wish *w, const char *arg, const char *equals)
{
	char name[40];
	size_t len = (size_t)(equals - arg);
	snprintf(name, sizeof name, "%.*s", (int)(len < sizeof name ? len : sizeof name - 1), arg);
	int field = len < sizeof name ? qlw_field_find(w->verb, name) : -1;
	if (field < 0)
		return unknown_field(w->verb, name);
	w->named += !w->verb->field[field].index;
	return take_value(cli, w, (size_t)field, equals + 1);
}

static void take_given(struct wish *w, const struct qlw_record *given)
{
	w->record = *given;
	for (size_t i = 0; i < w->verb->fields; i++)
		w->named += given->value[i].present && !w->verb->field[i].index;
}

/* KEY [INDEX…] NAME=VALUE… */
static int take_wish(struct cli *cli, struct wish *w)
{
	int key = cli_key(cli->call->arg[0]);
	if (key < 0)
		return CLI_USAGE;
	*w = (struct wish){.key = (enum qlw_key)key, .verb = qlw_key_verb((enum qlw_key)key)};
	size_t index = 0;
	if (cli->given)
		take_given(w, cli->given);
	for (size_t a = 1; a < cli->call->args && !cli->given; a++) {
		const char *arg = cli->call->arg[a], *equals = strchr(arg, '=');
		int code = 0;
		if (equals)
			code = take_named(cli, w, arg, equals);
		else if (index < w->verb->fields && w->verb->field[index].index)
			code = set_field(w, index++, arg);
		else
			return cli_fail(
				CLI_USAGE, "%s: expected NAME=VALUE, not %s", w->verb->name, arg);
		if (code)
			return code;
	}
	return 0;
}

static bool is_given(const struct wish *w, const char *name)
{
	int field = qlw_field_find(w->verb, name);
	return field >= 0 && w->record.value[field].present;
}

static bool is_factory(const struct wish *w)
{
	return w->key == QLW_KEY_SELECT && w->record.value[0].present && !w->record.value[0].number;
}

/* What can be seen without the module. */
static int check_wish(const struct wish *w)
{
	for (size_t i = 0; i < w->verb->fields; i++) {
		if (w->verb->field[i].index && !w->record.value[i].present)
			return cli_fail(
				CLI_USAGE, "%s: which %s?", w->verb->name, w->verb->field[i].name);
	}
	if (!w->named)
		return cli_fail(CLI_USAGE, "%s: give at least one NAME=VALUE", w->verb->name);
	if (w->key == QLW_KEY_SECURITY && is_given(w, "psk_id") != is_given(w, "psk_key"))
		return cli_fail(CLI_USAGE, "the PSK is only sent whole: give psk_id and psk_key");
	return 0;
}

/* --- what is sent --------------------------------------------------------------------------------
 */

/* Of a record that is not there yet: the Note's defaults. */
static void fill_defaults(const struct wish *w, struct qlw_record *out)
{
	for (size_t i = 0; i < w->verb->fields; i++) {
		const struct qlw_field *f = &w->verb->field[i];
		if (!out->value[i].present && !f->secret && f->fallback)
			qlw_record_set(w->verb, out, i, f->fallback, NULL);
	}
}

/* Values not named come from what was read; secrets cannot. */
static void merge(const struct wish *w, const struct qlw_record *old, struct qlw_record *out)
{
	*out = w->record;
	for (size_t i = 0; old && i < w->verb->fields; i++) {
		bool optional_reset = is_factory(w) && i > 0;
		if (!out->value[i].present && !w->verb->field[i].secret && !optional_reset)
			out->value[i] = old->value[i];
	}
	if (!old && w->verb->list)
		fill_defaults(w, out);
}

/* What the rules look at, as far as it has not just been read; the model has it then. What the module
 * refuses to tell binds nothing. */
static int read_needed(struct cli *cli, const struct wish *w, const struct qlw_record *record)
{
	const unsigned needs = rules_needs(w->key, record) & ~(1u << w->key);
	char line[64];
	int code = 0;
	for (int key = 0; key < QLW_KEYS && !code; key++) {
		if (!(needs >> key & 1))
			continue;
		qlw_format_query((enum qlw_key)key, 0, line, sizeof line);
		code = cli_try(cli, line, NULL, NULL);
	}
	if (!code && rules_need_number(w->key, record))
		code = cli_try(cli, "AT+CNUM", NULL, NULL);
	return code;
}

/* The rules of the forms: what is wrong ends it, what is likely wrong is said. */
static int check_rules(
	struct cli *cli, const struct wish *w, const struct qlw_record *record, bool adding)
{
	char text[RULES_TEXT_MAX];
	enum rules_kind kind;
	struct qlw_diag diag = {.err = QLW_OK};
	const struct rules_case c = {session_model(cli->session), w->key, record, adding};
	int code = read_needed(cli, w, record);
	if (code)
		return code;
	if (rules_check(&c, -1, &diag))
		return cli_fail_diag(CLI_USAGE, &diag);
	for (size_t i = 0; rules_note(&c, i, &kind, text); i++)
		if (kind == RULES_WARNING)
			cli_note(cli, "warning: %s", text);
	return 0;
}

static int make_line(const struct wish *w, const struct qlw_record *record, char *line, size_t size)
{
	struct qlw_diag diag = {.err = QLW_OK};
	if (qlw_format_set(w->key, record, line, size, &diag))
		return cli_fail_diag(CLI_USAGE, &diag);
	return 0;
}

/* --- what became of it ---------------------------------------------------------------------------
 */

/* Fields that were sent and read back differently; says each. */
static size_t differences(
	const struct wish *w, const struct qlw_record *sent, const struct qlw_record *now)
{
	size_t n = 0;
	for (size_t i = 0; i < w->verb->fields; i++) {
		const struct qlw_field *f = &w->verb->field[i];
		if (!sent->value[i].present || f->secret ||
			qlw_value_equal(&sent->value[i], &now->value[i]))
			continue;
		cli_fail(0, "%s: wrote %s, the module has %s", f->name, sent->value[i].text,
			now->value[i].present ? now->value[i].text : "nothing");
		n++;
	}
	return n;
}

static void say_psk(const struct cli *cli, const struct wish *w)
{
	const char *text = is_given(w, "psk_key")
				   ? "PSK sent; it cannot be read back"
				   : "PSK not sent: give psk_id and psk_key to write it";
	if (w->key != QLW_KEY_SECURITY)
		return;
	if (cli->options->json)
		cli_note(cli, "%s", text);
	else
		fprintf(cli_out(), "  %s\n", text);
}

static int read_back(struct cli *cli, const struct wish *w, const struct qlw_record *sent)
{
	struct cli_records records;
	int host = w->key == QLW_KEY_HOST ? (int)w->record.value[0].number : -1;
	int code = cli_read_key(cli, w->key, host, &records);
	if (code)
		return code;
	const struct qlw_record *now = cli_find_record(&records, sent);
	if (!now)
		return cli_fail(
			CLI_STATE, "%s: written, but the module does not list it", w->verb->name);
	cli_print_record(cli, w->key, now);
	say_psk(cli, w);
	if (differences(w, sent, now))
		return cli_fail(CLI_STATE, "%s: what was read back differs", w->verb->name);
	return 0;
}

/* Secrets are no part of it: there is no old one to go back to. */
static void keep_change(struct cli *cli, enum qlw_key key, const struct qlw_record *old,
	const struct qlw_record *like)
{
	const struct qlw_verb *verb = qlw_key_verb(key);
	cli->change = (struct cli_change){.done = true, .had = old, .key = key};
	if (old)
		cli->change.old = *old;
	for (size_t i = 0; i < verb->fields; i++)
		if (verb->field[i].index)
			cli->change.now.value[i] = like->value[i];
}

/* Reads, merges, checks, writes, reads back. */
static int carry_out(struct cli *cli, const struct wish *w)
{
	struct cli_records records;
	struct qlw_record record;
	char line[AT_LINE_MAX + 1];
	int host = w->key == QLW_KEY_HOST ? (int)w->record.value[0].number : -1;
	int code = cli_read_key(cli, w->key, host, &records);
	if (code)
		return code;
	const struct qlw_record *old = cli_find_record(&records, &w->record);
	merge(w, old, &record);
	code = check_rules(cli, w, &record, !old);
	if (!code)
		code = make_line(w, &record, line, sizeof line);
	if (!code && is_factory(w))
		code = cli_confirm(cli, "server_type=0 resets every LwM2M setting of the module, "
					"PSKs too. There is no "
					"undo.");
	if (!code)
		code = cli_command(cli, line, NULL, NULL);
	explicit_bzero(line, sizeof line);
	if (!code)
		keep_change(cli, w->key, old, &record);
	if (!code)
		code = read_back(cli, w, &record);
	explicit_bzero(&record, sizeof record);
	return code;
}

int cli_set(struct cli *cli)
{
	struct wish w;
	int code = take_wish(cli, &w);
	if (!code)
		code = check_wish(&w);
	if (!code && is_factory(&w))
		code = cli_can_confirm(cli);
	if (!code)
		code = cli_open_lwm2m(cli, 0);
	if (!code)
		code = carry_out(cli, &w);
	explicit_bzero(&w, sizeof w);
	return code;
}

/* --- delete --------------------------------------------------------------------------------------
 */

static int confirm_delete(struct cli *cli, enum qlw_key key, const struct qlw_record *record)
{
	char name[64], question[512];
	int field = qlw_field_find(qlw_key_verb(key), "server_addr");
	snprintf(question, sizeof question, "Delete %s%s%.255s?",
		cli_record_name(key, record, name, sizeof name), field < 0 ? "" : ", ",
		field < 0 ? "" : record->value[field].text);
	return cli_confirm(cli, question);
}

static int remove_record(struct cli *cli, enum qlw_key key, const struct qlw_record *like)
{
	struct cli_records records;
	char line[64], name[64];
	int code = cli_read_key(cli, key, -1, &records);
	if (code)
		return code;
	cli_record_name(key, like, name, sizeof name);
	const struct qlw_record *old = cli_find_record(&records, like);
	if (!old) {
		cli_note(cli, "the module has no %s: nothing to delete", name);
		return 0;
	}
	code = confirm_delete(cli, key, old);
	if (!code && qlw_format_delete(key, (unsigned)like->value[0].number, line, sizeof line))
		code = cli_fail(CLI_USAGE, "%s cannot be deleted", name);
	if (!code)
		code = cli_command(cli, line, NULL, NULL);
	if (!code)
		keep_change(cli, key, old, like);
	if (!code)
		code = cli_read_key(cli, key, -1, &records);
	if (code)
		return code;
	if (cli_find_record(&records, like))
		return cli_fail(CLI_STATE, "%s is still there", name);
	if (!cli->options->json && !cli->options->quiet)
		fprintf(cli_out(), "%s deleted\n", name);
	return 0;
}

/* KEY INDEX; *key is valid when this is 0. */
static int take_deletion(const struct cli *cli, enum qlw_key *key, struct qlw_record *like)
{
	struct qlw_diag diag = {.err = QLW_OK};
	int found = cli_key(cli->call->arg[0]);
	if (found < 0)
		return CLI_USAGE;
	*key = (enum qlw_key)found;
	*like = (struct qlw_record){.value = {{.present = false}}};
	const struct qlw_verb *verb = qlw_key_verb(*key);
	if (!verb->deletable)
		return cli_fail(CLI_USAGE,
			"%s has no records that can be deleted: only security and "
			"server have",
			verb->name);
	if (qlw_record_set(verb, like, 0, cli->call->arg[1], &diag))
		return cli_fail_diag(CLI_USAGE, &diag);
	return 0;
}

/* Where the settings are known already, so is whether there is such a record. */
int cli_delete_check(struct cli *cli)
{
	struct qlw_record like;
	enum qlw_key key;
	char name[64];
	const int code = take_deletion(cli, &key, &like);
	if (code || !cli->session)
		return code;
	const struct model_key *k = &session_model(cli->session)->key[key];
	bool found = !k->read_ms || k->stale;
	for (size_t i = 0; i < k->count && !found; i++)
		found = qlw_record_same(qlw_key_verb(key), &k->record[i], &like);
	return found ? 0
		     : cli_fail(CLI_STATE, "the module has no %s: nothing to delete",
			       cli_record_name(key, &like, name, sizeof name));
}

int cli_delete(struct cli *cli)
{
	struct qlw_record like;
	enum qlw_key key;
	int code = take_deletion(cli, &key, &like);
	if (!code)
		code = cli_open_lwm2m(cli, 0);
	return code ? code : remove_record(cli, key, &like);
}
