"""How many wrong image credits are found, how many right ones are accused, and how well an address finds its page.

    python benchmarks/credits.py CORPUS [--labels benchmarks/credits.csv] [--seed 1] [--verbose]

CORPUS holds versions of one site, a folder each (`2023-09/docs`, `2023-09/static`), in the order of their names. The
labels say of every credit whether it is right; they were written before the rules ran.

1. Wrong credits. The versions become commits of a git repository made for this run. Each version is checked twice:
   against the version before it and against the first one. A credit is found, or accused, when a finding at error
   level stands on its line in either run.
2. Topic swap. The right credits of all versions, one pair for each page and address, against the same addresses on
   other pages drawn at random. A measure says how far an address is from a page; its threshold is the lowest at which
   at most 2 % of the right pairs (at least one) are called wrong; recall is the share of swaps above it.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from doclint import api, gather, rulebook
from doclint.checks import Kinds, credit_topic
from doclint.facts.credits import Origin, address, credits
from doclint.facts.owners import known
from doclint.facts.topics import rank
from doclint.page import Page
from doclint.rule import Finding
from doclint.settings import Settings, of
from doclint.site import Site

SITE = {"generator": "docusaurus"}
FALSE = 0.02
SWAPS = 25


class Label(NamedTuple):
    """What somebody who read the page says of one credit."""

    version: str
    page: str
    line: int
    right: bool
    reason: str


def main() -> None:
    """Both parts, as tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--labels", type=Path, default=Path(__file__).with_name("credits.csv"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--verbose", action="store_true", help="list every finding at error level")
    options = parser.parse_args()
    labels = list(read(options.labels))
    versions = sorted({label.version for label in labels})
    wrong_credits(options.corpus, versions, labels, options.verbose)
    topic_swap(options.corpus, versions, labels, options.seed)


def read(file: Path) -> Iterator[Label]:
    """The labels of a CSV file: snapshot, page, line, verdict, reason."""
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield Label(row["snapshot"], row["page"], int(row["line"]), row["verdict"] == "right", row["reason"])


def wrong_credits(corpus: Path, versions: list[str], labels: list[Label], verbose: bool) -> None:
    """Part 1."""
    totals: Counter[str] = Counter()
    by_rule: Counter[tuple[str, str]] = Counter()
    for version, found, skipped in checked(corpus, versions):
        mine = {(f"docs/{label.page}", label.line): label for label in labels if label.version == version}
        errors = {(one.path, one.line) for one in found if one.severity == "error"}
        for one in {(one.rule, one.severity, one.path, one.line): one for one in found}.values():
            label = mine.get((one.path, one.line))
            verdict = "unlabelled" if label is None else "right credit" if label.right else "wrong credit"
            by_rule[f"{one.rule} ({one.severity})", verdict] += 1
            if one.severity == "error" and (verbose or verdict != "wrong credit"):
                print(f"    {version} {one.path}:{one.line} {one.rule} on a {verdict}: {one.message}")
        wrong = {place for place, label in mine.items() if not label.right}
        for path, line in sorted(wrong - errors):
            print(f"    {version} {path}:{line} NOT FOUND: {mine[path, line].reason}")
        right_pages = {path for path, _ in mine} - {path for path, _ in wrong}
        accused = {path for path, _ in errors} & right_pages
        count(totals, {"wrong credits": wrong, "found": wrong & errors, "wrong pages": {p for p, _ in wrong}})
        count(totals, {"wrong pages found": {p for p, _ in wrong & errors}, "right pages": right_pages})
        count(totals, {"right pages accused": accused, "right credits accused": (set(mine) - wrong) & errors})
        print(f"{version}: {len(wrong & errors)} of {len(wrong)} wrong credits found, {len(accused)} of", end=" ")
        print(f"{len(right_pages)} right pages accused; skipped: {skipped or 'nothing'}")
    print("all:", ", ".join(f"{name} {number}" for name, number in totals.items()))
    print("| rule | on wrong credits | on right credits | elsewhere |\n|---|--:|--:|--:|")
    for rule in sorted({rule for rule, _ in by_rule}):
        cells = (str(by_rule[rule, kind]) for kind in ("wrong credit", "right credit", "unlabelled"))
        print(f"| {rule} | {' | '.join(cells)} |")


def count(totals: Counter[str], sets: Mapping[str, Collection[object]]) -> None:
    """Add the sizes of sets to totals."""
    for name, members in sets.items():
        totals[name] += len(members)


def checked(corpus: Path, versions: list[str]) -> Iterator[tuple[str, list[Finding], list[str]]]:
    """Each version with its findings against the version before and the first one, and what was skipped."""
    with tempfile.TemporaryDirectory() as folder:
        root, commits = Path(folder), list[str]()
        git(root, "init", "-q", "-b", "main")
        for version in versions:
            for part in ("docs", "static"):
                shutil.rmtree(root / part, ignore_errors=True)
                shutil.copytree(corpus / version / part, root / part)
            git(root, "add", "-A")
            git(root, "commit", "-q", "-m", version)
            commits.append(git(root, "rev-parse", "HEAD").strip())
            found: list[Finding] = []
            skipped: list[str] = []
            for base in sorted({commits[max(len(commits) - 2, 0)], commits[0]}, key=commits.index):
                settings = of({"root": folder, "select": ["credits"], "base": base, "site": SITE}, [folder])
                report = api.check([root / "docs"], settings)
                found += report.findings
                skipped += [f"{what}: {why}" for what, why in report.skipped]
            yield version, found, sorted(set(skipped))


