/*
 * A program on a PTY: starting, feeding, waiting, ending. Knows nothing of what stands on the
 * screen (vt_screen.c) or how keys are encoded (vt_keys.c).
 */
#define _GNU_SOURCE
#include "tests/lib/vt_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define RAW_MAX   ((size_t)16 << 20)
#define SETTLE_MS 60

static void die(const char *what)
{
	perror(what);
	abort();
}

static void open_pty(struct vt *vt)
{
	struct winsize size = {
		.ws_row = (unsigned short)vt->rows, .ws_col = (unsigned short)vt->cols};
	struct termios t;

	vt->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (vt->master < 0 || grantpt(vt->master) || unlockpt(vt->master) ||
		ptsname_r(vt->master, vt->tty, sizeof vt->tty))
		die("pty");
	vt->slave = open(vt->tty, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (vt->slave < 0 || ioctl(vt->master, TIOCSWINSZ, &size) || tcgetattr(vt->slave, &t))
		die(vt->tty);
	t.c_iflag |= IUTF8;
	t.c_lflag &= ~(tcflag_t)ECHOK;
	t.c_cc[VEOL2] = 5;
	if (tcsetattr(vt->slave, TCSANOW, &t) || tcgetattr(vt->slave, &vt->before))
		die("tcsetattr");
	fcntl(vt->master, F_SETFL, O_NONBLOCK);
}

static void abandon(void *vt)
{
	vt_end(vt);
}

struct vt *vt_start(const struct vt_options *o)
{
	struct vt *vt = calloc(1, sizeof *vt);
	char **env = scratch_env(o->scratch, o->env);

	if (!vt)
		die("calloc");
	vt->rows = o->rows;
	vt->cols = o->cols;
	vt->code = -1;
	vt->companion = o->companion;
	open_pty(vt);
	vt_screen_start(vt);
	fflush(NULL);
	vt->pid = fork();
	if (vt->pid < 0)
		die("fork");
	if (vt->pid == 0) {
		const int fds[3] = {vt->slave, vt->slave, vt->slave};
		proc_exec(o->argv, env, fds, true);
	}
	scratch_env_free(env);
	scratch_own(o->scratch, abandon, vt);
	return vt;
}

/* --- pumping ---------------------------------------------------------------------------------- */

static void keep_raw(struct vt *vt, const char *bytes, size_t len)
{
	if (vt->raw_len + len > RAW_MAX) {
		memmove(vt->raw, vt->raw + vt->raw_len / 2, vt->raw_len - vt->raw_len / 2);
		vt->raw_len -= vt->raw_len / 2;
	}
	if (vt->raw_len + len > vt->raw_size) {
		vt->raw_size = (vt->raw_len + len) * 2;
		vt->raw = realloc(vt->raw, vt->raw_size);
		if (!vt->raw)
			die("realloc");
	}
	memcpy(vt->raw + vt->raw_len, bytes, len);
	vt->raw_len += len;
}

/* The piece follows vt->tail in memory: room for it is kept in front of the buffer. */
static void search_marker(struct vt *vt, char *piece, size_t len)
{
	size_t keep = strlen(vt->marker) - 1;

	memcpy(piece - vt->tail_len, vt->tail, vt->tail_len);
	if (!vt->marked_us &&
		memmem(piece - vt->tail_len, len + vt->tail_len, vt->marker, strlen(vt->marker)))
		vt->marked_us = vt->output_us;
	vt->tail_len = keep < len + vt->tail_len ? keep : len + vt->tail_len;
	memcpy(vt->tail, piece + len - vt->tail_len, vt->tail_len);
}

static bool read_output(struct vt *vt)
{
	char room[sizeof vt->tail + 65536], *buffer = room + sizeof vt->tail;
	ssize_t n = vt->master < 0 ? 0 : read(vt->master, buffer, 65536);

	if (n <= 0)
		return false;
	vt->bytes += (uint64_t)n;
	vt->output_us = test_now_us();
	if (vt->count_only) {
		search_marker(vt, buffer, (size_t)n);
		return true;
	}
	keep_raw(vt, buffer, (size_t)n);
	vterm_input_write(vt->term, buffer, (size_t)n);
	return true;
}

static void reap(struct vt *vt)
{
	int status;

	if (vt->code < 0 && waitpid(vt->pid, &status, WNOHANG) == vt->pid)
		vt->code = proc_code(status);
}

void vt_poll(struct vt *vt)
{
	reap(vt);
	while (read_output(vt))
		continue;
	if (vt->companion)
		vt->companion->run(vt->companion->ctx);
}

/* Waits a little for something to happen, and takes it in. Returns whether output came. */
static bool turn(struct vt *vt, int at_most_ms)
{
	struct pollfd fds[2] = {
		{vt->master, POLLIN, 0}, {vt->companion ? vt->companion->fd : -1, POLLIN, 0}};
	uint64_t before = vt->bytes;
	bool soon = vt->companion && vt->companion->run(vt->companion->ctx);

	poll(fds, 2, soon ? 1 : at_most_ms);
	reap(vt);
	read_output(vt);
	return vt->bytes != before;
}

void vt_send(struct vt *vt, const void *bytes, size_t len)
{
	const char *at = bytes;
	uint64_t end_ms = test_now_ms() + PATIENCE_MS;

	while (len > 0 && vt->master >= 0) {
		ssize_t n = write(vt->master, at, len);
		if (n > 0) {
			at += n;
			len -= (size_t)n;
			continue;
		}
		if ((n < 0 && errno != EAGAIN && errno != EINTR) || test_now_ms() > end_ms ||
			vt->code >= 0)
			return;
		turn(vt, 5);
	}
}

void vt_resize(struct vt *vt, int rows, int cols)
{
	struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};

	vt_poll(vt);
	vt->rows = rows;
	vt->cols = cols;
	if (rows > 0 && cols > 0)
		vterm_set_size(vt->term, rows, cols);
	vterm_screen_flush_damage(vt->screen);
	ioctl(vt->master, TIOCSWINSZ, &size);
}

