/* The doctor on models made by hand: what is wrong is said so, and nothing that was not asked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "modem/doctor.h"
#include "modem/session.h"
#include "tui/actions.h"

#define YEAR 2026

struct patient {
	struct model *m;
	struct doctor d;
};

/* One command with its answer, for model and doctor alike. */
static void tell(struct patient *p, const char *command, const char *lines, bool ok)
{
	model_apply_command(p->m, command, 1);
	while (*lines) {
		const size_t n = strcspn(lines, "\n");
		model_apply_answer(p->m, command, lines, n, 1);
		doctor_answer(&p->d, command, lines, n);
		lines += n + (lines[n] == '\n');
	}
	model_apply_end(p->m, command, ok, 1);
	doctor_ended(&p->d, command, ok, ok ? "OK" : "+CME ERROR: 10");
}

#define KEYS                                                                                     \
	"+QLWCFG: \"autostart\",(0,1)\n+QLWCFG: \"pdpcid\",(0-5)\n+QLWCFG: \"security\",(0-5)\n" \
	"+QLWCFG: \"server\",(0-5)\n+QLWCFG: \"epns\",(0,1)\n+QLWCFG: \"transcfg\",(0-9)\n"      \
	"+QLWCFG: \"version\",(0,1)\n+QLWCFG: \"select\",(0-6)\n+QLWCFG: \"host\",(0,1)\n"       \
	"+QLWCFG: \"device\",<m>\n+QLWCFG: \"session\",(0-9)\n+QLWCFG: \"mbsps\",<s>"
#define SERVICES                                                                          \
	"+QLWSVC: \"reg\",(0,1)\n+QLWSVC: \"dereg\",(0,1)\n+QLWSVC: \"lifetime\",(1-9)\n" \
	"+QLWSVC: \"update\",(1-9)\n+QLWSVC: \"state\",(0-5)\n+QLWSVC: \"uldata\",(1-9)"
#define SECURITY "+QLWCFG: \"security\",0,123,\"coap://lwm2m.example:5683\",0,3"
#define SERVER   "+QLWCFG: \"server\",0,86400,1,60,86400,0,\"UQ\""

/* A module in the best of health. */
static void begin(struct patient *p)
{
	memset(p, 0, sizeof *p);
	p->m = model_new();
	p->d.side = DOCTOR_SIDE_USB;
	tell(p, "ATI", "Quectel\nBG95-M3\nRevision: BG95M3LAR02A04", true);
	tell(p, "AT+QGMR", "BG95M3LAR02A04_01.014.01.014", true);
	tell(p, "AT+QURCCFG=\"urcport\"", "+QURCCFG: \"urcport\",\"usbmodem\"", true);
	tell(p, "AT+CPIN?", "+CPIN: READY", true);
	tell(p, "AT+CIMI", "262030000090705", true);
	tell(p, "AT+CNUM", "+CNUM: \"\",\"+12234235569\",145", true);
	tell(p, "AT+CEREG?", "+CEREG: 0,1", true);
	tell(p, "AT+QCSQ", "+QCSQ: \"eMTC\",-71,-96,147,-9", true);
	tell(p, "AT+QNWINFO", "+QNWINFO: \"eMTC\",\"26203\",\"LTE BAND 20\",6200", true);
	tell(p, "AT+CGDCONT?", "+CGDCONT: 1,\"IPV4V6\",\"iot.example\",\"0.0.0.0\",0,0,0,0", true);
	tell(p, "AT+CGPADDR", "+CGPADDR: 1,10.20.30.40", true);
	tell(p, "AT+CCLK?", "+CCLK: \"26/11/22,09:00:00+00\"", true);
	tell(p, "AT+QLWCFG=\"autostart\"", "+QLWCFG: \"autostart\",1", true);
	tell(p, "AT+QLWCFG=\"pdpcid\"", "+QLWCFG: \"pdpcid\",0,1,0", true);
	tell(p, "AT+QLWCFG=\"security\"", SECURITY, true);
	tell(p, "AT+QLWCFG=\"server\"", SERVER, true);
	tell(p, "AT+QLWCFG=\"epns\"", "+QLWCFG: \"epns\",1,4,4", true);
	tell(p, "AT+QLWCFG=\"transcfg\"", "+QLWCFG: \"transcfg\",60,2,480", true);
	tell(p, "AT+QLWCFG=\"version\"", "+QLWCFG: \"version\",0", true);
	tell(p, "AT+QLWCFG=\"select\"", "+QLWCFG: \"select\",0,0", true);
	tell(p, "AT+QLWCFG=?", KEYS, true);
	tell(p, "AT+QLWSVC=?", SERVICES, true);
	tell(p, "AT+QLWSVC=\"state\"", "+QLWSVC: \"state\",0,123,\"coap://lwm2m.example:5683\",0,2",
		true);
}

