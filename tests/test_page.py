"""Pages: what is found in them, and that every place quotes its own source."""

from __future__ import annotations

import gc
import pickle
import re
import time
from html import unescape

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from doclint.page import Link, Page, Passage, Span, parser
from doclint.page.chains import Chains

DIALECTS = ("commonmark", "mdx")


def page(source: str, dialect: str = "commonmark") -> Page:
    return Page("docs/a.md", source, dialect=dialect)


def quoted(of: Page, span: Span | None) -> str:
    assert span is not None
    return of.source[span.start : span.end]


def texts(of: Page) -> list[tuple[str, str]]:
    return [(passage.kind, passage.text) for passage in of.passages]


def hrefs(of: Page) -> list[str]:
    return [link.href for link in of.links]


def runs(passage: Passage) -> list[tuple[str, int, int]]:
    """(run of the text, start, end in the source), one for each piece."""
    stops = [piece.at for piece in passage.pieces[1:]] + [len(passage.text)]
    pairs = zip(passage.pieces, stops, strict=True)
    return [(passage.text[piece.at : stop], piece.start, piece.end) for piece, stop in pairs]


def check_places(of: Page) -> None:
    """What must hold for every page: spans in range, exact pieces equal to the source, no character lost."""
    source, size = of.source, len(of.source)
    covered = bytearray(size)
    for passage in of.passages:
        assert passage.text.strip() == passage.text != ""
        before = 0
        for run, start, end in runs(passage):
            assert before <= start <= end <= size
            before = end
            if end - start == len(run):
                assert re.sub(r"[\r\n]", " ", source[start:end]) == run.replace("\n", " ")
            covered[start:end] = b"\1" * (end - start)
    linked = bytearray(size)
    for link in of.links:
        assert 0 <= link.span.start <= link.span.end <= size
        assert link.target is not None
        assert 0 <= link.target.start <= link.target.end <= size
        linked[link.span.start : link.span.end] = b"\1" * (link.span.end - link.span.start)
    before = 0
    for start, end in (mask.span for mask in of.masked):
        assert before <= start < end <= size
        before = end
        covered[start:end] = b"\1" * (end - start)
    for gap in re.finditer(b"\0+", covered):  # marks and blanks, but no words and no numbers
        left = unescape("".join(source[at] for at in range(*gap.span()) if not linked[at]))
        assert not any(char.isalpha() for char in left), (left, source)
        assert not re.search(r"\d(?!\d*[.)])", left), (left, source)
    for place in [heading.span for heading in of.headings] + [span for _, span in of.comments]:
        assert 0 <= place.start <= place.end <= size
    for problem in of.problems:
        assert 0 <= problem.span.start <= problem.span.end <= size


# ---------------------------------------------------------------------------------------------- passages


@pytest.mark.parametrize("dialect", DIALECTS)
def test_text_without_markup_and_the_way_back(dialect: str) -> None:
    of = page("Tides *rise* and **fall &amp; turn**\n  twice \\* a day.\n", dialect)
    (passage,) = of.passages
    assert passage.text == "Tides rise and fall & turn twice * a day."
    for words, source in {
        "rise": "rise",
        "rise and": "rise* and",
        "fall & turn": "fall &amp; turn",
        "&": "&amp;",
        "turn twice": "turn**\n  twice",
        "* a day": "\\* a day",
    }.items():
        at = passage.text.index(words)
        assert quoted(of, passage.span(at, at + len(words))) == source
    assert passage.offset(of.source.index("fall")) == passage.text.index("fall")
    assert passage.offset(of.source.index("**")) is None


def test_passage_kinds_and_headings_above() -> None:
    of = page(
        "# Boats\n\nA hull.\n\n## Sails\n\n- canvas\n- rope\n\n> wind\n\n"
        "| a | b |\n|---|---|\n| c | d |\n\nKeel\n----\n\nlead[^k]\n"
        "\n[^k]: heavy\n"
    )
    assert texts(of) == [
        ("heading", "Boats"),
        ("paragraph", "A hull."),
        ("heading", "Sails"),
        ("item", "canvas"),
        ("item", "rope"),
        ("quote", "wind"),
        ("cell", "a"),
        ("cell", "b"),
        ("cell", "c"),
        ("cell", "d"),
        ("heading", "Keel"),
        ("paragraph", "lead"),
        ("footnote", "heavy"),
    ]
    above = {passage.text: passage.headings for passage in of.passages}
    assert above["A hull."] == ("Boats",)
    assert above["wind"] == ("Boats", "Sails")
    assert above["Keel"] == ("Boats",)
    assert above["heavy"] == ("Boats", "Keel")
    assert [passage.level for passage in of.passages if passage.level] == [1, 2, 2]


