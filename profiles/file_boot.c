/* bootstrap.ini (2.5.1.1): OMA JSON objects one after another,
 * `{"bn":"/0/0/","e":[{"n":"0","sv":"…"}]}`. From text to resources; what binds several of them is
 * in file_boot_rules.c. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "profiles/file_priv.h"
#include "profiles/json_read.h"

struct boot {
	struct file *f;
	struct jdoc *doc;
	bool loose; /* among entries that stand outside of any "e" */
	bool array; /* within an outer array */
	size_t objects;
	size_t empty_to; /* behind the last object's empty "e"; 0: it was not empty */
	const struct jdoc_node *object; /* being read */
	const char *base;               /* its base name: "" or a path */
	char joined[100];               /* paths that its missing slash makes */
	size_t joins;
};

/* --- names ------------------------------------------------------------------------------------ */

/* A number of a path, no leading zero, at most 65535. Its length, or 0. */
static size_t path_number(const char *text, unsigned *number)
{
	size_t n = strspn(text, "0123456789");
	if (!n || n > 5 || (n > 1 && *text == '0'))
		return 0;
	*number = 0;
	for (size_t i = 0; i < n; i++)
		*number = *number * 10 + (unsigned)(text[i] - '0');
	return *number <= 65535 ? n : 0;
}

unsigned file_path(const char *name, unsigned path[4])
{
	unsigned depth = 0;
	name += *name == '/';
	while (depth < 4) {
		size_t n = path_number(name, &path[depth]);
		if (!n)
			return 0;
		depth++;
		name += n;
		if (!*name)
			return depth;
		if (*name++ != '/')
			return 0;
	}
	return 0;
}

static bool only_path_bytes(const char *text)
{
	return strspn(text, "0123456789/") == strlen(text) && strlen(text) < 32;
}

/* A name of the text as a note may show it: what is no name might be a secret in the wrong place.
 */
static const char *shown_name(const char *name)
{
	static const char *const known[] = {"bn", "bt", "e", "n", "t", "v", "bv", "sv", "ov"};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(known[i], name) == 0)
			return known[i];
	return strlen(name) <= 8 && *name ? name : "member";
}

/* Base name and name put together as SenML does, with the slash between that was meant. */
static bool join(struct boot *b, const char *name, char *out, size_t size)
{
	size_t n = strlen(b->base);
	bool missing = n && *name && b->base[n - 1] != '/' && *name != '/';
	if (!only_path_bytes(name))
		return false;
	if (missing && b->joins++ < 4)
		snprintf(b->joined + strlen(b->joined), sizeof b->joined - strlen(b->joined),
			"%s%s%s", b->joins > 1 ? ", " : "", b->base, name);
	bool rooted = n ? *b->base == '/' : *name == '/';
	snprintf(out, size, "%s%s%s%s", rooted ? "" : "/", b->base, missing ? "/" : "", name);
	return true;
}

/* --- members ---------------------------------------------------------------------------------- */

/* Twins and members nobody knows. names ends with NULL. */
static void check_members(struct boot *b, const struct jdoc_node *object, const char *const *names)
{
	for (const struct jdoc_node *n = object->first; n; n = n->next) {
		size_t i = 0;
		while (names[i] && strcmp(names[i], n->key) != 0)
			i++;
		if (n->twin)
			file_error(
				b->f, n->key_from, shown_name(n->key), "stands here a second time");
		else if (!names[i])
			file_warn(b->f, n->key_from, shown_name(n->key),
				"not in Table 3 of the Note, kept as it is");
	}
}

static const struct jdoc_node *typed_member(
	struct boot *b, const struct jdoc_node *object, const char *name, enum jdoc_type type)
{
	const struct jdoc_node *n = jdoc_member(object, name);
	if (!n || n->type == type)
		return n;
	file_error(b->f, n->from, name, "has to be %s, not %s", jdoc_type_name(type),
		jdoc_type_name(n->type));
	return NULL;
}

