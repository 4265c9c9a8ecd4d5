/* What became of a watched action. Knows events, sends nothing, reads no clock. */
#include "modem/watch.h"

#include <stdio.h>
#include <string.h>

/* "REG_RETRY", or the module's own words for a code that Table 9 does not have */
static const char *state_word(int code, const char *text, char *buffer, size_t size)
{
	const char *name = qlw_state_name(code);
	if (name)
		return name;
	snprintf(buffer, size, "state %d%s%.40s", code, text && *text ? " " : "", text ? text : "");
	return buffer;
}

static void say_state(struct watch *w, unsigned short_id, int code, const char *text)
{
	char word[64];
	const char *name = state_word(code, text, word, sizeof word);
	if (short_id)
		snprintf(w->reason, sizeof w->reason, "%s of %u", name, short_id);
	else
		snprintf(w->reason, sizeof w->reason, "%s", name);
}

static void finish(struct watch *w, enum watch_end end)
{
	w->end = end;
	w->wants_list = false;
}

static struct watch_server *server_of(struct watch *w, unsigned short_id)
{
	for (size_t i = 0; i < w->servers; i++) {
		if (w->server[i].short_id == short_id)
			return &w->server[i];
	}
	if (w->servers == WATCH_SERVERS_MAX)
		return NULL;
	struct watch_server *s = &w->server[w->servers++];
	*s = (struct watch_server){.short_id = short_id, .code = -1};
	return s;
}

static bool is_bootstrap_state(int code)
{
	return (code >= QLW_STATE_BS_START && code <= QLW_STATE_BS_FAILED) ||
	       code == QLW_STATE_BS_CONN_RETRY || code == QLW_STATE_BS_RETRY;
}

/* Registered, and perhaps updating; a code nobody knows is no proof. */
static bool is_registered(int code)
{
	return code == QLW_STATE_REG_READY || code == QLW_STATE_UPDATE_PENDING ||
	       code == QLW_STATE_REG_UPDATE;
}

/* Every standard server that counts is registered, and there is one. What the module lists counts;
 * where it lists nothing, what was heard of. */
static bool all_registered(const struct watch *w)
{
	bool listed = false, any = false;
	for (size_t i = 0; i < w->servers; i++)
		listed |= w->server[i].listed && !w->server[i].bootstrap;
	for (size_t i = 0; i < w->servers; i++) {
		const struct watch_server *s = &w->server[i];
		if (s->bootstrap || (listed && !s->listed))
			continue;
		if (!s->reached)
			return false;
		any = true;
	}
	return any;
}

static void fail_state(struct watch *w, const struct qlw_urc *urc)
{
	say_state(w, urc->short_id, urc->code, urc->text);
	finish(w, WATCH_FAILED);
}

/* A failed bootstrap fails them all; a failed registration only its own. */
static bool reg_fails(const struct watch *w, const struct qlw_urc *urc)
{
	bool ours = !w->short_id || !urc->short_id || urc->short_id == w->short_id;
	if (urc->code == QLW_STATE_BS_FAILED)
		return true;
	return ours && (urc->code == QLW_STATE_REG_FAILED || urc->code == QLW_STATE_GENERIC_FAILED);
}

static bool reg_state(struct watch *w, const struct qlw_urc *urc)
{
	struct watch_server *s = urc->short_id ? server_of(w, urc->short_id) : NULL;
	if (s) {
		s->code = urc->code;
		s->bootstrap = s->bootstrap || is_bootstrap_state(urc->code);
		s->reached = s->reached || urc->code == QLW_STATE_REG_READY;
	}
	say_state(w, urc->short_id, urc->code, urc->text);
	if (reg_fails(w, urc))
		fail_state(w, urc);
	else if (urc->code == QLW_STATE_REG_READY && !w->short_id)
		w->wants_list = true;
	else if (urc->code == QLW_STATE_REG_READY && urc->short_id == w->short_id)
		finish(w, WATCH_DONE);
	return true;
}

static bool update_state(struct watch *w, const struct qlw_urc *urc)
{
	if (urc->short_id && urc->short_id != w->short_id)
		return false;
	say_state(w, urc->short_id, urc->code, urc->text);
	if (urc->code == QLW_STATE_REG_UPDATE)
		finish(w, WATCH_DONE);
	else if (urc->code == QLW_STATE_UPDATE_FAILED || urc->code == QLW_STATE_REG_FAILED ||
		 urc->code == QLW_STATE_GENERIC_FAILED)
		fail_state(w, urc);
	return true;
}

static bool waited_state(struct watch *w, const struct qlw_urc *urc)
{
	if (w->short_id && urc->short_id != w->short_id)
		return true;
	say_state(w, urc->short_id, urc->code, urc->text);
	if (urc->code == w->code)
		finish(w, WATCH_DONE);
	return true;
}

static bool state_event(struct watch *w, const struct qlw_urc *urc)
{
	switch (w->kind) {
	case WATCH_REG:
		return reg_state(w, urc);
	case WATCH_UPDATE:
	case WATCH_LIFETIME:
		return update_state(w, urc);
	case WATCH_STATE:
		return waited_state(w, urc);
	case WATCH_DEREG:
	case WATCH_RESET:
		say_state(w, urc->short_id, urc->code, urc->text);
		return true;
	case WATCH_SEND:
		return false;
	}
	return false;
}

