/*
 * The arguments of ':' commands: what each is called is read off the synopsis of its action, and the
 * name says what it may be. Knows no line, only the words before.
 */
#include <stdio.h>
#include <string.h>

#include "tui/complete_priv.h"
#include "tui/config.h"
#include "views/views.h"

/* --- what an argument is ------------------------------------------------------------------------- */

/* The n-th word of a synopsis, options and brackets left out: "KEY"; of "X…" any number. */
static bool synopsis_word(const char *synopsis, size_t n, char out[COMPLETE_WORD], size_t *at)
{
	bool option = false;
	out[0] = '\0';
	for (const char *p = synopsis; *p;) {
		p += strspn(p, " []");
		const size_t len = strcspn(p, " []");
		const bool value = option && len && strchr(p + len, ']') == p + len;
		option = !strncmp(p, "--", 2);
		if (len && !option && !value) {
			snprintf(out, COMPLETE_WORD, "%.*s", (int)len, p);
			*at = (size_t)(p - synopsis);
			if (n == 0 ||
				(len > 3 && !strncmp(p + len - 3, "…", 3) && !strchr(p + len, ' ')))
				return true;
			n--;
		}
		p += len;
	}
	return false;
}

static size_t index_fields(int key)
{
	const struct qlw_verb *v = key >= 0 ? qlw_key_verb((enum qlw_key)key) : NULL;
	size_t n = 0;
	while (v && n < v->fields && v->field[n].index)
		n++;
	return n;
}

/* What the argument under the cursor is called: "[INDEX…]" has as many as the key has. */
static bool argument_name(const struct complete_asked *a, char out[COMPLETE_WORD], size_t *at)
{
	const size_t indexes = index_fields(a->key);
	size_t n = a->argument;
	if (n > 0 && strstr(a->action->synopsis, "[INDEX…]"))
		n = n <= indexes ? 1 : n - indexes + 1;
	else if (n > 1 && n <= indexes && strstr(a->action->synopsis, "[INDEX]"))
		n = 1;
	return synopsis_word(a->action->synopsis, n, out, at);
}

/* --- candidates, one kind after the other --------------------------------------------------------- */

static void offer_keys(struct candidates *c, const struct complete_asked *a)
{
	for (int i = 0; i < QLW_KEYS; i++) {
		const struct qlw_verb *v = qlw_key_verb((enum qlw_key)i);
		const bool add = a->action == &actions[ACTION_ADD];
		if ((a->action->words != ACTION_WORDS_DELETABLE || v->deletable) &&
			(!add || v->list))
			complete_offer(c, v->name, " ", v->title);
	}
}

static void offer_indexes(struct candidates *c, const struct complete_asked *a)
{
	const struct model *m = a->from->model;
	char text[12];
	if (a->action == &actions[ACTION_STATE]) {
		for (size_t i = 0; i < m->servers; i++) {
			snprintf(text, sizeof text, "%d", m->server[i].client_index);
			if (m->server[i].client_index >= 0)
				complete_offer(c, text, "", m->server[i].server_addr);
		}
		return;
	}
	const struct model_key *k = a->key >= 0 ? &m->key[a->key] : NULL;
	const char *seen = "";
	for (size_t r = 0; k && a->argument <= index_fields(a->key) && r < k->count; r++) {
		const char *index = k->record[r].value[a->argument - 1].text;
		if (strcmp(index, seen) != 0)
			complete_offer(c, index, " ", k->record[r].value[a->argument + 1].text);
		seen = index;
	}
}

static void offer_short_ids(struct candidates *c, const struct complete_asked *a)
{
	const struct model *m = a->from->model;
	char id[12];
	for (size_t i = 0; i < m->servers; i++) {
		snprintf(id, sizeof id, "%u", m->server[i].short_id);
		complete_offer(c, id, " ", m->server[i].server_addr);
	}
}

static void offer_paths(struct candidates *c, const struct complete_asked *a)
{
	const struct model *m = a->from->model;
	char id[12];
	for (size_t i = 0; i < m->observes; i++) {
		snprintf(id, sizeof id, "%u", m->observe[i].short_id);
		if (!strcmp(id, a->words->word[1]) && !m->observe[i].cancelled_ms)
			complete_offer(c, m->observe[i].uri, " ", "it observes this");
	}
	if (!c->n)
		complete_offer(c, "/19/0/0", " ", "binary application data");
}

static void offer_data(struct candidates *c, const struct complete_asked *a)
{
	(void)a;
	if (c->len && *c->typed == '@')
		complete_files(c, "@");
}

static void offer_files(struct candidates *c, const struct complete_asked *a)
{
	(void)a;
	complete_files(c, "");
}

