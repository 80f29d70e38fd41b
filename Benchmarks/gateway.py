"""The least of a v=1 gateway client and of REST, for times of single answers."""
import base64, http.client, json, os, socket, time


class Gateway:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), 10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall((
            "GET /gateway?v=1 HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n").encode())
        self.buffer = b""
        while b"\r\n\r\n" not in self.buffer:
            self.buffer += self.socket.recv(65536)
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        assert b" 101 " in head.split(b"\r\n")[0], head
        self.frame()  # HELLO

    def frame(self):
        head = self._take(2)
        size = head[1] & 127
        if size == 126:
            size = int.from_bytes(self._take(2), "big")
        elif size == 127:
            size = int.from_bytes(self._take(8), "big")
        return self._take(size)

    def _take(self, count):
        while len(self.buffer) < count:
            more = self.socket.recv(1 << 20)
            assert more, "cut off"
            self.buffer += more
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def send(self, value):
        body = json.dumps(value).encode()
        head = bytes([0x81, 0x80 | len(body)] if len(body) < 126
                     else [0x81, 0xFE, len(body) >> 8, len(body) & 255])
        self.socket.sendall(head + bytes(4) + body)


def ready_seconds(port, token):
    """From IDENTIFY until the whole of READY is here."""
    gateway = Gateway(port)
    begin = time.monotonic()
    gateway.send({"op": 2, "d": {"token": token}})
    frame = gateway.frame()
    took = time.monotonic() - begin
    assert b'"READY"' in frame[:64], frame[:200]
    gateway.socket.close()
    return took, len(frame)


class REST:
    def __init__(self, port, token):
        self.connection = http.client.HTTPConnection("127.0.0.1", port)
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path):
        self.connection.request("GET", "/api/v1" + path, headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        assert answer.status == 200, (path, answer.status, body[:300])
        return json.loads(body)


def counters(port):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/metrics")
    text = connection.getresponse().read().decode()
    values = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, value = line.rsplit(" ", 1)
            values[name] = float(value)
    return values
