/*
 * The vocabulary of AT+QLWCFG, AT+QLWSVC and +QLWURC as one constant table, and what is made from
 * it: command lines, settings read from answers, decoded URCs, ranges, meanings. Pure. Note 3.2, 3.3.
 *
 * Field names are those users see everywhere: command line, JSON, profiles, forms.
 */
#ifndef QLW_MODEM_QLW_H
#define QLW_MODEM_QLW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "modem/at.h"
#include "modem/err.h"
#include "modem/qlw_codes.h"

#define QLW_FIELDS_MAX 12
#define QLW_TEXT_MAX   255 /* bytes of a string value */

/* --- the table ------------------------------------------------------------------------------ */

enum qlw_key {
	QLW_KEY_AUTOSTART,
	QLW_KEY_PDPCID,
	QLW_KEY_SECURITY,
	QLW_KEY_SERVER,
	QLW_KEY_EPNS,
	QLW_KEY_TRANSCFG,
	QLW_KEY_VERSION,
	QLW_KEY_SELECT,
	QLW_KEY_HOST,
	QLW_KEY_DEVICE,
	QLW_KEY_SESSION,
	QLW_KEY_MBSPS,
	QLW_KEYS,
};

enum qlw_service {
	QLW_SERVICE_REG,
	QLW_SERVICE_DEREG,
	QLW_SERVICE_LIFETIME,
	QLW_SERVICE_UPDATE,
	QLW_SERVICE_STATE,
	QLW_SERVICE_ULDATA,
	QLW_SERVICES,
};

/* One named number of an enumeration. */
struct qlw_choice {
	int64_t number;
	const char *name;    /* "PSK" */
	const char *meaning; /* one line */
};

enum qlw_type {
	QLW_TYPE_INT,    /* min..max */
	QLW_TYPE_CHOICE, /* one of choices, sent as its number */
	QLW_TYPE_STRING, /* at most max bytes, sent in quotes */
	QLW_TYPE_WORD,   /* string, one of choices by name: <binding> */
	QLW_TYPE_EPNAME, /* <bs_epname>, <reg_epname>: string if "type" is 0, Table 8's number if 1 */
};

struct qlw_field {
	const char *name; /* "life_time" */
	int64_t min, max; /* of a number; bytes of a string; a choice has its list */
	const struct qlw_choice *choices; /* ends with name NULL; NULL if none */
	const char *fallback;             /* the Note's default as text, NULL if it prints none */
	const char *unit;                 /* "s", "bytes" or NULL */
	const char *meaning;              /* the Note's meaning in one line */
	enum qlw_type type;
	bool index;     /* part of what names a record */
	bool optional;  /* may be left off in a write */
	bool secret;    /* and write-only */
	bool with_next; /* optional only together with the next one */
};

/* A key of AT+QLWCFG or a service of AT+QLWSVC. */
struct qlw_verb {
	const char *command; /* "+QLWCFG" or "+QLWSVC" */
	const char *name;    /* "security" */
	const char *title;   /* "LwM2M security object" */
	size_t fields;
	const struct qlw_field *field;
	bool list;      /* holds records, told apart by its index fields */
	bool deletable; /* an index-only write deletes the record (security, server) */
};

const struct qlw_verb *qlw_key_verb(enum qlw_key key);
const struct qlw_verb *qlw_service_verb(enum qlw_service service);
int qlw_key_find(const char *name, size_t len);                    /* enum qlw_key, or -1 */
int qlw_service_find(const char *name, size_t len);                /* enum qlw_service, or -1 */
int qlw_field_find(const struct qlw_verb *verb, const char *name); /* position, or -1 */
const struct qlw_choice *qlw_choice_find(const struct qlw_field *field, const char *name_or_number);

/* text as a whole number, nothing before or behind it. */
bool qlw_number(const char *text, int64_t *number);

/* --- values --------------------------------------------------------------------------------- */

/* One value of a field. */
struct qlw_value {
	bool present; /* false: not given, or the module answered nothing there */
	bool quoted;  /* stood in quotes */
	bool numeric; /* number is valid */
	int64_t number;
	char text[QLW_TEXT_MAX + 1]; /* always, also of a number */
};

