"""Pages times rules: findings. Serial, or with the part that needs only one page through any executor."""

from __future__ import annotations

import hashlib
import os
import re
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from typing import Any, NamedTuple

import msgspec

from doclint.checks import Kinds
from doclint.errors import about
from doclint.facts.silences import silences
from doclint.page import Page, Span
from doclint.rule import Edit, Finding, Fix, Hit, PlacedEdit, Rule, Rules
from doclint.site import Question, Site, rows

CHUNK = 32
"""pages a worker gets at once: small enough to share out, large enough not to pay for the way"""

INTERNAL = "run/internal-error"
_QUOTED = 80
_FIELD = re.compile(r"\{(\w+)\}")


class Group(NamedTuple):
    """All rules of one kind, prepared once for all pages."""

    name: str
    kind: Any
    compiled: Any

    def alone(self) -> bool:
        """Whether a page is all that this kind needs, so that it can run where the page is read."""
        return not self.kind.NEEDS - {"before"}

    def applies(self, page: Page) -> bool:
        return "before" not in self.kind.NEEDS or page.before is not None


def prepare(rules: Rules) -> list[Group]:
    """The rules by kind, compiled."""
    by_kind: dict[str, list[Rule]] = {}
    for rule in rules.all:
        by_kind.setdefault(rule.form.check, []).append(rule)
    kinds = Kinds()
    return [Group(name, kinds[name], kinds[name].prepare(mine, rules.words)) for name, mine in by_kind.items()]


def questions(site: Site, groups: Iterable[Group], paths: Iterable[str]) -> set[Question]:
    """What the kinds want to know from outside, each question once."""
    asking = [group for group in groups if hasattr(group.kind, "wants")]
    wanted: set[Question] = set()
    for path in paths if asking else ():
        for group in asking:
            try:
                wanted.update(group.kind.wants(site.pages[path], site, group.compiled))
            except Exception:  # reported by `check` on the same page, where the fault shows again
                continue
    return wanted


def tally(site: Site, rules: Rules, paths: Sequence[str]) -> dict[str, int]:
    """What the kinds of these rules count of the links on the pages `paths`."""
    counts: Counter[str] = Counter()
    kinds = Kinds()
    for kind in [kinds[name] for name in {rule.form.check for rule in rules.all}]:
        for path in paths if hasattr(kind, "tally") else ():
            try:
                counts.update(kind.tally(site.pages[path], site))
            except Exception:  # reported by `check` on the same page, where the fault shows again
                continue
    return dict(sorted(counts.items()))


def run(site: Site, rules: Rules, groups: Sequence[Group], paths: Iterable[str]) -> list[Finding]:
    """The findings on the pages `paths` of `site`, in the order of paths and places."""
    found: list[Finding] = []
    for path in paths:
        page = site.pages[path]
        mine = [f for group in groups if group.applies(page) for f in _known(page, group, site, rules)]
        found += numbered(mine)
    return found


def survey(
    site: Site, rules: Rules, groups: Sequence[Group], paths: Sequence[str], executor: Executor | None, known: Rules
) -> None:
    """Do what needs one page only, here or in workers: findings of page kinds, and the facts and rows of the others.

    Only these are kept; a page's parse is dropped before the next one is read.
    """
    reported = set(paths)
    shared = any(not group.alone() for group in groups)
    pages = [page for page in site.pages.values() if shared or page.path in reported]
    if executor is None:
        for page in pages:
            _learn(page, groups, known, page.path in reported)
        return
    chunks = [pages[start : start + CHUNK] for start in range(0, len(pages), CHUNK)]
    answers = executor.map(_work, [(chunk, rules, known, reported) for chunk in chunks])
    for chunk, facts in zip(chunks, answers, strict=True):
        for page, learnt in zip(chunk, facts, strict=True):
            page.facts.update(learnt)


def _work(job: tuple[list[Page], Rules, Rules, set[str]]) -> list[dict[str, Any]]:
    """In a worker: the facts of some pages, the findings of page kinds among them. Tokens stay here."""
    pages, rules, known, reported = job
    groups = prepare(rules)
    for page in pages:
        _learn(page, groups, known, page.path in reported)
    return [page.facts for page in pages]


