"""False claims: who says what of what, what takes it back, rules of one's own, and what six hundred of them cost."""

from __future__ import annotations

import json
import os
from pathlib import Path
from time import process_time

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doclint import examples, rulebook
from doclint.checks import Kinds, claim_number
from doclint.checks.claim import Compiled, check, prepare
from doclint.errors import RuleError
from doclint.facts.attributes import Range, attributes
from doclint.facts.relations import inflected
from doclint.lazy import Kept, Text
from doclint.page import Page
from doclint.rule import Rule, Words
from doclint.settings import Settings
from doclint.site import Site

ROOT = Path(__file__).parents[1]
KNOWN = rulebook.rules(Settings(root=str(ROOT), rules=("tests/rules",)), Kinds())
RULE = KNOWN.get("claims/heat-pumps-replace-air-conditioners")
OWN = [rule for rule in KNOWN.all if rule.file.startswith("tests/rules/")]
SHIPPED = prepare([RULE], KNOWN.words)


def found(text: str, compiled: Compiled = SHIPPED) -> list[str]:
    """The words of the page that claim it."""
    page = Page("page.md", text)
    return [text[hit.span.start : hit.span.end] for hit in check(page, Site({"page.md": page}), compiled)]


@pytest.mark.parametrize("rule", OWN, ids=lambda rule: rule.id)
def test_rules_about_other_subjects_and_with_relations_of_their_own(rule: Rule) -> None:
    assert examples.failures(rule, KNOWN) == []


def test_there_are_such_rules() -> None:
    assert {rule.params.relation.use for rule in OWN} == {"replaces", "removes", "shows"}


CLAIMS = """
Heat pumps oust air conditioners.
Heat pumps are on the way to oust air conditioners.
In warm towns heat pumps have ousted air conditioners.
Heat pumps (and nothing else) oust air conditioners.
Heat pumps let landlords and tenants throw away air conditioners.
Using heat pumps enables hotels to retire air conditioning.
The spread of heat pumps seals it: they banish air conditioning.
Hotels choose heat pumps to get rid of air conditioning.
With heat pumps, hotels can part with air conditioning.
Hotels with heat pumps can do without air conditioning.
Air conditioning is being phased out by heat pumps.
Air conditioning turned out to be costly, and heat pumps make air conditioning redundant.
Air conditioners will vanish as heat pumps arrive.
Heat pumps, the successor to air conditioners, are here.
Heat pumps: farewell to air conditioners
There is no need for air conditioners once you have a heat pump.
Heat pumps cool the ballroom without the need for air conditioning.
"""

NO_CLAIMS = """
Heat pumps do not oust air conditioners.
Heat pumps hardly ever oust air conditioners.
Far from ousting air conditioners, heat pumps are a kind of them.
Do heat pumps oust air conditioners?
Do heat pumps oust air conditioners
The advert reads “heat pumps oust air conditioners”.
The advert claims that heat pumps oust air conditioners.
Heat pumps oust air conditioners, the salesman said.
The story that heat pumps oust air conditioners is a myth.
If heat pumps ousted air conditioners, the grid would change.
Heat pumps oust air conditioners if they are big enough.
Heat pumps oust furnaces, boilers, and air conditioners.
Heat pumps oust old air conditioners.
Heat pumps ousted the air conditioners of our hotel.
Heat pumps ousted 300 air conditioners.
Heat pumps oust the hotel's air conditioners.
Heat pump makers oust air conditioners from the catalogue.
Landlords who like heat pumps oust air conditioners.
Heat pumps heat, while awnings oust air conditioners.
Awnings, unlike heat pumps, oust air conditioners.
Landlords ousted air conditioners with heat pumps.
Air conditioners oust heat pumps.
Heat pumps oust air conditioner filters.
The price of air conditioners is halved by heat pumps.
"""


@pytest.mark.parametrize("sentence", CLAIMS.strip().splitlines())
def test_a_claim_is_found_once_however_it_is_put(sentence: str) -> None:
    assert len(found(sentence)) == 1


