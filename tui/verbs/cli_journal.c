/* `journal`: recorded sessions read without a module. Knows files and output, not what lines mean. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "modem/net.h"
#include "tui/verbs/cli_journal.h"

enum {
	LIST_MAX = 256,
	IMEI_BYTES = 262144, /* in which the IMEI is looked for */
	BATCH = 64
};

/* --- reading ------------------------------------------------------------------------------------ */

int reading_open(struct journal **j, const char *path)
{
	struct qlw_diag diag = {.err = QLW_OK};
	return journal_load_any(j, path, &diag) ? cli_fail_diag(CLI_FILE, &diag) : 0;
}

void reading_strike(const struct journal *j, const char **files, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (files[i] && journal_has_file(j, files[i]))
			files[i] = NULL;
}

static unsigned urc_kind(const struct journal_record *r, struct qlw_urc *urc)
{
	static const unsigned kind[] = {
		[QLW_URC_EVENT] = READING_STATE,
		[QLW_URC_OBSERVE] = READING_OBSERVE,
		[QLW_URC_DELIVERY] = READING_DELIVERY,
		[QLW_URC_RECV] = READING_RECV,
		[QLW_URC_REG] = READING_REG,
		[QLW_URC_DEREG] = READING_DEREG,
		[QLW_URC_OTHER] = READING_URC,
	};
	const char *text;
	size_t len;
	decode_trim(r, &text, &len);
	enum qlw_urc_kind k = qlw_parse_urc(text, len, urc);
	if (k != QLW_URC_NONE)
		return kind[k];
	return net_urc_meaning(text, len) ? READING_NET : 0;
}

static unsigned kinds_of(const struct journal_record *r, struct qlw_urc *urc)
{
	switch (r->kind) {
	case JOURNAL_TX:
		return READING_TX;
	case JOURNAL_RX:
		if (r->frame == JOURNAL_FRAME_PAYLOAD)
			return READING_RX | READING_RECV;
		return READING_RX | (r->frame == JOURNAL_FRAME_LINE ? urc_kind(r, urc) : 0);
	case JOURNAL_NOTE:
		return READING_NOTE | (r->mark == JOURNAL_MARK_SET ? READING_MARK : 0u) |
		       (r->len > 5 && !memcmp(r->bytes, "link ", 5) ? READING_LINK : 0);
	case JOURNAL_HEADER:
		return READING_HEADER;
	case JOURNAL_BROKEN:
		break;
	}
	return READING_BROKEN;
}

/* What stands in front of a line decides what an answer means: some of it is read first. */
static void warm_up(struct journal *j, uint64_t before, struct decode_context *context)
{
	struct journal_record batch[BATCH];
	struct decode_line said;
	size_t n = journal_read_back(j, before, batch, BATCH);
	*context = (struct decode_context){.command = ""};
	for (size_t i = 0; i < n; i++)
		decode_line(context, &batch[i], &said);
}

void reading_each(struct journal *j, struct reading_hide *hide, struct log_needle *needle,
	reading_visit *visit, void *ctx)
{
	static struct reading_line line;
	struct journal_record batch[BATCH];
	struct decode_context context = {.command = ""};
	uint64_t at = journal_first(j), end = journal_end(j);
	while (at < end && !ferror(cli_out())) { /* nobody reads on */
		uint64_t from = needle ? log_needle_find(j, at, end, needle) : at;
		if (from > at)
			warm_up(j, from, &context);
		size_t n = journal_read(j, from, batch, BATCH);
		for (size_t i = 0; i < n; i++) {
			line.record = hide ? reading_hide_record(hide, &batch[i]) : batch[i];
			line.kinds = kinds_of(&line.record, &line.urc);
			decode_line(&context, &line.record, &line.said);
			visit(ctx, &line);
		}
		at = n ? batch[n - 1].next : end;
	}
}

static void look(struct journal *j, struct reading_hide *hide)
{
	struct journal_record batch[BATCH];
	size_t n;
	for (uint64_t at = 0; hide && (n = journal_read(j, at, batch, BATCH));
		at = batch[n - 1].next)
		for (size_t i = 0; i < n; i++)
			reading_hide_look(hide, &batch[i]);
}

/* --- one line ----------------------------------------------------------------------------------- */

enum format {
	FORMAT_TEXT,
	FORMAT_CSV,
	FORMAT_JSON,
};

