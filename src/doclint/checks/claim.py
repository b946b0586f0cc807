"""Claims that are known to be false, as data: who is said to do what to what, and what takes it back.

All rules of the kind share one gate: a page is read if a word of some rule's object stands on it, a sentence if the
object, the subject (or a pronoun where the page is about the subject) and a word that relates them stand in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property, lru_cache
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from doclint.errors import RuleError
from doclint.facts.folding import straightened
from doclint.facts.guards import EXCUSES, Excuse, excused
from doclint.facts.language import language
from doclint.facts.mentions import LETTERS, Forms, Thing, anchors, said, spellings
from doclint.facts.relations import FILL, OBJECT, SUBJECT, Clauses, Grammar, Relation, grammars
from doclint.facts.sentences import Sentence, sentences
from doclint.facts.vocabulary import all_words
from doclint.page import Page
from doclint.rule import Evidence, Hit, Rule, Source, Strict, Words
from doclint.site import Site
from doclint.strict import nearest


class Subject(Strict, frozen=True):
    """Who is said to do it."""

    any: tuple[str, ...]
    """names, in the singular; a name in capitals is found as it is written"""
    not_modified_by: tuple[str, ...] = ()
    """words that make it another thing: `renewable` before `natural gas`; `cool*` stands for all that begin so"""
    not_followed_by: tuple[str, ...] = ()
    """words after it that make the claim another one: `below`, where a comparison holds in the cold only"""
    not_joined_with: tuple[str, ...] = ()
    """words that make the claim another one if they stand in the same list"""
    pronoun: bool = False
    """`they`, `it`, `this technology` count where the sentence before, the heading or the title names the topic"""


class Use(Strict, frozen=True):
    """Which relation."""

    use: str
    """a file in `words/relations/`, without its ending"""
    forms: tuple[
        Literal["verbs", "acts", "needs", "passive", "results", "nouns", "states", "inverse", "placed", "phrases"], ...
    ] = ()
    """which of its forms; none: all"""


class Object(Strict, frozen=True):
    """To what."""

    any: tuple[str, ...]
    """names; `{20%|a fifth} of the oxygen` is two"""
    not_modified_by: tuple[str, ...] = ()
    """words that make it another thing: `old`; `cool*` stands for all words that begin so"""
    not_followed_by: tuple[str, ...] = ()
    """words after it that make the claim another one: `in`, where a place narrows it down"""
    not_joined_with: tuple[str, ...] = ()
    """words that make the claim another one if they stand in the same list"""
    generic: bool = True
    """only the kind as such: no article, number or possessive before it"""


class Params(Strict, frozen=True):
    """What a rule of this kind says is false."""

    subject: Subject
    relation: Use
    object: Object
    topic: tuple[str, ...] = ()
    """what the sentence, a heading above or the page's title must name; none: the subject"""
    unless: tuple[Excuse, ...] = EXCUSES


class Claim(Struct, frozen=True, dict=True):
    """One rule, its expressions compiled where a page first asks for them."""

    rule: Rule
    grammar: Grammar

    @cached_property
    def subject(self) -> Thing:
        """Who is said to do it."""
        of = self.params.subject
        heads = self.grammar.clauses.heads
        return Thing(of.any, heads, of.not_modified_by, of.not_followed_by, of.not_joined_with)

    @cached_property
    def object(self) -> Thing:
        """To what."""
        of = self.params.object
        heads = self.grammar.clauses.heads + self.grammar.clauses.uses * of.generic
        return Thing(of.any, heads, of.not_modified_by, of.not_followed_by, of.not_joined_with, of.generic)

    @cached_property
    def topic(self) -> Thing:
        """What the page must be about."""
        return Thing(self.params.topic or self.params.subject.any)

    @cached_property
    def objects(self) -> Forms:
        """A text without the words of one of these names does not name the object."""
        return spellings(self.params.object.any)

    @cached_property
    def subjects(self) -> Forms:
        """The same of the subject."""
        return spellings(self.params.subject.any)

    @cached_property
    def tied(self) -> Forms:
        """Names of its subject and topic, one of which must be in the sentence or near it."""
        return self.subjects + spellings(self.params.topic)

    @cached_property
    def pronouns(self) -> re.Pattern[str]:
        """What may stand for the subject."""
        return self.grammar.compiled(self.grammar.clauses.pronouns)

    @property
    def params(self) -> Params:
        """The rule's own."""
        return self.rule.params  # type: ignore[no-any-return]


class Compiled(Struct, frozen=True):
    """All claims, and which of them have a word in a name of their object, of their subject or topic."""

    claims: tuple[Claim, ...]
    by_object: dict[str, set[int]]
    by_subject: dict[str, set[int]]


NEEDS: frozenset[str] = frozenset()
FACTS = ()
SITE = ()

_LONGEST = 3000
"""characters of a sentence that is read for claims: nobody's sentence is longer, and what is longer is data"""


def prepare(rules: Sequence[Rule], words: Words) -> Compiled:
    """The gate; raises RuleError where a rule names a relation that no vocabulary has."""
    known = {name: replace(one, expressions={}, vocabulary={}) for name, one in _grammars(words).items()}
    claims = tuple(_claim(rule, known) for rule in rules)
    by_object: dict[str, set[int]] = {}
    by_subject: dict[str, set[int]] = {}
    for number, claim in enumerate(claims):
        for word in anchors(claim.objects):
            by_object.setdefault(word, set()).add(number)
        for word in anchors(claim.tied):
            by_subject.setdefault(word, set()).add(number)
    return Compiled(claims, by_object, by_subject)