static void end(struct patient *p)
{
	model_free(p->m);
}

/* The first line of this check with this result, or NULL. */
static const struct doctor_line *find(
	const struct patient *p, const char *check, enum doctor_result result)
{
	for (size_t i = 0; i < p->d.lines; i++)
		if (!strcmp(p->d.line[i].check, check) && p->d.line[i].result == result)
			return &p->d.line[i];
	return NULL;
}

/* A line of this check and result has this text in its evidence or next step. */
static bool says(
	const struct patient *p, const char *check, enum doctor_result result, const char *text)
{
	for (size_t i = 0; i < p->d.lines; i++) {
		const struct doctor_line *line = &p->d.line[i];
		if (!strcmp(line->check, check) && line->result == result &&
			(strstr(line->evidence, text) || strstr(line->next, text)))
			return true;
	}
	return false;
}

static size_t count(const struct patient *p, enum doctor_result result)
{
	size_t n = 0;
	for (size_t i = 0; i < p->d.lines; i++)
		n += p->d.line[i].result == result;
	return n;
}

static void show(const struct patient *p)
{
	for (size_t i = 0; i < p->d.lines; i++)
		print_message("%s %s: %s -> %s\n", doctor_result_word(p->d.line[i].result),
			p->d.line[i].check, p->d.line[i].evidence, p->d.line[i].next);
}

static void test_healthy(void **state)
{
	struct patient p;
	(void)state;
	begin(&p);
	doctor_examine(&p.d, p.m, YEAR, SIZE_MAX);
	if (count(&p, DOCTOR_OK) != p.d.lines)
		show(&p);
	assert_int_equal(count(&p, DOCTOR_OK), p.d.lines);
	assert_true(p.d.lines >= 15);
	end(&p);
}

static void test_nothing_asked_is_nothing_wrong(void **state)
{
	struct patient p = {.m = model_new()};
	(void)state;
	tell(&p, "ATI", "Quectel\nBG95-M3\nRevision: BG95M3LAR02A04", true);
	p.m->capabilities_ms = 1;
	doctor_examine(&p.d, p.m, YEAR, SIZE_MAX);
	if (count(&p, DOCTOR_WRONG))
		show(&p);
	assert_int_equal(count(&p, DOCTOR_WRONG), 0);
	end(&p);
}

