/*
 * Why a server is in its state: meaning, way there, usual causes with what was found, what next.
 */
#ifndef QLW_VIEWS_EXPLAIN_BOX_H
#define QLW_VIEWS_EXPLAIN_BOX_H

#include "modem/model.h"
#include "tui/toolkit/view.h"

struct explain_box {
	size_t selected; /* cause */
};

void explain_box_draw(struct explain_box *box, struct region r, const struct model *m,
	const struct model_server *s);

/* Moves among causes; Enter prompts with the command that shows the selected one. */
struct intent explain_box_key(struct explain_box *box, const struct key *key, const struct model *m,
	const struct model_server *s);

#endif
