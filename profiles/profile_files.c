/* The provisioning files that a profile brings along: checked as file.h does, noted where they stand
 * in the profile. Writes none. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/profile_priv.h"

static bool is_content(const struct jdoc_node *n)
{
	bool good = n->type == JDOC_STRING || n->type == JDOC_ARRAY;
	for (const struct jdoc_node *line = n->first; line && good; line = line->next)
		good = line->type == JDOC_STRING;
	return good;
}

/* A text, or a list of lines, as the bytes of a file. NULL: out of memory. */
static char *content_of(const struct jdoc_node *n)
{
	size_t room = 1 + n->len, used = n->len;
	for (const struct jdoc_node *line = n->first; line; line = line->next)
		room += line->len + 1;
	char *bytes = malloc(room);
	if (!bytes)
		return NULL;
	memcpy(bytes, n->text ? n->text : "", n->len);
	for (const struct jdoc_node *line = n->first; line; line = line->next) {
		memcpy(bytes + used, line->text, line->len);
		used += line->len;
		bytes[used++] = '\n';
	}
	bytes[used] = '\0';
	return bytes;
}

static void check_file(struct profile *p, const struct jdoc_node *n, const char *name)
{
	const struct file_note *note;
	if (!is_content(n)) {
		profile_error(p, n->from, n->key, "has to be a text or a list of lines");
		return;
	}
	char *bytes = content_of(n);
	if (!bytes)
		return;
	struct file *f = file_read(file_kind_of(name), name, bytes, strlen(bytes));
	for (size_t i = 0; f && (note = file_note(f, i)); i++)
		profile_say(p, n->from, note->warning, note->key, "%s:%zu:%zu: %s", name,
			note->line, note->column, note->text);
	file_free(f);
	explicit_bzero(bytes, strlen(bytes));
	free(bytes);
}

static void check_psks(struct profile *p, const struct jdoc_node *object)
{
	char name[40];
	if (object->type != JDOC_OBJECT) {
		profile_error(p, object->from, "psk", "is an object of short IDs");
		return;
	}
	for (const struct jdoc_node *n = object->first; n; n = n->next) {
		snprintf(name, sizeof name, "%.20s_server.psk", n->key);
		if (n->twin || !file_psk_short_id(name))
			profile_error(p, n->key_from, n->key,
				n->twin ? "stands here a second time" : "is no short ID");
		else
			check_file(p, n, name);
	}
}

void profile_check_files(struct profile *p, const struct jdoc_node *files)
{
	static const char *const names[] = {
		"bootstrap.ini", "carrier_apn_cfg", "lwm2m_cfg", "psk", NULL};
	profile_check_members(p, files, names);
	for (const struct jdoc_node *n = files->first; n; n = n->next) {
		if (strcmp(n->key, "psk") == 0)
			check_psks(p, n);
		else if (file_kind_of(n->key) != FILE_KIND_UNKNOWN)
			check_file(p, n, n->key);
	}
}
