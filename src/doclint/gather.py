"""Bring in what the checks look at: pages, the list of files, older versions, answers from outside."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from doclint import cache, files, git, routes
from doclint.errors import GitError, InputError
from doclint.page import Page
from doclint.references import plain
from doclint.rule import Rules, load
from doclint.settings import Settings, matcher
from doclint.site import Question, Site, Skipped
from doclint.strict import Parsed

SHIPPED = "doclint/rules"
"""how the folder of doclint's own rules is called in messages; no folder of a user's has this name by chance"""


def rules(settings: Settings, kinds: Mapping[str, Any]) -> Rules:
    """doclint's own rules and those of the settings, a user's file replacing ours of the same id."""
    folders = {SHIPPED: files.texts(files.shipped_rules(), ".yaml")}
    for folder in settings.rules:
        where = os.path.join(settings.root, folder)
        if not os.path.isdir(where):
            raise InputError(f"{folder}: no such folder of rules; see `rules` in the settings")
        folders[folder] = files.texts(where, ".yaml")
    return load(folders, kinds, Parsed(cache.load("yaml")))


def remember(rules: Rules) -> None:
    """Keep what YAML texts were found to hold for the next run, where something was new."""
    parsed = rules.words.parsed
    if parsed.grown:
        cache.save("yaml", parsed.entries, parsed.used)


def read(settings: Settings, paths: Sequence[str]) -> tuple[Site, tuple[str, ...]]:
    """The site below the settings' root, and the pages among `paths` (files or folders) to report on."""
    root = settings.root
    closed: list[Skipped] = []
    listed = list(files.walk(root, closed))
    chosen = _pages(listed, settings)
    named, skipped = _named(root, paths, chosen)
    skipped = [*closed, *skipped]
    site = Site({}, frozenset(listed), options=settings.options(), skipped=skipped)
    texts = {path: text for path in sorted({*chosen, *named}) if (text := _text(root, path, site)) is not None}
    _recognise(site, texts, lambda path: _text(root, path, site))
    for path, text in texts.items():
        site.pages[path] = Page(path, text, dialect=_dialect(site))
    return site, tuple(path for path in named if path in site.pages)


def of_texts(texts: Mapping[str, str], beside: Mapping[str, str], options: Mapping[str, Any]) -> Site:
    """A site from memory: path -> text of its pages, and of the files beside them."""
    site = Site({}, frozenset([*texts, *beside]), options=options)
    _recognise(site, texts, beside.get)
    site.pages.update({path: Page(path, texts[path], dialect=_dialect(site)) for path in sorted(texts)})
    return site


def references(
    settings: Settings, skipped: list[Skipped], read: Callable[[str], str | None] | None = None
) -> dict[str, str]:
    """The reference documents of the settings: name -> plain text. One that cannot be read goes to `skipped`.

    `read` gives the text of a path, or None, where the documents are in memory.
    """
    found = {}
    for name, path in sorted(settings.references.items()):
        try:
            text = read(path) if read else files.read(settings.root, path).text
            found[name] = plain(path, text)
        except InputError as error:
            skipped.append(Skipped(f"reference {name} ({path})", str(error)))
    return found


def older(site: Site, root: str, paths: Sequence[str], base: str) -> None:
    """Give the pages `paths` their older version from git, where they differ from it."""
    try:
        commit = git.base(root, base)
        if commit is None:
            return
        was = {now: old for now, old in git.changed(root, commit).items() if now in set(paths)}
        before = git.contents(root, commit, sorted(was.values()))
    except GitError as error:
        if base:
            raise
        site.skipped.append(Skipped("older versions", str(error)))
        return
    for path, old in was.items():
        page = site.pages[path]
        if old in before and (text := files.decode(before[old]).text) != page.source:
            page.before = Page(old, text, version=git.short(commit), dialect=page.dialect)


def fetch(site: Site, root: str, questions: Iterable[Question]) -> None:
    """Answer what the checks want to know, each question once."""
    for question in sorted(questions):
        site.answers[question] = _ANSWERS[question.kind](root, question.what)


def answer(site: Site, questions: Iterable[Question], contents: Mapping[str, str]) -> None:
    """Answer from memory: a file's content is its own digest."""
    site.answers.update({question: contents.get(question.what) for question in questions})


_ANSWERS: Mapping[str, Callable[[str, str], Any]] = {"digest": files.digest}


def _text(root: str, path: str, site: Site) -> str | None:
    try:
        return files.read(root, path).text
    except InputError as error:
        site.skipped.append(Skipped(path, str(error)))
        return None


def _recognise(site: Site, texts: Mapping[str, str], read: Callable[[str], str | None]) -> None:
    """Name the site's generator, and fill from its config what the settings leave open."""
    wanted = site.options.get("generator", "auto")
    site.generator = routes.recognise(site.files, texts.values()) if wanted == "auto" else wanted
    config = routes.config(site)
    stated = routes.stated((config and read(config)) or "")
    site.options = {**site.options, **{key: value for key, value in stated.items() if site.options.get(key) is None}}


def _dialect(site: Site) -> Any:
    """In Docusaurus every page is MDX; elsewhere CommonMark with GFM."""
    wanted = site.options.get("dialect", "auto")
    if wanted != "auto":
        return wanted
    return "mdx" if site.generator == "docusaurus" else "commonmark"


def _pages(listed: Sequence[str], settings: Settings) -> list[str]:
    include, exclude = settings.include and matcher(settings.include), settings.exclude and matcher(settings.exclude)
    return [
        path
        for path in listed
        if (include(path) if include else path.lower().endswith(files.PAGE_SUFFIXES))
        and not (exclude and exclude(path))
    ]


def _named(root: str, paths: Sequence[str], chosen: Sequence[str]) -> tuple[list[str], list[Skipped]]:
    """The pages that `paths` name: files as they are, folders with the chosen pages below them."""
    named: dict[str, None] = {}
    skipped: list[Skipped] = []
    for path in paths:
        relative = os.path.relpath(os.path.realpath(path), os.path.realpath(root)).replace(os.sep, "/")
        if not os.path.exists(path):
            raise InputError(f"{path}: no such file or folder; check the spelling")
        if relative.startswith("../"):
            raise InputError(f"{path}: lies outside the site {root}; name the site's own settings with --config")
        if os.path.isdir(path):
            below = "" if relative == "." else relative + "/"
            named.update(dict.fromkeys(p for p in chosen if p.startswith(below)))
        elif path.lower().endswith(files.PAGE_SUFFIXES) or relative in chosen:
            named[relative] = None
        else:
            skipped.append(Skipped(relative, "not a page; doclint reads .md, .mdx and .markdown files"))
    return sorted(named), skipped
