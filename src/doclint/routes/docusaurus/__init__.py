"""Where links lead on a Docusaurus site (rules of Docusaurus 3.10: mdx-loader, plugin-content-docs, brokenLinks)."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote

from doclint.facts.anchors import Anchor, anchors
from doclint.lazy import regex
from doclint.page import Link, Page
from doclint.routes import github
from doclint.routes.address import MARKDOWN, Address, extension, names_file, place, seen_from
from doclint.routes.docusaurus import config
from doclint.routes.docusaurus.generated import Served
from doclint.routes.docusaurus.generated import listed as listed_in
from doclint.routes.docusaurus.layout import FRONT, Layout, bare, built, layout, older, taken
from doclint.routes.docusaurus.permalink import Front
from doclint.routes.nearest import nearest_file, nearest_route, same_ending
from doclint.routes.target import Near, Target, unchecked
from doclint.site import Site

__all__ = ["addresses", "built", "find", "ids", "listed", "older", "unclear", "wanted"]

_MODULE = regex(r"""(?:\brequire\(\s*|\bfrom\s*|\bimport\s*)["'`]$""")

_GENERATED = frozenset(("tags", "category", "search", "page", "archive", "authors"))
"""parts of addresses that plugins make up"""

_SHOWN = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".mp4", ".pdf")

_WRITTEN = (".xml", ".json", ".txt")
"""sitemaps, feeds and the like are written when the site is built"""


def find(page: Page, link: Link, address: Address, site: Site) -> Target:
    """What `address`, which names a path, leads to from `page`."""
    here = layout(site, page.path)
    if _outside(here, page):
        return github.find(page, link, address, site)
    if link.html and link.target and _MODULE.search(page.source[max(link.target.start - 20, 0) : link.target.start]):
        return _module(here, page, address, site)
    found = _by_file(here, page, link, address, site) or _by_route(here, page, link, address, site)
    if found:
        return found.at(address.fragment)
    file = link.image or names_file(address.path)
    reason = _file_unknowable(here, page, link, address) if file else _page_unknowable(here, page, link, address)
    if not reason and _component(page, link) and same_ending(address, site):
        reason = "an address that a component works out"
    if reason or "noBrokenLinkCheck" in page.source[link.span.start : link.span.end]:
        return unchecked(reason or "a link whose check the page switches off")
    if file:
        near = nearest_file(address, site, page.path, here.statics)
        return Target("missing-file", anchor=address.fragment, nearest=near)
    return Target("missing-page", anchor=address.fragment, nearest=_nearest(here, page, link, address, site))


def _outside(here: Layout, page: Page) -> bool:
    """No plugin serves the page; it is read on GitHub, such as a README."""
    return not here.section(page.path) and page.path not in here.permalinks


def _module(here: Layout, page: Page, address: Address, site: Site) -> Target:
    """The file that `import` or `require` names; without it the site cannot be built. Packages are not looked at."""
    if not address.path.startswith(("./", "../", "@site/")) or not extension(address.path):
        return unchecked("the name of a package")
    path = posixpath.normpath(taken(page.path, address.path, here.root))
    if path in site.files:
        return Target("file", path)
    if path.startswith("../") or extension(path) not in (*MARKDOWN, *_SHOWN):
        return unchecked("a file that the site's own programs may make")
    return Target("missing-file", nearest=nearest_file(address, site, page.path))


def ids(page: Page, site: Site) -> tuple[Anchor, ...] | None:
    """The ids that a link may name, those of pages taken in included; None: not all are known.

    The theme renders first-level headings without one.
    """
    here, found = layout(site, page.path), anchors(page)
    if _outside(here, page):
        return None
    known = list(found.known)
    for part in found.parts:
        inner = site.pages.get(taken(page.path, part, here.root))
        more = None if inner is None or anchors(inner).parts else anchors(inner)
        if more is None or more.more:
            return None
        known += more.known
    return None if found.more else tuple(one for one in known if one.level != 1)


def listed(page: Page, site: Site) -> bool:
    """Whether the site itself leads to the page: by a sidebar, a list of posts, as its front page, or not at all."""
    here = layout(site, page.path)
    section, front = here.section(page.path), site.value(FRONT, "all").get(page.path, Front())
    built = here.exact and section is not None and page.path in here.owners
    if not built or section is None or front.draft or front.unlisted or here.routes.get("/") == page.path:
        return True
    return listed_in(section, Served(page.path.removeprefix(section.folder), front), site, here.root)


def addresses(page: Page, site: Site) -> tuple[str, ...]:
    """Where the page is served."""
    return layout(site, page.path).permalinks.get(page.path, ())


def wanted(path: str) -> bool:
    """Whether a file beside the pages bears on addresses, so that its text is needed."""
    name = posixpath.basename(path)
    stem, ending = posixpath.splitext(name)
    if name in config.NAMES or stem in ("_category_", "authors", "tags"):
        return True
    return name.endswith("versions.json") or ("sidebar" in name.lower() and ending in (".js", ".ts", ".json", ".cjs"))


def unclear(site: Site) -> tuple[tuple[str, str], ...]:
    """(file, sentence) about what the site's configuration does not say in words that can be read."""
    file = config.outermost(site.files)
    said = config.words(config.read(site.texts.get(file, "")), site.options) if file else ()
    return tuple((file or "", words) for words in said)


def _by_file(here: Layout, page: Page, link: Link, address: Address, site: Site) -> Target | None:
    """A file named by its place: Markdown pages and assets. An HTML element knows addresses only."""
    if link.html and not _component(page, link):
        return None
    if not (link.image or extension(address.path) not in ("", ".html") or address.path.startswith("@site/")):
        return None
    for path in _places(here, page, address, link.image):
        if path in here.hidden:
            return _draft(here, page, path)
        if path in site.files and (link.html or _within_reach(here, page, path, link)):
            return Target("page" if path in site.pages else "file", path)
    return None


