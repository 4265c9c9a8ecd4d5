/*
 * Transports over a PTY: every byte, settings put back, one holder, and what cannot be opened.
 */
#include "tests/unit/transport_rig.h"

struct rig {
	int master, slave; /* slave is kept to look at settings; -1 when not */
	char path[64];
};

static void rig_open(struct rig *r)
{
	assert_int_equal(openpty(&r->master, &r->slave, r->path, NULL, NULL), 0);
	fcntl(r->master, F_SETFD, FD_CLOEXEC);
	fcntl(r->slave, F_SETFD, FD_CLOEXEC);
}

static void rig_close(struct rig *r)
{
	close(r->slave);
	if (r->master >= 0)
		close(r->master);
}

static void test_pty_passes_every_byte(void **state)
{
	struct rig r;
	struct transport *t;
	uint8_t all[256], back[256];

	(void)state;
	rig_open(&r);
	for (int i = 0; i < 256; i++)
		all[i] = (uint8_t)i;
	assert_int_equal(transport_open(&t, r.path, NULL, NULL), 0);
	assert_string_equal(transport_name(t), r.path);
	assert_int_equal(transport_read(t, back, sizeof(back)), 0);
	assert_int_equal(transport_write(t, all, sizeof(all)), 256);
	assert_int_equal(await_fd(r.master, back, sizeof(back)), 256);
	assert_memory_equal(all, back, 256);
	assert_int_equal(write(r.master, all, sizeof(all)), 256);
	memset(back, 0, sizeof(back));
	assert_int_equal(await_bytes(t, back, sizeof(back)), 256);
	assert_memory_equal(all, back, 256);
	assert_int_equal(transport_deadline_ms(t), UINT64_MAX);
	transport_close(t);
	rig_close(&r);
}

static void test_pty_settings_come_back(void **state)
{
	struct rig r;
	struct transport *t;
	struct termios before, during, after;
	int exclusive = 1;

	(void)state;
	rig_open(&r);
	assert_int_equal(tcgetattr(r.slave, &before), 0);
	assert_int_equal(transport_open(&t, r.path, NULL, NULL), 0);
	assert_int_equal(tcgetattr(r.slave, &during), 0);
	assert_int_equal(during.c_lflag & (ECHO | ICANON | ISIG), 0);
	assert_int_equal(flock(r.slave, LOCK_EX | LOCK_NB), -1);
	transport_close(t);
	assert_int_equal(flock(r.slave, LOCK_EX | LOCK_NB), 0);
	assert_int_equal(tcgetattr(r.slave, &after), 0);
	assert_int_equal(after.c_lflag, before.c_lflag);
	assert_int_equal(after.c_iflag, before.c_iflag);
	assert_int_equal(after.c_oflag, before.c_oflag);
	assert_memory_equal(after.c_cc, before.c_cc, sizeof(before.c_cc));
	assert_int_equal(ioctl(r.slave, TIOCGEXCL, &exclusive), 0);
	assert_int_equal(exclusive, 0);
	rig_close(&r);
}

/* The last command before leaving is not thrown away. */
static void test_pty_last_words_arrive(void **state)
{
	struct rig r;
	struct transport *t;
	uint8_t buffer[8];

	(void)state;
	rig_open(&r);
	assert_int_equal(transport_open(&t, r.path, NULL, NULL), 0);
	assert_int_equal(transport_write(t, "ATE1\r", 5), 5);
	transport_close(t);
	assert_int_equal(await_fd(r.master, buffer, 5), 5);
	assert_memory_equal(buffer, "ATE1\r", 5);
	rig_close(&r);
}

static void test_pty_hang_up_is_the_end(void **state)
{
	struct rig r;
	struct transport *t;
	struct pollfd p;
	uint8_t buffer[16];

	(void)state;
	rig_open(&r);
	assert_int_equal(transport_open(&t, r.path, NULL, NULL), 0);
	close(r.master);
	r.master = -1;
	p = transport_pollfd(t, false);
	assert_int_equal(poll(&p, 1, PATIENCE), 1);
	assert_int_equal(transport_read(t, buffer, sizeof(buffer)), QLW_EEOF);
	assert_int_equal(transport_write(t, "x", 1), QLW_EEOF);
	transport_close(t);
	rig_close(&r);
}

static void test_full_queue_takes_what_fits(void **state)
{
	struct rig r;
	struct transport *t;
	uint8_t block[65536] = {0};
	ssize_t put;

	(void)state;
	rig_open(&r);
	assert_int_equal(transport_open(&t, r.path, NULL, NULL), 0);
	put = transport_write(t, block, sizeof(block));
	assert_in_range(put, 1, sizeof(block) - 1);
	while ((put = transport_write(t, block, sizeof(block))) > 0)
		;
	assert_int_equal(put, 0);
	assert_int_equal(transport_pollfd(t, true).events, POLLIN | POLLOUT);
	transport_close(t);
	rig_close(&r);
}

