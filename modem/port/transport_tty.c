/*
 * Terminal devices: which back end a path needs, and how a node becomes this program's alone. It
 * knows locks and nodes, no line settings.
 */
#include "modem/port/transport_backend.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>

#include "modem/port/ports.h"

/* Linux: majors of UNIX 98 PTYs */
#define TTY_PTS_FIRST 136
#define TTY_PTS_LAST  143

static bool tty_is_pts(int fd)
{
	struct stat st;

	if (fstat(fd, &st) || !S_ISCHR(st.st_mode))
		return false;
	return major(st.st_rdev) >= TTY_PTS_FIRST && major(st.st_rdev) <= TTY_PTS_LAST;
}

static void tty_held_hint(struct qlw_diag *diag, const char *path, const char *who)
{
	const char *pid = strstr(who, "(pid ");

	if (strstr(who, "ModemManager"))
		qlw_diag_hint(diag,
			"ModemManager probes each new port: sudo systemctl stop ModemManager; "
			"qlw doctor says how to keep it away for good");
	else if (pid)
		qlw_diag_hint(diag, "end that program (kill %ld), or name another port with -p",
			strtol(pid + 5, NULL, 10));
	else
		qlw_diag_hint(diag, "sudo fuser -v %s shows which%s", path,
			ports_modem_manager() ? "; ModemManager runs, and probes each new port: "
						"sudo systemctl stop ModemManager"
					      : "");
}

static int tty_held(struct qlw_diag *diag, const char *path)
{
	char who[160];

	if (ports_holder(path, who, sizeof(who)) > 0)
		qlw_diag_set(diag, QLW_EHELD, "%s is held by %s", path, who);
	else
		qlw_diag_set(diag, QLW_EHELD, "%s is held by another program", path);
	tty_held_hint(diag, path, who);
	return QLW_EHELD;
}

/*
 * Someone marked the terminal exclusive. The superuser passes that mark, so it must be looked for;
 * on a PTY it outlives the one who set it, so there it only counts if someone is still there.
 */
static bool tty_marked(int fd, const char *path)
{
	int exclusive = 0;
	char who[16];

	if (ioctl(fd, TIOCGEXCL, &exclusive) || !exclusive)
		return false;
	return !tty_is_pts(fd) || ports_holder(path, who, sizeof(who)) > 0;
}

/* Lock files count for serial lines only; a PTY has none. */
static bool tty_lock_file(int fd, const char *path)
{
	char who[16];

	return !tty_is_pts(fd) && ports_lock_file(path, who, sizeof(who));
}

/*
 * The kernel opens a serial line with its echo on, and a module says at once what it had kept until
 * someone listens: it would hear its own words as commands, echo them too, and so on. So this comes
 * before anything that takes time.
 */
static void tty_quiet(int fd, const struct termios *before)
{
	struct termios quiet = *before;

	if (!(before->c_lflag & (ECHO | ICANON)))
		return;
	cfmakeraw(&quiet);
	quiet.c_cflag = before->c_cflag;
	tcsetattr(fd, TCSANOW, &quiet);
}

int transport_tty_claim(const char *path, struct termios *before, struct qlw_diag *diag)
{
	int fd = open(path, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	int err = 0;

	if (fd < 0 && errno == EBUSY)
		return tty_held(diag, path);
	if (fd < 0)
		return transport_explain(diag, path, errno);
	if (tcgetattr(fd, before))
		err = transport_explain(diag, path, errno == EIO ? EIO : ENOTTY);
	else if (flock(fd, LOCK_EX | LOCK_NB) || tty_marked(fd, path))
		err = tty_held(diag, path);
	if (!err) {
		tty_quiet(fd, before);
		if (tty_lock_file(fd, path)) {
			tcsetattr(fd, TCSANOW, before);
			err = tty_held(diag, path);
		}
	}
	if (err) {
		close(fd);
		return err;
	}
	return fd;
}

void transport_tty_exclude(int fd)
{
	ioctl(fd, TIOCEXCL);
}

void transport_tty_release(int fd)
{
	ioctl(fd, TIOCNXCL);
}

/* A node that the kernel lists by this very name is used as it is named; any other path is a link
 * and is followed, because libserialport knows kernel names only. */
static bool tty_has_kernel_name(const char *path)
{
	char sysfs[PATH_MAX];
	const char *slash = strrchr(path, '/');

	if (strncmp(path, "/dev/", 5) != 0 || slash != path + 4)
		return false;
	snprintf(sysfs, sizeof(sysfs), "/sys/class/tty/%s", slash + 1);
	return !access(sysfs, F_OK);
}

static int tty_open(struct transport **out, const char *path,
	const struct transport_options *options, struct qlw_diag *diag)
{
	char real[PATH_MAX];
	struct stat st;
	bool pts;
	int err;

	if (!strcmp(path, "/dev/tty") || !realpath(path, real) || stat(real, &st))
		return transport_explain(diag, path, errno ? errno : ENOTTY);
	if (!S_ISCHR(st.st_mode))
		return transport_explain(diag, path, ENOTTY);
	if (tty_has_kernel_name(path))
		snprintf(real, sizeof(real), "%s", path);
	pts = !strncmp(real, "/dev/pts/", 9);
	err = pts ? transport_pty_open(out, real, diag)
		  : transport_serial_open(out, real, options, diag);
	if (!err)
		snprintf((*out)->name, sizeof((*out)->name), "%s", path);
	return err;
}

const struct transport_ops transport_path = {.prefix = "", .open = tty_open};
