"""Rules about the run itself, `run/unused-silence` and `run/internal-error`: engine and sift make their findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from doclint.page import Page
from doclint.rule import Hit, Rule, Strict, Words
from doclint.site import Site

NEEDS: frozenset[str] = frozenset()


class Params(Strict, frozen=True):
    """Nothing to set."""


def prepare(rules: Sequence[Rule], words: Words) -> None:
    """Nothing to prepare."""


def check(page: Page, site: Site, compiled: None) -> Iterator[Hit]:
    """No page is looked at here."""
    return iter(())
