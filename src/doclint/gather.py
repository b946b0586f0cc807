"""Bring in what the checks look at: pages, the list of files, older versions, answers from outside."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, TypeVar

from msgspec import Struct

from doclint import cache, files, git, images, routes
from doclint.baseline import NAME, Baseline, parse
from doclint.errors import InputError
from doclint.page import Page
from doclint.rule import Rules
from doclint.settings import Settings, matcher
from doclint.site import Heard, Site, Skipped

T = TypeVar("T")

_PARTS = 10_000
"""values of site facts that are kept for a site that does not fit into memory"""


class Inputs(Struct, frozen=True):
    """All that a run starts from; what else it wants to know, it asks for later."""

    settings: Settings
    baseline: Baseline
    site: Site
    pages: tuple[str, ...]
    """the pages to report on"""


def inputs(settings: Settings, named: Sequence[str], piped: bytes | None = None) -> Inputs:
    """What a run over `named` starts from; raises InputError where there is nothing to read."""
    cache.bring_patterns()  # to read a site takes some
    known = baseline(settings)
    site, pages = read(settings, named, piped)
    site.references = references(settings, site.skipped)
    if not pages and not site.skipped:
        left = " that `include` and `exclude` in the settings leave" if settings.include or settings.exclude else ""
        raise InputError(f"{', '.join(named)}: no pages here{left}; doclint reads .md, .mdx and .markdown files")
    return Inputs(settings, known, site, pages)


def baseline(settings: Settings) -> Baseline:
    """The findings that the site lives with; none where no file is named and none of the usual name is there."""
    file = baseline_file(settings)
    if os.path.exists(file) or settings.baseline:
        return parse(settings.baseline or NAME, files.content(file, "`doclint baseline` makes one"))
    return Baseline()


def baseline_file(settings: Settings) -> str:
    """Where the baseline of the site is, or would be."""
    return os.path.join(settings.root, settings.baseline or NAME)


def read(settings: Settings, paths: Sequence[str], piped: bytes | None = None) -> tuple[Site, tuple[str, ...]]:
    """The site below the settings' root, and the pages among `paths` (files or folders) to report on.

    `piped` is what the one page named holds, whatever is on disk.
    """
    root = settings.root
    closed: list[Skipped] = []
    heard: list[Heard] = []
    known = said(heard, git.tracked, root) if settings.tracked else None
    given = {} if piped is None else {_relative(root, paths[0]): files.decode(piped)}
    walked = list(files.walk(root, closed))
    listed = [path for path in walked if not path.endswith("/") and (known is None or path in known)]
    listed += sorted(given.keys() - set(listed))
    chosen = page_paths(listed, settings)
    named, skipped = paths_named(root, paths, chosen) if piped is None else (list(given), [])
    asked = {_relative(root, path) for path in paths if not os.path.isdir(path)}.intersection(named)
    skipped = [*closed, *skipped]
    folders = tuple(path for path in walked if path.endswith("/"))
    site = Site({}, frozenset(listed), folders, options=settings.options(), skipped=skipped, heard=heard)
    wanted = sorted({*chosen, *named})
    if len(wanted) > settings.pages_in_memory:
        _spill(site, settings.pages_in_memory)
    reading = _read(site, root, wanted, given)
    texts = (page.source for page in reading)
    recognise(site, texts, lambda path: config.text if (config := text_of(root, path, site)) else None)
    read_before = site.pages.values() if dialect_of(site) != Page("", "").dialect else ()
    for page in chain(read_before, reading):
        page.dialect = dialect_of(site, page.path)
    site.unread = [one for one in site.skipped if one.what in asked]
    return site, tuple(path for path in named if path in site.pages)


def _spill(site: Site, most: int) -> None:
    """Keep no more than so many pages in memory, and the rows of site facts on disk."""
    from doclint import spill  # most sites are small

    site.pages = pages = spill.Pages(most)
    site.grouping, site.reading, site.most, site.at_hand = pages.grouped, pages.source, _PARTS, most // 2 or 1


def _read(site: Site, root: str, paths: Iterable[str], given: Mapping[str, files.Text]) -> Iterator[Page]:
    """The pages one after the other, each given to the site as it is read."""
    for path in paths:
        text = given.get(path) or text_of(root, path, site)
        if text is not None:
            site.pages[path] = page = Page(path, text.text, facts=_form(text))
            yield page


def of_texts(texts: Mapping[str, str], beside: Mapping[str, str], options: Mapping[str, Any]) -> Site:
    """A site from memory: path -> text of its pages, and of the files beside them."""
    site = Site({}, frozenset([*texts, *beside]), options=options)
    recognise(site, texts.values(), beside.get)
    site.pages.update({path: Page(path, texts[path], dialect=dialect_of(site, path)) for path in sorted(texts)})
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
            from doclint.references import plain  # an HTML reader that most sites have no use for

            text = read(path) if read else files.read(settings.root, path).text
            found[name] = plain(path, text)
        except InputError as error:
            skipped.append(Skipped(f"reference {name} ({path})", str(error)))
    return found


def able(site: Site, rules: Rules) -> Rules:
    """The rules that can run here; those that need an extra which is not installed are listed as skipped."""
    if images.installed() or not any(path.lower().endswith(images.SUFFIXES) for path in site.files):
        return rules
    lacking = [rule.id for rule in rules.all if "images" in rule.needs]
    if lacking:
        site.skipped.append(
            Skipped(", ".join(lacking), "reading pictures needs Pillow; run `pip install doclint[images]`")
        )
    return Rules(tuple(rule for rule in rules.all if rule.id not in lacking), rules.words)


def without_judges(rules: Rules) -> Rules:
    """The rules that rest on no opinion of a judge."""
    return Rules(tuple(rule for rule in rules.all if "judge" not in rule.needs), rules.words)


def dialect(settings: Settings) -> Any:
    """How the pages of a site are written, told from its settings and its files."""
    listed = (path for path in files.walk(settings.root, []) if not path.endswith("/"))
    site = Site({}, frozenset(listed), options=settings.options())
    recognise(site, (), lambda path: None)
    return dialect_of(site)


def said(heard: list[Heard], ask: Callable[..., T], *given: str) -> T:
    """What git answers, which `heard` is told, too."""
    answer = ask(*given)
    heard.append((ask.__name__, given, answer))
    return answer


def _form(text: files.Text) -> dict[str, Any]:
    """How a page's file is written, where that is not plain UTF-8 with `\\n`."""
    if not text.returns and not text.lone and not text.mark and text.encoding == "utf-8":
        return {}
    mixed = text.lone or 0 < len(text.returns) < text.text.count("\n")
    ends = {"crlf": text.returns, "cr": text.lone} if mixed else {}
    return {"file": {"encoding": text.encoding, "mark": bool(text.mark), "line_ends": ends}}


