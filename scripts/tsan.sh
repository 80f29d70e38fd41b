#!/usr/bin/env bash
# The suites of server and client under the thread sanitizer; a report is a failure.
# Arguments go to swift test: scripts/tsan.sh --filter StopTests
. "$(dirname "$0")/lib.sh"

# A build of its own: in one folder, builds with and without the sanitizer undo each other.
options=(--no-color-diagnostics --sanitize=thread --scratch-path "$BUILD/tsan")

# No suppressions: the C libraries are not instrumented, but their every use is ordered by locks
# that the sanitizer sees. exitcode: a report fails the run although every test passes.
export TSAN_OPTIONS="exitcode=66 ${TSAN_OPTIONS:-}"

run() {
    swift test "${options[@]}" --skip-build "$@" 2>&1 | grep -v '^◇ '
}

swift build "${options[@]}" --build-tests
if [ $# -gt 0 ]; then
    run "$@"
    exit
fi
# One after the other: what only computes, ten times slower here, would keep what waits for
# answers from its turn. Suites that read source and documents start no thread and are left out.
run --filter 'ChatBaseTests|ChatWireTests|ChatSQLiteTests|ChatNetTests|ChatCoreTests'
run --filter ChatServerTests
run --filter TUITests
