/* One profile on several modules in one run: all of them at the same time, each on its own, from a
 * list of units, and again until none is left. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/file.h>

#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/e2e/verbs.h"

#define SIXTEEN 16
#define ARGS    64

static struct scratch scratch;
static struct simproc sim[SIXTEEN];
static size_t sims;
static struct proc_result r;

static int begin(void **ctx)
{
	(void)ctx;
	memset(&r, 0, sizeof r);
	sims = 0;
	scratch_make(&scratch);
	return 0;
}

static int end(void **ctx)
{
	(void)ctx;
	while (sims > 0)
		simproc_stop(&sim[--sims]);
	proc_result_free(&r);
	scratch_remove(&scratch);
	return 0;
}

/* Module i of this test has IMEI 8644750400907 and two digits. */
static void imei_of(size_t i, char out[16])
{
	snprintf(out, 16, "8644750400907%02u", (unsigned)i % 100);
}

static void add_sim(const char *option, const char *value)
{
	char imei[16];
	imei_of(sims, imei);
	const char *args[] = {"--speed", "100", "--imei", imei, option, value, NULL};
	assert_true(simproc_start(&sim[sims], &scratch, args));
	sims++;
}

/* qlw -p … -p … and the words of line. */
static const char *const *argv_of(size_t from, size_t n, const char *line)
{
	static const char *argv[ARGS];
	static char words[2048];
	size_t k = 0;
	argv[k++] = test_qlw();
	for (size_t i = from; i < from + n; i++) {
		argv[k++] = "-p";
		argv[k++] = sim[i].port;
	}
	snprintf(words, sizeof words, "%s", line);
	for (char *w = strtok(words, " "); w && k < ARGS - 1; w = strtok(NULL, " "))
		argv[k++] = w;
	argv[k] = NULL;
	return argv;
}

static int run(size_t from, size_t n, const char *line)
{
	proc_result_free(&r);
	proc_run(&(struct proc_options){.argv = argv_of(from, n, line), .scratch = &scratch}, &r);
	return r.code;
}

static size_t count(const char *text, const char *part)
{
	size_t n = 0;
	for (; (text = strstr(text, part)); text++)
		n++;
	return n;
}

/* --- journals ------------------------------------------------------------------------------------ */

struct span {
	char first[40], last[40]; /* times of records, which sort as texts */
	bool wrote;
};

static void time_of(const char *line, char out[40])
{
	const char *t = strstr(line, "\"t\":\"");
	snprintf(out, 40, "%.*s", t ? (int)strcspn(t + 5, "\"") : 0, t ? t + 5 : "");
}

static void span_of(const char *path, struct span *s)
{
	size_t len;
	char *text = scratch_read_file(path, &len);
	assert_non_null(text);
	memset(s, 0, sizeof *s);
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		time_of(line, *s->first ? s->last : s->first);
		s->wrote = s->wrote || (strstr(line, "\"dir\":\"tx\"") &&
					       strstr(line, "AT+QLWCFG=\\\"server\\\",0,"));
	}
	free(text);
}

/* Of every file in a folder of the state. */
static size_t spans(struct span *list, size_t max)
{
	char dir[400], path[800];
	size_t n = 0;
	snprintf(dir, sizeof dir, "%s/state/qlw/journals", scratch.dir);
	DIR *d = opendir(dir);
	for (struct dirent *e; d && (e = readdir(d));) {
		snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
		if (e->d_name[0] != '.' && n < max)
			span_of(path, &list[n++]);
	}
	if (d)
		closedir(d);
	return n;
}

/* The most that were at work at one moment. */
static size_t most_at_once(const struct span *list, size_t n)
{
	size_t most = 0;
	for (size_t i = 0; i < n; i++) {
		size_t now = 0;
		for (size_t k = 0; k < n; k++)
			now += strcmp(list[k].first, list[i].first) <= 0 &&
			       strcmp(list[i].first, list[k].last) <= 0;
		most = now > most ? now : most;
	}
	return most;
}

static void remove_journals(void)
{
	char line[400];
	snprintf(line, sizeof line, "rm -r '%s/state/qlw/journals'", scratch.dir);
	assert_int_equal(system(line), 0);
}

static size_t snapshots(void)
{
	char dir[400];
	size_t n = 0;
	snprintf(dir, sizeof dir, "%s/state/qlw/snapshots", scratch.dir);
	DIR *d = opendir(dir);
	for (struct dirent *e; d && (e = readdir(d));)
		n += e->d_name[0] != '.';
	if (d)
		closedir(d);
	return n;
}

/* --- tests --------------------------------------------------------------------------------------- */

