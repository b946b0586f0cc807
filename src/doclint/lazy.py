"""What is worked out when it is first wanted, and kept for all runs to come.

Most regular expressions meet nothing to look at in most runs. Those that do are not compiled again: that takes a tenth
of a second for the ones that a page needs. As Python keeps what it makes of a module, the build and the cache keep what
`re` makes of a pattern.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, AnyStr, NamedTuple, cast

from doclint.hashing import blake2b


class Text(NamedTuple):
    """A text that is known by its digest, and read from its file when somebody wants the words."""

    digest: str
    file: str = ""
    held: str | None = None

    @classmethod
    def of(cls, text: str) -> Text:
        """A text that is at hand."""
        return cls(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest(), held=text)

    @property
    def words(self) -> str:
        """What it says."""
        if self.held is not None:
            return self.held
        with open(self.file, encoding="utf-8") as handle:
            read = Text.of(handle.read())
        if read.digest != self.digest:
            raise OSError(f"{self.file} is another than it was; run doclint again")
        return str(read.held)


class Kept:
    """What texts came to, by the digest of the text, so that each is worked out once and for all.

    What was `shipped` or comes from the cache stays packed until somebody asks: most runs need few of the vocabularies.
    """

    def __init__(
        self,
        entries: dict[str, Any] | None = None,
        shipped: Mapping[str, Any] | None = None,
        bring: Callable[[], tuple[dict[str, Any], Mapping[str, Any]]] | None = None,
    ) -> None:
        self.entries = {} if entries is None else entries
        self.shipped = shipped or {}
        self.used: set[str] = set()
        self.grown = False
        self._bring = bring
        """gives both when somebody first asks"""

    def __reduce__(self) -> tuple[Any, ...]:
        self._brought()
        return Kept, (self.entries, self.shipped)

    def _brought(self) -> None:
        if self._bring is not None:
            self.entries, self.shipped = self._bring()
            self._bring = None

    def ships(self, key: str) -> bool:
        """Whether everybody who has doclint knows what the text with this digest comes to."""
        self._brought()
        return key in self.shipped

    def data(self, key: str, work: Callable[[], Any]) -> Any:
        """What the text with this digest comes to, perhaps packed as `msgspec.Raw`; from `work` where that is new."""
        self._brought()
        known = self.shipped.get(key)
        if known is None:
            if key not in self.entries:
                self.entries[key] = work()
                self.grown = True
            self.used.add(key)
            known = self.entries[key]
        return known


PATTERNS = Kept()
"""what `re` made of patterns; empty until somebody brings what the build and the cache know"""


def compiled(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """`re.compile`, unless it is known what that comes to.

    The engine of `re` (`_sre`) takes what its compiler gives it as a list of numbers, and looks at whether it is sound.
    Neither is a public part of Python: where they are not as this knows them, `re` does all of it.
    """
    try:
        import _sre

        flags, code, groups, names = _unpacked(PATTERNS.data(_key(pattern, flags), lambda: _packed(pattern, flags)))
        numbered = {number: name for name, number in names.items()}
        order = tuple(numbered.get(number) for number in range(groups + 1))
        return cast("re.Pattern[AnyStr]", _sre.compile(pattern, flags, code, groups, names, order))
    except Exception:
        return re.compile(pattern, flags)


@contextmanager
def importing(name: str) -> Iterator[None]:
    """Around the import of what compiles patterns of its own: those that it compiled in an earlier run it gets as they
    were kept. It finds them in the table in which `re` looks before it compiles (`_cache`, no public part either)."""
    table: dict[Any, Any] = getattr(re, "_cache", {})
    wanted: list[tuple[Any, int]] = []
    with suppress(Exception):
        key = Text.of(f"patterns of {name} {_python()}").digest
        wanted += _unpacked(PATTERNS.entries.get(key) or PATTERNS.shipped[key])
        for pattern, flags in wanted:
            table.setdefault((type(pattern), pattern, flags), compiled(pattern, flags))
    before = {*table}
    yield
    with suppress(Exception):
        new = [(one[1], one[2]) for one in [*table] if one not in before]
        for pattern, flags in new:
            compiled(pattern, flags)
        if new:
            PATTERNS.entries[key], PATTERNS.grown = _small([*wanted, *new]), True
        PATTERNS.used.update({key} & PATTERNS.entries.keys())


def compile_all() -> None:
    """Compile all patterns that wait in this process for their first use: for the build, so that no run has to."""
    import gc

    for one in gc.get_objects():
        if type(one) is _Regex:
            compiled(one.pattern, one._flags)


def pyyaml() -> Any:
    """The module `yaml`; to compile its patterns takes as long as all the rest of loading it."""
    if "yaml" not in sys.modules:
        with importing("yaml"):
            import yaml
    import yaml

    return yaml


def _key(pattern: str | bytes, flags: int) -> str:
    """A digest of a pattern, and of all that what it comes to depends on."""
    return Text.of(f"{_python()} {int(flags)} {pattern!r}").digest


def _python() -> tuple[object, ...]:
    import _sre

    return (sys.implementation.cache_tag, *sys.version_info[:3], sys.byteorder, _sre.MAGIC, _sre.CODESIZE)


def _packed(pattern: str | bytes, flags: int) -> bytes:
    """What Python's `re._compiler.compile` gives to `_sre.compile`."""
    from re import _compiler, _parser  # type: ignore[attr-defined]

    parsed = _parser.parse(pattern, int(flags))
    code, state = _compiler._code(parsed, int(flags)), parsed.state
    told = (int(flags) | state.flags, [int(one) for one in code], state.groups - 1, state.groupdict)
    return _small(told)


def _small(told: Any) -> bytes:
    import zlib

    import msgspec

    return zlib.compress(msgspec.msgpack.encode(told))


def _unpacked(packed: Any) -> Any:
    import zlib

    import msgspec

    data = msgspec.msgpack.decode(packed) if isinstance(packed, msgspec.Raw) else packed
    return msgspec.msgpack.decode(zlib.decompress(data))


class _Regex:
    """Stands for a `re.Pattern`, and has its methods from the first use on."""

    def __init__(self, pattern: Any, flags: int) -> None:
        self.pattern, self._flags = pattern, flags

    def __reduce__(self) -> tuple[Any, ...]:
        return _Regex, (self.pattern, self._flags)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # `copy` and `pickle` ask before there is a pattern
            raise AttributeError(name)
        made = compiled(self.pattern, self._flags)
        for method in ("search", "match", "fullmatch", "findall", "finditer", "sub", "split"):
            setattr(self, method, getattr(made, method))
        return getattr(made, name)


def regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """`compiled`, later; a pattern that is no regular expression raises `re.error` on its first use."""
    return cast("re.Pattern[AnyStr]", _Regex(pattern, flags))
