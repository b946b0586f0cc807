"""Where links lead on a MkDocs site (MkDocs 1.6: structure/pages.py and files.py; Python-Markdown 3: toc.py)."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import yaml
from msgspec import Struct
from msgspec.structs import replace

from doclint.facts.anchors import Anchor, anchors
from doclint.lazy import regex
from doclint.page import Link, Page, Span
from doclint.routes import github
from doclint.routes.address import MARKDOWN, Address, extension, names_file, place, seen_from
from doclint.routes.nearest import nearest_file
from doclint.routes.nested import inside
from doclint.routes.target import Near, Target, Verdict, unchecked
from doclint.site import Site

_NAMES = ("mkdocs.yml", "mkdocs.yaml")
# Plugins that add no pages (the catalog of MkDocs plugins, recalled).
_NO_PAGES = frozenset(
    """search minify tags social privacy offline glightbox redirects awesome-pages awesome-nav literate-nav meta info
    section-index autorefs git-revision-date git-revision-date-localized git-authors git-committers optimize typeset
    exclude-search print-site mermaid2 table-reader htmlproofer""".split()
)
_TAKES_IN = regex(r"--8<--|\{%|\{\{|^:::\s|^#{1,6}[^#\s]", re.MULTILINE)
"""marks of text that a plugin or an extension puts in, and of headings that only Python-Markdown sees as such"""
_COUNTED = regex(r"^(.+)_([0-9]+)$")


class _Layout(Struct):
    """The files of a site and the addresses at which they are served."""

    docs: str
    """the folder of the documents, with a closing slash"""
    absolute: bool
    """addresses that begin with a slash start in that folder"""
    more: str
    """why there may be pages that are no files, empty where there are none"""
    slugs: bool
    """ids are made of headings in the usual way"""
    attributes: bool
    """an id may be written behind a heading"""
    footnotes: bool
    left_out: Callable[[str], bool]
    """whether a file, seen from that folder, is no part of the site"""
    directories: bool
    nav: Callable[[str], bool] | None = None
    """whether a page is in the navigation, or left out of it or of the site on purpose; None where all are in it"""
    served: dict[str, str] = {}
    """address without a closing slash -> path of the file"""

    def address(self, path: str) -> str:
        """Where a file is served, with a slash in front."""
        inner = path.removeprefix(self.docs)
        stem, ending = posixpath.splitext(inner)
        if ending not in MARKDOWN:
            return "/" + inner
        folder, name = posixpath.split(stem)
        if name in ("index", "README"):
            return f"/{folder}/".replace("//", "/") if self.directories else "/" + posixpath.join(folder, "index.html")
        return f"/{stem}/" if self.directories else f"/{stem}.html"


class _Loader(yaml.SafeLoader):
    """Reads configurations whose values name Python objects or variables of the environment: those become None."""


_Loader.add_multi_constructor("", lambda loader, suffix, node: None)


def find(page: Page, link: Link, address: Address, site: Site) -> Target:
    """What `address`, which names a path, leads to from `page`."""
    here = _layout(site)
    if not page.path.startswith(here.docs):
        return github.find(page, link, address, site)
    found = (None if link.html else _by_file(here, page, address, site)) or _by_address(here, page, address)
    if found:
        return found.at(address.fragment)
    if reason := _unknowable(here, address, site):
        return unchecked(reason)
    missing: Verdict = "missing-file" if link.image or names_file(address.path) else "missing-page"
    return Target(missing, anchor=address.fragment, nearest=_nearest(here, page, link, address, site))


def ids(page: Page, site: Site) -> tuple[Anchor, ...] | None:
    """The ids that a link may name; None where an extension or a plugin makes others."""
    here, found = _layout(site), anchors(page)
    if not page.path.startswith(here.docs):
        return github.ids(page, site)
    if not here.slugs or found.more or _TAKES_IN.search(page.source):
        return None
    headings = {one.span: one for one in found.known if one.level}
    given = {one.span: one.id for one in reversed(found.known) if one.level and len(_at(found.known, one)) > 1}
    written = [one for one in found.known if not (one.level or one.text)]
    taken = set(given.values()) if here.attributes else set()
    made = []
    for span, heading in headings.items():
        own = given.get(span) if here.attributes else None
        text = heading.text if span not in given or here.attributes else f"{heading.text} {given[span]}"
        made.append(replace(heading, id=own or _unique(slug(text), taken)))
    return (*made, *written, *(_footnotes(page) if here.footnotes else ()))


def listed(page: Page, site: Site) -> bool:
    """Whether the navigation shows the page; without `nav` it shows all."""
    here = _layout(site)
    inner = page.path.removeprefix(here.docs)
    home = posixpath.splitext(inner)[0] in ("index", "README")
    return here.nav is None or bool(here.more) or home or not page.path.startswith(here.docs) or here.nav(inner)


def wanted(path: str) -> bool:
    """Whether a file beside the pages bears on addresses, so that its text is needed."""
    name = posixpath.basename(path)
    return name.startswith("mkdocs") and name.endswith((".yml", ".yaml"))


def unclear(site: Site) -> tuple[tuple[str, str], ...]:
    """(file, sentence) about what the site's configuration does not say in words that can be read."""
    file = _file(site)
    if file and _read(file, site) is None:
        return ((file, "is no YAML that can be read; mend it, or set `docs` under `[site]`"),)
    return ()


