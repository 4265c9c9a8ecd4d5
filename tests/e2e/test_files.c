/*
 * `files` against the simulated module: there and back byte for byte, links that are cut, Ctrl-C in the
 * middle, and keys that stay where they belong.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <glob.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/e2e/verbs.h"
#include "tests/lib/cutter.h"

#define BIG (100 * 1024)
#define OLD (40 * 1024)

static struct verbs v;
static struct cutter *cutter; /* NULL: straight to the module */
static char listen[300], flash[300];
static uint8_t big[BIG], old[OLD];

/* --- the scene ------------------------------------------------------------------------------------ */

static int fill(void **ctx)
{
	static const char traps[] = "\r\nOK\r\n+++\r\n+CME ERROR: 421\r\n\r\nRDY\r\n";
	uint64_t seed = test_seed();
	(void)ctx;
	for (size_t i = 0; i < sizeof big; i++)
		big[i] = (uint8_t)test_random(&seed);
	for (size_t i = 0; i < sizeof old; i++)
		old[i] = (uint8_t)test_random(&seed);
	for (size_t i = 0; i + sizeof traps < sizeof big; i += 1000)
		memcpy(big + i, traps, sizeof traps - 1);
	return 0;
}

static int begin(void **ctx)
{
	(void)ctx;
	v = (struct verbs){.in = NULL};
	scratch_make(&v.scratch);
	snprintf(flash, sizeof flash, "%s/flash", v.scratch.dir);
	const char *const args[] = {"--speed", "10", "--dir", flash, NULL};
	return simproc_start(&v.sim, &v.scratch, args) ? 0 : -1;
}

static int begin_cutter(void **ctx)
{
	(void)ctx;
	v = (struct verbs){.in = NULL};
	scratch_make(&v.scratch);
	snprintf(flash, sizeof flash, "%s/flash", v.scratch.dir);
	snprintf(listen, sizeof listen, "unix:%s/module", v.scratch.dir);
	const char *const args[] = {"--speed", "10", "--dir", flash, "--listen", listen, NULL};
	if (!simproc_start(&v.sim, &v.scratch, args))
		return -1;
	cutter = cutter_open(&v.scratch, v.sim.port);
	snprintf(v.sim.port, sizeof v.sim.port, "%s", cutter_port(cutter));
	return 0;
}

static int end(void **ctx)
{
	(void)ctx;
	if (cutter)
		cutter_close(cutter);
	cutter = NULL;
	verbs_end(&v);
	return 0;
}

static struct proc *start(const char *words)
{
	char line[1024];
	const char *argv[VERBS_ARGS_MAX];
	snprintf(line, sizeof line, "%s", words);
	verbs_argv(&v, line, argv);
	const struct proc_options o = {.argv = argv,
		.scratch = &v.scratch,
		.companion = cutter ? cutter_companion(cutter) : NULL};
	proc_result_free(&v.r);
	return proc_start(&o);
}

static int finish(struct proc *p)
{
	proc_finish(p, 60000, &v.r);
	if (v.r.timed_out || v.r.code > 130)
		fprintf(stderr, "%s%s", v.r.out, v.r.err);
	return v.r.code;
}

static int run(const char *words)
{
	return finish(start(words));
}

static char *here(const char *name)
{
	static char path[4][300];
	static unsigned next;
	char *p = path[next++ % 4];
	snprintf(p, sizeof path[0], "%s/%s", v.scratch.dir, name);
	return p;
}

static const char *words(const char *format, ...)
{
	static char line[1024];
	va_list ap;
	va_start(ap, format);
	vsnprintf(line, sizeof line, format, ap);
	va_end(ap);
	return line;
}

static bool holds(const char *path, const void *bytes, size_t len)
{
	size_t n;
	char *got = scratch_read_file(path, &n);
	bool same = got && n == len && memcmp(got, bytes, len) == 0;
	free(got);
	return same;
}

/* What the module's flash has under this name. */
static bool module_holds(const char *name, const void *bytes, size_t len)
{
	return holds(here(words("flash/datatx/%s", name)), bytes, len);
}

static void store(const char *name, const void *bytes, size_t len)
{
	mkdir(flash, 0700);
	mkdir(here("flash/datatx"), 0700);
	scratch_write_file(here(words("flash/datatx/%s", name)), bytes, len);
}

