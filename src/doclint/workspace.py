"""A site kept in memory while one page after the other changes: what an editor works on, and `check_text`."""

from __future__ import annotations

from threading import RLock
from typing import Any

from doclint import answers, engine, gather, past, rulebook, sift
from doclint.checks import Kinds
from doclint.page import Page
from doclint.rule import Finding, Rule
from doclint.settings import Settings


class Workspace:
    """All pages of the site that `settings` tell of, read and surveyed once. Threads are served in turn.

    Raises a `DoclintError` where the settings, the rules or the root cannot be used.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.known = rulebook.rules(settings, Kinds())
        chosen = self.known.chosen(settings.select, settings.ignore, settings.preview)
        chosen = gather.without_judges(chosen)
        self.site, _ = gather.read(settings, [settings.root])
        self.rules = gather.able(self.site, chosen)
        self.site.references = gather.references(settings, self.site.skipped)
        self.groups = engine.prepare(self.rules)
        self._before: dict[str, Page | None] = {}
        self._one = RLock()
        engine.survey(self.site, self.rules, self.groups, (), None, self.known)
        rulebook.remember(self.known, settings)

    def check(self, path: str, text: str) -> list[Finding]:
        """The findings on the page `path`, with `text` in the place of what stands on disk."""
        with self._one:
            return self._check(path, text)

    def _check(self, path: str, text: str) -> list[Finding]:
        page = Page(path, text, dialect=self.dialect(path), before=self.before(path))
        self.site.replace(page)
        asked = engine.questions(self.site, self.groups, [path])
        answers.fetch(self.site, self.settings.root, asked)
        told = engine.run(self.site, self.known, self.groups, [path])
        context = sift.Context(self.site, self.rules, self.known, self.settings, (path,), told=told)
        shown = sift.sift(context)
        page.forget()
        return shown

    def before(self, path: str) -> Page | None:
        """The older version of a page that it is compared with; asked of git once."""
        with self._one:
            if path not in self._before:
                asked = any("before" in group.kind.NEEDS for group in self.groups)
                self._before[path] = past.version(self.settings, path, self.dialect(path)) if asked else None
            return self._before[path]

    def dialect(self, path: str) -> Any:
        """How the page `path` is written, also where it is not on disk yet."""
        return gather.dialect_of(self.site, path)

    def rule(self, id: str) -> Rule:
        """The rule of that id."""
        return self.known.get(id)
