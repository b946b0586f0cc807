"""The body of an answer: read, unpacked and looked at within bounds that a hostile server cannot move."""

from __future__ import annotations

import asyncio
import re
import zlib
from collections.abc import Iterator
from html import unescape

import httpx
from msgspec import Struct

from doclint.lazy import regex
from doclint.web.connect import Failed

SHORT = 64 * 1024
"""bytes of a page that are read for its title and words"""
LONG = 1024 * 1024
"""bytes of a page that are read for its ids"""
SECONDS = 5.0
"""for a body: the status line has already said what matters most"""

_CHARSET = regex(r"charset\s*=\s*[\"']?([\w.:-]+)", re.I)
_UNSEEN = regex(r"<!--|<(script|style|template|noscript|svg)\b", re.I)
_TAG = regex(r"<[^<>]*>")
_ID = regex(r"""\s(?:id|name)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""", re.I)
_REFRESH = regex(r"""<meta\b[^<>]*http-equiv\s*=\s*["']?refresh\b[^<>]*>""", re.I)
_GOES = regex(r"""content\s*=\s*["']?\s*(\d+)(?:\.\d*)?\s*[;,]\s*url\s*=\s*['"]?([^"'<>\s]+)""", re.I)
_PASSWORD = regex(r"""<input\b[^<>]*type\s*=\s*["']?password\b""", re.I)
_JOINT = regex(r"\s+(?:[|·»«•–—-]|::)\s+|: ")
_AT_ONCE = 10
"""seconds of a meta refresh up to which it is a redirect rather than a page that renews itself"""


async def read(response: httpx.Response, limit: int) -> tuple[bytes, bool]:
    """At most `limit` bytes after unpacking, and whether that is all; what broke off is what had come till then."""
    unpack = _Unpacked(response.headers.get("content-encoding", ""), limit)
    try:
        async with asyncio.timeout(SECONDS):
            async for chunk in response.stream:  # type: ignore[union-attr]
                unpack.add(chunk)
                if len(unpack.data) >= limit:
                    return bytes(unpack.data), False
    except (Failed, httpx.TransportError, TimeoutError):
        return bytes(unpack.data), False
    return bytes(unpack.data), not unpack.opaque


class _Unpacked:
    """Bytes as the page has them. What calls itself packed and is not is taken as it is."""

    def __init__(self, encoding: str, limit: int) -> None:
        packed = encoding.strip().lower() in ("gzip", "x-gzip", "deflate")
        self.inflate = zlib.decompressobj(47) if packed else None  # 47: gzip or zlib, by its head
        self.opaque = not packed and encoding.strip().lower() not in ("", "identity")
        self.limit = limit
        self.data = bytearray()

    def add(self, chunk: bytes) -> None:
        room = self.limit - len(self.data)
        if self.inflate:
            try:
                chunk = self.inflate.decompress(chunk, room)
            except zlib.error:
                self.inflate = None
        if not self.opaque:
            self.data += chunk[:room]


def text(data: bytes, kind: str) -> str:
    """The bytes as text, by the header's charset, else the page's own, else UTF-8."""
    named = _CHARSET.search(kind) or _CHARSET.search(data[:2048].decode("latin-1"))
    try:
        return data.decode(named[1] if named else "utf-8", "replace")
    except LookupError:
        return data.decode("utf-8", "replace")


class Seen(Struct, frozen=True):
    """What a reader sees of a page."""

    title: str
    """as written; the first headline where there is none"""
    names: frozenset[str]
    """the title, its parts and the first headline, in small letters; `* is open` besides `tides.example is open`"""
    words: str
    """its text in small letters, white space made single"""
    password: bool
    """it asks for a password"""


def seen(page: str) -> Seen:
    """Title, first headline and words of an HTML page."""
    shown = "".join(_shown(page))
    title, headline = _inside(page, "title"), _inside(shown, "h1")
    parts = {*_parts(_even(title)), _even(headline)} - {""}
    names = frozenset(parts | {f"* {part.partition(' ')[2]}" for part in parts})
    return Seen(title or headline, names, _even(unescape(_TAG.sub(" ", shown))), bool(_PASSWORD.search(page)))


def _even(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split())


def _parts(title: str) -> list[str]:
    """A title, and the parts that sites join with bars, dashes and dots."""
    return [title, *_JOINT.split(title)]


def _shown(page: str) -> Iterator[str]:
    """The page without comments, scripts and the like; each piece is looked at once, however often it opens."""
    at = 0
    small = page.lower()
    while opened := _UNSEEN.search(page, at):
        yield page[at : opened.start()] + " "
        close = f"</{opened[1].lower()}" if opened[1] else "-->"
        end = small.find(close, opened.end())
        if end < 0:
            return
        at = end + len(close) if not opened[1] else end
        if opened[1]:
            at = small.find(">", end) + 1 or len(page)
    yield page[at:]


def _inside(page: str, tag: str) -> str:
    """The words of the first element of this name, at most 300 characters of them."""
    small = page.lower()
    start = small.find(f"<{tag}")
    opened = page.find(">", start) + 1 if start >= 0 else 0
    if not opened:
        return ""
    end = small.find(f"</{tag}", opened)
    return " ".join(unescape(_TAG.sub(" ", page[opened : end if end >= 0 else opened + 300])).split())[:300]


def ids(page: str) -> set[str]:
    """Every `id` and `name`; one too many does no harm, one too few accuses a good link."""
    return {unescape(next(filter(None, found.groups()), "")) for found in _ID.finditer(page)}


def refresh(page: str) -> str:
    """Where a meta refresh sends the reader before he can read, as written; empty if nowhere."""
    tag = _REFRESH.search(page[:SHORT])
    goes = _GOES.search(tag[0]) if tag else None
    return unescape(goes[2]) if goes and int(goes[1][:4]) <= _AT_ONCE else ""
