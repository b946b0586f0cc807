"""The folders that a Docusaurus site serves and the addresses under which it does: plugins, versions, languages."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from doclint.lazy import pyyaml, regex
from doclint.routes.docusaurus.config import Config, Plugin, said
from doclint.routes.docusaurus.literal import UNKNOWN
from doclint.site import Site

PAGES = (".md", ".mdx")

_SCRIPTS = (".js", ".jsx", ".ts", ".tsx")
_INCLUDED = {"docs": PAGES, "blog": PAGES, "pages": (*PAGES, *_SCRIPTS)}
_TEST = regex(r"\.test\.(?:js|jsx|ts|tsx)$|(?:^|/)__tests__/")
_BRACES = regex(r"\{([^{}]*)\}")


class Section(Struct, frozen=True):
    """A folder of pages that one plugin serves, in one version and one language."""

    plugin: Plugin
    folder: str
    """with a closing slash"""
    translated: str
    """where the same pages stand in this language, with a closing slash; empty where they do not"""
    bases: tuple[str, ...]
    """where they may be served, with a slash at both ends; several, or none, where that is not known"""
    version: str = ""
    """of the documents; empty for the current one"""

    @property
    def owner(self) -> str:
        """The plugin: links by file name work only inside one."""
        return f"{self.plugin.kind} {self.plugin.id}"

    def holds(self, path: str) -> bool:
        """Whether a file lies in one of its folders."""
        return path.startswith((self.folder, self.translated) if self.translated else self.folder)

    def counterpart(self, path: str, other: Section) -> str:
        """Where the page at `path`, which lies in `other`, would lie in this one."""
        if other.translated and path.startswith(other.translated):
            return self.translated + path.removeprefix(other.translated)
        return self.folder + path.removeprefix(other.folder)

    def files(self, paths: Sequence[str]) -> Iterator[tuple[str, str]]:
        """(path below the folder, path of the file that is served): a translation goes before its original."""
        include, exclude = self.plugin.value("include"), self.plugin.value("exclude")
        usual = _INCLUDED[self.plugin.kind]
        wanted = _matcher(include) if isinstance(include, list) else lambda path: path.endswith(usual)
        hidden = _matcher(exclude) if isinstance(exclude, list) else _hidden
        known = frozenset(paths) if self.translated else frozenset()
        for path in paths:
            inner = path.removeprefix(self.folder)
            if path.startswith(self.folder) and wanted(inner) and not hidden(inner):
                yield inner, self.translated + inner if self.translated + inner in known else path


def sections(config: Config, site: Site, root: str, locale: str) -> Iterator[Section]:
    """All sections of a site in one language, the settings of doclint over those of its configuration."""
    plugins = config.plugins if config.present and not config.lost else (Plugin("docs", {}), *_usual(site, root))
    for plugin in plugins:
        if plugin.kind == "docs":
            yield from _documents(plugin, config, site, root, locale)
        elif plugin.kind in _INCLUDED and plugin.path is not None:
            translated = _translated(config, root, locale, plugin)
            bases = () if plugin.base is None else (rooted(plugin.base),)
            yield Section(plugin, _folder(root, plugin.path), translated, bases)


def rooted(base: str) -> str:
    """An address with a slash at both ends."""
    inner = base.strip("/")
    return f"/{inner}/" if inner else "/"


def data(text: str | None) -> Any:
    """What a JSON or YAML file holds; None where it cannot be read."""
    yaml = pyyaml()  # few sites have such files

    try:
        return yaml.load(text or "", getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, ValueError, TypeError, RecursionError):
        return None


def _usual(site: Site, root: str) -> Iterator[Plugin]:
    """What the classic preset would serve, for a site whose configuration says nothing."""
    for kind, folder in (("blog", "blog/"), ("pages", "src/pages/")):
        if any(path.startswith(root + folder) for path in site.files):
            yield Plugin(kind, {})


def _documents(plugin: Plugin, config: Config, site: Site, root: str, locale: str) -> Iterator[Section]:
    """One section for each version of the documents."""
    main = plugin.id in ("", "default")
    folder, bases = _stated(plugin, config, site, root) if main else _plain(plugin, root)
    names = _versions(plugin, site, root)
    if folder is None:
        return
    for name, part in _parts(plugin, names) if names else [("current", None)]:
        shift = () if part is None else tuple(rooted(base + part.strip("/")) for base in bases)
        where = folder if name == "current" else f"{root}{_prefixed('versioned_docs', plugin)}/version-{name}/"
        translated = _translated(config, root, locale, plugin, name if name == "current" else f"version-{name}")
        yield Section(plugin, where, translated, shift, "" if name == "current" else name)


def _stated(plugin: Plugin, config: Config, site: Site, root: str) -> tuple[str | None, tuple[str, ...]]:
    """Folder and addresses of the main documents, where the settings may say more than the configuration."""
    named, base = site.options.get("docs"), site.options.get("route-base-path")
    path = str(named) if named else plugin.path or "docs"
    folders = [_folder(root, path), _folder("", path)] if named or config.lost else [_folder(root, path)]
    folder = next((one for one in folders if any(path.startswith(one) for path in site.files)), folders[0])
    if base is None and config.present and not config.lost:
        base = plugin.base
    if base is None or plugin.value("numberPrefixParser") is UNKNOWN:
        return folder, ("/docs/", "/")
    return folder, (rooted(str(base)),)


def _plain(plugin: Plugin, root: str) -> tuple[str | None, tuple[str, ...]]:
    unknown = plugin.base is None or plugin.value("numberPrefixParser") is UNKNOWN
    folder = None if plugin.path is None else _folder(root, plugin.path)
    return folder, () if unknown else (rooted(plugin.base or ""),)


def _versions(plugin: Plugin, site: Site, root: str) -> list[str]:
    """The names of all versions, the newest first; empty where they cannot be known."""
    file = f"{root}{_prefixed('versions.json', plugin)}"
    folder = f"{root}{_prefixed('versioned_docs', plugin)}/"
    if file not in site.files:
        return [] if any(path.startswith(folder) for path in site.files) else ["current"]
    try:
        listed = msgspec.json.decode(site.texts.get(file, ""))
    except (ValueError, RecursionError):
        return []
    names = [str(name) for name in listed] if isinstance(listed, list) else []
    if plugin.value("disableVersioning", False) is True:
        names = []
    if plugin.value("includeCurrentVersion", True) is not False and "current" not in names:
        names.insert(0, "current")
    only = plugin.value("onlyIncludeVersions")
    return [name for name in names if name in only] if isinstance(only, list) else names


def _parts(plugin: Plugin, names: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    """(version, its part of the address; None where it is not known)."""
    last = plugin.value("lastVersion") or next((name for name in names if name != "current"), "current")
    options = plugin.value("versions", {})
    for name in names:
        usual = "" if name == last else "next" if name == "current" else name
        own = said(options, name, {}) if isinstance(options, dict) else UNKNOWN
        part = said(own, "path", usual) if isinstance(own, dict) else UNKNOWN
        yield name, part if isinstance(part, str) and isinstance(last, str) else None


def _translated(config: Config, root: str, locale: str, plugin: Plugin, version: str = "") -> str:
    if not locale:
        return ""
    own = "" if plugin.id in ("", "default") else f"-{plugin.id}"
    folder = f"{root}{config.translations}/{locale}/docusaurus-plugin-content-{plugin.kind}{own}/"
    return f"{folder}{version}/" if version else folder


def _prefixed(name: str, plugin: Plugin) -> str:
    return name if plugin.id in ("", "default") else f"{plugin.id}_{name}"


def _folder(root: str, path: str) -> str:
    joined = posixpath.normpath(posixpath.join(root, path)).removeprefix("/")
    return "" if joined == "." else joined + "/"


def _hidden(path: str) -> bool:
    """What is no page unless the configuration says so: parts of other pages, and tests (utils, globUtils.js)."""
    return path.startswith("_") or "/_" in path or _TEST.search(path) is not None


def _matcher(patterns: list[Any]) -> Callable[[str], bool]:
    """Whether a path matches one of some globs."""
    import pathspec

    plain = [form for pattern in patterns for form in _expanded(str(pattern))]
    anchored = [form if form.startswith(("**", "/")) else "/" + form for form in plain]
    return pathspec.GitIgnoreSpec.from_lines(anchored).match_file


def _expanded(pattern: str) -> list[str]:
    """`*.{md,mdx}` as two patterns."""
    braces = _BRACES.search(pattern)
    if not braces:
        return [pattern]
    start, end = pattern[: braces.start()], pattern[braces.end() :]
    return [form for choice in braces[1].split(",") for form in _expanded(start + choice + end)]


def language(path: str, config: Config, root: str) -> str:
    """The language that a file is a translation into; the main one for all other files."""
    inner = path.removeprefix(f"{root}{config.translations}/")
    return inner.partition("/")[0] if inner != path and "/" in inner else config.locale


def languages(config: Config, files: Collection[str], root: str) -> frozenset[str]:
    """The languages whose folders are here."""
    start = f"{root}{config.translations}/"
    return frozenset(path.removeprefix(start).partition("/")[0] for path in files if path.startswith(start))
