/*
 * Notice of ports that come and go, so that nobody has to look again and again: inotify on /dev and on
 * the folder a port is named in. It does not say what changed; ports.h and refind.h do.
 */
#ifndef QLW_MODEM_PORT_WATCH_H
#define QLW_MODEM_PORT_WATCH_H

#include <stdbool.h>

/* A descriptor, to be closed by the caller, that becomes readable when a node or link was made, went,
 * or changed its owner in /dev or beside port (NULL: any port; /dev and its names by id). -1 where nothing tells: for tcp: and
 * the like, or without inotify; then look by time. */
int port_watch_open(const char *port);

/* True if a terminal's node or this port (NULL: none) was among it. Afterwards it is not readable until
 * the next. */
bool port_watch_drain(int fd, const char *port);

#endif
