"""The bots of docs/first-bot.md, as they are printed there."""

import os
import signal
import subprocess

import pytest

from world.paths import BINARIES, PYTHON, ROOT, environment
from world.waiting import wait_for

PAGE = ROOT / "docs" / "first-bot.md"
BOTS = {
    "first_bot.py": [str(PYTHON["tests"]), "first_bot.py"],
    "first-bot.sh": ["sh", "first-bot.sh", "general"],
}


def printed(name):
    """The block of code that follows the comment which names its file."""
    after = PAGE.read_text().split(f"<!-- Examples/FirstBot/{name} -->\n```", 1)[1]
    return after.split("\n", 1)[1].split("\n```", 1)[0] + "\n"


@pytest.mark.parametrize("name", BOTS)
def test_it_answers(server, person, tmp_path, name):
    (tmp_path / name).write_text(printed(name))
    ann = person(server, "ann")
    variables = {"ROOST_URL": server.url, "ROOST_TOKEN": server.add_bot("Pong")}
    home = environment(tmp_path / "home" / "bot", **variables)
    # roost, as the shell finds it after `make install`.
    home["PATH"] = f"{BINARIES}:{home['PATH']}"
    with open(tmp_path / "bot.log", "wb") as log:
        bot = subprocess.Popen(
            BOTS[name], cwd=tmp_path, env=home, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True)
    try:
        def answered():
            assert bot.poll() is None, (tmp_path / "bot.log").read_text()[-2000:]
            ann.send("general", "!ping")
            return any(m["content"] == "pong" for m in ann.read("general", "-n", 100))

        wait_for(answered, lambda: (tmp_path / "bot.log").read_text()[-2000:], 40)
    finally:
        os.killpg(bot.pid, signal.SIGKILL)
        bot.wait()
