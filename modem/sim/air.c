/* The air under a connection: deafness and NAT rebinding, by means of Linux. Knows no CoAP. */
#include "modem/sim/air.h"

#include <linux/filter.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static bool is_datagram(int fd)
{
	int type = 0;
	socklen_t len = sizeof(type);
	return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &len) == 0 && type == SOCK_DGRAM;
}

int air_find(int epoll_fd)
{
	char path[64], line[256];
	int found = -1;
	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", epoll_fd);
	FILE *f = fopen(path, "re");
	if (!f)
		return -1;
	while (found < 0 && fgets(line, sizeof(line), f)) {
		int fd = strncmp(line, "tfd:", 4) ? -1 : (int)strtol(line + 4, NULL, 10);
		if (fd >= 0 && is_datagram(fd))
			found = fd;
	}
	fclose(f);
	return found;
}

void air_deaf(int fd, bool deaf)
{
	struct sock_filter nothing = BPF_STMT(BPF_RET | BPF_K, 0);
	struct sock_fprog program = {.len = 1, .filter = &nothing};
	if (deaf)
		setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program));
	else
		setsockopt(fd, SOL_SOCKET, SO_DETACH_FILTER, &program, sizeof(program));
}

static unsigned port_of(int fd)
{
	struct sockaddr_storage a;
	socklen_t len = sizeof(a);
	if (getsockname(fd, (struct sockaddr *)&a, &len) < 0)
		return 0;
	return a.ss_family == AF_INET6 ? ((const struct sockaddr_in6 *)&a)->sin6_port
				       : ((const struct sockaddr_in *)&a)->sin_port;
}

/* Dissolving the association gives the port back; the next one is the system's choice. */
bool air_rebind(int fd)
{
	static const struct sockaddr nobody = {.sa_family = AF_UNSPEC};
	struct sockaddr_storage peer;
	socklen_t len = sizeof(peer);
	unsigned before = port_of(fd);
	if (getpeername(fd, (struct sockaddr *)&peer, &len) < 0)
		return false;
	for (int i = 0; i < 8 && port_of(fd) == before; i++)
		if (connect(fd, &nobody, sizeof(nobody)) < 0 ||
			connect(fd, (const struct sockaddr *)&peer, len) < 0)
			return false;
	return port_of(fd) != before;
}
