"""What came back from an address, before anybody judges it."""

from __future__ import annotations

import msgspec


class Hop(msgspec.Struct, frozen=True):
    """One redirect: where to, and by which status (0: the page itself says so, by a meta refresh)."""

    url: str
    status: int

    @property
    def permanent(self) -> bool:
        """Moved for good (RFC 9110, sections 15.4.2 and 15.4.9)."""
        return self.status in (301, 308)


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """The last answer of a chain of redirects, or why there is none."""

    asked: str
    url: str
    """where the chain ended"""
    status: int = 0
    """0: no answer"""
    hops: tuple[Hop, ...] = ()
    headers: dict[str, str] = {}
    """with names in small letters"""
    text: str | None = None
    """the page, as far as it was read; None: not HTML, or not readable"""
    whole: bool = True
    """nothing of the page was left out"""
    failure: str = ""
    """why there is no answer, as a key of `judge.FAILURES`"""
    words: str = ""
    """what the system said of the failure"""

    @property
    def html(self) -> bool:
        """Whether the server calls it a page; one that says nothing mostly means it."""
        kind = self.headers.get("content-type", "text/html")
        return "html" in kind or "xml" in kind
