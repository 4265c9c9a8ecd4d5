/* Serial ports from PTYs: namespaces, made-up sysfs, modem lines. Knows nothing of what is tested. */
#define _GNU_SOURCE
#include "tests/lib/ttyrig.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define RUN_FLAG "--ttyrig-run"

/* --- a private machine ---------------------------------------------------------------------------- */

static bool entered;

static bool failed(const char *what)
{
	fprintf(stderr, "ttyrig: %s: %s\n", what, strerror(errno));
	return false;
}

static bool write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	bool ok = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return ok;
}

/* An ordinary user becomes root of a user namespace of its own. */
static bool unshare_mounts(void)
{
	char map[64];
	const unsigned uid = geteuid(), gid = getegid();

	if (uid == 0)
		return !unshare(CLONE_NEWNS);
	if (unshare(CLONE_NEWUSER | CLONE_NEWNS))
		return false;
	snprintf(map, sizeof(map), "0 %u 1", uid);
	if (!write_text("/proc/self/setgroups", "deny") || !write_text("/proc/self/uid_map", map))
		return false;
	snprintf(map, sizeof(map), "0 %u 1", gid);
	return write_text("/proc/self/gid_map", map);
}

static bool keep_node(const char *dev, const char *name)
{
	char from[64], to[320];

	snprintf(from, sizeof(from), "/dev/%s", name);
	snprintf(to, sizeof(to), "%s/%s", dev, name);
	return write_text(to, "") && !mount(from, to, NULL, MS_BIND, NULL);
}

static bool keep_dir(const char *dev, const char *name)
{
	char from[64], to[320];

	snprintf(from, sizeof(from), "/dev/%s", name);
	snprintf(to, sizeof(to), "%s/%s", dev, name);
	return !mkdir(to, 0755) && !mount(from, to, NULL, MS_BIND | MS_REC, NULL);
}

/* PTYs of our own: an ordinary user may not use those of the machine through another /dev. */
static bool new_pts(const char *dev)
{
	char path[320];

	snprintf(path, sizeof(path), "%s/pts", dev);
	if (mkdir(path, 0755) ||
		mount("ttyrig", path, "devpts", 0, "newinstance,ptmxmode=0666,mode=600"))
		return false;
	snprintf(path, sizeof(path), "%s/ptmx", dev);
	return !symlink("pts/ptmx", path);
}

static bool replace_dev(void)
{
	static const char *const nodes[] = {"null", "zero", "full", "random", "urandom", "tty"};
	char dev[] = "/tmp/qlw-ttyrig-XXXXXX";
	bool ok = mkdtemp(dev) && !mount("ttyrig", dev, "tmpfs", 0, "mode=755");

	for (size_t i = 0; ok && i < sizeof(nodes) / sizeof(nodes[0]); i++)
		ok = keep_node(dev, nodes[i]);
	ok = ok && new_pts(dev) && keep_dir(dev, "shm") && !mount(dev, "/dev", NULL, MS_MOVE, NULL);
	rmdir(dev);
	return ok;
}

bool ttyrig_enter(void)
{
	if (entered)
		return true;
	if (!unshare_mounts())
		return failed("no mount namespace");
	if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) || !replace_dev())
		return failed("no private /dev");
	if (mount("ttyrig", "/sys", "tmpfs", 0, "mode=755"))
		return failed("no private /sys");
	entered = true;
	return true;
}

/* --- plugging in ---------------------------------------------------------------------------------- */

/* mkdir -p of all but the last part. */
static void make_parents(const char *path)
{
	char copy[512];

	snprintf(copy, sizeof(copy), "%s", path);
	for (char *slash = copy + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(copy, 0755);
		*slash = '/';
	}
}

__attribute__((format(printf, 2, 3))) static void put(const char *text, const char *format, ...)
{
	char path[512];
	va_list ap;

	va_start(ap, format);
	vsnprintf(path, sizeof(path), format, ap);
	va_end(ap);
	make_parents(path);
	write_text(path, text);
}

static void link_to(const char *target, const char *path)
{
	make_parents(path);
	unlink(path);
	if (symlink(target, path))
		failed(path);
}

/* As usb-serial shows a port: device/interface/port/tty/name. */
static void show_port(const struct ttyrig_device *d, int interface, const char *name)
{
	char path[512], target[512], text[16];
	const char *base = "/sys/devices/usb";

	snprintf(text, sizeof(text), "%02x\n", (unsigned)interface);
	put(text, "%s/%s/%s:1.%d/bInterfaceNumber", base, d->socket, d->socket, interface);
	snprintf(path, sizeof(path), "%s/%s/%s:1.%d/driver", base, d->socket, d->socket, interface);
	snprintf(target, sizeof(target), "/sys/bus/usb/drivers/%s", d->driver);
	link_to(target, path);
	snprintf(path, sizeof(path), "%s/%s/%s:1.%d/%s/tty/%s/device", base, d->socket, d->socket,
		interface, name, name);
	snprintf(target, sizeof(target), "../../../%s", name);
	link_to(target, path);
	snprintf(path, sizeof(path), "/sys/class/tty/%s", name);
	snprintf(target, sizeof(target), "../../devices/usb/%s/%s:1.%d/%s/tty/%s", d->socket,
		d->socket, interface, name, name);
	link_to(target, path);
}

