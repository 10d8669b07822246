#!/bin/sh
# Each member that the JSON reports and `heapdiff nodes` write stands in heapdiff-report.5.
#   members.sh SOURCE_DIR
set -eu
cd "$1"
status=0
members=$(grep -ohE '(member|word|choice|object|list|coverage|lost_names|population)(_if)?\([^"]*"[A-Za-z_0-9$]+"' src/report/json_members.hpp |
  cut -d '"' -f 2 | sort -u)
[ -n "$members" ] || { echo "no members were found in src/report/json_members.hpp"; exit 1; }
for member in $members; do
  grep -E '^(\.It )?\.?(It )?Va |^\.Va ' man/heapdiff-report.5 | grep -qE "(^|[ ,])$(printf '%s' "$member" | sed 's/[$]/[$]/')( |,|$)" && continue
  echo "man/heapdiff-report.5 does not describe \"$member\""
  status=1
done
exit "$status"
