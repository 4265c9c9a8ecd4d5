/*
 * The form for entries of a provisioning file: one that is there, one that is not, or the first ones
 * of a new record or instance. Made from the table, checked while typing; what the change would bring
 * is said before it is made. It changes nothing itself.
 */
#ifndef QLW_VIEWS_FILE_FORM_H
#define QLW_VIEWS_FILE_FORM_H

#include "profiles/file.h"
#include "tui/toolkit/widgets.h"

enum {
	FILE_FORM_CHOICES_MAX = 12,
	FILE_FORM_NOTES_MAX = 3
};

/* What a field of the form is. */
enum file_form_part {
	FILE_FORM_VALUE,
	FILE_FORM_AGAIN,    /* a secret typed once more */
	FILE_FORM_INSTANCE, /* of bootstrap.ini: the number of the new instance */
	FILE_FORM_INDEX,    /* of a resource with instances of its own: which */
};

/* The caller's memory; must not move while it is in use. */
struct file_form {
	struct form form;
	const struct file *file; /* lives longer than the form */
	const char *path;        /* as in file_read, or NULL */
	char title[96];
	bool adding;
	unsigned record, object, instance, index;
	struct {
		enum file_form_part part;
		const struct file_row *row;
		char label[48], help[220];
		struct form_choice choice[FILE_FORM_CHOICES_MAX];
		char value[FILE_FORM_CHOICES_MAX][12], words[FILE_FORM_CHOICES_MAX][96];
	} field[FORM_FIELDS_MAX];
	char note[FILE_FORM_NOTES_MAX][260]; /* what the change would bring */
	bool note_bad[FILE_FORM_NOTES_MAX];
	size_t notes;
};

/* An item that has a row. */
void file_form_change(struct file_form *f, const struct file *file, const char *path,
	const struct file_item *item);
/* An entry that is not there: of a record, or of an instance of bootstrap.ini. */
void file_form_add(struct file_form *f, const struct file *file, const char *path,
	const struct file_row *row, unsigned record, unsigned instance);
/* A new record of carrier_apn_cfg, instance of an object of bootstrap.ini, or a whole PSK file. */
void file_form_create(
	struct file_form *f, const struct file *file, const char *path, unsigned object);

/* DONE: file_form_apply. After DONE and CLOSED: file_form_end. */
enum form_result file_form_key(struct file_form *f, const struct key *key);
void file_form_draw(const struct file_form *f, struct region r);

/* Puts what was typed into a copy of the file. */
int file_form_apply(const struct file_form *f, struct file *copy, struct qlw_diag *diag);

void file_form_end(struct file_form *f); /* wipes */

#endif
