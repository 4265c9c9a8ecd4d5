/* Where profiles are: finding, loading, listing. Opens no port. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "profiles/json_read.h"
#include "tui/verbs/cli_profile.h"
#include "tui/toolkit/near.h"
#include "tui/toolkit/paths.h"
#include "views/views.h"

#define SCHEMA   "qlw-profile.schema.json" /* marks the folder of a checkout */
#define LIST_MAX 256

/* --- folders ------------------------------------------------------------------------------------- */

static bool has_schema(const char *dir)
{
	char path[CLI_PATH_MAX + 64];
	snprintf(path, sizeof path, "%s/" SCHEMA, dir);
	return access(path, R_OK) == 0;
}

/* profiles/ beside or above the program, as in a checkout that was built, or share/qlw/profiles, as
 * where it was installed with another PREFIX than the one it was built with. */
static const char *beside_program(char *out, size_t size)
{
	static const char *const place[] = {"profiles", "share/qlw/profiles"};
	char exe[CLI_PATH_MAX - 32];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
	exe[n > 0 ? n : 0] = '\0';
	for (int level = 0; level < 4; level++) {
		char *slash = strrchr(exe, '/');
		if (!slash)
			return NULL;
		*slash = '\0';
		for (size_t i = 0; i < sizeof place / sizeof *place; i++) {
			snprintf(out, size, "%s/%s", exe, place[i]);
			if (has_schema(out))
				return out;
		}
	}
	return NULL;
}

const char *cli_profile_dir(const struct cli *cli, size_t i, char *out, size_t size)
{
	size_t given = cli->options->profile_dirs;
	*out = '\0';
	if (i < given) {
		snprintf(out, size, "%s", cli->options->profile_dir[i]);
		return out;
	}
	switch (i - given) {
	case 0:
		paths_config(out, size, "profiles");
		return out;
	case 1:
		snprintf(out, size, "%s", QLW_PREFIX "/share/qlw/profiles");
		return out;
	case 2:
		if (!beside_program(out, size))
			*out = '\0';
		return out;
	case 3:
		snprintf(out, size, "%s", has_schema("profiles") ? "profiles" : "");
		return out;
	default:
		return NULL;
	}
}

static bool is_profile_name(const char *file)
{
	size_t len = strlen(file);
	return len > 5 && file[0] != '.' && strcmp(file + len - 5, ".json") == 0 &&
	       !(len > 12 && strcmp(file + len - 12, ".schema.json") == 0);
}

/* --- the list ------------------------------------------------------------------------------------ */

struct entry {
	char name[64], path[CLI_PATH_MAX];
};

struct list {
	struct entry *entry;
	size_t n;
};

static bool is_listed(const struct list *list, const char *name)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->entry[i].name, name) == 0)
			return true;
	return false;
}

