"""Gates only save time: with them and without them the same is found, whatever the words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from doclint import rulebook
from doclint.checks import Kinds, claim, claim_number, phrase
from doclint.facts import credits
from doclint.facts.folding import WORD, folded, spaced, straightened, without
from doclint.facts.guards import EXCUSES, excused
from doclint.facts.language import language
from doclint.facts.measured import comparable, measured
from doclint.facts.names import Names
from doclint.facts.numerals import has_digit
from doclint.facts.relations import Found
from doclint.facts.sentences import sentences
from doclint.facts.text_only import beyond_ascii
from doclint.facts.vocabulary import all_words, counts, whole
from doclint.page import Page
from doclint.rule import Hit, Rule
from doclint.settings import Settings
from doclint.site import Site

KNOWN = rulebook.rules(Settings(), Kinds())
ALWAYS = "the"
"""a word that stands in every passage made here"""


def of(kind: str) -> list[Rule]:
    """All rules of a kind."""
    return [rule for rule in KNOWN.all if rule.form.check == kind]


PHRASES, CLAIMS = phrase.prepare(of("phrase"), KNOWN.words), claim.prepare(of("claim"), KNOWN.words)
NEEDLES = [needle for some in PHRASES.by_word.values() for needle in some]
UNGATED = phrase.Compiled(
    {ALWAYS: tuple(replace(needle, anchor=ALWAYS) for needle in NEEDLES)},
    (("", tuple(replace(needle, anchor="") for _, some in PHRASES.in_source for needle in some)),),
)
SAID = sorted({text for needle in NEEDLES for text in (*needle.wording.any, needle.anchor)})
ANCHORS = sorted({word for needle in NEEDLES for word in WORD.findall(folded(needle.regex))})
GLUE = [
    "it",
    "is",
    "not",
    "of",
    "I",
    "you",
    "here",
    "-",
    "'",
    "“",
    "”",
    ".",
    "\n",
    "\n\nThe ",
    "é",
    "\u00a0",
    "**",
    "`",
]


def hits(found: Iterator[Hit]) -> list[tuple[str, tuple[int, int]]]:
    """What and where, in any order."""
    return sorted((hit.rule.id, (hit.span.start, hit.span.end)) for hit in found)


@settings(deadline=None)
@given(st.lists(st.sampled_from([*SAID, *ANCHORS, *GLUE]) | st.text(max_size=4), max_size=30))
def test_phrases_are_found_as_without_a_gate(words: list[str]) -> None:
    page = Page("page.md", " ".join([ALWAYS, *words]))
    site = Site({"page.md": page})
    assert hits(phrase.check(page, site, PHRASES)) == hits(phrase.check(page, site, UNGATED))


NAMES = sorted({name for one in CLAIMS.claims for slot in (one.params.subject, one.params.object) for name in slot.any})
RELATED = sorted({word for one in CLAIMS.claims for word in one.grammar.words})
JOINED = ["they", "it", "the", "a", "and", "not", "by", "of", "can", "is", "are", ".", ",", "\n\n", "\n\n# ", "?"]


def english(text: str) -> Page:
    """A page whose language nobody asks for."""
    return Page("page.md", text, facts={f"{language.__module__}.{language.__qualname__}": "en"})


def ungated(page: Page) -> Iterator[Hit]:
    """Every claim, with every expression of its relation, tried on every sentence."""
    for index, _ in enumerate(sentences(page)):
        for one in CLAIMS.claims:
            yield from claim._hits(page, index, set(one.grammar._ways), one)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(*map(st.sampled_from, (NAMES, JOINED, RELATED, JOINED, NAMES, JOINED))), max_size=4))
def test_claims_are_found_as_without_a_gate(words: list[tuple[str, ...]]) -> None:
    page = english(" ".join(word for some in words for word in some))
    assert hits(claim.check(page, Site({"page.md": page}), CLAIMS)) == hits(ungated(page))


def test_markup_inside_a_word_hides_no_claim() -> None:
    for said in ("Heat pumps", "**H**eat pumps", "<b>H</b>eat pumps", "Heat pu*mps*"):
        page = Page("a.md", f"# Homes\n\n{said} let us give up air conditioners.\n")
        assert list(claim.check(page, Site({"a.md": page}), CLAIMS)), said


FIGURES = claim_number.prepare(of("claim-number"), KNOWN.words)
ATTRIBUTES = [attribute for _, known in FIGURES.rules for attribute in known]
TOLD = sorted({name for one in ATTRIBUTES for name in (*one.form.before, *one.form.after, *one.form.topic)})
NUMBERS = ["4", "of 45 percent", "120%", "is 300 percent", "-3", "50 percent of", "of one", "reaches 9.5"]


def impossible(page: Page) -> Iterator[Hit]:
    """Every attribute tried on every sentence."""
    for rule, known in FIGURES.rules:
        for sentence in sentences(page):
            text = straightened(sentence.text)
            for attribute in known:
                for one in attribute.stated(text):
                    found = Found(one.start, one.end, 0)
                    meant = claim_number.about(page, sentence, attribute)
                    taken_back = excused(sentence, text, found, EXCUSES, FIGURES.clauses)
                    if meant and attribute.impossible(one) and not taken_back:
                        yield Hit(rule, sentence.span(one.start, one.end))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from([*TOLD, *NUMBERS, *JOINED]), max_size=12))
def test_figures_are_found_as_without_a_gate(words: list[str]) -> None:
    page = english(" ".join(words))
    assert hits(claim_number.check(page, Site({"page.md": page}), FIGURES)) == hits(impossible(page))


@pytest.mark.parametrize(
    ("kind", "compiled", "every", "least", "step"),
    [(claim, CLAIMS, ungated, len(CLAIMS.claims), 3), (claim_number, FIGURES, impossible, len(FIGURES.rules), 1)],
)
def test_the_examples_are_found_as_without_a_gate(
    kind: Any, compiled: Any, every: Callable[[Page], Iterator[Hit]], least: int, step: int
) -> None:
    """Texts in which something is found: of random words few say anything. Of the many of claims a third."""
    rules = of(kind.__name__.rpartition(".")[2].replace("_", "-"))
    told = 0
    for text in (one.page for rule in rules for one in rule.examples[::step]):
        page = english(text.translate({ord(mark): "" for mark in "⟦⟧"}))
        found = hits(kind.check(page, Site({"page.md": page}), compiled))
        assert found == hits(every(page)), text
        told += len(found)
    assert told >= least


SAYINGS = [
    "The dam at Ruhl is 40 m high",
    "The dam at Ruhl is about 50 m high",
    "It holds back 9 million litres",
    "That is 9000 cubic metres",
    "For example, dams cost $5 per family",
    "In May the lake is 3 m deep",
    "12% of the dams have no lake",
]
JOINTS = [". ", ".\n\n", ".\n- ", "!\n\n", ": ", "\n\n## ", " (", "` and `"]


@given(st.lists(st.tuples(st.sampled_from(SAYINGS), st.sampled_from(JOINTS))))
def test_comparable_figures_are_found_as_among_all(parts: list[tuple[str, str]]) -> None:
    page = english("".join(word for part in parts for word in part))
    assert comparable(page) == tuple(one for one in measured(page) if one.same)


PICTURES = ["![A dam](dam.png)", "![A dam](dam.png) and a lake", "A dam"]
BREAKS = [" ", "\n", "\n\n", "  \n", "\n\n*", "\n\n# Dams\n\n", "\n\nThe dam holds back a lake.\n\n"]
OPENINGS = ["", "via ", "VIA ", "Source: ", "Photo by ", "Crédito imágen: ", "© ", "The dam (", "Images of ", "By "]
LINKS = ["[the photographer](https://example.org/dam)", "a photographer", "[a lake](lake.md)"]
ENDS = ["", ")", "*", ")*", ". More follows.", ", from [a page](https://example.org)"]


@settings(deadline=None, max_examples=400)
@given(st.lists(st.tuples(*map(st.sampled_from, (PICTURES, BREAKS, OPENINGS, LINKS, ENDS))), max_size=3))
def test_credits_are_found_as_without_a_gate(words: list[tuple[str, ...]]) -> None:
    text = "\n\n".join("".join(some) for some in words)
    gated = credits.credits(Page("page.md", text))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(credits, "_SIGNS", ("",))  # which stands in every passage
        assert gated == credits.credits(Page("page.md", text))


@given(st.lists(st.text() | st.sampled_from(("\n", "’s", "'s", "_s", "# "))))
def test_words_are_those_that_an_expression_finds(parts: list[str]) -> None:
    """Lines and passages in ASCII are read in another way."""
    page = Page("page.md", "".join(parts))
    said = f"{whole(page)}\n{folded(page.title)}"
    assert counts(page) == Counter(WORD.findall(whole(page)))
    forms = (r"[^\W_]+", r"\w+", WORD.pattern)
    assert all_words(page) - {""} == {word for form in forms for word in re.findall(form, said)}


@given(st.text(st.characters() | st.characters(categories=["Nd", "Cf"])))
def test_characters_are_those_that_an_expression_finds(text: str) -> None:
    assert has_digit(text) == bool(re.search(r"\d", text))
    assert beyond_ascii(Page("page.md", text)) == re.sub(r"[\x00-\x7f]", "", text)


PARTS = ("a", "b", "ab", "a'b", "c")


@given(st.lists(st.sampled_from(PARTS)), st.lists(st.lists(st.sampled_from((*PARTS, "b*")), min_size=1, max_size=3)))
def test_words_are_cut_out_as_an_expression_does(text: list[str], unwanted: list[list[str]]) -> None:
    said, phrases = spaced(" ".join(text)), [" ".join(some).replace("* ", " ") for some in unwanted]
    wanted = said
    for one in phrases:
        ending = r"[\w']*" if one.endswith("*") else ""
        wanted = re.sub(f" {re.escape(one.removesuffix('*'))}{ending}(?= )", " /", wanted)
    assert without(said, phrases) == wanted


NAMES = ("Green Oven Works", "Oven & Sons", "L'Oven", "Crème-Oven", "3Oven", "Oven_Works", "Oven")


@given(st.lists(st.sampled_from((*NAMES, *GLUE, " ", "&amp;", "&nbsp;", "\\", "<b>", "</b>", "_", "[x](y)", "\n\n"))))
def test_names_are_found_as_without_a_gate(parts: list[str]) -> None:
    page, names = Page("page.md", "".join(parts)), Names((name, name) for name in NAMES)
    some = names.among(all_words(page))
    assert [some.find(one.text) for one in page.passages] == [names.find(one.text) for one in page.passages]
