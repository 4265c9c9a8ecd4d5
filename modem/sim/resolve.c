/* Lookups in children, their results in a small table. Knows no LwM2M and no module. */
#include "modem/sim/resolve.h"

#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NAMES      16
#define FRESH_MS   60000 /* a name is looked up again when it is older */
#define HIGHEST_FD 1024

struct found {
	size_t count;
	struct sockaddr_storage to[RESOLVE_ADDRESSES];
};

struct name {
	char host[256], port[8]; /* host "": free */
	uint64_t asked_ms;       /* order of use */
	pid_t child;             /* 0: nobody looks */
	int fd;
	uint64_t late_ms;
	bool known, failed;
	uint64_t known_ms;
	struct found found;
};

struct resolver {
	resolve_lookup *lookup;
	uint64_t patience_ms;
	int epoll;
	struct name name[NAMES];
};

static uint64_t real_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static size_t look_up(
	const char *host, const char *port, int flags, struct sockaddr_storage *to, size_t max)
{
	struct addrinfo hints = {.ai_socktype = SOCK_DGRAM, .ai_flags = AI_NUMERICSERV | flags};
	struct addrinfo *found;
	size_t n = 0;
	if (getaddrinfo(host, port, &hints, &found))
		return 0;
	for (int v4 = 0; v4 < 2; v4++)
		for (struct addrinfo *a = found; a && n < max; a = a->ai_next)
			if (a->ai_family == (v4 ? AF_INET : AF_INET6))
				memcpy(&to[n++], a->ai_addr, a->ai_addrlen);
	freeaddrinfo(found);
	return n;
}

size_t resolve_now(const char *host, const char *port, struct sockaddr_storage *to, size_t max)
{
	return look_up(host, port, 0, to, max);
}

/* --- the child --------------------------------------------------------------------------- */

/* No line or pipe of the simulator's must stay open because a name server is slow. */
_Noreturn static void be_child(const struct resolver *r, const struct name *n, int out)
{
	struct found found = {0};
	for (int fd = 0; fd < HIGHEST_FD; fd++)
		if (fd != out)
			close(fd);
	found.count = r->lookup(n->host, n->port, found.to, RESOLVE_ADDRESSES);
	ssize_t written = write(out, &found, sizeof(found));
	_exit(written == (ssize_t)sizeof(found) ? 0 : 1);
}

static bool begin(struct resolver *r, struct name *n)
{
	struct epoll_event e = {.events = EPOLLIN, .data.ptr = n};
	int fd[2];
	if (pipe(fd) < 0)
		return false;
	pid_t child = epoll_ctl(r->epoll, EPOLL_CTL_ADD, fd[0], &e) < 0 ? -1 : fork();
	if (child == 0)
		be_child(r, n, fd[1]);
	close(fd[1]);
	if (child < 0) {
		close(fd[0]);
		return false;
	}
	n->child = child;
	n->fd = fd[0];
	n->late_ms = real_ms() + r->patience_ms;
	return true;
}

/* The child has written all or nothing by now, or is of no use any more. What was known stays known
 * when it cannot be looked up anew. */
static void end(struct name *n, bool wait_for_it)
{
	struct found found = {0};
	ssize_t got = wait_for_it ? read(n->fd, &found, sizeof(found)) : -1;
	bool good = got == (ssize_t)sizeof(found) && found.count > 0 &&
		    found.count <= RESOLVE_ADDRESSES;
	kill(n->child, SIGKILL);
	while (waitpid(n->child, NULL, 0) < 0 && errno == EINTR)
		;
	close(n->fd);
	n->child = 0;
	n->known_ms = real_ms();
	n->failed = !good && !n->known;
	if (!good)
		return;
	n->known = true;
	n->found = found;
}

/* --- the table --------------------------------------------------------------------------- */

static struct name *find(struct resolver *r, const char *host, const char *port)
{
	struct name *oldest = NULL;
	for (size_t i = 0; i < NAMES; i++) {
		struct name *n = &r->name[i];
		if (!strcasecmp(n->host, host) && !strcmp(n->port, port))
			return n;
		if (!n->child && (!oldest || n->asked_ms < oldest->asked_ms))
			oldest = n;
	}
	if (!oldest)
		return NULL;
	*oldest = (struct name){.fd = -1};
	snprintf(oldest->host, sizeof(oldest->host), "%s", host);
	snprintf(oldest->port, sizeof(oldest->port), "%s", port);
	return oldest;
}

static size_t copy(const struct found *f, struct sockaddr_storage *to, size_t max)
{
	size_t n = f->count < max ? f->count : max;
	memcpy(to, f->to, n * sizeof(*to));
	return n;
}

size_t resolver_ask(struct resolver *r, const char *host, const char *port,
	struct sockaddr_storage *to, size_t max)
{
	size_t numeric = look_up(host, port, AI_NUMERICHOST, to, max);
	struct name *n = numeric || !*host ? NULL : find(r, host, port);
	if (!n)
		return numeric;
	n->asked_ms = real_ms();
	if (n->failed) {
		n->failed = false;
		return 0;
	}
	bool fresh = n->known && n->asked_ms - n->known_ms < FRESH_MS;
	if (!fresh && !n->child && !begin(r, n) && !n->known)
		return 0;
	return n->known ? copy(&n->found, to, max) : RESOLVE_PENDING;
}

struct resolver *resolver_open(resolve_lookup *lookup, uint64_t patience_ms)
{
	struct resolver *r = calloc(1, sizeof(*r));
	if (!r)
		return NULL;
	r->lookup = lookup;
	r->patience_ms = patience_ms;
	r->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (r->epoll >= 0)
		return r;
	free(r);
	return NULL;
}

void resolver_close(struct resolver *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < NAMES; i++)
		if (r->name[i].child)
			end(&r->name[i], false);
	close(r->epoll);
	free(r);
}

int resolver_fd(const struct resolver *r)
{
	return r->epoll;
}

uint64_t resolver_real_wait_ms(const struct resolver *r)
{
	uint64_t wait = UINT64_MAX, now = real_ms();
	for (size_t i = 0; i < NAMES; i++) {
		const struct name *n = &r->name[i];
		uint64_t own = !n->child ? UINT64_MAX : n->late_ms > now ? n->late_ms - now : 0;
		wait = own < wait ? own : wait;
	}
	return wait;
}

void resolver_run(struct resolver *r)
{
	struct epoll_event ready[NAMES];
	int count = epoll_wait(r->epoll, ready, NAMES, 0);
	for (int i = 0; i < count; i++)
		end(ready[i].data.ptr, true);
	for (size_t i = 0; i < NAMES; i++)
		if (r->name[i].child && real_ms() >= r->name[i].late_ms)
			end(&r->name[i], false);
}
