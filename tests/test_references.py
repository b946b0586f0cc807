"""Passages of reference documents that bear on a sentence."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import doclint
from doclint.references import WINDOW

FILLER = " ".join(["flour water salt oven tin crust crumb"] * 40)
BOOKS = {
    "bread": f"{FILLER} A rye dough needs 12.5 hours at 20 degrees. {FILLER}",
    "stars": f"{FILLER} The comet returns every 76 years, near the sun. {FILLER}",
}


def test_the_best_passage_comes_first_with_its_place() -> None:
    best = doclint.evidence("Comets return after 76 years.", BOOKS)[0]
    assert best.document == "stars"
    assert "every 76 years" in best.text
    assert BOOKS["stars"][best.start : best.end] == best.text
    assert len(best.text.split()) <= WINDOW


def test_lost_marks_do_not_hide_a_passage() -> None:
    lost = {"bare": f"{FILLER} a ryedough needs 125 hours {FILLER}", "other": FILLER}
    best = doclint.evidence("A rye-dough takes 12.5 hours.", lost)[0]
    assert "ryedough needs 125" in best.text


def test_texts_without_names_are_numbered() -> None:
    assert doclint.evidence("comet", list(BOOKS.values()))[0].document == "2"


def test_nothing_to_say() -> None:
    assert doclint.evidence("submarine", BOOKS) == []
    assert doclint.evidence("the of and", BOOKS) == []
    assert doclint.evidence("comet", {}) == []
    assert doclint.evidence("comet", {"empty": ""}) == []
    assert doclint.evidence("comet", {"only small words": "the of and a"}) == []


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.lists(st.text(max_size=400), max_size=3), st.integers(0, 4))
def test_any_text(query: str, texts: list[str], limit: int) -> None:
    found = doclint.evidence(query, texts, limit)
    assert len(found) <= limit
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    for one in found:
        assert texts[int(one.document) - 1][one.start : one.end] == one.text
    spans = sorted((one.document, one.start, one.end) for one in found)
    assert all(a[0] != b[0] or a[2] <= b[1] for a, b in pairwise(spans))


def test_labelled_queries(shared: Path) -> None:
    seeds, file = shared / "seeds", shared / "corpus/claims/evidence-dev.jsonl"
    if not file.exists():
        pytest.skip("the labelled queries are absent")
    names = {"seed 003": "reference-encyclopedia.txt", "seed 004": "reference-training-guide.txt"}
    books = {name: (seeds / path).read_text(encoding="utf-8") for name, path in names.items()}
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    hits = 0
    for row in rows:
        best = doclint.evidence(row["query"], books)[:3]
        middle = (row["char_start"] + row["char_end"]) // 2
        hits += any(one.document == row["doc"] and one.start <= middle < one.end for one in best)
    assert hits >= 0.83 * len(rows)
