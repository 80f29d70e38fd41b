#!/usr/bin/env bash
# Everything that has to hold before a change lands: format, build, unit tests, end-to-end tests.
# Arguments go to pytest: scripts/test.sh -k verbs
. "$(dirname "$0")/lib.sh"
steps=5

step "Set up what tests need"
scripts/bootstrap.sh --tests

step "Check the format"
scripts/format.sh --check

step "Build"
scripts/build.sh
scripts/build.sh roostd roost EchoBot WebSocketEcho

step "Unit tests"
# Without the lines that only say what begins.
swift test --no-color-diagnostics --skip-build 2>&1 | grep -v '^◇ '

step "End-to-end tests"
"$BUILD/python/tests/bin/python" -m pytest -p no:cacheprovider -ra Tests/e2e "$@"
