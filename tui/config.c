/* The configuration file: its form and its values. Knows no screen and runs nothing. */
#include "tui/config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/json_read.h"

#define STEP_TIMEOUT_S     10
#define STEP_TIMEOUT_S_MAX 3600
#define FILE_MAX           (256 * 1024)

struct reader {
	const char *name; /* of the file, without folders */
	const char *text;
	struct qlw_diag *diag;
};

/* --- what is wrong -------------------------------------------------------------------------- */

static int fail_at(const struct reader *r, size_t at, const char *key, const char *what)
{
	size_t line = 1, column = 1;
	for (size_t i = 0; i < at; i++) {
		column = r->text[i] == '\n' ? 1 : column + 1;
		line += r->text[i] == '\n';
	}
	return qlw_diag_set(r->diag, QLW_EFILE, "%s:%zu:%zu: %.40s%s%s", r->name, line, column,
		key ? key : "", key && *key ? ": " : "", what);
}

static int fail_on(const struct reader *r, const struct jdoc_node *n, const char *what)
{
	return fail_at(r, n->from, n->key, what);
}

/* Every member is one of these names, and stands there once. */
static int check_names(
	const struct reader *r, const struct jdoc_node *object, const char *const *names)
{
	if (object->type != JDOC_OBJECT)
		return fail_on(r, object, "must be an object");
	for (const struct jdoc_node *n = object->first; n; n = n->next) {
		size_t i = 0;
		while (names[i] && strcmp(names[i], n->key) != 0)
			i++;
		if (!names[i])
			return fail_at(r, n->key_from, n->key, "no such key here");
		if (n->twin)
			return fail_at(r, n->key_from, n->key, "stands there twice");
	}
	return 0;
}

/* --- values --------------------------------------------------------------------------------- */

/* A member that is a text of min to size - 1 bytes. A missing one is "" if min is 0. */
static int take_text(const struct reader *r, const struct jdoc_node *object, const char *key,
	size_t min, char *out, size_t size)
{
	const struct jdoc_node *n = jdoc_member(object, key);
	char what[60];
	out[0] = '\0';
	if (!n && !min)
		return 0;
	if (!n)
		return fail_at(r, object->from, key, "is missing");
	if (n->type != JDOC_STRING)
		return fail_on(r, n, "must be a text");
	snprintf(what, sizeof what, "must be %zu to %zu bytes", min, size - 1);
	if (n->len < min || n->len >= size)
		return fail_on(r, n, what);
	memcpy(out, n->text, n->len + 1);
	return 0;
}

static int take_number(const struct reader *r, const struct jdoc_node *object, const char *key,
	int64_t min, int64_t max, int64_t *out)
{
	const struct jdoc_node *n = jdoc_member(object, key);
	char what[60];
	if (!n)
		return fail_at(r, object->from, key, "is missing");
	snprintf(what, sizeof what, "must be a whole number, %lld to %lld", (long long)min,
		(long long)max);
	if (n->type != JDOC_NUMBER || !n->integral || n->integer < min || n->integer > max)
		return fail_on(r, n, what);
	*out = n->integer;
	return 0;
}

static int take_truth(
	const struct reader *r, const struct jdoc_node *object, const char *key, bool *out)
{
	const struct jdoc_node *n = jdoc_member(object, key);
	if (n && n->type != JDOC_BOOL)
		return fail_on(r, n, "must be true or false");
	if (n)
		*out = n->truth;
	return 0;
}

/* The elements of a list, no more than max; none when the member is missing. */
static int take_list(const struct reader *r, const struct jdoc_node *object, const char *key,
	size_t max, const struct jdoc_node **first)
{
	const struct jdoc_node *n = jdoc_member(object, key);
	char what[40];
	*first = NULL;
	if (!n)
		return 0;
	snprintf(what, sizeof what, "at most %zu", max);
	if (n->type != JDOC_ARRAY)
		return fail_on(r, n, "must be a list");
	if (n->count > max)
		return fail_on(r, n, what);
	*first = n->first;
	return 0;
}

/* --- presets -------------------------------------------------------------------------------- */