def test_hard_breaks_part_lines() -> None:
    of = page("one  \ntwo\\\nthree<br/>four\n")
    assert of.passages[0].text == "one\ntwo\nthree\nfour"
    check_places(of)


def test_code_spans_are_read_and_masked() -> None:
    of = page("Call `` a`b `` now, or ` x `.\n")
    assert of.passages[0].text == "Call a`b now, or x."
    assert [quoted(of, mask.span) for mask in of.masked if mask.kind == "code"] == ["`` a`b ``", "` x `"]


def test_code_span_over_two_lines_of_a_quote() -> None:
    of = page("> run `make\n> all` twice\n")
    assert of.passages[0].text == "run make all twice"
    check_places(of)


def test_blocks_of_code_are_no_prose() -> None:
    of = page("Before.\n\n```sh\nrm x\n```\n\n    indented\n\n1. Item\n\n   ~~~\n   y\n   ~~~\n")
    assert texts(of) == [("paragraph", "Before."), ("item", "Item")]
    check_places(of)


def test_task_boxes_are_not_words() -> None:
    of = page("- [x] moored\n- [ ] adrift\n- [ ]\n")
    assert [text for _, text in texts(of)][:2] == ["moored", "adrift"]
    check_places(of)


def test_table_cells_with_pipes_and_more_cells_than_columns() -> None:
    of = page("> | l\\|r | b |\n> |:---|---|\n> | `x\\|y` z | [d\\|e](f) | extra |\n> | lone |\n")
    assert [text for kind, text in texts(of) if kind == "cell"] == ["l|r", "b", "x|y z", "d|e", "extra", "lone"]
    assert quoted(of, of.links[0].span) == "[d\\|e](f)"
    assert quoted(of, of.passages[3].span(0, 3)) == "d\\|e"
    check_places(of)


def test_odd_spaces_around_a_paragraph() -> None:
    for source in ("\xa0\nwords here\n", "words\n\xa0\n\u3000\n", "\x0b words \x0c\nmore\x0b\n", "\u2003\n\u2003words"):
        of = page(source)
        assert of.passages[0].text.startswith("words")
        check_places(of)


# ---------------------------------------------------------------------------------------------- links


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    ("source", "href", "text", "target"),
    [
        ("see [the *map*](a.md 'Title') now", "a.md", "the map", "a.md"),
        ("see [x](<a b.md>)", "a b.md", "x", "a b.md"),
        ("see [x](\n  a.md\n)", "a.md", "x", "a.md"),
        ("see [x](a\\_b&amp;c.md)", "a_b&c.md", "x", "a\\_b&amp;c.md"),
        ("see [x](a(b)c)", "a(b)c", "x", "a(b)c"),
        ("see [x]()", "", "x", ""),
        ("see <https://x.org/a_b>.", "https://x.org/a_b", "https://x.org/a_b", "https://x.org/a_b"),
        (
            "see https://x.org/a_b(c)_d, ok",
            "https://x.org/a_b(c)_d",
            "https://x.org/a_b(c)_d",
            "https://x.org/a_b(c)_d",
        ),
        ("(at https://x.org/a).", "https://x.org/a", "https://x.org/a", "https://x.org/a"),
        ("at www.x.org!", "http://www.x.org", "www.x.org", "www.x.org"),
        ("see [x][Y z]\n\n[y Z]: a.md 'T'\n", "a.md", "x", "a.md"),
        ("see [x][]\n\n> [x]:\n>   <a b>\n", "a b", "x", "a b"),
        ("see [x]\n\n[x]: first\n[x]: second\n", "first", "x", "first"),
        ("see [mail](mailto:a@b.c)", "mailto:a@b.c", "mail", "mailto:a@b.c"),
        ("see [x](javascript:void)", "javascript:void", "x", "javascript:void"),
        ("see [ünï](ä/ö.md)", "ä/ö.md", "ünï", "ä/ö.md"),
    ],
)
def test_links(dialect: str, source: str, href: str, text: str, target: str) -> None:
    of = page(source, dialect)
    (link,) = of.links
    assert (link.href, link.text, quoted(of, link.target)) == (href, text, target)
    assert not link.image
    assert not link.html
    check_places(of)


