"""Image credits that stand twice on a page for the same picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from doclint.facts.credits import Credit, address, credits
from doclint.lazy import regex
from doclint.page import Page, Span
from doclint.rule import Edit, Evidence, Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """Nothing to choose."""


NEEDS = frozenset[str]()
FACTS = ()
SITE = ()

_WORD = regex(r"\w+")
_KEYWORDS = frozenset("image photo picture credit credits source courtesy of from via by on taken cover the".split())


def prepare(rules: Sequence[Rule], words: Words) -> tuple[Rule, ...]:
    """The rules as they are."""
    return tuple(rules)


def check(page: Page, site: Site, compiled: tuple[Rule, ...]) -> Iterator[Hit]:
    """A hit on every credit whose addresses an earlier credit of the same picture has given."""
    first: dict[tuple[str, frozenset[str]], Credit] = {}
    for credit in credits(page):
        given = frozenset(address(origin.href) for origin in credit.origins)
        if not credit.image or not any(given):
            continue
        earlier = first.setdefault((credit.image.href, given), credit)
        if earlier is not credit:
            yield from (_hit(page, rule, credit, earlier) for rule in compiled)


def _hit(page: Page, rule: Rule, credit: Credit, earlier: Credit) -> Hit:
    line, column = page.position(earlier.span.start)
    quote = page.source[earlier.span.start : earlier.span.end]
    said = Evidence("page", page.path, "the first credit of this picture", quote=quote, line=line, column=column)
    return Hit(rule, credit.span, {"line": line}, (said,), _removed(page, credit, earlier))


def _removed(page: Page, credit: Credit, earlier: Credit) -> tuple[Edit, ...]:
    """The lines of the second credit away, where nothing else stands on them, with one of the blank lines around."""
    source = page.source
    start = source.rfind("\n", 0, credit.span.start) + 1
    end = source.find("\n", credit.span.end) + 1 or len(source)
    if (source[start : credit.span.start] + source[credit.span.end : end]).strip():
        return ()
    if source[:start].endswith("\n\n") and source[end : end + 1] in ("", "\n"):
        start -= 1
    broken = source.startswith("!", earlier.span.start)  # written as an image: the second is the one that readers see
    return (Edit(Span(start, end), "", safe=not broken and _words(credit) <= _words(earlier) | _KEYWORDS),)


def _words(credit: Credit) -> set[str]:
    """All that a credit says; a licence or a title that only the second names would be lost."""
    return set(_WORD.findall(" ".join([credit.text, *(origin.text for origin in credit.origins)]).lower()))
