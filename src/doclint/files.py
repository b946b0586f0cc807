"""The door to the disk: which files a site has, what they say, and how a fix is written back."""

from __future__ import annotations

import errno
import os
import re
import stat
import time
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from msgspec import Struct

from doclint import cache
from doclint.errors import InputError
from doclint.hashing import blake2b
from doclint.listing import below
from doclint.page import Span
from doclint.site import BUILT, VENDORED, Skipped

PAGE_SUFFIXES = (".md", ".mdx", ".markdown")
LARGEST = 20_000_000
"""bytes; a larger page is not read but listed under `skipped`"""
_PART = 1_000_000
"""bytes of a file in memory at a time, where only its digest is wanted"""
_TELLING = 8_000
"""bytes at the beginning that show what kind of file it is"""
_FEWEST = 4
"""zero bytes that show UTF-16 without its mark; fewer are a slip in a file of a few bytes"""
_RARE = 50
"""characters to one zero byte, at least, in what is still text"""

_MARKS = (
    (b"\xff\xfe\0\0", "utf-32-le"),  # before UTF-16, whose mark it begins with
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
"""byte order marks (The Unicode Standard, section 23.8)"""
_PROJECT = {"package.json", "pyproject.toml", "Cargo.toml", "mkdocs.yml", "_config.yml", "Makefile", "conf.py"}


class Text(Struct, frozen=True):
    """A file's text with `\\n` line ends, and what is needed to write it back byte for byte."""

    text: str
    """undecodable bytes stand in it as lone surrogates U+DC80 to U+DCFF"""
    returns: tuple[int, ...] = ()
    """offsets in `text` of the line ends that were CRLF"""
    lone: tuple[int, ...] = ()
    """offsets in `text` of the line ends that were CR alone"""
    mark: bytes = b""
    """the byte order mark"""
    encoding: str = "utf-8"


def decode(data: bytes) -> Text:
    """Bytes of a page as text: UTF-16 and UTF-32 where their mark or zero bytes show it, all else as UTF-8."""
    mark, encoding = _mark(data)
    raw = data[len(mark) :].decode(encoding, "surrogateescape" if encoding == "utf-8" else "replace")
    if "\r" not in raw:
        return Text(raw, mark=mark, encoding=encoding)
    pairs = _places(raw, "\r\n")
    text = raw.replace("\r\n", "\n")
    lone = tuple(_places(text, "\r"))
    return Text(text.replace("\r", "\n"), tuple(p - n for n, p in enumerate(pairs)), lone, mark, encoding)


def encode(page: Text, edits: Iterable[tuple[Span, str]] = ()) -> bytes:
    """The file's bytes after `edits` (not overlapping, in any order); outside them nothing changes."""
    newline = "\r\n" if len(page.returns) * 2 > page.text.count("\n") else "\n"
    raw, shift = _raw(page)
    parts, last = [], 0
    for span, text in sorted(edits, key=lambda edit: edit[0]):
        parts += [raw[last : shift(span.start)], text.replace("\n", newline)]
        last = shift(span.end)
    return page.mark + "".join([*parts, raw[last:]]).encode(page.encoding, "surrogateescape")


def _raw(page: Text) -> tuple[str, Any]:
    characters = list(page.text) if page.lone else None
    if characters is not None:
        for place in page.lone:
            characters[place] = "\r"
    text = "".join(characters) if characters is not None else page.text
    parts, last = [], 0
    for place in page.returns:
        parts.append(text[last:place])
        last = place
    raw = "\r".join([*parts, text[last:]])
    return raw, lambda offset: offset + bisect_right(page.returns, offset - 1)


def _is_binary(data: bytes) -> bool:
    """Whether there is a zero byte near the beginning of what is no text otherwise."""
    if b"\0" not in data[:_TELLING] or _mark(data)[1] != "utf-8":
        return False
    try:
        return data.decode().count("\0") * _RARE > len(data)
    except UnicodeDecodeError:
        return True


def _mark(data: bytes) -> tuple[bytes, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return mark, encoding
    return b"", _wide(data[:_TELLING]) or "utf-8"


def _wide(data: bytes) -> str:
    """The form of UTF-16 in which half the bytes of plain words are zero, or nothing."""
    evens, odds = data[::2].count(0), data[1::2].count(0)
    if len(data) % 2 or max(evens, odds) * 4 <= len(data) or max(evens, odds) < _FEWEST or min(evens, odds):
        return ""
    return "utf-16-be" if evens else "utf-16-le"


def _places(text: str, what: str) -> list[int]:
    found, places = text.find(what), []
    while found >= 0:
        places.append(found)
        found = text.find(what, found + len(what))
    return places


def read(root: str, path: str) -> Text:
    """The page at `path`; raises InputError with the reason when it is no readable text."""
    file = os.path.join(root, path)
    try:
        about = os.stat(file)
        if not stat.S_ISREG(about.st_mode):  # to open a pipe or a device may wait for ever
            raise InputError("is no regular file; name a file, or a folder of pages")
        if about.st_size > LARGEST:
            raise InputError(f"larger than {LARGEST // 1_000_000} MB; split the page or exclude it in the settings")
        with open(file, "rb") as handle:
            data = handle.read()
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror}); {_remedy(error, 'check the spelling')}") from None
    if _is_binary(data):
        raise InputError("looks like a binary file; rename it or exclude it in the settings")
    return decode(data)


