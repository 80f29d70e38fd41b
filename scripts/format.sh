#!/usr/bin/env bash
# format.sh [--check]: the one format; with --check, says what differs and fails.
. "$(dirname "$0")/lib.sh"

sources=(Sources Tests Examples Benchmarks Package.swift)
if [ "${1:-}" = --check ]; then
    swift format lint --strict --parallel --recursive "${sources[@]}"
    for script in scripts/*.sh .ci/run; do bash -n "$script"; done
else
    swift format --in-place --parallel --recursive "${sources[@]}"
fi
