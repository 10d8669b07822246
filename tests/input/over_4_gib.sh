#!/usr/bin/env bash
# Inputs longer than 32 bits can count: read whole, and with the right byte in messages. The length
# is white space between two sections, so that the test needs neither memory nor a large snapshot.
# Usage: over_4_gib.sh HEAPDIFF [FOLDER]   (with a folder, a file is written there and read as well)
set -euo pipefail
heapdiff=$1
folder=${2:-}
padding=4400000000

header='{"snapshot":{"meta":{"node_fields":["type","name","id","self_size","edge_count"],
"node_types":[["synthetic","object"],"string","number","number","number"],
"edge_fields":["type","name_or_index","to_node"],
"edge_types":[["property"],"string_or_number","node"]},"node_count":2,"edge_count":1},'
snapshot() {
  printf '%s' "$header"
  head -c "$padding" /dev/zero | tr '\0' ' '
  printf '"nodes":[0,0,1,0,1,1,1,3,%s,0],"edges":[0,1,5],"strings":["","Thing"]}' "$1"
}

check() { # what, expected text, actual text
  if [[ $3 != *"$2"* ]]; then
    printf '%s: expected "%s" in:\n%s\n' "$1" "$2" "$3" >&2
    exit 1
  fi
}

check 'a long pipe' '"size": 48' "$(snapshot 48 | "$heapdiff" summary - --format json)"
byte=$((padding + ${#header} + 25))
check 'a defect behind 4 GiB' "(byte $byte)" "$(snapshot -48 | "$heapdiff" summary - 2>&1 || true)"
if [[ -n $folder ]]; then
  file=$(mktemp "$folder/over_4_gib.XXXXXX")
  trap 'rm -f "$file"' EXIT
  snapshot 48 > "$file"
  check 'a long file' '"size": 48' "$("$heapdiff" summary "$file" --format json)"
fi
echo 'over 4 GiB: read'
