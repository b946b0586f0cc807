"""A command that is repeated: the same words from the cache, and others as soon as anything it looks at is another."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from platformdirs import user_cache_dir

from conftest import PHRASE
from doclint import api, cache, rerun
from doclint.checks import mojibake
from doclint.cli import main

PAGE = """---
title: Loaf
---

[Gone](gone.md). As an AI language model, I cannot bake. Caf\u00c3\u00a9.

Bake the loaf for 40 minutes at 220 degrees in the oven.

![An oven](oven.svg)

*Image credit: [X](https://example.org/photos/oven-red)*
"""
FILES = {
    "docs/a.md": PAGE,
    "docs/b.md": "# Crust\n\n[Loaf](a.md)\n",
    "docs/deep/c.md": "# Crumb\n\nSoft.\n",
    "docs/oven.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "doclint.toml": 'rules = ["rules"]\n',
}

Say = Callable[..., str]


@pytest.fixture
def folder(repository: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    made = repository({**FILES, "rules/own/word.yaml": PHRASE.format(word="oven")})
    monkeypatch.chdir(made)
    return made


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Grows with every run that is not from the cache."""
    calls: list[object] = []
    real = api.report
    monkeypatch.setattr(api, "report", lambda *given: calls.append(given) or real(*given))
    return calls


@pytest.fixture
def say(folder: Path, capsys: pytest.CaptureFixture[str]) -> Say:
    def said(*words: str) -> str:
        """What `doclint check docs` and these words say, and the exit code, as the program does it."""
        time.sleep(0.15)  # what has just been written may be written again
        command = ["check", "docs", *words]
        kept = rerun.Command(command)
        code = kept.again()
        if code is None:
            with pytest.raises(SystemExit) as end:
                main(command, obj=kept)
            code = end.value.code
        return f"{capsys.readouterr().out}{code}"

    return said


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "sarif", "gitlab", "markdown", "html"])
def test_a_run_that_is_repeated_says_the_same_and_checks_nothing(say: Say, checked: list[object], form: str) -> None:
    first = say("--output-format", form)
    assert "links/missing" in first
    assert first.endswith("1")
    assert say("--output-format", form) == first
    assert len(checked) == 1


