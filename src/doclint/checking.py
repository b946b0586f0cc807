"""What `doclint check` does, and how every command shows its report.

It stands by itself because it must start fast: the rest of the commands, and what they need, is in `command.py`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from msgspec.structs import replace

from doclint import files, fix, gather
from doclint.errors import InputError
from doclint.report import Report, render
from doclint.settings import Settings
from doclint.site import Skipped

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from doclint.rule import Edit, Finding


@contextmanager
def workers(jobs: int, engine: str | None = None) -> Iterator[Executor | None]:
    """A pool of processes, or none for one job; 0: as many as there are processors, once there are pages enough.

    With an `engine` its workers, see `cluster.executor`.
    """
    if engine is not None:
        from doclint import cluster

        with cluster.executor(engine, jobs) as there:
            yield there
        return
    from doclint.workers import FEW, Pool, available

    if (jobs or available()) < 2:
        yield None
        return
    with Pool(jobs or available(), 0 if jobs else FEW) as pool:
        yield pool


_ROUNDS = 5


def check(
    paths: Sequence[str],
    settings: Settings,
    executor: Executor | None,
    fixing: bool,
    differing: bool,
    show: Callable[[bytes], object],
) -> tuple[gather.Inputs, Report]:
    """Check; with `fixing` make the safe edits until there are none left, with `differing` `show` them as a diff."""
    inputs, report = _checked(paths, settings, executor)
    failed: dict[str, str] = {}
    for _ in range(_ROUNDS if fixing and not differing else 0):
        if not _edit(report, settings.root, lambda path, _, new: files.write(settings.root, path, new), failed):
            break
        inputs, report = _checked(paths, settings, executor)  # what is repaired may show what else is to be
    if differing:
        _edit(report, settings.root, lambda path, old, new: show(fix.diff(path, old, new)), failed, legible=True)
    return inputs, replace(report, skipped=(*report.skipped, *(Skipped(*one) for one in failed.items())))


def _checked(paths: Sequence[str], settings: Settings, executor: Executor | None) -> tuple[gather.Inputs, Report]:
    from doclint import api

    inputs = gather.inputs(settings, paths)
    return inputs, api.report(inputs, executor)


def _edit(
    report: Report,
    root: str,
    take: Callable[[str, bytes, bytes], object],
    failed: dict[str, str],
    legible: bool = False,
) -> bool:
    """Give `take` the path and the bytes, before and after, of each page with safe edits; whether one was taken.

    What could not be read or written goes to `failed`, path -> why, and is not tried again.
    """
    taken = False
    chosen = {path: fix.choose(found) for path, found in _by_file(report, root).items() if path not in failed}
    for path, edits in chosen.items():
        try:
            if edits:
                take(path, *_versions(root, path, report.sources[path], edits, legible))
                taken = True
        except InputError as error:
            failed[path] = str(error).removeprefix(f"{path}: ")
    return taken


def _by_file(report: Report, root: str) -> dict[str, list[Finding]]:
    """The findings by page; of several names of one file the one that is no link stands for all."""
    by_path: dict[str, list[Finding]] = {}
    for one in report.findings:
        by_path.setdefault(one.path, []).append(one)
    links_first = sorted(by_path, key=lambda path: not os.path.islink(os.path.join(root, path)))
    named = {os.path.realpath(os.path.join(root, path)): path for path in links_first}
    kept = set(named.values())
    return {path: found for path, found in by_path.items() if path in kept}


def _versions(root: str, path: str, source: str, edits: Sequence[Edit], legible: bool) -> tuple[bytes, bytes]:
    """A page's bytes before and after `edits`; as UTF-8 where they are to be read."""
    page = files.read(root, path)
    if page.text != source:
        raise InputError(f"{path}: changed while doclint ran; nothing was written to it, run again")
    if legible and page.encoding != "utf-8":
        page = replace(page, mark=b"", encoding="utf-8")
    return files.encode(page), files.encode(page, [(edit.span, edit.text) for edit in edits])


def emit(report: Report, outputs: Sequence[tuple[str, str]], color: bool) -> str:
    """Write the report to the files that `outputs`, (format, file) pairs, name; give what is meant for the reader."""
    shown = ""
    for form, file in outputs:
        text = render(report, form, color and not file)
        if file:
            files.put(file, text.encode("utf-8", "backslashreplace"))
        else:
            shown += text
    if any(form == "github" for form, _ in outputs):
        _summarise(report)
    return shown


def _summarise(report: Report) -> None:
    """Add the report to the summary of the GitHub job, where there is one."""
    if file := os.environ.get("GITHUB_STEP_SUMMARY"):
        from doclint.report import markdown

        room = markdown.SUMMARY - (os.path.getsize(file) if os.path.exists(file) else 0)
        with open(file, "a", encoding="utf-8", errors="backslashreplace") as out:
            out.write(markdown.summary(report, room))
