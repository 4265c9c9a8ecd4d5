/* Steps of a plan, as text and as JSON. Everything shown passes through redaction. */
#include <stdio.h>
#include <string.h>

#include "tui/verbs/cli_profile.h"

struct shower {
	const struct cli *cli;
	const struct redact_values *secrets;
	struct json *j;
};

/* A text that may hold a secret input's value, as it may be shown. */
static const char *masked(const struct shower *s, const char *text, char *out, size_t size)
{
	snprintf(out, size, "%s", text);
	if (!s->cli->options->log_secrets)
		out[redact_known(s->secrets, out, strlen(out))] = '\0';
	return out;
}

/* The command with its PSK and every other secret replaced. */
static const char *masked_command(
	const struct shower *s, const struct plan_step *step, char *out, size_t size)
{
	size_t n = cli_redact(s->cli, step->command, strlen(step->command), out, size - 1);
	out[n] = '\0';
	if (!s->cli->options->log_secrets)
		out[redact_known(s->secrets, out, n)] = '\0';
	return out;
}

/* --- JSON ---------------------------------------------------------------------------------------- */

static void json_value(const struct shower *s, const struct qlw_field *f, const struct qlw_value *v)
{
	char text[QLW_TEXT_MAX + 1];
	bool number = f->type == QLW_TYPE_INT || f->type == QLW_TYPE_CHOICE;
	if (number && v->numeric)
		json_int(s->j, f->name, v->number);
	else if (f->secret && !s->cli->options->log_secrets)
		json_text(s->j, f->name, REDACT_MARK);
	else
		json_text(s->j, f->name, masked(s, v->text, text, sizeof text));
}

static void json_record(
	const struct shower *s, const char *name, enum qlw_key key, const struct qlw_record *record)
{
	const struct qlw_verb *verb = qlw_key_verb(key);
	json_object(s->j, name);
	for (size_t i = 0; i < verb->fields; i++)
		if (record->value[i].present)
			json_value(s, &verb->field[i], &record->value[i]);
	json_object_end(s->j);
}

static void json_context(const struct shower *s, const char *name, const struct profile_context *c)
{
	json_object(s->j, name);
	json_int(s->j, "cid", c->cid);
	json_text(s->j, "type", c->type);
	json_text(s->j, "apn", c->apn);
	json_object_end(s->j);
}

static void json_side(const struct shower *s, const char *name, const struct plan_step *step,
	bool has, const struct qlw_record *record, const struct profile_context *context)
{
	if (!has)
		json_null(s->j, name);
	else if (step->kind == PLAN_CONTEXT_SET || step->kind == PLAN_CONTEXT_DELETE)
		json_context(s, name, context);
	else
		json_record(s, name, step->key, record);
}

static void print_json(
	const struct shower *s, size_t number, const struct plan_step *step, const char *result)
{
	char command[4 * PLAN_COMMAND_MAX + 65], why[sizeof step->why];
	json_begin(s->j, cli_out());
	json_int(s->j, "step", (int64_t)number);
	json_text(s->j, "command", masked_command(s, step, command, sizeof command));
	json_text(s->j, "why", masked(s, step->why, why, sizeof why));
	json_side(s, "current", step, step->has_current, &step->current, &step->context_current);
	json_side(s, "wanted", step, step->has_wanted, &step->wanted, &step->context_wanted);
	json_bool(s->j, "reversible", step->reversible);
	json_text(s->j, "verify", step->write_only ? "write only" : "read back");
	if (result)
		json_text(s->j, "result", result);
	json_end(s->j);
}

/* --- text ---------------------------------------------------------------------------------------- */

static void print_text(
	const struct shower *s, size_t number, const struct plan_step *step, const char *result)
{
	char command[4 * PLAN_COMMAND_MAX + 65], why[sizeof step->why], name[48];
	masked(s, step->why, why, sizeof why);
	cli_print("%2zu %c %-12s ", number, plan_step_mark(step),
		plan_step_name(step, name, sizeof name));
	cli_put(why, strlen(why));
	cli_print("%s%s%s\n", step->reversible ? "" : " (cannot be undone)", result ? ": " : "",
		result ? result : "");
	if (result)
		return;
	masked_command(s, step, command, sizeof command);
	cli_print("     ");
	cli_put(command, strlen(command));
	cli_print("\n");
}

void cli_step_print(const struct cli *cli, const struct redact_values *secrets, size_t number,
	const struct plan_step *step, const char *result)
{
	struct json j;
	const struct shower s = {.cli = cli, .secrets = secrets, .j = &j};
	if (cli->options->json)
		print_json(&s, number, step, result);
	else if (!result || !cli->options->quiet)
		print_text(&s, number, step, result);
}

void cli_plan_print_rest(const struct cli *cli, const struct plan *plan, size_t files)
{
	char name[48];
	for (size_t i = 0; i < plan->sames && !cli->options->json; i++)
		cli_print("   = %-12s already so\n",
			plan_same_name(&plan->same[i], name, sizeof name));
	if (!cli->options->json && plan->steps + files)
		cli_print("%zu to change, %zu already right.\n", plan->steps + files, plan->sames);
	else if (!cli->options->json)
		cli_print("Nothing to do: the module has what the profile wants.\n");
	else if (!plan->steps && !files)
		cli_note(cli, "nothing to do: the module has what the profile wants");
	if (plan->unproven)
		cli_note(cli,
			"%zu PSK%s of this profile cannot be read back: nothing that can be read "
			"proves %s (--rewrite-secrets writes %s again)",
			plan->unproven, plan->unproven == 1 ? "" : "s",
			plan->unproven == 1 ? "it" : "them", plan->unproven == 1 ? "it" : "them");
}
