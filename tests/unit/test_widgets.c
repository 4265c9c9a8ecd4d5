/* Line editor, lists, menus, forms: keys in, cells out. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tui/toolkit/view.h"
#include "tui/toolkit/widgets.h"

static struct key key(const char *name)
{
	struct key k;

	assert_true(key_parse(name, &k));
	return k;
}

/* --- a line --------------------------------------------------------------------------------- */

static void edit_type(struct edit *e, const char *names)
{
	char copy[256];

	snprintf(copy, sizeof(copy), "%s", names);
	for (char *name = strtok(copy, " "); name; name = strtok(NULL, " ")) {
		struct key k = key(name);

		edit_key(e, &k);
	}
}

static void test_edit_moves_and_erases_by_glyphs(void **state)
{
	struct edit e;

	(void)state;
	edit_start(&e, "ae\xcc\x81漢", 0, false);
	edit_type(&e, "Left Backspace");
	assert_string_equal(e.text, "a漢");
	edit_type(&e, "Home Delete x Space y End z Ctrl-W");
	assert_string_equal(e.text, "x ");
	edit_type(&e, "Left Ctrl-K");
	assert_string_equal(e.text, "x");
	edit_type(&e, "Ctrl-U Backspace Delete Left Right");
	assert_string_equal(e.text, "");
	struct key up = key("Up"), enter = key("Enter");

	assert_false(edit_key(&e, &up));
	assert_false(edit_key(&e, &enter));
}

static void test_edit_is_bounded_and_clean(void **state)
{
	struct edit e;
	char big[EDIT_MAX + 100];

	(void)state;
	memset(big, 'x', sizeof(big));
	edit_start(&e, NULL, 0, false);
	edit_insert(&e, big, sizeof(big));
	assert_int_equal(e.len, EDIT_MAX - 1);
	edit_start(&e, NULL, 5, false);
	edit_insert(&e, "漢漢", 6);
	assert_string_equal(e.text, "漢");
	edit_start(&e, NULL, 0, false);
	edit_insert(&e,
		"a\r\n\033\xff"
		"b",
		6);
	assert_string_equal(e.text, "a   b");
}

static void test_edit_wipes(void **state)
{
	struct edit e;

	(void)state;
	edit_start(&e, "0123456789abcdef", 0, true);
	edit_type(&e, "Backspace Backspace Ctrl-W");
	for (size_t i = 0; i < EDIT_MAX; i++)
		assert_int_equal(e.text[i], 0);
	edit_start(&e, "secret", 0, true);
	edit_wipe(&e);
	for (size_t i = 0; i < EDIT_MAX; i++)
		assert_int_equal(e.text[i], 0);
}

static void test_edit_keeps_the_cursor_in_sight(void **state)
{
	struct canvas *c = canvas_new(1, 12);
	struct edit e;
	int row, col;

	(void)state;
	edit_start(&e, NULL, 0, false);
	for (int i = 0; i < 60; i++) {
		edit_insert(&e, i % 3 ? "x" : "漢", i % 3 ? 1 : 3);
		canvas_clear(c);
		edit_draw(&e, region_all(c), 0, 2, 8, ROLE_INPUT, true);
		assert_true(canvas_cursor(c, &row, &col));
		assert_in_range(col, 2, 9);
		assert_int_equal(canvas_cell(c, 0, 10)->role, ROLE_TEXT);
	}
	edit_type(&e, "Home");
	canvas_clear(c);
	edit_draw(&e, region_all(c), 0, 2, 8, ROLE_INPUT, true);
	assert_true(canvas_cursor(c, &row, &col));
	assert_int_equal(col, 2);
	canvas_free(c);
}

static void test_a_secret_is_drawn_as_bullets(void **state)
{
	struct canvas *c = canvas_new(1, 12);
	struct edit e;
	int row, col;

	(void)state;
	edit_start(&e, "p漢k", 0, true);
	edit_type(&e, "Left");
	edit_draw(&e, region_all(c), 0, 0, 8, ROLE_INPUT, true);
	char *dump = canvas_dump(c);

	assert_string_equal(dump, "•••\n");
	assert_true(canvas_cursor(c, &row, &col));
	assert_int_equal(col, 2);
	free(dump);
	canvas_free(c);
}

/* --- a list --------------------------------------------------------------------------------- */

static void list_type(struct list *l, const char *name)
{
	struct key k = key(name);

	assert_true(list_key(l, &k));
}

