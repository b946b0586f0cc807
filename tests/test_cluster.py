"""Workers of Dask: what they find is what one process finds, whatever becomes of a worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import doclint
from conftest import Write
from doclint import cluster, engine, workers
from doclint.errors import InputError
from doclint.report import Report, render
from test_scale import made

distributed = pytest.importorskip("distributed", reason="Dask is not installed; it comes with the extra `dask`")

__all__ = ["made"]

WORK = engine._work


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """The address of a scheduler on this machine with two workers."""
    with cluster._cluster(distributed, "", 2) as here:
        yield here.scheduler_address


@pytest.fixture
def dask(scheduler: str) -> Iterator[Executor]:
    with cluster.executor(f"dask={scheduler}", 0) as executor:
        yield executor


def report(folder: Path, executor: Executor | None) -> Report:
    return doclint.check(str(folder), {"cache": False, "min-confidence": "low"}, executor)


def test_the_report_is_the_same_byte_for_byte(made: Path, dask: Executor) -> None:
    assert render(report(made, dask), "json", False) == render(report(made, None), "json", False)


def dies_once(flag: Path, chunk: list[int]) -> list[int]:
    """Doubles, but the first worker that gets 5 is killed."""
    if 5 in chunk and not flag.exists():
        flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return [2 * one for one in chunk]


def dies_of(poison: int, chunk: list[int]) -> list[int]:
    """Doubles, but every worker that gets this number is killed."""
    if poison in chunk:
        os.kill(os.getpid(), signal.SIGKILL)
    return [2 * one for one in chunk]


def spread(executor: Executor, work: Any) -> dict[int, int | None]:
    chunks = [[one, one + 1] for one in range(0, 40, 2)]
    return dict(workers.spread(executor, work, chunks, lambda chunk: 120.0))


def test_a_worker_that_is_killed_costs_nothing(dask: Executor, tmp_path: Path) -> None:
    assert spread(dask, partial(dies_once, tmp_path / "done")) == {one: 2 * one for one in range(40)}
    assert (tmp_path / "done").exists()


def test_what_kills_every_worker_is_known_by_name(dask: Executor) -> None:
    assert spread(dask, partial(dies_of, 7)) == {one: None if one == 7 else 2 * one for one in range(40)}
    assert spread(dask, partial(dies_of, 99)) == {one: 2 * one for one in range(40)}  # it goes on after that


def poisoned(path: str, shown: bytes, chunk: list[Any]) -> list[dict[str, Any]]:
    """The work of a check, but every worker that gets this page is killed."""
    if any(page.path == path for page, _ in chunk):
        os.kill(os.getpid(), signal.SIGKILL)
    return WORK(shown, chunk)


def test_a_page_that_kills_every_worker_is_one_finding(
    site: Write, dask: Executor, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = site({f"{number}.md": f"# Bread {number}\n\nA [loaf](gone.md).\n" for number in range(40)})
    monkeypatch.setattr(engine, "_work", partial(poisoned, "17.md"))
    found = report(folder, dask).findings
    assert [one.rule for one in found if one.path == "17.md"] == ["run/internal-error"]
    assert {one.rule for one in found if one.path != "17.md"} == {"links/missing-page"}
    assert len(found) == 40


def test_the_command_begins_workers_of_its_own(made: Path) -> None:
    words = [sys.executable, "-m", "doclint", "check", "--no-cache", "--output-format", "json", str(made), "--jobs"]
    here = subprocess.run([*words, "1"], capture_output=True)
    there = subprocess.run([*words, "2", "--engine", "dask"], capture_output=True)
    assert (there.returncode, there.stderr) == (1, b"")
    assert there.stdout == here.stdout


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("spark", "no engine `spark`"),
        ("dask=tcp://127.0.0.1:9", "no Dask scheduler answers there"),
        ("dask=nonsense://x", "no Dask scheduler answers there"),
        ("dask=nowhere", "write an address such as"),
        ("dask=", "write `--engine dask`"),
    ],
)
def test_an_engine_that_is_not_there_is_told_in_words(
    name: str, told: str, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    with pytest.raises(InputError, match=told), cluster.executor(name, 1):
        pass


def test_an_extra_that_is_not_installed_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"pip install doclint\[dask\]"), cluster.executor("dask", 1):
        pass


def test_a_scheduler_without_workers_is_told_in_words() -> None:
    with (
        distributed.LocalCluster(
            n_workers=0, dashboard_address="127.0.0.1:0", host="127.0.0.1", silence_logs="CRITICAL"
        ) as here,
        pytest.raises(InputError, match="has no workers"),
        cluster.executor(f"dask={here.scheduler_address}", 0),
    ):
        pass
