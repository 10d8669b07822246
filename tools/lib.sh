# shellcheck shell=bash
# shellcheck disable=SC2034 # the lists are used by those who source this
# What tools/try and tools/test share. Sourced, not run; leaves the caller in the source tree's root.
shopt -s inherit_errexit
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

build_packages=(
  cmake ninja-build g++ pkg-config
  libsimdjson-dev libcli11-dev libfmt-dev libexpected-dev
  libabsl-dev libhwy-dev rapidjson-dev libre2-dev libutf8proc-dev libedit-dev zlib1g-dev libzstd-dev
  libtomlplusplus-dev libpugixml-dev libsqlite3-dev libxxhash-dev
)
test_packages=(
  libgtest-dev libgmock-dev libbenchmark-dev libboost-graph-dev
  clang libclang-rt-14-dev # the fuzzers
  mandoc                   # the manual's form
  zsh fish                 # the completions
  time                     # the benchmarks
)

say() { printf '\n== %s\n' "$*"; }

# stop MESSAGE…: the machine cannot do what was asked.
stop() {
  printf '%s\n' "$@" >&2
  exit 2
}

have() { command -v "$1" >/dev/null 2>&1; }

is_installed() {
  [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# need_packages NAME…: installs those Debian packages that are not installed yet.
need_packages() {
  have apt-get || stop "This script installs with apt-get, which is not here. heapdiff needs these Debian packages, or the like:" \
    "  $*" \
    "With them in place: cmake --preset release && cmake --build --preset release"
  local package missing=()
  for package in "$@"; do is_installed "$package" || missing+=("$package"); done
  ((${#missing[@]})) || return 0

  local as_root=(env DEBIAN_FRONTEND=noninteractive)
  if ((EUID != 0)); then
    have sudo || stop "These packages are missing, and there is no sudo to install them with. As root:" \
      "  apt-get install --no-install-recommends ${missing[*]}"
    as_root=(sudo "${as_root[@]}")
  fi
  local install=("${as_root[@]}" apt-get -q -y install --no-install-recommends)
  say "apt-get install ${missing[*]}"
  # Lists that are empty or old are brought up to date, others are left alone.
  apt-get install --simulate "${missing[@]}" >/dev/null 2>&1 || "${as_root[@]}" apt-get -q update
  "${install[@]}" "${missing[@]}" || {
    "${as_root[@]}" apt-get -q update
    "${install[@]}" "${missing[@]}"
  }
}

# build PRESET [TARGET…], on all cores.
build() {
  local preset=$1
  shift
  local targets=()
  (($#)) && targets=(--target "$@")
  cmake --build --preset "$preset" "${targets[@]}"
}

# Prints a command as one would type it, then runs it.
show() {
  printf '\n$'
  printf ' %q' "$@"
  printf '\n\n'
  "$@"
}

# build_trained DIR TARGETS… -- CMAKE_ARGUMENT…: configures and builds twice, the second time optimised for what the
# first program ran most, on the pairs of testdata. One thread, and addresses that stay: the same counts each time, so
# that the same commit gives the same bytes. A program for another processor is run by $emulator.
build_trained() {
  local build=$1 targets=() fixed=() pairs pair before after words
  shift
  while [[ $1 != -- ]]; do
    targets+=("$1")
    shift
  done
  shift
  cmake -G Ninja -S . -B "$build" "$@" -DHEAPDIFF_PROFILE=generate >/dev/null
  cmake --build "$build" --target heapdiff_cli

  say "training"
  ! setarch --addr-no-randomize true 2>/dev/null || fixed=(setarch --addr-no-randomize)
  pairs=$build/training
  rm -rf "$build/profile" "$pairs"
  mkdir "$pairs"
  for pair in testdata/pairs/*.before.heapsnapshot.gz; do
    pair=${pair%.before.heapsnapshot.gz}
    before=$pairs/before after=$pairs/after
    gzip -dc "$pair.before.heapsnapshot.gz" >"$before"
    gzip -dc "$pair.after.heapsnapshot.gz" >"$after"
    for words in "$before $after" "$after" "summary $after"; do
      # shellcheck disable=SC2086 # words
      "${fixed[@]}" ${emulator-} "$build/heapdiff" $words --threads 1 --max-memory 0 >/dev/null || (($? == 1))
    done
  done
  rm -rf "$pairs"

  cmake -S . -B "$build" -DHEAPDIFF_PROFILE=use >/dev/null
  cmake --build "$build" --target "${targets[@]}"
}
