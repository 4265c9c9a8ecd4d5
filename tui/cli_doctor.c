/*
 * `doctor`: from cable to registration, what is wrong and what to do. This file looks at the port and
 * asks the module; what the answers mean is modem/doctor.h's. Lines are printed as they are known, so
 * that they stand even when the port goes away in between.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "modem/doctor.h"
#include "modem/ports.h"
#include "tui/cli.h"

#define PORTS_MAX  64
#define UNANSWERED 2  /* commands in a row, and the module is given up */
#define INDENT     24 /* of evidence and next steps */
#define COLUMNS    79
#define BAUD_MS    1600 /* for each baud rate; what was sent at a wrong one may spoil the first AT */

struct exam {
	struct cli *cli;
	const struct options *wanted; /* as the user gave them */
	struct options options;       /* with another baud rate */
	struct doctor doctor;
	size_t printed;
	const char *asking; /* the command in flight */
};

/* --- printing ----------------------------------------------------------------------------------- */

static void print_json(const struct doctor_line *line)
{
	struct json j;
	json_begin(&j, cli_out());
	json_text(&j, "check", line->check);
	json_text(&j, "result", doctor_result_word(line->result));
	json_text(&j, "evidence", line->evidence);
	json_text(&j, "next", *line->next ? line->next : NULL);
	json_end(&j);
}

/* From column INDENT on, broken between words before COLUMNS. */
static void put_wrapped(const char *text)
{
	size_t column = INDENT;
	while (*text) {
		const size_t n = strcspn(text, " ");
		if (column > INDENT && column + n >= COLUMNS) {
			cli_print("\n%*s", INDENT, "");
			column = INDENT;
		}
		cli_put(text, n);
		text += n;
		column += n + 1;
		if (*text && *++text && column + strcspn(text, " ") < COLUMNS)
			cli_print(" ");
	}
	cli_print("\n");
}

static void print_human(const struct doctor_line *line)
{
	cli_print("%-7s  %-10s     ", doctor_result_word(line->result), line->check);
	put_wrapped(line->evidence);
	if (!*line->next)
		return;
	cli_print("%*s", INDENT - 3, "");
	cli_print("-> ");
	put_wrapped(line->next);
}

static void print_new(struct exam *e)
{
	for (; e->printed < e->doctor.lines; e->printed++) {
		if (e->cli->options->json)
			print_json(&e->doctor.line[e->printed]);
		else
			print_human(&e->doctor.line[e->printed]);
	}
}

/* --- the port ----------------------------------------------------------------------------------- */

static bool is_path(const char *port)
{
	static const char *const kinds[] = {"tcp:", "unix:", "sim:", "replay:"};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (!strncmp(port, kinds[i], strlen(kinds[i])))
			return false;
	return true;
}

/* What is known of this path's port; false when sysfs lists none. */
static bool find_port(const char *path, struct port_info *out)
{
	char real[PATH_MAX];
	struct port_info *ports = calloc(PORTS_MAX, sizeof *ports);
	int n = ports ? ports_list(ports, PORTS_MAX) : 0;
	bool found = false;
	const char *name = realpath(path, real) ? real : path;
	for (int i = 0; i < n && i < PORTS_MAX && !found; i++) {
		found = !strcmp(ports[i].path, name);
		if (found)
			*out = ports[i];
	}
	free(ports);
	return found;
}

static void judge_serial(struct doctor *d, const char *path, const struct port_info *port)
{
	const bool module = port->vendor_id == PORTS_QUECTEL;
	d->side = module ? DOCTOR_SIDE_USB : DOCTOR_SIDE_UART;
	if (module && !port->at_port)
		doctor_add(d, "port", DOCTOR_WRONG,
			"the AT port is interface 2 of 2c7c:0700: qlw ports shows its name",
			"%s: %04x:%04x interface %d, %s", path, (unsigned)port->vendor_id,
			(unsigned)port->product_id, port->interface, port->what);
	else if (port->vendor_id >= 0)
		doctor_add(d, "port", DOCTOR_OK, NULL, "%s: %s, %04x:%04x interface %d, %s", path,
			port->driver, (unsigned)port->vendor_id, (unsigned)port->product_id,
			port->interface, port->what);
	else
		doctor_add(
			d, "port", DOCTOR_OK, NULL, "%s: %s, %s", path, port->driver, port->what);
}

