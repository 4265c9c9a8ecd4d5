/* A profile (*.json) as `check` takes it: what profile.h says of it. A JSON Schema, which has the
 * same suffix, only has to be well formed. */
#include <string.h>

#include "profiles/check.h"
#include "profiles/json_read.h"
#include "profiles/profile.h"

static bool is_schema(const char *bytes, size_t len)
{
	struct jdoc_error error;
	size_t at = 0;
	struct jdoc *doc = jdoc_new(bytes, len);
	if (!doc)
		return false;
	const struct jdoc_node *root = jdoc_read(doc, &at, &error);
	const struct jdoc_node *dialect = root ? jdoc_member(root, "$schema") : NULL;
	bool schema = dialect && dialect->type == JDOC_STRING &&
		      strstr(dialect->text, "json-schema.org") && jdoc_skip(doc, at) == len;
	jdoc_free(doc);
	return schema;
}

int check_profile(struct check *c, const void *bytes, size_t len)
{
	const struct file_note *note;
	if (is_schema(bytes, len))
		return 0;
	struct profile *p = profile_read(bytes, len);
	if (!p)
		return QLW_ENOMEM;
	for (size_t i = 0; (note = profile_note(p, i)); i++)
		check_add(c, note);
	c->errors = p->notes.errors;
	c->warnings = p->notes.warnings;
	profile_free(p);
	return 0;
}
