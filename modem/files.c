/*
 * File jobs: which step follows which, and what is to be put right when one fails. Knows no command
 * and no answer (files_step.c, files_wire.c).
 */
#include "modem/files.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "modem/files_priv.h"

#define RETRIES_MAX  1 /* of a transfer whose checksum or content differs */
#define RESTORES_MAX 3
#define CODE_EXISTS  407

struct files *files_new(const struct files_ops *ops)
{
	struct files *f = calloc(1, sizeof *f);
	if (f)
		f->ops = *ops;
	return f;
}

static void drop(struct files_block *b)
{
	if (b->bytes)
		explicit_bzero(b->bytes, b->size);
	free(b->bytes);
	*b = (struct files_block){.bytes = NULL};
}

void files_free(struct files *f)
{
	if (!f)
		return;
	drop(&f->in);
	drop(&f->old);
	free(f);
}

/* --- the end of a job ----------------------------------------------------------------------------- */

/* The first trouble stays. */
void files_fail(struct files *f, enum qlw_err err, const char *format, ...)
{
	char text[sizeof f->result.diag.what];
	va_list ap;
	if (f->result.err)
		return;
	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	f->result.err = qlw_diag_set(&f->result.diag, err, "%s", text);
}

/* done may start the next job: nothing of this one is in *f any more. */
static void finish(struct files *f, enum files_left left)
{
	struct files_result result = f->result;
	struct files_block in = f->in, old = f->old;
	const struct files_block *shown = f->job == FILES_JOB_PUT ? &old : &in;
	bool shows = f->job == FILES_JOB_PUT ? f->saved : true;
	size_t len;
	const uint8_t *sent = files_sending(f, &len);
	result.left = left;
	result.bytes = shows ? shown->bytes : NULL;
	result.len = shows ? shown->len : 0;
	result.checksum = f->job == FILES_JOB_PUT ? files_checksum(sent, len)
						  : files_checksum(in.bytes, in.len);
	f->in = f->old = (struct files_block){.bytes = NULL};
	f->job = FILES_JOB_NONE;
	f->step = FILES_STEP_NONE;
	f->lost = false;
	f->ops.done(f->ops.ctx, &result);
	drop(&in);
	drop(&old);
}

/* --- from step to step ---------------------------------------------------------------------------- */

static void clean(struct files *f)
{
	files_begin(f, FILES_STEP_CLEAN, FILES_CLEANING);
}

static void lose(struct files *f)
{
	f->lost = true;
	f->phase = FILES_LOST;
	if (f->ops.progress)
		f->ops.progress(f->ops.ctx, FILES_LOST, 0, 0);
}

static void send(struct files *f)
{
	size_t len;
	files_sending(f, &len);
	files_begin(f, len ? FILES_STEP_SEND : FILES_STEP_OPEN,
		f->restoring ? FILES_RESTORING : FILES_SENDING);
}

/* Something was sent and may lie there in part. */
static void broken(struct files *f, enum files_end end)
{
	f->given_up = f->given_up || (f->restoring && end == FILES_END_CANCELLED);
	f->cancelled = f->cancelled || end == FILES_END_CANCELLED;
	if (f->abandoned)
		finish(f, FILES_LEFT_PART);
	else if (end == FILES_END_LOST)
		lose(f);
	else
		clean(f);
}

static void sent_well(struct files *f)
{
	if (f->restoring) {
		finish(f, FILES_LEFT_AS_WAS);
		return;
	}
	f->result.err = QLW_OK; /* what a retry has mended */
	finish(f, FILES_LEFT_NEW);
}

static bool may_retry(const struct files *f)
{
	return f->result.err == QLW_EFORM && !f->restoring && !f->cancelled &&
	       f->retries < RETRIES_MAX;
}

static void cleaned(struct files *f, enum files_end end)
{
	bool silent = end == FILES_END_LOST || end == FILES_END_SILENT;
	if (silent && !f->abandoned) {
		lose(f);
	} else if (end != FILES_END_OK && end != FILES_END_MISSING) {
		finish(f, FILES_LEFT_PART);
	} else if (may_retry(f)) {
		f->retries++;
		send(f);
	} else if (f->saved && !f->given_up && f->restores < RESTORES_MAX) {
		f->restores++;
		f->restoring = true;
		send(f);
	} else {
		finish(f, FILES_LEFT_NONE);
	}
}

static void listed(struct files *f, enum files_end end)
{
	if (f->step == FILES_STEP_LIST && !f->result.err)
		files_begin(f, FILES_STEP_LIST_KEYS, FILES_LOOKING);
	else
		finish(f, FILES_LEFT_AS_WAS);
	(void)end;
}

