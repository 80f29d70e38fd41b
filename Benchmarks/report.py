"""docs/benchmarks.md from the records of a run. Ratios are taken in each round, between
windows minutes apart, and the median of the rounds is shown with its range."""
import os, platform, re, statistics as s, subprocess

from servers import PEERS


def shell(*words):
    try:
        return subprocess.run(words, capture_output=True, text=True).stdout.strip()
    except OSError:
        return ""


def show(value):
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


class Report:
    def __init__(self, rows):
        self.rows = rows
        self.out = []
        self.goals = []

    def of(self, part, server, key, mode=None):
        """By round; the median where a round has several."""
        found = {}
        for r in self.rows:
            if (r["part"], r["server"]) == (part, server) and mode in (None, r.get("mode")):
                if r.get(key) is not None:
                    found.setdefault(r["round"], []).append(r[key])
        return {round: s.median(v) for round, v in found.items()}

    def ratio(self, upper, lower):
        return [upper[r] / lower[r] for r in sorted(upper) if lower.get(r)]

    @staticmethod
    def spread(values):
        if not values:
            return "-"
        return f"{show(s.median(values))} ({show(min(values))}-{show(max(values))})"

    def goal(self, name, values, bound, unit="", least=False):
        if not values:
            return
        middle = s.median(values)
        met = middle >= bound if least else middle <= bound
        words = "at least" if least else "at most"
        self.goals.append(
            f"| {name} | {self.spread(values)}{unit} | {words} {bound:g}{unit} | "
            f"{'met' if met else '**missed**'} |")

    def table(self, title, head, lines, text=""):
        lines = [line for line in lines if line]
        if not lines:
            return
        self.out.append(f"\n## {title}\n")
        if text:
            self.out.append(text + "\n")
        self.out.append("| " + " | ".join(head) + " |\n|" + " --- |" * len(head))
        self.out += ["| " + " | ".join(line) + " |" for line in lines]

    # The parts

    def fans(self, part, title, names, lowest="null-ws"):
        def line(name, mode):
            cost = self.of(part, name, "cpu_us_per_delivery", mode)
            if not cost:
                return None
            get = lambda key: show(s.median(self.of(part, name, key, mode).values()))
            floor = self.of(part, lowest, "cpu_us_per_delivery", mode)
            return [name, self.spread(list(cost.values())), self.spread(self.ratio(cost, floor)),
                    get("msgs_per_s"), get("p50_ms"), get("p99_ms"), get("bytes_per_delivery"),
                    get("others_cores"), show(sum(self.of(part, name, "lost", mode).values()))]
        head = ["server", "CPU us/delivery", f"/ {lowest}, same round", "messages/s", "p50 ms",
                "p99 ms", "bytes/delivery", "other load, cores", "lost"]
        for mode, how in (("rate", "paced"), ("flat", "flat out")):
            self.table(f"{title}, {how}", head, [line(name, mode) for name in names])

    def cost(self, part, mode, lower):
        key = "cpu_us_per_delivery"
        return self.ratio(self.of(part, "roost", key, mode), self.of(part, lower, key, mode))

    def stored(self):
        cpu = self.of("stored", "roost", "cpu_us_per_request")
        floor = self.of("stored", "sqlite", "cpu_us_per_row")
        echo = self.of("stored", "echo", "cpu_us_per_request")
        sync = self.of("stored", "roost", "sends_per_sync")
        if not cpu:
            return
        self.goal("stored sends a sync, 64 waiting", list(sync.values()), 16, least=True)
        self.goal("CPU a stored send / bare SQLite, as many rows a sync",
                  self.ratio(cpu, floor), 2.5)
        self.goal("POST of a message / bare echo on the same loops, CPU",
                  self.ratio(cpu, echo), 1.5)
        each = lambda d: self.spread(list(d.values()))
        self.table(
            "Sends, 64 waiting", ["what", "CPU us each", "a second", "p50 ms", "p99 ms"],
            [["echo", each(echo), *(each(self.of("stored", "echo", k))
                                   for k in ("per_s", "p50_ms", "p99_ms"))],
             ["roost, POST", each(cpu), *(each(self.of("stored", "roost", k))
                                         for k in ("per_s", "p50_ms", "p99_ms"))],
             ["bare SQLite from Python", each(floor),
              each(self.of("stored", "sqlite", "rows_per_s")), "-", "-"]],
            f"{each(sync)} sends a sync (a COMMIT is one; from /metrics).")

    def start(self):
        values = lambda key: list(self.of("start", "roost", key).values())
        self.goal("start to listening, 1,000,000 messages", values("listening_ms"), 50, " ms")
        self.goal("READY, 200 channels, all but 20 messages of each read",
                  values("ready_reader_ms"), 30, " ms")
        self.goal("READY, 200 channels, nothing ever read (1,000 unread counted in each)",
                  values("ready_stranger_ms"), 30, " ms")
        self.goal("a page of 50 at 1,000,000 messages, p99", values("page_p99_ms"), 10, " ms")

    def idle(self):
        for name, bound in (("plain", 12), ("tls", 24)):
            self.goal(f"memory of an idle connection at 5,000, {name}",
                      list(self.of("idle", name, "kb_per_conn_idle").values()), bound, " KiB")

    def stalled(self):
        key = "p99_ms"
        for mode, how in (("rate", "20 msg/s"), ("flat", "flat out")):
            ratio = self.ratio(self.of("stalled", "one", key, mode),
                               self.of("stalled", "none", key, mode))
            self.goal(f"one stalled reader of 1,000, {how}: the others' p99 / without it",
                      ratio, 1.2)


