"""The public Python API."""

from __future__ import annotations

import os
import re
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import doclint
from conftest import Write

DAMAGED = "# Bread\n\nBake it hot \u00e2\u20ac\u201d then rest it.\n"


def test_check_takes_one_path_or_many(site: Write) -> None:
    folder = site({"a.md": DAMAGED, "b.md": DAMAGED})
    assert [one.path for one in doclint.check(folder).findings] == ["a.md", "b.md"]
    assert [one.path for one in doclint.check([str(folder / "b.md")]).findings] == ["b.md"]


def test_check_text_is_about_the_page_alone() -> None:
    (one,) = doclint.check_text(DAMAGED + "[next](gone.md)\n")
    assert (one.rule, one.path, one.line, one.quote) == ("encoding/mojibake", "page.md", 3, "\u00e2\u20ac\u201d")


def test_check_text_with_a_root_knows_the_pages_beside_it(site: Write) -> None:
    folder = site({"docs/next.md": "# Next\n"})
    text = "[good](next.md) and [bad](gone.md)\n"
    found = doclint.check_text(text, "docs/new.md", {"root": str(folder), "select": ["links"]})
    assert [(one.path, one.quote) for one in found] == [("docs/new.md", "gone.md")]


def test_compare_points_into_the_new_text_and_at_the_old_one() -> None:
    old = "# Telescopes\n\nThe large reflector of the club weighs 40 kilograms.\n"
    (one,) = doclint.compare(old, "Preface.\n\n" + old.replace("40", "85"))
    assert (one.rule, one.line, one.quote) == ("versions/number", 5, "85 kilograms")
    assert one.evidence[0].line == 3


def test_settings_are_strict() -> None:
    with pytest.raises(doclint.DoclintError, match="did you mean `select`"):
        doclint.check_text("x", settings={"selct": ["links"]})


def test_an_executor_changes_nothing(site: Write) -> None:
    folder = site({f"docs/{n}.md": f"# Page {n}\n\n[a](gone-{n}.md) {DAMAGED}" for n in range(40)})
    with ProcessPoolExecutor(2) as pool:
        assert doclint.check(folder, executor=pool) == doclint.check(folder)


def test_fingerprints_survive_moved_lines(site: Write) -> None:
    folder = site({"a.md": DAMAGED + "\n" + DAMAGED})
    before = [one.fingerprint for one in doclint.check(folder).findings]
    site({"a.md": "\n\nNew.\n\n" + DAMAGED + "\n" + DAMAGED})
    assert [one.fingerprint for one in doclint.check(folder).findings] == before
    assert len(set(before)) == 2


def test_one_failing_check_does_not_hide_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    from doclint.checks import link_target, mojibake

    def fail(*_: object) -> None:
        raise ValueError("a fault of ours")

    monkeypatch.setattr(mojibake, "check", fail)
    assert callable(link_target.check)
    found = doclint.check_text(DAMAGED + "As an AI language model, I cannot bake.\n")
    assert {"run/internal-error", "ai/leftover"} <= {one.rule for one in found}


def test_a_page_that_cannot_be_parsed_does_not_hide_the_others(site: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    from doclint.page import walk

    real = walk.read

    def fail(text: str, *rest: object) -> object:
        if "fall over" in text:
            raise ValueError("a fault of ours")
        return real(text, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(walk, "read", fail)
    folder = site({"a.md": "Fall or fall over. <!-- doclint-disable -->\n", "b.md": DAMAGED})
    found = {(one.path, one.rule) for one in doclint.check(folder).findings}
    assert {("a.md", "run/internal-error"), ("b.md", "encoding/mojibake")} <= found


def test_a_page_that_cannot_be_parsed_and_has_no_finding_does_not_end_the_run(
    site: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    from doclint.page import walk

    def fail(*_: object) -> None:
        raise ValueError("a fault of ours")

    monkeypatch.setattr(walk, "read", fail)
    folder = site({"a.md": "Nothing to tell. <!-- doclint-disable -->\n", "b.md": DAMAGED})
    found = doclint.check(folder, settings={"select": ["encoding"]}).findings
    assert ("b.md", "encoding/mojibake") in {(one.path, one.rule) for one in found}


TEXT = st.text(st.characters(codec=None, exclude_categories=["Cs"]), max_size=200)
PIECES = """
# A|- |> |[x](y.md)|![a](b.png)|*Image credit: [X](https://x.org/a-b-c)*|`|*|<a href='x'>|</a>|:::note T|:::|---
{x}|{/*|*/}|<!--|-->|heat pumps replace air conditioners|not 12 %|\u00e2\u20ac\u201d|\u00e9|\udc92|\x00|\t|&amp;
"""
WORDS = st.lists(
    st.sampled_from(["\n", "\n\n", "| a | b |", "|---|---|", *PIECES.strip().replace("\n", "|").split("|")]),
    max_size=30,
).map(" ".join)


@settings(max_examples=30, deadline=None)
@given(st.one_of(TEXT, WORDS), st.sampled_from(["mdx", "commonmark"]))
def test_any_text_is_checked_and_every_finding_quotes_it(text: str, dialect: str) -> None:
    for one in doclint.check_text(text, settings={"site": {"dialect": dialect}}):
        assert one.rule != "run/internal-error", one.data
        quoted = text[one.span.start : one.span.end]
        assert one.quote == quoted or "\\x" in one.quote
        lines = text.replace("\r\n", "\r").replace("\r", "\n").split("\n")
        assert lines[one.line - 1][one.column - 1 :].startswith(re.split("[\r\n]", quoted)[0])


def test_nothing_is_written_beside_the_pages(site: Write) -> None:
    folder = site({"a.md": DAMAGED})
    doclint.check(folder)
    assert sorted(os.listdir(folder)) == ["a.md"]
    assert Path(folder, "a.md").read_text() == DAMAGED
