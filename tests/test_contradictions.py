"""Figures of one page that contradict each other, and pages that lost their subject."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from doclint import Finding, check_text, compare
from doclint.api import check_texts

SETTINGS = {"select": ["contradictions"]}


def within(text: str) -> list[Finding]:
    return check_text(text, settings=SETTINGS)


def test_a_finding_quotes_both_figures() -> None:
    text = "The tunnel under the harbour is 4 km long.\n\nThe tunnel under the *harbour* is **7 km** long.\n"
    (found,) = within(text)
    assert (found.rule, found.quote, found.line) == ("contradictions/same-words-within-page", "7 km", 3)
    (said,) = found.evidence
    assert (said.line, said.quote) == (1, "The tunnel under the harbour is 4 km long.")
    assert "4 km" in found.message


def test_silent_on_code_other_languages_tables_and_very_many_figures() -> None:
    assert within("The tunnel of the harbour is 4 km long.\n\n`The tunnel of the harbour is 7 km long.`") == []
    assert within("Der Tunnel unter dem Hafen ist 4 km lang.\n\nDer Tunnel unter dem Hafen ist auch 7 km lang.") == []
    rows = "".join(f"The harbour tunnel of the island is {n} km long.\n\n" for n in range(1, 3000))
    assert within(rows) == []


def test_a_very_long_sentence_is_left_alone() -> None:
    assert within(f"The tunnel is 4 km long{', and 7 km of it are wet' * 9000}.") == []
    long = "the harbour tunnel is 4 km long, " * 6000
    assert [one for one in compare(long, long.replace("4", "5")) if one.rule.startswith("versions")] == []


@given(st.lists(st.sampled_from(["The kiln burns 5 kg of straw.", "Straw: the kiln burns 9 kg.", "*7 kg*", "In 2019"])))
@settings(max_examples=40, deadline=None)
def test_findings_quote_their_source(lines: list[str]) -> None:
    text = "\n\n".join(lines)
    for found in within(text):
        assert text[found.span.start : found.span.end] == found.quote


def between(**texts: str) -> list[Finding]:
    return list(check_texts({f"{name}.md": text for name, text in texts.items()}, settings=SETTINGS).findings)


TUNNEL = "The tunnel under the old harbour of the island is {} long."


def test_pages_that_differ_are_told_on_the_later_one() -> None:
    (found,) = between(a=TUNNEL.format("4 km"), b=TUNNEL.format("7 km"), c="Harbours are wet.")
    assert (found.rule, found.path, found.quote) == ("contradictions/between-pages", "b.md", "7 km")
    (said,) = found.evidence
    assert (said.where, said.line, said.quote) == ("a.md", 1, TUNNEL.format("4 km"))


def test_three_values_are_cases_and_no_contradiction() -> None:
    assert between(a=TUNNEL.format("4 km"), b=TUNNEL.format("7 km"), c=TUNNEL.format("9 km")) == []
    assert within("\n\n".join(TUNNEL.format(length) for length in ("4 km", "7 km", "9 km"))) == []


def test_a_page_whose_title_is_the_subject_speaks_of_itself_only() -> None:
    clause = "Takes {} of room for each of the rows."
    assert between(a=f"# Rye\n\n{clause.format('4 kg')}", b=f"# Oats\n\n{clause.format('9 kg')}") == []
    assert len(between(a=f"# Rye\n\n{clause.format('4 kg')}", b=f"# Rye\n\n{clause.format('9 kg')}")) == 1


def test_a_site_of_equal_sentences_stays_cheap() -> None:
    pages = {f"p{n}": "\n\n".join(TUNNEL.format(f"{n + k} km") for k in range(40)) for n in range(20)}
    assert between(**pages) == []


def test_labels_and_conditions_tell_figures_apart() -> None:
    assert within("- The Fox: saved 500 tons of grain a year.\n- The Owl: saved 900 tons of grain a year.") == []
    assert within("At 10 km the tunnel saves 4 hours a week.\n\nAt 20 km the tunnel saves 9 hours a week.") == []


def test_a_date_is_told_with_the_one_that_it_does_not_go_with() -> None:
    text = "The Ruhl Lighthouse was built in 1871.\n\nIn *June* 1781, the Ruhl Lighthouse was built by fishermen.\n"
    (found,) = within(text)
    assert (found.rule, found.quote, found.line) == ("contradictions/dates-within-page", "June* 1781", 3)
    assert found.evidence[0].quote == "The Ruhl Lighthouse was built in 1871."


def test_an_acronym_is_the_name_that_it_stands_for() -> None:
    text = "The League of Old Kiln Masters was set up in 1923.\n\nThe LOKM, founded in 19{}, has six members."
    assert [found.quote for found in within(text.format(32))] == ["1932"]
    assert within(text.format(23)) == []


def test_dates_on_pages_are_told_on_the_later_one_and_three_are_several_events() -> None:
    said = "The Lantern Pact was signed in {}."
    (found,) = between(a=said.format(1911), b=said.format("May 1913"))
    assert (found.rule, found.path, found.quote) == ("contradictions/dates-between-pages", "b.md", "May 1913")
    assert between(a=said.format(1911), b=said.format(1913), c=said.format(1915)) == []
    assert between(a=said.format(1911), b=said.format("June 1911")) == []


def test_an_object_that_may_be_another_one_each_time_has_many_dates() -> None:
    assert within("Ada Brand signed a lease in 1911.\n\nAda Brand signed a lease in 1913.") == []
    assert within("Norway joined in 1911.\n\nLike others, Norway joined in 1913.") == []


def test_a_sentence_about_what_its_section_is_about_speaks_for_that_section() -> None:
    text = "## Oak\n\nThe stove burns 5 kg of logs.\n\n{}The stove burns 9 kg of logs."
    assert [found.confidence for found in within(text.format("## Pine\n\n"))] == ["low"]
    assert [found.rule for found in within(text.format(""))] == ["contradictions/same-words-within-page"]


_WORDS = [
    "The Lantern Pact",
    "LP",
    "was",
    "signed",
    "(LP)",
    "in",
    "on",
    "4",
    "June",
    "1911",
    "1913",
    ",",
    "founded",
    "by",
]


@given(st.lists(st.lists(st.sampled_from(_WORDS), min_size=3, max_size=9), max_size=6))
@settings(max_examples=60, deadline=None)
def test_dates_are_quoted_as_they_are_written(lines: list[list[str]]) -> None:
    text = "\n\n".join(" ".join(words) + "." for words in lines)
    for found in within(text):
        assert text[found.span.start : found.span.end] == found.quote
        assert found.evidence[0].quote in text


def test_a_page_in_new_words_that_still_names_its_subject_is_not_swapped() -> None:
    old = "# Steam cars\n\n" + "The steam cars of the valley stand in the shed of the car club at night. " * 20
    new = "# Steam cars\n\n" + "Steam engines on wheels hiss along lanes, steam whistles and boilers glow red. " * 20
    gone = "# Steam cars\n\n" + "Honey flows out of hives, bees dance on flowers, keepers wear thick white veils. " * 20
    rules = {"select": ["versions/page-swapped"]}
    assert compare(old, new, path="steam-cars.md", settings=rules) == []
    assert len(compare(old, gone, path="steam-cars.md", settings=rules)) == 1