/* --- values ----------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	enum jdoc_type type;
} forms[] = {{"v", JDOC_NUMBER}, {"bv", JDOC_BOOL}, {"sv", JDOC_STRING}, {"ov", JDOC_STRING}};

#define FORMS (sizeof forms / sizeof *forms)

/* Which form a row's values have. */
size_t file_json_form(const struct file_row *row)
{
	switch (row->type) {
	case FILE_TYPE_INT:
	case FILE_TYPE_CHOICE:
		return 0;
	case FILE_TYPE_BOOL:
		return 1;
	case FILE_TYPE_LINK:
		return 3;
	case FILE_TYPE_WORD:
	case FILE_TYPE_TEXT:
	case FILE_TYPE_URI:
	case FILE_TYPE_BINDING:
	case FILE_TYPE_OPAQUE:
	case FILE_TYPE_HEX:
	case FILE_TYPE_EXECUTE:
		break;
	}
	return 2;
}

/* The entry's one value, *form which; NULL: noted why. */
static const struct jdoc_node *find_value(
	struct boot *b, const struct jdoc_node *entry, const char *key, size_t *form)
{
	const struct jdoc_node *value = NULL;
	for (size_t i = 0; i < FORMS; i++) {
		const struct jdoc_node *n = jdoc_member(entry, forms[i].name);
		if (n && value) {
			file_error(b->f, n->key_from, key, "has two values, %s and %s",
				forms[*form].name, forms[i].name);
			return NULL;
		}
		if (n) {
			value = n;
			*form = i;
		}
	}
	if (!value)
		file_error(b->f, entry->from, key, "has no value: one of v, bv, sv, ov is needed");
	else if (value->type != forms[*form].type)
		file_error(b->f, value->from, key, "%s has to be %s, not %s", forms[*form].name,
			jdoc_type_name(forms[*form].type), jdoc_type_name(value->type));
	return value && value->type == forms[*form].type ? value : NULL;
}

static void take_value(struct boot *b, struct file_item *item, const struct jdoc_node *value)
{
	char number[48];
	const char *text = value->text;
	size_t len = value->len;
	if (value->type == JDOC_BOOL) {
		text = value->truth ? "true" : "false";
		len = strlen(text);
	} else if (value->type == JDOC_NUMBER) {
		if (value->integral)
			snprintf(number, sizeof number, "%" PRId64, value->integer);
		else
			snprintf(number, sizeof number, "%.*s", (int)(value->to - value->from),
				b->f->bytes + value->from);
		text = number;
		len = strlen(text);
	}
	file_take_value(b->f, item, text, len);
}

/* --- entries ---------------------------------------------------------------------------------- */

/* What the tables say of the path; notes what they do not. */
static const struct file_row *row_of(
	struct boot *b, size_t at, const char *name, const unsigned path[4], unsigned depth)
{
	const char *object = file_object_name(path[0]);
	const struct file_row *row = file_row_resource(path[0], path[2]);
	if (!object)
		file_warn(b->f, at, name, "object %u is not one of 0, 1, 2 and 11, kept as it is",
			path[0]);
	else if (!row)
		file_warn(b->f, at, name, "no resource of %s (object %u), kept as it is", object,
			path[0]);
	else if (row->multiple && depth == 3)
		file_error(b->f, at, name, "%s has instances, name one: %s/0", row->name, name);
	else if (!row->multiple && depth == 4)
		file_error(b->f, at, name, "%s has no instances", row->name);
	return row;
}

/* Where the item's parts stand, for changes. */
static void place_item(struct boot *b, struct file_item *item, const struct jdoc_node *entry,
	const struct jdoc_node *value)
{
	const struct jdoc_node *n = jdoc_member(entry, "n");
	size_t own = n ? strlen(n->text) : 0;
	item->entry_from = entry->from;
	item->entry_to = entry->to;
	item->group_from = b->object->from;
	item->group_to = b->object->to;
	item->label_from = value->key_from;
	item->relative = strlen(item->name) - (own < strlen(item->name) ? own : strlen(item->name));
}