/* One answer other than a healthy module's, and what comes of it. */
static const struct {
	const char *command, *lines;
	bool ok;
	const char *check;
	enum doctor_result result;
	const char *says; /* in evidence or next */
} ills[] = {
	{"AT+CPIN?", "", false, "sim", DOCTOR_WRONG, "+CME ERROR: 10"},
	{"AT+CPIN?", "+CPIN: SIM PIN", true, "sim", DOCTOR_WRONG, "qlw pin"},
	{"AT+CPIN?", "+CPIN: SIM PUK", true, "sim", DOCTOR_WRONG, "PUK"},
	{"AT+CPIN?", "+CPIN: NOT INSERTED", true, "sim", DOCTOR_WRONG, "seat"},
	{"AT+CEREG?", "+CEREG: 0,2", true, "coverage", DOCTOR_WRONG, "antenna"},
	{"AT+CEREG?", "+CEREG: 0,3", true, "coverage", DOCTOR_WRONG, "refuses"},
	{"AT+CEREG?", "+CEREG: 0,5", true, "roaming", DOCTOR_UNKNOWN, "ROAMING_FEAT"},
	{"AT+QCSQ", "+QCSQ: \"eMTC\",-105,-125,20,-19", true, "signal", DOCTOR_UNKNOWN, "edge"},
	{"AT+CCLK?", "+CCLK: \"80/01/06,00:00:11+00\"", true, "time", DOCTOR_UNKNOWN, "80/01/06"},
	{"AT+QURCCFG=\"urcport\"", "+QURCCFG: \"urcport\",\"uart1\"", true, "urcport", DOCTOR_WRONG,
		"AT+QURCCFG=\"urcport\",\"usbmodem\""},
	{"AT+QGMR", "BG77LAR02A04_01", true, "firmware", DOCTOR_UNKNOWN, "BG95-M3"},
	{"ATI", "Quectel\nBG96\nRevision: BG96MAR02A07M1G", true, "model", DOCTOR_WRONG, "BG96"},
	{"AT+QLWCFG=\"pdpcid\"", "+QLWCFG: \"pdpcid\",0,5,0", true, "pdp", DOCTOR_WRONG,
		"qlw apn 5"},
	{"AT+QLWCFG=\"pdpcid\"", "+QLWCFG: \"pdpcid\",0,1,3", true, "apn_class", DOCTOR_UNKNOWN,
		"Verizon"},
	{"AT+QLWCFG=\"pdpcid\"", "+QLWCFG: \"pdpcid\",4,1,0", true, "settings", DOCTOR_WRONG,
		"pdpcid 4"},
	{"AT+QLWCFG=\"security\"", "+QLWCFG: \"security\",0,123,\"coaps://a.example:5684\",0,3",
		true, "settings", DOCTOR_WRONG, "coaps://"},
	{"AT+QLWCFG=\"security\"", "+QLWCFG: \"security\",0,123,\"coap://a.example:5683\",0,0",
		true, "settings", DOCTOR_WRONG, "with DTLS"},
	{"AT+QLWCFG=\"security\"", SECURITY "\n+QLWCFG: \"security\",1,123,\"coap://b\",0,3", true,
		"settings", DOCTOR_WRONG, "same short_id"},
	{"AT+QLWCFG=\"security\"", "+QLWCFG: \"security\",1,123,\"coap://b\",0,3", true, "settings",
		DOCTOR_WRONG, "server 1 does not exist"},
	{"AT+QLWCFG=\"security\"", "+QLWCFG: \"security\",0,123,\"lwm2m.example\",0,3", true,
		"server", DOCTOR_WRONG, "no URI"},
	{"AT+QLWCFG=\"security\"", "+QLWCFG: \"security\",0,123,\"coap://a_b:5683\",0,3", true,
		"server", DOCTOR_WRONG, "no host name"},
	{"AT+QLWCFG=\"security\"", "+QLWCFG: \"security\",0,123,\"coap://a:70000\",0,3", true,
		"server", DOCTOR_WRONG, "65535"},
	{"AT+QLWCFG=\"security\"", "+QLWCFG: \"security\",0,123,\"coap://a:56x\",0,3", true,
		"server", DOCTOR_WRONG, "65535"},
	{"AT+QLWCFG=\"security\"", "+QLWCFG: \"security\",0,123,\"coap://[2001:db8::1:5683\",0,3",
		true, "server", DOCTOR_WRONG, "no URI"},
	{"AT+QLWCFG=\"security\"", "+QLWCFG: \"security\",0,123,\"coap://2002:c0::2c:5683\",0,3",
		true, "server", DOCTOR_UNKNOWN, "brackets"},
	{"AT+QLWCFG=\"security\"", "+QLWCFG: \"security\",0,123,\"coap://[2001:db8::1]:5683\",0,3",
		true, "server", DOCTOR_OK, "2001"},
	{"AT+QLWCFG=\"security\"", "+QLWCFG: \"security\",0,123,\"coap://a:5684\",0,3", true,
		"server", DOCTOR_UNKNOWN, "other scheme"},
	{"AT+QLWCFG=\"security\"", "+QLWCFG: \"security\",0,123,\"coap://172.20.0.1\",0,3", true,
		"server", DOCTOR_UNKNOWN, "private"},
	{"AT+QLWCFG=\"security\"", "", true, "server", DOCTOR_UNKNOWN, "no account"},
	{"AT+QLWCFG=\"server\"", "+QLWCFG: \"server\",0,0,1,60,86400,0,\"UQ\"", true, "settings",
		DOCTOR_WRONG, "life_time 0"},
	{"AT+QLWCFG=\"server\"", "+QLWCFG: \"server\",0,60,300,60,86400,0,\"UQ\"", true, "settings",
		DOCTOR_WRONG, "below period_min"},
	{"AT+QLWCFG=\"server\"", "+QLWCFG: \"server\",0,60,1,60,86400,0,\"N\"", true, "settings",
		DOCTOR_WRONG, "1.1"},
	{"AT+QLWCFG=\"transcfg\"", "+QLWCFG: \"transcfg\",60,2,30", true, "settings", DOCTOR_WRONG,
		"max_timeout"},
	{"AT+QLWCFG=\"epns\"", "+QLWCFG: \"epns\",0,\"4\",\"4\"", true, "settings", DOCTOR_WRONG,
		"Table 8"},
	{"AT+QLWCFG=\"autostart\"", "+QLWCFG: \"autostart\",0", true, "autostart", DOCTOR_OK,
		"qlw reg"},
	{"AT+QLWSVC=\"state\"", "+QLWSVC: \"state\",0,123,\"coap://lwm2m.example:5683\",0,3", true,
		"state", DOCTOR_WRONG, "REG_FAILED"},
	{"AT+QLWSVC=\"state\"", "+QLWSVC: \"state\",0,123,\"coap://lwm2m.example:5683\",0,0", true,
		"state", DOCTOR_UNKNOWN, "INITIAL"},
	{"AT+QLWSVC=\"state\"", "+QLWSVC: \"state\",0,123,\"coap://lwm2m.example:5683\",0,77", true,
		"state", DOCTOR_UNKNOWN, "state 77"},
};

