#!/bin/sh
# What the build and the tests need, through the system's own package manager.
#   deps.sh list [GROUP…]      the names
#   deps.sh install [GROUP…]   install what is missing
#   deps.sh download-kernel DIR   the distribution's kernel package, not installed
# Groups: build tests tidy fuzz bench interop kernel; without one: build tests. Debian 12, Ubuntu 22.04
# and later; elsewhere it lists what to install.
set -eu
build="gcc make pkg-config libncurses-dev libreadline-dev libserialport-dev libcjson-dev libcoap3-dev libssl-dev"
tests="libcmocka-dev libvterm-dev socat python3-jsonschema"
tidy="clang clang-tidy clang-format cppcheck"
fuzz="clang llvm libclang-rt-14-dev libfuzzer-14-dev"
bench="picocom minicom tio lnav less"
interop="default-jdk-headless maven python3"
kernel="qemu-system-x86 busybox-static python3"

what=${1-install}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- build tests

names() {
	for group; do
		case $group in
		build) echo "$build" ;;
		tests) echo "$tests" ;;
		tidy) echo "$tidy" ;;
		fuzz) echo "$fuzz" ;;
		bench) echo "$bench" ;;
		interop) echo "$interop" ;;
		kernel) echo "$kernel" ;;
		*) echo "deps.sh: no group $group" >&2 && exit 2 ;;
		esac
	done
}

missing() {
	for p in $(names "$@"); do
		[ "$(dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null)" = installed ] || printf '%s ' "$p"
	done
}

if [ "$what" = list ]; then
	names "$@"
	exit 0
fi
# linux-image-amd64 is a name for the newest; apt-get update only when what apt knows is too old
newest_kernel() {
	apt-cache depends linux-image-amd64 2>/dev/null | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1
}
download_kernel() {
	name=$(newest_kernel)
	[ -n "$name" ] && apt-get download "$name" >/dev/null 2>&1
}
if [ "$what" = download-kernel ]; then
	cd "$1"
	command -v apt-get >/dev/null || { echo "this system has no apt" >&2; exit 1; }
	download_kernel && exit 0
	[ "$(id -u)" != 0 ] || apt-get update -qq
	download_kernel && exit 0
	echo "apt has no linux-image-amd64" >&2
	exit 1
fi
if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
	echo "qlw: this system has no apt. Please install the equivalents of these Debian packages:"
	for group; do
		printf '  %-6s %s\n' "$group:" "$(names "$group")"
	done
	exit 1
fi
need=$(missing "$@")
[ -n "$need" ] || exit 0
echo "qlw: installing with apt-get, for $*: $need"
sudo=
if [ "$(id -u)" != 0 ]; then
	sudo=sudo
	command -v sudo >/dev/null || {
		echo "qlw: there is no sudo here; as root: apt-get install $need"
		exit 1
	}
fi
install() {
	# shellcheck disable=SC2086
	$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $need
}
install >/dev/null 2>&1 || {
	$sudo apt-get update -qq
	install >/dev/null
}
