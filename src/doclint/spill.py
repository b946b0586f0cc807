"""The door to the disk for what does not fit into memory: pages, and the rows of site facts, in one temporary file.

SQLite makes the file, in the folder that SQLITE_TMPDIR or TMPDIR names (else /var/tmp or /tmp), and deletes it as soon
as it is open where the system allows that: nothing is left behind, whatever ends the run.
"""

from __future__ import annotations

import marshal
import pickle
import sqlite3
import sys
from ast import literal_eval
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, MutableMapping
from functools import cached_property
from itertools import chain
from operator import itemgetter
from typing import Any
from weakref import WeakValueDictionary

from msgspec import Struct

from doclint.errors import InputError
from doclint.packing import Facts, names, packed
from doclint.page import Page

_CACHE = 32_000
"""kilobytes that SQLite keeps in memory"""
_BLOCK = 32_768
"""bytes that SQLite reads and writes at once: what is known of one page, so that it is one call"""
_WIDE = 24
"""bits of a row's number for its place on a page"""
_WAITING = 100_000
"""rows of a site fact that wait to be written"""
_PLAIN = frozenset({int, float, str, type(None)})
"""types of rows, and of what stands in a tuple that is one, which need no pickle"""
_OFTEN = 8
"""rows of one key written together from which on they are counted: a key on a fiftieth of the pages has more"""


