#!/bin/sh
# Runs every test program given, several at a time, lets their closing lines through, and fails if
# one failed, crashed, hung, or ran no test. The last line counts tests, not programs.
#   TESTS=substring    only programs whose path contains it
#   TEST_TIMEOUT=180   seconds one program may take
#   JOBS=2             programs at a time (default: processors)
#   SEED=n             for tests that draw numbers; printed
set -u
limit=${TEST_TIMEOUT-180}

# One program: its output, and a line "passed failed path [why]" for the summary.
if [ "${1-}" = --one ]; then
	dir=$2 program=$3
	log=$dir/$(echo "$program" | tr / _)
	timeout -k 5 "$limit" "$program" </dev/null >"$log" 2>&1
	rc=$?
	passed=$(sed -n 's/^.*\[  PASSED  \] \([0-9]*\) test(s).*/\1/p' "$log" | awk '{n += $1} END {print n + 0}')
	failed=$(sed -n 's/^.*\[  FAILED  \] \([0-9]*\) test(s).*/\1/p' "$log" | awk '{n += $1} END {print n + 0}')
	why=
	if [ $rc -eq 124 ] || [ $rc -eq 137 ]; then
		why="still running after $limit s"
	elif [ $rc -gt 128 ]; then
		why="killed by signal $((rc - 128))"
	elif [ $((passed + failed)) -eq 0 ]; then
		why="ran no test (exit $rc)"
	elif [ $rc -ne 0 ] && [ "$failed" -eq 0 ]; then
		why="exit $rc after its tests passed"
	fi
	[ -z "$why" ] || failed=$((failed + 1))
	echo "$passed $failed $program $why" >>"$dir/summary"
	exec 9>"$dir/lock"
	flock 9
	printf '== %s\n' "$program"
	if [ "$failed" -eq 0 ]; then
		grep -v -e '^\[ RUN      \]' -e '^\[       OK \]' "$log"
	else
		cat "$log"
		printf '== %s FAILED %s\n' "$program" "$why"
	fi
	exit 0
fi

SEED=${SEED-20260131}
export SEED
dir=$(mktemp -d "${TMPDIR-/tmp}/qlw-check-XXXXXX") || exit 1
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM
: >"$dir/summary"
for t in "$@"; do
	case $t in *"${TESTS-}"*) echo "$t" ;; esac
done >"$dir/programs"
if [ ! -s "$dir/programs" ]; then
	echo "no test program matches '${TESTS-}'"
	exit 1
fi
xargs -P "${JOBS-$(nproc)}" -I {} sh "$0" --one "$dir" {} <"$dir/programs"
sed -n 's/^[0-9]* [1-9][0-9]* /FAILED: /p' "$dir/summary"
awk -v want="$(wc -l <"$dir/programs")" -v seed="$SEED" '
	{passed += $1; failed += $2}
	END {
		if (NR != want) {
			printf "%d programs did not report\n", want - NR
			failed += want - NR
		}
		printf "%d programs, seed %s\n%d passed, %d failed\n", want, seed, passed, failed
		exit failed > 0 || passed == 0
	}' "$dir/summary"