static void test_a_log_follows_until_one_moves_up(void **state)
{
	struct list l = {.follow = true};
	size_t n;

	(void)state;
	list_update(&l, 100, 0);
	assert_int_equal(list_view(&l, 10, &n), 90);
	assert_int_equal(n, 10);
	list_update(&l, 101, 0);
	assert_int_equal(l.selected, 100);
	list_type(&l, "PgUp");
	assert_false(l.follow);
	size_t seen = list_view(&l, 10, &n);

	/* items come and old ones go: the same ones stay in sight */
	list_update(&l, 150, 0);
	assert_int_equal(list_view(&l, 10, &n), seen);
	list_update(&l, 150, 30);
	assert_int_equal(list_view(&l, 10, &n), seen - 30);
	assert_int_equal(l.selected, 91 - 30);
	list_type(&l, "G");
	assert_true(l.follow);
	list_update(&l, 151, 0);
	assert_int_equal(l.selected, 150);
	list_type(&l, "k");
	list_type(&l, "j");
	assert_true(l.follow);
	list_type(&l, "g");
	assert_int_equal(l.selected, 0);
	assert_false(l.follow);
}

static void test_lists_of_any_size(void **state)
{
	static const char *const names[] = {
		"Up", "Down", "PgUp", "PgDn", "Home", "End", "Ctrl-U", "Ctrl-D", "j", "k"};
	unsigned seed = 3;
	struct list l = {0};
	size_t n, count = 0;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		seed = seed * 1103515245 + 12345;
		size_t dropped = seed >> 30 ? 0 : (seed >> 16) % 5;
		size_t added = (seed >> 20) % 4;

		dropped = dropped > count ? count : dropped;
		count = count + added - dropped;
		list_update(&l, count, dropped);
		list_type(&l, names[(seed >> 8) % 10]);
		size_t first = list_view(&l, (int)((seed >> 12) % 7), &n);

		assert_true(first + n <= count);
		assert_true(l.selected < count || (count == 0 && l.selected == 0));
		if (l.rows > 0 && count > 0)
			assert_true(l.selected >= first && l.selected < first + n);
	}
}

/* --- a menu --------------------------------------------------------------------------------- */

static const struct menu_item items[] = {
	{"register", "R", "register with a server"},
	{"deregister", "D", NULL},
	{"factory reset…", "X", "erase all settings"},
	{"reboot", "B", NULL},
	{"set lifetime…", NULL, "seconds"},
};

static void test_menu_filters_best_first(void **state)
{
	struct menu m;
	struct key r = key("r"), e = key("e"), b = key("b"), enter = key("Enter"), esc = key("Esc"),
		   down = key("Down");

	(void)state;
	menu_start(&m, items, 5);
	assert_int_equal(menu_chosen(&m), 0);
	menu_key(&m, &down);
	assert_int_equal(menu_chosen(&m), 1);
	menu_key(&m, &r);
	menu_key(&m, &e);
	assert_int_equal(menu_chosen(&m), 0);
	menu_key(&m, &b);
	assert_int_equal(menu_chosen(&m), 3);
	assert_int_equal(menu_key(&m, &enter), MENU_RESULT_CHOSEN);
	menu_key(&m, &b);
	assert_true(menu_chosen(&m) == SIZE_MAX);
	assert_int_equal(menu_key(&m, &enter), MENU_RESULT_NONE);
	assert_int_equal(menu_key(&m, &esc), MENU_RESULT_CLOSED);
}

static void test_menu_match(void **state)
{
	(void)state;
	assert_int_equal(menu_match("xyz", "register"), 0);
	assert_true(menu_match("", "register") > 0);
	assert_true(menu_match("REG", "register") > menu_match("reg", "deregister"));
	assert_true(menu_match("fr", "factory reset") > menu_match("fr", "fourier"));
	assert_true(menu_match("ree", "register") > 0);
}

static void test_menu_draws_in_any_room(void **state)
{
	struct menu m;

	(void)state;
	menu_start(&m, items, 5);
	for (int rows = 1; rows < 14; rows++)
		for (int cols = 1; cols < 90; cols += 7) {
			struct canvas *c = canvas_new(rows, cols);

			menu_draw(&m, region_all(c), "Actions");
			if (rows >= 12 && cols >= 78) {
				char *dump = canvas_dump(c);

				assert_non_null(strstr(dump, "┌ Actions ─"));
				assert_non_null(strstr(dump, "register"));
				assert_non_null(strstr(dump, "erase all settings"));
				free(dump);
			}
			canvas_free(c);
		}
}

/* --- a form --------------------------------------------------------------------------------- */

static const struct form_choice bindings[] = {
	{"U", "UDP"}, {"UQ", "UDP, queue mode"}, {"N", "NIDD"}};

static void check_pair(void *ctx, const struct form *f, size_t field, char note[FORM_NOTE_MAX])
{
	(void)ctx;
	if (field == 1 && strcmp(form_value(f, 3), "N") == 0)
		snprintf(note, FORM_NOTE_MAX, "not with N");
}

static struct form *new_form(void)
{
	static struct form f;

	form_start(&f);
	form_add(&f, "client_index", FORM_KIND_SHOWN, "0");
	struct form_field *life = form_add(&f, "life_time", FORM_KIND_NUMBER, "60");

	life->min = 0;
	life->max = 2147483647;
	life->help = "seconds until the server forgets us";
	struct form_field *psk = form_add(&f, "psk_key", FORM_KIND_SECRET, NULL);