struct output {
	const struct cli *cli;
	const struct reading_pick *pick;
	enum format format;
	bool all;   /* line ends and echoes, too */
	bool raw;   /* the bytes under the words */
	bool named; /* the file's name in front */
	const char *file;
	uint64_t lines;
};

/* What a person does not look for: line ends alone, echoes. */
static bool is_filler(const struct reading_line *l)
{
	const char *text;
	size_t len;
	if (l->record.kind != JOURNAL_RX)
		return false;
	decode_trim(&l->record, &text, &len);
	return !len || l->record.frame == JOURNAL_FRAME_ECHO;
}

static void print_time(int64_t wall_ms)
{
	time_t s = (time_t)(wall_ms / 1000);
	struct tm tm;
	char text[32] = "----------T--:--:--";
	if (wall_ms > 0 && localtime_r(&s, &tm))
		strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &tm);
	cli_print("%s.%03d ", text, (int)(wall_ms > 0 ? wall_ms % 1000 : 0));
}

static void print_text(const struct output *o, const struct reading_line *l)
{
	const struct decode_line *d = &l->said;
	const char *raw;
	size_t len;
	if (o->named)
		cli_print("%s: ", o->file);
	print_time(l->record.wall_ms);
	cli_print("%s ", d->glyph);
	cli_put(d->what, d->what_len);
	cli_print("%*s", (int)(d->what_len < 14 ? 15 - d->what_len : 1), "");
	if (d->short_id)
		cli_print("%-5u ", d->short_id);
	cli_put(d->text, d->text_len);
	cli_print("\n");
	decode_trim(&l->record, &raw, &len);
	if (!o->raw || !len || (l->record.kind != JOURNAL_TX && l->record.kind != JOURNAL_RX))
		return;
	cli_print("%24s  ", "");
	cli_put(raw, len);
	cli_print("\n");
}

static void print_json(const struct output *o, const struct reading_line *l)
{
	static const char *const dir[] = {[JOURNAL_TX] = "tx",
		[JOURNAL_RX] = "rx",
		[JOURNAL_HEADER] = NULL,
		[JOURNAL_NOTE] = NULL};
	struct json j;
	json_begin(&j, cli_out());
	if (o->named)
		json_text(&j, "file", o->file);
	json_time(&j, "t", (uint64_t)l->record.wall_ms);
	json_text(&j, "kind", reading_kind_word(l->kinds));
	if (l->record.kind == JOURNAL_TX || l->record.kind == JOURNAL_RX)
		json_text(&j, "dir", dir[l->record.kind]);
	if (l->said.short_id)
		json_int(&j, "short_id", l->said.short_id);
	if (l->kinds & READING_STATE) {
		json_int(&j, "code", l->urc.code);
		json_text(&j, "name", qlw_state_name(l->urc.code));
	}
	json_bytes(&j, "what", l->said.what, l->said.what_len);
	json_bytes(&j, "text", l->said.text, l->said.text_len);
	json_bytes(&j, "raw", l->record.bytes, l->record.len);
	json_end(&j);
}

/* RFC 4180. Control bytes and what is above 0x7f stand as \r, \n, \xHH; a cell that a spreadsheet
 * would take for a formula begins with a quote mark. */
static void put_cell(const void *bytes, size_t len, bool last)
{
	const unsigned char *p = bytes;
	FILE *out = cli_out();
	putc('"', out);
	if (len && strchr("=@", p[0]) && p[0])
		putc('\'', out);
	for (size_t i = 0; i < len; i++) {
		if (p[i] == '"')
			fputs("\"\"", out);
		else if (p[i] == '\r')
			fputs("\\r", out);
		else if (p[i] == '\n')
			fputs("\\n", out);
		else if (p[i] < 0x20 || p[i] >= 0x7f)
			fprintf(out, "\\x%02x", p[i]);
		else
			putc(p[i], out);
	}
	fputs(last ? "\"\r\n" : "\",", out);
}

static void put_words(const char *text, bool last)
{
	put_cell(text, strlen(text), last);
}

