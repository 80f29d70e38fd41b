"""A roostd of its own for each test, which can be killed and started again."""

import json
import os
import signal
import subprocess
import urllib.error
import urllib.request

from .paths import binary, environment
from .waiting import patience, wait_for


class Server:
    def __init__(self, folder, *flags):
        self.folder = folder
        self.data = folder / "data"
        self.ready = folder / "ready.json"
        self.log = folder / "server.log"
        self.flags = flags
        self.address = "127.0.0.1:0"
        self.url = None
        self.process = None
        self.environment = environment(folder / "home")

    def start(self):
        self.ready.unlink(missing_ok=True)
        command = [
            binary("roostd"), "serve", "--data", self.data, "--listen", self.address,
            "--ready-file", self.ready, *self.flags,
        ]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, env=self.environment)
        wait_for(self._is_ready, lambda: f"roostd accepts; its log: {self.log_tail()}")
        told = json.loads(self.ready.read_text())
        assert told["pid"] == self.process.pid
        self.url = told["urls"][0]
        # After a restart clients come back to the address they know.
        self.address = self.url.removeprefix("http://")
        return self

    def _is_ready(self):
        status = self.process.poll()
        assert status is None, f"roostd ended with {status}: {self.log_tail()}"
        return self.ready.exists()

    def log_tail(self):
        return self.log.read_text(errors="replace")[-2000:]

    def kill(self):
        """As by a power cut: no handler runs."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(patience(20))
            except subprocess.TimeoutExpired:
                self.kill()
                raise AssertionError("roostd did not stop on SIGTERM") from None
        return self.process.returncode if self.process else 0

    def restart(self):
        self.kill()
        return self.start()

    def roostd(self, *words, text=""):
        """An administrator's command beside the running server."""
        done = subprocess.run(
            [binary("roostd"), *map(str, words), "--data", str(self.data)], input=text,
            capture_output=True, text=True, env=self.environment, timeout=patience(30))
        assert done.returncode == 0, f"roostd {words}: {done.stderr}{done.stdout}"
        return done.stdout

    def add_user(self, name, password):
        self.roostd("user", "add", name, "--password-stdin", text=password + "\n")

    def add_bot(self, name):
        token = self.roostd("bot", "add", name).strip()
        assert token.count(".") == 2, "a bot's token has three parts, for libraries check that"
        return token

    def request(self, method, path, token=None, body=None, version=1):
        """One REST call: the status and the parsed body."""
        call = urllib.request.Request(f"{self.url}/api/v{version}{path}", method=method)
        if token:
            call.add_header("Authorization", token)
        data = None
        if body is not None:
            call.add_header("Content-Type", "application/json")
            data = json.dumps(body).encode()
        try:
            with urllib.request.urlopen(call, data, timeout=patience(15)) as answer:
                text = answer.read()
                return answer.status, json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            text = error.read()
            return error.code, json.loads(text) if text else None

    def channels(self, token):
        """Text channels by name."""
        status, guilds = self.request("GET", "/users/@me/guilds", token)
        assert status == 200, guilds
        status, channels = self.request("GET", f"/guilds/{guilds[0]['id']}/channels", token)
        assert status == 200, channels
        return {channel["name"]: channel for channel in channels}

    def messages(self, token, channel):
        """What the server holds, oldest first: at most the last 100."""
        status, messages = self.request("GET", f"/channels/{channel}/messages?limit=100", token)
        assert status == 200, messages
        return sorted(messages, key=lambda message: int(message["id"]))


def children_of(pid):
    """Processes a process started, by id."""
    path = f"/proc/{pid}/task/{pid}/children"
    if not os.path.exists(path):
        return []
    with open(path) as file:
        return [int(word) for word in file.read().split()]
