"""Pages that lost their own text, or carry that of another page, against an older version."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from doclint.facts.folding import folded
from doclint.facts.language import language
from doclint.facts.wording import SMALL, base
from doclint.lazy import regex
from doclint.page import Page, Span
from doclint.rule import Evidence, Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """From when on a page no longer speaks of its subject."""

    mentions: int = 4
    """how often the older version names the subject in its text"""
    share: float = 0.2
    """the most of those, relative to the length, that the new version may have"""
    words: int = 120
    """words of text that both versions must have"""
    shared: float = 0.5
    """the most of the older version's words that the new one may share"""


NEEDS = frozenset({"before"})
FACTS = ()
SITE = ()

_WORD = regex(r"[^\W\d_]{3,}")
_NAMES = frozenset({"heading", "title"})
_OFTEN = 3
"""the most frequent words of a text, which tell what it is about"""


def prepare(rules: Sequence[Rule], words: Words) -> tuple[Rule, ...]:
    """The rules as they are."""
    return tuple(rules)


def check(page: Page, site: Site, compiled: tuple[Rule, ...]) -> Iterator[Hit]:
    """A hit on the first words of a page that speaks of something else than its older version and its own name."""
    if page.before is None or page.before.source == page.source or language(page) != "en":
        return
    old, new = _counts(page.before), _counts(page)
    subject = _subject(page, old, new)
    for rule in compiled:
        if subject and _lost(rule.params, subject, old, new):
            yield _hit(page, rule, subject, new)


def _counts(page: Page) -> Counter[str]:
    """How often each word stands in the text, headings aside."""
    texts = (passage.text for passage in page.passages if passage.kind not in _NAMES)
    return Counter(base(word) for text in texts for word in _WORD.findall(folded(text)) if word not in SMALL)


def _subject(page: Page, old: Counter[str], new: Counter[str]) -> str:
    """The word of the page's file name or title of which its text lost most; none where it still speaks of another."""
    slug = page.path.rpartition("/")[2].rpartition(".")[0].replace("-", " ").replace("_", " ")
    names = {base(word) for word in _WORD.findall(folded(f"{slug} {page.before.title if page.before else ''}"))}
    if any(word in names for word, _ in new.most_common(_OFTEN)):
        return ""
    return max(sorted(names), key=lambda name: old[name] - new[name], default="")


def _lost(params: Params, subject: str, old: Counter[str], new: Counter[str]) -> bool:
    """Whether the subject is gone, and with it most of the words."""
    if min(old.total(), new.total()) < params.words or old[subject] < params.mentions:
        return False
    allowed = params.share * old[subject] * new.total() / old.total()
    shared = (old & new).total() / min(old.total(), new.total())
    return new[subject] <= allowed and shared <= params.shared


def _hit(page: Page, rule: Rule, subject: str, new: Counter[str]) -> Hit:
    assert page.before  # `check` asks for it
    passage = next(one for one in page.passages if one.kind not in _NAMES and one.text.strip())
    often = ", ".join(word for word, _ in new.most_common(_OFTEN))
    first = next(one for one in page.before.passages if one.kind not in _NAMES and one.text.strip())
    span = first.span(0, len(first.text))
    line, column = page.before.position(span.start)
    quote = page.before.source[span.start : span.end]
    note = "how the earlier version begins"
    said = Evidence("version", page.path, note, quote=quote, line=line, column=column, version=page.before.version)
    start = passage.span(0, len(passage.text))
    return Hit(rule, Span(start.start, start.end), {"subject": subject, "often": often}, (said,))
