/*
 * `files` in words: what a file says, which settings say the same, what is wrong with those of the
 * module, PSK files made from what the user has; and keys that appear nowhere.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/e2e/verbs.h"

#define KEY "0badc0de5ec4e7a5"

static const char boot[] = "{\"bn\":\"/0/0/\",\"e\":[\n"
			   "{\"n\":\"0\",\"sv\":\"coaps://a.example:5684\"},\n"
			   "{\"n\":\"1\",\"bv\":false},\n"
			   "{\"n\":\"2\",\"v\":0},\n"
			   "{\"n\":\"3\",\"sv\":\"b3lzdGVyaWRlbnRpdHk=\"},\n"
			   "{\"n\":\"5\",\"sv\":\"C63A3l7E56U=\"},\n"
			   "{\"n\":\"10\",\"v\":102}]}\n"
			   "{\"bn\":\"/1/0/\",\"e\":[\n"
			   "{\"n\":\"0\",\"v\":102},{\"n\":\"1\",\"v\":300},\n"
			   "{\"n\":\"6\",\"bv\":true},{\"n\":\"7\",\"sv\":\"U\"}]}\n";

static const char cfg[] = "{\nAPN=iot.example;\nREG_RETRY_TIMEOUT=30;\nACK_TIMEOUT=9;\n}\n";

static struct verbs v;
static char flash[300];

static int begin(void **ctx)
{
	(void)ctx;
	v = (struct verbs){.in = NULL};
	scratch_make(&v.scratch);
	snprintf(flash, sizeof flash, "%s/flash", v.scratch.dir);
	const char *const args[] = {"--speed", "10", "--dir", flash, NULL};
	return simproc_start(&v.sim, &v.scratch, args) ? 0 : -1;
}

static int end(void **ctx)
{
	(void)ctx;
	verbs_end(&v);
	return 0;
}

static char *here(const char *name)
{
	static char path[4][300];
	static unsigned next;
	char *p = path[next++ % 4];
	snprintf(p, sizeof path[0], "%s/%s", v.scratch.dir, name);
	return p;
}

static const char *put_here(const char *name, const char *text)
{
	char *path = here(name);
	scratch_write_file(path, text, strlen(text));
	return path;
}

static void no_secrets(void)
{
	static const char *const secrets[] = {
		KEY, "oysteridentity", "b3lzdGVyaWRlbnRpdHk=", "C63A3l7E56U="};
	for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++) {
		assert_null(strstr(v.r.out, secrets[i]));
		assert_null(strstr(v.r.err, secrets[i]));
	}
}

static void test_show(void **ctx)
{
	(void)ctx;
	assert_int_equal(verbs_run(&v, "files show %s", put_here("bootstrap.ini", boot)), 0);
	assert_true(verbs_out(&v, "/0/0 LwM2M Security: short ID 102, coaps://a.example:5684\n"));
	assert_true(verbs_out(&v, "  /0/0/2 Security Mode: 0, PSK: DTLS with a pre-shared key ("));
	assert_true(verbs_out(&v, "  /1/0/1 Lifetime: 300 s ("));
	no_secrets();
	assert_int_equal(verbs_run(&v, "files put %s", here("bootstrap.ini")), 0);
	assert_int_equal(verbs_run(&v, "--json files show bootstrap.ini"), 0);
	assert_true(verbs_out(&v, "\"line\":2,\"name\":\"/0/0/0\",\"title\":\"LwM2M Server URI\","
				  "\"value\":\"coaps://a.example:5684\""));
	assert_true(verbs_out(&v, "\"name\":\"/0/0/5\""));
	no_secrets();
	assert_int_equal(verbs_run(&v, "files show lwm2m_cfg"), 1); /* not there */
	assert_int_equal(verbs_run(&v, "files show notes.txt"), 6);
}

static void test_settings(void **ctx)
{
	(void)ctx;
	put_here("lwm2m_cfg", cfg);
	put_here("bootstrap.ini", boot);
	assert_int_equal(
		verbs_run(&v, "files settings %s %s", here("lwm2m_cfg"), here("bootstrap.ini")), 0);
	assert_true(verbs_out(&v, "set security 0 short_id=102 server_addr=coaps://a.example:5684 "
				  "bootstrap=0 security_mode=0 psk_id=- psk_key=-\n"));
	assert_true(verbs_out(&v, "set server 0 life_time=300 "));
	assert_true(verbs_out(&v, "set transcfg retry_timeout=30"));
	assert_true(verbs_err(&v, "qlw: left out: ACK_TIMEOUT: "));
	no_secrets();
	assert_int_equal(verbs_run(&v, "--json files settings %s", here("bootstrap.ini")), 0);
	assert_true(verbs_out(&v, "{\"key\":\"security\",\"client_index\":0,\"short_id\":102,"));
	no_secrets();
	assert_int_equal(
		verbs_run(&v, "files settings %s", put_here("lwm2m_cfg", "{\nVERSION=9;\n}\n")), 6);
}

