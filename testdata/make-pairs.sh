#!/bin/sh
# Makes every pair in pairs/ again, with the `node` found in PATH.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
node=$(command -v node)

# A snapshot holds the paths of its scripts and may hold the environment. So the
# programs run from a place of a fixed, neutral name and see no environment.
place=${TMPDIR:-/tmp}/heapdiff-pairs
mkdir "$place" || { echo "make-pairs.sh: remove $place first" >&2; exit 2; }
trap 'rm -rf "$place"' EXIT

mkdir -p "$here/pairs"
cp "$here"/programs/*.cjs "$place"
cd "$place"
for program in *.cjs; do
    name=${program%.cjs}
    env -i "$node" "$program" .
    for side in before after; do
        # -n leaves name and time out of the gzip header.
        gzip -9 -n -c "$side.heapsnapshot" > "$here/pairs/$name.$side.heapsnapshot.gz"
    done
    rm before.heapsnapshot after.heapsnapshot
    ls -l "$here/pairs/$name".*.gz | awk '{ print $5, $NF }' | sed "s|$here/||"
done