static int digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, c >= 'A' && c <= 'F' ? c + ('a' - 'A') : c) : NULL;
	return at ? (int)(at - digits) : -1;
}

static size_t decode_hex(const char *text, uint8_t *out)
{
	size_t n = 0;
	for (; text[0]; text += 2) {
		const int high = digit(text[0]), low = high < 0 ? -1 : digit(text[1]);
		if (low < 0)
			return 0;
		out[n++] = (uint8_t)(high << 4 | low);
	}
	return n;
}

static bool fits_string(const char *text)
{
	for (; *text; text++)
		if (*text < 0x20 || *text == 0x7f || *text == '"')
			return false;
	return true;
}

static int take_data(
	const struct reader *r, const struct jdoc_node *object, struct config_preset *p, bool hex)
{
	char text[2 * QLW_ULDATA_MAX + 1];
	const size_t most = hex ? sizeof text : QLW_ULDATA_MAX + 1;
	const int err = take_text(r, object, "data", 1, text, most);
	if (err)
		return err;
	p->send.len = hex ? decode_hex(text, p->data) : strlen(text);
	if (!p->send.len)
		return fail_on(
			r, jdoc_member(object, "data"), "must be pairs of hexadecimal digits");
	if (!hex)
		memcpy(p->data, text, p->send.len);
	p->send.hex = hex || !fits_string(text);
	return 0;
}

static int read_preset(const struct reader *r, struct config *c, const struct jdoc_node *object)
{
	static const char *const names[] = {
		"name", "short_id", "uri", "data", "hex", "confirmable", NULL};
	struct config_preset *p = &c->preset[c->presets];
	bool hex = false, confirmable = true;
	int64_t id = 0;
	int err = check_names(r, object, names);
	if (!err)
		err = take_text(r, object, "name", 1, p->name, sizeof p->name);
	if (!err && config_find_preset(c, p->name))
		err = fail_on(r, jdoc_member(object, "name"), "another preset has this name");
	if (!err)
		err = take_number(r, object, "short_id", 1, QLW_SHORT_ID_MAX, &id);
	if (!err)
		err = take_text(r, object, "uri", 1, p->uri, sizeof p->uri);
	if (!err && !qlw_uri_valid(p->uri))
		err = fail_on(r, jdoc_member(object, "uri"), "must be /object/instance/resource");
	if (!err)
		err = take_truth(r, object, "hex", &hex);
	if (!err)
		err = take_truth(r, object, "confirmable", &confirmable);
	if (!err)
		err = take_data(r, object, p, hex);
	if (err)
		return err;
	p->send.short_id = (unsigned)id;
	p->send.non_confirmable = !confirmable;
	p->send.uri = p->uri;
	p->send.data = p->data;
	c->presets++;
	return 0;
}

/* --- macros --------------------------------------------------------------------------------- */

static int read_step(const struct reader *r, struct config_step *s, const struct jdoc_node *object)
{
	static const char *const names[] = {"run", "expect", "timeout", NULL};
	int64_t seconds = STEP_TIMEOUT_S;
	int err = check_names(r, object, names);
	if (!err)
		err = take_text(r, object, "run", 1, s->run, sizeof s->run);
	if (!err)
		err = take_text(r, object, "expect", 0, s->expect, sizeof s->expect);
	s->timed = jdoc_member(object, "timeout") != NULL;
	if (!err && s->timed)
		err = take_number(r, object, "timeout", 1, STEP_TIMEOUT_S_MAX, &seconds);
	s->timeout_ms = (uint64_t)seconds * 1000;
	return err;
}

