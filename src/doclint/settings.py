"""Settings: flags over file over defaults."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from doclint.errors import InputError, SettingsError
from doclint.required import required
from doclint.rule import Confidence, Severity, Strict
from doclint.strict import convert

NAMES = ("doclint.toml", ".doclint.toml")
_GENERATORS = ("docusaurus.config.js", "docusaurus.config.ts", "docusaurus.config.mjs", "mkdocs.yml", "hugo.toml")

Level = Literal["error", "warning", "info", "off"]
NotNegative = Annotated[float, Meta(ge=0)]


class SiteSettings(Strict, frozen=True):
    """What kind of site it is; `auto` is recognised from its files."""

    generator: Literal["auto", "docusaurus", "mkdocs", "hugo", "jekyll", "sphinx", "github"] = "auto"
    dialect: Literal["auto", "mdx", "commonmark"] = "auto"
    docs: str | None = None
    """the folder of the pages, `docs` unless the generator's config says otherwise"""
    static: tuple[str, ...] = ("static",)
    """folders whose files are served from the root of the site"""
    base_url: str | None = None
    """the path of the site on its host, `/` unless the generator's config says otherwise"""
    route_base_path: str | None = None
    """where the pages of `docs` are served"""
    trailing_slash: bool | None = None
    """whether addresses end in a slash"""
    known_paths: tuple[str, ...] = ()
    """addresses of the site that exist although no page here says so"""


class WebSettings(Strict, frozen=True):
    """Whether and how addresses outside the site are asked."""

    online: bool = False
    """ask at all; also `--online`"""
    allow: tuple[str, ...] = ()
    """hosts that may be asked, such as `example.org` (and those below it) or `https://example.org:8443`; empty: all"""
    deny: tuple[str, ...] = ()
    """hosts that are never asked; deny wins over allow"""
    networks: tuple[str, ...] = ()
    """networks that may be asked although they are not public, such as `10.1.0.0/16`"""
    at_once: Annotated[int, Meta(ge=1)] = 128
    """requests under way"""
    per_host: Annotated[int, Meta(ge=1)] = 4
    """requests under way to one host"""
    gap: NotNegative = 0.05
    """seconds between two requests to one host"""
    timeout: Annotated[float, Meta(gt=0)] = 20.0
    """seconds that servers get to answer for one address, redirects included"""
    retries: Annotated[int, Meta(ge=0)] = 2
    """how often an address is asked again that answers 408, 425, 429, 500, 502, 503 or 504"""
    longest_wait: NotNegative = 30.0
    """seconds up to which a server's wish to be asked later is granted within the run"""
    deadline: NotNegative = 0.0
    """seconds after which the rest stays unchecked; 0: none"""
    proxy: str = ""
    """`http://host:port`. It resolves names itself: then only addresses written as numbers can be refused"""
    headers: dict[str, dict[str, str]] = {}
    """host pattern -> headers sent to it and to no other; `$NAME` is taken from the environment"""
    ca_file: str = ""
    """certificates to trust besides the usual ones"""
    cache: str = ""
    """file of what is known of addresses; empty: in the user's cache folder"""
    ledger: str = ""
    """file of JSON lines with what is known, read first and written last, so that CI can carry it"""


class JudgeSettings(Strict, frozen=True):
    """Who is asked for a second opinion on sentences of which the rules say nothing, and where it is kept."""

    ledger: str = ""
    """file of JSON lines with the opinions, relative to the root; empty: no judge counts"""
    ask: bool = False
    """ask about pairs that the ledger does not know; also `--judge`"""
    folder: str = ""
    """a model on this machine: model.onnx, tokenizer.json and config.json"""
    url: Annotated[str, Meta(pattern=r"^(https?://[^@\s]+)?$")] = ""
    """a service that speaks the chat protocol of OpenAI, up to `/v1`; asked only with `--online`"""
    model: str = ""
    """the service's name of the model"""
    key: Annotated[str, Meta(pattern=r"^(\$\w+)?$")] = ""
    """`$NAME` of the environment variable that holds the key"""
    most: Annotated[int, Meta(ge=1)] = 100
    """pairs of sentences in a run"""
    at_once: Annotated[int, Meta(ge=1)] = 2
    """questions to the service under way"""
    timeout: Annotated[float, Meta(gt=0)] = 30.0
    """seconds that the service gets for one answer"""
    deadline: Annotated[float, Meta(gt=0)] = 300.0
    """seconds after which the rest stays open"""


