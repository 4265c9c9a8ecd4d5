/* Items in words. A secret is bullets whatever its value; control characters of a file's text are escaped. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "profiles/file_priv.h"

#define BULLETS "\u2022\u2022\u2022\u2022\u2022\u2022\u2022\u2022"

const char *file_item_title(const struct file_item *item)
{
	return item->row ? item->row->name : "unknown";
}

/* What no table knows within object 0 may be a key with a slip in its number. */
bool file_item_secret(const struct file_item *item)
{
	return item->row ? item->row->secret : item->depth && item->path[0] == 0;
}

static const struct qlw_choice *choice_of(const struct file_item *item)
{
	const struct qlw_choice *c = item->row->choices;
	for (; c && c->name; c++)
		if (item->row->type == FILE_TYPE_WORD ? strcmp(c->name, item->value) == 0
						      : c->number == item->number)
			return c;
	return NULL;
}

/* Table 7's meaning of a binding, "" for those of OMA 1.1 */
static const char *binding_meaning(const char *value)
{
	const struct qlw_verb *verb = qlw_key_verb(QLW_KEY_SERVER);
	const struct qlw_choice *c =
		qlw_choice_find(&verb->field[qlw_field_find(verb, "binding")], value);
	return c ? c->meaning : "";
}

static void link_words(const char *value, char *out, size_t size)
{
	const char *colon = strchr(value, ':');
	if (strcmp(value, "65535:65535") == 0)
		snprintf(out, size, "%s, no object", value);
	else
		snprintf(out, size, "object %.*s, instance %s", (int)(colon - value), value,
			colon + 1);
}

static void choice_words(const struct file_item *item, char *out, size_t size)
{
	const struct qlw_choice *c = choice_of(item);
	bool told = c && strcmp(c->name, c->meaning) != 0;
	if (!c || (!told && strcmp(c->name, item->value) == 0))
		snprintf(out, size, "%s", item->value);
	else if (strcmp(c->name, item->value) == 0)
		snprintf(out, size, "%s: %s", c->name, c->meaning);
	else
		snprintf(out, size, "%s, %s%s%s", item->value, c->name, told ? ": " : "",
			told ? c->meaning : "");
}

static void good_words(const struct file_item *item, char *out, size_t size)
{
	const struct file_row *row = item->row;
	const char *binding = row->type == FILE_TYPE_BINDING ? binding_meaning(item->value) : "";
	if (row->choices)
		choice_words(item, out, size);
	else if (row->type == FILE_TYPE_LINK)
		link_words(item->value, out, size);
	else if (row->type == FILE_TYPE_OPAQUE)
		snprintf(out, size, "%zu characters of Base64", item->len);
	else if (*binding)
		snprintf(out, size, "%s: %s", item->value, binding);
	else if (!item->len)
		snprintf(out, size, "empty");
	else
		snprintf(out, size, "%s%s%s%s", item->value, item->len > FILE_VALUE_MAX ? "…" : "",
			row->unit ? " " : "", row->unit ? row->unit : "");
}

void file_item_words(const struct file_item *item, char *out, size_t size)
{
	if (file_item_secret(item))
		snprintf(out, size, "%s", item->len ? BULLETS : "empty");
	else if (item->row && item->good)
		good_words(item, out, size);
	else
		snprintf(out, size, "%s%s", item->value, item->row ? " (not allowed)" : "");
	file_plain(out, size, false);
}

void file_item_explain(const struct file_item *item, char *out, size_t size)
{
	char words[FILE_VALUE_MAX + 128];
	bool named = !item->row || strcmp(item->name, item->row->name) == 0;
	file_item_words(item, words, sizeof words);
	snprintf(out, size, "%s%s%s: %s (%s)", item->name, named ? "" : " ",
		named ? "" : file_item_title(item), words,
		item->row ? item->row->meaning : "unknown, kept as it is");
}
