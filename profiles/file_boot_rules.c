/* What binds several resources of bootstrap.ini: accounts that are whole, URIs that go with their
 * security mode, short IDs that are unique and lead somewhere. Reads items, adds notes. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "profiles/file_priv.h"

/* A resource that is there and has a value of its kind. */
static const struct file_item *get(
	const struct file *f, unsigned object, unsigned instance, unsigned resource)
{
	for (size_t i = 0; i < f->items; i++) {
		const struct file_item *item = &f->item[i];
		if (item->depth == 3 && item->path[0] == object && item->path[1] == instance &&
			item->path[2] == resource)
			return item;
	}
	return NULL;
}

static const struct file_item *get_good(
	const struct file *f, unsigned object, unsigned instance, unsigned resource)
{
	const struct file_item *item = get(f, object, instance, resource);
	return item && item->good ? item : NULL;
}

/* The first item of its instance. */
static bool opens_instance(const struct file *f, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (f->item[k].path[0] == f->item[i].path[0] &&
			f->item[k].path[1] == f->item[i].path[1])
			return false;
	return true;
}

/* About a resource that is not there: noted where its instance begins. */
static void warn_missing(
	struct file *f, const struct file_item *first, unsigned resource, const char *text)
{
	const struct file_row *row = file_row_resource(first->path[0], resource);
	char key[64];
	snprintf(key, sizeof key, "/%u/%u/%u", first->path[0], first->path[1], resource);
	file_warn(f, first->entry_from, key, "%s: %s", row->name, text);
}

/* What is missing in a damaged file may stand in the damage: then nothing is said of it. */
static void check_mandatory(struct file *f, const struct file_item *first)
{
	const struct file_row *row;
	if (f->damaged)
		return;
	for (size_t i = 0; (row = file_row(FILE_KIND_BOOTSTRAP, i)); i++)
		if (row->mandatory && row->object == first->path[0] &&
			!get(f, row->object, first->path[1], row->resource))
			warn_missing(f, first, row->resource, "mandatory, and missing");
}

/* --- object 0 --------------------------------------------------------------------------------- */

static void check_uri(struct file *f, const struct file_item *first)
{
	const struct file_item *uri = get(f, 0, first->path[1], 0);
	const struct file_item *mode = get_good(f, 0, first->path[1], 2);
	if (!uri && f->damaged)
		return;
	if (!uri || !uri->len) {
		warn_missing(f, first, 0,
			"an account without URI, of use only when bootstrap fills it in");
		return;
	}
	if (!uri->good)
		return;
	if (qlw_uri_is_bare_ipv6(uri->value))
		file_warn(f, uri->from, uri->name,
			"an IPv6 literal without brackets, write [ADDRESS]:PORT");
	bool secure = strncasecmp(uri->value, "coaps:", 6) == 0;
	if (mode && secure && mode->number == 3)
		file_warn(f, mode->from, mode->name,
			"coaps with mode 3: the URI is for DTLS, the mode is "
			"without");
	if (mode && !secure && mode->number != 3)
		file_warn(f, mode->from, mode->name,
			"coap with mode %d: the URI is without DTLS, the mode "
			"is for it",
			(int)mode->number);
}

/* An earlier instance of the same object with this short ID. */
static const struct file_item *same_id(const struct file *f, const struct file_item *id)
{
	for (const struct file_item *i = f->item; i < id; i++)
		if (i->good && i->depth == 3 && i->path[0] == id->path[0] &&
			i->path[2] == id->path[2] && i->number == id->number)
			return i;
	return NULL;
}

static const struct file_item *with_id(
	const struct file *f, unsigned object, unsigned resource, int64_t id)
{
	for (size_t i = 0; i < f->items; i++) {
		const struct file_item *item = &f->item[i];
		if (item->good && item->depth == 3 && item->path[0] == object &&
			item->path[2] == resource && item->number == id)
			return item;
	}
	return NULL;
}

static void check_id(struct file *f, const struct file_item *id)
{
	const struct file_item *twin = same_id(f, id);
	if (twin)
		file_error(f, id->from, id->name, "short ID %d is that of %s (line %zu) too",
			(int)id->number, twin->name, twin->line);
}

static void check_security(struct file *f, const struct file_item *first)
{
	unsigned instance = first->path[1];
	const struct file_item *bootstrap = get_good(f, 0, instance, 1);
	const struct file_item *id = get_good(f, 0, instance, 10),
			       *mode = get_good(f, 0, instance, 2);
	const struct file_item *key = get(f, 0, instance, 5);
	bool standard = bootstrap && !bootstrap->number;
	check_uri(f, first);
	if (standard && !f->damaged && !get(f, 0, instance, 10))
		warn_missing(f, first, 10, "missing, a standard server needs one");
	if (id)
		check_id(f, id);
	if (id && standard && !f->damaged && !with_id(f, 1, 0, id->number))
		file_warn(f, id->from, id->name, "no instance of object 1 has short ID %d",
			(int)id->number);
	if (mode && mode->number == 3 && key)
		file_warn(f, key->from, key->name, "a key, but mode 3 uses none");
}

/* --- objects 1 and 2 -------------------------------------------------------------------------- */

static void check_server(struct file *f, const struct file_item *first)
{
	unsigned instance = first->path[1];
	const struct file_item *id = get_good(f, 1, instance, 0);
	const struct file_item *min = get_good(f, 1, instance, 2),
			       *max = get_good(f, 1, instance, 3);
	if (id)
		check_id(f, id);
	if (id && !f->damaged && !with_id(f, 0, 10, id->number))
		file_warn(f, id->from, id->name, "no instance of object 0 has short ID %d",
			(int)id->number);
	/* a maximum of 0 is no limit */
	if (min && max && max->number && max->number < min->number)
		file_error(f, max->from, max->name, "%d s is below the minimum period of %d s",
			(int)max->number, (int)min->number);
}

static void check_access(struct file *f, const struct file_item *first)
{
	const struct file_item *object = get_good(f, 2, first->path[1], 0);
	const struct file_item *instance = get_good(f, 2, first->path[1], 1);
	if (f->damaged || !object || !instance || object->number != 1 || instance->number == 65535)
		return;
	for (size_t i = 0; i < f->items; i++)
		if (f->item[i].path[0] == 1 && f->item[i].path[1] == instance->number)
			return;
	file_warn(f, instance->from, instance->name, "there is no /1/%d in this file",
		(int)instance->number);
}

void file_rules_bootstrap(struct file *f)
{
	for (size_t i = 0; i < f->items; i++) {
		const struct file_item *first = &f->item[i];
		if (!opens_instance(f, i))
			continue;
		check_mandatory(f, first);
		if (first->path[0] == 0)
			check_security(f, first);
		else if (first->path[0] == 1)
			check_server(f, first);
		else if (first->path[0] == 2)
			check_access(f, first);
	}
}
