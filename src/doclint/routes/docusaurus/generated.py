"""Addresses that no file stands for: indexes of categories and tags, lists of blog posts, redirects.

Source: Docusaurus 3.10: plugin-content-docs (sidebars/generator.js, postProcessor.js, routes.js), plugin-content-blog
(routes.js), plugin-client-redirects.
"""

from __future__ import annotations

import math
import posixpath
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from doclint.facts.anchors import slug
from doclint.routes.docusaurus.literal import UNKNOWN, exported
from doclint.routes.docusaurus.permalink import Front, doc_id, kebab, unnumbered
from doclint.routes.docusaurus.sections import Section, data
from doclint.routes.nested import inside
from doclint.site import Site


class Served(Struct, frozen=True):
    """One page of a section."""

    inner: str
    """its path below the section's folder"""
    front: Front


def made(section: Section, pages: Sequence[Served], site: Site, root: str) -> Iterator[str | None]:
    """Addresses below the section's base; None where there may be others too."""
    if section.plugin.kind == "docs":
        yield from _tagged("/", section, pages, site)
        yield from _categories(section, pages, site, root)
    elif section.plugin.kind == "blog":
        yield from _blog(section, pages, site)


def redirects(options: Mapping[str, Any], routes: Iterable[str]) -> Iterator[str | None]:
    """Addresses from which the reader is led on; None where there may be others too."""
    listed = options.get("redirects", [])
    for one in listed if isinstance(listed, list) else [UNKNOWN]:
        start = one.get("from", UNKNOWN) if isinstance(one, dict) else UNKNOWN
        yield from [address if isinstance(address, str) else None for address in _list(start)]
    if "..." in options or options.get("createRedirects") is not None:
        yield None
    for ending in _list(options.get("fromExtensions", [])):
        yield from [f"{route.rstrip('/')}.{ending}" for route in routes if route != "/"]
    for ending in _list(options.get("toExtensions", [])):
        yield from [route.removesuffix(f".{ending}") for route in routes if route.endswith(f".{ending}")]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _tagged(base: str, section: Section, pages: Sequence[Served], site: Site) -> Iterator[str | None]:
    """The list of tags and a page for each; how many pages a long list takes is left open."""
    counts = _tags(section, pages, site)
    where = section.plugin.word("tagsBasePath", "tags")
    if not counts or where is None:
        yield from [None] if counts else []
        return
    yield f"{base}{where}"
    for name, count in counts.items():
        yield None if name is None else posixpath.join(base + where, name.lstrip("/"))
        if section.plugin.kind == "blog" and name is not None:
            yield from _numbered(section, posixpath.join(base + where, name.lstrip("/")), count)


def _tags(section: Section, pages: Sequence[Served], site: Site) -> dict[str | None, int]:
    """The address of each tag below the tags, and the number of its pages."""
    file = section.plugin.word("tags", "tags.yml")
    known = data(site.texts.get(f"{section.translated or section.folder}{file}")) or data(
        site.texts.get(f"{section.folder}{file}")
    )
    found: dict[str | None, int] = {}
    for page in pages:
        own = {_tag(label, address, known if isinstance(known, dict) else {}) for label, address in page.front.tags}
        for name in own:
            found[name] = found.get(name, 0) + 1
    return found


def _tag(label: str, address: str, known: Mapping[Any, Any]) -> str | None:
    entry = known.get(label)
    stated = entry.get("permalink") if isinstance(entry, dict) else None
    return address or (str(stated) if stated else kebab(label))


def _blog(section: Section, pages: Sequence[Served], site: Site) -> Iterator[str | None]:
    plugin = section.plugin
    listed = sum(not page.front.unlisted for page in pages)
    yield "/"
    yield from _numbered(section, "", listed)
    yield from _tagged("/", section, pages, site)
    archive = plugin.value("archiveBasePath", "archive")
    if archive and listed:
        yield f"/{archive.strip('/')}" if isinstance(archive, str) else None
    yield from _authors(section, site)


def _numbered(section: Section, base: str, count: int) -> Iterator[str | None]:
    """Second and later pages of a list."""
    most, name = section.plugin.value("postsPerPage", 10), section.plugin.word("pageBasePath", "page")
    if most == "ALL":
        return
    if not isinstance(most, int) or most < 1 or name is None:
        yield None
        return
    yield from [f"{base}/{name}/{number}" for number in range(2, math.ceil(count / most) + 1)]


def _authors(section: Section, site: Site) -> Iterator[str | None]:
    """The list of authors, and a page for each who has one."""
    file, base = section.plugin.word("authorsMapPath", "authors.yml"), section.plugin.word("authorsBasePath", "authors")
    folders = [folder for folder in (section.translated, section.folder) if folder]
    texts = [site.texts[folder + str(file)] for folder in folders if folder + str(file) in site.texts]
    authors: Any = data(texts[0]) if texts else {}
    if not authors:
        return
    if not isinstance(authors, dict) or base is None:
        yield None
        return
    yield f"/{base}"
    for key, author in authors.items():
        page = author.get("page") if isinstance(author, dict) else None
        name = page.get("permalink") if isinstance(page, dict) else kebab(str(key)) if page else ""
        if name != "":
            yield None if name is None else posixpath.join(f"/{base}", str(name).lstrip("/"))


