"""The server dies at random moments under fifty writers: nothing acknowledged is lost."""

import http.client
import random
import sqlite3
import threading
import time

from world.post import Line, history
from world.waiting import patience

SENDERS = 50
ROUNDS = 5


class Sender:
    """Sends numbered messages as fast as they are answered. What was not answered is sent
    again with the same nonce after the restart."""

    def __init__(self, index, token, channel):
        self.index = index
        self.token = token
        self.channel = channel
        self.next = 0
        self.acknowledged = {}
        self.problems = []

    def run(self, server, stop):
        line = Line(server, self.channel, self.token)
        try:
            while not stop.is_set():
                content = f"{self.index}-{self.next}"
                status, message = line.post(content, content)
                if status != 200 or message["content"] != content:
                    self.problems.append((status, message))
                    return
                self.acknowledged[content] = message
                self.next += 1
        except (OSError, http.client.HTTPException):
            pass  # The kill: what is in flight stays unanswered.
        finally:
            line.close()


def round_of(server, senders, seconds, kill):
    stop = threading.Event()
    threads = [threading.Thread(target=sender.run, args=(server, stop)) for sender in senders]
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    if kill:
        server.kill()
    else:
        stop.set()
    for thread in threads:
        thread.join(patience(30))
        assert not thread.is_alive(), "a sender hangs"
    assert not [problem for sender in senders for problem in sender.problems]


def check(messages, senders):
    """Once each, as they were acknowledged, in order."""
    ids = [int(message["id"]) for message in messages]
    assert ids == sorted(set(ids))
    # The first row of the channel is its making.
    assert [message["n"] for message in messages] == list(range(2, len(messages) + 2))
    there = {message["content"]: message for message in messages}
    assert len(there) == len(messages), "a message is there twice"
    for sender in senders:
        for content, acknowledged in sender.acknowledged.items():
            assert there.get(content), f"{content} was acknowledged and is lost"
            assert (there[content]["id"], there[content]["n"]) == (
                acknowledged["id"], acknowledged["n"])
        own = [int(message["content"].split("-")[1]) for message in messages
               if message["content"].startswith(f"{sender.index}-")]
        assert own == list(range(len(own))), "a sender's messages are in order, without a gap"
        assert sender.next <= len(own) <= sender.next + 1


def test_what_was_acknowledged_outlives_kills(make_server):
    seed = random.randrange(1 << 32)
    print("seed", seed)
    chance = random.Random(seed)
    server = make_server(ROOST_CONNECTIONS_PER_ADDRESS="1000")
    tokens = ["Bot " + server.add_bot(f"writer{number}") for number in range(5)]
    channel = server.channels(tokens[0])["general"]["id"]
    senders = [Sender(index, tokens[index % 5], channel) for index in range(SENDERS)]
    for _ in range(ROUNDS):
        before = sum(len(sender.acknowledged) for sender in senders)
        round_of(server, senders, chance.uniform(0.2, 1.5), kill=True)
        server.start()
        check(history(server, channel, tokens[0]), senders)
        assert sum(len(sender.acknowledged) for sender in senders) > before
    round_of(server, senders, 0.3, kill=False)
    messages = history(server, channel, tokens[0])
    check(messages, senders)
    assert len(messages) == sum(sender.next for sender in senders)
    assert server.stop() == 0
    with sqlite3.connect(server.data / "roost.db") as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        stored = database.execute(
            "SELECT id, n, content FROM messages WHERE channel = ? ORDER BY id",
            (int(channel),)).fetchall()
    assert stored == [
        (int(message["id"]), message["n"], message["content"]) for message in messages]