/* A child that has the slave open, marked by flock or TIOCEXCL, until its pipe closes. */
static pid_t hold(const struct rig *r, bool with_flock, int *leash)
{
	int pipes[2], ready[2];
	char c;
	pid_t pid;

	assert_int_equal(pipe(pipes), 0);
	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (!pid) {
		int fd = open(r->path, O_RDWR | O_NOCTTY);

		close(pipes[1]);
		close(r->master); /* or it counts as the owner of the other end */
		if (fd < 0 || (with_flock ? flock(fd, LOCK_EX) : ioctl(fd, TIOCEXCL)) ||
			write(ready[1], "x", 1) != 1)
			_exit(1);
		_exit(read(pipes[0], &c, 1) != 0);
	}
	assert_int_equal(read(ready[0], &c, 1), 1);
	close(pipes[0]);
	close(ready[0]);
	close(ready[1]);
	*leash = pipes[1];
	return pid;
}

static void check_held(bool with_flock)
{
	struct rig r;
	struct transport *t;
	struct qlw_diag diag = {0};
	char pid_text[32];
	int leash, status;
	pid_t pid;

	rig_open(&r);
	pid = hold(&r, with_flock, &leash);
	snprintf(pid_text, sizeof(pid_text), "(pid %d, user ", (int)pid);
	assert_int_equal(transport_open(&t, r.path, NULL, &diag), QLW_EHELD);
	assert_null(t);
	assert_int_equal(diag.err, QLW_EHELD);
	assert_non_null(strstr(diag.what, r.path));
	assert_non_null(strstr(diag.what, pid_text));
	assert_true(diag.hint[0] != '\0');
	close(leash);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	if (geteuid() == 0 || with_flock) {
		/* the mark of a program that has gone stops no one who may pass it */
		assert_int_equal(transport_open(&t, r.path, NULL, &diag), 0);
		transport_close(t);
	}
	rig_close(&r);
}

static void test_held_by_lock(void **state)
{
	(void)state;
	check_held(true);
}

static void test_held_by_mark(void **state)
{
	(void)state;
	check_held(false);
}

static void test_not_twice(void **state)
{
	struct rig r;
	struct transport *t, *second;

	(void)state;
	rig_open(&r);
	assert_int_equal(transport_open(&t, r.path, NULL, NULL), 0);
	assert_int_equal(transport_open(&second, r.path, NULL, NULL), QLW_EHELD);
	transport_close(t);
	assert_int_equal(transport_open(&t, r.path, NULL, NULL), 0);
	transport_close(t);
	rig_close(&r);
}

static void test_link_is_followed(void **state)
{
	struct rig r;
	struct transport *t;
	char link[128];

	(void)state;
	rig_open(&r);
	snprintf(link, sizeof(link), "%s/modem", folder);
	assert_int_equal(symlink(r.path, link), 0);
	assert_int_equal(transport_open(&t, link, NULL, NULL), 0);
	assert_string_equal(transport_name(t), link);
	transport_close(t);
	rig_close(&r);
}

static void test_what_is_no_port(void **state)
{
	static const struct {
		const char *port;
		int err;
		const char *says;
	} cases[] = {
		{"/dev/ttyUSB987", QLW_EPORT, "No such file"},
		{"/dev/null", QLW_EPORT, "no serial port"},
		{"/etc/passwd", QLW_EPORT, "no serial port"},
		{"/tmp", QLW_EPORT, "no serial port"},
		{"/dev/tty", QLW_EPORT, "no serial port"},
		{"relative-and-missing", QLW_EPORT, "No such file"},
		{"", QLW_EUSAGE, "no port"},
	};
	struct transport *t;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct qlw_diag diag = {0};

		errno = 0;
		assert_int_equal(transport_open(&t, cases[i].port, NULL, &diag), cases[i].err);
		assert_null(t);
		if (!strstr(diag.what, cases[i].says))
			fail_msg("%s: %s", cases[i].port, diag.what);
	}
}

static void test_no_permission_names_the_group(void **state)
{
	struct rig r;
	int status;
	pid_t pid;

	(void)state;
	if (geteuid() != 0)
		skip();
	rig_open(&r);
	assert_int_equal(chown(r.path, 0, 20), 0); /* dialout */
	assert_int_equal(chmod(r.path, 0660), 0);
	pid = fork();
	if (!pid) {
		struct transport *t;
		struct qlw_diag diag = {0};

		if (setgid(65534) || setuid(65534))
			_exit(1);
		if (transport_open(&t, r.path, NULL, &diag) != QLW_EPORT)
			_exit(2);
		if (!strstr(diag.what, "no permission"))
			_exit(3);
		_exit(strstr(diag.hint, "sudo ") || strstr(diag.hint, "group") ? 0 : 4);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	rig_close(&r);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pty_passes_every_byte),
		cmocka_unit_test(test_pty_settings_come_back),
		cmocka_unit_test(test_pty_last_words_arrive),
		cmocka_unit_test(test_pty_hang_up_is_the_end),
		cmocka_unit_test(test_full_queue_takes_what_fits),
		cmocka_unit_test(test_held_by_lock),
		cmocka_unit_test(test_held_by_mark),
		cmocka_unit_test(test_not_twice),
		cmocka_unit_test(test_link_is_followed),
		cmocka_unit_test(test_what_is_no_port),
		cmocka_unit_test(test_no_permission_names_the_group),
	};

	return cmocka_run_group_tests_name("transport", tests, make_folder, remove_folder);
}
