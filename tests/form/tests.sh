#!/bin/sh
# A test that is in no list is not built, and nobody misses it.
#   tests.sh SOURCE_DIR
set -eu
cd "$1/tests"

status=0
for test in $(find . -name '*_test.cpp' | sort); do
  grep -qwF "${test#./}" CMakeLists.txt ./*.cmake ./*/*.cmake || { echo "tests/${test#./} is built by nothing"; status=1; }
done
exit $status
