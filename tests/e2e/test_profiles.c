/* Profiles on the simulated module: every one that comes with the program is applied, proven, applied
 * again without a write, and taken back to the byte. Then what stops them. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <cjson/cJSON.h>

#include "tests/e2e/verbs.h"

static struct verbs v;

static int begin(void **ctx)
{
	static const char *const fast[] = {"--speed", "100", NULL};
	(void)ctx;
	return verbs_begin(&v, fast) ? 0 : -1;
}

static int end(void **ctx)
{
	(void)ctx;
	verbs_end(&v);
	return 0;
}

/* --- what is in a profile ----------------------------------------------------------------------- */

static cJSON *read_profile(const char *name)
{
	char path[300];
	size_t len;
	snprintf(path, sizeof path, "profiles/%.200s.json", name);
	char *text = scratch_read_file(path, &len);
	assert_non_null(text);
	cJSON *json = cJSON_Parse(text);
	free(text);
	assert_non_null(json);
	return json;
}

/* " --var 'imei=…'" for each input that nobody else answers, with its example. */
static void vars_of(const char *name, char *out, size_t size)
{
	cJSON *json = read_profile(name), *input;
	*out = '\0';
	cJSON_ArrayForEach(input, cJSON_GetObjectItem(json, "inputs"))
	{
		size_t used = strlen(out);
		snprintf(out + used, size - used, " --var '%s=%s'", input->string,
			cJSON_GetObjectItem(input, "example")->valuestring);
	}
	cJSON_Delete(json);
}

/* --- what the module has ------------------------------------------------------------------------ */

/* What it answers to every question, exactly. */
static char *settings(void)
{
	static const char *const keys[] = {"autostart", "pdpcid", "security", "server", "epns",
		"transcfg", "version", "select", "host\",0", "host\",1", "device", "session",
		"mbsps"};
	char words[1024] = "at AT+CGDCONT?";
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		snprintf(words + strlen(words), sizeof words - strlen(words), " AT+QLWCFG=\"%s%s",
			keys[i], strchr(keys[i], '"') ? "" : "\"");
	assert_int_equal(verbs_run(&v, "%s", words), 0);
	assert_true(verbs_out(&v, "+QLWCFG: \"mbsps\""));
	return strdup(v.r.out);
}

static void expect_settings(const char *before)
{
	char *now = settings();
	assert_string_equal(now, before);
	free(now);
}

/* An account, a second one, and values that are nobody's default. */
static void use_module(void)
{
	static const char *const words[] = {
		"set security 0 short_id=7 server_addr=coap://a.b:5683 bootstrap=0 "
		"security_mode=3",
		"set server 0 life_time=60 period_min=0 period_max=50 disable_time=60 storing=1 "
		"binding=UQ",
		"set security 3 short_id=8 server_addr=coap://c.d:5683 bootstrap=0 "
		"security_mode=3",
		"set pdpcid 3 pdp_cid=4 apn_class=7",
		"set transcfg retry_timeout=1 retry_exponent=1 max_timeout=2",
		"set host 1 2 host_value=x",
		"set epns type=0 bs_epname=me reg_epname=me",
		"set device model_no=Tracker",
		"apn 2 IPV6 before",
	};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		assert_int_equal(verbs_run(&v, "%s", words[i]), 0);
}

/* The snapshot that the last run says it wrote. */
static void snapshot_path(char *out, size_t size)
{
	const char *p = strstr(v.r.err, "snapshot: ");
	assert_non_null(p);
	p += strlen("snapshot: ");
	snprintf(out, size, "%.*s", (int)strcspn(p, "\n"), p);
}

/* Writes among what a journal says was sent: commands with values, and contexts. */
static size_t writes_in(const char *journal)
{
	size_t len, n = 0;
	char *text = scratch_read_file(journal, &len);
	assert_non_null(text);
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		if (!strstr(line, "\"dir\":\"tx\""))
			continue;
		bool host = strstr(line, "\\\"host\\\",0\\r") || strstr(line, "\\\"host\\\",1\\r");
		n += strstr(line, "AT+CGDCONT=") ||
		     (strstr(line, "AT+QLWCFG=\\\"") && strstr(line, "\\\",") && !host);
	}
	free(text);
	return n;
}

/* --- every profile ------------------------------------------------------------------------------ */

