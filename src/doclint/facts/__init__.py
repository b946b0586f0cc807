"""What a page states: pure functions of one page that return small plain data with positions.

A fact is worked out once a page and kept with it. `@fact` makes one; the answer is kept in `page.facts` under the
function's name, so it travels between processes while the parse does not. `@passing` makes one that goes with the
parse.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast

from doclint.page import Page

V = TypeVar("V")


def fact(function: Callable[[Page], V]) -> Callable[[Page], V]:
    """Make `function` a fact: worked out once a page, kept with the page."""
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def known(page: Page) -> V:
        if name not in page.facts:
            page.facts[name] = function(page)
        return cast(V, page.facts[name])

    return known


def passing(function: Callable[[Page], V]) -> Callable[[Page], V]:
    """Like `fact`, but dropped with the page's parse: for what is large, and asked for only while a page is at hand."""
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def known(page: Page) -> V:
        if name not in page.__dict__:
            page.__dict__[name] = function(page)
        return cast(V, page.__dict__[name])

    return known
