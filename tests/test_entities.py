"""Organisations on pages about something else: who is a stranger, and who only seems to be one."""

from __future__ import annotations

import datetime
import re
from time import perf_counter

import hypothesis
import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import doclint
from conftest import Write
from doclint import api, entities, rulebook
from doclint.checks import Kinds
from doclint.checks.organisation import check, prepare
from doclint.cli import main
from doclint.errors import RuleError
from doclint.facts.names import Names
from doclint.facts.organisations import Organisation, entry
from doclint.lazy import Text
from doclint.page import Page
from doclint.rule import Rules, Texts, load
from doclint.settings import Settings
from doclint.site import Site

FIELDS = """
telescopes: {title: telescopes, words: [telescope*], also: [lens, lenses], near: [space]}
space: {title: spaceflight, words: [rocket*]}
bread: {title: bread, words: [bread, bak*]}
"""
RULE = """
check: organisation
summary: s
message: "{found}: {theirs}, not {ours}"
severity: warning
confidence: medium
why: w
with: {fault: off-topic, unless-near: [customer*]}
"""


def known(*entries: str, fields: str = FIELDS) -> Rules:
    """The rule with a vocabulary of these entries, each written as a YAML mapping without braces."""
    listed = "\n".join(f"  - {{scope: specialist, kind: company, source: s, {entry}}}" for entry in entries)
    words = {"words/fields.yaml": fields, "words/organisations/mine.yaml": f"organisations:\n{listed}\n"}
    return load(Texts.of({"mine": {"entities/off-topic.yaml": RULE, **words}}), Kinds())


def quotes(text: str, *entries: str) -> list[str]:
    rules = known(*entries)
    page = Page("page.md", text)
    hits = check(page, Site({"page.md": page}), prepare(rules.all, rules.words))
    return [text[hit.span.start : hit.span.end] for hit in hits]


BAKER = "name: Oven Works, fields: [bread]"


def test_a_stranger_is_found_where_it_is_named() -> None:
    assert quotes("# Telescopes\n\nMakers are Lens Ltd and the **Oven Works**.", BAKER) == ["Oven Works"]


@pytest.mark.parametrize(
    "text",
    [
        "# Bread\n\nMakers are the Oven Works.",
        "# Makers\n\nMakers are the Oven Works.",
        "# Telescopes\n\nThe Oven Works bake bread for astronomers.",
        "# Telescopes\n\n## Baking for astronomers\n\nThe Oven Works.",
        "# Telescopes\n\n## The Oven Works",
        "# Telescopes\n\nA customer is the Oven Works.",
        "# Telescopes\n\nThe Oven Works Museum and the Old Oven Works.",
        "# Telescopes\n\nThe oven works.",
        "# Telescopes\n\n`Oven Works`",
    ],
)
def test_who_is_no_stranger(text: str) -> None:
    assert quotes(text, BAKER) == []


def test_the_name_of_an_organisation_is_no_mention_of_its_field() -> None:
    text = "# Telescopes\n\nMakers: Bread Board, Oven Works."
    assert quotes(text, BAKER, "name: Bread Board, fields: [bread]") == ["Bread Board", "Oven Works"]


def test_near_fields_hold_both_ways() -> None:
    assert quotes("# Rockets\n\nLens Ltd", "name: Lens Ltd, fields: [telescopes]") == []
    assert quotes("# Telescopes\n\nLift Off", "name: Lift Off, fields: [space]") == []


@pytest.mark.parametrize("scope", ["generalist", "unknown"])
def test_only_specialists_are_strangers(scope: str) -> None:
    rules = known(BAKER)
    file, text = rules.words.texts["organisations/mine"]
    rules.words.texts = {
        **rules.words.texts,
        "organisations/mine": (file, Text.of(text.words.replace("specialist", scope))),
    }
    page = Page("page.md", "# Telescopes\n\nOven Works")
    assert list(check(page, Site({}), prepare(rules.all, rules.words))) == []


def test_an_acronym_needs_the_full_name_on_the_page_unless_it_stands_alone() -> None:
    entry = "name: Guild of Oven Builders, acronym: GOB, fields: [bread]"
    assert quotes("# Telescopes\n\n- GOB", entry) == []
    text = "# Telescopes\n\n- GOB\n- Guild of Oven Builders"
    assert quotes(text, entry) == ["GOB", "Guild of Oven Builders"]
    assert quotes("# Telescopes\n\n- GOB", entry + ", acronym-alone: true") == ["GOB"]