def test_the_span_of_a_link_is_the_whole_of_it() -> None:
    of = page("> a [b\n> c](d 'e') f https://g.h i [j][k]\n\n[k]: l\n")
    assert [quoted(of, link.span) for link in of.links] == ["[b\n> c](d 'e')", "https://g.h", "[j][k]"]


def test_images_inside_links_and_images() -> None:
    of = page("[![a *b*](c.png) d](e) ![f ![g](h)](i)\n")
    assert [(link.href, link.text, link.image) for link in of.links] == [
        ("e", "a b d", False),
        ("c.png", "a b", True),
        ("i", "f g", True),
        ("h", "g", True),
    ]
    assert [quoted(of, link.target) for link in of.links] == ["e", "c.png", "i", "h"]
    assert of.passages[0].text == "d"


def test_what_is_no_link() -> None:
    for source in (
        "`https://x.org`",
        "    https://x.org",
        "ahttps://x.org",
        "[a] b",
        "<!-- [a](b) -->",
        "```\n[a](b)\n```",
    ):
        assert not page(source).links, source


def test_entities_in_a_bare_address() -> None:
    of = page("go https://x.org/?a=1&amp;b=2\n")
    assert hrefs(of) == ["https://x.org/?a=1&b=2"]
    assert quoted(of, of.links[0].target) == "https://x.org/?a=1&amp;b=2"


def test_addresses_are_masked_but_read() -> None:
    of = page("go https://x.org or [y](z)\n")
    assert [quoted(of, mask.span) for mask in of.masked if mask.kind == "address"] == ["https://x.org", "z"]
    assert of.passages[0].text == "go https://x.org or y"


# ---------------------------------------------------------------------------------------------- headings


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("mark", ["{#keel}", "{/* #keel */}", "<!-- #keel -->"])
@pytest.mark.parametrize("form", ["## The *keel* %s\n", "The *keel* %s\n---\n", "> ## The *keel* %s ##\n"])
def test_ids_written_by_hand(dialect: str, mark: str, form: str) -> None:
    of = page(form % mark, dialect)
    (heading,) = of.headings
    assert (heading.text, heading.level, heading.explicit) == ("The keel", 2, "keel")
    assert quoted(of, heading.span) == "The *keel"
    check_places(of)


def test_headings_of_two_lines_and_in_html() -> None:
    of = page("Two\nlines\n===\n\n<h2 id='x'>In <b>HTML</b></h2>\n\ntext\n")
    assert [(heading.text, heading.level, heading.html, heading.explicit) for heading in of.headings] == [
        ("Two lines", 1, False, None),
        ("In HTML", 2, True, "x"),
    ]
    assert of.passages[-1].headings == ("Two lines", "In HTML")
    assert of.anchors == ("x",)


def test_title() -> None:
    assert page("---\ntitle: From the top\n---\n# Other\n").title == "From the top"
    assert page("## Two\n\n# One *two*\n").title == "One two"
    assert page("words\n").title == ""
    assert page("---\ntitle: 2024\n---\n").title == "2024"


# ---------------------------------------------------------------------------------------------- front matter


def test_front_matter() -> None:
    of = page("---\ntitle: Knots\nslug: /knots\ntags: [a, b]\n---\n\nWords.\n")
    assert of.front_matter == {"title": "Knots", "slug": "/knots", "tags": ["a", "b"]}
    assert quoted(of, of.front_matter_span) == "---\ntitle: Knots\nslug: /knots\ntags: [a, b]\n---"
    assert texts(of) == [("paragraph", "Words.")]
    assert "_document" not in page("---\na: 1\n---\n").__dict__


def test_front_matter_needs_no_parse() -> None:
    of = page("---\na: 1\n---\nWords.\n")
    assert of.front_matter["a"] == 1
    assert "_document" not in of.__dict__