static void add_resource(struct boot *b, const struct jdoc_node *entry, size_t at, const char *name)
{
	unsigned path[4] = {0}, depth = file_path(name, path);
	size_t form = 0;
	if (depth < 3) {
		file_error(b->f, at, "n", "%s is no resource, expected /object/instance/resource",
			name);
		return;
	}
	const struct file_item *before = file_find(b->f, 0, name);
	if (before)
		file_error(b->f, at, name, "stands here a second time, the first is in line %zu",
			before->line);
	const struct file_row *row = row_of(b, at, name, path, depth);
	const struct jdoc_node *value = find_value(b, entry, name, &form);
	if (!value)
		return;
	bool fits = !row || file_json_form(row) == form;
	struct file_item *item = file_add_item(b->f, name, value->from, value->to);
	if (!item)
		return;
	place_item(b, item, entry, value);
	memcpy(item->path, path, sizeof path);
	item->depth = depth;
	item->row = fits ? row : NULL;
	if (!fits)
		file_error(b->f, value->key_from, name, "%s is written as %s, not as %s", row->name,
			forms[file_json_form(row)].name, forms[form].name);
	take_value(b, item, value);
	item->row = row;
	item->good = item->good && fits;
}

static void take_entry(struct boot *b, const struct jdoc_node *entry)
{
	static const char *const members[] = {"n", "t", "v", "bv", "sv", "ov", NULL};
	char name[100];
	if (entry->type != JDOC_OBJECT) {
		file_error(b->f, entry->from, "e", "holds %s where an entry {\"n\":...} belongs",
			jdoc_type_name(entry->type));
		return;
	}
	check_members(b, entry, members);
	typed_member(b, entry, "t", JDOC_NUMBER);
	const struct jdoc_node *n = typed_member(b, entry, "n", JDOC_STRING);
	size_t at = n ? n->from : entry->from;
	if (!n && jdoc_member(entry, "n"))
		return;
	if (join(b, n ? n->text : "", name, sizeof name))
		add_resource(b, entry, at, name);
	else
		file_error(b->f, at, "n", "expected numbers with slashes between");
}

/* --- objects ---------------------------------------------------------------------------------- */

/* True when the base name can be joined to. */
static bool take_base(struct boot *b, const struct jdoc_node *object)
{
	const struct jdoc_node *n = typed_member(b, object, "bn", JDOC_STRING);
	b->base = n ? n->text : "";
	b->joined[0] = '\0';
	b->joins = 0;
	if (!n)
		return !jdoc_member(object, "bn");
	unsigned path[4];
	char base[64];
	size_t len = strlen(n->text);
	snprintf(base, sizeof base, "%s", n->text);
	if (len && len < sizeof base && base[len - 1] == '/')
		base[len - 1] = '\0';
	if (!*base || (only_path_bytes(n->text) && file_path(base, path)))
		return true;
	file_error(b->f, n->from, "bn", "expected a path such as /0/1/");
	return false;
}

static void warn_of_slash(struct boot *b, const struct jdoc_node *object)
{
	const struct jdoc_node *n = jdoc_member(object, "bn");
	if (b->joins)
		file_warn(b->f, n->from, "bn",
			"%s has no slash at its end, so its names join to %s%s; write "
			"%s/",
			b->base, b->joined, b->joins > 4 ? ", ..." : "", b->base);
}

static void take_entries(struct boot *b, const struct jdoc_node *object)
{
	b->object = object;
	const struct jdoc_node *e = typed_member(b, object, "e", JDOC_ARRAY);
	bool based = take_base(b, object);
	if (!jdoc_member(object, "e"))
		file_damage(b->f, object->from, "e", "missing: the array of resources");
	b->empty_to = e && !e->count ? e->to : 0;
	for (const struct jdoc_node *n = e && based ? e->first : NULL; n; n = n->next)
		take_entry(b, n);
	warn_of_slash(b, object);
}

