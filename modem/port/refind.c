/*
 * Which port is the one that was lost: compares identities. It lists ports, and opens none.
 */
#include "modem/port/refind.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PORTS_MAX 64

/* The ports there are; NULL when there is no memory. */
static struct port_info *list(const char *root, size_t *n)
{
	struct port_info *ports = calloc(PORTS_MAX, sizeof(*ports));
	int found = ports ? ports_list_below(root, ports, PORTS_MAX) : 0;

	*n = found < 0 ? 0 : found > PORTS_MAX ? PORTS_MAX : (size_t)found;
	return ports;
}

/* Where this name leads, below root. */
static bool resolve(const char *root, const char *name, char *out, size_t size)
{
	char path[PATH_MAX], real[PATH_MAX];
	const size_t skip = strlen(root);

	if ((size_t)snprintf(path, sizeof(path), "%s%s", root, name) >= sizeof(path) ||
		!realpath(path, real) || strlen(real) <= skip || strlen(real + skip) >= size)
		return false;
	memcpy(out, real + skip, strlen(real + skip) + 1);
	return true;
}

static bool is_socket(const char *port)
{
	return !strncmp(port, "tcp:", 4) || !strncmp(port, "unix:", 5);
}

void refind_remember(struct refind *r, const char *root, const char *given, const char *port)
{
	char path[sizeof(r->identity.path)] = "";
	struct port_info *ports;
	size_t n;

	snprintf(r->given, sizeof(r->given), "%s", given);
	r->rarely = is_socket(given);
	r->usb = r->listed = false;
	if (*port != '/' || !resolve(root, port, path, sizeof(path)))
		return;
	ports = list(root, &n);
	for (size_t i = 0; i < n && !r->listed; i++) {
		r->listed = !strcmp(ports[i].path, path);
		if (r->listed)
			r->identity = ports[i];
	}
	r->usb = r->listed && r->identity.vendor_id >= 0;
	free(ports);
}

static bool same_kind(const struct port_info *a, const struct port_info *b)
{
	return a->vendor_id == b->vendor_id && a->product_id == b->product_id &&
	       a->interface == b->interface && !strcmp(a->serial, b->serial);
}

static bool is_twin(const struct refind *r, const struct port_info *port)
{
	for (size_t i = 0; i < r->twins; i++)
		if (!strcmp(r->twin[i], port->location))
			return true;
	return false;
}

void refind_lost(struct refind *r, const char *root, bool watched, uint64_t now_ms)
{
	struct port_info *ports;
	size_t n;

	r->rarely = watched || is_socket(r->given);
	refind_tried(r, now_ms);
	r->twins = 0;
	if (!r->usb)
		return;
	ports = list(root, &n);
	for (size_t i = 0; i < n && r->twins < REFIND_TWINS_MAX; i++) {
		const struct port_info *p = &ports[i];

		if (same_kind(p, &r->identity) && strcmp(p->location, r->identity.location) != 0)
			memcpy(r->twin[r->twins++], p->location, sizeof(p->location));
	}
	free(ports);
}

/* In its old socket, or the only new one of its kind. */
static const struct port_info *find(const struct refind *r, const struct port_info *ports, size_t n)
{
	const struct port_info *only = NULL;
	size_t count = 0;

	for (size_t i = 0; i < n; i++) {
		if (!same_kind(&ports[i], &r->identity))
			continue;
		if (!strcmp(ports[i].location, r->identity.location))
			return &ports[i];
		if (is_twin(r, &ports[i]))
			continue;
		only = &ports[i];
		count++;
	}
	return count == 1 ? only : NULL;
}

static bool look_for_usb(const struct refind *r, const char *root, char *port, size_t size)
{
	char leads_to[sizeof(r->identity.path)];
	size_t n;
	struct port_info *ports = list(root, &n);
	const struct port_info *found = ports ? find(r, ports, n) : NULL;

	if (found) {
		const bool kept = resolve(root, r->given, leads_to, sizeof(leads_to)) &&
				  !strcmp(leads_to, found->path);

		snprintf(port, size, "%s", kept ? r->given : found->path);
	}
	free(ports);
	return found != NULL;
}

/* The number of a pseudo terminal that went is soon another program's: a terminal that is in use
 * is left alone. */
static bool is_someones(const char *port)
{
	char real[PATH_MAX], who[64];

	return *port == '/' && realpath(port, real) && !strncmp(real, "/dev/pts/", 9) &&
	       ports_holder(real, who, sizeof(who)) > 0;
}

bool refind_look(const struct refind *r, const char *root, char *port, size_t size)
{
	if (r->usb)
		return look_for_usb(r, root, port, size);
	if (is_someones(r->given))
		return false;
	snprintf(port, size, "%s", r->given);
	return true;
}

void refind_tried(struct refind *r, uint64_t now_ms)
{
	uint64_t wait_ms = REFIND_EVERY_MS;

	for (unsigned i = 0; r->rarely && i < r->tries && wait_ms < REFIND_MOST_MS; i++)
		wait_ms *= 2;
	r->due_ms = now_ms + (wait_ms < REFIND_MOST_MS ? wait_ms : REFIND_MOST_MS);
	r->tries += r->tries < UINT_MAX;
}

void refind_stirred(struct refind *r, uint64_t now_ms)
{
	r->tries = 0;
	r->due_ms = now_ms;
}

void refind_held(struct refind *r, uint64_t now_ms)
{
	r->tries = 0;
	r->due_ms = now_ms + REFIND_EVERY_MS;
}

uint64_t refind_due_ms(const struct refind *r)
{
	return r->due_ms;
}

void refind_worked(struct refind *r)
{
	r->tries = 0;
}
