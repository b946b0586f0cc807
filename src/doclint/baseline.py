"""The findings that a site lives with for now: known by their content, whatever moves around them.

The file is JSON lines: a header, then one finding a line, sorted. Order and doubles mean nothing when it is read, so
that two branches merge by keeping the lines of both.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping

import msgspec

from doclint.errors import InputError
from doclint.rule import Finding, fingerprint, printable

NAME = "doclint-baseline.jsonl"
"""the file at the site's root that is read where the settings name none"""
FORM = 1
"""the form of the file that this version reads and writes"""

_QUOTED = 80
"""characters of a quote that are kept, for people to read; the fingerprint is made of all of them"""
_HEADER = '{"doclint-baseline"'
_MARKS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")


class Header(msgspec.Struct, frozen=True):
    """The first line."""

    form: int = msgspec.field(name="doclint-baseline")


class Entry(msgspec.Struct, frozen=True, order=True):
    """One finding: what it is, for people; its fingerprint, for the comparison."""

    path: str
    rule: str
    quote: str
    fingerprint: str


class Baseline:
    """What a site lives with, and what of it a run has found again."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries = {entry.fingerprint: entry for entry in entries}
        self.used: set[str] = set()
        self.moved: dict[str, Entry] = {}
        """fingerprint -> how the entry reads now that its page or its rule has another name"""

    def unknown(
        self, found: list[Finding], aliases: Mapping[str, tuple[str, ...]], gone: Callable[[str], bool]
    ) -> list[Finding]:
        """The findings that are not kept here: neither as they are, nor under an earlier name of rule or page.

        `aliases`: rule -> its earlier ids; `gone`: whether a page is no longer there.
        """
        self.used.update(one.fingerprint for one in found if one.fingerprint in self.entries)
        left = [one for one in found if one.fingerprint not in self.entries]
        if not left or len(self.used) == len(self.entries):
            return left
        spare: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        for entry in self.entries.values():
            spare[entry.rule, entry.quote].append(entry)
        same = Counter((one.path, one.rule, one.quote) for one in found)
        new = []
        for one in left:
            names = (one.rule, *aliases.get(one.rule, ()))
            entries = (e for n in names for e in spare[n, quoted(one)] if e.path == one.path or gone(e.path))
            old = self._renamed(one, entries, same[one.path, one.rule, one.quote])
            if old is None:
                new.append(one)
            else:
                self.used.add(old.fingerprint)
                self.moved[old.fingerprint] = kept(one)
        return new

    def _renamed(self, one: Finding, entries: Iterable[Entry], count: int) -> Entry | None:
        """The first of `entries` not yet used that is `one`, whichever of `count` alike it was."""
        for old in entries:
            prints = {fingerprint(old.rule, old.path, one.quote, n + 1) for n in range(count)}
            if old.fingerprint in prints - self.used:
                return old
        return None

    def stale(self, examined: Callable[[Entry], bool]) -> tuple[Entry, ...]:
        """What was looked for and is no longer found."""
        return tuple(sorted(e for e in self.entries.values() if e.fingerprint not in self.used and examined(e)))


def quoted(one: Finding) -> str:
    """The words of a finding as an entry shows them."""
    return printable(" ".join(one.quote.split()))[:_QUOTED]


def kept(one: Finding) -> Entry:
    """A finding as it is kept."""
    return Entry(printable(one.path), one.rule, quoted(one), one.fingerprint)


def parse(name: str, text: str) -> Baseline:
    """The file `name`; raises InputError naming the line where it is none, damaged, or of a newer doclint."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines:
        return Baseline()
    for number, line in lines:
        if line.startswith(_MARKS):
            raise InputError(f"{name}:{number}: a conflict of git is left here; keep the lines of both sides")
    _header(name, lines[0][1])
    return Baseline(_entry(f"{name}:{number}", line) for number, line in lines[1:] if not line.startswith(_HEADER))


def _header(name: str, line: str) -> None:
    try:
        form = msgspec.json.decode(line, type=Header).form
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise InputError(f"{name}: is no baseline of doclint and stays as it is; name another file") from None
    if form > FORM:
        raise InputError(
            f"{name}: a newer doclint wrote it (form {form}, this one knows {FORM}); install the newer one"
        )


def _entry(place: str, line: str) -> Entry:
    try:
        return msgspec.json.decode(line, type=Entry)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise InputError(f"{place}: cannot be read ({error}); mend the line or delete it") from None


def written(entries: Iterable[Entry]) -> str:
    """The file: sorted, one entry a line."""
    lines = [msgspec.json.encode(Header(FORM)), *(msgspec.json.encode(one) for one in sorted(set(entries)))]
    return "".join(f"{line.decode()}\n" for line in lines)