def git(folder: Path, *words: str) -> str:
    """Run git in `folder` as a nameless author."""
    names = {f"GIT_{who}_{what}": "doclint" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {**os.environ, **names, "GIT_CONFIG_GLOBAL": os.devnull}
    words = ("-c", "core.autocrlf=false", *words)
    done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, check=True, env=environment)
    return done.stdout.decode()


class Pair(NamedTuple):
    """A right credit: the page in the last version where it stands, and one address of the credit."""

    site: Site
    path: str
    origin: Origin
    subject: frozenset[str]
    """the stems of the address that tell pages of the site apart"""


def topic_swap(corpus: Path, versions: list[str], labels: list[Label], seed: int) -> None:
    """Part 2."""
    rules = rulebook.rules(Settings(root="."), Kinds())
    compiled = credit_topic.prepare([rules.get("credits/off-topic")], rules.words)
    found = list(pairs(corpus, versions, labels, compiled))
    chance = random.Random(seed)
    print(f"\ntopic swap: {len(found)} right pairs of page and address, {SWAPS} swaps of each")
    print("| pairs whose address has | right | swaps | measure | threshold | right called wrong | recall |")
    print("|---|--:|--:|---|--:|--:|--:|")
    for least in (1, credit_topic.Params().words):
        right = [pair for pair in found if len(pair.subject) >= least]
        swapped = [pair._replace(path=path) for pair in right for path in others(pair, chance)]
        for name, measure in MEASURES.items():
            threshold, wrong, recall = at_most(FALSE, [measure(p) for p in right], [measure(p) for p in swapped])
            cells = (
                f"{least} words or more",
                len(right),
                len(swapped),
                name,
                f"{threshold:.2f}",
                wrong,
                f"{recall:.3f}",
            )
            print(f"| {' | '.join(map(str, cells))} |")
    fired = sum(fires(pair, pair.path, compiled) for pair in right)
    hits = sum(fires(pair, pair.path, compiled) for pair in swapped)
    print(
        f"the rule off-topic, which also asks who owns the words: {fired} of {len(right)} right pairs accused,", end=" "
    )
    print(f"{hits} of {len(swapped)} swaps found ({hits / len(swapped):.3f})")


def pairs(corpus: Path, versions: list[str], labels: list[Label], compiled: credit_topic.Compiled) -> Iterator[Pair]:
    """The right pairs of all versions, those of later versions in the place of equal ones before."""
    found: dict[tuple[str, str], Pair] = {}
    for version in versions:
        docs = corpus / version / "docs"
        texts = {f"docs/{file.name}": file.read_text(encoding="utf-8") for file in sorted(docs.glob("*.md"))}
        site = gather.of_texts(texts, {}, SITE)
        right = {(f"docs/{one.page}", one.line) for one in labels if one.version == version and one.right}
        for path, page in site.pages.items():
            for credit in credits(page) if any(path == labelled for labelled, _ in right) else ():
                if (path, page.position(credit.span.start)[0]) in right and credit.image:
                    for origin in credit.origins:
                        found[path, address(origin.href)] = Pair(site, path, origin, subject(site, origin, compiled))
    yield from found.values()


def subject(site: Site, origin: Origin, compiled: credit_topic.Compiled) -> frozenset[str]:
    """What the rule itself takes from an address; nothing from one that names no picture."""
    if not compiled.addresses.names_picture(origin.href):
        return frozenset()
    return frozenset(known(site, compiled.addresses.subject(origin.href)))


def others(pair: Pair, chance: random.Random) -> list[str]:
    """Pages of the same version that credit a picture, drawn at random, without the pair's own."""
    credited = [path for path, page in pair.site.pages.items() if path != pair.path and credits(page)]
    return chance.sample(credited, min(SWAPS, len(credited)))


def distance(pair: Pair) -> float:
    """How much worse the page fits the address than the page of the site that fits it best: 0 to 1, below 0 if best."""
    fits = {fit.path: fit.score for fit in rank(pair.site, pair.subject)}
    best = max((score for path, score in fits.items() if path != pair.path), default=0.0)
    return 1 - fits.get(pair.path, 0.0) / best if best else 0.0


def place(pair: Pair) -> float:
    """How many pages of the site fit the address better: the rank by TF-IDF alone."""
    ranked = [fit.path for fit in rank(pair.site, pair.subject)]
    return float(ranked.index(pair.path) if pair.path in ranked else len(pair.site.pages))


MEASURES: dict[str, Callable[[Pair], float]] = {"fit against the best page's": distance, "TF-IDF rank alone": place}


def at_most(share: float, right: list[float], swapped: list[float]) -> tuple[float, int, float]:
    """The threshold, how many right pairs lie above it, and the share of swaps that do."""
    allowed = max(1, int(share * len(right)))
    threshold = sorted(right, reverse=True)[allowed]
    above = sum(value > threshold for value in right)
    return threshold, above, sum(value > threshold for value in swapped) / len(swapped)


def fires(pair: Pair, path: str, compiled: credit_topic.Compiled) -> bool:
    """Whether the rule has a finding when the first credit on the page at `path` gives the pair's address."""
    page = pair.site.pages[path]
    mine = next((o for c in credits(page) for o in c.origins if o.href == pair.origin.href), None)
    origin = mine or next((origin for credit in credits(page) for origin in credit.origins), None)
    if origin is None:
        return False
    text = page.source[: origin.span.start] + pair.origin.href + page.source[origin.span.end :]
    swapped = Page(path, text, dialect=page.dialect)
    return any(hit.span.start == origin.span.start for hit in credit_topic.check(swapped, pair.site, compiled))


if __name__ == "__main__":
    main()
