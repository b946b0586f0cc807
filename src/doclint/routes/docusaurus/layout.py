"""The folders and addresses of a Docusaurus site, worked out once for all links."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from doclint.routes.docusaurus import config, permalink
from doclint.routes.docusaurus.permalink import Front
from doclint.routes.nearest import Names, route_names
from doclint.site import Site, SiteFact

PAGES = (".md", ".mdx")

FRONT: SiteFact[str, Front, dict[str, Front]] = SiteFact(
    "what front matter says about addresses",
    lambda page: [("all", said)] if (said := permalink.front(page)) != Front() else [],
    lambda _, rows: dict(rows),
)


@dataclass(slots=True)
class Layout:
    """Where the parts of a site lie, and which addresses it has. Addresses are without the site's base URL."""

    root: str
    """the folder of the site in the repository, empty or with a closing slash"""
    docs: str
    """the folder of the documents, with a closing slash"""
    statics: tuple[str, ...]
    bases: tuple[str, ...]
    """where the documents may be served, each with a slash at both ends; several where the settings do not say"""
    base_url: str
    whole: bool
    """the site's configuration lies here, so that its blog and standalone pages do too"""
    others: frozenset[str] = frozenset()
    """folders at the top of the site with pages that some plugin may serve"""
    versioned: bool = False
    serves_files: bool = False
    """some static file is here"""
    routes: dict[str, str] = field(default_factory=dict)
    """address without a closing slash -> path of the file behind it, empty where the settings name the address"""
    names: Names = field(default_factory=lambda: Names({}))
    """the addresses of pages here, to find the nearest"""
    permalinks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """path of a page -> its addresses as the browser sees them, one for each of `bases`"""

    @property
    def certain(self) -> bool:
        """The address of the documents is known."""
        return len(self.bases) == 1


def layout(site: Site) -> Layout:
    """The layout of `site`; kept with the site until a page changes."""
    key = ("docusaurus layout", "")
    if key not in site.values:
        site.values[key] = _made(site)
    found: Layout = site.values[key]
    return found


def bare(address: str) -> str:
    """An address as `Layout.routes` holds it."""
    return address.rstrip("/") or "/"


def _made(site: Site) -> Layout:
    made = _folders(site)
    fronts = site.value(FRONT, "all")
    trailing = site.options.get("trailing-slash")
    for path, addresses in _addresses(made, sorted(site.files | site.pages.keys()), fronts):
        for address in addresses:
            made.routes.setdefault(bare(address), path)
        if path.endswith(PAGES):
            made.permalinks[path] = tuple(_slashed(address, trailing) for address in addresses)
    made.names = route_names(made.routes)
    for known in site.options.get("known-paths", ()):
        made.routes.setdefault(bare("/" + known.lstrip("/")), "")
    return made


def _folders(site: Site) -> Layout:
    root, whole = _root(site.files)
    name = str(site.options.get("docs") or "docs").strip("./")
    folders = (f"{root}{name}/", f"{name}/")
    docs = next((folder for folder in folders if any(path.startswith(folder) for path in site.files)), folders[0])
    statics = tuple(f"{root}{folder.strip('./')}" for folder in site.options.get("static") or ("static",))
    base = site.options.get("route-base-path")
    bases = ("/docs/", "/") if base is None else (_rooted(str(base)),)
    made = Layout(root, docs, statics, bases, _rooted(str(site.options.get("base-url") or "/")), whole)
    made.others = frozenset(_others(made, site.files))
    made.versioned = any("versioned_docs/" in path for path in site.files)
    made.serves_files = any(path.startswith(tuple(f"{folder}/" for folder in statics)) for path in site.files)
    return made


def _root(files: Iterable[str]) -> tuple[str, bool]:
    """The folder that holds the configuration, the outermost where there are several, and whether there is one."""
    found = [path for path in files if posixpath.basename(path) in config.NAMES]
    folders = sorted((posixpath.dirname(path) for path in found), key=lambda folder: (folder.count("/"), folder))
    return (folders[0] + "/" if folders and folders[0] else ""), bool(found)


def _rooted(base: str) -> str:
    inner = base.strip("/")
    return f"/{inner}/" if inner else "/"


def _others(made: Layout, files: Iterable[str]) -> Iterator[str]:
    """Second instances of the docs plugin serve such folders under a path that only the configuration knows."""
    served = (made.docs, made.root + "src/", made.root + "blog/", *(f"{folder}/" for folder in made.statics))
    for path in files:
        if path.endswith(PAGES) and path.startswith(made.root) and not path.startswith(served):
            first, slash, _ = path.removeprefix(made.root).partition("/")
            if slash:
                yield first


def _addresses(made: Layout, paths: Iterable[str], fronts: dict[str, Front]) -> Iterator[tuple[str, list[str]]]:
    blog, standalone = made.root + "blog/", made.root + "src/pages/"
    for path in paths:
        if _hidden(path):
            continue
        if path.startswith(made.docs) and path.endswith(PAGES):
            address = permalink.doc(path.removeprefix(made.docs), fronts.get(path, Front()))
            yield path, [base.rstrip("/") + address for base in made.bases]
        elif path.startswith(blog) and path.endswith(PAGES):
            yield path, ["/blog" + permalink.post(path.removeprefix(blog), fronts.get(path, Front()))]
        elif path.startswith(standalone) and path.endswith((*PAGES, ".js", ".jsx", ".ts", ".tsx")):
            yield path, [permalink.standalone(path.removeprefix(standalone))]


def _hidden(path: str) -> bool:
    """Partials are parts of other pages, and tests are no pages."""
    return path.startswith("_") or "/_" in path or ".test." in path or "/__tests__/" in path


def _slashed(address: str, trailing: bool | None) -> str:
    if trailing is None or address == "/":
        return address
    return bare(address) + ("/" if trailing else "")
