"""Sentences: where they end, and that each finds its way back to the source; the language of a page."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doclint.facts.language import UNKNOWN, language
from doclint.facts.sentences import Sentence, quoted, sentences
from doclint.page import Page


def split(text: str) -> list[str]:
    return [sentence.text for sentence in sentences(Page("page.md", text))]


@pytest.mark.parametrize(
    "text",
    [
        "Sift the flour (e.g. rye or spelt) twice.",
        "Dr. Ada Baker of the U.S. Baking Society spoke.",
        "J. R. Baker and T. Miller wrote it.",
        "Bake at 230.5 degrees for 1.5 hours.",
        "See https://example.org/a.html?b=C.D for more.",
        "Add water, i.e. 300 g, vs. 250 g before.",
        "It rises by approx. 20 per cent (see Fig. 3 and No. 7).",
        "1. Knead",
        "Yahoo! is not a bread.",
        "Wait… then bake.",
    ],
)
def test_no_sentence_ends_here(text: str) -> None:
    page = Page("page.md", text)
    assert [s.text for s in sentences(page)] == [passage.text for passage in page.passages]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Knead it. Wait! Why? Gluten.", ["Knead it.", "Wait!", "Why?", "Gluten."]),
        ("He said “Stop.” She went on.", ["He said “Stop.”", "She went on."]),
        ("It is sold in the U.S. The dough is frozen.", ["It is sold in the U.S.", "The dough is frozen."]),
        ("Flour, salt, etc. They keep.", ["Flour, salt, etc.", "They keep."]),
        ("Bake (20 min.). 30 loaves fit.", ["Bake (20 min.).", "30 loaves fit."]),
        ("A\nline of *one* sentence. And\nanother", ["A line of one sentence.", "And another"]),
        ("First line  \nSecond line", ["First line", "Second line"]),
    ],
)
def test_sentences_end_where_a_reader_stops(text: str, parts: list[str]) -> None:
    assert split(text) == parts


def test_blocks_keep_their_kind_and_their_headings() -> None:
    page = Page("page.md", "# What? Why. How\n\n## Rye\n\n- Dark. Sour.\n\n| Rye. Spelt |\n|---|\n| Oat. Corn |")
    found = [(s.text, s.kind, s.headings) for s in sentences(page)]
    assert found[0] == ("What? Why. How", "heading", ())
    assert ("Sour.", "item", ("What? Why. How", "Rye")) in found
    assert [text for text, kind, _ in found if kind == "cell"] == ["Rye.", "Spelt", "Oat.", "Corn"]


def test_a_sentence_finds_its_source_without_the_page() -> None:
    source = "Salt &amp; **rye** flour. It [*rises* slowly](x.md) in\nthe cold. End"
    page = Page("page.md", source)
    second: Sentence = pickle.loads(pickle.dumps(sentences(page)))[1]
    start = second.text.index("rises")
    assert source[slice(*second.span(start, start + len("rises slowly in the")))] == "rises* slowly](x.md) in\nthe"
    assert second.within == page.passages[second.passage]


def test_travelling_costs_little_more_than_the_text() -> None:
    source = "\n\n".join("Rye is dark and the dough is wet. " * 5 for _ in range(200))
    assert len(pickle.dumps(sentences(Page("page.md", source)))) < 2 * len(source)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("aB1 .!?\n\"'()*_[]“”…é#->|&;"), max_size=120))
def test_any_text_is_cut_without_loss(text: str) -> None:
    page = Page("page.md", text)
    by_passage: dict[int, str] = {}
    for sentence in sentences(page):
        assert sentence.text == sentence.text.strip()
        assert sentence.text
        span = sentence.span(0, len(sentence.text))
        assert 0 <= span.start < span.end <= len(text)
        by_passage[sentence.passage] = by_passage.get(sentence.passage, "") + sentence.text
    for index, passage in enumerate(page.passages):
        assert "".join(by_passage.get(index, "").split()) == "".join(passage.text.split())


def test_quotations() -> None:
    text = "It's “one”, \"two\", 'three' and the bakers' «four» o'clock."
    assert [text[start:end] for start, end in quoted(text)] == ["“one”", '"two"', "'three'", "«four»"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The dough is wet and the oven is hot, so that it will rise.", "en"),
        ("Der Teig ist nass und der Ofen ist heiß, so dass er auch nicht fällt.", "de"),
        ("La pâte est humide et le four est chaud pour les pains avec du sel.", "fr"),
        ("La masa está húmeda y el horno para los panes, más caliente por la noche con una piedra.", "es"),
        ("# API\n\n`bake()`", "en"),
        ("Flour", "en"),
        ("Тесто мокрое, а печь горячая.", UNKNOWN),
        ("---\nlang: de-AT\n---\n\nThe dough is wet and the oven is hot.", "de"),
        ("---\nlanguage: English\n---\n\nTeig", "en"),
        ("---\nlang: 12\n---\n\nThe dough is wet.", "en"),
    ],
)
def test_language(text: str, code: str) -> None:
    assert language(Page("de/page.md", text)) == code