class File:
    """A temporary database; raises InputError where there is no room for it."""

    def __init__(self) -> None:
        self._link = sqlite3.connect("", isolation_level=None, check_same_thread=False)  # one at a time
        for words in (f"page_size = {_BLOCK}", "journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_CACHE}"):
            self.do(f"PRAGMA {words}")
        self.do("BEGIN")  # and no COMMIT: nobody reads the file afterwards

    def do(self, words: str, values: Iterable[Any] = ()) -> list[Any]:
        """Run one statement; the rows that it gives."""
        return self._tried(self._link.execute, words, tuple(values))

    def add(self, words: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Run one statement for each of the rows."""
        self._tried(self._link.executemany, words, rows)

    def _tried(self, run: Any, words: str, values: Any) -> list[Any]:
        try:
            return list(run(words, values))
        except sqlite3.Error as error:
            why = f"temporary file: {error}"
            raise InputError(
                f"{why}; name a folder with more room in TMPDIR, or set `pages-in-memory` to all pages"
            ) from None


class _Held(Struct, frozen=True):
    page: Page
    text: object
    """which text of the page is in the file; None: none"""
    facts: int
    """how many facts are; -1: others, perhaps"""


class Pages(MutableMapping[str, Page]):
    """Pages by path, in the order of paths: in memory the `most` that were asked for last, the others in a file.

    As long as anybody holds a page it is the same object; a fact that it gets after it has gone to the file, and while
    it is not asked for here, is lost: put the page back where that matters.
    """

    def __init__(self, most: int) -> None:
        self.most, self._file = most, File()
        for table in ("texts", "facts"):
            self._file.do(f"CREATE TABLE {table} (number INTEGER PRIMARY KEY, data BLOB)")
        self._numbers: dict[str, int] = {}
        self._near: OrderedDict[str, _Held] = OrderedDict()
        self._alive: WeakValueDictionary[str, Page] = WeakValueDictionary()
        self._order = _Order(())
        self._groups = 0

    def __getitem__(self, path: str) -> Page:
        if path in self._near:
            self._near.move_to_end(path)
            return self._near[path].page
        page = self._alive.get(path)
        if page is None:
            page = self._read(path, self._numbers[path])
            self._hold(page, _text(page), len(names(page.facts)))
        else:
            self._hold(page, None, -1)
        return page

    def __setitem__(self, path: str, page: Page) -> None:
        new = path not in self._numbers
        ordered = not new or not self._numbers or path > next(reversed(self._numbers))
        self._numbers.setdefault(path, len(self._numbers))
        if not ordered:
            self._numbers = dict(sorted(self._numbers.items()))
        self._alive[path] = page
        self._hold(page, None, 0 if new else -1)

    def __delitem__(self, path: str) -> None:
        raise TypeError("pages stay")

    def __contains__(self, path: object) -> bool:
        return path in self._numbers

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._numbers))

    def __len__(self) -> int:
        return len(self._numbers)

    def source(self, path: str) -> str:
        """The text of a page alone: what else is known of it stays in the file."""
        page = self._near[path].page if path in self._near else self._alive.get(path)
        if page is not None:
            return page.source
        [(data,)] = self._file.do("SELECT data FROM texts WHERE number = ?", (self._numbers[path],))
        return str(pickle.loads(data)[0])

    def grouped(self, most: int = sys.maxsize) -> Rows:
        """A place for the rows of one site fact by key, when all pages are there; `most` as of a `SiteFact`."""
        self._groups += 1
        if len(self._order.paths) < len(self._numbers):
            self._order = _Order(self._numbers)
        return Rows(self._file, f"rows{self._groups}", self._order, most)

    def _hold(self, page: Page, text: object, facts: int) -> None:
        self._near[page.path] = _Held(page, text, facts)
        self._near.move_to_end(page.path)
        while len(self._near) > self.most:
            path, held = self._near.popitem(last=False)
            page = held.page
            if held.text != _text(page):
                self._write("texts", path, (page.source, page.version, page.dialect, page.before))
            known = names(page.facts)
            if held.facts != len(known):
                self._write("facts", path, {name: packed(page.facts, name) for name in known})

    def _write(self, table: str, path: str, data: object) -> None:
        told = self._numbers[path], pickle.dumps(data, protocol=5)
        self._file.do(f"INSERT OR REPLACE INTO {table} VALUES (?, ?)", told)

    def _read(self, path: str, number: int) -> Page:
        words = "SELECT texts.data, facts.data FROM texts LEFT JOIN facts USING (number) WHERE number = ?"
        [(text, facts)] = self._file.do(words, (number,))
        source, version, dialect, before = pickle.loads(text)
        page = Page(path, source, version, dialect, before, Facts({}, pickle.loads(facts)) if facts else {})
        self._alive[path] = page
        return page


class _Order:
    """Paths in their order, and the place of each."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths = tuple(paths)
        self.place = {path: place for place, path in enumerate(self.paths)}


class Rows(Mapping[Any, list[tuple[str, Any]]]):
    """Key -> (path, row) pairs in the order of paths, in a table of their own; the pages come in any order, once each.

    The number of a row tells the place of its page and its own on the page. Rows wait until they are many, so that
    those of one key are written together. A key that has more than `most` has none: further ones are only counted.
    """

    def __init__(self, file: File, name: str, order: _Order, most: int) -> None:
        self._file, self._name, self._order, self._most = file, name, order, most
        file.do(f"CREATE TABLE {name} (key TEXT, first INTEGER, count INTEGER, rows BLOB)")
        self._waiting: defaultdict[Hashable, list[Any]] = defaultdict(list)
        """key -> the number of a row, the row, the number of the next one, ...: lists of pairs cost twice the time"""
        self._count, self._indexed = 0, False
        self._often: Counter[Hashable] = Counter()
        """keys that may come to have too many rows -> how many of them are in the file, or fewer"""
        self._over: dict[Hashable, int] = {}
        """keys that have too many -> how many of them are not in the file"""

    def add(self, path: str, rows: Iterable[tuple[Any, Any]]) -> None:
        """Put in the rows of one page."""
        waiting, over, last = self._waiting, self._over, object()
        data: Any = None
        number = first = self._order.place[path] << _WIDE
        for key, row in rows:
            if key in over:
                over[key] += 1
                continue
            if row is not last:  # one row stands under many keys
                last, data = row, row if _is_plain(row) else pickle.dumps(row, protocol=5)
            waiting[key] += (number, data)
            number += 1
        self._count += number - first
        if self._count > _WAITING:
            self._write()

    def __getitem__(self, key: Hashable) -> list[tuple[str, Any]]:
        words = _key(key)
        if self._counts.get(words, 1) + self._over.get(key, 0) > self._most:
            raise KeyError(key)
        blocks = [marshal.loads(data) for (data,) in self._ask("SELECT rows FROM {} WHERE key = ?", words)]
        if not blocks:
            raise KeyError(key)
        pairs = chain.from_iterable(zip(flat[::2], flat[1::2], strict=True) for flat in blocks)
        found = sorted(pairs, key=itemgetter(0))
        paths = self._order.paths
        return [(paths[at >> _WIDE], pickle.loads(row) if type(row) is bytes else row) for at, row in found]

    def __iter__(self) -> Iterator[Any]:
        words = f"SELECT key FROM {{}} GROUP BY key HAVING sum(count) <= {self._most} ORDER BY min(first)"
        return (literal_eval(key) for (key,) in self._ask(words))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def count(self, key: Hashable) -> int:
        """How many rows there are under `key`."""
        words = _key(key)
        count = self._counts.get(words) or len(self._ask("SELECT 1 FROM {} WHERE key = ?", words))
        return count + self._over.get(key, 0)

    def several(self, key: Hashable) -> bool:
        """Whether there are several rows under `key`."""
        return _key(key) in self._counts

    @cached_property
    def _counts(self) -> dict[str, int]:
        """The keys of several rows, with their number: far fewer than there are, so that most need not be sought."""
        return dict(self._ask("SELECT key, sum(count) FROM {} GROUP BY key HAVING sum(count) > 1"))

    def clear(self) -> None:
        """Let go of the rows; nobody asks any more."""
        self._file.do(f"DROP TABLE {self._name}")

    def _write(self) -> None:
        waiting = self._waiting.items()
        told = ((_key(key), min(rows[::2]), len(rows) // 2, marshal.dumps(rows)) for key, rows in waiting)
        self._file.add(f"INSERT INTO {self._name} VALUES (?, ?, ?, ?)", told)
        if self._most < sys.maxsize:
            self._often.update({key: len(rows) // 2 for key, rows in waiting if len(rows) >= 2 * _OFTEN})
            self._over |= {key: 0 for key, _ in waiting if self._often.get(key, 0) > self._most}
        self._waiting.clear()
        self._count = 0

    def _ask(self, words: str, *values: str) -> list[Any]:
        if not self._indexed:
            self._write()
            self._indexed = True
            name, parts = self._name, f"{self._name}_parts"
            self._file.do(f"ALTER TABLE {name} RENAME TO {parts}")
            self._file.do(f"CREATE TABLE {name} AS SELECT * FROM {parts} ORDER BY key")  # so that a key is in one place
            self._file.do(f"DROP TABLE {parts}")
            self._file.do(f"CREATE INDEX {name}_by_key ON {name} (key, count)")
        return self._file.do(words.format(self._name), values)


def _key(key: Hashable) -> str:
    """A key of plain values as text: `repr` writes lone surrogates so that SQLite takes them."""
    return repr(key)


def _is_plain(row: object) -> bool:
    """Whether `marshal` takes a row as it is."""
    return type(row) in _PLAIN or (type(row) is tuple and all(type(one) in _PLAIN for one in row))


def _text(page: Page) -> object:
    """What changes when there is another text to write."""
    return page.dialect, id(page.source), id(page.before)