/* And back: what the settings say as a file says the same settings. */
static void test_there_and_back(void **ctx)
{
	(void)ctx;
	assert_int_equal(verbs_run(&v, "set security 0 short_id=102 server_addr=coap://a.example "
				       "bootstrap=0 security_mode=3"),
		0);
	assert_int_equal(verbs_run(&v, "set server 0 life_time=300 binding=UQ"), 0);
	assert_int_equal(verbs_run(&v, "files make bootstrap.ini %s", here("bootstrap.ini")), 0);
	assert_int_equal(verbs_run(&v, "files settings %s", here("bootstrap.ini")), 0);
	assert_true(verbs_out(&v, "set security 0 short_id=102 server_addr=coap://a.example "
				  "bootstrap=0 security_mode=3\n"));
	assert_true(verbs_out(&v, "life_time=300") && verbs_out(&v, "binding=UQ"));
}

static void test_check(void **ctx)
{
	(void)ctx;
	assert_int_equal(verbs_run(&v, "files check"), 0);
	assert_true(verbs_err(&v, "0 files on the module"));
	assert_int_equal(verbs_run(&v, "files put %s", put_here("lwm2m_cfg", cfg)), 0);
	assert_int_equal(verbs_run(&v, "files put %s notes.txt", here("lwm2m_cfg")), 0);
	assert_int_equal(verbs_run(&v, "files check"), 0);
	assert_string_equal(v.r.out, "");
	put_here("carrier_apn_cfg", "APN_NAME=a\nIP_FAMILY=v5\n;\n");
	assert_int_equal(verbs_run(&v, "files put %s", here("carrier_apn_cfg")), 0);
	assert_int_equal(verbs_run(&v, "files check"), 6);
	assert_true(verbs_out(&v, "carrier_apn_cfg:2:11: IP_FAMILY: v5 is not allowed"));
	assert_int_equal(verbs_run(&v, "--json files check"), 6);
	assert_true(verbs_out(&v, "{\"file\":\"carrier_apn_cfg\",\"line\":2,\"column\":11,"));
}

static bool file_is(const char *path, const char *text)
{
	size_t len;
	struct stat st;
	char *got = scratch_read_file(path, &len);
	const bool same =
		got && strcmp(got, text) == 0 && !stat(path, &st) && (st.st_mode & 0777) == 0600;
	free(got);
	return same;
}

static void test_make_psk(void **ctx)
{
	(void)ctx;
	v.in = "oysteridentity\n" KEY "\n"; /* nobody is there to be asked: two lines */
	assert_int_equal(verbs_run(&v, "files make 102_server.psk %s", here("a.psk")), 0);
	assert_true(file_is(here("a.psk"), "oysteridentity:" KEY));
	no_secrets();
	put_here("key", KEY "\n");
	assert_int_equal(
		verbs_run(&v, "files make ssl/102_server.psk %s psk_id=oysteridentity psk_key=@%s",
			here("b.psk"), here("key")),
		0);
	assert_true(file_is(here("b.psk"), "oysteridentity:" KEY));
	no_secrets();
	v.in = KEY "z\n";
	assert_int_equal(
		verbs_run(&v, "files make 102_server.psk %s psk_id=x psk_key=-", here("c")), 6);
	assert_true(verbs_err(&v, "key: "));
	no_secrets();
	assert_int_not_equal(access(here("c"), F_OK), 0);
	assert_int_equal(
		verbs_run(&v, "files make server.psk %s psk_id=x psk_key=ab", here("c")), 6);
	assert_int_equal(verbs_run(&v, "files make 102_server.psk %s psk=ab", here("c")), 2);
}

static void test_edit_is_the_consoles(void **ctx)
{
	(void)ctx;
	assert_int_equal(verbs_run(&v, "files edit bootstrap.ini"), 2);
	assert_true(verbs_err(&v, ":files edit bootstrap.ini"));
}

/* What differs is said entry by entry where both are understood. */
static void test_diff_in_words(void **ctx)
{
	(void)ctx;
	assert_int_equal(verbs_run(&v, "files put %s", put_here("bootstrap.ini", boot)), 0);
	char other[sizeof boot];
	memcpy(other, boot, sizeof boot);
	memcpy(strstr(other, ":300"), ":301", 4);
	memcpy(strstr(other, "C63A3l7E56U="), "C63A3l7E56V=", 12);
	assert_int_equal(verbs_run(&v, "files diff bootstrap.ini %s", put_here("other", other)), 7);
	assert_true(verbs_out(&v, "/1/0/1 Lifetime: 300 s \u2192 301 s\n"));
	assert_true(verbs_out(&v, "/0/0/5 Secret Key: "));
	no_secrets();
	assert_null(strstr(v.r.out, "C63A3l7E56V="));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_show, begin, end),
		cmocka_unit_test_setup_teardown(test_settings, begin, end),
		cmocka_unit_test_setup_teardown(test_there_and_back, begin, end),
		cmocka_unit_test_setup_teardown(test_check, begin, end),
		cmocka_unit_test_setup_teardown(test_make_psk, begin, end),
		cmocka_unit_test_setup_teardown(test_edit_is_the_consoles, begin, end),
		cmocka_unit_test_setup_teardown(test_diff_in_words, begin, end),
	};
	return cmocka_run_group_tests_name("files in words", tests, NULL, NULL);
}