/* One record of a key, or one set of arguments of a service, by the table's field order. */
struct qlw_record {
	struct qlw_value value[QLW_FIELDS_MAX];
};

/* Sets value i from the user's text: a number, a choice's name, a string. Checks type and range;
 * the diag names field, value (never a secret one) and what is allowed. QLW_EUSAGE, record as it
 * was. An endpoint name may be given by Table 8's name when "type" is set to 1 before. */
int qlw_record_set(const struct qlw_verb *verb, struct qlw_record *record, size_t i,
	const char *text, struct qlw_diag *diag);

/* The rules beyond one field's range: epname forms, binding against version (<client_version>; pass
 * -1 if unknown), PSK fields together, with security_mode 0 only, key of hex digits and even length,
 * URI scheme, periods. 0, or QLW_EUSAGE. */
int qlw_record_check(const struct qlw_verb *verb, const struct qlw_record *record, int version,
	struct qlw_diag *diag);

/* coap://2001:db8::1:5683: which colon stands before the port, nobody can tell. */
bool qlw_uri_is_bare_ipv6(const char *uri);

/* What is allowed but likely wrong: coaps:// without DTLS, coap:// with it, an endpoint name that is
 * Table 8's number as a text. True if there is something; the diag says what. */
bool qlw_record_warning(
	const struct qlw_verb *verb, const struct qlw_record *record, struct qlw_diag *diag);

/* By content: a quoted number equals a bare one; two absent values are equal. */
bool qlw_value_equal(const struct qlw_value *a, const struct qlw_value *b);

/* Same record: all index fields equal. */
bool qlw_record_same(
	const struct qlw_verb *verb, const struct qlw_record *a, const struct qlw_record *b);

/* --- commands ------------------------------------------------------------------------------- */

/* AT+QLWCFG="key", the query. "host" takes its index (others ignore it). There is no way to send an
 * index-only "security" or "server" from here: that form deletes. */
int qlw_format_query(enum qlw_key key, int host_index, char *line, size_t size);

/* AT+QLWCFG="key",…, the write. Fields after the last present one are left off; a missing one in
 * between, or a missing mandatory one, is QLW_EUSAGE. Refuses an index-only record. */
int qlw_format_set(enum qlw_key key, const struct qlw_record *record, char *line, size_t size,
	struct qlw_diag *diag);

/* AT+QLWCFG="security",N and AT+QLWCFG="server",N: deletes. Only these two keys. */
int qlw_format_delete(enum qlw_key key, unsigned client_index, char *line, size_t size);

/* AT+QLWSVC="service",…; same rules as qlw_format_set, but an index alone is no deletion here.
 * QLW_EUSAGE for uldata, which has its own function. */
int qlw_format_service(enum qlw_service service, const struct qlw_record *record, char *line,
	size_t size, struct qlw_diag *diag);

/* uldata, which may be longer than a qlw_value. Data are raw bytes; as text they may hold printable
 * ASCII without `"` only. <data_len> is sent in data bytes for both forms. */
struct qlw_uldata {
	unsigned short_id;
	const char *uri; /* /object/instance/resource */
	const void *data;
	size_t len; /* 1-1460 */
	bool hex;   /* send as hexadecimal digits, which takes any byte */
	bool non_confirmable;
};
int qlw_format_uldata(
	const struct qlw_uldata *send, char *line, size_t size, struct qlw_diag *diag);

/* Checks /o/i/r (0-65535 each, no leading zeros). */
bool qlw_uri_valid(const char *uri);

/* --- answers -------------------------------------------------------------------------------- */

/* A line `+QLWCFG: "key",…` as a record; *key is set. QLW_EFORM if it is none, the key unknown, or
 * the line one of the test form. Secret fields are never taken from an answer; what goes beyond
 * QLW_TEXT_MAX is cut. */
int qlw_parse_setting(const struct at_line *line, enum qlw_key *key, struct qlw_record *record);

