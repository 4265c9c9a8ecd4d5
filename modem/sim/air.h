/*
 * What happens between a connection and its server without either knowing: the radio is off, or a
 * NAT moves the connection to another port. Works on the UDP socket itself, so that it is the same
 * under CoAP and DTLS.
 */
#ifndef QLW_SIM_AIR_H
#define QLW_SIM_AIR_H

#include <stdbool.h>

/* The datagram socket that an epoll descriptor watches (libcoap gives out no other); -1: none. */
int air_find(int epoll_fd);
/* Deaf: what comes in is dropped unread and unanswered. */
void air_deaf(int fd, bool deaf);
/* The same connected socket with another source port; false when the system refuses. */
bool air_rebind(int fd);

#endif
