#!/bin/sh
# Each header compiles by itself: a unity build does not notice what one of them borrows from its neighbours.
#   headers.sh SOURCE_DIR COMPILER
set -eu
cd "$1"

# shellcheck disable=SC2016 # for the inner shell
find src include -name '*.hpp' | sort | xargs -P "$(nproc)" -I{} sh -c '
  printf "#include \"$1\"\n" | "$0" -std=c++20 -I. -Isrc -Iinclude -DTOML_HEADER_ONLY=0 -fsyntax-only -x c++ - >&2
' "$2" {}
