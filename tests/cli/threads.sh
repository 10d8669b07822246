#!/usr/bin/env bash
# The report has the same bytes with any number of threads, whatever the input comes as, and
# progress and phases do not disturb it. Built with ThreadSanitizer, the program ends with 66 where
# two threads meet without an order.
#   threads.sh HEAPDIFF PAIRS_DIR
set -euo pipefail
heapdiff=$1
pair=$2/timer-closures
export TSAN_OPTIONS="exitcode=66 ${TSAN_OPTIONS-}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

for side in before after; do
  ln -s "$pair.$side.heapsnapshot.gz" "$side.heapsnapshot.gz"
  gunzip -c "$side.heapsnapshot.gz" > "$side.heapsnapshot"
done

# stop WHAT FILE: what is wrong, and what the program said.
stop() {
  printf '%s\n' "$1" >&2
  cat "$2" >&2
  exit 1
}

# same WHAT COMMAND…: its output is that of the first of this name.
same() {
  local what=$1 status=0
  shift
  "$@" > out 2> err || status=$?
  [[ $status == 0 && ! -s err ]] || stop "$*: status $status" err
  [[ -e $what ]] || cp out "$what"
  cmp "$what" out || stop "other bytes from: $*" err
}

id=$("$heapdiff" before.heapsnapshot after.heapsnapshot --color never | grep -o '(@[0-9]*)' | head -n 1 | tr -d '()')
for threads in 1 2 3 8; do
  options=(--format json --threads "$threads")
  same plain "$heapdiff" before.heapsnapshot after.heapsnapshot "${options[@]}"
  # The report names its files.
  same compressed "$heapdiff" before.heapsnapshot.gz after.heapsnapshot.gz "${options[@]}"
  same piped "$heapdiff" before.heapsnapshot.gz - "${options[@]}" < after.heapsnapshot.gz
  same summary "$heapdiff" summary after.heapsnapshot "${options[@]}"
  same dump "$heapdiff" after.heapsnapshot "${options[@]}"
done
for threads in 1 3; do
  same path "$heapdiff" path after.heapsnapshot "$id" --threads "$threads"
  same nodes "$heapdiff" nodes after.heapsnapshot.gz --threads "$threads"
done
sed 's/\.heapsnapshot\.gz"/.heapsnapshot"/' compressed | cmp - plain

# Out of indexes, too, which are checked by several threads.
for threads in 1 3; do
  for side in before after; do
    "$heapdiff" index $side.heapsnapshot --threads "$threads" -o "$side.$threads.hdx"
  done
done
cmp before.1.hdx before.3.hdx
cmp after.1.hdx after.3.hdx
for side in before after; do mv $side.1.hdx $side.heapsnapshot.hdx; done
for threads in 1 3; do
  same plain "$heapdiff" before.heapsnapshot after.heapsnapshot --format json --threads "$threads" --quiet
  same path "$heapdiff" path after.heapsnapshot "$id" --threads "$threads" --quiet
done
rm ./*.hdx

"$heapdiff" before.heapsnapshot after.heapsnapshot --format json --threads 3 --verbose > out 2> err ||
  stop 'with --verbose:' err
cmp plain out
grep -q ' decode$' err || stop '--verbose knows no decode:' err

# A terminal as standard error, and half of the input a second late, so that progress is painted.
half=$(($(stat -c %s after.heapsnapshot) / 2))
command="(head -c $half after.heapsnapshot; sleep 1; tail -c +$((half + 1)) after.heapsnapshot) |
  '$heapdiff' before.heapsnapshot - --format json --threads 3 -o out"
TERM=xterm script --quiet --return --command "$command" screen < /dev/null > /dev/null ||
  stop 'on a terminal:' screen
grep -q 'decode' screen || stop 'there was no progress to be seen:' screen
sed 's/"<stdin>"/"after.heapsnapshot"/' out | cmp - plain
echo 'the same with 1, 2, 3 and 8 threads'
