/* The module as settings: reading it, writing that to a file, remembering what was begun. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "profiles/snapshot.h"
#include "tui/verbs/cli_profile.h"
#include "tui/toolkit/paths.h"

/* --- reading ------------------------------------------------------------------------------------- */

static bool is_offered(const struct cli *cli, enum qlw_key key)
{
	const struct model *m = session_model(cli->session);
	return !m->capabilities_ms || m->key[key].offered;
}

/* A key that the module refuses to tell is not named. */
static int read_key(struct cli *cli, enum qlw_key key, struct profile_settings *out)
{
	struct cli_records records;
	struct profile_key *k = &out->key[key];
	memset(k, 0, sizeof *k);
	if (!is_offered(cli, key))
		return 0;
	int code = cli_read_key(cli, key, -1, &records);
	if (code)
		return code == CLI_ANSWER ? 0 : code;
	k->named = true;
	k->count = records.count;
	memcpy(k->record, records.record, sizeof k->record);
	return 0;
}

static void take_context(void *ctx, const char *line, size_t len)
{
	profile_settings_add_context(ctx, line, len);
}

static int read_contexts(struct cli *cli, struct profile_settings *out)
{
	out->contexts = 0;
	int code = cli_command(cli, "AT+CGDCONT?", take_context, out);
	out->contexts_named = !code;
	out->contexts_complete = !code;
	return code == CLI_ANSWER ? 0 : code;
}

int cli_module_read(struct cli *cli, struct profile_settings *out)
{
	int code = 0;
	for (int key = 0; key < QLW_KEYS && !code; key++)
		code = read_key(cli, (enum qlw_key)key, out);
	return code ? code : read_contexts(cli, out);
}

int cli_module_read_step(
	struct cli *cli, const struct plan_step *step, struct profile_settings *out)
{
	if (step->kind == PLAN_CONTEXT_SET || step->kind == PLAN_CONTEXT_DELETE)
		return read_contexts(cli, out);
	return read_key(cli, step->key, out);
}

int cli_module_offers(struct cli *cli, const struct profile_settings *wanted)
{
	for (int key = 0; key < QLW_KEYS; key++)
		if (wanted->key[key].named && !is_offered(cli, (enum qlw_key)key))
			return cli_fail(CLI_STATE, "this module has no %s, which the profile sets",
				qlw_key_verb((enum qlw_key)key)->name);
	return 0;
}

const char *cli_module_imei(const struct cli *cli)
{
	const char *imei = session_model(cli->session)->identity.imei;
	return *imei ? imei : "unknown";
}

/* --- snapshots ----------------------------------------------------------------------------------- */

static int write_all(int fd, const char *text, size_t len)
{
	while (len) {
		ssize_t n = write(fd, text, len);
		if (n < 0 && errno != EINTR)
			return -1;
		text += n > 0 ? n : 0;
		len -= n > 0 ? (size_t)n : 0;
	}
	return fsync(fd);
}

/* 0 for a file that holds nothing yet, such as mktemp makes. */
static int refuse_content(int fd)
{
	struct stat st;
	if (fstat(fd, &st))
		return -1;
	errno = EEXIST;
	return S_ISREG(st.st_mode) && !st.st_size ? 0 : -1;
}

/* A new file, mode 0600; nothing is ever written over. */
static int write_file(const char *path, const char *text, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	int bad = fd < 0 || refuse_content(fd) ? -1 : write_all(fd, text, len);
	int why = errno;
	if (fd >= 0)
		close(fd);
	errno = why;
	return bad;
}

/* snapshots/IMEI-20260131-120000-123.json */
static bool new_place(const struct cli *cli, uint64_t t_ms, char path[CLI_PATH_MAX])
{
	char file[100], day[24] = "";
	time_t seconds = (time_t)(t_ms / 1000);
	struct tm tm;
	if (gmtime_r(&seconds, &tm))
		strftime(day, sizeof day, "%Y%m%d-%H%M%S", &tm);
	snprintf(file, sizeof file, "snapshots/%.20s-%s-%03u.json", cli_module_imei(cli), day,
		(unsigned)(t_ms % 1000));
	if (!paths_state(path, CLI_PATH_MAX, file))
		return false;
	paths_make(path);
	return true;
}

