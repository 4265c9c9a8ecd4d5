/*
 * The form for one record of a key of AT+QLWCFG: made from the table and what this module says of
 * itself, checked while typing, and reviewed (old and new, the exact command) before it ends as a
 * record. It writes nothing.
 */
#ifndef QLW_VIEWS_SETTING_FORM_H
#define QLW_VIEWS_SETTING_FORM_H

#include "modem/model.h"
#include "tui/toolkit/widgets.h"

enum {
	SETTING_CHOICES_MAX = 12,
	SETTING_TEXT_MAX = 160, /* of a warning */
};

enum setting_result {
	SETTING_RESULT_NONE,
	SETTING_RESULT_CLOSED,
	SETTING_RESULT_SAME,  /* closed: there is nothing to write */
	SETTING_RESULT_WRITE, /* take setting_form_record */
};

/* The caller's memory; must not move while it is in use. */
struct setting_form {
	struct form form; /* a field for each of the table's */
	const struct model *model;
	enum qlw_key key;
	const struct qlw_verb *verb;
	struct qlw_record old; /* as the module has it; nothing present when adding */
	bool adding, reviewing;
	struct form_choice choice[QLW_FIELDS_MAX][SETTING_CHOICES_MAX];
	char value[QLW_FIELDS_MAX][SETTING_CHOICES_MAX][12];
	char label[QLW_FIELDS_MAX][SETTING_CHOICES_MAX][96];
	char help[QLW_FIELDS_MAX][200];
};

/* A form of record `record` of the model, the focus on a field; or of a new one, its indexes the
 * first that are free. The model must outlive the form. */
void setting_form_edit(struct setting_form *f, const struct model *m, enum qlw_key key,
	size_t record, size_t field);
void setting_form_add(struct setting_form *f, const struct model *m, enum qlw_key key);

/* After any result but NONE: setting_form_end. */
enum setting_result setting_form_key(struct setting_form *f, const struct key *key);

/* In the middle of r, with a frame. */
void setting_form_draw(const struct setting_form *f, struct region r);

/* What is to be written: every value that the form names; secrets only when typed. */
void setting_form_record(const struct setting_form *f, struct qlw_record *out);

/* "server 0" */
void setting_form_name(const struct setting_form *f, char *out, size_t size);

/* Wipes secrets. */
void setting_form_end(struct setting_form *f);

/* --- rules (setting_rules.c) ------------------------------------------------------------------ */

/* What makes field i unfit to be sent, for form.check: values, the module's own ranges, rules
 * between fields and between records. */
void setting_rules_check(void *form, const struct form *same, size_t i, char note[FORM_NOTE_MAX]);

/* Warning or remark number i: to be known before it is written. False after the last. */
bool setting_rules_warning(const struct setting_form *f, size_t i, char out[SETTING_TEXT_MAX]);

#endif
