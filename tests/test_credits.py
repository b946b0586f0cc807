"""Image credits: which there are, whose picture each speaks of, and when its address belongs elsewhere."""

from __future__ import annotations

import csv
import pickle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import doclint
from conftest import Write, git
from doclint import fix, rulebook
from doclint.api import check_texts
from doclint.checks import Kinds
from doclint.facts.addresses import Addresses
from doclint.facts.credit_fields import Fields, stated
from doclint.facts.credits import address, credits, images
from doclint.facts.topics import kin, scores, stem, titled
from doclint.page import Page
from doclint.report import Report
from doclint.settings import of
from doclint.site import Site

SHARED = Path(__file__).parents[2] / "shared"

PICTURE = "![Iron bridge](img/bridge.jpg)"

FORMS = {
    "*Image credit: [River Trust](https://river.example/bridge)*": ["https://river.example/bridge"],
    "_Image Credit: [River Trust](https://river.example/bridge)_": ["https://river.example/bridge"],
    "Image credit: [River Trust](https://river.example/bridge)": ["https://river.example/bridge"],
    "Photo credits: [River Trust](https://river.example/bridge)": ["https://river.example/bridge"],
    "**Photo:** [River Trust](https://river.example/bridge)": ["https://river.example/bridge"],
    "*Arch of 1796 ([River Trust](https://river.example/bridge))*": ["https://river.example/bridge"],
    "_Arch of 1796 ([River Trust](https://river.example/bridge))_": ["https://river.example/bridge"],
    "*Arch of 1796* **([River Trust](https://river.example/bridge))**": ["https://river.example/bridge"],
    "*Image credit: The arch ([River Trust](https://river.example/bridge))*": ["https://river.example/bridge"],
    "_Image from [River Trust](https://river.example/bridge)_": ["https://river.example/bridge"],
    "*Image from the [River Trust](https://river.example/bridge) in Wales*": ["https://river.example/bridge"],
    "Chart from [River Trust](https://river.example/bridge)": ["https://river.example/bridge"],
    "*Arch of 1796, drawn by [River Trust](https://river.example/bridge)*": ["https://river.example/bridge"],
    "_A plan of the arch from the [River Trust](https://river.example/bridge)_": ["https://river.example/bridge"],
    "Image credt: [River Trust](https://river.example/bridge)": ["https://river.example/bridge"],
    "Bildnachweis: [River Trust](https://river.example/bridge)": ["https://river.example/bridge"],
    "*Crédit photo : [River Trust](https://river.example/bridge)*": ["https://river.example/bridge"],
    "Foto: [River Trust](https://river.example/bridge)": ["https://river.example/bridge"],
    "© 1996 J. Smith via [River Trust](https://river.example/bridge)": ["https://river.example/bridge"],
    "Credit: [River Trust](https://river.example/bridge)": ["https://river.example/bridge"],
    "Source: [River Trust](https://river.example/bridge)": ["https://river.example/bridge"],
    "The arch from below (Image: [River Trust](https://river.example/bridge))": ["https://river.example/bridge"],
    "_Image credit: ([River Trust)](https://river.example/bridge)_": ["https://river.example/bridge"],
    "Photo by [Ann](https://pond.example/@ann) on [Pond](https://pond.example/photos/xQ2pLd9vTtM)": [
        "https://pond.example/@ann",
        "https://pond.example/photos/xQ2pLd9vTtM",
    ],
    'Photo by <a href="https://pond.example/@ann">Ann</a> on <a href="https://pond.example/photos/x">Pond</a>': [
        "https://pond.example/@ann",
        "https://pond.example/photos/x",
    ],
    '_Photo by <a href="https://pond.example/@ann">Ann</a>_': ["https://pond.example/@ann"],
    "*Arch of 1796 [(River Trust](https://river.example/bridge))*": ["https://river.example/bridge"],
    "Image credit: [River Trust]()": [""],
    "*Image from the River Trust*": [],
    "Photo: Ann Smith": [],
}