static void offer_profiles(struct candidates *c, const struct complete_asked *a)
{
	const struct profile_rows *rows = a->from->profiles;
	if (a->action == &actions[ACTION_DIFF])
		complete_offer(c, "module", " ", "what the module has now");
	for (size_t i = 0; rows && i < rows->count; i++)
		complete_offer(c, rows->row[i].name, " ", rows->row[i].title);
	if (c->len)
		complete_files(c, "");
}

static void offer_states(struct candidates *c, const struct complete_asked *a)
{
	const char *name;
	(void)a;
	for (int i = 0; (name = qlw_state_name(i)) != NULL; i++)
		complete_offer(c, name, " ", qlw_state_meaning(i));
}

static void offer_types(struct candidates *c, const struct complete_asked *a)
{
	static const char *const types[] = {"IP", "IPV6", "IPV4V6", "PPP", "Non-IP"};
	(void)a;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		complete_offer(c, types[i], " ", "");
}

/* A name with a blank in it goes in quotes. */
static void offer_name(struct candidates *c, const char *name, const char *help)
{
	char text[CONFIG_NAME_MAX + 3];
	snprintf(text, sizeof text, strchr(name, ' ') ? "'%s'" : "%s", name);
	complete_offer(c, text, "", help);
}

static void offer_names(struct candidates *c, const struct complete_asked *a)
{
	const struct config *config = a->from->config;
	char help[64];
	for (size_t i = 0;
		config && a->action->words == ACTION_WORDS_PRESETS && i < config->presets; i++) {
		const struct config_preset *p = &config->preset[i];
		snprintf(help, sizeof help, "%zu bytes for %u %.40s", p->send.len, p->send.short_id,
			p->uri);
		offer_name(c, p->name, help);
	}
	for (size_t i = 0; config && a->action->words == ACTION_WORDS_MACROS && i < config->macros;
		i++) {
		snprintf(help, sizeof help, "%zu steps", config->macro[i].steps);
		offer_name(c, config->macro[i].name, help);
	}
}

static void offer_choices(struct candidates *c, const struct qlw_field *f)
{
	char text[96];
	for (const struct qlw_choice *k = f->choices; k && k->name; k++) {
		snprintf(text, sizeof text, "%s=%s", f->name, k->name);
		complete_offer(c, text, " ", k->meaning);
	}
}

static int typed_field(const struct qlw_verb *verb, const char *typed, size_t len)
{
	const char *equals = memchr(typed, '=', len);
	char name[COMPLETE_WORD] = "";
	if (!equals)
		return -1;
	snprintf(name, sizeof name, "%.*s", (int)(equals - typed), typed);
	return qlw_field_find(verb, name);
}

/* `name=` of a field, and after it the choices it has, what it is now, or a file. */
static void offer_values(struct candidates *c, const struct complete_asked *a)
{
	const struct qlw_verb *verb = a->key >= 0 ? qlw_key_verb((enum qlw_key)a->key) : NULL;
	char prefix[COMPLETE_WORD + 2];
	if (!verb)
		return;
	const int field = typed_field(verb, c->typed, c->len);
	if (field >= 0) {
		snprintf(prefix, sizeof prefix, "%s=@", verb->field[field].name);
		offer_choices(c, &verb->field[field]);
		complete_files(c, prefix);
		return;
	}
	for (size_t i = 0; i < verb->fields; i++)
		if (!verb->field[i].index)
			complete_offer(c, verb->field[i].name, "=", verb->field[i].meaning);
}

static void offer_fields(struct candidates *c, const struct complete_asked *a)
{
	const struct qlw_verb *verb = a->key >= 0 ? qlw_key_verb((enum qlw_key)a->key) : NULL;
	for (size_t i = 0; verb && i < verb->fields; i++)
		if (!verb->field[i].index)
			complete_offer(c, verb->field[i].name, "", verb->field[i].meaning);
}

/* Those of the Note on the module, or a path here. */
static void offer_file_names(struct candidates *c, bool here)
{
	static const char *const names[][2] = {{"bootstrap.ini", "servers and accounts"},
		{"carrier_apn_cfg", "APNs"}, {"lwm2m_cfg", "options of the client"},
		{"lwm2m_app_autostart", "starts the client with the module"},
		{"ssl/", "ssl/SSID_server.psk, a PSK"}};
	if (here)
		complete_files(c, "");
	for (size_t i = 0; !here && i < sizeof names / sizeof *names; i++)
		complete_offer(c, names[i][0], i + 1 < sizeof names / sizeof *names ? " " : "",
			names[i][1]);
}