def content(file: str, remedy: str) -> str:
    """The text of a file that is no page; raises InputError with the reason and the `remedy`."""
    try:
        with open(file, encoding="utf-8") as handle:
            return handle.read()
    except UnicodeDecodeError:
        raise InputError(f"{file}: is not UTF-8 text; {remedy}") from None
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror}); {remedy}") from None


def digest(root: str, path: str) -> str | None:
    """A hash of a file's bytes, or None where there is no such file."""
    file = os.path.join(root, path)
    try:
        if not os.path.isfile(file):
            return None
        with open(file, "rb") as handle:
            told = blake2b()
            while part := handle.read(_PART):
                told.update(part)
            return told.hexdigest()[:32]
    except (OSError, ValueError):
        return None


def hashed(data: bytes) -> str:
    """The `digest` of a file with these bytes."""
    return blake2b(data).hexdigest()[:32]


def write(root: str, path: str, data: bytes) -> None:
    """Replace a file in one step, so that a fault half-way leaves the old one whole."""
    file = os.path.realpath(os.path.join(root, path))
    try:
        _replace(file, data)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}); nothing in it was changed") from None


def put(file: str, data: bytes) -> None:
    """Write a report: in one step over a plain file or none, straight into a device or a pipe."""
    try:
        if os.path.exists(file) and not os.path.isfile(file):
            with open(file, "wb") as out:
                out.write(data)
        else:
            _replace(os.path.realpath(file), data)
    except OSError as error:
        remedy = _remedy(error, "name a file in a folder that exists")
        raise InputError(f"{file}: cannot be written ({error.strerror}); {remedy}") from None


def _remedy(error: OSError, absent: str) -> str:
    return absent if isinstance(error, FileNotFoundError) else "check its permissions"


def create(file: str, data: bytes) -> bool:
    """Write a new file and the folders it lies in; False, and nothing done, where there is one of this name."""
    try:
        os.makedirs(os.path.dirname(file) or os.curdir, exist_ok=True)
        with open(file, "xb") as out:
            out.write(data)
    except FileExistsError:
        if os.path.lexists(file):
            return False
        raise InputError(f"{os.path.dirname(file)}: is a file; a folder is needed here") from None
    except OSError as error:
        raise InputError(f"{file}: cannot be written ({error.strerror}); check the permissions of its folder") from None
    return True


