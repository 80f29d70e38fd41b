#!/usr/bin/env bash
# build.sh            everything, debug, with tests
# build.sh PRODUCT... these products, release, with the Swift runtime inside
. "$(dirname "$0")/lib.sh"

if [ $# -eq 0 ]; then
    exec swift build --build-tests
fi
for product in "$@"; do
    swift build -c release --static-swift-stdlib --product "$product"
done
