/* snapshot and diff: settings to a file, and any two of profile, snapshot and module side by side. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/diff.h"
#include "tui/verbs/cli_profile.h"

int cli_snapshot(struct cli *cli)
{
	char path[CLI_PATH_MAX] = "";
	struct json j;
	struct profile_settings *s = profile_settings_new();
	if (!s)
		return cli_fail(CLI_FILE, "out of memory");
	int code = cli_open_lwm2m(cli, SESSION_WANT_UNIT | SESSION_WANT_CAPS);
	if (!code)
		code = cli_module_read(cli, s);
	if (cli->call->args)
		snprintf(path, sizeof path, "%s", cli->call->arg[0]);
	if (!code)
		code = cli_module_snapshot(cli, s, NULL, path);
	if (!code && cli->options->json) {
		json_begin(&j, cli_out());
		json_text(&j, "snapshot", path);
		json_end(&j);
	} else if (!code) {
		cli_put(path, strlen(path));
		cli_print("\n");
	}
	profile_settings_free(s);
	return code;
}

/* --- diff ---------------------------------------------------------------------------------------- */

static bool is_module(const char *name)
{
	return strcmp(name, "module") == 0;
}

static void json_side(
	struct json *j, const char *name, const struct diff_item *item, const struct qlw_value *v)
{
	bool number = item->type &&
		      (item->type->type == QLW_TYPE_INT || item->type->type == QLW_TYPE_CHOICE);
	if (!v || !v->present)
		json_null(j, name);
	else if (number && v->numeric)
		json_int(j, name, v->number);
	else
		json_text(j, name, v->text);
}

static void print_json(const struct diff_item *item)
{
	struct json j;
	json_begin(&j, cli_out());
	json_text(&j, "key", item->key);
	if (!item->indexed)
		json_null(&j, "index");
	else if (item->pair)
		json_text(&j, "index", item->index);
	else
		json_int(&j, "index", item->number);
	json_text(&j, "field", item->field);
	json_side(&j, "a", item, item->a);
	json_side(&j, "b", item, item->b);
	json_end(&j);
}

static void put_side(const struct qlw_value *v)
{
	const char *text = !v ? "(no record)" : !v->present ? "(nothing)" : v->text;
	if (v && v->present && v->quoted)
		cli_print("\"");
	cli_put(text, strlen(text));
	if (v && v->present && v->quoted)
		cli_print("\"");
}

static void print_item(void *ctx, const struct diff_item *item)
{
	const struct cli *cli = ctx;
	if (cli->options->json) {
		print_json(item);
		return;
	}
	cli_print("%s%s%s %s: ", item->key, item->indexed ? " " : "", item->index, item->field);
	put_side(item->a);
	cli_print(" | ");
	put_side(item->b);
	cli_print("\n");
}

/* What is compared: the module, or a profile. PSKs never are, so nobody is asked for one. */
struct side {
	const char *name;
	struct cli_profile cp;
	struct profile_settings *settings;
	struct profile_files files;
};

static int load_side(struct cli *cli, struct side *s)
{
	s->settings = profile_settings_new();
	if (!s->settings)
		return cli_fail(CLI_FILE, "out of memory");
	int code = is_module(s->name) ? 0 : cli_profile_load(cli, s->name, &s->cp);
	return code || is_module(s->name) ? code : cli_profile_vars(cli, &s->cp);
}

/* A snapshot knows whose settings it has, which a profile beside it may ask for. */
static void take_imei(struct side *s, const struct side *other)
{
	struct net_identity unit = {.imei = ""};
	if (!other->cp.p || !other->cp.p->snapshot_imei)
		return;
	snprintf(unit.imei, sizeof unit.imei, "%s", other->cp.p->snapshot_imei);
	inputs_from_unit(s->cp.p, &s->cp.values, &unit);
}

static int read_side(struct cli *cli, struct side *s, const struct side *other)
{
	if (is_module(s->name))
		return cli_module_read(cli, s->settings);
	take_imei(s, other);
	return cli_profile_resolve(cli, &s->cp, &(struct cli_wish){.secrets = false},
		PROFILE_NO_SECRETS, s->settings, &s->files);
}

/* The module's files that the other side names. */
static int read_files(struct cli *cli, struct side *s, const struct side *other)
{
	return is_module(s->name) ? cli_module_files(cli, &other->files, &s->files) : 0;
}

static int compare(struct cli *cli, struct side s[2])
{
	int code = load_side(cli, &s[0]);
	if (!code)
		code = load_side(cli, &s[1]);
	if (!code && (is_module(s[0].name) || is_module(s[1].name)))
		code = cli_open_lwm2m(cli, SESSION_WANT_UNIT | SESSION_WANT_CAPS);
	for (int i = 0; i < 2 && !code; i++)
		code = read_side(cli, &s[i], &s[1 - i]);
	for (int i = 0; i < 2 && !code; i++)
		code = read_files(cli, &s[i], &s[1 - i]);
	if (code)
		return code;
	size_t n = diff_settings(s[0].settings, s[1].settings, print_item, cli);
	n += cli_files_diff(cli, &s[0].files, &s[1].files);
	if (!n)
		cli_note(cli, "no difference in what both name; PSKs cannot be compared");
	return n ? CLI_STATE : 0;
}

int cli_diff(struct cli *cli)
{
	struct side *s = calloc(2, sizeof *s);
	if (!s)
		return cli_fail(CLI_FILE, "out of memory");
	s[0].name = cli->call->arg[0];
	s[1].name = cli->call->arg[1];
	int code = compare(cli, s);
	for (int i = 0; i < 2; i++) {
		profile_settings_free(s[i].settings);
		profile_files_free(&s[i].files);
		cli_profile_free(&s[i].cp);
	}
	free(s);
	return code;
}
