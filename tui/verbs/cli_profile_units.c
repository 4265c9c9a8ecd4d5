/* Lists of units and records: whose inputs are whose, and what became of each. Speaks to no module. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "profiles/json_read.h"
#include "tui/verbs/cli_profile_run.h"

#define LEFT_SHOWN 5

/* --- the list ----------------------------------------------------------------------------------- */

static int say_units_notes(const struct run *r)
{
	const struct file_note *n;
	for (size_t i = 0; (n = units_note(r->units, i)); i++)
		cli_fail(CLI_FILE, "%s:%zu:%zu: %s: %s", r->cli->call->units, n->line, n->column,
			n->key, n->text);
	return units_errors(r->units) ? CLI_FILE : 0;
}

int run_load_units(struct run *r)
{
	const char *path = r->cli->call->units;
	size_t len = 0;
	char *bytes = cli_read_file(path, UNITS_BYTES_MAX, &len);
	if (!bytes)
		return cli_fail(CLI_FILE, "%s: %s", path, strerror(errno));
	r->units = units_read(r->cp.p, &r->cp.values, bytes, len);
	explicit_bzero(bytes, len);
	free(bytes);
	return r->units ? say_units_notes(r) : cli_fail(CLI_FILE, "%s: too large", path);
}

int run_take_unit(struct run *r)
{
	const char *imei = cli_module_imei(r->cli);
	int row = units_find(r->units, imei);
	if (row < 0)
		return cli_fail(CLI_REFUSED, "module %s is not in %s", imei, r->cli->call->units);
	units_give(r->units, (size_t)row, r->cp.p, &r->cp.values);
	return 0;
}

/* --- one module's line -------------------------------------------------------------------------- */

static const char *result_of(const struct run_report *report)
{
	if (report->code == CLI_INTERRUPTED)
		return "interrupted";
	if (report->code)
		return "failed";
	return report->changes ? "done" : "unchanged";
}

static const char *or_null(const char *text)
{
	return *text ? text : NULL;
}

void report_json(FILE *out, const struct run *r, const char *port, const struct run_report *report,
	bool time)
{
	struct json j;
	json_begin(&j, out);
	if (time)
		json_time(&j, "t", cli_now_ms());
	json_text(&j, "port", port);
	json_text(&j, "imei", or_null(report->imei));
	json_text(&j, "profile", r->cp.p->name);
	json_text(&j, "result", result_of(report));
	json_int(&j, "code", report->code);
	json_int(&j, "changes", (int64_t)report->changes);
	json_int(&j, "done", (int64_t)report->done);
	json_text(&j, "error", or_null(report->error));
	json_text(&j, "snapshot", or_null(report->snapshot));
	json_text(&j, "journal", or_null(report->journal));
	json_end(&j);
}

/* --- records ------------------------------------------------------------------------------------ */

static bool text_is(const struct jdoc_node *object, const char *name, const char *text)
{
	const struct jdoc_node *n = jdoc_member(object, name);
	return n && n->type == JDOC_STRING && strcmp(n->text, text) == 0;
}

static void mark_done(struct record *rec, const char *imei)
{
	int row = rec->done ? units_find(rec->run->units, imei) : -1;
	if (row >= 0)
		rec->done[row] = true;
}

/* A line of an earlier run. One that was cut off, or is of another profile, says nothing. */
static void take_line(struct record *rec, const char *line, size_t len)
{
	struct jdoc *doc = jdoc_new(line, len);
	struct jdoc_error error;
	size_t at = 0;
	const struct jdoc_node *o = doc ? jdoc_read(doc, &at, &error) : NULL;
	const struct jdoc_node *imei = o ? jdoc_member(o, "imei") : NULL;
	if (imei && imei->type == JDOC_STRING && text_is(o, "profile", rec->run->cp.p->name) &&
		(text_is(o, "result", "done") || text_is(o, "result", "unchanged")))
		mark_done(rec, imei->text);
	jdoc_free(doc);
}

static void take_lines(struct record *rec)
{
	char line[4096];
	FILE *f = fopen(rec->path, "re");
	while (f && fgets(line, sizeof line, f))
		take_line(rec, line, strlen(line));
	if (f)
		fclose(f);
}

int record_open(struct record *rec, const struct run *r)
{
	const struct call *call = r->cli->call;
	*rec = (struct record){.run = r, .fd = -1};
	if (r->units)
		rec->done = calloc(units_count(r->units), sizeof *rec->done);
	if (r->units && !rec->done)
		return cli_fail(CLI_FILE, "out of memory");
	if (!(call->given & OPTION_RECORD))
		return 0;
	rec->path = call->record;
	rec->fd = open(rec->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (rec->fd < 0) {
		free(rec->done);
		return cli_fail(CLI_FILE, "%s: %s", rec->path, strerror(errno));
	}
	take_lines(rec);
	return 0;
}

/* One write: a line is there as a whole or not at all. */
static void append(const struct record *rec, const char *port, const struct run_report *report)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	if (!out)
		return;
	report_json(out, rec->run, port, report, true);
	if (fclose(out) == 0 && write(rec->fd, text, len) != (ssize_t)len)
		cli_fail(0, "%s: %s", rec->path, strerror(errno));
	free(text);
}

void record_add(struct record *rec, const char *port, const struct run_report *report)
{
	if (!report->code)
		mark_done(rec, report->imei);
	if (rec->fd >= 0)
		append(rec, port, report);
}

/* "3 of 16 in units.csv are left: 8644…, 8644…, …" */
static void say_left(const struct record *rec)
{
	const struct units *u = rec->run->units;
	char some[LEFT_SHOWN * 18 + 8] = "";
	size_t left = 0, used = 0;
	for (size_t i = 0; i < units_count(u); i++) {
		if (rec->done[i])
			continue;
		if (left < LEFT_SHOWN)
			used += (size_t)snprintf(some + used, sizeof some - used, "%s%s",
				left ? ", " : "", units_imei(u, i));
		left++;
	}
	if (left)
		cli_note(rec->run->cli, "%zu of %zu in %s are left: %s%s", left, units_count(u),
			rec->run->cli->call->units, some, left > LEFT_SHOWN ? ", …" : "");
	else
		cli_note(rec->run->cli, "all %zu in %s are done", units_count(u),
			rec->run->cli->call->units);
}

void record_close(struct record *rec)
{
	if (rec->run->units)
		say_left(rec);
	if (rec->fd >= 0)
		close(rec->fd);
	free(rec->done);
}