def test_toml_front_matter() -> None:
    of = page('+++\ntitle = "Knots"\n+++\nWords.\n')
    assert of.title == "Knots"
    assert texts(of) == [("paragraph", "Words.")]


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("---\na: b\nc: [d\n---\n", 4, ""),
        ("---\na: b: c\n---\n", 2, "into quotation marks, and a blank"),
        ("---\na: 'b\n---\n", 2, "close the quotation mark"),
        ("---\na: [b, c\nd: e\n---\n", 3, "close the bracket"),
        ("---\na: {{ b }}\n---\n", 2, "begins with a sign into quotation marks"),
        ("---\na: @b\n---\n", 2, "begins with a sign into quotation marks"),
        ('---\na: "b" c\n---\n', 2, "the whole value into quotation marks"),
        ("---\na: b\nc\n---\n", 3, "write `key: value`"),
        ("---\n- a\nb: c\n---\n", 3, "indent the list"),
        ("---\n\tb: c\n---\n", 2, "indent with blanks"),
        ("---\njust words\n---\n", 2, "key: value"),
        ("---\na: 2024-99-99\n---\n", 2, ""),
        ("---\na: \x01\n---\n", 2, "does not allow"),
        ("---\na: " + "[" * 9000 + "\n---\n", 2, "nested"),
        ("---\n" + "- " * 9000 + "\n---\n", 2, "nested"),
        ("---\na: &b [*b]\nc: *d\n---\n", 3, "alias"),
        ("+++\na = \n+++\n", 2, ""),
    ],
)
def test_broken_front_matter(source: str, line: int, words: str) -> None:
    of = page(source + "Words.\n")
    assert dict(of.front_matter) == {}
    (problem,) = of.problems
    assert problem.kind == "front-matter"
    assert abs(of.position(problem.span.start)[0] - line) <= 1
    assert words in problem.note
    assert of.passages[-1].text == "Words."
    check_places(of)


def test_rules_that_only_look_like_front_matter() -> None:
    assert page("---\n\nwords\n").front_matter_span is None
    assert page("words\n---\na: b\n---\n").front_matter_span is None
    assert page("----\na: b\n----\n").front_matter_span is None
    assert page("---\n---\nwords\n").problems == ()


# ---------------------------------------------------------------------------------------------- HTML and MDX

COMPANIES = """\
<details>
        <summary>Who sells rope...</summary>
        More soon!
        <section>
            <ol>

                <li><a class="n" href="https://one.example/">One &amp; Son</a></li>

                <li> <a href='two.md'>Two</a></li>

            </ol>
        </section>
        </details>

After.
"""


def test_indented_lists_of_links_are_elements_in_mdx() -> None:
    of = page(COMPANIES, "mdx")
    assert [(link.href, link.text, link.html) for link in of.links] == [
        ("https://one.example/", "One & Son", True),
        ("two.md", "Two", True),
    ]
    assert texts(of) == [
        ("title", "Who sells rope..."),
        ("paragraph", "More soon!"),
        ("item", "One & Son"),
        ("item", "Two"),
        ("paragraph", "After."),
    ]
    assert [quoted(of, link.target) for link in of.links] == ["https://one.example/", "two.md"]
    assert quoted(of, of.links[1].span) == "<a href='two.md'>Two</a>"


def test_the_same_is_code_in_commonmark() -> None:
    assert hrefs(page(COMPANIES)) == []


def test_html_blocks_of_commonmark() -> None:
    of = page(
        "> <div class='x'>\n> A <b>bold</b>\n>   claim &lt;3 <a href='a&amp;b' id=i>here\n> now</a>\n"
        "> <img src=c.png alt='d e'>\n"
        "> <script>let x = '<a href=no>'</script>\n> </div>\n\nAfter <a name=n>x</a>.\n"
    )
    assert [text for _, text in texts(of)] == ["A bold claim <3 here now", "After x."]
    assert [(link.href, link.text, link.image, link.html) for link in of.links] == [
        ("a&b", "here now", False, True),
        ("c.png", "d e", True, True),
    ]
    assert of.anchors == ("i", "n")
    check_places(of)


def test_jsx() -> None:
    of = page(
        "import Card, {Deck as D, Hand} from '../cards';\nimport * as All from \"all\"\nimport './style.css';\n\n"
        "export const a = {\n\n  b: 1,\n};\n\nImport duties rose.\n\n"
        '<Card\n  title="A > b"\n\n  linkUrl="../one"\n'
        "  imageUrl={require('./p.png').default}\n  style={{ width: '1px' }}\n/>\n\n"
        '<Tabs>\n  <TabItem value="v">\n\n  - *marked* words {props.x} and {/* hidden */}\n\n  </TabItem>\n</Tabs>\n\n'
        '<Link to="/two">Go *on*</Link> or <Button href={"three"} {...rest} />.\n\n'
        "{/* a\n\nlong [n](o) one */}\n\n{value}\n",
        "mdx",
    )
    assert of.imports == (
        ("Card", "../cards"),
        ("D", "../cards"),
        ("Hand", "../cards"),
        ("All", "all"),
        ("", "./style.css"),
    )
    assert [(link.href, link.text, link.image) for link in of.links] == [
        ("../one", "A > b", False),
        ("./p.png", "A > b", True),
        ("/two", "Go on", False),
        ("three", "", False),
    ]
    assert [quoted(of, link.target) for link in of.links] == ["../one", "./p.png", "/two", "three"]
    assert texts(of) == [
        ("paragraph", "Import duties rose."),
        ("item", "marked words  and"),
        ("paragraph", "Go on or ."),
    ]
    assert [text for text, _ in of.comments] == ["hidden", "a\n\nlong [n](o) one"]
    check_places(of)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_comments(dialect: str) -> None:
    of = page("a <!-- one --> b\n\n<!-- two\n\n:::note\nx\n::: -->\n\nc\n", dialect)
    assert [text for text, _ in of.comments] == ["one", "two\n\n:::note\nx\n:::"]
    assert [quoted(of, span)[:4] for _, span in of.comments] == ["<!--", "<!--"]
    assert [passage.text for passage in of.passages] == ["a  b", "c"]


