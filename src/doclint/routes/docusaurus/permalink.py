"""The address of one page of documentation or one blog post (Docusaurus 3.10: slug.js, numberPrefix.js, blogUtils)."""

from __future__ import annotations

import posixpath
import re
from typing import Any

from msgspec import Struct

from doclint.lazy import regex
from doclint.page import Page
from doclint.routes.address import seen_from

_DATED = regex(r"\d+[-_.]\d+")
_NUMBERED = regex(r"\d+\s*[-_.]+\s*([^-_.\s].*)$")
_POST = regex(r"(?P<folder>.*)(?P<date>\d{4}[-/]\d{1,2}[-/]\d{1,2})[-/]?(?P<text>.*?)(?:/index)?\.mdx?$")
_INDEX = regex(r"(^|.*/)index$", re.IGNORECASE)
_WANTED = regex(r"^(?:slug|id|draft|unlisted|parse_number_prefixes|tags)\s*:", re.MULTILINE)
_WORD = regex(
    r"[A-Z]?[a-z]+(?=[^A-Za-z0-9]|[A-Z]|$)|[A-Z]+(?=[^A-Za-z0-9]|[A-Z][a-z]|$)|[A-Z]?[a-z]+|[A-Z]+"
    r"|\d*(?:1st|2nd|3rd|(?![123])\dth)(?=\b|[A-Z_])|\d+"
)


class Front(Struct, frozen=True):
    """What a page's front matter says about its address."""

    slug: str | None = None
    id: str | None = None
    draft: bool = False
    numbers: bool = True
    """number prefixes are no part of the address"""
    unlisted: bool = False
    tags: tuple[tuple[str, str], ...] = ()
    """(label, address below the tags; empty where it is made of the label)"""


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
        said.get("unlisted") is True,
        _tags(said.get("tags")),
    )


def doc(path: str, front: Front) -> str:
    """The address of the page at `path`, both seen from the folder of the documents."""
    if front.slug and front.slug.startswith("/"):
        return front.slug
    folder, file = posixpath.split(path)
    name = posixpath.splitext(file)[0]
    parts = [unnumbered(part) if front.numbers else part for part in folder.split("/")]
    base = "/" + "/".join(parts) + "/" if folder else "/"
    if not front.slug and name.lower() in ("index", "readme", posixpath.basename(folder).lower()):
        return base
    return seen_from(base, front.slug or front.id or (unnumbered(name) if front.numbers else name))


def doc_id(path: str, front: Front) -> str:
    """The name of the page at `path` in sidebars (plugin-content-docs, docs.js)."""
    folder, file = posixpath.split(path)
    parts = [part for part in folder.split("/") if part]
    name = posixpath.splitext(file)[0]
    if front.numbers:
        parts, name = [unnumbered(part) for part in parts], unnumbered(name)
    return "/".join((*parts, front.id or name))


def post(path: str, front: Front) -> str:
    """The address of the blog post at `path`, both seen from the folder of the blog."""
    dated = _POST.match(path)
    if front.slug:
        return "/" + front.slug.lstrip("/")
    if dated:
        return f"/{dated['date'].replace('-', '/')}/{dated['folder']}{dated['text']}"
    return "/" + re.sub(r"(?:/index)?\.mdx?$", "", path)


def standalone(path: str, front: Front) -> str:
    """The address of a file below `src/pages`, seen from there; only Markdown has front matter."""
    if front.slug:
        return "/" + front.slug.lstrip("/")
    name = posixpath.splitext(path)[0]
    return "/" + (name[: -len("index")] if _INDEX.match(name) else name)


def unnumbered(name: str) -> str:
    """`intro` of `01-intro`; dates and versions such as `2021-11-report` keep their digits."""
    numbered = None if _DATED.match(name) else _NUMBERED.match(name)
    return numbered[1] if numbered else name


def kebab(text: str) -> str | None:
    """`_.kebabCase` of lodash 4, by which tags and authors are named; None beyond ASCII."""
    if not text.isascii():
        return None
    return "-".join(found.lower() for found in _WORD.findall(text.replace("'", "")))


def _word(value: object) -> str | None:
    return str(value) if isinstance(value, str | int | float) and str(value) else None


def _tags(value: Any) -> tuple[tuple[str, str], ...]:
    listed = value if isinstance(value, list) else []
    return tuple(_tag(one) for one in listed if isinstance(one, str | int | float | dict))


def _tag(value: Any) -> tuple[str, str]:
    if isinstance(value, dict):
        return str(value.get("label", "")), str(value.get("permalink", ""))
    return str(value), ""
