/*
 * A file job on engine and framer, against a module that holds one file, on a clock of their own. The
 * link can be cut after any number of bytes, and answers can be wrong.
 */
#ifndef QLW_TESTS_FILES_RIG_H
#define QLW_TESTS_FILES_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "modem/engine.h"
#include "modem/files.h"
#include "modem/framer.h"

#define RIG_BYTES_MAX (128 * 1024)
#define RIG_PIECE     512 /* bytes that the line takes at a time */

struct rig {
	struct engine *engine;
	struct framer *framer;
	struct files *files;
	uint64_t now_ms;
	/* the job */
	bool over;
	struct files_result result;
	uint8_t *bytes; /* of the result */
	size_t progress, total;
	int cancel_at; /* bytes of progress at which the user cancels; -1: never */
	struct files_entry entry[8];
	size_t entries;
	/* the link */
	size_t passed; /* bytes both ways */
	size_t cut_at; /* 0: never */
	bool down, returns, in_data;
	/* the module */
	bool exists;
	uint8_t *file;
	size_t len;
	char line[256];
	size_t line_len;
	size_t expects; /* of an upload that is going on; 0: none */
	uint64_t last_ms, idle_ms;
	int pluses;
	/* what is wrong with it */
	const char *refuses; /* commands that hold this are +CME ERROR: code */
	int code;
	int refusals;  /* so many times; -1: always */
	int wrong_sum; /* so many uploads have a wrong checksum */
	size_t drop;   /* this byte of the next upload is lost; 0: none */
	bool mute;     /* answers nothing */
};

static inline void rig_say(struct rig *r, const void *bytes, size_t n)
{
	if (r->mute)
		return;
	for (size_t i = 0; i < n && !r->down; i++) {
		r->passed++;
		framer_feed(r->framer, (const uint8_t *)bytes + i, 1, r->now_ms);
		r->down = r->cut_at && r->passed >= r->cut_at;
	}
}

__attribute__((format(printf, 2, 3))) static inline void rig_answer(
	struct rig *r, const char *format, ...)
{
	char text[256];
	va_list ap;
	va_start(ap, format);
	int n = vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	rig_say(r, text, (size_t)n);
}

#define RIG_OK "\r\nOK\r\n"

static inline void rig_upload_over(struct rig *r, bool whole)
{
	unsigned sum = files_checksum(r->file, r->len);
	r->expects = 0;
	if (r->wrong_sum) {
		r->wrong_sum--;
		sum ^= 0x0100;
	}
	if (whole)
		rig_answer(r, "\r\n+QFUPL: %zu,%x\r\n" RIG_OK, r->len, sum);
	else
		rig_answer(r, "\r\n+CME ERROR: 421\r\n");
}

static inline void rig_command(struct rig *r)
{
	const char *c = r->line, *x = "\"EUFS:/datatx/x\"";
	size_t size, timeout;
	bool ours = strstr(c, x);
	if (strncmp(c, "AT", 2) != 0) {
		rig_answer(r, "\r\nERROR\r\n");
	} else if (r->refuses && r->refusals && strstr(c, r->refuses)) {
		r->refusals -= r->refusals > 0;
		rig_answer(r, "\r\n+CME ERROR: %d\r\n", r->code);
	} else if (strstr(c, "/*\"")) {
		if (r->exists && !strstr(c, "ssl"))
			rig_answer(r, "\r\n+QFLST: %s,%zu\r\n", x, r->len);
		rig_answer(r, RIG_OK);
	} else if (strstr(c, "+QFLST") && r->exists && ours) {
		rig_answer(r, "\r\n+QFLST: %s,%zu\r\n" RIG_OK, x, r->len);
	} else if (strstr(c, "+QFDWL") && r->exists) {
		rig_answer(r, "\r\nCONNECT\r\n");
		rig_say(r, r->file, r->len);
		rig_answer(r, "\r\n+QFDWL: %zu,%X\r\n" RIG_OK, r->len,
			files_checksum(r->file, r->len));
	} else if (strstr(c, "+QFDEL") && r->exists) {
		r->exists = false;
		rig_answer(r, RIG_OK);
	} else if (strstr(c, "+QFUPL") && r->exists) {
		rig_answer(r, "\r\n+CME ERROR: 407\r\n");
	} else if (sscanf(c, "AT+QFUPL=\"EUFS:/datatx/x\",%zu,%zu", &size, &timeout) == 2) {
		r->expects = size;
		r->idle_ms = timeout * 1000;
		r->exists = true;
		r->len = 0;
		r->pluses = 0;
		r->last_ms = r->now_ms;
		rig_answer(r, "\r\nCONNECT\r\n");
	} else if (strstr(c, "+QFOPEN") && ours) {
		r->exists = true;
		r->len = 0;
		rig_answer(r, "\r\n+QFOPEN: 20000\r\n" RIG_OK);
	} else if (strcmp(c, "AT+QFCLOSE=20000") == 0 || strcmp(c, "AT") == 0 ||
		   strcmp(c, "ATQ0V1") == 0) {
		rig_answer(r, RIG_OK);
	} else {
		rig_answer(r, "\r\n+CME ERROR: %d\r\n", strstr(c, "+QF") ? 405 : 100);
	}
}