@pytest.mark.parametrize("sentence", NO_CLAIMS.strip().splitlines())
def test_what_is_not_asserted_of_the_thing_itself_is_no_claim(sentence: str) -> None:
    assert found(sentence) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Heat pumps can help us finally get rid of air conditioners.", "help us finally get rid of air conditioners"),
        ("Heat pumps will soon oust air conditioners.", "oust air conditioners"),
        ("Air conditioners will be ousted by heat pumps.", "Air conditioners will be ousted"),
        ("**Heat pumps** make [air\nconditioners](x.md) redundant.", "make [air\nconditioners](x.md) redundant"),
        ("Heat pumps are the best &amp; only substitute for A/C.", "substitute for A/C"),
    ],
)
def test_the_span_runs_from_the_first_word_that_relates_to_the_last(text: str, words: str) -> None:
    assert found(text) == [words]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("# Heat pumps\n\nThey oust air conditioners.", 1),
        ("---\ntitle: Heat pumps\n---\n\nThis technology ousts air conditioners.", 1),
        ("Heat pumps are quiet. They are small. They oust air conditioners.", 1),
        ("# Heat pumps\n\nAwnings are cheap. They oust air conditioners.", 0),
        ("They oust air conditioners.", 0),
        ("# Awnings\n\nThey oust air conditioners.", 0),
        ("Hotels buy heat pumps when they oust air conditioners.", 0),
    ],
)
def test_a_pronoun_stands_for_what_was_named_before(text: str, count: int) -> None:
    assert len(found(text)) == count


def test_every_finding_says_what_it_rests_on() -> None:
    page = Page("page.md", "Heat pumps oust air conditioners.")
    (hit,) = check(page, Site({}), SHIPPED)
    assert [one.kind for one in hit.evidence] == ["rule"]
    assert hit.evidence[0].note == RULE.form.evidence[0].fact


def test_an_unknown_relation_names_the_file_and_the_nearest() -> None:
    params = msgspec.structs.replace(RULE.params, relation=msgspec.structs.replace(RULE.params.relation, use="replace"))
    with pytest.raises(RuleError, match=r"heat-pumps.*no relation `replace`.*`replaces`"):
        prepare([Rule("x", RULE.form, params, RULE.file, "")], KNOWN.words)


def test_the_forms_of_a_verb() -> None:
    forms = {
        verb: inflected(verb, {"get": ("gets", "got", "getting")}) for verb in ("drop", "bury", "toss", "oust", "get")
    }
    assert forms["drop"] == ["drop", "drops", "dropped", "dropping"]
    assert forms["bury"] == ["bury", "buries", "buried", "burying"]
    assert forms["toss"] == ["toss", "tosses", "tossed", "tossing"]
    assert forms["oust"] == ["oust", "ousts", "ousted", "ousting"]
    assert forms["get"] == ["get", "gets", "got", "getting"]


def test_every_expression_of_the_grammar_is_valid() -> None:
    for claim in prepare([RULE, *OWN], KNOWN.words).claims:
        grammar = claim.grammar
        for _, _, text in grammar._expressions():
            grammar.compiled(text)
        for forms in (*grammar.clauses.before.values(), *grammar.clauses.after.values()):
            for text in forms:
                grammar.compiled(text)


WORDS = (
    "heat pumps air conditioners AC they replace ousts help us get rid of no longer need the , . ? “ ” not with by a"
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*WORDS.split(), "\n\n", "# ", "é"]), max_size=60))
def test_any_words_are_read_and_spans_hold_an_object(words: list[str]) -> None:
    for quote in found(" ".join(words)):
        assert "condition" in quote or "AC" in quote


def test_a_long_sentence_takes_no_longer_than_a_page() -> None:
    text = "Heat pumps " + "that help us and get the, " * 400 + "air conditioners get rid of"
    begun = process_time()
    found(text)
    assert process_time() - begun < 2


def many(count: int) -> Compiled:
    """The rule and copies of it about other subjects."""

    def renamed(number: int) -> Rule:
        names = (f"gadget{number}", f"QX{number}")
        subject = msgspec.structs.replace(RULE.params.subject, any=names)
        return Rule(
            f"x{number}", RULE.form, msgspec.structs.replace(RULE.params, subject=subject, topic=names), "x", ""
        )

    return prepare([RULE, *(renamed(number) for number in range(count))], Words(KNOWN.words.texts, KNOWN.words.parsed))


def test_six_hundred_claims_share_one_gate() -> None:
    pages = ["Rye is dark, gadgets are not, and air conditioners hum. " * 40, "Heat pumps oust air conditioners. " * 20]
    costs = []
    for compiled in (SHIPPED, many(600)):
        assert len(found(pages[1], compiled)) == 20
        begun = process_time()
        for _ in range(20):
            for page in pages:
                found(page, compiled)
        costs.append(process_time() - begun)
    assert costs[1] < 2 * costs[0] + 0.05


def test_sentences_collected_for_this_claim(shared: Path) -> None:
    file = shared / "corpus/claims/claim-heat-pump-dev.jsonl"
    if not file.exists():
        pytest.skip("the collected sentences are absent")
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        assert bool(found(f"# {row['topic']}\n\n{row['text']}")) == (row["label"] == "flag"), row["text"]


def test_nothing_on_careful_pages(shared: Path) -> None:
    for folder in ("2024-07", "2025-01"):
        for file in sorted((shared / "corpus/handbook" / folder).rglob("*.md")):
            assert found(file.read_text(encoding="utf-8", errors="replace")) == [], os.fspath(file)


