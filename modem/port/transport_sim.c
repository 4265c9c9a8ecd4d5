/*
 * sim: and sim:ARGUMENTS, a private qlw-sim that ends with this program. It says on its first line
 * of output which port to open; from then on this is that port. It knows nothing else of
 * simulators.
 */
#include "modem/port/transport_backend.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "modem/port/transport_spawn.h"

#define SIM_ARGS     64
#define SIM_START_MS 10000 /* a simulator that says nothing by then will not */
#define SIM_END_MS   150   /* time to tidy up after SIGTERM, before SIGKILL */
#define SIM_LISTEN   64    /* reads between two looks at what it says on standard error */

struct sim {
	struct transport base;
	struct spawned child;
	struct transport *port; /* NULL while starting */
	char line[PATH_MAX];    /* first line of output, being read */
	size_t line_len;
	char said[4096]; /* latest of its standard error */
	size_t said_len;
	unsigned reads;
	bool ended;
	uint64_t give_up_ms; /* 0: not yet known */
};

/* Standard error never reaches the terminal; its latest part is kept for the reason. */
static void sim_listen(struct sim *s)
{
	ssize_t got;

	do {
		if (s->said_len == sizeof(s->said)) {
			s->said_len /= 2;
			memmove(s->said, s->said + sizeof(s->said) - s->said_len, s->said_len);
		}
		got = transport_fd_read(
			s->child.err, s->said + s->said_len, sizeof(s->said) - s->said_len);
		s->said_len += got > 0 ? (size_t)got : 0;
	} while (got > 0);
}

/* The last line it said, printable. */
static void sim_last_words(struct sim *s, const char *otherwise)
{
	char *to = s->base.reason;
	size_t end = s->said_len, start, n = 0;

	while (end && isspace((unsigned char)s->said[end - 1]))
		end--;
	for (start = end; start && s->said[start - 1] != '\n';)
		start--;
	for (; start < end && n < sizeof(s->base.reason) - 1; start++)
		to[n++] = isprint((unsigned char)s->said[start]) ? s->said[start] : '?';
	to[n] = '\0';
	if (!n)
		snprintf(to, sizeof(s->base.reason), "%s", otherwise);
}

static int sim_end(struct sim *s, const char *otherwise)
{
	if (!s->ended) {
		sim_listen(s);
		sim_last_words(s, otherwise);
	}
	s->ended = true;
	return QLW_EEOF;
}

/* Reads byte by byte up to the line's end, so that nothing after it is taken. */
static int sim_start(struct sim *s)
{
	struct qlw_diag diag;
	ssize_t got = 0;
	char c = 0;

	while (c != '\n' && (got = transport_fd_read(s->child.out, &c, 1)) > 0) {
		if (s->line_len < sizeof(s->line) - 1 && c != '\n')
			s->line[s->line_len++] = c;
	}
	if (got < 0)
		return sim_end(s, "qlw-sim ended before it named its port");
	if (c != '\n')
		return 0;
	s->line[s->line_len] = '\0';
	if (!strncmp(s->line, "sim:", 4) || transport_open(&s->port, s->line, NULL, &diag)) {
		s->port = NULL;
		return sim_end(s, "what qlw-sim named is no port");
	}
	return 0;
}

static ssize_t sim_read(struct transport *t, void *buffer, size_t n)
{
	struct sim *s = (struct sim *)t;
	ssize_t got;

	if (s->ended)
		return QLW_EEOF;
	if (!s->port) {
		int err = sim_start(s);

		if (err || !s->port)
			return err;
	}
	if (++s->reads % SIM_LISTEN == 0)
		sim_listen(s);
	got = transport_read(s->port, buffer, n);
	return got < 0 ? sim_end(s, "the simulator ended") : got;
}

static ssize_t sim_write(struct transport *t, const void *bytes, size_t n)
{
	struct sim *s = (struct sim *)t;
	ssize_t put;

	if (s->ended)
		return QLW_EEOF;
	if (!s->port)
		return 0;
	put = transport_write(s->port, bytes, n);
	return put < 0 ? sim_end(s, "the simulator ended") : put;
}

static struct pollfd sim_pollfd(const struct transport *t, bool want_write)
{
	const struct sim *s = (const struct sim *)t;

	if (s->port)
		return transport_pollfd(s->port, want_write);
	return (struct pollfd){.fd = s->ended ? -1 : s->child.out, .events = POLLIN};
}

