#!/usr/bin/env bash
# The Debian packages that tools/package made: lintian is quiet, and on a Debian that has nothing but its base they are
# installed, say what the build says, compile a program, and leave nothing behind when they are removed.
#
#   deb.sh SOURCE_DIR PROGRAM
#
# Skipped (77), with the reason, where the packages, root or the mirror is missing.
set -euo pipefail
cd "$1"
program=$2
skip() { printf 'skipped: %s\n' "$*"; exit 77; }
fail() { printf 'deb.sh: %s\n' "$*" >&2; exit 1; }
source tests/packaging/debian_base.sh

shopt -s nullglob
packages=(build/package/dist/heapdiff_*.deb build/package/dist/libheapdiff-dev_*.deb)
((${#packages[@]} == 2)) || skip "first: tools/package deb"
command -v lintian >/dev/null || skip "lintian is not here"
lintian --allow-root --fail-on error,warning "${packages[@]}" || fail "lintian has something to say"

# The maintainer is who was named when it was made, or nobody: never an address that someone might have.
maintainer=$(dpkg-deb -f "${packages[0]}" Maintainer)
expected="The heapdiff authors <heapdiff@heapdiff.invalid>"
[[ ! ${DEBEMAIL-} ]] || expected="${DEBFULLNAME:-The heapdiff authors} <$DEBEMAIL>"
[[ $maintainer == "$expected" ]] || fail "the maintainer is $maintainer, not $expected"

make_debian_base
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
cp -a "$debian_base/." "$root"
cp /etc/resolv.conf "$root/etc"
mkdir "$root/test"
cp "${packages[@]}" testdata/pairs/unbounded-map.*.heapsnapshot.gz tests/consumer/main.cpp "$root/test"
inside() { chroot "$root" env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@"; }
list() { (cd "$root" && find . -xdev \( -path ./proc -o -path ./sys -o -path ./test -o -path ./var -o -path ./tmp \) -prune -o -print | sort); }

inside apt-get -qq update || skip "the mirror does not answer"
list >"$root/test/before"
inside apt-get -qq -y --no-install-recommends install "/test/${packages[0]##*/}" >/dev/null
pair=(unbounded-map.before.heapsnapshot.gz unbounded-map.after.heapsnapshot.gz)
(cd "$root/test" && "$program" "${pair[@]}" --format json) >"$root/test/of-build"
inside sh -c "cd /test && heapdiff ${pair[*]} --format json >here"
cmp "$root/test/of-build" "$root/test/here" || fail "another report than the build's"
inside sh -c 'ldd /usr/bin/heapdiff | grep "not found"' && fail "a library is missing from the dependencies"
inside apt-get -qq -y --purge autoremove heapdiff >/dev/null
list >"$root/test/after"
diff "$root/test/before" "$root/test/after" || fail "files stay when the package is removed"
printf 'installed, the same report, removed without a trace\n'

inside apt-get -qq -y --no-install-recommends install "/test/${packages[1]##*/}" g++ pkg-config libboost-graph-dev >/dev/null
inside sh -c "cd /test && g++ -std=c++20 main.cpp -o consumer \$(pkg-config --cflags --libs heapdiff) && ./consumer ${pair[*]}" |
  grep -q ordersById || fail "a program does not compile against libheapdiff-dev"
printf 'a program compiles against libheapdiff-dev and its dependencies alone\n'
