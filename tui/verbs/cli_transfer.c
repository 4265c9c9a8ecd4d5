/*
 * A file on its way between here and the module, watched from its first command to what is said about
 * its end. What the way consists of is modem/files.h.
 */
#include "tui/verbs/cli_transfer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "modem/journal/redact.h"
#include "profiles/file.h"
#include "tui/toolkit/paths.h"

#define RETURN_MS   30000 /* how long a link that went is waited for, to put things right */
#define CLEAN_MS    15000 /* how long cleaning up after a cancellation may take */
#define PROGRESS_MS 100   /* between two lines of progress */
#define KEEP_TRIES  9     /* names for what is kept, of one second */
#define STUCK_MS    100   /* between two looks at whether the module takes anything, once stopped */

/* --- progress ------------------------------------------------------------------------------------- */

static void show(struct transfer *t, const char *text)
{
	const struct cli_host *host = t->cli->host;
	if (host && host->progress)
		host->progress(host->ctx, text);
	else if (!host && !t->cli->options->quiet && isatty(STDERR_FILENO))
		fprintf(stderr, "\r\033[K%s%s", *text ? "qlw: " : "", text);
}

/* A bar of 20, from 0 to 100 percent. */
static void bar(char *out, size_t size, size_t done, size_t total)
{
	static const char full[] = "####################", empty[] = "....................";
	int n = (int)(done * 20 / total);
	snprintf(out, size, " [%.*s%.*s] %zu%%, %zu of %zu bytes", n, full, 20 - n, empty,
		done * 100 / total, done, total);
}

static void on_progress(void *ctx, enum files_phase phase, size_t done, size_t total)
{
	static const char *const word[] = {
		[FILES_LOOKING] = "looking",
		[FILES_RECEIVING] = "receiving",
		[FILES_SAVING] = "saving the old content",
		[FILES_CLEARING] = "deleting",
		[FILES_SENDING] = "sending",
		[FILES_CHECKING] = "reading back",
		[FILES_CLEANING] = "deleting what was sent in part",
		[FILES_RESTORING] = "putting the old content back",
		[FILES_LOST] = "the link is gone, waiting for it",
	};
	struct transfer *t = ctx;
	char text[256], part[96] = "";
	uint64_t now = cli_now_ms();
	if (total && done < total && now < t->bar_ms + PROGRESS_MS)
		return;
	t->bar_ms = total ? now : 0;
	if (total)
		bar(part, sizeof part, done, total);
	snprintf(text, sizeof text, "%s: %s%s", t->name, word[phase], part);
	show(t, text);
	t->shown = true;
}

/* --- a job from its first command to its end ------------------------------------------------------ */

static int on_submit(void *ctx, const struct engine_request *request, struct qlw_diag *diag)
{
	struct transfer *t = ctx;
	cli_trace(t->cli, ">", request->line, strlen(request->line));
	return session_submit(t->cli->session, request, diag);
}

static bool on_cancel(void *ctx, int id)
{
	struct transfer *t = ctx;
	return session_cancel(t->cli->session, id);
}

static void on_done(void *ctx, const struct files_result *result)
{
	struct transfer *t = ctx;
	t->over = true;
	t->result = *result;
	t->result.bytes = NULL;
	if (result->bytes && (t->bytes = malloc(result->len)) != NULL) {
		memcpy(t->bytes, result->bytes, result->len);
		t->result.bytes = t->bytes;
	}
}

void transfer_wipe(void *bytes, size_t len)
{
	if (bytes)
		explicit_bzero(bytes, len);
	free(bytes);
}

int transfer_begin(struct transfer *t, struct cli *cli, const char *name,
	void (*entry)(void *ctx, const struct files_entry *entry))
{
	const struct files_ops ops = {
		.ctx = t,
		.submit = on_submit,
		.cancel = on_cancel,
		.entry = entry,
		.progress = entry ? NULL : on_progress,
		.done = on_done,
	};
	*t = (struct transfer){.cli = cli, .name = name, .files = files_new(&ops)};
	return t->files ? 0 : cli_fail(CLI_FILE, "out of memory");
}

void transfer_end(struct transfer *t)
{
	files_free(t->files);
	transfer_wipe(t->bytes, t->result.len);
}

/* Stopped: once, and there is time to clean up; again, or out of that time, and there is none. */
static void stopped(struct transfer *t, int code)
{
	bool again = t->stop && !t->cli->host;
	if (again || cli_now_ms() >= t->give_up_ms) {
		files_abandon(t->files);
		session_run(t->cli->session, cli_now_ms());
	} else if (!t->stop) {
		files_cancel(t->files);
		session_run(t->cli->session, cli_now_ms());
	}
	t->stop = code;
	t->cli->stop = 0;
}

