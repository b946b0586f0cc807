"""The address of one page of documentation or one blog post (Docusaurus 3.10: slug.js, numberPrefix.js, blogUtils)."""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple

from doclint.page import Page
from doclint.routes.address import seen_from

_DATED = re.compile(r"\d+[-_.]\d+")
_NUMBERED = re.compile(r"\d+\s*[-_.]+\s*([^-_.\s].*)$")
_POST = re.compile(r"(?P<folder>.*)(?P<date>\d{4}[-/]\d{1,2}[-/]\d{1,2})[-/]?(?P<text>.*?)(?:/index)?\.mdx?$")
_WANTED = re.compile(r"^(?:slug|id|draft|parse_number_prefixes)\s*:", re.MULTILINE)


class Front(NamedTuple):
    """What a page's front matter says about its address."""

    slug: str | None = None
    id: str | None = None
    draft: bool = False
    numbers: bool = True
    """number prefixes are no part of the address"""


def front(page: Page) -> Front:
    """Read from the front matter alone; pages that say nothing about their address are not parsed at all."""
    end = page.source.find("\n---") if page.source.startswith("---") else -1
    if end < 0 or not _WANTED.search(page.source, 0, end):
        return Front()
    said = page.front_matter or {}
    return Front(
        _word(said.get("slug")),
        _word(said.get("id")),
        said.get("draft") is True,
        said.get("parse_number_prefixes") is not False,
    )


def doc(path: str, front: Front) -> str:
    """The address of the page at `path`, both seen from the folder of the documents."""
    if front.slug and front.slug.startswith("/"):
        return front.slug
    folder, file = posixpath.split(path)
    name = posixpath.splitext(file)[0]
    parts = [_unnumbered(part) if front.numbers else part for part in folder.split("/")]
    base = "/" + "/".join(parts) + "/" if folder else "/"
    if not front.slug and name.lower() in ("index", "readme", posixpath.basename(folder).lower()):
        return base
    return seen_from(base, front.slug or front.id or (_unnumbered(name) if front.numbers else name))


def post(path: str, front: Front) -> str:
    """The address of the blog post at `path`, both seen from the folder of the blog."""
    dated = _POST.match(path)
    if front.slug:
        return "/" + front.slug.lstrip("/")
    if dated:
        return f"/{dated['date'].replace('-', '/')}/{dated['folder']}{dated['text']}"
    return "/" + re.sub(r"(?:/index)?\.mdx?$", "", path)


def standalone(path: str) -> str:
    """The address of a file below `src/pages`, seen from there."""
    name = posixpath.splitext(path)[0]
    return "/" + (name[: -len("index")] if posixpath.basename(name).lower() == "index" else name)


def _unnumbered(name: str) -> str:
    """`intro` of `01-intro`; dates and versions such as `2021-11-report` keep their digits."""
    numbered = None if _DATED.match(name) else _NUMBERED.match(name)
    return numbered[1] if numbered else name


def _word(value: object) -> str | None:
    return str(value) if isinstance(value, str | int | float) and str(value) else None
