"""Links to other sites, by what their addresses answer. Without an answer nothing is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Literal

from doclint.facts.links import local, outside
from doclint.lazy import regex
from doclint.page import Link, Page
from doclint.rule import Edit, Evidence, Hit, Rule, Strict, Words
from doclint.site import Question, Site, Verdict

NEEDS = frozenset({"web"})
FACTS = (outside, local)
SITE = ()

_AWKWARD = regex(r"[\s()<>\"'`\\|]")
"""characters that would end an address in some notation for links"""


class Params(Strict, frozen=True):
    """Which verdicts the rule is about."""

    verdicts: tuple[Literal["broken", "redirected", "blocked", "unreachable", "suspicious"], ...]
    proven: bool = False
    """only what was found broken twice, a day apart; without it only what was not"""


def prepare(rules: Sequence[Rule], words: Words) -> Sequence[Rule]:
    """The rules as they are."""
    return rules


def wants(page: Page, site: Site, compiled: Sequence[Rule]) -> Iterator[Question]:
    """Every address outside the site."""
    for link in outside(page):
        yield _question(link)


def tally(page: Page, site: Site) -> Counter[str]:
    """Links by verdict; those that lead inside the site, or nowhere on the web, have other judges."""
    answers = (site.answers.get(_question(link)) for link in outside(page))
    counts = Counter(verdict.verdict if verdict else "unchecked" for verdict in answers)
    counts["inside"] = len(local(page))
    return counts


def check(page: Page, site: Site, compiled: Sequence[Rule]) -> Iterator[Hit]:
    """A hit for every link whose address has one of the verdicts; reference links that share it are told once."""
    for link in {link.target or link.span: link for link in outside(page)}.values():
        verdict: Verdict | None = site.answers.get(_question(link))
        for rule in compiled:
            if verdict and verdict.verdict in rule.params.verdicts and verdict.proven == rule.params.proven:
                yield _hit(page, link, verdict, rule)


def _question(link: Link) -> Question:
    return Question("address", link.href.strip())


def _hit(page: Page, link: Link, verdict: Verdict, rule: Rule) -> Hit:
    words = {"reason": verdict.reason, "final": verdict.final, "status": verdict.status, "history": _history(verdict)}
    note = f"asked on {_day(verdict.checked)}; {verdict.reason}" if verdict.checked else verdict.reason
    evidence = Evidence("web", link.href.strip(), note)
    return Hit(rule, link.target or link.span, words, (evidence,), _edits(page, link, verdict))


def _history(verdict: Verdict) -> str:
    return f", {verdict.times} times since {_day(verdict.since)}" if verdict.times > 1 else ""


def _day(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def _edits(page: Page, link: Link, verdict: Verdict) -> tuple[Edit, ...]:
    """The new address in the old one's place, the fragment kept as it was written."""
    place = link.target
    if verdict.verdict != "redirected" or not place or page.source[place.start : place.end] != link.href:
        return ()
    _, mark, fragment = link.href.partition("#")
    new = verdict.final.partition("#")[0]
    return () if _AWKWARD.search(new) else (Edit(place, new + mark + fragment, safe=verdict.fixable),)