def test_a_link_to_another_domain_means_somebody_else() -> None:
    entry = "name: Crust, fields: [bread], domains: [crust.example]"
    assert quotes("# Telescopes\n\n- [Crust](https://crust.geology.example)", entry) == []
    assert quotes("# Telescopes\n\n- [Crust](https://www.crust.example/a)", entry) == ["Crust"]


def test_a_name_that_others_share_needs_a_link() -> None:
    entry = "name: Crust, fields: [bread], domains: [crust.example], homonyms: [the crust of the earth]"
    assert quotes("# Telescopes\n\n- Crust", entry) == []
    assert quotes("# Telescopes\n\n- [Crust](http://crust.example)", entry) == ["Crust"]
    twins = ["name: Crust, fields: [bread]", "name: Crust, fields: [bread], domains: [crust.example]"]
    assert quotes("# Telescopes\n\n- Crust", *twins) == []


def test_an_earlier_name_is_a_name() -> None:
    entry = "name: Oven Works, fields: [bread], renamed: [{from: Stove Works, year: 1990}]"
    assert quotes("# Telescopes\n\n- Stove Works", entry) == ["Stove Works"]


def test_the_finding_says_who_it_is_and_how_we_know() -> None:
    text = "# Chess\n\nThe strongest players are trained by Network Rail and by FIDE.\n"
    (one,) = doclint.check_text(text, settings={"select": ["entities"]})
    assert (one.quote, one.severity, one.line) == ("Network Rail", "warning", 3)
    assert "railways" in one.message
    assert "chess" in one.message
    assert any(e.kind == "rule" and "organisations/" in e.where and "recalled" in e.note for e in one.evidence)


def test_the_finding_carries_the_entry_that_would_settle_it(site: Write) -> None:
    page = "# Chess\n\nThe strongest players are trained by Network Rail.\n"
    (one,) = doclint.check_text(page, settings={"select": ["entities"]})
    mine = f"organisations:\n  {one.data['settle']}\n"
    root = site({"doc.md": page, "ours/words/organisations/mine.yaml": mine})
    settings = {"root": str(root), "select": ["entities"]}
    assert doclint.check(root, settings).findings
    assert not doclint.check(root, {**settings, "rules": ["ours"]}).findings


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("[Networkrail](https://www.networkrail.co.uk)", True),
        ("[Networkrail Ltd](http://networkrail.co.uk/)", True),
        ("[Network](https://www.networkrail.co.uk)", False),
        ("[timetable](https://www.networkrail.co.uk)", False),
        ("[Networkrail](https://www.networkrail.co.uk/a-study)", False),
        ("[Networkrail](https://www.elsewhere.example)", False),
    ],
)
def test_a_link_to_its_site_makes_another_spelling_its_name(link: str, found: bool) -> None:
    findings = doclint.check_text(f"# Chess\n\n- {link}\n", settings={"select": ["entities"]})
    assert [one.quote for one in findings] == ([link[1 : link.index("]")]] if found else [])


def test_an_old_name_is_mended_only_on_request() -> None:
    (one,) = doclint.check_text("# Masonry\n\nSold by LafargeHolcim.\n", settings={"select": ["entities/renamed"]})
    assert one.fix is not None
    assert not one.fix.safe
    assert [edit.text for edit in one.fix.edits] == ["Holcim"]


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("name: A, fields: [bread], defunct: 1999, source: ''", "source"),
        ("name: A, fields: [breed]", "bread"),
        ("name: A", "fields"),
        ("name: A, felds: [bread]", "fields"),
    ],
)
def test_a_faulty_entry_is_an_error_that_helps(entry: str, words: str) -> None:
    rules = known(entry)
    with pytest.raises(RuleError, match=words) as error:
        prepare(rules.all, rules.words)
    assert "mine.yaml" in str(error.value)


def test_a_field_near_to_none_is_an_error() -> None:
    rules = known(BAKER, fields="bread: {title: b, words: [bread], near: [rolls]}")
    with pytest.raises(RuleError, match="rolls"):
        prepare(rules.all, rules.words)


