#!/bin/sh
# clang-tidy on one file, unless the same preprocessed text passed before with the same checks.
#   tidy.sh STAMPS FILE COMPILER-OPTION…
set -eu
stamps=$1 file=$2
shift 2

mkdir -p "$stamps"
sum=$({ clang-tidy --version; cat .clang-tidy; echo "$file"; clang -E "$@" "$file"; cat "$file"; } | sha256sum)
stamp=$stamps/${sum%% *}
[ ! -e "$stamp" ] || exit 0

echo "  clang-tidy $file"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
clang-tidy --quiet "$file" -- "$@" >"$log" 2>&1 || {
	cat "$log"
	exit 1
}
: >"$stamp"
