/*
 * What the tests of the console share: the real program on a terminal, connected to a scripted
 * module that always says the same, or to the simulated one.
 */
#ifndef QLW_TESTS_CONSOLE_H
#define QLW_TESTS_CONSOLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/fake.h"
#include "tests/lib/simproc.h"
#include "tests/lib/vt.h"

struct console {
	struct scratch scratch;
	struct fake *fake;
	struct simproc sim;
	struct vt *vt;
	char port[320]; /* as given to -p: a link in the scratch, so that its name has a fixed width
			 */
};

/* A module with two servers, one registered; what it is asked for beyond this is ERROR. */
static const struct fake_row console_module[] = {
	{"AT+QLWCFG=\"security\"",
		"+QLWCFG: \"security\",0,102,\"coap://leshan.eclipseprojects.io:5683\",0,3\n"
		"+QLWCFG: \"security\",1,101,\"coaps://diag.example.com:5684\",0,0",
		"OK"},
	{"AT+QLWCFG=\"server\"",
		"+QLWCFG: \"server\",0,0,1,60,86400,0,\"U\"\n+QLWCFG: "
		"\"server\",1,0,1,60,86400,0,\"U\"",
		"OK"},
	{"AT+QLWCFG=\"select\"", "+QLWCFG: \"select\",1,0", "OK"},
	{"AT+QLWCFG=\"autostart\"", "+QLWCFG: \"autostart\",0", "OK"},
	{"AT+QLWCFG=\"pdpcid\"", "+QLWCFG: \"pdpcid\",0,1,3", "OK"},
	{"AT+QLWCFG=\"epns\"", "+QLWCFG: \"epns\",1,4,4", "OK"},
	{"AT+QLWCFG=\"transcfg\"", "+QLWCFG: \"transcfg\",60,2,480", "OK"},
	{"AT+QLWCFG=\"host\"*", "", "OK"},
	{"AT+QLWCFG=\"device\"",
		"+QLWCFG: "
		"\"device\",\"Quectel\",\"BG95-M3\",\"R1.1\",\"01\",\"BG95M3LAR02A04\",\"Quectel_"
		"BG95\"",
		"OK"},
	{"AT+QLWCFG=\"session\"", "+QLWCFG: \"session\",0,86400", "OK"},
	{"AT+QLWCFG=\"mbsps\"", "+QLWCFG: \"mbsps\",\"\",\"\",\"\",\"\",\"\",\"\"", "OK"},
	{"AT+QLWCFG=?", "+QLWCFG: \"autostart\",(0,1)\n+QLWCFG: \"version\",(0,1)", "OK"},
	{"AT+QLWSVC=?", "+QLWSVC: \"reg\",(0,1)\n+QLWSVC: \"dereg\",(0,1)\n+QLWSVC: \"state\"",
		"OK"},
	{"AT+QLWCFG=\"version\"", "+QLWCFG: \"version\",0", "OK"},
	{"AT+QLWSVC=\"state\"",
		"+QLWSVC: \"state\",0,102,\"coap://leshan.eclipseprojects.io:5683\",0,2\n"
		"+QLWSVC: \"state\",1,101,\"coaps://diag.example.com:5684\",0,0",
		"OK"},
	{"AT+QCCID", "+QCCID: 89490200001234567892", "OK"},
	{"AT+CIMI", "262030000090705", "OK"},
	{"AT+CNUM", "+CNUM: ,\"12234235569\",129", "OK"},
	{"AT", "", "OK"},
	{"ATE*", "", "OK"},
	{"ATI", "Quectel\nBG95-M3\nRevision: BG95M3LAR02A04", "OK"},
	{"AT+CMEE?", "+CMEE: 0", "OK"},
	{"AT+CMEE=*", "", "OK"},
	{"AT+QGMR", "BG95M3LAR02A04_01.010.01.010", "OK"},
	{"AT+CGSN", "864475040090705", "OK"},
	{"AT+QURCCFG=\"urcport\"", "+QURCCFG: \"urcport\",\"usbat\"", "OK"},
	{"AT+CPIN?", "+CPIN: READY", "OK"},
	{"AT+CEREG?", "+CEREG: 0,1", "OK"},
	{"AT+CSQ", "+CSQ: 22,99", "OK"},
	{"AT+QCSQ", "+QCSQ: \"eMTC\",-77,-104,120,-12", "OK"},
	{"AT+QNWINFO", "+QNWINFO: \"eMTC\",\"26203\",\"LTE BAND 20\",6300", "OK"},
	{"AT+CGPADDR*", "+CGPADDR: 1,10.11.12.13", "OK"},
	{"AT+CPSMS?", "+CPSMS: 0", "OK"},
	{"AT+QPSMS?", "+QPSMS: 0", "OK"},
	{"AT+CEDRXS?", "+CEDRXS: 0", "OK"},
	{"AT+CEDRXRDP", "+CEDRXRDP: 0", "OK"},
	{NULL, NULL, NULL},
};

