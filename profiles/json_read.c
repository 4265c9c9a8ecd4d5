/* Reading JSON with positions: values, objects, arrays, numbers. Strings are in json_string.c.
 * Knows no file and no format. */
#include "profiles/json_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/json_priv.h"

/* Every value but the first has a comma, colon or opening bracket of its own before it. */
static size_t nodes_needed(const char *bytes, size_t len)
{
	size_t n = 1;
	for (size_t i = 0; i < len; i++)
		n += bytes[i] == ',' || bytes[i] == ':' || bytes[i] == '[' || bytes[i] == '{';
	/* and values may follow one another */
	for (size_t i = 0; i < len; i++)
		n += bytes[i] == '}' || bytes[i] == ']';
	return n < JDOC_NODES_MAX ? n : JDOC_NODES_MAX;
}

struct jdoc *jdoc_new(const char *bytes, size_t len)
{
	struct jdoc *doc = len <= JDOC_BYTES_MAX ? calloc(1, sizeof *doc) : NULL;
	if (!doc)
		return NULL;
	doc->bytes = bytes;
	doc->len = len;
	doc->room = nodes_needed(bytes, len);
	doc->node = calloc(doc->room, sizeof *doc->node);
	doc->arena = malloc(len + 1);
	if (!doc->node || !doc->arena) {
		jdoc_free(doc);
		return NULL;
	}
	return doc;
}

/* What was read may be a key. */
void jdoc_free(struct jdoc *doc)
{
	if (!doc)
		return;
	if (doc->arena)
		memset(doc->arena, 0, doc->len + 1);
	free(doc->arena);
	free(doc->node);
	free(doc);
}

size_t jdoc_skip(const struct jdoc *doc, size_t at)
{
	while (at < doc->len && strchr(" \t\r\n", doc->bytes[at]) && doc->bytes[at])
		at++;
	return at;
}

int jdoc_peek(struct jdoc *doc)
{
	doc->at = jdoc_skip(doc, doc->at);
	return doc->at < doc->len ? (unsigned char)doc->bytes[doc->at] : -1;
}

void *jdoc_fail(struct jdoc *doc, size_t at, const char *what)
{
	if (doc->error) {
		doc->error->at = at;
		snprintf(doc->error->key, sizeof doc->error->key, "%s", doc->key ? doc->key : "");
		snprintf(doc->error->what, sizeof doc->error->what, "%s", what);
	}
	doc->at = at;
	return NULL;
}

/* "expected X, found Y" at the next byte that is no blank. */
static void *fail_expected(struct jdoc *doc, const char *expected)
{
	char what[120];
	int c = jdoc_peek(doc);
	if (c < 0)
		snprintf(what, sizeof what, "expected %s, but the text ends here", expected);
	else if (c > 0x20 && c < 0x7f)
		snprintf(what, sizeof what, "expected %s, found %c", expected, c);
	else
		snprintf(
			what, sizeof what, "expected %s, found byte 0x%02x", expected, (unsigned)c);
	return jdoc_fail(doc, doc->at, what);
}

static struct jdoc_node *new_node(struct jdoc *doc, enum jdoc_type type)
{
	if (doc->used == doc->room)
		return jdoc_fail(doc, doc->at, "more values than are taken");
	struct jdoc_node *n = &doc->node[doc->used++];
	*n = (struct jdoc_node){.type = type, .from = doc->at};
	return n;
}

/* --- words and numbers ------------------------------------------------------------------------ */

static struct jdoc_node *read_word(struct jdoc *doc, const char *word, enum jdoc_type type)
{
	size_t n = strlen(word);
	if (doc->len - doc->at < n || memcmp(doc->bytes + doc->at, word, n) != 0)
		return fail_expected(doc, "a value");
	struct jdoc_node *node = new_node(doc, type);
	if (node) {
		node->truth = word[0] == 't';
		node->to = doc->at += n;
	}
	return node;
}

static size_t digits(const struct jdoc *doc, size_t at)
{
	size_t n = 0;
	while (at + n < doc->len && doc->bytes[at + n] >= '0' && doc->bytes[at + n] <= '9')
		n++;
	return n;
}

