"""What `doclint check` does, and how every command shows its report.

It stands by itself because it must start fast: the rest of the commands, and what they need, is in `command.py`; what
reads a command line is in `cli.py`, and not loaded where it is known what these words mean (`rerun.py`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

from msgspec.structs import replace

from doclint import files, fix, gather
from doclint.errors import InputError
from doclint.failing import fail
from doclint.report import Report, render
from doclint.rerun import sayable
from doclint.settings import Settings, places, read
from doclint.site import Skipped

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from doclint.rerun import Command
    from doclint.rule import Edit, Finding


def run(flags: Mapping[str, Any], kept: Command | None = None) -> NoReturn:
    """Check as the `flags` of the command line say, and exit. The run is `kept` where it may be.

    It does not return, so that nothing that it has made is taken apart.
    """
    paths = flags["paths"]
    if flags["stdin_filename"] or "-" in paths:
        sys.exit(_piped(paths, flags))
    named = paths or (os.curdir,)
    chosen = settings(named, flags, "medium")
    with workers(flags["jobs"], flags["engine"]) as executor:
        inputs, report = check(named, chosen, executor, flags["fix"], flags["diff"], _patch)
    shown, code = finish(report, chosen, flags, quiet=flags["diff"])
    if kept and not flags["diff"] and not any(file or form == "github" for form, file in flags["output_format"]):
        kept.keep(flags, inputs, tuple(places(named, flags["config"])), report, shown, code)
    sys.exit(code)


def _piped(paths: tuple[str, ...], flags: Mapping[str, Any]) -> int:
    """Check standard input in the place of a page."""
    from doclint import command

    name = flags["stdin_filename"]
    if paths != ("-",) or not name or flags["fix"] or flags["diff"]:
        fail(
            "to check standard input write `doclint check - --stdin-filename PATH`, without other paths, --fix, --diff"
        )
    chosen = settings([os.path.dirname(os.path.abspath(name))], flags, "medium")
    return finish(command.check_piped(name, sys.stdin.buffer.read(), chosen), chosen, flags)[1]


def settings(paths: Sequence[str], flags: Mapping[str, Any], least: str | None) -> Settings:
    """The settings in force for `paths` under the flags of a command, with its own least confidence."""
    over = {key: flags.get(key) or None for key in ("fail_on", "min_confidence", "base", "since", "tracked", "preview")}
    if file := os.devnull if flags.get("no_baseline") else flags.get("baseline"):
        over["baseline"] = os.path.abspath(file)
    if flags.get("no_cache"):
        over["cache"] = False
    lists = {key: _listed(flags.get(key, ())) for key in ("select", "ignore")}
    chosen = read(list(paths), {**over, **lists}, flags.get("config"))
    chosen = replace(chosen, web=replace(chosen.web, online=True)) if flags.get("online") else chosen
    chosen = replace(chosen, judge=replace(chosen.judge, ask=True)) if flags.get("judge") else chosen
    return replace(chosen, min_confidence=least) if least and chosen.min_confidence is None else chosen


def _listed(names: Sequence[str]) -> tuple[str, ...]:
    """`--select a,b --select c` as one list."""
    return tuple(part for name in names for part in name.replace(",", " ").split())


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


def finish(report: Report, chosen: Settings, flags: Mapping[str, Any], quiet: bool = False) -> tuple[str, int]:
    """Show the report; what was shown, and the exit code."""
    outputs = flags["output_format"] or (("text", ""),)
    shown = emit(report, [one for one in outputs if one[1]] if quiet else outputs, colored())
    say(shown)
    require(report)
    return shown, int(report.failed(chosen.fail_on) and not flags["exit_zero"])


def require(report: Report) -> None:
    """Fail where a page that was asked for was not read."""
    if report.unread or not report.counts["pages"]:
        names = ", ".join(one.what for one in report.unread)
        fail(f"{f'{names} could not' if names else 'no page could'} be read; the lines under `skipped` say why")


def say(text: str) -> None:
    """Write to standard output, with its colours, whatever that is."""
    if sayable(text) and os.name != "nt":
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    import click  # knows consoles that have no colours, and output that has not all characters

    click.echo(text, nl=False, color=True)


def _patch(diff: bytes) -> None:
    """A diff as it is for `git apply`; for a terminal in characters that cannot command it."""
    if not sys.stdout.isatty():
        sys.stdout.flush()
        sys.stdout.buffer.write(diff)
        return
    from doclint.report.visible import shown

    say("\n".join(map(shown, diff.decode("utf-8", "replace").split("\n"))))


def colored() -> bool:
    """NO_COLOR and FORCE_COLOR as https://no-color.org and https://force-color.org say; else a terminal."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR") or (sys.stdout and sys.stdout.isatty()))
