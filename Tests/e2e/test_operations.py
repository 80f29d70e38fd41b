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


def test_hup_takes_new_certificates_and_leaves_connections_alone(make_server, tmp_path):
    import shutil
    import ssl

    made = []
    for name in ("first", "second"):
        folder = tmp_path / name
        subprocess.run([binary("roostd"), "init", "--data", folder, "--listen", "*:0"],
                       env=environment(tmp_path / "home"), check=True, capture_output=True)
        made.append((folder / "certificate.pem", folder / "key.pem"))
    files = (tmp_path / "certificate.pem", tmp_path / "key.pem")

    def install(pair):
        for source, target in zip(pair, files):
            shutil.copyfile(source, target)

    install(made[0])
    server = make_server("--tls", "on", "--certificate", str(files[0]), "--key", str(files[1]))
    host, port = server.address.rsplit(":", 1)
    shown = lambda: ssl.get_server_certificate((host, int(port)), timeout=patience(10))
    assert shown() == made[0][0].read_text()
    context = ssl.create_default_context(cafile=made[0][0])
    with socket.create_connection((host, int(port)), timeout=patience(10)) as plain:
        with context.wrap_socket(plain, server_hostname="localhost") as old:
            install(made[1])
            server.process.send_signal(signal.SIGHUP)
            wait_for(lambda: shown() == made[1][0].read_text(), "the new certificate is shown")
            old.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
            assert old.recv(100).startswith(b"HTTP/1.1 200")
    # A broken file changes nothing.
    files[0].write_text("no certificate")
    server.process.send_signal(signal.SIGHUP)
    wait_for(lambda: "stay as they were" in server.log.read_text(), "it says so")
    assert shown() == made[1][0].read_text()


def test_bulk_forms_read_lines(server):
    assert server.roostd("user", "add", text="ann password of ann\nbob password of bob\n") == ""
    lines = server.roostd("bot", "add", text="Echo\nKarma\n").splitlines()
    assert [line.split("\t")[0] for line in lines] == ["Echo", "Karma"]
    token = lines[0].split("\t")[1]
    assert server.call("GET", "/users/@me", "Bot " + token).body["username"] == "echo"
    login = {"username": "ann", "password": "password of ann"}
    assert server.call("POST", "/auth/login", body=login).status == 200
    listed = [line.split("\t")[1:] for line in server.roostd("user", "list").splitlines()]
    assert listed == [["ann", "owner"], ["bob", "member"], ["echo", "bot"], ["karma", "bot"]]


def test_verbs_work_without_a_server_and_their_mistakes_are_told(server):
    server.stop()
    server.add_user("ann", "password of ann")
    for words, text, status, said in [
        (("user", "add", "ann", "--password-stdin"), "password of ann\n", 1, "taken"),
        (("user", "add", "bob", "--password-stdin"), "short\n", 1, "8 characters"),
        (("user", "passwd", "eve", "--password-stdin"), "long enough\n", 1, "eve"),
        (("user", "frob"), "", 2, "frob"), (("usr",), "", 2, "user"),
        (("invite", "--channel", "nowhere"), "", 1, "nowhere"),
        (("init",), "", 1, str(server.data)), (("backup",), "", 2, "missing"),
        (("serve", "--lisen", "x"), "", 2, "--listen"),
    ]:
        done = roostd(server, *words, "--data", server.data, text=text)
        assert done.returncode == status and said in done.stderr, (words, done.stderr)
        assert done.stdout == ""
    server.start()
    login = {"username": "ann", "password": "password of ann"}
    assert server.call("POST", "/auth/login", body=login).status == 200


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
