"""What a page states: pure functions of one page that return small plain data with positions.

A fact is worked out once a page and kept with it. `@fact` makes one; the answer is kept in `page.facts` under the
function's name, so it travels between processes while the parse does not. `@passing` makes one that goes with the
parse.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from operator import attrgetter
from typing import Any, TypeVar

from doclint.page import Page

V = TypeVar("V")


def fact(function: Callable[[Page], V]) -> Callable[[Page], V]:
    """Make `function` a fact: worked out once a page, kept with the page."""
    return _once(function, attrgetter("facts"))


def passing(function: Callable[[Page], V]) -> Callable[[Page], V]:
    """Like `fact`, but dropped with the page's parse: for what is large, and asked for only while a page is at hand."""
    return _once(function, vars)


def _once(function: Callable[[Page], V], where: Callable[[Page], dict[str, Any]]) -> Callable[[Page], V]:
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def known(page: Page) -> V:
        kept = where(page)
        if name not in kept:
            kept[name] = function(page)
        answer: V = kept[name]
        return answer

    return known
