"""The folders and addresses of a Docusaurus site, worked out once for all links."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from doclint.lazy import regex
from doclint.page import Page
from doclint.routes.docusaurus import config, generated, permalink
from doclint.routes.docusaurus.config import Config
from doclint.routes.docusaurus.generated import Served
from doclint.routes.docusaurus.permalink import Front
from doclint.routes.docusaurus.sections import PAGES, Section, language, languages, rooted, sections
from doclint.routes.nearest import Names, route_names
from doclint.site import Site, SiteFact

_IMPORT = regex(r"""^import\s[^;'"]*?["']([^"'\n]+\.mdx?)["']""", re.MULTILINE)

FRONT: SiteFact[str, Front, dict[str, Front]] = SiteFact(
    "what front matter says about addresses",
    lambda page: [("all", said)] if (said := permalink.front(page)) != Front() else [],
    lambda _, rows: dict(rows),
)

PARTS: SiteFact[str, tuple[str, ...], dict[str, tuple[str, ...]]] = SiteFact(
    "pages taken in by others",
    lambda page: [("all", named)] if (named := partials(page)) else [],
    lambda _, rows: dict(rows),
)


def partials(page: Page) -> tuple[str, ...]:
    """The pages that a page takes in, as written."""
    return tuple(_IMPORT.findall(page.source)) if "import" in page.source else ()


class Layout(Struct):
    """Where the parts of a site lie, and which addresses it has, in one language.

    Addresses are without the site's base URL.
    """

    root: str
    """the folder of the site in the repository, empty or with a closing slash"""
    config: Config
    statics: tuple[str, ...]
    base_url: str
    sections: tuple[Section, ...]
    exact: bool
    """the site's configuration says all that there is to know about addresses"""
    others: frozenset[str] = frozenset()
    """folders at the top of the site with pages that some plugin may serve"""
    languages: frozenset[str] = frozenset()
    open: bool = False
    """there are indexes and redirects of which nothing is known"""
    serves_files: bool = False
    """some static file is here"""
    routes: dict[str, str] = {}
    """address without a closing slash -> path of the file behind it, empty where no file stands for it"""
    drafts: dict[str, str] = {}
    """the same for pages that are left out when the site is built"""
    hidden: set[str] = set()
    """the paths of those"""
    folders: frozenset[str] = frozenset()
    """addresses below which others stand"""
    tops: frozenset[str] = frozenset()
    """the first parts of all addresses"""
    names: Names = field(default_factory=lambda: Names(()))
    """the addresses of pages here, to find the nearest"""
    permalinks: dict[str, tuple[str, ...]] = {}
    """path of a page -> its addresses as the browser sees them, several where it is not known which is right"""
    owners: dict[str, str] = {}
    """path of a page -> the plugin that serves it"""

    @property
    def certain(self) -> bool:
        """The address of the documents is known."""
        return all(len(section.bases) == 1 for section in self.sections)

    def section(self, path: str) -> Section | None:
        """The section that a file lies in, the one with the longest folder."""
        return _holding(self.sections, path)


def layout(site: Site, path: str) -> Layout:
    """The layout of `site` in the language of the page at `path`; kept with the site until a page changes."""
    found, root = _config(site)
    locale = language(path, found, root)
    key = ("docusaurus layout", locale)
    if key not in site.values:
        site.values[key] = _made(site, found, root, locale)
    made: Layout = site.values[key]
    return made


def older(site: Site, path: str) -> tuple[str, str] | None:
    """(version, path) of the page at `path` in the next older version of the documents that has it, if one has."""
    known = _sections(site, path)
    here = _holding(known, path)
    if here is None:
        return None
    for one in known[known.index(here) + 1 :]:
        then = one.counterpart(path, here)
        if one.owner == here.owner and then in site.pages:
            return one.version, then
    return None


def built(path: str, site: Site) -> bool:
    """Whether a plugin makes a page of the file at `path`: not of a README beside the folder of the documents."""
    found, root = _config(site)
    if _holding(_sections(site, path), path):
        return True
    named = site.options.get("generator", "auto") != "auto"
    clear = found.present and not found.lost and not any(True for _ in config.words(found, site.options))
    return not clear and ("/" in path.removeprefix(root) or (named and not found.present))


def _sections(site: Site, path: str) -> list[Section]:
    """All sections in the language of the page at `path`."""
    found, root = _config(site)
    locale = language(path, found, root)
    key = ("docusaurus sections", locale)
    if key not in site.values:
        site.values[key] = list(sections(found, site, root, locale))
    known: list[Section] = site.values[key]
    return known


def _holding(known: Iterable[Section], path: str) -> Section | None:
    return max((one for one in known if one.holds(path)), key=lambda section: len(section.folder), default=None)


def bare(address: str) -> str:
    """An address as `Layout.routes` holds it."""
    return address.rstrip("/") or "/"


def _config(site: Site) -> tuple[Config, str]:
    """What the site's configuration says, and its folder, empty or with a closing slash."""
    key = ("docusaurus config", "")
    if key not in site.values:
        file = config.outermost(site.files)
        folder = posixpath.dirname(file or "")
        said = config.read(site.texts.get(file, "") if file else None)
        site.values[key] = said, folder + "/" if folder else ""
    found: tuple[Config, str] = site.values[key]
    return found


def _made(site: Site, found: Config, root: str, locale: str) -> Layout:
    made = _folders(site, found, root, locale)
    fronts = site.value(FRONT, "all")
    paths = sorted(site.files | site.pages.keys())
    for section in made.sections:
        _serve(made, section, paths, fronts, site)
    for plugin in found.plugins:
        if plugin.kind == "redirects":
            _add(made, generated.redirects(plugin.options, list(made.routes)), ("/",))
    _parts(made, site)
    made.names = route_names(made.routes)
    made.folders = frozenset(_above(made.routes))
    made.tops = frozenset(address.split("/")[1] for address in made.routes)
    for known in site.options.get("known-paths", ()):
        made.routes.setdefault(bare("/" + known.lstrip("/")), "")
    return made


def _above(routes: Iterable[str]) -> set[str]:
    """All addresses from which some route leads further down."""
    found: set[str] = set()
    for route in routes:
        while (route := posixpath.dirname(route)) not in found and route != "/":
            found.add(route)
    return found


def _folders(site: Site, found: Config, root: str, locale: str) -> Layout:
    options = site.options
    stated = options.get("static") or ("static",)
    statics = found.statics if tuple(stated) == ("static",) else tuple(stated)
    places = tuple(posixpath.normpath(posixpath.join(root, folder.lstrip("/"))) for folder in statics)
    base = options.get("base-url") or found.base_url or "/"
    clear = not any(True for _ in config.words(found, options)) and found.present
    made = Layout(root, found, places, rooted(str(base)), tuple(sections(found, site, root, locale)), exact=clear)
    made.exact = clear and made.certain and not found.lost
    made.others = frozenset(_others(made, site.files))
    made.languages = languages(found, site.files, root)
    made.serves_files = any(path.startswith(tuple(f"{folder}/" for folder in places)) for path in site.files)
    return made


def _others(made: Layout, files: Iterable[str]) -> Iterator[str]:
    """Second instances of the docs plugin serve such folders under a path that only the configuration knows."""
    served = tuple(section.folder for section in made.sections) + tuple(f"{folder}/" for folder in made.statics)
    for path in files:
        if path.endswith(PAGES) and path.startswith(made.root) and not path.startswith((*served, made.root + "src/")):
            first, slash, _ = path.removeprefix(made.root).partition("/")
            if slash:
                yield first


def _serve(made: Layout, section: Section, paths: list[str], fronts: dict[str, Front], site: Site) -> None:
    """Add the pages of a section and what is generated from them."""
    trailing = site.options.get("trailing-slash")
    trailing = made.config.trailing_slash if trailing is None else trailing
    served = []
    for inner, path in section.files(paths):
        front = fronts.get(path, Front())
        addresses = [base.rstrip("/") + _address(section, inner, front) for base in section.bases]
        made.owners[path] = section.owner
        made.permalinks[path] = tuple(_slashed(address, trailing) for address in addresses)
        made.permalinks.setdefault(section.folder + inner, made.permalinks[path])
        for address in addresses:
            (made.drafts if front.draft else made.routes).setdefault(bare(address), path)
        if front.draft:
            made.hidden.add(path)
        else:
            served.append(Served(inner, front))
    _add(made, generated.made(section, served, site, made.root), section.bases)


def _add(made: Layout, addresses: Iterable[str | None], bases: tuple[str, ...]) -> None:
    for address in addresses:
        made.open |= address is None
        for base in bases if address is not None else ():
            made.routes.setdefault(bare(base.rstrip("/") + "/" + (address or "").lstrip("/")), "")


def _address(section: Section, inner: str, front: Front) -> str:
    if section.plugin.kind == "blog":
        return permalink.post(inner, front)
    if section.plugin.kind == "pages":
        return permalink.standalone(inner, front)
    if section.plugin.value("numberPrefixParser") is False:
        front = replace(front, numbers=False)
    return permalink.doc(inner, front)


def _parts(made: Layout, site: Site) -> None:
    """A part of other pages is read at their addresses."""
    for path, named in site.value(PARTS, "all").items():
        for part in named:
            place = taken(path, part, made.root)
            if place in site.pages and place not in made.permalinks and path in made.permalinks:
                made.permalinks[place] = made.permalinks[path]


def taken(path: str, part: str, root: str) -> str:
    """The file that the page at `path` takes in under the name `part`."""
    if part.startswith("@site/"):
        return root + part.removeprefix("@site/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), part))


def _slashed(address: str, trailing: bool | None) -> str:
    if trailing is None or address == "/":
        return address
    return bare(address) + ("/" if trailing else "")
