"""Done when 1: the demo without a terminal."""

import os
import re
import subprocess

from world.paths import ROOT
from world.waiting import patience


def test_the_demo_without_a_terminal_talks_through_a_kill_and_compares():
    done = subprocess.run(
        [str(ROOT / "scripts" / "demo.sh")], stdin=subprocess.DEVNULL, capture_output=True,
        text=True, cwd="/", env={**os.environ, "TERM": "dumb"}, timeout=patience(240))
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    said = re.findall(r"#general  n=(\d+) +id=(\d+)  (\S+) +(.*)", done.stdout)
    assert len({(n, identifier) for n, identifier, _, _ in said}) >= 15
    assert {"you", "ada", "echo"} <= {author for _, _, author, _ in said}
    assert "kill -9" in done.stdout
    summary = re.search(r"18 messages, no gap, no duplicate, the same in all 4 places \((\d+) s\)",
                        done.stdout)
    assert summary, done.stdout[-3000:]
    assert int(summary.group(1)) < patience(60)
