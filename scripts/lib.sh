# shellcheck shell=bash
# Sourced by the other scripts: where things are, and how to speak to the reader.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BUILD=$ROOT/.build
cd "$ROOT"

steps=${steps:-0}
step_number=0

step() { # step TEXT: the next numbered step
    step_number=$((step_number + 1))
    printf '[%d/%d] %s\n' "$step_number" "$steps" "$*"
}

say() { printf '      %s\n' "$*"; }

fail() {
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}

# Where the products of a configuration lie: debug or release.
products() { swift build -c "$1" --show-bin-path; }
