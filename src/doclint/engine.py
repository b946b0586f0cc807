"""Pages times rules: findings. Serial, or with the part that needs only one page through any executor."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, lru_cache, partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct, field

from doclint import cache
from doclint.checks import Kinds
from doclint.facts.silences import Silence, silences
from doclint.findings import finding, numbered
from doclint.hashing import blake2b
from doclint.packing import packed_beside, unpacked_beside
from doclint.page import Page, Span
from doclint.rule import INTERNAL, Finding, Hit, Rule, Rules, Words
from doclint.site import FAULT, Question, Site, SiteFact, fault, rows

if TYPE_CHECKING:
    from concurrent.futures import Executor

CHUNK = 32
"""pages looked at together: few enough to share out, enough not to pay for the way to a worker. One kind looks at all
of them before the next one does, so that what it needs stays in the processor's caches: a fifteenth of the time"""
LARGE = 500_000
"""characters beyond which no page comes to those looked at together: their parses are in memory at once"""

PATIENCE = 60.0
"""seconds that a worker may take for some pages, and as many for each million of characters: 20 times what it takes"""

FINDINGS = "findings of "
"""how the name begins under which a page keeps the findings of a kind"""

SILENCES = f"{silences.__module__}.{silences.__qualname__}"


class Group:
    """All rules of one kind, prepared once for all pages, and not before one is looked at."""

    def __init__(self, name: str, kind: Any, rules: Sequence[Rule], words: Words) -> None:
        self.name, self.kind, self.rules, self._words = name, kind, rules, words
        self.findings = f"{FINDINGS}{name}"
        """the name under which a page keeps them like a fact"""
        self._compares = "before" in kind.NEEDS
        self.alone = not kind.NEEDS - {"before"}
        """whether a page is all that this kind needs, so that it can run where the page is read"""

    @cached_property
    def digest(self) -> str:
        """Of all that the rules can see and name: they themselves and the vocabularies."""
        named = [(rule.id, rule.file, rule.digest) for rule in self.rules]
        return blake2b(f"{self._words.digest} {named}".encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()

    @cached_property
    def compiled(self) -> Any:
        """What the kind makes of its rules; raises RuleError where they cannot be used."""
        if packed := self._kept():
            with suppress(Exception):  # as with all that is kept, damage is no error
                return unpacked_beside(packed, self._beside)
        return self._prepared()

    def require(self) -> None:
        """Raise RuleError where the rules cannot be used; what was packed before, can."""
        if not self._kept():
            _ = self.compiled

    @cached_property
    def _beside(self) -> dict[str, Any]:
        """What is at hand when it is unpacked."""
        return {"": self._words, **{rule.id: rule for rule in self.rules}}

    def _kept(self) -> bytes:
        """What the build packed, or an earlier run; empty where there is nothing."""
        kept, built = self._words.prepared, cache.built("prepared")
        if self.key in built or kept is None:
            return built.get(self.key, b"")
        return cast(bytes, kept.data(f"{cache.code().hex()} {self.key}", self.packed))

    @cached_property
    def key(self) -> str:
        """What that is kept under."""
        return f"{self.name} {self.digest}"

    def packed(self) -> bytes:
        """What the kind makes of its rules, as bytes; empty where it is more than values and structures."""
        made = self._prepared()
        with suppress(Exception):
            packed = packed_beside(made, self._beside)
            unpacked_beside(packed, self._beside)
            return packed
        return b""

    def _prepared(self) -> Any:
        return self.kind.prepare(self.rules, self._words)

    def applies(self, page: Page) -> bool:
        return not self._compares or page.before is not None

    def leaves(self, reported: bool) -> list[str]:
        """The names of the facts that a survey for this kind leaves with a page to which it applies."""
        if self.alone:
            return [self.findings] if reported else []
        facts = [f"{fact.__module__}.{fact.__qualname__}" for fact in self.kind.FACTS if reported]
        return [f"rows of {about.name}" for about in self.kind.SITE] + facts


def prepare(rules: Rules) -> list[Group]:
    """The rules by kind, compiled."""
    by_kind: dict[str, list[Rule]] = {}
    for rule in rules.all:
        by_kind.setdefault(rule.form.check, []).append(rule)
    kinds = Kinds()
    groups = [Group(name, kinds[name], mine, rules.words) for name, mine in by_kind.items()]
    for group in groups:
        if group.kind.NEEDS:  # of the others a rule that cannot be used is told by the survey
            group.require()
    return groups


class Wanted:
    """The names of all facts that a survey for `groups` leaves with a page."""

    def __init__(self, groups: Sequence[Group], paths: Iterable[str]) -> None:
        self._groups, self.reported = groups, frozenset(paths)
        self._known: dict[tuple[bool, bool], tuple[str, ...]] = {}

    def of(self, page: Page) -> tuple[str, ...]:
        """Without doubles, in the order of the kinds; the same object for all pages of which the same is wanted."""
        form = page.path in self.reported, page.before is not None
        if form not in self._known:
            names = ["title", SILENCES] if form[0] else []
            left = (group.leaves(form[0]) for group in self._groups if group.applies(page) or not group.alone)
            self._known[form] = tuple(dict.fromkeys([*names, *(name for mine in left for name in mine)]))
        return self._known[form]


def questions(site: Site, groups: Iterable[Group], paths: Iterable[str]) -> set[Question]:
    """What the kinds want to know from outside, each question once."""
    asking = [group for group in groups if hasattr(group.kind, "wants")]
    wanted: set[Question] = set()
    for path in paths if asking else ():
        page = site.pages[path]
        for group in asking:
            try:
                wanted.update(group.kind.wants(page, site, group.compiled))
            except Exception:  # reported by `check` on the same page, where the fault shows again
                continue
    return wanted


class Told(Struct):
    """What a look at pages tells, which nobody need look at again."""

    findings: list[Finding] = []
    """in the order of paths and places"""
    silences: dict[str, tuple[Silence, ...]] = {}
    """of the pages on which any are written"""
    links: Counter[str] = field(default_factory=Counter)
    """what the kinds count of the links"""

    def add(self, more: Told) -> None:
        """Put in what is told of pages that come later."""
        self.findings += more.findings
        self.silences |= more.silences
        self.links.update(more.links)


def run(site: Site, rules: Rules, groups: Sequence[Group], paths: Iterable[str]) -> Told:
    """What is to be told of the pages `paths` of `site`."""
    told, found = Told(), dict[str, list[Finding]]()
    counting = [group for group in groups if hasattr(group.kind, "tally")]
    for path in paths:
        page = site.pages[path]
        found[path] = [f for group in groups if group.applies(page) for f in _known(page, group, site, rules)]
        for group in counting:
            told.links.update(_tally(page, group, site))
    for path, mine in found.items():  # by now every page was asked for its rows
        page = site.pages[path]
        if FAULT in page.facts:
            mine.append(_broken(page, page.facts[FAULT], rules.get(INTERNAL)))
        if written := _silences(page):
            told.silences[path] = written
        told.findings += numbered(_once(mine))
    return told


def _silences(page: Page) -> tuple[Silence, ...]:
    try:
        return tuple(silences(page))
    except Exception:  # a page that cannot be parsed; told by the checks that need its parse
        return ()


def _tally(page: Page, group: Group, site: Site) -> Mapping[str, int]:
    try:
        return group.kind.tally(page, site)  # type: ignore[no-any-return]
    except Exception:  # reported by `check`, where the fault shows again
        return {}


def _once(found: Iterable[Finding]) -> list[Finding]:
    """The findings, a fault of ours told once however many checks met it."""
    kept: dict[Any, Finding] = {}
    for number, one in enumerate(found):
        kept.setdefault((one.data["at"], one.data["error"]) if one.rule == INTERNAL else number, one)
    return list(kept.values())


def survey(
    site: Site, rules: Rules, groups: Sequence[Group], paths: Sequence[str], executor: Executor | None, known: Rules
) -> None:
    """Do what needs one page only, here or in workers: findings of page kinds, and the facts and rows of the others.

    Only these are kept; a page's parse is dropped before the next one is read.
    """
    wanted = Wanted(groups, paths)
    shared = [group for group in groups if not group.alone]
    facts = site.not_grouped({about.name: about for group in shared for about in group.kind.SITE}.values())
    new = _new(site, wanted, facts, bool(shared))
    first = list(islice(new, getattr(executor, "least", 0)))
    if executor is None or len(first) < getattr(executor, "least", 0):
        for chunk in _chunks(chain(first, new), min(CHUNK, site.at_hand)):
            _learn(chunk, groups, known, wanted)
            for page in chunk:  # asked for anew: others may have pushed it out before it got its facts
                site.group(facts, site.pages[page.path])
        return
    from doclint import workers

    chunks = ([(page, page.path in wanted.reported) for page in some] for some in _chunks(chain(first, new), CHUNK))
    work = partial(_work, pickle.dumps((rules, known)))
    for (page, _), learnt in workers.spread(executor, work, chunks, _patience):
        page.facts.update(learnt or {})
        site.pages[page.path] = page = page if learnt is not None else _lost(page, wanted)
        site.group(facts, page)


def _new(site: Site, wanted: Wanted, facts: list[SiteFact[Any, Any, Any]], shared: bool) -> Iterator[Page]:
    """The pages of which something wanted is not known yet. The site facts of the others are grouped on the way."""
    for path in site.pages:
        page = site.pages[path]
        if not shared and path not in wanted.reported:
            continue
        if any(name not in page.facts for name in wanted.of(page)):
            yield page
        else:
            site.group(facts, page)


def _chunks(pages: Iterable[Page], most: int) -> Iterator[list[Page]]:
    """The pages that are looked at together: `most` of them, or fewer that are `LARGE`."""
    chunk, size = list[Page](), 0
    for page in pages:
        chunk.append(page)
        size += len(page.source)
        if len(chunk) >= most or size > LARGE:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _work(shown: bytes, chunk: list[tuple[Page, bool]]) -> list[dict[str, Any]]:
    """In a worker: the facts of some pages that are wanted, the findings of page kinds among them. Tokens stay here."""
    groups, known = _shown(shown)
    wanted = Wanted(groups, (page.path for page, reported in chunk if reported))
    _learn([page for page, _ in chunk], groups, known, wanted)
    return [page.facts for page, _ in chunk]


def _patience(chunk: list[tuple[Page, bool]]) -> float:
    """Seconds after which a worker is taken for hung."""
    return PATIENCE * (1 + sum(len(page.source) for page, _ in chunk) / 1_000_000)


def _lost(page: Page, wanted: Wanted) -> Page:
    """A page that no worker came through with, as if it were empty, so that nobody looks at it again."""
    facts: dict[str, Any] = {name: [] for name in wanted.of(page)}
    told = {"kind": "reading", "error": f"the process died of it, or took more than {PATIENCE:.0f} seconds", "at": ""}
    return Page(page.path, "", dialect=page.dialect, facts={**facts, "title": "", SILENCES: (), FAULT: told})


@lru_cache(1)
def _shown(shown: bytes) -> tuple[list[Group], Rules]:
    """The pickled rules that run, prepared, and all there are; once a worker and not once a chunk."""
    cache.bring_patterns()
    rules, known = pickle.loads(shown)
    return prepare(rules), known


_STAY = (FAULT, "file")
"""facts that a page brings along or that its checks leave, wanted or not"""


def _learn(pages: Sequence[Page], groups: Sequence[Group], known: Rules, wanted: Wanted) -> None:
    """Work out what is wanted of some pages, and let go of all else: what they were made of takes most room."""
    alone = Site({})
    for group in groups:
        for page in pages:
            reported = page.path in wanted.reported
            if not group.alone:
                _facts(page, group, reported)
            elif reported and group.applies(page):
                _known(page, group, alone, known)
    for page in pages:
        if page.path in wanted.reported:
            _read(page)
        page.facts = {name: page.facts[name] for name in (*wanted.of(page), *_STAY) if name in page.facts}
        page.forget()


def _read(page: Page) -> None:
    """What the sift and the findings ask of a page, while its parse is there."""
    try:
        silences(page)
        assert page.title is not None
    except Exception:  # shows again where it is asked for
        return


def _facts(page: Page, group: Group, reported: bool) -> None:
    try:
        for about in group.kind.SITE:
            rows(about, page)
        for fact in group.kind.FACTS if reported else ():
            fact(page)
    except Exception:  # shows again, and is reported, where the check asks for the fact
        return


def _known(page: Page, group: Group, site: Site, rules: Rules) -> list[Finding]:
    """The findings of a group on a page; those of page kinds are kept with the page like a fact."""
    if group.findings in page.facts:
        return page.facts[group.findings]  # type: ignore[no-any-return]
    found = _judge(page, group, site, rules)
    if group.alone:
        page.facts[group.findings] = found
    return found


def _judge(page: Page, group: Group, site: Site, rules: Rules) -> list[Finding]:
    compiled = group.compiled
    try:
        return [finding(page, hit) for hit in group.kind.check(page, site, compiled)]
    except Exception as error:
        return [_broken(page, fault(group.name, error), rules.get(INTERNAL))]


def _broken(page: Page, words: dict[str, Any], rule: Rule) -> Finding:
    """A fault of ours, told as a finding so that all other findings are still shown."""
    try:
        silences(page), page.title
    except Exception:  # the page cannot be parsed at all: it is spoken of without its title
        page.facts.update({"title": "", SILENCES: ()})
    return finding(page, Hit(rule, Span(0, 0), words))