class Settings(Strict, frozen=True):
    """The keys of doclint.toml."""

    required_version: str = ""
    """versions of doclint that may run here, such as `>=0.1,<0.3`; empty: any"""
    preview: bool = False
    """run rules that are on trial, too"""
    include: tuple[str, ...] = ()
    """gitignore patterns of pages; empty: all .md, .mdx and .markdown files"""
    exclude: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    """rules or packs to run; empty: all"""
    ignore: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    """folders with rules of your own, relative to the root"""
    min_confidence: Confidence | None = None
    """`check` shows medium and above where nothing is said, everything else shows all"""
    fail_on: Severity = "warning"
    severity: dict[str, Level] = {}
    """rule or pack -> another severity, or `off`"""
    per_path: dict[str, dict[str, Level]] = {}
    """gitignore pattern -> rule or pack -> severity or `off`"""
    allow: dict[str, tuple[str, ...]] = {}
    """rule or pack -> words that it may not accuse: names, addresses, credits; `*` stands for any characters"""
    references: dict[str, str] = {}
    """name -> path of a document (text, Markdown or HTML) that the pages must not contradict"""
    base: str = ""
    """the commit that pages are compared with; empty: the merge base with the main branch, else the last commit"""
    versioned_docs: bool = False
    """compare pages with the same page of the next older folder of `versioned_docs`, too"""
    tracked: bool = False
    """take no notice of files that git does not track: what is committed must stand without them"""
    since: str = ""
    """report only what was brought since the merge base with this commit; empty: everything"""
    baseline: str = ""
    """the file of findings to live with for now; empty: doclint-baseline.jsonl where there is one"""
    pages_in_memory: Annotated[int, Meta(ge=1)] = 2500
    """of a site with more pages the rest waits in a temporary file, and so do the facts about the site"""
    cache: bool = True
    """keep in the user's cache folder what pages state and what the last runs reported, so that the next one is fast"""
    site: SiteSettings = SiteSettings()
    web: WebSettings = WebSettings()
    judge: JudgeSettings = JudgeSettings()
    root: str = ""
    """the site's folder; empty: the folder of this file"""

    def options(self) -> dict[str, Any]:
        """The `[site]` table with every key present."""
        return {field.encode_name: getattr(self.site, field.name) for field in msgspec.structs.fields(type(self.site))}


def of(given: Settings | Mapping[str, Any] | None, paths: Sequence[str]) -> Settings:
    """Settings as a caller gives them: an object, a mapping with the keys of doclint.toml, or none (then found)."""
    if isinstance(given, Settings):
        return given if given.root else msgspec.structs.replace(given, root=find(paths)[0])
    if given is None:
        return read(paths)
    found = convert("settings", dict(given), Settings, SettingsError)
    return found if found.root or not paths else msgspec.structs.replace(found, root=find(paths)[0])


def read(paths: Sequence[str], flags: Mapping[str, Any] | None = None, config: str | None = None) -> Settings:
    """The settings that govern `paths`, with `flags` over them; raises SettingsError naming file and key."""
    root, file = (os.path.dirname(os.path.abspath(config)), config) if config else find(paths)
    table = _table(file) if file else {}
    required(file or "", table.get("required-version") if isinstance(table, dict) else "")
    settings = convert(file, table, Settings, SettingsError) if file and table else Settings()
    root = os.path.join(root, settings.root) if settings.root else root
    if not os.path.isdir(root):
        raise SettingsError(f"{file}: no folder {root}; see `root`")
    changes = {key: value for key, value in (flags or {}).items() if value not in (None, (), "")}
    return msgspec.structs.replace(settings, root=root, **changes)


