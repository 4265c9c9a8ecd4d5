/* Setting form: what the table and the module allow, rules between fields and records, the review,
 * and the record it ends as. */
#include "tests/unit/views_fixture.h"
#include "views/setting_form.h"

static struct setting_form f;

static void type(const char *text)
{
	for (; *text; text++) {
		const struct key key = {.code = KEYCODE_CHAR, .cp = (unsigned char)*text};
		setting_form_key(&f, &key);
	}
}

static enum setting_result press(const char *name)
{
	struct key key;
	assert_true(key_parse(name, &key));
	return setting_form_key(&f, &key);
}

/* Moves to a field and gives it this text. */
static void enter(const char *field, const char *text)
{
	const int i = qlw_field_find(f.verb, field);
	assert_true(i >= 0);
	f.form.focus = (size_t)i;
	press("Ctrl-U");
	type(text);
}

static void says(const char *text)
{
	struct canvas *c = canvas_new(24, 80);
	setting_form_draw(&f, region_all(c));
	fixture_says(c, text);
}

static void says_not(const char *text)
{
	struct canvas *c = canvas_new(24, 80);
	setting_form_draw(&f, region_all(c));
	char *all = canvas_dump(c);
	assert_null(strstr(all, text));
	free(all);
	canvas_free(c);
}

static void refused(const char *why)
{
	assert_int_equal(press("Ctrl-S"), SETTING_RESULT_NONE);
	assert_false(f.reviewing);
	says(why);
}

static void accepted(const char *review)
{
	assert_int_equal(press("Ctrl-S"), SETTING_RESULT_NONE);
	assert_true(f.reviewing);
	says(review);
}

static struct model *filled(void)
{
	struct model *m = fixture_two();
	fixture_setting(m, QLW_KEY_SECURITY, 0, "client_index", "0");
	fixture_setting(m, QLW_KEY_SECURITY, 0, "short_id", "102");
	fixture_setting(m, QLW_KEY_SECURITY, 0, "server_addr", "coaps://a.example:5684");
	fixture_setting(m, QLW_KEY_SECURITY, 0, "bootstrap", "0");
	fixture_setting(m, QLW_KEY_SECURITY, 0, "security_mode", "0");
	fixture_setting(m, QLW_KEY_SERVER, 0, "client_index", "0");
	fixture_setting(m, QLW_KEY_SERVER, 0, "life_time", "60");
	fixture_setting(m, QLW_KEY_SERVER, 0, "period_min", "1");
	fixture_setting(m, QLW_KEY_SERVER, 0, "period_max", "60");
	fixture_setting(m, QLW_KEY_SERVER, 0, "disable_time", "86400");
	fixture_setting(m, QLW_KEY_SERVER, 0, "storing", "0");
	fixture_setting(m, QLW_KEY_SERVER, 0, "binding", "U");
	fixture_setting(m, QLW_KEY_VERSION, 0, "client_version", "0");
	return m;
}

static void end(struct model *m)
{
	setting_form_end(&f);
	model_free(m);
}

static void test_edits_one_field(void **state)
{
	(void)state;
	struct model *m = filled();
	struct qlw_record record;
	setting_form_edit(&f, m, QLW_KEY_SERVER, 0, 1);
	says("now 60");
	enter("life_time", "3600");
	says("1 not written");
	accepted("AT+QLWCFG=\"server\",0,3600,1,60,86400,0,\"U\"");
	says("60 → 3600");
	assert_int_equal(press("Esc"), SETTING_RESULT_NONE);
	assert_false(f.reviewing);
	press("Ctrl-S");
	assert_int_equal(press("Enter"), SETTING_RESULT_WRITE);
	setting_form_record(&f, &record);
	assert_int_equal(record.value[1].number, 3600);
	assert_int_equal(record.value[0].number, 0);
	end(m);
}

