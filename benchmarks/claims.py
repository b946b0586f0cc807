"""What the claim rules cost beside a parse of the same pages, with the rules as they are and with 600 of them.

    python benchmarks/claims.py [FOLDER ...]

Prints one line a set: seconds for a markdown-it-py parse, for the claim rules, and their ratio. Sentences are split
anew in each run, as in a check of the pages; what doclint's own parse costs is not part of it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from itertools import cycle
from pathlib import Path
from time import process_time

import msgspec
from markdown_it import MarkdownIt

from doclint import rulebook
from doclint.checks import Kinds, claim, claim_number
from doclint.facts.sentences import sentences
from doclint.page import Page
from doclint.rule import Rule, Rules
from doclint.settings import Settings
from doclint.site import Site

ROOT = Path(__file__).parents[1]
HANDBOOK = ROOT.parent / "shared/corpus/handbook/2025-01"


def many(rules: Sequence[Rule], count: int) -> list[Rule]:
    """`rules`, and copies of them about subjects that no page names, up to `count`."""
    made = list(rules)
    for number, rule in zip(range(count - len(rules)), cycle(rules), strict=False):
        names = tuple(f"{name} gadget{number}" for name in rule.params.subject.any)
        subject = msgspec.structs.replace(rule.params.subject, any=names)
        params = msgspec.structs.replace(rule.params, subject=subject)
        made.append(Rule(f"{rule.id}-{number}", rule.form, params, "x", ""))
    return made


def least(run: Callable[[], object], times: int = 5) -> float:
    """The fewest seconds of `times` runs."""
    seconds = []
    for _ in range(times):
        begun = process_time()
        run()
        seconds.append(process_time() - begun)
    return min(seconds)


def measure(name: str, texts: Sequence[str], known: Rules) -> None:
    """One line for the pages `texts`."""
    markdown = MarkdownIt("gfm-like", {"linkify": False})
    parse = least(lambda: [markdown.parse(text) for text in texts])
    mine = [rule for rule in known.all if rule.form.check == "claim"]
    numbers = claim_number.prepare([r for r in known.all if r.form.check == "claim-number"], known.words)
    for rules in (mine, many(mine, 600)):
        compiled = claim.prepare(rules, known.words)
        pages = [Page("page.md", text) for text in texts]

        def run(pages: Sequence[Page] = pages, compiled: claim.Compiled = compiled) -> int:
            found = 0
            for page in pages:
                page.facts.pop(f"{sentences.__module__}.{sentences.__qualname__}", None)
                found += len(list(claim.check(page, Site({}), compiled)))
                found += len(list(claim_number.check(page, Site({}), numbers)))
            return found

        run()
        cost = least(run)
        seconds = f"parse {parse:.3f} s, claims {cost:.3f} s, {cost / parse:.2f}"
        print(f"{name}: {len(texts)} pages, {len(rules)} rules: {seconds}")


def main(folders: Sequence[str]) -> None:
    """Measure each folder, or the handbook."""
    known = rulebook.rules(Settings(root=str(ROOT)), Kinds())
    for folder in folders or [str(HANDBOOK)]:
        texts = [file.read_text(encoding="utf-8", errors="replace") for file in sorted(Path(folder).rglob("*.md"))]
        measure(folder, texts, known)


if __name__ == "__main__":
    main(sys.argv[1:])
