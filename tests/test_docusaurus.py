"""doclint against Docusaurus itself: sites made from a seed are built with its broken-link checks on."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

import doclint
from docusaurus_sites import Made, broken, install, naive, sites

SEED = int(os.environ.get("DOCLINT_SEED", "20"))
RULES = ("links/missing-page", "links/missing-file", "links/missing-anchor", "links/wrong-case", "links/draft-target")


@pytest.fixture(scope="module")
def installed() -> Path:
    folder, why = install()
    if folder is None:
        pytest.skip(why)
    return folder


@pytest.fixture(scope="module")
def truth(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Made, Path, set[int]]]:
    """Each site, where it lies, and the numbers of its broken links."""
    found = []
    for made in sites(SEED):
        folder = tmp_path_factory.mktemp("site")
        made.write(folder)
        found.append((made, folder, broken(made, folder, installed)))
    return found


def accused(made: Made, folder: Path) -> set[int]:
    """The numbers of the links on which doclint reports."""
    report = doclint.check(folder, {"root": str(folder), "select": ["links"]})
    assert report.skipped == ()
    quoted = [one.quote for one in report.findings if one.rule in RULES]
    return {int(quote.partition("q=")[2].partition("#")[0]) for quote in quoted}


def test_doclint_says_of_every_link_what_docusaurus_says(truth: list[tuple[Made, Path, set[int]]]) -> None:
    print(f"DOCLINT_SEED={SEED}")
    for made, folder, wrong in truth:
        found = accused(made, folder)
        assert [vars(made.links[n]) for n in sorted(wrong - found)] == [], f"missed, seed {SEED}"
        assert [vars(made.links[n]) for n in sorted(found - wrong)] == [], f"accused wrongly, seed {SEED}"


def test_the_links_are_hard_ones(truth: list[tuple[Made, Path, set[int]]]) -> None:
    """For each rule at least ten links on which a simple resolver errs, five of them good and five bad."""
    good, bad = Counter[int](), Counter[int]()
    for made, _, wrong in truth:
        for number, link in made.links.items():
            if any(says != (number not in wrong) for says in naive(made, link)):
                (bad if number in wrong else good)[link.rule] += 1
    for rule in range(1, 13):
        assert good[rule] >= 5, (rule, good, bad)
        assert bad[rule] >= 5, (rule, good, bad)