static void test_sixteen(void **ctx)
{
	struct span span[SIXTEEN + 1];
	(void)ctx;
	for (size_t i = 0; i < SIXTEEN; i++)
		add_sim(NULL, NULL);
	assert_int_equal(run(0, 1, "apply verizon-staging --yes"), 0);
	uint64_t one_ms = r.took_ms;
	assert_int_equal(run(0, 1, "restore --yes nothing.json"), 6);
	remove_journals();
	assert_int_equal(run(0, SIXTEEN, "apply verizon-production --yes --json"), 0);
	print_message("one module: %u ms, sixteen: %u ms\n", (unsigned)one_ms, (unsigned)r.took_ms);
	assert_int_equal(count(r.out, "\n"), SIXTEEN);
	assert_int_equal(count(r.out, "\"result\":\"done\",\"code\":0"), SIXTEEN);
	assert_int_equal(count(r.out, "\"error\":null"), SIXTEEN);
	for (size_t i = 0; i < SIXTEEN; i++) {
		char imei[16];
		imei_of(i, imei);
		assert_int_equal(count(r.out, imei), 2); /* in its line and its snapshot's name */
	}
	assert_int_equal(snapshots(), 1 + SIXTEEN);
	assert_int_equal(spans(span, SIXTEEN + 1), SIXTEEN);
	assert_true(most_at_once(span, SIXTEEN) > SIXTEEN / 2);
	remove_journals();
	assert_int_equal(run(0, SIXTEEN, "apply verizon-production --yes"), 0);
	assert_int_equal(count(r.out, "nothing to do"), SIXTEEN);
	assert_int_equal(spans(span, SIXTEEN + 1), SIXTEEN);
	for (size_t i = 0; i < SIXTEEN; i++)
		assert_false(span[i].wrote);
}

static void test_one_that_fails_stops_no_other(void **ctx)
{
	(void)ctx;
	add_sim(NULL, NULL);
	add_sim("--fault", "silent");
	add_sim("--fault", "error=,UQS,1");
	add_sim("--firmware", "BG96");
	add_sim(NULL, NULL);
	add_sim(NULL, NULL);
	int held = open(sim[4].port, O_RDWR | O_NOCTTY | O_CLOEXEC);
	assert_int_equal(flock(held, LOCK_EX), 0);
	assert_int_equal(run(0, 6, "--json apply leshan --yes"), 7);
	close(held);
	assert_int_equal(count(r.out, "\n"), 6);
	assert_int_equal(count(r.out, "\"result\":\"done\",\"code\":0"), 2);
	assert_int_equal(count(r.out, "\"code\":4"), 1);
	assert_int_equal(count(r.out, "\"code\":1,\"changes\":2,\"done\":1"), 1);
	assert_int_equal(count(r.out, "\"code\":5"), 1);
	assert_int_equal(count(r.out, "\"code\":3"), 1);
	assert_non_null(strstr(r.err, "to go back: qlw restore /"));
	assert_non_null(strstr(r.err, "6 modules: 2 changed, 0 right already, 4 failed"));
	/* what they have in common is the exit code */
	assert_int_equal(run(0, 2, "apply leshan --yes"), 4);
	assert_non_null(strstr(r.out, "nothing to do"));
}

static void write_units(const char *text)
{
	char *path = scratch_path(&scratch, "units.csv");
	scratch_write_file(path, text, strlen(text));
	free(path);
}

static bool anywhere(const char *secret)
{
	char line[800];
	snprintf(line, sizeof line, "grep -r -q '%s' '%s/state' '%s/done.jsonl'", secret,
		scratch.dir, scratch.dir);
	return system(line) == 0 || strstr(r.out, secret) || strstr(r.err, secret);
}

static const char *with_units(const char *more)
{
	static char line[900];
	snprintf(line, sizeof line,
		"apply leshan-psk --units %s/units.csv --record %s/done.jsonl --yes %s",
		scratch.dir, scratch.dir, more);
	return line;
}

static void test_a_list_of_units(void **ctx)
{
	(void)ctx;
	for (size_t i = 0; i < 3; i++)
		add_sim(NULL, NULL);
	write_units("imei,psk_id,psk_key\n"
		    "864475040090700,unit-a,c0ffee00\n"
		    "864475040090701,\"unit-b\",c0ffee01\n"
		    "864475040090777,unit-x,c0ffee77\n");
	assert_int_equal(run(0, 3, with_units("")), 5);
	assert_int_equal(count(r.out, "done: "), 2);
	assert_non_null(strstr(r.out, "module 864475040090702 is not in "));
	assert_non_null(strstr(r.err, "1 of 3 in "));
	assert_non_null(strstr(r.err, "left: 864475040090777"));
	assert_int_equal(run(1, 1, "diff module leshan-psk"), 0);
	/* done ones need not be there again; one port takes its row as well */
	assert_int_equal(run(1, 1, with_units("")), 0);
	assert_non_null(strstr(r.err, "1 of 3 in "));
	assert_int_equal(run(2, 1, with_units("")), 5);
	assert_false(anywhere("c0ffee0"));
	assert_false(anywhere("unit-b"));
}