/* The first folder that has a name counts. */
static void add_entry(struct list *list, const char *dir, const char *file)
{
	struct entry e;
	if (!is_profile_name(file) || list->n == LIST_MAX)
		return;
	snprintf(e.name, sizeof e.name, "%.*s", (int)(strlen(file) - 5), file);
	int n = snprintf(e.path, sizeof e.path, "%s/%s", dir, file);
	if (n > 0 && (size_t)n < sizeof e.path && !is_listed(list, e.name))
		list->entry[list->n++] = e;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

static bool list_all(const struct cli *cli, struct list *list)
{
	char dir[CLI_PATH_MAX];
	list->n = 0;
	list->entry = calloc(LIST_MAX, sizeof *list->entry);
	if (!list->entry)
		return false;
	for (size_t i = 0; cli_profile_dir(cli, i, dir, sizeof dir); i++) {
		DIR *d = *dir ? opendir(dir) : NULL;
		struct dirent *e;
		while (d && (e = readdir(d)))
			add_entry(list, dir, e->d_name);
		if (d)
			closedir(d);
	}
	qsort(list->entry, list->n, sizeof *list->entry, by_name);
	return true;
}

/* --- loading ------------------------------------------------------------------------------------- */

/* "telstra" is neither telstra-staging nor telstra-production, and nobody guesses which. */
static bool begins(const char *name, const char *with)
{
	return strncmp(name, with, strlen(with)) == 0;
}

static int unknown_profile(const struct list *list, const char *name)
{
	struct near near = near_begin(name);
	char some[400] = "";
	for (size_t i = 0; i < list->n; i++) {
		size_t used = strlen(some);
		near_offer(&near, list->entry[i].name);
		if (begins(list->entry[i].name, name))
			snprintf(some + used, sizeof some - used, "%s%s", used ? ", " : "",
				list->entry[i].name);
	}
	if (*some)
		return cli_fail(CLI_USAGE, "no profile %s: there is %s", name, some);
	if (near.best)
		return cli_fail(CLI_USAGE, "no profile %s: did you mean %s?", name, near.best);
	return cli_fail(CLI_USAGE, "no profile %s: qlw profiles lists them", name);
}

/* A path is what has a slash or ends in .json; else it is looked for. */
static int find(const struct cli *cli, const char *name, char path[CLI_PATH_MAX])
{
	struct list list;
	bool found = false;
	if (strchr(name, '/') || is_profile_name(name)) {
		snprintf(path, CLI_PATH_MAX, "%s", name);
		return 0;
	}
	list_all(cli, &list);
	for (size_t i = 0; i < list.n && !found; i++) {
		found = strcmp(list.entry[i].name, name) == 0;
		if (found)
			memcpy(path, list.entry[i].path, CLI_PATH_MAX);
	}
	int code = found ? 0 : unknown_profile(&list, name);
	free(list.entry);
	return code;
}

char *cli_read_file(const char *path, size_t max, size_t *len)
{
	struct stat st;
	FILE *f = fopen(path, "re");
	if (!f)
		return NULL;
	char *bytes = fstat(fileno(f), &st) == 0 && (S_ISREG(st.st_mode) || S_ISFIFO(st.st_mode)) &&
				      st.st_size <= (off_t)max
			      ? malloc(max + 1)
			      : NULL;
	errno = bytes ? 0 : EINVAL;
	if (bytes)
		*len = fread(bytes, 1, max + 1, f);
	int why = errno;
	fclose(f);
	errno = why;
	return bytes;
}

int cli_profile_say_notes(const struct cli *cli, const struct cli_profile *cp)
{
	const struct file_note *n;
	for (size_t i = 0; (n = profile_note(cp->p, i)); i++) {
		if (n->warning)
			cli_note(cli, "%s:%zu:%zu: warning: %s: %s", cp->path, n->line, n->column,
				n->key, n->text);
		else
			cli_fail(0, "%s:%zu:%zu: %s: %s", cp->path, n->line, n->column, n->key,
				n->text);
	}
	return CLI_FILE;
}

int cli_profile_load(struct cli *cli, const char *name, struct cli_profile *out)
{
	size_t len = 0;
	memset(out, 0, sizeof *out);
	int code = find(cli, name, out->path);
	if (code)
		return code;
	char *bytes = cli_read_file(out->path, JDOC_BYTES_MAX, &len);
	if (!bytes)
		return cli_fail(CLI_FILE, "%s: %s", out->path, strerror(errno));
	out->p = profile_read(bytes, len);
	explicit_bzero(bytes, len);
	free(bytes);
	if (!out->p)
		return cli_fail(CLI_FILE, "%s: too large", out->path);
	cli_profile_say_notes(cli, out);
	return profile_errors(out->p) ? CLI_FILE : 0;
}

void cli_profile_free(struct cli_profile *cp)
{
	profile_free(cp->p);
	explicit_bzero(cp, sizeof *cp);
}

/* --- rows of the console's pane ------------------------------------------------------------------- */

static void row_asks(const struct profile *p, struct profile_row *row)
{
	size_t n = 0;
	for (size_t i = 0; i < p->inputs && n < sizeof row->asks; i++) {
		const struct profile_input *in = &p->input[i];
		int k = snprintf(row->asks + n, sizeof row->asks - n, "%s%s%s", n ? ", " : "needs ",
			in->name,
			in->secret ? " (secret)"
			: in->from ? " (from the module)"
				   : "");
		n += k > 0 ? (size_t)k : 0;
	}
}

static void fill_row(const struct entry *e, struct profile_row *row)
{
	size_t len = 0;
	char *bytes = cli_read_file(e->path, JDOC_BYTES_MAX, &len);
	struct profile *p = bytes ? profile_read(bytes, len) : NULL;
	memset(row, 0, sizeof *row);
	snprintf(row->name, sizeof row->name, "%s", e->name);
	if (!p || profile_errors(p))
		snprintf(row->problem, sizeof row->problem, "%s",
			p ? "invalid: see qlw check" : "cannot be read");
	if (p) {
		snprintf(row->title, sizeof row->title, "%s", *p->title ? p->title : p->name);
		snprintf(row->carrier, sizeof row->carrier, "%s", p->carrier);
		snprintf(row->source, sizeof row->source, "%s", p->source);
		row->production = p->production;
		row_asks(p, row);
	}
	profile_free(p);
	free(bytes);
}

size_t cli_profile_rows(const struct options *options, struct profile_row *rows, size_t max)
{
	const struct cli cli = {.options = options};
	struct list list;
	if (!list_all(&cli, &list))
		return 0;
	size_t n = list.n < max ? list.n : max;
	for (size_t i = 0; i < n; i++)
		fill_row(&list.entry[i], &rows[i]);
	free(list.entry);
	return n;
}

/* --- profiles ------------------------------------------------------------------------------------ */

static void json_inputs(struct json *j, const struct profile *p)
{
	json_array(j, "inputs");
	for (size_t i = 0; i < p->inputs; i++) {
		const struct profile_input *input = &p->input[i];
		json_object(j, NULL);
		json_text(j, "name", input->name);
		json_text(j, "title", input->title);
		json_text(j, "pattern", input->pattern);
		json_text(j, "from", input->from);
		json_bool(j, "secret", input->secret);
		json_text(j, "example", input->example);
		json_object_end(j);
	}
	json_array_end(j);
}

static void print_json(const struct profile *p, const char *name, const char *path, bool whole)
{
	struct json j;
	json_begin(&j, cli_out());
	json_text(&j, "name", name);
	json_text(&j, "title", p ? p->title : NULL);
	json_text(&j, "carrier", p && *p->carrier ? p->carrier : NULL);
	json_bool(&j, "production", p && p->production);
	json_bool(&j, "valid", p && !profile_errors(p));
	json_text(&j, "path", path);
	if (whole) {
		json_text(&j, "source", p->source);
		json_inputs(&j, p);
	}
	json_end(&j);
}

static void print_line(const struct profile *p, const struct entry *e)
{
	const char *title = p ? *p->title ? p->title : p->name : "cannot be read";
	cli_print("%-20s ", e->name);
	cli_put(title, strlen(title));
	cli_print("%s%s\n", p && p->production ? "  PRODUCTION" : "",
		p && profile_errors(p) ? "  invalid: see qlw check" : "");
}

static void print_entry(const struct cli *cli, const struct entry *e)
{
	size_t len = 0;
	char *bytes = cli_read_file(e->path, JDOC_BYTES_MAX, &len);
	struct profile *p = bytes ? profile_read(bytes, len) : NULL;
	free(bytes);
	if (cli->options->json)
		print_json(p, e->name, e->path, false);
	else
		print_line(p, e);
	profile_free(p);
}

static int list_profiles(const struct cli *cli)
{
	struct list list;
	if (!list_all(cli, &list))
		return cli_fail(CLI_FILE, "out of memory");
	for (size_t i = 0; i < list.n; i++)
		print_entry(cli, &list.entry[i]);
	if (!list.n)
		cli_note(cli, "no profiles: see --profile-dir");
	free(list.entry);
	return 0;
}

static void put_row(const char *name, const char *text)
{
	if (!*text)
		return;
	cli_print("%-10s ", name);
	cli_put(text, strlen(text));
	cli_print("\n");
}

static void put_input(const struct profile_input *input)
{
	cli_print("input      %s: ", input->name);
	cli_put(input->title, strlen(input->title));
	cli_print(", such as ");
	cli_put(input->example, strlen(input->example));
	if (input->from)
		cli_print("; from %s", input->from);
	cli_print("%s\n", input->secret ? "; secret" : "");
}

static int show_profile(struct cli *cli, const char *name)
{
	struct cli_profile cp;
	int code = cli_profile_load(cli, name, &cp);
	if (!code && cli->options->json) {
		print_json(cp.p, cp.p->name, cp.path, true);
	} else if (!code) {
		put_row("profile", cp.p->name);
		put_row("title", cp.p->title);
		put_row("carrier", cp.p->carrier);
		put_row("servers", cp.p->production ? "production" : "");
		put_row("file", cp.path);
		put_row("source", cp.p->source);
		for (size_t i = 0; i < cp.p->inputs; i++)
			put_input(&cp.p->input[i]);
		for (size_t i = 0; i < cp.p->checks; i++)
			put_row("needs", cp.p->check[i].title);
	}
	cli_profile_free(&cp);
	return code;
}

int cli_profiles(struct cli *cli)
{
	return cli->call->args ? show_profile(cli, cli->call->arg[0]) : list_profiles(cli);
}