static void print_csv(const struct output *o, const struct reading_line *l)
{
	time_t s = (time_t)(l->record.wall_ms / 1000);
	struct tm tm;
	char time[48] = "", id[16] = "";
	if (gmtime_r(&s, &tm)) {
		size_t n = strftime(time, sizeof time, "%Y-%m-%dT%H:%M:%S", &tm);
		snprintf(time + n, sizeof time - n, ".%03dZ", (int)(l->record.wall_ms % 1000));
	}
	if (l->said.short_id)
		snprintf(id, sizeof id, "%u", l->said.short_id);
	if (o->named)
		put_words(o->file, false);
	put_words(time, false);
	put_words(l->kinds & READING_TX ? "tx" : l->kinds & READING_RX ? "rx" : "", false);
	put_words(reading_kind_word(l->kinds), false);
	put_words(id, false);
	put_cell(l->said.what, l->said.what_len, false);
	put_cell(l->said.text, l->said.text_len, false);
	put_cell(l->record.bytes, l->record.len, true);
}

static void print_line(void *ctx, const struct reading_line *l)
{
	struct output *o = ctx;
	if ((!o->all && is_filler(l)) || !reading_pick_takes(o->pick, l))
		return;
	o->lines++;
	if (o->format == FORMAT_JSON)
		print_json(o, l);
	else if (o->format == FORMAT_CSV)
		print_csv(o, l);
	else
		print_text(o, l);
}

/* The first of the files; the others may be part of it. */
static int print_file(
	struct output *o, struct reading_pick *pick, const char **files, size_t n, bool redact)
{
	struct reading_hide *hide = redact ? reading_hide_new() : NULL;
	struct journal_record first;
	struct journal *j;
	if (redact && !hide)
		return cli_fail(CLI_FILE, "out of memory");
	int code = reading_open(&j, files[0]);
	if (!code) {
		reading_strike(j, files + 1, n - 1);
		bool some = journal_read(j, 0, &first, 1) == 1;
		code = reading_pick_file(pick, some ? first.wall_ms : 0);
		look(j, hide);
		o->file = files[0];
		if (!code)
			reading_each(j, hide,
				hide || !pick->needle.bytes.len ? NULL : &pick->needle, print_line,
				o);
		journal_close(j);
	}
	reading_hide_free(hide);
	return code;
}

static int print_files(struct output *o, const char **files, size_t n)
{
	struct reading_pick pick;
	int code = reading_pick_begin(&pick, o->cli);
	o->pick = &pick;
	o->named = n > 1;
	if (!code && o->format == FORMAT_CSV)
		cli_print("%st,dir,kind,short_id,what,text,raw\r\n", o->named ? "file," : "");
	for (size_t i = 0; !code && i < n; i++)
		if (files[i])
			code = print_file(
				o, &pick, files + i, n - i, o->cli->call->given & OPTION_REDACT);
	reading_pick_end(&pick);
	o->pick = NULL;
	return code;
}

/* --- which there are ------------------------------------------------------------------------------ */

struct seen {
	char imei[20];
};

static void look_for_imei(void *ctx, const struct reading_line *l)
{
	struct seen *s = ctx;
	const char *text;
	size_t len;
	if (*s->imei || l->record.kind != JOURNAL_RX || l->said.chatter == false)
		return;
	decode_trim(&l->record, &text, &len);
	if (len == 15 && strspn(text, "0123456789") >= 15)
		snprintf(s->imei, sizeof s->imei, "%.15s", text);
}

/* The answer to AT+CGSN; it comes early, so no more than the beginning is read. */
static void find_imei(const char *path, struct seen *s)
{
	struct qlw_diag diag;
	struct journal *j;
	*s = (struct seen){.imei = ""};
	if (journal_load(&j, path, &diag))
		return;
	journal_show_until(j, journal_place(j, IMEI_BYTES), 0);
	reading_each(j, NULL, NULL, look_for_imei, s);
	journal_close(j);
}

static void list_one(const struct cli *cli, const struct journal_file *f)
{
	struct seen s;
	struct json j;
	find_imei(f->path, &s);
	if (cli->options->json) {
		json_begin(&j, cli_out());
		json_text(&j, "file", f->path);
		json_text(&j, "port", f->port);
		json_text(&j, "imei", *s.imei ? s.imei : NULL);
		json_time(&j, "begin", (uint64_t)f->begin_ms);
		json_time(&j, "end", (uint64_t)f->modified_ms);
		json_int(&j, "size", (int64_t)f->bytes);
		json_end(&j);
		return;
	}
	print_time(f->begin_ms);
	cli_print(" %9llu  %-15s  ", (unsigned long long)f->bytes, *s.imei ? s.imei : "-");
	cli_put(f->port, strlen(f->port));
	cli_print("  ");
	cli_put(f->path, strlen(f->path));
	cli_print("\n");
}

