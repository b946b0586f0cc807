"""Links inside the site that lead nowhere: no such page, no such file, no such place on the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from doclint import routes
from doclint.facts.anchors import Anchor, anchors
from doclint.facts.links import local
from doclint.page import Link, Page, Span
from doclint.routes.address import host
from doclint.routes.nearest import nearest_anchor
from doclint.rule import Edit, Evidence, Hit, Rule, Strict, Words
from doclint.site import Site

NEEDS = frozenset({"site"})
FACTS = (local, anchors)
SITE = routes.SITE

Fault = Literal["missing-page", "missing-file", "missing-anchor"]


class Params(Strict, frozen=True):
    """Which of the three faults the rule is about."""

    verdict: Fault


@dataclass(frozen=True, slots=True)
class Remedy:
    """What may have been meant: words for the message, where it is, and what to write instead."""

    hint: str = ""
    evidence: tuple[Evidence, ...] = ()
    edits: tuple[Edit, ...] = ()


Compiled = Mapping[str, Sequence[Rule]]


def prepare(rules: Sequence[Rule], words: Words) -> Compiled:
    """The rules by the fault that they report."""
    by_fault: dict[str, list[Rule]] = {}
    for rule in rules:
        by_fault.setdefault(rule.params.verdict, []).append(rule)
    return by_fault


def check(page: Page, site: Site, compiled: Compiled) -> Iterator[Hit]:
    """A hit for every address that leads nowhere; one that many reference links share is told once."""
    for link in {link.target or link.span: link for link in local(page)}.values():
        target = routes.resolve(page, link, site)
        fault, remedy = _judged(page, link, target, site)
        words = {"hint": remedy.hint, "path": target.path, "anchor": target.anchor or ""}
        for rule in compiled.get(fault, ()):
            yield Hit(rule, link.target or link.span, words, remedy.evidence, remedy.edits)


def _judged(page: Page, link: Link, target: routes.Target, site: Site) -> tuple[str, Remedy]:
    """The fault of a link, empty where it has none, and what may have been meant."""
    if target.verdict in ("missing-page", "missing-file"):
        return target.verdict, _elsewhere(page, link, target)
    remedy = _broken_anchor(page, link, target, site)
    return ("missing-anchor", remedy) if remedy else ("", Remedy())


def _elsewhere(page: Page, link: Link, target: routes.Target) -> Remedy:
    """The page or file that may have been meant, or a place on this page whose `#` was forgotten."""
    if not link.image and host(link.href):
        return Remedy(f"; no scheme: did you mean `https://{link.href.strip()}`?")
    here = next((one for one in anchors(page).known if one.id == link.href), None)
    if here:
        return Remedy(f"; did you mean `#{here.id}`?", (_heading(page, here),))
    if not target.nearest:
        return Remedy()
    near = target.nearest
    evidence = Evidence("page", near.path, "the nearest that exists", quote=near.address, line=1, column=1)
    return Remedy(f"; did you mean `{near.address}`?", (evidence,), _replaced(page, link, near))


def _replaced(page: Page, link: Link, near: routes.Near) -> tuple[Edit, ...]:
    """The address in the nearest one's place, where the link can be rewritten and nothing else comes into question."""
    if not (near.sure and _literal(page, link)):
        return ()
    rest = link.href[len(link.href.partition("#")[0].partition("?")[0]) :]
    return (Edit(link.target or link.span, near.address + rest, safe=True),)


def _broken_anchor(page: Page, link: Link, target: routes.Target, site: Site) -> Remedy | None:
    """What to say of a place that is not on the target page; None where it is, or nobody can tell."""
    known = routes.ids(target, site)
    if known is None or target.anchor is None or routes.has(known, target.anchor, site):
        return None
    near = nearest_anchor(target.anchor, known)
    if not near:
        return Remedy()
    anchor, sure = near
    evidence = _heading(site.pages[target.path], anchor)
    edits: tuple[Edit, ...] = ()
    if _literal(page, link) and link.target:
        start = link.target.start + link.href.index("#") + 1
        edits = (Edit(Span(start, link.target.end), anchor.id, safe=sure),)
    return Remedy(f"; did you mean `#{anchor.id}`?", (evidence,), edits)


def _heading(page: Page, anchor: Anchor) -> Evidence:
    line, column = page.position(anchor.span.start)
    return Evidence("page", page.path, f"has the id `{anchor.id}`", quote=anchor.text, line=line, column=column)


def _literal(page: Page, link: Link) -> bool:
    """The address stands in the source as it is, without entities or escapes."""
    return link.target is not None and page.source[link.target.start : link.target.end] == link.href