static void test_each_ill_is_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof ills / sizeof *ills; i++) {
		struct patient p;
		begin(&p);
		if (!strcmp(ills[i].command, "AT+CCLK?"))
			memset(p.d.clock, 0, sizeof p.d.clock);
		tell(&p, ills[i].command, ills[i].lines, ills[i].ok);
		doctor_examine(&p.d, p.m, YEAR, SIZE_MAX);
		const bool named = says(&p, ills[i].check, ills[i].result, ills[i].says);
		if (!named) {
			print_message("%s %s\n", ills[i].command, ills[i].lines);
			show(&p);
		}
		assert_true(named);
		end(&p);
	}
}

static void test_endpoint_name_7_needs_the_number(void **state)
{
	struct patient p;
	(void)state;
	begin(&p);
	p.m->identity.msisdn[0] = '\0';
	doctor_examine(&p.d, p.m, YEAR, SIZE_MAX);
	assert_non_null(find(&p, "number", DOCTOR_OK));
	end(&p);
	begin(&p);
	p.m->identity.msisdn[0] = '\0';
	tell(&p, "AT+QLWCFG=\"epns\"", "+QLWCFG: \"epns\",1,7,4", true);
	doctor_examine(&p.d, p.m, YEAR, SIZE_MAX);
	assert_non_null(find(&p, "number", DOCTOR_WRONG));
	end(&p);
}

static void test_certificates_need_the_time(void **state)
{
	struct patient p;
	(void)state;
	begin(&p);
	memset(p.d.clock, 0, sizeof p.d.clock);
	tell(&p, "AT+CCLK?", "+CCLK: \"80/01/06,00:00:11+00\"", true);
	tell(&p, "AT+QLWCFG=\"security\"", "+QLWCFG: \"security\",0,123,\"coaps://a:5684\",0,2",
		true);
	doctor_examine(&p.d, p.m, YEAR, SIZE_MAX);
	assert_non_null(find(&p, "time", DOCTOR_WRONG));
	end(&p);
}

static void test_context_without_address(void **state)
{
	struct patient p;
	(void)state;
	begin(&p);
	p.d.addresses = 0;
	doctor_examine(&p.d, p.m, YEAR, SIZE_MAX);
	assert_non_null(find(&p, "pdp", DOCTOR_WRONG));
	end(&p);
}

static void test_urcport_of_an_unknown_side(void **state)
{
	struct patient p;
	(void)state;
	begin(&p);
	p.d.side = DOCTOR_SIDE_UNKNOWN;
	doctor_examine(&p.d, p.m, YEAR, SIZE_MAX);
	assert_non_null(find(&p, "urcport", DOCTOR_UNKNOWN));
	end(&p);
	begin(&p);
	p.d.side = DOCTOR_SIDE_UART;
	doctor_examine(&p.d, p.m, YEAR, SIZE_MAX);
	assert_non_null(strstr(find(&p, "urcport", DOCTOR_WRONG)->next, "uart1"));
	end(&p);
}

static void test_firmware_without_lwm2m(void **state)
{
	struct patient p = {.m = model_new()};
	(void)state;
	tell(&p, "ATI", "Quectel\nBG77\nRevision: BG77LAR02A04", true);
	tell(&p, "AT+QLWCFG=?", "", false);
	tell(&p, "AT+QLWSVC=?", "", false);
	doctor_examine(&p.d, p.m, YEAR, SIZE_MAX);
	assert_non_null(find(&p, "commands", DOCTOR_WRONG));
	end(&p);
}

/* Foreign modules are not asked for LwM2M, a USB port not for flow control, and files only in roaming. No
 * question is asked twice, and each key is. */