	psk->min = 2;
	psk->max = 64;
	psk->optional = true;
	struct form_field *binding = form_add(&f, "binding", FORM_KIND_CHOICE, "U");

	binding->choices = bindings;
	binding->choice_count = 3;
	f.check = check_pair;
	form_ready(&f);
	return &f;
}

static enum form_result form_type(struct form *f, const char *names)
{
	enum form_result result = FORM_RESULT_NONE;
	char copy[256];

	snprintf(copy, sizeof(copy), "%s", names);
	for (char *name = strtok(copy, " "); name; name = strtok(NULL, " ")) {
		struct key k = key(name);

		result = form_key(f, &k);
	}
	return result;
}

static void test_form_is_filled_in(void **state)
{
	struct form *f = new_form();
	char note[FORM_NOTE_MAX];

	(void)state;
	assert_int_equal(f->focus, 1);
	form_type(f, "Ctrl-U 8 x 6 Tab a b Tab Right");
	assert_string_equal(form_value(f, 1), "86");
	assert_string_equal(form_value(f, 3), "UQ");
	form_type(f, "n");
	assert_string_equal(form_value(f, 3), "N");
	assert_string_equal(form_note(f, 1, note), "not with N");
	assert_int_equal(form_type(f, "Enter"), FORM_RESULT_NONE);
	assert_int_equal(f->focus, 1);
	assert_int_equal(form_type(f, "Down Down Left Left Enter"), FORM_RESULT_DONE);
	assert_string_equal(form_value(f, 2), "ab");
	assert_int_equal(form_type(f, "Esc"), FORM_RESULT_CLOSED);
	form_end(f);
	assert_string_equal(form_value(f, 2), "");
}

static void test_form_says_what_is_wrong(void **state)
{
	struct form *f = new_form();
	char note[FORM_NOTE_MAX];

	(void)state;
	form_type(f, "9 9 9 9 9 9 9 9 9");
	assert_string_equal(form_note(f, 1, note), "must be 0 to 2147483647");
	form_type(f, "Ctrl-U");
	assert_string_equal(form_note(f, 1, note), "must not be empty");
	form_type(f, "- -");
	assert_string_equal(form_note(f, 1, note), "a number is needed");
	form_type(f, "Down a");
	assert_string_equal(form_note(f, 2, note), "1 bytes, must be 2 to 64");
	assert_int_equal(form_type(f, "Ctrl-S"), FORM_RESULT_NONE);
	assert_int_equal(f->focus, 1);
	form_end(f);
}

static void test_form_draws(void **state)
{
	struct form *f = new_form();
	struct canvas *c = canvas_new(6, 50);

	(void)state;
	form_type(f, "Down s 3 c");
	form_draw(f, region_all(c));
	char *dump = canvas_dump(c);

	assert_string_equal(dump, "  client_index 0\n"
				  "  life_time    60\n"
				  "› psk_key      •••\n"
				  "  binding      ‹ U › UDP\n\n\n");
	free(dump);
	canvas_resize(c, 4, 30);
	form_draw(f, region_all(c));
	dump = canvas_dump(c);
	assert_string_equal(dump, "  life_time    60\n› psk_key      •••\n\n\n");
	free(dump);
	for (int rows = 1; rows < 5; rows++) {
		canvas_resize(c, rows, rows * 3);
		form_draw(f, region_all(c));
	}
	canvas_free(c);
	form_end(f);
}

static void test_intents(void **state)
{
	struct intent i = intent_text(INTENT_PROMPT, "send %d ", 102);
	char big[1000];

	(void)state;
	assert_int_equal(i.kind, INTENT_PROMPT);
	assert_string_equal(i.args[0], "send 102 ");
	assert_string_equal(i.args[1], "");
	memset(big, 'x', sizeof(big));
	big[999] = '\0';
	assert_int_equal(strlen(intent_text(INTENT_SAY, "%s", big).args[0]), INTENT_ARG_MAX - 1);
	assert_string_equal(intent_action("reg").action, "reg");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_edit_moves_and_erases_by_glyphs),
		cmocka_unit_test(test_edit_is_bounded_and_clean),
		cmocka_unit_test(test_edit_wipes),
		cmocka_unit_test(test_edit_keeps_the_cursor_in_sight),
		cmocka_unit_test(test_a_secret_is_drawn_as_bullets),
		cmocka_unit_test(test_a_log_follows_until_one_moves_up),
		cmocka_unit_test(test_lists_of_any_size),
		cmocka_unit_test(test_menu_filters_best_first),
		cmocka_unit_test(test_menu_match),
		cmocka_unit_test(test_menu_draws_in_any_room),
		cmocka_unit_test(test_form_is_filled_in),
		cmocka_unit_test(test_form_says_what_is_wrong),
		cmocka_unit_test(test_form_draws),
		cmocka_unit_test(test_intents),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
