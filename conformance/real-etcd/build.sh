#!/bin/bash
# Brings a real etcd for the tests: Debian's etcd-server, unpacked and not installed, so no root is needed and no service started.
#
#   build.sh check          one line that says what this machine lacks; 0 if nothing, else 3
#   build.sh build [DIST]   puts bin/etcd into DIST, build/real-etcd by default
set -u
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
DIST=${2:-$HERE/../../build/real-etcd}
fail() { echo "etcd: $*" >&2; exit 1; }

check() {
  [ "$(uname -s)" = Linux ] || { echo "a real etcd needs Linux, this is $(uname -s)"; return 3; }
  [ -x "$DIST/bin/etcd" ] && return 0
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null ||
    { echo "no etcd: name one by the environment's ETCD, or run on Debian"; return 3; }
}

build() {
  local lacks tmp; lacks=$(check) || fail "$lacks"
  [ -x "$DIST/bin/etcd" ] && return 0
  mkdir -p "$DIST" || fail "cannot make $DIST"
  tmp=$(mktemp -d "$DIST/tmp.XXXXXX") || fail "cannot make a folder in $DIST"
  # shellcheck disable=SC2064  # now: the name is local
  trap "rm -rf '$tmp'" EXIT
  (cd "$tmp" && apt-get download etcd-server) >"$DIST/apt.log" 2>&1 ||
    fail "apt-get download etcd-server failed; see $DIST/apt.log (apt-get update may help)"
  dpkg-deb -x "$tmp"/etcd-server_*.deb "$tmp/root" || fail "the package cannot be unpacked"
  mkdir -p "$DIST/bin" && mv "$tmp/root/usr/bin/etcd" "$DIST/bin/etcd.new" && mv "$DIST/bin/etcd.new" "$DIST/bin/etcd" ||
    fail "no etcd in the package"
}

case ${1:-} in
  check) check ;;
  build) build ;;
  *) fail "what is '${1:-}'? check or build" ;;
esac
