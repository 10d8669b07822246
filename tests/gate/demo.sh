#!/bin/sh
# testdata/ci-demo in its three states: leaking, mended, and with the leak written down.
#   demo.sh SOURCE_DIR HEAPDIFF NODE
set -eu
source=$1 heapdiff=$2 node=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R "$source/testdata/ci-demo/." "$work"
cd "$work"

fail() {
  echo "demo.sh: $1" >&2
  sed 's/^/  /' report >&2
  exit 1
}

# compare STATUS ARGUMENTS…: takes the snapshots that are there.
compare() {
  wanted=$1
  shift
  status=0
  "$heapdiff" before.heapsnapshot after.heapsnapshot "$@" >report 2>&1 || status=$?
  [ "$status" -eq "$wanted" ] || fail "exit status $status, not $wanted: heapdiff $*"
}

"$node" --expose-gc leaks.test.js
compare 1 --report github --source-root .
line=$(grep -n 'const sessions' sessions.js | cut -d : -f 1)
grep -q "^::error file=sessions.js,line=$line," report || fail "the leak is not annotated where it is, in line $line"
compare 1 --report text --fail-on 'suspects >= likely' --no-config
# A summary of the main branch in place of its snapshot.
"$heapdiff" save before.heapsnapshot -o main.hds
mv before.heapsnapshot whole.heapsnapshot
cp main.hds before.heapsnapshot
compare 1 --report github --source-root . --no-config --fail-on 'suspects >= likely'
grep -q "^::error file=sessions.js,line=$line," report || fail "the leak is not annotated beside a saved summary"
mv whole.heapsnapshot before.heapsnapshot
compare 0 -o /dev/null --write-baseline leaks.toml
compare 0 -o /dev/null --baseline leaks.toml
grep -q 'sessions (unbounded Map, +1,000 Session, .*): known' report || fail "the known leak is not said"

ENDS=1 "$node" --expose-gc leaks.test.js
compare 0 --report text
"$heapdiff" main.hds after.heapsnapshot -q -o /dev/null --no-config --fail-on 'suspects >= likely' ||
  fail "the mended run leaks beside the main branch's summary"
compare 0 -o /dev/null --baseline leaks.toml
grep -q 'fixed: a known leak that no longer occurs' report || fail "the mended leak is not said"
compare 1 -o /dev/null --baseline leaks.toml --strict-baseline
