"""The rules and vocabularies of a run: read from their folders, or as they were last time, where no file there has
changed since."""

from __future__ import annotations

import os
import pickle
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any

import msgspec

from doclint import cache, files
from doclint.errors import InputError
from doclint.lazy import PATTERNS, Kept, Text
from doclint.listing import stamps
from doclint.packing import unpacked
from doclint.rule import Rules, Texts, Words, load
from doclint.settings import Settings

SHIPPED = "doclint/rules"
"""how the folder of doclint's own rules is called in messages; no folder of a user's has this name by chance"""
_MOST = 4
"""sets of rules that are kept: sites with rules of their own take turns"""


def rules(settings: Settings, kinds: Mapping[str, Any]) -> Rules:
    """doclint's own rules and those of the settings, a user's file replacing ours of the same id."""
    _recall_patterns(settings)
    folders = _folders(settings)
    parsed = Kept(bring=lambda: _yaml(settings))
    known = _as_before(folders, kinds, parsed) if settings.cache else _read(folders, kinds, parsed)
    known.words.prepared = Kept(bring=lambda: (cache.load("prepared", bytes), {})) if settings.cache else None
    known.require(settings.allow, "[allow] of the settings")
    known.require(settings.severity, "[severity] of the settings")
    for pattern, table in settings.per_path.items():
        known.require(table, f'[per-path."{pattern}"] of the settings')
    return known


def _yaml(settings: Settings) -> tuple[dict[str, Any], dict[str, Any]]:
    """What YAML texts hold that the cache knows, and those of doclint."""
    kept = cache.load("yaml", msgspec.Raw) if settings.cache else {}
    return kept, cache.opened(cache.read_already(), msgspec.Raw)


def _folders(settings: Settings) -> dict[str, str]:
    """How folders of rules are called -> where they are."""
    folders = {SHIPPED: files.shipped_rules()}
    for folder in settings.rules:
        folders[folder] = os.path.join(settings.root, folder)
        if not os.path.isdir(folders[folder]):
            raise InputError(f"{folder}: no such folder of rules; see `rules` in the settings")
    return folders


def _read(folders: Mapping[str, str], kinds: Mapping[str, Any], parsed: Kept) -> Rules:
    texts = Texts.of({name: files.texts(folder, ".yaml") for name, folder in folders.items()})
    if packed := cache.built("structures").get(texts.digest):
        with suppress(Exception):  # as with all that is kept, damage is no error
            return Rules(unpacked(packed), Words(texts.words, parsed))
    return load(texts, kinds, parsed)


def _as_before(folders: Mapping[str, str], kinds: Mapping[str, Any], parsed: Kept) -> Rules:
    """What `_read` gave for files of these sizes and times, which is kept."""
    begun = time.time_ns()
    listed = [
        (name, folder, cache.ruled(folder) if name == SHIPPED else stamps(folder, ".yaml"))
        for name, folder in folders.items()
    ]
    key = cache.digest(repr((cache.code(), listed))).hex()
    kept = cache.load("rules", bytes)
    try:
        every, texts = unpacked(kept[key])
        return Rules(every, Words(texts, parsed))
    except Exception:  # there is nothing, or nothing of use
        known = _read(folders, kinds, parsed)
    if all(max(times) < begun - cache.TICK for _, _, found in listed for _, _, *times in found):
        texts = {name: _unread(*held, folders[SHIPPED], parsed) for name, held in known.words.texts.items()}
        latest = dict([*kept.items()][1 - _MOST :])
        packed = pickle.dumps((known.all, texts), protocol=5)
        cache.save("rules", {**latest, key: packed}, {key})
    return known


def _unread(called: str, text: Text, folder: str, parsed: Kept) -> tuple[str, Text]:
    """A vocabulary without its words, if it is ours and everybody who has doclint knows what they come to."""
    if not called.startswith(f"{SHIPPED}/") or not parsed.ships(text.digest):
        return called, text
    return called, Text(text.digest, os.path.join(folder, *called.removeprefix(f"{SHIPPED}/").split("/")))


def _recall_patterns(settings: Settings) -> None:
    """Bring what the build, and the cache if it may be asked, know of patterns."""
    cache.bring_patterns()
    if settings.cache:
        _patterns_in(cache.folder())


@lru_cache(1)
def _patterns_in(folder: str) -> None:
    """Bring what the cache in `folder` knows of patterns: for a process it is always the same."""
    known = cache.load("patterns", msgspec.Raw)
    PATTERNS.grown = not PATTERNS.entries.keys() <= known.keys() | PATTERNS.shipped.keys()
    PATTERNS.entries |= known


def remember(rules: Rules, settings: Settings) -> None:
    """Keep what YAML texts were found to hold, what kinds made of it and `re` of patterns, where something was new."""
    prepared = rules.words.prepared
    if prepared and len(prepared.entries) > _MOST * len(prepared.used):  # every edit of a vocabulary makes all anew
        prepared.entries = {key: prepared.entries[key] for key in prepared.used}
    for name, kept in (("yaml", rules.words.parsed), ("prepared", prepared), ("patterns", PATTERNS)):
        if kept is not None and kept.grown and settings.cache:
            cache.save(name, kept.entries, kept.used)
            kept.grown = False
