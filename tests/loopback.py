"""A small web on loopback addresses for tests: one server, a function of the path that answers, and a record."""

from __future__ import annotations

import socket
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

Answer = bytes | Callable[["Conversation"], None]
"""what is sent, or what is done with the connection"""


def reply(status: int = 200, page: str | bytes = "<title>A page</title><p>Words.", **headers: str) -> bytes:
    """An HTTP answer that ends its connection; `_` in the name of a header stands for `-`."""
    body = page if isinstance(page, bytes) else page.encode()
    table = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body)), "Connection": "close"}
    table |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status} X", *(f"{name}: {value}" for name, value in table.items()), "", ""]
    return "\r\n".join(lines).encode() + body


class Conversation(socketserver.BaseRequestHandler):
    """One request on one connection."""

    server: Server

    def handle(self) -> None:
        self.request.settimeout(10)
        head = b""
        while b"\r\n\r\n" not in head:
            data = self.request.recv(65536)
            if not data:
                return
            head += data
        self.head = head.decode("latin-1")
        self.path = self.head.split(" ")[1]
        self.server.record(self)
        self.busy = True
        try:
            answer = self.server.answers.get(self.path, reply(404, "<title>Nothing</title>"))
            self.send(answer) if isinstance(answer, bytes) else answer(self)
        except OSError:
            return
        finally:
            self.leave()

    def send(self, data: bytes) -> None:
        self.leave()  # who has the whole answer may ask again before this thread runs on
        self.request.sendall(data)

    def leave(self) -> None:
        if self.busy:
            self.busy = False
            self.server.leave()


class Server(socketserver.ThreadingTCPServer):
    """Serves `answers` (path -> answer) on one loopback address and counts what is asked."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, address: str = "127.0.0.1") -> None:
        super().__init__((address, 0), Conversation)
        self.answers: dict[str, Answer] = {}
        self.asked: Counter[str] = Counter()
        self.heads: list[str] = []
        self.busy = self.busiest = 0
        self.lock = threading.Lock()
        self.origin = f"http://{address}:{self.server_address[1]}"
        self.ending = threading.Event()

    def record(self, conversation: Conversation) -> None:
        with self.lock:
            self.asked[conversation.path] += 1
            self.heads.append(conversation.head)
            self.busy += 1
            self.busiest = max(self.busiest, self.busy)

    def leave(self) -> None:
        with self.lock:
            self.busy -= 1

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Broken connections are what these tests are about."""


@contextmanager
def serving(answers: Mapping[str, Answer] | None = None, address: str = "127.0.0.1") -> Iterator[Server]:
    """A server for the time of the block."""
    server = Server(address)
    server.answers.update(answers or {})
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.ending.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


def later(seconds: float, answer: bytes) -> Answer:
    """Answer after a while."""

    def wait(conversation: Conversation) -> None:
        conversation.server.ending.wait(seconds)
        conversation.send(answer)

    return wait


def never(conversation: Conversation) -> None:
    """Take the request and say nothing, at most 20 seconds."""
    conversation.server.ending.wait(20)


def endless(conversation: Conversation) -> None:
    """Send for ever, as far as anybody listens (at most 64 MB)."""
    conversation.send(b"HTTP/1.1 200 X\r\nContent-Type: text/html\r\n\r\n<title>A page</title>")
    for _ in range(1024):
        conversation.send(b"words " * 10_000)


def reset(conversation: Conversation) -> None:
    """Break the connection off."""
    conversation.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    conversation.request.close()


def in_turn(*answers: Answer) -> Answer:
    """One answer after another; the last one stays."""
    left = list(answers)

    def answer(conversation: Conversation) -> None:
        now = left.pop(0) if len(left) > 1 else left[0]
        conversation.send(now) if isinstance(now, bytes) else now(conversation)

    return answer


def wait_until(true: Callable[[], bool], seconds: float = 10) -> None:
    """Come back when something has happened; fail if it does not."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)