NO_CREDITS = [
    "The bridge was drawn by [Pritchard](https://people.example/pritchard).",
    "Images of the bridge hang in many museums. Photos by amateurs fill [an archive](https://archive.example/bridge).",
    "A tax credit paid for it ([Treasury](https://treasury.example/credit)).",
    "- Images: draw the bridge from memory",
    "See the [drawings](https://people.example/drawings) (1775).",
    "The source is [the river](https://river.example/source) itself.",
    "`Image credit: [River Trust](https://river.example/bridge)`",
    "# Image credits",
]


def page(text: str, dialect: str = "mdx") -> Page:
    return Page("docs/page.md", text, dialect=dialect)


@pytest.mark.parametrize("dialect", ["mdx", "commonmark"])
@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_credit_is_read(form: str, dialect: str) -> None:
    here = page(f"# Bridges\n\n{PICTURE}\n\n{form}\n\nIt crosses the river.\n", dialect)
    (credit,) = credits(here)
    assert [origin.href for origin in credit.origins] == FORMS[form]
    assert [here.source[origin.span.start : origin.span.end] for origin in credit.origins] == FORMS[form]
    assert credit.image
    assert credit.image.href == "img/bridge.jpg"
    assert credit.image.alt == "Iron bridge"


@pytest.mark.parametrize("form", [form for form in FORMS if not form.startswith(("The arch", "*Arch of 1796* "))])
def test_the_span_is_the_whole_credit(form: str) -> None:
    here = page(f"{PICTURE}\n\n{form}\n\nIt crosses the river.\n")
    (credit,) = credits(here)
    assert here.source[credit.span.start : credit.span.end] == form


@pytest.mark.parametrize("text", NO_CREDITS)
def test_what_is_no_credit(text: str) -> None:
    assert credits(page(f"# Bridges\n\n{PICTURE}\n\nIt is of iron.\n\n{text}\n")) == ()


def test_a_credit_in_the_line_under_the_picture() -> None:
    (credit,) = credits(page(f"{PICTURE}\n*Arch ([River Trust](https://river.example/bridge))*\n\nIt stands.\n"))
    assert credit.image
    assert credit.image.href == "img/bridge.jpg"


def test_a_credit_between_two_lines_of_prose() -> None:
    here = page(f"The bridge.\n{PICTURE}\n_Photo by [Ann](https://ann.example/arch)_\nIt stands.\n")
    (credit,) = credits(here)
    assert here.source[credit.span.start : credit.span.end] == "_Photo by [Ann](https://ann.example/arch)_"


def test_a_web_page_in_the_place_of_a_picture_is_a_credit() -> None:
    here = page(f"{PICTURE}\n\nText.\n\n![Image credit: River Trust](https://river.example/bridge/)\n")
    (credit,) = credits(here)
    assert [origin.href for origin in credit.origins] == ["https://river.example/bridge/"]
    assert credit.image
    assert credit.image.href == "img/bridge.jpg"


LAST = "*Image credit: [River Trust](https://river.example/bridge)*"


@pytest.mark.parametrize(
    ("text", "picture"),
    [
        (f"![a](a.jpg)\n\nText.\n\n{LAST}", "a.jpg"),
        (f"![a](a.jpg)\n\nText.\n\n## More\n\n![b](b.jpg)\n\nText.\n\n## End\n\n{LAST}", "a.jpg"),
        (f"![a](a.jpg)\n\nText.\n\n## More\n\n![b](b.jpg)\n\n{LAST}", "b.jpg"),
        (f"![a](a.jpg)\n\nText.\n\n## More\n\n![b](b.jpg)\n\n*The pier*\n\n{LAST}", "b.jpg"),
        (f"![a](a.jpg)\n\nText.\n\n[![Mill logo](mill.png)](https://mill.example)\n\n{LAST}", "a.jpg"),
        (f"![Mill logo](mill.png)\n\nText.\n\n![a](a.jpg)\n\nText.\n\n## End\n\n{LAST}", "a.jpg"),
        (f"{LAST}\n\n![a](a.jpg)\n\nText.", "a.jpg"),
        (f"Text.\n\n{LAST}", None),
    ],
)
def test_whose_picture_a_credit_speaks_of(text: str, picture: str | None) -> None:
    (credit,) = credits(page(text))
    assert (credit.image.href if credit.image else None) == picture


