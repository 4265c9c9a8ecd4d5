/*
 * Provisioning files of chapter 2.5 of the Note: bootstrap.ini, carrier_apn_cfg, lwm2m_cfg,
 * <ssid>_server.psk and lwm2m_app_autostart. Read, checked, explained, edited, written. Pure: bytes
 * in, bytes out.
 *
 * A file is its bytes and a list of items that point into them, so whatever is not understood
 * (comments, unknown keys, order, blanks, line ends) stays as it is: unchanged, a file is written
 * byte for byte as it was read, and setting one value changes that value's bytes only.
 *
 * PSK identities and keys, in *.psk and in bootstrap.ini's /0/x/3 and /0/x/5, are in the items'
 * values and in the bytes, and nowhere else: no note, no explanation and no error holds them.
 */
#ifndef QLW_PROFILES_FILE_H
#define QLW_PROFILES_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "modem/qlw.h"

#define FILE_BYTES_MAX (256 * 1024)
#define FILE_ITEMS_MAX 4096
#define FILE_NOTES_MAX 200 /* what goes beyond is counted; errors displace warnings */
#define FILE_VALUE_MAX 255

enum file_kind {
	FILE_KIND_BOOTSTRAP, /* bootstrap.ini, 2.5.1.1 */
	FILE_KIND_APN,       /* carrier_apn_cfg, 2.5.1.2 */
	FILE_KIND_CFG,       /* lwm2m_cfg, 2.5.1.3 */
	FILE_KIND_PSK,       /* <ssid>_server.psk, 2.5.2 */
	FILE_KIND_AUTOSTART, /* lwm2m_app_autostart, 2.5.1 */
	FILE_KIND_PROFILE,   /* *.json: not read here, see check.h */
	FILE_KIND_UNKNOWN,
};

/* By the base name of path. */
enum file_kind file_kind_of(const char *path);
/* The part of path behind its last slash. */
const char *file_base_name(const char *path);
/* The server of "<ssid>_server.psk"; 0 when it names none from 1 to 65534. */
unsigned file_psk_short_id(const char *path);

/* --- what the tables say ---------------------------------------------------------------------- */

enum file_type {
	FILE_TYPE_INT,     /* min..max */
	FILE_TYPE_CHOICE,  /* a number, one of choices */
	FILE_TYPE_WORD,    /* a text, one of choices by name */
	FILE_TYPE_BOOL,    /* "true" or "false" */
	FILE_TYPE_TEXT,    /* min..max bytes */
	FILE_TYPE_URI,     /* of a server: coap:// or coaps:// */
	FILE_TYPE_BINDING, /* Table 7, or in OMA 1.1 any of U M H T S N with Q */
	FILE_TYPE_OPAQUE,  /* Base64 */
	FILE_TYPE_HEX,     /* an even number of hex digits; min..max digits */
	FILE_TYPE_LINK,    /* "object:instance" */
	FILE_TYPE_EXECUTE, /* can be executed, has no value */
};

/* One row of Table 4 or 5, a part of a PSK file, or a resource of objects 0, 1, 2, 11. */
struct file_row {
	const char *name; /* "APN_CLASS", "Security Mode" */
	int64_t min, max;
	const struct qlw_choice *choices; /* ends with name NULL; NULL if none */
	const char *fallback;             /* the default as text, NULL if there is none */
	const char *unit;                 /* "s" or NULL */
	const char *meaning;              /* one line */
	enum file_type type;
	unsigned object, resource;
	bool secret;
	bool mandatory; /* of a resource: in every instance */
	bool multiple;  /* of a resource: has instances of its own */
	bool oma_1_1;   /* of a resource: not in OMA 1.0 */
};

/* Rows of a kind of file, in the Note's order; NULL after the last. PROFILE, UNKNOWN, AUTOSTART
 * have none; of BOOTSTRAP these are the resources, object by object. */
const struct file_row *file_row(enum file_kind kind, size_t i);
const struct file_row *file_row_named(enum file_kind kind, const char *name);
const struct file_row *file_row_resource(unsigned object, unsigned resource);
const char *file_object_name(unsigned object); /* "LwM2M Server"; NULL: not one of the four */

/* Whether text is a value of this row. QLW_EUSAGE with the diag naming row, value (never a secret)
 * and what is allowed. */
int file_value_check(const struct file_row *row, const char *text, struct qlw_diag *diag);

/* What a person may type for a value as the file has it: a choice's name as its number, 1 as true, and
 * for Base64 "text:unit-7" and "hex:0badc0de". */
void file_value_normal(const struct file_row *row, const char *text, char *out, size_t size);

