"""Rules as data: one YAML file says which kind of check runs, with what, what to say and what proves it."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal, TypeVar

import msgspec
from msgspec import Struct

from doclint.errors import RuleError
from doclint.hashing import blake2b
from doclint.lazy import Kept, Text, regex
from doclint.packing import unpacked
from doclint.page import Span
from doclint.strict import Document, nearest

Severity = Literal["error", "warning", "info"]
Confidence = Literal["high", "medium", "low"]

INTERNAL = "run/internal-error"
"""the rule that tells of a fault of ours"""
SEVERITIES: tuple[Severity, ...] = ("info", "warning", "error")
CONFIDENCES: tuple[Confidence, ...] = ("low", "medium", "high")

MARK = regex("[⟦⟧]")

T = TypeVar("T")


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab", omit_defaults=True):
    """Base of everything read from a rule, a vocabulary or the settings: strict keys, a JSON Schema for free."""


class Precision(Strict, frozen=True):
    """How often this rule was right, and where that was measured."""

    value: float
    on: str


class Source(Strict, frozen=True):
    """A fact that the rule rests on, in our own words, and where it is written."""

    fact: str
    source: str = ""
    read: Literal["opened", "recalled"] = "recalled"
    """`opened`: somebody has read it; `recalled`: title, publisher and year from memory"""
    document: str = ""
    """a reference of the settings, by its name"""
    quote: str = ""
    """words that stand in it; `doclint test` looks for them"""


class Answer(Strict, frozen=True):
    """What an address on the web answers in an example."""

    status: int = 200
    page: str = "<title>A page</title><p>With words on it."
    to: str = ""
    """where it redirects first"""
    by: int = 301
    """the status of that redirect"""
    headers: dict[str, str] = {}
    failure: str = ""
    """why there is no answer: `timeout`, `no-name`, `certificate`, ..."""
    days: int = 0
    """for how many days it has been asked daily, always with this answer"""


class Example(Strict, frozen=True):
    """A small page or site; the marks ⟦ ⟧ stand around what must be found, and nothing else may be."""

    page: str = ""
    path: str = "docs/page.md"
    site: dict[str, str] = {}
    before: str = ""
    """the older version of `page`, for rules about versions"""
    former: dict[str, str] = {}
    """the older versions of pages in `site`"""
    fixed: str = ""
    """`page` after the safe fixes"""
    encoding: str = "utf-8"
    """the encoding in which `page` is written to disk"""
    files: dict[str, str] = {}
    """files beside the pages, and their content"""
    web: dict[str, Answer] = {}
    """addresses outside the site and what they answer"""
    judge: Literal["", "contradiction", "entailment", "neutral", "accepted", "refused"] = ""
    """what a judge, or a maintainer, says of all pairs of sentences on the page; empty: nobody was asked"""
    settings: dict[str, Any] = {}
    note: str = ""


class RuleFile(Strict, frozen=True):
    """The form of a rule file."""

    check: str
    summary: str
    message: str
    severity: Severity
    confidence: Confidence
    why: str
    evidence: tuple[Source, ...] = ()
    with_: dict[str, Any] = msgspec.field(name="with", default_factory=dict)
    examples: tuple[str | Example, ...] = ()
    hides: tuple[str, ...] = ()
    """ids of rules whose findings on the same place this one makes superfluous"""
    aliases: tuple[str, ...] = ()
    """earlier ids of this rule"""
    precision: Precision | None = None
    preview: bool = False
    """on trial: runs only where the settings or the flags ask for previews"""


class Rule(Struct, frozen=True, dict=True):
    """A loaded rule. One that was pickled keeps what its kind is given and its examples packed until somebody asks: no
    run needs them of all rules, and to unpack the first loads the kind."""

    id: str
    form: RuleFile
    """but for `with` and the examples"""
    given: Any
    file: str
    digest: str
    """of the text of the file"""
    needs: frozenset[str] = frozenset()
    """`NEEDS` of its kind"""
    tried: Any = ()
    """its examples, as they are written"""

    @cached_property
    def params(self) -> Any:
        """An instance of its kind's `Params`."""
        return _whole(self.given)

    @property
    def examples(self) -> tuple[Example, ...]:
        """The examples, those written as plain text included."""
        return tuple(Example(page=e) if isinstance(e, str) else e for e in _whole(self.tried))

    def __reduce__(self) -> tuple[Any, ...]:
        given, tried = _packed(self.given), _packed(self.tried)
        return Rule, (self.id, self.form, given, self.file, self.digest, self.needs, tried)


