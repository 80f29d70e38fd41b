#!/usr/bin/env bash
# bench.sh [PART...]   measures the server against its peers from Debian and writes
#                      docs/benchmarks.md. Parts: fan tls many stored start idle stalled.
#                      BENCH_ROUNDS=5, BENCH_QUICK=1 (2 rounds, short windows),
#                      BENCH_REPORT=FILE. All load is on loopback and ends by itself.
steps=3
. "$(dirname "$0")/lib.sh"

packages=(nats-server ngircd inspircd redis-server g++ make libssl-dev openssl python3)
step "peers from Debian"
missing=()
for package in "${packages[@]}"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
        missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
    say "installing ${missing[*]}"
    as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null ||
            fail "run as root: apt-get install -y --no-install-recommends ${missing[*]}"
        as_root=(sudo)
    fi
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
    # Only their programs are wanted; what was no service here before shall be none now.
    if [ -d /run/systemd/system ]; then
        "${as_root[@]}" systemctl disable --now --quiet "${missing[@]}" 2>/dev/null || true
    fi
fi

step "the server and the driver"
scripts/build.sh roostd RoostBench
export BENCH_BUILD=$BUILD/bench
export BENCH_PRODUCTS
BENCH_PRODUCTS=$(products release)
mkdir -p "$BENCH_BUILD"
make --no-print-directory -C Benchmarks/fanout OUT="$BENCH_BUILD"

step "measuring"
export BENCH_QUICK=${BENCH_QUICK:-}
export BENCH_ROUNDS=${BENCH_ROUNDS:-$([ -n "$BENCH_QUICK" ] && echo 2 || echo 5)}
export BENCH_REPORT=${BENCH_REPORT:-$ROOT/docs/benchmarks.md}
ulimit -n "$(ulimit -Hn)"
exec python3 -B Benchmarks/bench.py "$@"
