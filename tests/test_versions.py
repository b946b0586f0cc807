"""Two versions of a page: quantities, sentences that belong together, and what contradicts the older one."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doclint import rulebook
from doclint.api import compare_pages
from doclint.checks import Kinds
from doclint.facts.alignment import align, reworded
from doclint.facts.quantities import Quantity, differ, quantities
from doclint.facts.sentences import sentences
from doclint.page import Page
from doclint.rule import Finding
from doclint.settings import Settings

QUANTITIES = {
    "It weighs 12.5 kg.": [("12.5 kg", 12.5, "mass", "exact")],
    "More than 2,000 people came.": [("2,000", 2000, "", "more")],
    "Up to three hours long.": [("three hours", 10800, "time", "less")],
    "About $ 5.5 million was paid.": [("$ 5.5 million", 5.5e6, "dollar", "about")],
    "Nearly 40 % of twenty-five trains.": [("40 %", 40, "share", "about"), ("twenty-five", 25, "", "exact")],
    "The pan holds 30 or more eggs.": [("30", 30, "", "more")],
    "Half a million stars, a dozen eggs.": [("Half a million", 5e5, "", "exact"), ("a dozen", 12, "", "exact")],
    "It scored 7.5/10 with readers.": [("7.5/10", 7.5, "out of 10", "exact")],
    "A vault of 740\u00a0k tiles and\u00a05\u00a0million nails.": [
        ("740\u00a0k", 740e3, "", "exact"),
        ("5\u00a0million", 5e6, "", "exact"),
    ],
    "Some 12 000 km of track.": [("12 000 km", 12e6, "length", "about")],
    "A 5-year plan at -40 °C.": [("5-year", 157784760, "time", "exact"), ("-40 °C", -40, "celsius", "exact")],
    "Use 3kg or 2 m of rope, not 5k.": [
        ("3kg", 3, "mass", "exact"),
        ("2 m", 2, "length", "exact"),
        ("5k", 5e3, "", "exact"),
    ],
}

NO_QUANTITIES = [
    "Scope 1 and Boeing 747, under ISO 9001.",
    "Python 3.11 or version 3, see chapter 4 and Figure 2.",
    "Opened on 3 May 1995, closed May 4, 2003.",
    "From 1990 to 2010, in 2012–13 and the 1980s.",
    "The 2nd and the twenty-first, two-thirds of it.",
    "CO2, H2O, 5G, COVID-19, A4, v2 and 3-D.",
    "At 10:30 or 5 p.m. they won 3–1.",
    "1. First of all",
    "Formula One and Seven Samurai.",
    "Call 555-123-456 or read 10.1000/182.",
    "It ranked #3 on 24/12/2020, at 1.2.3.4.",
]


@pytest.mark.parametrize(("text", "wanted"), QUANTITIES.items())
def test_quantities(text: str, wanted: list[tuple[str, float, str, str]]) -> None:
    found = [(text[one.start : one.end], one.low, one.measure, one.bound) for one in quantities(text)]
    assert found == [(words, pytest.approx(worth), measure, bound) for words, worth, measure, bound in wanted]


@pytest.mark.parametrize("text", NO_QUANTITIES)
def test_numbers_that_only_name_things(text: str) -> None:
    assert not quantities(text)


def test_a_range_is_one_quantity() -> None:
    assert [(one.low, one.high) for one in quantities("between 5 and 10 or 20-30 or 2 to 3 eggs")] == [
        (5, 10),
        (20, 30),
        (2, 3),
    ]


def one(text: str) -> Quantity:
    (found,) = quantities(text)
    return found


DIFFER = [
    ("10 eggs", "11 eggs"),
    ("about 10%", "about 11%"),
    ("1.0 million", "1.2 million"),
    ("512 trains", "514 trains"),
    ("more than 900", "400"),
    ("at most 5", "8"),
    ("thousands", "millions"),
    ("tens of thousands", "hundreds of thousands"),
    ("5-10 kg", "20-30 kg"),
    ("5 km", "5 miles"),
    ("$5", "$6"),
    ("two", "three"),
]
AGREE = [
    ("1,400", "1,380"),
    ("20 million", "20.4 million"),
    ("more than 23", "24"),
    ("up to 3,000", "3,000"),
    ("over 20", "over 26"),
    ("10", "about 11"),
    ("5-10 kg", "8-12 kg"),
    ("5 miles", "8 km"),
    ("12 months", "1 year"),
    ("5 kg", "5 litres"),
    ("$5", "€6"),
    ("dozen eggs", "12 eggs"),
    ("dozens", "30"),
    ("two", "2"),
]


@pytest.mark.parametrize(("left", "right"), DIFFER)
def test_quantities_that_cannot_both_be_right(left: str, right: str) -> None:
    assert differ(one(left), one(right))
    assert differ(one(right), one(left))


@pytest.mark.parametrize(("left", "right"), [pair for pair in AGREE if pair[0] != "dozen eggs"])
def test_quantities_that_agree(left: str, right: str) -> None:
    assert not differ(one(left), one(right))
    assert not differ(one(right), one(left))


def contradictions(old: str, new: str) -> list[Finding]:
    """What the rules about versions find."""
    return list(compare_pages(Page("p.md", old, version="1a2b"), Page("p.md", new), {"select": ["versions"]}).findings)


def test_a_finding_points_into_both_versions() -> None:
    old = "# Bread\n\nMix it first.\n\nThe dough *rests* for two hours in a bowl.\n"
    new = "# Bread\n\nThe dough **rests** for _five hours_ in a bowl.\n"
    (found,) = contradictions(old, new)
    assert (found.rule, found.quote, found.line, found.column) == ("versions/number", "five hours", 3, 26)
    (said,) = found.evidence
    assert (said.kind, said.where, said.version) == ("version", "p.md", "1a2b")
    assert (said.line, said.column, said.quote) == (5, 1, "The dough *rests* for two hours in a bowl.")
    assert "two hours" in found.message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The oven reaches 300 degrees in winter.", "The oven reaches 300 degrees in winter."),
        ("# 10 ways to prune a rose", "# 12 ways to prune a rose"),
        (
            "Die Brücke hat 10 Bögen und ist für den Bus nicht frei.",
            "Die Brücke hat 12 Bögen und ist für den Bus nicht frei.",
        ),
        ("Take the [5 km path](a.md) to the dome.", "Take the [5 km path](b.md) to the dome."),
        ("It holds 3 eggs and a pan.", "`It holds 4 eggs and a pan.`"),
        ("- A box of nails weighs 3 kg when full", "- A box of screws weighs 5 kg when full"),
        ("Trains to Leeds take 3 hours by night.", "Trains to York take 5 hours by night."),
        ("In 2019 it sold 30 pans a day.", "In 2021 it sold 45 pans a day."),
        ("- 3 cups of plain flour\n- 5 cups of cold water", "- 5 cups of cold water\n- 3 cups of plain flour"),
    ],
)
def test_silent(old: str, new: str) -> None:
    assert contradictions(old, new) == []


def test_each_sentence_has_one_partner_and_the_same_heading_wins() -> None:
    old = "## Rye\n\nBake it for 40 minutes.\n\n## Wheat\n\nBake it for 25 minutes.\n"
    new = "## Wheat\n\nBake it for 30 minutes.\n\n## Rye\n\nBake it for 45 minutes.\n"
    pairs = align(sentences(Page("p", old)), sentences(Page("p", new)))
    assert [(pair.old.text, pair.new.text) for pair in pairs] == [
        ("Bake it for 25 minutes.", "Bake it for 30 minutes."),
        ("Bake it for 40 minutes.", "Bake it for 45 minutes."),
    ]


RETOLD = "The Larkspur bridge, a steel arch of two spans, was opened in 1931 by the mayor and carries trams."


def test_a_new_sentence_may_rule_out_an_old_one_in_other_words() -> None:
    (found,) = contradictions(f"# Bridges\n\n{RETOLD}\n", "# Bridges\n\nThe Larkspur bridge was opened in 1928.\n")
    assert (found.rule, found.quote) == ("versions/restated", "1928")
    assert "1931" in found.message
    assert [one.quote for one in found.evidence] == [RETOLD]


def test_who_she_is_the_heading_tells() -> None:
    old = "She was a Norwegian botanist who went to sea for nine years and came home with four hundred mosses."
    new = "Ida Moss was a Scottish botanist."
    assert [one.quote for one in contradictions(f"# Moss\n\n{old}", f"# Moss\n\n{new}")] == ["Scottish"]
    assert contradictions(f"# Berg\n\n{old}", f"# Moss\n\n{new}") == []


def test_big_pages_do_not_cost_their_square() -> None:
    names = [f"{a}{b}{c}" for a in "bdfgklmnpr" for b in "aeiou" for c in "bdfgklmnpr" * 8]
    rows = [f"The {name} line carries {n + 10} trains past {name}{n % 97} every day.\n" for n, name in enumerate(names)]
    old, new = "\n".join(rows), "\n".join(row.replace("every day", "each day") for row in rows)
    page = Page("p.md", new, before=Page("p.md", old))
    _ = sentences(page), sentences(page.before)  # type: ignore[arg-type]
    start = time.perf_counter()
    assert len(reworded(page)) > len(names) // 2
    assert time.perf_counter() - start < 10


WORDS = st.lists(
    st.sampled_from([*"abn 012.,-%$*_[]()#|\n\t'’é–°TA", "not ", "million ", "5 km ", "two ", "between "]), max_size=60
).map("".join)


@given(st.one_of(st.text(max_size=200), WORDS))
@settings(max_examples=60, deadline=None)
def test_equal_versions_do_not_contradict(text: str) -> None:
    assert contradictions(text, text) == []
    assert reworded(Page("p.md", text, before=Page("p.md", text))) == ()


@given(st.one_of(st.text(max_size=200), WORDS), st.one_of(st.text(max_size=200), WORDS))
@settings(max_examples=60, deadline=None)
def test_any_two_sentences_can_be_compared(old: str, new: str) -> None:
    for found in contradictions(old, new):
        assert found.rule.startswith("versions/")
        assert 0 <= found.span.start < found.span.end <= len(new)
    for quantity in quantities(new):
        assert 0 <= quantity.outset <= quantity.start < quantity.end <= len(new)
        assert quantity.low <= quantity.high


CLAUSES = st.lists(
    st.sampled_from(
        ["The *kiln* holds 5 pots.", "The kiln holds **9 pots**.", "It does not crack.", "It cracks.", "## Kiln"]
    ),
    max_size=6,
)


@given(CLAUSES, CLAUSES)
@settings(max_examples=60, deadline=None)
def test_findings_quote_both_sources(before: list[str], after: list[str]) -> None:
    old, new = "\n\n".join(before), "\n\n".join(after)
    for found in contradictions(old, new):
        assert found.rule.startswith("versions/")
        assert new[found.span.start : found.span.end] == found.quote
        (said,) = found.evidence
        line = old.split("\n")[(said.line or 0) - 1]
        assert line[(said.column or 0) - 1 :].startswith(said.quote)


def rows(shared: Path, name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (shared / "corpus" / "claims" / name).read_text().splitlines()]


def flagged(pairs: list[dict[str, str]], old: str, new: str, label: str) -> dict[str, list[bool]]:
    """Rule -> for each pair that it flags, whether that is a contradiction by its label."""
    found: dict[str, list[bool]] = {}
    for row in pairs:
        for rule in sorted({one.rule for one in contradictions(row[old], row[new])}):
            found.setdefault(rule, []).append(row["label"].lower() == label)
    return found


def test_precision_on_wikipedia_versions_is_what_the_rules_say(shared: Path) -> None:
    held_out = rows(shared, "vitaminc-versions-dev.jsonl")[1::6]
    found = flagged(held_out, "old", "new", "contradiction")
    known = rulebook.rules(Settings(root="."), Kinds())
    for part in ("number", "date"):
        stated = known.get(f"versions/{part}").form.precision
        right = found[f"versions/{part}"]
        assert stated
        assert sum(right) / len(right) >= stated.value - 0.05, part
    true = sum(row["label"] == "contradiction" for row in held_out)
    assert sum(sum(right) for right in found.values()) >= 0.65 * true


def test_precision_on_captions(shared: Path) -> None:
    right = flagged(rows(shared, "sick-dev.jsonl")[1::8], "a", "b", "contradiction")["versions/negation"]
    assert len(right) > 50
    assert sum(right) / len(right) >= 0.96


def test_claims_against_evidence_in_other_words(shared: Path) -> None:
    held_out = rows(shared, "fever-symmetric-dev.jsonl")[1::2]
    right = flagged(held_out, "evidence", "claim", "refutes")["versions/restated"]
    assert sum(right) / len(right) >= 0.88
    assert sum(right) >= 0.15 * sum(row["label"] == "REFUTES" for row in held_out)


def test_the_seeds_do_not_contradict_each_other_in_numbers_or_negations(shared: Path) -> None:
    old, new = ((shared / "seeds" / f"page-{name}.md").read_text() for name in ("c-overview", "b-sectors"))
    assert [found for found in contradictions(old, new) if found.severity != "info"] == []
