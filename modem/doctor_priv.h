/*
 * Between the rooms of the doctor: doctor.c (questions, order of checks), doctor_module.c (module and
 * SIM), doctor_network.c, doctor_client.c.
 */
#ifndef QLW_MODEM_DOCTOR_PRIV_H
#define QLW_MODEM_DOCTOR_PRIV_H

#include "modem/doctor.h"

/* Checks, each adding one line or more. */
typedef void doctor_check_fn(struct doctor *d, const struct model *m);
doctor_check_fn doctor_check_flow, doctor_check_model, doctor_check_firmware, doctor_check_commands,
	doctor_check_sim, doctor_check_number, doctor_check_coverage, doctor_check_signal,
	doctor_check_roaming, doctor_check_contexts, doctor_check_apn_class, doctor_check_urcport,
	doctor_check_settings, doctor_check_addresses, doctor_check_autostart, doctor_check_states;
void doctor_check_time(struct doctor *d, const struct model *m, int now_year);

/* Number of a record's field, or fallback. */
int64_t doctor_number(
	const struct qlw_record *record, enum qlw_key key, const char *field, int64_t fallback);
const char *doctor_text(const struct qlw_record *record, enum qlw_key key, const char *field);

/* Any endpoint name is this number of Table 8. */
bool doctor_uses_epname(const struct model *m, int64_t name);

/* A key was asked and its answer is in the model. */
bool doctor_has(const struct model *m, enum qlw_key key);

#endif
