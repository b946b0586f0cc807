"""The pipe: settings, rules, read, facts, fetch, checks, sift, report. The command line and the API both run it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from doclint import answers, engine, gather, git, past, rulebook, sift
from doclint.baseline import Baseline, kept
from doclint.changes import History
from doclint.checks import Kinds
from doclint.page import Page
from doclint.report import Report
from doclint.rule import Answer, Finding, Rules
from doclint.settings import Settings, of
from doclint.site import Question, Site, Skipped
from doclint.version import __version__

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from doclint.memory import Memory

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
    return report(gather.inputs(of(settings, named), named), executor)


def report(inputs: gather.Inputs, executor: Executor | None) -> Report:
    """The report on what was read."""
    found, context = _looked(inputs, executor)
    return _report(found, context, git.below(inputs.settings.root))


def audit(
    paths: Sequence[str | PathLike[str]] | str | PathLike[str], settings: Given = None, executor: Executor | None = None
) -> Report:
    """What `doclint audit` does: `check` at every confidence, and a score for each page, highest first.

    The score is made from all findings, those that a comment silences, too.
    """
    from doclint import signs

    named = [fspath(path) for path in ([paths] if isinstance(paths, str | PathLike) else paths)]
    found, context = look(named, of(settings, named), executor)
    plain = _report(found, context, git.below(context.settings.root))
    by_path: dict[str, list[Finding]] = {}
    for one in context.told.findings:
        by_path.setdefault(one.path, []).append(one)
    pages, table = context.site.pages, signs.table(context.known.words)
    scores = [signs.score(pages[path], table, by_path.get(path, ())) for path in context.paths]
    shown = context.site.sources([*plain.sources, *(one.path for one in scores if one.points)])
    return replace(plain, scores=tuple(sorted(scores, key=lambda one: (-one.score, one.path))), sources=shown)


def check_piped(path: str, data: bytes, settings: Settings) -> Report:
    """The report on the page at `path`, with `data` in the place of what stands on disk, if anything does."""
    found, context = look([path], settings, None, data)
    return _report(found, context, git.below(settings.root))


def look(
    named: Sequence[str], chosen: Settings, executor: Executor | None, piped: bytes | None = None
) -> tuple[list[Finding], sift.Context]:
    """The findings on the pages named that are to be told, and all that they were made of.

    `piped` stands in the place of the one page named.
    """
    return _looked(gather.inputs(chosen, named, piped), executor)


def _looked(inputs: gather.Inputs, executor: Executor | None) -> tuple[list[Finding], sift.Context]:
    chosen, site, pages = inputs.settings, inputs.site, inputs.pages
    known = rulebook.rules(chosen, Kinds())
    rules = known.chosen(chosen.select, chosen.ignore, chosen.preview)
    rules = rules.sure(chosen.min_confidence)  # what cannot be shown is not worth the wait
    rules = rules if chosen.judge.ledger else gather.without_judges(rules)
    parted = git.merge_base(chosen.root, chosen.since) if chosen.since else ""
    rules = gather.able(site, rules)
    groups = engine.prepare(rules)
    if any("before" in group.kind.NEEDS for group in groups):
        past.older(site, chosen.root, pages, chosen.base or parted)
        if chosen.versioned_docs and chosen.min_confidence in (None, "low"):
            past.releases(site, pages)
    memory = _memory(site, groups, pages) if chosen.cache else None
    if memory:
        memory.recall()
    engine.survey(site, rules, groups, pages, executor, known)
    if memory:
        memory.keep()
    before = past.earlier(site, chosen, parted) if parted else None
    told, unanswered = engine.Told(), dict[Question, str]()
    outside = chosen.web.online or chosen.judge.ledger or chosen.judge.ask
    for some in [pages] if outside else site.together(pages):  # who is outside is asked everything at once
        wanted = engine.questions(site, groups, some)
        unanswered |= answers.fetch(site, chosen.root, wanted - site.asked)
        if chosen.web.online:
            from doclint.since import added

            answers.ask(site, chosen, known.words, added(wanted, before, groups) if before else wanted)
        if chosen.judge.ledger or chosen.judge.ask:
            answers.consult(site, chosen, wanted)
        told.add(engine.run(site, known, groups, some))
    answers.lack(site, unanswered)
    rulebook.remember(known, chosen)  # last, because some vocabularies are read when a page first needs them
    context = sift.Context(site, rules, known, chosen, pages, inputs.baseline, told)
    found = sift.sift(context)
    if before:
        from doclint.since import brought

        found = brought(found, context, groups, before)
    return found, context


def _memory(site: Site, groups: Sequence[engine.Group], pages: Sequence[str]) -> Memory:
    from doclint.memory import Memory  # with SQLite below it: who keeps nothing needs neither

    return Memory(site, groups, pages)


def accept(
    paths: Sequence[str], settings: Settings, executor: Executor | None, prune: bool
) -> tuple[Baseline, Baseline]:
    """The baseline as it is, and as it is after a look at `paths`; with `prune` nothing is added.

    What was not looked for, because its page is not among `paths` or its rule did not run, stays.
    """
    found, context = look(paths, replace(settings, since=""), executor)
    old = context.baseline
    stale = set(old.stale(sift.examined(context)))
    stay = [old.moved.get(one.fingerprint, one) for one in old.entries.values() if one not in stale]
    return old, Baseline([*stay, *(kept(one) for one in found if not prune)])


def history(
    paths: Sequence[str | PathLike[str]] | str | PathLike[str], settings: Given = None, executor: Executor | None = None
) -> History:
    """What the versions of the pages named say against each other: each in git with the one before it.

    `paths` are files or folders that are here now; moves are followed, and of a merge the first parent is the way.
    Raises a `DoclintError` where there is no repository. What was compared once is kept in the cache.
    """
    from doclint import versions

    named = [fspath(path) for path in ([paths] if isinstance(paths, str | PathLike) else paths)]
    chosen = of(settings, named)
    known = rulebook.rules(chosen, Kinds())
    found = versions.read(chosen, named, known, executor)
    rulebook.remember(known, chosen)
    return found


def check_text(text: str, path: str = "page.md", settings: Given = None) -> list[Finding]:
    """The findings on one page from memory.

    With a `root` in the settings the pages beside it are read too, and `text` stands in the place of the page at
    `path`; without one, rules that need the site are left out.
    """
    chosen = _of_memory(settings)
    if not chosen.root:
        return list(check_texts({path: text}, settings=chosen, leave_out=lambda group: not group.alone).findings)
    from doclint.workspace import Workspace

    return Workspace(chosen).check(path, text)


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
    web: Mapping[str, Answer] | None = None,
    judge: str = "",
) -> Report:
    """The findings on a site from memory: path -> text, the older versions, the files beside them and their content,
    what addresses outside answer, and what a judge says of all pairs of sentences (see `Example.judge`).

    Without `rules` those of the settings run; `leave_out` says which kinds do not.
    """
    chosen = _of_memory(settings)
    known = known or rulebook.rules(chosen, Kinds())
    rules = rules or known.chosen(chosen.select, chosen.ignore, chosen.preview)
    rules = rules if judge else gather.without_judges(rules)
    site = gather.of_texts(texts, beside or {}, chosen.options())
    site.references = gather.references(chosen, site.skipped, (beside or {}).get)
    for path, old in (before or {}).items():
        old.dialect = site.pages[path].dialect
        site.pages[path].before = old
    groups = [group for group in engine.prepare(rules) if not leave_out(group)]
    ran = Rules(tuple(r for r in rules.all if any(r.form.check == g.name for g in groups)), rules.words)
    paths = tuple(site.pages)
    answers.answer(site, engine.questions(site, groups, paths), beside or {}, web or {}, known.words, judge)
    context = sift.Context(site, ran, known, chosen, paths, told=engine.run(site, known, groups, paths))
    return _report(sift.sift(context), context)


def _report(found: Sequence[Finding], context: sift.Context, below: str = "") -> Report:
    """The findings with what was skipped and the totals."""
    site, names = context.site, {one.rule for one in found}
    sizes = {"pages": len(context.paths), "read": len(site.pages), "files": len(site.files)}
    return Report(
        version=__version__,
        findings=tuple(found),
        skipped=tuple(Skipped(*one) for one in site.skipped),
        unread=tuple(site.unread),
        counts={**sizes, **sift.totals(found), "baseline": len(context.baseline.used)},
        stale=context.baseline.stale(sift.examined(context)),
        links=dict(sorted(context.told.links.items())),
        sources=site.sources(one.path for one in found),
        rules={rule.id: rule for rule in context.known.all if rule.id in names},
        below=below,
    )


def _looks_at_one_version(group: engine.Group) -> bool:
    return "before" not in group.kind.NEEDS


def _of_memory(settings: Given) -> Settings:
    return settings if isinstance(settings, Settings) else of(settings or {}, ())