@pytest.mark.parametrize(
    ("source", "text", "masked"),
    [
        ("a {{ site.name }} b", "a  b", "{{ site.name }}"),
        ("a {% if x %} b", "a  b", "{% if x %}"),
        ('a {{< ref "x" >}} b', "a  b", '{{< ref "x" >}}'),
        ("a b {: .wide}", "a b", "{: .wide}"),
    ],
)
def test_templates_are_no_prose(source: str, text: str, masked: str) -> None:
    of = page(source)
    assert of.passages[0].text == text
    assert [quoted(of, mask.span) for mask in of.masked if mask.kind == "template"] == [masked]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    ("source", "masked"),
    [
        ("so $x^2$ it is", ["$x^2$"]),
        ("so $$a < b$$ it is", ["$$a < b$$"]),
        ("$$\na = b\n$$\n", ["$$\na = b\n$$"]),
        ("costs $5 or $6 a day", []),
        ("costs $5_000 and $6_000", []),
        ("set $HOME/a_b:$PATH now", []),
        ("$$\n\na\n\n$$\n", []),
    ],
)
def test_math_only_in_safe_forms(dialect: str, source: str, masked: list[str]) -> None:
    of = page(source, dialect)
    assert [quoted(of, mask.span) for mask in of.masked if mask.kind == "math"] == masked
    check_places(of)


# ---------------------------------------------------------------------------------------------- directives


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    ("line", "keyword", "title", "form"),
    [
        (":::note", "note", "", ""),
        (":::note ", "note", "", ""),
        (":::tip Mind *the* gap", "tip", "Mind the gap", "space"),
        (":::tip[Mind *the* gap]", "tip", "Mind the gap", "brackets"),
        ("::: company job openings", "company", "job openings", "space"),
        (":::tip[Mind]{.wide}", "tip", "Mind", "brackets"),
        (":::info [Go](on.md)", "info", "Go", "space"),
        ("::::box", "box", "", ""),
        ("::: {.callout}", "", "", ""),
    ],
)
def test_directives(dialect: str, line: str, keyword: str, title: str, form: str) -> None:
    of = page(f"Before.\n{line}\n- Within.\n::::\nAfter.\n", dialect)
    (directive,) = of.directives
    assert (directive.keyword, directive.title, directive.title_form) == (keyword, title, form)
    assert quoted(of, directive.span) == line
    expected = [("paragraph", "Before."), ("title", title), ("item", "Within."), ("paragraph", "After.")]
    assert texts(of) == [entry for entry in expected if entry[1]]
    check_places(of)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_nested_directives(dialect: str) -> None:
    of = page(
        "::::a\n:::b\nx\n:::\n:::c T\ny\n:::\n::::\nz\n\n- i\n\n  :::d\n  j\n  :::\n\n> :::e\n> k\n> :::\n", dialect
    )
    assert [directive.keyword for directive in of.directives] == ["a", "b", "c", "d", "e"]
    assert [text for _, text in texts(of)] == ["x", "T", "y", "z", "i", "j", "k"]


@pytest.mark.parametrize(
    "source", [":::note\nx\n", ":::note inside :::\nx\n", "x\n:::\n", "```\n:::note\n:::\n```\n", "a :::note\n:::\n"]
)
def test_lines_that_open_nothing(source: str) -> None:
    of = page(source)
    assert of.directives == ()
    check_places(of)


# ---------------------------------------------------------------------------------------------- Page itself


def test_positions() -> None:
    of = page("one\ntwo é\n\nthree")
    assert of.position(0) == (1, 1)
    assert of.position(of.source.index("é")) == (2, 5)
    assert of.position(len(of.source)) == (4, 6)
    assert [of.line_text(line) for line in (1, 2, 3, 4)] == ["one", "two é", "", "three"]
    assert page("").position(0) == (1, 1)


