/*
 * Serial lines: libserialport for settings and modem lines, reads and writes on a descriptor of our
 * own, which also carries the lock. The only file that knows libserialport.
 */
#include "modem/port/transport_backend.h"

#include <errno.h>
#include <libserialport.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/time.h>
#include <termios.h>
#include <unistd.h>

#define SERIAL_BAUD     115200
#define SERIAL_CLOSE_US 100000 /* how long the last bytes may take to leave */
#define SERIAL_AGAIN_US 20000

struct serial {
	struct transport base;
	int fd;
	struct sp_port *port;
	struct termios before;
};

static ssize_t serial_read(struct transport *t, void *buffer, size_t n)
{
	return transport_fd_read(((struct serial *)t)->fd, buffer, n);
}

static ssize_t serial_write(struct transport *t, const void *bytes, size_t n)
{
	return transport_fd_write(((struct serial *)t)->fd, bytes, n);
}

static size_t serial_unsent(const struct transport *t)
{
	return transport_fd_unsent(((const struct serial *)t)->fd);
}

static struct pollfd serial_pollfd(const struct transport *t, bool want_write)
{
	short events = want_write ? POLLIN | POLLOUT : POLLIN;

	return (struct pollfd){.fd = ((const struct serial *)t)->fd, .events = events};
}

static void serial_alarm(int sig)
{
	(void)sig;
}

/*
 * The kernel waits up to 30 s for a device that takes no data when its port is closed for the last
 * time. Only the superuser may shorten that, but a signal cuts it; a repeated one, lest the first
 * come just before the wait.
 */
static void serial_close_soon(int fd)
{
	struct sigaction action = {.sa_handler = serial_alarm}, action_before;
	struct itimerval timer = {{0, SERIAL_AGAIN_US}, {0, SERIAL_CLOSE_US}}, timer_before;
	sigset_t alarm_set, mask_before;

	sigemptyset(&action.sa_mask);
	sigemptyset(&alarm_set);
	sigaddset(&alarm_set, SIGALRM);
	sigaction(SIGALRM, &action, &action_before);
	sigprocmask(SIG_UNBLOCK, &alarm_set, &mask_before);
	setitimer(ITIMER_REAL, &timer, &timer_before);
	close(fd);
	setitimer(ITIMER_REAL, &timer_before, NULL);
	sigprocmask(SIG_SETMASK, &mask_before, NULL);
	sigaction(SIGALRM, &action_before, NULL);
}

/*
 * All but the echo: between this and the close, and from the next open until its settings, a module
 * would hear its own words. DTR stays up before a device that takes nothing: one that has hung
 * altogether does not let the kernel lower it either, which tries for 5 s and hears no signal.
 */
static void serial_put_back(struct serial *s)
{
	s->before.c_lflag &= ~(tcflag_t)(ECHO | ICANON);
	if (transport_fd_unsent(s->fd))
		s->before.c_cflag &= ~(tcflag_t)HUPCL;
	tcsetattr(s->fd, TCSANOW, &s->before);
}

static void serial_close(struct transport *t)
{
	struct serial *s = (struct serial *)t;

	serial_put_back(s);
	transport_tty_release(s->fd);
	if (s->port) {
		/* never the last close: ours follows, and libserialport's has then nothing to wait
		 * for */
		sp_close(s->port);
		sp_free_port(s->port);
	}
	serial_close_soon(s->fd);
	free(s);
}

static const struct transport_ops serial_ops = {
	.prefix = "",
	.read = serial_read,
	.write = serial_write,
	.unsent = serial_unsent,
	.pollfd = serial_pollfd,
	.close = serial_close,
};

/* All settings in one call: libserialport writes them all, DTR and RTS included, for each setter.
 * What it reads back is not compared: `option` ports answer 9600 whatever was set. */
static int serial_configure(struct sp_port *port, int baud)
{
	struct sp_port_config *config;
	int bad;

	if (sp_new_config(&config) != SP_OK)
		return -1;
	sp_set_config_baudrate(config, baud);
	sp_set_config_bits(config, 8);
	sp_set_config_parity(config, SP_PARITY_NONE);
	sp_set_config_stopbits(config, 1);
	sp_set_config_rts(config, SP_RTS_ON);
	sp_set_config_cts(config, SP_CTS_IGNORE);
	sp_set_config_dtr(config, SP_DTR_ON);
	sp_set_config_dsr(config, SP_DSR_IGNORE);
	sp_set_config_xon_xoff(config, SP_XONXOFF_DISABLED);
	bad = sp_set_config(port, config) != SP_OK;
	sp_free_config(config);
	return bad ? -1 : 0;
}

/* What libserialport does otherwise: it lets read() return nothing when there is nothing, which here must
 * mean hung up, and it sets CRTSCTS among the wrong flags. */
static int serial_finish(int fd, bool rtscts)
{
	struct termios now;

	if (tcgetattr(fd, &now))
		return -1;
	now.c_cc[VMIN] = 1;
	now.c_cc[VTIME] = 0;
	now.c_cflag &= ~(tcflag_t)CRTSCTS; /* as minicom leaves it */
	if (rtscts)
		now.c_cflag |= CRTSCTS;
	return tcsetattr(fd, TCSANOW, &now);
}

static int serial_set_up(struct serial *s, const char *path,
	const struct transport_options *options, struct qlw_diag *diag)
{
	const int baud = options->baud ? options->baud : SERIAL_BAUD;

	if (sp_get_port_by_name(path, &s->port) != SP_OK)
		return transport_explain(diag, path, ENOTTY);
	if (sp_open(s->port, SP_MODE_READ_WRITE) != SP_OK) {
		int error = sp_last_error_code();

		sp_free_port(s->port);
		s->port = NULL;
		return transport_explain(diag, path, error);
	}
	if (serial_configure(s->port, baud) || serial_finish(s->fd, options->rtscts))
		return qlw_diag_set(diag, QLW_EPORT, "%s does not take %d baud, 8N1", path, baud);
	transport_tty_exclude(s->fd);
	return 0;
}

int transport_serial_open(struct transport **out, const char *path,
	const struct transport_options *options, struct qlw_diag *diag)
{
	struct serial *s = calloc(1, sizeof(*s));
	int err;

	if (!s)
		return qlw_diag_set(diag, QLW_ENOMEM, "out of memory");
	s->base.ops = &serial_ops;
	s->fd = transport_tty_claim(path, &s->before, diag);
	if (s->fd < 0) {
		err = s->fd;
		free(s);
		return err;
	}
	err = serial_set_up(s, path, options, diag);
	if (err) {
		serial_close(&s->base);
		return err;
	}
	*out = &s->base;
	return 0;
}