static void refuse(struct watch *w, const char *name, int err)
{
	snprintf(w->reason, sizeof w->reason, "%s: %d (%s)", name, err, qlw_result_meaning(err));
	finish(w, WATCH_FAILED);
}

/* +QLWREG: 0 only says that the work began. */
static bool reg_event(struct watch *w, const struct qlw_urc *urc)
{
	if (w->kind == WATCH_REG && urc->code)
		refuse(w, "+QLWREG", urc->code);
	return w->kind == WATCH_REG || w->kind == WATCH_STATE;
}

static bool dereg_event(struct watch *w, const struct qlw_urc *urc)
{
	if (w->kind != WATCH_DEREG && w->kind != WATCH_RESET)
		return w->kind == WATCH_REG || w->kind == WATCH_STATE;
	if (urc->code) {
		refuse(w, "+QLWDEREG", urc->code);
	} else {
		snprintf(w->reason, sizeof w->reason, "+QLWDEREG: 0");
		finish(w, WATCH_DONE);
	}
	return true;
}

static bool delivery_event(struct watch *w, const struct qlw_urc *urc)
{
	if (w->kind != WATCH_SEND || urc->short_id != w->short_id || strcmp(urc->uri, w->uri) != 0)
		return false;
	snprintf(
		w->reason, sizeof w->reason, "%d (%s)", urc->code, qlw_delivery_meaning(urc->code));
	finish(w, urc->code ? WATCH_FAILED : WATCH_DONE);
	return true;
}

/* A restart ends whatever the module was about; who waits for a state waits on. */
static bool link_event(struct watch *w, enum event_link link)
{
	if (link == EVENT_LINK_RESTARTED && w->kind != WATCH_STATE) {
		snprintf(w->reason, sizeof w->reason, "the module restarted");
		finish(w, WATCH_FAILED);
	}
	return true;
}

bool watch_event(struct watch *w, const struct event *event)
{
	if (w->end != WATCH_RUNNING)
		return false;
	switch (event->kind) {
	case EVENT_STATE:
		return state_event(w, &event->urc);
	case EVENT_REG:
		return reg_event(w, &event->urc);
	case EVENT_DEREG:
		return dereg_event(w, &event->urc);
	case EVENT_DELIVERY:
		return delivery_event(w, &event->urc);
	case EVENT_LINK:
		return link_event(w, event->link);
	case EVENT_OBSERVE:
	case EVENT_RECV:
	case EVENT_NET:
	case EVENT_URC:
		break;
	}
	return false;
}

static void list_entry(struct watch *w, const struct qlw_server_state *entry)
{
	struct watch_server *s = server_of(w, entry->short_id);
	if (!s)
		return;
	s->listed = true;
	s->bootstrap = entry->bootstrap == 1;
	s->code = entry->code;
	s->reached = s->reached || (!s->bootstrap && is_registered(entry->code));
	bool ours = !w->short_id || w->short_id == entry->short_id;
	if (w->kind == WATCH_STATE && ours && entry->code == w->code && w->end == WATCH_RUNNING) {
		say_state(w, entry->short_id, entry->code, "");
		finish(w, WATCH_DONE);
	}
}

void watch_list(struct watch *w, const struct qlw_server_state *list, size_t n)
{
	w->wants_list = false;
	if (w->end != WATCH_RUNNING)
		return;
	for (size_t i = 0; i < w->servers; i++)
		w->server[i].listed = false;
	for (size_t i = 0; i < n; i++)
		list_entry(w, &list[i]);
	if (w->kind != WATCH_REG)
		return;
	struct watch_server *one = w->short_id ? server_of(w, w->short_id) : NULL;
	if (w->short_id ? one && one->reached : all_registered(w))
		finish(w, WATCH_DONE);
}

void watch_begin(struct watch *w, enum watch_kind kind, unsigned short_id, uint64_t limit_ms,
	uint64_t now_ms)
{
	*w = (struct watch){
		.kind = kind,
		.short_id = short_id,
		.begin_ms = now_ms,
		.limit_ms = limit_ms,
		.deadline_ms = UINT64_MAX,
	};
}

void watch_begin_state(
	struct watch *w, int code, unsigned short_id, uint64_t limit_ms, uint64_t now_ms)
{
	watch_begin(w, WATCH_STATE, short_id, limit_ms, now_ms);
	w->code = code;
	watch_accepted(w, now_ms);
}

void watch_begin_send(
	struct watch *w, unsigned short_id, const char *uri, uint64_t limit_ms, uint64_t now_ms)
{
	watch_begin(w, WATCH_SEND, short_id, limit_ms, now_ms);
	snprintf(w->uri, sizeof w->uri, "%s", uri);
}

void watch_accepted(struct watch *w, uint64_t now_ms)
{
	w->accepted = true;
	w->deadline_ms = now_ms + w->limit_ms;
}

uint64_t watch_deadline_ms(const struct watch *w)
{
	return w->end == WATCH_RUNNING ? w->deadline_ms : UINT64_MAX;
}

void watch_tick(struct watch *w, uint64_t now_ms)
{
	if (now_ms < watch_deadline_ms(w))
		return;
	char last[sizeof w->reason];
	snprintf(last, sizeof last, "%s", w->reason);
	snprintf(w->reason, sizeof w->reason, "no result within %g s, %s%.100s",
		(double)w->limit_ms / 1000, *last ? "still " : "nothing was heard", last);
	finish(w, WATCH_FAILED);
}
