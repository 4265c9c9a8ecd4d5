/*
 * The one table of actions: keys, `:` commands, batch verbs, palette, help, completion and man page are
 * made from it. Constant.
 */
#ifndef QLW_TUI_ACTIONS_H
#define QLW_TUI_ACTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tui/options.h"

struct cli;

/* Position in the table. */
enum action_id {
	/* batch verbs */
	ACTION_PORTS,
	ACTION_INFO,
	ACTION_DOCTOR,
	ACTION_GET,
	ACTION_SET,
	ACTION_DELETE,
	ACTION_REG,
	ACTION_DEREG,
	ACTION_RESET,
	ACTION_UPDATE,
	ACTION_LIFETIME,
	ACTION_STATE,
	ACTION_SEND,
	ACTION_WATCH,
	ACTION_WAIT,
	ACTION_AT,
	ACTION_APN,
	ACTION_PIN,
	ACTION_REBOOT,
	ACTION_CHECK,
	ACTION_PROFILES,
	ACTION_PLAN,
	ACTION_APPLY,
	ACTION_SNAPSHOT,
	ACTION_DIFF,
	ACTION_RESTORE,
	ACTION_FILES,
	/* console only */
	ACTION_JOURNAL,
	ACTION_HELP,
	ACTION_PANE_SESSION,
	ACTION_PANE_LOG,
	ACTION_PANE_CONFIG,
	ACTION_PANE_DATA,
	ACTION_PANE_PROFILES,
	ACTION_NEXT_PANE,
	ACTION_PREVIOUS_PANE,
	ACTION_COMMAND,
	ACTION_SEARCH,
	ACTION_SEARCH_NEXT,
	ACTION_SEARCH_PREVIOUS,
	ACTION_FILTER,
	ACTION_UP,
	ACTION_DOWN,
	ACTION_LEFT,
	ACTION_RIGHT,
	ACTION_TOP,
	ACTION_BOTTOM,
	ACTION_PAGE_UP,
	ACTION_PAGE_DOWN,
	ACTION_OPEN,
	ACTION_BACK,
	ACTION_ZOOM,
	ACTION_TIMESTAMPS,
	ACTION_RAW,
	ACTION_BOOKMARK,
	ACTION_GOTO,
	ACTION_COPY,
	ACTION_WRITE,
	ACTION_EDIT,
	ACTION_ADD,
	ACTION_UNDO,
	ACTION_RESEND,
	ACTION_RESEND_EDITED,
	ACTION_REPEAT,
	ACTION_PRESET,
	ACTION_RUN,
	ACTION_FIX,
	ACTION_REFRESH,
	ACTION_REPLAY_PAUSE,
	ACTION_REPLAY_STEP,
	ACTION_REPLAY_SEEK,
	ACTION_REPLAY_SPEED,
	ACTION_PALETTE,
	ACTION_CANCEL,
	ACTION_REDRAW,
	ACTION_SUSPEND,
	ACTION_QUIT,
	ACTIONS,
};

enum action_flag {
	ACTION_IS_VERB = 1 << 0,    /* of the command line */
	ACTION_IS_CONSOLE = 1 << 1, /* of the console: `:`, palette, help, keys */
	ACTION_CHANGES = 1 << 2,    /* always changes the module: refused under --read-only */
	ACTION_ASKS = 1 << 3,       /* destructive: confirmed first, or --yes */
	ACTION_OFFLINE = 1 << 4,    /* needs no module */
	ACTION_MANY = 1 << 7,       /* takes several ports */
	ACTION_REPLAY = 1 << 6,     /* moves in a recording, and means nothing elsewhere */
	ACTION_REST = 1 << 5, /* on a `:` line all that follows is one argument, exactly as typed */
};

enum action_pane {
	ACTION_IN_SESSION = 1 << 0,
	ACTION_IN_LOG = 1 << 1,
	ACTION_IN_CONFIG = 1 << 2,
	ACTION_IN_DATA = 1 << 3,
	ACTION_IN_PROFILES = 1 << 4,
	ACTION_IN_ALL = (1 << 5) - 1,
};

/* What the first argument is one of, for completion. */
enum action_words {
	ACTION_WORDS_NONE,
	ACTION_WORDS_KEYS,
	ACTION_WORDS_DELETABLE, /* keys whose records can be deleted */
	ACTION_WORDS_STATES,
	ACTION_WORDS_PRESETS, /* of the config file */
	ACTION_WORDS_MACROS,
};

struct action {
	const char *name;     /* "reg"; of console-only actions, too */
	const char *keys;     /* "R", "? F1": names as in keys.h, blanks between; NULL: none */
	const char *title;    /* "Register": palette, help */
	const char *synopsis; /* "SSID URI DATA [--hex]", "" when it takes nothing */
	const char *about;    /* a paragraph */
	const char *example;  /* command lines, one a line; NULL */
	int (*run)(struct cli *cli); /* of a verb: returns the exit code */
	/* What is wrong with the arguments, before anything is asked about or opened; it says it. NULL:
	 * nothing can be. */
	int (*check)(struct cli *cli);
	unsigned panes;              /* enum action_pane: where the keys work */
	unsigned flags;              /* enum action_flag */
	unsigned options;            /* enum option_bit */
	enum action_words words;
	uint32_t timeout_ms; /* for its result; 0: as the manual of its command says */
	uint8_t min_args, max_args;
};

extern const struct action actions[ACTIONS];

/* By name; mask: enum action_flag it must have one of. NULL if there is none. */
const struct action *action_find(const char *name, unsigned mask);

/* The first action of this pane (enum action_pane) that has this key ("R", "Ctrl-P"), or NULL. */
const struct action *action_by_key(const char *key, unsigned pane);

/* The action's first key, NULL when it has none. Writes at most size bytes. */
const char *action_key(const struct action *action, char *out, size_t size);

/*
 * Finds the action that call names (mask as above) and checks number of arguments and options. NULL
 * with the error filled: exit 2.
 */
const struct action *action_resolve(
	const struct call *call, unsigned mask, struct options_error *error);

/*
 * A `:` line, cut into words (blanks between; '…' and "…" keep blanks together and are taken off,
 * except behind a verb of ACTION_REST) and resolved. call points into line, which is overwritten.
 * NULL with the error filled; with an empty error when the line is blank.
 */
const struct action *action_parse_line(char *line, struct call *call, struct options_error *error);

#endif