static void test_questions(void **state)
{
	struct patient p = {.m = model_new()};
	const char *q;
	size_t keys = 0;
	(void)state;
	p.m->family = NET_FAMILY_FOREIGN;
	p.d.side = DOCTOR_SIDE_USB;
	for (size_t i = 0; (q = doctor_question(i, &p.d, p.m)); i++) {
		assert_null(strstr(q, "QLW"));
		assert_string_not_equal(q, "AT+IFC?");
	}
	p.m->family = NET_FAMILY_TABLE1;
	p.m->net.reg = 5;
	p.d.side = DOCTOR_SIDE_UART;
	for (size_t i = 0; (q = doctor_question(i, &p.d, p.m)); i++) {
		assert_true(*q);
		assert_false(session_changes(q));
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(q, doctor_question(k, &p.d, p.m));
		for (unsigned key = 0; key < QLW_KEYS; key++)
			for (int host = 0; host < (key == QLW_KEY_HOST ? 2 : 1); host++) {
				char query[64];
				qlw_format_query((enum qlw_key)key, host, query, sizeof query);
				keys += !strcmp(query, q);
			}
	}
	assert_int_equal(keys, QLW_KEYS + 1);
	p.m->net.reg = 1;
	for (size_t i = 0; (q = doctor_question(i, &p.d, p.m)); i++)
		assert_false(doctor_is_file(q));
	end(&p);
}

/* A line is there as soon as what it needs was answered, in the order of a registration; each once. */
static void test_line_by_line(void **state)
{
	static const char *const order[] = {"model", "firmware", "commands", "sim", "number",
		"coverage", "signal", "roaming", "pdp", "apn_class", "time", "urcport", "settings",
		"server", "autostart", "state"};
	struct patient p;
	size_t had = 0, n = 0;
	(void)state;
	begin(&p);
	for (size_t asked = 0; asked <= 40; asked++) {
		doctor_examine(&p.d, p.m, YEAR, asked);
		assert_true(p.d.lines - had <= 3);
		had = p.d.lines;
	}
	for (size_t i = 0; i < p.d.lines; i++) {
		if (i && !strcmp(p.d.line[i].check, p.d.line[i - 1].check))
			continue;
		assert_string_equal(p.d.line[i].check, order[n++]);
	}
	assert_int_equal(n, sizeof order / sizeof *order);
	end(&p);
}

/* ROAMING_FEAT of the file decides, and without a file what the module does without one. */
static void test_roaming(void **state)
{
	static const struct {
		enum doctor_file found;
		const char *text;
		enum doctor_result result;
		const char *says;
	} rows[] = {
		{DOCTOR_FILE_UNKNOWN, "", DOCTOR_UNKNOWN, "cannot be read"},
		{DOCTOR_FILE_NONE, "", DOCTOR_WRONG, "there is no lwm2m_cfg"},
		{DOCTOR_FILE_READ, "{\nROAMING_FEAT=1;\n}\n", DOCTOR_WRONG, "ROAMING_FEAT=0"},
		{DOCTOR_FILE_READ, "{\nENABLE_PSM=0;\n}\n", DOCTOR_WRONG, "ROAMING_FEAT=0"},
		{DOCTOR_FILE_READ, "{\r\nROAMING_FEAT=0;\r\n}", DOCTOR_OK, "runs"},
		{DOCTOR_FILE_READ, "{ROAMING_FEAT=", DOCTOR_WRONG, "off in roaming"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct patient p;
		begin(&p);
		tell(&p, "AT+CEREG?", "+CEREG: 0,5", true);
		if (rows[i].found != DOCTOR_FILE_UNKNOWN)
			doctor_take_file(&p.d, rows[i].found, rows[i].text, strlen(rows[i].text));
		doctor_examine(&p.d, p.m, YEAR, SIZE_MAX);
		assert_true(says(&p, "roaming", rows[i].result, rows[i].says));
		end(&p);
	}
}

static void test_flow_control(void **state)
{
	static const struct {
		const char *answer;
		enum doctor_result result;
	} rows[] = {{"+IFC: 0,0", DOCTOR_OK}, {"+IFC: 2,2", DOCTOR_UNKNOWN},
		{"+IFC: 1,1", DOCTOR_WRONG}};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct patient p;
		begin(&p);
		p.d.side = DOCTOR_SIDE_UART;
		tell(&p, "AT+IFC?", rows[i].answer, true);
		doctor_examine(&p.d, p.m, YEAR, SIZE_MAX);
		assert_non_null(find(&p, "flow", rows[i].result));
		end(&p);
	}
}

