/*
 * A provisioning file as the lines that a person reads and edits: a heading for each instance of
 * bootstrap.ini and each record of carrier_apn_cfg, under it what it holds, and, where a table says
 * all there can be, what it does not hold with its default. Pure.
 */
#ifndef QLW_PROFILES_FILE_OUTLINE_H
#define QLW_PROFILES_FILE_OUTLINE_H

#include "profiles/file.h"

enum file_line_kind {
	FILE_LINE_NOTE,    /* something wrong that belongs to no entry: note */
	FILE_LINE_HEADING, /* an instance or a record */
	FILE_LINE_ITEM,
	FILE_LINE_ABSENT, /* row, of record: not in the file */
};

struct file_line {
	enum file_line_kind kind;
	size_t more;                /* of NOTE: how many that follow say the same */
	size_t item, note;          /* their numbers in the file */
	const struct file_row *row; /* of ITEM (NULL: unknown) and ABSENT */
	unsigned record;            /* of carrier_apn_cfg */
	unsigned object, instance;  /* of bootstrap.ini */
};

struct file_outline {
	struct file_line *line;
	size_t count, room;
};

/* Made anew from f; the memory of before is used again. False: out of memory, what is there is valid.
 * Start with zeroes. */
bool file_outline_make(struct file_outline *o, const struct file *f);
void file_outline_free(struct file_outline *o);

/* "/0/1 LwM2M Security: short ID 102, coaps://…", "Record 1: carrier_apn1, server 102" */
void file_line_heading(const struct file *f, const struct file_line *l, char *out, size_t size);

/* Note number i that is about this line, NULL after the last. A heading has none. */
const struct file_note *file_line_note(const struct file *f, const struct file_line *l, size_t i);

#endif
