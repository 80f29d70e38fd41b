"""Done when 3: discord.py from the registry, unmodified, told only where the server is."""

import subprocess
from pathlib import Path

import pytest

from world.paths import PYTHON, environment
from world.person import json_lines
from world.waiting import wait_for

BOT = Path(__file__).parent / "bots" / "discord_bot.py"


class DiscordBot:
    def __init__(self, python, server, folder):
        self.output = folder / "discord.jsonl"
        self.errors = folder / "discord.log"
        token = server.add_bot("marvin")
        with open(self.output, "wb") as output, open(self.errors, "wb") as errors:
            self.process = subprocess.Popen(
                [str(python), str(BOT), server.url], stdin=subprocess.DEVNULL, stdout=output,
                stderr=errors, env=environment(folder / "home" / "bot", TOKEN=token))

    def saw(self, event, **wanted):
        """The events of this kind with these values, in the order they came."""
        assert self.process.poll() is None, "the bot died: " + self.errors.read_text()[-3000:]
        lines = json_lines(self.output.read_text())
        return [line for line in lines if line["event"] == event
                and all(line[key] == value for key, value in wanted.items())]

    def wait(self, event, seconds=20, **wanted):
        return wait_for(
            lambda: self.saw(event, **wanted),
            lambda: f"the bot sees {event} {wanted}: {self.output.read_text()[-2000:]}"
                    f"{self.errors.read_text()[-2000:]}", seconds)[0]

    def end(self):
        self.process.kill()
        self.process.wait()


@pytest.fixture(params=["tests", "zstd"], ids=["zlib", "zstandard"])
def bot(request, server, tmp_path):
    marvin = DiscordBot(PYTHON[request.param], server, tmp_path)
    marvin.has_zstandard = request.param == "zstd"
    yield marvin
    marvin.end()


def test_it_starts_and_reads_and_writes(bot, server, person):
    ann = person(server, "ann")
    ready = bot.wait("ready", 30)
    assert ready["user"] == "marvin"
    assert ready["zstandard"] == bot.has_zstandard
    assert {"general", "welcome"} <= set(ready["channels"])

    ann.send("general", "do reply")
    bot.wait("message", content="a reply", author="marvin")
    asked, answer = ann.read("general", "-n", 2)
    assert answer["message_reference"]["message_id"] == asked["id"]

    ann.send("general", "do edit")
    bot.wait("edit", content="after")
    assert ann.read("general", "-n", 1)[0]["content"] == "after"

    ann.send("general", "do delete")
    gone = bot.wait("delete")["id"]
    assert gone == bot.wait("message", content="soon gone")["id"]
    assert gone not in [message["id"] for message in ann.read("general", "-n", 50)]

    ann.send("general", "do read")
    bot.wait("message", author="marvin", content="read do delete|after|do edit and do read")


def test_it_resumes_over_a_kill_and_misses_nothing(bot, server, person):
    ann = person(server, "ann")
    session = bot.wait("ready", 30)["session"]
    for number in range(5):
        ann.send("general", f"before {number}")
    bot.wait("message", content="before 4")
    server.restart()
    for number in range(20):
        ann.send_through("general", f"after {number}", f"after-{number}")
    resumed = bot.wait("resumed", 60)
    bot.wait("message", content="after 19")
    assert resumed["session"] == session
    assert len(bot.saw("ready")) == 1, "it had to identify anew"
    seen = [(line["id"], line["content"]) for line in bot.saw("message")]
    kept = [(m["id"], m["content"]) for m in ann.read("general", "-n", 100)]
    assert seen == kept
    # And it is alive afterwards.
    ann.send("general", "do reply")
    bot.wait("message", content="a reply")