static void judge_port(struct doctor *d, const char *port)
{
	struct port_info info;
	if (!is_path(port)) {
		d->side = !strncmp(port, "sim:", 4) ? DOCTOR_SIDE_USB : DOCTOR_SIDE_UNKNOWN;
		doctor_add(d, "port", DOCTOR_OK, NULL, "%s", port);
	} else if (find_port(port, &info)) {
		judge_serial(d, port, &info);
	} else if (!access(port, F_OK)) {
		doctor_add(d, "port", DOCTOR_OK, NULL, "%s: a pseudo terminal", port);
	}
}

/* It does not hold a port for long, but what it says to it is noise to the module. */
static void judge_manager(struct doctor *d)
{
	if (d->side == DOCTOR_SIDE_UNKNOWN)
		return;
	if (!ports_modem_manager())
		doctor_add(d, "manager", DOCTOR_OK, NULL, "ModemManager does not run");
	else
		doctor_add(d, "manager", DOCTOR_UNKNOWN,
			"sudo systemctl stop ModemManager; for good, "
			"/etc/udev/rules.d/77-qlw.rules "
			"with ATTRS{idVendor}==\"2c7c\", ATTRS{idProduct}==\"0700\", "
			"ENV{ID_MM_DEVICE_IGNORE}=\"1\", then sudo udevadm control --reload",
			"ModemManager runs and probes new ports: it does not know 2c7c:0700");
}

static void judge_open(struct doctor *d, const char *port, int code, const struct qlw_diag *diag)
{
	const bool path = is_path(port);
	const bool denied = path && access(port, R_OK | W_OK) && errno == EACCES;
	if (path && !denied && !access(port, F_OK))
		doctor_add(d, "permission", DOCTOR_OK, NULL, "readable and writable");
	if (!code && path)
		doctor_add(d, "holder", DOCTOR_OK, NULL, "this program alone");
	if (code)
		doctor_add(d,
			diag->err == QLW_EHELD ? "holder"
			: denied               ? "permission"
					       : "port",
			DOCTOR_WRONG, diag->hint, "%s", diag->what);
	if (path)
		judge_manager(d);
}

static int examine_port(struct exam *e)
{
	struct cli *cli = e->cli;
	struct doctor *d = &e->doctor;
	struct qlw_diag diag = {.err = QLW_OK};
	if (cli->host) {
		judge_port(d, session_port(cli->session));
		judge_open(d, session_port(cli->session), 0, &diag);
		return 0;
	}
	int code = cli_port_choose(cli->options, cli->port, sizeof cli->port);
	if (code) {
		doctor_add(d, "port", DOCTOR_WRONG,
			"plug in the module's USB and look at qlw ports; -p PORT names one, -p "
			"sim: "
			"is a simulated module",
			"none is named, and not exactly one module is plugged in");
		return code;
	}
	judge_port(d, cli->port);
	code = cli_try_port(cli, 0, &diag);
	judge_open(d, cli->port, code, &diag);
	return code;
}

/* --- the first answer --------------------------------------------------------------------------- */

static int wait_answer(struct exam *e, struct qlw_diag *diag, uint64_t until_ms)
{
	while (cli_now_ms() < until_ms) {
		switch (session_stage(e->cli->session, diag)) {
		case SESSION_OPENING:
		case SESSION_PROBING:
			break;
		case SESSION_READING:
		case SESSION_READY:
			return 0;
		case SESSION_SILENT:
			return CLI_TIMEOUT;
		case SESSION_GONE:
			return CLI_PORT;
		}
		if (cli_turn(e->cli, until_ms))
			return e->cli->stop;
	}
	return CLI_TIMEOUT;
}

/* A USB port of a module has no baud rate; a UART at the wrong one gives garbage, or nothing. */
static bool baud_may_be_wrong(const struct exam *e)
{
	const enum overheard_kind kind = session_overheard(e->cli->session);
	return !e->cli->host &&
	       (kind == OVERHEARD_NOISE ||
		       (kind == OVERHEARD_NOTHING && e->doctor.side == DOCTOR_SIDE_UART));
}

/* Opens the port anew at this rate; 0 when it answers in time. */
static int try_baud(struct exam *e, int baud, bool journal, uint64_t wait_ms)
{
	struct qlw_diag diag;
	cli_close(e->cli);
	e->options.baud = baud;
	e->options.no_journal = e->wanted->no_journal || !journal;
	e->cli->options = &e->options;
	const int code = cli_try_port(e->cli, 0, &diag);
	return code ? code
		    : wait_answer(
			      e, &diag, wait_ms == UINT64_MAX ? wait_ms : cli_now_ms() + wait_ms);
}

