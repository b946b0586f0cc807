"""What pictures say of themselves in EXIF, IPTC and XMP, against what the page says of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from msgspec import Struct

from doclint.checks.credit_picture import file_of
from doclint.checks.credit_words import PhotoSite, fields, host_and_path, photo_sites
from doclint.facts.credit_fields import Fields, stated
from doclint.facts.credits import Credit, Image, credits, images
from doclint.facts.folding import mentions, spaced
from doclint.lazy import regex
from doclint.page import Page
from doclint.rule import Evidence, Hit, Rule, Strict, Words
from doclint.site import Question, Site


class Params(Strict, frozen=True):
    """What is looked for, and the words that show it."""

    verdict: Literal["generated", "stock", "disagrees"]
    types: tuple[str, ...] = ()
    """`generated`: last parts of IPTC digital source types, in small letters"""
    generators: tuple[str, ...] = ()
    """`generated`: names of programs, in small letters"""
    unless_said: tuple[str, ...] = ()
    """`generated`: words of a credit or an alternative text that say so already"""
    noise: tuple[str, ...] = ()
    """`disagrees`: words that name nobody"""


class Compiled(Struct, frozen=True):
    """The rules of the kind and what they share."""

    rules: tuple[Rule, ...]
    sites: tuple[PhotoSite, ...]
    fields: Fields


class Seen(Struct, frozen=True):
    """A picture on a page, what its file says, and how the page credits it."""

    page: Page
    image: Image
    said: Mapping[str, list[str]]
    credits: tuple[Credit, ...]

    def words(self, *names: str) -> list[str]:
        """What the file says in these fields."""
        return [value for name in names for value in self.said.get(name, ())]


NEEDS = frozenset({"files", "images"})
FACTS = (credits, images)
SITE = ()

_RIGHTS = ("creator", "credit", "copyright", "source", "web", "terms")
_PERSON = regex(r"\b(?i:by)\s+((?:[^\W\d_a-z][\w'’.-]+ ){1,3}[^\W\d_a-z][\w'’-]+)")
_NAME = regex(r"(?:[^\W\d_]['’.\w-]+ ){1,3}[^\W\d_]['’\w-]+")
_WORD = regex(r"[^\W_]{3,}")


def prepare(rules: Sequence[Rule], words: Words) -> Compiled:
    """The rules with the vocabularies that they share."""
    return Compiled(tuple(rules), photo_sites(words), fields(words))


def wants(page: Page, site: Site, compiled: Compiled) -> Iterator[Question]:
    """What the page's local pictures say of themselves."""
    for image in images(page):
        if file := file_of(page, image.href, site):
            yield Question("image", file)


def check(page: Page, site: Site, compiled: Compiled) -> Iterator[Hit]:
    """A hit on every picture whose file says what the page does not."""
    for image in images(page):
        file = file_of(page, image.href, site)
        said: dict[str, Any] = site.answers.get(Question("image", file)) or {} if file else {}
        if not said or file is None:
            continue
        given = stated(page, compiled.fields)
        mine = tuple(credit for credit in given if credit.image and credit.image.href == image.href)
        for rule in compiled.rules:
            told = _VERDICTS[rule.params.verdict](Seen(page, image, said, mine), rule.params, compiled.sites)
            if told and not (rule.params.verdict == "stock" and f"{file}.license" in site.files):
                note = Evidence("image", file, "the file's own metadata", quote=told)
                yield Hit(rule, image.span, {"says": told}, (note,))


def _generated(seen: Seen, params: Params, sites: Sequence[PhotoSite]) -> str:
    """What in the file says that a program made the picture, unless the page says so, too."""
    there = [seen.image.alt, *(credit.text for credit in seen.credits)]
    if mentions(spaced(" . ".join(there)), (*params.unless_said, *params.generators)):
        return ""
    made = [value for value in seen.words("made") if value.rpartition("/")[2].lower() in params.types]
    named = (
        value
        for value in seen.words("software", "credit", "creator", "source")
        if mentions(spaced(value), params.generators)
    )
    return next(iter([*made, *named, *seen.words("prompt")]), "")


def _stock(seen: Seen, params: Params, sites: Sequence[PhotoSite]) -> str:
    """What in the file names an agency that sells pictures, on a page that names neither the agency nor a source."""
    if seen.credits:
        return ""
    for known in sites:
        told = _marked(seen, known)
        if told and not any(mark in seen.page.source.lower() for mark in known.marks):
            return told
    return ""


def _marked(seen: Seen, known: PhotoSite) -> str:
    return next((text for text in seen.words(*_RIGHTS) if any(mark in text.lower() for mark in known.marks)), "")


def _disagrees(seen: Seen, params: Params, sites: Sequence[PhotoSite]) -> str:
    """What in the file names another photo site or person than all credits of the picture."""
    if not seen.credits or _shared(seen, params.noise):
        return ""
    return _other_site(seen, sites) or _other_person(seen, params.noise)


def _shared(seen: Seen, noise: Iterable[str]) -> bool:
    """Whether a word, a number or a part of an address stands in the file and in a credit."""
    told = set(_words(seen.words(*_RIGHTS), noise))
    given = " ".join(_given(seen.credits)).lower()
    return any(word in given for word in told if len(word) > 3) or bool(told & set(_words([given], noise)))


def _given(found: Iterable[Credit]) -> Iterator[str]:
    for credit in found:
        yield credit.text
        yield from (f"{origin.href} {origin.text}" for origin in credit.origins)


def _words(texts: Iterable[str], noise: Iterable[str]) -> Iterator[str]:
    left_out = {word for one in noise for word in one.split()}
    for text in texts:
        yield from (word for word in _WORD.findall(text.lower()) if word not in left_out)


def _other_site(seen: Seen, sites: Sequence[PhotoSite]) -> str:
    """The agency in the file, where the credits name another photo site."""
    hosts = [host_and_path(origin.href)[0] for credit in seen.credits for origin in credit.origins]
    for known in sites:
        told = _marked(seen, known)
        if told and any(other is not known and any(map(other.has, hosts)) for other in sites if other.shares_photos):
            return told
    return ""


def _other_person(seen: Seen, noise: Sequence[str]) -> str:
    """The full name of the file's creator, where a credit gives another person's full name."""
    called = [person[1] for credit in seen.credits if (person := _PERSON.search(credit.text))]
    if not called or any(mentions(spaced(name), noise) for name in called):
        return ""
    names = (text for text in seen.words("creator") if _NAME.fullmatch(text) and not mentions(spaced(text), noise))
    return next(names, "")


_VERDICTS: dict[str, Callable[[Seen, Params, Sequence[PhotoSite]], str]] = {
    "generated": _generated,
    "stock": _stock,
    "disagrees": _disagrees,
}
