"""Facts as bytes, unpacked when they are asked for."""

from __future__ import annotations

import io
import pickle
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any

_EMPTY: dict[bytes, type] = {b"": list, b"()": tuple}
"""what most findings and many facts are, told without a pickle"""
_SHORT = max(map(len, _EMPTY))
_MAKERS = {
    ("msgspec._core", "rebuild"),
    ("msgspec._utils", "rebuild"),
    ("collections", "Counter"),
    ("builtins", "set"),
    ("builtins", "frozenset"),
}


class Facts(dict[str, Any]):
    """The facts of a page, those that were packed unpacked when they are asked for."""

    def __init__(self, known: Mapping[str, Any], kept: dict[str, bytes]) -> None:
        super().__init__(known)
        self.kept = kept

    def __contains__(self, name: object) -> bool:
        return dict.__contains__(self, name) or name in self.kept  # asked often, and `super()` takes half the time

    def __missing__(self, name: str) -> Any:
        self[name] = unpacked(self.kept.pop(name))
        return self[name]

    def get(self, name: str, default: Any = None) -> Any:
        """As of a dict, which would not look among the packed."""
        return self[name] if name in self else default  # noqa: SIM401 - it is what `get` is made of

    def setdefault(self, name: str, default: Any = None) -> Any:
        """As of a dict, which would not look among the packed."""
        if name not in self:
            self[name] = default
        return self[name]

    def __reduce__(self) -> tuple[Any, ...]:
        return Facts, (dict(self), self.kept)


def names(facts: Mapping[str, Any]) -> list[str]:
    """The names of all facts, packed or not."""
    return [*facts, *facts.kept] if isinstance(facts, Facts) else [*facts]


def packed(facts: Mapping[str, Any], name: str) -> bytes:
    """A fact as bytes."""
    if isinstance(facts, Facts) and name in facts.kept:
        return facts.kept[name]
    value = facts[name]
    for data, kind in _EMPTY.items():
        if type(value) is kind and not value:
            return data
    return pickle.dumps(value, protocol=5)


def unpacked(data: bytes) -> Any:
    """The fact; nothing is made but plain values and doclint's own structures, whatever stands in the bytes."""
    return _EMPTY[data]() if len(data) <= _SHORT and data in _EMPTY else _Unpickler(io.BytesIO(data)).load()


def packed_beside(value: Any, beside: Mapping[str, Any]) -> bytes:
    """A value as bytes, in which those parts of it that are `beside` are only named."""
    out = io.BytesIO()
    _Naming(out, beside).dump(value)
    return out.getvalue()


def unpacked_beside(data: bytes, beside: Mapping[str, Any]) -> Any:
    """What `packed_beside` was given."""
    return _Named(io.BytesIO(data), beside).load()


class _Naming(pickle.Pickler):
    def __init__(self, out: io.BytesIO, beside: Mapping[str, Any]) -> None:
        super().__init__(out, protocol=5)
        self._names = {id(part): name for name, part in beside.items()}

    def persistent_id(self, part: Any) -> str | None:
        return self._names.get(id(part))


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        return _maker(module, name)


class _Named(_Unpickler):
    def __init__(self, data: io.BytesIO, beside: Mapping[str, Any]) -> None:
        super().__init__(data)
        self._beside = beside

    def persistent_load(self, name: str) -> Any:
        return self._beside[name]


@cache
def _maker(module: str, name: str) -> Any:
    if (module, name) in _MAKERS:
        return getattr(import_module(module), name)
    if module.startswith("doclint.") and "." not in name:
        made = getattr(import_module(module), name)
        if isinstance(made, type) and made.__module__ == module:
            return made
    raise pickle.UnpicklingError(f"{module}.{name} has no place in a cache")
