"""How well statements are judged: one table, from labelled pairs and pages, through the public API only.

    python benchmarks/statements.py ../shared/corpus/claims [--only NAME ...] [--wrong NAME] [--seeds FOLDER]

Each set is cut in two halves by the place of its rows, 1st, 3rd, ... (tuned on) and 2nd, 4th, ... (held out); both
are shown. P is the share of flagged pairs that are contradictions, R the share of contradictions that are flagged.
`--wrong` prints what a set gets wrong in its first half, and nothing of the second.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import doclint
from doclint import Finding

LOOSE = "versions/swapped-word"
PACKS = {"select": ["versions"]}
Row = dict[str, Any]


class Judged(NamedTuple):
    """A row with what was found on it."""

    row: Row
    true: bool
    """labelled a contradiction"""
    found: Sequence[Finding]


def pairs(rows: Iterable[Row], old: str, new: str, label: str) -> Iterator[Judged]:
    """Rows of two sentences, compared like two versions of a page."""
    for row in rows:
        yield Judged(row, row["label"].lower() == label, doclint.compare(row[old], row[new], settings=PACKS))


def climate(rows: Iterable[Row]) -> Iterator[Judged]:
    for row in rows:
        for piece in row["evidences"]:
            found = doclint.compare(piece["text"], row["claim"], settings=PACKS)
            yield Judged({**piece, "claim": row["claim"]}, piece["label"] == "REFUTES", found)


def versions(rows: Iterable[Row]) -> Iterator[Judged]:
    return pairs(rows, "old", "new", "contradiction")


def captions(rows: Iterable[Row]) -> Iterator[Judged]:
    return pairs(rows, "a", "b", "contradiction")


def claims(rows: Iterable[Row]) -> Iterator[Judged]:
    return pairs(rows, "evidence", "claim", "refutes")


def topics(rows: Iterable[Row]) -> Iterator[Judged]:
    """Sentences on a page about a topic."""
    for row in rows:
        found = doclint.check_text(f"# {row['topic']}\n\n{row['text']}\n", settings={"select": ["claims"]})
        yield Judged(row, row["label"] == "flag", found)


SETS: dict[str, Callable[[Iterable[Row]], Iterator[Judged]]] = {
    "vitaminc-versions": versions,
    "sick": captions,
    "breaking-nli": captions,
    "climate-fever": climate,
    "fever-symmetric": claims,
    "claim-heat-pump": topics,
}


def score(name: str, part: str, judged: Sequence[Judged], counts: Callable[[Finding], bool]) -> None:
    flagged = [one for one in judged if any(counts(finding) for finding in one.found)]
    right, true = sum(one.true for one in flagged), sum(one.true for one in judged)
    precision = f"P {right / len(flagged):.3f}" if flagged else "P -    "
    rest = f"{1000 * len(flagged) / len(judged):5.1f} flags per 1,000" if name == "climate-fever" else ""
    print(f"{name:18} {part:24} {precision}  R {right / max(true, 1):.3f}  ({len(flagged)} of {len(judged)})  {rest}")


def by_rule(judged: Sequence[Judged]) -> None:
    rules = sorted({finding.rule for one in judged for finding in one.found})
    for rule in rules:
        score("", rule, judged, lambda finding, rule=rule: finding.rule == rule)  # type: ignore[misc]


def measure(name: str, folder: Path, wrong: str) -> None:
    rows = [json.loads(line) for line in (folder / f"{name}-dev.jsonl").read_text(encoding="utf-8").splitlines()]
    for half, mine in (("tuned", rows[0::2]), ("held out", rows[1::2])):
        judged = list(SETS[name](mine))
        score(name, f"{half}, all rules", judged, lambda finding: True)
        score(name, f"{half}, without swaps", judged, lambda finding: finding.rule != LOOSE)
        score(name, f"{half}, high confidence", judged, lambda finding: finding.confidence == "high")
        by_rule(judged)
        if wrong == name and half == "tuned":
            show(judged)


def show(judged: Sequence[Judged]) -> None:
    for one in judged:
        if bool(one.found) != one.true:
            said = "; ".join(f"{finding.rule}: {finding.message}" for finding in one.found) or "missed"
            print(f"  {said}\n    {json.dumps(one.row, ensure_ascii=False)[:600]}")


REACH = ("diff", "fact-index", "claim-rule", "page-identity")
LIST_EDITS = ("hb22",)
DOCUMENTS = {"seed 003": "reference-encyclopedia.txt", "seed 004": "reference-training-guide.txt"}


def handbook(folder: Path) -> None:
    """Rows from whole pages: versions compared, pairs inside or between pages on a made site."""
    lines = (folder / "handbook-dev.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["id"] not in LIST_EDITS]
    wanted = hit = loud = 0
    for row in rows:
        found = [one for one in _handbook(folder / "handbook-pages", row) if _about(one, row)]
        true = row["label"] == "contradiction"
        wanted += true and row["reach"] in REACH
        hit += true and row["reach"] in REACH and bool(found)
        loud += not true and any(one.severity != "info" for one in found)
        said = ", ".join(f"{one.rule} ({one.severity})" for one in found) or "-"
        print(f"handbook           {row['id']} {row['label']:17} {row['reach']:14} {said}")
    print(f"handbook           {hit} of {wanted} true ones found, {loud} look-alikes at warning or above")


def _handbook(pages: Path, row: Row) -> list[Finding]:
    texts = {side: _text(pages, row[side]) for side in "ab"}
    paths = {side: row[side]["page"] for side in "ab"}
    if paths["a"] == paths["b"] and texts["a"] != texts["b"]:
        found = doclint.compare(texts["a"], texts["b"], path=paths["b"])
        return found + doclint.compare(texts["b"], texts["a"], path=paths["a"])
    with tempfile.TemporaryDirectory() as root:
        for side in "ab":
            file = Path(root, paths[side])
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(texts[side], encoding="utf-8")
        return list(doclint.check(root).findings)


def _text(pages: Path, side: Row) -> str:
    """The page that holds the sentence, in the first version that is there; a made one where none is."""
    files = [pages / side[end] / side["page"] for end in ("first", "last")] + sorted(pages.glob(f"*/{side['page']}"))
    texts = [file.read_text(encoding="utf-8", errors="replace") for file in files if file.exists()]
    holding = [text for text in texts if _plain(side["sentence"]) in _plain(text)]
    title = Path(side["page"]).stem.partition("-")[2].replace("-", " ").title()
    return (holding or texts or [f"# {title}\n\n{side['sentence']}\n"])[0]


def _about(finding: Finding, row: Row) -> bool:
    """Whether a finding speaks of the labelled sentences: it stands in one of them and rests on the other."""
    if finding.rule == "versions/page-swapped":
        return True
    if finding.rule.split("/")[0] not in ("versions", "contradictions", "claims"):
        return False
    a, b = (_plain(row[side]["sentence"]) for side in "ab")
    said = [_plain(one.quote) for one in finding.evidence if one.kind in ("page", "version")]
    here = _plain(finding.quote)
    both = any((here in b and _near(one, a)) or (here in a and _near(one, b)) for one in said)
    return both or (finding.rule.startswith("claims/") and (here in a or here in b))


def _near(quote: str, sentence: str) -> bool:
    return bool(quote) and (quote in sentence or sentence in quote)


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() or c in ".,%$" else " " for c in text).split()).strip(".")


def passages(folder: Path, documents: Path) -> None:
    """Whether the right passage of a reference is among the first three."""
    rows = [json.loads(line) for line in (folder / "evidence-dev.jsonl").read_text(encoding="utf-8").splitlines()]
    found = 0
    for row in rows:
        texts = {row["doc"]: (documents / DOCUMENTS[row["doc"]]).read_text(encoding="utf-8")}
        best = doclint.evidence(row["query"], texts, limit=3)
        found += any(one.start < row["char_end"] and row["char_start"] < one.end for one in best)
    print(f"evidence           right passage in the first three: {found} of {len(rows)}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="*", default=[*SETS, "handbook", "evidence"])
    parser.add_argument("--wrong", default="")
    parser.add_argument("--seeds", type=Path, help="the folder of reference documents; without it, no evidence row")
    chosen = parser.parse_args()
    for name in chosen.only:
        if name in SETS:
            measure(name, chosen.folder, chosen.wrong)
    if "handbook" in chosen.only:
        handbook(chosen.folder)
    if "evidence" in chosen.only and chosen.seeds:
        passages(chosen.folder, chosen.seeds)


if __name__ == "__main__":
    main()
