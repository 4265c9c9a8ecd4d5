#!/bin/sh
# Runs every test program given, lets their closing lines through, and fails if one failed.
# TESTS=substring runs only the programs whose path contains it.
failed=
n=0
for t in "$@"; do
	case $t in *"${TESTS-}"*) ;; *) continue ;; esac
	n=$((n + 1))
	printf '== %s\n' "$t"
	"$t" </dev/null || failed="$failed $t"
done
printf '%d test programs run\n' "$n"
[ "$n" -gt 0 ] || { echo "no test program matches '${TESTS-}'"; exit 1; }
[ -z "$failed" ] || { printf 'FAILED:%s\n' "$failed"; exit 1; }
