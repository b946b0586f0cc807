"""The existing page, file or heading that a writer may have meant."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote, unquote

from doclint.facts.anchors import Anchor
from doclint.routes.address import MARKDOWN, Address, extension, place, seen_from
from doclint.routes.target import Near
from doclint.site import Site

_CLOSE = 75
"""of 100, the share of letters in common: below it the suggestions on real pages were mostly not what was meant"""

_MOST = 20_000_000
"""comparisons (some seconds) after which a site that lacks thousands of pages gets no more suggestions"""


class Names:
    """Names and what stands behind them, made ready once to be compared with many."""

    def __init__(self, named: Iterable[tuple[str, str]]) -> None:
        """From (name, value) pairs; the last of a name is the one that is found by likeness."""
        self.same: dict[str, list[str]] = {}
        self.values: dict[str, str] = {}
        for name, value in named:
            self.values[name] = value
            self.same.setdefault(name.lower(), []).append(value)
        self.spaced = {name: _words(name) for name in self.values}
        self.asked: dict[str, str | None] = {}

    def cased(self, wanted: str) -> list[str]:
        """The values under names that are `wanted` but for letter case."""
        return self.same.get(wanted.lower(), [])

    def closest(self, wanted: str) -> str | None:
        """The value under the name most like `wanted`, or under the shortest that has all its words in a row."""
        if wanted not in self.asked:
            room = len(self.asked) * len(self.values) < _MOST
            self.asked[wanted] = self._search(wanted) if room else None
        return self.asked[wanted]

    def _search(self, wanted: str) -> str | None:
        from rapidfuzz import fuzz, process

        words = _words(wanted)
        found = process.extractOne(words, self.spaced, scorer=fuzz.ratio, score_cutoff=_CLOSE) if words else None
        if found:
            return self.values[found[2]]
        inner = f" {words} "
        longer = [name for name, text in self.spaced.items() if inner in f" {text} "] if len(words) > 3 else []
        return self.values[min(longer, key=len)] if longer else None


def nearest_route(address: Address, base: str, routes: Mapping[str, str], names: Names) -> Near | None:
    """The address most like `address` on a page served at `base`: equal but for case, else with a like name.

    `names` holds the routes under their last parts.
    """
    wanted = seen_from(base, address.plain).rstrip("/")
    same = [route for route in names.cased(posixpath.basename(wanted)) if route.lower() == wanted.lower()]
    if len(same) == 1:
        return Near(_written(address, same[0]), routes[same[0]], sure=True)
    close = names.closest(posixpath.basename(wanted))
    return Near(close, routes[close]) if close else None


def route_names(routes: Iterable[str]) -> Names:
    """Addresses under their last parts."""
    return Names([(posixpath.basename(route), route) for route in sorted(routes)])


def nearest_file(address: Address, site: Site, start: str, roots: Sequence[str] = ()) -> Near | None:
    """The file most like the one asked for from the page `start`: equal but for case, else of its type, named alike.

    `roots` are the folders from which addresses with a slash in front start; without any it is the site's.
    """
    ending = extension(address.plain)
    names = _files(site, MARKDOWN if ending in MARKDOWN else (ending,))
    wanted = place(posixpath.dirname(start), address.plain)
    same = [path for path in names.cased(posixpath.basename(address.plain)) if path.lower() == (wanted or "").lower()]
    if len(same) == 1 and not address.path.startswith("/"):
        return Near(_written(address, same[0]), same[0], sure=True)
    close = names.closest(posixpath.basename(address.plain))
    if not close:
        return None
    alike = names.cased(posixpath.basename(close)) or [close]
    path = min(alike, key=lambda path: (len(_relative(path, start).split("/")), path))
    return Near(_address(path, address, start, roots), path)


def _relative(path: str, start: str) -> str:
    return posixpath.relpath(path, posixpath.dirname(start) or ".")


def _address(path: str, address: Address, start: str, roots: Sequence[str]) -> str:
    """How the file at `path` is written where `address` stands on the page `start`."""
    if address.path.startswith("/"):
        root = next((f"{root}/" for root in roots if path.startswith(f"{root}/")), "")
        return "/" + path.removeprefix(root)
    written = _relative(path, start)
    return f"./{written}" if address.path.startswith("./") and not written.startswith("../") else written


def same_ending(address: Address, site: Site) -> bool:
    """Whether some file's path ends like the address, so that a folder before it may be all that is missing."""
    return ends_alike("/" + address.plain.lstrip("./"), site, extension(address.plain))


def ends_alike(tail: str, site: Site, ending: str) -> bool:
    """Whether the path of some file of the type `ending` (empty: of any) ends in `tail`, which begins with `/`."""
    names = _files(site, (ending,))
    return any(("/" + path).endswith(tail) for path in names.cased(posixpath.basename(tail)))


def _files(site: Site, endings: tuple[str, ...]) -> Names:
    """The files of a type under their names."""
    key = ("names of files", endings)
    if key not in site.values:
        paths = (path for path in sorted(site.files, reverse=True) if path.lower().endswith(endings))
        site.values[key] = Names([(posixpath.basename(path), path) for path in paths])
    found: Names = site.values[key]
    return found


def nearest_anchor(fragment: str, anchors: Iterable[Anchor]) -> tuple[Anchor, bool] | None:
    """The id most like `fragment`, and whether letters and digits are the same and no other id has them."""
    by_id = {one.id: one for one in anchors}
    same = [one for one in by_id.values() if squashed(one.id) == squashed(fragment)]
    if len(same) == 1 and squashed(fragment):
        return same[0], True
    close = Names((name, name) for name in by_id).closest(fragment)
    return (by_id[close], False) if close else None


def squashed(text: str) -> str:
    """Letters and digits only, in lower case: what two ways of making an id have in common."""
    return "".join(filter(str.isalnum, text.lower()))


def _words(name: str) -> str:
    return name.replace("-", " ").replace("_", " ").lower()


def _written(address: Address, real: str) -> str:
    """`address` with the letter case of `real`, part by part; `real` itself where they do not end alike."""
    parts, names = address.path.split("/"), real.strip("/").split("/")
    for at in range(len(parts) - 1, -1, -1):
        if parts[at] in ("", ".", ".."):
            continue
        name = names.pop() if names else ""
        if unquote(parts[at]).lower() != name.lower():
            return real
        parts[at] = quote(name) if "%" in parts[at] else name
    return "/".join(parts)
