/*
 * What the tests of batch verbs share: qlw run to its end, against a simulator or a scripted
 * module, without a terminal.
 */
#ifndef QLW_TESTS_VERBS_H
#define QLW_TESTS_VERBS_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/fake.h"
#include "tests/lib/proc.h"
#include "tests/lib/simproc.h"
#include "tests/lib/vt.h"

#define VERBS_ARGS_MAX 24

struct verbs {
	struct scratch scratch;
	struct simproc sim;
	struct fake *fake;    /* instead of the simulator */
	const char *in;       /* standard input of the next run; NULL: empty */
	struct proc_result r; /* of the last run */
};

/* The words of line, with '…' keeping blanks together, as argv behind qlw -p PORT. */
static inline void verbs_argv(struct verbs *v, char *line, const char **argv)
{
	size_t n = 0;
	argv[n++] = test_qlw();
	argv[n++] = "-p";
	argv[n++] = v->fake ? fake_path(v->fake) : v->sim.port;
	for (char *p = line; *p && n < VERBS_ARGS_MAX - 1;) {
		p += strspn(p, " ");
		if (!*p)
			break;
		bool quoted = *p == '\'';
		p += quoted;
		argv[n++] = p;
		p += strcspn(p, quoted ? "'" : " ");
		if (*p)
			*p++ = '\0';
	}
	argv[n] = NULL;
}

/* Runs qlw with these words; returns the exit code, and leaves the rest in v->r until the next. */
__attribute__((format(printf, 2, 3))) static inline int verbs_run(
	struct verbs *v, const char *format, ...)
{
	char line[8192];
	const char *argv[VERBS_ARGS_MAX];
	va_list ap;
	va_start(ap, format);
	vsnprintf(line, sizeof line, format, ap);
	va_end(ap);
	verbs_argv(v, line, argv);
	const struct proc_options o = {
		.argv = argv,
		.scratch = &v->scratch,
		.in = v->in,
		.in_len = v->in ? strlen(v->in) : 0,
		.companion = v->fake ? fake_companion(v->fake) : NULL,
	};
	proc_result_free(&v->r);
	proc_run(&o, &v->r);
	v->in = NULL;
	if (v->r.timed_out || v->r.code > 128)
		fprintf(stderr, "qlw %s\n%s%s", format, v->r.out, v->r.err);
	return v->r.code;
}

/* The same with a person at a terminal; the caller ends it. */
static inline struct vt *verbs_on_terminal(struct verbs *v, const char *words, int rows, int cols)
{
	char line[512];
	const char *argv[VERBS_ARGS_MAX];
	snprintf(line, sizeof line, "%s", words);
	verbs_argv(v, line, argv);
	return vt_start(&(struct vt_options){
		.argv = argv, .rows = rows, .cols = cols, .scratch = &v->scratch});
}

static inline bool verbs_out(const struct verbs *v, const char *text)
{
	return strstr(v->r.out, text) != NULL;
}

static inline bool verbs_err(const struct verbs *v, const char *text)
{
	return strstr(v->r.err, text) != NULL;
}

/* Standard output is empty, or only what is meant for people stands on standard error: every line
 * of it begins with "qlw: ". */
static inline bool verbs_err_prefixed(const struct verbs *v)
{
	for (const char *p = v->r.err; *p; p = strchr(p, '\n') + 1) {
		if (strncmp(p, "qlw: ", 5) != 0 || !strchr(p, '\n'))
			return false;
	}
	return true;
}

static inline bool verbs_begin(struct verbs *v, const char *const *sim_args)
{
	*v = (struct verbs){.in = NULL};
	scratch_make(&v->scratch);
	return simproc_start(&v->sim, &v->scratch, sim_args);
}

static inline void verbs_begin_fake(struct verbs *v, const struct fake_row *rows)
{
	*v = (struct verbs){.in = NULL};
	scratch_make(&v->scratch);
	v->fake = fake_open(&v->scratch, rows);
}

static inline void verbs_end(struct verbs *v)
{
	if (v->fake)
		fake_close(v->fake);
	else
		simproc_stop(&v->sim);
	proc_result_free(&v->r);
	scratch_remove(&v->scratch);
}

#endif
