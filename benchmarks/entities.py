"""How well names are found, and how often an organisation is rightly said to stand on the wrong page.

    python benchmarks/entities.py CORPUS [--labels benchmarks/entities.csv] [--seed 1] [--injections 500] [--verbose]

CORPUS holds versions of one site, a folder each (`2023-09/docs`). The labels name everything that stands on some pages
and say whether it belongs there; those of the part `last` were written when the vocabulary stood, before it ran there.

1. Names. The names found on the labelled pages against the labels: each name once a page.
2. Natural errors. Findings of entities/off-topic at default confidence against the labels; `unsure` counts neither way.
3. Organisations that belong. All findings of entities/off-topic on the newest version, at default confidence.
4. Injections. Names of the site's solution pages, standing on at most three of them, no place and no body that works on
   everything, are written into other solution pages drawn at random: found, at any confidence? False are the findings
   on the site as it is; those of the vocabulary, which part 2 judges, are shown apart. With a name on two pages, the
   page where it was before can be accused too: also shown apart.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from doclint import api, rulebook
from doclint.checks import Kinds, name_elsewhere
from doclint.facts.named import key, named
from doclint.page import Page
from doclint.rule import Finding
from doclint.settings import Settings

SITE = {"generator": "docusaurus"}
VOCABULARY = "entities/off-topic"
STATISTICS = ("entities/at-home-elsewhere", "entities/called-elsewhere")
MOST = 3


class Label(NamedTuple):
    """What somebody who read the page says of one name."""

    part: str
    version: str
    page: str
    name: str
    kind: str
    belongs: str


def main() -> None:
    """All parts, as tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--labels", type=Path, default=Path(__file__).with_name("entities.csv"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--injections", type=int, default=500)
    parser.add_argument("--verbose", action="store_true")
    given = parser.parse_args()
    with given.labels.open(encoding="utf-8") as file:
        labels = [Label(*row) for row in list(csv.reader(file))[1:]]
    versions = {folder.name: texts(folder) for folder in sorted(given.corpus.iterdir()) if (folder / "docs").is_dir()}
    names(versions, labels, given.verbose)
    natural(versions, labels, given.verbose)
    newest = max(versions)
    accused = [one for one in findings(versions[newest], "medium") if one.rule == VOCABULARY]
    each = len(accused) / len(versions[newest])
    print(f"{newest}: {len(accused)} findings of {VOCABULARY} on {len(versions[newest])} pages, {each:.3f} a page")
    for version in versions:
        injected(version, versions[version], random.Random(given.seed), given.injections, given.verbose)


