"""What the commands do, between flags and exit codes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import replace

from doclint import api, examples, explain, files, fix, gather, git
from doclint.checks import Kinds
from doclint.errors import InputError
from doclint.page import Page
from doclint.report import Report
from doclint.rule import Edit, Finding
from doclint.settings import Settings, read


@contextmanager
def workers(jobs: int) -> Iterator[Executor | None]:
    """A pool of processes, or none for one job."""
    if jobs < 2:
        yield None
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(jobs) as pool:
        yield pool


def check(
    paths: Sequence[str],
    settings: Settings,
    executor: Executor | None,
    fixing: bool,
    differing: bool,
    show: Callable[[bytes], object],
) -> Report:
    """Check; with `fixing` make the safe edits and check again, with `differing` `show` them as a diff."""
    report = api.check(paths, settings, executor)
    edits = {path: fix.choose(found) for path, found in _by_file(report, settings.root).items()}
    for path, mine in edits.items():
        if mine and (differing or fixing):
            old, new = _versions(settings.root, path, report.sources[path], mine, legible=differing)
            show(fix.diff(path, old, new)) if differing else files.write(settings.root, path, new)
    return api.check(paths, settings, executor) if fixing and not differing and any(edits.values()) else report


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


def compare(old: str, new: str, settings: Settings) -> Report:
    """Compare two versions, each a file or REV:PATH."""
    (_, before, version), (path, after, _) = _version(old), _version(new)
    return api.compare_pages(Page(path, before, version=version or old), Page(path, after), settings)


def _version(name: str) -> tuple[str, str, str | None]:
    """Path, text and commit of a file or of REV:PATH."""
    if os.path.exists(name):
        folder, file = os.path.split(name)
        return name, files.read(folder or os.curdir, file).text, None
    revision, colon, path = name.partition(":")
    if not colon:
        raise InputError(f"{name}: no such file; name a file, or REV:PATH for a version in git")
    return path, files.decode(git.show(os.curdir, revision, path)).text, revision


def rules(settings: Settings, name: str | None, folder: str | None) -> str:
    """The list of rules, one of them explained, or a page of each written into `folder`."""
    known = gather.rules(settings, Kinds())
    if folder:
        pages = {f"{rule.id}.md": explain.page(rule) for rule in known.all}
        for path, text in {**pages, "README.md": explain.index(known)}.items():
            os.makedirs(os.path.dirname(os.path.join(folder, path)), exist_ok=True)
            with open(os.path.join(folder, path), "w", encoding="utf-8") as out:
                out.write(text)
        return f"wrote {len(pages)} rules to {folder}\n"
    return explain.page(known.get(name)) if name else explain.table(known)


def test(folders: Sequence[str]) -> tuple[bool, str]:
    """Whether an example of the rules in `folders` fails, and the words to say it."""
    folders = tuple(os.path.normpath(folder) for folder in folders)
    known = gather.rules(Settings(root=os.curdir, rules=folders), Kinds())
    mine = [rule for rule in known.all if any(rule.file.startswith(f"{folder}/") for folder in folders)]
    if not mine:
        raise InputError(f"{', '.join(folders)}: no rules here; a rule is a YAML file, its path is its id")
    wrong = [words for rule in mine for words in examples.failures(rule, known)]
    documents = _documents() if any(source.document for rule in mine for source in rule.form.evidence) else {}
    wrong += [words for rule in mine for words in examples.unfounded(rule, documents)]
    count = sum(len(rule.form.examples) for rule in mine)
    totals = f"{len(mine)} rules, {count} examples, {len(wrong)} wrong\n"
    return bool(wrong), "".join(f"{words}\n" for words in wrong) + totals


def _documents() -> dict[str, str]:
    """The reference documents that the settings here name."""
    return gather.references(read((os.curdir,)), [])
