"""Which versions of doclint the settings of a site let run."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

from doclint.errors import SettingsError
from doclint.lazy import regex
from doclint.version import __version__

_LIMIT = regex(r"\s*(>=|<=|==|!=|>|<)\s*(\d+(?:\.\d+)*)\s*")
_HOLDS: Mapping[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
}


def required(file: str, limits: object) -> None:
    """Raises SettingsError where this version of doclint is not one that the settings want: before other keys are
    read, which an older version may not know."""
    for limit in limits.split(",") if isinstance(limits, str) and limits else ():
        parts = _LIMIT.fullmatch(limit)
        if not parts:
            raise SettingsError(f"{file}: required-version: `{limit}` cannot be read; write `>=0.1` or `>=0.1,<0.3`")
        if not _HOLDS[parts[1]](_numbers(__version__), _numbers(parts[2])):
            raise SettingsError(f"{file}: wants doclint {limits}, and this is {__version__}; install that one")


def _numbers(version: str) -> tuple[int, ...]:
    """`0.1.0` as (0, 1): zeros at the end count for nothing."""
    numbers = [int(number) for number in re.findall(r"\d+", version)[:3]]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)
