#!/usr/bin/env bash
# However heapdiff is had, it writes the same bytes: the tar.gz, the Debian package, npx, the CMake build and a program
# that links its library, each in a Debian of its own that has none of the packages that we build with.
#
#   same.sh SOURCE_DIR PROGRAM BUILD_DIR NODE
#
# Skipped (77), with the reason, where the packages, root or the mirror is missing.
set -euo pipefail
cd "$1"
program=$2 build=$3 node=$4
source tools/lib.sh
skip() { printf 'skipped: %s\n' "$*"; exit 77; }
fail() { printf 'same.sh: %s\n' "$*" >&2; exit 1; }
source tests/packaging/debian_base.sh

case $(uname -m) in
  x86_64) platform=x64 ;;
  aarch64) platform=arm64 ;;
  *) skip "there is no package for $(uname -m)" ;;
esac
shopt -s nullglob
dist=build/package/dist
tars=("$dist"/heapdiff-*-linux-"$platform".tar.gz)
debs=("$dist"/heapdiff_*_"$(dpkg --print-architecture)".deb)
npms=("$dist"/heapdiff-*.tgz)
((${#tars[@]} == 1 && ${#debs[@]} == 1 && ${#npms[@]} == 1)) || skip "first: tools/package"
make_debian_base
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

before=unbounded-map.before.heapsnapshot.gz after=unbounded-map.after.heapsnapshot.gz
(cd testdata/pairs && "$program" "$before" "$after" --format json) >"$work/expected"
grep -q ordersById "$work/expected"

# root NAME: a Debian with nothing but its base, and the pair.
root() {
  root=$work/$1
  cp -a "$debian_base/." "$root"
  mkdir "$root/test"
  cp testdata/pairs/unbounded-map.*.heapsnapshot.gz "$root/test"
}
inside() { chroot "$root" env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 HOME=/root "$@"; }
# same WAY WORDS…: the words, and the pair, write what is expected; and no package of the build is there.
same() {
  local package status
  # shellcheck disable=SC2154 # of tools/lib.sh
  for package in "${build_packages[@]}"; do
    status=$(inside dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
    [[ $status != installed ]] || fail "$package is there for $1"
  done
  inside sh -c "cd /test && ${*:2} $before $after --format json" >"$work/here" || fail "$1 does not run"
  cmp "$work/expected" "$work/here" || fail "$1 writes another report"
  printf '%s: the same %d bytes\n' "$1" "$(stat -c %s "$work/here")"
}

root tar
tar -xzf "${tars[0]}" -C "$root/usr/local" --strip-components=1
same 'the tar.gz' heapdiff
rm -rf "$root"

root npm
cp "$node" "$root/usr/local/bin/node"
npm=$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")
mkdir -p "$root/usr/local/lib/node_modules"
cp -a "$npm" "$root/usr/local/lib/node_modules/npm"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
ln -s ../lib/node_modules/npm/bin/npx-cli.js "$root/usr/local/bin/npx"
cp "${npms[0]}" "$root/test/heapdiff.tgz"
inside sh -c 'cd /test && echo "{}" >package.json && npm install --offline --no-audit --no-fund --silent ./heapdiff.tgz' ||
  fail "npm does not install the package"
same npx npx --offline heapdiff
rm -rf "$root"

# The libraries that Debian's package depends on are what those compiled here need, too.
root deb
cp /etc/resolv.conf "$root/etc"
cp "${debs[0]}" "$root/test/heapdiff.deb"
inside apt-get -qq update || skip "the mirror does not answer"
inside apt-get -qq -y --no-install-recommends install /test/heapdiff.deb >/dev/null
same 'the Debian package' heapdiff
inside dpkg --remove heapdiff >/dev/null

cmake --install "$build" --prefix "$root/usr/local" --component program >/dev/null
same 'the CMake build' /usr/local/bin/heapdiff
rm -rf "${root:?}/usr/local/bin/heapdiff"

cmake --install "$build" --prefix "$work/prefix" --component development >/dev/null
PKG_CONFIG_PATH=$(dirname "$(find "$work/prefix" -name heapdiff.pc)")
export PKG_CONFIG_PATH
# shellcheck disable=SC2046 # words
g++ -std=c++20 tests/packaging/library.cpp -o "$root/test/library" $(pkg-config --cflags --libs heapdiff)
# It takes no options: the format is its own.
printf '#!/bin/sh\nexec ./library "$1" "$2"\n' >"$root/test/client"
chmod +x "$root/test/client"
same 'the library' ./client
