/*
 * Reads JSON and remembers where everything stands.
 *
 * Profiles and bootstrap.ini are written by hand, and what is wrong in them has to be named with
 * line, column and key. cJSON, which qlw uses for its own output, gives no positions, takes the
 * second of two equal keys without a word, and reads numbers as doubles: hence this reader. It is
 * strict (RFC 8259, UTF-8 without NUL), bounded in size, depth and count, and knows no format.
 *
 *     struct jdoc *doc = jdoc_new(bytes, len);
 *     size_t at = 0;
 *     const struct jdoc_node *root = jdoc_read(doc, &at, &error);
 *     … jdoc_skip(doc, at) == len: nothing stands behind it …
 *     jdoc_free(doc);
 */
#ifndef QLW_PROFILES_JSON_READ_H
#define QLW_PROFILES_JSON_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JDOC_BYTES_MAX   (1024 * 1024)
#define JDOC_NODES_MAX   32768
#define JDOC_DEPTH_MAX   16
#define JDOC_MEMBERS_MAX 512 /* of one object */

enum jdoc_type {
	JDOC_NULL,
	JDOC_BOOL,
	JDOC_NUMBER,
	JDOC_STRING,
	JDOC_ARRAY,
	JDOC_OBJECT,
};

struct jdoc_node {
	enum jdoc_type type;
	bool truth;    /* of a Boolean */
	bool integral; /* a number that is whole and fits: 5, 5.0 and 5e0 are */
	int64_t integer;
	const char *text; /* of a string: decoded, NUL behind it and none within */
	size_t len;
	size_t from, to;               /* its bytes in the text, quotes and brackets included */
	const char *key;               /* of a member of an object: its name, decoded */
	size_t key_from;               /* where the name's first quote stands */
	const struct jdoc_node *twin;  /* the member before it with the same name; NULL: none */
	const struct jdoc_node *first; /* of an array or object, in order */
	const struct jdoc_node *next;  /* behind it in the same array or object */
	size_t count;                  /* of an array or object */
};

/* What is wrong with the text. what is one line and holds no byte of a string's content. */
struct jdoc_error {
	size_t at;
	char key[48]; /* name of the member it stands in, "" outside of any */
	char what[120];
};

struct jdoc;

/* bytes belong to the caller and must outlive the document. NULL: too large, or out of memory. */
struct jdoc *jdoc_new(const char *bytes, size_t len);
void jdoc_free(struct jdoc *doc);

/* Reads one value from *at on, blanks before it skipped, and leaves *at behind it. A text may hold
 * several, one after another. NULL when there is none or it is damaged; then *at is where the
 * damage stands. Nodes live as long as the document. */
const struct jdoc_node *jdoc_read(struct jdoc *doc, size_t *at, struct jdoc_error *error);

/* The offset of the first byte from at on that is no blank, or the end. */
size_t jdoc_skip(const struct jdoc *doc, size_t at);

/* A member by name; with twins the first. NULL: none, or no object. */
const struct jdoc_node *jdoc_member(const struct jdoc_node *object, const char *name);

const char *jdoc_type_name(enum jdoc_type type); /* "a number" */

#endif