def test_images_inside_links_are_no_content() -> None:
    here = page("![a](a.jpg)\n\n[![logo](b.png)](https://b.example)\n\n<img src='c.jpg' alt='c' />\n")
    assert [image.href for image in images(here)] == ["a.jpg", "c.jpg"]


def test_a_credit_in_the_caption_of_a_figure() -> None:
    caption = 'Photo: Ann, <a href="https://river.example/bridge">River Trust</a>'
    figure = f'<figure>\n  <img src="a.jpg" alt="a" />\n  <figcaption>{caption}</figcaption>\n</figure>\n'
    here = page(f"![b](b.jpg)\n\nText.\n\n{figure}")
    (credit,) = credits(here)
    assert here.source[credit.span.start : credit.span.end] == caption
    assert credit.image
    assert credit.image.href == "a.jpg"


FIELDS = Fields.of(["image", "cover.image"], ["image_credit", "creditlink", "cover.caption"])


@pytest.mark.parametrize(
    ("front", "href", "picture"),
    [
        ("image: a.jpg\nimage_credit: Ann, https://ann.example/x", "https://ann.example/x", "a.jpg"),
        ("imageCredit: '[Ann](https://ann.example/x)'", "https://ann.example/x", "b.jpg"),
        ("image: a.jpg\ncreditlink: https://ann.example/x", "https://ann.example/x", "a.jpg"),
        (
            "cover:\n  image: a.jpg\n  caption: By <a href='https://ann.example/x'>Ann</a>",
            "https://ann.example/x",
            "a.jpg",
        ),
        ("image-credit: Ann Smith", None, "b.jpg"),
    ],
)
def test_credits_in_the_front_matter(front: str, href: str | None, picture: str) -> None:
    here = page(f"---\n{front}\n---\n\n![b](b.jpg)\n\nText.\n")
    (credit,) = stated(here, FIELDS)
    assert [origin.href for origin in credit.origins] == ([href] if href else [])
    for origin in credit.origins:
        assert here.source[origin.span.start : origin.span.end] == href
    assert credit.image
    assert credit.image.href == picture


@pytest.mark.parametrize(
    "front", ["title: Ann", "credit: 3 points", "image_credit: [1, 2]", "image_credit: ''", "image: a.jpg"]
)
def test_front_matter_without_a_credit(front: str) -> None:
    assert stated(page(f"---\n{front}\n---\n\n![b](b.jpg)\n"), FIELDS) == ()


def test_credits_travel_between_processes() -> None:
    found = credits(page(f"{PICTURE}\n\n{LAST}\n"))
    assert pickle.loads(pickle.dumps(found)) == found


MARKUP = st.lists(
    st.sampled_from(
        [*FORMS, PICTURE, "\n", "\n\n", "[", "](", ")", "*", "_", "![", "<a href='", "(Image: ", "> ", "| "]
    )
    | st.text(max_size=8)
).map("".join)


@settings(max_examples=150, deadline=None)
@given(MARKUP)
def test_any_text_is_read_and_spans_lie_on_the_page(text: str) -> None:
    here = page(text)
    for credit in credits(here):
        assert 0 <= credit.span.start < credit.span.end <= len(here.source)
        for origin in credit.origins:
            assert 0 <= origin.span.start <= origin.span.end <= len(here.source)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/b/", "http://www.a.example/b"),
        ("https://a.example/b?utm_source=x&utm_medium=y", "https://A.example/b"),
        ("https://a.example/b#part", "https://a.example/b"),
    ],
)
def test_addresses_that_are_the_same(one: str, other: str) -> None:
    assert address(one) == address(other)


def test_addresses_that_differ() -> None:
    assert len({address(f"https://a.example/{rest}") for rest in ("b", "B", "b?id=1", "b?id=2", "")}) == 5