/* +++ counts behind a silence of a second, and when one follows. */
static inline void rig_data(struct rig *r, uint8_t c)
{
	bool after_silence = r->now_ms >= r->last_ms + 1000;
	r->pluses = c != '+' ? 0 : after_silence ? 1 : r->pluses ? r->pluses + 1 : 0;
	r->last_ms = r->now_ms;
	if (r->drop && r->len + 1 == r->drop) {
		r->drop = 0;
		return;
	}
	r->file[r->len++] = c;
	if (r->len == r->expects)
		rig_upload_over(r, true);
}

static inline void rig_hear(struct rig *r, uint8_t c)
{
	if (r->mute)
		return;
	if (r->expects) {
		rig_data(r, c);
	} else if (c == '\r') {
		r->line[r->line_len] = '\0';
		r->line_len = 0;
		rig_command(r);
	} else if (r->line_len + 1 < sizeof r->line) {
		r->line[r->line_len++] = (char)c;
	}
}

static inline uint64_t rig_module_deadline(const struct rig *r)
{
	if (!r->expects)
		return UINT64_MAX;
	return r->last_ms + (r->pluses == 3 ? 1000 : r->idle_ms);
}

static inline void rig_module_tick(struct rig *r)
{
	if (r->now_ms < rig_module_deadline(r))
		return;
	bool escaped = r->pluses == 3;
	r->len -= escaped ? 3 : 0;
	rig_upload_over(r, escaped);
}

/* --- the console's side --------------------------------------------------------------------------- */

static inline void rig_frame(void *ctx, const struct frame *f)
{
	struct rig *r = ctx;
	if (f->kind == FRAME_LINE)
		engine_line(r->engine, f->text, f->len, r->now_ms);
	else if (f->kind == FRAME_PAYLOAD)
		engine_payload(r->engine, f->raw, f->raw_len, f->truncated, r->now_ms);
}

static inline size_t rig_payload_after(void *ctx, const char *line, size_t len)
{
	return engine_payload_after(((struct rig *)ctx)->engine, line, len);
}

static inline void rig_began(void *ctx, const char *command)
{
	(void)ctx;
	(void)command;
}

static inline void rig_sent_data(void *ctx, const uint8_t *bytes, size_t n)
{
	(void)ctx;
	(void)bytes;
	(void)n;
}

static inline void rig_ended(void *ctx, const char *command, const struct engine_result *result)
{
	(void)ctx;
	(void)command;
	(void)result;
}

static inline void rig_heard(void *ctx, const char *command, const char *line, size_t len)
{
	(void)ctx;
	(void)command;
	(void)line;
	(void)len;
}

static inline void rig_stray(void *ctx, const char *line, size_t len)
{
	(void)ctx;
	(void)line;
	(void)len;
}

static inline void rig_state(void *ctx, bool answering)
{
	(void)ctx;
	(void)answering;
}

static inline int rig_submit(void *ctx, const struct engine_request *request, struct qlw_diag *diag)
{
	struct rig *r = ctx;
	return r->down ? qlw_diag_set(diag, QLW_EEOF, "gone") : engine_submit(r->engine, request);
}

static inline bool rig_cancel(void *ctx, int id)
{
	return engine_cancel(((struct rig *)ctx)->engine, id);
}

static inline void rig_entry(void *ctx, const struct files_entry *entry)
{
	struct rig *r = ctx;
	assert_true(r->entries < 8);
	r->entry[r->entries++] = *entry;
}

