/*
 * A real program on a real PTY, its output drawn by libvterm: what a person would see, as data.
 *
 *	struct vt *vt = vt_start(&(struct vt_options){.argv = argv, .rows = 24, .cols = 80, .scratch
 *= &s}); assert_true(vt_wait(vt, "REG_READY")); vt_keys(vt, "? Esc q");
 *	assert_int_equal(vt_wait_exit(vt), 0);
 *	assert_true(vt_terminal_restored(vt));
 *	vt_end(vt);
 *
 * Every wait is for a thing, never for a time. When it does not come within PATIENCE_MS, the wait
 * prints the whole screen on standard error and returns false.
 */
#ifndef QLW_TESTS_VT_H
#define QLW_TESTS_VT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "tests/lib/proc.h"

struct vt;

struct vt_options {
	const char *const *argv;
	int rows, cols;
	const struct scratch *scratch;
	const char *const *env;      /* extra entries, see scratch_env */
	struct companion *companion; /* served during waits; may be NULL */
};

/* Never NULL. The PTY starts with line settings that differ a little from every default, so that
 * putting back "sane" ones is not mistaken for putting back what was there. */
struct vt *vt_start(const struct vt_options *options);

/* Hangs up, ends the program (kindly, then not) and frees. */
void vt_end(struct vt *vt);

/* --- what the person does --------------------------------------------------------------------- */

/* Keys by name, separated by blanks: any single character, Enter Tab S-Tab Esc BS Space Ins Del
 * Home End PgUp PgDn Up Down Left Right F1…F12, C-x, M-x. Encoded as the program asked its terminal
 * to (cursor key mode). Aborts on an unknown name. */
void vt_keys(struct vt *vt, const char *names);
void vt_type(struct vt *vt, const char *text);
void vt_paste(struct vt *vt, const char *text); /* bracketed when the program asked for it */
void vt_send(struct vt *vt, const void *bytes, size_t len);
void vt_click(struct vt *vt, int row, int col, int button); /* sends nothing unless asked for */
void vt_resize(struct vt *vt, int rows, int cols);
void vt_signal(struct vt *vt, int signal);
void vt_hang_up(struct vt *vt); /* the terminal window is closed */

/* --- waiting ---------------------------------------------------------------------------------- */

bool vt_wait(struct vt *vt, const char *text);
bool vt_wait_gone(struct vt *vt, const char *text);
bool vt_wait_row(struct vt *vt, int row, const char *text);
bool vt_wait_for(
	struct vt *vt, bool (*holds)(struct vt *vt, void *ctx), void *ctx, const char *what);

/* Exit code, or 128 + signal; -1 when it did not end. Output is read to its end. */
int vt_wait_exit(struct vt *vt);

/* The program has read all it was sent, written all it wants to, and sleeps: its process has been
 * asleep without a single wake-up for a short while. False when it never rests. */
bool vt_settle(struct vt *vt);

/* Reads and draws what is there, serves the companion, without waiting. */
void vt_poll(struct vt *vt);

/* --- what the person sees --------------------------------------------------------------------- */

/* UTF-8 without trailing blanks; valid until the next call on this vt. */
const char *vt_row(struct vt *vt, int row);
const char *vt_text(struct vt *vt); /* all rows, each ended by a newline */
bool vt_find(struct vt *vt, const char *text, int *row, int *col); /* within a row; col in cells */

enum {
	VT_COLOUR_DEFAULT = -1,
	VT_COLOUR_RGB = 0x1000000
};

struct vt_cell {
	char glyph[32]; /* UTF-8 with combining marks; "" in the right half of a wide one */
	int width;
	bool bold, underline, italic, blink, reverse;
	int fg, bg; /* palette index, VT_COLOUR_DEFAULT, or VT_COLOUR_RGB | 0xRRGGBB */
};
struct vt_cell vt_cell(struct vt *vt, int row, int col);

void vt_size(const struct vt *vt, int *rows, int *cols);
void vt_cursor(const struct vt *vt, int *row, int *col, bool *visible);
bool vt_alternate_screen(const struct vt *vt);
uint64_t vt_bells(const struct vt *vt);

/* --- what only a test sees -------------------------------------------------------------------- */

/* Bytes the program has written so far, and those bytes (the last 16 MiB of them). */
uint64_t vt_bytes(const struct vt *vt);
const char *vt_raw(const struct vt *vt, size_t *len);
void vt_raw_clear(struct vt *vt);

/* When output was last read (test_now_us). */
uint64_t vt_output_us(const struct vt *vt);

/* From now on output is only counted and searched for marker (at most 60 bytes), as fast as it
 * comes; the screen stands still. NULL: drawn again. */
void vt_count_only(struct vt *vt, const char *marker);
uint64_t vt_marked_us(const struct vt *vt); /* when the marker was read; 0: not yet */

int vt_fd(const struct vt *vt); /* the terminal's end of the PTY, non-blocking */
pid_t vt_pid(const struct vt *vt);
const char *vt_tty(const struct vt *vt); /* /dev/pts/N */

/* Line settings as they were, alternate screen left, cursor visible, mouse, focus and paste reports
 * off, no colour left on. Says on standard error what is not so. */
bool vt_terminal_restored(struct vt *vt);

/* Prints the screen on standard error, framed. */
void vt_dump(struct vt *vt, const char *why);

#endif
