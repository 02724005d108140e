#!/bin/bash
# Makes the programs of a real Mesos 1.11.0. Called by rig.sh:
#
#   build.sh check          one line that says what this machine lacks; 0 if nothing, else 3
#   build.sh setup [DIST]   installs what lacks (root or sudo; Debian's packages), then builds
#   build.sh build [DIST]   builds into DIST; installs packages only where CI=true
#
# The program code is Apache's own: the Python package mesos.scheduler holds the whole of
# libmesos in one shared object, and src/mesosrig.cpp starts its parts.
set -u
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
SRC=$HERE/src
PATH=$PATH:/usr/sbin:/sbin
PACKAGE='mesos.scheduler===1.11.0.linux-x86_64'
say() { echo "rig: $*" >&2; }
fail() { say "$*"; exit 1; }

haslib() { ldconfig -p | grep -q "$1"; }
need() { # need PACKAGES PROBE...: names the packages where the probe fails
  local packages=$1; shift
  "$@" >/dev/null 2>&1 || printf ' %s' "$packages"
}
missing() {
  need libsvn1 haslib libsvn_delta-1.so.1
  need libapr1 haslib libapr-1.so.0
  need libsasl2-2 haslib libsasl2.so.2
  need libsasl2-modules test -e /usr/lib/x86_64-linux-gnu/sasl2
  need g++ command -v g++
  need binutils command -v nm
  need curl command -v curl
  need python3 command -v python3
  need python3-pip python3 -m pip --version
  need default-jre-headless command -v java
  need libzookeeper-java test -e /usr/share/java/zookeeper.jar
}
check() {
  [ "$(uname -sm)" = 'Linux x86_64' ] || { echo "a real Mesos needs Linux on x86_64, this is $(uname -sm)"; return 3; }
  local lacks; lacks=$(missing)
  [ -z "$lacks" ] || { echo "packages missing:$lacks (make setup installs them)"; return 3; }
}

install() {
  local lacks sudo=; lacks=$(missing)
  [ -n "$lacks" ] || return 0
  [ "$(id -u)" = 0 ] || sudo='sudo -n'
  say "installing$lacks"
  export DEBIAN_FRONTEND=noninteractive
  # shellcheck disable=SC2086  # a list of names
  $sudo apt-get install -y -q --no-install-recommends $lacks >"$DIST/apt.log" 2>&1 ||
    { $sudo apt-get update -q && $sudo apt-get install -y -q --no-install-recommends $lacks; } >>"$DIST/apt.log" 2>&1 ||
    fail "apt-get install$lacks failed; see $DIST/apt.log"
}

fetch_library() {
  local tmp=$DIST/tmp so
  rm -rf "$tmp"; mkdir -p "$tmp"
  say "fetching $PACKAGE"
  # The package is a bare tree: pip unpacks it, then says that it is no project.
  # What it unpacked is all that is wanted.
  TMPDIR=$tmp python3 -m pip download -q --no-clean --no-deps --no-build-isolation -d "$tmp" "$PACKAGE" >"$DIST/pip.log" 2>&1
  so=$(find "$tmp" -name _scheduler.so -size +50M | head -1)
  [ -n "$so" ] || { tail -5 "$DIST/pip.log" >&2; fail "no library in what pip brought"; }
  mv "$so" "$DIST/lib/libmesos.so"
  rm -rf "$tmp"
}

stale() { [ ! -e "$1" ] || [ "$2" -nt "$1" ]; }

build() {
  local lacks; lacks=$(check) || fail "$lacks"
  mkdir -p "$DIST/bin" "$DIST/lib"
  [ -s "$DIST/lib/libmesos.so" ] || fetch_library
  if stale "$DIST/lib/libpystub.so" "$SRC/stubs.py"; then
    python3 "$SRC/stubs.py" "$DIST/lib" || fail "the stand-in libraries did not compile"
  fi
  if stale "$DIST/bin/mesosrig" "$SRC/mesosrig.cpp"; then
    g++ -std=c++17 -O1 -Wall -o "$DIST/bin/mesosrig.new" "$SRC/mesosrig.cpp" -ldl || fail "mesosrig.cpp did not compile"
    mv "$DIST/bin/mesosrig.new" "$DIST/bin/mesosrig"
  fi
  local name python=/usr/bin/python3
  [ -x $python ] || python=$(python3 -c 'import sys; print(sys.executable)')
  for name in mesos-master mesos-agent mesos-containerizer; do ln -sfn mesosrig "$DIST/bin/$name"; done
  for name in executor fetcher; do
    stale "$DIST/bin/mesos-$name" "$SRC/mesos-$name.py" || continue
    { echo "#!$python -ES"; cat "$SRC/mesos-$name.py"; } >"$DIST/bin/.new"
    chmod 755 "$DIST/bin/.new" && mv "$DIST/bin/.new" "$DIST/bin/mesos-$name"
  done
  # Not a symbolic link: the agent resolves those, and the program goes by its name.
  ln -f "$DIST/bin/mesos-executor" "$DIST/bin/mesos-default-executor"
}

[ $# -ge 1 ] || { sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 2; }
MODE=$1
[ "$MODE" = check ] && { check; exit; }
DIST=${2:-$HERE/../../build/real-mesos}
mkdir -p "$DIST" || exit 1
DIST=$(cd "$DIST" && pwd)
# Two test runs may want it at the same time: the second finds it done.
exec 9>"$DIST/lock"; flock 9
case $MODE in
  setup) install; build && say "ready in $DIST";;
  build) [ "${CI:-}" != true ] || install; build;;
  *) fail "what is $MODE?";;
esac