def test_names_with_regex_characters() -> None:
    names = Names([("C++ (Foo|Bar)*", 1), ("A.B", 2), ("[Sic] & Co.", 3), ("...", 4)])
    assert [place[:3] for place in names.find("by C++ (Foo|Bar)* or A.B; AxB, [Sic] & Co. ...")] == [
        (3, 17, "C++ (Foo|Bar)*"),
        (21, 24, "A.B"),
        (31, 42, "[Sic] & Co."),
    ]


def test_the_longest_name_wins() -> None:
    names = Names([("Oven", 1), ("Oven Works", 2), ("Works", 3)])
    assert [place.known for place in names.find("the Oven Works, the Oven, the Works")] == [2, 1, 3]


def test_fifty_thousand_names_in_bounded_time() -> None:
    start = perf_counter()
    names = Names(
        (f"The {word} Energy Company {n}", n) for n, word in enumerate(["Rye", "Oat", "Maize", "Rice"] * 12_500)
    )
    text = "The Oat Energy Company 20001 and the Energy Company of the Rice people. " * 500
    assert len(names.find(text)) == 500
    assert perf_counter() - start < 5


@given(st.lists(st.text(min_size=1), max_size=20), st.text())
@hypothesis.settings(max_examples=50, deadline=None)
def test_names_never_crash_and_quote_the_text(names: list[str], text: str) -> None:
    joined = " ".join([text, *names])
    for place in Names((name, None) for name in names).find(joined):
        assert " ".join(joined[place.start : place.end].split()) != ""


@given(
    st.lists(
        st.sampled_from(["# Chess", "\n\n", "- ", "Network Rail", "[", "](https://[x", ")", "FIDE", "`", "<li>", "\n"])
    )
)
@hypothesis.settings(max_examples=40, deadline=None)
def test_it_never_crashes(parts: list[str]) -> None:
    doclint.check_text("# Chess\n\n" + "".join(parts), settings={"select": ["entities"]})


def test_thousands_of_strangers_in_one_section_stay_affordable() -> None:
    text = "# Chess\n\n" + "- [Network Rail](https://networkrail.co.uk)\n" * 2000
    start = perf_counter()
    assert len(doclint.check_text(text, settings={"select": ["entities"]})) == 2000
    assert perf_counter() - start < 10


FAR = {
    "docs/cod.md": "# Fisheries of cod\n\nCod swim in cold water. We ask Kvistholm Labs, and again Kvistholm Labs.",
    "docs/herring.md": "# Fisheries of herring\n\nHerring swim in cold water.",
    "docs/piano.md": "# Pianos\n\nPianos have strings. Tuners learn at Kvistholm Labs.",
    "docs/tram.md": "# Trams\n\nTrams run on rails; tickets are sold at the stop.",
    "docs/bus.md": "# Buses\n\nBuses run through streets; tickets are sold at the stop.",
    "docs/oak.md": "# Oak trees\n\nOak trees grow acorns.",
}
ELSEWHERE = {"select": ["entities/at-home-elsewhere"], "min-confidence": "low"}


def test_where_a_name_is_named_more_often_it_is_at_home() -> None:
    (one,) = api.check_texts(FAR, settings=ELSEWHERE).findings
    assert (one.path, one.quote) == ("docs/piano.md", "Kvistholm Labs")
    assert [(e.where, e.line) for e in one.evidence if e.kind == "page"] == [("docs/cod.md", 3)]
    assert "Fisheries of cod" in one.message


def test_an_entry_of_unknown_scope_settles_it(site: Write) -> None:
    (one,) = api.check_texts(FAR, settings=ELSEWHERE).findings
    mine = f"organisations:\n  {one.data['settle']}\n"
    root = site({**FAR, "ours/words/organisations/mine.yaml": mine})
    assert doclint.check(root, {**ELSEWHERE, "root": str(root)}).findings
    assert not doclint.check(root, {**ELSEWHERE, "root": str(root), "rules": ["ours"]}).findings


