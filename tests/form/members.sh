#!/bin/sh
# Each member that the JSON reports and `heapdiff nodes` write stands in heapdiff-report.5.
#   members.sh SOURCE_DIR
set -eu
cd "$1"
status=0
for member in $(grep -ohE '(member|key|side|population|followed|agreement|list|objects|references|chains)\("[A-Za-z_0-9]+"' src/report/json.cpp src/report/json_document.hpp src/report/queries_json.cpp src/report/nodes.cpp |
  cut -d '"' -f 2 | sort -u); do
  grep -E '^(\.It )?\.?(It )?Va |^\.Va ' man/heapdiff-report.5 | grep -qE "(^|[ ,])$member( |,|$)" && continue
  echo "man/heapdiff-report.5 does not describe \"$member\""
  status=1
done
exit "$status"
