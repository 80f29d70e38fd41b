"""Fixtures: a server, people, bots and screens, each gone at the end of its test."""

import pytest

from world.echo_bot import EchoBot
from world.person import Person
from world.server import Server
from world.tmux import TmuxClient

# Short enough that typing ends while a test watches, and no limits: what is measured here is
# whether everything arrives. test_limits.py is about the limits.
QUICK = {
    "ROOST_TYPING_LIFETIME": "2s", "ROOST_PRESENCE_GRACE": "1s", "ROOST_RATE_LIMITS": "no",
    "ROOST_ARGON2_MEMORY": "8M",
}


@pytest.fixture
def make_server(tmp_path):
    servers = []

    def make(*flags, **settings):
        server = Server(tmp_path, *flags, **{**QUICK, **settings})
        servers.append(server)
        return server.start()

    yield make
    for server in servers:
        server.stop()


@pytest.fixture
def server(make_server):
    return make_server()


@pytest.fixture
def person(tmp_path):
    """person(server, name): an account, signed in on its own home folder."""
    people = []

    def make(server, name):
        people.append(Person(server, tmp_path, name))
        return people[-1].sign_in()

    yield make
    for somebody in people:
        somebody.end()


@pytest.fixture
def client(person):
    """client(person, columns, rows): the full-screen client in tmux."""
    clients = []

    def make(somebody, **size):
        clients.append(TmuxClient(somebody, **size))
        return clients[-1]

    yield make
    for screen in clients:
        screen.end()


@pytest.fixture
def echo_bot(tmp_path):
    bots = []

    def make(server):
        bots.append(EchoBot(server, tmp_path, server.add_bot("EchoBot")))
        return bots[-1]

    yield make
    for bot in bots:
        bot.end()
