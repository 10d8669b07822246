#!/usr/bin/env bash
# Runs fuzzers, as many at once as there are processors, and says one line of each. What one finds is
# told last, so that it ends a log: the law, where it broke, and the input as text that can be replayed.
#   run.sh BUILD SECONDS TARGET...     SECONDS for all of them together; BUILD holds tests/TARGET
# Exit status: 0 nothing was found, 1 something was. New inputs stay in BUILD/found.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
build=$1 seconds=$2
shift 2
readonly build seconds lines_max=60

rounds=$((($# + $(nproc) - 1) / $(nproc)))
share=$((seconds / rounds))

# fuzz TARGET: from its own corpus, and what was found once. Its words go to a file; a run that finds
# something leaves its input beside it.
# shellcheck disable=SC2317 # xargs calls it
fuzz() {
  local found=$build/found/$1
  mkdir -p "$found"
  rm -f "$found.input" "$found.failed"
  "$build/tests/$1" -max_total_time="$share" -timeout=20 -print_funcs=0 -print_final_stats=1 \
    -exact_artifact_path="$found.input" "$found" "tests/fuzz/corpus/$1" testdata/malformed \
    > "$found.log" 2>&1 || { printf '%s\n' "$?" > "$found.failed"; return 0; }
  printf '%-16s %s inputs\n' "$1" "$(sed -n 's/^stat::number_of_executed_units: *//p' "$found.log")"
}
export -f fuzz
export build share

# shellcheck disable=SC2016 # for the other shell
printf '%s\n' "$@" | xargs -P "$(nproc)" -I '{}' bash -euo pipefail -c 'fuzz "$1"' fuzz '{}'

status=0
for target in "$@"; do
  found=$build/found/$target
  [[ -e $found.failed ]] || continue
  status=1
  printf '\n%s found something, and ended with status %s:\n\n' "$target" "$(< "$found.failed")"
  # From the first word of trouble on; before it stands how the search went.
  trouble=$(sed -n '/broken law: \|ERROR: \|runtime error: /,$p' "$found.log" | head -n "$lines_max")
  printf '%s\n' "${trouble:-$(tail -n 20 "$found.log")}"
  [[ -e $found.input ]] || continue
  printf '\nIts input, %s bytes. To run it again: base64 -d | gunzip > input; %s input\n\n' \
    "$(stat -c %s "$found.input")" "$build/tests/$target"
  gzip -9 -n -c "$found.input" | base64 -w 100
done
exit "$status"
