"""What the checks of image credits know: addresses that say nothing, sites of photos, fields of the front matter."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from doclint.facts.addresses import Addresses
from doclint.facts.credit_fields import Fields
from doclint.facts.topics import stem
from doclint.lazy import regex
from doclint.rule import Strict, Words

_NOTHING = r"(?!)"


class Vocabulary(Strict, frozen=True):
    """The form of `words/credits.yaml`."""

    generic: dict[str, list[str]]
    profiles: list[str]
    albums: list[str]


class Names(Strict, frozen=True):
    """The form of `words/credit-fields.yaml`."""

    pictures: list[str]
    credits: list[str]


class Listed(Strict, frozen=True):
    """The form of one entry of `words/credit-sites.yaml`."""

    names: list[str]
    hosts: list[str]
    photo: list[str] = []
    no_photo: list[str] = []
    marks: list[str] = []


class PhotoSite(Struct, frozen=True):
    """A site on which people share pictures."""

    names: tuple[str, ...]
    hosts: tuple[str, ...]
    photo: re.Pattern[str]
    no_photo: re.Pattern[str]
    marks: tuple[str, ...]
    """what an agency that sells pictures writes into their metadata"""

    @property
    def title(self) -> str:
        """How the site is called in a message."""
        return self.names[0].title()

    @property
    def shares_photos(self) -> bool:
        """Whether it gives pictures away, or sells them: its name is then a claim about the licence."""
        return bool(self.photo.pattern != _NOTHING or self.marks)

    def has(self, host: str) -> bool:
        """Whether `host` belongs to it."""
        return any(host == one or host.endswith("." + one) for one in self.hosts)

    def names_no_photo(self, path: str) -> bool:
        """Whether a path has the place of a photo and names none."""
        return bool(self.no_photo.fullmatch(path)) and not self.photo.fullmatch(path)


def addresses(words: Words) -> Addresses:
    """The vocabulary `credits`, in the form in which addresses are compared with it."""
    read = words.read("credits", Vocabulary).values()
    return Addresses(
        frozenset(stem(word) for one in read for group in one.generic.values() for word in group),
        tuple(pattern for one in read for pattern in one.profiles),
        frozenset(word for one in read for word in one.albums),
    )


def fields(words: Words) -> Fields:
    """The names of front matter fields that speak of pictures."""
    read = words.read("credit-fields", Names).values()
    return Fields.of((n for one in read for n in one.pictures), (n for one in read for n in one.credits))


def photo_sites(words: Words) -> tuple[PhotoSite, ...]:
    """The sites on which people share pictures."""
    read = words.read("credit-sites", dict[str, Listed]).values()
    return tuple(
        PhotoSite(tuple(one.names), tuple(one.hosts), _any(one.photo), _any(one.no_photo), tuple(one.marks))
        for file in read
        for one in file.values()
    )


def host_and_path(href: str) -> tuple[str, str]:
    """The host of an address in small letters without `www.`, and its path without the last slash; "" for none."""
    try:
        parts = urlsplit(href.strip())
        host = parts.hostname or ""
    except ValueError:
        return "", ""
    return host.removeprefix("www."), unquote(parts.path).rstrip("/")


def related(one: str, other: str) -> bool:
    """Whether two hosts may be one site's: the label before the ending of one (`vnews`) stands in the other's."""
    first, second = _label(one), _label(other)
    return bool(first and second) and (first in second or second in first)


def _label(host: str) -> str:
    """`coast` of news.coast.com and of coast.co.uk: a short label before the ending belongs to the ending."""
    labels = host.split(".")[:-1]
    return labels[-2] if len(labels) > 1 and len(labels[-1]) <= 3 else labels[-1] if labels else ""


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    return regex("|".join(f"(?:{one})" for one in patterns) or _NOTHING)
