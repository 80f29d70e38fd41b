#!/usr/bin/env bash
# The seeded simulation: SEED=n repeats one seed, COUNT=n runs the first n.
. "$(dirname "$0")/lib.sh"

if [ -n "${SEED:-}" ]; then export SIM_SEED="$SEED"; fi
if [ -n "${COUNT:-}" ]; then export SIM_COUNT="$COUNT"; fi
exec swift test --filter NoLeakTests