/* An entry that a scan or an editor put outside of the array it belongs to. */
static void take_loose(struct boot *b, const struct jdoc_node *entry)
{
	struct file_place place = file_place_at(&b->f->places, entry->from);
	if (b->loose)
		return;
	b->loose = true;
	if (b->empty_to)
		file_damage(b->f, b->empty_to - 1, "e",
			"closed with nothing in it, while its entries stand "
			"outside from line %zu on",
			place.line);
	file_damage(b->f, entry->from, "n", "an entry outside of the array e");
}

/* Where reading can go on after damage: at the next object that has a base name. */
static size_t next_object(const struct boot *b, size_t at)
{
	for (; at < b->f->len; at++) {
		if (b->f->bytes[at] != '{')
			continue;
		size_t name = jdoc_skip(b->doc, at + 1);
		if (b->f->len - name >= 4 && memcmp(b->f->bytes + name, "\"bn\"", 4) == 0)
			break;
	}
	return at;
}

static size_t take_object(struct boot *b, size_t at)
{
	static const char *const members[] = {"bn", "bt", "e", NULL};
	struct jdoc_error error;
	size_t from = at;
	const struct jdoc_node *object = jdoc_read(b->doc, &at, &error);
	b->objects++;
	if (!object) {
		file_damage(b->f, error.at, *error.key ? shown_name(error.key) : "file", "%s",
			error.what);
		b->loose = false;
		return next_object(b, error.at > from ? error.at : from + 1);
	}
	if (!jdoc_member(object, "e") && !jdoc_member(object, "bn") && jdoc_member(object, "n")) {
		take_loose(b, object);
		return at;
	}
	b->loose = false;
	check_members(b, object, members);
	typed_member(b, object, "bt", JDOC_NUMBER);
	take_entries(b, object);
	return at;
}

/* Something between objects. */
static size_t take_stray(struct boot *b, size_t at)
{
	unsigned char c = (unsigned char)b->f->bytes[at];
	bool closer = c == ',' || c == ']' || c == '}';
	if (closer && (b->loose || (b->array && c != '}')))
		return at + 1;
	if (c == '[' && !b->objects && !b->array) {
		b->array = true;
		file_damage(b->f, at, "file",
			"no outer array here: the objects stand one after another");
		return at + 1;
	}
	if (c == ',')
		file_damage(
			b->f, at, "file", "no comma between objects: they stand one after another");
	else if (c > 0x20 && c < 0x7f)
		file_damage(b->f, at, "file", "expected {, found %c", c);
	else
		file_damage(b->f, at, "file", "expected {, found byte 0x%02x", c);
	b->loose = false;
	while (at < b->f->len && b->f->bytes[at] != '{')
		at++;
	return at;
}

static void read_objects(struct boot *b)
{
	size_t at = 0;
	if (b->f->len >= 3 && memcmp(b->f->bytes, "\xef\xbb\xbf", 3) == 0) {
		file_damage(b->f, 0, "file", "a byte order mark, which JSON may not have");
		at = 3;
	}
	while ((at = jdoc_skip(b->doc, at)) < b->f->len)
		at = b->f->bytes[at] == '{' ? take_object(b, at) : take_stray(b, at);
	if (!b->objects)
		file_error(b->f, b->f->len, "file", "no object {\"bn\":...,\"e\":[...]} in it");
}

void file_read_bootstrap(struct file *f)
{
	struct boot b = {.f = f, .doc = jdoc_new(f->bytes, f->len)};
	if (!b.doc) {
		file_damage(f, 0, "file", "out of memory");
		return;
	}
	read_objects(&b);
	jdoc_free(b.doc);
	file_rules_bootstrap(f);
}
