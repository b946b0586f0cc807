"""The connection layer under httpx: few connections to each of many hosts, opened only to permitted addresses.

httpx's own transport keeps one pool and walks all its connections whenever a request starts or ends (httpcore 1.0,
`_assign_requests_to_connections`), which costs many times the request itself where every link is another host. Here
h11 speaks HTTP over asyncio's streams, as in httpcore; idle connections are kept by host, and the caller limits how
many there are.
"""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import ssl
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any

import h11
import httpx

from doclint.web.policy import Policy

TRIED = 3
"""numeric addresses of one name that are tried in turn"""
RESOLVERS = 32
"""threads that wait for names: every host of a site is another one"""
KEPT = 5.0
"""seconds that an idle connection is kept; common servers close it after 5 to 75"""
HEAD = 100 * 1024
"""bytes that status line and headers may have; browsers end at 256 KiB"""
CHUNK = 64 * 1024
"""bytes read at a time"""

_NO_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


class Failed(Exception):  # noqa: N818 (an outcome, not an error of ours)
    """No answer could be had: `code` says why in one word, `words` what the system said."""

    def __init__(self, code: str, words: str = "") -> None:
        super().__init__(code, words)
        self.code, self.words = code, words


class Names:
    """Names to permitted numeric addresses; each name is asked once."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.known: dict[str, asyncio.Future[list[str]]] = {}
        self.threads = ThreadPoolExecutor(RESOLVERS, "doclint-names")

    async def addresses(self, host: str, port: int) -> list[str]:
        """What `host` resolves to, as far as it may be asked; raises Failed."""
        if host not in self.known:
            self.known[host] = asyncio.ensure_future(self._resolved(host, port))
        found = await asyncio.shield(self.known[host])
        permitted = [address for address in found if self.policy.permits(address)]
        if not permitted:
            raise Failed("not-public", ", ".join(found))
        return permitted

    async def _resolved(self, host: str, port: int) -> list[str]:
        try:
            return _numeric(host) or await self._asked(host, port)
        except socket.gaierror as error:
            raise Failed("no-name" if error.errno in _NO_NAME else "names", str(error.strerror)) from None
        except (UnicodeError, OSError) as error:
            raise Failed("no-name", str(error)) from None

    async def _asked(self, host: str, port: int) -> list[str]:
        """IPv4 first: where IPv6 is half set up, it fails slowly."""
        loop = asyncio.get_running_loop()
        rows: list[Any] = await loop.run_in_executor(
            self.threads, socket.getaddrinfo, host, port, socket.AF_UNSPEC, socket.SOCK_STREAM
        )
        rows.sort(key=lambda row: row[0] != socket.AF_INET)
        return list(dict.fromkeys(str(row[4][0]) for row in rows))


def _numeric(host: str) -> list[str]:
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, host)
        except OSError:
            continue
        return [host]
    return []


_CODES = {errno.ETIMEDOUT: "timeout", errno.ECONNRESET: "reset"}


class Connection:
    """One connection to one server. There are no timeouts here: the caller has one for all together."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.http = h11.Connection(h11.CLIENT, max_incomplete_event_size=HEAD)
        self.until = 0.0
        """when an idle connection is given up"""

    async def ask(self, request: httpx.Request) -> h11.Response:
        """Send the request and read up to the end of the headers; raises Failed."""
        try:
            head = h11.Request(method=request.method, target=request.url.raw_path, headers=request.headers.raw)
            self.writer.write((self.http.send(head) or b"") + (self.http.send(h11.EndOfMessage()) or b""))
            await self.writer.drain()
            while not isinstance(event := await self._event(), h11.Response):
                pass
            return event
        except h11.LocalProtocolError as error:
            raise Failed("protocol", str(error)) from None
        except OSError:
            raise Failed("reset") from None

    async def body(self) -> AsyncIterator[bytes]:
        """The bytes as they were sent; raises Failed where they break off."""
        while isinstance(event := await self._event(), h11.Data):
            yield bytes(event.data)

    async def _event(self) -> Any:
        try:
            while (event := self.http.next_event()) is h11.NEED_DATA:
                data = await self.reader.read(CHUNK)
                if not data and self.http.their_state is h11.SEND_RESPONSE:
                    raise Failed("reset")
                self.http.receive_data(data)
            return event
        except h11.RemoteProtocolError:  # its words are of Python, and of what a server may have made up
            raise Failed("protocol") from None
        except ssl.SSLError as error:
            raise Failed("tls", str(error.reason)) from None
        except OSError:
            raise Failed("reset") from None

    def rest(self) -> bool:
        """Make ready for another request; False where this connection can have none."""
        done = self.http.our_state is h11.DONE and self.http.their_state is h11.DONE
        if not done or self.http.trailing_data[0] or self.reader.at_eof():
            return False
        self.http.start_next_cycle()
        self.until = time.monotonic() + KEPT
        return True

    def usable(self) -> bool:
        """Whether an idle connection is still there."""
        return time.monotonic() < self.until and not self.reader.at_eof()

    def close(self) -> None:
        """At once: there is nothing left to say."""
        self.writer.transport.abort()


