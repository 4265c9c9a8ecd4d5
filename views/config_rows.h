/*
 * The settings as a flat list: a row for each key, then one for each field of each record. Private
 * to config.c.
 */
#ifndef QLW_VIEWS_CONFIG_ROWS_H
#define QLW_VIEWS_CONFIG_ROWS_H

#include "modem/model.h"
#include "tui/toolkit/canvas.h"
#include "views/config_files.h"
#include "views/match.h"

enum {
	CONFIG_ROWS_MAX = 512
};

enum config_kind {
	CONFIG_KIND_KEY, /* heading: title, when read */
	CONFIG_KIND_FIELD,
	CONFIG_KIND_NONE,    /* the key holds no record */
	CONFIG_KIND_UNKNOWN, /* a key that only this module's =? names; key is its position there */
	CONFIG_KIND_FILES,   /* heading of the files */
	CONFIG_KIND_FILE,    /* record: which */
};

struct config_row {
	enum config_kind kind;
	unsigned char key, record, field;
};

/* files: NULL for none. Returns how many rows. Of fields only those that the filter lets through, under their headings. */
size_t config_rows(const struct model *m, const struct config_files *files,
	const struct match *filter, struct config_row out[CONFIG_ROWS_MAX]);

/* What a row says, in one line: for filter and search. */
void config_row_text(const struct model *m, const struct config_files *files,
	const struct config_row *c, char *out, size_t size);

void config_row_draw(struct region r, int row, const struct model *m,
	const struct config_files *files, const struct config_row *c);

/* Meaning, range and default of what the row is; at most r.rows rows. */
void config_row_explain(struct region r, const struct model *m, const struct config_files *files,
	const struct config_row *c);

/* The range of a field in words, the module's own where it gave one. *own says so. */
void config_range(
	const struct model *m, const struct config_row *c, bool *own, char *out, size_t size);

/* Its record's index fields, each after a blank: " 0", " 0 1", "" if the key is no list. */
void config_index(const struct model *m, const struct config_row *c, char *out, size_t size);

#endif
