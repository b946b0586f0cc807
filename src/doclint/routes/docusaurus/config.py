"""What `docusaurus.config.*` says about addresses. It is JavaScript that is not run: only literals are read."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from doclint.lazy import regex
from doclint.routes.docusaurus.literal import MORE, UNKNOWN, exported

NAMES = tuple(f"docusaurus.config.{ending}" for ending in ("js", "ts", "mjs", "cjs"))

_KINDS = {"content-docs": "docs", "content-blog": "blog", "content-pages": "pages", "client-redirects": "redirects"}
_PLUGIN = regex(r"^(?:@docusaurus/)?(?:docusaurus-)?(?:plugin-)?")
# Plugins that serve no pages of their own, by words in their names (the plugins and the community's list on
# docusaurus.io, recalled).
_NO_PAGES = regex(
    r"sitemap|google|gtag|analytics|ideal-image|pwa|debug|svgr|search|sass|less|zoom|mermaid|layers|rsdoctor|matomo|"
    r"hotjar|posthog|plausible|tailwind|webpack|polyfill|lightbox|medium|llms|remote-content|typedoc|katex|faster"
)
_BEARING = (
    "include exclude lastVersion versions onlyIncludeVersions disableVersioning includeCurrentVersion "
    "numberPrefixParser"
).split()
"""options of the documents that say which files are served where, beside the two main ones"""

_DEFAULTS = {"docs": ("docs", "docs"), "blog": ("blog", "blog"), "pages": ("src/pages", "/")}


class Plugin(Struct, frozen=True):
    """One plugin that serves pages, and its options as far as they are literals."""

    kind: str
    """docs, blog, pages or redirects"""
    options: Mapping[str, Any]

    @property
    def id(self) -> str:
        return self.word("id") or ""

    @property
    def path(self) -> str | None:
        """Its folder, seen from the site's; None where that is not written out."""
        return self.word("path", _DEFAULTS[self.kind][0])

    @property
    def base(self) -> str | None:
        """The address under which it serves its pages; None where that is not written out."""
        return self.word("routeBasePath", _DEFAULTS[self.kind][1])

    def value(self, key: str, default: Any = None) -> Any:
        """An option, its default where it is absent, `UNKNOWN` where nobody can tell."""
        return said(self.options, key, default)

    def word(self, key: str, default: str | None = None) -> str | None:
        """An option that is text; None where it is something else."""
        value = self.value(key, default)
        return value if isinstance(value, str) else None


class Config(Struct, frozen=True):
    """The settings that bear on addresses; None, or an entry in `unclear`, where one is not written out."""

    base_url: str | None = None
    trailing_slash: bool | None = None
    statics: tuple[str, ...] = ("static",)
    plugins: tuple[Plugin, ...] = ()
    locale: str = ""
    """of the main language; empty where there is no such file"""
    translations: str = "i18n"
    """the folder of the other languages"""
    foreign: tuple[str, ...] = ()
    """plugins that may serve pages of which nothing is known here"""
    unclear: Mapping[str, str] = {}
    """what is not written out -> the setting of doclint that says it instead"""
    present: bool = False
    """there is such a file"""

    @property
    def lost(self) -> bool:
        """Nothing at all is known of the plugins."""
        return not self.plugins and bool(self.unclear)


def said(table: Mapping[str, Any], key: str, default: Any) -> Any:
    """What an object has under a key: `default` where it has none, `UNKNOWN` where part of it is unknown."""
    return table.get(key, UNKNOWN if MORE in table else default)


