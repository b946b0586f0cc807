"""The door to the cache: what is costly to work out and depends on nothing but its text.

One file in the user's cache folder, replaced in one step. A missing, damaged or unwritable cache is never an error:
then the work is done again.
"""

from __future__ import annotations

import os
import sys
import tempfile
from typing import Any

import msgspec

from doclint.version import __version__

LARGEST = 8_000_000
"""bytes; a larger file is begun anew with what this run used"""


def load(name: str) -> dict[str, Any]:
    """What was kept under `name` by this version of doclint and Python; empty where there is nothing to read."""
    try:
        with open(_file(name), "rb") as handle:
            kept = msgspec.msgpack.decode(handle.read())
    except (OSError, ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}


def save(name: str, entries: dict[str, Any], used: set[str]) -> None:
    """Keep `entries` under `name`; if they grow too large, only those of the keys `used`."""
    try:
        data = msgspec.msgpack.encode(entries)
        if len(data) > LARGEST:
            data = msgspec.msgpack.encode({key: entries[key] for key in used})
        folder = os.path.dirname(_file(name))
        os.makedirs(folder, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        os.replace(temporary, _file(name))
    except (OSError, TypeError, ValueError, OverflowError):
        return


def _file(name: str) -> str:
    from platformdirs import user_cache_dir

    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return os.path.join(user_cache_dir("doclint", appauthor=False), f"{name}-{__version__}-{python}.msgpack")