static inline void rig_progress(void *ctx, enum files_phase phase, size_t done, size_t total)
{
	struct rig *r = ctx;
	assert_true(done <= total);
	r->progress = done;
	r->total = total;
	if (phase == FILES_SENDING && r->cancel_at >= 0 && done >= (size_t)r->cancel_at && total) {
		r->cancel_at = -1;
		files_cancel(r->files);
	}
}

static inline void rig_done(void *ctx, const struct files_result *result)
{
	struct rig *r = ctx;
	assert_false(r->over);
	r->over = true;
	r->result = *result;
	free(r->bytes);
	r->bytes = malloc(result->len + 1);
	if (result->bytes)
		memcpy(r->bytes, result->bytes, result->len);
	r->result.bytes = result->bytes ? r->bytes : NULL;
}

static inline void rig_open(struct rig *r)
{
	memset(r, 0, sizeof *r);
	const struct engine_ops eops = {
		.ctx = r,
		.began = rig_began,
		.data = rig_sent_data,
		.answer = rig_heard,
		.ended = rig_ended,
		.unsolicited = rig_stray,
		.late = rig_stray,
		.state = rig_state,
	};
	const struct framer_ops fops = {r, rig_frame, rig_payload_after};
	const struct files_ops ops = {r, rig_submit, rig_cancel, rig_entry, rig_progress, rig_done};
	r->now_ms = 1000;
	r->cancel_at = -1;
	r->file = malloc(RIG_BYTES_MAX);
	r->engine = engine_new(&eops);
	r->framer = framer_new(&fops);
	r->files = files_new(&ops);
	assert_true(r->file && r->engine && r->framer && r->files);
}

static inline void rig_close(struct rig *r)
{
	files_free(r->files);
	engine_free(r->engine);
	framer_free(r->framer);
	free(r->bytes);
	free(r->file);
}

static inline void rig_holds(struct rig *r, const void *bytes, size_t len)
{
	r->exists = true;
	r->len = len;
	if (len)
		memcpy(r->file, bytes, len);
}

/* A cut link is told to the engine once, and is back five seconds later, or never. */
static inline void rig_cut(struct rig *r)
{
	if (!r->down)
		return;
	r->cut_at = 0;
	r->line_len = 0;
	r->in_data = engine_in_data(r->engine);
	framer_reset(r->framer);
	engine_restart(r->engine, r->now_ms);
	engine_tick(r->engine, r->now_ms); /* what was cancelled just before */
	if (!r->returns) {
		if (files_lost(r->files))
			files_abandon(r->files);
		assert_true(r->over);
		return;
	}
	r->now_ms += 5000;
	rig_module_tick(r);
	r->down = false;
	if (r->in_data)
		engine_leave_data(r->engine, r->now_ms);
	if (files_lost(r->files))
		files_resume(r->files);
}

static inline uint64_t rig_sooner(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* True when bytes moved. */
static inline bool rig_write(struct rig *r)
{
	const uint8_t *bytes;
	size_t n = engine_output(r->engine, &bytes), take = n < RIG_PIECE ? n : RIG_PIECE;
	uint8_t piece[RIG_PIECE];
	if (!take || r->down)
		return false;
	if (r->cut_at && r->passed + take > r->cut_at)
		take = r->cut_at > r->passed ? r->cut_at - r->passed : 1;
	memcpy(piece, bytes, take);
	engine_wrote(r->engine, take, r->now_ms);
	r->passed += take;
	r->down = r->cut_at && r->passed >= r->cut_at;
	for (size_t i = 0; i < take; i++)
		rig_hear(r, piece[i]);
	return true;
}

/* Until the job is over, and the line idle behind it. */
static inline void rig_run(struct rig *r)
{
	for (int turns = 0; turns < 10000; turns++) {
		rig_cut(r);
		framer_tick(r->framer, r->now_ms);
		engine_tick(r->engine, r->now_ms);
		rig_module_tick(r);
		if (r->over && (r->down || engine_idle(r->engine)))
			return;
		if (files_lost(r->files) && !r->down)
			files_abandon(r->files); /* silent: nobody waits */
		if (rig_write(r))
			continue;
		uint64_t at =
			rig_sooner(engine_deadline_ms(r->engine), framer_deadline_ms(r->framer));
		at = rig_sooner(at, rig_module_deadline(r));
		if (r->over && at == UINT64_MAX)
			return;
		if (at != UINT64_MAX && at > r->now_ms)
			r->now_ms = at;
	}
	fail_msg("the job has no end");
}

#endif