def texts(folder: Path) -> dict[str, str]:
    """Path -> text of the pages of one version."""
    files = sorted(file for ending in ("*.md", "*.mdx") for file in (folder / "docs").rglob(ending))
    return {file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8", errors="replace") for file in files}


def findings(pages: Mapping[str, str], least: str) -> list[Finding]:
    """What the pack says of a site."""
    settings: dict[str, Any] = {"select": ["entities"], "min-confidence": least, "site": SITE}
    return list(api.check_texts(pages, settings=settings).findings)


def names(versions: Mapping[str, Mapping[str, str]], labels: list[Label], verbose: bool) -> None:
    """Part 1."""
    for part in ("first", "last"):
        pages: dict[tuple[str, str], set[str]] = defaultdict(set)
        for label in labels:
            if label.part == part:
                pages[label.version, label.page].add(key(label.name))
        counts: Counter[str] = Counter()
        for (version, name), wanted in pages.items():
            found = {key(one.name) for one in named(Page(name, versions[version][f"docs/{name}"], dialect="mdx"))}
            counts.update(right=len(found & wanted), false=len(found - wanted), missed=len(wanted - found))
            if verbose:
                print(version, name, "false:", sorted(found - wanted), "missed:", sorted(wanted - found))
        print(f"names, {part} {len(pages)} pages: {rates(counts)}")


def rates(counts: Mapping[str, int]) -> str:
    right, false, missed = counts["right"], counts["false"], counts["missed"]
    return (
        f"precision {right / max(right + false, 1):.3f} ({right}/{right + false}), "
        f"recall {right / max(right + missed, 1):.3f} ({right}/{right + missed})"
    )


def natural(versions: Mapping[str, Mapping[str, str]], labels: list[Label], verbose: bool) -> None:
    """Part 2."""
    judged = [label for label in labels if label.version == min(versions)]
    found: dict[str, set[str]] = defaultdict(set)
    for one in findings(versions[min(versions)], "medium"):
        if one.rule == VOCABULARY:
            found[one.path.removeprefix("docs/")].add(key(one.quote))
    for part in ("first", "last"):
        counts: Counter[str] = Counter()
        for label in judged:
            if label.part == part and label.belongs != "unsure":
                hit, stranger = key(label.name) in found[label.page], label.belongs == "no"
                counts["right" if hit and stranger else "false" if hit else "missed" if stranger else "silent"] += 1
                if verbose and hit != stranger:
                    print(label.page, label.name, "missed" if stranger else "false")
        print(f"natural errors, {part} ten pages: {rates(counts)}")


def injected(version: str, pages: dict[str, str], draw: random.Random, count: int, verbose: bool) -> None:
    """Part 4 for one version."""
    clean = {(one.path, key(one.quote)): one.rule for one in findings(pages, "low")}
    pairs = list(drawn(pages, draw, count))
    counts: Counter[str] = Counter()
    while pairs:
        batch = dict(reversed(pairs))
        pairs = [pair for pair in pairs if batch.get(pair[0]) != pair[1]]
        changed = {path: written(text, batch[path], draw) if path in batch else text for path, text in pages.items()}
        told = {(one.path, key(one.quote)): one.rule for one in findings(changed, "low")}
        for path, name in batch.items():
            rule = told.get((path, key(name)), "")
            counts[rule if rule in (VOCABULARY, *STATISTICS) else "missed"] += 1
            if verbose and not rule:
                print(version, path, "missed:", name)
        mine = {(path, key(name)) for path, name in batch.items()}
        counts["at home"] += sum(
            rule in STATISTICS for one, rule in told.items() if one not in mine and one not in clean
        )
    rules = (VOCABULARY, *STATISTICS)
    right, false = sum(counts[rule] for rule in rules), sum(rule in STATISTICS for rule in clean.values())
    known = sum(rule == VOCABULARY for rule in clean.values())
    print(
        f"injections, {version}: {rates({'right': right, 'false': false, 'missed': counts['missed']})}; by rule: "
        f"{', '.join(f'{rule} {counts[rule]}' for rule in rules)}; false on the clean site: {false} "
        f"({false / len(pages):.3f} a page), of the vocabulary: {known}; accused at home: {counts['at home']}"
    )


def drawn(pages: Mapping[str, str], draw: random.Random, count: int) -> Iterator[tuple[str, str]]:
    """(page, name that does not stand there), `count` times."""
    everywhere = name_elsewhere.prepare((), rulebook.rules(Settings(root="."), Kinds()).words).everywhere
    targets = [path for path in pages if "/solution-" in path]
    there: dict[str, dict[str, str]] = defaultdict(dict)
    for path in targets:
        for one in named(Page(path, pages[path], dialect="mdx")):
            there[key(one.name)][path] = one.name
    known = [name for name in sorted(there) if name not in everywhere and len(there[name]) <= MOST]
    for _ in range(count):
        name = draw.choice(known)
        path = draw.choice([path for path in targets if path not in there[name]])
        yield path, next(iter(there[name].values()))


def written(text: str, name: str, draw: random.Random) -> str:
    """The page with a sentence that names `name` at the end of a section drawn at random."""
    ends = [found.start() for found in re.finditer(r"^## ", text, re.MULTILINE)][1:] or [len(text)]
    at = draw.choice(ends)
    return f"{text[:at].rstrip()}\n\nAmong those who work on it is {name}.\n\n{text[at:]}"


if __name__ == "__main__":
    main()