/* A number taken apart: its digits without the point, and the power of ten that goes with them. */
struct number {
	bool negative, fits;
	uint64_t mantissa;
	long power;
};

static void take_digits(
	const struct jdoc *doc, struct number *v, size_t at, size_t n, bool fraction)
{
	for (size_t i = 0; i < n; i++) {
		unsigned digit = (unsigned)(doc->bytes[at + i] - '0');
		if (v->mantissa > (UINT64_MAX - digit) / 10) {
			v->fits = false;
			return;
		}
		v->mantissa = v->mantissa * 10 + digit;
		v->power -= fraction;
	}
}

/* Whole and within int64, or not integral. */
static void settle_number(struct jdoc_node *node, struct number v)
{
	for (; v.power < 0 && v.mantissa % 10 == 0 && v.mantissa; v.power++)
		v.mantissa /= 10;
	for (; v.power > 0 && v.mantissa && v.fits; v.power--) {
		v.fits = v.mantissa <= UINT64_MAX / 10;
		v.mantissa *= 10;
	}
	node->integral = v.fits && (v.power >= 0 || !v.mantissa) && v.mantissa <= INT64_MAX;
	if (node->integral)
		node->integer = v.negative ? -(int64_t)v.mantissa : (int64_t)v.mantissa;
}

/* "e+12"; 0 when its digits are missing. Returns the length. */
static size_t read_power(const struct jdoc *doc, size_t at, struct number *v)
{
	size_t sign = at + 1 < doc->len && strchr("+-", doc->bytes[at + 1]) && doc->bytes[at + 1];
	size_t n = digits(doc, at + 1 + sign);
	long power = 0;
	for (size_t i = 0; i < n && power < 10000; i++)
		power = power * 10 + (doc->bytes[at + 1 + sign + i] - '0');
	v->power += sign && doc->bytes[at + 1] == '-' ? -power : power;
	return n ? 1 + sign + n : 0;
}

static struct jdoc_node *read_number(struct jdoc *doc)
{
	struct number v = {.negative = doc->bytes[doc->at] == '-', .fits = true};
	size_t at = doc->at + v.negative, n = digits(doc, at);
	if (!n || (n > 1 && doc->bytes[at] == '0'))
		return jdoc_fail(doc, doc->at, n ? "a number may not begin with 0" : "no number");
	take_digits(doc, &v, at, n, false);
	at += n;
	if (at < doc->len && doc->bytes[at] == '.') {
		n = digits(doc, at + 1);
		if (!n)
			return jdoc_fail(doc, at, "a number may not end with a point");
		take_digits(doc, &v, at + 1, n, true);
		at += 1 + n;
	}
	if (at < doc->len && (doc->bytes[at] == 'e' || doc->bytes[at] == 'E')) {
		n = read_power(doc, at, &v);
		if (!n)
			return jdoc_fail(doc, at, "an exponent without digits");
		at += n;
	}
	struct jdoc_node *node = new_node(doc, JDOC_NUMBER);
	if (node) {
		settle_number(node, v);
		node->to = doc->at = at;
	}
	return node;
}

static struct jdoc_node *read_string(struct jdoc *doc)
{
	struct jdoc_node *node = new_node(doc, JDOC_STRING);
	if (!node || !(node->text = json_string(doc, &node->len)))
		return NULL;
	node->to = doc->at;
	return node;
}

/* --- arrays and objects ----------------------------------------------------------------------- */

static struct jdoc_node *read_value(struct jdoc *doc);

/* Hangs child behind last. */
static void append(struct jdoc_node *parent, struct jdoc_node *last, struct jdoc_node *child)
{
	if (last)
		last->next = child;
	else
		parent->first = child;
	parent->count++;
}

/* After an element: true when there is another. *ok false: neither comma nor close follows. */
static bool goes_on(struct jdoc *doc, char close, bool *ok)
{
	int c = jdoc_peek(doc);
	*ok = c == ',' || c == close;
	if (!*ok)
		fail_expected(doc, close == ']' ? ", or ]" : ", or }");
	else
		doc->at++;
	return c == ',';
}

