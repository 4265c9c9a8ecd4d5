/*
 * What the doctor sees before the first question: which port this is, who may use it and who does, and
 * whether anything answers there. It looks at the machine, opens nothing and sends nothing.
 */
#ifndef QLW_MODEM_DOCTOR_PORT_H
#define QLW_MODEM_DOCTOR_PORT_H

#include "modem/doctor.h"
#include "modem/session.h"

/* "port", and which side of the module it is. */
void doctor_judge_port(struct doctor *d, const char *port);

/* "permission", "holder", "manager". trouble: why it could not be opened; NULL: it is open. */
void doctor_judge_open(struct doctor *d, const char *port, const struct qlw_diag *trouble);

/* "baud", "answer", "format" of a session that is past probing, or gave up. True if it answers. */
bool doctor_judge_answer(struct doctor *d, const struct session *s);

#endif