@lru_cache(4)
def _grammars(words: Words) -> dict[str, Grammar]:
    """All grammars, worked out once where one rule after the other is prepared, as for its examples."""
    (clauses,) = words.read("clauses", Clauses).values()
    return grammars(clauses, words.read("relations", Relation))


def _claim(rule: Rule, known: dict[str, Grammar]) -> Claim:
    name = rule.params.relation.use
    if name not in known:
        raise RuleError(f"{rule.file}: no relation `{name}` in words/relations; {nearest(name, list(known))}")
    for slot in (rule.params.subject, rule.params.object):
        if taken := sorted({n.lower() for n in slot.any} & {w.lower() for w in slot.not_modified_by}):
            raise RuleError(f"{rule.file}: `{taken[0]}` is both a name and a word that excludes it; keep one")
    return Claim(rule, known[name])


def check(page: Page, site: Site, compiled: Compiled) -> Iterator[Hit]:
    """The false claims that the page makes in its own voice."""
    on_page = all_words(page)
    both = _having(on_page, compiled.by_object) & _having(on_page, compiled.by_subject)
    live = {n for n in both if said(compiled.claims[n].objects, on_page) and said(compiled.claims[n].tied, on_page)}
    if not live or language(page) != "en":
        return
    objects = {word: here for word in on_page & compiled.by_object.keys() if (here := live & compiled.by_object[word])}
    for index, sentence in enumerate(sentences(page)):
        text = sentence.text.lower()
        if len(text) > _LONGEST or not any(map(text.__contains__, objects)):
            continue
        words = set(LETTERS.findall(text))
        mine = _sayable([compiled.claims[number] for number in sorted(_having(words, objects))], words, text)
        near = words | _near(page, sentence) if mine else words
        for claim in mine:
            if said(claim.tied, near):
                yield from _hits(page, index, words, claim)


def _sayable(claims: Iterable[Claim], words: set[str], text: str) -> list[Claim]:
    """The claims whose relation has a word in the sentence, and whose subject is named there or may be a pronoun."""
    related = [c for c in claims if not c.grammar.words.isdisjoint(words) and said(c.objects, words)]
    named = [claim for claim in related if said(claim.subjects, words)]
    meant = [claim for claim in related if claim.params.subject.pronoun and not said(claim.subjects, words)]
    return named + meant if meant and meant[0].pronouns.search(text) else named


def _having(words: Set[str], filed: Mapping[str, set[int]]) -> set[int]:
    """The claims that are filed under one of the words."""
    return {number for word in words & filed.keys() for number in filed[word]}


def _near(page: Page, sentence: Sentence) -> set[str]:
    """The words that tell what a pronoun in the sentence may mean."""
    before = sentence.within.text[: sentence.start]
    return set(LETTERS.findall(" ".join([page.title, *sentence.headings, before]).lower()))


def _hits(page: Page, index: int, words: set[str], claim: Claim) -> Iterator[Hit]:
    sentence = sentences(page)[index]
    text = straightened(sentence.text)
    marked = _marked(page, index, claim, text)
    if SUBJECT not in marked or OBJECT not in marked or not _on_topic(page, index, claim):
        return
    end = 0
    found = claim.grammar.find(marked, words, claim.params.relation.forms)
    evidence = tuple(_evidence(source) for source in claim.rule.form.evidence)
    for one in sorted({f[:2]: f for f in found}.values(), key=lambda f: (f.start, -f.end)):
        if one.start >= end and not excused(sentence, text, one, claim.params.unless, claim.grammar.clauses):
            end = one.end
            yield Hit(claim.rule, sentence.span(one.start, one.end), evidence=evidence)


def _evidence(source: Source) -> Evidence:
    if source.document:
        return Evidence("reference", source.document, source.fact, quote=source.quote)
    return Evidence("rule", source.source, source.fact)


def _marked(page: Page, index: int, claim: Claim, text: str) -> str:
    """The sentence with its subjects and objects overwritten, pronouns that stand for the subject among them."""
    for start, end in claim.subject.subjects(text, claim.grammar.around):
        text = _overwritten(text, start, end, SUBJECT)
    for start, end in claim.object.objects(text, claim.grammar.around):
        text = _overwritten(text, start, end, OBJECT)
    if not claim.params.subject.pronoun:
        return text
    for found in claim.pronouns.finditer(text):
        before = text[: found.start("pronoun")]
        if _names(before, claim.grammar) if SUBJECT in before else _stands_for(page, index, claim):
            text = _overwritten(text, *found.span("pronoun"), SUBJECT)
    return text


def _names(before: str, grammar: Grammar) -> bool:
    """Whether a pronoun after `before` may mean the subject named there: not in `we buy S when they ...`."""
    reason = grammar.compiled(r"(because|since|as|so|that|[,;:.]) ?\Z")
    return bool(grammar.compiled("<subject>").search(before) or reason.search(before))


def _overwritten(text: str, start: int, end: int, by: str) -> str:
    return f"{text[:start]}{by}{FILL * (end - start - 1)}{text[end:]}"


def _stands_for(page: Page, index: int, claim: Claim) -> bool:
    """Whether a pronoun in this sentence may mean the subject: what the sentence before it names, else the headings."""
    known = sentences(page)
    here = known[index]
    while index and known[index - 1].passage == here.passage:
        index -= 1
        before = known[index].text
        if claim.subject.named_in(before):
            return True
        if not claim.pronouns.match(straightened(before)):
            return False
    return claim.topic.named_in(" . ".join([page.title, *here.headings]))


def _on_topic(page: Page, index: int, claim: Claim) -> bool:
    if not claim.params.topic:
        return True
    here = sentences(page)[index]
    return claim.topic.named_in(" . ".join([page.title, *here.headings, here.within.text[: here.end]]))
