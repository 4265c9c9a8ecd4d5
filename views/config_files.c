/* The module's provisioning files as rows. Shows what was told; reading is the work of verbs. */
#include "views/config_files.h"

#include <stdio.h>
#include <string.h>

#include "profiles/file.h"
#include "views/words.h"

/* --- which ------------------------------------------------------------------------------------ */

static bool has(const struct config_files *c, const char *name)
{
	for (size_t i = 0; i < c->count; i++)
		if (strcmp(c->file[i].name, name) == 0)
			return true;
	return false;
}

static void add(struct config_files *c, const char *name, const struct file_shelf_row *row)
{
	if (c->count == CONFIG_FILES_MAX || has(c, name))
		return;
	snprintf(c->file[c->count].name, sizeof c->file[0].name, "%s", name);
	c->file[c->count++].row = row;
}

/* For servers whose traffic is protected with a PSK. */
static void add_psk_files(struct config_files *c, const struct model *m)
{
	const struct model_key *k = &m->key[QLW_KEY_SECURITY];
	char name[84];
	for (size_t i = 0; i < k->count; i++) {
		if (model_number(m, QLW_KEY_SECURITY, i, "security_mode", -1) != 0)
			continue;
		snprintf(name, sizeof name, "ssl/%.5s_server.psk", k->record[i].value[1].text);
		add(c, name, NULL);
	}
}

void config_files_make(
	struct config_files *out, const struct file_shelf *shelf, const struct model *m)
{
	static const char *const names[] = {
		"bootstrap.ini", "carrier_apn_cfg", "lwm2m_cfg", "lwm2m_app_autostart"};
	out->shelf = shelf;
	out->count = 0;
	for (size_t i = 0; i < shelf->count; i++)
		add(out, shelf->row[i].name, &shelf->row[i]);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		add(out, names[i], NULL);
	add_psk_files(out, m);
}

/* --- drawing ---------------------------------------------------------------------------------- */

void config_files_draw_heading(struct region r, int row, const struct config_files *files)
{
	const struct file_shelf *s = files->shelf;
	char clock[WORDS_MAX];
	int col = region_field(r, row, 2, 12, ROLE_TITLE, "files");
	if (r.cols >= 60) {
		region_field(r, row, col, r.cols - col - 32, ROLE_LABEL, "provisioning files");
		col = r.cols - 32;
	}
	if (!s->read_ms)
		region_text(r, row, col, ROLE_DIM, "not read, Enter reads them");
	else
		region_text(r, row, col, s->stale ? ROLE_STALE : ROLE_TIME, "read %s%s",
			words_clock(s->read_ms, clock), s->stale ? ", may have changed" : "");
}

static void draw_state(struct region r, int row, int col, const struct file_shelf_row *f)
{
	if (!f->looked)
		region_text(r, row, col, ROLE_DIM, "of no kind that the Note knows");
	else if (f->errors)
		region_text(
			r, row, col, ROLE_BAD, "%zu error%s", f->errors, f->errors == 1 ? "" : "s");
	else if (f->warnings)
		region_text(r, row, col, ROLE_WARN, "%zu warning%s", f->warnings,
			f->warnings == 1 ? "" : "s");
	else
		region_text(r, row, col, ROLE_OK, "nothing wrong");
}

void config_files_draw(struct region r, int row, const struct config_files *files, size_t i)
{
	const struct config_file *f = &files->file[i];
	const bool known = files->shelf->read_ms != 0;
	int col = region_field(
		r, row, 4, r.cols >= 60 ? 28 : 20, f->row ? ROLE_LABEL : ROLE_DIM, "%s", f->name);
	if (!f->row) {
		region_text(
			r, row, col + 1, ROLE_DIM, "%s", known ? "not on the module" : "not read");
		return;
	}
	region_text_right(r, row, col + 8, ROLE_VALUE, "%zu", f->row->size);
	col = region_text(r, row, col + 8, ROLE_VALUE, " bytes  ");
	draw_state(r, row, col, f->row);
}

static const char *meaning(const char *name)
{
	switch (file_kind_of(name)) {
	case FILE_KIND_BOOTSTRAP:
		return "factory bootstrap: servers, accounts, access rights (2.5.1.1)";
	case FILE_KIND_APN:
		return "which APN each server is reached through (2.5.1.2)";
	case FILE_KIND_CFG:
		return "options of the client: retries, names, PSM (2.5.1.3)";
	case FILE_KIND_PSK:
		return "PSK identity and key of one server, never shown (2.5.2)";
	case FILE_KIND_AUTOSTART:
		return "empty; that it is there starts the client with the module (2.5.1)";
	case FILE_KIND_PROFILE:
	case FILE_KIND_UNKNOWN:
		break;
	}
	return "not a file of the client's";
}

void config_files_explain(struct region r, const struct config_files *files, size_t i)
{
	const char *name = files->file[i].name;
	region_text(r, 0, 0, ROLE_HINT, "%s: %s", name, meaning(name));
	region_text(r, 1, 0, ROLE_DIM, "Enter reads it from the module and edits it in forms.");
	region_text(r, 2, 0, ROLE_DIM,
		"w writes it to a file here, p puts a file there, d deletes it.");
}

void config_files_explain_heading(struct region r)
{
	region_text(r, 0, 0, ROLE_HINT,
		"Files below /datatx, which the client reads when the module starts.");
	region_text(r, 1, 0, ROLE_DIM, "Enter reads which there are, and checks them.");
	region_text(r, 2, 0, ROLE_DIM, "+ makes another one, p puts a file of yours there.");
}

/* --- keys ------------------------------------------------------------------------------------- */

/* A word of a ':' line; false: it cannot be typed. */
static bool word(const char *name, char *out, size_t size)
{
	if (strpbrk(name, "\"'"))
		return false;
	snprintf(out, size, strchr(name, ' ') ? "\"%s\"" : "%s", name);
	return true;
}

static struct intent on_file(const char *verb, const char *name)
{
	struct intent intent = intent_action("files");
	snprintf(intent.args[0], sizeof intent.args[0], "%s", verb);
	if (name && !word(name, intent.args[1], sizeof intent.args[1]))
		return intent_text(INTENT_SAY, "a name with quotes cannot be typed here");
	return intent;
}

struct intent config_files_key(const struct config_files *files, size_t file, const struct key *key)
{
	const struct config_file *f = file == SIZE_MAX ? NULL : &files->file[file];
	const bool known = f && file_kind_of(f->name) < FILE_KIND_PROFILE;
	if (key_is(key, "+"))
		return intent_text(INTENT_PROMPT, "files edit ssl/");
	if (key_is(key, "p"))
		return intent_text(INTENT_PROMPT, "files put ");
	if (key->code == KEYCODE_ENTER && (!f || known))
		return f ? on_file("edit", f->name) : on_file("check", NULL);
	if (key->code == KEYCODE_ENTER)
		return intent_text(
			INTENT_SAY, "not a provisioning file; w writes it to a file here");
	if (f && (key->code == KEYCODE_DELETE || key_is(key, "d")))
		return on_file("rm", f->name);
	if (f && key_is(key, "w"))
		return intent_text(INTENT_PROMPT, "files get %s ", f->name);
	if (f && key_is(key, "y"))
		return intent_text(INTENT_COPY, "%s", f->name);
	if (key->code == KEYCODE_DELETE || key_is(key, "d"))
		return intent_text(INTENT_SAY, "go down to a file: d deletes that one");
	return intent_none();
}
