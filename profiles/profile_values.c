/* The values of a profile: settings and PDP contexts, with inputs in their places, checked against
 * the table of keys. Knows no module. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "modem/journal/redact.h"
#include "profiles/inputs.h"
#include "profiles/profile_priv.h"

/* --- inputs in a text ------------------------------------------------------------------------- */

/* "${name}" at text: its name's length, -1 when it is damaged. */
static long placeholder(const char *text)
{
	const char *end = strchr(text, '}');
	return end && end > text + 2 ? end - text - 2 : -1;
}

/* The value of an input; NULL when it has none. */
static const char *value_of(struct profile_source *s, size_t input)
{
	if (!s->values)
		return s->p->input[input].example;
	return s->values->value[input].set ? s->values->value[input].text : NULL;
}

static bool say_unresolved(struct profile_source *s, const struct jdoc_node *node, const char *key,
	const struct profile_input *input)
{
	profile_error(s->p, node->from, key, "input %s has no value%s%s", input->name,
		input->from ? ", and the module gives none that fits for " : "",
		input->from ? input->from : "");
	return false;
}

/* A secret elsewhere is kept out of sight by its value, which therefore has to be long enough not to
 * be met by chance. */
static bool can_be_hidden(
	const struct profile_source *s, const struct profile_input *input, const char *value)
{
	size_t len = strlen(value);
	return !input->secret || s->hidden || (len >= REDACT_VALUE_MIN && len <= REDACT_VALUE_MAX);
}

/* One "${name}" of len letters, appended to out. */
static bool take_input(struct profile_source *s, const struct jdoc_node *node, const char *key,
	const char *name, size_t len, char *out, size_t size, bool *literal)
{
	int i = inputs_find(s->p, name, len);
	size_t used = strlen(out);
	if (i < 0) {
		profile_error(s->p, node->from, key, "there is no input %.*s", (int)len, name);
		return false;
	}
	s->p->input[i].used = true;
	const char *value = value_of(s, (size_t)i);
	if (!value && !(s->flags & PROFILE_LITERAL))
		return say_unresolved(s, node, key, &s->p->input[i]);
	if (value && !can_be_hidden(s, &s->p->input[i], value)) {
		profile_error(s->p, node->from, key,
			"input %.*s is secret: outside of a PSK it needs %d to %d bytes", (int)len,
			name, REDACT_VALUE_MIN, REDACT_VALUE_MAX);
		return false;
	}
	*literal = *literal || !value;
	int n = value ? snprintf(out + used, size - used, "%s", value)
		      : snprintf(out + used, size - used, "${%.*s}", (int)len, name);
	if (n >= 0 && (size_t)n < size - used)
		return true;
	profile_error(s->p, node->from, key, "is too long with input %.*s", (int)len, name);
	return false;
}

static bool append(struct profile_source *s, const struct jdoc_node *node, const char *key,
	const char *text, size_t len, char *out, size_t size)
{
	size_t used = strlen(out);
	if (used + len >= size) {
		profile_error(s->p, node->from, key, "is too long");
		return false;
	}
	memcpy(out + used, text, len);
	out[used + len] = '\0';
	return true;
}

/* How much of text has neither an input nor "$${". */
static size_t plain(const char *text)
{
	const char *end = strstr(text, "${");
	if (!end)
		return strlen(text);
	return (size_t)(end - text) - (end > text && end[-1] == '$');
}

bool profile_substitute(struct profile_source *s, const struct jdoc_node *node, const char *key,
	char *out, size_t size, bool *literal)
{
	*literal = false;
	*out = '\0';
	for (const char *p = node->text; *p;) {
		size_t run = plain(p);
		if (run && !append(s, node, key, p, run, out, size))
			return false;
		p += run;
		if (!*p)
			break;
		bool escaped = strncmp(p, "$${", 3) == 0; /* the text "${" */
		long len = escaped ? 0 : placeholder(p);
		if (len < 0) {
			profile_error(s->p, node->from, key, "${ without name or }");
			return false;
		}
		if (escaped ? !append(s, node, key, "${", 2, out, size)
			    : !take_input(s, node, key, p + 2, (size_t)len, out, size, literal))
			return false;
		p += escaped ? 3 : len + 3;
	}
	return true;
}

/* --- one value -------------------------------------------------------------------------------- */

static bool is_number_field(const struct qlw_field *f)
{
	return f->type == QLW_TYPE_INT || f->type == QLW_TYPE_CHOICE;
}

/* The value's text as a user would type it. */
static bool value_text(struct profile_source *s, const struct qlw_field *f,
	const struct jdoc_node *n, char *out, size_t size, bool *literal)
{
	*literal = false;
	if (n->type == JDOC_STRING && (!is_number_field(f) || strstr(n->text, "${")))
		return profile_substitute(s, n, f->name, out, size, literal);
	if (n->type == JDOC_NUMBER && n->integral && is_number_field(f)) {
		snprintf(out, size, "%" PRId64, n->integer);
		return true;
	}
	profile_error(s->p, n->from, f->name, "has to be %s, not %s",
		is_number_field(f) ? "a whole number" : "a text",
		n->type == JDOC_NUMBER && is_number_field(f) ? "a fraction"
							     : jdoc_type_name(n->type));
	return false;
}

