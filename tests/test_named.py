"""The proper names on a page: what is one, and what only looks like one."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doclint.facts.named import key, named
from doclint.page import Page


def names(text: str) -> list[str]:
    return [one.name for one in named(Page("page.md", text))]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The ovens of Crust Works bake bread.", ["Crust Works"]),
        ("We asked the Guild for Bread and Cake Association.", ["Guild for Bread and Cake Association"]),
        ("Ovens are made by Crust Works, BakeRight and Loaf & Sons.", ["Crust Works", "BakeRight", "Loaf & Sons"]),
        ("The Guild of Oven Builders (GOB) meets here.", ["Guild of Oven Builders", "GOB"]),
        ("Companies:\n\n- Crusty\n- Doughmaker: kneads", ["Crusty", "Doughmaker"]),
        ("- [Warm up to bread](https://bread.example/warm)\n- [Warm Bread](https://bread.example)", ["Warm Bread"]),
        ("In Norway, eFishery and 75F bake.", ["Norway", "eFishery", "75F"]),
        ("Case studies:\n\n- **Crust Works, Japan**: bakes.", ["Crust Works", "Japan"]),
        ("Bread of Crust, Inc. is good.", ["Bread of Crust, Inc"]),
        ("Baking is what Crusty's bakers do.", ["Crusty"]),
    ],
)
def test_what_is_a_name(text: str, wanted: list[str]) -> None:
    found = names(f"# A page\n\n{text}\n")
    assert list(dict.fromkeys(found)) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Bread is good. Flour is better.",
        "- **Public Awareness**: Tell people about bread.\n- **Cost Reduction**: Bake less.",
        "The LED lights and R&D cost money on Monday.",
        "Our Wheat Bread is wheat bread.",
        "`Crust Works` and <!-- Crust Works -->",
        "## Crust Works Of The World",
        "- [Read More](https://crust.example/a/b)",
    ],
)
def test_what_is_none(text: str) -> None:
    assert names(f"# Wheat bread\n\n{text}\n") == []


def test_one_name_however_it_is_written() -> None:
    assert len({key(name) for name in ("The Crust Works, Inc.", "Crust works", "CrustWorks", "crust works ltd")}) == 1


@given(st.text(st.sampled_from("Aa Bb.,:()&-'’*[]()\n#75É דש")), st.text())
@settings(max_examples=200, deadline=None)
def test_a_name_stands_where_it_is_said_to_stand(text: str, more: str) -> None:
    page = Page("page.md", f"# Page\n\nThe Crust Works {text} {more}")
    for one in named(page):
        quote = page.source[one.span.start : one.span.end]
        assert quote[:1].split() == quote[:1].split(" ")
        assert [c for c in one.name if c.isalnum()] == [c for c in one.name if c.isalnum() and c in quote]


@pytest.mark.parametrize(
    "text", ["A: B. " * 60_000, "Crust of " * 40_000, "Oat and B Council " * 20_000, "A" * 400_000, "- Crusty\n" * 8000]
)
def test_long_pages_take_a_bounded_time(text: str) -> None:
    start = perf_counter()
    names(text)
    assert perf_counter() - start < 15
