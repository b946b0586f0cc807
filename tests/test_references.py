"""Passages of reference documents that bear on a sentence."""

from __future__ import annotations

import json
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import doclint
from doclint import command, rulebook
from doclint.checks import Kinds, claim_number
from doclint.facts.attributes import verdict
from doclint.references import WINDOW, plain
from doclint.settings import Settings

ROOT = Path(__file__).parents[1]
SHIPPED_RULE = (ROOT / "rules/claims/leds-contain-mercury.yaml").read_text(encoding="utf-8")

FILLER = " ".join(["flour water salt oven tin crust crumb"] * 40)
BOOKS = {
    "bread": f"{FILLER} A rye dough needs 12.5 hours at 20 degrees. {FILLER}",
    "stars": f"{FILLER} The comet returns every 76 years, near the sun. {FILLER}",
}


def test_the_best_passage_comes_first_with_its_place() -> None:
    best = doclint.evidence("Comets return after 76 years.", BOOKS)[0]
    assert best.document == "stars"
    assert "every 76 years" in best.text
    assert BOOKS["stars"][best.start : best.end] == best.text
    assert len(best.text.split()) <= WINDOW


def test_lost_marks_do_not_hide_a_passage() -> None:
    lost = {"bare": f"{FILLER} a ryedough needs 125 hours {FILLER}", "other": FILLER}
    best = doclint.evidence("A rye-dough takes 12.5 hours.", lost)[0]
    assert "ryedough needs 125" in best.text


def test_texts_without_names_are_numbered() -> None:
    assert doclint.evidence("comet", list(BOOKS.values()))[0].document == "2"


def test_nothing_to_say() -> None:
    assert doclint.evidence("submarine", BOOKS) == []
    assert doclint.evidence("the of and", BOOKS) == []
    assert doclint.evidence("comet", {}) == []
    assert doclint.evidence("comet", {"empty": ""}) == []
    assert doclint.evidence("comet", {"only small words": "the of and a"}) == []


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.lists(st.text(max_size=400), max_size=3), st.integers(0, 4))
def test_any_text(query: str, texts: list[str], limit: int) -> None:
    found = doclint.evidence(query, texts, limit)
    assert len(found) <= limit
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    for one in found:
        assert texts[int(one.document) - 1][one.start : one.end] == one.text
    spans = sorted((one.document, one.start, one.end) for one in found)
    assert all(a[0] != b[0] or a[2] <= b[1] for a, b in pairwise(spans))


def test_labelled_queries(shared: Path) -> None:
    seeds, file = shared / "seeds", shared / "corpus/claims/evidence-dev.jsonl"
    if not file.exists():
        pytest.skip("the labelled queries are absent")
    names = {"seed 003": "reference-encyclopedia.txt", "seed 004": "reference-training-guide.txt"}
    books = {name: (seeds / path).read_text(encoding="utf-8") for name, path in names.items()}
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    hits = 0
    for row in rows:
        best = doclint.evidence(row["query"], books)[:3]
        middle = (row["char_start"] + row["char_end"]) // 2
        hits += any(one.document == row["doc"] and one.start <= middle < one.end for one in best)
    assert hits >= 0.83 * len(rows)


def site(folder: Path, page: str, **documents: str | bytes) -> Path:
    """A site with one page and documents that its settings name."""
    folder.joinpath("page.md").write_text(page, encoding="utf-8")
    names = {name: name.replace("_", ".") for name in documents}
    table = "".join(f'{name} = "{file}"\n' for name, file in names.items())
    folder.joinpath("doclint.toml").write_text(f"[references]\n{table}", encoding="utf-8")
    for name, text in documents.items():
        folder.joinpath(names[name]).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def contradicted(folder: Path) -> list[tuple[str, str]]:
    report = doclint.check(folder, {"root": str(folder), **_table(folder)})
    return [(f.quote, f.evidence[0].quote) for f in report.findings if f.rule == "claims/contradicts-reference"]


def _table(folder: Path) -> dict[str, object]:
    return dict(tomllib.loads(folder.joinpath("doclint.toml").read_text(encoding="utf-8")))


