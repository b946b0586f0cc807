"""How a site generator turns files into addresses, so that a link inside the site can be followed.

A generator is a module with the two functions of `Router`, named in `ROUTERS`. A generator that has none yet is
treated by the rules of GitHub, as far as they hold everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from importlib import import_module
from posixpath import basename, join, split
from typing import Protocol, cast
from urllib.parse import unquote

from doclint.facts.anchors import Anchor
from doclint.lazy import regex
from doclint.page import Link, Page
from doclint.routes.address import Address, read
from doclint.routes.docusaurus.config import NAMES as DOCUSAURUS
from doclint.routes.docusaurus.layout import FRONT, PARTS
from doclint.routes.nearest import squashed
from doclint.routes.target import Near, Target, Verdict
from doclint.site import Site

__all__ = [
    "ROUTERS",
    "SITE",
    "Near",
    "Router",
    "Target",
    "Verdict",
    "addresses",
    "built",
    "has",
    "ids",
    "listed",
    "older",
    "recognise",
    "resolve",
    "unclear",
    "wanted",
]

ROUTERS = {
    "docusaurus": "doclint.routes.docusaurus",
    "github": "doclint.routes.github",
    "mkdocs": "doclint.routes.mkdocs",
}

SITE = (FRONT, PARTS)
"""the facts about all pages that the generators' rules read"""

_SCRIPTED = regex(r"top$|L\d|[/!]|__|user-content-|:~:|.*[/=&]", re.IGNORECASE)
_HUGO = regex(r"config/_default/(?:hugo|config)\.(?:toml|yaml)")
_KEYS = regex(
    r"^(?:displayed_sidebar|sidebar_position|sidebar_label|sidebar_class_name|pagination_prev|pagination_next)\s*:",
    re.MULTILINE,
)


class Router(Protocol):
    """What a generator's module gives."""

    def find(self, page: Page, link: Link, address: Address, site: Site) -> Target:
        """What `address`, which names a path, leads to from `page`."""

    def ids(self, page: Page, site: Site) -> tuple[Anchor, ...] | None:
        """The ids on `page` that a link may name, or None where it may have others too."""


def router(site: Site) -> Router:
    """The rules of the site's generator."""
    return cast(Router, import_module(ROUTERS.get(site.generator, ROUTERS["github"])))


def resolve(page: Page, link: Link, site: Site) -> Target:
    """Where `link` on `page` leads. Whether the place on the target page exists is asked with `ids` and `has`."""
    address = read(link.href)
    if isinstance(address, Target):
        return address
    if not address.path:
        return Target("anchor-only", page.path, address.fragment)
    return router(site).find(page, link, address, site)


def ids(target: Target, site: Site) -> tuple[Anchor, ...] | None:
    """The ids on the target page, or None where they cannot be known."""
    if not target.anchor or target.path not in site.pages or _SCRIPTED.match(target.anchor):
        return None
    if site.generator not in ROUTERS:
        return None
    return router(site).ids(site.pages[target.path], site)


def has(known: Iterable[Anchor], fragment: str, site: Site) -> bool:
    """Whether `fragment` names one of the ids, letter for letter in Docusaurus and MkDocs.

    GitHub is forgiving about letter case; and where a site was only taken for one on GitHub, the generator that makes
    its ids may differ in punctuation.
    """
    names, plain = {anchor.id for anchor in known}, unquote(fragment)
    if not names.isdisjoint((fragment, plain)):
        return True
    if site.generator in ("docusaurus", "mkdocs"):
        return False
    if site.options.get("generator") == "github":
        return plain.lower() in {name.lower() for name in names}
    return squashed(plain) in {"", *map(squashed, names)}


def listed(page: Page, site: Site) -> bool:
    """Whether the site's own navigation leads to a page; where nobody can tell, it does."""
    module = import_module(ROUTERS.get(site.generator, ROUTERS["github"]))
    return not hasattr(module, "listed") or bool(module.listed(page, site))


def built(path: str, site: Site) -> bool:
    """Whether the generator makes a page of the file at `path`; where nobody can tell, it does."""
    module = import_module(ROUTERS.get(site.generator, ROUTERS["github"]))
    return not hasattr(module, "built") or bool(module.built(path, site))


def addresses(page: Page, site: Site) -> tuple[str, ...]:
    """Where a page is served, as far as that is known."""
    module = import_module(ROUTERS.get(site.generator, ROUTERS["github"]))
    return tuple(module.addresses(page, site)) if hasattr(module, "addresses") else ()


def older(path: str, site: Site) -> tuple[str, str] | None:
    """(version, path) of a page in the next older documented version of the product, where the site keeps such."""
    module = import_module(ROUTERS.get(site.generator, ROUTERS["github"]))
    found: tuple[str, str] | None = module.older(site, path) if hasattr(module, "older") else None
    return found


def recognise(files: Collection[str], pages: Iterable[str]) -> str:
    """The name of the generator that a site with these files and page texts is made for."""
    names = {basename(path) for path in files}
    if names & {*DOCUSAURUS}:
        return "docusaurus"
    if names & {"mkdocs.yml", "mkdocs.yaml"}:
        return "mkdocs"
    top = {path.partition("/")[0] for path in files}
    if top & {"hugo.toml", "hugo.yaml"} or (top & {"config.toml", "config.yaml"} and "content" in top):
        return "hugo"
    if any(map(_HUGO.fullmatch, files)):
        return "hugo"
    if "myst.yml" in names or any(_starts_sphinx(path, files) for path in files):
        return "sphinx"
    if "_config.yml" in top:
        return "jekyll"
    if any(path.startswith("docs/") for path in files) and any(map(_speaks_docusaurus, pages)):
        return "docusaurus"
    return "github"


def wanted(site: Site) -> Iterator[str]:
    """The files beside the pages whose text the generator's rules need: its configuration and the like."""
    module = import_module(ROUTERS.get(site.generator, ROUTERS["github"]))
    yield from (path for path in sorted(site.files) if hasattr(module, "wanted") and module.wanted(path))


def unclear(site: Site) -> tuple[tuple[str, str], ...]:
    """(file, sentence) about what of the generator's configuration cannot be read, naming the setting to use."""
    module = import_module(ROUTERS.get(site.generator, ROUTERS["github"]))
    found: tuple[tuple[str, str], ...] = module.unclear(site) if hasattr(module, "unclear") else ()
    return found


def _starts_sphinx(path: str, files: Collection[str]) -> bool:
    """Sphinx's settings, which lie beside the first of the documents, or those of Jupyter Book, which calls Sphinx."""
    folder, name = split(path)
    if name == "_toc.yml":
        return join(folder, "_config.yml") in files
    return name == "conf.py" and any(join(folder, f"index.{ending}") in files for ending in ("md", "rst"))


def _speaks_docusaurus(text: str) -> bool:
    """Its front matter has keys that only Docusaurus knows."""
    return text.startswith("---") and _KEYS.search(text.partition("\n---")[0]) is not None