def _packed(whole: Any) -> bytes:
    return whole if isinstance(whole, bytes) else pickle.dumps(whole, protocol=5)


def _whole(kept: Any) -> Any:
    return unpacked(kept) if isinstance(kept, bytes) else kept


class Edit(msgspec.Struct, frozen=True):
    """Replace the characters of `span` by `text`; `safe` when nothing but the fault changes."""

    span: Span
    text: str
    safe: bool = False


class Evidence(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a finding rests on: a place on a page, in an older version, in a reference, or the rule itself."""

    kind: Literal["page", "version", "reference", "web", "image", "judge", "rule"]
    where: str
    note: str
    quote: str = ""
    line: int | None = None
    column: int | None = None
    version: str | None = None


class Hit(Struct, frozen=True):
    """What a check yields: a rule, the characters concerned, words for the message, evidence and a remedy."""

    rule: Rule
    span: Span
    words: Mapping[str, object] = {}
    evidence: tuple[Evidence, ...] = ()
    edits: tuple[Edit, ...] = ()


class PlacedEdit(msgspec.Struct, frozen=True):
    """An edit with the lines and columns it replaces, 1-based, the end exclusive, in characters."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


class Fix(msgspec.Struct, frozen=True):
    """Edits that go together."""

    safe: bool
    edits: tuple[PlacedEdit, ...]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One fault on one page. Lines and columns are 1-based, in characters; ends are exclusive."""

    rule: str
    path: str
    version: str | None
    title: str
    line: int
    column: int
    end_line: int
    end_column: int
    severity: Severity
    confidence: Confidence
    precision: Precision | None
    message: str
    quote: str
    evidence: tuple[Evidence, ...] = ()
    data: dict[str, Any] = {}
    fix: Fix | None = None
    fingerprint: str = ""

    span: Span = Span(0, 0)
    edits: tuple[Edit, ...] = ()


def fingerprint(rule: str, path: str, quote: str, count: int) -> str:
    """What a finding is known by: the `count`th with this quote on its page."""
    key = "\0".join((rule, path, quote, str(count))).encode("utf-8", "surrogatepass")
    return blake2b(key, digest_size=8).hexdigest()


def printable(text: str) -> str:
    """Text that any output can carry: an undecodable byte is written as \\x92."""
    if text.isascii():
        return text
    return "".join(f"\\x{ord(c) - 0xDC00:02x}" if "\udc80" <= c <= "\udcff" else c for c in text)


class Words:
    """The vocabularies under `words/`: `read` gives every file of one name or folder."""

    def __init__(
        self, texts: Mapping[str, tuple[str, Text]], parsed: Kept | None = None, prepared: Kept | None = None
    ) -> None:
        self.texts = texts
        """name below `words/` without its ending -> (file, text)"""
        self.parsed = parsed or Kept()
        self.prepared = prepared
        """what kinds made of their rules and of these; None: it is not kept"""

    def __reduce__(self) -> tuple[Any, ...]:
        return Words, (self.texts, self.parsed)  # a worker has time

    @cached_property
    def digest(self) -> str:
        """Of the names, files and texts of all of them."""
        named = sorted((name, file, text.digest) for name, (file, text) in self.texts.items())
        return blake2b(repr(named).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

    def read(self, name: str, kind: type[T]) -> dict[str, T]:
        """File name -> content, for the file `name`.yaml and all files in the folder `name`."""
        found = [self.texts[key] for key in self.texts if key == name or key.startswith(name + "/")]
        if not found:
            raise RuleError(f"no vocabulary `{name}`; write rules/words/{name}.yaml")
        return {file: Document(file, text, RuleError, self.parsed).to(kind) for file, text in found}


class Rules(Struct, frozen=True):
    """The rules that a run knows, in the order of their ids, and the vocabularies that they use."""

    all: tuple[Rule, ...]
    words: Words

    def get(self, name: str) -> Rule:
        """The rule with this id or former id; an unknown id names the nearest."""
        for rule in self.all:
            if name == rule.id or name in rule.form.aliases:
                return rule
        raise RuleError(f"no rule `{name}`; {nearest(name, [r.id for r in self.all])}")

    def chosen(self, select: Sequence[str], ignore: Sequence[str], preview: bool = False) -> Rules:
        """The rules named by id or pack (`links`) in `select` (none: all), without those in `ignore`.

        Rules on trial are among them only with `preview`.
        """
        self.require(select, "select")
        self.require(ignore, "ignore")
        offered = (r for r in self.all if preview or not r.form.preview)
        kept = (r for r in offered if not select or any(_matches(r, n) for n in select))
        return Rules(tuple(r for r in kept if not any(_matches(r, n) for n in ignore)), self.words)

    def sure(self, least: Confidence | None) -> Rules:
        """The rules whose findings are shown where `least` is asked for."""
        enough = CONFIDENCES[CONFIDENCES.index(least) :] if least else CONFIDENCES
        return Rules(tuple(rule for rule in self.all if rule.form.confidence in enough), self.words)

    def require(self, names: Iterable[str], where: str) -> None:
        """Raises RuleError where one of `names`, which stand at `where`, is no rule and no pack, naming the nearest."""
        for name in names:
            if not any(_matches(rule, name) for rule in self.all):
                there = {r.id for r in self.all} | {r.id.split("/")[0] for r in self.all}
                raise RuleError(f"{where}: no rule or pack `{name}`; {nearest(name, sorted(there))}")


def _matches(rule: Rule, name: str) -> bool:
    return name in (rule.id, rule.id.split("/")[0], *rule.form.aliases)


class Texts(Struct, frozen=True):
    """What stands in folders of rules: name without its ending -> (file, text)."""

    rules: dict[str, tuple[str, Text]]
    """in the order of their names"""
    words: dict[str, tuple[str, Text]]
    """by their names below `words/`"""

    @classmethod
    def of(cls, folders: Mapping[str, Mapping[str, str]]) -> Texts:
        """Folder -> relative file name -> text, a later folder's file replacing one of the same name."""
        rules, words = dict[str, tuple[str, Text]](), dict[str, tuple[str, Text]]()
        for folder, texts in folders.items():
            for file, text in texts.items():
                name = file.removesuffix(".yaml")
                known = words if name.startswith("words/") else rules
                known[name.removeprefix("words/")] = (f"{folder}/{file}", Text.of(text))
        return cls({name: rules[name] for name in sorted(rules)}, words)

    @property
    def digest(self) -> str:
        """Of all that rules are made of, but for their kinds."""
        named = [(name, file, text.digest) for name, (file, text) in self.rules.items()]
        return blake2b(repr(named).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def load(texts: Texts, kinds: Mapping[str, Any], parsed: Kept | None = None) -> Rules:
    """Rules and vocabularies from their texts.

    `kinds` is the table of kinds: name -> module with `Params`; `parsed` knows texts that were parsed before.
    """
    parsed = parsed or Kept()
    read = [_rule(name, Document(file, text, RuleError, parsed), kinds) for name, (file, text) in texts.rules.items()]
    return Rules(tuple(read), Words(texts.words, parsed))


def _rule(rule_id: str, document: Document, kinds: Mapping[str, Any]) -> Rule:
    form = document.to(RuleFile)
    if form.check not in kinds:
        raise RuleError(f"{document.place('check')}: no kind `{form.check}`; {nearest(form.check, list(kinds))}")
    kind = kinds[form.check]
    given = document.part("with", form.with_, kind.Params)
    brief = msgspec.structs.replace(form, with_={}, examples=())
    return Rule(rule_id, brief, given, document.name, document.text.digest, frozenset(kind.NEEDS), form.examples)


def unmarked(text: str) -> tuple[str, list[Span]]:
    """An example's text without its marks, and the spans that stood between them."""
    spans: list[Span] = []
    opened: list[int] = []
    for count, mark in enumerate(MARK.finditer(text)):
        place = mark.start() - count
        if mark[0] == "⟦":
            opened.append(place)
        elif opened:
            spans.append(Span(opened.pop(), place))
        else:
            raise RuleError(f"an example closes a mark ⟧ that it did not open: {text[:60]!r}")
    if opened:
        raise RuleError(f"an example opens a mark ⟦ that it does not close: {text[:60]!r}")
    return MARK.sub("", text), spans
