"""Done when 4: `roost` as a command-line tool."""

import json
import os
import re
import signal
import subprocess
import time

import pytest

from world.paths import binary, environment
from world.person import json_lines, sequence
from world.waiting import wait_for


@pytest.fixture
def ann(server, person):
    return person(server, "ann")


def test_a_file_is_one_message_or_one_for_each_line(ann):
    poem = "roses are red\n  violets are blue\nthe end"
    done = ann.roost("send", "general", "-", text=poem + "\n")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert ann.read("general", "-n", 1)[0]["content"] == poem
    done = ann.roost("send", "general", "--lines", text="one\ntwo\n\nthree\n")
    assert done.returncode == 0, done.stderr
    assert [m["content"] for m in ann.read("general", "-n", 3)] == ["one", "two", "three"]


def test_code_goes_in_a_fence(ann):
    assert ann.roost("send", "general", "-", "--code=swift", text="let a = 1\n").returncode == 0
    assert ann.read("general", "-n", 1)[0]["content"] == "```swift\nlet a = 1\n```"


def test_over_long_text_is_refused_whole_or_split(ann):
    text = "\n".join(f"line {number:05}" for number in range(700))
    assert len(text) > 4000
    before = ann.read("general", "-n", 1)
    assert ann.roost("send", "general", "-", text=text).returncode in (2, 5)
    assert ann.read("general", "-n", 1) == before
    assert ann.roost("send", "general", "-", "--split", text=text).returncode == 0
    parts = [m["content"] for m in ann.read("general", "-n", 20)][len(before):]
    assert len(parts) > 1 and all(len(part) <= 4000 for part in parts)
    assert "\n".join(parts) == text


def test_a_key_makes_a_send_safe_to_repeat(ann):
    for _ in range(3):
        ann.send("general", "once", "--key", "k1")
    assert [m["content"] for m in ann.read("general", "-n", 5)].count("once") == 1


def test_a_channel_has_many_names(ann, server):
    identifier = ann.roost("channels", "--json").stdout
    general = next(c for c in json_lines(identifier) if c["name"] == "general")["id"]
    host = server.url.removeprefix("http://")
    for name in ("general", "#general", general, f"ann@{host}/general"):
        ann.send(name, f"by {name}")
    assert [m["content"] for m in ann.read("general", "-n", 4)][0] == "by general"


def test_text_not_to_a_terminal_is_four_columns(ann):
    ann.send("general", "tab\there \x1b[31mred\u202e")
    line = ann.roost("read", "general", "-n", 1).stdout
    assert line.count("\n") == 1
    stamp, channel, author, text = line.rstrip("\n").split("\t", 3)
    assert stamp[:2] == "20" and channel.endswith("general") and author == "ann"
    assert "\x1b" not in text and "\u202e" not in text


def test_json_can_not_reach_a_terminal_raw(ann):
    ann.send("general", "a\x9bb\u2028c\u202ed\x7fe")
    raw = ann.roost("read", "general", "-n", 1, "--json").stdout
    assert all(ord(c) >= 0x20 and ord(c) not in (0x7f, 0x9b, 0x2028, 0x202e)
               for c in raw.rstrip("\n"))
    assert json.loads(raw)["content"] == "a\x9bb\u2028c\u202ed\x7fe"


def test_following_goes_through_a_restart_and_a_cursor_goes_on(ann, server, tmp_path):
    output, cursor = tmp_path / "followed.jsonl", tmp_path / "cursor"
    words = ["read", "general", "-n", 100, "--follow", "--json", "--cursor", cursor]
    follower = ann.start(*words, output=output)

    def followed():
        return sequence(json_lines(output.read_text()))

    ann.send("general", "first")
    wait_for(lambda: "first" in [c for _, _, c in followed()], lambda: f"followed: {followed()}")
    server.restart()
    for number in range(5):
        ann.send_through("general", f"later {number}", f"later-{number}")
    wait_for(lambda: "later 4" in [c for _, _, c in followed()],
             lambda: f"followed: {followed()}", 60)
    follower.send_signal(signal.SIGINT)
    assert follower.wait(20) == 130
    for number in range(3):
        ann.send("general", f"unseen {number}")
    ann.start(*words, output=output)
    wait_for(lambda: followed()[-1][2] == "unseen 2", lambda: f"followed: {followed()}")
    assert followed() == sequence(ann.read("general", "-n", 100))


