"""What is kept between runs: it changes nothing but the time, and nothing that happens to it is an error."""

from __future__ import annotations

import os
import pickle
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

import doclint
from conftest import PHRASE, Write
from doclint import memory, packing
from doclint.checks import mojibake, phrase
from doclint.page import walk
from doclint.rule import Finding
from doclint.shelf import Shelf

DAMAGED = "# Bread\n\nThe caf\u00c3\u00a9 \u00e2\u20ac\u201c a place. As an AI language model, I cannot bake.\n"
PAGES = {
    "docs/a.md": DAMAGED,
    "docs/b.md": "---\ntitle: Loaf\n---\n\n[Bread](a.md#no-such-place), [gone](g.md).\n\n<!-- doclint-disable -->\n",
    "doclint.toml": "",
    "docs/c.md": "# Oven\n\n![An oven](oven.png)\n\n*Image credit: [X](https://example.org/photos/oven-red)*\n",
    "docs/d.md": b"# Oven two\r\n\nCaf\x92 &amp;eacute;\n\n![An oven](oven.png)\n",
    "docs/oven.png": b"\x89PNG",
}


def found(folder: Path, **settings: object) -> list[Finding]:
    return list(doclint.check(folder, settings={"rules": [], **settings}).findings)


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache that nobody else has put anything into."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache/doclint"


def shelf(cache_folder: Path) -> Path:
    return cache_folder / "pages.sqlite3"