def read(text: str | None) -> Config:
    """The settings in the text of the file; None: there is no such file."""
    if text is None:
        return Config()
    value = exported(text)
    if not isinstance(value, dict):
        unclear = {"the whole configuration": "base-url, route-base-path, docs and trailing-slash"}
        return Config(unclear=unclear, present=True)
    plugins, foreign, unclear = _plugins(value)
    languages = said(value, "i18n", {})
    languages = languages if isinstance(languages, dict) else {}
    return Config(
        base_url=_word(value, "baseUrl", "base-url", unclear),
        trailing_slash=_switch(value, "trailingSlash", "trailing-slash", unclear),
        statics=_statics(value, unclear),
        plugins=plugins,
        locale=_text(languages.get("defaultLocale")) or "en",
        translations=_text(languages.get("path")) or "i18n",
        foreign=foreign,
        unclear=unclear,
        present=True,
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _word(table: Mapping[str, Any], key: str, setting: str, unclear: dict[str, str]) -> str | None:
    value = said(table, key, None)
    if value is None or isinstance(value, str):
        return value
    unclear[f"`{key}`"] = setting
    return None


def _switch(table: Mapping[str, Any], key: str, setting: str, unclear: dict[str, str]) -> bool | None:
    value = said(table, key, None)
    if value is None or isinstance(value, bool):
        return value
    unclear[f"`{key}`"] = setting
    return None


def _statics(table: Mapping[str, Any], unclear: dict[str, str]) -> tuple[str, ...]:
    found = said(table, "staticDirectories", ["static"])
    if isinstance(found, list) and all(isinstance(folder, str) for folder in found):
        return tuple(found)
    unclear["`staticDirectories`"] = "static"
    return ("static",)


def _plugins(table: Mapping[str, Any]) -> tuple[tuple[Plugin, ...], tuple[str, ...], dict[str, str]]:
    """Plugins that serve pages, others that may, and what is not written out."""
    known: list[Plugin] = []
    foreign: list[str] = []
    unclear: dict[str, str] = {}
    for name, options in _entries(said(table, "presets", []), "`presets`", unclear):
        if name.endswith("classic"):
            known += _classic(options)
        else:
            foreign.append(name)
    for name, options in _entries(said(table, "plugins", []), "`plugins`", unclear):
        kind = _KINDS.get(_PLUGIN.sub("", name))
        if kind:
            known.append(Plugin(kind, options))
        elif not _NO_PAGES.search(name.lower()):
            foreign.append(name)
    for plugin in known:
        unclear.update(_unclear(plugin))
    return tuple(known), tuple(foreign), unclear


def _entries(listed: Any, where: str, unclear: dict[str, str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(name, options) of each plugin or preset that is written out."""
    for entry in listed if isinstance(listed, list) else [UNKNOWN]:
        name, options = (*entry, {})[:2] if isinstance(entry, list) and entry else (entry, {})
        if isinstance(name, str):
            yield name, options if isinstance(options, dict) else {MORE: True}
        elif entry not in (None, False):
            unclear[where] = "route-base-path and known-paths"


def _classic(options: Mapping[str, Any]) -> Iterator[Plugin]:
    """What the classic preset brings along."""
    for kind in _DEFAULTS:
        given = said(options, kind, {})
        if given is not False:
            yield Plugin(kind, given if isinstance(given, dict) else {MORE: True} if given is UNKNOWN else {})


def _unclear(plugin: Plugin) -> Iterator[tuple[str, str]]:
    """Options of a plugin that bear on addresses and are not literals."""
    if plugin.kind == "redirects":
        return
    main = plugin.kind == "docs" and plugin.id in ("", "default")
    for key, value in (("path", plugin.path), ("routeBasePath", plugin.base)):
        if value is None:
            setting = {"path": "docs", "routeBasePath": "route-base-path"}[key] if main else "known-paths"
            yield f"`{key}` of {plugin.kind}", setting
    if MORE in plugin.options:
        yield f"part of the options of {plugin.kind}", "known-paths"
    for key in _BEARING:
        if plugin.options.get(key) is UNKNOWN:
            yield f"`{key}` of {plugin.kind}", "known-paths"


def words(config: Config, options: Mapping[str, Any]) -> Iterable[str]:
    """Sentences about what the file does not say in literals and the settings do not say either."""
    for what, setting in config.unclear.items():
        names = re.split(r", | and ", setting)
        if not any(options.get(name) not in (None, (), ("static",)) for name in names):
            yield f"{what} is not written out as a literal, and no JavaScript is run; set `{setting}` under `[site]`"


def outermost(files: Iterable[str]) -> str | None:
    """The file that holds a site's settings, the outermost where there are several."""
    found = [path for path in files if posixpath.basename(path) in NAMES]
    return min(found, key=lambda path: (path.count("/"), path), default=None)
