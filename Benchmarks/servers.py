"""The servers that are measured: how each is configured, started and ended. Loopback only,
throttles off, no compression, nothing resolved; fresh state at every start."""
import os, pathlib, shutil, signal, socket, subprocess, time

BUILD = pathlib.Path(os.environ["BENCH_BUILD"])
PRODUCTS = pathlib.Path(os.environ["BENCH_PRODUCTS"])
PEERS = ["nats", "ngircd", "inspircd", "redis"]

NGIRCD = """[Global]
Name = irc.localhost
Info = bench
Listen = 127.0.0.1
Ports = 16667
ServerUID = 65534
ServerGID = 65534
MotdPhrase = hi
[Limits]
MaxConnections = 0
MaxConnectionsIP = 0
MaxJoins = 0
MaxPenaltyTime = 0
PingTimeout = 3600
PongTimeout = 600
[Options]
DNS = no
Ident = no
PAM = no
"""

INSPIRCD = """<server name="irc.localhost" description="bench" network="bench" id="1AA">
<admin name="a" nick="a" email="a@localhost">
<bind address="127.0.0.1" port="16668" type="clients">
<power diepass="x" restartpass="x">
<connect allow="*" timeout="60" pingfreq="3600" hardsendq="64M" softsendq="32M" recvq="8M"
 threshold="1000000" commandrate="1000000000" fakelag="no" localmax="100000" globalmax="100000"
 maxchans="1000" resolvehostnames="no" useident="no" maxconnwarn="no" uniqueusername="no">
<options prefixquit="" hostintopic="yes" pingwarning="0" splitwhois="no" syntaxhints="no"
 announcets="no" cyclehostsfromuser="no" nosnoticestack="yes" defaultmodes="nt">
<performance netbuffersize="65534" somaxconn="4096" softlimit="100000" clonesonconnect="no"
 quietbursts="yes" timeskipwarn="0">
<security allowcoreunload="no" announceinvites="none" hidesplits="no" maxtargets="1000">
<dns server="127.0.0.1" timeout="1" enabled="no">
<log method="file" type="*" level="default" target="{d}/ircd.log">
<path configdir="{d}" datadir="{d}" logdir="{d}" moduledir="/usr/lib/inspircd/modules"
 runtimedir="{d}">
<limits maxnick="31" maxchan="64">
"""

NATS = """listen: 127.0.0.1:14222
max_connections: 65536
max_pending: 67108864
ping_interval: "1h"
write_deadline: "30s"
"""

NATS_TLS = NATS + """websocket {{
  listen: "127.0.0.1:14280"
  tls {{ cert_file: "{d}/cert.pem", key_file: "{d}/key.pem" }}
}}
"""


class Server:
    """A running server; use as a context."""

    def __init__(self, name, port, driver, command, folder):
        self.name, self.port, self.driver = name, port, driver
        log = open(folder / "output.log", "wb")
        self.begin = time.monotonic()
        self.process = subprocess.Popen(
            [str(word) for word in command], cwd=folder, stdin=subprocess.DEVNULL,
            stdout=log, stderr=log, start_new_session=True)
        self.listening = self._await(folder) - self.begin

    @property
    def pid(self):
        return self.process.pid

    def _await(self, folder):
        while time.monotonic() < self.begin + 30:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return time.monotonic()
            except OSError:
                time.sleep(0.001)
            if self.process.poll() is not None:
                break
        self.process.kill()
        raise SystemExit(f"{self.name} does not listen:\n{(folder / 'output.log').read_text()}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _folder(name):
    folder = BUILD / "run" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for above in (BUILD, BUILD / "run", folder):
        above.chmod(0o755)
    return folder


def seed(name, **options):
    """A data folder made once by `RoostBench seed`."""
    folder = BUILD / "seed" / name
    if not (folder / "rooms").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        words = [word for key, value in options.items() for word in (f"--{key}", str(value))]
        subprocess.run([PRODUCTS / "RoostBench", "seed", "--data", folder, *words], check=True)
    return folder


def roost(seeded, *options, copy=True, tls=False):
    """roostd on a copy of a seeded folder, every message stored and synced."""
    folder = _folder("roost")
    data = seeded
    if copy:
        data = folder / "data"
        shutil.copytree(seeded, data)
    driver = ["--proto", "roost", "--ws", "--m-tokens", seeded / "tokens",
              "--m-rooms", seeded / "rooms"]
    listen = "127.0.0.1:16700"
    if tls:  # receivers have it; the driver sends over a unix socket, which is plain
        options = ["--tls", "on", *options]
        listen += f",unix:{folder}/socket"
        driver += ["--tls", "--m-senders-unix", folder / "socket"]
    # Settings of a bench: no rate limits, all connections from one address.
    return Server("roost", 16700, driver, [
        PRODUCTS / "roostd", "serve", "--data", data, "--listen", listen,
        "--no-rate-limits", "--connections-per-address", "20000", "--log-level", "warning",
        "--heartbeat-interval", "50s", *options], folder)


def echo():
    return Server("echo", 16701, [], [PRODUCTS / "RoostBench", "echo", "--port", "16701"],
                  _folder("echo"))


def peer(name):
    folder = _folder(name)
    if name == "null-ws":  # the floor: a C program that parses, and writes once each member
        return Server(name, 16601, ["--proto", "ws", "--ws"],
                      [BUILD / "nullsrv", "16601", "ws"], folder)
    if name == "null-ws-batch":  # the same, one write each member and turn
        return Server(name, 16604, ["--proto", "ws", "--ws"],
                      [BUILD / "nullsrv", "16604", "ws", "batch"], folder)
    if name == "nats":
        (folder / "nats.conf").write_text(NATS)
        return Server(name, 14222, ["--proto", "nats"],
                      ["nats-server", "-c", folder / "nats.conf"], folder)
    if name == "nats-wss":
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
             "ec_paramgen_curve:P-256", "-nodes", "-keyout", folder / "key.pem", "-out",
             folder / "cert.pem", "-subj", "/CN=localhost", "-days", "30"],
            check=True, capture_output=True)
        (folder / "nats.conf").write_text(NATS_TLS.format(d=folder))
        return Server(name, 14280, ["--proto", "nats", "--ws", "--tls"],
                      ["nats-server", "-c", folder / "nats.conf"], folder)
    if name == "ngircd":  # its listen backlog is 10
        (folder / "ngircd.conf").write_text(NGIRCD)
        return Server(name, 16667, ["--proto", "irc", "--connect-window", "8"],
                      ["ngircd", "-n", "-f", folder / "ngircd.conf"], folder)
    if name == "inspircd":  # it completes logins on a timer of 1 s
        (folder / "inspircd.conf").write_text(INSPIRCD.format(d=folder))
        shutil.chown(folder, "irc")
        return Server(name, 16668, ["--proto", "irc", "--connect-window", "2000"],
                      ["inspircd", "--runasroot", "--nofork",
                       f"--config={folder}/inspircd.conf"], folder)
    if name == "redis":
        return Server(name, 16379, ["--proto", "redis"], [
            "redis-server", "--bind", "127.0.0.1", "--port", "16379", "--save", "",
            "--appendonly", "no", "--dir", folder, "--maxclients", "15000",
            "--tcp-backlog", "4096", "--client-output-buffer-limit", "pubsub 0 0 0",
            "--daemonize", "no"], folder)
    raise SystemExit(f"unknown server {name}")