KNOWN = Addresses(frozenset({"articl", "the"}), ("*/@*", "flickr.com/photos/*"), frozenset({"gallery"}))


@pytest.mark.parametrize(
    ("href", "words"),
    [
        ("https://a.example/articles/2019/04/the-iron-bridge.html", ["iron", "bridge"]),
        ("https://a.example/Iron_Bridge_In_Winter", ["Iron", "Bridge", "Winter"]),
        ("https://a.example/IronBridge", ["Iron", "Bridge"]),
        ("https://a.example/iron%20bridge/", ["iron", "bridge"]),
        ("https://a.example/photos/xQpLdvTtM", ["photos"]),
        ("https://doi.example/10.1234/b0207-020-11-3", []),
        ("https://iron.example/", []),
        ("/local/bridge.png", []),
        ("http://[", []),
    ],
)
def test_the_words_of_an_address(href: str, words: list[str]) -> None:
    assert list(KNOWN.subject(href).values()) == words


@pytest.mark.parametrize(
    ("href", "one"),
    [
        ("https://a.example/bridge", True),
        ("https://www.flickr.com/photos/ann/12345", True),
        ("https://www.flickr.com/photos/ann/", False),
        ("https://pond.example/@ann?utm_source=x", False),
        ("https://a.example/gallery/bridges", False),
        ("https://a.example", False),
        ("", False),
        ("mailto:ann@a.example", False),
    ],
)
def test_addresses_that_name_one_picture(href: str, one: bool) -> None:
    assert KNOWN.names_picture(href) is one


def test_the_page_that_owns_words_comes_first() -> None:
    texts = {
        "a.md": "# Iron bridges\n\nAn iron bridge spans the river.\n",
        "b.md": "# Rivers\n\nA river may have a bridge.\n",
        "c.md": "# Mills\n\nA mill grinds corn.\n",
    }
    site = Site({path: Page(path, text) for path, text in texts.items()})
    words = [stem("bridges"), stem("iron")]
    fit = scores(site, words)
    assert fit.keys() == {"a.md", "b.md"}
    assert fit["a.md"] > fit["b.md"] > 0
    assert titled(site.pages["a.md"], words) == {stem("bridge"), stem("iron")}
    assert scores(site, ["zebra"]) == {}


def test_stems() -> None:
    assert stem("Reducing") == stem("reduced") == stem("reduces")
    assert stem("used") != stem("user")
    assert kin(stem("deforestation"), stem("forests"))
    assert not kin(stem("car"), stem("carpet"))


BEFORE = "# Tides\n\n![Bay](img/bay.jpg)\n\n*Image credit: [Coast Watch](https://coast.example/tides)*\n"
AFTER = "# Tides\n\n![Bay](img/bay.jpg)\n\n*Image credit: [Lamp Museum](https://lamps.example/lens)*\n"


def changed(folder: Path) -> list[str]:
    report = doclint.check(
        folder, {"root": str(folder), "select": ["credits/replaced", "credits/added"], "base": "HEAD"}
    )
    assert report.skipped == ()
    return [one.rule for one in report.findings]


def test_an_unchanged_picture_with_another_credit(repository: Write, site: Write) -> None:
    repository({"page.md": BEFORE, "img/bay.jpg": b"\xff\xd8bay"})
    folder = site({"page.md": AFTER})
    report = doclint.check(folder, {"root": str(folder), "select": ["credits/replaced"], "base": "HEAD"})
    (one,) = report.findings
    assert one.quote == "*Image credit: [Lamp Museum](https://lamps.example/lens)*"
    assert one.evidence[0].quote == "*Image credit: [Coast Watch](https://coast.example/tides)*"
    assert one.evidence[0].line == 5
    assert one.evidence[0].version


def test_a_picture_that_was_replaced_under_its_name(repository: Write, site: Write) -> None:
    repository({"page.md": BEFORE, "img/bay.jpg": b"\xff\xd8bay"})
    assert changed(site({"page.md": AFTER, "img/bay.jpg": b"\xff\xd8lens"})) == []


