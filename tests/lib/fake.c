/*
 * The scripted module. Shares nothing with qlw or the simulator, so that it cannot share a mistake.
 */
#define _GNU_SOURCE
#include "tests/lib/fake.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

struct bytes {
	char *at;
	size_t len, size;
};

struct fake {
	const struct fake_row *rows;
	int master, slave; /* the slave is held open: the PTY outlives each opener */
	char path[64];
	struct bytes heard;
	struct bytes said; /* sent up to `sent`, behind it the queue */
	size_t sent;
	size_t line; /* where the command line under way starts in heard */
	size_t fragment;
	bool echo;
	struct companion companion;
};

const struct fake_row fake_bg95[] = {
	{"AT", "", "OK"},
	{"ATE*", "", "OK"},
	{"ATV*", "", "OK"},
	{"ATQ*", "", "OK"},
	{"ATI", "Quectel\nBG95-M3\nRevision: BG95M3LAR02A04", "OK"},
	{"AT+CMEE?", "+CMEE: 0", "OK"},
	{"AT+CMEE=*", "", "OK"},
	{"AT+QGMR", "BG95M3LAR02A04_01.010.01.010", "OK"},
	{"AT+CGMR", "BG95M3LAR02A04", "OK"},
	{"AT+CGSN", "864475040090705", "OK"},
	{"AT+GSN", "864475040090705", "OK"},
	{"AT+QURCCFG=\"urcport\"", "+QURCCFG: \"urcport\",\"usbat\"", "OK"},
	{"AT+CPIN?", "+CPIN: READY", "OK"},
	{"AT+CEREG?", "+CEREG: 0,1", "OK"},
	{"AT+CEREG=*", "", "OK"},
	{"AT+CSQ", "+CSQ: 22,99", "OK"},
	{"AT+QCSQ", "+QCSQ: \"eMTC\",-77,-104,120,-12", "OK"},
	{"AT+QNWINFO", "+QNWINFO: \"eMTC\",\"26203\",\"LTE BAND 20\",6300", "OK"},
	{"AT+CGPADDR*", "+CGPADDR: 1,10.11.12.13", "OK"},
	{"AT+QLWSVC=\"state\"", "", "OK"},
	{"AT+QLWCFG=\"security\"", "", "OK"},
	{"AT+QLWCFG=\"server\"", "", "OK"},
	{"AT+QLWCFG=\"select\"", "+QLWCFG: \"select\",0,0", "OK"},
	{NULL, NULL, NULL},
};

const struct fake_row fake_silent[] = {
	{"*", "", NULL},
	{NULL, NULL, NULL},
};

static void die(const char *what)
{
	perror(what);
	abort();
}

static void append(struct bytes *b, const void *bytes, size_t len)
{
	if (b->len + len + 1 > b->size) {
		b->size = (b->len + len + 1) * 2;
		b->at = realloc(b->at, b->size);
		if (!b->at)
			die("realloc");
	}
	memcpy(b->at + b->len, bytes, len);
	b->len += len;
	b->at[b->len] = '\0';
}

static bool run(void *ctx)
{
	return fake_run(ctx);
}

static void abandon(void *f)
{
	fake_close(f);
}

struct fake *fake_open(const struct scratch *scratch, const struct fake_row *rows)
{
	struct fake *f = calloc(1, sizeof *f);
	struct termios raw;

