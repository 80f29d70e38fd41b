"""Somebody with a home folder, who uses the command line."""

import json
import subprocess

from .paths import binary, environment
from .waiting import patience, wait_for


class Person:
    def __init__(self, server, folder, name):
        self.server = server
        self.name = name
        self.home = folder / "home" / name
        self.password = f"the password of {name}"
        self.environment = environment(self.home)
        self.running = []

    def sign_in(self):
        self.server.add_user(self.name, self.password)
        done = self.roost(
            "login", self.server.url, "--user", self.name, "--password-stdin",
            text=self.password + "\n")
        assert done.returncode == 0, done.stderr
        return self

    def roost(self, *words, text="", **environment):
        """A verb, run to its end."""
        return subprocess.run(
            [binary("roost"), *map(str, words)], input=text, capture_output=True, text=True,
            env={**self.environment, **environment}, timeout=patience(60))

    def start(self, *words, output=None, stdin=subprocess.DEVNULL):
        """A verb that goes on beside the test; `output` is a file to which it writes."""
        with open(output or "/dev/null", "ab") as file, open(self.home / "stderr", "ab") as errors:
            process = subprocess.Popen(
                [binary("roost"), *map(str, words)], stdin=stdin, stdout=file, stderr=errors,
                env=self.environment)
        self.running.append(process)
        return process

    def send(self, channel, content, *words):
        done = self.roost("send", channel, content, *words)
        assert done.returncode == 0, f"send gave {done.returncode}: {done.stderr}"

    def send_through(self, channel, content, key):
        """Until it is committed: the same key makes repeating harmless."""
        wait_for(
            lambda: self.roost("send", channel, content, "--key", key).returncode == 0,
            f"{content!r} is committed", 60)

    def read(self, channel, *words):
        done = self.roost("read", channel, "--json", *words)
        assert done.returncode in (0, 1), f"read gave {done.returncode}: {done.stderr}"
        return json_lines(done.stdout)

    def end(self):
        for process in self.running:
            if process.poll() is None:
                process.kill()
            process.wait()


def json_lines(text):
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def sequence(messages):
    """What must be the same wherever a channel is kept."""
    return [(int(m["n"]), m["id"], m["content"]) for m in messages]
