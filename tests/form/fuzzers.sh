#!/usr/bin/env bash
# What the fuzzers say is short when they find nothing; what they find stands at the end, with an
# input that can be taken from the log and run again.
#   fuzzers.sh SOURCE_DIR
set -euo pipefail
source_dir=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/tests"

# target NAME STATUS LINE...: a program that takes a fuzzer's options, says the lines, and leaves an input.
target() {
  local name=$1 status=$2
  shift 2
  {
    printf '#!/usr/bin/env bash\n'
    # shellcheck disable=SC2016 # for the program
    printf 'for option; do case $option in -exact_artifact_path=*) artifact=${option#*=} ;; esac; done\n'
    printf 'echo %q >&2\n' "$@"
    # shellcheck disable=SC2016
    ((status == 0)) || printf 'printf "\\0{]\\n" > "$artifact"\n'
    printf 'exit %s\n' "$status"
  } > "$work/tests/$name"
  chmod +x "$work/tests/$name"
}

# fail WHAT: shows the log.
fail() {
  printf '%s\n' "$1" >&2
  cat "$work/log" >&2
  exit 1
}

target quiet 0 'Recommended dictionary' 'stat::number_of_executed_units: 4711'
"$source_dir/tests/fuzz/run.sh" "$work" 1 quiet > "$work/log" 2>&1 || fail 'nothing was found, and the status is not 0'
[[ $(< "$work/log") == 'quiet            4711 inputs' ]] || fail 'more is said than how much was tried'

target broken 77 'NEW_FUNC' 'broken law: books balance' '==1== ERROR: libFuzzer: deadly signal'
status=0
"$source_dir/tests/fuzz/run.sh" "$work" 1 broken quiet > "$work/log" 2>&1 || status=$?
[[ $status == 1 ]] || fail "something was found, and the status is $status"
grep -q '^broken found something, and ended with status 77' "$work/log" || fail 'the target is not named'
grep -q '^broken law: books balance' "$work/log" || fail 'the law is not named'
! grep -q NEW_FUNC "$work/log" || fail 'the search is told, too'
tail -n 1 "$work/log" | base64 -d | gunzip > "$work/input" || fail 'the log does not end in the input'
printf '\0{]\n' | cmp - "$work/input" || fail 'the input is another one'
