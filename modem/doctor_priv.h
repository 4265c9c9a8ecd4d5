/* Between the rooms of the doctor: doctor.c (questions, module, network), doctor_client.c. */
#ifndef QLW_MODEM_DOCTOR_PRIV_H
#define QLW_MODEM_DOCTOR_PRIV_H

#include "modem/doctor.h"

/* The LwM2M client: settings that contradict each other, servers' addresses, their states. */
void doctor_examine_client(struct doctor *d, const struct model *m);

/* Number of a record's field, or fallback. */
int64_t doctor_number(
	const struct qlw_record *record, enum qlw_key key, const char *field, int64_t fallback);
const char *doctor_text(const struct qlw_record *record, enum qlw_key key, const char *field);

/* Any endpoint name is this number of Table 8. */
bool doctor_uses_epname(const struct model *m, int64_t name);

/* A key was asked and its answer is in the model. */
bool doctor_has(const struct model *m, enum qlw_key key);

#endif
