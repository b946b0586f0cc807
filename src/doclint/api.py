"""The pipe: settings, rules, read, facts, fetch, checks, sift, report. The command line and the API both run it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from os import PathLike, fspath
from typing import Any

from doclint import engine, gather, sift
from doclint.checks import Kinds
from doclint.errors import InputError
from doclint.page import Page
from doclint.report import Report
from doclint.rule import Finding, Rules
from doclint.settings import Settings, of
from doclint.site import Site, Skipped
from doclint.version import __version__

Given = Settings | Mapping[str, Any] | None


def check(
    paths: Sequence[str | PathLike[str]] | str | PathLike[str], settings: Given = None, executor: Executor | None = None
) -> Report:
    """What `doclint check` does: read the site that `paths` lie in and report on the pages named.

    `settings` is a `Settings`, a mapping with the keys of doclint.toml, or None: then the file is looked for. Raises
    a `DoclintError` where nothing can be run. With an `executor` its workers do what one page alone allows; the
    findings are the same.
    """
    named = [fspath(path) for path in ([paths] if isinstance(paths, str | PathLike) else paths)]
    chosen = of(settings, named)
    known = gather.rules(chosen, Kinds())
    rules = known.chosen(chosen.select, chosen.ignore)
    site, pages = gather.read(chosen, named)
    site.references = gather.references(chosen, site.skipped)
    if not pages and not site.skipped:
        raise InputError(f"{', '.join(named)}: no pages here; doclint reads .md, .mdx and .markdown files")
    groups = engine.prepare(rules)
    gather.remember(known)
    if any("before" in group.kind.NEEDS for group in groups):
        gather.older(site, chosen.root, pages, chosen.base)
    engine.survey(site, rules, groups, pages, executor, known)
    gather.fetch(site, chosen.root, engine.questions(site, groups, pages))
    found = engine.run(site, known, groups, pages)
    return _report(sift.sift(found, sift.Context(site, rules, known, chosen, pages)), site, pages)


def check_text(text: str, path: str = "page.md", settings: Given = None) -> list[Finding]:
    """The findings on one page from memory.

    With a `root` in the settings the pages beside it are read too, and `text` stands in the place of the page at
    `path`; without one, rules that need the site are left out.
    """
    chosen = _of_memory(settings)
    if not chosen.root:
        return list(check_texts({path: text}, settings=chosen, leave_out=lambda group: not group.alone()).findings)
    known = gather.rules(chosen, Kinds())
    rules = known.chosen(chosen.select, chosen.ignore)
    site, _ = gather.read(chosen, [chosen.root])
    site.references = gather.references(chosen, site.skipped)
    dialect = next((page.dialect for page in site.pages.values()), "commonmark")
    site.replace(Page(path, text, dialect=dialect))
    site.pages = dict(sorted(site.pages.items()))
    groups = engine.prepare(rules)
    gather.fetch(site, chosen.root, engine.questions(site, groups, [path]))
    found = engine.run(site, known, groups, [path])
    return sift.sift(found, sift.Context(site, rules, known, chosen, (path,)))


def compare(old: str, new: str, path: str = "page.md", settings: Given = None) -> list[Finding]:
    """What the `new` version of a page says against its `old` one; positions are in `new`, evidence in `old`."""
    return list(compare_pages(Page(path, old), Page(path, new), settings).findings)


def compare_pages(old: Page, new: Page, settings: Given = None) -> Report:
    """`compare` for pages that know their path and version."""
    texts, before = {new.path: new.source}, {new.path: old}
    return check_texts(texts, before, settings=settings, leave_out=_looks_at_one_version)


def check_texts(
    texts: Mapping[str, str],
    before: Mapping[str, Page] | None = None,
    beside: Mapping[str, str] | None = None,
    settings: Given = None,
    rules: Rules | None = None,
    known: Rules | None = None,
    leave_out: Callable[[engine.Group], bool] = lambda group: False,
) -> Report:
    """The findings on a site from memory: path -> text, the older versions, the files beside them and their content.

    Without `rules` those of the settings run; `leave_out` says which kinds do not.
    """
    chosen = _of_memory(settings)
    known = known or gather.rules(chosen, Kinds())
    rules = rules or known.chosen(chosen.select, chosen.ignore)
    site = gather.of_texts(texts, beside or {}, chosen.options())
    site.references = gather.references(chosen, site.skipped, (beside or {}).get)
    for path, old in (before or {}).items():
        old.dialect = site.pages[path].dialect
        site.pages[path].before = old
    groups = [group for group in engine.prepare(rules) if not leave_out(group)]
    ran = Rules(tuple(r for r in rules.all if any(r.form.check == g.name for g in groups)), rules.words)
    paths = tuple(site.pages)
    gather.answer(site, engine.questions(site, groups, paths), beside or {})
    found = engine.run(site, known, groups, paths)
    return _report(sift.sift(found, sift.Context(site, ran, known, chosen, paths)), site, paths)


def _report(found: Sequence[Finding], site: Site, paths: Sequence[str]) -> Report:
    """The findings with what was skipped and the totals."""
    sources = {one.path: site.pages[one.path].source for one in found}
    return Report(
        version=__version__,
        findings=tuple(found),
        skipped=tuple(Skipped(*one) for one in site.skipped),
        counts={"pages": len(paths), "read": len(site.pages), "files": len(site.files), **sift.totals(found)},
        sources=sources,
    )


def _looks_at_one_version(group: engine.Group) -> bool:
    return "before" not in group.kind.NEEDS


def _of_memory(settings: Given) -> Settings:
    return settings if isinstance(settings, Settings) else of(settings or {}, ())
