"""The first real pages: what must be found on them, by which rule, on which line, and what must stay silent."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import doclint
from conftest import Write

NAME = "solution-high-efficiency-heat-pumps"
SITE = {"site": {"generator": "docusaurus", "route-base-path": "/"}, "min-confidence": "medium"}
PAGES = {"a": "page-a-career-guide.md", "b": "page-b-sectors.md", "c": "page-c-overview.md"}

Found = set[tuple[int, str, str]]


def check(shared: Path, site: Write, letter: str, image: bool = True) -> Found:
    """(line, rule, severity) of what is found on one seed page, put where the site has it."""
    folder = site({f"docs/{NAME}.md": (shared / "seeds" / PAGES[letter]).read_bytes()})
    if image:
        site({f"static/img/{NAME.removeprefix('solution-')}.png": "stand-in"})
    report = doclint.check(folder, {**SITE, "root": str(folder)})
    return {(one.line, one.rule, one.severity) for one in report.findings}


def test_page_c(shared: Path, site: Write) -> None:
    found = check(shared, site, "c")
    assert (28, "claims/heat-pumps-replace-air-conditioners", "error") in found
    assert (30, "encoding/mojibake", "error") in found
    assert {(65, "entities/off-topic", "error"), (65, "entities/off-topic", "warning")} & found
    assert (11, "ai/disclaimer", "warning") in found
    assert (15, "links/insecure", "info") in found
    silent = {line for line, rule, _ in found if rule == "entities/off-topic"}
    assert silent == {65}


def test_the_scope_of_the_off_topic_finding_is_one_name(shared: Path, site: Write) -> None:
    folder = site({f"docs/{NAME}.md": (shared / "seeds" / PAGES["c"]).read_bytes()})
    report = doclint.check(folder, {**SITE, "root": str(folder)})
    (one,) = [f for f in report.findings if f.rule == "entities/off-topic"]
    assert one.quote.endswith("Cookstoves")


def test_the_dash_is_restored(shared: Path, site: Write) -> None:
    folder = site({f"docs/{NAME}.md": (shared / "seeds" / PAGES["c"]).read_bytes()})
    report = doclint.check(folder, {**SITE, "root": str(folder)})
    (one,) = [f for f in report.findings if f.rule == "encoding/mojibake"]
    assert one.fix is not None
    assert one.fix.safe
    assert [edit.text for edit in one.fix.edits] == ["\u2014"]


@pytest.mark.parametrize("letter", "abc")
def test_the_picture_is_missing_only_when_it_is(shared: Path, site: Write, letter: str) -> None:
    rules = {rule for _, rule, _ in check(shared, site, letter, image=False)}
    assert "links/missing-file" in rules
    rules = {rule for _, rule, _ in check(shared, site, letter)}
    assert "links/missing-file" not in rules


def test_claims_rest_on_front_pages_and_listed_companies_do_not(shared: Path, site: Write) -> None:
    resting = {line for line, rule, _ in check(shared, site, "b") if rule == "links/homepage-citation"}
    assert resting == {48, 49, 50, 58, 59, 60, 68, 69, 70}
    assert not [rule for _, rule, _ in check(shared, site, "c") if rule == "links/homepage-citation"]


@pytest.mark.parametrize("letter", "ab")
def test_what_must_stay_silent(shared: Path, site: Write, letter: str) -> None:
    packs = {rule.split("/")[0] for _, rule, level in check(shared, site, letter) if level != "info"}
    assert not packs & {"claims", "encoding", "entities", "ai", "links"}


def test_page_b_among_the_other_pages(shared: Path, tmp_path: Path) -> None:
    snapshot = shared / "corpus/handbook/2025-01"
    for folder in ("docs", "static"):
        shutil.copytree(snapshot / folder, tmp_path / folder)
    report = doclint.check(tmp_path, {**SITE, "root": str(tmp_path), "select": ["credits"]})
    mine = [one for one in report.findings if one.path == f"docs/{NAME}.md"]
    assert {(one.line, one.rule, one.severity) for one in mine} >= {
        (11, "credits/off-topic", "error"),
        (96, "credits/off-topic", "error"),
        (96, "credits/repeated", "info"),
    }
    assert not [one for one in report.findings if one.path.endswith("forest-protection.md") and one.severity == "error"]


@pytest.mark.parametrize(("letter", "lines"), [("a", {9, 85}), ("b", {13, 27}), ("c", {22})])
def test_titles_of_admonitions_after_a_blank(shared: Path, site: Write, letter: str, lines: set[int]) -> None:
    found = check(shared, site, letter)
    assert {line for line, rule, level in found if rule == "pages/admonition-title" and level == "info"} == lines


def test_the_introduction_again(shared: Path, site: Write) -> None:
    found = {letter: check(shared, site, letter) for letter in PAGES}
    again = {(letter, *one) for letter in PAGES for one in found[letter] if one[1] == "ai/repeated-passage"}
    assert again == {("b", 25, "ai/repeated-passage", "info")}


def test_a_stock_sentence_among_the_other_pages(shared: Path, tmp_path: Path) -> None:
    snapshot = shared / "corpus/handbook/2025-01"
    shutil.copytree(snapshot / "docs", tmp_path / "docs")
    report = doclint.check(tmp_path, {**SITE, "root": str(tmp_path), "select": ["ai/boilerplate"]})
    assert [(one.line, one.severity) for one in report.findings if one.path == f"docs/{NAME}.md"] == [(34, "info")]
    assert len({one.path for one in report.findings}) > 20
    assert len({one.path for one in report.findings}) == len(report.findings)


@pytest.mark.parametrize(("letter", "lines"), [("a", set[int]()), ("b", set[int]()), ("c", {32, 41, 57, 65})])
def test_lists_of_bodies_without_a_source(shared: Path, site: Write, letter: str, lines: set[int]) -> None:
    found = check(shared, site, letter)
    assert {line for line, rule, level in found if rule == "ai/unsourced-list" and level == "info"} == lines


@pytest.mark.parametrize("letter", "abc")
def test_whole_pages_with_their_own_titles(shared: Path, site: Write, letter: str) -> None:
    assert {rule for _, rule, _ in check(shared, site, letter) if rule.startswith("pages/")} == {
        "pages/admonition-title"
    }
