"""Done when 5: sizes, resizing, suspending, signals; pyte's screen is the client's cell grid."""

import os
import signal
import termios

import pytest

from world.paths import binary
from world.terminal import Terminal
from world.waiting import wait_for

SIZES = [(20, 5), (40, 10), (80, 24), (120, 40)]


@pytest.fixture
def ann(server, person):
    somebody = person(server, "ann")
    somebody.send("welcome", "hello from the past")
    somebody.send("welcome", "wide: 漢字 and café, emoji 🎉 done")
    return somebody


@pytest.fixture
def terminal(ann, tmp_path):
    """terminal(columns, rows): a shell in which `roost` has been started."""
    terminals = []
    dump = tmp_path / "grid"

    def make(columns=80, rows=24):
        shell = Terminal({**ann.environment, "ROOST_GRID_DUMP": str(dump)}, columns, rows)
        shell.dump = dump
        shell.at_start = shell.settings()
        terminals.append(shell)
        shell.type(binary("roost") + "\r")
        wait_for(lambda: dump.exists(), lambda: "a frame:\n" + "\n".join(shell.screen()))
        return shell

    yield make
    for shell in terminals:
        shell.end()


def grid(shell):
    return [line.rstrip() for line in shell.dump.read_text().split("\n")][:shell.emulator.lines]


def assert_same(shell, holds=lambda lines: True):
    """pyte shows what the client believes it shows; `holds` says what that must contain."""
    def same():
        seen, believed = shell.screen(), grid(shell)
        believed += [""] * (len(seen) - len(believed))
        return without_stubs(seen) == believed and holds(seen)

    wait_for(same, lambda: "the same:\n" + "\n".join(shell.screen()) + "\n--- grid\n"
             + "\n".join(grid(shell)))


def without_stubs(lines):
    """pyte keeps an empty cell after a wide character; display leaves it out already."""
    return [line.rstrip() for line in lines]


def contains(text):
    return lambda lines: any(text in line for line in lines)


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_every_size_shows_what_the_grid_holds(terminal, columns, rows):
    shell = terminal(columns, rows)
    assert_same(shell, contains("welcome") if columns >= 40 else contains("w"))
    shell.type("typed")
    assert_same(shell, contains("typed"))


def test_resizing_while_typing_loses_nothing(terminal):
    shell = terminal(80, 24)
    assert_same(shell, contains("welcome"))
    text = "the quick brown"
    for letter, (columns, rows) in zip(text, SIZES * 4):
        shell.type(letter)
        shell.resize(columns, rows)
    shell.resize(80, 24)
    assert_same(shell, contains(text))
    shell.type("\r")
    shell.wait(r"ann.*the quick brown|the quick brown")
    assert_same(shell, contains(text))


def test_suspending_gives_the_terminal_back_and_resuming_repaints(terminal):
    shell = terminal(80, 24)
    assert_same(shell, contains("hello from the past"))
    shell.type("half a line")
    assert_same(shell, contains("half a line"))
    shell.type("\x1a")
    shell.wait("Stopped")
    wait_for(lambda: shell.settings() == shell.at_start, "termios as before")
    assert shell.modes() == {}
    shell.type("fg\r")
    assert_same(shell, contains("half a line"))


@pytest.mark.parametrize(
    "name", ["TERM", "HUP", "SEGV", "ILL", "TRAP", "ABRT", "KILL", "quit"])
def test_the_terminal_is_sane_after(terminal, name):
    shell = terminal(80, 24)
    assert_same(shell, contains("hello from the past"))
    group = shell.foreground()
    assert group != shell.process
    if name == "quit":
        shell.type("/quit\r")
    else:
        os.kill(group, getattr(signal, "SIG" + name))
    wait_for(lambda: shell.foreground() == shell.process, "the client ends")
    if name == "KILL":
        shell.type(f"\r{binary('roost')} reset\r")
    wait_for(lambda: shell.modes() == {}, lambda: f"modes off: {shell.modes()}")
    # After KILL nobody knows what was before; what `reset` gives is usable.
    same = usable if name == "KILL" else lambda settings: settings
    wait_for(lambda: same(shell.settings()) == same(shell.at_start),
             lambda: f"termios {shell.settings()} as before {shell.at_start}")
    shell.type("echo still $((40 + 2))\r")
    shell.wait("still 42")


def usable(settings):
    """What a shell can't do without: lines, echo, signals, ends of lines."""
    iflag, oflag, cflag, lflag, _, _, characters = settings
    return (iflag & termios.ICRNL, oflag & (termios.OPOST | termios.ONLCR), cflag & termios.CSIZE,
            lflag & (termios.ICANON | termios.ECHO | termios.ISIG | termios.IEXTEN), characters)


@pytest.mark.parametrize("setting", [{"TERM": "no-such-terminal"}, {"LANG": None}])
def test_it_starts_with_an_unknown_terminal_and_without_a_language(ann, tmp_path, setting):
    environment = {k: v for k, v in {**ann.environment, **setting}.items() if v is not None}
    shell = Terminal(environment)
    try:
        term = setting.get("TERM")
        shell.type((f"TERM={term} " if term else "") + binary("roost") + "\r")
        shell.wait("hello from the past")
    finally:
        shell.end()
