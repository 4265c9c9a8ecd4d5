/*
 * What the doctor has found so far, a row a check, and of the selected one all its evidence, what to do
 * next and what the fix key would do. It asks nothing and mends nothing.
 */
#ifndef QLW_VIEWS_DOCTOR_BOX_H
#define QLW_VIEWS_DOCTOR_BOX_H

#include "modem/doctor.h"
#include "tui/toolkit/view.h"
#include "tui/toolkit/widgets.h"

struct doctor_box {
	struct list list;
	bool open;           /* the selected line in full */
	bool chosen;         /* the user has moved: nothing moves by itself any more */
	const char *watched; /* a check to come back to when it is over, static; NULL: none */
};

enum doctor_box_result {
	DOCTOR_BOX_NONE, /* not a key of it */
	DOCTOR_BOX_DONE,
	DOCTOR_BOX_FIX, /* do what the selected line offers */
	DOCTOR_BOX_AGAIN,
	DOCTOR_BOX_CLOSE,
};

/* asking: the command under way, NULL when all is said. */
void doctor_box_draw(
	struct doctor_box *b, struct region r, const struct doctor *d, const char *asking);
enum doctor_box_result doctor_box_key(
	struct doctor_box *b, const struct key *key, const struct doctor *d);
/* It is over: to the first line that is wrong, else unknown. */
void doctor_box_over(struct doctor_box *b, const struct doctor *d);
/* The line the fix key would mend; NULL: none is selected, or it offers nothing. */
const struct doctor_line *doctor_box_fix(const struct doctor_box *b, const struct doctor *d);
/* "18 ok, 1 wrong, 3 unknown" */
const char *doctor_box_summary(const struct doctor *d, char *out, size_t size);

#endif