def test_triage_puts_the_suspicious_first_and_leaves_the_known_out(site: Write) -> None:
    root = site({**FAR, "docs/talk.md": "# Talk\n\nWe met Anna Kvist, the World Bank and Vestas in Norway."})
    done = CliRunner().invoke(main, ["entities", "triage", str(root)])
    lines = done.output.splitlines()
    assert lines[0] == "Kvistholm Labs: docs/cod.md:3, docs/piano.md:3"
    assert [line for line in lines if not line.startswith(" ")] == [lines[0], "Anna Kvist: docs/talk.md:3"]
    assert yaml.safe_load(lines[2]) == [{"name": "Kvistholm Labs", "scope": "unknown"}]
    short = CliRunner().invoke(main, ["entities", "triage", "--limit", "1", str(root)])
    assert "1 more name; --limit shows more" in short.output


def test_an_entry_is_yaml_whatever_the_name() -> None:
    for name in ('"Odd" & Sons: #1', "C:\\Works", "Null", "{a}", "שלום", "1\n2"):
        one = Organisation(name, scope="unknown", acronym_alone=True)
        assert yaml.safe_load(entry(one)) == [{"name": name, "scope": "unknown", "acronym-alone": True}]


def test_the_vocabulary_that_is_shipped_is_sound() -> None:
    assert list(entities.check(rulebook.rules(Settings(root="."), Kinds()).words, datetime.date.today())) == []


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("{name: A, fields: [solr], domains: [a.example]}", r"mine.yaml:3: .*did you mean `solar`"),
        ("{name: A}", r"mine.yaml:3: .*no `fields`"),
        ("{name: A, fields: [solar]}", "neither `source` nor `domains`"),
        ("{name: B, scope: unknown}\n  - {name: B, scope: unknown}", r"mine.yaml:4: `B` stands at .*mine.yaml:3"),
        ("{name: A, scope: unknown, defunct: 1999}", "`source` must say"),
        ("{name: A, scope: unknown, checked: 2001-01-01}", "goes with `read: opened`"),
        ("{name: A, scope: unknown, read: opened, checked: 2001-01-01}", "last checked on 2001-01-01"),
    ],
)
def test_check_names_file_and_line(site: Write, monkeypatch: pytest.MonkeyPatch, entry: str, words: str) -> None:
    mine = f"# mine\norganisations:\n  - {entry}\n"
    root = site({"doclint.toml": 'rules = ["ours"]\n', "ours/words/organisations/mine.yaml": mine})
    monkeypatch.chdir(root)
    done = CliRunner().invoke(main, ["entities", "check"])
    assert done.exit_code == 1
    assert re.search(words, done.output), done.output


def test_fifty_thousand_organisations_of_a_user_are_checked_in_bounded_time(site: Write) -> None:
    mine = "organisations:\n" + "".join(
        f"  - {{name: Bakery {n} (Kvistholm), fields: [baking], domains: [b{n}.example]}}\n" for n in range(50_000)
    )
    root = site({"docs/a.md": "# Trams\n\n- Bakery 77 (Kvistholm)\n", "ours/words/organisations/mine.yaml": mine})
    start = perf_counter()
    report = doclint.check(root, {"root": str(root), "rules": ["ours"], "select": ["entities"]})
    assert [one.quote for one in report.findings] == ["Bakery 77 (Kvistholm)"]
    assert perf_counter() - start < 60


def test_a_user_adds_subjects(site: Write) -> None:
    fields = "knots: {title: knots, words: [knot*]}\n"
    mine = "organisations:\n  - {name: Bowline Ltd, fields: [knots], domains: [bowline.example]}\n"
    words = {"ours/words/fields/mine.yaml": fields, "ours/words/organisations/mine.yaml": mine}
    root = site({"a.md": "# Knots\n\nBowline Ltd and FIDE.", "b.md": "# Chess\n\nBowline Ltd and FIDE.", **words})
    report = doclint.check(root, {"root": str(root), "rules": ["ours"], "select": ["entities"]})
    assert [(one.path, one.quote) for one in report.findings] == [("a.md", "FIDE"), ("b.md", "Bowline Ltd")]


def test_names_in_letters_without_capitals() -> None:
    names = Names([("חברת החשמל", 1), ("شركة الكهرباء", 2), ("国家电网", 3)])
    assert [place.known for place in names.find("לפי חברת החשמל, شركة الكهرباء (国家电网)")] == [1, 2, 3]
    assert quotes("# Telescopes\n\n- חברת החשמל", "name: חברת החשמל, fields: [bread]") == ["חברת החשמל"]