/* A file that was kept because it could not be put back. */
static void assert_rescued(size_t len)
{
	glob_t found;
	char *pattern = here("state/qlw/backups/*");
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	assert_true(holds(found.gl_pathv[0], old, len));
	assert_true(verbs_err(&v, found.gl_pathv[0]));
	unlink(found.gl_pathv[0]);
	globfree(&found);
}

/* Whether there is such a file in the folder of old content; path may be NULL. */
static bool backup(const char *pattern, char *path, size_t size)
{
	glob_t found;
	bool any = glob(here(words("state/qlw/backups/%s", pattern)), 0, NULL, &found) == 0;
	if (any && path)
		snprintf(path, size, "%s", found.gl_pathv[0]);
	globfree(&found);
	return any;
}

/* --- there and back ------------------------------------------------------------------------------- */

static void test_there_and_back(void **ctx)
{
	(void)ctx;
	assert_int_equal(run("--json files ls"), 0);
	assert_string_equal(v.r.out, "");
	scratch_write_file(here("big"), big, BIG);
	assert_int_equal(run(words("files put %s", here("big"))), 0);
	assert_true(module_holds("big", big, BIG));
	assert_int_equal(run("--json files ls"), 0);
	assert_string_equal(v.r.out, "{\"name\":\"big\",\"size\":102400}\n");
	assert_int_equal(run(words("files get big %s", here("back"))), 0);
	assert_true(holds(here("back"), big, BIG));
	assert_int_equal(run(words("files diff big %s", here("big"))), 0);
	assert_string_equal(v.r.out, "");
	scratch_write_file(here("other"), big, BIG - 1);
	assert_int_equal(run(words("files diff big %s --json", here("other"))), 7);
	assert_string_equal(v.r.out, "{\"name\":\"big\",\"size\":102400,\"local_size\":102399,"
				     "\"first_difference\":102399}\n");
	assert_int_equal(run("files get big"), 0);
	assert_int_equal(v.r.out_len, BIG);
	assert_memory_equal(v.r.out, big, BIG);
	assert_int_equal(run("--json files rm big --yes"), 0);
	assert_int_equal(run("files ls"), 0);
	assert_string_equal(v.r.out, "");
}

static void test_existing_file(void **ctx)
{
	(void)ctx;
	store("lwm2m_cfg", old, OLD);
	scratch_write_file(here("lwm2m_cfg"), big, 5000);
	assert_int_equal(run(words("files put %s", here("lwm2m_cfg"))), 5);
	assert_true(verbs_err(&v, "--yes"));
	assert_true(module_holds("lwm2m_cfg", old, OLD));
	assert_int_equal(run(words("files put %s --yes", here("lwm2m_cfg"))), 0);
	assert_true(module_holds("lwm2m_cfg", big, 5000));
	assert_int_equal(run(words("files put %s --yes", here("lwm2m_cfg"))), 0);
	assert_true(verbs_err(&v, "there already"));
	assert_int_equal(run("files rm lwm2m_cfg"), 5);
	assert_int_equal(run("files rm lwm2m_cfg --yes"), 0);
	assert_int_equal(run("files rm lwm2m_cfg --yes"), 1);
	assert_true(verbs_err(&v, "405"));
}

/* What is replaced can be had back, and where from is said. */
static void test_old_content_is_kept(void **ctx)
{
	static const char was[] = "PDP_RETRY_COUNT=2\n", key[] = "unit-7\n0badc0de0badc0de\n";
	char path[300] = "";
	struct stat st;
	(void)ctx;
	store("lwm2m_cfg", was, sizeof was - 1);
	scratch_write_file(here("lwm2m_cfg"), "X=1\n", 4);
	assert_int_equal(run(words("files put %s --yes", here("lwm2m_cfg"))), 0);
	assert_true(backup("*lwm2m_cfg", path, sizeof path));
	assert_true(verbs_err(&v, path));
	assert_true(holds(path, was, sizeof was - 1));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	store("100_server.psk", key, sizeof key - 1);
	scratch_write_file(here("100_server.psk"), "other\n0badc0de\n", 15);
	assert_int_equal(run(words("files put %s --yes", here("100_server.psk"))), 0);
	assert_true(verbs_err(&v, "not kept"));
	assert_false(backup("*psk", NULL, 0));
	assert_int_equal(run("files rm lwm2m_cfg --yes"), 0);
	assert_true(verbs_err(&v, "lwm2m_cfg: deleted"));
}

