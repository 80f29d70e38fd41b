"""EchoBot, and the record it keeps of what it saw."""

import subprocess

from .paths import binary, environment


class EchoBot:
    def __init__(self, server, folder, token):
        self.record = folder / "bot.record"
        with open(self.record, "ab") as record, open(folder / "bot.log", "ab") as log:
            self.process = subprocess.Popen(
                [binary("EchoBot")], stdin=subprocess.DEVNULL, stdout=record, stderr=log,
                env=environment(folder / "home" / "bot", ROOST_URL=server.url, ROOST_TOKEN=token))

    def seen(self, channel):
        """(n, message id) in the order in which the bot saw them."""
        lines = [line.split("\t") for line in self.record.read_text().splitlines()]
        return [(int(n), message) for where, n, message in lines if where == channel]

    def end(self):
        self.process.kill()
        self.process.wait()