/* What is looked for where nothing is found: the masks are wider than 64 bits. */
static void test_bands(void **state)
{
	static const struct {
		int mode;
		const char *emtc, *nbiot, *says;
	} rows[] = {
		{0, "0xe", "0x1", "searching, looks for LTE-M B2-4"},
		{1, "0xe", "0x80001", "searching, looks for NB-IoT B1 B20"},
		{2, "0x8", "80", "searching, looks for LTE-M B4, NB-IoT B8"},
		{0, "0x100002000000000000000f", "0", "looks for LTE-M B1-4 B66 B85"},
		{0, "zzz", "", "looks for LTE-M"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct patient p;
		char line[128];
		begin(&p);
		snprintf(line, sizeof line, "+QCFG: \"iotopmode\",%d", rows[i].mode);
		tell(&p, "AT+QCFG=\"iotopmode\"", line, true);
		snprintf(line, sizeof line, "+QCFG: \"band\",0xf,%s,%s", rows[i].emtc,
			rows[i].nbiot);
		tell(&p, "AT+QCFG=\"band\"", line, true);
		tell(&p, "AT+CEREG?", "+CEREG: 0,2", true);
		doctor_examine(&p.d, p.m, YEAR, SIZE_MAX);
		if (!says(&p, "coverage", DOCTOR_WRONG, rows[i].says))
			show(&p);
		assert_true(says(&p, "coverage", DOCTOR_WRONG, rows[i].says));
		end(&p);
	}
}

/* What can be mended by a command says so, and the command is one the console knows. */
static void test_fixes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof ills / sizeof *ills; i++) {
		struct patient p;
		begin(&p);
		if (!strcmp(ills[i].command, "AT+CCLK?"))
			memset(p.d.clock, 0, sizeof p.d.clock);
		tell(&p, ills[i].command, ills[i].lines, ills[i].ok);
		doctor_examine(&p.d, p.m, YEAR, SIZE_MAX);
		for (size_t k = 0; k < p.d.lines; k++) {
			char line[sizeof p.d.line->fix];
			struct call call;
			struct options_error error;
			snprintf(line, sizeof line, "%s", p.d.line[k].fix);
			if (!*line || line[strlen(line) - 1] == ' ')
				continue;
			assert_int_not_equal(
				p.d.line[k].result == DOCTOR_OK && strcmp(line, "set autostart "
										"startup_mode=1"),
				1);
			if (!action_parse_line(line, &call, &error))
				fail_msg("%s: %s", p.d.line[k].fix, error.what);
		}
		end(&p);
	}
}

/* More findings than lines: the rest is dropped, never written past the end. */
static void test_bounded(void **state)
{
	struct patient p = {.m = model_new()};
	(void)state;
	for (size_t i = 0; i < 3 * DOCTOR_LINES_MAX; i++)
		doctor_add(&p.d, "x", DOCTOR_OK, NULL, "%0400d", 1);
	assert_int_equal(p.d.lines, DOCTOR_LINES_MAX);
	for (int i = 0; i < 40; i++) {
		char line[64];
		const int n = snprintf(line, sizeof line, "+CGDCONT: %d,\"IP\",\"a\"", i + 1);
		doctor_answer(&p.d, "AT+CGDCONT?", line, (size_t)n);
		const int k = snprintf(line, sizeof line, "+CGPADDR: %d,10.0.0.1", i + 1);
		doctor_answer(&p.d, "AT+CGPADDR", line, (size_t)k);
	}
	assert_int_equal(p.d.contexts, DOCTOR_CONTEXTS_MAX);
	assert_int_equal(p.d.addresses, DOCTOR_CONTEXTS_MAX);
	end(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_healthy),
		cmocka_unit_test(test_nothing_asked_is_nothing_wrong),
		cmocka_unit_test(test_each_ill_is_named),
		cmocka_unit_test(test_endpoint_name_7_needs_the_number),
		cmocka_unit_test(test_certificates_need_the_time),
		cmocka_unit_test(test_context_without_address),
		cmocka_unit_test(test_urcport_of_an_unknown_side),
		cmocka_unit_test(test_firmware_without_lwm2m),
		cmocka_unit_test(test_questions),
		cmocka_unit_test(test_line_by_line),
		cmocka_unit_test(test_roaming),
		cmocka_unit_test(test_flow_control),
		cmocka_unit_test(test_bands),
		cmocka_unit_test(test_fixes),
		cmocka_unit_test(test_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
