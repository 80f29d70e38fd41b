"""Whatever comes in gets its answer, and harms nobody else."""

import json
import os
import socket
import subprocess

import pytest
from websockets.sync.client import connect

from world.paths import binary, environment
from world.waiting import patience


@pytest.fixture
def token(server):
    return "Bot " + server.add_bot("Probe")


def raw(server, text):
    """Bytes as they are to the server; everything it says until it closes or is done."""
    host, port = server.address.rsplit(":", 1)
    with socket.create_connection((host, int(port)), timeout=patience(15)) as connection:
        connection.sendall(text)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
        return answer


def post(field, body=b""):
    return (b"POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\n" + field + b"\r\n\r\n" + body)


def chunks(body):
    return post(b"Transfer-Encoding: chunked", body)


SMUGGLING = {
    "two lengths": b"POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n"
                   b"Content-Length: 3\r\n\r\n{}",
    "length and chunks": b"POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n"
                         b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "strange coding": b"POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\n"
                      b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "space before colon": b"GET /healthz HTTP/1.1\r\nHost : a\r\n\r\n",
    "folded header": b"GET /healthz HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n",
    "bare line feed": b"GET /healthz HTTP/1.1\nHost: a\n\n",
    "two hosts": b"GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "signed length": b"POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: +2\r\n\r\n{}",
    "nul in header": b"GET /healthz HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n",
    "list of lengths": post(b"Content-Length: 2, 2", b"{}"),
    "length in hexadecimal": post(b"Content-Length: 0x2", b"{}"),
    "negative length": post(b"Content-Length: -2"),
    "length without end": post(b"Content-Length: 99999999999999999999", b"{}"),
    "empty length": post(b"Content-Length:"),
    "length in words": post(b"Content-Length: 2 2", b"{}"),
    "chunked twice": post(b"Transfer-Encoding: chunked, chunked", b"0\r\n\r\n"),
    "two codings": post(
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", b"0\r\n\r\n"),
    "chunked first": post(b"Transfer-Encoding: chunked, gzip", b"0\r\n\r\n"),
    "quoted coding": post(b'Transfer-Encoding: "chunked"', b"0\r\n\r\n"),
    "vertical tab before coding": post(b"Transfer-Encoding: \x0bchunked", b"0\r\n\r\n"),
    "chunks of HTTP/1.0": post(b"Transfer-Encoding: chunked", b"0\r\n\r\n").replace(
        b"HTTP/1.1", b"HTTP/1.0"),
    "chunk size with a prefix": chunks(b"0x2\r\n{}\r\n0\r\n\r\n"),
    "chunk size with a sign": chunks(b"+2\r\n{}\r\n0\r\n\r\n"),
    "chunk size with a space": chunks(b" 2\r\n{}\r\n0\r\n\r\n"),
    "chunk size that overflows": chunks(b"10000000000000002\r\n{}\r\n0\r\n\r\n"),
    "chunk size and line feed": chunks(b"2\n{}\r\n0\r\n\r\n"),
    "chunk longer than it says": chunks(b"2\r\n{}x\r\n0\r\n\r\n"),
    "line feed in chunk extension": chunks(b"2;a\nb\r\n{}\r\n0\r\n\r\n"),
    "carriage return in header": b"GET /healthz HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n",
    "space before the first header": b"GET /healthz HTTP/1.1\r\n Host: a\r\n\r\n",
    "header without name": b"GET /healthz HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n",
    "no host": b"GET /healthz HTTP/1.1\r\n\r\n",
    "two spaces": b"GET  /healthz HTTP/1.1\r\nHost: a\r\n\r\n",
    "tab in request line": b"GET\t/healthz HTTP/1.1\r\nHost: a\r\n\r\n",
}


@pytest.mark.parametrize("name", SMUGGLING)
def test_what_could_smuggle_a_second_request_is_refused(server, name):
    answer = raw(server, SMUGGLING[name] + b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
    # RFC 9112 section 6.1: 501 for a coding that is not known.
    assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 501")), answer[:200]
    assert answer.count(b"HTTP/1.1 ") == 1, "it went on reading after the refusal"
    assert server.call("GET", "/meta").status == 200


def test_a_head_without_end_is_refused(server):
    answer = raw(server, b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 40_000 + b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 431"), answer[:200]


@pytest.mark.parametrize(("body", "status"), [
    ("{", 400), ("[]", 400), ('"text"', 400), ('{"content":5}', 400), ('{"content":""}', 400),
    ('{"content":"' + "x" * 4001 + '"}', 400), ("{" * 5000, 400),
    ('{"content":"a","message_reference":{"message_id":"zzz"}}', 400),
])
def test_a_bad_body_is_told_what_is_wrong_with_it(server, token, body, status):
    channel = server.channels(token)["general"]["id"]
    request = (f"POST /api/v1/channels/{channel}/messages HTTP/1.1\r\nHost: a\r\n"
               f"Authorization: {token}\r\nContent-Type: application/json\r\n"
               f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}")
    head, _, text = raw(server, request.encode()).partition(b"\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status}".encode()), head
    error = json.loads(text)
    assert error["message"] and isinstance(error["code"], int)
    assert error["error"] and error["request_id"]


@pytest.mark.parametrize("path", [
    "/nowhere", "/channels/abc/messages", "/channels/99999999999999999999999/messages",
    "/channels/1/messages", "/guilds/1", "/channels/%2e%2e/messages", "/channels//messages",
])
def test_a_bad_path_is_404(server, token, path):
    answer = server.call("GET", path, token)
    assert answer.status in (400, 404) and answer.body["error"], answer.body


@pytest.mark.parametrize("value", [None, "Bot x", "Bearer x", "Bot", "nonsense", "Bot " + "a" * 5000])
def test_a_bad_token_is_401(server, value):
    assert server.call("GET", "/users/@me", value).status == 401


def gateway(server, version):
    return connect(f"ws://{server.address}/gateway?v={version}&encoding=json",
                   open_timeout=patience(10), close_timeout=patience(10))


@pytest.mark.parametrize(("frame", "code"), [
    ("{", 4002), ("[]", 4002), ('{"op":77,"d":null}', 4001), ('{"op":"2"}', 4002),
    ('{"op":2,"d":{"token":"no","intents":0}}', 4004), ('{"op":8,"d":{}}', 4003),
    ('{"op":2,"d":{}}', 4002), (b"\xff\xfe", 4002),
])
@pytest.mark.parametrize("version", [1, 10])
def test_a_bad_frame_closes_its_own_connection_with_the_reason(server, token, version, frame, code):
    with gateway(server, version) as bystander, gateway(server, version) as culprit:
        assert json.loads(culprit.recv(timeout=patience(10)))["op"] == 10
        bystander.recv(timeout=patience(10))
        culprit.send(frame)
        with pytest.raises(Exception) as closed:
            while True:
                culprit.recv(timeout=patience(10))
        assert closed.value.rcvd and closed.value.rcvd.code == code, closed.value
        bystander.send('{"op":1,"d":null}')
        assert json.loads(bystander.recv(timeout=patience(10)))["op"] == 11


def test_a_database_of_a_newer_version_is_left_alone(server):
    server.stop()
    import sqlite3
    database = next(path for path in server.data.rglob("*")
                    if path.is_file() and path.read_bytes()[:15] == b"SQLite format 3")
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA user_version = 9999")
    connection.close()
    before = database.read_bytes()
    done = serve_once(server)
    assert done.returncode != 0 and "newer" in done.stderr, done.stderr
    assert database.read_bytes() == before
    assert not server.ready.exists()


def test_a_read_only_data_folder_is_a_clear_message(server):
    server.stop()
    server.ready.unlink(missing_ok=True)
    if os.geteuid() == 0:
        # Root may write anywhere; a file in place of the folder is refused to anybody.
        server.data = server.data / "not-a-folder"
        server.data.write_text("")
    else:
        server.data.chmod(0o500)
    done = serve_once(server)
    if os.geteuid() != 0:
        server.data.chmod(0o700)
    assert done.returncode != 0 and str(server.data) in done.stderr, done.stderr
    assert not server.ready.exists()


def serve_once(server):
    server.ready.unlink(missing_ok=True)
    return subprocess.run(
        [binary("roostd"), "serve", "--data", str(server.data), "--listen", "127.0.0.1:0",
         "--ready-file", str(server.ready)], capture_output=True, text=True,
        env=environment(server.folder / "home"), timeout=patience(20), check=False)
