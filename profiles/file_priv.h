/* Inside a provisioning file: what its readers and editors share. Included by profiles/file*.c. */
#ifndef QLW_PROFILES_FILE_PRIV_H
#define QLW_PROFILES_FILE_PRIV_H

#include "profiles/file.h"
#include "profiles/file_place.h"

struct file {
	enum file_kind kind;
	bool named; /* a path was given */
	unsigned short_id;
	char *bytes; /* len of them, and a NUL */
	size_t len;
	struct file_places places;
	struct file_item *item;
	size_t items, item_room;
	struct file_note *note;
	size_t notes, note_room;
	size_t errors, warnings;
	bool full;                 /* no room for more items */
	bool damaged;              /* its structure is: nothing can be added */
	size_t records;            /* of carrier_apn_cfg */
	size_t body_from, body_to; /* of lwm2m_cfg: what its braces enclose */
};

/* --- notes and items (file.c) ----------------------------------------------------------------- */

/* Control bytes, and with ascii everything beyond ASCII, as \xNN: nothing in a text of a file may
 * move a terminal. What has no room any more is cut. */
void file_plain(char *text, size_t size, bool ascii);

/* Notes at offset at of the bytes. key may be text of the file. */
void file_error(struct file *f, size_t at, const char *key, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void file_warn(struct file *f, size_t at, const char *key, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* The structure is broken here. */
void file_damage(struct file *f, size_t at, const char *key, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* A new item whose value is bytes[from, to). NULL: too many, noted. */
struct file_item *file_add_item(struct file *f, const char *name, size_t from, size_t to);
/* Its decoded value, then checked against its row: an error note if it does not fit. */
void file_take_value(struct file *f, struct file_item *item, const char *text, size_t len);

/* --- readers, one a kind: fill items and notes ------------------------------------------------ */

void file_read_bootstrap(struct file *f);  /* file_boot.c */
void file_rules_bootstrap(struct file *f); /* file_boot_rules.c: what binds several items */
void file_read_apn(struct file *f);        /* file_apn.c */
void file_read_cfg(struct file *f);        /* file_cfg.c */
void file_read_psk(struct file *f);        /* file_psk.c */

/* --- KEY=value text (file_pair.c) ------------------------------------------------------------- */

/* "KEY=value", blanks around both left out. */
struct file_pair {
	size_t key_from, key_to, from, to;
};

/* bytes[from, to) as a pair: false, with an error noted, when there is no = or no key. */
bool file_read_pair(struct file *f, size_t from, size_t to, struct file_pair *pair);
/* The pair as an item of the file's table; NULL: noted why. record: of carrier_apn_cfg. */
struct file_item *file_add_pair(struct file *f, const struct file_pair *pair, unsigned record);
/* The offset of the line end (CR LF, LF, CR) or the end of the text; then behind that line end. */
size_t file_line_end(const struct file *f, size_t at);
size_t file_next_line(const struct file *f, size_t line_end);
/* from and to moved past blanks. */
void file_trim(const struct file *f, size_t *from, size_t *to);

/* --- changes ---------------------------------------------------------------------------------- */

/* bytes[from, to) replaced by text, then read anew. QLW_ENOMEM: as it was. */
int file_splice(struct file *f, size_t from, size_t to, const char *text, size_t len);
/* "\r\n" when that is how the first line ends, else "\n". */
const char *file_eol(const struct file *f);

/* What bootstrap.ini differs in (file_boot_edit.c). Name and text are valid. */
int file_replace_resource(struct file *f, const struct file_item *item, const char *text);
int file_add_resource(
	struct file *f, const char *name, const struct file_row *row, const char *text);
int file_remove_resource(struct file *f, const struct file_item *item);
/* Which of v, bv, sv, ov a row is written as: 0 to 3. */
size_t file_json_form(const struct file_row *row);
/* "/1/0/7" as numbers; the depth, 0 when it is no such path. */
unsigned file_path(const char *name, unsigned path[4]);

/* --- small things ----------------------------------------------------------------------------- */

/* Base64 (RFC 4648, padded). Decodes at most size bytes and returns how many there are, -1: none.
 */
long file_base64_decode(const char *text, size_t len, unsigned char *out, size_t size);
/* out has room for 4 * (len + 2) / 3 + 1. */
void file_base64_encode(const unsigned char *bytes, size_t len, char *out);

#endif
