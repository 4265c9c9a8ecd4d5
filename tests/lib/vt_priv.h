/* The inside of struct vt, shared by vt.c, vt_keys.c and vt_screen.c only. */
#ifndef QLW_TESTS_VT_PRIV_H
#define QLW_TESTS_VT_PRIV_H

#include <termios.h>
#include <vterm.h>

#include "tests/lib/vt.h"

struct vt {
	VTerm *term;
	VTermScreen *screen;
	int rows, cols;
	int master, slave; /* the slave is held open so that the PTY outlives the program */
	pid_t pid;
	int code; /* -1 while it runs */
	char tty[64];
	struct termios before;
	struct companion *companion;
	uint64_t bytes, bells;
	uint64_t output_us, marked_us;
	const char *marker;
	bool count_only;
	char tail[64]; /* end of the last piece, where a marker may begin */
	size_t tail_len;
	char *raw;
	size_t raw_len, raw_size;
	bool cursor_visible, alternate;
	int mouse;
	VTermPos cursor;
	char *text; /* of vt_text and vt_row */
};

void vt_screen_start(struct vt *vt);
void vt_screen_end(struct vt *vt);

#endif