def _replace(file: str, data: bytes) -> None:
    there = os.path.exists(file)
    if there and not os.access(file, os.W_OK):  # to replace it would be possible, and not what its owner wants
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    name = os.path.join(os.path.dirname(file), f".doclint-{os.getpid()}-{time.monotonic_ns()}")
    try:
        with open(name, "xb") as out:
            out.write(data)
        if there:
            os.chmod(name, os.stat(file).st_mode & 0o7777)
        os.replace(name, file)
    except BaseException:  # a run that is stopped leaves nothing behind either
        with suppress(OSError):
            os.unlink(name)
        raise


def walk(root: str, skipped: list[Skipped] | None = None) -> Iterator[str]:
    """Every folder of a site (it ends in `/`) and every file, relative with `/`, in order.

    Hidden, vendored, built and git-ignored ones are left out.
    Folders that cannot be listed are added to `skipped`.
    """
    skipped = [] if skipped is None else skipped
    pending: list[tuple[str, tuple[tuple[str, Any], ...]]] = [("", ())]
    while pending:
        folder, specs = pending.pop()
        yield folder or "./"
        entries = _entries(root, folder, skipped)
        names = {entry.name for entry in entries}
        if ".gitignore" in names:
            specs = (*specs, (folder, _ignores(os.path.join(root, folder, ".gitignore"))))
        folders = []
        for entry in entries:
            path = f"{folder}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                if not _left_out(entry.name, names) and not _ignored(path + "/", specs):
                    folders.append((path + "/", specs))
            elif not entry.name.startswith(".") and _inside(root, entry) and not _ignored(path, specs):
                yield path
        pending.extend(reversed(folders))


def _entries(root: str, folder: str, skipped: list[Skipped]) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(os.path.join(root, folder)) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        skipped.append(Skipped(folder or os.curdir, f"cannot be listed ({error.strerror}); check its permissions"))
        return []


def _inside(root: str, entry: os.DirEntry[str]) -> bool:
    """A regular file, and not a link that leads out of the site."""
    if not entry.is_symlink():
        return entry.is_file(follow_symlinks=False)
    real = os.path.realpath(entry.path)
    return os.path.isfile(real) and real.startswith(os.path.realpath(root) + os.sep)


def _left_out(name: str, beside: set[str]) -> bool:
    return name.startswith(".") or name in VENDORED or (name in BUILT and bool(_PROJECT & beside))


def _ignores(file: str) -> Any:
    """What a .gitignore says; lines that nobody can read match nothing, as in git."""
    import pathspec

    try:
        with open(file if os.path.isfile(file) else os.devnull, encoding="utf-8", errors="replace") as handle:
            lines = handle.read().splitlines()
    except OSError:
        lines = []
    return pathspec.GitIgnoreSpec.from_lines(line for line in lines if _is_pattern(line))


def _is_pattern(line: str) -> bool:
    import pathspec

    try:
        return bool(pathspec.GitIgnoreSpec.from_lines([line]))
    except (ValueError, re.error):
        return False


def _ignored(path: str, specs: Sequence[tuple[str, Any]]) -> bool:
    for folder, spec in reversed(specs):
        verdict = spec.check_file(path.removeprefix(folder)).include
        if verdict is not None:
            return bool(verdict)
    return False


def texts(folder: str, suffix: str) -> dict[str, str]:
    """Relative name -> text of all files below `folder` that end in `suffix`."""
    found = {}
    for name, entry in below(folder, suffix):
        try:
            with open(entry.path, "rb", buffering=0) as handle:  # hundreds of them: half of what `Path` takes
                text = handle.read().decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{entry.path}: cannot be read as UTF-8 text ({error}); save it as UTF-8") from None
        found[name] = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    return found


def shipped_rules() -> str:
    """The folder of the rules that come with doclint: in the wheel, or at the top of a checkout."""
    for folder in cache.shipped():
        if os.path.isdir(folder):
            return folder
    raise InputError("doclint's own rules are missing; install doclint again")
