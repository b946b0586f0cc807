"""The audit: a score for each page with the lines it rests on, reports in files, and what changed since another."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import doclint
from conftest import Write
from doclint.api import check_texts
from doclint.score import REMARK

MADE = """# Tidal mills

## Overview

Tidal mills play a pivotal role in a sustainable coast, offering a groundbreaking path. It is crucial that tidal mills
are considered, and many experts agree that tidal mills are vital. Furthermore, significant advancements enhance their
potential, making them essential.

## Key Challenges

- **High Initial Costs**: Tidal mills must be addressed with comprehensive and innovative initiatives.
- **Public Awareness**: Various efforts foster significant engagement, ensuring a transformative landscape.
- **Regulatory Hurdles**: Despite these challenges, robust frameworks empower communities, fostering growth.

## Future Outlook

Leading companies are at the forefront of tidal mills, leveraging cutting-edge and seamless solutions.
"""
PLAIN = """# The mill at Carew

We walked down to the mill in March. Its wheel has not turned since 1937, but the sluice gates still hold when the pond
is full, and on a spring tide you hear water run under the floor. The miller's desk is upstairs. Somebody left a receipt
for eleven sacks in it.
"""
LONG = "I asked the keeper how they mend a gate. She laughed and showed me a bag of wedges, then a hammer. "


def score(text: str) -> doclint.score.PageScore:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "page.md").write_text(text, encoding="utf-8")
        (one,) = doclint.audit(folder, {"cache": False}).scores
    return one


def run(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "doclint", "audit", *words], cwd=cwd, capture_output=True, text=True)


def test_a_made_page_is_told_from_a_plain_one() -> None:
    made, plain = score(MADE * 3), score(PLAIN + LONG * 12)
    assert (made.band, plain.band) == ("strong", "none")
    assert made.score == sum(made.families.values()) <= made.highest
    assert len(made.families) > 3


def test_the_habit_of_an_author_is_not_for_review() -> None:
    quarrel = "Many people say that nobody mends a gate. Some experts agree, and studies show it. "
    promise = "The gate is a remarkable, vital and pivotal landmark, and it must be considered. "
    one = score(PLAIN + (quarrel + promise) * 12)
    assert one.score >= 6
    assert len(one.families) == 2
    assert one.band == "none"


def test_a_short_page_has_no_score_but_what_was_left_behind() -> None:
    one = score("# Mills\n\nA wheel.\n\nI hope this helps! Let me know if you would like me to add anything else.\n")
    assert one.band == "abstained"
    assert [(point.family, point.line) for point in one.points] == [("leftovers", 5)]


def test_silencing_hides_a_line_and_not_its_points() -> None:
    left = "I hope this helps! Let me know if you would like me to add anything else.\n"
    hidden = f"# Mills\n\n<!-- doclint-disable-next-line ai -- ours -->\n{left}"
    assert score(f"# Mills\n\n{left}").score == score(hidden).score > 0
    assert check_texts({"a.md": hidden}).findings == ()


@given(st.lists(st.sampled_from(MADE.split("\n")), min_size=3, max_size=60))
@settings(max_examples=40, deadline=None)
def test_every_point_names_a_line_that_holds_its_quote(lines: list[str]) -> None:
    text = "\n".join(lines)
    one = score(text)
    for point in one.points:
        held = "\n".join(text.split("\n")[point.line - 1 : point.end_line])
        assert point.quote in held
        assert point.points in (1, 2)
        assert point.value > point.p95 or point.family == "leftovers"
    families: dict[str, int] = {}
    for point in one.points:
        families[point.family] = families.get(point.family, 0) + point.points
    assert one.families == {name: min(4, points) for name, points in families.items()}


def test_reports_in_files_and_what_changed_since(site: Write) -> None:
    folder = site({"docs/a.md": MADE * 3 + "\nSee [more](gone.md) and [other](lost.md).\n", "docs/b.md": PLAIN})
    done = run("--output", "r.json", "--output", "r.html", "--output", "r.md", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert REMARK in done.stdout
    whole = json.loads((folder / "r.json").read_text())
    assert [one["path"] for one in whole["scores"]] == ["docs/a.md", "docs/b.md"]
    assert REMARK in (folder / "r.md").read_text()
    assert "docs/a.md" in (folder / "r.html").read_text()
    site({"docs/a.md": MADE * 3 + "\nSee [other](lost.md) and [that](away.md).\n"})
    assert "1 new, 1 fixed, 1 still there" in run("--compare-with", "r.json", "--select", "links", cwd=folder).stdout


def test_a_gate_for_scores(site: Write) -> None:
    folder = site({"a.md": MADE * 3})
    assert run("--max-score", "5", cwd=folder).returncode == 1
    assert run("--max-score", "40", cwd=folder).returncode == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--output", "r.pdf"], ".html, .md or .json"),
        (["--compare-with", "a.md"], "no report"),
        (["--compare-with", "none.json"], "doclint audit --output"),
    ],
)
def test_what_cannot_be_used_is_told(site: Write, words: list[str], told: str) -> None:
    done = run(*words, cwd=site({"a.md": PLAIN}))
    assert done.returncode == 2
    assert told in done.stderr


def test_a_table_of_ones_own(site: Write) -> None:
    pages = {f"people/{number}.md": f"# Page {number}\n\n" + PLAIN + LONG * 12 for number in range(100)}
    folder = site({**pages, "docs/a.md": MADE * 3})
    words = [sys.executable, "-m", "doclint", "calibrate"]
    few = subprocess.run([*words, "docs"], cwd=folder, capture_output=True, text=True)
    assert (few.returncode, "needs 100" in few.stderr) == (2, True)
    made = subprocess.run([*words, "people"], cwd=folder, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    os.makedirs(folder / "our-rules/words")
    lenient = made.stdout.replace("p95: 0.0", "p95: 90.0").replace("p99: 0.0", "p99: 90.0")
    (folder / "our-rules/words/signs.yaml").write_text(lenient)
    assert doclint.audit(folder / "docs", {"root": str(folder), "rules": ["our-rules"]}).scores[0].score == 0


def test_findings_about_sources_and_repeats_count_in_families_of_their_own(site: Write) -> None:
    stock = (
        "Great strides have been made in {} milling of late. Leading companies include Puffwell, Ironhorse and Crust."
    )
    names = ["barley", "maize", "millet", "sorghum"]
    folder = site({f"{name}.md": f"# {name.title()}\n\n{stock.format(name)}\n\n{LONG * 14}\n" for name in names})
    for one in doclint.audit(folder, {"cache": False}).scores:
        counted = {(p.signal, p.family, p.points) for p in one.points if p.family in ("evidence", "reuse")}
        assert counted >= {("ai/boilerplate", "reuse", 1), ("ai/unsourced-list", "evidence", 1)}
        (stocked,) = [p for p in one.points if p.signal == "ai/boilerplate"]
        assert len(stocked.elsewhere) == 2
        assert one.path not in " ".join(stocked.elsewhere)