def slug(text: str) -> str:
    """A heading's id as Python-Markdown's toc makes it (`slugify`, hyphen as separator)."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip().lower())


def _unique(name: str, taken: set[str]) -> str:
    """`name`, or the next of `name_1`, `name_2` that is not taken (Python-Markdown, `unique`)."""
    while name in taken or not name:
        counted = _COUNTED.match(name)
        name = f"{counted[1]}_{int(counted[2]) + 1}" if counted else f"{name}_1"
    taken.add(name)
    return name


def _at(known: tuple[Anchor, ...], one: Anchor) -> list[Anchor]:
    return [other for other in known if other.span == one.span]


def _footnotes(page: Page) -> Iterator[Anchor]:
    for found in re.finditer(r"\[\^([^\]\s]+)\]", page.source if "[^" in page.source else ""):
        for name in (f"fn:{found[1]}", f"fnref:{found[1]}"):
            yield Anchor(name, Span(*found.span(1)))


def _by_file(here: _Layout, page: Page, address: Address, site: Site) -> Target | None:
    """A file named by its place; a slash in front is left to the browser unless the configuration says otherwise."""
    if address.path.startswith("/") and not here.absolute:
        return None
    start = here.docs if address.path.startswith("/") else posixpath.dirname(page.path)
    path = place(start, address.plain)
    if path is None or path not in site.files or not path.startswith(here.docs) or _given_way(path, site):
        return None
    if here.left_out(path.removeprefix(here.docs)):
        return Target("draft", path, reason="is left out by `exclude_docs` or `draft_docs` in the configuration")
    return Target("page" if path in site.pages else "file", path)


def _by_address(here: _Layout, page: Page, address: Address) -> Target | None:
    """A page or file at the address that a browser asks for."""
    if address.path.startswith("/"):
        return None
    url = seen_from(here.address(page.path), address.plain).rstrip("/").removesuffix("/index.html") or "/"
    path = here.served.get(url)
    return None if path is None else Target("page" if path.endswith(MARKDOWN) else "file", path)


def _unknowable(here: _Layout, address: Address, site: Site) -> str:
    """Why nothing can be said about an address that was not found; empty where it is missing indeed."""
    if address.path.startswith("/") and not here.absolute:
        return "an address on a server, which MkDocs leaves as it is"
    known = site.options.get("known-paths", ())
    if any(address.plain.strip("./") == path.strip("/") for path in known):
        return "an address that the settings name"
    if not any(path.startswith(here.docs) for path in site.files):
        return "the folder of the documents is not here; set `docs`"
    return here.more


def _nearest(here: _Layout, page: Page, link: Link, address: Address, site: Site) -> Near | None:
    """The page whose address or name is written as MkDocs does not want it, or the file most like it."""
    if not link.html and not address.path.startswith("/"):
        for guess in (f"{address.plain.rstrip('/')}.md", posixpath.join(address.plain, "index.md")):
            path = place(posixpath.dirname(page.path), guess)
            if path in site.pages and path and path.startswith(here.docs):
                return Near(guess, path, sure=True)
    return nearest_file(address, site, page.path) if extension(address.plain) else None


def _layout(site: Site) -> _Layout:
    key = ("mkdocs layout", "")
    if key not in site.values:
        site.values[key] = _made(site)
    found: _Layout = site.values[key]
    return found


def _made(site: Site) -> _Layout:
    file = _file(site)
    said = _read(file, site) if file else None
    config = said or {}
    named = site.options.get("docs") or config.get("docs_dir") or "docs"
    docs = posixpath.normpath(posixpath.join(posixpath.dirname(file or ""), str(named))) + "/"
    links = _inner(_inner(config, "validation"), "links")
    absolute = links.get("absolute_links", _inner(config, "validation").get("absolute_links"))
    extensions = _extensions(config.get("markdown_extensions"))
    names = {name.removeprefix("markdown.extensions.") for name in extensions}
    made = _Layout(
        docs="" if docs == "./" else docs,
        absolute=absolute == "relative_to_docs",
        more="a site whose configuration cannot be read" if said is None else _more(config),
        slugs="slugify" not in _inner(extensions, "toc") and "separator" not in _inner(extensions, "toc"),
        attributes=bool(names & {"attr_list", "extra"}),
        footnotes=bool(names & {"footnotes", "extra"}),
        left_out=_left_out(config),
        nav=_navigation(config),
        directories=config.get("use_directory_urls") is not False,
    )
    for path in sorted(site.files):
        inside = path.startswith(made.docs) and not made.left_out(path.removeprefix(made.docs))
        if inside and not _given_way(path, site):
            made.served.setdefault(made.address(path).rstrip("/").removesuffix("/index.html") or "/", path)
    return made


def _navigation(config: Mapping[str, Any]) -> Callable[[str], bool] | None:
    if not config.get("nav"):
        return None
    import pathspec

    named = {posixpath.normpath(entry) for entry in inside(config["nav"]) if isinstance(entry, str)}
    lines = [*str(config.get("not_in_nav") or "").splitlines(), *_patterns(config)]
    unlisted = pathspec.GitIgnoreSpec.from_lines(lines).match_file
    return lambda inner: inner in named or unlisted(inner)


def _given_way(path: str, site: Site) -> bool:
    """A README beside an index, which takes its address."""
    folder, name = posixpath.split(path)
    return name == "README.md" and posixpath.join(folder, "index.md") in site.files


def _left_out(config: Mapping[str, Any]) -> Callable[[str], bool]:
    """Whether a file, seen from the folder of the documents, is no part of the site."""
    import pathspec

    return pathspec.GitIgnoreSpec.from_lines(_patterns(config)).match_file


def _patterns(config: Mapping[str, Any]) -> list[str]:
    """The patterns of files that are no part of the site, two of them always."""
    lines = [".*", "/templates/"]
    for key in ("exclude_docs", "draft_docs"):
        lines += str(config.get(key) or "").splitlines()
    return lines


def _more(config: Mapping[str, Any]) -> str:
    """The first plugin or hook that may add pages."""
    listed = config.get("plugins")
    names = [*listed] if isinstance(listed, list | dict) else []
    for entry in names:
        name = next(iter(entry), "") if isinstance(entry, dict) else str(entry)
        if name.rpartition("/")[2] not in _NO_PAGES:
            return f"a page that the plugin `{name}` may make; set `known-paths`"
    return "a page that a hook may make; set `known-paths`" if config.get("hooks") else ""


def _extensions(listed: Any) -> dict[str, Any]:
    """Name -> options of the Markdown extensions."""
    found: dict[str, Any] = {}
    for entry in listed if isinstance(listed, list) else [listed]:
        found.update(entry if isinstance(entry, dict) else {str(entry): None})
    return found


def _inner(table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = table.get(key)
    return value if isinstance(value, dict) else {}


def _file(site: Site) -> str | None:
    found = [path for path in site.texts if posixpath.basename(path) in _NAMES]
    return min(found, key=lambda path: (path.count("/"), path), default=None)


def _read(file: str, site: Site, depth: int = 5) -> dict[str, Any] | None:
    """The configuration with those that it inherits from; None where it cannot be read."""
    try:
        value = yaml.load(site.texts.get(file, ""), _Loader)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    above = value.get("INHERIT")
    if not isinstance(above, str) or not depth:
        return value
    inherited = _read(posixpath.normpath(posixpath.join(posixpath.dirname(file), above)), site, depth - 1)
    return None if inherited is None else {**inherited, **value}