void vt_signal(struct vt *vt, int signal)
{
	if (vt->code < 0)
		kill(vt->pid, signal);
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void vt_hang_up(struct vt *vt)
{
	close_fd(&vt->slave);
	close_fd(&vt->master);
}

void vt_end(struct vt *vt)
{
	uint64_t end_ms = test_now_ms() + 5000;

	scratch_disown(vt);
	vt_hang_up(vt);
	for (reap(vt); vt->code < 0 && test_now_ms() < end_ms; reap(vt))
		turn(vt, 5);
	if (vt->code < 0) {
		kill(-vt->pid, SIGKILL);
		kill(vt->pid, SIGKILL);
		waitpid(vt->pid, NULL, 0);
	}
	vt_screen_end(vt);
	free(vt->raw);
	free(vt->text);
	free(vt);
}

/* --- waiting ---------------------------------------------------------------------------------- */

static bool ended(struct vt *vt)
{
	if (vt->code < 0)
		return false;
	vt_poll(vt);
	return true;
}

bool vt_wait_for(
	struct vt *vt, bool (*holds)(struct vt *vt, void *ctx), void *ctx, const char *what)
{
	uint64_t end_ms = test_now_ms() + PATIENCE_MS;

	vt_poll(vt);
	while (!holds(vt, ctx)) {
		if (ended(vt) && !holds(vt, ctx))
			break;
		if (test_now_ms() > end_ms)
			break;
		turn(vt, 20);
	}
	if (holds(vt, ctx))
		return true;
	vt_dump(vt, what);
	return false;
}

struct wanted {
	const char *text;
	int row; /* -1: anywhere */
};

static bool shows(struct vt *vt, void *ctx)
{
	const struct wanted *w = ctx;

	return strstr(w->row < 0 ? vt_text(vt) : vt_row(vt, w->row), w->text) != NULL;
}

static bool shows_not(struct vt *vt, void *ctx)
{
	return !shows(vt, ctx);
}

bool vt_wait(struct vt *vt, const char *text)
{
	return vt_wait_for(vt, shows, &(struct wanted){text, -1}, text);
}

bool vt_wait_row(struct vt *vt, int row, const char *text)
{
	return vt_wait_for(vt, shows, &(struct wanted){text, row}, text);
}

bool vt_wait_gone(struct vt *vt, const char *text)
{
	return vt_wait_for(vt, shows_not, &(struct wanted){text, -1}, text);
}

int vt_wait_exit(struct vt *vt)
{
	uint64_t end_ms = test_now_ms() + PATIENCE_MS;

	for (reap(vt); vt->code < 0 && test_now_ms() < end_ms; reap(vt))
		turn(vt, 20);
	vt_poll(vt);
	if (vt->code < 0)
		vt_dump(vt, "the program's end");
	return vt->code;
}

/* Times the process has been switched to, and whether it sleeps now. */
static bool asleep(const struct vt *vt, unsigned long *switches)
{
	static const char *const keys[] = {
		"\nvoluntary_ctxt_switches:", "\nnonvoluntary_ctxt_switches:"};
	char path[64];
	char *status, *at;
	bool sleeps;

	snprintf(path, sizeof path, "/proc/%ld/status", (long)vt->pid);
	status = scratch_read_file(path, NULL);
	*switches = 0;
	if (!status)
		return true;
	for (size_t i = 0; i < 2; i++) {
		at = strstr(status, keys[i]);
		*switches += at ? strtoul(at + strlen(keys[i]), NULL, 10) : 0;
	}
	at = strstr(status, "\nState:");
	sleeps = at && strchr("STtZX", at[8]) != NULL;
	free(status);
	return sleeps;
}

bool vt_settle(struct vt *vt)
{
	uint64_t now_ms = test_now_ms();
	uint64_t end_ms = now_ms + PATIENCE_MS, since_ms = now_ms;
	unsigned long switches = 0, last = 0;
	int unread = 0;

	while ((now_ms = test_now_ms()) < end_ms && vt->code < 0) {
		bool output = turn(vt, 10);
		bool sleeps = asleep(vt, &switches);
		if (vt->slave >= 0)
			ioctl(vt->slave, FIONREAD, &unread);
		if (output || !sleeps || switches != last || unread > 0)
			since_ms = now_ms;
		last = switches;
		if (now_ms - since_ms >= SETTLE_MS)
			return true;
	}
	if (ended(vt))
		return true;
	vt_dump(vt, "rest");
	return false;
}

/* --- plain facts ------------------------------------------------------------------------------ */

uint64_t vt_bytes(const struct vt *vt)
{
	return vt->bytes;
}

const char *vt_raw(const struct vt *vt, size_t *len)
{
	*len = vt->raw_len;
	return vt->raw;
}

void vt_raw_clear(struct vt *vt)
{
	vt->raw_len = 0;
}

uint64_t vt_output_us(const struct vt *vt)
{
	return vt->output_us;
}

void vt_count_only(struct vt *vt, const char *marker)
{
	if (marker && (strlen(marker) == 0 || strlen(marker) > sizeof vt->tail - 4))
		abort();
	vt->marker = marker;
	vt->count_only = marker != NULL;
	vt->marked_us = 0;
	vt->tail_len = 0;
}

uint64_t vt_marked_us(const struct vt *vt)
{
	return vt->marked_us;
}

int vt_fd(const struct vt *vt)
{
	return vt->master;
}

pid_t vt_pid(const struct vt *vt)
{
	return vt->pid;
}

const char *vt_tty(const struct vt *vt)
{
	return vt->tty;
}

static bool same_line_settings(const struct vt *vt)
{
	struct termios now;

	if (vt->slave < 0 || tcgetattr(vt->slave, &now) != 0)
		return false;
	return now.c_iflag == vt->before.c_iflag && now.c_oflag == vt->before.c_oflag &&
	       now.c_cflag == vt->before.c_cflag && now.c_lflag == vt->before.c_lflag &&
	       memcmp(now.c_cc, vt->before.c_cc, sizeof now.c_cc) == 0 &&
	       cfgetispeed(&now) == cfgetispeed(&vt->before) &&
	       cfgetospeed(&now) == cfgetospeed(&vt->before);
}

/* The last of the two sequences that switch private mode `mode`: '+' on, '-' off, 0 neither came.
 */
static char last_switch(const struct vt *vt, int mode)
{
	char on[16], off[16];
	const char *at = vt->raw, *end = vt->raw + vt->raw_len;
	char last = 0;

	snprintf(on, sizeof on, "\033[?%dh", mode);
	snprintf(off, sizeof off, "\033[?%dl", mode);
	while (at && (at = memchr(at, '\033', (size_t)(end - at))) != NULL) {
		size_t left = (size_t)(end - at);
		if (left >= strlen(on) && memcmp(at, on, strlen(on)) == 0)
			last = '+';
		if (left >= strlen(off) && memcmp(at, off, strlen(off)) == 0)
			last = '-';
		at++;
	}
	return last;
}

bool vt_terminal_restored(struct vt *vt)
{
	static const int modes[] = {9, 1000, 1002, 1003, 1004, 1005, 1006, 1015, 2004};
	bool good = true;

#define REQUIRE(holds, ...) ((holds) ? (void)0 : (void)(good = false, fprintf(stderr, __VA_ARGS__)))
	vt_poll(vt);
	REQUIRE(same_line_settings(vt), "terminal: line settings differ from those before\n");
	REQUIRE(!vt->alternate, "terminal: left in the alternate screen\n");
	/* libvterm puts cursor visibility back with the screen, terminals do not */
	REQUIRE(last_switch(vt, 25) != '-', "terminal: cursor left invisible\n");
	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
		REQUIRE(last_switch(vt, modes[i]) != '+', "terminal: mode %d left on\n", modes[i]);
	REQUIRE(last_switch(vt, 1) != '+', "terminal: application cursor keys left on\n");
#undef REQUIRE
	return good;
}
