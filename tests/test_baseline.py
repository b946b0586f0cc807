"""The baseline: what is there is no news, what comes is; it outlives edits, moves and merges, and never hides more."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import Write, git

NAME = "doclint-baseline.jsonl"
PAGE = "# Bread\n\nSee [the oven](oven.md).\n\nSee [the flour](flour.md) and [the oven](oven.md).\n"


def doclint(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "doclint", *words], cwd=folder, capture_output=True, text=True, timeout=120
    )


def found(folder: Path, *words: str) -> list[tuple[str, int, str]]:
    """(path, line, quote) of what is reported."""
    done = doclint(folder, "check", "--output-format", "json", *words)
    assert done.stderr == ""
    whole = json.loads(done.stdout)
    return [(one["path"], one["line"], one["quote"]) for one in whole["findings"]]


def stale(folder: Path, *words: str) -> list[tuple[str, str]]:
    whole = json.loads(doclint(folder, "check", "--output-format", "json", *words).stdout)
    return [(one["path"], one["quote"]) for one in whole["stale"]]


def quotes(folder: Path) -> list[str]:
    return [json.loads(line)["quote"] for line in (folder / NAME).read_text(encoding="utf-8").splitlines()[1:]]


def test_what_is_there_is_kept_and_what_comes_is_told(site: Write) -> None:
    folder = site({"a.md": PAGE, "doclint.toml": ""})
    done = doclint(folder, "baseline")
    assert (done.returncode, done.stdout) == (0, f"{NAME}: 3 findings, 3 added, 0 dropped\n")
    done = doclint(folder, "check")
    assert (done.returncode, done.stdout) == (0, "nothing found on 1 page, 3 more in the baseline\n")
    site({"a.md": f"{PAGE}\nAnd [salt](salt.md).\n", "b.md": "[the oven](oven.md)\n"})
    assert found(folder) == [("a.md", 7, "salt.md"), ("b.md", 1, "oven.md")]
    assert len(found(folder, "--no-baseline")) == 5


def test_lines_that_move_and_edits_elsewhere_do_not_matter(site: Write) -> None:
    folder = site({"a.md": PAGE, "doclint.toml": ""})
    doclint(folder, "baseline")
    site({"a.md": "# Good bread\n\n" + "More words.\n\n" * 10 + PAGE.removeprefix("# Bread")})
    assert found(folder) == []
    site({"a.md": PAGE + "\nAgain: [the oven](oven.md).\n"})
    assert [quote for _, _, quote in found(folder)] == ["oven.md"]


def test_a_page_that_moves_takes_its_entries_along(site: Write) -> None:
    folder = site({"a.md": PAGE, "doclint.toml": ""})
    doclint(folder, "baseline")
    (folder / "a.md").rename(folder / "bread.md")
    assert found(folder) == []
    doclint(folder, "baseline", "--prune")
    assert all('"path":"bread.md"' in line for line in (folder / NAME).read_text().splitlines()[1:])
    site({"a.md": PAGE})
    assert len(found(folder)) == 3


def test_a_rule_that_was_renamed_keeps_its_entries(site: Write) -> None:
    rule = "check: phrase\nsummary: x\nmessage: x\nseverity: error\nconfidence: high\nwhy: x\nwith: {any: [simply]}\n"
    folder = site({"a.md": "Simply wait.\n", "own/words/simple.yaml": rule, "doclint.toml": "rules = ['own']\n"})
    doclint(folder, "baseline")
    (folder / "own/words/simple.yaml").unlink()
    site({"own/words/simply.yaml": f"{rule}aliases: [words/simple]\n"})
    assert found(folder) == []
    assert stale(folder) == []


def test_what_is_mended_is_stale_until_it_is_dropped(site: Write) -> None:
    folder = site({"a.md": PAGE, "b.md": "[x](gone.md)\n", "doclint.toml": ""})
    doclint(folder, "baseline")
    site({"a.md": PAGE.replace("[the flour](flour.md)", "the flour")})
    (folder / "b.md").unlink()
    done = doclint(folder, "check")
    assert done.returncode == 0
    assert "drop it with `doclint baseline --prune`: a.md links/missing-page “flour.md” and 1 more\n" in done.stdout
    assert stale(folder) == [("a.md", "flour.md"), ("b.md", "gone.md")]
    assert doclint(folder, "baseline", "--prune").stdout == f"{NAME}: 2 findings, 0 added, 2 dropped\n"
    assert stale(folder) == []
    site({"a.md": PAGE})
    assert [quote for _, _, quote in found(folder)] == ["flour.md"]


def test_prune_adds_nothing(site: Write) -> None:
    folder = site({"a.md": PAGE, "doclint.toml": ""})
    doclint(folder, "baseline")
    site({"a.md": f"{PAGE}\n[salt](salt.md)\n".replace("[the flour](flour.md)", "flour")})
    doclint(folder, "baseline", "--prune")
    assert quotes(folder) == ["oven.md", "oven.md"]
    assert [quote for _, _, quote in found(folder)] == ["salt.md"]


def test_only_what_was_looked_for_can_be_stale_or_replaced(site: Write) -> None:
    """A hook looks at some pages with some rules; the rest of the baseline is not its business."""
    damaged = "Bake it â€” hot.\n\n<div>\n\n[x](gone.md)\n"
    folder = site({"a.md": PAGE, "b.md": damaged, "doclint.toml": ""})
    doclint(folder, "baseline")
    before = (folder / NAME).read_text(encoding="utf-8")
    site({"a.md": "# Bread\n", "b.md": "Bake it hot.\n"})
    assert stale(folder, "b.md", "--select", "encoding") == [("b.md", "â€”")]
    assert stale(folder, "b.md") == [("b.md", "â€”"), ("b.md", "gone.md")]
    site({"a.md": PAGE, "b.md": damaged})
    doclint(folder, "baseline", "b.md", "--select", "encoding")
    assert (folder / NAME).read_text(encoding="utf-8") == before


def test_less_sure_findings_are_not_looked_for_in_vain(site: Write) -> None:
    folder = site({"a.md": "Certainly! Here is a rewritten version of your page:\n\n# Bread\n", "doclint.toml": ""})
    assert len(found(folder)) == 1
    doclint(folder, "baseline")
    assert stale(folder, "--min-confidence", "high") == []
    site({"a.md": "# Bread\n"})
    assert stale(folder, "--min-confidence", "high") == []
    assert len(stale(folder)) == 1


def test_one_entry_a_line_sorted_and_the_same_bytes_again(site: Write) -> None:
    folder = site({"b.md": PAGE, "a.md": PAGE, "doclint.toml": ""})
    doclint(folder, "baseline")
    text = (folder / NAME).read_text(encoding="utf-8")
    head, *lines = text.splitlines()
    assert head == '{"doclint-baseline":1}'
    assert lines == sorted(lines)
    assert [json.loads(line)["path"] for line in lines] == ["a.md"] * 3 + ["b.md"] * 3
    doclint(folder, "baseline")
    assert (folder / NAME).read_text(encoding="utf-8") == text


def test_two_branches_merge_by_keeping_the_lines_of_both(repository: Write) -> None:
    folder = repository({"a.md": PAGE, "doclint.toml": "", ".gitattributes": f"{NAME} merge=union\n"})
    doclint(folder, "baseline")
    repository({})
    git(folder, "checkout", "-q", "-b", "other")
    site_b = {"b.md": "[x](one.md)\n"}
    repository(site_b)
    doclint(folder, "baseline")
    repository({})
    git(folder, "checkout", "-q", "main")
    repository({"c.md": "[x](two.md)\n"})
    doclint(folder, "baseline")
    repository({})
    git(folder, "merge", "-q", "--no-edit", "other")
    assert found(folder) == []
    assert stale(folder) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"doclint-baseline":2}\n', "a newer doclint wrote it (form 2, this one knows 1); install the newer one"),
        ("# Bread\n", "is no baseline of doclint and stays as it is; name another file"),
        ("[]\n", "is no baseline of doclint and stays as it is; name another file"),
        ('{"doclint-baseline":1}\n{"path":"a.md"}\n', f"{NAME}:2: cannot be read"),
        ('{"doclint-baseline":1}\n<<<<<<< HEAD\n', f"{NAME}:2: a conflict of git is left here"),
        ("\ud800", "is not UTF-8 text"),
    ],
)
def test_what_is_no_baseline_of_ours_is_refused_and_left_alone(site: Write, text: str, message: str) -> None:
    raw = text.encode("utf-8", "surrogatepass")
    folder = site({"a.md": PAGE, "doclint.toml": "", NAME: raw})
    for words in (("check",), ("baseline",), ("baseline", "--prune")):
        done = doclint(folder, *words)
        assert (done.returncode, done.stdout) == (2, "")
        assert message in done.stderr
        assert (folder / NAME).read_bytes() == raw


def test_a_file_of_another_name(site: Write) -> None:
    folder = site({"docs/a.md": PAGE, "doclint.toml": "baseline = 'known.jsonl'\n"})
    done = doclint(folder, "check")
    assert done.returncode == 2
    assert "`doclint baseline` makes one" in done.stderr
    doclint(folder, "baseline")
    assert (folder / "known.jsonl").exists()
    assert found(folder / "docs") == []
    doclint(folder / "docs", "baseline", "--baseline", "here.jsonl")
    assert (folder / "docs/here.jsonl").read_text() == (folder / "known.jsonl").read_text()
    done = doclint(folder, "check", "--baseline", "nowhere.jsonl")
    assert done.returncode == 2
    done = doclint(folder, "baseline", "--baseline", "nowhere/known.jsonl")
    assert done.returncode == 2
    assert "name a file in a folder that exists" in done.stderr


def test_a_clean_site_needs_no_file(site: Write) -> None:
    folder = site({"a.md": "# Bread\n", "doclint.toml": ""})
    assert doclint(folder, "baseline").stdout == f"{NAME}: 0 findings, 0 added, 0 dropped\n"
    assert not (folder / NAME).exists()


def test_a_silence_makes_an_entry_stale(site: Write) -> None:
    folder = site({"a.md": "[x](gone.md)\n", "doclint.toml": ""})
    doclint(folder, "baseline")
    site({"a.md": "<!-- doclint-disable-next-line links/missing-page -- soon -->\n[x](gone.md)\n"})
    assert found(folder) == []
    assert stale(folder) == [("a.md", "gone.md")]


def test_many_at_once_leave_a_whole_file(site: Write) -> None:
    folder = site({f"{n}.md": PAGE for n in range(30)} | {"doclint.toml": ""})
    words = [sys.executable, "-m", "doclint", "baseline"]
    running = [subprocess.Popen(words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for _ in range(4)]
    ended = [(one.wait(timeout=120), one.stderr.read() if one.stderr else b"") for one in running]
    for one in running:
        assert one.stderr is not None
        one.stderr.close()
    assert any(code == 0 for code, _ in ended)
    assert all(code == 0 or b"changed while doclint ran" in words for code, words in ended)
    assert found(folder) == []
    assert sorted(file for file in os.listdir(folder) if not file.endswith(".md")) == [NAME, "doclint.toml"]
