#!/bin/sh
# What the build and the tests need, through the system's own package manager.
#   deps.sh list      the names
#   deps.sh install   install what is missing
# Debian 12, Ubuntu 22.04 and later; elsewhere it lists what to install.
set -eu
build="gcc make pkg-config libncurses-dev libreadline-dev libserialport-dev libcjson-dev libcoap3-dev libssl-dev"
tests="libcmocka-dev libvterm-dev"

missing() {
	for p in $build $tests; do
		[ "$(dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null)" = installed ] || printf '%s ' "$p"
	done
}

if [ "${1-}" = list ]; then
	echo "$build $tests"
	exit 0
fi
if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
	echo "qlw: this system has no apt. Please install the equivalents of these Debian packages:"
	echo "  to build: $build"
	echo "  to test:  $tests"
	exit 1
fi
need=$(missing)
[ -n "$need" ] || exit 0
echo "qlw: installing with apt-get, because the build and its tests need them: $need"
sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
# shellcheck disable=SC2086
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $need >/dev/null 2>&1 || {
	$sudo apt-get update -qq
	$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $need >/dev/null
}