static int search_baud(struct exam *e)
{
	static const int bauds[] = {115200, 921600, 9600, 460800, 57600, 230400, 38400, 19200};
	const int given = e->wanted->baud ? (int)e->wanted->baud : bauds[0];
	int code = CLI_TIMEOUT;
	for (size_t i = 0; i < sizeof bauds / sizeof *bauds && code == CLI_TIMEOUT; i++) {
		if (bauds[i] == given)
			continue;
		cli_note(e->cli, "no answer, trying %d baud", bauds[i]);
		code = try_baud(e, bauds[i], false, BAUD_MS);
	}
	if (code)
		return code;
	char next[160];
	const int found = (int)e->options.baud;
	snprintf(next, sizeof next, "-b %d, or set the module: qlw -b %d at AT+IPR=%d 'AT&W'",
		found, found, given);
	doctor_add(&e->doctor, "baud", DOCTOR_WRONG, next, "it answers at %d, not at %d", found,
		given);
	return try_baud(e, found, true, UINT64_MAX);
}

static int examine_answer(struct exam *e)
{
	struct qlw_diag diag = {.err = QLW_OK};
	int code = wait_answer(e, &diag, UINT64_MAX);
	if (code == CLI_TIMEOUT && baud_may_be_wrong(e))
		code = search_baud(e);
	if (code == CLI_TIMEOUT || code == CLI_PORT)
		doctor_add(&e->doctor, "answer", DOCTOR_WRONG, diag.hint, "%s", diag.what);
	if (code)
		return code;
	const struct session_found found = session_found(e->cli->session);
	doctor_add(&e->doctor, "answer", DOCTOR_OK, NULL, "AT is answered with OK");
	if (found.numeric)
		doctor_add(&e->doctor, "format", DOCTOR_UNKNOWN, "qlw at ATV1",
			"results came as digits (ATV0)");
	else
		doctor_add(&e->doctor, "format", DOCTOR_OK, NULL,
			"results in words, echo was %s, +CMEE was %d", found.echo ? "on" : "off",
			found.cmee);
	return 0;
}

/* --- questions ---------------------------------------------------------------------------------- */

static void take_line(void *ctx, const char *line, size_t len)
{
	struct exam *e = ctx;
	doctor_answer(&e->doctor, e->asking, line, len);
}

/* What the module refuses is a finding, no failure; what it does not answer, twice, is one. */
static int ask_all(struct exam *e)
{
	struct cli *cli = e->cli;
	char buffer[64];
	int unanswered = 0;
	for (size_t i = 0;; i++) {
		e->asking = doctor_question(
			i, session_model(cli->session)->family, buffer, sizeof buffer);
		if (!e->asking)
			return 0;
		int code = cli_try(cli, e->asking, take_line, e);
		if (code)
			return code;
		const enum engine_end end = cli->result.end;
		doctor_ended(&e->doctor, e->asking, end == ENGINE_END_OK, cli->result.text);
		unanswered = end == ENGINE_END_TIMEOUT ? unanswered + 1 : 0;
		if (end == ENGINE_END_RESTART || unanswered == UNANSWERED)
			return CLI_TIMEOUT;
	}
}

static int this_year(void)
{
	const time_t now = time(NULL);
	struct tm tm;
	return gmtime_r(&now, &tm) ? tm.tm_year + 1900 : 0;
}

static int examine_module(struct exam *e)
{
	int code = ask_all(e);
	if (code == CLI_INTERRUPTED)
		return code;
	if (code)
		doctor_add(&e->doctor, "answer", DOCTOR_WRONG,
			"look at cable and power; qlw watch shows whether it restarts",
			"no more answers after %s", e->asking);
	doctor_examine(&e->doctor, session_model(e->cli->session), this_year());
	return code;
}

int cli_doctor(struct cli *cli)
{
	static int (*const steps[])(struct exam * e) = {
		examine_port, examine_answer, examine_module};
	struct exam *e = calloc(1, sizeof *e);
	int code = e ? 0 : CLI_PORT;
	if (!e)
		return cli_fail(CLI_PORT, "out of memory");
	e->cli = cli;
	e->wanted = cli->options;
	e->options = *cli->options;
	for (size_t i = 0; i < sizeof steps / sizeof *steps && !code; i++) {
		code = steps[i](e);
		print_new(e);
	}
	for (size_t i = 0; i < e->doctor.lines && !code; i++)
		if (e->doctor.line[i].result == DOCTOR_WRONG)
			code = CLI_STATE;
	cli->options = e->wanted;
	free(e);
	return code;
}