/* A line of AT+QLWCFG=? or AT+QLWSVC=?: what this module itself says of a key. raw is the line that
 * `line` was cut from. QLW_EFORM if it is of neither command. */
struct qlw_capability {
	char name[24];
	bool known;     /* in the table */
	char text[224]; /* everything after the name, as printed */
};
int qlw_parse_capability(
	const struct at_line *line, const char *raw, size_t len, struct qlw_capability *out);

/* The range or list the module gave for field i, as printed: "(0-5)". False if it gave none. */
bool qlw_capability_range(const struct qlw_capability *cap, size_t i, char *out, size_t size);

/* Whether that range or list holds number: 1 yes, 0 no, -1 there is none or it cannot be read. */
int qlw_capability_allows(const struct qlw_capability *cap, size_t i, int64_t number);

/* +QLWSVC: "state",<client_index>,<shortID>,<server_address>,<bootstrap>,<state> */
struct qlw_server_state {
	unsigned client_index, short_id;
	char server_addr[QLW_URI_MAX + 1];
	int bootstrap;
	int code;
};
int qlw_parse_state(const struct at_line *line, struct qlw_server_state *out);

/* +QLWSVC: "lifetime",<shortID>,<life_time> */
int qlw_parse_lifetime(const struct at_line *line, unsigned *short_id, int64_t *life_time);

/* --- unsolicited ---------------------------------------------------------------------------- */

enum qlw_urc_kind {
	QLW_URC_NONE,     /* not of LwM2M */
	QLW_URC_EVENT,    /* 3.3.1 */
	QLW_URC_OBSERVE,  /* 3.3.2 */
	QLW_URC_DELIVERY, /* 3.3.3 "uldata" */
	QLW_URC_RECV,     /* 3.3.4, header; the data follow as a counted payload */
	QLW_URC_REG,      /* +QLWREG */
	QLW_URC_DEREG,    /* +QLWDEREG */
	QLW_URC_OTHER,    /* +QLWURC of a kind the table does not know, or of damaged form */
};

struct qlw_urc {
	enum qlw_urc_kind kind;
	unsigned short_id; /* 0 in the events of the client itself */
	int code;          /* state_code, response_code or err */
	char text[64];     /* state_string as received; of OTHER the kind, if there is one */
	char uri[QLW_URI_MAX + 1];
	uint16_t message_id;
	char token[24]; /* digits as received: real servers use 64 bits */
	bool cancel;
	int data_type;   /* -1 when it is no number */
	size_t data_len; /* 1-1024 */
};

/* Decodes one unsolicited line; tolerant of quotes, blanks and the comma 3.3.2 forgot. */
enum qlw_urc_kind qlw_parse_urc(const char *line, size_t len, struct qlw_urc *out);

/* How many counted bytes follow this line on the wire (after its CR LF): recv headers only, else 0. */
size_t qlw_payload_after(const char *line, size_t len);

/* --- meanings ------------------------------------------------------------------------------- */

const char *qlw_state_name(int code);    /* "REG_READY"; NULL if Table 9 has no such code */
const char *qlw_state_meaning(int code); /* one line, never NULL */
const char *qlw_result_meaning(int err); /* <err> of +QLWREG and +QLWDEREG, never NULL */
const char *qlw_delivery_meaning(int code);
/* A +CME ERROR number means different things for different commands: command is the line sent. */
const char *qlw_cme_meaning(const char *command, int code);
const char *qlw_data_type_name(int type); /* "string", "opaque", …, "unknown" */

enum qlw_phase {
	QLW_PHASE_IDLE,     /* nothing is going on: not registered */
	QLW_PHASE_WORKING,  /* bootstrap or registration under way */
	QLW_PHASE_RETRYING, /* waiting to try again */
	QLW_PHASE_READY,    /* registered */
	QLW_PHASE_FAILED,
	QLW_PHASE_UNKNOWN,
};
/* What a code says of a server's registration. Some say nothing (17, codes the table does not know):
 * pass what the phase was before. A bootstrap server that has done its work (9) is idle again. */
enum qlw_phase qlw_state_phase(int code, enum qlw_phase before);

#endif
