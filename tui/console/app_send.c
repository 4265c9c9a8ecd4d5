/*
 * Sending from the console: one confirmable send outstanding for each server and path, later ones
 * wait here; files in pieces; repeating; sending again. What was sent and what became of it is the
 * model's.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/console/app_priv.h"
#include "views/send_form.h"

#define REPEAT_LATER_MS 500 /* another verb is running: tried again */

static struct sender *sender_of(struct app *a)
{
	return &a->sender;
}

/* --- one after the other -------------------------------------------------------------------------------- */

static void keep_data(struct sender *s, uint64_t row, const struct send_item *item)
{
	s->kept[s->keeps++ % SENDER_KEPT_MAX] = (struct sender_kept){row, *item};
}

static const struct send_item *begun(const struct sender *s)
{
	for (size_t i = 0; i < s->queue.count; i++)
		if (s->queue.item[i].begun)
			return &s->queue.item[i];
	return NULL;
}

static void drop_file(struct sender *s)
{
	free(s->file.bytes);
	s->file = (struct sender_file){.name = ""};
}

/* Why it may not have been taken, as far as was heard: the module gives no reason. */
static void say_why(const struct model *m, const struct send_item *item, char *out, size_t size)
{
	const struct model_server *s = model_server_by_id(m, item->short_id);
	if (!s)
		snprintf(out, size, "; no server has the short ID %u", item->short_id);
	else if (s->phase != QLW_PHASE_READY)
		snprintf(out, size, "; %u is not registered: R registers", item->short_id);
	else if (!model_is_observed(m, item->short_id, item->uri))
		snprintf(out, size, "; %u does not observe %.60s", item->short_id, item->uri);
	else
		*out = '\0';
}

static void on_sent(void *ctx, const struct engine_result *result)
{
	struct app *a = ctx;
	struct sender *s = sender_of(a);
	const struct send_item *item = begun(s);
	if (!item)
		return;
	bool ok = result->end == ENGINE_END_OK, whole = item->id == s->file.last;
	char why[120];
	say_why(session_model(a->session), item, why, sizeof why);
	keep_data(s, session_model(a->session)->sends, item);
	send_queue_end(&s->queue, item->id);
	if (!ok) {
		size_t dropped = *s->file.name ? send_queue_clear(&s->queue) : 0;
		app_say(a, ROLE_ERROR, "the module did not take the data: %s%s%s%s",
			*result->text ? result->text : "no answer",
			result->end == ENGINE_END_ERROR || result->end == ENGINE_END_CME ? why : "",
			*s->file.name ? "; stopped sending " : "", s->file.name);
		if (*s->file.name || dropped)
			drop_file(s);
	} else if (whole && *s->file.name) {
		app_say(a, ROLE_MESSAGE, "%s: all %zu bytes given to the module", s->file.name,
			s->file.len);
		drop_file(s);
	}
	pace_urgent(&a->pace, loop_now_ms());
}

/* Keeps a few pieces waiting, so that other sends find room. */
static void feed_file(struct sender *s, uint64_t now_ms)
{
	struct sender_file *f = &s->file;
	while (*f->name && f->given < f->len && s->queue.count < 4) {
		struct qlw_uldata piece = f->to;
		piece.data = f->bytes + f->given;
		piece.len = f->len - f->given < QLW_ULDATA_MAX ? f->len - f->given : QLW_ULDATA_MAX;
		if (send_queue_add(&s->queue, &piece, now_ms))
			return;
		f->given += piece.len;
		f->last = f->given == f->len ? s->queue.ids : 0;
	}
}

void app_send_pump(struct app *a)
{
	struct sender *s = sender_of(a);
	char line[AT_LINE_MAX + 1];
	struct qlw_diag diag = {.err = QLW_OK};
	feed_file(s, app_now_ms());
	const struct send_item *item = send_queue_next(&s->queue, session_model(a->session));
	if (!item)
		return;
	const struct qlw_uldata send = send_item_uldata(item);
	const struct engine_request request = {.line = line, .done = on_sent, .ctx = a};
	if (qlw_format_uldata(&send, line, sizeof line, &diag) ||
		session_submit(a->session, &request, &diag) < 0) {
		app_say(a, ROLE_ERROR, "%s", diag.what);
		send_queue_end(&s->queue, item->id);
		drop_file(s);
		return;
	}
	send_queue_begin(&s->queue, item->id);
	pace_urgent(&a->pace, loop_now_ms());
}

static bool cannot_send(const struct app *a)
{
	return session_is_replay(a->session) &&
	       cli_fail(CLI_REFUSED, "a recording cannot be changed");
}

