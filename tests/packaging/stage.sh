#!/bin/sh
# Puts the npm package together with one program, that of this machine.
#   stage.sh SOURCE_DIR NODE PROGRAM VERSION COMMIT DIRECTORY
set -eu
platform=$("$2" -p '`${process.platform}-${process.arch}`')
exec "$2" "$1/packaging/npm/stage.mjs" --to "$6" --version "$4" ${5:+--commit "$5"} "$platform=$3"
