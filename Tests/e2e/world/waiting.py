"""Waiting for what must come, with an end to it. Nothing here waits for time alone."""

import os
import time

POLL = 0.05


def patience(seconds):
    """Seconds to allow on this machine: more when more runs than it has cores for."""
    load = os.getloadavg()[0] / (os.cpu_count() or 1)
    return seconds * min(max(1.0, load), 6.0)


def wait_for(probe, what, seconds=20):
    """Returns the first true value of `probe()`; fails with `what` when none comes.

    `what` may be a function, called at the end, that says what was there instead.
    """
    end = time.monotonic() + patience(seconds)
    while True:
        value = probe()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"not in time: {what() if callable(what) else what}")
        time.sleep(POLL)