/* The link is gone, or the module silent: what is to be put right is done when it answers again. */
static void come_back(struct transfer *t)
{
	struct session *s = t->cli->session;
	enum session_stage stage = session_stage(s, NULL);
	bool ended = stage == SESSION_GONE && !strncmp(t->cli->port, "sim:", 4);
	if (stage == SESSION_READY || (stage == SESSION_READING && t->cli->host)) {
		files_resume(t->files);
		session_run(s, cli_now_ms());
	} else if (ended || cli_now_ms() >= t->give_up_ms) {
		files_abandon(t->files);
	} else if (stage == SESSION_SILENT) {
		session_refresh(s, SESSION_WANT_PROBE);
		session_run(s, cli_now_ms());
	}
}

/* Stopped, but the module takes nothing: it cannot be told to stop, and nothing can be tidied up. */
static bool in_vain(struct transfer *t)
{
	return t->stop && session_stuck(t->cli->session, cli_now_ms());
}

/* When to look again at latest. */
static uint64_t next_ms(const struct transfer *t, bool lost)
{
	if (t->stop)
		return cli_now_ms() + STUCK_MS < t->give_up_ms ? cli_now_ms() + STUCK_MS
							       : t->give_up_ms;
	return lost ? t->give_up_ms : UINT64_MAX;
}

static uint64_t return_ms(const struct cli *cli)
{
	return cli->options->timeout_ms ? (uint64_t)cli->options->timeout_ms : RETURN_MS;
}

void transfer_run(struct transfer *t)
{
	bool lost = false;
	session_run(t->cli->session, cli_now_ms());
	while (!t->over) {
		if (files_lost(t->files) && !lost && !t->stop)
			t->give_up_ms = cli_now_ms() + return_ms(t->cli);
		lost = files_lost(t->files);
		if (lost)
			come_back(t);
		if (t->over)
			break;
		int stop = cli_turn(t->cli, next_ms(t, lost));
		if (stop && !t->stop)
			t->give_up_ms = cli_now_ms() + CLEAN_MS;
		else if (in_vain(t))
			t->give_up_ms = 0;
		if (stop || (t->stop && cli_now_ms() >= t->give_up_ms))
			stopped(t, stop ? stop : t->stop);
	}
	t->cli->stop = t->stop;
	if (t->shown)
		show(t, "");
}

/* --- how it ended --------------------------------------------------------------------------------- */

int transfer_code(int err)
{
	switch ((enum qlw_err)err) {
	case QLW_OK:
		return CLI_DONE;
	case QLW_EUSAGE:
		return CLI_USAGE;
	case QLW_EPORT:
	case QLW_EHELD:
	case QLW_EEOF:
		return CLI_PORT;
	case QLW_ETIMEOUT:
		return CLI_TIMEOUT;
	case QLW_ERESULT:
		return CLI_ANSWER;
	case QLW_EREFUSED:
		return CLI_REFUSED;
	case QLW_ENOMEM:
	case QLW_EFILE:
		return CLI_FILE;
	case QLW_EFORM:
		return CLI_STATE;
	case QLW_ECANCEL:
		break;
	}
	return CLI_INTERRUPTED;
}

