/* The table of actions: data only. */
#include "tui/actions.h"

#include "tui/verbs/cli.h"

#define BOTH    (ACTION_IS_VERB | ACTION_IS_CONSOLE)
#define SERVERS ACTION_IN_ALL
#define TEXTS   (ACTION_IN_LOG | ACTION_IN_DATA | ACTION_IN_CONFIG | ACTION_IN_PROFILES)

/* A console-only action without arguments. */
#define KEY_ONLY(name_, keys_, panes_, title_, about_)                                  \
	{                                                                               \
		.name = (name_), .keys = (keys_), .panes = (panes_), .title = (title_), \
		.synopsis = "", .about = (about_), .flags = ACTION_IS_CONSOLE           \
	}

/* A row is a paragraph. */
/* clang-format off */
const struct action actions[ACTIONS] = {
		[ACTION_PORTS] = {
				.name = "ports", .title = "List serial ports", .synopsis = "",
				.about = "Lists the serial ports of this machine with driver, USB id and "
					 "interface, says which one is the AT port of a BG95, BG77 or "
					 "BG600L, and who holds a port.",
				.example = "qlw ports\nqlw ports --json",
				.flags = BOTH | ACTION_OFFLINE, .run = cli_ports,
		},
		[ACTION_INFO] = {
				.name = "info", .keys = "i", .panes = ACTION_IN_ALL,
				.title = "Module, SIM and radio", .synopsis = "",
				.about = "Shows the module's identity, SIM, network and a summary of its "
					 "LwM2M client, and every path that qlw uses. In the console: a "
					 "panel of identity, signal, cell and sleep timers that is kept "
					 "fresh while it is looked at.",
				.example = "qlw info\nqlw -p sim: info --json",
				.flags = BOTH, .run = cli_info,
		},
		[ACTION_DOCTOR] = {
				.name = "doctor", .keys = "!", .panes = ACTION_IN_ALL,
				.title = "Doctor: look for what is wrong", .synopsis = "",
				.about = "Checks everything from cable to registration in order: port, "
					 "permission, holder, answer, model, SIM, network, PDP context, "
					 "settings that contradict each other, server addresses, states "
					 "and their usual causes. Each line is ok, wrong or unknown, with "
					 "the evidence and the next step. Nothing is changed, unless in the "
					 "console f does the next step, after asking. Exits 7 when "
					 "something is wrong.",
				.example = "qlw doctor\nqlw -p sim: doctor --json", .flags = BOTH,
				.run = cli_doctor,
		},
		[ACTION_GET] = {
				.name = "get", .title = "Read settings", .synopsis = "[KEY [INDEX]]",
				.about = "Reads the settings of AT+QLWCFG: all of them, one key, or one "
					 "record of a key. Nothing is ever sent that could change them. "
					 "PSK identities and keys cannot be read back from the module.",
				.example = "qlw get\nqlw get security 0 --json",
				.flags = BOTH, .max_args = 3, .words = ACTION_WORDS_KEYS, .run = cli_get,
		},
		[ACTION_SET] = {
				.name = "set", .title = "Write a setting",
				.synopsis = "KEY [INDEX…] NAME=VALUE…",
				.about = "Writes one record, reads it back and compares. Values that are not "
					 "named stay as the module has them. Ranges and the rules between "
					 "settings are checked before anything is sent. The PSK is sent only when psk_id and psk_key "
					 "are both given. NAME=@FILE takes the value from the first line "
					 "of a file, NAME=- asks for it without echo. server_type=0 of "
					 "select resets every setting, and asks first.",
				.example = "qlw set security 0 short_id=100 "
					   "server_addr=coap://leshan.eclipseprojects.io:5683 bootstrap=0 "
					   "security_mode=3\n"
					   "qlw set server 0 life_time=60\n"
					   "qlw set security 0 psk_id=unit-7 psk_key=-",
				.flags = BOTH | ACTION_CHANGES, .options = OPTION_YES, .min_args = 2,
				.max_args = 16, .words = ACTION_WORDS_KEYS, .run = cli_set,
		},
		[ACTION_DELETE] = {
				.name = "delete", .title = "Delete a record", .synopsis = "KEY INDEX [--yes]",
				.about = "Deletes a record of security or server, and reads back that it is "
					 "gone.",
				.example = "qlw delete security 1 --yes",
				.flags = BOTH | ACTION_CHANGES | ACTION_ASKS, .options = OPTION_YES,
				.min_args = 2, .max_args = 2, .words = ACTION_WORDS_DELETABLE,
				.check = cli_delete_check, .run = cli_delete,
		},
		[ACTION_REG] = {
				.name = "reg", .keys = "R", .panes = SERVERS, .title = "Register",
				.synopsis = "[--mode N] [--wait [--ssid N]]",
				.about = "Starts the LwM2M client: bootstrap if it needs one, then "
					 "registration. With --wait it is over when every standard server "
					 "the module lists (with --ssid, that one) has reached REG_READY.",
				.example = "qlw reg --wait\nqlw reg --wait --ssid 123 --timeout 300",
				.flags = BOTH | ACTION_CHANGES,
				.options = OPTION_MODE | OPTION_WAIT | OPTION_SSID, .timeout_ms = 180000,
				.run = cli_reg,
		},
		[ACTION_DEREG] = {
				.name = "dereg", .keys = "D", .panes = SERVERS, .title = "Deregister",
				.synopsis = "",
				.about = "Deregisters from every server and waits for +QLWDEREG.",
				.example = "qlw dereg", .flags = BOTH | ACTION_CHANGES, .timeout_ms = 60000,
				.run = cli_dereg,
		},
		[ACTION_RESET] = {
				.name = "reset", .keys = "X", .panes = ACTION_IN_ALL,
				.title = "Factory reset of the LwM2M client…", .synopsis = "[--yes]",
				.about = "Deregisters and forgets everything a bootstrap gave: "
					 "AT+QLWSVC=\"dereg\",1. Waits for +QLWDEREG.",
				.example = "qlw reset --yes",
				.flags = BOTH | ACTION_CHANGES | ACTION_ASKS, .options = OPTION_YES,
				.timeout_ms = 60000, .run = cli_reset,
		},
		[ACTION_UPDATE] = {
				.name = "update", .keys = "U", .panes = SERVERS,
				.title = "Update the registration", .synopsis = "SSID [--objects]",
				.about = "Sends a registration update to one server, with --objects "
					 "including the object list, and waits for REG_UPDATE.",
				.example = "qlw update 123",
				.flags = BOTH | ACTION_CHANGES, .options = OPTION_OBJECTS, .min_args = 1,
				.max_args = 1, .timeout_ms = 100000, .run = cli_update,
		},
		[ACTION_LIFETIME] = {
				.name = "lifetime", .keys = "L", .panes = SERVERS,
				.title = "Read or set the lifetime", .synopsis = "SSID [SECONDS]",
				.about = "Reads the registration lifetime of one server, or sets it (0 to "
					 "86400 s), which sends an update, and waits for REG_UPDATE.",
				.example = "qlw lifetime 123\nqlw lifetime 123 60",
				.flags = BOTH, .min_args = 1, .max_args = 2, .timeout_ms = 100000,
				.run = cli_lifetime,
		},
		[ACTION_STATE] = {
				.name = "state", .title = "Ask for the state of the servers",
				.synopsis = "[INDEX]",
				.about = "Asks the module for its servers and the state of each, or for "
					 "those of one client index.",
				.example = "qlw state\nqlw state 0 --json", .flags = BOTH, .max_args = 1,
				.run = cli_state,
		},
		[ACTION_SEND] = {
				.name = "send", .keys = "S", .panes = SERVERS, .title = "Send data",
				.synopsis = "SSID URI DATA [--hex] [--non] [--wait]",
				.about = "Sends application data (uldata, 1 to 1460 bytes) on a path that "
					 "the server observes. @FILE sends the bytes of a file, - those of "
					 "standard input. Data that an AT string cannot hold go as "
					 "hexadecimal by themselves. With --wait the delivery result of a "
					 "confirmable message is waited for. In the console sends for one "
					 "path wait for each other, and a long file goes in pieces.",
				.example = "qlw send 123 /19/0/0 hello --wait\nqlw send 123 /19/0/0 @reading.bin\nqlw send 123 /19/0/0 01ff --hex",
				.flags = BOTH | ACTION_CHANGES,
				.options = OPTION_HEX | OPTION_NON | OPTION_WAIT, .min_args = 3, .max_args = 3,
				.timeout_ms = 100000, .run = cli_send,
		},
		[ACTION_WATCH] = {
				.name = "watch", .title = "Print events as they come",
				.synopsis = "[--for SECONDS]",
				.about = "Prints every decoded event in order, from the moment the port is "
					 "open until Ctrl-C or the time is over.",
				.example = "qlw watch --for 600 --json", .flags = ACTION_IS_VERB,
				.options = OPTION_FOR, .run = cli_watch,
		},
		[ACTION_WAIT] = {
				.name = "wait", .title = "Wait for a state", .synopsis = "STATE [--ssid N]",
				.about = "Returns when a server (with --ssid, that one) has reached a state "
					 "of Table 9, given by name or number. A state that is there "
					 "already counts.",
				.example = "qlw wait REG_READY --ssid 123 --timeout 600",
				.flags = BOTH, .options = OPTION_SSID, .min_args = 1, .max_args = 1,
				.words = ACTION_WORDS_STATES, .timeout_ms = 180000, .run = cli_wait,
		},
		[ACTION_AT] = {
				.name = "at", .keys = "a", .panes = ACTION_IN_ALL, .title = "Send AT commands",
				.synopsis = "[COMMAND…]",
				.about = "Sends AT commands as they are, from arguments or one a line from "
					 "standard input, and prints the lines of each answer. Stops at the "
					 "first that fails.",
				.example = "qlw at AT+CSQ 'AT+QLWCFG=\"server\"'\nqlw at < commands.txt",
				.flags = BOTH | ACTION_REST, .max_args = OPTIONS_ARGS_MAX - 1, .run = cli_at,
		},
		[ACTION_APN] = {
				.name = "apn", .title = "PDP contexts", .synopsis = "[CID [TYPE NAME]]",
				.about = "Lists the PDP context definitions, or one, or defines one and "
					 "reads it back. TYPE is IP, IPV6, IPV4V6, PPP or Non-IP.",
				.example = "qlw apn\nqlw apn 1 IPV4V6 iot.example", .flags = BOTH,
				.max_args = 3, .run = cli_apn,
		},
		[ACTION_PIN] = {
				.name = "pin", .title = "Enter the SIM PIN…", .synopsis = "",
				.about = "Asks for the SIM's PIN without echo, or reads it from standard "
					 "input when that is no terminal, and enters it. Does nothing when "
					 "the SIM needs none.",
				.example = "qlw pin", .flags = BOTH | ACTION_CHANGES, .run = cli_pin,
		},
		[ACTION_REBOOT] = {
				.name = "reboot", .keys = "B", .panes = ACTION_IN_ALL,
				.title = "Reboot the module…", .synopsis = "[--yes]",
				.about = "Restarts the module (AT+CFUN=1,1) and waits until its port is "
					 "back and it answers again.",
				.example = "qlw reboot --yes",
				.flags = BOTH | ACTION_CHANGES | ACTION_ASKS, .options = OPTION_YES,
				.timeout_ms = 60000, .run = cli_reboot,
		},
		[ACTION_CHECK] = {
				.name = "check", .title = "Check profiles and provisioning files",
				.synopsis = "[--strict] FILE…",
				.about = "Checks files without a module: bootstrap.ini, carrier_apn_cfg, "
					 "lwm2m_cfg, lwm2m_app_autostart, SSID_server.psk, and profiles "
					 "(*.json). The name says which. What is wrong is printed as "
					 "FILE:LINE:COLUMN: KEY: message. Warnings leave the exit code 0, "
					 "unless --strict makes them errors.",
				.example = "qlw check bootstrap.ini lwm2m_cfg\n"
					   "qlw check --strict --json ssl/100_server.psk",
				.flags = BOTH | ACTION_OFFLINE, .options = OPTION_STRICT, .min_args = 1,
				.max_args = OPTIONS_ARGS_MAX - 1, .run = cli_check,
		},
		[ACTION_PROFILES] = {
				.name = "profiles", .title = "List carrier profiles",
				.synopsis = "[NAME]",
				.about = "Lists the profiles of --profile-dir and of the usual folders, or "
					 "shows one: where its facts come from and what it asks for.",
				.example = "qlw profiles\nqlw profiles verizon-staging",
				.flags = ACTION_IS_VERB | ACTION_OFFLINE, .max_args = 1,
				.run = cli_profiles,
		},
		[ACTION_PLAN] = {
				.name = "plan", .title = "Show what a profile would change",
				.synopsis = "PROFILE [--var NAME=VALUE]… [--units FILE]",
				.about = "Compares the module with a profile, given by name or as a file, and "
					 "prints the commands that apply would send, in order, and why. "
					 "Sends none of them. Inputs come from --var, from the module, or "
					 "are asked for. PSKs cannot be read back: they are planned only "
					 "with their record, or with --rewrite-secrets.",
				.example = "qlw plan leshan\nqlw plan telstra-staging --var apn=iot.example "
					   "--json",
				.flags = BOTH,
				.options = OPTION_VAR | OPTION_UNITS | OPTION_REWRITE_SECRETS, .min_args = 1,
				.max_args = 1, .run = cli_plan,
		},
		[ACTION_APPLY] = {
				.name = "apply", .title = "Apply a profile…",
				.synopsis = "PROFILE [--var NAME=VALUE]… [--units FILE] [--record FILE] "
					    "[--rewrite-secrets] [--yes]",
				.about = "Writes a snapshot of the module's settings to the state folder, then "
					 "carries out the plan step by step, and reads back each. Stops at "
					 "the first step that fails and says how to go on and how to go "
					 "back. A second run sends nothing. Profiles for live servers ask "
					 "for their name on a terminal. With -p more than once all modules "
					 "are done at the same time, each with its own journal and "
					 "snapshot; one line says what became of each, and none that fails "
					 "stops another. --units names a CSV file, one row a module: its "
					 "columns are imei and inputs. --record appends what became of each "
					 "module, and says which of the list are left. The exit code is 0 "
					 "when all are right, else that of those that failed, or 7 when "
					 "theirs differ.",
				.example = "qlw apply leshan-bootstrap --var psk_key=- --yes\n"
					   "qlw -p sim: apply loopback --yes\n"
					   "qlw -p /dev/ttyUSB2 -p /dev/ttyUSB6 apply telstra-staging "
					   "--units units.csv --record done.jsonl",
				.flags = BOTH | ACTION_CHANGES | ACTION_MANY,
				.options = OPTION_VAR | OPTION_UNITS | OPTION_RECORD | OPTION_REWRITE_SECRETS | OPTION_YES, .min_args = 1,
				.max_args = 1, .run = cli_apply,
		},
		[ACTION_SNAPSHOT] = {
				.name = "snapshot", .title = "Write the settings to a file",
				.synopsis = "[FILE]",
				.about = "Writes every setting and PDP context as a profile, to FILE or to a "
					 "new file of the state folder, and prints its name. PSKs cannot be "
					 "read: they are inputs of that profile.",
				.example = "qlw snapshot before.json", .flags = BOTH, .max_args = 1,
				.run = cli_snapshot,
		},
		[ACTION_DIFF] = {
				.name = "diff", .title = "Compare profiles, snapshots, the module",
				.synopsis = "A B [--var NAME=VALUE]…",
				.about = "Compares two profiles or snapshots, or one with what the module has "
					 "now (the word module): every value that differs. Only what both "
					 "name counts; PSKs are never compared. Other inputs come from --var, "
					 "from the module, or are asked for. Exit code 0: equal, 7: "
					 "different.",
				.example = "qlw diff verizon-staging module\nqlw diff before.json after.json "
					   "--json",
				.flags = BOTH, .options = OPTION_VAR, .min_args = 2, .max_args = 2,
				.run = cli_diff,
		},
		[ACTION_RESTORE] = {
				.name = "restore", .title = "Put back a snapshot…",
				.synopsis = "FILE [--var NAME=VALUE]… [--yes]",
				.about = "Plans and applies a snapshot: records and contexts that it does not "
					 "have go. PSKs come back only if they are given with --var, or when "
					 "asked for on a terminal.",
				.example = "qlw restore before.json --yes",
				.flags = BOTH | ACTION_CHANGES,
				.options = OPTION_VAR | OPTION_REWRITE_SECRETS | OPTION_YES, .min_args = 1,
				.max_args = 1, .run = cli_restore,
		},
		[ACTION_FILES] = {
				.name = "files", .title = "Provisioning files",
				.synopsis = "ls | get NAME [LOCAL] | put LOCAL [NAME] | rm NAME | diff NAME LOCAL | "
					    "make NAME LOCAL | check | show NAME|PATH | settings NAME|PATH… | "
					    "edit NAME|PATH",
				.about = "Lists, downloads, uploads and deletes files in EUFS:/datatx/, "
					 "where the LwM2M client looks for them; NAME is relative to it. A "
					 "PATH here begins with / ./ ../ or ~/. "
					 "get writes to standard output without LOCAL. put asks before "
					 "it replaces a file: the old content is saved, and put back "
					 "when the transfer fails or is cancelled. Checksums are "
					 "compared, and short files read back. diff compares with a file here: exit "
					 "code 0 equal, 7 different. make writes a file here "
					 "that says what the module's settings say; the module tells no keys, "
					 "so psk_id and psk_key of a PSK file are asked for without echo, or "
					 "given as psk_key=@FILE. check reads every provisioning file of the "
					 "module and says what is wrong with it, show says in words what one "
					 "holds, settings which settings say the same. edit opens one in forms, "
					 "in the console only.",
				.example = "qlw files ls\nqlw files get bootstrap.ini saved.ini\n"
					   "qlw files put bootstrap.ini --yes\n"
					   "qlw files put 100_server.psk ssl/100_server.psk\n"
					   "qlw files rm lwm2m_app_autostart --yes\n"
					   "qlw files make bootstrap.ini /tmp/bootstrap.ini\n"
					   "qlw files make 100_server.psk 100_server.psk psk_id=unit-7 psk_key=-\n"
					   "qlw files show ./bootstrap.ini\n"
					   "qlw files settings ./bootstrap.ini ./lwm2m_cfg",
				.flags = BOTH, .options = OPTION_YES, .min_args = 1, .max_args = 16,
				.run = cli_files,
		},
		[ACTION_JOURNAL] = {
				.name = "journal", .title = "Read recorded sessions",
				.synopsis = "show [FILE…] | search [TEXT] [FILE…] | export FILE… | "
					    "report FILE…",
				.about = "Reads journals without a module, and logs of other terminal "
					 "programs. show prints what went over the wire in words, with "
					 "-v the bytes, too; without a file it lists the journals with "
					 "time, port and IMEI. search prints lines that hold TEXT, of all "
					 "journals without a file. export writes text, CSV or JSON. "
					 "report writes the commissioning record of a unit: what it is, "
					 "its settings as read back, the path through the states with "
					 "times, data and results, and what went wrong. Secrets are not "
					 "in a journal; --redact also hides what names a unit, and "
					 "payloads.",
				.example = "qlw journal show\n"
					   "qlw journal search REG_FAILED --since 08:00\n"
					   "qlw journal export --format csv --kind state unit.jsonl\n"
					   "qlw journal report --html unit.jsonl > unit.html",
				.flags = ACTION_IS_VERB | ACTION_OFFLINE,
				.options = OPTION_TEXT | OPTION_REGEX | OPTION_KIND | OPTION_STATE |
					   OPTION_SSID | OPTION_SINCE | OPTION_UNTIL | OPTION_FORMAT |
					   OPTION_HTML | OPTION_REDACT,
				.min_args = 1, .max_args = OPTIONS_ARGS_MAX - 1, .run = cli_journal,
		},
		[ACTION_HELP] = KEY_ONLY("help", "? F1", ACTION_IN_ALL, "Help",
				"Shows the keys of the focused pane."),
		[ACTION_PANE_SESSION] = KEY_ONLY("session", "1", ACTION_IN_ALL, "Session pane",
				"Servers, their state and how they came to it."),
		[ACTION_PANE_LOG] = KEY_ONLY("log", "2", ACTION_IN_ALL, "Log pane",
				"Every line both ways."),
		[ACTION_PANE_CONFIG] = KEY_ONLY("config", "3", ACTION_IN_ALL, "Config pane",
				"The settings of AT+QLWCFG."),
		[ACTION_PANE_DATA] = KEY_ONLY("data", "4", ACTION_IN_ALL, "Data pane",
				"What was sent and received."),
		[ACTION_PANE_PROFILES] = KEY_ONLY("profiles", "5", ACTION_IN_ALL, "Profiles pane",
				"Carrier profiles."),
		[ACTION_NEXT_PANE] = KEY_ONLY("next-pane", "Tab", ACTION_IN_ALL, "Next pane",
				"Focuses the next pane."),
		[ACTION_PREVIOUS_PANE] = KEY_ONLY("previous-pane", "Shift-Tab", ACTION_IN_ALL,
				"Previous pane", "Focuses the pane before."),
		[ACTION_COMMAND] = KEY_ONLY("command", ":", ACTION_IN_ALL, "Command line",
				"Opens the command line for the verbs, with history and completion."),
		[ACTION_SEARCH] = {
				.name = "search", .keys = "/", .panes = TEXTS, .title = "Search",
				.synopsis = "[TEXT]", .about = "Finds text in the focused pane.",
				.flags = ACTION_IS_CONSOLE | ACTION_REST, .max_args = 1,
		},
		[ACTION_SEARCH_NEXT] = KEY_ONLY("search-next", "n", TEXTS, "Next match",
				"Goes to the next match."),
		[ACTION_SEARCH_PREVIOUS] = KEY_ONLY("search-previous", "N", TEXTS, "Previous match",
				"Goes to the match before."),
		[ACTION_FILTER] = {
				.name = "filter", .keys = "f", .panes = TEXTS, .title = "Filter",
				.synopsis = "[REGEX]",
				.about = "Shows only what matches a regular expression; ! in front shows what "
					 "does not; nothing shows all.",
				.flags = ACTION_IS_CONSOLE | ACTION_REST, .max_args = 1,
		},
		[ACTION_UP] = KEY_ONLY("up", "Up k", ACTION_IN_ALL, "Up", "Moves up."),
		[ACTION_DOWN] = KEY_ONLY("down", "Down j", ACTION_IN_ALL, "Down", "Moves down."),
		[ACTION_LEFT] = KEY_ONLY("left", "Left h", ACTION_IN_ALL, "Left", "Moves left."),
		[ACTION_RIGHT] = KEY_ONLY("right", "Right l", ACTION_IN_ALL, "Right", "Moves right."),
		[ACTION_TOP] = KEY_ONLY("top", "g Home", ACTION_IN_ALL, "Top", "Goes to the first row."),
		[ACTION_BOTTOM] = KEY_ONLY("bottom", "G End", ACTION_IN_ALL, "Bottom",
				"Goes to the last row, and follows there."),
		[ACTION_PAGE_UP] = KEY_ONLY("page-up", "PgUp", ACTION_IN_ALL, "Page up",
				"Moves up by a page."),
		[ACTION_PAGE_DOWN] = KEY_ONLY("page-down", "PgDn", ACTION_IN_ALL, "Page down",
				"Moves down by a page."),
		[ACTION_OPEN] = KEY_ONLY("open", "Enter", ACTION_IN_ALL, "Open",
				"Opens or edits what is selected."),
		[ACTION_BACK] = KEY_ONLY("back", "Esc", ACTION_IN_ALL, "Back",
				"Goes back; never quits."),
		[ACTION_ZOOM] = KEY_ONLY("zoom", "z", ACTION_IN_ALL, "Zoom pane",
				"Gives the focused pane the whole screen, and takes it back."),
		[ACTION_TIMESTAMPS] = KEY_ONLY("timestamps", "t", ACTION_IN_LOG | ACTION_IN_DATA,
				"Time stamps", "Absolute, relative, delta."),
		[ACTION_RAW] = KEY_ONLY("raw", "r", ACTION_IN_LOG, "Raw lines",
				"Shows the line as it was on the wire under its meaning."),
		[ACTION_BOOKMARK] = {
				.name = "bookmark", .keys = "m", .panes = ACTION_IN_LOG,
				.title = "Bookmark", .synopsis = "[NOTE]",
				.about = "Marks the selected line of the log, with a note if you like; "
					 "without one, a mark that is there goes. It is kept in the "
					 "journal.",
				.flags = ACTION_IS_CONSOLE | ACTION_REST, .max_args = 1,
		},
		[ACTION_GOTO] = {
				.name = "goto", .keys = "T", .panes = ACTION_IN_LOG,
				.title = "Go to a time…", .synopsis = "[DATE] HH:MM[:SS]",
				.about = "Goes to the first line of the log at or after a time.",
				.example = ":goto 12:04",
				.flags = ACTION_IS_CONSOLE | ACTION_REST, .max_args = 1,
		},
		[ACTION_COPY] = KEY_ONLY("copy", "y", ACTION_IN_ALL, "Copy",
				"Copies the selection to the clipboard (OSC 52)."),
		[ACTION_WRITE] = {
				.name = "write", .keys = "w", .panes = ACTION_IN_ALL,
				.title = "Write selection to a file…", .synopsis = "[FILE]",
				.about = "Writes the selection to a file.", .flags = ACTION_IS_CONSOLE,
				.max_args = 1,
		},
		[ACTION_EDIT] = {
				.name = "edit", .title = "Edit a setting in a form",
				.synopsis = "KEY [INDEX…] [FIELD]",
				.about = "Opens a form of one record of a key. What is wrong is said while "
					 "typing; before anything is written the form shows what changes "
					 "and the exact command.",
				.flags = ACTION_IS_CONSOLE, .min_args = 1, .max_args = 4,
				.words = ACTION_WORDS_KEYS,
		},
		[ACTION_ADD] = {
				.name = "add", .title = "Add a record of a setting in a form",
				.synopsis = "KEY", .about = "Opens the form of a new record.",
				.flags = ACTION_IS_CONSOLE, .min_args = 1, .max_args = 1,
				.words = ACTION_WORDS_KEYS,
		},
		[ACTION_UNDO] = KEY_ONLY("undo", "u", ACTION_IN_CONFIG, "Undo",
				"Puts back what the last change of a setting wrote over. PSKs cannot be "
				"put back."),
		[ACTION_RESEND] = {
				.name = "resend", .keys = "s", .panes = ACTION_IN_DATA,
				.title = "Send the same data again", .synopsis = "[ROW]",
				.about = "Sends the data of the selected row, or the last ones, once more.",
				.flags = ACTION_IS_CONSOLE, .max_args = 1,
		},
		[ACTION_RESEND_EDITED] = {
				.name = "resend-edited", .keys = "e", .panes = ACTION_IN_DATA,
				.title = "Edit the same data, send them again", .synopsis = "[ROW]",
				.about = "Opens the form for data with those of the selected row, or the "
					 "last ones.",
				.flags = ACTION_IS_CONSOLE, .max_args = 1,
		},
		[ACTION_REPEAT] = {
				.name = "repeat", .title = "Send again and again",
				.synopsis = "SECONDS send … | off",
				.about = "Runs a send line every so many seconds, until repeat off or Ctrl-C.",
				.flags = ACTION_IS_CONSOLE | ACTION_REST, .min_args = 1, .max_args = 1,
		},
		[ACTION_PRESET] = {
				.name = "preset", .keys = "p", .panes = ACTION_IN_SESSION | ACTION_IN_DATA,
				.title = "Send a preset…", .synopsis = "[NAME]",
				.about = "Sends data named in config.json; without a name they are "
					 "listed to choose from.",
				.words = ACTION_WORDS_PRESETS,
				.flags = ACTION_IS_CONSOLE, .max_args = 1,
		},
		[ACTION_RUN] = {
				.name = "run", .keys = "@", .panes = ACTION_IN_ALL,
				.title = "Run a macro…", .synopsis = "[NAME] [--yes]",
				.about = "Runs the commands that config.json lists under a name, one after "
					 "another, each with the answer it should bring; stops at the first "
					 "that does not. Without a name they are listed to choose from.",
				.words = ACTION_WORDS_MACROS,
				.flags = ACTION_IS_CONSOLE, .options = OPTION_YES, .max_args = 1,
				.run = cli_macro,
		},
		[ACTION_FIX] = KEY_ONLY("fix", "F", ACTION_IN_ALL, "Do what the message line offers",
				"Mends what the console has noticed, after asking: events that come "
				"out at the module's other port."),
		[ACTION_REFRESH] = KEY_ONLY("refresh", "F5", ACTION_IN_ALL, "Read again",
				"Reads settings, state and network from the module again."),
		[ACTION_REPLAY_PAUSE] = {
				.name = "pause", .keys = "Space", .panes = ACTION_IN_ALL,
				.title = "Pause the recording, or go on", .synopsis = "",
				.about = "Of a recorded session (-p replay:FILE).",
				.flags = ACTION_IS_CONSOLE | ACTION_REPLAY,
		},
		[ACTION_REPLAY_STEP] = {
				.name = "step", .keys = ".", .panes = ACTION_IN_ALL,
				.title = "Next line of the recording", .synopsis = "",
				.about = "Pauses a recorded session and shows its next line.",
				.flags = ACTION_IS_CONSOLE | ACTION_REPLAY,
		},
		[ACTION_REPLAY_SEEK] = {
				.name = "seek", .title = "Go to a time of the recording…",
				.synopsis = "HH:MM[:SS]|N%|+SECONDS|-SECONDS",
				.about = "Goes to a time of a recorded session: of the day, as a share of "
					 "its length, or from here. Everything is then as it was.",
				.example = ":seek 12:04:11\n:seek 37%\n:seek -30",
				.flags = ACTION_IS_CONSOLE | ACTION_REPLAY, .max_args = 1,
		},
		[ACTION_REPLAY_SPEED] = {
				.name = "speed", .title = "Speed of the recording…",
				.synopsis = "FACTOR|max",
				.about = "How fast a recorded session passes: 1 as it was, 8 eight times "
					 "as fast, max without waiting.",
				.example = ":speed 8", .flags = ACTION_IS_CONSOLE | ACTION_REPLAY,
				.min_args = 1, .max_args = 1,
		},
		[ACTION_PALETTE] = KEY_ONLY("palette", "Ctrl-P", ACTION_IN_ALL, "All actions",
				"Finds an action by name."),
		[ACTION_CANCEL] = KEY_ONLY("cancel", "Ctrl-C", ACTION_IN_ALL, "Cancel",
				"Cancels what is pending; twice quits."),
		[ACTION_REDRAW] = KEY_ONLY("redraw", "Ctrl-L", ACTION_IN_ALL, "Redraw",
				"Draws the whole screen again."),
		[ACTION_SUSPEND] = KEY_ONLY("suspend", "Ctrl-Z", ACTION_IN_ALL, "Suspend",
				"Stops the program; the shell's fg goes on."),
		[ACTION_QUIT] = KEY_ONLY("quit", "q", ACTION_IN_ALL, "Close or quit",
				"Closes what is open; at the top level quits."),
};
/* clang-format on */
