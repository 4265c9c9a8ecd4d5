/* Between the converters: file_convert.c knows lists and small files, file_convert_boot.c
 * bootstrap.ini. */
#ifndef QLW_PROFILES_FILE_CONVERT_PRIV_H
#define QLW_PROFILES_FILE_CONVERT_PRIV_H

#include "profiles/file_convert.h"

void file_rest(struct file_settings *s, const char *what, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Sets a field by name; false, with the reason among the rests, when it does not fit. */
bool file_field_set(struct file_settings *s, enum qlw_key key, struct qlw_record *record,
	const char *field, const char *text, const char *what);
/* The field's value, NULL when it is absent. */
const struct qlw_value *file_field(
	enum qlw_key key, const struct qlw_record *record, const char *field);
/* Fields that are neither set nor optional get the Note's default, where there is one. */
void file_fill(enum qlw_key key, struct qlw_record *record);
/* file_set, and a rest when the file cannot say it. */
void file_say(struct file *f, struct file_settings *s, unsigned record, const char *name,
	const char *text);

int file_bootstrap_to_settings(const struct file *f, struct file_settings *s);
void file_bootstrap_from_settings(struct file *f, struct file_settings *s);

#endif
