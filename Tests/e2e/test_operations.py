"""What the one who runs the server does."""

import signal
import socket
import subprocess

import pytest

from world.paths import binary, environment
from world.waiting import patience, wait_for


def roostd(server, *words, text="", check=False):
    return subprocess.run(
        [binary("roostd"), *map(str, words)], input=text, capture_output=True, text=True,
        env=server.environment, timeout=patience(30), check=check)


def test_the_ready_file_names_the_address_and_the_address_stays(server):
    url = server.url
    assert not url.endswith(":0")
    assert server.stop() == 0
    server.address = "127.0.0.1:0"
    server.start()
    assert server.url == url, "port 0 takes the same port at every start"


def test_a_changed_password_counts_at_once_and_ends_other_devices(server, person):
    ann = person(server, "ann")
    server.roostd("user", "passwd", "ann", "--password-stdin", text="another password\n")
    assert ann.roost("whoami").returncode == 3
    login = ["login", server.url, "--user", "ann", "--password-stdin"]
    assert ann.roost(*login, text=ann.password + "\n").returncode == 3
    assert ann.roost(*login, text="another password\n").returncode == 0


def test_an_invite_makes_one_account(server, person, tmp_path):
    person(server, "owner")
    code = server.roostd("invite").strip()
    assert code and len(code.split()) == 1

    def register(name):
        return subprocess.run(
            [binary("roost"), "login", server.url, "--user", name, "--password-stdin",
             "--register", "--invite", code], input="a good password\n", text=True,
            env=environment(tmp_path / "home" / name), capture_output=True, check=False)

    done = register("guest")
    assert done.returncode == 0, done.stderr
    assert register("second").returncode != 0
    assert register("third").returncode != 0


def test_a_backup_brings_everything_back_and_clients_notice(server, person, tmp_path):
    ann = person(server, "ann")
    ann.send("general", "kept")
    backup = tmp_path / "backup"
    server.roostd("backup", backup)
    ann.send("general", "after the backup")
    cursor = tmp_path / "cursor"
    ann.roost("read", "general", "-n", 10, "--cursor", cursor)
    server.stop()
    server.roostd("restore", backup)
    server.start()
    assert [m["content"] for m in ann.read("general", "-n", 10)] == ["kept"]
    ann.send("general", "and on")
    assert [m["content"] for m in ann.read("general", "-n", 10)] == ["kept", "and on"]


@pytest.mark.parametrize(("text", "words"), [
    ("[server]\nlisten = nowhere at all\n", ["2", "listen"]),
    ("[accounts]\n\nregistraton = open\n", ["3", "registraton", "registration"]),
    ("[limits]\nlimit_messages = lots\n", ["2", "limit_messages"]),
    ("what is this\n", ["1"]),
])
def test_check_config_names_file_line_and_fix(server, tmp_path, text, words):
    file = tmp_path / "roostd.conf"
    file.write_text(text)
    done = roostd(server, "serve", "--config", file, "--check-config")
    assert done.returncode != 0
    for word in [str(file), *words]:
        assert word in done.stderr, done.stderr
    file.write_text("[server]\nname = Fine\n")
    assert roostd(server, "serve", "--config", file, "--check-config").returncode == 0


def test_plain_http_beyond_loopback_has_to_be_asked_for(server, tmp_path):
    done = roostd(server, "serve", "--data", tmp_path / "other", "--listen", "0.0.0.0:0",
                  "--tls", "off")
    assert done.returncode != 0 and "allow" in done.stderr, done.stderr


def test_a_taken_port_is_a_clear_message(server, tmp_path):
    done = roostd(server, "serve", "--data", tmp_path / "other", "--listen", server.address)
    assert done.returncode != 0 and server.address in done.stderr, done.stderr


def test_two_servers_never_share_a_data_folder(server):
    done = roostd(server, "serve", "--data", server.data, "--listen", "127.0.0.1:0")
    assert done.returncode != 0 and str(server.data) in done.stderr, done.stderr


def test_a_unix_socket_serves_the_same(server, tmp_path):
    server.stop()
    path = tmp_path / "s"
    server.address = f"unix:{path}"
    server.flags = ("--listen", "127.0.0.1:0")
    server.start()
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(patience(10))
        connection.connect(str(path))
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 200")


def test_health_metrics_and_description_are_served(server):
    import json
    import urllib.request

    def get(path):
        with urllib.request.urlopen(server.url + path, timeout=patience(10)) as answer:
            return answer.read().decode()

    assert get("/healthz")
    metrics = get("/metrics")
    assert "# TYPE " in metrics and "roost" in metrics
    description = json.loads(get("/api/v1/openapi.json"))
    assert description["openapi"].startswith("3.1")
    assert "/channels/{channel_id}/messages" in " ".join(description["paths"])


def test_a_stop_is_graceful_and_logs_hold_nothing_private(server, person):
    ann = person(server, "ann")
    follower = ann.start("read", "general", "--follow")
    ann.send("general", "a secret between us")
    server.process.send_signal(signal.SIGTERM)
    wait_for(lambda: server.process.poll() is not None, "it stops")
    assert server.process.returncode == 0
    log = server.log.read_text()
    assert "a secret between us" not in log and ann.password not in log
    assert follower.poll() is None, "a follower outlives the server"
