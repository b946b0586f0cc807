"""Worker processes: what they find does not depend on their number, nor on whether one dies or hangs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor

import pytest

import doclint
from conftest import Write
from doclint import engine
from doclint.checks import mojibake
from doclint.rule import Finding
from doclint.workers import Pool

DAMAGED = "# Bread\n\nThe caf\u00c3\u00a9 \u00e2\u20ac\u201c a place. See [it](1.md) and [that](gone.md).\n"
PAGES = {f"{n}.md": DAMAGED.replace("place", f"place {n}") for n in range(100)}
HERE = os.getpid()

forks = pytest.mark.skipif(sys.platform != "linux", reason="the fault is planted by forking")


def found(folder: object, executor: Executor | None) -> list[Finding]:
    return list(doclint.check(str(folder), {"cache": False}, executor).findings)


@pytest.mark.parametrize("make", [lambda: Pool(2), lambda: ProcessPoolExecutor(3), lambda: ThreadPoolExecutor(2)])
def test_the_findings_do_not_depend_on_the_workers(site: Write, make: object) -> None:
    folder = site(PAGES)
    with make() as executor:  # type: ignore[operator]
        assert found(folder, executor) == found(folder, None)


def plant(monkeypatch: pytest.MonkeyPatch, harm: object) -> None:
    real = mojibake.check

    def check(page: object, *rest: object) -> object:
        if "place 50 " in page.source + " " and "poison" in page.source and os.getpid() != HERE:  # type: ignore[attr-defined]
            harm()  # type: ignore[operator]
        return real(page, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(mojibake, "check", check)


@forks
@pytest.mark.parametrize("make", [lambda: Pool(2), lambda: ProcessPoolExecutor(2)])
def test_a_page_that_kills_workers_is_one_finding(site: Write, monkeypatch: pytest.MonkeyPatch, make: object) -> None:
    folder = site({**PAGES, "50.md": "# Loaf\n\nA place 50 with poison \u00e2\u20ac\u201c in it.\n"})
    whole = found(folder, None)
    plant(monkeypatch, lambda: os.kill(os.getpid(), signal.SIGKILL))
    with make() as executor:  # type: ignore[operator]
        now = found(folder, executor)
    assert [one.rule for one in now if one.path == "50.md"] == ["run/internal-error"]
    assert [one for one in now if one.path != "50.md"] == [one for one in whole if one.path != "50.md"]


@forks
def test_a_page_that_hangs_is_one_finding(site: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = site({**PAGES, "50.md": "# Loaf\n\nA place 50 with poison \u00e2\u20ac\u201c in it.\n"})
    monkeypatch.setattr(engine, "PATIENCE", 5.0)
    plant(monkeypatch, lambda: time.sleep(600))
    with Pool(2) as executor:
        now = found(folder, executor)
    assert [one.rule for one in now if one.path == "50.md"] == ["run/internal-error"]
    assert len({one.path for one in now}) == 100


@forks
def test_a_worker_that_is_killed_from_outside_costs_nothing(
    site: Write, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = site({**PAGES, "50.md": "# Loaf\n\nA place 50 with poison \u00e2\u20ac\u201c in it.\n"})
    whole = found(folder, None)
    once = tmp_path_factory.mktemp("once") / "done"

    def harm() -> None:
        if not once.exists():
            once.touch()
            os.kill(os.getpid(), signal.SIGKILL)

    plant(monkeypatch, harm)
    with Pool(2) as executor:
        assert found(folder, executor) == whole
    assert once.exists()


@forks
def test_ctrl_c_is_told_in_one_line(site: Write) -> None:
    folder = site({f"{n}.md": DAMAGED * 3_000 for n in range(8)})
    process = subprocess.Popen(
        [sys.executable, "-m", "doclint", "check", "--jobs", "2", "--no-cache"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    while len(workers := children(process.pid)) < 2 or not any(map(busy, workers)):
        assert process.poll() is None
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    shown, told = process.communicate(timeout=60)
    assert (process.returncode, shown, told) == (2, "", "doclint: stopped\n")
    assert not any(os.path.exists(f"/proc/{worker}") for worker in workers)


def children(process: int) -> list[int]:
    with open(f"/proc/{process}/task/{process}/children", encoding="ascii") as listed:
        return [int(one) for one in listed.read().split()]


def busy(process: int) -> bool:
    """Whether it is past its start: it has used the processor for some ticks (proc(5), `utime`)."""
    with open(f"/proc/{process}/stat", encoding="ascii") as told:
        return int(told.read().rpartition(")")[2].split()[11]) > 5


def test_few_pages_start_no_processes(site: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = site({"a.md": DAMAGED})
    monkeypatch.setattr(Pool, "submit", None)
    with Pool(2, least=300) as executor:
        assert found(folder, executor)
