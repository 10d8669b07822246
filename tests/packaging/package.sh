#!/usr/bin/env bash
# Makes the packages, the portable one for x64 twice: the same bytes. Those that need Debian's cross compiler only where
# it is.
#
#   package.sh SOURCE_DIR
#
# Skipped (77), with the reason, where this is no Debian or its mirror does not answer.
set -euo pipefail
cd "$1"
skip() { printf 'skipped: %s\n' "$*"; exit 77; }
command -v apt-get >/dev/null || skip "tools/package needs Debian"
[[ $(dpkg --print-architecture) == amd64 ]] || skip "the portable packages are made on amd64"
packaging/linux/sysroot.sh amd64 build/package/sysroot-amd64 || skip "Debian's mirror does not answer"

tools/package tar x64
first=$(sha256sum build/package/dist/heapdiff-*-linux-x64.tar.gz)
rm -r build/package/amd64 build/package/stage/heapdiff-*-linux-x64
tools/package tar x64
second=$(sha256sum build/package/dist/heapdiff-*-linux-x64.tar.gz)
[[ $first == "$second" ]] || { printf 'two runs, other bytes:\n%s\n%s\n' "$first" "$second"; exit 1; }
tools/package deb
if command -v aarch64-linux-gnu-g++ >/dev/null; then
  tools/package tar arm64
  tools/package npm
fi
