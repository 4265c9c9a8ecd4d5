/*
 * One step of a file job: its command, what its answer says, how it ended. Knows nothing of what comes
 * next (files.c).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/at.h"
#include "modem/files_priv.h"
#include "modem/qlw.h"

#define KEYS          "ssl/"
#define ANSWER_MS     10000 /* of a command that moves nothing, and between pieces of a download */
#define SENT_MS       20000 /* from the last byte sent to the result, and … */
#define SENT_BYTES_MS 5     /* … so many bytes a millisecond that may still be under way */
#define IDLE_S        10    /* how long the module waits for data, and … */
#define IDLE_BYTES_S  2000  /* … so many bytes a second, should it mean all of them */

const uint8_t *files_sending(const struct files *f, size_t *len)
{
	*len = f->restoring ? f->old.len : f->content_len;
	return f->restoring ? f->old.bytes : f->content;
}

static void progress(struct files *f, size_t done, size_t total)
{
	if (f->ops.progress)
		f->ops.progress(f->ops.ctx, f->phase, done, total);
}

/* --- what comes ----------------------------------------------------------------------------------- */

static void take_found(struct files *f, const struct files_entry *entry)
{
	f->found = true;
	f->found_size = entry->size;
}

static bool is_key(const char *name)
{
	return strncmp(name, KEYS, sizeof KEYS - 1) == 0;
}

/* The folder for keys has a list of its own. */
static bool lists_keys(const struct files *f)
{
	return f->step == FILES_STEP_LIST_KEYS || (f->step == FILES_STEP_SEARCH && is_key(f->name));
}

static void take_entry(struct files *f, const char *line, size_t len)
{
	struct files_entry entry;
	char name[sizeof entry.name];
	if (!files_parse_entry(line, len, &entry))
		return;
	if (lists_keys(f) && !is_key(entry.name)) {
		memcpy(name, entry.name, sizeof name);
		snprintf(entry.name, sizeof entry.name, KEYS "%.*s", FILES_NAME_MAX - 4, name);
	} else if (f->step == FILES_STEP_LIST && is_key(entry.name)) {
		return; /* comes in its own list */
	}
	if (f->step == FILES_STEP_LOOK ||
		(f->step == FILES_STEP_SEARCH && strcmp(entry.name, f->name) == 0))
		take_found(f, &entry);
	else if (f->step != FILES_STEP_SEARCH && f->ops.entry)
		f->ops.entry(f->ops.ctx, &entry);
}

static void on_answer(void *ctx, const char *line, size_t len)
{
	struct files *f = ctx;
	struct at_line info;
	const char *sum = f->step == FILES_STEP_SEND ? "+QFUPL" : "+QFDWL";
	f->connected = f->connected || (len >= 7 && memcmp(line, "CONNECT", 7) == 0);
	if (f->step == FILES_STEP_OPEN && at_parse_info(line, len, &info) == 0 &&
		at_is(&info, "+QFOPEN"))
		at_arg_int(&info, 0, 0, UINT32_MAX, &f->handle);
	else if (f->step == FILES_STEP_SEND || f->step == FILES_STEP_FETCH)
		f->sum_seen = files_parse_sum(line, len, sum, &f->sum_size, &f->sum) || f->sum_seen;
	else
		take_entry(f, line, len);
}

static void on_payload(void *ctx, const uint8_t *bytes, size_t n, bool cut)
{
	struct files *f = ctx;
	(void)cut;
	if (n > f->in.size - f->in.len)
		n = f->in.size - f->in.len;
	memcpy(f->in.bytes + f->in.len, bytes, n);
	f->in.len += n;
	progress(f, f->in.len, f->in.size);
}

static void on_sent(void *ctx, size_t done)
{
	struct files *f = ctx;
	size_t len;
	files_sending(f, &len);
	progress(f, done, len);
}

static enum files_end end_of(const struct engine_result *r)
{
	switch (r->end) {
	case ENGINE_END_OK:
		return FILES_END_OK;
	case ENGINE_END_CME:
		return r->code == 405 ? FILES_END_MISSING : FILES_END_REFUSED;
	case ENGINE_END_ERROR:
	case ENGINE_END_CMS:
		break;
	case ENGINE_END_TIMEOUT:
		return FILES_END_SILENT;
	case ENGINE_END_RESTART:
		return FILES_END_LOST;
	case ENGINE_END_CANCELLED:
		return FILES_END_CANCELLED;
	}
	return FILES_END_REFUSED;
}

/* The first trouble is the one to tell. */
static void remember(struct files *f, enum files_end end, const struct engine_result *r)
{
	int name = (int)strcspn(f->command, "=");
	if (end == FILES_END_CANCELLED)
		files_fail(f, QLW_ECANCEL, "%s: cancelled", f->name);
	else if (end == FILES_END_SILENT)
		files_fail(f, QLW_ETIMEOUT, "%.*s: no answer in time", name, f->command);
	else if (end == FILES_END_LOST)
		files_fail(f, QLW_EEOF, "%.*s: the module restarted or its port went away", name,
			f->command);
	else if (r->end == ENGINE_END_CME && r->code >= 0)
		files_fail(f, QLW_ERESULT, "%.*s: +CME ERROR: %d (%s)", name, f->command, r->code,
			qlw_cme_meaning(f->command, r->code));
	else
		files_fail(
			f, QLW_ERESULT, "%.*s: %s", name, f->command, *r->text ? r->text : "ERROR");
}