def test_a_loop_in_the_vocabulary_is_named() -> None:
    file, text = KNOWN.words.texts["clauses"]
    looped = text.words.replace("parts:\n", 'parts:\n  egg: "<hen> egg"\n  hen: "<egg> hen"\n').replace(
        "<subject><also><tail>", "<hen><subject><also><tail>"
    )
    rule = KNOWN.get("claims/leds-contain-mercury")
    compiled = prepare([rule], Words({**KNOWN.words.texts, "clauses": (file, Text.of(looped))}, Kept()))
    with pytest.raises(RuleError, match=r"clauses.yaml: <hen> holds <egg> holds <hen>, a loop"):
        found("LEDs contain mercury.", compiled)


def test_a_name_that_the_rule_itself_excludes_is_told() -> None:
    subject = msgspec.structs.replace(RULE.params.subject, not_modified_by=("heat pump",))
    params = msgspec.structs.replace(RULE.params, subject=subject)
    with pytest.raises(RuleError, match="`heat pump` is both a name and a word that excludes it"):
        prepare([Rule("x", RULE.form, params, RULE.file, "")], KNOWN.words)


MANY_WAYS = [
    ("leds-contain-mercury", "Mercury is found in LED lamps."),
    ("leds-contain-mercury", "LED lamps in offices contain traces of mercury."),
    ("carbon-dioxide-causes-acid-rain", "Carbon dioxide and methane cause acid rain."),
    ("kilowatt-hour-is-a-unit-of-power", "Kilowatt-hours are units of power."),
    ("ipcc-does-its-own-research", "The IPCC, which carries out original research, was founded in 1988."),
]


@pytest.mark.parametrize(("rule", "sentence"), MANY_WAYS)
def test_what_is_said_of_the_thing_itself(rule: str, sentence: str) -> None:
    assert len(found(sentence, prepare([KNOWN.get(f"claims/{rule}")], KNOWN.words))) == 1


def test_a_subject_that_a_word_makes_another_thing_is_left_alone() -> None:
    compiled = prepare([KNOWN.get("claims/fossil-fuels-are-renewable")], KNOWN.words)
    assert found("Natural gas is a renewable fuel.", compiled)
    assert not found("Synthetic natural gas is a renewable fuel.", compiled)


def test_a_sentence_of_200_kb_is_data() -> None:
    compiled = prepare([rule for rule in KNOWN.all if rule.form.check == "claim"], KNOWN.words)
    text = "LEDs and heat pumps " + "that help us, and get the " * 8000 + "contain mercury"
    begun = process_time()
    assert found(text, compiled) == []
    assert process_time() - begun < 5


def test_every_shipped_claim_has_eight_examples_of_both_kinds() -> None:
    for rule in KNOWN.all:
        if rule.form.check == "claim" and rule not in OWN:
            marked = sum("⟦" in one.page for one in rule.examples)
            assert min(marked, len(rule.examples) - marked) >= 8, rule.id


def figures_of(text: str, attribute: str) -> list[tuple[float, float, str]]:
    """Low, high and kind of the figures of an attribute."""
    (one,) = claim_number.chosen((attribute,), KNOWN.words)
    return [(found.low, found.high, found.kind) for found in one.stated(text)]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Air-source heat pumps have a COP of 3 to 4.", [(3, 4, "air source")]),
        ("A heat pump has a COP of up to 5.", [(5, 5, "")]),
        ("A COP of 4 for a ground-source unit is good.", [(4, 4, "ground source")]),
        ("The COP fell, and 40 people complained.", []),
        ("At COP28, 100 countries signed.", []),
        ("The theoretical COP is 12.", []),
    ],
)
def test_figures_of_an_attribute(text: str, figures: list[tuple[float, float, str]]) -> None:
    assert figures_of(text, "heat-pump-cop") == figures


def test_a_unit_is_converted_before_a_figure_is_judged() -> None:
    plant = "A small hydropower plant of {} feeds the town."
    for size, count in (("1,000 MW", 1), ("1 GW", 1), ("5 MW", 0), ("900 kW", 0)):
        page = Page("page.md", plant.format(size))
        compiled = claim_number.prepare([KNOWN.get("claims/out-of-range")], KNOWN.words)
        assert len(list(claim_number.check(page, Site({}), compiled))) == count


def test_ranges_that_contradict_each_other_are_an_error() -> None:
    (one,) = claim_number.chosen(("heat-pump-cop",), KNOWN.words)
    form = msgspec.structs.replace(one.form, usual=Range(0.1, 9))
    with pytest.raises(RuleError, match="`usual` must lie within `possible`"):
        attributes({"cop.yaml": form})
