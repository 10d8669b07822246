#!/usr/bin/env bash
# What tools/package made for this machine's kind runs on any Linux, and says what the build says.
#
#   portable.sh SOURCE_DIR PROGRAM
#
# Needs build/package/dist and debootstrap; skipped (77) where these are not, with the reason.
set -euo pipefail
cd "$1"
program=$2
skip() { printf 'skipped: %s\n' "$*"; exit 77; }
fail() { printf 'portable.sh: %s\n' "$*" >&2; exit 1; }

case $(uname -m) in
  x86_64) platform=x64 ;;
  aarch64) platform=arm64 ;;
  *) skip "there is no package for $(uname -m)" ;;
esac
tar=$(ls -t build/package/dist/heapdiff-*-linux-"$platform".tar.gz 2>/dev/null | head -n 1 || true)
[[ $tar ]] || skip "first: tools/package tar $platform"
as_root=()
if ((EUID != 0)); then
  unshare --user --map-root-user true 2>/dev/null || skip "chroot needs root, or namespaces for users"
  as_root=(unshare --user --map-root-user)
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tar -xzf "$tar" -C "$work"
unpacked=$(echo "$work"/heapdiff-*)
binary=$unpacked/bin/heapdiff
pair=(unbounded-map.before.heapsnapshot.gz unbounded-map.after.heapsnapshot.gz)

# Nothing is needed at run time: no loader, no library, so no version of one.
! readelf -lW "$binary" | grep -q INTERP || fail "the program asks for a loader"
! readelf -dW "$binary" | grep -q NEEDED || fail "the program asks for libraries"

# What the package has.
(cd "$unpacked" && find . -type f | sort) >"$work/files"
cat >"$work/expected" <<'END'
./bin/heapdiff
./share/bash-completion/completions/heapdiff
./share/doc/heapdiff/CHANGELOG.md
./share/doc/heapdiff/LICENCES-OF-LIBRARIES
./share/doc/heapdiff/LICENSE
./share/doc/heapdiff/README.md
./share/fish/vendor_completions.d/heapdiff.fish
./share/heapdiff/heapdiff-1.schema.json
./share/man/man1/heapdiff.1
./share/man/man5/heapdiff-report.5
./share/man/man7/heapdiff-model.7
./share/man/man7/heapdiff-sql.7
./share/zsh/site-functions/_heapdiff
END
diff "$work/expected" "$work/files" || fail "the package has other files"
# 8.48 and 3.94 MB, of which SQLite is 1.3 and 0.7; 8.16 and 3.81 before programs were optimised by profile.
(($(stat -c %s "$binary") < 8600000)) || fail "the program has $(stat -c %s "$binary") bytes, 8600000 or more"
(($(stat -c %s "$tar") < 4050000)) || fail "the package has $(stat -c %s "$tar") bytes, 4050000 or more"

# same ROOT: in that root, the report is that of the build.
same() {
  mkdir -p "$1/heapdiff-test"
  cp "$binary" testdata/pairs/unbounded-map.*.heapsnapshot.gz "$1/heapdiff-test"
  local format
  for format in text json; do
    (cd "$1/heapdiff-test" && "$program" "${pair[@]}" --format $format) >"$work/of-build"
    "${as_root[@]}" chroot "$1" /heapdiff-test/heapdiff --format $format "${pair[@]/#/heapdiff-test/}" |
      sed 's:heapdiff-test/::' >"$work/here" || fail "it does not run in $1"
    [[ $format == text ]] || cmp "$work/of-build" "$work/here" || fail "another report in $1"
  done
  grep -q ordersById "$work/here"
  printf 'summary\nbiggest\n' | "${as_root[@]}" chroot "$1" /heapdiff-test/heapdiff shell "/heapdiff-test/${pair[1]}" |
    grep -q ordersById || fail "the shell does not answer in $1"
  rm -r "$1/heapdiff-test"
}

mkdir "$work/empty"
same "$work/empty"
printf 'the same report where there is nothing else\n'

# The oldest Debian that the mirrors still have: glibc 2.31.
old=build/package/bullseye
if [[ ! -e $old/bin/sh ]]; then
  command -v debootstrap >/dev/null || skip "debootstrap is not here"
  ((EUID == 0)) || skip "debootstrap needs root"
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' | head -n 1)
  debootstrap --variant=minbase bullseye "$old.new" "$mirror" >"$work/log" 2>&1 || { tail -n 3 "$work/log"; skip "debootstrap of bullseye failed"; }
  mv "$old.new" "$old"
fi
same "$old"
printf 'the same report under %s\n' "$("${as_root[@]}" chroot "$old" ldd --version | head -n 1)"