/* What is wrong with it is said where it stands. */
static void test_errors_are_shown(void **ctx)
{
	static const char wrong[] = "{\"bn\":\"/\",\"e\":[\n{\"n\":\"0/1/2\",\"v\":9}]}\n";
	(void)ctx;
	scratch_write_file(here("bootstrap.ini"), wrong, sizeof wrong - 1);
	assert_int_equal(run(words("files put %s", here("bootstrap.ini"))), 0);
	assert_true(verbs_err(&v, words("%s:2:", here("bootstrap.ini"))));
	assert_true(verbs_err(&v, "sent as it is"));
	assert_true(module_holds("bootstrap.ini", wrong, sizeof wrong - 1));
}

static void test_the_name_says_the_kind(void **ctx)
{
	(void)ctx;
	scratch_write_file(here("made.ini"), "{}", 2);
	assert_int_equal(run(words("files show %s", here("made.ini"))), 6);
	assert_true(verbs_err(&v, "the name says which kind"));
	assert_true(verbs_err(&v, "bootstrap.ini"));
}

static void test_a_file_here_is_replaced(void **ctx)
{
	(void)ctx;
	store("old", old, OLD);
	scratch_write_file(here("mine"), "mine", 4);
	assert_int_equal(run(words("files get old %s", here("fresh"))), 0);
	assert_false(verbs_err(&v, "replaced"));
	assert_int_equal(run(words("files get old %s", here("mine"))), 0);
	assert_true(verbs_err(&v, "4 bytes: replaced"));
	assert_true(holds(here("mine"), old, OLD));
}

static void test_empty_file(void **ctx)
{
	(void)ctx;
	scratch_write_file(here("lwm2m_app_autostart"), "", 0);
	assert_int_equal(run(words("files put %s", here("lwm2m_app_autostart"))), 0);
	assert_true(module_holds("lwm2m_app_autostart", "", 0));
	assert_int_equal(run("--json files ls"), 0);
	assert_string_equal(v.r.out, "{\"name\":\"lwm2m_app_autostart\",\"size\":0}\n");
	assert_int_equal(run("files get lwm2m_app_autostart"), 0);
	assert_string_equal(v.r.out, "");
}

static void test_usage(void **ctx)
{
	(void)ctx;
	scratch_write_file(here("x"), "x", 1);
	assert_int_equal(run("files"), 2);
	assert_int_equal(run("files tidy"), 2);
	assert_int_equal(run("files get"), 2);
	assert_int_equal(run("files ls x"), 2);
	assert_int_equal(run("files rm ../settings --yes"), 2);
	assert_int_equal(run(words("files put %s /etc/passwd", here("x"))), 2);
	assert_int_equal(run(words("files put %s", here("nothing"))), 6);
	assert_int_equal(run(words("files put %s", v.scratch.dir)), 6);
	assert_int_equal(run("files get nothing"), 1);
	assert_int_equal(run(words("--read-only files put %s", here("x"))), 5);
	assert_int_equal(run("--read-only files rm x --yes"), 5);
	assert_int_equal(run("--read-only files ls"), 0);
	assert_true(verbs_err_prefixed(&v));
}

static int begin_full(void **ctx)
{
	(void)ctx;
	v = (struct verbs){.in = NULL};
	scratch_make(&v.scratch);
	snprintf(flash, sizeof flash, "%s/flash", v.scratch.dir);
	const char *const args[] = {"--fault", "flash-full", "--dir", flash, NULL};
	store("x", old, 1000);
	return simproc_start(&v.sim, &v.scratch, args) ? 0 : -1;
}

/* The worst case: the old file had to go, and no other can be written. */
static void test_full_flash(void **ctx)
{
	(void)ctx;
	scratch_write_file(here("full"), big, 2000);
	assert_int_equal(run(words("files put %s x --yes", here("full"))), 1);
	assert_true(verbs_err(&v, "409"));
	assert_true(verbs_err(&v, "the module has no x now"));
	assert_rescued(1000);
}

static void test_make(void **ctx)
{
	(void)ctx;
	assert_int_equal(
		run("set security 0 short_id=102 server_addr=coaps://lwm2m.example.com:5684 "
		    "bootstrap=0 security_mode=0 psk_id=unit-7 psk_key=00112233445566778899"),
		0);
	assert_int_equal(run(words("files make bootstrap.ini %s", here("made"))), 0);
	assert_true(verbs_err(&v, "PSK"));
	size_t len;
	char *made = scratch_read_file(here("made"), &len);
	assert_non_null(made);
	assert_non_null(strstr(made, "coaps://lwm2m.example.com:5684"));
	assert_null(strstr(made, "00112233445566778899"));
	free(made);
	assert_int_equal(run(words("files put %s bootstrap.ini", here("made"))), 0);
	assert_true(verbs_err(&v, "reboot"));
	assert_int_equal(
		run(words("files put %s bootstrap.ini --yes", test_sim())), 6); /* too long */
	scratch_write_file(here("bad"), "{", 1);
	assert_int_equal(run(words("files put %s bootstrap.ini --yes", here("bad"))), 0);
	assert_true(verbs_err(&v, "qlw check"));
	assert_int_equal(run(words("files make notes.txt %s", here("notes"))), 6);
}

