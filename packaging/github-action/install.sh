#!/usr/bin/env bash
# Names the program to the next step: the one that is given, or npm's of a version.
set -euo pipefail
program=$HEAPDIFF_PROGRAM
if [[ -z $program ]]; then
  directory=$RUNNER_TEMP/heapdiff
  mkdir -p "$directory"
  npm install --prefix "$directory" --no-audit --no-fund --no-package-lock --loglevel=error "heapdiff@$HEAPDIFF_VERSION"
  program=$directory/node_modules/.bin/heapdiff
fi
"$program" --version
printf 'program=%s\n' "$program" >>"$GITHUB_OUTPUT"
