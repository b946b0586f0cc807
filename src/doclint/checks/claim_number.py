"""Figures that cannot be right, and figures that a reference contradicts: attributes as data, with their ranges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf

from msgspec import Struct

from doclint.facts.attributes import Attribute, Form, Stated, attributes, evidence
from doclint.facts.folding import straightened
from doclint.facts.guards import EXCUSES, excused
from doclint.facts.language import language
from doclint.facts.mentions import LETTERS, anchors, said
from doclint.facts.numerals import has_digit
from doclint.facts.relations import Clauses, Found
from doclint.facts.sentences import Sentence, sentences
from doclint.facts.vocabulary import all_words
from doclint.lazy import regex
from doclint.page import Page
from doclint.rule import Evidence, Hit, Rule, Strict, Words
from doclint.site import Site


class Params(Strict, frozen=True):
    """What a rule of this kind looks at."""

    attributes: tuple[str, ...] = ()
    """files of `words/attributes/` without their ending; none: all"""


class Compiled(Struct, frozen=True):
    """The rules with their attributes, and the words of the guards."""

    rules: tuple[tuple[Rule, tuple[Attribute, ...]], ...]
    clauses: Clauses


NEEDS: frozenset[str] = frozenset()
FACTS = ()
SITE = ()

LONGEST = 3000
"""characters of a sentence that is read; what is longer is data"""


def prepare(rules: Sequence[Rule], words: Words) -> Compiled:
    """The attributes of each rule."""
    (clauses,) = words.read("clauses", Clauses).values()
    return Compiled(tuple((rule, tuple(chosen(rule.params.attributes, words))) for rule in rules), clauses)


def chosen(names: Sequence[str], words: Words) -> Iterator[Attribute]:
    """The attributes with these names, or all; raises RuleError where there is none of a name."""
    for name in [f"attributes/{name}" for name in names] or ["attributes"]:
        yield from attributes(words.read(name, Form))


def check(page: Page, site: Site, compiled: Compiled) -> Iterator[Hit]:
    """The figures on the page that no such thing can have."""
    for rule, known in compiled.rules:
        for attribute, sentence, one in figures(page, known, compiled.clauses):
            if attribute.impossible(one):
                source = evidence(attribute.form)
                words = {"attribute": attribute.form.name, "says": attribute.form.says}
                note = (Evidence("rule", source.source, source.fact),)
                yield Hit(rule, sentence.span(one.start, one.end), words, note)


def figures(page: Page, known: Sequence[Attribute], clauses: Clauses) -> Iterator[tuple[Attribute, Sentence, Stated]]:
    """The figures that the page states in its own voice, with their attributes."""
    here = all_words(page)
    live = [one for one in known if said(one.names, here)]
    if not live or language(page) != "en":
        return
    rare = {word for one in live for word in anchors(one.names)} & here
    for sentence in sentences(page):
        text, low = sentence.text, sentence.text.lower()
        if len(text) > LONGEST or not any(map(low.__contains__, rare)) or not (has_digit(low) or _SPELLED.search(low)):
            continue
        text, words = straightened(text), set(LETTERS.findall(low))
        for attribute in live:
            for one in attribute.stated(text) if said(attribute.names, words) else ():
                found = Found(one.start, one.end, 0)
                if about(page, sentence, attribute) and not excused(sentence, text, found, EXCUSES, clauses):
                    yield attribute, sentence, one


def about(page: Page, sentence: Sentence, attribute: Attribute) -> bool:
    """Whether the sentence, what stands before it, a heading or the title names the topic of the attribute."""
    if not attribute.form.topic:
        return True
    return attribute.topic.named_in(" . ".join([page.title, *sentence.headings, sentence.within.text[: sentence.end]]))


def told(one: Stated) -> str:
    """A figure in words."""
    low, high = f"{one.low:g}", f"{one.high:g}"
    if one.high == inf:
        return f"at least {low}"
    if one.low == -inf:
        return f"at most {high}"
    return low if low == high else f"{low} to {high}"


_SPELLED = regex(r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b")
