"""Both ends of our WebSocket against Autobahn's cases, as kosoku runs them.

The compression cases repeat one exchange with longer and longer messages; those above 16 KiB,
which take minutes of deflating, run with ROOST_CONFORMANCE=all.
"""

import asyncio
import importlib
import os
import subprocess

import pytest
from kosoku import FailureError, run_fuzzingclient, run_fuzzingserver
from kosoku._caseindex import initialize_shims

from world.paths import binary
from world.waiting import patience

AT_ONCE = 8
PLAIN = [f"{group}.*" for group in (1, 2, 3, 4, 5, 6, 7, 9, 10)]
# The last part of a compression case's name is a size: these are up to 16 KiB, whole and in
# fragments.
SIZES = (1, 2, 3, 4, 5, 6, 7, 11, 12)
COMPRESSED = [f"{group}.{kind}.{size}"
              for group, kinds in ((12, 5), (13, 7)) for kind in range(1, kinds + 1)
              for size in SIZES]
EVERYTHING = os.environ.get("ROOST_CONFORMANCE") == "all"
CASES = None if EVERYTHING else PLAIN + COMPRESSED
COUNT = 517 if EVERYTHING else 301 + len(COMPRESSED)


@pytest.fixture(scope="module", autouse=True)
def bytes_in_compression_cases():
    """kosoku 0.1.0 gives these cases a str when the peer left a message uncompressed, as RFC
    7692 lets it; they hash bytes."""
    initialize_shims()
    module = importlib.import_module("case12_x_x")
    for case in module.Case12_X_X + module.Case13_X_X:
        case.onMessage = _with_bytes(case.onMessage, case.TESTDATA["binary"])


def _with_bytes(on_message, is_binary):
    encoding = "latin-1" if is_binary else "utf-8"

    def receive(self, message, binary):
        if isinstance(message, str):
            message = message.encode(encoding)
        on_message(self, message, binary)

    return receive


def test_the_server_conforms():
    echo = subprocess.Popen(
        [binary("WebSocketEcho"), "server"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        text=True)
    try:
        address = echo.stdout.readline().strip().removeprefix("http://")

        async def run():
            return await run_fuzzingclient(address, CASES, None, concurrency=AT_ONCE)

        check(run)
        assert echo.poll() is None, "the server is still there"
    finally:
        echo.stdin.close()
        assert echo.wait(patience(20)) == 0


def test_the_client_conforms():
    async def run():
        async with run_fuzzingserver(CASES, None, host="127.0.0.1", port=0) as server:
            visitor = await asyncio.create_subprocess_exec(
                binary("WebSocketEcho"), "client", f"http://127.0.0.1:{server.port}",
                str(AT_ONCE), stdout=asyncio.subprocess.DEVNULL)
            try:
                return await server.get_result()
            finally:
                assert await visitor.wait() == 0

    check(run)


def check(run):
    """Every case passes, in words for those that don't."""
    async def bounded():
        return await asyncio.wait_for(run(), patience(600 if EVERYTHING else 100))

    try:
        results = asyncio.run(bounded())
    except FailureError as failure:
        results = failure.results
    broken = [
        f"{case.case_id} {case.behavior.value}/{case.behavior_close.value}: "
        f"{case.result} {case.result_close}" for case in results if not case.passed]
    assert not broken, f"{len(broken)} of {len(results)}:\n" + "\n".join(broken[:20])
    assert len(results) == COUNT, "the suite has as many cases as it had"
