"""A roostd of its own for each test, which can be killed and started again."""

import json
import signal
import subprocess
import urllib.error
import urllib.request

from .paths import binary, environment
from .waiting import patience, wait_for


class Server:
    def __init__(self, folder, *flags, **settings):
        self.folder = folder
        self.data = folder / "data"
        self.ready = folder / "ready.json"
        self.log = folder / "server.log"
        self.flags = flags
        self.address = "127.0.0.1:0"
        self.url = None
        self.process = None
        self.environment = environment(folder / "home", **settings)

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
        self.address = self.url.split("//")[1]
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

    def call(self, method, path, token=None, body=None, version=1):
        """One REST call."""
        request = urllib.request.Request(f"{self.url}/api/v{version}{path}", method=method)
        if token:
            request.add_header("Authorization", token)
        data = None
        if body is not None:
            request.add_header("Content-Type", "application/json")
            data = json.dumps(body).encode()
        try:
            with urllib.request.urlopen(request, data, timeout=patience(15)) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.headers, error.read())

    def channels(self, token):
        """Text channels by name."""
        guilds = self.call("GET", "/users/@me/guilds", token)
        assert guilds.status == 200, guilds.body
        channels = self.call("GET", f"/guilds/{guilds.body[0]['id']}/channels", token)
        assert channels.status == 200, channels.body
        return {channel["name"]: channel for channel in channels.body}


class Answer:
    def __init__(self, status, headers, text):
        self.status = status
        self.headers = headers
        self.body = json.loads(text) if text else None
