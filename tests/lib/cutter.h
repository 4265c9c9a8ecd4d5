/*
 * A link between a program and a simulated module that can be held or cut after so many bytes: a unix
 * socket in front of another.
 */
#ifndef QLW_TESTS_CUTTER_H
#define QLW_TESTS_CUTTER_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/lib/proc.h"

struct cutter;

/* to: "unix:PATH" of the module. Never NULL. It ends with the scratch at the latest. */
struct cutter *cutter_open(const struct scratch *scratch, const char *to);
void cutter_close(struct cutter *c);

const char *cutter_port(const struct cutter *c); /* what the program opens */
struct companion *cutter_companion(struct cutter *c);

/* From now on the next `bytes` pass, both ways together; then both ends are closed. Later connections
 * are taken only if it returns. */
void cutter_cut(struct cutter *c, size_t bytes, bool returns);

/* The next `bytes` pass; then the program's are left unread, until released. */
void cutter_hold(struct cutter *c, size_t bytes);
bool cutter_held(const struct cutter *c);
void cutter_release(struct cutter *c);

/* Served by hand, while no wait does it. */
void cutter_run(struct cutter *c);

#endif
