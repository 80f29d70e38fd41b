"""Done when 2: two clients and a bot, and a server that dies under them."""

import re
import threading

from world.cache import cached_sequence
from world.person import sequence
from world.waiting import wait_for


def test_typing_shows_and_goes(server, person, client):
    ann, ben = client(person(server, "ann")), client(person(server, "ben"))
    for screen in (ann, ben):
        screen.wait("welcome")
    ann.type("hm")
    ben.wait("ann is typing")
    # It ends by itself: nothing more is typed.
    ben.wait_gone("ann is typing")


def test_unread_marks_rise_and_clear(server, person, client):
    writer, ben = person(server, "ann"), client(person(server, "ben"))
    wait_for(lambda: mark(ben, "general") == "", lambda: "no mark at first: " + screen_text(ben))
    writer.send("general", "read me")
    wait_for(lambda: mark(ben, "general") == "1", lambda: "a mark of 1: " + screen_text(ben))
    ben.keys("M-a")
    ben.wait("read me")
    wait_for(lambda: mark(ben, "general") == "", lambda: "the mark goes: " + screen_text(ben))


def mark(screen, channel):
    """What stands behind the channel's name in the tree; None while it is not there."""
    for line in screen.screen():
        if found := re.match(rf"[\s\d]*#{channel}\b([^│]*)│", line):
            return found[1].strip()
    return None


def screen_text(screen):
    return "\n" + "\n".join(screen.screen())


def test_everything_said_around_a_kill_is_everywhere_once(server, person, client, echo_bot):
    """Both talk while the server is killed and started again. Afterwards the caches, the bot's
    record and the server's log are one sequence, and both screens end with it."""
    people = {name: person(server, name) for name in ("ann", "ben")}
    bot = echo_bot(server)
    screens = {name: client(somebody, rows=44) for name, somebody in people.items()}
    for screen in screens.values():
        screen.wait("welcome")
        screen.say("/join general")
        screen.wait(r"general")
    people["ann"].send("general", "!ping")
    for screen in screens.values():
        screen.wait("pong")

    def talk(name, first, last):
        for number in range(first, last):
            screens[name].say(f"{name} line {number:03}")

    talkers = [threading.Thread(target=talk, args=(name, 0, 10)) for name in screens]
    for talker in talkers:
        talker.start()
    screens["ben"].wait("ann line 003")
    server.kill()
    for talker in talkers:
        talker.join()
    for name in screens:
        talk(name, 10, 15)
    server.start()
    for name in screens:
        talk(name, 15, 20)
    for screen in screens.values():
        for name in screens:
            screen.wait(f"{name} line 019", 60)
    people["ben"].send("general", "!ping")
    expected = {f"{name} line {number:03}" for name in screens for number in range(20)}

    def log():
        return sequence(people["ann"].read("general", "-n", 100))

    wait_for(lambda: len(log()) == len(expected) + 4, lambda: f"all is said: {log()}", 60)
    kept = log()
    said = [content for _, _, content in kept]
    assert sorted(said) == sorted([*expected, "!ping", "pong", "!ping", "pong"])
    for name in screens:
        mine = [content for content in said if content.startswith(f"{name} line")]
        assert mine == sorted(mine), "one person's lines keep their order"
    assert [n for n, _, _ in kept] == list(range(kept[0][0], kept[0][0] + len(kept)))

    channel = people["ann"].read("general", "-n", 1)[0]["channel_id"]
    wait_for(lambda: bot.seen(channel) == [(n, i) for n, i, _ in kept],
             lambda: f"the bot's record {bot.seen(channel)} is {kept}")
    last = said[-20:]
    for name, screen in screens.items():
        wait_for(lambda: [line for line in contents_on(screen, said)][-20:] == last,
                 lambda: f"{name}'s screen ends with {last}:\n" + "\n".join(screen.screen()))
        wait_for(lambda: cached_sequence(people[name].home, channel) == kept,
                 lambda: f"{name}'s cache {cached_sequence(people[name].home, channel)} is {kept}")


def contents_on(screen, said):
    """What of `said` the screen shows, in the order in which it does; not what replies quote."""
    wanted = sorted(set(said), key=len, reverse=True)
    pattern = re.compile("|".join(re.escape(text) for text in wanted))
    # ↱ stands before what a reply quotes.
    said_here = [line for line in screen.screen() if "↱" not in line]
    return [match.group() for line in said_here if (match := pattern.search(line))]
