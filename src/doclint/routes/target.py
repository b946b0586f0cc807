"""Where a link leads."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

Verdict = Literal["page", "file", "draft", "external", "anchor-only", "unchecked", "missing-page", "missing-file"]
"""`draft`: a page that is left out when the site is built"""


class Near(Struct, frozen=True):
    """An existing target that the writer may have meant."""

    address: str
    """what to write in the link's place"""
    path: str
    """the page or file that it leads to"""
    sure: bool = False
    """nothing else comes into question: only letter case or punctuation differ, or the file was moved there"""
    note: str = "the nearest that exists"


class Target(Struct, frozen=True):
    """What a link's address leads to, or why that cannot be said."""

    verdict: Verdict
    path: str = ""
    """of the page or file, relative to the site's root; empty where the target is no file of the site"""
    anchor: str | None = None
    """the place asked for on that page, as written after `#`"""
    reason: str = ""
    nearest: Near | None = None

    def at(self, anchor: str | None) -> Target:
        """The same target, at a place on it."""
        return replace(self, anchor=anchor)


def unchecked(reason: str) -> Target:
    """A link on which nothing honest can be said."""
    return Target("unchecked", reason=reason)
