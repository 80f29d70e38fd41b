"""Limits: told truthfully, and kept by our own client without anybody noticing."""

import threading
import time

from world.waiting import patience


def test_a_burst_over_the_limit_is_slower_but_whole_and_in_order(make_server, person):
    server = make_server(ROOST_RATE_LIMITS="yes", ROOST_LIMIT_MESSAGES="3/1s")
    ann = person(server, "ann")
    lines = [f"line {number}" for number in range(10)]
    started = time.monotonic()
    done = ann.roost("send", "general", "--lines", text="\n".join(lines))
    assert done.returncode == 0, done.stderr
    assert time.monotonic() - started > 1.5, "the limit was not applied"
    assert [m["content"] for m in ann.read("general", "-n", 50)] == lines


def test_the_headers_tell_the_truth(make_server, person):
    """A request is refused if and only if the answer before said that none remained."""
    server = make_server(ROOST_RATE_LIMITS="yes", ROOST_LIMIT_MESSAGES="3/30s")
    token = "Bot " + server.add_bot("Counter")
    channel = server.channels(token)["general"]["id"]
    path = f"/channels/{channel}/messages"
    outcomes = [server.call("POST", path, token, {"content": f"m{number}"}) for number in range(4)]
    assert [outcome.status for outcome in outcomes] == [200, 200, 200, 429]
    assert [outcome.headers["X-RateLimit-Remaining"] for outcome in outcomes[:3]] == ["2", "1", "0"]
    refused = outcomes[3]
    assert refused.headers["Via"] and refused.headers["Content-Type"] == "application/json"
    assert 0 < refused.body["retry_after"] <= 30


def test_a_password_can_not_be_guessed_quickly(make_server, person):
    server = make_server(ROOST_RATE_LIMITS="yes")
    ann = person(server, "ann")
    codes = []

    def guess():
        codes.append(ann.roost(
            "login", server.url, "--user", "ann", "--password-stdin", text="wrong\n").returncode)

    guesses = [threading.Thread(target=guess) for _ in range(8)]
    for thread in guesses:
        thread.start()
    for thread in guesses:
        thread.join(patience(60))
    # Five are answered "wrong"; more within the quarter of an hour are refused unheard.
    assert set(codes) == {3, 5}, codes