def _learn(page: Page, groups: Sequence[Group], known: Rules, reported: bool) -> None:
    for group in groups:
        if not group.alone():
            _facts(page, group, reported)
        elif reported and group.applies(page):
            _known(page, group, Site({}), known)
    if reported:
        _read(page)
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
    name = f"findings of {group.name}"
    if name in page.facts:
        return page.facts[name]  # type: ignore[no-any-return]
    found = _judge(page, group, site, rules)
    if group.alone():
        page.facts[name] = found
    return found


def _judge(page: Page, group: Group, site: Site, rules: Rules) -> list[Finding]:
    try:
        return [finding(page, hit) for hit in group.kind.check(page, site, group.compiled)]
    except Exception as error:
        return [_broken(page, group.name, error, rules.get(INTERNAL))]


def _broken(page: Page, kind: str, error: Exception, rule: Rule) -> Finding:
    """A fault of ours, told as a finding so that all other findings are still shown."""
    trace = [
        f"{os.path.basename(f.filename)}:{f.lineno} in {f.name}" for f in traceback.extract_tb(error.__traceback__)
    ]
    words = {"kind": kind, "error": f"{type(error).__name__}: {error}", "at": trace[-1], "about": about()}
    try:
        silences(page), page.title
    except Exception:  # the page cannot be parsed at all: it is spoken of without its title
        page.facts.update({"title": "", f"{silences.__module__}.{silences.__qualname__}": ()})
    made = finding(page, Hit(rule, Span(0, 0), words))
    return msgspec.structs.replace(made, data={**words, "trace": trace})


def finding(page: Page, hit: Hit) -> Finding:
    """A hit with everything that only the page can tell: lines, columns and the words quoted."""
    form, quote = hit.rule.form, printable(page.source[hit.span.start : hit.span.end])
    line, column = page.position(hit.span.start)
    end_line, end_column = page.position(hit.span.end)
    return Finding(
        rule=hit.rule.id,
        path=page.path,
        version=page.version,
        title=page.title,
        line=line,
        column=column,
        end_line=end_line,
        end_column=end_column,
        severity=form.severity,
        confidence=form.confidence,
        precision=form.precision,
        message=_message(form.message, {"found": _short(quote), **hit.words}),
        quote=quote,
        evidence=hit.evidence,
        data={key: value for key, value in hit.words.items() if isinstance(value, str | int | float | list)},
        fix=_fix(page, hit.edits),
        span=hit.span,
        edits=hit.edits,
    )


def printable(text: str) -> str:
    """Text that any output can carry: an undecodable byte is written as \\x92."""
    if text.isascii():
        return text
    return "".join(f"\\x{ord(c) - 0xDC00:02x}" if "\udc80" <= c <= "\udcff" else c for c in text)


def _message(form: str, words: Mapping[str, object]) -> str:
    return _FIELD.sub(lambda field: printable(str(words.get(field[1], field[0]))), form)


def _short(quote: str) -> str:
    words = " ".join(quote.split())
    return words if len(words) <= _QUOTED else f"{words[: _QUOTED - 1]}…"


def _fix(page: Page, edits: tuple[Edit, ...]) -> Fix | None:
    if not edits:
        return None
    return Fix(all(edit.safe for edit in edits), tuple(_placed(page, edit) for edit in edits))


def _placed(page: Page, edit: Edit) -> PlacedEdit:
    return PlacedEdit(*page.position(edit.span.start), *page.position(edit.span.end), edit.text)


def numbered(found: list[Finding]) -> Iterator[Finding]:
    """Findings in order of place, each with a fingerprint that no line number enters."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for one in sorted(found, key=lambda f: (f.path, f.span, f.rule, f.message)):
        seen[one.path, one.rule, one.quote] += 1
        count = seen[one.path, one.rule, one.quote]
        yield msgspec.structs.replace(one, fingerprint=fingerprint(one.rule, one.path, one.quote, count))


def fingerprint(rule: str, path: str, quote: str, count: int) -> str:
    """What a finding is known by: the `count`th with this quote on its page."""
    key = "\0".join((rule, path, quote, str(count))).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(key, digest_size=8).hexdigest()