def test_a_run_from_the_cache_says_the_same_and_parses_nothing(site: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = site(PAGES)
    cold = found(folder, cache=False)
    assert len({one.rule for one in cold}) > 3
    assert found(folder) == cold
    assert found(folder / "docs" / "b.md") == [one for one in cold if one.path == "docs/b.md"]
    monkeypatch.setattr(walk, "read", None)
    assert found(folder) == cold


def test_a_page_that_changed_is_read_anew_and_the_others_still_see_it(site: Write) -> None:
    folder = site(PAGES)
    found(folder)
    site({"docs/a.md": DAMAGED + "\n## No such place\n"})
    now = found(folder)
    assert now == found(folder, cache=False)
    assert "links/missing-anchor" not in {one.rule for one in now if one.path == "docs/b.md"}


def test_an_older_version_is_part_of_what_a_page_is_known_by(repository: Write) -> None:
    folder = repository({"a.md": "# Loaf\n\nBake the loaf for 40 minutes at 220 degrees in the oven.\n"})
    later = {"a.md": "# Loaf\n\nBake the loaf for 30 minutes at 220 degrees in the oven.\n"}
    (folder / "a.md").write_text(later["a.md"])
    changed = found(folder)
    assert "versions/number" in {one.rule for one in changed}
    assert found(folder) == changed
    repository(later)
    assert "versions/number" not in {one.rule for one in found(folder)}


def test_another_rule_makes_only_the_findings_of_its_kind_anew(site: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = site({**PAGES, "rules/own/word.yaml": PHRASE.format(word="cannot")})
    before = found(folder, rules=["rules"])
    calls: list[str] = []
    for kind in (phrase, mojibake):
        real = kind.check
        monkeypatch.setattr(kind, "check", lambda *a, k=kind, r=real: calls.append(k.__name__) or r(*a))
    assert found(folder, rules=["rules"]) == before
    assert not calls
    site({"rules/own/word.yaml": PHRASE.format(word="place")})
    now = found(folder, rules=["rules"])
    assert set(calls) == {phrase.__name__}
    assert [one.quote for one in now if one.rule == "own/word"] == ["place"]
    assert found(folder, rules=["rules"], select=["own", "encoding"]) == [
        one for one in now if one.rule.startswith(("own", "encoding"))
    ]


def test_two_sets_of_rules_take_turns(site: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_AT_ONCE", 2)
    folder = site({f"{number}.md": f"# Loaf {number}\n\n{DAMAGED}" for number in range(7)})
    calls: list[str] = []
    for kind in (phrase, mojibake):
        real = kind.check
        monkeypatch.setattr(kind, "check", lambda *a, k=kind, r=real: calls.append(k.__name__) or r(*a))
    told = [found(folder, select=[pack]) for pack in ("encoding", "ai")]
    calls.clear()
    assert [found(folder, select=[pack]) for pack in ("encoding", "ai")] == told
    assert not calls


def test_a_check_that_failed_is_tried_again(site: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = site({"a.md": DAMAGED + "Tried again.\n"})
    with monkeypatch.context() as patch:
        patch.setattr(mojibake, "check", None)
        assert "run/internal-error" in {one.rule for one in found(folder)}
    assert "run/internal-error" not in {one.rule for one in found(folder)}


@pytest.mark.parametrize("data", [b"", b"no database at all" * 99, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_cache_is_begun_anew(site: Write, cache_folder: Path, data: bytes) -> None:
    folder = site(PAGES)
    cold = found(folder)
    shelf(cache_folder).write_bytes(data)
    assert found(folder) == cold
    assert found(folder) == cold
    assert sqlite3.connect(shelf(cache_folder)).execute("SELECT count(*) FROM shelf").fetchone()[0]


def test_a_cache_whose_names_are_damaged_is_begun_anew(site: Write, cache_folder: Path) -> None:
    folder = site(PAGES)
    cold = found(folder)
    whole = shelf(cache_folder).read_bytes()
    shelf(cache_folder).write_bytes(whole.replace(b"CREATE TABLE shelf", b"CREATE \xa0ABLE shelf"))
    assert found(folder) == cold
    assert found(folder) == cold
    assert sqlite3.connect(shelf(cache_folder)).execute("SELECT count(*) FROM shelf").fetchone()[0]


def test_damaged_entries_are_not_believed(site: Write, cache_folder: Path) -> None:
    folder = site(PAGES)
    cold = found(folder)
    with sqlite3.connect(shelf(cache_folder)) as link:
        link.execute("UPDATE shelf SET data = substr(data, 1, length(data) - 3) || x'ffffff'")
    assert found(folder) == cold


def test_one_wrong_byte_anywhere_is_not_believed(site: Write, cache_folder: Path) -> None:
    folder = site({**PAGES, "rules/own/word.yaml": PHRASE.format(word="cannot")})
    cold = found(folder, rules=["rules"])
    (file,) = cache_folder.glob("yaml-*")
    whole = file.read_bytes()
    for at in range(0, len(whole), max(len(whole) // 7, 1)):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        assert found(folder, rules=["rules"]) == cold


def test_a_cache_that_cannot_be_written_is_no_error(site: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = site({**PAGES, "file": "not a folder"})
    cold = found(folder, cache=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "file"))
    assert found(folder) == cold


def test_a_cache_that_is_locked_is_done_without(
    site: Write, cache_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = site(PAGES)
    cold = found(folder)
    monkeypatch.setattr("doclint.shelf.PATIENCE", 0.01)
    link = sqlite3.connect(shelf(cache_folder), isolation_level=None)
    link.execute("BEGIN EXCLUSIVE")
    assert found(folder) == cold
    link.execute("ROLLBACK")


def test_a_locked_cache_is_waited_for_once(site: Write, own_cache: Path) -> None:
    """All shelves are locked; each has one wait, whatever a run asks of it."""
    folder = site({"docs/a.md": DAMAGED, "doclint.toml": ""})
    command = [sys.executable, "-c", WAITING, "check", "docs", "--exit-zero"]
    for _ in range(2):  # the first may come too soon after the pages to be kept
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    (folder / "docs/new.md").write_text("# New\n")
    time.sleep(0.2)  # else the next comes too soon
    files = sorted(own_cache.glob("*.sqlite3"))
    links = [sqlite3.connect(file, isolation_level=None) for file in files]
    for link in links:
        link.execute("BEGIN EXCLUSIVE")
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    assert [file.name for file in files] == ["pages.sqlite3", "runs.sqlite3"]
    assert sorted(done.stderr.split()) == [file.name for file in files]
    for link in links:
        link.close()


WAITING = """
import os, sys
from doclint import __main__, shelf
give_up = shelf.Shelf._give_up
def told(self, error):
    print(os.path.basename(self.file), file=sys.stderr)
    give_up(self, error)
shelf.Shelf._give_up, shelf.PATIENCE = told, 0.01
__main__.main()
"""


@pytest.mark.skipif(os.name != "posix", reason="only these systems limit the size of a file")
def test_a_file_that_cannot_be_written_whole_leaves_nothing(site: Write, own_cache: Path) -> None:
    import resource

    folder = site(
        {**PAGES, "rules/own/word.yaml": PHRASE.format(word="cannot" * 5000), "doclint.toml": "rules = ['rules']"}
    )
    done = subprocess.run(
        [sys.executable, "-m", "doclint", "check", "docs", "--exit-zero"],
        cwd=folder,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000)),
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert [file.name for file in own_cache.iterdir() if file.suffix not in (".sqlite3", ".msgpack")] == []


def test_no_cache_keeps_nothing(site: Write, tmp_path: Path) -> None:
    folder = site({**PAGES, "cache/.keep": ""})
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
    command = [sys.executable, "-m", "doclint", "check", "docs", "--output-format", "jsonl"]
    without = subprocess.run([*command, "--no-cache"], cwd=folder, env=environment, capture_output=True).stdout
    assert os.listdir(folder / "cache") == [".keep"]
    assert without
    assert subprocess.run(command, cwd=folder, env=environment, capture_output=True).stdout == without
    assert len(os.listdir(folder / "cache")) == 2


def test_runs_at_the_same_time_do_not_disturb_each_other(site: Write) -> None:
    folder = site({f"docs/{n}.md": f"{DAMAGED}\nPage {n}.\n" for n in range(30)})
    command = [sys.executable, "-m", "doclint", "check", "docs", "--output-format", "jsonl"]
    running = [subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)]
    said = [one.communicate() for one in running]
    assert len(set(said)) == 1
    assert said[0][0].count(b"\n") >= 30
    assert not said[0][1]


@pytest.mark.parametrize("value", ["NULL", "7", "'words'", "x''", "x'00'", "1.5"])
def test_a_row_of_the_shelf_that_holds_anything_else_holds_nothing(value: str, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path.name)
    shelf.put({b"a": b"whole", b"b": b"other"})
    with sqlite3.connect(shelf.file) as link:
        link.execute("ALTER TABLE shelf RENAME TO sound")
        link.execute("CREATE TABLE shelf (key, data, day)")
        link.execute(f"INSERT INTO shelf SELECT key, iif(key = x'61', {value}, data), day FROM sound")
    link.close()
    assert Shelf(tmp_path.name).take([b"a", b"b"]) == {b"b": b"other"}


def test_the_shelf_is_bounded_and_keeps_what_was_used_last() -> None:
    first = Shelf("bounded", full=400_000)
    first.put({bytes([n]): bytes(9000) for n in range(100)})
    later = Shelf("bounded", full=400_000)
    assert os.path.getsize(later.file) < 600_000
    assert set(later.take([bytes([n]) for n in range(100)])) == {bytes([n]) for n in range(50, 100)}
    later.close()


def test_nothing_but_plain_data_comes_out_of_the_cache() -> None:
    for value in (os.system, subprocess.Popen, memory.Memory.recall):
        with pytest.raises((pickle.UnpicklingError, AttributeError)):
            packing.unpacked(pickle.dumps(value))
    one = doclint.check_text(DAMAGED)[0]
    assert packing.unpacked(pickle.dumps([one])) == [one]
    assert msgspec.to_builtins(packing.unpacked(pickle.dumps(one))) == msgspec.to_builtins(one)
