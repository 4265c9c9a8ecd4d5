/*
 * The twelve keys of AT+QLWCFG (3.2.1): their forms, ranges and factory values in one table, and
 * the values themselves. Knows no AT syntax beyond struct args and no client.
 */
#ifndef QLW_SIM_SETTINGS_H
#define QLW_SIM_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "modem/sim/args.h"
#include "modem/sim/assume.h"

enum setting_key {
	SETTING_AUTOSTART,
	SETTING_PDPCID,
	SETTING_SECURITY,
	SETTING_SERVER,
	SETTING_EPNS,
	SETTING_TRANSCFG,
	SETTING_VERSION,
	SETTING_SELECT,
	SETTING_HOST,
	SETTING_DEVICE,
	SETTING_SESSION,
	SETTING_MBSPS,
	SETTING_KEYS
};

#define SETTING_RECORDS 8 /* "host": two times four; the lists by <client_index> use six */
#define SETTING_FIELDS  6

enum setting_kind {
	SETTING_RANGE,  /* integer within [min, max], shown (min-max) */
	SETTING_LIST,   /* integer in a list, shown (a,b,c) */
	SETTING_STRING, /* up to 255 bytes, shown as its name in angle brackets */
	SETTING_HEX,    /* the same, hexadecimal digits, an even number of them */
	SETTING_BINDING,
	SETTING_EPNAME, /* string or number of Table 8, by the field before it */
};

struct setting_field {
	enum setting_kind kind;
	const char *shown; /* in the answer to =?, for the kinds without range */
	int64_t min, max;
	const char *list; /* "(0,2,3)" */
	int64_t preset;
	bool hidden; /* never in a query's answer */
};

struct setting_form {
	const char *name;
	unsigned indexes;      /* parameters that choose the record: 0, 1 or 2 */
	unsigned records;      /* how many there can be */
	unsigned index_max[2]; /* 0 to this */
	const char *index_shown[2];
	unsigned fields;
	struct setting_field field[SETTING_FIELDS];
	unsigned counts; /* bit n: a write may have n values behind its indexes */
	bool deletes;    /* indexes with nothing behind them delete the record */
	bool absent;     /* a record does not exist until it is written */
};

struct setting_value {
	int64_t number;
	char text[256];
};

struct setting_record {
	bool set;
	struct setting_value value[SETTING_FIELDS];
};

struct settings {
	struct setting_record record[SETTING_KEYS][SETTING_RECORDS];
};

/* Values that come from the module rather than from the table. */
struct setting_origin {
	const char *model, *revision;
	int epns_type;
};

const struct setting_form *settings_form(enum setting_key key);
enum setting_key settings_find(const struct args *a); /* by parameter 0; SETTING_KEYS: unknown */

void settings_factory(struct settings *s, const struct setting_origin *from);

/* What AT+QLWCFG="key",… asks for. */
enum setting_ask {
	SETTING_ASK_BAD,
	SETTING_ASK_QUERY,
	SETTING_ASK_DELETE,
	SETTING_ASK_WRITE,
};
/* Decides by the number of parameters; *record gets the record (query by index: the first). */
enum setting_ask settings_ask(enum setting_key key, const struct args *a, unsigned *record);

/* Checks a write in full, then carries it out in *s or leaves it alone and returns false. */
bool settings_write(struct settings *s, enum setting_key key, unsigned record, const struct args *a,
	const struct assumptions *assume);
void settings_delete(struct settings *s, enum setting_key key, unsigned record);
void setting_set_text(struct setting_value *v, const char *text); /* cut at 255 bytes */

static inline int64_t settings_number(
	const struct settings *s, enum setting_key key, unsigned record, unsigned field)
{
	return s->record[key][record].value[field].number;
}
static inline const char *settings_text(
	const struct settings *s, enum setting_key key, unsigned record, unsigned field)
{
	return s->record[key][record].value[field].text;
}

/* The fields by name, in wire order behind the indexes. */
enum {
	PDPCID_CID,
	PDPCID_CLASS
};
enum {
	SECURITY_SSID,
	SECURITY_ADDR,
	SECURITY_BOOTSTRAP,
	SECURITY_MODE,
	SECURITY_ID,
	SECURITY_KEY
};
enum {
	SERVER_LIFE,
	SERVER_PMIN,
	SERVER_PMAX,
	SERVER_DISABLE,
	SERVER_STORING,
	SERVER_BINDING
};
enum {
	EPNS_TYPE,
	EPNS_BS,
	EPNS_REG
};
enum {
	TRANSCFG_TIMEOUT,
	TRANSCFG_EXPONENT,
	TRANSCFG_MAX
};
enum {
	SELECT_TYPE,
	SELECT_COMMERCIAL
};
enum {
	DEVICE_MANUFACTURER,
	DEVICE_MODEL,
	DEVICE_HW,
	DEVICE_SW,
	DEVICE_FW,
	DEVICE_TYPE
};
enum {
	SESSION_DTLS,
	SESSION_RESUME
};

#endif