static bool holds(const struct files_block *b, const uint8_t *bytes, size_t len)
{
	return b->len == len && (!len || memcmp(b->bytes, bytes, len) == 0);
}

/* The old content is known: replace it, unless it is the new one. */
static void saved(struct files *f)
{
	f->saved = true;
	f->result.unchanged = holds(&f->old, f->content, f->content_len);
	if (f->result.unchanged)
		finish(f, FILES_LEFT_AS_WAS);
	else
		files_begin(f, FILES_STEP_CLEAR, FILES_CLEARING);
}

static void found(struct files *f)
{
	bool put = f->job == FILES_JOB_PUT;
	f->result.existed = true;
	if (put && !f->replace)
		files_fail(f, QLW_EREFUSED, "%s is there already", f->name);
	else if (f->found_size > FILES_BYTES_MAX)
		files_fail(f, QLW_ENOMEM, "%s has %zu bytes, at most %d are taken", f->name,
			f->found_size, FILES_BYTES_MAX);
	if (f->result.err || (!put && !f->found_size))
		finish(f, FILES_LEFT_AS_WAS);
	else if (!f->found_size)
		saved(f);
	else
		files_begin(f, FILES_STEP_FETCH, put ? FILES_SAVING : FILES_RECEIVING);
}

static void looked(struct files *f, enum files_end end)
{
	bool unclear = end == FILES_END_REFUSED || (end == FILES_END_OK && !f->found);
	bool missing = end == FILES_END_MISSING || unclear;
	if (f->step == FILES_STEP_LOOK && unclear) {
		files_begin(f, FILES_STEP_SEARCH, FILES_LOOKING);
	} else if (end == FILES_END_REFUSED) {
		finish(f, FILES_LEFT_AS_WAS);
	} else if (missing && f->job == FILES_JOB_PUT) {
		send(f);
	} else if (end == FILES_END_OK && !missing) {
		found(f);
	} else {
		f->result.missing = missing;
		if (missing)
			files_fail(f, QLW_ERESULT, "%s: no such file on the module", f->name);
		finish(f, FILES_LEFT_AS_WAS);
	}
}

/* Every byte that was announced, and the checksum that belongs to them. */
static bool came_whole(const struct files *f)
{
	return f->sum_seen && f->sum_size == f->in.len && f->in.len == f->found_size &&
	       f->sum == files_checksum(f->in.bytes, f->in.len);
}

static void fetch_again(struct files *f)
{
	f->retries++;
	files_begin(f, FILES_STEP_FETCH, f->phase);
}

static void checked(struct files *f, enum files_end end)
{
	size_t len;
	const uint8_t *sent = files_sending(f, &len);
	bool whole = end == FILES_END_OK && came_whole(f);
	bool differs = end == FILES_END_MISSING || (whole && !holds(&f->in, sent, len));
	f->result.read_back = whole && !differs && !f->restoring;
	if (!differs) { /* what cannot be read back was taken with the right checksum */
		sent_well(f);
		return;
	}
	files_fail(f, QLW_EFORM, "%s: what the module holds is not what was sent", f->name);
	broken(f, FILES_END_OK);
}

static void fetched(struct files *f, enum files_end end)
{
	bool whole = end == FILES_END_OK && came_whole(f);
	if (f->phase == FILES_CHECKING) {
		checked(f, end);
	} else if (end == FILES_END_OK && !whole && f->retries < RETRIES_MAX) {
		fetch_again(f);
	} else if (!whole) {
		files_fail(f, QLW_EFORM, "%s: what came is not what the module's checksum says",
			f->name);
		drop(&f->in);
		finish(f, FILES_LEFT_AS_WAS);
	} else if (f->job == FILES_JOB_PUT) {
		f->old = f->in;
		f->in = (struct files_block){.bytes = NULL};
		f->retries = 0;
		saved(f);
	} else {
		finish(f, FILES_LEFT_AS_WAS);
	}
}

static void deleted(struct files *f, enum files_end end)
{
	bool gone = end == FILES_END_OK || end == FILES_END_MISSING;
	if (f->job == FILES_JOB_PUT && gone)
		send(f);
	else if (end == FILES_END_REFUSED)
		finish(f, FILES_LEFT_AS_WAS);
	else if (f->job == FILES_JOB_PUT && !f->abandoned)
		broken(f, end);
	else
		finish(f, gone ? FILES_LEFT_NONE : FILES_LEFT_UNKNOWN);
}

