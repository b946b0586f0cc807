"""Where links lead on GitHub and in editors: to files. For other generators only as far as that holds for them too."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from doclint.facts.anchors import Anchor, anchors
from doclint.page import Link, Page
from doclint.routes.address import MARKDOWN, Address, extension, names_file, place
from doclint.routes.nearest import ends_alike, nearest_file
from doclint.routes.target import Target, Verdict, unchecked
from doclint.site import BUILT, VENDORED, Site

# Folders whose files may exist although they are not among a site's files: written by a build or left out of it.
_UNSEEN = BUILT | VENDORED

_MADE = (".xml", ".json", ".txt", ".css", ".js", ".html")
"""feeds, maps of the site, and what is compiled from other files"""


def find(page: Page, link: Link, address: Address, site: Site) -> Target:
    """What `address`, which names a path, leads to from `page`."""
    for path in _places(page, address):
        if path in site.files:
            return Target("page" if path in site.pages else "file", path, address.fragment)
        if path in _folders(site):
            return Target("file", path)
    reason = _unknowable(page, address, site)
    if reason:
        return unchecked(reason)
    missing: Verdict = "missing-file" if link.image or names_file(address.path) else "missing-page"
    return Target(missing, anchor=address.fragment, nearest=nearest_file(address, site, page.path))


def ids(page: Page, site: Site) -> tuple[Anchor, ...] | None:
    """The ids that a link may name."""
    found = anchors(page)
    return None if found.more or found.parts else found.known


def strict(site: Site) -> bool:
    """The settings say that the pages are read on GitHub, so that its rules hold to the letter."""
    return site.options.get("generator") == "github"


def _places(page: Page, address: Address) -> Iterator[str]:
    folder = "" if address.path.startswith("/") else posixpath.dirname(page.path)
    for path in dict.fromkeys((address.plain, address.path)):
        found = place(folder, path)
        if found is not None:
            yield found


def _folders(site: Site) -> frozenset[str]:
    """All folders that hold a file, and the root."""
    key = ("folders", "")
    if key not in site.values:
        found = {""}
        for path in site.files:
            while path := posixpath.dirname(path):
                if path in found:
                    break
                found.add(path)
        site.values[key] = frozenset(found)
    known: frozenset[str] = site.values[key]
    return known


def _unknowable(page: Page, address: Address, site: Site) -> str:
    """Why nothing can be said about an address that was not found; empty where it is missing indeed."""
    path = next(_places(page, address), None)
    if path is None:
        return "a path that leaves the site"
    parts = path.split("/")
    if _unseen(parts, site):
        return "a path among files that are not read"
    if address.path.startswith("/") and (site.generator != "github" or parts[0] not in _folders(site)):
        return "an address on a server whose rules are not known"
    return "" if strict(site) else _elsewhere(path, address, site)


def _unseen(parts: list[str], site: Site) -> bool:
    """Whether the path leads through a folder that is not read."""
    for count, part in enumerate(parts, start=1):
        if part.startswith(".") or (part in _UNSEEN and "/".join(parts[:count]) not in _folders(site)):
            return True
    return False


def _elsewhere(path: str, address: Address, site: Site) -> str:
    """Reasons that count only while nobody has said that the pages are read on GitHub."""
    ending = extension(path)
    if not (names_file(path) or ending in MARKDOWN) or (site.generator != "github" and ending in _MADE):
        return "an address that a site generator may make"
    tail = "/" + address.plain.lstrip("./")
    if ends_alike(tail, site, ""):
        return "a path that starts from a folder which only the site generator knows"
    return ""
