"""A shell on a pseudo-terminal, read by pyte: an emulator that knows nothing of Roost."""

import fcntl
import os
import re
import signal
import struct
import termios
import threading

import pyte

from .waiting import wait_for

# What pyte doesn't parse and a terminal shows nothing of: device control strings, the CSI
# sequences of the kitty keyboard protocol and of xterm's key options, and saving and
# restoring a private mode.
UNSEEN = re.compile(
    rb"\x1b[P_^X].*?\x1b\\|\x1b\[[<=>][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*[rs]", re.DOTALL)


class Emulator(pyte.Screen):
    """Adds the two things of xterm's terminfo entry that pyte lacks."""

    last = " "

    def draw(self, data):
        super().draw(data)
        if data:
            self.last = data[-1]

    def repeat_character(self, count=1):
        self.draw(self.last * (count or 1))

    def scroll_up(self, count=1):
        self._scroll(count or 1, self.delete_lines)

    def scroll_down(self, count=1):
        self._scroll(count or 1, self.insert_lines)

    def _scroll(self, count, change):
        margins = self.margins or pyte.screens.Margins(0, self.lines - 1)
        row, column = self.cursor.y, self.cursor.x
        self.cursor.y = margins.top
        change(count)
        self.cursor.y, self.cursor.x = row, column


class Stream(pyte.ByteStream):
    csi = {**pyte.ByteStream.csi, "b": "repeat_character", "S": "scroll_up", "T": "scroll_down"}


class Terminal:
    """bash with job control; what is typed goes to it, or to what runs in its foreground."""

    def __init__(self, environment, columns=80, rows=24):
        self.emulator = Emulator(columns, rows)
        self.stream = Stream(self.emulator)
        self.output = bytearray()
        self.fed = 0
        self.lock = threading.Lock()
        self.process, self.descriptor = os.forkpty()
        if self.process == 0:
            os.execvpe("bash", ["bash", "--norc", "--noprofile", "--noediting", "-i"], {
                **environment, "TERM": "xterm-256color", "PS1": "READY> ", "HISTFILE": ""})
        self._set_size(columns, rows)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        self.wait("READY>")

    def _set_size(self, columns, rows):
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _read(self):
        while True:
            try:
                data = os.read(self.descriptor, 65536)
            except OSError:
                return
            if not data:
                return
            with self.lock:
                self.output += data

    def _feed(self):
        """Gives the emulator what came, but never half of a sequence it can't see."""
        pending = bytes(self.output[self.fed:])
        whole = len(pending)
        escape = pending.rfind(b"\x1b")
        if escape >= 0 and not re.match(
                rb"\x1b(\[[0-9;?<=>!]*[ $\"']?[@-~]|[P_^X\]].*?(\x07|\x1b\\)|[^\[\]P_^X])",
                pending[escape:], re.DOTALL):
            whole = escape
        # A string that began before and has not ended.
        for start in re.finditer(rb"\x1b[P_^X\]]", pending[:whole]):
            if not re.match(rb"\x1b..*?(\x07|\x1b\\)", pending[start.start():], re.DOTALL):
                whole = start.start()
                break
        self.stream.feed(UNSEEN.sub(b"", pending[:whole]))
        self.fed += whole

    def screen(self):
        with self.lock:
            self._feed()
            return [line.rstrip() for line in self.emulator.display]

    def shows(self, pattern):
        return any(re.search(pattern, line) for line in self.screen())

    def wait(self, pattern, seconds=20):
        wait_for(lambda: self.shows(pattern),
                 lambda: f"/{pattern}/ on:\n" + "\n".join(self.screen()), seconds)

    def type(self, text):
        os.write(self.descriptor, text.encode())

    def resize(self, columns, rows):
        with self.lock:
            self._feed()
            self.emulator.resize(rows, columns)
        self._set_size(columns, rows)

    def settings(self):
        """The line discipline as the terminal has it now."""
        return termios.tcgetattr(self.descriptor)

    def foreground(self):
        return os.tcgetpgrp(self.descriptor)

    def modes(self):
        """Private modes that are not as a terminal starts, after all that was written."""
        state = {}
        for numbers, final in re.findall(rb"\x1b\[\?([0-9;]+)([hl])", bytes(self.output)):
            for number in numbers.split(b";"):
                state[int(number)] = final == b"h"
        # Cursor shown, auto-wrap and alternate scrolling may be on; the rest is off.
        on_at_start = {7, 25, 1007}
        return {number: on for number, on in state.items()
                if on != (number in on_at_start) and number not in {7, 12, 1007}}

    def end(self):
        for group in {self.foreground_or_none(), self.process}:
            if group:
                try:
                    os.killpg(group, signal.SIGKILL)
                except ProcessLookupError:
                    pass
        os.waitpid(self.process, 0)
        # The reader ends with the last writer; closing before would give it another's descriptor.
        self.reader.join(10)
        os.close(self.descriptor)

    def foreground_or_none(self):
        try:
            return self.foreground()
        except OSError:
            return None
