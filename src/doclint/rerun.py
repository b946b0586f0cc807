"""A run that is repeated: where nothing that it looks at has changed, its report is the one of last time.

The report is kept for the command and the site. It holds as long as what the run starts from is the same, and what it
asked on its way (older versions, files beside the pages, moves in git) is answered the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from doclint import cache, gather, git
from doclint.report import Report
from doclint.rule import INTERNAL, Rule, RuleFile
from doclint.settings import Settings
from doclint.site import FAULT, Question, Site

if TYPE_CHECKING:
    from concurrent.futures import Executor

LARGEST = 30_000_000
"""bytes of a report that is kept; a site with more to say is checked again"""


class _Kept(msgspec.Struct, frozen=True, array_like=True):
    inputs: bytes
    """a digest of what the run started from"""
    older: bytes | None
    """a digest of the older versions; None where the run had no use for them"""
    asked: tuple[Question, ...]
    answers: bytes
    report: Report
    """without what is there anyway: the pages' texts"""
    rules: dict[str, tuple[RuleFile, str]]
    """id -> form and file of the rules that have findings"""


def check(paths: Sequence[str], settings: Settings, executor: Executor | None) -> Report:
    """`doclint.check`, from the cache where it can be."""
    inputs = gather.inputs(settings, paths)
    if not _foreseeable(settings):
        return _made(inputs, executor)
    known = Known(inputs)
    report = known.report()
    if report is None:
        report = _made(inputs, executor)
        known.keep(report)
    return msgspec.structs.replace(report, below=git.below(settings.root))


def _made(inputs: gather.Inputs, executor: Executor | None) -> Report:
    from doclint import api  # all that checks: a run that is repeated needs none of it

    return api.report(inputs, executor)


def _foreseeable(settings: Settings) -> bool:
    """Whether all that a run looks at can be told beforehand: the web, judges and a whole commit cannot."""
    return settings.cache and not settings.web.online and not settings.judge.ledger and not settings.since


class Known:
    """The report that the last run of this command kept, if there was one."""

    def __init__(self, inputs: gather.Inputs) -> None:
        self.inputs, self.shelf = inputs, cache.Shelf()
        self.key = _digest((cache.code(), inputs.settings, inputs.pages))
        self.digest = _started(inputs)

    def report(self) -> Report | None:
        """The report, where it still holds."""
        data = self.shelf.take([self.key]).get(self.key)
        kept = msgspec.msgpack.decode(data, type=_Kept) if data else None
        if kept is None or kept.inputs != self.digest or not self._same(kept):
            return None
        self.shelf.put({})  # it was of use today
        return msgspec.structs.replace(
            kept.report,
            sources=self.inputs.site.sources(one.path for one in kept.report.findings),
            rules={name: Rule(name, form, None, file) for name, (form, file) in kept.rules.items()},
        )

    def keep(self, report: Report) -> None:
        """Keep the report of this run, if all went well: what could not be had or done may be possible next time."""
        site = self.inputs.site
        failed = any(one.rule == INTERNAL for one in report.findings)
        if report.skipped or failed or any(FAULT in page.facts for page in site.pages.values()):
            return
        rules = {rule.id: (rule.form, rule.file) for rule in report.rules.values()}
        told = msgspec.structs.replace(report, sources={}, rules={})
        older = _older(site) if site.compared else None
        asked = tuple(sorted(site.asked))
        try:
            data = msgspec.msgpack.encode(_Kept(self.digest, older, asked, _answers(site, asked), told, rules))
        except (UnicodeEncodeError, TypeError, OverflowError):  # a quote that no UTF-8 holds
            return
        if len(data) <= LARGEST:
            self.shelf.put({self.key: data})

    def _same(self, kept: _Kept) -> bool:
        """Whether what the run asked for is answered as it was."""
        site, chosen = self.inputs.site, self.inputs.settings
        if kept.older is not None:
            gather.older(site, chosen.root, self.inputs.pages, chosen.base)
            if _older(site) != kept.older:
                return False
        beside = Site({}, site.files)
        gather.fetch(beside, chosen.root, kept.asked)
        return _answers(beside, kept.asked) == kept.answers


def _started(inputs: gather.Inputs) -> bytes:
    site = inputs.site
    told = hashlib.blake2b(digest_size=16)
    told.update(_digest((sorted(inputs.baseline.entries.values()), sorted(site.files), site.texts, site.skipped)))
    told.update(_digest(site.references))
    texts = {f"{folder}/{name}": text for folder, held in inputs.rules.items() for name, text in held.items()}
    for name, text in texts.items():
        told.update(_bytes(f"{name}\0{len(text)}\0{text}"))
    for path, page in site.pages.items():
        told.update(_bytes(f"{path}\0{page.dialect}\0{page.facts.get('file')}\0{len(page.source)}\0{page.source}"))
    return told.digest()


def _older(site: Site) -> bytes:
    befores = ((path, page.before) for path, page in site.pages.items() if page.before and path not in site.releases)
    return _digest([(path, old.path, old.version, old.source) for path, old in befores])


def _answers(site: Site, asked: Iterable[Question]) -> bytes:
    return _digest([repr(site.answers.get(question)) for question in asked])


def _digest(what: Any) -> bytes:
    return hashlib.blake2b(_bytes(repr(what)), digest_size=16).digest()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