static void test_a_list_that_is_wrong(void **ctx)
{
	(void)ctx;
	snprintf(sim[0].port, sizeof sim[0].port, "/nowhere");
	snprintf(sim[1].port, sizeof sim[1].port, "/nobody");
	write_units("imei,psk_id,psk_key\n864475040090700,a,SECRETKEY\n864475040090700,b,00\n");
	assert_int_equal(run(0, 2, with_units("")), 6);
	assert_non_null(strstr(r.err, "units.csv:2:19: psk_key: the value does not fit"));
	assert_non_null(strstr(r.err, "units.csv:3:1: imei: stands in line 2 already"));
	assert_null(strstr(r.err, "SECRETKEY"));
	assert_null(strstr(r.err, "/nowhere"));
	assert_int_equal(run(0, 2, "apply leshan --yes --units /nowhere/units.csv"), 6);
	assert_int_equal(
		run(0, 2, "apply telstra-staging --yes"), 3); /* no input, but ports first */
}

static void test_what_several_ports_are_not_for(void **ctx)
{
	(void)ctx;
	snprintf(sim[0].port, sizeof sim[0].port, "/nowhere");
	snprintf(sim[1].port, sizeof sim[1].port, "/nobody");
	assert_int_equal(run(0, 2, "get"), 2);
	assert_non_null(strstr(r.err, "get takes one port"));
	assert_int_equal(run(0, 2, "apply leshan --yes --journal j"), 2);
	assert_int_equal(run(0, 2, "apply leshan"), 5);
	snprintf(sim[1].port, sizeof sim[1].port, "/nowhere");
	assert_int_equal(run(0, 2, "apply leshan --yes"), 2);
	assert_non_null(strstr(r.err, "given twice"));
}

/* A module on two ports, or a second qlw: the lock of an apply is a file by IMEI. */
static void test_one_module_one_apply(void **ctx)
{
	char path[400];
	(void)ctx;
	add_sim(NULL, NULL);
	snprintf(path, sizeof path, "mkdir -p -m 700 '%s/state/qlw/locks'", scratch.dir);
	assert_int_equal(system(path), 0);
	snprintf(path, sizeof path, "%s/state/qlw/locks/864475040090700", scratch.dir);
	int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	assert_int_equal(flock(lock, LOCK_EX), 0);
	assert_int_equal(run(0, 1, "apply leshan --yes"), 3);
	assert_non_null(strstr(r.err, "another qlw is applying to module 864475040090700"));
	close(lock);
	assert_int_equal(run(0, 1, "apply leshan --yes"), 0);
	assert_int_equal(access(path, F_OK), -1);
}

/* Ended in the middle, whoever is at work ends, too; the next run finishes the job. */
static void test_cut_off(void **ctx)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGKILL};
	(void)ctx;
	for (size_t i = 0; i < 4; i++)
		add_sim(NULL, NULL);
	for (size_t i = 0; i < 3; i++) {
		const char *const *argv = argv_of(0, 4, "apply verizon-staging --yes --json");
		struct proc *p =
			proc_start(&(struct proc_options){.argv = argv, .scratch = &scratch});
		assert_true(proc_wait_out(p, "\n"));
		proc_signal(p, signals[i]);
		proc_result_free(&r);
		proc_finish(p, 0, &r);
		if (r.code)
			print_message("signal %d: %d\n%s%s", signals[i], r.code, r.out, r.err);
		assert_true(r.code == 0 || r.code == 130 || r.code == 128 + signals[i]);
		while (scratch_processes(&scratch, 0) > 4)
			usleep(1000);
		assert_int_equal(run(0, 4, "apply verizon-staging --yes --json"), 0);
		assert_int_equal(run(0, 4, "apply leshan --yes --json"), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_sixteen, begin, end),
		cmocka_unit_test_setup_teardown(test_one_that_fails_stops_no_other, begin, end),
		cmocka_unit_test_setup_teardown(test_a_list_of_units, begin, end),
		cmocka_unit_test_setup_teardown(test_a_list_that_is_wrong, begin, end),
		cmocka_unit_test_setup_teardown(test_what_several_ports_are_not_for, begin, end),
		cmocka_unit_test_setup_teardown(test_one_module_one_apply, begin, end),
		cmocka_unit_test_setup_teardown(test_cut_off, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