def test_pickling_keeps_facts_and_drops_the_parse() -> None:
    of = Page("a.md", "# A\n\nb\n", version="abc", dialect="mdx", before=page("old\n"))
    of.facts["n"] = [1, 2]
    assert of.passages
    again = pickle.loads(pickle.dumps(of))
    assert (again.path, again.version, again.dialect, again.facts) == ("a.md", "abc", "mdx", {"n": [1, 2]})
    assert again.before.source == "old\n"
    assert "_document" not in again.__dict__
    assert again.passages == of.passages


# ---------------------------------------------------------------------------------------------- robustness

AWKWARD = [
    "",
    "\n",
    "\ufeff# BOM\n",
    "\ufeff---\na: 1\n---\n\nx\n",
    "a\r\nb  \r\nc\r\n\r\n- d\r\n\r\n```\r\ne\r\n```\r\n",
    "---\r\na: 1\r\n---\r\nb\r\n",
    "a\rb\r\rc",
    "\ta\n\n-\tb\n\n\tc\n\n>\td\n",
    "a\0b `c\0` [d\0](e\0f)\n",
    "caf\udce9 [\udcff](\udc80) <b \udc81>\n",
    "~~~~~a~~~~~ b~~c~~\n",
    "[a]: <b\n\n[a] `\n",
    '<a href="x\n\ny">\n',
    "{/* open\n\n{a\n",
    "<!-- open\n\na\n",
    "| a |\n|---|\n| \\|\\| | `\\|` |\n",
    "- a\n\n      b\n   c\n> d\ne\n",
    "![a ![b](c) <i>](d)[^e]\n\n[^e]: f\n    g\n",
    "&#x1F600;&ngE; &nope; \\a\\\n",
    "1. a\n2) b\n10. c\n",
]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("source", AWKWARD)
def test_awkward_pages(dialect: str, source: str) -> None:
    check_places(page(source, dialect))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_too_deep_is_told_and_kept(dialect: str) -> None:
    for source in ("> " * 10_000 + "bottom", "- " * 10_000 + "bottom", "1. " * 10_000 + "bottom"):
        of = page(source, dialect)
        assert [problem.kind for problem in of.problems] == ["too-deep"]
        assert of.passages[-1].text.endswith("bottom")


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "> ",
            "[",
            "[a](",
            "*",
            "*a ",
            "(",
            "<div>",
            "<div>\n",
            "<li>\n\n",
            "`",
            "<",
            "<a b={",
            "<a b='",
            "<!-- ",
            "{",
        ),
        *("{{ ", "{% ", "$a ", "$$a\n", ":::a\n", "&", "\\", "_a", "~~a", "|a", "www.a.b)", "[^1]", "- ", "]"),
        *("<b>x</b> y\n", "https://a]]\n", "![a][b] ", "![![a](b)](c)\n", "`a\nb`\n", "> <i x='y'>\n", "[a]: b\n"),
    ],
)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_time_grows_with_size_only(dialect: str, unit: str) -> None:
    """Four times the input takes about four times as long: far from sixteen."""

    def spent(count: int) -> float:
        of = page(unit * count, dialect)
        begin = time.process_time()
        of.masked  # noqa: B018
        return time.process_time() - begin

    spent(100)
    assert any(spent(4000) < max(9 * spent(1000), 0.3) for _ in range(4))  # a busy machine spoils a measurement


MARKS = [
    mark.replace("␣", " ")
    for line in (
        "* ** _ ` `` ~~ ~~~ [ ] ( ) ![ ]( < > <a <a␣href='x'> </a> <br/> <div> </div> <!-- --> {/* */} { } {{ }} {% %}",
        "$ $$ $x^2$ :::a ::: ::::b[T] > - 1. # ## --- === | |-|-| \\ \\| & &amp; &#35; [^a] [^a]: [b]: [b]",
        "www.x.y",
        "https://x.y/z_(a). ``` ~~~~ import␣ export␣ <A␣b={c}␣/> <pre> <code> </code> <h2␣id=i> </h2> {#id} [x] [␣]",
        "<script> </script> <li> <Link␣to='y'> </Link> <img␣src=a␣alt='b> &lt;'> +++ é 漢 word 7 import␣a␣from␣'b'",
    )
    for mark in line.split(" ")
] + ["\t", "\r", "\0", "\xa0", "\ufeff", "\udc80", " ", " ", "\n", "\n", "\n\n", "\n    ", "  \n"]
SOURCES = st.lists(st.one_of(st.sampled_from(MARKS), st.text(max_size=3)), max_size=40).map("".join)


