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
deny modem "$curses|$rl|(tui|views|profiles)/" "modem/ knows no terminal and no one above it"
deny modem 'cjson/|cJSON' "cJSON in modem/ belongs to the journal" 'modem/journal[a-z_]*\.[ch]'
deny modem 'libserialport' "libserialport belongs to one file" 'modem/transport_serial\.c'
deny modem 'modem/sim/' "the console owes nothing to the simulator"
hits=$(grep -nE '#[[:space:]]*include[[:space:]]*"modem/[a-z_]+\.h"' modem/sim/*.[ch] 2>/dev/null | grep -v 'modem/qlw_codes\.h')
[ -z "$hits" ] || { printf '%s\n  the simulator shares only modem/qlw_codes.h\n' "$hits"; bad=1; }
deny modem/sim '(tui|views|profiles)/' "the simulator knows nobody"
deny profiles "$curses|$rl|(tui|views)/|modem/transport" "profiles/ is pure: no terminal, no port"
deny views "$curses|$rl|modem/(engine|framer|transport|session)|poll\.h|fcntl\.h|unistd\.h|termios" "views/ draw the model and nothing else"
deny tui 'modem/sim/' "the console owes nothing to the simulator"
deny tui "$curses" "curses belongs to the terminal and canvas back end" 'tui/(term|canvas_curses)[a-z_]*\.[ch]'
deny tui "$rl" "readline belongs to the prompt" 'tui/prompt[a-z_]*\.c'
[ $bad -eq 0 ] && echo "include rules hold"
exit $bad
