"""What a change brought: the findings of now without those that the same rules make on the site as it was."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cache

from doclint import answers, engine, past, sift
from doclint.baseline import Baseline
from doclint.rule import Finding
from doclint.site import Question


def brought(
    found: Sequence[Finding], context: sift.Context, groups: Sequence[engine.Group], before: past.Earlier
) -> list[Finding]:
    """Those of `found` that were not there `before`, wherever they stand.

    A finding was there if the page, under the name it had, gave one of the same rule with the same quote.
    """
    if not found:
        return []
    now, then = _by_page(found), _by_page(_found_then(before, found, context, groups))
    new = [_new(now[path], then.get(before.was.get(path, ""), []), _lines(context, before, path)) for path in now]
    return sift.ordered([one for page in new for one in page], context)


def added(questions: set[Question], before: past.Earlier, groups: Sequence[engine.Group]) -> set[Question]:
    """Those of `questions` that the site `before` did not give rise to: the addresses that a change brought."""
    return questions - engine.questions(before.site, groups, before.site.pages)


def _found_then(
    before: past.Earlier, found: Iterable[Finding], context: sift.Context, groups: Sequence[engine.Group]
) -> list[Finding]:
    """The findings of then on the pages that have findings now."""
    site, known = before.site, context.known
    paths = sorted({was for one in found if (was := before.was.get(one.path, "")) in site.pages})
    engine.survey(site, context.rules, groups, paths, None, known)
    answers.recall(before, engine.questions(site, groups, paths), context.site.answers)
    baseline = Baseline(context.baseline.entries.values())
    told = engine.run(site, known, groups, paths)
    return sift.sift(sift.Context(site, context.rules, known, context.settings, tuple(paths), baseline, told))


def _by_page(found: Iterable[Finding]) -> dict[str, list[Finding]]:
    pages: dict[str, list[Finding]] = defaultdict(list)
    for one in found:
        pages[one.path].append(one)
    return pages


def _lines(context: sift.Context, before: past.Earlier, path: str) -> Callable[[], Mapping[int, int]]:
    """Line of the page now -> line then, for lines that stayed; worked out when it is first asked for."""

    @cache
    def lines() -> Mapping[int, int]:
        old, new = before.site.pages[before.was[path]].source, context.site.pages[path].source
        blocks = SequenceMatcher(None, old.split("\n"), new.split("\n")).get_matching_blocks()
        return {block.b + n + 1: block.a + n + 1 for block in blocks for n in range(block.size)}

    return lines


def _new(now: Sequence[Finding], then: Sequence[Finding], lines: Callable[[], Mapping[int, int]]) -> Iterator[Finding]:
    """The findings on a page that it did not have; of more alike than before, those on lines that have changed."""
    was: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for one in then:
        was[one.rule, one.quote].append(one)
    alike: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for one in now:
        alike[one.rule, one.quote].append(one)
    for key, mine in alike.items():
        if len(mine) > len(was[key]):
            yield from _surplus(mine, was[key], lines) if was[key] else mine


def _surplus(now: list[Finding], then: list[Finding], lines: Callable[[], Mapping[int, int]]) -> list[Finding]:
    left = Counter(one.line for one in then)
    rest = []
    for one in now:
        line = lines().get(one.line, 0)
        if left[line]:
            left[line] -= 1
        else:
            rest.append(one)
    return rest[left.total() :]
