/* Reading a profile: its head, and what binds its parts. What settings mean is in profile_values.c. */
#include "profiles/profile.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "profiles/file_place.h"
#include "profiles/profile_priv.h"

/* --- notes ------------------------------------------------------------------------------------ */

static void put_key(char *out, size_t size, const char *key)
{
	snprintf(out, size, "%s", *key ? key : "profile");
	for (char *c = out; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			*c = '?';
}

void profile_say(
	struct profile *p, size_t at, bool warning, const char *key, const char *format, ...)
{
	struct file_places places = file_places(p->bytes, p->len);
	struct file_place place = file_place_at(&places, at);
	struct file_note n = {.line = place.line, .column = place.column, .warning = warning};
	va_list ap;
	put_key(n.key, sizeof n.key, key);
	va_start(ap, format);
	vsnprintf(n.text, sizeof n.text, format, ap);
	va_end(ap);
	check_add(&p->notes, &n);
}

static int by_place(const void *a, const void *b)
{
	const struct file_note *x = a, *y = b;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return x->column < y->column ? -1 : x->column > y->column;
}

static void sort_notes(struct profile *p)
{
	if (p->notes.notes)
		qsort(p->notes.note, p->notes.notes, sizeof *p->notes.note, by_place);
}

size_t profile_errors(const struct profile *p)
{
	return p->notes.errors;
}

const struct file_note *profile_note(const struct profile *p, size_t i)
{
	return i < p->notes.notes ? &p->notes.note[i] : NULL;
}

/* --- members ---------------------------------------------------------------------------------- */

static bool in(const char *const *names, const char *name)
{
	for (; *names; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

/* How many leading letters agree, without regard to case and to where underlines stand. */
static size_t alike(const char *a, const char *b)
{
	size_t n = 0;
	while (*a && *b) {
		a += *a == '_' || *a == '-';
		b += *b == '_' || *b == '-';
		if (!*a || strncasecmp(a++, b++, 1) != 0)
			break;
		n++;
	}
	return n;
}

const char *profile_close(const char *word, const char *const *names)
{
	const char *best = NULL;
	size_t most = 2;
	for (; *names; names++) {
		size_t n = alike(word, *names);
		if (n > most) {
			most = n;
			best = *names;
		}
	}
	return best;
}

void profile_check_members(
	struct profile *p, const struct jdoc_node *object, const char *const *names)
{
	for (const struct jdoc_node *n = object->first; n; n = n->next) {
		const char *close = profile_close(n->key, names);
		if (n->twin)
			profile_error(p, n->key_from, n->key, "stands here a second time");
		else if (!in(names, n->key) && close)
			profile_error(
				p, n->key_from, n->key, "unknown key: did you mean %s?", close);
		else if (!in(names, n->key))
			profile_error(p, n->key_from, n->key, "unknown key");
	}
}

const char *profile_text(
	struct profile *p, const struct jdoc_node *object, const char *name, const char *fallback)
{
	const struct jdoc_node *n = jdoc_member(object, name);
	if (!n)
		return fallback;
	if (n->type == JDOC_STRING)
		return n->text;
	profile_error(p, n->from, name, "has to be a text, not %s", jdoc_type_name(n->type));
	return fallback;
}

bool profile_flag(struct profile *p, const struct jdoc_node *object, const char *name)
{
	const struct jdoc_node *n = jdoc_member(object, name);
	if (!n)
		return false;
	if (n->type == JDOC_BOOL)
		return n->truth;
	profile_error(p, n->from, name, "has to be true or false, not %s", jdoc_type_name(n->type));
	return false;
}

static const struct jdoc_node *member_of_type(
	struct profile *p, const struct jdoc_node *root, const char *name, enum jdoc_type type)
{
	const struct jdoc_node *n = jdoc_member(root, name);
	if (!n || n->type == type)
		return n;
	profile_error(p, n->from, name, "has to be %s, not %s", jdoc_type_name(type),
		jdoc_type_name(n->type));
	return NULL;
}

/* --- head ------------------------------------------------------------------------------------- */

static void check_version(struct profile *p, const struct jdoc_node *root)
{
	const struct jdoc_node *n = jdoc_member(root, "profile");
	if (!n)
		profile_error(p, root->from, "profile", "missing: the version of the format, 1");
	else if (!n->integral || n->integer != 1)
		profile_error(p, n->from, "profile", "the version of the format has to be 1");
}

static void check_name(struct profile *p, const struct jdoc_node *root)
{
	const struct jdoc_node *n = jdoc_member(root, "name");
	size_t len = strlen(p->name);
	if (!n) {
		profile_error(p, root->from, "name", "missing");
		return;
	}
	if (n->type != JDOC_STRING)
		return;
	if (!len || len > 63 || strspn(p->name, "abcdefghijklmnopqrstuvwxyz0123456789._-") != len ||
		strchr("._-", p->name[0]))
		profile_error(p, n->from, "name",
			"has to be 1-63 of a-z, 0-9, dot, dash and underline, a letter or digit "
			"first");
}

static void read_snapshot(struct profile *p, const struct jdoc_node *root)
{
	static const char *const names[] = {"imei", "taken", NULL};
	const struct jdoc_node *n = member_of_type(p, root, "snapshot", JDOC_OBJECT);
	if (!n)
		return;
	profile_check_members(p, n, names);
	profile_text(p, n, "taken", "");
	p->snapshot_imei = profile_text(p, n, "imei", "");
}

static void read_head(struct profile *p, const struct jdoc_node *root)
{
	static const char *const names[] = {"$schema", "profile", "name", "title", "carrier",
		"production", "source", "snapshot", "inputs", "pdp", "settings", "files", "checks",
		NULL};
	profile_check_members(p, root, names);
	check_version(p, root);
	profile_text(p, root, "$schema", "");
	p->name = profile_text(p, root, "name", "");
	p->title = profile_text(p, root, "title", "");
	p->carrier = profile_text(p, root, "carrier", "");
	p->source = profile_text(p, root, "source", "");
	p->production = profile_flag(p, root, "production");
	check_name(p, root);
	read_snapshot(p, root);
}

/* Live servers, and a profile that would be applied without asking for its name. */
static void check_production(struct profile *p, const struct profile_settings *s)
{
	if (p->snapshot_imei || p->production ||
		profile_settings_number(s, QLW_KEY_SELECT, "server_type", 0) == 0 ||
		profile_settings_number(s, QLW_KEY_SELECT, "is_commercial", 0) != 1)
		return;
	profile_warn(p, p->settings->from, "production",
		"is not true, but is_commercial 1 selects live servers");
}

static void check_used(struct profile *p)
{
	for (size_t i = 0; i < p->inputs; i++)
		if (!p->input[i].used)
			profile_warn(
				p, p->input[i].at, p->input[i].name, "this input is used nowhere");
}

static void resolve(struct profile_source *s)
{
	if (s->p->contexts)
		profile_read_contexts(s, s->p->contexts);
	s->out->contexts_complete = s->p->snapshot_imei != NULL;
	if (s->p->settings)
		profile_read_settings(s, s->p->settings);
}

static bool read_root(struct profile *p, const struct jdoc_node *root)
{
	struct profile_source s = {.p = p, .out = profile_settings_new()};
	if (!s.out)
		return false;
	read_head(p, root);
	const struct jdoc_node *inputs = member_of_type(p, root, "inputs", JDOC_OBJECT);
	const struct jdoc_node *checks = member_of_type(p, root, "checks", JDOC_ARRAY);
	p->settings = member_of_type(p, root, "settings", JDOC_OBJECT);
	p->contexts = member_of_type(p, root, "pdp", JDOC_ARRAY);
	if (inputs)
		profile_read_inputs(p, inputs);
	if (checks)
		profile_read_checks(p, checks);
	p->files = member_of_type(p, root, "files", JDOC_OBJECT);
	resolve(&s);
	profile_read_files(p, NULL, 0, NULL);
	check_used(p);
	if (p->settings)
		check_production(p, s.out);
	profile_settings_free(s.out);
	return true;
}

static bool read_bytes(struct profile *p)
{
	struct jdoc_error error;
	size_t at = 0;
	p->doc = jdoc_new(p->bytes, p->len);
	if (!p->doc)
		return false;
	const struct jdoc_node *root = jdoc_read(p->doc, &at, &error);
	if (!root) {
		profile_error(p, error.at, error.key, "%s", error.what);
		return true;
	}
	if (jdoc_skip(p->doc, at) < p->len)
		profile_error(
			p, jdoc_skip(p->doc, at), "", "nothing may stand behind the closing brace");
	if (root->type == JDOC_OBJECT)
		return read_root(p, root);
	profile_error(
		p, root->from, "", "a profile is an object, not %s", jdoc_type_name(root->type));
	return true;
}

struct profile *profile_read(const char *bytes, size_t len)
{
	struct profile *p = calloc(1, sizeof *p);
	if (p)
		p->bytes = malloc(len + 1);
	if (!p || !p->bytes || len > JDOC_BYTES_MAX) {
		profile_free(p);
		return NULL;
	}
	memcpy(p->bytes, bytes, len);
	p->bytes[len] = '\0';
	p->len = len;
	p->name = p->title = p->carrier = p->source = "";
	if (!read_bytes(p)) {
		profile_free(p);
		return NULL;
	}
	sort_notes(p);
	return p;
}

void profile_free(struct profile *p)
{
	if (!p)
		return;
	check_free(&p->notes);
	jdoc_free(p->doc);
	free(p->bytes);
	free(p);
}

int profile_resolve(struct profile *p, const struct profile_values *values, unsigned flags,
	struct profile_settings *out, struct profile_files *files)
{
	struct profile_source s = {.p = p, .values = values, .flags = flags, .out = out};
	check_free(&p->notes);
	memset(out, 0, sizeof *out);
	resolve(&s);
	profile_read_files(p, values, flags, files);
	sort_notes(p);
	return p->notes.errors ? QLW_EFILE : 0;
}