def test_wait_ends_with_the_message_that_matches(ann, server, person, tmp_path):
    ben = person(server, "ben")
    output = tmp_path / "waited"
    waiter = ann.start(
        "wait", "general", "--match", "dinner.*ready", "--from", "ben", "--timeout", "60s",
        "--json", "--send", "is it?", output=output)
    wait_for(lambda: ben.read("general", "-n", 1)[0:1]
             and ben.read("general", "-n", 1)[0]["content"] == "is it?", "the question")
    ann.send("general", "dinner is ready")
    ben.send("general", "not yet")
    ben.send("general", "dinner is now ready")
    assert waiter.wait(30) == 0
    assert [m["content"] for m in json_lines(output.read_text())] == ["dinner is now ready"]


def test_reading_marks_only_when_asked(ann, server, person):
    ben = person(server, "ben")
    ben.roost("read", "general", "--unread", "--mark")
    ann.send("general", "news")
    assert "general" in ben.roost("channels", "--unread").stdout
    assert [m["content"] for m in ben.read("general", "--unread")] == ["news"]
    assert [m["content"] for m in ben.read("general", "--unread", "--mark")] == ["news"]
    assert ben.roost("read", "general", "--unread").returncode == 1
    assert "general" not in ben.roost("channels", "--unread").stdout


class TestExitCodes:
    def test_0_and_silence(self, ann):
        done = ann.roost("send", "general", "x")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        assert ann.roost("whoami").stdout.startswith("ann")

    def test_1_nothing_found_and_timed_out(self, ann):
        assert ann.roost("read", "general", "--unread", "--mark").returncode in (0, 1)
        assert ann.roost("read", "general", "--unread").returncode == 1
        assert ann.roost("wait", "general", "--timeout", "100ms").returncode == 1

    def test_2_usage(self, ann):
        for words in (["frobnicate"], ["send"], ["read", "general", "--nope"], []):
            done = ann.roost(*words)
            assert done.returncode == 2 and done.stderr and not done.stdout, words

    def test_3_not_signed_in(self, tmp_path):
        done = subprocess.run(
            [binary("roost"), "whoami"], env=environment(tmp_path / "nobody"),
            capture_output=True, text=True, check=False)
        assert done.returncode == 3 and "login" in done.stderr

    def test_3_after_logout(self, ann):
        assert ann.roost("logout").returncode == 0
        assert ann.roost("send", "general", "x").returncode == 3

    def test_3_wrong_password(self, ann, server):
        done = ann.roost("login", server.url, "--user", "ann", "--password-stdin", text="no\n")
        assert done.returncode == 3, done.stderr

    def test_4_no_such_channel(self, ann):
        for channel in ("nowhere", "175928847299117063"):
            assert ann.roost("send", channel, "x").returncode == 4
            assert ann.roost("read", channel).returncode == 4

    def test_5_refused(self, ann):
        assert ann.roost("send", "general", "  ").returncode in (2, 5)
        assert ann.roost("send", "general", "x" * 4001).returncode in (2, 5)

    def test_6_unreachable(self, ann, server):
        server.kill()
        done = ann.roost("send", "general", "x")
        assert done.returncode == 6 and done.stderr

    def test_7_certificate_changed(self, make_server, tmp_path):
        tls = make_server("--tls", "on")
        assert tls.url.startswith("https://")
        tls.add_user("ann", "secret secret")
        home = environment(tmp_path / "home" / "ann")

        def roost(*words, text=""):
            return subprocess.run([binary("roost"), *words], env=home, input=text,
                                  capture_output=True, text=True, check=False)

        login = ["login", tls.url, "--user", "ann", "--password-stdin"]
        fingerprint = re.search(r"[0-9A-Fa-f]{2}(:?[0-9A-Fa-f]{2}){31}", tls.log_tail()).group()
        wrong = ("00" if fingerprint[:2] != "00" else "11") + fingerprint[2:]
        assert roost(*login, "--pin", wrong, text="secret secret\n").returncode == 7
        done = roost(*login, "--pin", fingerprint, text="secret secret\n")
        assert done.returncode == 0, done.stderr
        assert roost("send", "general", "x").returncode == 0
        tls.stop()
        for name in ("certificate.pem", "key.pem"):
            (tls.data / name).unlink()
        tls.start()
        done = roost("send", "general", "x")
        assert done.returncode == 7, done.stderr

    def test_8_local_file(self, ann, tmp_path):
        assert ann.roost("read", "general", "--follow", "--cursor",
                         tmp_path / "no" / "folder" / "cursor").returncode == 8

    def test_130_interrupted(self, ann, tmp_path):
        output = tmp_path / "out"
        ann.send("general", "x")
        follower = ann.start("read", "general", "-n", 1, "--follow", output=output)
        wait_for(lambda: output.read_text(), "the follower follows")
        follower.send_signal(signal.SIGINT)
        assert follower.wait(20) == 130


