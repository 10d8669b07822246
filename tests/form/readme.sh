#!/bin/bash
# What README.md tells readers to type exists, and what it shows is what they get.
#   readme.sh SOURCE_DIR PROGRAM
# HEAPDIFF_UPDATE_README=1 writes the screens anew.
set -euo pipefail
cd "$1"
program=$2
status=0
wrong() { printf 'README.md: %s\n' "$*"; status=1; }

# Files that it links to, and scripts that it runs.
while read -r target; do
  [[ -e $target ]] || wrong "links to $target, which is not there"
done < <(grep -oE '\]\([^)#]+' README.md | cut -c 3- | grep -v '^https\?:' || true)
while read -r script; do
  [[ -x $script ]] || wrong "runs $script, which is not there"
done < <(grep -oE '(^| |`)tools/[a-z_]+' README.md | grep -oE 'tools/.*' | sort -u)

# Options in its commands. What stands behind a | or & is another program's.
while read -r line; do
  line=${line#*heapdiff }
  line=${line%%[|&#]*}
  first=${line%% *}
  case $first in -* | *[./]*) help=$("$program" --help) ;; *) help=$("$program" "$first" --help) ;; esac
  for option in $(grep -oE -- '(^| )--[a-z][a-z-]*' <<<"$line" || true); do
    grep -qE -- "^ +(-[a-z], )?$option( |$)" <<<"$help" || wrong "heapdiff $first has no option $option"
  done
done < <(sed -e ':a' -e '/\\$/{N;s/\\\n//;ba' -e '}' README.md | grep -E '^ *(\$ )?heapdiff ')

# Screens: a block that starts with "    $ heapdiff … testdata/…" shows what the program prints.
screens=$(mktemp -d)
trap 'rm -rf "$screens"' EXIT
awk -v program="$program" '
  function run(command,   line) {
    sub(/^ *\$ heapdiff/, "", command)
    gsub(/\\\n */, "", command)
    command = "\047" program "\047" command " 2>&1"
    while ((command | getline line) > 0) print line == "" ? "" : "    " line
    close(command)
  }
  in_screen && (/^    / || /^$/) { held = held $0 "\n"; if (!/^$/) held_end = length(held); next }
  in_screen { in_screen = 0; rest = substr(held, held_end + 1); printf "%s", rest }
  /^    \$ heapdiff .*testdata\// || /^    \$ heapdiff.*\\$/ {
    print
    command = $0
    while (command ~ /\\$/) { getline; print; command = command "\n" $0 }
    if (command ~ /testdata\//) { run(command); in_screen = 1; held = ""; held_end = 0 }
    next
  }
  { print }
  END { if (in_screen) printf "%s", substr(held, held_end + 1) }
' README.md >"$screens/README.md"
if [[ -n ${HEAPDIFF_UPDATE_README-} ]]; then
  cat "$screens/README.md" >README.md
elif ! diff -u README.md "$screens/README.md"; then
  wrong "the program prints something else now; HEAPDIFF_UPDATE_README=1 $0 $* writes it anew"
fi
exit "$status"
