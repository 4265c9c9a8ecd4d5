/*
 * A provisioning file that someone is changing: what it was, what it is now, and the way back step
 * by step. Pure. Changes are made on a copy and taken as a whole, so that what fails half way
 * leaves nothing behind. Every copy is wiped, for there may be keys in it.
 */
#ifndef QLW_PROFILES_FILE_DRAFT_H
#define QLW_PROFILES_FILE_DRAFT_H

#include "profiles/file.h"

#define FILE_DRAFT_UNDOS 32

struct file_draft;

/* Of these bytes; bytes NULL: a file that is not there yet. path as in file_read. NULL: out of
 * memory. */
struct file_draft *file_draft_new(
	enum file_kind kind, const char *path, const void *bytes, size_t len);
void file_draft_free(struct file_draft *d); /* NULL is allowed */

/* As it is now. Valid until the next put or undo. */
const struct file *file_draft_file(const struct file_draft *d);
/* As it was when it was opened or last kept. */
const struct file *file_draft_base(const struct file_draft *d);
bool file_draft_is_new(const struct file_draft *d); /* there was none */

/* A copy to be changed; NULL: out of memory. Then either put, which takes it, or file_free. */
struct file *file_draft_copy(const struct file_draft *d);
void file_draft_put(struct file_draft *d, struct file *copy);

/* One step back; false: there is none. */
bool file_draft_undo(struct file_draft *d);

/* Not the bytes of the base, or never kept at all. */
bool file_draft_changed(const struct file_draft *d);
/* It is kept somewhere now: the base is what it is. False: out of memory. */
bool file_draft_keep(struct file_draft *d);

/* --- differences ------------------------------------------------------------------------------ */

/* Calls each for every entry that differs: was NULL: added; is NULL: gone. Entries belong together by
 * record and name. Returns how many. each may be NULL. */
size_t file_diff(const struct file *a, const struct file *b,
	void (*each)(void *ctx, const struct file_item *was, const struct file_item *is),
	void *ctx);

/* "/0/1/2 Security Mode: 3, none → 0, PSK" as one line; secrets as bullets. Either may be NULL. */
void file_diff_words(
	const struct file_item *was, const struct file_item *is, char *out, size_t size);

#endif