static void try_profile(const char *name, const char *before)
{
	char vars[1024], snapshot[400], *journal = scratch_path(&v.scratch, "again.jsonl");
	vars_of(name, vars, sizeof vars);
	assert_int_equal(verbs_run(&v, "apply %s%s --yes --json", name, vars), 0);
	assert_true(verbs_out(&v, "\"result\":\"done\"}"));
	assert_false(verbs_out(&v, "\"result\":\"failed\""));
	snapshot_path(snapshot, sizeof snapshot);
	assert_int_equal(verbs_run(&v, "diff %s module%s", name, vars), 0);
	remove(journal);
	assert_int_equal(
		verbs_run(&v, "--journal %s apply %s%s --yes --json", journal, name, vars), 0);
	assert_string_equal(v.r.out, "");
	assert_true(verbs_err(&v, "nothing to do"));
	assert_int_equal(writes_in(journal), 0);
	assert_int_equal(verbs_run(&v, "restore %s --yes", snapshot), 0);
	expect_settings(before);
	free(journal);
}

static void test_every_profile(void **ctx)
{
	(void)ctx;
	size_t n = 0;
	use_module();
	char *before = settings();
	DIR *dir = opendir("profiles");
	assert_non_null(dir);
	for (struct dirent *e; (e = readdir(dir));) {
		char name[300];
		snprintf(name, sizeof name, "%.280s", e->d_name);
		char *dot = strstr(name, ".json");
		if (!dot || dot[5] || strstr(name, ".schema"))
			continue;
		*dot = '\0';
		print_message("%s\n", name);
		try_profile(name, before);
		n++;
	}
	closedir(dir);
	free(before);
	assert_int_equal(n, 16);
}

/* Also the practice profile's registration works. */
static void test_loopback_registers(void **ctx)
{
	(void)ctx;
	assert_int_equal(verbs_run(&v, "apply loopback --yes"), 0);
	assert_int_equal(verbs_run(&v, "reg --wait"), 0);
	assert_int_equal(verbs_run(&v, "apply loopback --yes --json"), 0);
	assert_string_equal(v.r.out, "");
	assert_int_equal(verbs_run(&v, "plan loopback --rewrite-secrets --json"), 0);
	assert_true(verbs_out(&v, "\"verify\":\"write only\""));
	assert_false(verbs_out(&v, "3132333435"));
	assert_false(verbs_out(&v, "\"step\":2"));
}

/* --- refusals ----------------------------------------------------------------------------------- */

static void test_nothing_is_sent_when_something_is_missing(void **ctx)
{
	char *journal = scratch_path(&v.scratch, "j.jsonl");
	char *bad = scratch_path(&v.scratch, "bad.json");
	static const char text[] = "{\"profile\":1,\"name\":\"bad\",\"settings\":{\n"
				   "  \"version\":{\"client_version\":7}}}\n";
	(void)ctx;
	assert_int_equal(verbs_run(&v, "--journal %s apply telstra-staging --yes", journal), 6);
	assert_true(verbs_err(&v, "telstra-staging.json:"));
	assert_true(verbs_err(&v, ": apn: input apn has no value"));
	assert_int_equal(writes_in(journal), 0);
	assert_int_equal(verbs_run(&v, "apply telstra-staging --var apn=_ --yes"), 2);
	assert_int_equal(verbs_run(&v, "apply telstra-staging --var ap=x --yes"), 2);
	assert_true(verbs_err(&v, "did you mean apn?"));
	assert_int_equal(verbs_run(&v, "apply telstra --yes"), 2);
	assert_true(verbs_err(&v, "telstra-production, telstra-staging"));
	scratch_write_file(bad, text, sizeof text - 1);
	assert_int_equal(verbs_run(&v, "-p /nowhere apply %s --yes", bad), 6);
	assert_true(verbs_err(&v, "bad.json:2:31: client_version: 7 is not allowed"));
	assert_int_equal(verbs_run(&v, "check %s", bad), 6);
	assert_true(verbs_out(&v, "bad.json:2:31: client_version: 7 is not allowed"));
	assert_int_equal(verbs_run(&v, "apply leshan"), 5);
	assert_int_equal(verbs_run(&v, "--read-only apply leshan --yes"), 5);
	assert_int_equal(verbs_run(&v, "--read-only plan leshan"), 0);
	assert_int_equal(verbs_run(&v, "plan leshan-psk"), 6);
	assert_true(verbs_err(&v, "give --var psk_key=- (PSK key, hex digits)"));
	free(journal);
	free(bad);
}

static int begin_no_number(void **ctx)
{
	static const char *const args[] = {"--speed", "100", "--fault", "no-msisdn", NULL};
	(void)ctx;
	return verbs_begin(&v, args) ? 0 : -1;
}

static void test_checks_come_first(void **ctx)
{
	(void)ctx;
	assert_int_equal(verbs_run(&v, "apply verizon-staging --var msisdn=12234235569 --yes"), 7);
	assert_true(verbs_err(&v, "the SIM knows its number"));
	assert_int_equal(verbs_run(&v, "get security"), 0);
	assert_string_equal(v.r.out, "");
}