static void offer_file_verbs(struct candidates *c, const struct complete_asked *a)
{
	static const char *const verbs[][2] = {{"ls", "list them"}, {"get", "download one"},
		{"put", "upload one"}, {"rm", "delete one"}, {"diff", "compare with one here"},
		{"make", "write a file here from the settings"},
		{"check", "what is wrong with those on the module"}, {"edit", "in forms"},
		{"show", "in words"}, {"settings", "which say the same"}};
	if (a->argument == 0)
		for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
			complete_offer(c, verbs[i][0], " ", verbs[i][1]);
	else if (a->argument == 1 && strcmp(a->words->word[1], "put") != 0)
		offer_file_names(c, c->len && strchr("/.~", *c->typed));
	else if (a->argument == (strcmp(a->words->word[1], "put") == 0 ? 1 : 2))
		complete_files(c, "");
}

static const struct argument {
	const char *name;
	void (*offer)(struct candidates *c, const struct complete_asked *a);
	const char *help;
} arguments[] = {
	{"SSID", offer_short_ids, "short ID of a server, 1 to 65534"},
	{"URI", offer_paths, "path: /object/instance/resource"},
	{"DATA", offer_data, "1 to 1460 bytes: text, digits with --hex, or @FILE in pieces"},
	{"KEY", offer_keys, "a key of AT+QLWCFG"},
	{"INDEX", offer_indexes, "number of the record"},
	{"INDEX…", offer_indexes, "number of the record"},
	{"NAME=VALUE…", offer_values, "a field and its new value; =@FILE, or =- to be asked"},
	{"FIELD", offer_fields, "where to begin"},
	{"PROFILE", offer_profiles, "name of a profile, or a file"},
	{"A", offer_profiles, "a profile, a snapshot, or the word module"},
	{"B", offer_profiles, "a profile, a snapshot, or the word module"},
	{"FILE", offer_files, "a file here"},
	{"FILE…", offer_files, "files here"},
	{"STATE", offer_states, "a state of Table 9, by name or number"},
	{"CID", NULL, "number of the PDP context, 1 to 15"},
	{"TYPE", offer_types, "kind of addresses"},
	{"NAME", offer_names, "its name"},
	{"ls", offer_file_verbs, "what to do; names are relative to /datatx"},
	{"SECONDS", NULL, "a time in seconds"},
	{"ROW", NULL, "number of a send, as the Data pane shows it"},
	{"REGEX", NULL,
		"regular expression; ! in front shows what does not match; empty shows all"},
	{"TEXT", NULL, "what to look for"},
	{"COMMAND…", NULL, "an AT command, sent as it is"},
};

static const struct argument *argument_of(const struct complete_asked *a, size_t *at)
{
	char name[COMPLETE_WORD];
	if (a->action == &actions[ACTION_FILES]) {
		*at = 0;
		snprintf(name, sizeof name, "ls");
	} else if (!argument_name(a, name, at)) {
		return NULL;
	}
	for (size_t i = 0; i < sizeof arguments / sizeof *arguments; i++)
		if (!strcmp(arguments[i].name, name))
			return &arguments[i];
	return NULL;
}

void complete_argument(struct candidates *c, const struct complete_asked *a)
{
	size_t at;
	const struct argument *argument = argument_of(a, &at);
	if (argument && argument->offer)
		argument->offer(c, a);
}

static void field_hint(
	const struct complete_asked *a, const char *typed, size_t len, char *out, size_t size)
{
	const struct qlw_verb *verb = qlw_key_verb((enum qlw_key)a->key);
	const int field = typed_field(verb, typed, len);
	const size_t n = index_fields(a->key);
	char index[2][16];
	for (size_t i = 0; i < 2; i++)
		snprintf(index[i], sizeof index[i], "%.15s", a->words->word[i + 2]);
	if (field >= 0)
		complete_field_text(a->from->model, a->key, verb, (size_t)field,
			complete_record(
				a->from->model, a->key, (const char(*)[16])index, n < 2 ? n : 2),
			out, size);
}

struct complete_name complete_argument_hint(
	const struct complete_asked *a, const char *typed, size_t len, char *out, size_t size)
{
	struct complete_name where = {.at = 0};
	char name[COMPLETE_WORD];
	const struct argument *argument = argument_of(a, &where.at);
	if (argument_name(a, name, &where.at))
		where.len = strlen(name);
	out[0] = '\0';
	if (argument && argument->offer == offer_values && a->key >= 0)
		field_hint(a, typed, len, out, size);
	if (!out[0])
		snprintf(out, size, "%s", argument ? argument->help : a->action->title);
	return where;
}
