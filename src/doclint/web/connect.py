"""The connection layer under httpx: few connections to each of many hosts, opened only to permitted addresses.

httpx's own transport keeps one pool and walks all its connections whenever a request starts or ends (httpcore 1.0,
`_assign_requests_to_connections`), which costs many times the request itself where every link is another host. Here
idle connections are kept by host, and the caller limits how many there are.
"""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
from collections.abc import AsyncIterator, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any

import httpcore
import httpx

from doclint.web.policy import Policy

TRIED = 3
"""numeric addresses of one name that are tried in turn"""
RESOLVERS = 32
"""threads that wait for names: every host of a site is another one"""
KEPT = 15.0
"""seconds that an idle connection is kept; common servers close it after 5 to 75"""

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
        ask = (self.threads, socket.getaddrinfo, host, port, 0, socket.SOCK_STREAM)
        rows: list[Any] = await loop.run_in_executor(*ask)
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


class Stream(httpcore.AsyncNetworkStream):
    """asyncio's streams as httpcore wants them. There are no timeouts here: the caller has one for all together."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return await self.reader.read(max_bytes)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.writer.write(buffer)
        await self.writer.drain()

    async def aclose(self) -> None:
        self.writer.transport.abort()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> Stream:
        try:
            await self.writer.start_tls(ssl_context, server_hostname=server_hostname)
        except ssl.SSLCertVerificationError as error:
            self.writer.transport.abort()
            raise Failed("certificate", error.verify_message) from None
        except (ssl.SSLError, OSError) as error:
            self.writer.transport.abort()
            raise Failed("tls", getattr(error, "reason", "") or type(error).__name__) from None
        return self

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":
            return self.reader.at_eof()
        return self.writer.get_extra_info(info)


class Backend(httpcore.AsyncNetworkBackend):
    """Opens connections to the very addresses that the policy has seen."""

    def __init__(self, names: Names) -> None:
        self.names = names

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> Stream:
        failure = Failed("refused")
        for address in (await self.names.addresses(host, port))[:TRIED]:
            try:
                return Stream(*await asyncio.open_connection(address, port))
            except OSError as error:
                failure = Failed(_CODES.get(error.errno or 0, "refused"), str(error.strerror or error))
        raise failure


_CODES = {errno.ETIMEDOUT: "timeout", errno.ECONNRESET: "reset"}

Key = tuple[bytes, bytes, int | None]


class Connections(httpx.AsyncBaseTransport):
    """httpx's transport with idle connections kept by host. It sets no limits: the caller does."""

    def __init__(self, policy: Policy, ca_file: str = "") -> None:
        self.ca_file = ca_file
        self.backend = Backend(Names(policy))
        self.idle: dict[Key, list[httpcore.AsyncHTTPConnection]] = {}

    @cached_property
    def context(self) -> ssl.SSLContext:
        """One for all connections: making one reads all certificates."""
        context = httpx.create_ssl_context()
        if self.ca_file:
            context.load_verify_locations(self.ca_file)
        return context

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request on an idle or a new connection; raises Failed."""
        url = request.url
        key = (url.raw_scheme, url.raw_host, url.port)
        connection = self._kept(key) or self._new(key)
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        try:
            answer = await connection.handle_async_request(httpcore.Request("GET", target, headers=request.headers.raw))
        except BaseException as error:
            await connection.aclose()
            raise _failed(error) from error
        body = Body(answer, connection, self.idle.setdefault(key, []))
        return httpx.Response(answer.status, headers=answer.headers, stream=body, request=request)

    def _kept(self, key: Key) -> httpcore.AsyncHTTPConnection | None:
        idle = self.idle.get(key)
        while idle:
            connection = idle.pop()
            if not connection.has_expired():
                return connection
        return None

    def _new(self, key: Key) -> httpcore.AsyncHTTPConnection:
        scheme, host, port = key
        origin = httpcore.Origin(scheme, host, port or (443 if scheme == b"https" else 80))
        context = self.context if scheme == b"https" else None
        return httpcore.AsyncHTTPConnection(origin, context, KEPT, network_backend=self.backend)

    async def leave(self, host: str) -> None:
        """Close what is idle on a host that will not be asked again."""
        name = host.strip("[]").encode("ascii")
        for key in [key for key in ((b"http", name, None), (b"https", name, None)) if key in self.idle]:
            for connection in self.idle.pop(key):
                await connection.aclose()

    async def aclose(self) -> None:
        for connection in [one for idle in self.idle.values() for one in idle]:
            await connection.aclose()
        self.idle.clear()
        self.backend.names.threads.shutdown(wait=False, cancel_futures=True)


class Body(httpx.AsyncByteStream):
    """The bytes of an answer as they were sent; a connection whose answer was read whole becomes idle."""

    def __init__(
        self, answer: httpcore.Response, connection: httpcore.AsyncHTTPConnection, idle: list[Any]
    ) -> None:
        self.answer, self.connection, self.idle = answer, connection, idle

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self.answer.aiter_stream():
                yield chunk
        except (httpcore.ProtocolError, httpcore.NetworkError, OSError) as error:
            raise _failed(error) from error

    async def aclose(self) -> None:
        await self.answer.aclose()
        if self.connection.is_idle():
            self.idle.append(self.connection)
        else:
            await self.connection.aclose()


def _failed(error: BaseException) -> BaseException:
    """What an error of the layers below means to us; cancellation and our own stay as they are."""
    if isinstance(error, ssl.SSLError):
        return Failed("tls", str(error.reason or ""))
    if isinstance(error, httpcore.RemoteProtocolError):
        return Failed("reset" if "disconnected" in str(error) else "protocol", str(error))
    if isinstance(error, httpcore.NetworkError | OSError):
        return Failed("reset", str(error))
    if isinstance(error, httpcore.ProtocolError | httpcore.UnsupportedProtocol):
        return Failed("protocol", str(error))
    return error