/* A key given with --var - or as a file goes to the module, and nowhere else. */
static void test_secrets(void **ctx)
{
	char *journal = scratch_path(&v.scratch, "j.jsonl"), *key = scratch_path(&v.scratch, "key");
	size_t len;
	(void)ctx;
	scratch_write_file(key, "c0ffee0815c0ffee\n", 17);
	v.in = "unit-name-4711\n";
	assert_int_equal(verbs_run(&v,
				 "-v --journal %s apply leshan-psk --var psk_key=@%s --var "
				 "psk_id=- --yes --json",
				 journal, key),
		0);
	char *text = scratch_read_file(journal, &len);
	assert_non_null(text);
	static const char *const secrets[] = {"c0ffee0815", "unit-name-4711"};
	for (size_t i = 0; i < 2; i++) {
		assert_false(verbs_out(&v, secrets[i]));
		assert_false(verbs_err(&v, secrets[i]));
		assert_null(strstr(text, secrets[i]));
	}
	free(text);
	free(journal);
	free(key);
}

static void test_snapshot_and_diff(void **ctx)
{
	(void)ctx;
	assert_int_equal(verbs_run(&v, "snapshot %s/a.json", v.scratch.dir), 0);
	assert_int_equal(verbs_run(&v, "snapshot %s/a.json", v.scratch.dir), 6);
	char *empty = scratch_path(&v.scratch, "empty.json");
	scratch_write_file(empty, "", 0); /* as mktemp leaves it */
	assert_int_equal(verbs_run(&v, "snapshot %s", empty), 0);
	free(empty);
	assert_int_equal(verbs_run(&v, "check --strict %s/a.json", v.scratch.dir), 0);
	assert_int_equal(verbs_run(&v, "diff %s/a.json module", v.scratch.dir), 0);
	assert_int_equal(verbs_run(&v, "set transcfg retry_timeout=61"), 0);
	assert_int_equal(verbs_run(&v, "apn 3 IP x"), 0);
	assert_int_equal(verbs_run(&v, "diff %s/a.json module --json", v.scratch.dir), 7);
	assert_string_equal(v.r.out,
		"{\"key\":\"transcfg\",\"index\":null,\"field\":\"retry_timeout\",\"a\":60,\"b\":"
		"61}\n"
		"{\"key\":\"pdp\",\"index\":3,\"field\":\"type\",\"a\":null,\"b\":\"IP\"}\n"
		"{\"key\":\"pdp\",\"index\":3,\"field\":\"apn\",\"a\":null,\"b\":\"x\"}\n");
	assert_int_equal(verbs_run(&v, "snapshot --json"), 0);
	assert_true(verbs_out(&v, "{\"snapshot\":\"/"));
	assert_int_equal(verbs_run(&v, "diff leshan leshan-bootstrap"), 7);
	assert_int_equal(verbs_run(&v, "diff leshan leshan"), 0);
	assert_true(verbs_err(&v, "no difference"));
	assert_int_equal(verbs_run(&v, "diff telstra-staging module"), 6);
	assert_true(verbs_err(&v, "give --var apn=…"));
	assert_int_equal(verbs_run(&v, "diff lgu-staging %s/a.json", v.scratch.dir), 6);
	assert_false(verbs_err(&v, "--var imei"));
	assert_int_equal(verbs_run(&v, "restore %s/a.json --yes", v.scratch.dir), 0);
	assert_int_equal(verbs_run(&v, "diff module %s/a.json", v.scratch.dir), 0);
}

