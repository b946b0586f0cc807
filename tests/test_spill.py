"""A site that does not fit into memory: the rest waits in a temporary file, and nothing else is different."""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import doclint
from doclint import memory, spill
from doclint.errors import InputError
from doclint.page import Page, Span, walk
from doclint.report import render
from doclint.settings import read
from doclint.site import Groups, Site, SiteFact
from doclint.spill import Pages
from doclint.workspace import Workspace
from test_scale import made

__all__ = ["made"]

FORMS = ("text", "json", "sarif", "html")


def report(folder: Path, most: int, **settings: object) -> doclint.Report:
    return doclint.check(str(folder), {"cache": False, "min-confidence": "low", "pages-in-memory": most, **settings})


@pytest.mark.parametrize("most", [1, 7, 149])
def test_the_report_is_the_same_byte_for_byte(made: Path, most: int) -> None:
    whole, spilt = report(made, 150), report(made, most)
    assert [render(spilt, form, False) for form in FORMS] == [render(whole, form, False) for form in FORMS]


@pytest.mark.parametrize("most", [1, 3])
def test_what_was_skipped_is_told_together(tmp_path: Path, most: int) -> None:
    for name in "abc":
        (tmp_path / f"{name}.png").write_bytes(b"no picture")
        (tmp_path / f"{name}.md").write_text(f"# {name}\n\n![A kiln]({name}.png)\n\nPhoto by Ada Holm\n")
    skipped = report(tmp_path, most).skipped
    assert [one.what for one in skipped] == ["a.png and 2 more"], skipped


def test_an_audit_is_the_same_byte_for_byte(made: Path) -> None:
    whole, spilt = (doclint.audit(str(made), {"cache": False, "pages-in-memory": most}) for most in (150, 9))
    assert render(spilt, "html", False) == render(whole, "html", False)


def test_workers_find_the_same(made: Path) -> None:
    with ThreadPoolExecutor(2) as executor:
        settings = {"cache": False, "min-confidence": "low", "pages-in-memory": 9}
        assert doclint.check(str(made), settings, executor).findings == report(made, 150).findings