def _categories(section: Section, pages: Sequence[Served], site: Site, root: str) -> Iterator[str | None]:
    """Generated indexes of sidebar categories."""
    sidebars = _sidebars(section, site, root)
    if sidebars is UNKNOWN or section.plugin.value("sidebarItemsGenerator") is not None:
        yield None
        return
    labels: list[str] = []
    for item in _items(list(sidebars.values()) if isinstance(sidebars, dict) else []):
        if item is None:
            yield None
        elif item.get("type") == "autogenerated":
            for category in _folders(section, pages, site, str(item.get("dirName", "."))):
                yield from _index(category, labels)
        elif item.get("items"):
            yield from _index(item, labels)


def _sidebars(section: Section, site: Site, root: str) -> Any:
    """The sidebars as data; `UNKNOWN` where they are worked out when the site is built."""
    stated = section.plugin.value("sidebarPath")
    if section.version:
        own = "" if section.plugin.id in ("", "default") else f"{section.plugin.id}_"
        stated = f"{own}versioned_sidebars/version-{section.version}-sidebars.json"
    elif stated is None:
        return {"sidebar": [{"type": "autogenerated", "dirName": "."}]}
    if stated is False:
        return {}
    if not isinstance(stated, str):
        return UNKNOWN
    file = posixpath.normpath(posixpath.join(root, stated))
    if file not in site.texts:
        return {} if section.version else UNKNOWN
    found = data(site.texts[file]) if file.endswith(".json") else exported(site.texts[file])
    return found if isinstance(found, dict) and "..." not in found else UNKNOWN


def listed(section: Section, page: Served, site: Site, root: str) -> bool:
    """Whether a sidebar may show the page; only of documents and of sidebars that are literals it can be denied."""
    key = ("ids in sidebars", section.folder)
    if section.plugin.kind != "docs":
        return True
    if key not in site.values:
        site.values[key] = _named(_sidebars(section, site, root))
    named: frozenset[str] | None = site.values[key]
    folder = posixpath.dirname(page.inner)
    above = {".", folder, *(folder[:at] for at, letter in enumerate(folder) if letter == "/")}
    numbers = page.front.numbers and section.plugin.value("numberPrefixParser") is not False
    return (
        named is None
        or doc_id(page.inner, replace(page.front, numbers=numbers)) in named
        or not above.isdisjoint(
            place.removesuffix("/").removeprefix("dir:") for place in named if place.startswith("dir:")
        )
    )


def _named(sidebars: Any) -> frozenset[str] | None:
    """All words in the sidebars, ids among them, and `dir:` with each folder that is shown whole; None: not known."""
    found: set[str] = set()
    for entry in inside(sidebars):
        if entry is UNKNOWN or (isinstance(entry, dict) and "..." in entry):
            return None
        if isinstance(entry, dict) and entry.get("type") == "autogenerated":
            found.add(f"dir:{entry.get('dirName')}")
        elif isinstance(entry, str):
            found.add(entry)
    return frozenset(found)


def _items(sidebars: Iterable[Any]) -> Iterator[dict[str, Any] | None]:
    """All entries of all sidebars, each once; None for one that cannot be read."""
    pending = deque(sidebars)
    seen: set[int] = set()
    while pending:
        entry = pending.popleft()
        if isinstance(entry, dict | list) and id(entry) in seen:
            continue
        seen.add(id(entry))
        if isinstance(entry, list):
            pending.extendleft(reversed(entry))
        elif isinstance(entry, dict):
            yield None if "..." in entry else entry
            pending.extendleft(reversed(_inside(entry)))
        elif not isinstance(entry, str):
            yield None


def _inside(entry: Mapping[str, Any]) -> list[Any]:
    """What a category holds; `{label: [...]}` is a short way of writing one."""
    if entry.get("type") is None:
        return list(entry.values())
    return [entry["items"]] if entry.get("type") == "category" and "items" in entry else []


def _index(category: Mapping[str, Any], labels: list[str]) -> Iterator[str | None]:
    """The address of a category's index, if it has one; equal labels are numbered in an order that is left open."""
    link = category.get("link")
    if link is UNKNOWN or (isinstance(link, dict) and link.get("type") is UNKNOWN):
        yield None
    elif isinstance(link, dict) and link.get("type") == "generated-index":
        label, stated = category.get("label"), link.get("slug")
        if stated is None and isinstance(label, str):
            same = labels.count(slug(label))
            labels.append(slug(label))
            yield f"/category/{slug(label)}" + (f"-{same}" if same else "")
        else:
            yield "/" + stated.lstrip("/") if isinstance(stated, str) else None


def _folders(section: Section, pages: Sequence[Served], site: Site, top: str) -> Iterator[dict[str, Any]]:
    """The categories that folders below `top` make, where a `_category_` file says more than their name."""
    start = "" if top == "." else top.strip("/") + "/"
    folders: dict[str, None] = {}
    for page in pages:
        folder = posixpath.dirname(page.inner)
        while page.inner.startswith(start) and len(folder) >= len(start) and folder:
            folders.setdefault(folder)
            folder = posixpath.dirname(folder)
    for folder in sorted(folders):
        for ending in ("json", "yml", "yaml"):
            text = site.texts.get(f"{section.folder}{folder}/_category_.{ending}")
            stated = data(text) if text is not None else None
            if isinstance(stated, dict):
                yield {"label": unnumbered(posixpath.basename(folder)), **stated}
                break