static void test_nothing_changed(void **state)
{
	(void)state;
	struct model *m = filled();
	setting_form_edit(&f, m, QLW_KEY_SERVER, 0, 1);
	assert_int_equal(press("Ctrl-S"), SETTING_RESULT_SAME);
	setting_form_end(&f);
	setting_form_edit(&f, m, QLW_KEY_SERVER, 0, 1);
	assert_int_equal(press("Esc"), SETTING_RESULT_CLOSED);
	end(m);
}

static void test_ranges(void **state)
{
	(void)state;
	struct model *m = filled();
	strcpy(m->key[QLW_KEY_SERVER].capability.name, "server");
	strcpy(m->key[QLW_KEY_SERVER].capability.text, "(0-5),(0-86400),(0-2147483647)");
	setting_form_edit(&f, m, QLW_KEY_SERVER, 0, 1);
	enter("disable_time", "59");
	refused("must be 60 to 2147483647");
	enter("disable_time", "60");
	enter("life_time", "86401");
	refused("this module takes (0-86400)");
	enter("life_time", "2147483648");
	refused("must be 0 to 2147483647");
	enter("life_time", "");
	refused("must not be empty");
	end(m);
}

static void test_choices_of_this_module(void **state)
{
	(void)state;
	struct model *m = filled();
	strcpy(m->key[QLW_KEY_SECURITY].capability.name, "security");
	strcpy(m->key[QLW_KEY_SECURITY].capability.text,
		"(0-5),(1-65534),<server_addr>,(0,1),(0,3)");
	setting_form_edit(&f, m, QLW_KEY_SECURITY, 0, 4);
	says("PSK: DTLS with");
	press("Right");
	says("none: no DTLS");
	press("Right");
	says("PSK: DTLS with");
	end(m);
}

static void test_rules_between_fields(void **state)
{
	(void)state;
	struct model *m = filled();
	setting_form_edit(&f, m, QLW_KEY_SERVER, 0, 1);
	enter("period_min", "61");
	refused("is below period_min");
	enter("period_min", "0");
	enter("binding", "");
	while (strcmp(form_value(&f.form, 6), "N") != 0)
		press("Right");
	refused("N is allowed with LwM2M 1.1 only");
	m->key[QLW_KEY_VERSION].record[0].value[0].number = 1;
	enter("life_time", "86401");
	accepted("cannot be changed later with \"lifetime\"");
	end(m);
}

static void test_rules_between_records(void **state)
{
	(void)state;
	struct model *m = filled();
	setting_form_add(&f, m, QLW_KEY_SECURITY);
	assert_string_equal(form_value(&f.form, 0), "1"); /* 0 is taken */
	enter("server_addr", "coap://b.example:5683");
	enter("short_id", "102");
	refused("security 0 has 102 already");
	enter("short_id", "103");
	enter("client_index", "0");
	refused("there is such a record already");
	setting_form_end(&f);
	setting_form_add(&f, m, QLW_KEY_SERVER);
	assert_string_equal(form_value(&f.form, 1), "86400"); /* the Note's default, 0, is no use */
	enter("life_time", "60");
	refused("security 1 comes first");
	end(m);
}

static void test_secrets(void **state)
{
	(void)state;
	struct model *m = filled();
	struct qlw_record record;
	setting_form_edit(&f, m, QLW_KEY_SECURITY, 0, 5);
	enter("psk_id", "unit-4711");
	refused("go together");
	enter("psk_key", "c0ffeebeefc0ffe");
	refused("no whole bytes");
	enter("psk_key", "c0ffeexxefc0ffee");
	refused("hex digits");
	enter("psk_key", "c0ffeebeefc0ffee");
	accepted("the PSK cannot be read back");
	says("0,0,\"********\"");
	says_not("c0ffee");
	says_not("unit-4711");
	setting_form_record(&f, &record);
	assert_string_equal(record.value[6].text, "c0ffeebeefc0ffee");
	press("Esc");
	says_not("c0ffee");
	f.form.focus = 4;
	press("Right");
	press("Right");
	f.form.focus = 6;
	refused("with security_mode 0 (PSK) only");
	setting_form_end(&f);
	for (const char *at = (const char *)&f; at + 6 <= (const char *)(&f + 1); at++)
		assert_memory_not_equal(at, "c0ffee", 6);
	model_free(m);
}

