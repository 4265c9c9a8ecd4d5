/*
 * Reading the screen that libvterm keeps. Knows nothing of processes.
 */
#include "tests/lib/vt_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int on_property(VTermProp property, VTermValue *value, void *user)
{
	struct vt *vt = user;

	if (property == VTERM_PROP_CURSORVISIBLE)
		vt->cursor_visible = value->boolean;
	else if (property == VTERM_PROP_ALTSCREEN)
		vt->alternate = value->boolean;
	else if (property == VTERM_PROP_MOUSE)
		vt->mouse = value->number;
	return 1;
}

static int on_cursor(VTermPos position, VTermPos old, int visible, void *user)
{
	(void)old;
	(void)visible;
	((struct vt *)user)->cursor = position;
	return 1;
}

static int on_bell(void *user)
{
	((struct vt *)user)->bells++;
	return 1;
}

static const VTermScreenCallbacks callbacks = {
	.settermprop = on_property,
	.movecursor = on_cursor,
	.bell = on_bell,
};

/* What a terminal answers to queries, and how it encodes keys. */
static void on_answer(const char *bytes, size_t len, void *user)
{
	vt_send(user, bytes, len);
}

void vt_screen_start(struct vt *vt)
{
	vt->term = vterm_new(vt->rows, vt->cols);
	vterm_set_utf8(vt->term, 1);
	vterm_output_set_callback(vt->term, on_answer, vt);
	vt->screen = vterm_obtain_screen(vt->term);
	vterm_screen_enable_altscreen(vt->screen, 1);
	vterm_screen_set_callbacks(vt->screen, &callbacks, vt);
	vt->cursor_visible = true;
	vterm_screen_reset(vt->screen, 1);
}

void vt_screen_end(struct vt *vt)
{
	vterm_free(vt->term);
}

/* --- text ------------------------------------------------------------------------------------- */

static size_t put_utf8(char *out, uint32_t c)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

/* The glyph of one cell; 0 bytes for the right half of a wide one, a blank for an empty one. */
static size_t put_cell(const struct vt *vt, int row, int col, char *out)
{
	VTermScreenCell cell;
	size_t len = 0;

	if (!vterm_screen_get_cell(vt->screen, (VTermPos){row, col}, &cell) || cell.chars[0] == 0) {
		out[0] = ' ';
		return 1;
	}
	if (cell.chars[0] == UINT32_MAX)
		return 0;
	for (size_t i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
		len += put_utf8(out + len, cell.chars[i]);
	return len;
}

static size_t put_row(const struct vt *vt, int row, char *out)
{
	size_t len = 0;
	int rows, cols;

	vterm_get_size(vt->term, &rows, &cols);
	for (int col = 0; row >= 0 && row < rows && col < cols; col++)
		len += put_cell(vt, row, col, out + len);
	while (len > 0 && out[len - 1] == ' ')
		len--;
	return len;
}

static char *text_room(struct vt *vt, int rows)
{
	size_t row = (size_t)vt->cols * VTERM_MAX_CHARS_PER_CELL * 4 + 1;

	free(vt->text);
	vt->text = malloc(row * (size_t)rows + 1);
	if (!vt->text)
		abort();
	return vt->text;
}

const char *vt_row(struct vt *vt, int row)
{
	char *text = text_room(vt, 1);

	text[put_row(vt, row, text)] = '\0';
	return text;
}

const char *vt_text(struct vt *vt)
{
	char *text = text_room(vt, vt->rows);
	size_t len = 0;

	for (int row = 0; row < vt->rows; row++) {
		len += put_row(vt, row, text + len);
		text[len++] = '\n';
	}
	text[len] = '\0';
	return text;
}

/* Column of the cell at which byte `at` of a row's text stands. */
static int column_of(const struct vt *vt, int row, size_t at)
{
	char glyph[VTERM_MAX_CHARS_PER_CELL * 4];
	size_t len = 0;
	int col = 0;

	while (len <= at && col < vt->cols)
		len += put_cell(vt, row, col++, glyph);
	return col - 1;
}

bool vt_find(struct vt *vt, const char *text, int *row, int *col)
{
	for (int r = 0; r < vt->rows; r++) {
		const char *line = vt_row(vt, r);
		const char *at = strstr(line, text);
		if (!at)
			continue;
		*row = r;
		*col = column_of(vt, r, (size_t)(at - line));
		return true;
	}
	return false;
}

/* --- cells ------------------------------------------------------------------------------------ */

static int colour(const VTermColor *c)
{
	if (VTERM_COLOR_IS_DEFAULT_FG(c) || VTERM_COLOR_IS_DEFAULT_BG(c))
		return VT_COLOUR_DEFAULT;
	if (VTERM_COLOR_IS_INDEXED(c))
		return c->indexed.idx;
	return VT_COLOUR_RGB | c->rgb.red << 16 | c->rgb.green << 8 | c->rgb.blue;
}

struct vt_cell vt_cell(struct vt *vt, int row, int col)
{
	struct vt_cell out = {.fg = VT_COLOUR_DEFAULT, .bg = VT_COLOUR_DEFAULT};
	VTermScreenCell cell;

	if (!vterm_screen_get_cell(vt->screen, (VTermPos){row, col}, &cell))
		return out;
	out.glyph[put_cell(vt, row, col, out.glyph)] = '\0';
	out.width = (unsigned char)cell.width;
	out.bold = cell.attrs.bold;
	out.underline = cell.attrs.underline != VTERM_UNDERLINE_OFF;
	out.italic = cell.attrs.italic;
	out.blink = cell.attrs.blink;
	out.reverse = cell.attrs.reverse;
	out.fg = colour(&cell.fg);
	out.bg = colour(&cell.bg);
	return out;
}

void vt_size(const struct vt *vt, int *rows, int *cols)
{
	*rows = vt->rows;
	*cols = vt->cols;
}

void vt_cursor(const struct vt *vt, int *row, int *col, bool *visible)
{
	*row = vt->cursor.row;
	*col = vt->cursor.col;
	*visible = vt->cursor_visible;
}

bool vt_alternate_screen(const struct vt *vt)
{
	return vt->alternate;
}

uint64_t vt_bells(const struct vt *vt)
{
	return vt->bells;
}

void vt_dump(struct vt *vt, const char *why)
{
	fprintf(stderr, "--- waited for: %s\n--- screen %dx%d, %s, %llu bytes so far:\n", why,
		vt->cols, vt->rows, vt->code < 0 ? "program runs" : "program has ended",
		(unsigned long long)vt->bytes);
	for (int row = 0; row < vt->rows; row++)
		fprintf(stderr, "%3d |%s\n", row, vt_row(vt, row));
	fprintf(stderr, "---\n");
}
