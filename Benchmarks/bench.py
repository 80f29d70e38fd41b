#!/usr/bin/env python3
"""Runs the measurements in turn, round by round, and writes the report. Called by scripts/bench.sh.

bench.py [PART...]   of: fan tls many stored start idle stalled; all unless given
"""
import json, os, random, statistics, subprocess, sys, time

import gateway, report, servers
from servers import BUILD, PEERS, peer, roost, seed

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
QUICK = bool(os.environ.get("BENCH_QUICK"))
RESULTS = []


def note(part, server, round, **values):
    RESULTS.append(dict(part=part, server=server, round=round, **values))
    with open(BUILD / "results.jsonl", "a") as file:
        file.write(json.dumps(RESULTS[-1]) + "\n")


def drive(server, *options):
    """One run of the load driver; a record for each of its windows."""
    answer = subprocess.run(
        [BUILD / "fanout", *server.driver, "--port", str(server.port), "--pid", str(server.pid),
         "--server", server.name, "--settle", "1", "--timeout", "120", *map(str, options)],
        capture_output=True, text=True, timeout=300)
    rows = [json.loads(line) for line in answer.stdout.splitlines() if line.startswith("{")]
    if not rows:
        raise SystemExit(f"{server.name}: {answer.stderr}")
    for row in rows:
        for key in ("server", "label", "proto"):
            row.pop(key, None)
    return rows


def load(server, connections, token, path, body=None, seconds=None):
    seconds = seconds or (3 if QUICK else 5)
    words = [BUILD / "httpload", server.port, server.pid, connections, seconds, token, path]
    answer = subprocess.run(
        [str(word) for word in words + ([body] if body else [])],
        capture_output=True, text=True, timeout=60)
    if answer.returncode:
        raise SystemExit(f"{server.name}: {answer.stderr}")
    return json.loads(answer.stdout)


def lines(path):
    return path.read_text().split()


# The parts. Each runs one round.


def fan(round):
    """One room of 1,000."""
    seeded = seed("fan", users=1000, rooms=1)
    phases = "rate:20:4,flat:16:2" if QUICK else "rate:20:6,flat:16:3"
    for name in ["null-ws", "null-ws-batch", *PEERS, "roost"]:
        with roost(seeded) if name == "roost" else peer(name) as server:
            for row in drive(server, "--conns", 1000, "--rooms", 1, "--size", 1000,
                             "--phases", phases):
                note("fan", name, round, **row)


def tls(round):
    """One room of 1,000 over WebSocket over TLS."""
    seeded = seed("fan", users=1000, rooms=1)
    phases = "rate:20:4,flat:16:2" if QUICK else "rate:20:6,flat:16:3"
    for name in ["nats-wss", "roost"]:
        with roost(seeded, tls=True) if name == "roost" else peer(name) as server:
            for row in drive(server, "--conns", 1000, "--rooms", 1, "--size", 1000,
                             "--phases", phases):
                note("tls", name, round, **row)


def many(round):
    """200 rooms of 50 on 2,000 connections."""
    seeded = seed("many", users=2000, rooms=200, size=50)
    phases = "rate:400:4,flat:64:2" if QUICK else "rate:400:6,flat:64:3"
    for name in ["null-ws", *PEERS, "roost"]:
        with roost(seeded) if name == "roost" else peer(name) as server:
            for row in drive(server, "--conns", 2000, "--rooms", 200, "--size", 50,
                             "--phases", phases):
                note("many", name, round, **row)


BODY = json.dumps({"content": "x" * 80})


def stored(round):
    """Sends with 64 waiting: how many a sync, and what one costs; the same to a bare echo."""
    seeded = seed("stored", users=1)
    token, room = lines(seeded / "tokens")[0], lines(seeded / "rooms")[0]
    path = f"/api/v1/channels/{room}/messages"
    with servers.echo() as server:
        note("stored", "echo", round, **load(server, 64, token, path, BODY))
    with roost(seeded) as server:
        before = gateway.counters(server.port)
        row = load(server, 64, token, path, BODY)
        after = gateway.counters(server.port)
    delta = {name: after[name] - before[name]
             for name in ("roost_commits_total", "roost_events_total")}
    per_sync = delta["roost_events_total"] / delta["roost_commits_total"]
    note("stored", "roost", round, sends_per_sync=per_sync, **row)
    floor = subprocess.run(
        [sys.executable, "sqlite_floor.py", "2", BUILD, str(max(1, int(per_sync)))],
        capture_output=True, text=True, check=True, cwd=os.path.dirname(__file__))
    note("stored", "sqlite", round, **json.loads(floor.stdout))


def start(round):
    """With 1,000,000 messages in 200 channels: the start, READY, a page of history."""
    seeded = seed("million", users=2, rooms=200, messages=1_000_000)
    tokens, rooms = lines(seeded / "tokens"), lines(seeded / "rooms")
    times = []
    for _ in range(3):
        with roost(seeded, copy=False) as server:
            times.append(server.listening * 1e3)
    with roost(seeded, copy=False) as server:
        ready = {}
        for name, token in zip(("reader", "stranger"), tokens):
            took = [gateway.ready_seconds(server.port, token) for _ in range(12)][2:]
            ready[f"ready_{name}_ms"] = statistics.median(t for t, _ in took) * 1e3
            ready["ready_bytes"] = took[0][1]
        rest, pages = gateway.REST(server.port, tokens[0]), []
        draw = random.Random(round)
        for _ in range(1000):
            room = draw.choice(rooms)
            first = int(rest.get(f"/channels/{room}/messages?after=1&limit=1")[0]["id"])
            last = int(rest.get(f"/channels/{room}/messages?limit=1")[0]["id"])
            begin = time.monotonic()
            rest.get(f"/channels/{room}/messages?limit=50&before={draw.randint(first, last) + 1}")
            pages.append((time.monotonic() - begin) * 1e3)
    pages.sort()
    note("start", "roost", round, listening_ms=statistics.median(times), **ready,
         page_p50_ms=pages[len(pages) // 2], page_p99_ms=pages[len(pages) * 99 // 100])


def idle(round):
    """Memory of a connection that identified, at 5,000."""
    seeded = seed("idle", users=5000, rooms=1)
    for name in ("plain", "tls"):
        with roost(seeded, tls=name == "tls") as server:
            for row in drive(server, "--conns", 5000, "--rooms", 0, "--idle", 3):
                note("idle", name, round, **row)


def stalled(round):
    """One of 1,000 readers stops reading; the same without."""
    seeded = seed("fan", users=1000, rooms=1)
    for name, options in [("none", []), ("one", ["--stalled", 999])]:
        with roost(seeded) as server:
            for row in drive(server, "--conns", 1000, "--rooms", 1, "--size", 1000, *options,
                             "--phases", "rate:20:5,flat:16:5"):
                note("stalled", name, round, **row)


PARTS = dict(fan=fan, tls=tls, many=many, stored=stored, start=start, idle=idle, stalled=stalled)


def main():
    chosen = sys.argv[1:] or list(PARTS)
    if unknown := set(chosen) - set(PARTS):
        raise SystemExit(f"no such part: {' '.join(unknown)}")
    (BUILD / "results.jsonl").unlink(missing_ok=True)
    for round in range(1, ROUNDS + 1):
        for part in chosen:
            print(f"      {time.strftime('%T')} round {round}/{ROUNDS} {part}", flush=True)
            PARTS[part](round)
    text = report.write(RESULTS, ROUNDS, QUICK)
    target = os.environ["BENCH_REPORT"]
    with open(target, "w") as file:
        file.write(text)
    print(text)


main()