static struct journal_file *list_all(int *n)
{
	struct journal_file *files = calloc(LIST_MAX, sizeof *files);
	*n = files ? journal_list(files, LIST_MAX) : 0;
	*n = *n > LIST_MAX ? LIST_MAX : *n < 0 ? 0 : *n;
	return files;
}

static int list(const struct cli *cli)
{
	int n;
	struct journal_file *files = list_all(&n);
	for (int i = 0; i < n; i++)
		list_one(cli, &files[i]);
	if (!n)
		cli_note(cli, "there is no journal yet");
	free(files);
	return 0;
}

/* --- the verbs ------------------------------------------------------------------------------------ */

static int show(struct cli *cli, const char **files, size_t n)
{
	struct output o = {.cli = cli,
		.format = cli->options->json ? FORMAT_JSON : FORMAT_TEXT,
		.all = cli->options->verbose,
		.raw = cli->options->verbose};
	return n ? print_files(&o, files, n) : list(cli);
}

static bool is_file(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static int search_all(struct output *o)
{
	const char *path[LIST_MAX];
	int n;
	struct journal_file *files = list_all(&n);
	for (int i = 0; i < n; i++)
		path[i] = files[n - 1 - i].path; /* oldest first */
	int code = print_files(o, path, (size_t)n);
	free(files);
	return code;
}

/* The first word is what is looked for, unless it is a file and options say that already. */
static int search(struct cli *cli, const char **files, size_t n)
{
	const unsigned options = OPTION_TEXT | OPTION_REGEX | OPTION_KIND | OPTION_STATE |
				 OPTION_SSID | OPTION_SINCE | OPTION_UNTIL;
	struct output o = {.cli = cli,
		.format = cli->options->json ? FORMAT_JSON : FORMAT_TEXT,
		.raw = cli->options->verbose};
	struct call call = *cli->call;
	if (n && !(call.given & (OPTION_TEXT | OPTION_REGEX)) &&
		!(call.given & options && is_file(files[0]))) {
		call.text = files[0];
		call.given |= OPTION_TEXT;
		files++;
		n--;
	}
	if (!(call.given & options))
		return cli_fail(CLI_USAGE, "journal search: a text, or an option that says what");
	cli->call = &call;
	int code = n ? print_files(&o, files, n) : search_all(&o);
	if (!code && !o.lines)
		cli_note(cli, "nothing was found");
	cli->call = &cli->options->call;
	return code;
}

static int export(struct cli *cli, const char **files, size_t n)
{
	const char *format = cli->call->format;
	struct output o = {
		.cli = cli, .all = true, .format = cli->options->json ? FORMAT_JSON : FORMAT_TEXT};
	if (format && !strcmp(format, "csv"))
		o.format = FORMAT_CSV;
	else if (format && !strcmp(format, "json"))
		o.format = FORMAT_JSON;
	else if (format && strcmp(format, "text") != 0)
		return cli_fail(CLI_USAGE, "--format %s: text, csv or json", format);
	o.raw = o.format == FORMAT_TEXT;
	return print_files(&o, files, n);
}

int cli_journal(struct cli *cli)
{
	static const struct {
		const char *name;
		int (*run)(struct cli *cli, const char **files, size_t n);
		size_t least;
	} verbs[] = {
		{"show", show, 0},
		{"search", search, 0},
		{"export", export, 1},
		{"report", cli_journal_report, 1},
	};
	const char *name = cli->call->arg[0];
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
		if (strcmp(verbs[i].name, name) != 0)
			continue;
		if (cli->call->args - 1 < verbs[i].least)
			return cli_fail(CLI_USAGE, "journal %s needs a file", name);
		const char *files[OPTIONS_ARGS_MAX];
		size_t n = cli->call->args - 1;
		memcpy(files, cli->call->arg + 1, n * sizeof *files);
		return verbs[i].run(cli, files, n);
	}
	return cli_fail(CLI_USAGE, "journal %s: show, search, export or report", name);
}