static void sent(struct files *f, enum files_end end)
{
	size_t len;
	const uint8_t *bytes = files_sending(f, &len);
	bool good = f->sum_seen && f->sum_size == len && f->sum == files_checksum(bytes, len);
	if (end == FILES_END_OK && good && len <= FILES_READ_BACK_MAX) {
		f->found_size = len;
		files_begin(f, FILES_STEP_FETCH, FILES_CHECKING);
	} else if (end == FILES_END_OK && good) {
		sent_well(f);
	} else if (f->code == CODE_EXISTS && !f->result.existed) {
		finish(f, FILES_LEFT_AS_WAS); /* it was not listed, and it is not ours */
	} else if (end == FILES_END_REFUSED && !f->connected) {
		cleaned(f, FILES_END_OK); /* nothing was taken */
	} else {
		if (end == FILES_END_OK)
			files_fail(f, QLW_EFORM, "%s: the module took other bytes than were sent",
				f->name);
		broken(f, end);
	}
}

static void opened(struct files *f, enum files_end end)
{
	if (end == FILES_END_OK && f->handle < 0)
		files_fail(f, QLW_EFORM, "%s: the module opened it without a handle", f->name);
	if (end == FILES_END_OK && f->handle >= 0)
		files_begin(f, FILES_STEP_CLOSE, f->phase);
	else
		broken(f, end);
}

static void closed(struct files *f, enum files_end end)
{
	if (end == FILES_END_OK)
		sent_well(f);
	else
		broken(f, end);
}

void files_stepped(struct files *f, enum files_end end)
{
	static void (*const next[])(struct files * f, enum files_end end) = {
		[FILES_STEP_LIST] = listed,
		[FILES_STEP_LIST_KEYS] = listed,
		[FILES_STEP_LOOK] = looked,
		[FILES_STEP_SEARCH] = looked,
		[FILES_STEP_FETCH] = fetched,
		[FILES_STEP_CLEAR] = deleted,
		[FILES_STEP_SEND] = sent,
		[FILES_STEP_OPEN] = opened,
		[FILES_STEP_CLOSE] = closed,
		[FILES_STEP_CLEAN] = cleaned,
	};
	next[f->step](f, end);
}

/* --- jobs ----------------------------------------------------------------------------------------- */

static int start(struct files *f, enum files_job job, const char *name, struct qlw_diag *diag)
{
	int err = files_name_check(name, diag);
	if (err)
		return err;
	if (f->job)
		return qlw_diag_set(diag, QLW_EUSAGE, "another file is being transferred");
	*f = (struct files){.ops = f->ops, .job = job, .handle = -1};
	snprintf(f->name, sizeof f->name, "%s", name);
	return 0;
}

int files_list(struct files *f, struct qlw_diag *diag)
{
	int err = start(f, FILES_JOB_LIST, "list", diag);
	if (!err)
		files_begin(f, FILES_STEP_LIST, FILES_LOOKING);
	return err;
}

int files_get(struct files *f, const char *name, struct qlw_diag *diag)
{
	int err = start(f, FILES_JOB_GET, name, diag);
	if (!err)
		files_begin(f, FILES_STEP_LOOK, FILES_LOOKING);
	return err;
}

int files_delete(struct files *f, const char *name, struct qlw_diag *diag)
{
	int err = start(f, FILES_JOB_DELETE, name, diag);
	if (!err)
		files_begin(f, FILES_STEP_CLEAR, FILES_CLEARING);
	return err;
}

int files_put(struct files *f, const char *name, const void *bytes, size_t len, bool replace,
	struct qlw_diag *diag)
{
	if (len > FILES_BYTES_MAX)
		return qlw_diag_set(diag, QLW_EUSAGE, "%s: at most %d bytes can be sent", name,
			FILES_BYTES_MAX);
	int err = start(f, FILES_JOB_PUT, name, diag);
	if (err)
		return err;
	f->content = bytes;
	f->content_len = len;
	f->replace = replace;
	files_begin(f, FILES_STEP_LOOK, FILES_LOOKING);
	return 0;
}

/* --- from outside --------------------------------------------------------------------------------- */

bool files_busy(const struct files *f)
{
	return f->job != FILES_JOB_NONE;
}

bool files_lost(const struct files *f)
{
	return f->lost;
}

void files_resume(struct files *f)
{
	if (!f->lost)
		return;
	f->lost = false;
	clean(f);
}

void files_abandon(struct files *f)
{
	f->abandoned = true;
	if (f->lost)
		finish(f, FILES_LEFT_PART);
	else if (f->id)
		f->ops.cancel(f->ops.ctx, f->id);
}

void files_cancel(struct files *f)
{
	if (f->cancelled || f->lost)
		files_abandon(f);
	else if (f->id)
		f->ops.cancel(f->ops.ctx, f->id);
}