Key = tuple[str, str, int]
"""scheme, host, port"""


class Connections(httpx.AsyncBaseTransport):
    """httpx's transport with idle connections kept by host. It sets no limits: the caller does."""

    def __init__(self, policy: Policy, ca_file: str = "") -> None:
        self.ca_file = ca_file
        self.names = Names(policy)
        self.idle: dict[Key, list[Connection]] = {}

    @cached_property
    def context(self) -> ssl.SSLContext:
        """One for all connections: making one reads all certificates."""
        return trusted(self.ca_file)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request on an idle or a new connection; raises Failed."""
        url = request.url
        key = (url.scheme, url.raw_host.decode("ascii"), url.port or (443 if url.scheme == "https" else 80))
        connection = self._kept(key) or await self._opened(*key)
        try:
            answer = await connection.ask(request)
        except BaseException:
            connection.close()
            raise
        body = Body(connection, self.idle.setdefault(key, []))
        return httpx.Response(answer.status_code, headers=list(answer.headers), stream=body, request=request)

    def _kept(self, key: Key) -> Connection | None:
        idle = self.idle.get(key)
        while idle:
            connection = idle.pop()
            if connection.usable():
                return connection
            connection.close()
        return None

    async def _opened(self, scheme: str, host: str, port: int) -> Connection:
        """A connection to the very address that the policy has seen."""
        failure = Failed("refused")
        for address in (await self.names.addresses(host, port))[:TRIED]:
            try:
                reader, writer = await asyncio.open_connection(address, port)
            except OSError as error:
                failure = Failed(
                    _CODES.get(error.errno or 0, "refused"), os.strerror(error.errno) if error.errno else ""
                )
                continue
            if scheme == "https":
                await self._secured(writer, host)
            return Connection(reader, writer)
        raise failure

    async def _secured(self, writer: asyncio.StreamWriter, host: str) -> None:
        try:
            await writer.start_tls(self.context, server_hostname=host)
        except BaseException as error:
            writer.transport.abort()
            if isinstance(error, ssl.SSLCertVerificationError):
                raise Failed("certificate", error.verify_message) from None
            if isinstance(error, OSError):
                raise Failed("tls", getattr(error, "reason", None) or os.strerror(error.errno or 0)) from None
            raise

    def leave(self, server: str) -> None:
        """Close what is idle on a host that will not be asked again."""
        for key in [key for key in self.idle if key[1] == server]:
            for connection in self.idle.pop(key):
                connection.close()

    async def aclose(self) -> None:
        for connection in [one for idle in self.idle.values() for one in idle]:
            connection.close()
        self.idle.clear()
        self.names.threads.shutdown(wait=False, cancel_futures=True)


class Body(httpx.AsyncByteStream):
    """The bytes of an answer as they were sent; a connection whose answer was read whole becomes idle."""

    def __init__(self, connection: Connection, idle: list[Connection]) -> None:
        self.connection, self.idle = connection, idle

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self.connection.body()

    async def aclose(self) -> None:
        if self.connection.rest():
            self.idle.append(self.connection)
        else:
            self.connection.close()


def trusted(ca_file: str) -> ssl.SSLContext:
    """The usual certificates and those of the file."""
    context = httpx.create_ssl_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    return context
