/*
 * $XDG_CONFIG_HOME/qlw/config.json: theme, presets of data to send, macros. Read once, strictly: what is
 * wrong is named with line, column and key, and then nothing of the file counts.
 *
 *     { "theme": "default" | "colour-blind" | "mono",
 *       "presets": [ {"name": "…", "short_id": 102, "uri": "/19/0/0", "data": "…",
 *                     "hex": false, "confirmable": true} ],
 *       "macros":  [ {"name": "…", "steps": [ {"run": "AT+CSQ" | "send 102 /19/0/0 hello",
 *                     "expect": "+CSQ:", "timeout": 10} ]} ] }
 */
#ifndef QLW_TUI_CONFIG_H
#define QLW_TUI_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "modem/qlw.h"
#include "tui/toolkit/theme.h"

enum {
	CONFIG_NAME_MAX = 32,
	CONFIG_PRESETS_MAX = 32,
	CONFIG_MACROS_MAX = 16,
	CONFIG_STEPS_MAX = 32,
	CONFIG_RUN_MAX = 4100, /* an AT line of any length */
	CONFIG_EXPECT_MAX = 128,
};

struct config_preset {
	char name[CONFIG_NAME_MAX];
	char uri[QLW_URI_MAX + 1];
	uint8_t data[QLW_ULDATA_MAX];
	struct qlw_uldata send; /* points to uri and data */
};

struct config_step {
	char run[CONFIG_RUN_MAX];       /* an AT command, or a ':' line of a verb */
	char expect[CONFIG_EXPECT_MAX]; /* in a line that comes; "": OK is enough */
	uint64_t timeout_ms;            /* for what is expected */
	bool timed;                     /* it was given: a verb that waits has as long */
};

struct config_macro {
	char name[CONFIG_NAME_MAX];
	struct config_step *step;
	size_t steps;
};

struct config {
	enum theme_palette theme;
	struct config_preset preset[CONFIG_PRESETS_MAX];
	size_t presets;
	struct config_macro macro[CONFIG_MACROS_MAX];
	size_t macros;
};

/* Reads text, which came from path (for words only). 0, or QLW_EFILE with the diag saying
 * "config.json:3:5: key: what is wrong", or QLW_ENOMEM. The config must be zeroed, or freed, before. */
int config_parse(
	struct config *c, const char *path, const char *text, size_t len, struct qlw_diag *diag);

/* The same from the file; a file that is not there is an empty one. */
int config_load(struct config *c, const char *path, struct qlw_diag *diag);

void config_free(struct config *c);

const struct config_preset *config_find_preset(const struct config *c, const char *name);
const struct config_macro *config_find_macro(const struct config *c, const char *name);

#endif
