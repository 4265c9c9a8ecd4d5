/* snapshot and diff: settings to a file, and any two of profile, snapshot and module side by side. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/diff.h"
#include "tui/cli_profile.h"

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
		code = cli_module_snapshot(cli, s, path);
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

static void json_side(struct json *j, const char *name, const struct diff_item *item,
		const struct qlw_value *v)
{
	bool number = item->type && (item->type->type == QLW_TYPE_INT ||
						    item->type->type == QLW_TYPE_CHOICE);
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

/* One side: the module, or a profile whose open inputs stand as they are. --var counts where the
 * input exists. */
static int read_side(struct cli *cli, const char *name, struct cli_profile *cp,
		struct profile_settings *out)
{
	if (is_module(name))
		return cli_module_read(cli, out);
	return cli_profile_resolve(cli, cp, false, PROFILE_LITERAL, out);
}

static int load_side(struct cli *cli, const char *name, struct cli_profile *cp)
{
	int code = is_module(name) ? 0 : cli_profile_load(cli, name, cp);
	return code || is_module(name) ? code : cli_profile_vars(cli, cp);
}

static int compare(struct cli *cli, struct profile_settings *const s[2], struct cli_profile cp[2])
{
	const char *const *name = cli->call->arg;
	int code = 0;
	for (int i = 0; i < 2 && !code; i++)
		code = load_side(cli, name[i], &cp[i]);
	if (!code && (is_module(name[0]) || is_module(name[1])))
		code = cli_open_lwm2m(cli, SESSION_WANT_UNIT | SESSION_WANT_CAPS);
	for (int i = 0; i < 2 && !code; i++)
		code = read_side(cli, name[i], &cp[i], s[i]);
	if (code)
		return code;
	return diff_settings(s[0], s[1], print_item, cli) ? CLI_STATE : 0;
}

int cli_diff(struct cli *cli)
{
	struct profile_settings *s[2] = {profile_settings_new(), profile_settings_new()};
	struct cli_profile *cp = calloc(2, sizeof *cp);
	int code = s[0] && s[1] && cp ? compare(cli, s, cp) : cli_fail(CLI_FILE, "out of memory");
	for (int i = 0; i < 2; i++) {
		profile_settings_free(s[i]);
		if (cp)
			cli_profile_free(&cp[i]);
	}
	free(cp);
	return code;
}
