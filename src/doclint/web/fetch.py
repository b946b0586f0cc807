"""One address asked: redirects followed by hand, every hop under the policy and the limits of its host; retries."""

from __future__ import annotations

import asyncio
import email.utils
import time
from collections.abc import Callable, Mapping
from urllib.parse import urljoin

import httpx
from msgspec import Struct

from doclint.settings import WebSettings
from doclint.version import __version__
from doclint.web import body
from doclint.web.address import Address, read
from doclint.web.connect import Failed
from doclint.web.hosts import Gate
from doclint.web.policy import Policy, named
from doclint.web.reply import Hop, Reply

HOPS = 20
"""redirects that a browser follows (Fetch standard, "HTTP-redirect fetch")"""
RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
"""answers that may be better a moment later; 52x and 530 of a gateway stay for minutes to hours"""
REDIRECTS = frozenset({301, 302, 303, 307, 308})
SILENT = 4
"""tries without any answer after which a host is left alone"""

HEADERS = {
    "User-Agent": f"Mozilla/5.0 (compatible; doclint/{__version__})",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "en,*;q=0.5",
    "Accept-Encoding": "gzip, deflate",
}


class Tools(Struct, frozen=True):
    """What all requests of a run share."""

    transport: httpx.AsyncBaseTransport
    policy: Policy
    settings: WebSettings
    gate: Callable[[str], Gate]
    challenged: Callable[[Mapping[str, str]], bool]
    """whether headers say that a machine was turned away, so that asking again is useless"""


async def ask(address: Address, deep: bool, tools: Tools) -> Reply:
    """What the address answers in the end; `deep` reads far enough to find a place on the page."""
    attempt = 0
    while True:
        reply = await Chain(address, deep, tools).follow()
        wait = _again(reply, attempt, tools)
        if wait is None:
            if reply.status == 429:
                tools.gate(_server(reply.url)).closed = "limited"
            return reply
        attempt += 1
        if wait:
            tools.gate(_server(reply.url)).pause(wait)


def _again(reply: Reply, attempt: int, tools: Tools) -> float | None:
    """Seconds to wait before asking once more, None to leave it at this reply."""
    if reply.failure == "reset":
        return 0.0 if attempt == 0 else None
    if reply.status not in RETRIED or attempt >= tools.settings.retries or tools.challenged(reply.headers):
        return None
    wait = retry_after(reply.headers.get("retry-after", ""), time.time())
    wait = 2.0**attempt if wait is None else wait
    return wait if wait <= tools.settings.longest_wait else None


def retry_after(value: str, now: float) -> float | None:
    """Seconds that a `Retry-After` asks for: a number, or a date (RFC 9110, section 10.2.3)."""
    if value.strip().isdecimal():
        return float(value.strip()[:9])
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - now)
    except (ValueError, TypeError, OverflowError):
        return None


def _server(url: str) -> str:
    return read(url)[0].server


class Chain:
    """One try: the requests from an address to the last answer, with the cookies set on the way."""

    def __init__(self, address: Address, deep: bool, tools: Tools) -> None:
        self.address, self.deep, self.tools = address, deep, tools
        self.left = tools.settings.timeout
        """seconds of waiting for servers that remain; standing in line does not count"""
        self.hops: list[Hop] = []
        self.cookies = httpx.Cookies()
        self.been: set[tuple[str, str]] = set()

    async def follow(self) -> Reply:
        at = self.address
        while True:
            reply = await self._asked(at)
            try:
                onward = self._onward(reply)
                if onward is None:
                    return reply
                at = read(onward.url)[0]
            except Failed as failed:
                return self._without(at, failed)
            except ValueError:
                return self._without(at, Failed("elsewhere", reply.headers.get("location", "")))
            self.hops.append(Hop(at.url, onward.status))

    def _onward(self, reply: Reply) -> Hop | None:
        """Where the answer sends us, None where it is the last; raises Failed and ValueError."""
        if reply.status in REDIRECTS:
            where = reply.headers.get("location", "")
            if not where:
                raise Failed("no-location")
        else:
            where = body.refresh(reply.text) if reply.text and reply.status == 200 else ""
            if not where or read(urljoin(reply.url, where))[0].url == reply.url:
                return None
        if len(self.hops) >= HOPS:
            raise Failed("hops")
        return Hop(urljoin(reply.url, where), reply.status if reply.status in REDIRECTS else 0)

    async def _asked(self, at: Address) -> Reply:
        """One request under the policy, the host's limits and what is left of the time."""
        tools, gate = self.tools, self.tools.gate(at.server)
        refusal = tools.policy.refusal(at)
        if refusal:
            return self._without(at, Failed(refusal))
        try:
            async with gate:
                if gate.closed:
                    return self._without(at, Failed(gate.closed))
                reply = await self._exchange(at)
            gate.answered = True
            return reply
        except TimeoutError:
            failed = Failed("timeout")
        except Failed as error:
            failed = error
        gate.failures += failed.code in ("timeout", "refused", "reset", "tls", "certificate", "names")
        if gate.failures >= SILENT and not gate.answered:
            gate.closed = "silent"
        return self._without(at, failed)

    async def _exchange(self, at: Address) -> Reply:
        request = httpx.Request("GET", at.url, headers=self._headers(at))
        if self.cookies.jar:
            self.cookies.set_cookie_header(request)
        been = (at.url, request.headers.get("cookie", ""))
        if been in self.been:
            raise Failed("loop")
        self.been.add(been)
        response = await self._sent(request)
        try:
            if "set-cookie" in response.headers:
                self.cookies.extract_cookies(response)
            return await self._read(at, response)
        finally:
            await response.aclose()

    async def _sent(self, request: httpx.Request) -> httpx.Response:
        """The status and headers; a body has its own bounds, because they have already said what matters most."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(self.left):
                response = await self.tools.transport.handle_async_request(request)
        except httpx.TransportError as error:  # from httpx's own transport, behind a proxy
            raise Failed("reset", str(error)) from None
        finally:
            self.left -= time.monotonic() - began
        response.request = request
        return response

    def _headers(self, at: Address) -> dict[str, str]:
        """Ours and those that the settings want for this host, which no other host ever gets."""
        extra = [more for host, more in self.tools.settings.headers.items() if named(at, host)]
        return {name: value for table in (HEADERS, *extra) for name, value in table.items()}

    async def _read(self, at: Address, response: httpx.Response) -> Reply:
        reply = self._reply(at, status=response.status_code, headers=dict(response.headers))
        if reply.status in REDIRECTS or not reply.html:
            return reply
        data, whole = await body.read(response, body.LONG if self.deep else body.SHORT)
        text = body.text(data, reply.headers.get("content-type", ""))
        return self._reply(at, status=reply.status, headers=reply.headers, text=text, whole=whole)

    def _reply(self, at: Address, **known: object) -> Reply:
        return Reply(asked=self.address.url, url=at.url, hops=tuple(self.hops), **known)  # type: ignore[arg-type]

    def _without(self, at: Address, failed: Failed) -> Reply:
        return self._reply(at, failure=failed.code, words=failed.words)