def test_bare_roost_without_a_terminal_says_how(ann):
    done = ann.roost()
    assert done.returncode == 2 and "usage" in done.stderr.lower()


def test_a_token_in_the_environment_is_enough(ann, server, tmp_path):
    token = server.add_bot("shell")
    done = subprocess.run(
        [binary("roost"), "send", "general", "from a shell loop"],
        env=environment(tmp_path / "home" / "shell", ROOST_URL=server.url, ROOST_TOKEN=token),
        capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    message = ann.read("general", "-n", 1)[0]
    assert (message["author"]["username"], message["content"]) == ("shell", "from a shell loop")


def test_completions_and_help_name_every_verb(ann):
    text = ann.roost("help").stdout
    for verb in ("login", "logout", "whoami", "send", "read", "wait", "channels", "reset",
                 "completions", "help"):
        assert verb in text
        assert ann.roost("help", verb).returncode == 0
    for shell in ("bash", "zsh", "fish"):
        assert "roost" in ann.roost("completions", shell).stdout
    script = ann.roost("completions", "bash").stdout
    assert subprocess.run(["bash", "-n"], input=script, text=True, check=False).returncode == 0
    assert os.linesep in ann.roost("--version").stdout


class TestTokens:
    """Many processes share one login; its access token lives for seconds here."""

    LIFETIME = 3

    @pytest.fixture
    def ann(self, make_server, person):
        self.server = make_server(ROOST_ACCESS_TOKEN_LIFETIME=f"{self.LIFETIME}s")
        return person(self.server, "ann")

    def expire(self, ann, since):
        """Waits until the server refuses the access token of `since`."""
        wait_for(lambda: time.monotonic() > since + self.LIFETIME + 0.5, "expiry", 30)

    def test_twenty_sends_at_expiry_all_stay_signed_in(self, ann):
        signed_in = time.monotonic()
        ann.send("general", "warm")
        self.expire(ann, signed_in)
        lines = [f"line {number}" for number in range(20)]
        senders = [ann.start("send", "general", line) for line in lines]
        assert [sender.wait(60) for sender in senders] == [0] * 20
        said = [m["content"] for m in ann.read("general", "-n", 50)]
        assert sorted(said) == sorted(["warm", *lines])
        assert ann.roost("whoami").returncode == 0

    def test_one_killed_while_it_refreshes_signs_nobody_out(self, ann):
        """Whenever the killed one dies, before, during or after its refresh, the login lives."""
        for attempt in range(12):
            start = time.monotonic()
            self.expire(ann, start)
            victim = ann.start("send", "general", f"victim {attempt}")
            end = time.monotonic() + 0.004 * attempt
            wait_for(lambda end=end: time.monotonic() >= end, "the moment")
            victim.send_signal(signal.SIGKILL)
            victim.wait()
            ann.send("general", f"survivor {attempt}")
        said = [m["content"] for m in ann.read("general", "-n", 50)]
        assert [s for s in said if s.startswith("survivor")] == [
            f"survivor {attempt}" for attempt in range(12)]
        assert len(said) == len(set(said))