GUIDE = "Air-source heat pumps have a COP of 2.5 to 4.5."


def test_a_contradicted_figure_comes_with_the_passage(tmp_path: Path) -> None:
    ((quote, passage),) = contradicted(site(tmp_path, "Air-source heat pumps have a COP of 8.", guide_txt=GUIDE))
    assert quote == "8"
    assert passage in GUIDE
    assert "2.5 to 4.5" in passage


def test_what_the_document_supports_or_does_not_speak_of_is_left_alone(tmp_path: Path) -> None:
    page = "Air-source heat pumps have a COP of 4. Ground-source heat pumps have a COP of 8."
    assert contradicted(site(tmp_path, page, guide_txt=GUIDE)) == []


def test_of_html_only_what_is_shown_counts(tmp_path: Path) -> None:
    html = f"<style>COP of 9</style><p>{GUIDE.replace('COP', '<b>COP</b>')}</p><script>COP of 8</script>"
    assert len(contradicted(site(tmp_path, "Air-source heat pumps have a COP of 8.", guide_html=html))) == 1


def test_missing_and_undecodable_documents_are_told(tmp_path: Path) -> None:
    site(tmp_path, "Heat pumps.", guide_txt=GUIDE, old_txt="Wärmepumpe".encode("latin-1"))
    tmp_path.joinpath("guide.txt").unlink()
    report = doclint.check(tmp_path, {"root": str(tmp_path), **_table(tmp_path)})
    skipped = {one.what: one.why for one in report.skipped}
    assert "cannot be read" in skipped["reference guide_txt (guide.txt)"]
    assert "not UTF-8" in skipped["reference old_txt (old.txt)"]


@pytest.mark.parametrize(("quote", "code"), [("a COP of 2.5 to 4.5", 0), ("a COP of 9", 1)])
def test_a_quote_of_a_rule_must_stand_in_its_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quote: str, code: int
) -> None:
    site(tmp_path, "Heat pumps.", guide_txt=GUIDE)
    rule = SHIPPED_RULE.replace("    source:", f"    document: guide_txt\n    quote: {quote}\n    source:", 1)
    tmp_path.joinpath("ours").mkdir()
    tmp_path.joinpath("ours/leds.yaml").write_text(rule, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    failed, words = command.test(["ours"])
    assert failed == bool(code)
    assert ("does not hold" in words) == failed


def test_numeric_verdicts_on_labelled_queries(shared: Path) -> None:
    seeds, file = shared / "seeds", shared / "corpus/claims/evidence-dev.jsonl"
    if not file.exists():
        pytest.skip("the labelled queries are absent")
    texts = [(seeds / name).read_text(encoding="utf-8") for name in ("reference-encyclopedia.txt",)]
    known = list(claim_number.chosen((), rulebook.rules(Settings(root=str(ROOT)), Kinds()).words))
    wanted = {"supports": "supported", "contradicts": "contradicted"}
    unsure = judged = 0
    for row in map(json.loads, file.read_text(encoding="utf-8").splitlines()):
        for attribute in known:
            read = (fact for text in texts for fact in attribute.stated(text, loose=True))
            facts = [figure for fact in read if (figure := attribute.restored(fact))]
            for one in attribute.stated(row["query"]):
                what, _ = verdict(one, facts)
                judged, unsure = judged + 1, unsure + (what == "unsure")
                assert what in (wanted[row["expected"]], "unsure"), row["query"]
    assert judged >= 7
    assert unsure <= 2


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>A <![if gte mso 9]>b<![endif]> c</p>", "A b c"),
        ("<p>A <![CDATA[x]]> b</p>", "A b"),
        ("<p>A</p><![![![ x> b", "A b"),
    ],
)
def test_sections_that_no_browser_knows_are_comments(html: str, words: str) -> None:
    assert plain("a.html", html) == words


@given(
    st.lists(st.sampled_from(("<", "!", "[", "]", ">", "--", "?", "/", "&", "#", "p", " ", "CDATA[", "é")), max_size=30)
)
def test_any_html_is_read(pieces: list[str]) -> None:
    told = plain("a.html", "".join(pieces))
    assert told == " ".join(told.split())
