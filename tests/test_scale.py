"""Large sites: the generator that makes them has faults of every kind."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

import doclint
from doclint.checks import Kinds
from doclint.rulebook import rules
from doclint.settings import Settings

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("pages", BENCHMARKS / "pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["pages"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of 150 pages, each with a fault."""
    folder = tmp_path_factory.mktemp("made")
    generator().write(folder, 150, faults=1.0)
    return folder


def test_each_pack_has_findings_on_a_site_that_is_made(made: Path) -> None:
    found = doclint.check(str(made), {"cache": False, "min-confidence": "low"}).findings
    packs = {rule.id.partition("/")[0] for rule in rules(Settings(cache=False), Kinds()).all}
    assert {one.rule.partition("/")[0] for one in found} == packs - {"versions"}  # of these there is but one
    assert len({one.rule for one in found}) >= 28


def test_a_site_of_the_same_seed_is_the_same(made: Path, tmp_path: Path) -> None:
    generator().write(tmp_path, 150, faults=1.0)
    files = sorted(file.relative_to(made) for file in made.rglob("*") if file.is_file())
    assert files == sorted(file.relative_to(tmp_path) for file in tmp_path.rglob("*") if file.is_file())
    assert all((made / file).read_bytes() == (tmp_path / file).read_bytes() for file in files)
