"""Where the repository and its products lie."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
BUILD = ROOT / ".build"
BINARIES = Path(os.environ.get("ROOST_BINARIES", BUILD / "release"))
PYTHON = {name: BUILD / "python" / name / "bin" / "python"
          for name in ("tests", "zstd", "conformance")}


def binary(name):
    path = BINARIES / name
    assert path.exists(), f"{path} is not built: scripts/build.sh roostd roost EchoBot WebSocketEcho"
    return str(path)


def environment(home, **more):
    """A bare environment: nothing of the machine's user leaks into a test."""
    Path(home).mkdir(parents=True, exist_ok=True)
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "dumb",
        **{key: str(value) for key, value in more.items()},
    }
