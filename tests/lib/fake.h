/*
 * A module that does as it is told: a PTY with a table of answers behind it, for what a simulator
 * would be too honest for (silence, garbage, floods, hanging up in mid-line).
 *
 * It lives in the test's own process and is served as a companion of vt or proc.
 */
#ifndef QLW_TESTS_FAKE_H
#define QLW_TESTS_FAKE_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/lib/proc.h"

/* A command line is looked up here first to last, without case; a final * stands for any rest.
 * lines: information lines separated by newlines, "" for none. final: "OK", "ERROR", …; NULL: the
 * module says nothing at all. What no row has is answered ERROR. */
struct fake_row {
	const char *command, *lines, *final;
};

/* What an idle, attached BG95-M3 says to the commands a console asks first; ends with a NULL row.
 */
extern const struct fake_row fake_bg95[];

/* Says nothing to anybody. */
extern const struct fake_row fake_silent[];

struct fake;

/* Never NULL. rows (ended by a NULL command) must outlive it. Echo is on, as after power-up. It
 * ends with the scratch at the latest. */
struct fake *fake_open(const struct scratch *scratch, const struct fake_row *rows);
void fake_close(struct fake *f);

/* From now on it answers by these, and echoes or does not. */
void fake_rows(struct fake *f, const struct fake_row *rows, bool echo);

/* What the console opens. */
const char *fake_path(const struct fake *f);

/* The module's end: raw, non-blocking. */
int fake_fd(const struct fake *f);

/* Valid until fake_close. */
struct companion *fake_companion(struct fake *f);

/* Queues bytes; sent during waits. */
void fake_send(struct fake *f, const void *bytes, size_t len);
void fake_say(struct fake *f, const char *text);

/* At most this many bytes at a time, the next only after the last was read; 0: all at once. */
void fake_fragment(struct fake *f, size_t bytes);

/* Everything the console sent so far, with a final NUL that is not counted. */
const char *fake_heard(const struct fake *f, size_t *len);

/* Everything that went out to the console so far. */
const char *fake_said(const struct fake *f, size_t *len);

/* Bytes sent that the console has not read yet. */
size_t fake_unread(const struct fake *f);

/* Takes in what is there and sends what can be sent. True when there is more to send. */
bool fake_run(struct fake *f);

/* The cable is pulled. */
void fake_hang_up(struct fake *f);

#endif