int app_send_add(void *ctx, const struct qlw_uldata *send)
{
	struct app *a = ctx;
	struct sender *s = sender_of(a);
	if (cannot_send(a))
		return CLI_REFUSED;
	if (send_queue_add(&s->queue, send, app_now_ms()))
		return cli_fail(
			CLI_REFUSED, "%d sends wait already; Ctrl-C drops them", SEND_QUEUE_MAX);
	uint64_t id = s->queue.ids;
	app_send_pump(a);
	const struct send_item *now = begun(s);
	if (now && now->id == id)
		cli_print("%zu byte%s for %u %s given to the module, %s\n", send->len,
			send->len == 1 ? "" : "s", send->short_id, send->uri,
			send->non_confirmable ? "no result will come"
					      : "its result is still to come");
	else
		cli_print("%zu byte%s for %u %s wait%s: %s\n", send->len, send->len == 1 ? "" : "s",
			send->short_id, send->uri, send->len == 1 ? "s" : "",
			model_send_waiting(session_model(a->session), send->short_id, send->uri)
				? "the send before has no result yet"
				: "others go first");
	return 0;
}

/* --- a file in pieces ----------------------------------------------------------------------------------- */

static int load_file(struct sender_file *f, const char *path)
{
	FILE *in = fopen(path, "rb");
	if (!in)
		return cli_fail(CLI_FILE, "%s: %s", path, strerror(errno));
	f->bytes = malloc(SENDER_FILE_MAX + 1);
	f->len = f->bytes ? fread(f->bytes, 1, SENDER_FILE_MAX + 1, in) : 0;
	bool bad = ferror(in);
	fclose(in);
	if (bad || !f->bytes)
		return cli_fail(CLI_FILE, "%s: cannot be read", path);
	if (!f->len || f->len > SENDER_FILE_MAX)
		return cli_fail(CLI_FILE, "%s: 1 to %d bytes can be sent", path, SENDER_FILE_MAX);
	return 0;
}

int app_send_file(void *ctx, const struct qlw_uldata *to, const char *path)
{
	struct app *a = ctx;
	struct sender *s = sender_of(a);
	if (cannot_send(a))
		return CLI_REFUSED;
	if (*s->file.name)
		return cli_fail(
			CLI_REFUSED, "%s is still being sent; Ctrl-C stops it", s->file.name);
	int code = load_file(&s->file, path);
	if (code) {
		drop_file(s);
		return code;
	}
	snprintf(s->file.name, sizeof s->file.name, "%.255s", path);
	snprintf(s->file.uri, sizeof s->file.uri, "%s", to->uri);
	s->file.to = *to;
	s->file.to.uri = s->file.uri;
	s->file.to.hex = true;
	cli_print("%s: %zu bytes in %zu pieces\n", path, s->file.len,
		(s->file.len + QLW_ULDATA_MAX - 1) / QLW_ULDATA_MAX);
	app_send_pump(a);
	return 0;
}

/* --- again and again ------------------------------------------------------------------------------------- */

static void repeat(struct app *a, const char *text)
{
	struct sender *s = sender_of(a);
	char seconds[16] = "";
	int64_t every_ms;
	int used = 0;
	if (!strcmp(text, "off") || !*text) {
		app_say(a, ROLE_MESSAGE,
			*s->again ? "repeated %u times, no more" : "nothing is repeated",
			s->agains);
		s->again[0] = '\0';
		return;
	}
	if (sscanf(text, "%15s %n", seconds, &used) != 1 || !options_seconds(seconds, &every_ms) ||
		strncmp(text + used, "send ", 5)) {
		app_say(a, ROLE_WARN, "repeat SECONDS send …, or repeat off");
		return;
	}
	snprintf(s->again, sizeof s->again, "%s", text + used);
	s->again_every_ms = (uint64_t)every_ms;
	s->again_ms = app_now_ms();
	s->agains = 0;
	app_send_tick(a);
}

uint64_t app_send_deadline_ms(const struct app *a)
{
	return *a->sender.again ? a->sender.again_ms : UINT64_MAX;
}

void app_send_tick(struct app *a)
{
	struct sender *s = sender_of(a);
	uint64_t now_ms = app_now_ms();
	if (!*s->again || now_ms < s->again_ms)
		return;
	if (a->verb_running || s->queue.count >= SEND_QUEUE_MAX / 2) {
		s->again_ms = now_ms + REPEAT_LATER_MS;
		return;
	}
	s->again_ms = now_ms + s->again_every_ms;
	s->agains++;
	app_run_line(a, s->again);
	if (a->message_role == ROLE_MESSAGE)
		a->message[0] = '\0'; /* what goes on stands there */
}

/* --- the same again ------------------------------------------------------------------------------------- */

static bool data_of_row(struct app *a, uint64_t row, struct send_item *out)
{
	const struct model_send *s = model_send_by_id(session_model(a->session), row);
	for (size_t i = 0; i < SENDER_KEPT_MAX; i++)
		if (row && a->sender.kept[i].row == row) {
			*out = a->sender.kept[i].item;
			return true;
		}
	if (!s || s->hex || !s->preview_len || s->preview_len != s->len)
		return false;
	*out = (struct send_item){
		.short_id = s->short_id, .len = s->len, .non_confirmable = !s->confirmable};
	snprintf(out->uri, sizeof out->uri, "%s", s->uri);
	memcpy(out->data, s->preview, s->len);
	return true;
}

