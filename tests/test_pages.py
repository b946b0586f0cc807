"""Pages that cannot be read in full: front matter and nesting."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import doclint
from doclint import fix
from doclint.api import check_texts
from doclint.page import Page
from doclint.rule import Finding


def check(text: str) -> list[Finding]:
    return [one for one in doclint.check_text(text, settings={"select": ["pages"]}) if one.rule.startswith("pages/")]


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ("title: Tides: a guide", "mapping values"),
        ('title: "Tides', "end of stream"),
        ("title: [Tides", "expected"),
        ("- Tides", "not a list of `key: value` lines"),
        ("Tides", "not a list of `key: value` lines"),
        ("title: a\ntitle: b", "the key `title` stands twice"),
        ("sidebar:\n  label: a\n  label: b", "the key `label` stands twice"),
        ("tags:\n  - {name: a, name: b}\n  - name: c\n  - name: d", "the key `name` stands twice"),
    ],
)
def test_front_matter_that_is_wrong(head: str, reason: str) -> None:
    (one,) = check(f"---\n{head}\n---\n\nThe sea rises.\n")
    assert one.rule == "pages/front-matter"
    assert one.severity == "error"
    assert reason in one.message


@pytest.mark.parametrize("day", ["2024-02-30", "2024-13-01"])
def test_a_day_that_is_none_is_told_where_it_stands(day: str) -> None:
    (one,) = check(f"---\ntitle: Tides\nfirst: 2024-02-29\nid: tides\nlast: {day}\n---\n\nThe sea rises.\n")
    assert (one.line, one.column, one.quote) == (5, 7, day)
    assert f"there is no day {day}" in one.message


@pytest.mark.parametrize(
    "text",
    [
        "",
        "---",
        "---\n",
        "---\n---\n",
        "---\ntitle: Tides\n---\n",
        "---\ntitle: Tides\n...\nThe sea.\n",
        "---\n\ntitle: a sentence under a rule\n",
        "--- \nThe sea: rising\n",
        "# Tides\n\n---\nkey: value\n",
        "---\na: &x {k: 1}\nb:\n  <<: *x\n  k: 2\n---\n",
        '---\na: {k: 1}\nb: {k: 2}\nc: "k: 1, k: 2"\n---\n',
        "+++\ntitle = 'Tides'\n+++\n",
    ],
)
def test_front_matter_that_is_right(text: str) -> None:
    assert check(text) == []


def test_the_second_of_two_keys_is_shown() -> None:
    text = "---\nname: Ångström 🚂\ntitle: x\nname: b\n---\n"
    (one,) = check(text)
    assert (one.line, one.column, one.quote) == (4, 1, "name")


def test_front_matter_that_never_ends() -> None:
    (one,) = check("---\ntitle: Tides\ntags: [sea]\n\n# Tides\n\nThe sea rises.\n")
    assert (one.line, one.quote) == (1, "---")
    assert "never closed" in one.message


@pytest.mark.parametrize("mark", [">", "> ", "- ", "1. ", "> - "])
def test_what_is_too_deep_is_told_once(mark: str) -> None:
    text = f"Before.\n\n{mark * 300}deep\n\nAfter.\n"
    (one,) = check(text)
    assert (one.rule, one.line, one.severity) == ("pages/unreadable", 3, "warning")
    assert one.quote.endswith("deep")


@pytest.mark.parametrize("mark", [">", "> ", "- "])
def test_what_people_write_is_not_too_deep(mark: str) -> None:
    assert check(f"Before.\n\n{mark * 12}deep\n\nAfter.\n") == []


@given(st.text(alphabet=st.sampled_from("---\n\n:: ab[]{}&*'\"#|>!%@é\udc92\x00\t"), max_size=60))
@settings(max_examples=150, deadline=None)
def test_no_front_matter_is_too_strange(inside: str) -> None:
    text = f"---\n{inside}\n---\n\nText.\n"
    for one in doclint.check_text(text, settings={"select": ["pages", "run"]}):
        assert one.rule != "run/internal-error", one.message
        assert 0 <= one.span.start <= one.span.end <= len(text)


def test_deeply_nested_front_matter_is_told() -> None:
    found = check(f"---\na: {'[' * 5000}\n---\n\nText.\n")
    assert [one.rule for one in found] == ["pages/front-matter"]


# ---------------------------------------------------------------------------------------------- admonitions

DOCUSAURUS = {"select": ["pages/admonition-title"], "site": {"generator": "docusaurus"}}


def titled(text: str, **beside: str) -> list[Finding]:
    """What is said of titles of admonitions on a page of a Docusaurus site."""
    return list(check_texts({"docs/page.md": text}, beside=beside, settings=DOCUSAURUS).findings)


@pytest.mark.parametrize(
    ("title", "bracketed"),
    [
        ("Mind the gap", "[Mind the gap]"),
        ("Read [this](on.md) first", "[Read [this](on.md) first]"),
        (r"From 1\] to 3", r"[From 1\] to 3]"),
        ("a `[0]` b", "[a `[0]` b]"),
    ],
)
def test_a_title_goes_into_brackets(title: str, bracketed: str) -> None:
    (one,) = titled(f":::tip {title}\nx\n:::\n")
    assert one.fix is not None
    assert one.fix.safe
    assert [edit.text for edit in one.fix.edits] == [f":::tip{bracketed}"]


@pytest.mark.parametrize("title", ["a ] b", "a [ b", "] a [", "a `]` b", "a \\", "a {b} c", "a {.wide}"])
def test_a_title_that_brackets_would_change_has_no_fix(title: str) -> None:
    (one,) = titled(f":::tip {title}\nx\n:::\n")
    assert one.fix is None


def test_a_title_in_brackets_after_a_blank_is_mended_only_on_request() -> None:
    (one,) = titled(":::tip [Mind the gap]\nx\n:::\n")
    assert one.fix is not None
    assert not one.fix.safe
    assert [edit.text for edit in one.fix.edits] == [":::tip[Mind the gap]"]


def test_a_site_that_keeps_the_old_form_is_left_alone() -> None:
    config = "export default { markdown: { mdx1Compat: { comments: false, 'admonitions': %s } } };"
    kept, given_up = ({"docusaurus.config.js": config % value} for value in ("true", "false"))
    assert not titled(":::tip Mind\nx\n:::\n", **kept)
    assert titled(":::tip Mind\nx\n:::\n", **given_up)


@given(st.text(alphabet=st.sampled_from("ab []()`\\{}*:#!<é\t"), min_size=1, max_size=20))
@settings(max_examples=150, deadline=None)
def test_a_mended_title_is_mended_for_good(title: str) -> None:
    text = f"Before.\n\n:::note {title}\nWithin.\n:::\n"
    mended = fix.apply(text, fix.choose(titled(text)))
    assert fix.apply(mended, fix.choose(titled(mended))) == mended
    assert [one.keyword for one in Page("p.md", mended).directives] == [
        one.keyword for one in Page("p.md", text).directives
    ]
    assert all(one.fix is None or not one.fix.safe for one in titled(mended))


# ---------------------------------------------------------------------------------------------- text that breaks off


def broken(text: str, rule: str = "pages/truncated", path: str = "docs/page.md") -> list[str]:
    return [one.quote for one in doclint.check_text(text, path, settings={"select": [rule]})]


@pytest.mark.parametrize(
    ("end", "quote"),
    [
        ("Water runs downhill until it meets the", "Water runs downhill until it meets the"),
        ("Water runs downhill, past the mill, the bridge and the", "past the mill, the bridge and the"),
        ("1. Water runs downhill past the mill,", "Water runs downhill past the mill,"),
        ("## Rivers *and* lakes", "Rivers *and* lakes"),
        ("Rivers\n---", "Rivers"),
        ("Water goes three ways:", "Water goes three ways:"),
        ("- Rivers.\n- ", "-"),
        ("1. Rivers.\n2.", "2."),
    ],
)
@pytest.mark.parametrize("more", ["", "\n", "\n\n  \n"])
def test_a_page_that_breaks_off_is_marked_at_its_end(end: str, quote: str, more: str) -> None:
    assert broken(f"# Water\n\nIt is wet.\n\n{end}{more}") == [quote]


@pytest.mark.parametrize(
    "end",
    [
        "Water runs downhill until it meets the sea",
        "Water runs downhill until it meets the\n\n- sea\n- lake",
        "Water runs downhill until it meets the\n\n```\nsea\n```",
        "Water runs downhill until it meets the\n\n$$\nx\n$$",
        "Water runs downhill until it meets the\n\n![sea](sea.png)",
        "> Water runs downhill until it meets the",
        "The letters stand for the",
        "## 2.0.1",
        "## References",
        "## Map\n\n![map](map.png)",
        "## Map\n\n<Map />",
        "## Map\n\n{{ map }}",
        "- Rivers.\n\n***",
        "Rivers:\n: They run.",
    ],
)
def test_a_page_that_ends_well_is_left_alone(end: str) -> None:
    assert broken(f"# Water\n\nIt is wet.\n\n{end}\n") == []


def test_a_section_may_break_off_too() -> None:
    assert broken("# Water\n\n## Rivers\n\nThey carry sand and gravel down to the\n\n## Lakes\n\nThey rest.\n") == [
        "They carry sand and gravel down to the"
    ]


def mismatch(text: str, path: str = "docs/page.md") -> list[str]:
    return broken(text, "pages/title-mismatch", path)


@pytest.mark.parametrize(
    ("text", "path", "marked"),
    [
        ('---\ntitle: "Sheep"\n---\n\nGoats. A goat. My goats.', "docs/goats.md", ["Sheep"]),
        ("+++\ntitle = 'Sheep'\n+++\n\nGoats. A goat. My goats.", "docs/goats/index.md", ["Sheep"]),
        ("Sheep\n=====\n\nGoats. A goat. My goats.", "docs/goats/README.md", ["Sheep"]),
        ("# Sheep\n\n![goat](goat.png) `goats` [goat](goat.md)", "docs/goats.md", ["Sheep"]),
        ("# Sheep\n\nGoats. A goat. My goats. [x](sheep.md)", "docs/goats.md", []),
        ("# Sheep\n\nGoats. A goat. My goats.", "docs/shepherds.md", []),
        ("# Sheep\n\nGoats. A goat.", "docs/goats.md", []),
        ("# Overview\n\nGoats. A goat. My goats.", "docs/goats.md", []),
        ("---\ntitle: [Sheep]\nslug: [a]\n---\n\nGoats. A goat. My goats.", "docs/goats.md", []),
        ("---\ntitle: 2024\n---\n\nGoats. A goat. My goats.", "docs/goats.md", []),
        ("Goats. A goat. My goats.", "docs/goats.md", []),
    ],
)
def test_a_title_that_the_text_does_not_know(text: str, path: str, marked: list[str]) -> None:
    assert mismatch(text, path) == marked


ODD = [
    "# Goats",
    "## Sheep",
    "the",
    ",",
    ":",
    "- ",
    "1.",
    "\n",
    "\n\n",
    "---",
    "title: x",
    "slug: /",
    "é",
    "\udc80",
    "`",
]


@given(st.lists(st.sampled_from(ODD), max_size=40))
@settings(max_examples=150, deadline=None)
def test_no_page_is_too_strange_to_be_looked_at(parts: list[str]) -> None:
    text = " ".join(parts)
    for one in doclint.check_text(text, "docs/goats.md", settings={"select": ["pages", "run"]}):
        assert one.rule != "run/internal-error", one.message
        assert 0 <= one.span.start <= one.span.end <= len(text)
