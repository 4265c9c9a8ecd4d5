/*
 * The table of colours. Knows roles and colour numbers, no terminal.
 *
 * Colours 0..15 are used in the default palette because users have tuned those to their background.
 * The colour-blind palette uses fixed ones beyond 15 where there are 256. Frames, time stamps and
 * values have no style of their own: they are the bulk of every line, and each change of style
 * costs bytes on a slow link.
 */
#include "tui/toolkit/theme.h"

#include <stddef.h>
#include <string.h>

enum {
	NONE = THEME_COLOUR_NONE,
	RED = 1,
	GREEN = 2,
	YELLOW = 3,
	MAGENTA = 5,
	CYAN = 6,
	WHITE = 7,
	GREY = 8,
	BRIGHT_BLUE = 12,
	SKY = 39,
	ORANGE = 208,
	BLACK_FIXED = 16,
	WHITE_FIXED = 231,
};

/* What a role is about, so that palettes need few rows. */
enum tone {
	TONE_NONE,
	TONE_GOOD,
	TONE_CARE,
	TONE_WRONG,
	TONE_NAME,
	TONE_SENT,
	TONE_HEARD,
	TONE_FAINT
};

static const struct {
	enum tone tone;
	unsigned attrs;
	unsigned mono; /* attributes without colour */
} styles[ROLE_COUNT] = {
	[ROLE_TEXT] = {TONE_NONE, 0, 0},
	[ROLE_DIM] = {TONE_FAINT, 0, ATTR_DIM},
	[ROLE_LABEL] = {TONE_NAME, 0, 0},
	[ROLE_VALUE] = {TONE_NONE, 0, 0},
	[ROLE_TITLE] = {TONE_NONE, ATTR_BOLD, ATTR_BOLD},
	[ROLE_FRAME] = {TONE_NONE, 0, 0},
	[ROLE_FRAME_FOCUS] = {TONE_NONE, 0, 0},
	[ROLE_HEADER] = {TONE_NONE, 0, 0},
	[ROLE_FOOTER] = {TONE_NONE, 0, 0},
	[ROLE_KEY] = {TONE_NAME, ATTR_BOLD, ATTR_BOLD},
	[ROLE_OK] = {TONE_GOOD, 0, 0},
	[ROLE_WARN] = {TONE_CARE, 0, ATTR_BOLD},
	[ROLE_BAD] = {TONE_WRONG, ATTR_BOLD, ATTR_BOLD},
	[ROLE_PENDING] = {TONE_CARE, 0, 0},
	[ROLE_STALE] = {TONE_FAINT, 0, ATTR_DIM},
	[ROLE_ESTIMATE] = {TONE_FAINT, 0, ATTR_DIM},
	[ROLE_BAR] = {TONE_NAME, 0, 0},
	[ROLE_TX] = {TONE_SENT, 0, 0},
	[ROLE_RX] = {TONE_NONE, 0, 0},
	[ROLE_URC] = {TONE_HEARD, 0, 0},
	[ROLE_DATA] = {TONE_NONE, 0, 0},
	[ROLE_TIME] = {TONE_NONE, 0, 0},
	[ROLE_MATCH] = {TONE_CARE, ATTR_REVERSE, ATTR_REVERSE},
	[ROLE_MARK] = {TONE_SENT, ATTR_BOLD, ATTR_BOLD},
	[ROLE_SELECTED] = {TONE_NONE, ATTR_REVERSE, ATTR_REVERSE},
	[ROLE_INPUT] = {TONE_NONE, ATTR_UNDERLINE, ATTR_UNDERLINE},
	[ROLE_INPUT_BAD] = {TONE_WRONG, ATTR_UNDERLINE, ATTR_UNDERLINE | ATTR_BOLD},
	[ROLE_HINT] = {TONE_FAINT, 0, ATTR_DIM},
	[ROLE_DIFF_ADD] = {TONE_GOOD, 0, 0},
	[ROLE_DIFF_CHANGE] = {TONE_CARE, 0, ATTR_BOLD},
	[ROLE_DIFF_REMOVE] = {TONE_WRONG, 0, ATTR_UNDERLINE},
	[ROLE_BANNER_STAGING] = {TONE_GOOD, ATTR_BOLD | ATTR_REVERSE, ATTR_BOLD},
	[ROLE_BANNER_PRODUCTION] = {TONE_WRONG, ATTR_BOLD, ATTR_BOLD | ATTR_REVERSE},
	[ROLE_MESSAGE] = {TONE_NONE, 0, 0},
	[ROLE_ERROR] = {TONE_WRONG, ATTR_BOLD, ATTR_BOLD},
};

