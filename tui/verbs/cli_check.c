/* `check`: profiles and provisioning files, without a module. Knows no format: see profiles/check.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "profiles/check.h"
#include "tui/verbs/cli_check.h"

#define READ_MAX (1024 * 1024) /* more than any of them may have */

/* All of f; NULL with errno set. What is no file could have no end. */
static char *read_all(FILE *f, size_t *len)
{
	struct stat st;
	if (fstat(fileno(f), &st))
		return NULL;
	errno = S_ISREG(st.st_mode) ? 0 : S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
	char *bytes = errno ? NULL : malloc(READ_MAX + 1);
	if (!bytes)
		return NULL;
	*len = fread(bytes, 1, READ_MAX + 1, f);
	if (!ferror(f) && *len <= READ_MAX)
		return bytes;
	errno = ferror(f) ? errno : EFBIG;
	free(bytes);
	return NULL;
}

static char *slurp(const char *path, size_t *len)
{
	FILE *f = fopen(path, "re");
	char *bytes = f ? read_all(f, len) : NULL;
	int why = errno;
	if (f)
		fclose(f);
	errno = why;
	return bytes;
}

static void print_json(const char *path, const struct file_note *n, bool warning)
{
	struct json j;
	json_begin(&j, cli_out());
	json_text(&j, "file", path);
	json_int(&j, "line", (int64_t)n->line);
	json_int(&j, "column", (int64_t)n->column);
	json_text(&j, "key", n->key);
	json_text(&j, "severity", warning ? "warning" : "error");
	json_text(&j, "message", n->text);
	json_end(&j);
}

static void print_text(const char *path, const struct file_note *n, bool warning)
{
	cli_put(path, strlen(path));
	cli_print(":%zu:%zu: %s%s: %s\n", n->line, n->column, warning ? "warning: " : "", n->key,
		n->text);
}

static void print_notes(const struct cli *cli, const char *path, const struct check *c)
{
	bool strict = cli->call->given & OPTION_STRICT;
	for (size_t i = 0; i < c->notes; i++) {
		const struct file_note *n = &c->note[i];
		bool warning = n->warning && !strict;
		if (warning && cli->options->quiet)
			continue;
		if (cli->options->json)
			print_json(path, n, warning);
		else
			print_text(path, n, warning);
	}
	if (c->errors + c->warnings > c->notes)
		cli_note(cli, "%s: %zu more", path, c->errors + c->warnings - c->notes);
}

int cli_check_bytes(const struct cli *cli, const char *path, const void *bytes, size_t len,
	struct cli_file *found)
{
	struct check c;
	if (check_bytes(&c, path, bytes, len))
		return cli_fail(CLI_FILE, "%s: out of memory", path);
	print_notes(cli, path, &c);
	if (found) {
		found->looked = true;
		found->errors = c.errors;
		found->warnings = c.warnings;
	}
	const bool bad = c.errors || (c.warnings && cli->call->given & OPTION_STRICT);
	check_free(&c);
	return bad ? CLI_FILE : CLI_DONE;
}

static int check_one(const struct cli *cli, const char *path)
{
	size_t len = 0;
	if (file_kind_of(path) == FILE_KIND_UNKNOWN)
		return cli_fail(
			CLI_FILE, "%s: unknown kind of file, known are %s", path, check_kinds());
	char *bytes = slurp(path, &len);
	if (!bytes)
		return cli_fail(CLI_FILE, "%s: %s", path, strerror(errno));
	const int code = cli_check_bytes(cli, path, bytes, len, NULL);
	explicit_bzero(bytes, len); /* it may be a key */
	free(bytes);
	return code;
}

int cli_check(struct cli *cli)
{
	int code = CLI_DONE;
	for (size_t i = 0; i < cli->call->args; i++) {
		int one = check_one(cli, cli->call->arg[i]);
		code = one ? one : code;
	}
	return code;
}
