#!/bin/sh
# There is one version, that of CMakeLists.txt: what else names one agrees with it.
#   version.sh SOURCE_DIR PROGRAM
set -eu
cd "$1"
program=$2
version=$(sed -n 's/^project(heapdiff VERSION \([0-9.]*\) .*/\1/p' CMakeLists.txt)
[ "$version" ] || { echo "CMakeLists.txt names no version"; exit 1; }
status=0
agrees() { # WHERE WHAT
  [ "$2" = "$version" ] || { echo "$1 has version '$2', and CMakeLists.txt '$version'"; status=1; }
}
agrees "heapdiff --version" "$("$program" --version | cut -d ' ' -f 2)"
agrees vcpkg.json "$(sed -n 's/.*"version-semver": "\(.*\)".*/\1/p' vcpkg.json)"
agrees "the first entry of CHANGELOG.md" "$(sed -n 's/^## \([0-9.]*\).*/\1/p' CHANGELOG.md | head -n 1)"
grep -qE "^## $version, 20[0-9]{2}-[0-9]{2}-[0-9]{2}$" CHANGELOG.md || { echo "CHANGELOG.md has no date of $version"; status=1; }
# Names of packages.
for file in README.md packaging/docker/Dockerfile; do
  for named in $(grep -ohE '(heapdiff[-_]|VERSION=)[0-9]+\.[0-9]+\.[0-9]+' "$file" | sed 's/.*[-_=]//' | sort -u); do
    agrees "$file" "$named"
  done
done
for example in packaging/npm/examples/*/package.json; do
  agrees "$example" "$(sed -n 's/.*"heapdiff": "^\([0-9.]*\)".*/\1/p' "$example")"
done
# Packages get theirs when they are made.
grep -q '"version": "0.0.0"' packaging/npm/package.json || { echo "packaging/npm/package.json names a version"; status=1; }
exit "$status"
