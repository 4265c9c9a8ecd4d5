#!/bin/sh
# The include rules of the house: what each folder may know (README, "How the code is laid out").
# deny FOLDER PATTERN REASON: no source in FOLDER (not below it) may include PATTERN.
bad=0
deny() {
	hits=$(grep -nE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]($2)" $1/*.c $1/*.h 2>/dev/null | grep -vE "^($4):")
	[ -z "$hits" ] && return
	printf '%s\n  %s\n' "$hits" "$3"
	bad=1
}
curses='n?cursesw?(\.h|/)|curses\.h'
rl='readline/'
for room in modem modem/port modem/journal; do
	deny $room "$curses|$rl|(tui|views|profiles)/" "modem/ knows no terminal and no one above it"
	deny $room 'modem/sim/' "the console owes nothing to the simulator"
	deny $room 'libserialport' "libserialport belongs to one file" 'modem/port/transport_serial\.c'
done
for room in modem modem/port; do
	deny $room 'cjson/|cJSON' "cJSON in modem/ belongs to the journal"
done
deny modem/port 'modem/([^ep]|e[^r]|p[^o])' "a port knows bytes, not AT"
hits=$(grep -nE '#[[:space:]]*include[[:space:]]*"modem/[a-z_]+\.h"' modem/sim/*.[ch] 2>/dev/null | grep -v 'modem/qlw_codes\.h')
[ -z "$hits" ] || { printf '%s\n  the simulator shares only modem/qlw_codes.h\n' "$hits"; bad=1; }
deny modem/sim '(tui|views|profiles)/' "the simulator knows nobody"
deny profiles "$curses|$rl|(tui|views)/|modem/transport" "profiles/ is pure: no terminal, no port"
deny views "$curses|$rl|modem/(engine|framer|transport|session)|poll\.h|fcntl\.h|unistd\.h|termios" "views/ draw the model and nothing else"
for room in tui tui/toolkit tui/console tui/verbs; do
	deny $room 'modem/sim/' "the console owes nothing to the simulator"
	deny $room "$curses" "curses belongs to the terminal and canvas back end" \
		'tui/toolkit/(term|canvas_curses)[a-z_]*\.[ch]'
	deny $room "$rl" "readline belongs to the prompt" 'tui/toolkit/prompt[a-z_]*\.c'
done
deny tui/toolkit 'modem/([^e]|e[^r])|profiles/|views/|tui/[^t]' "the toolkit knows no modem and nobody above it"
deny tui/verbs 'tui/console/' "verbs need no screen"
[ $bad -eq 0 ] && echo "include rules hold"
exit $bad