size_t app_send_data(struct app *a, uint64_t row, char *out, size_t size)
{
	struct send_item item;
	if (!data_of_row(a, row, &item) || item.len > size)
		return 0;
	memcpy(out, item.data, item.len);
	return item.len;
}

/* The row that is named, else the last that was sent. */
static uint64_t row_of(struct app *a, const struct call *call)
{
	const struct model *m = session_model(a->session);
	if (call->args)
		return strtoull(call->arg[0], NULL, 10);
	for (uint64_t row = m->sends; row && row + MODEL_SENDS_MAX > m->sends; row--)
		if (model_send_by_id(m, row)->state != MODEL_SEND_UNMATCHED)
			return row;
	return 0;
}

static void send_now(struct app *a, const struct qlw_uldata *send, const char *why)
{
	if (a->options->read_only) {
		app_say(a, ROLE_WARN, "read-only: nothing is sent");
		return;
	}
	if (send_queue_add(&a->sender.queue, send, app_now_ms())) {
		app_say(a, ROLE_WARN, "%d sends wait already; Ctrl-C drops them", SEND_QUEUE_MAX);
		return;
	}
	app_say(a, ROLE_MESSAGE, "%zu bytes for %u %s, %s", send->len, send->short_id, send->uri,
		why);
	session_note(a->session, app_now_ms(), "sends %s", why);
	app_send_pump(a);
}

static void send_again(struct app *a, const struct call *call, bool edited)
{
	struct send_item item;
	if (!data_of_row(a, row_of(a, call), &item)) {
		app_say(a, ROLE_WARN, "its data are no longer here; they stand in the log");
		return;
	}
	const struct qlw_uldata send = send_item_uldata(&item);
	if (edited) {
		pop_send_open(a, item.short_id, item.uri, &send);
		return;
	}
	send_now(a, &send, "once more");
}

static void choose_preset(struct app *a)
{
	struct pop_choice_row row[CONFIG_PRESETS_MAX] = {{.label = ""}};
	for (size_t i = 0; i < a->config.presets; i++) {
		const struct config_preset *p = &a->config.preset[i];
		snprintf(row[i].label, sizeof row[i].label, "%s", p->name);
		snprintf(row[i].help, sizeof row[i].help, "%zu bytes for %u %.40s", p->send.len,
			p->send.short_id, p->uri);
		snprintf(row[i].line, sizeof row[i].line, "preset '%s'", p->name);
	}
	if (a->config.presets)
		pop_choice_open(a, "Send a preset", row, a->config.presets);
	else
		app_say(a, ROLE_WARN, "config.json has no presets: `presets` names data to send");
}

static void choose_macro(struct app *a)
{
	struct pop_choice_row row[CONFIG_MACROS_MAX] = {{.label = ""}};
	for (size_t i = 0; i < a->config.macros; i++) {
		const struct config_macro *m = &a->config.macro[i];
		snprintf(row[i].label, sizeof row[i].label, "%s", m->name);
		snprintf(row[i].help, sizeof row[i].help, "%zu step%s", m->steps,
			m->steps == 1 ? "" : "s");
		snprintf(row[i].line, sizeof row[i].line, "run '%s'", m->name);
	}
	if (a->config.macros)
		pop_choice_open(a, "Run a macro", row, a->config.macros);
	else
		app_say(a, ROLE_WARN,
			"config.json has no macros: `macros` names lists of commands");
}

static void send_preset(struct app *a, const char *name)
{
	const struct config_preset *p = config_find_preset(&a->config, name);
	if (!p)
		app_say(a, ROLE_WARN, "config.json has no preset %s", name);
	else
		send_now(a, &p->send, p->name);
}

bool app_send_do(struct app *a, enum action_id id, const struct call *call)
{
	if (id == ACTION_REPEAT)
		repeat(a, call->args ? call->arg[0] : "");
	else if (id == ACTION_PRESET && call->args)
		send_preset(a, call->arg[0]);
	else if (id == ACTION_PRESET)
		choose_preset(a);
	else if (id == ACTION_RUN && !call->args)
		choose_macro(a);
	else if (id == ACTION_RESEND || id == ACTION_RESEND_EDITED)
		send_again(a, call, id == ACTION_RESEND_EDITED);
	else
		return false;
	return true;
}

/* --- all of it ------------------------------------------------------------------------------------------- */

void app_send_cancel(struct app *a)
{
	send_queue_clear(&a->sender.queue);
	drop_file(&a->sender);
	a->sender.again[0] = '\0';
}

bool app_send_status(const struct app *a, char *out, size_t size)
{
	const struct sender *s = &a->sender;
	if (*s->file.name)
		snprintf(out, size, "sending %s: %zu of %zu bytes, Ctrl-C stops", s->file.name,
			s->file.given, s->file.len);
	else if (*s->again)
		snprintf(out, size, "every %g s: %.60s (%u so far; Ctrl-C stops)",
			(double)s->again_every_ms / 1000, s->again, s->agains);
	else if (s->queue.count)
		snprintf(out, size,
			"%zu sends wait for the results of those before; Ctrl-C drops them",
			s->queue.count);
	else
		return false;
	return true;
}
