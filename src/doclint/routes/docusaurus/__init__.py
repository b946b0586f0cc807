"""Where links lead on a Docusaurus site (rules of Docusaurus 3.10: mdx-loader, plugin-content-docs, brokenLinks)."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote

from doclint.facts.anchors import Anchor, anchors
from doclint.page import Link, Page
from doclint.routes.address import MARKDOWN, Address, extension, names_file, place, seen_from
from doclint.routes.docusaurus.layout import Layout, bare, layout
from doclint.routes.nearest import nearest_file, nearest_route
from doclint.routes.target import Near, Target, unchecked
from doclint.site import Site

_GENERATED = frozenset(("tags", "category", "search", "page", "archive", "authors"))
"""parts of addresses that plugins make up"""

_WRITTEN = (".xml", ".json", ".txt")
"""sitemaps, feeds and the like are written when the site is built"""


def find(page: Page, link: Link, address: Address, site: Site) -> Target:
    """What `address`, which names a path, leads to from `page`."""
    here = layout(site)
    found = _by_file(here, page, link, address, site) or _by_route(here, page, link, address, site)
    if found:
        return found.at(address.fragment)
    file = link.image or names_file(address.path)
    reason = _file_unknowable(here, page, link, address) if file else _page_unknowable(here, page, link, address)
    if not reason and _component(page, link) and _tail_exists(address, site):
        reason = "an address that a component works out"
    if reason:
        return unchecked(reason)
    if file:
        return Target("missing-file", anchor=address.fragment, nearest=nearest_file(address, site))
    return Target("missing-page", anchor=address.fragment, nearest=_nearest(here, page, link, address, site))


def ids(page: Page) -> tuple[Anchor, ...] | None:
    """The ids that a link may name; the theme renders first-level headings without one. None: not all are known."""
    found = anchors(page)
    return None if found.more else tuple(one for one in found.known if one.level != 1)


def _by_file(here: Layout, page: Page, link: Link, address: Address, site: Site) -> Target | None:
    """A file named by its place: Markdown pages and assets. An HTML element knows addresses only."""
    if link.html and not _component(page, link):
        return None
    if not (link.image or extension(address.path) or address.path.startswith("@site/")):
        return None
    for path in _places(here, page, address, link.image):
        if path in site.files:
            return Target("page" if path in site.pages else "file", path)
    return None


def _places(here: Layout, page: Page, address: Address, image: bool) -> Iterator[str]:
    """The files that an address may name, in the order in which Docusaurus looks."""
    path, folder = address.plain, posixpath.dirname(page.path)
    markdown = path.lower().endswith(MARKDOWN) and not image
    if path.startswith("@site/"):
        folders, path = [here.root], path.removeprefix("@site/")
    elif path.startswith("/"):
        folders = [here.docs, here.root] if markdown else list(here.statics)
    elif markdown and not path.startswith(("./", "../")):
        folders = [folder, here.docs, here.root]
    else:
        folders = [folder]
    for start in folders:
        found = place(start, path)
        if found is not None:
            yield found


def _by_route(here: Layout, page: Page, link: Link, address: Address, site: Site) -> Target | None:
    """An address of the site as the browser resolves it, or a file served as it is."""
    if link.image and not link.html:
        return None
    for url in _urls(here, page, address):
        for form in (unquote(url), url):
            if bare(form) in here.routes:
                return Target("page", here.routes[bare(form)])
            for path in (place(folder, form) for folder in here.statics):
                if path in site.files:
                    return Target("file", path or "")
    return None


def _urls(here: Layout, page: Page, address: Address) -> Iterator[str]:
    """The addresses that `address` may mean, without the site's base URL; Docusaurus adds that where it is missing."""
    if not address.path.startswith("/"):
        yield from (seen_from(permalink, address.path) for permalink in here.permalinks.get(page.path, ()))
        return
    yield seen_from("/", address.path)
    if address.path.startswith(here.base_url):
        yield seen_from("/", address.path.removeprefix(here.base_url))


def _tail_exists(address: Address, site: Site) -> bool:
    tail = "/" + address.plain.lstrip("./")
    return any(("/" + path).endswith(tail) for path in site.files)


def _nearest(here: Layout, page: Page, link: Link, address: Address, site: Site) -> Near | None:
    if extension(address.path) in MARKDOWN and not link.html:
        return nearest_file(address, site)
    base = here.permalinks.get(page.path, ("/",))[0]
    return nearest_route(address, base, here.routes, here.names)


def _file_unknowable(here: Layout, page: Page, link: Link, address: Address) -> str:
    """Why nothing can be said about a file that was not found; empty where it is missing indeed."""
    if not address.path.startswith("/"):
        known = (link.image and not link.html) or page.path in here.permalinks
        return "" if known else "a page whose own address is not known"
    if not here.serves_files:
        return "the folder of static files is not here; set `static`"
    return "a file that a plugin writes" if extension(address.path) in _WRITTEN else ""


def _page_unknowable(here: Layout, page: Page, link: Link, address: Address) -> str:
    """Why nothing can be said about a page that was not found; empty where it is missing indeed."""
    urls = [unquote(url) for url in _urls(here, page, address)]
    if not urls:
        return "a page whose own address is not known"
    if extension(address.path) in MARKDOWN and not link.html and not address.path.startswith("/"):
        return ""
    if here.versioned:
        return "a site with several versions"
    return next((reason for url in urls if (reason := _elsewhere(here, address, url))), "")


def _elsewhere(here: Layout, address: Address, url: str) -> str:
    parts = bare(url).strip("/").split("/")
    if parts == [""]:
        return "the site's front page"
    if parts[0] in here.others or (parts[0] in ("blog", "i18n") and not here.whole):
        return f"pages under /{parts[0]} may be served by a plugin"
    if _GENERATED & set(parts[:-1]) or parts[-1] in ("tags", "search", "archive", "authors"):
        return "a page that a plugin makes"
    if any(route.startswith(bare(url) + "/") for route in here.routes):
        return "a folder of pages, of which the sidebar may make an index"
    if not here.certain and address.path.startswith("/") and (not here.whole or _under_another_base(here, parts)):
        return "the address of the documents is not known; set `route-base-path`"
    return ""


def _under_another_base(here: Layout, parts: list[str]) -> bool:
    """Whether the address would be right if the documents were served elsewhere."""
    tails = ("/" + "/".join(parts[start:]) for start in range(1, len(parts)))
    return any(tail in here.routes for tail in tails)


def _component(page: Page, link: Link) -> bool:
    """A JSX component, which may do anything with an address, and not an HTML element."""
    return link.html and page.source[link.span.start + 1 : link.span.start + 2].isupper()
