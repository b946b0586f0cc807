"""The shape of the project itself: sizes of functions, layers, nothing fitted to the test data, the wheel."""

from __future__ import annotations

import ast
import os
import pickle
import re
import statistics
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from copy import copy
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import doclint
from doclint import cache

ROOT = Path(__file__).parents[1]
LARGEST = 200_000
"""bytes of a file beyond which a program wrote it"""
SOURCES = sorted((ROOT / "src").rglob("*.py"))
WORD = re.compile(r"[a-z0-9]+")


def functions() -> Iterator[tuple[str, int]]:
    """Name and non-blank lines of every function in src."""
    for file in SOURCES:
        text = file.read_text(encoding="utf-8")
        lines = text.splitlines()
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = sum(bool(line.strip()) for line in lines[node.lineno - 1 : node.end_lineno])
                yield f"{file.relative_to(ROOT)}:{node.name}", length


def test_functions_are_small(capsys: pytest.CaptureFixture[str]) -> None:
    sizes = sorted(functions(), key=lambda one: one[1])
    lengths = [length for _, length in sizes]
    median, p95 = statistics.median(lengths), lengths[int(len(lengths) * 0.95)]
    with capsys.disabled():
        print(f"\n{len(lengths)} functions: median {median}, 95th percentile {p95}, longest {sizes[-1]}")
    assert median <= 10
    assert p95 <= 40
    assert lengths[-1] <= 80


def test_files_are_mostly_small() -> None:
    lengths = sorted(len(file.read_text(encoding="utf-8").splitlines()) for file in SOURCES)
    assert lengths[int(len(lengths) * 0.95)] <= 300


def test_imports_go_down_only() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    if not program.exists():
        pytest.skip("import-linter is not installed beside this Python")
    done = subprocess.run([program], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_help_does_not_pay_for_what_it_does_not_use() -> None:
    heavy = ["yaml", "markdown_it", "ftfy", "rapidfuzz", "httpx", "pathspec", "msgspec"]
    code = f"import sys, doclint.cli; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_pattern_that_is_compiled_later_can_be() -> None:
    modules = [import_module(one.name) for one in walk_packages(doclint.__path__, "doclint.")]
    patterns = [one for module in modules for one in vars(module).values() if type(one).__name__ == "_Regex"]
    assert len(patterns) > 200
    assert all(one.flags >= 0 for one in patterns)
    assert all(copy(one).flags == pickle.loads(pickle.dumps(one)).flags == one.flags for one in patterns)


def test_the_wheel_carries_the_rules_what_is_made_of_them_and_the_patterns_compiled(tmp_path: Path) -> None:
    pytest.importorskip("build")
    words = [sys.executable, "-m", "build", "--wheel", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(words, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    inside = zipfile.ZipFile(wheel)
    shipped = {f"doclint/rules/{f.relative_to(ROOT / 'rules').as_posix()}" for f in (ROOT / "rules").rglob("*.yaml")}
    assert {name for name in inside.namelist() if name.endswith(".yaml")} == shipped
    inside.extractall(tmp_path)
    code = """
import doclint, sys
from doclint.checks import Kinds
from doclint.engine import Group, prepare
from doclint.gather import without_judges
from doclint.rulebook import rules
from doclint.lazy import PATTERNS
from doclint.settings import Settings

known = rules(Settings(root=".", cache=False), Kinds())
kinds = [name for name in sys.modules if name.startswith("doclint.checks.")]
for group in prepare(known):
    group.compiled
Group._prepared = None  # from here on it is all made already
for group in prepare(without_judges(known.chosen((), ()).sure("medium"))):
    group.compiled
here = doclint.__file__.startswith(sys.argv[1])
print(here, kinds, "yaml" in sys.modules, len(PATTERNS.shipped) > 500, PATTERNS.grown)
"""
    words = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(words, env={**os.environ, "PYTHONPATH": str(tmp_path)}, capture_output=True, text=True)
    assert done.stdout == "True [] False True False\n", done.stderr
    assert not any((ROOT / f"src/doclint/{name}.msgpack").exists() for name in cache.MADE)  # the code there changes


def test_what_is_committed_is_text_that_somebody_wrote() -> None:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        pytest.skip("no git checkout, so that nobody knows what is committed")
    files = [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]
    assert [file.name for file in files if file.stat().st_size > LARGEST or b"\0" in file.read_bytes()] == []


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """All runs of six words."""
    words = WORD.findall(text.lower())
    yield from zip(*(words[n:] for n in range(6)), strict=False)


def test_nothing_is_fitted_to_the_test_data(shared: Path) -> None:
    pages = [*(shared / "seeds").glob("page-*.md"), *(shared / "corpus/handbook").rglob("*.md")]
    pages = [page for page in pages if page.name != "MANIFEST.md"]
    theirs = {run for page in pages for run in runs(page.read_text(encoding="utf-8", errors="replace"))}
    for folder in ("rules", "src", "tests", "examples"):
        for file in (ROOT / folder).rglob("*"):
            if file.suffix in {".py", ".yaml", ".md", ".mdx", ".toml", ".txt", ".json"}:
                same = [" ".join(run) for run in runs(file.read_text(encoding="utf-8")) if run in theirs]
                assert same == [], file
