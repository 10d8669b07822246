#!/bin/sh
# The manual is well-formed.
#   man.sh SOURCE_DIR        status 77: mandoc is not installed
set -eu
cd "$1"
command -v mandoc >/dev/null || { echo "mandoc is not installed"; exit 77; }
mandoc -T lint -W warning man/*
