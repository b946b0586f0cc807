"""A command that is repeated: the same words from the cache, and others as soon as anything it looks at is another."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from doclint import api, cache, rerun
from doclint.checks import mojibake
from doclint.report import render
from doclint.rule import Finding
from doclint.settings import Settings, read

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
    "docs/oven.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "doclint.toml": "",
}
RULE = """
check: phrase
summary: A test.
message: "“{{found}}” is found"
severity: info
confidence: high
why: A test.
with:
  any: [{word}]
"""


@pytest.fixture
def folder(repository: Callable[..., Path]) -> Path:
    return repository({**FILES, "rules/own/word.yaml": RULE.format(word="oven")})


def run(folder: Path, **over: object) -> tuple[Finding, ...]:
    """The findings of `doclint check docs`, never those of the cache of pages."""
    return rerun.check([str(folder / "docs")], settings(folder, **over), None).findings


def settings(folder: Path, **over: object) -> Settings:
    return msgspec.structs.replace(read([str(folder / "docs")]), min_confidence="medium", rules=("rules",), **over)


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Grows with every run that is not from the cache."""
    calls: list[object] = []
    real = api.report
    monkeypatch.setattr(api, "report", lambda *given: calls.append(given) or real(*given))
    return calls


def test_a_run_that_is_repeated_says_the_same_in_every_form_and_checks_nothing(
    folder: Path, checked: list[object]
) -> None:
    first = rerun.check([str(folder / "docs")], settings(folder), None)
    assert len({one.rule for one in first.findings}) > 3
    again = rerun.check([str(folder / "docs")], settings(folder), None)
    assert len(checked) == 1
    for form in ("text", "json", "sarif", "github", "gitlab", "markdown", "html"):
        assert render(again, form) == render(first, form)


NAMED = """<svg xmlns="http://www.w3.org/2000/svg"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:creator>Ada Byron</dc:creator></metadata></svg>"""
CHANGES: dict[str, Callable[[Path], object]] = {
    "a page": lambda f: (f / "docs/b.md").write_text("# Crust\n\n[Loaf](loaf.md)\n"),
    "a new page": lambda f: (f / "docs/gone.md").write_text("# Here\n"),
    "a page less": lambda f: (f / "docs/b.md").unlink(),
    "the bytes of a page that read the same": lambda f: (f / "docs/b.md").write_bytes(
        b"# Crust\r\n\r\n[Loaf](a.md)\r\n"
    ),
    "a picture": lambda f: (f / "docs/oven.svg").write_text(NAMED),
    "a rule": lambda f: (f / "rules/own/word.yaml").write_text(RULE.format(word="loaf")),
    "a vocabulary": lambda f: [(f / "rules/words").mkdir(), (f / "rules/words/own.yaml").write_text("words: []\n")],
    "a baseline": lambda f: (f / "doclint-baseline.jsonl").write_text('{"doclint-baseline":1}\n'),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_has_changed_is_looked_at(folder: Path, checked: list[object], change: Callable[[Path], object]) -> None:
    run(folder)
    change(folder)
    now = run(folder)
    assert now == run(folder, cache=False)
    assert len(checked) == 3


@pytest.mark.parametrize("over", [{"select": ("links",)}, {"exclude": ("b.md",)}, {"fail_on": "error"}])
def test_other_settings_are_another_run(folder: Path, checked: list[object], over: dict[str, object]) -> None:
    run(folder)
    assert run(folder, **over) == run(folder, **over, cache=False)
    assert len(checked) == 3


def test_a_commit_changes_what_pages_are_compared_with(folder: Path, checked: list[object]) -> None:
    page = folder / "docs/a.md"
    page.write_text(PAGE.replace("40 minutes", "30 minutes"))
    assert "versions/number" in {one.rule for one in run(folder)}
    assert "versions/number" in {one.rule for one in run(folder)}
    assert len(checked) == 1
    subprocess.run(
        ["git", "-C", folder, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qam", "x"], check=True
    )
    assert "versions/number" not in {one.rule for one in run(folder)}


def test_what_could_not_be_looked_at_is_tried_again(folder: Path, checked: list[object]) -> None:
    reference = {"references": {"book": "book.md"}}
    assert rerun.check([str(folder / "docs")], settings(folder, **reference), None).skipped
    (folder / "book.md").write_text("# Book\n")
    assert not rerun.check([str(folder / "docs")], settings(folder, **reference), None).skipped


def test_a_fault_of_doclint_is_not_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "docs/b.md").write_text("# Crust\n\nOf the caf\u00c3\u00a9 that failed.\n")
    with monkeypatch.context() as patch:
        patch.setattr(mojibake, "check", None)
        assert "run/internal-error" in {one.rule for one in run(folder)}
    assert "run/internal-error" not in {one.rule for one in run(folder)}


def test_what_another_version_kept_is_not_read(
    folder: Path, checked: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run(folder)
    monkeypatch.setattr(cache, "code", lambda: b"another")
    assert run(folder) == first
    assert len(checked) == 2


def test_an_entry_of_the_baseline_that_reads_otherwise_is_told_so(folder: Path) -> None:
    line = '{"path":"docs/z.md","rule":"links/dead","quote":"%s","fingerprint":"0123456789abcdef"}\n'
    for quote in ("here", "there"):
        (folder / "doclint-baseline.jsonl").write_text('{"doclint-baseline":1}\n' + line % quote)
        (stale,) = rerun.check([str(folder / "docs")], settings(folder), None).stale
        assert stale.quote == quote


def test_the_web_is_always_asked(folder: Path, checked: list[object]) -> None:
    online = msgspec.structs.replace(settings(folder).web, online=True)
    for _ in range(2):
        run(folder, web=online, select=("encoding",))
    assert len(checked) == 2


def test_a_run_that_is_repeated_loads_nothing_that_checks(folder: Path) -> None:
    heavy = {"markdown_it", "yaml", "ftfy", "rapidfuzz", "httpx", "doclint.engine", "doclint.checks", "multiprocessing"}
    code = "import sys; from doclint.cli import main\ntry: main(['check', 'docs'])\nexcept SystemExit: pass\n"
    code += f"print(sorted({heavy} & set(sys.modules)), file=sys.stderr)"
    said = [subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True) for _ in range(2)]
    assert said[0].stdout == said[1].stdout
    assert "doclint.engine" in said[0].stderr
    assert said[1].stderr == "[]\n"