/* --- keys ----------------------------------------------------------------------------------------- */

static void search(const char *dir, const char *secret, size_t *files)
{
	DIR *d = opendir(dir);
	assert_non_null(d);
	for (struct dirent *e; (e = readdir(d));) {
		char path[1024];
		struct stat st;
		size_t len;
		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
			continue;
		snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
		if (stat(path, &st))
			continue;
		if (S_ISDIR(st.st_mode)) {
			search(path, secret, files);
			continue;
		}
		char *text = scratch_read_file(path, &len);
		if (text && strstr(text, secret))
			fail_msg("%s holds %s", path, secret);
		free(text);
		(*files)++;
	}
	closedir(d);
}

/* Nothing that this program writes by itself, and nothing that it says, has a key in it. */
static void assert_secret(const char *secret)
{
	size_t files = 0;
	assert_null(strstr(v.r.err, secret));
	search(here("state"), secret, &files);
	assert_true(files > 0);
}

static void test_no_key_in_any_artefact(void **ctx)
{
	(void)ctx;
	static const char key[] =
		"d6160c2e7c90399ee7d207a22611e3d3a87241b0462976b935341d000a91e747";
	static const char id[] = "urn:imei-msisdn:004402460030392-2234235569";
	static const char base64[] = "MTIzNDU2Nzg5MDEyMzQ1Ng==";
	char psk[256], *boot = malloc(9000);
	int n = snprintf(psk, sizeof psk, "|%s|:\n%s\n", id, key);
	scratch_write_file(here("100_server.psk"), psk, (size_t)n);
	/* far enough into the file that it comes in many pieces */
	size_t len = (size_t)snprintf(boot, 9000, "{\"bn\":\"/0/0/\",\"e\":[");
	while (len < 5000)
		len += (size_t)snprintf(boot + len, 9000 - len, "{\"n\":\"1\",\"bv\":true},\n");
	for (int i = 0; i < 40; i++)
		len += (size_t)snprintf(
			boot + len, 9000 - len, "{\"n\":\"5\",\"ov\":\"%s\"},", base64);
	len += (size_t)snprintf(boot + len, 9000 - len, "{\"n\":\"10\",\"v\":100}]}\n");
	scratch_write_file(here("bootstrap.ini"), boot, len);
	assert_int_equal(
		run(words("-v files put %s ssl/100_server.psk", here("100_server.psk"))), 0);
	assert_secret(key);
	assert_int_equal(run(words("-v files put %s", here("bootstrap.ini"))), 0);
	assert_secret(base64);
	assert_int_equal(run(words("-v files get ssl/100_server.psk %s", here("psk"))), 0);
	assert_true(holds(here("psk"), psk, (size_t)n));
	struct stat st;
	assert_int_equal(stat(here("psk"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_secret(key);
	assert_secret(id);
	assert_int_equal(run(words("-v files get bootstrap.ini %s", here("boot"))), 0);
	assert_true(holds(here("boot"), boot, len));
	assert_secret(base64);
	free(boot);
}

/* --- links that are cut --------------------------------------------------------------------------- */

/* Every 1 kB in a soak, otherwise the first and the last. */
static size_t steps(void)
{
	return getenv("SOAK") ? BIG / 1024 - 1 : 2;
}

static size_t cut_of(size_t i)
{
	return getenv("SOAK") ? (i + 1) * 1024 : 1024 + i * (BIG - 2048);
}

/* Of a download nothing is left, here as little as there. */
static void test_download_is_cut(void **ctx)
{
	(void)ctx;
	store("x", big, BIG);
	for (size_t i = 0; i < steps(); i++) {
		cutter_cut(cutter, cut_of(i) + 600, true);
		int code = run(words("files get x %s", here("back")));
		if (code != 3 || access(here("back"), F_OK) == 0)
			fail_msg("cut %zu: exit %d\n%s", cut_of(i), code, v.r.err);
	}
	assert_int_equal(run(words("files get x %s", here("back"))), 0);
	assert_true(holds(here("back"), big, BIG));
}

/* It comes back: what was there is there again. */
static void test_cut_and_back(void **ctx)
{
	(void)ctx;
	scratch_write_file(here("x"), big, BIG);
	for (size_t i = 0; i < steps(); i++) {
		store("x", old, OLD);
		cutter_cut(cutter, OLD + cut_of(i), true); /* the old content comes first */
		int code = run(words("files put %s --yes", here("x")));
		if (code != 3 || !module_holds("x", old, OLD))
			fail_msg("cut %zu: exit %d\n%s", cut_of(i), code, v.r.err);
		assert_true(verbs_err(&v, "as they were"));
	}
}

/* It does not: what is left is said, and the old content is kept here. */
static void test_cut_for_good(void **ctx)
{
	(void)ctx;
	for (size_t i = 0; i < steps(); i++) {
		if (i)
			begin_cutter(ctx);
		scratch_write_file(here("x"), big, BIG);
		store("x", old, OLD);
		cutter_cut(cutter, OLD + cut_of(i), false);
		int code = run(words("files put %s --yes --timeout 1", here("x")));
		if (code != 3)
			fail_msg("cut %zu: exit %d\n%s", cut_of(i), code, v.r.err);
		assert_true(verbs_err(&v, "x on the module is incomplete or missing"));
		assert_rescued(OLD);
		if (i + 1 < steps())
			end(ctx);
	}
}

static void wait_held(void)
{
	uint64_t limit = test_now_ms() + PATIENCE_MS;
	while (!cutter_held(cutter) && test_now_ms() < limit) {
		struct pollfd fd = {.fd = cutter_companion(cutter)->fd, .events = POLLIN};
		poll(&fd, 1, 100);
		cutter_run(cutter);
	}
	assert_true(cutter_held(cutter));
}

static void test_module_dies(void **ctx)
{
	(void)ctx;
	scratch_write_file(here("x"), big, BIG);
	cutter_hold(cutter, 40000);
	struct proc *p = start(words("files put %s --timeout 1", here("x")));
	wait_held();
	simproc_kill(&v.sim);
	cutter_cut(cutter, 0, false);
	cutter_release(cutter);
	assert_int_equal(finish(p), 3);
	assert_true(verbs_err(&v, "incomplete or missing"));
}

/* Ctrl-C in the middle: the old content is back, and the port answers. */
static void test_cancelled(void **ctx)
{
	(void)ctx;
	store("x", old, OLD);
	scratch_write_file(here("x"), big, BIG);
	cutter_hold(cutter, 50000);
	struct proc *p = start(words("files put %s --yes", here("x")));
	wait_held();
	proc_signal(p, SIGINT);
	cutter_release(cutter);
	assert_int_equal(finish(p), 130);
	assert_true(verbs_err(&v, "as they were"));
	assert_true(module_holds("x", old, OLD));
	assert_int_equal(run(words("files put %s --yes", here("x"))), 0);
	assert_true(module_holds("x", big, BIG));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_there_and_back, begin, end),
		cmocka_unit_test_setup_teardown(test_existing_file, begin, end),
		cmocka_unit_test_setup_teardown(test_old_content_is_kept, begin, end),
		cmocka_unit_test_setup_teardown(test_errors_are_shown, begin, end),
		cmocka_unit_test_setup_teardown(test_the_name_says_the_kind, begin, end),
		cmocka_unit_test_setup_teardown(test_a_file_here_is_replaced, begin, end),
		cmocka_unit_test_setup_teardown(test_empty_file, begin, end),
		cmocka_unit_test_setup_teardown(test_usage, begin, end),
		cmocka_unit_test_setup_teardown(test_full_flash, begin_full, end),
		cmocka_unit_test_setup_teardown(test_make, begin, end),
		cmocka_unit_test_setup_teardown(test_no_key_in_any_artefact, begin, end),
		cmocka_unit_test_setup_teardown(test_download_is_cut, begin_cutter, end),
		cmocka_unit_test_setup_teardown(test_cut_and_back, begin_cutter, end),
		cmocka_unit_test_setup_teardown(test_cut_for_good, begin_cutter, end),
		cmocka_unit_test_setup_teardown(test_module_dies, begin_cutter, end),
		cmocka_unit_test_setup_teardown(test_cancelled, begin_cutter, end),
	};
	return cmocka_run_group_tests_name("files", tests, fill, NULL);
}