static inline void console_start(struct console *c, int rows, int cols)
{
	const char *const argv[] = {test_qlw(), "-p", c->port, NULL};

	c->vt = vt_start(&(struct vt_options){.argv = argv,
		.rows = rows,
		.cols = cols,
		.scratch = &c->scratch,
		.companion = c->fake ? fake_companion(c->fake) : NULL});
}

/* With a scripted module. The name of its port is "modem". */
static inline void console_begin_fake(
	struct console *c, const struct fake_row *rows, int height, int width)
{
	memset(c, 0, sizeof *c);
	scratch_make(&c->scratch);
	c->fake = fake_open(&c->scratch, rows);
	snprintf(c->port, sizeof c->port, "%s/modem", c->scratch.dir);
	assert_int_equal(symlink(fake_path(c->fake), c->port), 0);
	console_start(c, height, width);
}

/* With the simulated module as a program of its own. */
static inline void console_begin_sim(
	struct console *c, const char *const *args, int height, int width)
{
	memset(c, 0, sizeof *c);
	scratch_make(&c->scratch);
	assert_true(simproc_start(&c->sim, &c->scratch, args));
	snprintf(c->port, sizeof c->port, "%s", c->sim.port);
	console_start(c, height, width);
}

/* The connect sequence is through: the module's name and the network stand in the header. */
static inline void console_connected(struct console *c)
{
	assert_true(vt_wait_row(c->vt, 0, "BG95-M3"));
	assert_true(vt_settle(c->vt));
}

/* A line for ":". */
static inline void console_command(struct console *c, const char *line)
{
	vt_keys(c->vt, ":");
	vt_type(c->vt, line);
	vt_keys(c->vt, "Enter");
}

static inline bool console_in_order(struct vt *vt, void *ctx)
{
	const char *const *words = ctx;
	const char *at = vt_text(vt);

	for (; *words && at; words++) {
		at = strstr(at, *words);
		at = at ? at + strlen(*words) : NULL;
	}
	return at != NULL;
}

/* Waits until the rows of the screen hold these texts in this order, top to bottom. */
static inline bool console_reads(struct console *c, const char *const *words, const char *what)
{
	return vt_wait_for(c->vt, console_in_order, (void *)words, what);
}

static inline void console_end(struct console *c)
{
	if (c->vt)
		vt_end(c->vt);
	if (c->fake)
		fake_close(c->fake);
	simproc_kill(&c->sim);
	scratch_remove(&c->scratch);
	memset(c, 0, sizeof *c);
}

/* Quits by key; the terminal must be as it was. */
static inline void console_quit(struct console *c)
{
	vt_keys(c->vt, "q");
	assert_int_equal(vt_wait_exit(c->vt), 0);
	assert_true(vt_terminal_restored(c->vt));
}

/* The first file that matches, below the scratch; NULL when there is none. The caller frees. */
static inline char *console_file(const struct console *c, const char *pattern)
{
	char *full = scratch_path(&c->scratch, pattern), *path = NULL;
	glob_t found;

	if (glob(full, 0, NULL, &found) == 0 && found.gl_pathc > 0)
		path = strdup(found.gl_pathv[0]);
	globfree(&found);
	free(full);
	return path;
}

static inline char *console_journal(const struct console *c)
{
	return console_file(c, "state/qlw/journals/*.jsonl");
}

#endif
