"""Links that lead nowhere: what is said of them, what they rest on, what mends them, and a real site as the truth."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import doclint
from conftest import Write
from doclint import api, fix, gather
from doclint.checks import link_target
from doclint.facts.anchors import anchors
from doclint.page import Page
from doclint.rule import Finding

DOCUSAURUS = {"site": {"generator": "docusaurus", "route-base-path": "/"}, "select": ["links"]}
FAULTS = {
    f"links/{name}"
    for name in ("missing-page", "missing-file", "missing-anchor", "wrong-case", "draft-target", "no-scheme")
}
GITHUB = {"site": {"generator": "github"}, "select": ["links"]}


def found(pages: dict[str, str], files: tuple[str, ...] = (), settings: object = None) -> list[Finding]:
    report = api.check_texts(pages, beside=dict.fromkeys(files, ""), settings=settings or DOCUSAURUS)  # type: ignore[arg-type]
    return [one for one in report.findings if one.rule in FAULTS]


def test_the_message_names_the_nearest_page_and_the_evidence_where_it_is() -> None:
    (one,) = found({"docs/a.md": "See [pears](/pear-tree).\n", "docs/pear-trees.md": "Text.\n"})
    assert (one.rule, one.quote) == ("links/missing-page", "/pear-tree")
    assert "did you mean `/pear-trees`?" in one.message
    assert [(e.kind, e.where) for e in one.evidence] == [("page", "docs/pear-trees.md")]
    assert one.fix is None


def test_the_evidence_of_a_missing_place_is_the_nearest_heading() -> None:
    (one,) = found({"docs/a.md": "See [pears](b#prune-pears).\n", "docs/b.md": "Text.\n\n## Pruning pears\n"})
    assert one.rule == "links/missing-anchor"
    assert [(e.where, e.line, e.quote) for e in one.evidence] == [("docs/b.md", 3, "Pruning pears")]
    assert one.fix is not None
    assert not one.fix.safe


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("[x](Pears)", "[x](pears)"),
        ("[x](/Pears?a=1#ripe)", "[x](/pears?a=1#ripe)"),
        ("[x](pears#Ripe)", "[x](pears#ripe)"),
        ("[x](pears#-ripe)", "[x](pears#ripe)"),
        ("[x](pear)", "[x](pear)"),
        ("[x](&#80;ears)", "[x](&#80;ears)"),
    ],
)
def test_only_what_is_certain_is_mended(text: str, fixed: str) -> None:
    findings = found({"docs/a.md": text, "docs/pears.md": "## Ripe\n"})
    assert findings
    assert fix.apply(text, fix.choose(findings)) == fixed


def test_a_forgotten_scheme_and_a_forgotten_hash_are_named() -> None:
    one, two = found({"docs/a.md": "[x](www.mills.org/a)\n\n[y](ripe-pears)\n\n## Ripe pears\n"})
    assert one.rule == "links/no-scheme"
    assert "write `https://www.mills.org/a`" in one.message
    assert "did you mean `#ripe-pears`?" in two.message


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[x][gone]\n\n[gone]: gone.md\n", 3),
        ("<a href='gone'>x</a>\n", 1),
        ("| a |\n|---|\n| [x](gone) |\n", 3),
        ("![x](gone.png)\n", 1),
        ('<Card linkUrl="/gone" />\n', 1),
    ],
)
def test_every_way_of_writing_a_link(text: str, line: int) -> None:
    assert [(one.line, one.quote.split(".")[0].strip("/")) for one in found({"docs/a.md": text})] == [(line, "gone")]


def test_an_address_that_many_links_share_is_told_once() -> None:
    assert len(found({"docs/a.md": "[x][gone] and [y][gone]\n\n[gone]: gone.md\n"})) == 1


@pytest.mark.parametrize(
    "text",
    ["`[x](gone)`", "```\n[x](gone)\n```", "<!-- [x](gone) -->", "---\nlink: '[x](gone)'\n---\n", "{/* [x](gone) */}"],
)
def test_what_is_no_link(text: str) -> None:
    assert found({"docs/a.md": text}) == []


@pytest.mark.parametrize(
    "braces", ["{#here}", '{title="C# guide" #here}', "{color=#fff #here}", "{#other .wide #here}", "{: #here .wide }"]
)
def test_an_id_in_braces_is_the_last_of_them(braces: str) -> None:
    assert found({"a.md": f"# A\n\n## Guide {braces}\n\n[x](#here)\n"}, settings={"ignore": ["versions"]}) == []


@pytest.mark.parametrize(
    ("source", "ids"),
    [
        ("## A b\n\n## A b\n\n## A b 1\n", ["a-b", "a-b-1", "a-b-1-1"]),
        ("# A\n\n## A\n", ["a", "a-1"]),
        ("## A {#b}\n\n## A\n", ["b", "a"]),
        ("## `code` and *stress*, twice!\n", ["code-and-stress-twice"]),
        ("## [A link](b.md)\n", ["a-link"]),
        ("A\n===\n\nB c\n---\n", ["a", "b-c"]),
        ("```\n# A\n```\n", []),
        ("## Step Ⅷ: ½ x² ⓐ🄰 🏁\n\n## Tie‿up in cafe\u0301 ٣\n", ["step-ⅷ--x-ⓐ🄰-", "tie‿up-in-cafe\u0301-٣"]),
    ],
)
def test_ids_of_headings(source: str, ids: list[str]) -> None:
    page = Page("a.md", source, dialect="mdx")
    assert [one.id for one in anchors(page).known if one.text] == ids


def test_one_page_is_checked_without_reading_the_others() -> None:
    site = gather.of_texts({"docs/a.md": "[x](b)\n", "docs/b.md": "## Text\n"}, {}, DOCUSAURUS["site"])
    assert list(link_target.check(site.pages["docs/a.md"], site, {})) == []
    assert [name for name in site.pages["docs/b.md"].facts if "anchors" in name or "links" in name] == []


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet=st.sampled_from('[]()#!<>/ab.md\n{}"= -`'), max_size=60))
def test_no_text_breaks_it_and_quotes_are_addresses(text: str) -> None:
    for options in (DOCUSAURUS, GITHUB):
        for one in found({"docs/a.md": text, "docs/b.md": "## A\n"}, settings=options):
            assert text[one.span.start : one.span.end] == one.quote


TRUTH = {
    ("breadcrumb-test/breadcrumb-test", "contribute"),
    ("event-format-co-working-session", "happy-hour"),
    ("hard-questions", "/nature-based-solutions"),
    ("image-card-test", "example.com"),
    ("level-1", "solution"),
    ("level-1", "grist.org"),
    ("level-1", "climatedesk.org"),
    ("level-2", "Solutions"),
    ("topic-nature-based-solutions", "nori.com"),
    ("career-guide", "#choose-your-employer-type"),
    ("coffee-crawl", "#route"),
    ("sector-buildings", "#solutions-in-this-sector"),
    ("sector-engineered-sinks", "#solutions-in-this-sector"),
    ("topic-carbon-capture-and-storage", "#solutions-in-this-sector"),
    *((f"event-format-{name}", "workonclimate.org") for name in ("city-park", "co-working-session", "coffee-crawl")),
    *((f"event-format-{name}", "workonclimate.org") for name in ("expert-panel", "happy-hour", "lightning-talks")),
    *((f"event-format-{name}", "workonclimate.org") for name in ("minute-motifs", "trivia-night")),
    ("level-2", "workonclimate.org"),
}
"""(page, address) that a build of the site with Docusaurus 3.10.2 reported, without its one blog post"""


def test_a_real_site_has_the_faults_that_its_generator_reports(shared: Path, tmp_path: Path) -> None:
    snapshot = shared / "corpus/handbook/2025-01"
    for folder in ("docs", "static"):
        shutil.copytree(snapshot / folder, tmp_path / folder)
    absent = [Path(line).stem for line in (snapshot / "excluded-pages.txt").read_text().split()]
    options = {**DOCUSAURUS["site"], "known-paths": ["/", "/blog", *(f"/{name}" for name in absent)]}  # type: ignore[dict-item]
    report = doclint.check(tmp_path, {"root": str(tmp_path), "site": options, "select": ["links"]})
    mine = {(one.path, one.quote) for one in report.findings if one.rule in FAULTS}
    assert mine == {(f"docs/{page}.md", address) for page, address in TRUTH}


def test_a_hook_on_one_file_knows_the_site(site: Write) -> None:
    folder = site({"docs/a.md": "[x](/b) [y](/c)\n", "docs/b.md": "Text.\n"})
    report = doclint.check(folder / "docs/a.md", {**DOCUSAURUS, "root": str(folder)})
    assert [one.quote for one in report.findings if one.rule in FAULTS] == ["/c"]


def test_two_faults_of_form_on_one_address_are_told_once() -> None:
    text = "[x](http://http://example.com) and [y](mills.org) and [z](link)\n"
    report = api.check_texts({"docs/a.md": text}, settings=DOCUSAURUS)
    assert [one.rule for one in report.findings] == ["links/malformed", "links/no-scheme", "links/placeholder"]


def test_forms_are_mended_where_only_one_thing_can_be_meant() -> None:
    text = "[a](https://https://mills.org), [c](mills.org/c) and ![d](https://mills.org/a b.png)\n"
    findings = list(api.check_texts({"docs/a.md": text}, settings=DOCUSAURUS).findings)
    mended = fix.apply(text, fix.choose(findings))
    assert mended == "[a](https://mills.org), [c](https://mills.org/c) and ![d](https://mills.org/a%20b.png)\n"
    assert not api.check_texts({"docs/a.md": mended}, settings=DOCUSAURUS).findings


def test_a_moved_file_is_found_in_git_s_history(repository: Write) -> None:
    text = "[x](old/pears.md#ripe) and ![y](./pic.png)\n"
    folder = repository(
        {"docs/a.md": text, "docs/old/pears.md": "## Ripe\n\nPears.\n", "docs/pic.png": b"1234567890" * 9}
    )
    (folder / "docs/new").mkdir()
    (folder / "docs/old/pears.md").rename(folder / "docs/new/fruit.md")
    (folder / "docs/pic.png").rename(folder / "docs/new/tree.png")
    repository({"docs/b.md": "Text.\n"})
    settings = {"root": str(folder), "site": {"generator": "github"}, "select": ["links"]}
    report = doclint.check(folder / "docs/a.md", settings)
    assert [one.evidence[0].note for one in report.findings] == ["was `docs/old/pears.md`", "was `docs/pic.png`"]
    assert fix.apply(text, fix.choose(report.findings)) == "[x](new/fruit.md#ripe) and ![y](./new/tree.png)\n"


def test_without_a_repository_nothing_is_known_of_moves(site: Write) -> None:
    folder = site({"docs/a.md": "[x](old/pears.md)\n", "docs/new/pears.md": "Text.\n"})
    report = doclint.check(folder, {"root": str(folder), "site": {"generator": "github"}, "select": ["links"]})
    assert [(one.rule, one.fix) for one in report.findings] == [("links/missing-page", None)]


def test_files_named_by_import_and_require() -> None:
    text = (
        "import a from './img/a.png';\nimport b from './img/b.png';\nimport C from '@site/src/C';\n"
        "import D from './_d.mdx';\nimport E from '@theme/E';\n\n<img src={require('./img/a.png').default} />\n"
        "<img src={require('./img/c.png').default} />\n<img src={require('@site/static/a.png').default} />\n"
        "<img src={useBaseUrl('/a.png')} />\n\n```js\nimport f from './img/f.png';\n```\n"
    )
    beside = ("docs/img/a.png", "static/a.png")
    quotes = [(one.rule, one.line, one.quote) for one in found({"docs/x.mdx": text}, beside)]
    missing = [(2, "./img/b.png"), (4, "./_d.mdx"), (8, "./img/c.png")]
    assert quotes == [("links/missing-file", line, quote) for line, quote in missing]


CONFIG = "module.exports = {title: 'x', url: 'https://m.test', baseUrl: '/', presets: [['classic', {blog: false}]]};\n"
INDENTED = "# Mills\n\nOne writes:\n\n    [x](gone.md) and {/* a note */}\n"


@pytest.mark.parametrize(
    ("files", "accused"),
    [
        ({"docusaurus.config.js": CONFIG, "docs/a.md": INDENTED}, ["docs/a.md"]),
        ({"docusaurus.config.js": CONFIG, "docs/a.md": "# A\n", "README.md": INDENTED}, []),
        ({"website/docusaurus.config.js": CONFIG, "website/docs/a.md": "# A\n", "src/notes.md": INDENTED}, []),
        ({"website/docusaurus.config.js": "export default made();", "docs/a.md": INDENTED}, ["docs/a.md"]),
        ({"website/docusaurus.config.js": "export default made();", "CHANGES.md": INDENTED}, []),
        ({"docs/a.md": "---\nsidebar_position: 1\n---\n", "README.md": INDENTED}, []),
        ({"docs/a.md": "---\nsidebar_position: 1\n---\n", "docs/b.md": INDENTED}, ["docs/b.md"]),
    ],
)
def test_only_what_docusaurus_builds_is_mdx_where_indented_text_is_no_code(
    site: Write, files: dict[str, str], accused: list[str]
) -> None:
    found = doclint.check(site(files), settings={"select": ["links/missing-page"]}).findings
    assert [one.path for one in found] == accused
