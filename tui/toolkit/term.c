/*
 * The terminal: taken over, and given back on every way out. Knows curses and termios; draws
 * nothing.
 */
#include "tui/toolkit/term.h"

#include <curses.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "tui/toolkit/canvas.h"
#include "tui/toolkit/term_kept.h"

static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
/* curses would install its own for these: it must not, the loop has them */
static const int not_for_curses[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};

enum {
	CRASHES = sizeof(crashes) / sizeof(*crashes),
	NOT_FOR_CURSES = sizeof(not_for_curses) / sizeof(*not_for_curses),
	ROWS_UNKNOWN = 24,
	COLS_UNKNOWN = 80,
	CRASH_STACK = 64 * 1024,
};

static struct {
	volatile sig_atomic_t open;
	SCREEN *screen;
	struct termios found, ours;
	struct sigaction old_crash[CRASHES];
	char on[64]; /* what curses does not do: paste, mouse */
	char off[64];
	char reset[256]; /* everything off, for the crash handler */
	size_t reset_n;
} term;

static void put(const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t done = write(STDOUT_FILENO, bytes, n);

		if (done < 0 && errno == EAGAIN) {
			struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};

			poll(&out, 1, -1);
		} else if (done < 0 && errno != EINTR) {
			return;
		}
		if (done > 0) {
			bytes += done;
			n -= (size_t)done;
		}
	}
}

static void put_string(const char *s)
{
	put(s, strlen(s));
}

/* --- crashes -------------------------------------------------------------------------------- */

/* Only what is safe in a signal handler. */
static void restore_now(void)
{
	if (!term.open)
		return;
	term.open = 0;
	put(term.reset, term.reset_n);
	tcsetattr(STDIN_FILENO, TCSANOW, &term.found);
	kept_release();
}

/* Restores, then lets the crash take its course as if we had not been there. */
static void on_crash(int number, siginfo_t *info, void *context)
{
	(void)context;
	restore_now();
	for (size_t i = 0; i < CRASHES; i++)
		sigaction(crashes[i], &term.old_crash[i], NULL);
	/* a fault happens again on return; what was sent does not */
	if (info->si_code <= 0)
		raise(number);
}

static void catch_crashes(void)
{
	static char stack[CRASH_STACK]; /* the usual one may be what overflowed */
	stack_t now;
	struct sigaction action = {.sa_sigaction = on_crash, .sa_flags = SA_SIGINFO | SA_ONSTACK};

	if (sigaltstack(NULL, &now) == 0 && now.ss_flags & SS_DISABLE)
		sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof(stack)}, NULL);
	for (size_t i = 0; i < CRASHES; i++)
		sigaction(crashes[i], &action, &term.old_crash[i]);
}

/* A sanitizer that ends the program raises no signal, but tells those who ask. */
extern void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

static void catch_sanitizer(void)
{
	if (__sanitizer_set_death_callback)
		__sanitizer_set_death_callback(restore_now);
}

/* --- strings -------------------------------------------------------------------------------- */

/* Appends a capability without its padding ($<...>), which no terminal of today needs. */
static void add_reset(const char *s)
{
	if (!s || s == (const char *)-1)
		return;
	while (*s && term.reset_n < sizeof(term.reset)) {
		if (s[0] == '$' && s[1] == '<' && strchr(s, '>'))
			s = strchr(s, '>') + 1;
		else
			term.reset[term.reset_n++] = *s++;
	}
}

static const char *capability(const char *name)
{
	/* tigetstr wants a char * and changes nothing */
	union {
		const char *in;
		char *out;
	} arg = {.in = name};

	return tigetstr(arg.out);
}

static bool has_capability(const char *name)
{
	const char *s = capability(name);

	return s && s != (const char *)-1;
}

static void build_strings(bool mouse)
{
	snprintf(term.on, sizeof(term.on), "\033[?2004h%s", mouse ? "\033[?1002h\033[?1006h" : "");
	snprintf(
		term.off, sizeof(term.off), "%s\033[?2004l", mouse ? "\033[?1006l\033[?1002l" : "");
	term.reset_n = 0;
	add_reset(term.off);
	add_reset(capability("sgr0"));
	add_reset(capability("cnorm"));
	add_reset(has_capability("csr") ? "\033[r" : NULL);
	add_reset(has_capability("rmcup") ? capability("rmcup") : "\r\n");
}

/* --- open and close ------------------------------------------------------------------------- */

static int refuse(struct qlw_diag *diag, const char *what)
{
	qlw_diag_set(diag, QLW_EUSAGE, "%s", what);
	qlw_diag_hint(diag, "every action is also a command: qlw --help");
	return QLW_EUSAGE;
}

static int check_terminal(struct qlw_diag *diag)
{
	const char *name = getenv("TERM");
	char what[160];
	int status;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return refuse(diag, "the console needs a terminal for input and output");
	if (!name || !*name)
		return refuse(diag, "TERM is not set, so the terminal's abilities are unknown");
	snprintf(what, sizeof(what), "the terminal (TERM=%.60s) cannot place the cursor", name);
	if (strcmp(name, "dumb") == 0)
		return refuse(diag, what);
	if (setupterm(NULL, STDOUT_FILENO, &status) != OK) {
		snprintf(what, sizeof(what), "the terminal TERM=%.60s is unknown here", name);
		return refuse(diag, what);
	}
	bool able = has_capability("cup") && has_capability("clear");

	del_curterm(cur_term);
	return able ? QLW_OK : refuse(diag, what);
}