/* Colours of a tone with 8, 16 and 256 colours. */
struct tints {
	short with8, with16, with256;
};

static const struct tints normal_tints[] = {
	[TONE_NONE] = {NONE, NONE, NONE},
	[TONE_GOOD] = {GREEN, GREEN, GREEN},
	[TONE_CARE] = {YELLOW, YELLOW, YELLOW},
	[TONE_WRONG] = {RED, RED, RED},
	[TONE_NAME] = {CYAN, CYAN, CYAN},
	[TONE_SENT] = {MAGENTA, MAGENTA, MAGENTA},
	[TONE_HEARD] = {GREEN, GREEN, GREEN},
	[TONE_FAINT] = {NONE, GREY, GREY},
};

static const struct tints blind_tints[] = {
	[TONE_NONE] = {NONE, NONE, NONE},
	[TONE_GOOD] = {CYAN, BRIGHT_BLUE, SKY},
	[TONE_CARE] = {YELLOW, YELLOW, YELLOW},
	[TONE_WRONG] = {YELLOW, YELLOW, ORANGE},
	[TONE_NAME] = {NONE, NONE, NONE},
	[TONE_SENT] = {NONE, NONE, NONE},
	[TONE_HEARD] = {CYAN, BRIGHT_BLUE, SKY},
	[TONE_FAINT] = {NONE, GREY, GREY},
};

bool theme_palette_find(const char *name, enum theme_palette *out)
{
	static const struct {
		const char *name;
		enum theme_palette palette;
	} names[] = {
		{"default", THEME_PALETTE_DEFAULT},
		{"colour-blind", THEME_PALETTE_COLOUR_BLIND},
		{"color-blind", THEME_PALETTE_COLOUR_BLIND},
		{"mono", THEME_PALETTE_MONO},
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(names[i].name, name) == 0)
			return *out = names[i].palette, true;
	return false;
}

enum theme_palette theme_choose(enum theme_palette wanted, bool no_color, const char *env_no_color)
{
	if (no_color || (env_no_color && *env_no_color))
		return THEME_PALETTE_MONO;
	return wanted;
}

/* A banner is seen across the room: text on a coloured ground. */
static struct theme_style production_style(int colours, short ground)
{
	bool fixed = colours >= 256;
	bool orange = ground == ORANGE || ground == YELLOW;
	short ink = orange ? (fixed ? BLACK_FIXED : 0) : (fixed ? WHITE_FIXED : WHITE);

	return (struct theme_style){ink, ground, ATTR_BOLD};
}

struct theme_style theme_style(enum theme_palette palette, int colours, enum role role)
{
	const struct tints *tints =
		palette == THEME_PALETTE_COLOUR_BLIND ? blind_tints : normal_tints;
	const struct tints *tint = &tints[styles[role].tone];

	if (palette == THEME_PALETTE_MONO || colours < 8)
		return (struct theme_style){NONE, NONE, styles[role].mono};
	short fg = colours >= 256 ? tint->with256 : colours >= 16 ? tint->with16 : tint->with8;

	if (role == ROLE_BANNER_PRODUCTION)
		return production_style(colours, fg);
	unsigned attrs = styles[role].attrs;

	/* what faint has no colour for */
	if (fg == NONE && styles[role].tone == TONE_FAINT)
		attrs |= ATTR_DIM;
	return (struct theme_style){fg, NONE, attrs};
}