	if (!f)
		die("calloc");
	f->rows = rows;
	f->echo = true;
	f->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (f->master < 0 || grantpt(f->master) || unlockpt(f->master) ||
		ptsname_r(f->master, f->path, sizeof f->path))
		die("pty");
	f->slave = open(f->path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (f->slave < 0 || tcgetattr(f->slave, &raw))
		die(f->path);
	cfmakeraw(&raw);
	if (tcsetattr(f->slave, TCSANOW, &raw))
		die("tcsetattr");
	fcntl(f->master, F_SETFL, O_NONBLOCK);
	f->companion = (struct companion){f->master, run, f};
	append(&f->heard, "", 0);
	append(&f->said, "", 0);
	scratch_own(scratch, abandon, f);
	return f;
}

void fake_hang_up(struct fake *f)
{
	if (f->master >= 0)
		close(f->master);
	if (f->slave >= 0)
		close(f->slave);
	f->master = f->slave = f->companion.fd = -1;
}

void fake_close(struct fake *f)
{
	scratch_disown(f);
	fake_hang_up(f);
	free(f->heard.at);
	free(f->said.at);
	free(f);
}

void fake_rows(struct fake *f, const struct fake_row *rows, bool echo)
{
	f->rows = rows;
	f->echo = echo;
}

const char *fake_path(const struct fake *f)
{
	return f->path;
}

int fake_fd(const struct fake *f)
{
	return f->master;
}

struct companion *fake_companion(struct fake *f)
{
	return &f->companion;
}

void fake_send(struct fake *f, const void *bytes, size_t len)
{
	append(&f->said, bytes, len);
}

void fake_say(struct fake *f, const char *text)
{
	fake_send(f, text, strlen(text));
}

void fake_fragment(struct fake *f, size_t bytes)
{
	f->fragment = bytes;
}

const char *fake_heard(const struct fake *f, size_t *len)
{
	if (len)
		*len = f->heard.len;
	return f->heard.at;
}

const char *fake_said(const struct fake *f, size_t *len)
{
	*len = f->sent;
	return f->said.at;
}

/* --- answering -------------------------------------------------------------------------------- */

static bool matches(const char *pattern, const char *command, size_t len)
{
	size_t n = strlen(pattern);

	if (n > 0 && pattern[n - 1] == '*')
		return len >= n - 1 && strncasecmp(pattern, command, n - 1) == 0;
	return len == n && strncasecmp(pattern, command, n) == 0;
}

static void say_lines(struct fake *f, const char *lines)
{
	fake_say(f, "\r\n");
	while (*lines) {
		size_t n = strcspn(lines, "\n");
		fake_send(f, lines, n);
		fake_say(f, "\r\n");
		lines += n + (lines[n] == '\n');
	}
}

static void answer(struct fake *f, const char *command, size_t len)
{
	const struct fake_row *row = f->rows;

	while (row->command && !matches(row->command, command, len))
		row++;
	if (len >= 4 && strncasecmp(command, "ATE", 3) == 0)
		f->echo = command[3] != '0';
	if (row->command && !row->final)
		return;
	if (row->command && *row->lines)
		say_lines(f, row->lines);
	fake_say(f, "\r\n");
	fake_say(f, row->command ? row->final : "ERROR");
	fake_say(f, "\r\n");
}

static void hear(struct fake *f, const char *bytes, size_t len)
{
	append(&f->heard, bytes, len);
	for (size_t i = f->heard.len - len; i < f->heard.len; i++) {
		size_t start = f->line;
		if (f->heard.at[i] != '\r' && f->heard.at[i] != '\n')
			continue;
		f->line = i + 1;
		if (i == start)
			continue;
		if (f->echo)
			fake_send(f, f->heard.at + start, i - start + 1);
		answer(f, f->heard.at + start, i - start);
	}
}

size_t fake_unread(const struct fake *f)
{
	int unread = 0;

	if (f->slave < 0 || ioctl(f->slave, FIONREAD, &unread) != 0 || unread < 0)
		return 0;
	return (size_t)unread;
}

static void speak(struct fake *f)
{
	size_t len = f->said.len - f->sent;
	ssize_t n;

	if (f->fragment && fake_unread(f) > 0)
		return;
	if (f->fragment && len > f->fragment)
		len = f->fragment;
	n = write(f->master, f->said.at + f->sent, len);
	if (n > 0)
		f->sent += (size_t)n;
}

bool fake_run(struct fake *f)
{
	char buffer[4096];
	ssize_t n;

	if (f->master < 0)
		return false;
	while ((n = read(f->master, buffer, sizeof buffer)) > 0)
		hear(f, buffer, (size_t)n);
	if (f->sent < f->said.len)
		speak(f);
	return f->sent < f->said.len;
}