/* What a row allows, in words: "0-100 %, default 20", "one of 0 no, 1 yes". */
void file_row_allowed(const struct file_row *row, char *out, size_t size);

/* --- a file ----------------------------------------------------------------------------------- */

struct file_item {
	const struct file_row *row;  /* NULL: in no table, kept as it is */
	char name[64];               /* "/0/1/0", "APN_NAME", "identity", "key" */
	unsigned record;             /* carrier_apn_cfg: which record, from 0; elsewhere 0 */
	unsigned path[4], depth;     /* bootstrap.ini: object, instance, resource[, its instance] */
	size_t line, column;         /* of the value, both from 1 */
	size_t from, to;             /* bytes of the value; of a JSON string with its quotes */
	size_t entry_from, entry_to; /* bytes of all that belongs to it, without line end */
	size_t group_from,
		group_to;  /* of the object, or the record with its ;, that it stands in */
	size_t label_from; /* of a JSON value, where its "v" stands */
	size_t relative;   /* bootstrap.ini: what its base name gives of name, in bytes */
	bool good;         /* the value is one of its row */
	bool numeric;      /* number is valid; a Boolean is 0 or 1 */
	int64_t number;
	char value[FILE_VALUE_MAX +
		   1]; /* decoded, cut at that; a secret one too: not to be shown */
	size_t len;    /* uncut */
};

/* Something that is wrong, or (warning) allowed but likely wrong. */
struct file_note {
	size_t line, column;
	bool warning;
	char key[64]; /* never "" */
	char text[240];
};

struct file;

/* Reads a copy of bytes. path gives a PSK file its short ID and may be NULL. Never refuses content:
 * what is wrong is in the notes. NULL: out of memory. */
struct file *file_read(enum file_kind kind, const char *path, const void *bytes, size_t len);
/* An empty file of its kind, to be filled with file_set. */
struct file *file_new(enum file_kind kind, const char *path);
void file_free(struct file *f); /* wipes its bytes */

enum file_kind file_kind(const struct file *f);
unsigned file_short_id(const struct file *f); /* of a PSK file; 0: its name tells none */
/* As it is to be written. Valid until the next change. */
const char *file_bytes(const struct file *f, size_t *len);

/* Items in the order of the file; NULL after the last. Valid until the next change. */
const struct file_item *file_item(const struct file *f, size_t i);
/* The first item of that name ("/1/0/7", "APN"); record counts in carrier_apn_cfg only. */
const struct file_item *file_find(const struct file *f, unsigned record, const char *name);
size_t file_records(const struct file *f); /* of carrier_apn_cfg */

/* Notes in the order of the file; NULL after the last. */
const struct file_note *file_note(const struct file *f, size_t i);
size_t file_errors(const struct file *f);
size_t file_warnings(const struct file *f);

/* --- changes ---------------------------------------------------------------------------------- */

/* Sets a value, given as file_item.value has it (a choice also by its name); adds what is not
 * there: a line, an entry, an instance, a record (record == file_records). Refuses values the row
 * does not allow, names no table knows, and additions to a file whose structure is damaged:
 * QLW_EUSAGE, the file as it was. QLW_ENOMEM when it would grow beyond FILE_BYTES_MAX. */
int file_set(
	struct file *f, unsigned record, const char *name, const char *text, struct qlw_diag *diag);

/* Takes an item away, and with it the line or comma that becomes empty. */
int file_remove(struct file *f, unsigned record, const char *name, struct qlw_diag *diag);

/* Takes a record of carrier_apn_cfg away. */
int file_remove_record(struct file *f, unsigned record, struct qlw_diag *diag);

/* Takes an instance of bootstrap.ini away, "/0/1": every object whose base name it is. */
int file_remove_instance(struct file *f, unsigned object, unsigned instance, struct qlw_diag *diag);

/* Whether file_mend can do what the note says: a base name of bootstrap.ini gets its last slash. */
bool file_can_mend(const struct file *f, const struct file_note *note);
int file_mend(struct file *f, const struct file_note *note, struct qlw_diag *diag);

/* --- words ------------------------------------------------------------------------------------ */

/* What the item is: "Security Mode", a Note's key, or "unknown". */
const char *file_item_title(const struct file_item *item);
/* Its value is a secret, or may be one put in the wrong place. */
bool file_item_secret(const struct file_item *item);
/* Its value in words: "3, none: no DTLS …", "86400 s", bullets for a secret. One line, control
 * characters replaced. */
void file_item_words(const struct file_item *item, char *out, size_t size);
/* Name, title, value and meaning as one line. */
void file_item_explain(const struct file_item *item, char *out, size_t size);

#endif
