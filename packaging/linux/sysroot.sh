#!/usr/bin/env bash
# Makes the folder that the portable program is linked from: Debian's libraries for one architecture,
# in a folder of their own, with nothing installed on this machine.
#
#   packaging/linux/sysroot.sh ARCHITECTURE DIRECTORY     amd64 or arm64
#
# In it, a library's shared object is a link to its archive: what CMake finds is linked statically,
# whichever of both it names. Debian has no archives of fmt, Highway, simdjson and toml++: they are
# compiled from Debian's source packages (toml++, from its headers). So is pugixml, without XPath. A
# list of the packages unpacked is in DIRECTORY/packages, their files in DIRECTORY/contents, and
# DIRECTORY/root is the sysroot.
#
# Packages come from the Debian mirrors that apt is set up with. A folder that is whole is left alone.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/lib.sh"

(($# == 2)) || stop "usage: packaging/linux/sysroot.sh amd64|arm64 DIRECTORY"
architecture=$1
mkdir -p "$2"
directory=$(cd "$2" && pwd)
case $architecture in
  amd64) triplet=x86_64-linux-gnu ;;
  arm64) triplet=aarch64-linux-gnu ;;
  *) stop "there is no sysroot for $architecture: amd64 or arm64" ;;
esac

# What the program is compiled with, and what its tests are.
libraries=(libgtest-dev libgmock-dev libbenchmark-dev libboost-graph-dev)
for package in "${build_packages[@]}"; do
  case $package in
    lib*-dev | zlib1g-dev | rapidjson-dev) libraries+=("$package") ;;
  esac
done
# Source package, the library, and its files and options; headers are those of the binary package.
compiled=(
  'fmtlib libfmt src/format.cc src/os.cc'
  'highway libhwy hwy/targets.cc hwy/per_target.cc'
  'simdjson libsimdjson singleheader/simdjson.cpp'
  'pugixml libpugixml src/pugixml.cpp -DPUGIXML_NO_XPATH -Os'
)

root=$directory/root
archives=$root/usr/lib/$triplet
made_from=$({ printf '%s\n' "${libraries[@]}" "${compiled[@]}"; sha256sum <"${BASH_SOURCE[0]}"; } | sha256sum)
[[ ! -e $directory/made-from || $(<"$directory/made-from") != "$made_from" ]] || exit 0

say "Debian's libraries for $architecture, in ${directory#"$PWD/"}"
rm -rf "$directory"
mkdir -p "$directory"/{lists/partial,cache/archives/partial,sources} "$root"
: >"$directory/status"
apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' |
  sort -u | sed 's/.*/deb &\ndeb-src &/' >"$directory/sources.list"
[[ -s $directory/sources.list ]] || stop "apt is set up with no mirror of Debian"
cat >"$directory/apt.conf" <<END
APT::Architecture "$architecture";
APT::Architectures { "$architecture"; };
APT::Sandbox::User "$(id -un)";
Dir::State::lists "$directory/lists";
Dir::State::status "$directory/status";
Dir::State::extended_states "$directory/extended_states";
Dir::Cache "$directory/cache";
Dir::Etc::sourcelist "$directory/sources.list";
Dir::Etc::sourceparts "-";
END
export APT_CONFIG=$directory/apt.conf
apt-get -qq update
apt-get -qq -y --no-install-recommends --download-only install "${libraries[@]}" >/dev/null
for package in "$directory"/cache/archives/*.deb; do
  dpkg-deb -x "$package" "$root"
  dpkg-deb -W --showformat='${Package} ${Version}\n' "$package" >>"$directory/packages"
  name=$(dpkg-deb -f "$package" Package)
  dpkg-deb --fsys-tarfile "$package" | tar -t | sed "s:^\.:$name :" >>"$directory/contents"
done

# compile SOURCE OBJECT OPTIONS…
compile() {
  "$triplet-g++" --sysroot="$root" -std=c++17 -O3 -DNDEBUG -fPIC -ffunction-sections -fdata-sections \
    -ffile-prefix-map="$directory/sources/=" -ffile-prefix-map="$root=" "${@:3}" -c "$1" -o "$2"
}

# archive NAME OBJECTS…
archive() {
  rm -f "$archives/$1.a"
  "$triplet-ar" crD "$archives/$1.a" "${@:2}"
}

cd "$directory/sources"
for row in "${compiled[@]}"; do
  read -r -a words <<<"$row"
  name=${words[0]} library=${words[1]} files=() options=()
  for word in "${words[@]:2}"; do
    if [[ $word == -* ]]; then options+=("$word"); else files+=("$word"); fi
  done
  apt-get -qq source --only-source --download-only "$name" >/dev/null
  dpkg-source --no-check -x "$name"_*.dsc "$name" >/dev/null
  objects=()
  for file in "${files[@]}"; do
    object=$name/$(basename "${file%.*}").o
    compile "$name/$file" "$object" -I"$name" "${options[@]}"
    objects+=("$object")
  done
  archive "$library" "${objects[@]}"
done
printf '#define TOML_IMPLEMENTATION\n#include <toml++/toml.h>\n' >toml.cpp
compile toml.cpp toml.o -DTOML_HEADER_ONLY=0 -DTOML_SHARED_LIB=1
archive libtomlplusplus toml.o

for archive in "$archives"/lib*.a; do
  for shared in "${archive%.a}".so "${archive%.a}".so.*; do
    [[ ! -e $shared && ! -L $shared ]] || ln -sf "${archive##*/}" "$shared"
  done
done
rm -rf "$directory"/{cache,lists}
printf '%s\n' "$made_from" >"$directory/made-from"
