/*
 * What may be written into a setting of this module: rules between fields, between records and
 * against what the module is (Note 3.2.1, note 1). One table, for forms and verbs alike. Pure: the
 * record and the model in, words out; no word holds a secret.
 */
#ifndef QLW_MODEM_RULES_H
#define QLW_MODEM_RULES_H

#include "modem/model.h"

#define RULES_TEXT_MAX 160

/* A record on its way to the module. What the model has not read binds nothing: see rules_needs. */
struct rules_case {
	const struct model *model;
	enum qlw_key key;
	const struct qlw_record *record; /* as it is to be sent, merged with what is there */
	bool adding;                     /* there is no such record yet */
};

enum rules_kind {
	RULES_WARNING, /* allowed, but likely wrong */
	RULES_REMARK,  /* what will come of it */
};

/* Keys whose values the rules look at, a bit for each enum qlw_key, and whether the phone number
 * (AT+CNUM) counts. */
unsigned rules_needs(enum qlw_key key, const struct qlw_record *record);
bool rules_need_number(enum qlw_key key, const struct qlw_record *record);

/* The first rule that is broken: QLW_EUSAGE with the diag. field: only what that one is to blame
 * for, -1: all. 0: it may be sent. */
int rules_check(const struct rules_case *c, int field, struct qlw_diag *diag);

/* Warning or remark number i. False after the last. */
bool rules_note(
	const struct rules_case *c, size_t i, enum rules_kind *kind, char out[RULES_TEXT_MAX]);

#endif
