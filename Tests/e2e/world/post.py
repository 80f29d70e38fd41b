"""Messages sent over one kept-alive connection, as raw as a test needs them."""

import http.client
import json

from .waiting import patience


def request(channel, token, content, nonce, host="a"):
    """The bytes of a request that sends a message."""
    body = json.dumps({"content": content, "nonce": nonce}).encode()
    return (
        f"POST /api/v1/channels/{channel}/messages HTTP/1.1\r\nHost: {host}\r\n"
        f"Authorization: {token}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n").encode() + body


class Line:
    """A connection on which one message follows the answer to the last."""

    def __init__(self, server, channel, token):
        self.connection = http.client.HTTPConnection(server.address, timeout=patience(15))
        self.path = f"/api/v1/channels/{channel}/messages"
        self.headers = {"Authorization": token, "Content-Type": "application/json"}

    def post(self, content, nonce):
        """Status and answer; raises OSError or HTTPException when the line is cut."""
        body = json.dumps({"content": content, "nonce": nonce})
        self.connection.request("POST", self.path, body, self.headers)
        answer = self.connection.getresponse()
        return answer.status, json.loads(answer.read())

    def close(self):
        self.connection.close()


def history(server, channel, token):
    """Every message of the channel, oldest first, by pages of REST."""
    messages = []
    before = ""
    while True:
        page = server.call("GET", f"/channels/{channel}/messages?limit=100{before}", token)
        assert page.status == 200, page.body
        if not page.body:
            return messages[::-1]
        messages += page.body
        before = f"&before={page.body[-1]['id']}"
