"""Whole sites of other people: every finding quotes its own source, and careful writing is left alone."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

import doclint


@pytest.mark.parametrize("date", ["2023-09", "2023-10", "2024-07", "2025-01"])
def test_every_finding_quotes_its_source(shared: Path, date: str) -> None:
    root = shared / "corpus/handbook" / date
    report = doclint.check(root, {"root": str(root), "site": {"generator": "docusaurus"}})
    assert report.findings
    for one in report.findings:
        source = (root / one.path).read_text(encoding="utf-8").replace("\r\n", "\n").removeprefix("\ufeff")
        assert source[one.span.start : one.span.end] == one.quote
        lines = source.split("\n")[one.line - 1 : one.end_line]
        lines[-1] = lines[-1][: one.end_column - 1]
        assert "\n".join([lines[0][one.column - 1 :], *lines[1:]]) == one.quote
        assert one.rule != "run/internal-error"


def test_careful_writing_is_left_alone(shared: Path, tmp_path: Path) -> None:
    with tarfile.open(shared / "corpus/large.tar.gz") as archive:
        archive.extractall(tmp_path, filter="data")
    packs = ["encoding", "credits", "claims", "entities", "ai"]
    report = doclint.check(tmp_path, {"root": str(tmp_path), "select": packs, "min-confidence": "medium"})
    assert report.counts["pages"] > 1900
    assert len(report.findings) <= 5, [(one.path, one.line, one.rule) for one in report.findings]