static SCREEN *start_curses(void)
{
	struct sigaction old[NOT_FOR_CURSES];

	use_env(FALSE); /* LINES and COLUMNS are often stale; the terminal knows better */
	use_tioctl(TRUE);
	for (size_t i = 0; i < NOT_FOR_CURSES; i++)
		sigaction(not_for_curses[i], NULL, &old[i]);
	SCREEN *screen = newterm(NULL, stdout, stdin);

	for (size_t i = 0; i < NOT_FOR_CURSES; i++)
		sigaction(not_for_curses[i], &old[i], NULL);
	return screen;
}

static void set_modes(void)
{
	raw();
	noecho();
	nonl();
	intrflush(stdscr, FALSE);
	typeahead(-1); /* input is the loop's: curses need not look for it while it draws */
	tcgetattr(STDIN_FILENO, &term.ours);
	def_prog_mode();
	/* Until it has once left and come back, curses flushes after each cursor movement: five writes
	 * for a line of text instead of one. */
	endwin();
	doupdate();
}

int term_open(const struct term_options *options, struct qlw_diag *diag)
{
	int err = check_terminal(diag);

	if (err)
		return err;
	tcgetattr(STDIN_FILENO, &term.found);
	term.screen = start_curses();
	if (!term.screen)
		return refuse(diag, "the terminal could not be set up");
	build_strings(options->mouse);
	kept_begin();
	term.open = 1;
	catch_crashes();
	catch_sanitizer();
	set_modes();
	put_string(term.on);
	return QLW_OK;
}

void term_close(void)
{
	if (!term.open)
		return;
	put_string(term.off);
	endwin();
	tcsetattr(STDIN_FILENO, TCSADRAIN, &term.found);
	term.open = 0;
	for (size_t i = 0; i < CRASHES; i++)
		sigaction(crashes[i], &term.old_crash[i], NULL);
	delscreen(term.screen);
	term.screen = NULL;
	kept_release();
}

/* --- size, suspend -------------------------------------------------------------------------- */

static int known(int n, int otherwise, int most)
{
	return n <= 0 ? otherwise : n > most ? most : n;
}

void term_size(int *rows, int *cols)
{
	struct winsize size = {0};

	ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
	*rows = known(size.ws_row, ROWS_UNKNOWN, CANVAS_ROWS_MAX);
	*cols = known(size.ws_col, COLS_UNKNOWN, CANVAS_COLS_MAX);
	if (term.open && (*rows != LINES || *cols != COLS))
		resize_term(*rows, *cols);
}

void term_resume(void)
{
	if (!term.open)
		return;
	tcsetattr(STDIN_FILENO, TCSADRAIN, &term.ours);
	clearok(curscr, TRUE);
	doupdate(); /* after endwin this also goes back to the alternate screen */
	put_string(term.on);
}

/* Stops the whole job, as the key would: make, or a shell script, that started us stops with us. */
static void stop_job(void)
{
	struct sigaction standard = {.sa_handler = SIG_DFL}, old;
	sigset_t stop, before;

	sigemptyset(&stop);
	sigaddset(&stop, SIGTSTP);
	sigaction(SIGTSTP, &standard, &old);
	kill(0, SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &stop, &before); /* stops here */
	sigprocmask(SIG_SETMASK, &before, NULL);
	sigaction(SIGTSTP, &old, NULL);
}

void term_suspend(void)
{
	if (!term.open)
		return;
	put_string(term.off);
	endwin();
	tcsetattr(STDIN_FILENO, TCSADRAIN, &term.found);
	stop_job();
	term_resume();
}

/* --- clipboard, bell ------------------------------------------------------------------------ */

static void base64(const unsigned char *in, size_t n, char out[4])
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	uint32_t bits =
		(uint32_t)in[0] << 16 | (n > 1 ? (uint32_t)in[1] << 8 : 0) | (n > 2 ? in[2] : 0u);

	for (unsigned i = 0; i < 4; i++)
		out[i] = i <= n ? digits[bits >> (18 - 6 * i) & 63] : '=';
}

int term_copy(const char *text, size_t n)
{
	const char *name = getenv("TERM");
	char out[1024];
	size_t used = 0;

	if (n > TERM_COPY_MAX)
		return QLW_EUSAGE;
	/* the Linux console has no clipboard and GNU screen keeps the sequence to itself */
	if (!term.open || !name || strncmp(name, "linux", 5) == 0 || getenv("STY"))
		return QLW_EREFUSED;
	put_string("\033]52;c;");
	for (size_t at = 0; at < n; at += 3) {
		base64((const unsigned char *)text + at, n - at, out + used);
		used += 4;
		if (used == sizeof(out) || at + 3 >= n) {
			put(out, used);
			used = 0;
		}
	}
	put_string("\a");
	return QLW_OK;
}

void term_bell(void)
{
	if (term.open)
		put("\a", 1);
}