/* "life_time: 5 is out of range" without the name, which stands in front of it already. */
static const char *without_name(const char *what, const char *name)
{
	size_t len = strlen(name);
	return strncmp(what, name, len) == 0 && what[len] == ':' ? what + len + 2 : what;
}

static void set_literal(struct qlw_value *v, const char *text)
{
	*v = (struct qlw_value){.present = true, .quoted = true};
	snprintf(v->text, sizeof v->text, "%.*s", QLW_TEXT_MAX, text);
}

static bool is_unresolved_secret(
	struct profile_source *s, const struct qlw_field *f, const struct jdoc_node *n)
{
	char text[QLW_TEXT_MAX + 1];
	bool literal = false;
	if (!(s->flags & PROFILE_NO_SECRETS) || !f->secret || n->type != JDOC_STRING)
		return false;
	struct profile_source lenient = *s;
	lenient.flags |= PROFILE_LITERAL;
	bool read = profile_substitute(&lenient, n, f->name, text, sizeof text, &literal);
	explicit_bzero(text, sizeof text);
	return read && literal;
}

static bool read_value(struct profile_source *s, const struct qlw_verb *verb, size_t i,
	const struct jdoc_node *n, struct qlw_record *record)
{
	char text[QLW_TEXT_MAX + 2];
	struct qlw_diag diag;
	bool literal, ok = true;
	s->hidden = verb->field[i].secret;
	if (is_unresolved_secret(s, &verb->field[i], n))
		return true;
	if (!value_text(s, &verb->field[i], n, text, sizeof text, &literal))
		return false;
	s->literal = s->literal || literal;
	if (literal) {
		set_literal(&record->value[i], text);
	} else if (qlw_record_set(verb, record, i, text, &diag)) {
		profile_error(s->p, n->from, verb->field[i].name, "%s",
			without_name(diag.what, verb->field[i].name));
		ok = false;
	}
	explicit_bzero(text, sizeof text);
	return ok;
}

/* --- records ---------------------------------------------------------------------------------- */

static void check_fields(
	struct profile *p, const struct qlw_verb *verb, const struct jdoc_node *object)
{
	const char *names[QLW_FIELDS_MAX + 1] = {NULL};
	for (size_t i = 0; i < verb->fields; i++)
		names[i] = verb->field[i].name;
	profile_check_members(p, object, names);
}

/* One value of a PSK left out for want of an input: the other goes, too. */
static void drop_half_psk(const struct qlw_verb *verb, struct qlw_record *record)
{
	for (size_t i = 0; i + 1 < verb->fields; i++)
		if (verb->field[i].with_next &&
			record->value[i].present != record->value[i + 1].present)
			record->value[i].present = record->value[i + 1].present = false;
}

static void check_record(struct profile_source *s, const struct qlw_verb *verb,
	const struct jdoc_node *object, struct qlw_record *record)
{
	struct qlw_diag diag;
	int version = (int)profile_settings_number(s->out, QLW_KEY_VERSION, "client_version", -1);
	if (s->flags & PROFILE_NO_SECRETS)
		drop_half_psk(verb, record);
	if (s->literal)
		return;
	if (qlw_record_check(verb, record, version, &diag))
		profile_error(
			s->p, object->from, verb->name, "%s", without_name(diag.what, verb->name));
	else if (qlw_record_warning(verb, record, &diag))
		profile_warn(s->p, object->from, verb->name, "%s", diag.what);
}

/* Reads an object's fields in the table's order: the type of endpoint names before the names. */
static bool read_fields(struct profile_source *s, const struct qlw_verb *verb,
	const struct jdoc_node *object, struct qlw_record *record)
{
	bool ok = true;
	for (size_t i = 0; i < verb->fields; i++) {
		const struct jdoc_node *n = jdoc_member(object, verb->field[i].name);
		if (n) {
			ok = read_value(s, verb, i, n, record) && ok;
		} else if (!verb->field[i].optional) {
			profile_error(s->p, object->from, verb->field[i].name, "missing in %s",
				verb->name);
			ok = false;
		}
	}
	return ok;
}

static void read_record(struct profile_source *s, enum qlw_key key, const struct jdoc_node *object)
{
	const struct qlw_verb *verb = qlw_key_verb(key);
	struct qlw_record record = {.value = {{.present = false}}};
	char name[64];
	if (object->type != JDOC_OBJECT) {
		profile_error(s->p, object->from, verb->name, "has to be an object, not %s",
			jdoc_type_name(object->type));
		return;
	}
	check_fields(s->p, verb, object);
	s->literal = false;
	if (read_fields(s, verb, object, &record)) {
		check_record(s, verb, object, &record);
		if (profile_settings_find(s->out, key, &record))
			profile_error(s->p, object->from, verb->name,
				"%s stands here a second time",
				profile_record_name(key, &record, name, sizeof name));
		else if (!profile_settings_add(s->out, key, &record))
			profile_error(s->p, object->from, verb->name, "too many records");
	}
	explicit_bzero(&record, sizeof record);
}