static void test_server_addr(void **state)
{
	char uri[280] = "coap://";
	(void)state;
	struct model *m = filled();
	setting_form_edit(&f, m, QLW_KEY_SECURITY, 0, 2);
	enter("server_addr", "http://x");
	refused("is no server");
	enter("server_addr", "coaps://a\"b");
	refused("a quote cannot be sent");
	memset(uri + 7, 'x', 249);
	enter("server_addr", uri);
	refused("256 bytes, must be 1 to 255");
	enter("server_addr", "coap://a.example:5683");
	accepted("server_addr is coap://, but security_mode 0 is with DTLS");
	end(m);
}

static void test_endpoint_names(void **state)
{
	(void)state;
	struct model *m = filled();
	m->identity.msisdn[0] = '\0';
	setting_form_edit(&f, m, QLW_KEY_EPNS, 0, 1);
	press("Left");
	assert_string_equal(form_value(&f.form, 1), "6");
	accepted("endpoint name 7 needs an MSISDN");
	press("Esc");
	f.form.focus = 0;
	press("Left"); /* type 0: the names are texts */
	assert_int_equal(f.form.fields[1].kind, FORM_KIND_TEXT);
	enter("bs_epname", "urn:x:1");
	enter("reg_epname", "urn:x:2");
	accepted("AT+QLWCFG=\"epns\",0,\"urn:x:1\",\"urn:x:2\"");
	press("Esc");
	f.form.focus = 0;
	press("Left"); /* and back: no such number */
	assert_string_equal(form_value(&f.form, 1), "4");
	end(m);
}

static void test_factory(void **state)
{
	(void)state;
	struct model *m = filled();
	setting_form_edit(&f, m, QLW_KEY_SELECT, 0, 0);
	press("Left");
	assert_string_equal(form_value(&f.form, 0), "0");
	accepted("resets every LwM2M setting");
	says("AT+QLWCFG=\"select\",0 ");
	end(m);
}

static void test_texts_may_be_empty(void **state)
{
	(void)state;
	struct model *m = filled();
	for (size_t i = 0; i < 6; i++)
		fixture_setting(
			m, QLW_KEY_MBSPS, 0, qlw_key_verb(QLW_KEY_MBSPS)->field[i].name, "x");
	setting_form_edit(&f, m, QLW_KEY_MBSPS, 0, 2);
	enter("msisdn", "");
	accepted("AT+QLWCFG=\"mbsps\",\"x\",\"x\",\"\",\"x\",\"x\",\"x\"");
	end(m);
}

/* Every key's form can be drawn at every size, walked and left. */
static void test_every_key(void **state)
{
	static const struct {
		int rows, cols;
	} sizes[] = {{24, 80}, {60, 200}, {10, 40}, {3, 3}};
	(void)state;
	struct model *m = filled();
	for (int key = 0; key < QLW_KEYS; key++) {
		for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
			setting_form_add(&f, m, (enum qlw_key)key);
			for (size_t i = 0; i < f.form.count; i++) {
				struct canvas *c = canvas_new(sizes[s].rows, sizes[s].cols);
				setting_form_draw(&f, region_all(c));
				canvas_free(c);
				press("Right");
				press("Down");
			}
			press("Ctrl-S");
			setting_form_end(&f);
		}
	}
	model_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_edits_one_field),
		cmocka_unit_test(test_nothing_changed),
		cmocka_unit_test(test_ranges),
		cmocka_unit_test(test_choices_of_this_module),
		cmocka_unit_test(test_rules_between_fields),
		cmocka_unit_test(test_rules_between_records),
		cmocka_unit_test(test_secrets),
		cmocka_unit_test(test_server_addr),
		cmocka_unit_test(test_endpoint_names),
		cmocka_unit_test(test_factory),
		cmocka_unit_test(test_texts_may_be_empty),
		cmocka_unit_test(test_every_key),
	};
	return cmocka_run_group_tests_name("views: setting", tests, fixture_locale, NULL);
}
