#!/usr/bin/env bash
# build.sh            everything, debug, with tests
# build.sh PRODUCT... these products, release, with the Swift runtime inside
. "$(dirname "$0")/lib.sh"

# Colours are part of the compiler's arguments: with them on a terminal and without them in a
# pipe, each way of calling would build everything again.
plain=--no-color-diagnostics

if [ $# -eq 0 ]; then
    exec swift build $plain --build-tests
fi
for product in "$@"; do
    swift build $plain -c release --static-swift-stdlib --product "$product"
done