static bool write_all(int fd, const uint8_t *bytes, size_t len)
{
	while (len) {
		ssize_t n = write(fd, bytes, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return true;
}

/* Readable by nobody else: files hold keys. */
bool transfer_write(const char *path, int flags, const void *bytes, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600);
	if (fd < 0)
		return false;
	bool good = write_all(fd, bytes, len);
	return close(fd) == 0 && good;
}

/* Of several within a second, too. */
static bool keep_as(const struct transfer *t, const char *when, char *path, size_t size)
{
	char name[FILES_NAME_MAX + 48];
	bool kept = false;
	errno = EEXIST;
	for (int i = 1; !kept && errno == EEXIST && i <= KEEP_TRIES; i++) {
		snprintf(name, sizeof name, "backups/%s-%d-%s", when, i, file_base_name(t->name));
		if (!paths_state(path, size, name))
			return false;
		paths_make(path);
		kept = transfer_write(path, O_EXCL, t->bytes, t->result.len);
	}
	return kept;
}

/* A key in a file of the Note's, or what looks like one. */
static bool holds_keys(const struct transfer *t)
{
	const enum file_kind kind = file_kind_of(t->name);
	const struct file_item *item;
	bool keys = kind == FILE_KIND_PSK || redact_needed((const char *)t->bytes, t->result.len);
	struct file *f =
		kind < FILE_KIND_PROFILE ? file_read(kind, t->name, t->bytes, t->result.len) : NULL;
	for (size_t i = 0; f && !keys && (item = file_item(f, i)); i++)
		keys = file_item_secret(item) && item->len;
	file_free(f);
	return keys;
}

/* Old content is kept here, unless there are keys in it. */
static bool keep(const struct transfer *t, char *path, size_t size)
{
	const time_t now = time(NULL);
	char when[32] = "";
	struct tm tm;
	if (!t->cli->options->log_secrets && holds_keys(t))
		return false;
	if (gmtime_r(&now, &tm))
		strftime(when, sizeof when, "%Y%m%d-%H%M%S", &tm);
	return keep_as(t, when, path, size);
}

void transfer_keep_old(const struct transfer *t)
{
	char path[512];
	if (!t->result.existed || t->result.unchanged || !t->result.bytes)
		return;
	if (keep(t, path, sizeof path))
		cli_note(t->cli, "old content: %s", path);
	else
		cli_note(t->cli, "old content of %zu bytes: not kept%s", t->result.len,
			holds_keys(t) ? " here, for there are keys in it" : "");
}

static void say_old(const struct transfer *t)
{
	char path[512];
	if (!t->result.existed || !t->result.bytes)
		return;
	if (keep(t, path, sizeof path))
		cli_fail(0, "its old content is kept: qlw files put %s %s --yes", path, t->name);
	else
		cli_fail(0, "its old content of %zu bytes is lost, it could not be kept here",
			t->result.len);
}

/* What is left on the module after a failure. */
static void say_left(const struct transfer *t)
{
	switch (t->result.left) {
	case FILES_LEFT_AS_WAS:
		cli_fail(0, "the module's files are as they were");
		return;
	case FILES_LEFT_NEW:
		return;
	case FILES_LEFT_NONE:
		cli_fail(0, "the module has no %s now", t->name);
		break;
	case FILES_LEFT_PART:
		cli_fail(0, "%s on the module is incomplete or missing: qlw files rm %s --yes",
			t->name, t->name);
		break;
	case FILES_LEFT_UNKNOWN:
		cli_fail(0, "whether the module still has %s is not known: qlw files ls", t->name);
		break;
	}
	say_old(t);
}

int transfer_fail(const struct transfer *t)
{
	cli_fail_diag(0, &t->result.diag);
	if (t->replaces || t->result.left == FILES_LEFT_UNKNOWN)
		say_left(t);
	return t->stop ? t->stop : transfer_code(t->result.err);
}

/* Runs the job that was started with err; says how it failed. */
int transfer_finish(struct transfer *t, int err, const struct qlw_diag *diag)
{
	if (err)
		return cli_fail_diag(transfer_code(err), diag);
	transfer_run(t);
	return t->result.err ? transfer_fail(t) : 0;
}

void transfer_print(const struct transfer *t, const char *what, size_t len)
{
	struct json j;
	if (!t->cli->options->json) {
		cli_note(t->cli, "%s: %zu bytes %s, checksum %04x", t->name, len, what,
			t->result.checksum);
		return;
	}
	json_begin(&j, cli_out());
	json_text(&j, "name", t->name);
	json_int(&j, "size", (int64_t)len);
	json_hex(&j, "checksum",
		(uint8_t[]){(uint8_t)(t->result.checksum >> 8), (uint8_t)t->result.checksum}, 2);
	json_end(&j);
}

int transfer_unknown_kind(const char *name)
{
	return cli_fail(CLI_FILE,
		"%s: the name says which kind of file it is, and this one says none: name it "
		"bootstrap.ini, carrier_apn_cfg, lwm2m_cfg, SSID_server.psk or "
		"lwm2m_app_autostart, in any folder",
		name);
}

int transfer_fetch(struct cli *cli, const char *name, struct transfer *t, bool *missing)
{
	struct qlw_diag diag = {.err = QLW_OK};
	if (files_name_check(name, &diag))
		return cli_fail_diag(CLI_USAGE, &diag);
	int code = cli_open_lwm2m(cli, 0);
	return code ? code : transfer_receive(cli, name, t, missing);
}

int transfer_receive(struct cli *cli, const char *name, struct transfer *t, bool *missing)
{
	struct qlw_diag diag = {.err = QLW_OK};
	int code = transfer_begin(t, cli, name, NULL);
	if (code)
		return code;
	int err = files_get(t->files, name, &diag);
	if (!err)
		transfer_run(t);
	if (missing)
		*missing = !err && t->result.missing;
	if (err)
		code = cli_fail_diag(transfer_code(err), &diag);
	else if (t->result.err && !(missing && *missing))
		code = transfer_fail(t);
	else if (t->result.len && !t->bytes)
		code = cli_fail(CLI_FILE, "out of memory");
	if (code)
		transfer_end(t);
	return code;
}