NAMED = """<svg xmlns="http://www.w3.org/2000/svg"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:creator>Ada Byron</dc:creator></metadata></svg>"""
CHANGES: dict[str, Callable[[Path], object]] = {
    "a page": lambda f: (f / "docs/b.md").write_text("# Crust\n\n[Loaf](loaf.md)\n"),
    "a new page": lambda f: (f / "docs/gone.md").write_text("# Here\n"),
    "a new page in a folder below": lambda f: (f / "docs/deep/d.md").write_text("# Here\n\n[x](y.md)\n"),
    "a new page in a new folder": lambda f: [(f / "docs/n").mkdir(), (f / "docs/n/d.md").write_text("[x](y.md)\n")],
    "a page less": lambda f: (f / "docs/b.md").unlink(),
    "the bytes of a page that read the same": lambda f: (f / "docs/b.md").write_bytes(
        b"# Crust\r\n\r\n[Loaf](a.md)\r\n"
    ),
    "a page that becomes a link": lambda f: [
        (f / "docs/b.md").unlink(),
        (f / "other.txt").write_text(FILES["docs/b.md"]),
        (f / "docs/b.md").symlink_to("../other.txt"),
    ],
    "a picture": lambda f: (f / "docs/oven.svg").write_text(NAMED),
    "a picture less": lambda f: (f / "docs/oven.svg").unlink(),
    "a rule": lambda f: (f / "rules/own/word.yaml").write_text(PHRASE.format(word="loaf")),
    "a new rule": lambda f: (f / "rules/own/other.yaml").write_text(PHRASE.format(word="loaf")),
    "a vocabulary": lambda f: [(f / "rules/words").mkdir(), (f / "rules/words/own.yaml").write_text("words: []\n")],
    "a baseline": lambda f: (f / "doclint-baseline.jsonl").write_text('{"doclint-baseline":1}\n'),
    "the settings": lambda f: (f / "doclint.toml").write_text('ignore = ["links"]\n'),
    "settings nearer by": lambda f: (f / "docs/doclint.toml").write_text('ignore = ["links"]\n'),
    "what git leaves out": lambda f: (f / "docs/.gitignore").write_text("b.md\n"),
    "the generator": lambda f: (f / "mkdocs.yml").write_text("site_name: x\n"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_has_changed_is_looked_at(
    folder: Path, say: Say, checked: list[object], change: Callable[[Path], object]
) -> None:
    say()
    change(folder)
    now = say()
    assert len(checked) == 2
    assert now == say("--no-cache")


def test_a_program_that_is_newer_is_run(folder: Path, say: Say, checked: list[object]) -> None:
    first = say()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cache, "code", lambda: b"another")
        assert say() == first
    assert len(checked) == 2


@pytest.mark.parametrize("words", [["--select", "links"], ["--fail-on", "error"], ["--exit-zero"], ["--jobs", "1"]])
def test_other_words_are_another_run(say: Say, checked: list[object], words: list[str]) -> None:
    say()
    assert say(*words) == say(*words, "--no-cache")
    assert len(checked) == 3


def test_the_environment_is_listened_to(say: Say, checked: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    say()
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in say()
    monkeypatch.setenv("DOCLINT_CHECK_SELECT", "encoding")
    assert "links/missing" not in say()


def test_a_name_that_leads_elsewhere_is_another_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["check", "--config", "doclint.toml", ".at"]
    said = []
    for place in ("docs", "docs/deep"):
        (folder / ".at").unlink(missing_ok=True)
        (folder / ".at").symlink_to(place)
        time.sleep(0.15)
        for _ in range(2):
            kept = rerun.Command(words)
            if kept.again() is None:
                with pytest.raises(SystemExit):
                    main(words, obj=kept)
            said.append(capsys.readouterr().out)
    assert said[0] == said[1] != said[2] == said[3]
    assert "on 1 page" in said[3]


def test_history_that_comes_later_is_seen(folder: Path, tmp_path: Path) -> None:
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run([*git, "mv", "docs/b.md", "docs/crust.md"], cwd=folder, check=True)
    (folder / "docs/a.md").write_text("# Loaf\n\n[Crust](b.md)\n")
    subprocess.run([*git, "commit", "-qam", "x"], cwd=folder, check=True)
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "y"], cwd=folder, check=True)
    subprocess.run(["git", "clone", "-q", "--depth", "1", folder.as_uri(), tmp_path / "here"], check=True)
    words = [sys.executable, "-m", "doclint", "check", "docs", "--select", "links"]
    time.sleep(0.15)
    said = [subprocess.run(words, cwd=tmp_path / "here", capture_output=True, text=True).stdout for _ in range(2)]
    assert said[0] == said[1]
    assert "crust.md" not in said[0]
    subprocess.run(["git", "fetch", "-q", "--unshallow"], cwd=tmp_path / "here", check=True)
    assert "crust.md" in subprocess.run(words, cwd=tmp_path / "here", capture_output=True, text=True).stdout


@pytest.mark.parametrize("how", ["PYTHONIOENCODING=ascii", "closed"])
def test_where_it_cannot_be_said_again_it_is_said_anew(folder: Path, how: str) -> None:
    time.sleep(0.15)
    words = [sys.executable, "-m", "doclint", "check", "docs"]
    subprocess.run(words, cwd=folder, capture_output=True)
    command = f"exec {' '.join(words)} >&-" if how == "closed" else f"{how} exec {' '.join(words)}"
    done = subprocess.run(["sh", "-c", command], cwd=folder, capture_output=True, text=True, errors="replace")
    assert (done.returncode, done.stderr) == (1, "")


