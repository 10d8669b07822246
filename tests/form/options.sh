#!/bin/bash
# Each option that --help prints stands in heapdiff.1 and is completed by bash and zsh, and back.
#   options.sh SOURCE_DIR PROGRAM
set -euo pipefail
cd "$1"
program=$2
status=0

# compare WHAT EXPECTED FOUND: two lists of words.
compare() {
  local difference
  difference=$(diff <(tr ' ' '\n' <<<"$2" | sort -u) <(tr ' ' '\n' <<<"$3" | sort -u) | grep '^[<>]' || true)
  [[ -n $difference ]] || return 0
  printf '%s (< only --help has it, > --help does not have it):\n%s\n' "$1" "$difference"
  status=1
}

# Long options at the start of a line of help: those described, not those in examples.
options_of() {
  "$program" "$@" --help | grep -oE '^ +(-[a-z], )?--[a-z][a-z-]*' | grep -oE -- '--.*' | paste -sd ' '
}

# The queries are those commands that the help lists, and which are nothing else.
commands=$("$program" --help | sed -n 's/^  heapdiff \([a-z]*\) .*/\1/p' | sort -u | paste -sd ' ')
all=$(for command in '' $commands; do options_of $command; done | paste -sd ' ')

compare "man/heapdiff.1" "$all" \
  "$(grep -E '^\.It Fl' man/heapdiff.1 | grep -oE 'Fl Fl [a-z][a-z-]*' | sed 's/Fl Fl /--/' | paste -sd ' ')"
compare "completions/_heapdiff" "$all" \
  "$(grep -oE -- '--[a-z][a-z-]*' completions/_heapdiff | paste -sd ' ')"

source completions/heapdiff.bash
for command in '' $commands; do
  COMP_WORDS=(heapdiff ${command:+"$command"} --)
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  COMPREPLY=()
  _heapdiff
  compare "completions/heapdiff.bash, heapdiff $command" "$(options_of $command)" "${COMPREPLY[*]}"
done
exit "$status"