@settings(max_examples=400, deadline=None)
@given(SOURCES, st.sampled_from(DIALECTS))
def test_any_text_is_read_and_accounted_for(source: str, dialect: str) -> None:
    check_places(page(source, dialect))


@settings(max_examples=200, deadline=None)
@given(SOURCES, st.sampled_from(DIALECTS))
def test_every_address_quotes_its_source(source: str, dialect: str) -> None:
    of = page(source, dialect)
    for link in of.links:
        scheme = "http://" if link.text[:4].lower() == "www." and link.span == link.target else ""
        assert scheme + plain(quoted(of, link.target)) == plain(link.href), link


BEGINNINGS = (
    "| a ¦|-|-|¦> ¦- ¦+ ¦1. ¦2) ¦# ¦## ¦*** ¦--- ¦___ ¦=== ¦``` ¦~~~ ¦<b> ¦</div> ¦<A/> ¦{a} ¦{ ¦} ¦{/* a */} ¦{{ a }} "
    "¦{% comment %}\na\n{% endcomment %}¦:::a\nb\n:::¦:::a ¦::: ¦$$ ¦% ¦import a from 'b'¦export const a = 1¦[a]: b "
    "¦[^a]: b ¦:- ¦-|-- ¦ ¦    ¦  ¦\t¦a ¦é "
).split("¦")
LINES = st.lists(st.lists(st.sampled_from(BEGINNINGS), max_size=3).map("".join), max_size=9).map("\n".join)


@settings(max_examples=600, deadline=None)
@given(LINES, st.sampled_from(DIALECTS), st.booleans())
def test_a_line_is_read_as_if_every_rule_were_asked(source: str, dialect: str, template: bool) -> None:
    tokens = parser.parser.__wrapped__(dialect, template, template).parse(source, {})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Chains, "getRules", lambda self, name="": self._ruler.getRules(name))
        assert tokens == parser.parser.__wrapped__(dialect, template, template).parse(source, {})


def plain(address: str) -> str:
    """An address without what a line break, an escape or an entity changes."""
    return re.sub(r"[\s>|\\]", "", unescape(address))


def test_links_compare_by_value() -> None:
    assert page("[a](b)").links == (Link("b", "a", Span(0, 6), Span(4, 5)),)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_page_leaves_nothing_to_the_collector_of_cycles(dialect: str) -> None:
    source = (
        "# Knots\n\n- [ ] A [bowline][b] holds.[^1]\n\n> ![hitch](a.png) <b>bold</b> `code`\n\n"
        "| a |\n|---|\n| b |\n\n:::tip\nPull.\n:::\n\n[b]: b.md\n[^1]: Always.\n"
    )
    assert page(source, dialect).passages  # makes what stays
    gc.collect()
    gc.disable()
    try:
        assert page(source, dialect).passages
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        left = [type(one) for one in gc.garbage]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert not [one for one in left if one.__module__.startswith(("doclint", "markdown_it"))]


FRONT_VALUES = (
    "Loaf|'it'|\"a: b\"|12|012|0|on|Null|a # b|a: b|[a]|it's|a  |2024-01-01|1_000|y|'' |\"\\n\"|- a|&a|*a|~|e3|.inf"
    '|11/04/2016|1/2/34|["a", "b: #c"]|["a","[b]"] |["a",]|["a" b]|["a"] # b|"{a} # <b>"|\'[a] "b"\''
    "|true|True|false |Who is it?|?|? a|a ?|!a|a!|\U0001f579\ufe0f Two|\u201ca\u201d|http://a.b/?c|a:|a :b|a::b|a\x85b"
    "|a\u2028b|\ufeffa|\xa0a|a\xa0|a\u3000|true\u3000|1\u0663|1/2/202\u0664|a\ufffeb|\u00c9lan: b"
    "|[a, b c , d-e]|2024-13-01|0000-00-00|2024-02-30 |2024-01-01 a|[a, no]|[a,b]|[a b,]|[a: b]|[a, 1]|[]"
    "|94364d97-faa7-4bdf-8473-570956986c51|12345678-1234-1234|12345678-1234-1234-1234-123456789012"
    "|:-)|:a|:a: b|: a|::|:7|:7:7"
)
FRONT_LINES = st.lists(
    st.one_of(
        st.builds(
            "{}: {}".format,
            st.sampled_from(["title", "a-b", "a.b", "# a", "yes", "_x", "No", "é", "title "]),
            st.sampled_from(FRONT_VALUES.split("|")),
        ),
        st.builds("{}- {}".format, st.sampled_from(["", " ", "  "]), st.sampled_from(FRONT_VALUES.split("|"))),
        st.builds(
            "{}{}{}: {}".format,
            st.sampled_from(["", "  ", "    "]),
            st.sampled_from(["- ", "-   ", "", "- - "]),
            st.sampled_from(["name", "url", "yes", "7"]),
            st.sampled_from(FRONT_VALUES.split("|")),
        ),
        st.sampled_from(
            ["a:", "a: ", "b:", "no:", "# a", "", "    a", "- a:", "- name: b\n  url: c", "a:\n  - url: b"]
        ),
        st.text(st.sampled_from("ab:' \"#-\t1é\\"), max_size=12),
    ),
    max_size=5,
)


