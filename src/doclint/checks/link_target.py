"""Links inside the site that lead nowhere: no such page, no such file, no such place on the page."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal
from urllib.parse import quote, unquote

from msgspec import Struct

from doclint import routes
from doclint.facts.anchors import Anchor, anchors
from doclint.facts.links import imported, local
from doclint.page import Link, Page, Span
from doclint.routes.address import host
from doclint.routes.nearest import nearest_anchor
from doclint.rule import Edit, Evidence, Hit, Rule, Strict, Words
from doclint.site import Question, Site

NEEDS = frozenset({"site"})
FACTS = (local, imported, anchors)
SITE = routes.SITE

RENAMES = Question("renames", "")
"""old path -> new path of files that were moved lately; asked only where something is missing"""

Fault = Literal["missing-page", "missing-file", "missing-anchor", "wrong-case", "draft-target"]


class Params(Strict, frozen=True):
    """Which of the faults the rule is about."""

    verdict: Fault
    signs: tuple[str, ...] = ()
    """what fragments begin with, up to a hyphen, that a program writes behind pictures without a target on purpose"""


class Remedy(Struct, frozen=True):
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


def wants(page: Page, site: Site, compiled: Compiled) -> Iterator[Question]:
    """Which files were moved, where a link names a file that is not there."""
    for link, target in _followed(page, site):
        sure = target.nearest is not None and target.nearest.sure
        if target.verdict in ("missing-page", "missing-file") and not sure and not host(link.href):
            yield RENAMES
            return


def check(page: Page, site: Site, compiled: Compiled) -> Iterator[Hit]:
    """A hit for every address that leads nowhere; one that many reference links share is told once.

    Where only letter case differs there is a hit of that rule too, which hides the other.
    """
    for link, target in _followed(page, site):
        fault, remedy = _judged(page, link, target, site)
        words = {"hint": remedy.hint, "path": target.path, "anchor": target.anchor or ""}
        faults = (fault, "wrong-case") if fault and _only_case(link, remedy) else (fault,)
        for rule in (rule for name in faults for rule in compiled.get(name, ()) if not _sign(link, rule.params)):
            yield Hit(rule, link.target or link.span, words, remedy.evidence, remedy.edits)


def _sign(link: Link, params: Params) -> bool:
    """A picture, or an emoji, with a fragment that says what it stands for and leads nowhere."""
    kind, hyphen, _ = link.href.removeprefix("#").partition("-")
    return link.html and bool(hyphen) and kind in params.signs and not any(map(str.isalnum, link.text))


def _followed(page: Page, site: Site) -> list[tuple[Link, routes.Target]]:
    """Each address of a page and where it leads; worked out once, for questions and for checks."""

    def followed() -> list[tuple[Link, routes.Target]]:
        named = (*local(page), *(imported(page) if site.generator == "docusaurus" else ()))
        links = {link.target or link.span: link for link in named}.values()
        return [(link, routes.resolve(page, link, site)) for link in links]

    return site.once(("followed", page.path), followed)


def _judged(page: Page, link: Link, target: routes.Target, site: Site) -> tuple[str, Remedy]:
    """The fault of a link, empty where it has none, and what may have been meant."""
    if target.verdict == "draft":
        evidence = Evidence("page", target.path, target.reason, line=1, column=1)
        return "draft-target", Remedy(evidence=(evidence,))
    if target.verdict in ("missing-page", "missing-file"):
        return target.verdict, _elsewhere(page, link, target, site)
    remedy = _broken_anchor(page, link, target, site)
    return ("missing-anchor", remedy) if remedy else ("", Remedy())


def _only_case(link: Link, remedy: Remedy) -> bool:
    """Whether the remedy is the same address in other letter case."""
    if not remedy.edits or not remedy.edits[0].safe:
        return False
    new, old = unquote(remedy.edits[0].text).lower(), unquote(link.href).lower()
    return old == new or old.partition("#")[2] == new


def _elsewhere(page: Page, link: Link, target: routes.Target, site: Site) -> Remedy:
    """The page or file that may have been meant, or a place on this page whose `#` was forgotten."""
    if not link.image and host(link.href):
        return Remedy(f"; no scheme: did you mean `https://{link.href.strip()}`?")
    here = next((one for one in anchors(page).known if one.id == link.href), None)
    if here:
        return Remedy(f"; did you mean `#{here.id}`?", (_heading(page, here),))
    near = target.nearest if target.nearest and target.nearest.sure else _moved(page, link, site) or target.nearest
    if not near:
        return Remedy()
    if posixpath.normpath(unquote(near.address)) == posixpath.normpath(unquote(_path(link))):
        return Remedy("; the file is there, but the site makes no page of it")
    evidence = Evidence("page", near.path, near.note, quote=near.address, line=1, column=1)
    return Remedy(f"; did you mean `{near.address}`?", (evidence,), _replaced(page, link, near))


def _moved(page: Page, link: Link, site: Site) -> routes.Near | None:
    """Where the file has gone that the link names, seen from the page's own folder, if git knows of one move."""
    path = unquote(_path(link))
    old = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), path))
    new = (site.answers.get(RENAMES) or {}).get(old)
    if new not in site.files or path.startswith("/"):
        return None
    written = posixpath.relpath(new, posixpath.dirname(page.path) or ".")
    written = written if written.startswith("../") or not path.startswith("./") else f"./{written}"
    return routes.Near(quote(written) if "%" in link.href else written, new, True, f"was `{old}`")


def _path(link: Link) -> str:
    return link.href.partition("#")[0].partition("?")[0]


def _replaced(page: Page, link: Link, near: routes.Near) -> tuple[Edit, ...]:
    """The address in the nearest one's place, where the link can be rewritten and nothing else comes into question."""
    if not (near.sure and _literal(page, link)):
        return ()
    return (Edit(link.target or link.span, near.address + link.href[len(_path(link)) :], safe=True),)


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
