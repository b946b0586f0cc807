"""What pages were found to state, kept between runs: it goes back to a page of which nothing has changed.

An entry is a page as a whole (path, text, dialect, form of its file, older version) and the code that computed. Facts
and rows depend on nothing else; findings also on the rules of their kind and the vocabularies, so that another rule
makes only the findings of its own kind new. A run with a memory finds the same, byte for byte, as one without.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import msgspec

from doclint import cache, engine
from doclint.engine import FINDINGS
from doclint.hashing import blake2b
from doclint.packing import Facts, packed
from doclint.page import Page
from doclint.rule import INTERNAL
from doclint.shelf import Shelf
from doclint.site import FAULT, Site

_AT_ONCE = 1000
"""pages whose entries are in memory at a time"""
_MOST = 4
"""how many sets of rules an entry holds findings of: a hook and a whole check take turns"""


class Memory:
    """What earlier runs kept about the pages of `site`, as far as the kinds `groups` want to know it."""

    def __init__(self, site: Site, groups: Sequence[engine.Group], paths: Iterable[str]) -> None:
        self.site, self.wanted = site, engine.Wanted(groups, paths)
        self.shelf, self.code = Shelf(), cache.code()
        self.digests = _digests(groups)
        self.keys = {path: _key(page, self.code) for path, page in self.site.pages.items()}
        self.known: dict[str, int] = {}

    def recall(self) -> None:
        """Give the pages back what is known of them."""
        for paths in _parts(self.keys):
            kept = self.shelf.take(self.keys[path] for path in paths)
            for path in paths:
                entry = _entry(kept.get(self.keys[path], b""))
                page = self.site.pages[path]
                mine = {name: entry[slot] for name, slot in self._slots(page) if slot in entry}
                if mine:
                    page.facts = Facts(page.facts, mine)
                    self.known[path] = len(mine)

    def keep(self) -> None:
        """Keep what this run has found out."""
        for paths in _parts(path for path in self.keys if self._news(path)):
            before = self.shelf.take(self.keys[path] for path in paths)
            entries = {}
            for path in paths:
                old = _entry(before.get(self.keys[path], b""))
                entries[self.keys[path]] = msgspec.msgpack.encode(self._merged(path, old))
            self.shelf.put(entries)
        self.shelf.put({})  # what was there has been of use today

    def _news(self, path: str) -> bool:
        page = self.site.pages[path]
        known = self.known.get(path, 0)
        return FAULT not in page.facts and known < sum(name in page.facts for name, _ in self._slots(page))

    def _merged(self, path: str, old: Mapping[str, bytes]) -> dict[str, bytes]:
        page = self.site.pages[path]
        slots = self._slots(page)
        told = {slot: _lasting(page.facts, name) for name, slot in slots if name in page.facts}
        mine = {slot: data for slot, data in told.items() if data is not None}
        rest = {slot: data for slot, data in old.items() if slot not in mine}
        return dict(list({**mine, **rest}.items())[: _MOST * len(slots)])

    def _slots(self, page: Page) -> list[tuple[str, str]]:
        """(name of a fact, what it is kept under) of all that the kinds want to know of a page."""
        return [(name, self.digests.get(name, name)) for name in self.wanted.of(page)]


def _parts(paths: Iterable[str]) -> Iterator[list[str]]:
    """The paths, some at a time: what is kept of a large site does not fit into memory."""
    rest = iter(paths)
    while part := list(islice(rest, _AT_ONCE)):
        yield part


def _digests(groups: Iterable[engine.Group]) -> dict[str, str]:
    """Name of the findings of a kind -> the same with a digest of all that its rules can see."""
    return {group.findings: f"{group.findings} {group.digest}" for group in groups if group.alone}


def _key(page: Page, code: bytes) -> bytes:
    then = page.before
    older = then and (_plain(then.path), then.version, _plain(then.source))
    told = (code, _plain(page.path), page.dialect, page.version, page.facts.get("file"), older, _plain(page.source))
    return blake2b(msgspec.msgpack.encode(told), digest_size=16).digest()


def _plain(text: str) -> str | bytes:
    """Text that msgpack can carry: with lone surrogates only as bytes."""
    return text if text.isascii() else text.encode("utf-8", "surrogatepass")


def _entry(data: bytes) -> dict[str, bytes]:
    return msgspec.msgpack.decode(data, type=dict[str, bytes]) if data else {}


def _lasting(facts: dict[str, Any], name: str) -> bytes | None:
    """A fact as bytes; None where it must not outlive the run, because a check failed."""
    data = packed(facts, name)
    return None if name.startswith(FINDINGS) and INTERNAL.encode() in data else data
