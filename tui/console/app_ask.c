/*
 * What is asked before a verb that does harm: what it takes with it, and the word to be typed.
 */
#include <stdio.h>
#include <string.h>

#include "modem/journal/redact.h"
#include "tui/console/app_priv.h"

static size_t put_lost(const struct model *m, char *out, size_t size)
{
	size_t servers = 0;
	size_t n = 0;
	for (size_t i = 0; i < m->servers; i++)
		servers += m->server[i].configured || m->server[i].listed;
	n += (size_t)snprintf(out + n, size - n,
		"This erases on %s: ", *m->identity.imei ? m->identity.imei : "this module");
	n += (size_t)snprintf(out + n, size - n, "%zu server%s with their PSKs, bootstrap data",
		servers, servers == 1 ? "" : "s");
	for (size_t i = 0; i < m->servers; i++)
		if (m->server[i].phase == QLW_PHASE_READY && n < size)
			n += (size_t)snprintf(out + n, size - n, ", the registration with %u",
				m->server[i].short_id);
	return n;
}

static const struct qlw_record *record_at(const struct model *m, enum qlw_key key, int64_t index)
{
	for (size_t i = 0; i < m->key[key].count; i++)
		if (m->key[key].record[i].value[0].number == index)
			return &m->key[key].record[i];
	return NULL;
}

static void put_deleted(const struct model *m, const struct call *call, char *out, size_t size)
{
	int64_t index;
	int key = call->args > 1 ? qlw_key_find(call->arg[0], strlen(call->arg[0])) : -1;
	const struct qlw_record *r = key >= 0 && qlw_number(call->arg[1], &index)
					     ? record_at(m, (enum qlw_key)key, index)
					     : NULL;
	if (!r)
		return;
	if (key == QLW_KEY_SECURITY)
		snprintf(out, size,
			"Deletes security %.8s: short ID %.8s, %.255s, and its PSK, which cannot "
			"be put "
			"back.%s",
			r->value[0].text, r->value[1].text, r->value[2].text,
			record_at(m, QLW_KEY_SERVER, index)
				? " The server record of the same index "
				  "stays, without an address."
				: "");
	else
		snprintf(out, size, "Deletes server %.8s: life time %.12s s, binding %.8s.",
			r->value[0].text, r->value[1].text, r->value[6].text);
}

/* The line itself and what its verb does, for verbs that have no better words. */
static void put_line(const struct action *action, const char *line, char *out, size_t size)
{
	char shown[600];
	size_t len = strlen(line);
	size_t n = redact_text(line, len < 120 ? len : 120, shown, sizeof shown);
	snprintf(out, size, ":%.*s\n%s", (int)n, shown, action->about);
}

void app_ask(struct app *a, const struct action *action, const struct call *call, const char *line)
{
	const struct model *m = session_model(a->session);
	char text[APP_TEXT_MAX];
	struct pop_question q = {.title = action->title,
		.name = action->name,
		.text = text,
		.yes = app_run_confirmed,
		.line = line};
	put_line(action, line, text, sizeof text);
	if (action == &actions[ACTION_RESET]) {
		put_lost(m, text, sizeof text);
		q.word = "reset";
		q.remark = "PSKs cannot be read back, so no snapshot holds them.";
	} else if (action == &actions[ACTION_DELETE]) {
		put_deleted(m, call, text, sizeof text);
	}
	pop_question_open(a, &q);
}

/* --- in the middle of a verb ------------------------------------------------------------------------------ */

static void say_yes(struct app *a, const char *line)
{
	(void)line;
	a->confirmed = true;
}

int app_confirm(void *ctx, const char *title, const char *question)
{
	struct app *a = ctx;
	int stop = 0;
	const struct pop_question q = {
		.title = title, .name = title, .text = question, .yes = say_yes, .line = ""};
	a->confirmed = false;
	struct popup *before = a->popup;
	pop_question_open(a, &q);
	struct popup *asked = a->popup;
	while (asked != before && !stop && popup_is_open(asked))
		stop = app_turn(a, UINT64_MAX);
	if (asked != before)
		popup_close(asked);
	return a->confirmed ? 0 : stop ? stop : CLI_REFUSED;
}
