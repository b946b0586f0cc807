"""The links of a page that may lead inside the site."""

from __future__ import annotations

import re

from doclint.facts import fact
from doclint.lazy import regex
from doclint.page import Link, Page, Span

_IMPORT = regex(r"""^import\s[^;"']*?["']([^"'\n]+)["']""", re.MULTILINE)


@fact
def local(page: Page) -> tuple[Link, ...]:
    """Links and images without those that name another host."""
    return tuple(link for link in page.links if not _names_host(link))


@fact
def outside(page: Page) -> tuple[Link, ...]:
    """Links and images that name another host."""
    return tuple(link for link in page.links if _names_host(link))


def _names_host(link: Link) -> bool:
    return link.href.strip().lower().startswith(("https:", "http:", "//"))


@fact
def imported(page: Page) -> tuple[Link, ...]:
    """The files that a page's import statements name, as images written in HTML: nothing is shown in their place."""
    named = {address for _, address in page.imports}
    found = (one for one in _IMPORT.finditer(page.source) if one[1] in named) if named else ()
    return tuple(Link(one[1], "", Span(*one.span()), Span(*one.span(1)), image=True, html=True) for one in found)
