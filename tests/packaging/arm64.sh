#!/usr/bin/env bash
# The unit and golden tests, compiled for arm64 and run by qemu; nothing where this machine is one itself.
#
#   arm64.sh SOURCE_DIR [GTEST_FILTER]
#
# Skipped (77), with the reason, where Debian's cross compiler or qemu is missing.
set -euo pipefail
cd "$1"
# Those left out limit or measure what the program takes, and would limit and measure qemu; and qemu starts what is not
# there without an error.
filter=${2:-*-WithoutMemory.*:WithoutThreads.*:Plan.TheForetoldPeakIsNotExceeded:HostileFiles.*Memory:Browser.ThatIsNotThereIsNoError}
skip() { printf 'skipped: %s\n' "$*"; exit 77; }
[[ $(uname -m) != aarch64 ]] || skip "this machine is arm64: the other tests say it"
for program in aarch64-linux-gnu-g++ qemu-aarch64-static; do
  command -v "$program" >/dev/null || skip "$program is not here (Debian: g++-aarch64-linux-gnu, qemu-user-static)"
done
work=$PWD/build/package
packaging/linux/sysroot.sh arm64 "$work/sysroot-arm64" || skip "Debian's mirror does not answer"
launcher=()
! command -v ccache >/dev/null || launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
export CCACHE_BASEDIR= # as in tools/package, whose objects these are
cmake -G Ninja -S . -B "$work/arm64-tests" --toolchain packaging/linux/toolchain.cmake \
  -DHEAPDIFF_SYSROOT="$work/sysroot-arm64" -DHEAPDIFF_ARCHITECTURE=arm64 -DHEAPDIFF_TEST_SHARDS=1 \
  -DCMAKE_BUILD_TYPE=Release -DHEAPDIFF_UNITY=ON -DBUILD_TESTING=ON "${launcher[@]}" >/dev/null
cmake --build "$work/arm64-tests" --target heapdiff_cli heapdiff_unit_tests heapdiff_golden_tests
for tests in heapdiff_golden_tests heapdiff_unit_tests; do
  qemu-aarch64-static "$work/arm64-tests/tests/$tests" --gtest_brief=1 --gtest_filter="$filter"
done
