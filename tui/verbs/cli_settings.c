/* Reading settings, and showing them: `get`, and what `set` and `delete` compare with. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/journal/redact.h"
#include "tui/verbs/cli.h"
#include "tui/toolkit/near.h"

/* --- reading -------------------------------------------------------------------------------------
 */

int cli_key(const char *name)
{
	int key = qlw_key_find(name, strlen(name));
	if (key >= 0)
		return key;
	struct near near = near_begin(name);
	for (int k = 0; k < QLW_KEYS; k++)
		near_offer(&near, qlw_key_verb((enum qlw_key)k)->name);
	char all[128] = "";
	for (int k = 0; k < QLW_KEYS; k++)
		snprintf(all + strlen(all), sizeof all - strlen(all), " %s",
			qlw_key_verb((enum qlw_key)k)->name);
	if (near.best)
		cli_fail(0, "unknown key %s: did you mean %s?", name, near.best);
	else
		cli_fail(0, "unknown key %s: there are%s", name, all);
	return -1;
}

static void take_record(void *ctx, const char *line, size_t len)
{
	struct cli_records *r = ctx;
	struct qlw_record record;
	struct at_line info;
	enum qlw_key key;
	if (at_parse_info(line, len, &info) || qlw_parse_setting(&info, &key, &record)) {
		char text[sizeof r->spoilt * 4 + 64];
		size_t n = redact_text(line, len < 60 ? len : 60, text, sizeof text);
		snprintf(r->spoilt, sizeof r->spoilt, "%.*s", (int)n, text);
	} else if (key == r->key && r->count < MODEL_RECORDS_MAX) {
		r->record[r->count++] = record;
	}
}

/* Half an answer is none: what is missing would look like what is not there. */
static int check_whole(const struct cli_records *records, const char *command)
{
	if (!*records->spoilt)
		return 0;
	cli_fail(0, "%s: a line of the answer is no answer: %s", command, records->spoilt);
	return cli_fail(CLI_ANSWER, "an unsolicited line may have torn it: ask again");
}

/* As a recorded session last read them. */
static void recorded_key(const struct model *m, int host_index, struct cli_records *records)
{
	const struct model_key *k = &m->key[records->key];
	for (size_t i = 0; i < k->count; i++) {
		const struct qlw_record *record = &k->record[i];
		if (records->key != QLW_KEY_HOST || host_index < 0 ||
			record->value[0].number == host_index)
			records->record[records->count++] = *record;
	}
}

int cli_read_key(struct cli *cli, enum qlw_key key, int host_index, struct cli_records *records)
{
	char line[64];
	records->key = key;
	records->count = 0;
	records->spoilt[0] = '\0';
	if (session_is_replay(cli->session)) {
		recorded_key(session_model(cli->session), host_index, records);
		return 0;
	}
	bool both = key == QLW_KEY_HOST && host_index < 0;
	for (int host = both ? 0 : host_index; host <= (both ? 1 : host_index); host++) {
		qlw_format_query(key, host < 0 ? 0 : host, line, sizeof line);
		int code = cli_command(cli, line, take_record, records);
		if (!code)
			code = check_whole(records, line);
		if (code)
			return code;
	}
	return 0;
}

const struct qlw_record *cli_find_record(
	const struct cli_records *records, const struct qlw_record *like)
{
	for (size_t i = 0; i < records->count; i++) {
		if (qlw_record_same(qlw_key_verb(records->key), &records->record[i], like))
			return &records->record[i];
	}
	return NULL;
}

/* --- showing -------------------------------------------------------------------------------------
 */

const char *cli_record_name(
	enum qlw_key key, const struct qlw_record *record, char *out, size_t size)
{
	const struct qlw_verb *verb = qlw_key_verb(key);
	size_t used = (size_t)snprintf(out, size, "%s", verb->name);
	for (size_t i = 0; i < verb->fields && used < size; i++) {
		if (verb->field[i].index && record->value[i].present)
			used += (size_t)snprintf(
				out + used, size - used, " %.20s", record->value[i].text);
	}
	return out;
}

static const char *shown(
	const struct cli *cli, const struct qlw_field *field, const struct qlw_value *value)
{
	return field->secret && !cli->options->log_secrets ? REDACT_MARK : value->text;
}

static void json_value(struct json *j, const struct cli *cli, const struct qlw_field *field,
	const struct qlw_value *value)
{
	bool number = field->type == QLW_TYPE_INT || field->type == QLW_TYPE_CHOICE;
	if (!value->present)
		json_null(j, field->name);
	else if (number && value->numeric)
		json_int(j, field->name, value->number);
	else
		json_text(j, field->name, shown(cli, field, value));
}

static void json_record(
	const struct cli *cli, const struct qlw_verb *verb, const struct qlw_record *record)
{
	struct json j;
	json_begin(&j, cli_out());
	json_text(&j, "key", verb->name);
	for (size_t i = 0; i < verb->fields; i++) {
		if (record->value[i].present || !verb->field[i].secret)
			json_value(&j, cli, &verb->field[i], &record->value[i]);
	}
	json_end(&j);
}

