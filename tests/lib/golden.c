/*
 * Comparing screens with stored ones. Knows only text.
 */
#include "tests/lib/golden.h"

#include <ctype.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/scratch.h"

#define FOLDER "tests/screens/golden/"

/* Digits within a match become 0, so that widths stay. */
static const char *const volatile_forms[] = {
	"[0-9][0-9]:[0-9][0-9](:[0-9][0-9])?(\\.[0-9]+)?",
	"20[0-9][0-9]-[0-9][0-9]-[0-9][0-9]",
	"pts[/-][0-9]+",
	"(127\\.0\\.0\\.1|\\[::1\\]):[0-9]+",
	"[0-9]+(\\.[0-9]+)? ?(ms|s)\\b",
};

static void zero_digits(char *at, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (isdigit((unsigned char)at[i]))
			at[i] = '0';
	}
}

static void mask_form(char *text, const char *form)
{
	regex_t re;
	regmatch_t m;

	if (regcomp(&re, form, REG_EXTENDED) != 0)
		abort();
	while (*text && regexec(&re, text, 1, &m, 0) == 0) {
		zero_digits(text + m.rm_so, (size_t)(m.rm_eo - m.rm_so));
		text += m.rm_eo;
	}
	regfree(&re);
}

void golden_mask(char *text, const char *const *words)
{
	for (size_t i = 0; words && words[i]; i++) {
		for (char *at = text; *words[i] && (at = strstr(at, words[i])) != NULL;)
			memset(at, '#', strlen(words[i]));
	}
	for (size_t i = 0; i < sizeof volatile_forms / sizeof *volatile_forms; i++)
		mask_form(text, volatile_forms[i]);
}

static void show_difference(const char *was, const char *is)
{
	for (int row = 0; *was || *is; row++) {
		size_t a = strcspn(was, "\n"), b = strcspn(is, "\n");
		if (a == b && memcmp(was, is, a) == 0)
			fprintf(stderr, "%3d  |%.*s\n", row, (int)a, was);
		else
			fprintf(stderr, "%3d -|%.*s\n    +|%.*s\n", row, (int)a, was, (int)b, is);
		was += a + (was[a] == '\n');
		is += b + (is[b] == '\n');
	}
}

bool golden_matches(const char *name, const char *text, const char *const *words)
{
	char path[256];
	char *is = strdup(text), *was;
	bool same;

	if (!is)
		abort();
	golden_mask(is, words);
	snprintf(path, sizeof path, FOLDER "%s.txt", name);
	if (getenv("UPDATE")) {
		scratch_write_file(path, is, strlen(is));
		free(is);
		return true;
	}
	was = scratch_read_file(path, NULL);
	same = was && strcmp(was, is) == 0;
	if (!same) {
		fprintf(stderr, "--- %s differs (- stored, + now). UPDATE=1 stores it anew.\n",
			path);
		show_difference(was ? was : "", is);
	}
	free(was);
	free(is);
	return same;
}
