/*
 * Provisioning files into settings of AT+QLWCFG and back, and what has no counterpart on the other
 * side. Pure.
 *
 * The two do not say the same everywhere: OMA's /1/x/6 true stores notifications, <storing> 0 does;
 * STARTUP_MODE 0 starts the client by itself, <startup_mode> 1 does; a server object is found by its
 * short ID in the file and by its client's index in AT+QLWCFG. Instance N of object 0 is client N.
 */
#ifndef QLW_PROFILES_FILE_CONVERT_H
#define QLW_PROFILES_FILE_CONVERT_H

#include "profiles/file.h"

#define FILE_SETTINGS_MAX 32
#define FILE_RESTS_MAX    64
#define FILE_PDP_MAX      16 /* <PDP_cid> 1-16 */

/* One record of a key. */
struct file_setting {
	enum qlw_key key;
	struct qlw_record record;
};

/* A PDP context, which AT+CGDCONT defines. */
struct file_pdp {
	unsigned cid;
	char type[8]; /* "IP", "IPV6", "IPV4V6", "Non-IP" */
	char apn[FILE_VALUE_MAX + 1];
};

/* What was left behind. */
struct file_rest {
	char what[64]; /* "/1/1/10", "ACK_TIMEOUT", "session" */
	char why[160];
};

/* Plain value, but large, and it holds keys: from file_settings_new. */
struct file_settings {
	struct file_setting setting[FILE_SETTINGS_MAX];
	size_t settings;
	struct file_pdp pdp[FILE_PDP_MAX];
	size_t pdps;
	struct file_rest rest[FILE_RESTS_MAX];
	size_t rests, more_rests; /* more: those that found no room */
};

struct file_settings *file_settings_new(void);    /* NULL: out of memory */
void file_settings_free(struct file_settings *s); /* wipes */

/* Adds a record, or replaces the same one (equal index fields). QLW_ENOMEM: too many. */
int file_settings_put(struct file_settings *s, enum qlw_key key, const struct qlw_record *record);
/* The record of a client; of a key without list, whatever client_index. NULL: none. */
const struct qlw_record *file_settings_get(
	const struct file_settings *s, enum qlw_key key, int client_index);
/* Client whose "security" record has this short ID, -1: none. */
int file_settings_client(const struct file_settings *s, unsigned short_id);

/*
 * Adds what the file says, and to rest what AT+QLWCFG cannot say. bootstrap.ini goes first: the others
 * find their client by its short IDs (those of s before the call count too, as from the module).
 * Items that are not good are left behind. 0 or QLW_ENOMEM.
 */
int file_to_settings(const struct file *f, struct file_settings *s);

/*
 * A fresh file of this kind that says what s says, in the Note's form; short_id names a PSK file's
 * server. What the file cannot say is added to rest. NULL: out of memory, or nothing in s is for such
 * a file.
 */
struct file *file_from_settings(enum file_kind kind, unsigned short_id, struct file_settings *s);

/* Adds to rest the keys of s that no provisioning file has: select, host, device, session, mbsps. */
void file_settings_leftover(struct file_settings *s);

#endif