/* "60 s", "3 (none)", "UQS (UDP queued, and SMS at any time)" */
static void put_value(
	const struct cli *cli, const struct qlw_field *field, const struct qlw_value *value)
{
	const char *text = shown(cli, field, value);
	const struct qlw_choice *choice =
		value->present && field->choices ? qlw_choice_find(field, value->text) : NULL;
	cli_put(text, strlen(text));
	if (choice && field->type == QLW_TYPE_WORD)
		fprintf(cli_out(), "  (%s)", choice->meaning);
	else if (choice && strcmp(choice->name, value->text) != 0)
		fprintf(cli_out(), "  (%s)", choice->name);
	else if (field->type == QLW_TYPE_INT && field->unit && value->present)
		fprintf(cli_out(), " %s", field->unit);
}

void cli_print_record(const struct cli *cli, enum qlw_key key, const struct qlw_record *record)
{
	const struct qlw_verb *verb = qlw_key_verb(key);
	char name[64];
	if (cli->options->json) {
		json_record(cli, verb, record);
		return;
	}
	cli_print("%s\n", cli_record_name(key, record, name, sizeof name));
	for (size_t i = 0; i < verb->fields; i++) {
		if (verb->field[i].index || (verb->field[i].secret && !record->value[i].present))
			continue;
		fprintf(cli_out(), "  %-14s ", verb->field[i].name);
		put_value(cli, &verb->field[i], &record->value[i]);
		fputc('\n', cli_out());
	}
}

/* --- get -----------------------------------------------------------------------------------------
 */

/* The index fields that were given, as a record to compare with. */
static int take_indexes(
	const struct cli *cli, enum qlw_key key, struct qlw_record *like, size_t *given)
{
	struct qlw_diag diag = {.err = QLW_OK};
	const struct qlw_verb *verb = qlw_key_verb(key);
	*given = 0;
	for (size_t a = 1; a < cli->call->args; a++) {
		size_t i = a - 1;
		if (i >= verb->fields || !verb->field[i].index)
			return cli_fail(
				CLI_USAGE, "%s takes no index %s", verb->name, cli->call->arg[a]);
		if (qlw_record_set(verb, like, i, cli->call->arg[a], &diag))
			return cli_fail_diag(CLI_USAGE, &diag);
		(*given)++;
	}
	return 0;
}

static bool matches(const struct qlw_record *record, const struct qlw_record *like, size_t given)
{
	for (size_t i = 0; i < given; i++) {
		if (!qlw_value_equal(&record->value[i], &like->value[i]))
			return false;
	}
	return true;
}

static int get_one(struct cli *cli, enum qlw_key key, const struct qlw_record *like, size_t given)
{
	struct cli_records records;
	int host = key == QLW_KEY_HOST && given ? (int)like->value[0].number : -1;
	size_t printed = 0;
	int code = cli_read_key(cli, key, host, &records);
	if (code)
		return code;
	for (size_t i = 0; i < records.count; i++) {
		if (!matches(&records.record[i], like, given))
			continue;
		cli_print_record(cli, key, &records.record[i]);
		printed++;
	}
	if (!printed && given)
		cli_note(cli, "the module has no such record of %s", qlw_key_verb(key)->name);
	else if (!printed)
		cli_note(cli, "%s: the module has none", qlw_key_verb(key)->name);
	return 0;
}

/* A key that its =? names and the table does not: shown as the module describes it, never asked
 * for, since what a bare AT+QLWCFG of it does is not known. */
static void print_unknown(const struct cli *cli, const struct qlw_capability *cap)
{
	struct json j;
	if (!cli->options->json) {
		cli_put(cap->name, strlen(cap->name));
		fputs("\n  unknown to qlw; the module says: ", cli_out());
		cli_put(cap->text, strlen(cap->text));
		fputc('\n', cli_out());
		return;
	}
	json_begin(&j, cli_out());
	json_text(&j, "key", cap->name);
	json_text(&j, "test", cap->text);
	json_end(&j);
}

static int get_all(struct cli *cli)
{
	static const struct qlw_record any;
	const struct model *m = session_model(cli->session);
	int worst = 0;
	for (int key = 0; key < QLW_KEYS; key++) {
		if (m->capabilities_ms && !m->key[key].offered)
			continue;
		int code = get_one(cli, (enum qlw_key)key, &any, 0);
		if (code && code != CLI_ANSWER)
			return code;
		worst = code ? code : worst;
	}
	for (size_t i = 0; i < m->unknowns; i++)
		print_unknown(cli, &m->unknown[i]);
	return worst;
}

int cli_get(struct cli *cli)
{
	struct qlw_record like = {.value = {{.present = false}}};
	size_t given = 0;
	int key = -1, code = 0;
	if (cli->call->args) {
		key = cli_key(cli->call->arg[0]);
		if (key < 0)
			return CLI_USAGE;
		code = take_indexes(cli, (enum qlw_key)key, &like, &given);
	}
	if (!code)
		code = cli_open_lwm2m(cli, key < 0 ? SESSION_WANT_CAPS : 0);
	if (code)
		return code;
	return key < 0 ? get_all(cli) : get_one(cli, (enum qlw_key)key, &like, given);
}
