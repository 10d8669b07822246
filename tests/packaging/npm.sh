#!/usr/bin/env bash
# The npm package that tools/package made, with the programs of both architectures: its tests, and that both programs
# are those of one commit.
#
#   npm.sh SOURCE_DIR NODE
#
# Skipped (77) where it was not made; arm64's program runs where qemu does.
set -euo pipefail
cd "$1"
node=$2
package=build/package/npm
[[ -e $package/package.json ]] || { printf 'skipped: first: tools/package npm\n'; exit 77; }
HEAPDIFF_SOURCE=$PWD HEAPDIFF_PACKAGE=$PWD/$package "$node" --test \
  packaging/npm/test/contents.test.mjs packaging/npm/test/reports.test.mjs
version=$("$package/native/linux-x64/heapdiff" --version)
if command -v qemu-aarch64-static >/dev/null; then
  other=$(qemu-aarch64-static "$package/native/linux-arm64/heapdiff" --version)
  [[ $version == "$other" ]] || { printf 'x64 is %s, and arm64 %s\n' "$version" "$other"; exit 1; }
  pair=(testdata/pairs/unbounded-map.before.heapsnapshot.gz testdata/pairs/unbounded-map.after.heapsnapshot.gz)
  cmp <("$package/native/linux-x64/heapdiff" "${pair[@]}" --format json) \
    <(qemu-aarch64-static "$package/native/linux-arm64/heapdiff" "${pair[@]}" --format json)
  printf 'both architectures write the same report\n'
fi
