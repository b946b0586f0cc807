"""Pages measured on real ones: the test data beside the checkout, and a second Markdown parser."""

from __future__ import annotations

import re
import tarfile
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from doclint.page import Link, Page, walk
from doclint.page.parser import parser
from test_page import check_places, quoted

LARGE_SHARE = 6
"""one page in so many of the large site is looked at; all 1950 pages were measured when this was written"""


def source_of(file: Path) -> str:
    text = file.read_bytes().decode("utf-8", "surrogateescape")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


@pytest.fixture
def handbook(shared: Path) -> list[Page]:
    """Every page of the handbook at its four dates, as Docusaurus reads them."""
    files = sorted((shared / "corpus" / "handbook").glob("*/docs/**/*.md"))
    if not files:
        pytest.skip("the handbook is absent from the test data")
    return [Page(str(file.relative_to(shared)), source_of(file), dialect="mdx") for file in files]


@pytest.fixture
def large(shared: Path, tmp_path: Path) -> list[Page]:
    """A sample of the large site."""
    archive = shared / "corpus" / "large.tar.gz"
    if not archive.exists():
        pytest.skip("large.tar.gz is absent from the test data")
    with tarfile.open(archive) as packed:
        packed.extractall(tmp_path, filter="data")
    files = sorted(tmp_path.rglob("*.md"))[::LARGE_SHARE]
    return [Page(str(file.relative_to(tmp_path)), source_of(file)) for file in files]


def test_every_place_of_the_handbook(handbook: list[Page]) -> None:
    for page in handbook:
        check_places(page)
        assert page.problems == ()
        check_addresses(page)


def test_every_place_of_the_large_site(large: list[Page]) -> None:
    for page in large:
        check_places(page)
        check_addresses(page)


def check_addresses(page: Page) -> None:
    for link in page.links:
        raw = quoted(page, link.target)
        assert link.href in (raw, unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", raw))), (page, link)


def test_all_inline_tokens_are_exact(handbook: list[Page], large: list[Page]) -> None:
    """The parser's own words for each token, against the source at the place noted for it."""
    wrong = [(page, token, got) for page in handbook + large for token, got in inline(page) if not is_exact(token, got)]
    assert wrong == []


def inline(page: Page) -> Iterator[tuple[Any, str]]:
    """Each inline token and the source it is said to stand for."""
    env: dict[str, Any] = {}
    blocks = parser(page.dialect).parse(page._text, env)
    walker = walk._Walk(page._text, page._line_starts, env, page.dialect == "mdx")
    for block in blocks:
        if block.type == "inline" and block.content:
            run = walker._run(block)
            for token in block.children:
                parts = run.parts(*token.meta["at"])
                yield token, "".join(page.source[run.at(start) : run.end(end)] for start, end in parts)


ENDS = {
    "code_inline": ("`", "`"),
    "link_open": ("[<", "[<"),
    "link_close": ("]>", ")]>"),
    "image": ("!", ")]"),
    "footnote_ref": ("[", "]"),
    "softbreak": ("\n ", "\n "),
    "hardbreak": (" \\", "\n "),
}


def is_exact(token: Any, got: str) -> bool:
    if token.type == "text_special":
        return bool(got == token.markup)
    if token.type in ENDS:
        first, last = ENDS[token.type]
        return got[:1] in first and got[-1:] in last and got != ""
    if token.nesting:
        return got[:1] in "*_~"
    return not token.content or got.replace("\n", " ") == token.content.replace("\n", " ")


def test_links_are_those_of_another_parser(large: list[Page]) -> None:
    pyromark = pytest.importorskip("pyromark")
    wanted = pyromark.Options
    options = wanted.ENABLE_TABLES | wanted.ENABLE_STRIKETHROUGH | wanted.ENABLE_FOOTNOTES
    other = pyromark.Markdown(options=options | wanted.ENABLE_YAML_STYLE_METADATA_BLOCKS)
    for page in large:
        source = page.source.encode("utf-8", "replace").decode()
        theirs = Counter(link for event in other.events(source) for link in started(event))
        ours = Counter((link.href, link.image) for link in page.links if not link.html and not is_bare(link))
        assert ours == theirs, page


def started(event: Any) -> Iterator[tuple[str, bool]]:
    """(address, whether it is an image) if the event begins a link."""
    start = event.get("Start") if isinstance(event, dict) else None
    for name in ("Link", "Image") if isinstance(start, dict) else ():
        if name in start:
            yield start[name]["dest_url"], name == "Image"


def is_bare(link: Link) -> bool:
    """`https://...` without brackets, which the other parser does not know."""
    return link.target == link.span


def test_the_company_lists_of_2023(handbook: list[Page]) -> None:
    """Lists of HTML links, indented by sixteen spaces, split by blank lines: CommonMark takes most for code."""
    pages = [page for page in handbook if "2023-09" in page.path]
    links = [(page, link) for page in pages for link in page.links if link.html]
    lines = [(page.line_text(page.position(link.span.start)[0]).strip(), link) for page, link in links]
    companies = [link for line, link in lines if line.startswith("<li><a")]
    assert len(companies) == 301
    assert all(link.text and link.href.startswith("http") for link in companies)
    written = sum(len(re.findall(r"<a\s", page.source)) for page in pages)
    assert sum(quoted(page, link.span).startswith("<a") for page, link in links) == written


def test_seeds(shared: Path) -> None:
    for file in sorted((shared / "seeds").glob("*.md")):
        for dialect in ("commonmark", "mdx"):
            check_places(Page(file.name, source_of(file), dialect=dialect))
