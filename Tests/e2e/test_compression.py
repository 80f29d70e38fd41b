"""Compressed streams, read by libraries that are not ours: zlib, zstandard, websockets."""

import base64
import json
import subprocess
import zlib

import pytest
from websockets.sync.client import connect

from world.paths import PYTHON
from world.waiting import patience

# Short and long, alike and not, and nothing that a compressor could rely on.
TEXTS = ["hi", "x" * 4000, "hé 😀 " * 300, "".join(chr(0x4E00 + n * 7 % 20000) for n in range(900))]
INTENTS = 1 << 9 | 1 << 15
LAST = "that is all"

READ_ZSTD = """
import base64, json, sys, zstandard
stream = zstandard.ZstdDecompressor().decompressobj()
texts = [stream.decompress(base64.b64decode(line)).decode() for line in sys.stdin]
json.dump(texts, sys.stdout)
"""


def zlib_texts(chunks):
    stream = zlib.decompressobj()
    return [stream.decompress(chunk).decode() for chunk in chunks]


def zstd_texts(chunks):
    """In a Python of its own: where zstandard is, discord.py uses it."""
    done = subprocess.run(
        [PYTHON["zstd"], "-c", READ_ZSTD], capture_output=True, text=True,
        input="".join(base64.b64encode(chunk).decode() + "\n" for chunk in chunks),
        timeout=patience(30))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def plain(message):
    return message if isinstance(message, str) else message.decode()


@pytest.mark.parametrize("version", (1, 10))
@pytest.mark.parametrize("form", ("zlib-stream", "zstd-stream", "permessage-deflate"))
def test_every_form_says_the_same(server, version, form):
    token = server.add_bot("Reader")
    channel = server.channels("Bot " + token)["general"]["id"]
    identify = json.dumps({"op": 2, "d": {
        "token": token if version == 10 else "Bot " + token, "intents": INTENTS,
        "properties": {}}})
    compression = "deflate" if form == "permessage-deflate" else None
    query = "" if compression else f"&compress={form}"
    texts = {"zlib-stream": zlib_texts, "zstd-stream": zstd_texts}.get(
        form, lambda messages: list(map(plain, messages)))

    with connect(f"ws://{server.address}/gateway?v={version}&encoding=json",
                 compression=None, max_size=None) as bare, \
            connect(f"ws://{server.address}/gateway?v={version}&encoding=json{query}",
                    compression=compression, max_size=None) as packed:
        if compression:
            assert packed.protocol.extensions, "permessage-deflate was not agreed to"
        bare.send(identify)
        packed.send(identify)
        frames = [json.loads(bare.recv(patience(15)))]
        messages = [packed.recv(patience(15))]
        # HELLO, READY and what belongs to it: both are there before anything is said.
        count = 3 if version == 10 else 2
        for _ in range(count - 1):
            frames.append(json.loads(bare.recv(patience(15))))
            messages.append(packed.recv(patience(15)))
        for text in [*TEXTS, LAST]:
            sent = server.call(
                "POST", f"/channels/{channel}/messages", "Bot " + token, {"content": text})
            assert sent.status == 200, sent.body
        while (frames[-1].get("d") or {}).get("content") != LAST:
            frames.append(json.loads(bare.recv(patience(15))))
        while len(messages) < len(frames):
            messages.append(packed.recv(patience(15)))

    unpacked = list(map(json.loads, texts(messages)))
    assert frames[count:] == unpacked[count:]
    assert [frame.get("t") for frame in frames] == [frame.get("t") for frame in unpacked]
    said = [frame["d"]["content"] for frame in unpacked if frame.get("t") == "MESSAGE_CREATE"]
    assert said == [*TEXTS, LAST]
    if not compression:
        assert all(isinstance(message, bytes) for message in messages)