def origins(file: str) -> dict[tuple[str, ...], int]:
    """Key, as the tables that lead to it and its name -> the line where it is set, as far as that can be told."""
    found: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    with open(file, encoding="utf-8") as handle:
        for number, line in enumerate(handle, 1):
            head = line.strip()
            if head.startswith("[") and "=" not in head.partition("#")[0]:
                table = _path(head) or table
            elif "=" in head and (key := _path(f"{head.partition('=')[0]}= 0")):
                found.setdefault((*table, *key), number)
    top = ("tool", "doclint") if os.path.basename(file) == "pyproject.toml" else ()
    return {key[len(top) :]: number for key, number in found.items() if key[: len(top)] == top}


def _path(line: str) -> tuple[str, ...]:
    """The names that a line of TOML nests; none where it is not a line of its own."""
    import tomllib  # only where settings are read

    try:
        value: Any = tomllib.loads(line)
    except (tomllib.TOMLDecodeError, RecursionError):
        return ()
    names = []
    while isinstance(value, dict) and value:
        name, value = next(iter(value.items()))
        names.append(name)
    return tuple(names)


def find(paths: Sequence[str]) -> tuple[str, str | None]:
    """The root of the site that `paths` lie in, and its settings file where there is one."""
    above = _above(paths)
    for folder in above:
        if file := own(folder):
            return folder, file
        if os.path.exists(os.path.join(folder, ".git")):
            return folder, None
    for folder in above:
        if any(os.path.isfile(os.path.join(folder, name)) for name in _GENERATORS):
            return folder, None
    return above[0], None


def own(folder: str) -> str | None:
    """The settings file in this very folder."""
    for name in NAMES:
        if os.path.isfile(os.path.join(folder, name)):
            return os.path.join(folder, name)
    file = os.path.join(folder, "pyproject.toml")
    return file if _in_pyproject(file) else None


def places(paths: Sequence[str], config: str | None) -> Iterator[str]:
    """The files whose being there, or whose text, decides on the settings that govern `paths`."""
    if config:
        yield config
    for folder in _above(paths):
        git = os.path.join(folder, ".git")
        yield os.path.join(git, "HEAD") if os.path.isdir(git) else git
        yield from (os.path.join(folder, name) for name in (*NAMES, "pyproject.toml", *_GENERATORS))


def _above(paths: Sequence[str]) -> list[str]:
    """The folder that all `paths` lie in, and all folders above it."""
    folder = os.path.abspath(os.path.commonpath([os.path.abspath(p) for p in paths]) if paths else os.curdir)
    if not os.path.lexists(folder):
        raise InputError(f"{folder}: no such file or folder; check the spelling")
    folder = folder if os.path.isdir(folder) else os.path.dirname(folder)
    found = [folder]
    while os.path.dirname(folder) != folder:
        folder = os.path.dirname(folder)
        found.append(folder)
    return found


def _in_pyproject(file: str) -> bool:
    try:
        with open(file, "rb") as handle:
            return b"[tool.doclint" in handle.read()
    except OSError:
        return False


def matcher(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Whether gitignore `patterns` of the settings match a path; raises SettingsError where one cannot be read."""
    import pathspec

    try:
        return pathspec.GitIgnoreSpec.from_lines(patterns).match_file
    except (ValueError, re.error) as error:
        shown = "`, `".join(patterns)
        raise SettingsError(f"settings: `{shown}`: not patterns as in .gitignore ({error}); mend or delete") from None


def _table(file: str) -> Any:
    import tomllib  # most sites need no settings

    try:
        with open(file, "rb") as handle:
            table = tomllib.load(handle)
    except OSError as error:
        raise SettingsError(f"{file}: cannot be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: not valid TOML: {error}") from None
    except RecursionError:
        raise SettingsError(f"{file}: brackets are nested too deep to be read; close them") from None
    if os.path.basename(file) == "pyproject.toml":
        tool = table.get("tool")
        return tool.get("doclint", {}) if isinstance(tool, dict) else {}
    return table