static char *make_text(const struct cli *cli, const struct profile_settings *s,
	const struct profile_files *files, uint64_t t_ms, size_t *len)
{
	char name[40], taken[32] = "";
	time_t seconds = (time_t)(t_ms / 1000);
	struct tm tm;
	snprintf(name, sizeof name, "snapshot-%.20s", cli_module_imei(cli));
	if (gmtime_r(&seconds, &tm))
		strftime(taken, sizeof taken, "%Y-%m-%dT%H:%M:%SZ", &tm);
	const struct snapshot_about about = {
		.name = name, .imei = cli_module_imei(cli), .taken = taken};
	return snapshot_text(s, files, &about, len);
}

int cli_module_snapshot(struct cli *cli, const struct profile_settings *s,
	const struct profile_files *files, char path[CLI_PATH_MAX])
{
	uint64_t t_ms = cli_now_ms();
	size_t len;
	bool given = *path;
	char *text = make_text(cli, s, files, t_ms, &len);
	if (!text)
		return cli_fail(CLI_FILE, "out of memory");
	if (!given && !new_place(cli, t_ms, path)) {
		free(text);
		return cli_fail(CLI_FILE,
			"no place for a snapshot: neither XDG_STATE_HOME nor HOME "
			"is set");
	}
	int bad = write_file(path, text, len);
	free(text);
	if (bad)
		return cli_fail(CLI_FILE, "%s: %s", path, strerror(errno));
	return 0;
}

/* --- one at a time --- */

static const char *lock_path(const struct cli *cli, char *path, size_t size)
{
	char name[64];
	snprintf(name, sizeof name, "locks/%.20s", cli_module_imei(cli));
	return paths_state(path, size, name);
}

/* Open and locked, -1 with errno; a file that was unlinked meanwhile keeps nobody out. */
static int take_lock(const char *path)
{
	for (;;) {
		struct stat st;
		int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
		if (fd < 0)
			return -1;
		if (flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &st) == 0 && st.st_nlink)
			return fd;
		int why = errno;
		close(fd);
		errno = why;
		if (why == EWOULDBLOCK)
			return -1;
	}
}

int cli_module_lock(const struct cli *cli, int *lock)
{
	char path[CLI_PATH_MAX];
	*lock = -1;
	if (strcmp(cli_module_imei(cli), "unknown") == 0 || !lock_path(cli, path, sizeof path))
		return 0;
	paths_make(path);
	*lock = take_lock(path);
	if (*lock >= 0 || errno != EWOULDBLOCK)
		return 0;
	return cli_fail(CLI_PORT, "another qlw is applying to module %s: is it there on two ports?",
		cli_module_imei(cli));
}

void cli_module_unlock(const struct cli *cli, int lock)
{
	char path[CLI_PATH_MAX];
	if (lock < 0)
		return;
	if (lock_path(cli, path, sizeof path))
		unlink(path);
	close(lock);
}

/* --- what was begun ------------------------------------------------------------------------------ */

static const char *marker(const struct cli *cli, char *path, size_t size)
{
	char name[64];
	snprintf(name, sizeof name, "unfinished/%.20s", cli_module_imei(cli));
	return paths_state(path, size, name);
}

bool cli_unfinished(const struct cli *cli, char *was, size_t size)
{
	char path[CLI_PATH_MAX];
	FILE *f = marker(cli, path, sizeof path) ? fopen(path, "re") : NULL;
	if (!f)
		return false;
	if (!fgets(was, (int)size, f))
		*was = '\0';
	was[strcspn(was, "\n")] = '\0';
	fclose(f);
	return true;
}

void cli_unfinished_begin(const struct cli *cli, const char *name)
{
	char path[CLI_PATH_MAX], text[80];
	if (!marker(cli, path, sizeof path))
		return;
	paths_make(path);
	snprintf(text, sizeof text, "%.64s\n", name);
	if (write_file(path, text, strlen(text)) && errno != EEXIST)
		cli_note(cli, "%s: %s", path, strerror(errno));
}

void cli_unfinished_end(const struct cli *cli)
{
	char path[CLI_PATH_MAX];
	if (marker(cli, path, sizeof path))
		unlink(path);
}