static struct jdoc_node *read_array(struct jdoc *doc)
{
	struct jdoc_node *node = new_node(doc, JDOC_ARRAY), *last = NULL;
	bool ok = true;
	if (!node)
		return NULL;
	doc->at++;
	if (jdoc_peek(doc) == ']') {
		node->to = ++doc->at;
		return node;
	}
	do {
		struct jdoc_node *child = read_value(doc);
		if (!child)
			return NULL;
		append(node, last, child);
		last = child;
	} while (goes_on(doc, ']', &ok));
	node->to = doc->at;
	return ok ? node : NULL;
}

static const struct jdoc_node *find(const struct jdoc_node *object, const char *name)
{
	for (const struct jdoc_node *n = object->first; n; n = n->next)
		if (strcmp(n->key, name) == 0)
			return n;
	return NULL;
}

/* "name": value */
static struct jdoc_node *read_member(struct jdoc *doc, const struct jdoc_node *object)
{
	const char *outer = doc->key;
	size_t key_from, len;
	if (jdoc_peek(doc) != '"')
		return fail_expected(doc, "a name in quotes");
	key_from = doc->at;
	char *key = json_string(doc, &len);
	if (!key)
		return NULL;
	if (jdoc_peek(doc) != ':')
		return fail_expected(doc, "a colon");
	doc->at++;
	doc->key = key;
	struct jdoc_node *node = read_value(doc);
	if (!node)
		return NULL;
	doc->key = outer;
	node->key = key;
	node->key_from = key_from;
	node->twin = find(object, key);
	return node;
}

static struct jdoc_node *read_object(struct jdoc *doc)
{
	struct jdoc_node *node = new_node(doc, JDOC_OBJECT), *last = NULL;
	bool ok = true;
	if (!node)
		return NULL;
	doc->at++;
	if (jdoc_peek(doc) == '}') {
		node->to = ++doc->at;
		return node;
	}
	do {
		struct jdoc_node *child = read_member(doc, node);
		if (!child)
			return NULL;
		if (node->count == JDOC_MEMBERS_MAX)
			return jdoc_fail(
				doc, child->key_from, "an object of more names than are taken");
		append(node, last, child);
		last = child;
	} while (goes_on(doc, '}', &ok));
	node->to = doc->at;
	return ok ? node : NULL;
}

static struct jdoc_node *read_nested(struct jdoc *doc, char bracket)
{
	if (doc->depth == JDOC_DEPTH_MAX)
		return jdoc_fail(doc, doc->at, "nested deeper than is taken");
	doc->depth++;
	struct jdoc_node *node = bracket == '[' ? read_array(doc) : read_object(doc);
	doc->depth--;
	return node;
}

static struct jdoc_node *read_value(struct jdoc *doc)
{
	int c = jdoc_peek(doc);
	switch (c) {
	case '{':
	case '[':
		return read_nested(doc, (char)c);
	case '"':
		return read_string(doc);
	case 't':
		return read_word(doc, "true", JDOC_BOOL);
	case 'f':
		return read_word(doc, "false", JDOC_BOOL);
	case 'n':
		return read_word(doc, "null", JDOC_NULL);
	default:
		if (c == '-' || (c >= '0' && c <= '9'))
			return read_number(doc);
		return fail_expected(doc, "a value");
	}
}

const struct jdoc_node *jdoc_read(struct jdoc *doc, size_t *at, struct jdoc_error *error)
{
	size_t used = doc->used;
	doc->at = *at;
	doc->depth = 0;
	doc->key = NULL;
	doc->error = error;
	const struct jdoc_node *node = read_value(doc);
	if (!node)
		doc->used = used;
	*at = doc->at;
	doc->error = NULL;
	return node;
}

/* --- asking ----------------------------------------------------------------------------------- */

const struct jdoc_node *jdoc_member(const struct jdoc_node *object, const char *name)
{
	return object && object->type == JDOC_OBJECT ? find(object, name) : NULL;
}

const char *jdoc_type_name(enum jdoc_type type)
{
	static const char *const names[] = {
		[JDOC_NULL] = "null",
		[JDOC_BOOL] = "a Boolean",
		[JDOC_NUMBER] = "a number",
		[JDOC_STRING] = "a string",
		[JDOC_ARRAY] = "an array",
		[JDOC_OBJECT] = "an object",
	};
	return names[type];
}
