/*
 * What is reckoned of a server's registration, never told by the module: when it will try again,
 * when it will send its next update. Pure. Whoever shows these says that they are estimates.
 */
#ifndef QLW_MODEM_RECKON_H
#define QLW_MODEM_RECKON_H

#include <stdint.h>

#include "modem/model.h"

/*
 * When the next try is due, on the model's clock; 0 when nothing is being retried or "transcfg" is
 * not known. The wait after the n-th retry is retry_timeout * retry_exponent^(n-1), at most
 * max_timeout (Note 3.2.1). The result may lie in the past: the try is overdue.
 */
uint64_t reckon_retry_ms(const struct model *m, const struct model_server *s);

/*
 * When the next registration update is due; 0 when not registered, or when two of them have not
 * been seen yet. The module does not say when it sends them (2.4 says "an interval equal to the
 * lifetime", which would be too late), so the longest interval seen is taken: updates asked for by
 * the user only shorten it.
 */
uint64_t reckon_update_ms(const struct model_server *s);

/* How long the last attempt took to end in the present state: from the last step that began one to
 * the newest. 0 when that is not in the path. */
uint64_t reckon_attempt_ms(const struct model_server *s);

#endif