static int read_macro(const struct reader *r, struct config *c, const struct jdoc_node *object)
{
	static const char *const names[] = {"name", "steps", NULL};
	struct config_macro *m = &c->macro[c->macros];
	const struct jdoc_node *first = NULL;
	int err = check_names(r, object, names);
	if (!err)
		err = take_text(r, object, "name", 1, m->name, sizeof m->name);
	if (!err && config_find_macro(c, m->name))
		err = fail_on(r, jdoc_member(object, "name"), "another macro has this name");
	if (!err)
		err = take_list(r, object, "steps", CONFIG_STEPS_MAX, &first);
	if (!err && !first)
		err = fail_at(r, object->from, "steps", "there are none");
	if (err)
		return err;
	m->step = calloc(jdoc_member(object, "steps")->count, sizeof *m->step);
	if (!m->step)
		return qlw_diag_set(r->diag, QLW_ENOMEM, "out of memory");
	c->macros++;
	for (; first && !err; first = first->next)
		err = read_step(r, &m->step[m->steps++], first);
	return err;
}

/* --- the file ------------------------------------------------------------------------------- */

static int read_theme(const struct reader *r, struct config *c, const struct jdoc_node *root)
{
	const struct jdoc_node *n = jdoc_member(root, "theme");
	if (n && (n->type != JDOC_STRING || !theme_palette_find(n->text, &c->theme)))
		return fail_on(r, n, "must be \"default\", \"colour-blind\" or \"mono\"");
	return 0;
}

static int read_root(const struct reader *r, struct config *c, const struct jdoc_node *root)
{
	static const char *const names[] = {"theme", "presets", "macros", NULL};
	const struct jdoc_node *n = NULL;
	int err = check_names(r, root, names);
	if (!err)
		err = read_theme(r, c, root);
	if (!err)
		err = take_list(r, root, "presets", CONFIG_PRESETS_MAX, &n);
	for (; n && !err; n = n->next)
		err = read_preset(r, c, n);
	if (!err)
		err = take_list(r, root, "macros", CONFIG_MACROS_MAX, &n);
	for (; n && !err; n = n->next)
		err = read_macro(r, c, n);
	return err;
}

int config_parse(
	struct config *c, const char *path, const char *text, size_t len, struct qlw_diag *diag)
{
	const char *slash = strrchr(path, '/');
	const struct reader r = {slash ? slash + 1 : path, text, diag};
	struct jdoc *doc = jdoc_new(text, len);
	struct jdoc_error error;
	size_t at = 0;
	int err;
	memset(c, 0, sizeof *c);
	if (!doc)
		return qlw_diag_set(diag, QLW_ENOMEM, "%s: too large", r.name);
	const struct jdoc_node *root = jdoc_read(doc, &at, &error);
	if (!root)
		err = fail_at(&r, error.at, error.key, error.what);
	else if (jdoc_skip(doc, at) != len)
		err = fail_at(&r, jdoc_skip(doc, at), NULL, "something stands behind the object");
	else
		err = read_root(&r, c, root);
	jdoc_free(doc);
	if (err)
		config_free(c);
	return err;
}

int config_load(struct config *c, const char *path, struct qlw_diag *diag)
{
	memset(c, 0, sizeof *c);
	FILE *f = fopen(path, "rb");
	if (!f)
		return errno == ENOENT || errno == ENOTDIR
			       ? 0
			       : qlw_diag_set(diag, QLW_EFILE, "%.200s: %s", path, strerror(errno));
	char *text = malloc(FILE_MAX + 1);
	const size_t len = text ? fread(text, 1, FILE_MAX + 1, f) : 0;
	const bool bad = !text || ferror(f) || len > FILE_MAX;
	fclose(f);
	const int err =
		bad ? qlw_diag_set(diag, QLW_EFILE, "%.200s: cannot be read, or too large", path)
		    : config_parse(c, path, text, len, diag);
	free(text);
	return err;
}

void config_free(struct config *c)
{
	for (size_t i = 0; i < c->macros; i++)
		free(c->macro[i].step);
	memset(c, 0, sizeof *c);
}

const struct config_preset *config_find_preset(const struct config *c, const char *name)
{
	for (size_t i = 0; i < c->presets; i++)
		if (strcmp(c->preset[i].name, name) == 0)
			return &c->preset[i];
	return NULL;
}

const struct config_macro *config_find_macro(const struct config *c, const char *name)
{
	for (size_t i = 0; i < c->macros; i++)
		if (strcmp(c->macro[i].name, name) == 0)
			return &c->macro[i];
	return NULL;
}
