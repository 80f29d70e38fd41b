#!/usr/bin/env bash
# Makes this machine able to build Roost; with --tests, to test it too.
# Installs only what is missing: a second run changes nothing.
. "$(dirname "$0")/lib.sh"

for_tests=no
case "${1:-}" in
    --tests) for_tests=yes ;;
    "") ;;
    *) fail "usage: scripts/bootstrap.sh [--tests]" ;;
esac

swift_needed=6.2
missing=()

check_swift() {
    command -v swift >/dev/null ||
        fail "missing: swift $swift_needed or later (https://www.swift.org/install)"
    local version
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9.]*\).*/\1/p' | head -n 1)
    [ "$(printf '%s\n%s\n' "$swift_needed" "$version" | sort -V | head -n 1)" = "$swift_needed" ] ||
        fail "swift is $version, Roost needs $swift_needed or later"
}

# The libraries Package.swift links, as Debian calls them.
library_packages() { sed -n 's/.*system(.*apt: "\([^"]*\)".*/\1/p' Package.swift; }

has_package() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

has_venv() { python3 -c 'import ensurepip, venv' 2>/dev/null; }

find_missing_packages() {
    local package
    for package in $(library_packages); do
        has_package "$package" || missing+=("$package")
    done
    if [ $for_tests = yes ]; then
        command -v tmux >/dev/null || missing+=(tmux)
        command -v python3 >/dev/null || missing+=(python3)
        command -v jq >/dev/null || missing+=(jq)
        has_venv || missing+=(python3-venv)
    fi
}

install_packages() {
    [ ${#missing[@]} -gt 0 ] || return 0
    echo "Roost needs these Debian packages:"
    printf '    %s\n' "${missing[@]}"
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null ||
            fail "run as root: apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
        as_root=(sudo)
    fi
    "${as_root[@]}" apt-get update -q
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends "${missing[@]}"
}

# On a system without apt-get: one line for each thing that isn't there.
report_missing() {
    local package header module lacking=no
    while read -r module package; do
        while read -r header; do
            echo "#include <$header>" | clang -fsyntax-only -x c - 2>/dev/null && continue
            echo "missing: C header $header (Debian's package is $package)" >&2
            lacking=yes
        done < <(sed -n 's/^#include <\(.*\)>.*/\1/p' "Sources/System/$module/shim.h")
    done < <(sed -n 's/.*system("\([^"]*\)", apt: "\([^"]*\)".*/\1 \2/p' Package.swift)
    if [ $for_tests = yes ]; then
        local tool
        for tool in tmux python3 jq; do
            command -v $tool >/dev/null && continue
            echo "missing: $tool" >&2
            lacking=yes
        done
        has_venv || { echo "missing: Python's modules venv and ensurepip" >&2; lacking=yes; }
    fi
    [ $lacking = no ] || exit 1
}

# venv NAME: a virtual environment that holds exactly Tests/e2e/requirements-NAME.txt.
venv() {
    local folder=$BUILD/python/$1 wanted=Tests/e2e/requirements-$1.txt
    cmp -s "$wanted" "$folder/installed.txt" && return 0
    say "Python packages for $1: $(tr '\n' ' ' <"$wanted")"
    python3 -m venv --clear "$folder"
    "$folder/bin/pip" install -q --disable-pip-version-check -r "$wanted"
    cp "$wanted" "$folder/installed.txt"
}

check_swift
if command -v apt-get >/dev/null; then
    find_missing_packages
    install_packages
else
    report_missing
fi
if [ $for_tests = yes ]; then
    venv tests
    venv zstd
    venv conformance
fi
