"""A client in tmux: keys go in, the screen comes out."""

import os
import re
import shlex
import subprocess
import uuid

from .paths import binary
from .waiting import wait_for


class TmuxClient:
    def __init__(self, person, columns=100, rows=36, command=None):
        self.socket = f"roost-{uuid.uuid4().hex[:12]}"
        self.name = person.name
        environment = {**person.environment, "TERM": None}
        words = ["env", "-i"]
        words += [f"{k}={shlex.quote(v)}" for k, v in environment.items() if v is not None]
        # tmux sets TERM for what it runs; keep it, and nothing else of its environment.
        words += ['TERM="$TERM"', command or shlex.quote(binary("roost"))]
        # The pane stays when the client ends, so that its last screen can be read.
        self._tmux(
            "-f", "/dev/null", "new-session", "-d", "-x", columns, "-y", rows, " ".join(words),
            ";", "set-option", "-g", "remain-on-exit", "on",
            ";", "set-option", "-g", "status", "off")

    def _tmux(self, *words):
        done = subprocess.run(
            ["tmux", "-L", self.socket, *map(str, words)], capture_output=True, text=True,
            env={**os.environ, "LANG": "C.UTF-8", "TERM": "xterm-256color"}, timeout=30)
        assert done.returncode == 0, f"tmux {words[0]}: {done.stderr}"
        return done.stdout

    def keys(self, *names):
        """Named keys as tmux writes them: Enter, M-a, C-g, PPage."""
        self._tmux("send-keys", *names)

    def type(self, text):
        self._tmux("send-keys", "-l", text)

    def say(self, text):
        self.type(text)
        self.keys("Enter")

    def resize(self, columns, rows):
        self._tmux("resize-window", "-x", columns, "-y", rows)

    def screen(self):
        return self._tmux("capture-pane", "-p").splitlines()

    def shows(self, pattern):
        return any(re.search(pattern, line) for line in self.screen())

    def wait(self, pattern, seconds=20):
        wait_for(
            lambda: self.shows(pattern),
            lambda: f"{self.name} sees /{pattern}/ in:\n" + "\n".join(self.screen()), seconds)

    def wait_gone(self, pattern, seconds=20):
        wait_for(
            lambda: not self.shows(pattern),
            lambda: f"{self.name} no longer sees /{pattern}/:\n" + "\n".join(self.screen()),
            seconds)

    def end(self):
        subprocess.run(
            ["tmux", "-L", self.socket, "kill-server"], capture_output=True, check=False)
