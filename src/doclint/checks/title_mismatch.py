"""Pages that are called otherwise than what they speak of."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from doclint.facts.topics import kin, stem
from doclint.lazy import regex
from doclint.page import Page, Span
from doclint.rule import Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """What a name must and must not say."""

    generic: tuple[str, ...] = ()
    """words of titles and addresses that tell no subject"""
    least: int = 3
    """how often the text names the subject that it is about"""


class Name(Struct, frozen=True):
    """What a page is called in one place."""

    what: str
    """the place, in words"""
    text: str
    stems: frozenset[str]
    span: Span
    """where it stands; for an address the top of the page"""


NEEDS = frozenset[str]()
FACTS = ()
SITE = ()

_WORD = regex(r"[^\W\d_]{4,}")
_UNSPACED = regex("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
"""scripts that put no blanks between words, or hang other words on them"""
_ANY_WORD = regex(r"[^\W_]+")
_TITLE = regex(r"^title[ \t]*[:=][ \t]*[\"']?(.*?)[\"']?[ \t]*$", re.M)
_FOLDERS = frozenset({"index", "readme", "_index"})


def prepare(rules: Sequence[Rule], words: Words) -> tuple[tuple[Rule, frozenset[str]], ...]:
    """Each rule with the stems of its generic words."""
    return tuple((rule, frozenset(stem(word) for word in rule.params.generic)) for rule in rules)


def check(page: Page, site: Site, compiled: tuple[tuple[Rule, frozenset[str]], ...]) -> Iterator[Hit]:
    """A hit on a title or heading that the text never names, where another name of the page is its subject."""
    for rule, generic in compiled:
        names = [one for one in _names(page, generic) if one.stems]
        apart = [(one, other) for one in names for other in names if not _related(one, other) and one.what != "address"]
        counts = _counts(page) if apart else {}
        for one, other in apart:
            if not _times(one, counts) and _times(other, counts) >= rule.params.least and not _initials(one, other):
                yield Hit(rule, one.span, {"what": one.what, "other": f"{other.what} “{other.text}”"})
                break


def _names(page: Page, generic: frozenset[str]) -> Iterator[Name]:
    front = page.front_matter_span
    title = page.front_matter.get("title")
    if front and isinstance(title, str) and (line := _TITLE.search(page.source, *front)):
        yield _name("title", title, Span(*line.span(1)), generic)
    heading = next((one for one in page.headings if one.level == 1), None)
    if heading:
        yield _name("heading", heading.text, heading.span, generic)
    yield _name("address", _address(page), Span(0, 0), generic)


def _name(what: str, text: str, span: Span, generic: frozenset[str]) -> Name:
    words = () if not text.isascii() and _UNSPACED.search(text) else _WORD.findall(text)
    return Name(what, text, frozenset(map(stem, words)) - generic, span)


def _address(page: Page) -> str:
    """The last part of the page's address that is a name."""
    slug = page.front_matter.get("slug")
    path = posixpath.splitext(slug if isinstance(slug, str) and slug.strip("/") else page.path)[0].rstrip("/")
    name = posixpath.basename(path)
    return posixpath.basename(posixpath.dirname(path)) if name.lower() in _FOLDERS else name


def _related(one: Name, other: Name) -> bool:
    return any(kin(mine, theirs) for mine in one.stems for theirs in other.stems)


def _initials(one: Name, other: Name) -> bool:
    """Whether one is short for the other."""
    words = [_ANY_WORD.findall(name.text.lower()) for name in (one, other)]
    short = ["".join(word[0] for word in found) for found in words]
    return short[0] == "".join(words[1]) or short[1] == "".join(words[0])


def _counts(page: Page) -> dict[str, int]:
    """How often each stem stands on the page, links, pictures and code included, its title and first heading not."""
    heading = next((one.span for one in page.headings if one.level == 1), Span(0, 0))
    front = page.front_matter_span or Span(0, 0)
    text = page.source[front.end : heading.start] + page.source[max(front.end, heading.end) :]
    counts: dict[str, int] = {}
    for word in _WORD.findall(text):
        counts[stem(word)] = counts.get(stem(word), 0) + 1
    return counts


def _times(name: Name, counts: dict[str, int]) -> int:
    """How often the text names some word of the name, or one that is akin to it."""
    return max(sum(times for word, times in counts.items() if kin(word, mine)) for mine in name.stems)