@settings(max_examples=600, deadline=None)
@given(FRONT_LINES)
def test_simple_front_matter_is_read_as_yaml_reads_it(lines: list[str]) -> None:
    inside = "\n".join(lines)
    if re.search(r"^(?:---|\.\.\.)[ \t]*$", inside, re.M):
        return
    try:
        expected = yaml.load(inside, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, ValueError, TypeError):
        assert Page("a.md", f"---\n{inside}\n---\n").problems
        return
    if not isinstance(expected, dict):
        return
    assert Page("a.md", f"---\n{inside}\n---\n").front_matter == {str(key): value for key, value in expected.items()}


SAMPLE = "\n[x](nope.md)\n\n# Sample\n\n    deep\n"


@pytest.mark.parametrize(
    "text",
    [
        f"{{% highlight text %}}{SAMPLE}{{% endhighlight %}}",
        f"{{%- comment -%}}{SAMPLE}{{%- endcomment -%}}",
        f'{{{{< highlight go "linenos=1" >}}}}{SAMPLE}{{{{< /highlight >}}}}',
        f"{{{{% comment %}}}}{SAMPLE}{{{{% /comment %}}}}",
        "{% comment %} [x](nope.md) {% endcomment %}",
        "{% raw %}{{ [x](nope.md) }}{% endraw %}",
    ],
)
def test_what_a_template_engine_takes_out_is_no_prose(text: str) -> None:
    page = Page("a.md", f"# Real\n\nBefore\n{text}\n\nAfter [it](b.md).")
    assert [link.href for link in page.links] == ["b.md"]
    assert [passage.text for passage in page.passages] == ["Real", "Before", "After it."]
    assert ("template", text) in [(mask.kind, page.source[slice(*mask.span)]) for mask in page.masked]
    assert "nope.md" in {link.href for link in Page("a.mdx", page.source, dialect="mdx").links} or "raw" in text


@pytest.mark.parametrize(
    "text",
    [
        "{% raw %}\n\n[x](a.md)\n\n{% endraw %}",
        "{% highlight text %}\n\n[x](a.md)",
        "`{% comment %}` [x](a.md) `{% endcomment %}`",
        "```\n{% comment %}\n```\n\n[x](a.md)\n\n```\n{% endcomment %}\n```",
        "{% include a.html %}\n\n[x](a.md)\n\n{% endhighlight %}",
        "% [x](a.md) is no comment here",
    ],
)
def test_what_a_template_engine_leaves_is_prose(text: str) -> None:
    assert [link.href for link in Page("a.md", text).links] == ["a.md"]


@pytest.mark.parametrize("sign", ["(tides)=\n", "```{note}\nHigh tide.\n```\n", "See {doc}`ferry`.\n"])
def test_a_line_with_a_per_cent_sign_is_a_comment_in_myst(sign: str) -> None:
    page = Page("a.md", f"{sign}\n# Tides\n\nHigh\n% a [comment](nope.md)\nwater\n\n    % code\n")
    assert page.links == ()
    assert ("comment", "% a [comment](nope.md)") in [
        (mask.kind, page.source[slice(*mask.span)]) for mask in page.masked
    ]
    assert [passage.text for passage in page.passages][-2:] == ["High", "water"]


def test_a_thousand_openings_without_an_end_are_read_in_their_time() -> None:
    page = Page("a.md", "{% highlight x %}\n\n" * 3_000 + "[x](a.md)\n\n{% endcomment %}")
    assert [link.href for link in page.links] == ["a.md"]