def test_a_commit_changes_what_pages_are_compared_with(folder: Path, say: Say, checked: list[object]) -> None:
    (folder / "docs/a.md").write_text(PAGE.replace("40 minutes", "30 minutes"))
    assert "versions/number" in say()
    assert "versions/number" in say()
    assert len(checked) == 1
    subprocess.run(
        ["git", "-C", folder, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qam", "x"], check=True
    )
    assert "versions/number" not in say()


def test_a_file_that_git_comes_to_know_is_seen(folder: Path, say: Say, checked: list[object]) -> None:
    (folder / "docs/gone.md").write_text("# Here\n")
    assert say("--tracked") == say("--tracked")
    assert len(checked) == 1
    subprocess.run(["git", "-C", folder, "add", "docs/gone.md"], check=True)
    assert "links/missing" not in say("--tracked")


def test_what_could_not_be_looked_at_is_tried_again(folder: Path, say: Say) -> None:
    (folder / "doclint.toml").write_text('[references]\nbook = "book.md"\n')
    assert "skipped" in say()
    (folder / "book.md").write_text("# Book\n")
    assert "skipped" not in say()


def test_a_fault_of_doclint_is_not_kept(folder: Path, say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(mojibake, "check", None)
        (folder / "docs/b.md").write_text("# Crust\n\nOf the caf\u00c3\u00a9 that failed.\n")
        assert "run/internal-error" in say()
    assert "run/internal-error" not in say()


def test_a_page_that_changes_while_it_is_checked_is_checked_again(
    folder: Path, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = api.report

    def slow(*given: object) -> object:
        made = real(*given)  # type: ignore[arg-type]
        (folder / "docs/a.md").write_text("# Loaf\n")
        return made

    with monkeypatch.context() as patch:
        patch.setattr(api, "report", slow)
        assert "links/missing" in say()
    assert "links/missing" not in say()


def test_nothing_is_repeated_that_asks_the_web_or_writes(folder: Path, say: Say, checked: list[object]) -> None:
    for words in (["--online", "--select", "encoding"], ["--diff"], ["--output-format", "json=out.json"]):
        for _ in range(2):
            (folder / "out.json").unlink(missing_ok=True)
            say(*words)
            assert (folder / "out.json").exists() == ("json=out.json" in words)
    assert len(checked) == 6


def test_a_fix_is_done_once_and_its_last_word_is_kept(folder: Path, say: Say, checked: list[object]) -> None:
    say("--fix")
    assert "Caf\u00e9" in (folder / "docs/a.md").read_text()
    again = len(checked)
    assert say("--fix") == say("--fix")
    assert len(checked) == again + 1


def test_what_is_damaged_in_the_cache_is_worked_out_again(say: Say, checked: list[object]) -> None:
    first = say()
    file = Path(cache.folder(), "runs.sqlite3")
    data = file.read_bytes()
    file.write_bytes(data.replace(b"gone.md", b"gong.md"))
    assert say() == first
    assert len(checked) == 2


def test_the_cache_is_where_the_platform_keeps_such(monkeypatch: pytest.MonkeyPatch) -> None:
    for value in ("", "  ", "/somewhere/else"):
        monkeypatch.setenv("XDG_CACHE_HOME", value)
        assert cache.folder() == user_cache_dir("doclint", appauthor=False)
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache.folder() == user_cache_dir("doclint", appauthor=False)


def test_a_run_that_is_repeated_loads_next_to_nothing(folder: Path) -> None:
    time.sleep(0.15)
    heavy = {
        "click",
        "msgspec",
        "yaml",
        "markdown_it",
        "doclint.cli",
        "doclint.engine",
        "doclint.files",
        "platformdirs",
    }
    code = "import sys; from doclint.__main__ import main\ntry: main()\nexcept SystemExit as end: code = end.code\n"
    code += f"print(code, sorted({heavy} & set(sys.modules)), file=sys.stderr)"
    words = [sys.executable, "-c", code, "check", "docs"]
    said = [subprocess.run(words, cwd=folder, capture_output=True, text=True) for _ in range(2)]
    assert said[0].stdout == said[1].stdout
    assert "doclint.engine" in said[0].stderr
    assert said[1].stderr == "1 []\n"


def test_a_run_whose_words_are_known_loads_only_what_it_needs(folder: Path) -> None:
    code = "import sys; from doclint.__main__ import main\ntry: main()\nexcept SystemExit: pass\n"
    code += "print(*sys.modules, file=sys.stderr)"
    words = [sys.executable, "-c", code, "check", "docs/b.md", "--select", "ai", "--output-format", "jsonl"]
    loaded = []
    time.sleep(0.15)  # rules that were written just now are not kept
    for number in range(2):
        (folder / "docs/b.md").write_text(f"# Crust\n\nAs an AI language model, I cannot bake {number} loaves.\n")
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True)
        assert done.stdout.count('"rule"') == 1
        loaded.append(set(done.stderr.split()))
    assert {"click", "doclint.cli", "doclint.checks.link_target", "doclint.checks.phrase"} <= loaded[0]
    assert "doclint.checks.phrase" in loaded[1]
    assert not {"click", "doclint.cli", "doclint.checks.link_target", "doclint.since", "yaml"} & loaded[1]


@pytest.mark.parametrize("words", [["--select", "links,encoding", "--fail-on", "warning"], ["--exit-zero"], ["--fix"]])
def test_known_words_mean_what_they_meant(folder: Path, words: list[str]) -> None:
    command = [sys.executable, "-c", "from doclint.__main__ import program; program()", "check", "docs", *words]
    subprocess.run(command, cwd=folder, capture_output=True)
    command[2] = f"import sys; sys.modules['doclint.cli'] = None; {command[2]}"
    for text in ("Caf\u00c3\u00a9", "Cr\u00c3\u00a8me"):
        (folder / "docs/b.md").write_text(f"# Crust\n\n[x](y.md) {text}\n")
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0 if words == ["--exit-zero"] else 1, "")
        damaged = [line for line in done.stdout.split("\n") if line.startswith("docs/b.md:3:") and "mojibake" in line]
        assert len(damaged) == (words != ["--fix"])
        assert (text in (folder / "docs/b.md").read_text()) == (words != ["--fix"])
        assert ("ai/" in done.stdout) == (words[0] != "--select")


def test_the_end_of_the_program_does_what_is_registered_for_it(folder: Path) -> None:
    code = "import atexit, sys, threading, time\nfrom doclint.__main__ import program\n"
    code += "atexit.register(lambda: print('registered', file=sys.stderr, end=' '))\n"
    code += "threading.Thread(target=lambda: (time.sleep(0.3), print('thread', file=sys.stderr))).start()\n"
    code += "print('first', end=' ')\nprogram()"
    for words in (["check", "docs"], ["check", "docs"], ["rule", "links/missing"], ["--version"], ["nothing"]):
        done = subprocess.run([sys.executable, "-c", code, *words], cwd=folder, capture_output=True, text=True)
        plain = subprocess.run([sys.executable, "-m", "doclint", *words], cwd=folder, capture_output=True, text=True)
        assert (done.returncode, done.stdout) == (plain.returncode, f"first {plain.stdout}")
        assert "thread\n" in done.stderr
        assert done.stderr.endswith("registered ")


def test_a_reader_that_has_gone_is_no_fault(folder: Path) -> None:
    time.sleep(0.15)
    words = [sys.executable, "-m", "doclint", "check", "docs"]
    subprocess.run(words, cwd=folder, capture_output=True)
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(words, cwd=folder, stdout=write, stderr=subprocess.PIPE, text=True)
    os.close(write)
    assert done.returncode == 2
    assert done.stderr == ""


@pytest.mark.parametrize("words", [["check"], ["rule"]])
def test_a_folder_that_has_gone_is_named(tmp_path: Path, words: list[str]) -> None:
    code = f"import os, sys; os.rmdir(os.getcwd()); sys.argv[1:] = {words}; from doclint.__main__ import main; main()"
    (tmp_path / "here").mkdir()
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path / "here", capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (2, "doclint: the folder that this runs in is gone; go to another\n")
