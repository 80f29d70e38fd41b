"""A crowd, slow and hostile, at one live server: it stays healthy and its memory flat.

ROOST_CHAOS_SECONDS is how long the random bytes go on: 15 by default.
"""

import asyncio
import json
import os
import random
import resource
import socket
import struct
import time

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from world.waiting import patience

CHAOS_SECONDS = float(os.environ.get("ROOST_CHAOS_SECONDS", "15"))
MEGABYTE = 1 << 20
UPGRADE = (
    b"GET /gateway?v=1&encoding=json HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n"
    b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: AAECAwQFBgcICQoLDA0ODw==\r\n\r\n")
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module", autouse=True)
def many_descriptors():
    """Both ends of thousands of connections; the server inherits it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def memory(server):
    """What the server has resident, in bytes."""
    with open(f"/proc/{server.process.pid}/status") as status:
        line = next(line for line in status if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024


def place(server):
    host, port = server.address.rsplit(":", 1)
    return host, int(port)


async def health(server):
    """How long a newcomer waits for an answer."""
    started = time.monotonic()
    reader, writer = await asyncio.open_connection(*place(server))
    writer.write(HEALTH)
    answer = await asyncio.wait_for(reader.read(), patience(10))
    writer.close()
    assert answer.startswith(b"HTTP/1.1 200"), answer[:200]
    return time.monotonic() - started


# MARK: Noise

async def make_noise(server, dice):
    """One connection of somebody who means no good, or whose network is bad."""
    try:
        reader, writer = await asyncio.open_connection(*place(server))
    except OSError:
        return
    try:
        opening = dice.choice((
            b"", HEALTH[:-2], UPGRADE, UPGRADE, b"\x16\x03\x01\x02\x00\x01",
            b"POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: 999999\r\n\r\n"))
        writer.write(opening)
        for _ in range(dice.randrange(6)):
            writer.write(dice.randbytes(dice.randrange(1, 4000)))
            await asyncio.sleep(dice.random() * 0.02)
        match dice.randrange(4):
            case 0:
                writer.write_eof()
                await asyncio.wait_for(reader.read(), 1)
            case 1:
                # Gone with RST.
                writer.get_extra_info("socket").setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            case 2:
                # Half open: says nothing for a while, and reads nothing.
                await asyncio.sleep(dice.random() * 2)
    except (OSError, asyncio.TimeoutError):
        pass
    finally:
        writer.transport.abort()


def test_noise_leaves_the_server_healthy_and_its_memory_flat(server):
    dice = random.Random(20261124)

    async def noise(seconds):
        end = time.monotonic() + seconds
        made = 0

        async def keep_on():
            nonlocal made
            while time.monotonic() < end:
                await make_noise(server, dice)
                made += 1

        async def keep_looking():
            while time.monotonic() < end:
                assert await health(server) < patience(3)
                await asyncio.sleep(0.25)

        await asyncio.gather(keep_looking(), *(keep_on() for _ in range(48)))
        return made

    # Until its buffers and tables have the size that they keep.
    asyncio.run(noise(CHAOS_SECONDS / 3))
    before = memory(server)
    made = asyncio.run(noise(CHAOS_SECONDS * 2 / 3))
    grown = memory(server) - before
    assert made > 100, f"only {made} connections"
    assert grown < 8 * MEGABYTE, f"{made} connections left {grown // 1024} KiB behind"
    assert server.call("GET", "/meta").status == 200


# MARK: Slow

def test_two_hundred_who_send_a_byte_a_second_keep_nobody_out(server):
    async def trickle(stop):
        """Until the server loses its patience."""
        reader, writer = await asyncio.open_connection(*place(server))
        closed = asyncio.ensure_future(reader.read())
        try:
            for byte in HEALTH * 2:
                writer.write(bytes([byte]))
                done, _ = await asyncio.wait([closed], timeout=1)
                if done or stop.is_set():
                    break
            return closed.done() and not stop.is_set()
        except OSError:
            return True
        finally:
            closed.cancel()
            writer.transport.abort()

    async def run():
        stop = asyncio.Event()
        slow = [asyncio.ensure_future(trickle(stop)) for _ in range(200)]
        waits = []
        # A head may take 10 seconds.
        end = time.monotonic() + patience(20)
        while time.monotonic() < end and not all(task.done() for task in slow):
            waits.append(await health(server))
            await asyncio.sleep(0.1)
        stop.set()
        return waits, await asyncio.gather(*slow)

    waits, ended = asyncio.run(run())
    assert max(waits) < patience(1), f"a newcomer waited {max(waits):.2f} s"
    assert all(ended), f"{ended.count(False)} could hold their connection with a byte a second"


# MARK: Many

READERS = 1000
# A queue of 64 KiB, so that the one who stops is seen to be cut off after a few messages.
CROWD = {
    "ROOST_CONNECTIONS_PER_ADDRESS": "2000", "ROOST_QUEUED_BYTES": "64K",
    "ROOST_HEARTBEAT_INTERVAL": "50s",
}


async def listen(server, token, point=None, receive_buffer=None):
    """A session: its connection, and READY or RESUMED."""
    raw = socket.socket()
    if receive_buffer:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    raw.setblocking(False)
    await asyncio.get_running_loop().sock_connect(raw, place(server))
    # One message is read ahead, so what is not taken stays with the server.
    gateway = await connect(
        f"ws://{server.address}/gateway?v=1&encoding=json", sock=raw, compression=None,
        max_queue=1, ping_interval=None, max_size=None, open_timeout=patience(30))
    hello = json.loads(await gateway.recv())
    assert hello["op"] == 10
    if point:
        await gateway.send(json.dumps({"op": 6, "d": {"token": token, "cursor": point}}))
    else:
        await gateway.send(json.dumps({"op": 2, "d": {
            "token": token, "intents": 1 << 9 | 1 << 15, "properties": {}}}))
    while True:
        frame = json.loads(await gateway.recv())
        if frame["op"] == 9:
            raise AssertionError(f"refused: {frame}")
        if frame.get("t") in ("READY", "RESUMED", "MESSAGE_CREATE"):
            return gateway, frame


async def numbers(gateway, channel, count):
    """The `n` of so many messages of that channel, and when the last one came."""
    seen = []
    while len(seen) < count:
        frame = json.loads(await gateway.recv())
        if frame.get("t") == "MESSAGE_CREATE" and frame["d"]["channel_id"] == channel:
            seen.append(frame["n"])
    return seen, time.monotonic()


def test_one_of_a_thousand_who_stops_reading_holds_up_nobody_and_misses_nothing(make_server):
    server = make_server(**CROWD)
    token = "Bot " + server.add_bot("Crowd")
    channel = server.channels(token)["general"]["id"]
    count = 60

    def send(number):
        answer = server.call(
            "POST", f"/channels/{channel}/messages", token,
            {"content": f"{number} " + "x" * 3900})
        assert answer.status == 200, answer.body
        return int(answer.body["n"])

    async def run():
        stalled, ready = await listen(server, token, receive_buffer=8192)
        point = ready["d"]["cursor"]
        others = []
        for _ in range((READERS - 1) // 37):
            others += await asyncio.gather(*(listen(server, token) for _ in range(37)))
        reading = [
            asyncio.ensure_future(numbers(gateway, channel, count)) for gateway, _ in others]
        before = memory(server)
        sent = []
        for number in range(count):
            sent.append(await asyncio.to_thread(send, number))
        answered = time.monotonic()
        seen = await asyncio.wait_for(asyncio.gather(*reading), patience(60))
        late = max(moment for _, moment in seen) - answered
        assert all(numbers == sent for numbers, _ in seen), "a reader missed or doubled one"
        assert late < patience(5), f"the last message reached the last reader {late:.1f} s late"
        grown = memory(server) - before
        assert grown < 64 * MEGABYTE, f"grown by {grown // MEGABYTE} MiB"

        # It was cut off somewhere on the way, and says from where it wants the rest.
        got = []
        with pytest.raises(ConnectionClosed):
            while True:
                frame = json.loads(await stalled.recv())
                if frame.get("t") == "MESSAGE_CREATE":
                    got.append(frame["n"])
        assert len(got) < count, "the stalled reader was never behind"
        back, frame = await listen(server, token, point)
        again = [frame["n"]] if frame.get("t") == "MESSAGE_CREATE" else []
        while len(again) < count:
            frame = json.loads(await asyncio.wait_for(back.recv(), patience(20)))
            if frame.get("t") == "MESSAGE_CREATE":
                again.append(frame["n"])
        assert again == sent and got == sent[:len(got)]
        for gateway, _ in others:
            gateway.transport.abort()
        back.transport.abort()
        await health(server)

    asyncio.run(run())
