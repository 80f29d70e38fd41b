"""EchoBot, and the record it keeps of what it saw."""

import subprocess

from .paths import binary, environment
from .waiting import wait_for


class EchoBot:
    def __init__(self, server, folder, token):
        self.record = folder / "bot.record"
        with open(self.record, "ab") as record, open(folder / "bot.log", "ab") as log:
            self.process = subprocess.Popen(
                [binary("EchoBot")], stdin=subprocess.DEVNULL, stdout=record, stderr=log,
                env=environment(folder / "home" / "bot", ROOST_URL=server.url, ROOST_TOKEN=token))
        # What is said before its READY is not for its record.
        wait_for(lambda: "msg=listening" in (folder / "bot.log").read_text(), "the bot listens")

    def seen(self, channel):
        """(n, message id) in the order in which the bot saw them."""
        lines = [line.split("\t") for line in self.record.read_text().splitlines()]
        return [(int(n), message) for where, n, message in lines if where == channel]

    def end(self):
        self.process.kill()
        self.process.wait()