static void read_key(struct profile_source *s, enum qlw_key key, const struct jdoc_node *n)
{
	bool list = qlw_key_verb(key)->list;
	s->out->key[key].named = true;
	if (!list) {
		read_record(s, key, n);
		return;
	}
	if (n->type != JDOC_ARRAY) {
		profile_error(s->p, n->from, n->key, "has to be a list of records, not %s",
			jdoc_type_name(n->type));
		return;
	}
	for (const struct jdoc_node *record = n->first; record; record = record->next)
		read_record(s, key, record);
}

/* --- what binds records ----------------------------------------------------------------------- */

/* Note 3.2.1, note 1: an account has a security record before anything else. */
static void check_accounts(
	struct profile_source *s, const struct jdoc_node *settings, enum qlw_key key)
{
	const struct jdoc_node *n = jdoc_member(settings, qlw_key_verb(key)->name);
	const struct profile_key *k = &s->out->key[key];
	char name[64];
	for (size_t i = 0; n && i < k->count; i++)
		if (!profile_settings_find(s->out, QLW_KEY_SECURITY, &k->record[i]))
			profile_warn(s->p, n->from, n->key,
				"%s is for a client that has no record in security",
				profile_record_name(key, &k->record[i], name, sizeof name));
}

void profile_read_settings(struct profile_source *s, const struct jdoc_node *settings)
{
	const char *names[QLW_KEYS + 1] = {NULL};
	for (int k = 0; k < QLW_KEYS; k++)
		names[k] = qlw_key_verb((enum qlw_key)k)->name;
	profile_check_members(s->p, settings, names);
	/* "version" first: bindings depend on it */
	const struct jdoc_node *version = jdoc_member(settings, "version");
	if (version)
		read_key(s, QLW_KEY_VERSION, version);
	for (int k = 0; k < QLW_KEYS; k++) {
		const struct jdoc_node *n = jdoc_member(settings, names[k]);
		if (n && k != QLW_KEY_VERSION)
			read_key(s, (enum qlw_key)k, n);
	}
	if (!s->out->key[QLW_KEY_SECURITY].named || s->p->notes.errors)
		return;
	check_accounts(s, settings, QLW_KEY_SERVER);
	check_accounts(s, settings, QLW_KEY_PDPCID);
}

/* --- PDP contexts ----------------------------------------------------------------------------- */

static bool context_text(struct profile_source *s, const struct jdoc_node *object, const char *name,
	char *out, size_t size)
{
	const struct jdoc_node *n = jdoc_member(object, name);
	bool literal;
	s->hidden = false;
	if (n && n->type == JDOC_STRING)
		return profile_substitute(s, n, name, out, size, &literal);
	profile_error(s->p, n ? n->from : object->from, name, n ? "has to be a text" : "missing");
	return false;
}

static bool read_cid(
	struct profile_source *s, const struct jdoc_node *object, struct profile_context *c)
{
	const struct jdoc_node *n = jdoc_member(object, "cid");
	if (n && n->integral && n->integer >= 1 && n->integer <= PROFILE_CONTEXTS_MAX) {
		c->cid = (int)n->integer;
		return true;
	}
	profile_error(s->p, n ? n->from : object->from, "cid",
		n ? "has to be a number from 1 to 16" : "missing");
	return false;
}

static void check_context(
	struct profile_source *s, const struct jdoc_node *object, const struct profile_context *c)
{
	if (!profile_context_type(c->type) && !strstr(c->type, "${"))
		profile_error(s->p, jdoc_member(object, "type")->from, "type",
			"has to be IP, IPV6, IPV4V6, PPP or Non-IP");
	for (const char *p = c->apn; *p; p++) {
		if ((unsigned char)*p > 0x20 && (unsigned char)*p < 0x7f && *p != '"')
			continue;
		profile_error(s->p, jdoc_member(object, "apn")->from, "apn",
			"is no name of an access point");
		return;
	}
}

static void read_context(struct profile_source *s, const struct jdoc_node *object)
{
	static const char *const names[] = {"cid", "type", "apn", NULL};
	struct profile_context c = {.cid = 0};
	if (object->type != JDOC_OBJECT) {
		profile_error(s->p, object->from, "pdp", "a context is an object");
		return;
	}
	profile_check_members(s->p, object, names);
	bool ok = read_cid(s, object, &c);
	ok = context_text(s, object, "type", c.type, sizeof c.type) && ok;
	ok = context_text(s, object, "apn", c.apn, sizeof c.apn) && ok;
	if (!ok)
		return;
	check_context(s, object, &c);
	if (profile_settings_context(s->out, c.cid))
		profile_error(s->p, object->from, "cid", "%d stands here a second time", c.cid);
	else if (s->out->contexts < PROFILE_CONTEXTS_MAX)
		s->out->context[s->out->contexts++] = c;
}

void profile_read_contexts(struct profile_source *s, const struct jdoc_node *contexts)
{
	s->out->contexts_named = true;
	for (const struct jdoc_node *n = contexts->first; n; n = n->next)
		read_context(s, n);
}
