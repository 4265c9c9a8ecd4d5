/* The doctor at work: see doctor_run.h. Knows the order of questions; what they mean is doctor.c's. */
#include "modem/doctor_run.h"

#include <string.h>

#include "modem/files.h"

#define UNANSWERED   2
#define CODE_NO_FILE 405 /* +CME ERROR */

static void ask(struct doctor_run *r);

static void finish(struct doctor_run *r, enum doctor_end end)
{
	if (!r->going)
		return;
	r->going = false;
	r->ops.over(r->ops.ctx, end);
}

/* What is known by now; told if that is anything. */
static void examine(struct doctor_run *r, size_t asked)
{
	const size_t before = r->doctor->lines;
	doctor_examine(r->doctor, r->model, r->now_year, asked);
	if (r->doctor->lines > before)
		r->ops.found(r->ops.ctx);
}

/* A run that was stopped, or begun anew, while its command was under way. */
static bool outdated(struct doctor_run *r)
{
	r->asking = NULL;
	if (r->again) {
		r->again = false;
		ask(r);
		return true;
	}
	return !r->going;
}

static void judge_end(struct doctor_run *r, const struct engine_result *result)
{
	r->unanswered = result->end == ENGINE_END_TIMEOUT ? r->unanswered + 1 : 0;
	if (result->end == ENGINE_END_CANCELLED)
		finish(r, DOCTOR_END_STOPPED);
	else if (result->end == ENGINE_END_RESTART || r->unanswered == UNANSWERED)
		finish(r, DOCTOR_END_SILENT);
}

static void advance(struct doctor_run *r)
{
	r->next++;
	examine(r, r->next);
	ask(r);
}

/* --- questions ------------------------------------------------------------------------------------ */

static void take_line(void *ctx, const char *line, size_t len)
{
	struct doctor_run *r = ctx;
	if (r->going && !r->again)
		doctor_answer(r->doctor, r->asking, line, len);
}

static void answered(void *ctx, const struct engine_result *result)
{
	struct doctor_run *r = ctx;
	const char *command = r->asking;
	if (outdated(r))
		return;
	doctor_ended(r->doctor, command, result->end == ENGINE_END_OK, result->text);
	judge_end(r, result);
	if (r->going)
		advance(r);
}

/* --- the file ------------------------------------------------------------------------------------- */

static void take_entry(void *ctx, const char *line, size_t len)
{
	struct doctor_run *r = ctx;
	struct files_entry entry;
	if (files_parse_entry(line, len, &entry) && !strcmp(entry.name, DOCTOR_FILE))
		r->file_size = (int64_t)entry.size;
}

static void take_bytes(void *ctx, const uint8_t *bytes, size_t n, bool cut)
{
	struct doctor_run *r = ctx;
	(void)cut;
	if (n > sizeof r->file - r->file_len)
		n = sizeof r->file - r->file_len;
	memcpy(r->file + r->file_len, bytes, n);
	r->file_len += n;
}

static void downloaded(void *ctx, const struct engine_result *result)
{
	struct doctor_run *r = ctx;
	if (outdated(r))
		return;
	if (result->end == ENGINE_END_OK && r->file_len == (size_t)r->file_size)
		doctor_take_file(r->doctor, DOCTOR_FILE_READ, r->file, r->file_len);
	judge_end(r, result);
	if (r->going)
		advance(r);
}

static void submit(struct doctor_run *r, const struct engine_request *request)
{
	r->asking = request->line;
	r->id = r->ops.submit(r->ops.ctx, request, NULL);
	if (r->id > 0)
		return;
	r->asking = NULL;
	examine(r, SIZE_MAX);
	finish(r, DOCTOR_END_STOPPED);
}

static void listed(void *ctx, const struct engine_result *result)
{
	struct doctor_run *r = ctx;
	static const char get[] = "AT+QFDWL=\"EUFS:/datatx/" DOCTOR_FILE "\"";
	if (outdated(r))
		return;
	judge_end(r, result);
	if (!r->going)
		return;
	if (r->file_size < 0 && (result->end == ENGINE_END_OK || result->code == CODE_NO_FILE))
		doctor_take_file(r->doctor, DOCTOR_FILE_NONE, "", 0);
	if (r->file_size <= 0 || r->file_size > DOCTOR_FILE_MAX) {
		advance(r);
		return;
	}
	r->file_len = 0;
	submit(r, &(struct engine_request){.line = get,
			  .download = (size_t)r->file_size,
			  .payload = take_bytes,
			  .done = downloaded,
			  .ctx = r});
}

/* --- one after the other ---------------------------------------------------------------------------- */

static void ask_file(struct doctor_run *r)
{
	r->file_size = -1;
	submit(r, &(struct engine_request){.line = "AT+QFLST=\"EUFS:/datatx/*\"",
			  .answer = take_entry,
			  .done = listed,
			  .ctx = r});
}

static void ask(struct doctor_run *r)
{
	const char *command;
	while ((command = doctor_question(r->next, r->doctor, r->model)) && !*command)
		examine(r, ++r->next);
	if (!command)
		finish(r, DOCTOR_END_DONE);
	else if (doctor_is_file(command))
		ask_file(r);
	else
		submit(r,
			&(struct engine_request){
				.line = command, .answer = take_line, .done = answered, .ctx = r});
}

void doctor_run_start(struct doctor_run *r, const struct doctor_run_ops *ops, struct doctor *doctor,
	const struct model *model, int now_year)
{
	r->ops = *ops;
	r->doctor = doctor;
	r->model = model;
	r->now_year = now_year;
	r->next = 0;
	r->unanswered = 0;
	r->going = true;
	r->again = r->asking != NULL;
	if (!r->again)
		ask(r);
}

void doctor_run_stop(struct doctor_run *r)
{
	if (r->asking)
		r->ops.cancel(r->ops.ctx, r->id);
	r->going = r->again = false;
}

bool doctor_run_going(const struct doctor_run *r)
{
	return r->going;
}

bool doctor_run_busy(const struct doctor_run *r)
{
	return r->asking != NULL;
}

const char *doctor_run_asks(const struct doctor_run *r)
{
	return r->going ? r->asking : NULL;
}
