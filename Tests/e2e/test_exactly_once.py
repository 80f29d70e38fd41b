"""A write cut anywhere and sent again with its nonce: one row, the same answer."""

import json
import socket
import struct

import pytest

from world.post import history, request
from world.waiting import patience


def dial(server):
    host, port = server.address.rsplit(":", 1)
    return socket.create_connection((host, int(port)), timeout=patience(15))


def answer(connection):
    """Status and body of one answer."""
    with connection.makefile("rb") as stream:
        status = int(stream.readline().split()[1])
        length = 0
        while (line := stream.readline().strip()):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return status, json.loads(stream.read(length))


def cut(connection, abruptly):
    """Closes it, by a reset if abruptly."""
    if abruptly:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def once(server, text):
    """Sent twice more, over a connection of its own each time: the same answer."""
    answers = []
    for _ in range(2):
        with dial(server) as connection:
            connection.sendall(text)
            answers.append(answer(connection))
    assert answers[0] == answers[1]
    assert answers[0][0] == 200, answers[0]
    return answers[0][1]


@pytest.fixture
def writer(make_server):
    server = make_server(ROOST_CONNECTIONS_PER_ADDRESS="1000")
    token = "Bot " + server.add_bot("writer")
    return server, server.channels(token)["general"]["id"], token


def check(server, channel, token, messages):
    """The history is exactly these, in the order of their ids."""
    there = [(message["id"], message["n"], message["content"])
             for message in history(server, channel, token)]
    assert sorted(there) == sorted((m["id"], m["n"], m["content"]) for m in messages)


@pytest.mark.parametrize("abruptly", [False, True])
def test_a_request_cut_after_each_byte_is_one_row(writer, abruptly):
    server, channel, token = writer
    sample = request(channel, token, "message 000", "nonce 000")
    messages = []
    for length in range(len(sample) + 1):
        text = request(channel, token, f"message {length:03}", f"nonce {length:03}")
        assert len(text) == len(sample)
        with dial(server) as connection:
            connection.sendall(text[:length])
            cut(connection, abruptly)
        messages.append(once(server, text))
    check(server, channel, token, messages)


@pytest.mark.parametrize("abruptly", [False, True])
def test_an_answer_cut_anywhere_is_one_row(writer, abruptly):
    server, channel, token = writer
    with dial(server) as connection:
        connection.sendall(request(channel, token, "first", "first"))
        length = len(connection.recv(65536))
    messages = [once(server, request(channel, token, "first", "first"))]
    for position in range(0, length + 1, 7):
        text = request(channel, token, f"message {position:04}", f"nonce {position:04}")
        heard = b""
        with dial(server) as connection:
            connection.sendall(text)
            while len(heard) < position and (piece := connection.recv(position - len(heard))):
                heard += piece
            cut(connection, abruptly)
        message = once(server, text)
        messages.append(message)
        # What was heard of the first answer agrees with the second.
        body = heard.partition(b"\r\n\r\n")[2].decode()
        whole = json.dumps(message, separators=(",", ":"), ensure_ascii=False)
        assert whole.startswith(body), (body, whole)
    check(server, channel, token, messages)


def test_the_same_nonce_sent_at_once_by_many_is_one_row(writer):
    server, channel, token = writer
    text = request(channel, token, "the same", "the same")
    connections = [dial(server) for _ in range(40)]
    for connection in connections:
        connection.sendall(text)
    answers = [answer(connection) for connection in connections]
    for connection in connections:
        connection.close()
    assert all(reply == answers[0] for reply in answers), answers
    check(server, channel, token, [answers[0][1]])


def test_a_kill_between_write_and_answer_is_one_row(writer):
    """The request went out, and the server died before, in or after its COMMIT."""
    server, channel, token = writer
    texts = [request(channel, token, f"message {n}", f"nonce {n}") for n in range(30)]
    connections = [dial(server) for _ in texts]
    for connection, text in zip(connections, texts):
        connection.sendall(text)
    server.kill()
    for connection in connections:
        connection.close()
    server.start()
    check(server, channel, token, [once(server, text) for text in texts])