def test_a_cache_gives_back_what_it_was_given(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_AT_ONCE", 40)
    first, second = report(made, 9, cache=True), report(made, 9, cache=True)
    assert render(first, "json", False) == render(second, "json", False) == render(report(made, 150), "json", False)


def test_what_a_page_states_is_kept_though_others_pushed_it_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {"pages-in-memory": 4}
    for number in range(12):
        (tmp_path / f"p{number:02}.md").write_text(f"# Kiln {number}\n\nCafÃ© number {number}.\n")
    doclint.check(str(tmp_path), settings)
    for name in ("p00.md", "p11.md"):
        (tmp_path / name).write_text("# Glaze\n\nCafÃ©, but blue.\n")
    found = doclint.check(str(tmp_path), settings).findings
    assert len({one.path for one in found}) == 12
    monkeypatch.setattr(walk, "read", None)
    assert doclint.check(str(tmp_path), settings).findings == found


def test_the_same_page_is_the_same_object_while_somebody_holds_it() -> None:
    pages = Pages(1)
    for name in "cab":
        pages[name] = Page(name, name.upper())
    first = pages["a"]
    assert (list(pages), pages["b"].source, pages["a"] is first, "d" in pages, len(pages)) == (
        ["a", "b", "c"],
        "B",
        True,
        False,
        3,
    )
    with pytest.raises(KeyError):
        pages["d"]


def test_a_fact_and_an_older_version_come_back() -> None:
    pages = Pages(1)
    pages["a"] = Page("a", "caf\udc92", before=Page("a", "then", version="abc"))
    pages["a"].facts["counted"] = [1, (2, "three")]
    pages["b"] = Page("b", "")
    pages["a"].facts["later"] = ()
    pages["b"].facts["none"] = []
    back = pages["a"]
    assert (back.source, back.facts.get("counted"), back.facts.get("later"), back.facts.get("never")) == (
        "caf\udc92",
        [1, (2, "three")],
        (),
        None,
    )
    assert back.before is not None
    assert (back.before.source, back.before.version) == ("then", "abc")


def test_a_page_that_nobody_changed_is_not_written_again(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[tuple[str, str]] = []
    write = Pages._write

    def told(pages: Pages, table: str, path: str, data: object) -> None:
        written.append((table, path))
        write(pages, table, path, data)

    monkeypatch.setattr(Pages, "_write", told)
    pages = Pages(1)
    for name in "ab":
        pages[name] = Page(name, "text", facts={"counted": [1]})
    assert [pages[name].facts["counted"] for name in "abab"] == [[1]] * 4
    assert sorted(written) == [("facts", "a"), ("facts", "b"), ("texts", "a"), ("texts", "b")]
    pages["a"].facts["later"] = 2
    assert (pages["b"].source, pages["a"].facts["later"]) == ("text", 2)


KEYS = st.one_of(st.text(max_size=3), st.integers(0, 2**64 - 1), st.tuples(st.text(max_size=2), st.sampled_from("ab")))
PLAIN = st.one_of(st.none(), st.floats(0, 1), st.integers(), st.text(st.characters()))
ROWS = st.one_of(
    PLAIN, st.binary(), st.tuples(PLAIN, PLAIN), st.tuples(PLAIN, st.binary()), st.builds(Span, PLAIN, PLAIN)
)
FOUND = st.lists(st.lists(st.tuples(KEYS, ROWS)))


@given(FOUND, st.sampled_from((1, 3, sys.maxsize)), st.randoms(use_true_random=False))
def test_rows_on_disk_are_the_rows_in_memory(
    found: list[list[tuple[object, object]]], most: int, shuffle: random.Random
) -> None:
    told = [(f"{number:09}", mine) for number, mine in enumerate(found)]
    pages = Pages(1)
    pages.update({path: Page(path, "") for path, _ in told})
    here, there = Groups(most), pages.grouped(most)
    for path, mine in told:
        here.add(path, mine)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spill, "_WAITING", shuffle.choice((0, 3, 20_000)))
        patch.setattr(spill, "_OFTEN", shuffle.choice((1, 3)))
        for path, mine in shuffle.sample(told, len(told)):
            there.add(path, mine)
    assert list(there.keys()) == list(here.keys())
    assert len(there) == len(list(here.keys()))
    for key in [*here, "never"]:
        assert there.get(key, []) == here.get(key, [])
        assert there.count(key) == here.count(key)
        assert there.several(key) == here.several(key)


words: SiteFact[str, int, int] = SiteFact(
    "words", lambda page: [(word, 1) for word in page.source.split()], lambda key, rows: len(rows)
)


def test_values_are_worked_out_again_when_a_page_is_replaced() -> None:
    pages = Pages(1)
    for name in "abc":
        pages[name] = Page(name, "one two")
    site = Site(pages, grouping=pages.grouped, most=1)
    assert (site.value(words, "one"), site.value(words, "two"), site.count(words, "one")) == (3, 3, 3)
    site.replace(Page("b", "two two"))
    assert (site.value(words, "one"), site.value(words, "two"), site.count(words, "two")) == (2, 4, 4)
    assert sorted(site.keys(words)) == ["one", "two"]


def test_nothing_is_left_in_the_temporary_folder(made: Path, tmp_path: Path) -> None:
    (tmp_path / "doclint.toml").write_text(f'root = "{made}"\npages-in-memory = 3\ncache = false\n')
    left = tmp_path / "left"
    left.mkdir()
    words = [sys.executable, "-m", "doclint", "check", "--exit-zero", "--config", tmp_path / "doclint.toml", made]
    done = subprocess.run(words, env={**os.environ, "SQLITE_TMPDIR": str(left)}, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert not list(left.iterdir())


def limited() -> Iterator[None]:
    """No file may grow beyond what SQLite needs to begin one."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


full = pytest.fixture(limited)


def test_a_disk_that_is_full_is_told_in_words(full: None) -> None:
    told = {f"{number:03}": Page(f"{number:03}", os.urandom(100_000).hex()) for number in range(300)}
    with pytest.raises(InputError, match="TMPDIR"):
        Pages(1).update(told)


def test_an_editor_may_ask_from_several_threads(made: Path) -> None:
    (made / "doclint.toml").write_text("pages-in-memory = 1\ncache = false\n")
    site = Workspace(read([str(made)]))
    texts = {path: page.source for path, page in list(site.site.pages.items())[:12]}
    alone = [site.check(path, text) for path, text in texts.items()]
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(site.check, [*texts] * 3, [*texts.values()] * 3)) == alone * 3
    finally:
        sys.setswitchinterval(usual)
    assert any(alone)