/* Files that a profile brings along go to the module last, and come back as they were. */
static void test_files(void **ctx)
{
	static const char profile[] =
		"{\"profile\":1,\"name\":\"f\",\"inputs\":{\"key\":{\"secret\":true,\"example\":"
		"\"00112233\"}},\"files\":{\"lwm2m_cfg\":[\"{\",\"VERSION=1.1;\",\"}\"],"
		"\"carrier_apn_cfg\":null,\"psk\":{\"100\":\"unit-7:${key}\\n\"}},"
		"\"settings\":{\"version\":{\"client_version\":1}}}";
	static const char old[] = "{\r\nVERSION=1.0;\r\n}\r\n";
	char *path = scratch_path(&v.scratch, "f.json"),
	     *cfg = scratch_path(&v.scratch, "lwm2m_cfg");
	char *apn = scratch_path(&v.scratch, "carrier_apn_cfg");
	char *journal = scratch_path(&v.scratch, "again.jsonl"), snapshot[400];
	size_t len;
	(void)ctx;
	scratch_write_file(path, profile, sizeof profile - 1);
	scratch_write_file(cfg, old, sizeof old - 1);
	scratch_write_file(apn, "APN_NAME=a\n;\n", 13);
	assert_int_equal(verbs_run(&v, "files put %s", cfg), 0);
	assert_int_equal(verbs_run(&v, "files put %s", apn), 0);
	assert_int_equal(verbs_run(&v, "plan %s --var key=c0ffee0815 --json", path), 0);
	assert_true(verbs_out(
		&v, "{\"step\":2,\"command\":\"AT+QFUPL=\\\"EUFS:/datatx/lwm2m_cfg\\\",17"));
	assert_true(verbs_out(&v, "AT+QFDEL=\\\"EUFS:/datatx/carrier_apn_cfg\\\""));
	assert_int_equal(verbs_run(&v, "apply %s --var key=c0ffee0815 --yes --json", path), 0);
	assert_true(verbs_out(&v, "{\"step\":4,"));
	assert_false(verbs_out(&v, "c0ffee"));
	snapshot_path(snapshot, sizeof snapshot);
	assert_int_equal(verbs_run(&v, "diff %s module --var key=c0ffee0815", path), 0);
	assert_int_equal(verbs_run(&v, "--journal %s apply %s --var key=c0ffee0815 --yes --json",
				 journal, path),
		0);
	assert_string_equal(v.r.out, "");
	char *text = scratch_read_file(journal, &len);
	assert_non_null(text);
	assert_null(strstr(text, "QFUPL"));
	assert_null(strstr(text, "c0ffee"));
	free(text);
	assert_int_equal(verbs_run(&v, "files get ssl/100_server.psk %s/got", v.scratch.dir), 0);
	assert_int_equal(verbs_run(&v, "restore %s --yes", snapshot), 0);
	assert_int_equal(verbs_run(&v, "files get lwm2m_cfg"), 0);
	assert_string_equal(v.r.out, old);
	assert_int_equal(verbs_run(&v, "files ls --json"), 0);
	assert_false(verbs_out(&v, "psk"));
	assert_true(verbs_out(&v, "carrier_apn_cfg"));
	assert_int_equal(verbs_run(&v, "diff %s module --json --var key=c0ffee0815", path), 7);
	assert_true(verbs_out(&v, "{\"key\":\"files\",\"index\":\"ssl/100_server.psk\",\"field\":"
				  "\"content\",\"a\":\"18 bytes"));
	free(path);
	free(cfg);
	free(apn);
	free(journal);
}

static void test_profiles(void **ctx)
{
	(void)ctx;
	assert_int_equal(verbs_run(&v, "profiles --json"), 0);
	assert_true(verbs_out(&v,
		"{\"name\":\"telstra-production\",\"title\":\"Telstra, production servers\","
		"\"carrier\":\"Telstra\",\"production\":true,\"valid\":true,\"path\":\"/"));
	assert_int_equal(verbs_run(&v, "profiles loopback --json"), 0);
	assert_true(verbs_out(&v, "\"inputs\":[{\"name\":\"imei\","));
	assert_int_equal(verbs_run(&v, "profiles nobody"), 2);
}

/* Installed with another PREFIX than the one it was built with. */
static void test_profiles_of_an_installed_program(void **ctx)
{
	(void)ctx;
	char line[2000];
	snprintf(line, sizeof line,
		"d='%s' && mkdir -p \"$d/bin\" \"$d/share/qlw/profiles\" && cp '%s' \"$d/bin/qlw\" "
		"&& "
		"cp profiles/loopback.json profiles/*.schema.json \"$d/share/qlw/profiles\" && "
		"\"$d/bin/qlw\" profiles --json | "
		"grep -q \"$d/share/qlw/profiles/loopback.json\"",
		v.scratch.dir, test_qlw());
	assert_int_equal(system(line), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_every_profile, begin, end),
		cmocka_unit_test_setup_teardown(test_loopback_registers, begin, end),
		cmocka_unit_test_setup_teardown(
			test_nothing_is_sent_when_something_is_missing, begin, end),
		cmocka_unit_test_setup_teardown(test_checks_come_first, begin_no_number, end),
		cmocka_unit_test_setup_teardown(test_secrets, begin, end),
		cmocka_unit_test_setup_teardown(test_snapshot_and_diff, begin, end),
		cmocka_unit_test_setup_teardown(test_files, begin, end),
		cmocka_unit_test_setup_teardown(test_profiles, begin, end),
		cmocka_unit_test_setup_teardown(test_profiles_of_an_installed_program, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