/* A file that is not there is what some steps wish for. What cannot be read back was sent well all the
 * same, without a folder for keys there are none, and where a name cannot be asked for it is searched. */
static bool is_trouble(const struct files *f, enum files_end end)
{
	if (end == FILES_END_OK || f->phase == FILES_CHECKING)
		return false;
	if (end == FILES_END_MISSING)
		return f->step == FILES_STEP_FETCH || f->step == FILES_STEP_SEND ||
		       (f->step == FILES_STEP_CLEAR && f->job == FILES_JOB_DELETE);
	bool asked_otherwise = f->step == FILES_STEP_LOOK || f->step == FILES_STEP_LIST_KEYS;
	return !asked_otherwise || end != FILES_END_REFUSED;
}

static void on_done(void *ctx, const struct engine_result *r)
{
	struct files *f = ctx;
	enum files_end end = end_of(r);
	f->id = 0;
	f->code = r->end == ENGINE_END_CME ? r->code : -1;
	if (is_trouble(f, end))
		remember(f, end, r);
	if (f->step == FILES_STEP_CLEAR && end != FILES_END_OK && !r->begun)
		end = FILES_END_REFUSED; /* never sent: nothing has happened */
	files_stepped(f, end);
}

/* --- what goes ------------------------------------------------------------------------------------ */

static bool make_room(struct files *f)
{
	struct files_block *in = &f->in;
	free(in->bytes);
	*in = (struct files_block){.bytes = malloc(f->found_size), .size = f->found_size};
	if (!in->bytes)
		*in = (struct files_block){.size = 0};
	return in->bytes;
}

static void ask_list(struct files *f, struct engine_request *r)
{
	(void)r;
	files_format(
		f->command, sizeof f->command, "AT+QFLST=", lists_keys(f) ? KEYS "*" : "*", -1, -1);
}

static void ask_look(struct files *f, struct engine_request *r)
{
	(void)r;
	f->found = false;
	files_format(f->command, sizeof f->command, "AT+QFLST=", f->name, -1, -1);
}

static void ask_fetch(struct files *f, struct engine_request *r)
{
	files_format(f->command, sizeof f->command, "AT+QFDWL=", f->name, -1, -1);
	r->download = f->found_size;
	r->payload = on_payload;
}

static void ask_delete(struct files *f, struct engine_request *r)
{
	(void)r;
	files_format(f->command, sizeof f->command, "AT+QFDEL=", f->name, -1, -1);
}

static void ask_send(struct files *f, struct engine_request *r)
{
	r->data = files_sending(f, &r->data_len);
	r->sent = on_sent;
	r->timeout_ms = SENT_MS + (uint32_t)(r->data_len / SENT_BYTES_MS);
	files_format(f->command, sizeof f->command, "AT+QFUPL=", f->name, (int64_t)r->data_len,
		(int64_t)(IDLE_S + r->data_len / IDLE_BYTES_S));
}

static void ask_open(struct files *f, struct engine_request *r)
{
	(void)r;
	f->handle = -1;
	files_format(f->command, sizeof f->command, "AT+QFOPEN=", f->name, 1, -1);
}

static void ask_close(struct files *f, struct engine_request *r)
{
	(void)r;
	snprintf(f->command, sizeof f->command, "AT+QFCLOSE=%lld", (long long)f->handle);
}

static void (*const ask[])(struct files *f, struct engine_request *r) = {
	[FILES_STEP_LIST] = ask_list,
	[FILES_STEP_LIST_KEYS] = ask_list,
	[FILES_STEP_LOOK] = ask_look,
	[FILES_STEP_SEARCH] = ask_list,
	[FILES_STEP_FETCH] = ask_fetch,
	[FILES_STEP_CLEAR] = ask_delete,
	[FILES_STEP_SEND] = ask_send,
	[FILES_STEP_OPEN] = ask_open,
	[FILES_STEP_CLOSE] = ask_close,
	[FILES_STEP_CLEAN] = ask_delete,
};

void files_begin(struct files *f, enum files_step step, enum files_phase phase)
{
	struct engine_request r = {
		.line = f->command,
		.timeout_ms = ANSWER_MS,
		.answer = on_answer,
		.done = on_done,
		.ctx = f,
	};
	struct qlw_diag diag = {.err = QLW_OK};
	f->step = step;
	f->phase = phase;
	f->sum_seen = f->connected = false;
	ask[step](f, &r);
	progress(f, 0, 0);
	if (step == FILES_STEP_FETCH && !make_room(f)) {
		files_fail(f, QLW_ENOMEM, "out of memory");
		files_stepped(f, FILES_END_REFUSED);
		return;
	}
	f->id = f->ops.submit(f->ops.ctx, &r, &diag);
	if (f->id > 0)
		return;
	int err = f->id;
	f->id = 0;
	files_fail(f, (enum qlw_err)err, "%s", diag.what);
	bool lost = err == QLW_EEOF && step != FILES_STEP_CLEAR;
	files_stepped(f, lost ? FILES_END_LOST : FILES_END_REFUSED);
}
