"""What a command costs, with all processes that it starts, and what that is beside another command."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import quantiles
from typing import NamedTuple

_COLLECTED = re.compile(r"Collected\s*:\s*(\d+)")
QUICK = 5
"""runs in each round of what is over at once"""
CALLGRIND = ("valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--trace-children=yes")


class Step(NamedTuple):
    """A command in a folder."""

    words: Sequence[str]
    folder: Path
    quick: bool = False
    """whether it is over at once: then it runs `QUICK` times as often, and once before all rounds"""
    before: Callable[[], object] = lambda: None
    """what is done before each run"""
    codes: frozenset[int] = frozenset({0, 1})
    """its exit codes when all is well"""


class Figure(NamedTuple):
    """A ratio of two steps, from each of which another one may be taken off."""

    name: str
    cost: tuple[str, ...]
    unit: tuple[str, ...]
    bar: float | None = None
    aim: float | None = None
    by: str = "cpu"


class Ratio(NamedTuple):
    """The median of the rounds, and the quarters below and above which the outer ones lie."""

    value: float
    low: float
    high: float


Cost = Mapping[str, float]
"""`cpu`: seconds of user and system time of the whole tree of processes; `wall`: seconds; `instructions`"""


def cost(step: Step) -> Cost:
    """One run; stops the whole benchmark where it fails, because a failure is fast."""
    step.before()
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(step.words, cwd=step.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    after, ended = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    if done.returncode not in step.codes:
        sys.exit(f"{' '.join(step.words[:4])}: exit code {done.returncode}: {done.stderr.decode()[-300:]}")
    return {"cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, "wall": ended - began}


def instructions(step: Step) -> float:
    """The instructions of one run and of all processes that it starts, as callgrind counts them."""
    step.before()
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    done = subprocess.run([*CALLGRIND, *step.words], cwd=step.folder, capture_output=True, text=True, env=environment)
    return sum(map(float, _COLLECTED.findall(done.stderr)))


def measured(steps: Mapping[str, Step], rounds: int, tell: Callable[[str], object]) -> dict[str, list[Cost]]:
    """What each step cost in each round. They run in turn, so that the load of the machine meets all of them."""
    quick = {name: step for name, step in steps.items() if step.quick}
    found: dict[str, list[Cost]] = {name: [] for name in steps}
    for step in quick.values():
        cost(step)
    for number in range(rounds):
        for group in (*[quick] * QUICK, {name: step for name, step in steps.items() if not step.quick}):
            for name, step in group.items():
                tell(f"round {number + 1} of {rounds}: {name}")
                found[name].append(cost(step))
    return found


def ratio(figure: Figure, costs: Mapping[str, Sequence[Cost]]) -> Ratio:
    """The figure, from the ratio of each round."""
    cut = len(figure.cost)
    rounds = zip(*([one[figure.by] for one in costs[name]] for name in (*figure.cost, *figure.unit)), strict=True)
    found = [_less(some[:cut]) / max(_less(some[cut:]), 1e-9) for some in rounds]
    low, value, high = quantiles(found, n=4, method="inclusive") if found[1:] else found * 3
    return Ratio(round(value, 3), round(low, 3), round(high, 3))


def _less(values: Sequence[float]) -> float:
    return values[0] - sum(values[1:])
