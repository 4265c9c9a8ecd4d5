/*
 * What the console has noticed and could mend with one key: said in the message line, done after asking.
 */
#include <stdio.h>
#include <string.h>

#include "tui/console/app_priv.h"

bool app_offer(const struct app *a, char *out, size_t size)
{
	const char *here = session_urcs_elsewhere(a->session);
	if (!here)
		return false;
	snprintf(out, size,
		"URCs go to %s, not here: commands are answered, but no event will be seen. F "
		"changes that",
		session_model(a->session)->net.urcport);
	return true;
}

void app_offer_do(struct app *a)
{
	const char *here = session_urcs_elsewhere(a->session);
	char line[64], text[200];
	if (!here) {
		app_say(a, ROLE_MESSAGE, "nothing is offered now; ! looks for what is wrong");
		return;
	}
	snprintf(line, sizeof line, "at AT+QURCCFG=\"urcport\",\"%s\"", here);
	snprintf(text, sizeof text,
		"URCs go to %s now. A program on that port will not see them any more.\n:%s",
		session_model(a->session)->net.urcport, line);
	const struct pop_question q = {.title = "Have the events come here",
		.name = "fix",
		.text = text,
		.yes = app_run_line,
		.line = line};
	pop_question_open(a, &q);
}
