/* A profile as JSON: well formed, an object, no name twice. What its members mean is not known
 * here. */
#include <stdio.h>
#include <string.h>

#include "profiles/check.h"
#include "profiles/file_place.h"
#include "profiles/json_read.h"

struct profile_text {
	struct check *check;
	struct file_places places;
};

static void note(struct profile_text *t, size_t at, const char *key, const char *text)
{
	struct file_place place = file_place_at(&t->places, at);
	struct file_note n = {.line = place.line, .column = place.column};
	snprintf(n.key, sizeof n.key, "%s", *key ? key : "file");
	snprintf(n.text, sizeof n.text, "%s", text);
	check_add(t->check, &n);
}

static void note_twins(struct profile_text *t, const struct jdoc_node *node)
{
	for (const struct jdoc_node *n = node->first; n; n = n->next) {
		if (n->twin)
			note(t, n->key_from, n->key, "stands here a second time");
		note_twins(t, n);
	}
}

static void check_root(struct profile_text *t, const struct jdoc_node *root)
{
	const struct jdoc_node *version = jdoc_member(root, "profile");
	if (root->type != JDOC_OBJECT)
		note(t, root->from, "file", "a profile is an object");
	else if (!version)
		note(t, root->from, "profile", "missing: the version of the format, 1");
	else if (!version->integral || version->integer != 1)
		note(t, version->from, "profile", "the version of the format has to be 1");
}

int check_profile(struct check *c, const void *bytes, size_t len)
{
	struct profile_text t = {.check = c, .places = file_places(bytes, len)};
	struct jdoc_error error;
	size_t at = 0;
	struct jdoc *doc = jdoc_new(bytes, len);
	if (!doc)
		return QLW_ENOMEM;
	const struct jdoc_node *root = jdoc_read(doc, &at, &error);
	if (root) {
		check_root(&t, root);
		note_twins(&t, root);
		if (jdoc_skip(doc, at) < len)
			note(&t, jdoc_skip(doc, at), "file",
				"nothing may stand behind the closing brace");
	} else {
		note(&t, error.at, error.key, error.what);
	}
	jdoc_free(doc);
	return 0;
}