def machine():
    model = re.search(r"model name\s*: (.*)", open("/proc/cpuinfo").read())
    return (f"{model.group(1) if model else platform.machine()}, {os.cpu_count()} cores, "
            f"Linux {platform.release()}, load average at the end "
            f"{' '.join(f'{x:.1f}' for x in os.getloadavg())}")


def versions():
    names = ["nats-server", "ngircd", "inspircd", "redis-server", "libsqlite3-0"]
    text = shell("dpkg-query", "-W", "-f", "${Package} ${Version}, ", *names)
    return text.rstrip(", ")


def write(rows, rounds, quick):
    r = Report(rows)
    names = ["null-ws", "null-ws-batch", *PEERS, "roost"]
    for part, room in (("fan", "room of 1,000"), ("many", "200 rooms of 50")):
        if part == "fan":
            r.goal(f"CPU a delivery, {room}, flat out / nats-server",
                   r.cost(part, "flat", "nats"), 0.5)
            r.goal(f"CPU a delivery, {room}, flat out / ngircd",
                   r.cost(part, "flat", "ngircd"), 1.3)
            r.goal(f"CPU a delivery, {room}, 20 msg/s / WebSocket floor",
                   r.cost(part, "rate", "null-ws"), 1.25)
        else:
            r.goal(f"CPU a delivery, {room}, 400 msg/s / nats-server",
                   r.cost(part, "rate", "nats"), 1.0)
            r.goal(f"CPU a delivery, {room}, flat out / nats-server",
                   r.cost(part, "flat", "nats"), 1.0)
    r.fans("fan", "One room of 1,000", names)
    for mode, how in (("rate", "20 msg/s"), ("flat", "flat out")):
        r.goal(f"CPU a delivery over TLS, room of 1,000, {how} / nats-server's WebSocket over TLS",
               r.cost("tls", mode, "nats-wss"), 0.5 if mode == "flat" else 1.0)
    r.fans("tls", "One room of 1,000, over TLS", ["nats-wss", "roost"], "nats-wss")
    r.fans("many", "200 rooms of 50 on 2,000 connections", names)
    r.stored()
    r.start()
    r.idle()
    r.stalled()
    head = f"""# Benchmarks

Written by `make bench`{' with `BENCH_QUICK=1`' if quick else ''}; medians of {rounds} interleaved
rounds, with the range. Roost stores and syncs every message; no peer here stores any. Times of a
shared or loaded machine are worth little, so judge by the ratios, and by those with care where
"other load" is above 0.3 cores: what else ran competes for caches and changes how writes coalesce.

- Machine: {machine()}
- Commit: {shell('git', 'rev-parse', '--short', 'HEAD')}
- Peers, from Debian: {versions()}
- Floor: `null-ws`, a C program that parses a frame and writes it once to each member
  (`null-ws-batch`: once each member and turn of its loop).
- Configurations and commands: `Benchmarks/servers.py`, `Benchmarks/bench.py`; one part alone:
  `scripts/bench.sh fan`.

## Goals

| what | median (range) | goal | |
| --- | --- | --- | --- |
"""
    return head + "\n".join(r.goals) + "\n" + "\n".join(r.out) + "\n"