def test_a_picture_that_git_did_not_know(repository: Write, site: Write) -> None:
    repository({"page.md": BEFORE})
    assert changed(site({"page.md": AFTER, "img/bay.jpg": b"\xff\xd8bay"})) == []


def test_a_page_that_moved_with_its_picture_in_place(repository: Write, site: Write) -> None:
    text = "\nThe Moon pulls the water, and the Earth turns below it twice a day.\n"
    folder = repository({"docs/a.md": BEFORE.replace("img", "/img") + text, "img/bay.jpg": b"\xff\xd8bay"})
    (folder / "docs/a.md").rename(folder / "docs/tides.md")
    git(folder, "add", "-A")
    (folder / "docs/tides.md").write_text(AFTER.replace("img", "/img") + text, encoding="utf-8")
    assert changed(folder) == ["credits/replaced"]


@settings(max_examples=60, deadline=None)
@given(MARKUP)
def test_safe_fixes_twice_are_safe_fixes_once(text: str) -> None:
    def fixed(source: str) -> str:
        report = check_texts({"page.md": source}, settings={"select": ["credits/repeated", "credits/malformed"]})
        return fix.apply(source, fix.choose(report.findings))

    once = page(text).source
    for _ in range(3):  # a fix may free the place of another one that touched it
        once = fixed(once)
    assert fixed(once) == once


@settings(max_examples=80, deadline=None)
@given(MARKUP, MARKUP, MARKUP)
def test_no_rule_breaks_on_any_text(old: str, new: str, other: str) -> None:
    texts = {"page.md": f"---\nimage_credit: '{other[:20]}'\n---\n{new}", "other.md": other}
    before = {"page.md": page(old)}
    report = check_texts(texts, before, {"img/bridge.jpg": "made: trainedAlgorithmicMedia"}, {"select": ["credits"]})
    assert not [one for one in report.findings if one.rule == "run/internal-error"]


def handbook(date: str) -> Report:
    """The credit findings on one version of the handbook, without history."""
    snapshot = SHARED / "corpus" / "handbook" / date
    if not snapshot.is_dir():
        pytest.skip("the handbook's pages are not here; they are test data that no release carries")
    texts = {f"docs/{path.name}": path.read_text("utf-8") for path in sorted(snapshot.glob("docs/*.md"))}
    beside = {
        path.relative_to(snapshot).as_posix(): path.read_text("latin-1")
        for path in snapshot.glob("static/img/**/*")
        if path.is_file()
    }
    known = rulebook.rules(of({}, ()), Kinds())
    chosen = {"site": {"generator": "docusaurus"}}
    return check_texts(texts, None, beside, settings=chosen, rules=known.chosen(["credits"], []), known=known)


@pytest.mark.parametrize("date", ["2023-09", "2024-07", "2025-01"])
def test_wrong_credits_are_found_and_right_ones_are_not_accused(date: str) -> None:
    with (Path(__file__).parents[1] / "benchmarks" / "credits.csv").open(encoding="utf-8") as lines:
        labels = {
            (f"docs/{row['page']}", int(row["line"])): row for row in csv.DictReader(lines) if row["snapshot"] == date
        }
    errors = {(one.path, one.line) for one in handbook(date).findings if one.severity == "error"}
    wrong = {place for place, row in labels.items() if row["verdict"] == "wrong"}
    assert errors <= wrong
    assert {path for path, _ in wrong - errors} <= {"docs/solution-electric-cars.md"}, "only history tells"


def test_the_article_on_deforestation_belongs_to_one_page() -> None:
    findings = handbook("2025-01").findings
    off = {(one.path, one.line) for one in findings if one.rule == "credits/off-topic"}
    assert {("docs/solution-high-efficiency-heat-pumps.md", line) for line in (11, 96)} <= off
    assert not [one for one in findings if one.path == "docs/solution-forest-protection.md" and one.severity == "error"]
    repeated = {(one.path, one.line) for one in findings if one.rule == "credits/repeated"}
    assert ("docs/solution-high-efficiency-heat-pumps.md", 96) in repeated