def text_of(root: str, path: str, site: Site) -> files.Text | None:
    try:
        return files.read(root, path)
    except InputError as error:
        site.skipped.append(Skipped(path, str(error)))
        return None


def recognise(site: Site, texts: Iterable[str], read: Callable[[str], str | None]) -> None:
    """Name the site's generator, and read what it says about addresses."""
    wanted = site.options.get("generator", "auto")
    site.generator = routes.recognise(site.files, texts) if wanted == "auto" else wanted
    found = {path: read(path) for path in routes.wanted(site)}
    site.texts = {path: text for path, text in found.items() if text is not None}
    site.skipped += [Skipped(*one) for one in routes.unclear(site)]


def dialect_of(site: Site, path: str | None = None) -> Any:
    """How a page is written, or most of them: MDX where Docusaurus builds it, else CommonMark with GFM."""
    wanted = site.options.get("dialect", "auto")
    if wanted != "auto":
        return wanted
    built = path is None or path.endswith(".mdx") or routes.built(path, site)
    return "mdx" if site.generator == "docusaurus" and built else "commonmark"


def page_paths(listed: Sequence[str], settings: Settings) -> list[str]:
    include, exclude = settings.include and matcher(settings.include), settings.exclude and matcher(settings.exclude)
    return [
        path
        for path in listed
        if (include(path) if include else path.lower().endswith(files.PAGE_SUFFIXES))
        and not (exclude and exclude(path))
    ]


def paths_named(root: str, paths: Sequence[str], chosen: Sequence[str]) -> tuple[list[str], list[Skipped]]:
    """The pages that `paths` name: files as they are, folders with the chosen pages below them."""
    named: dict[str, None] = {}
    skipped: list[Skipped] = []
    for path in paths:
        if not os.path.exists(path):
            raise InputError(f"{path}: no such file or folder; check the spelling")
        relative = _relative(root, path)
        if os.path.isdir(path):
            below = "" if relative == "." else relative + "/"
            named.update(dict.fromkeys(p for p in chosen if p.startswith(below)))
        elif path.lower().endswith(files.PAGE_SUFFIXES) or relative in chosen:
            named[relative] = None
        else:
            skipped.append(Skipped(relative, "not a page; doclint reads .md, .mdx and .markdown files"))
    return sorted(named), skipped


def _relative(root: str, path: str) -> str:
    """`path` below the site's root, with `/`; raises InputError where it lies outside."""
    relative = os.path.relpath(os.path.realpath(path), os.path.realpath(root)).replace(os.sep, "/")
    if relative.startswith("../"):
        raise InputError(f"{path}: lies outside the site {root}; name the site's own settings with --config")
    return relative