static bool bind_node(const char *pty, const char *name)
{
	char node[64];

	snprintf(node, sizeof(node), "/dev/%s", name);
	return write_text(node, "") && !mount(pty ? pty : "/dev/null", node, NULL, MS_BIND, NULL);
}

/* The names last: what is listed is complete. */
bool ttyrig_plug(const struct ttyrig_device *d)
{
	char name[32];

	if (!entered)
		return false;
	put(d->vendor_id, "/sys/devices/usb/%s/idVendor", d->socket);
	put(d->product_id, "/sys/devices/usb/%s/idProduct", d->socket);
	put(d->product, "/sys/devices/usb/%s/product", d->socket);
	put(d->serial, "/sys/devices/usb/%s/serial", d->socket);
	for (int i = 0; i < d->n; i++) {
		snprintf(name, sizeof(name), "%s%d", d->name, d->first + i);
		if (!bind_node(d->pty[i], name))
			return failed(name);
		show_port(d, i, name);
	}
	return true;
}

void ttyrig_unplug(const struct ttyrig_device *d)
{
	char path[128];

	for (int i = 0; entered && i < d->n; i++) {
		snprintf(path, sizeof(path), "/sys/class/tty/%s%d", d->name, d->first + i);
		unlink(path);
		snprintf(path, sizeof(path), "/dev/%s%d", d->name, d->first + i);
		umount2(path, MNT_DETACH);
		unlink(path);
	}
	snprintf(path, sizeof(path), "/sys/devices/usb/%s/idVendor", d->socket);
	unlink(path);
}

/* --- modem lines ---------------------------------------------------------------------------------- */

static void send_descriptor(int socket, int fd)
{
	char byte = 0;
	struct iovec io = {&byte, 1};
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = {0};
	struct msghdr message = {.msg_iov = &io,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof(control.bytes)};
	struct cmsghdr *c = CMSG_FIRSTHDR(&message);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &fd, sizeof(int));
	sendmsg(socket, &message, 0);
}

static int receive_descriptor(int socket)
{
	char byte;
	int fd = -1;
	struct iovec io = {&byte, 1};
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = {0};
	struct msghdr message = {.msg_iov = &io,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof(control.bytes)};

	if (recvmsg(socket, &message, MSG_CMSG_CLOEXEC) == 1 && CMSG_FIRSTHDR(&message))
		memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(int));
	return fd;
}

/* From here on the four ioctls of modem lines are the supervisor's. Returns its end. */
static int install_filter(void)
{
#define IOCTL_IS(request)                                     \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (request), 0, 1), \
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF)
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ioctl, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[1])),
		IOCTL_IS(TIOCMGET),
		IOCTL_IS(TIOCMSET),
		IOCTL_IS(TIOCMBIS),
		IOCTL_IS(TIOCMBIC),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof(code) / sizeof(code[0]), code};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -1;
	return (int)syscall(
		SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
}

static void run_program(int socket, char **argv)
{
	int listener;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	listener = install_filter();
	if (listener < 0) {
		failed("no seccomp notification");
		_exit(126);
	}
	send_descriptor(socket, listener);
	close(listener);
	close(socket);
	execvp(argv[0], argv);
	_exit(127);
}

/* All lines are on; what is set is taken. */
static void answer_one(int listener)
{
	struct seccomp_notif ask = {0};
	struct seccomp_notif_resp answer = {0};
	int lines = TIOCM_DTR | TIOCM_RTS | TIOCM_CTS | TIOCM_DSR | TIOCM_CAR;

	if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &ask))
		return;
	answer.id = ask.id;
	if ((unsigned)ask.data.args[1] == TIOCMGET) {
		struct iovec mine = {&lines, sizeof(lines)};
		struct iovec theirs = {(void *)(uintptr_t)ask.data.args[2], sizeof(lines)};

		if (process_vm_writev((pid_t)ask.pid, &mine, 1, &theirs, 1, 0) != sizeof(lines))
			answer.error = -EFAULT;
	}
	ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
}

static pid_t program;

static void forward(int sig)
{
	kill(program, sig);
}

static int supervise(int listener)
{
	struct pollfd p = {.fd = listener, .events = POLLIN};
	int status = 0;

	while (poll(&p, 1, -1) >= 0 || errno == EINTR) {
		if (p.revents & POLLIN)
			answer_one(listener);
		else if (p.revents)
			break;
		p.revents = 0;
	}
	while (waitpid(program, &status, 0) < 0 && errno == EINTR)
		;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

void ttyrig_main(int argc, char **argv)
{
	struct sigaction action = {.sa_handler = forward};
	int pair[2], listener;

	if (argc < 3 || strcmp(argv[1], RUN_FLAG) != 0)
		return;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		exit(126);
	program = fork();
	if (program == 0)
		run_program(pair[1], argv + 2);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	close(pair[1]);
	listener = receive_descriptor(pair[0]);
	if (listener < 0)
		exit(126);
	exit(supervise(listener));
}

void ttyrig_argv(const char *const *argv, const char **out)
{
	static char self[512];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	self[n > 0 ? n : 0] = '\0';
	*out++ = self;
	*out++ = RUN_FLAG;
	do
		*out++ = *argv;
	while (*argv++);
}