static uint64_t sim_deadline_ms(const struct transport *t)
{
	const struct sim *s = (const struct sim *)t;

	if (s->port)
		return transport_deadline_ms(s->port);
	return s->ended ? UINT64_MAX : s->give_up_ms;
}

static void sim_tick(struct transport *t, uint64_t now_ms)
{
	struct sim *s = (struct sim *)t;

	if (s->port)
		transport_tick(s->port, now_ms);
	else if (!s->give_up_ms)
		s->give_up_ms = now_ms + SIM_START_MS;
	else if (now_ms >= s->give_up_ms && !s->ended)
		sim_end(s, "qlw-sim does not name its port");
}

static void sim_close(struct transport *t)
{
	struct sim *s = (struct sim *)t;

	transport_close(s->port);
	spawn_end(&s->child, SIM_END_MS);
	free(s);
}

static const struct transport_ops sim_ops = {
	.read = sim_read,
	.write = sim_write,
	.pollfd = sim_pollfd,
	.deadline_ms = sim_deadline_ms,
	.tick = sim_tick,
	.close = sim_close,
};

/*
 * Splits text in place into words at blanks; "…" and '…' keep blanks together, a backslash has no
 * meaning. Returns how many, or 0 when a quote is left open or there are too many.
 */
static size_t sim_split(char *text, char **words, size_t max)
{
	size_t n = 0;
	char *to = text;

	for (char *from = text; *from;) {
		char quote = 0;

		while (isspace((unsigned char)*from))
			from++;
		if (!*from)
			break;
		if (n == max)
			return 0;
		words[n++] = to;
		for (; *from && (quote || !isspace((unsigned char)*from)); from++) {
			if (quote ? *from == quote : *from == '"' || *from == '\'')
				quote = quote ? 0 : *from;
			else
				*to++ = *from;
		}
		if (quote)
			return 0;
		from += *from ? 1 : 0;
		*to++ = '\0';
	}
	return n;
}

/* The simulator to start: as told, beside this program, or on the search path. */
static bool sim_find(const struct transport_options *options, char *path, size_t size)
{
	ssize_t n;

	if (options->sim_path) {
		snprintf(path, size, "%s", options->sim_path);
		return !access(path, X_OK);
	}
	n = readlink("/proc/self/exe", path, size - 1);
	if (n > 0) {
		path[n] = '\0';
		n = strrchr(path, '/') - path + 1;
		snprintf(path + n, size - (size_t)n, "qlw-sim");
		if (!access(path, X_OK))
			return true;
	}
	return spawn_search("qlw-sim", path, size);
}

static int sim_spawn(struct sim *s, const char *rest, const char *program, struct qlw_diag *diag)
{
	char *text = strdup(rest);
	char *argv[SIM_ARGS + 2] = {NULL};
	size_t blank = strspn(rest, " \t");
	int err = 0;

	if (!text)
		return qlw_diag_set(diag, QLW_ENOMEM, "out of memory");
	argv[0] = (char *)program;
	if (rest[blank] && !sim_split(text, argv + 1, SIM_ARGS))
		err = qlw_diag_set(diag, QLW_EUSAGE, "sim:%s: a quote is left open", rest);
	else if (spawn_start(&s->child, argv))
		err = qlw_diag_set(diag, QLW_EPORT, "%s: %s", program, strerror(errno));
	free(text);
	return err;
}

static int sim_open(struct transport **out, const char *rest,
	const struct transport_options *options, struct qlw_diag *diag)
{
	char program[PATH_MAX];
	struct sim *s;
	int err;

	if (!sim_find(options, program, sizeof(program))) {
		qlw_diag_set(diag, QLW_EPORT, "sim: the program qlw-sim is not found");
		qlw_diag_hint(diag, "it belongs beside qlw or into a directory of PATH");
		return QLW_EPORT;
	}
	s = calloc(1, sizeof(*s));
	if (!s)
		return qlw_diag_set(diag, QLW_ENOMEM, "out of memory");
	s->base.ops = &sim_ops;
	snprintf(s->base.name, sizeof(s->base.name), "sim:");
	err = sim_spawn(s, rest, program, diag);
	if (err) {
		free(s);
		return err;
	}
	*out = &s->base;
	return 0;
}

const struct transport_ops transport_sim = {.prefix = "sim:", .open = sim_open};