def _within_reach(here: Layout, page: Page, path: str, link: Link) -> bool:
    """Whether the name of a file is enough: that of a page is only inside one plugin."""
    section = here.section(page.path)
    return link.image or not path.endswith(MARKDOWN) or section is None or here.owners.get(path) == section.owner


def _draft(here: Layout, page: Page, path: str) -> Target:
    """A draft: left out when the site is built. Where drafts are seen, so are their links to each other."""
    mutual = page.path in here.hidden
    return Target("page" if mutual else "draft", path, reason="has `draft: true` in its front matter")


def _places(here: Layout, page: Page, address: Address, image: bool) -> Iterator[str]:
    """The files that an address may name, in the order in which Docusaurus looks."""
    path, folder = address.plain, posixpath.dirname(page.path)
    markdown = path.lower().endswith(MARKDOWN) and not image
    if path.startswith("@site/"):
        folders, path = [here.root], path.removeprefix("@site/")
    elif path.startswith("/"):
        folders = [*_contents(here, page), here.root] if markdown else list(here.statics)
    elif markdown and not path.startswith(("./", "../")):
        folders = [folder, *_contents(here, page), here.root]
    else:
        folders = [folder]
    for start in folders:
        found = place(start, path)
        if found is not None:
            yield found


def _contents(here: Layout, page: Page) -> list[str]:
    """The folders of the section that a page belongs to, the translation first."""
    section = here.section(page.path)
    return [folder for folder in (section.translated, section.folder) if folder] if section else []


def _by_route(here: Layout, page: Page, link: Link, address: Address, site: Site) -> Target | None:
    """An address of the site as the browser resolves it, or a file served as it is."""
    if link.image and not link.html:
        return None
    for url in _urls(here, page, link, address):
        for form in (unquote(url), url):
            if bare(form) in here.routes:
                return Target("page", here.routes[bare(form)])
            if bare(form) in here.drafts:
                return _draft(here, page, here.drafts[bare(form)])
            for path in (place(folder, form) for folder in here.statics):
                if path in site.files:
                    return Target("file", path or "")
    return None


def _urls(here: Layout, page: Page, link: Link, address: Address) -> Iterator[str]:
    """The addresses that `address` may mean, without the site's base URL; Docusaurus adds that where it is missing."""
    base = here.base_url.rstrip("/")
    if address.path.startswith("/"):
        whole = seen_from("/", address.path)
        if not (whole + "/").startswith(here.base_url) and _adds_base(page, link):
            whole = base + whole
        seen = [whole]
    else:
        seen = [seen_from(base + permalink, address.path) for permalink in here.permalinks.get(page.path, ())]
    yield from (url.removeprefix(base) or "/" for url in seen if (url + "/").startswith(here.base_url))


def _nearest(here: Layout, page: Page, link: Link, address: Address, site: Site) -> Near | None:
    if extension(address.path) in MARKDOWN and not link.html:
        other = next((path for path in _places(here, page, address, False) if path in here.owners), None)
        if other is None:
            return nearest_file(address, site, page.path)
        return Near(here.base_url.rstrip("/") + here.permalinks[other][0], other) if here.permalinks[other] else None
    base = next(iter(here.permalinks.get(page.path, ())), "/")
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
    urls = [unquote(url) for url in _urls(here, page, link, address)]
    if not urls and (not here.permalinks.get(page.path) or link.html):
        return "a page whose own address is not known"
    if extension(address.path) in MARKDOWN and not link.html and not address.path.startswith("/"):
        return ""
    if not all(section.bases for section in here.sections):
        return "a site of which not all addresses are known"
    judge = _made_up if here.exact else _elsewhere
    return next((reason for url in urls if (reason := judge(here, address, bare(url)))), "")


def _made_up(here: Layout, address: Address, url: str) -> str:
    """Why an address may exist on a site whose configuration is known."""
    parts = url.strip("/").split("/")
    if parts[0] in here.languages:
        return "a page in another language"
    if here.open and (_GENERATED & set(parts) or url in here.folders):
        return "a page that a plugin makes"
    if here.config.foreign and parts[0] not in here.tops:
        return f"a page that the plugin `{here.config.foreign[0]}` may make; set `known-paths`"
    return ""


def _elsewhere(here: Layout, address: Address, url: str) -> str:
    """Why an address may exist on a site whose configuration is not known."""
    parts = url.strip("/").split("/")
    if parts == [""]:
        return "the site's front page"
    if parts[0] in here.others or (parts[0] in ("blog", "i18n") and not here.config.present):
        return f"pages under /{parts[0]} may be served by a plugin"
    if parts[0] in here.languages:
        return "a page in another language"
    if _GENERATED & set(parts[:-1]) or parts[-1] in ("tags", "search", "archive", "authors"):
        return "a page that a plugin makes"
    if url in here.folders:
        return "a folder of pages, of which the sidebar may make an index"
    if here.config.present and parts[0] not in here.tops:
        return "a page that a plugin may make; set `known-paths`"
    if not here.certain and address.path.startswith("/"):
        return "the address of the documents is not known; set `route-base-path`"
    return ""


def _component(page: Page, link: Link) -> bool:
    """A JSX component, which may do anything with an address: neither an HTML element nor Docusaurus's own `<Link>`."""
    name = page.source[link.span.start + 1 : link.span.start + 6]
    return link.html and name[:1].isupper() and (name[:4] != "Link" or name[4:].isalnum())


def _adds_base(page: Page, link: Link) -> bool:
    """Docusaurus puts the site's base URL before the address where it is missing; a browser does not."""
    return not link.html or page.source[link.span.start + 1 : link.span.start + 2].isupper()
