/* Between the rooms of the model: model_apply.c, model_server.c, model_data.c. */
#ifndef QLW_MODEM_MODEL_PRIV_H
#define QLW_MODEM_MODEL_PRIV_H

#include "modem/at.h"
#include "modem/model.h"

/* The server with this short ID, made if it is new; NULL when there is no room. */
struct model_server *model_server_get(struct model *m, unsigned short_id);
void model_server_event(struct model *m, const struct event *event);
void model_server_row(struct model *m, const struct qlw_server_state *row, uint64_t now_ms);
/* "security" or "server" was read: who is configured, and for how long they register. */
void model_server_settings(struct model *m);
void model_server_lifetime(struct model *m, unsigned short_id, int64_t life_time);
void model_server_life_asked(struct model *m, unsigned short_id);
/* "state" has named every server there is: those that were known only from before are gone. */
void model_server_listed(struct model *m);
void model_server_forget(struct model *m); /* the module restarted: nothing is certain */

/* AT+QLWSVC="uldata" ended; and what the server said of it; and what came down. */
void model_data_sent(struct model *m, const struct at_line *command, bool ok);
void model_data_delivery(struct model *m, const struct event *event);
void model_data_recv(struct model *m, const struct event *event);
void model_data_observe(struct model *m, const struct event *event);
void model_data_forget(struct model *m);

/* Of a command that is none of the client's, enum model_part: what it may have changed, and what it is
 * the first or the last question of. */
unsigned model_effects(const struct at_line *c);
unsigned model_asks(const struct at_line *c);
unsigned model_asked(const struct at_line *c);

#endif
