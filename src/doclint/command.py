"""What the commands do, between flags and exit codes."""

from __future__ import annotations

import datetime
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from doclint import api, entities, examples, explain, files, gather, git, rulebook, signs, start
from doclint.baseline import Baseline, Entry, written
from doclint.checks import Kinds
from doclint.errors import InputError
from doclint.lazy import regex
from doclint.page import Page
from doclint.report import Compared, Earlier, Report
from doclint.settings import Settings, find, origins, read

if TYPE_CHECKING:
    from concurrent.futures import Executor


_FORMS = {".html": "html", ".htm": "html", ".md": "markdown", ".json": "json"}


def form_of(file: str) -> str:
    """The format of a report, by the name of its file."""
    form = _FORMS.get(os.path.splitext(file)[1].lower())
    if not form:
        raise InputError(f"{file}: the name of a report ends in .html, .md or .json")
    return form


def audit(
    paths: Sequence[str], settings: Settings, executor: Executor | None, earlier: str | None, past: bool = False
) -> Report:
    """Audit, and compare with the JSON report `earlier` of another audit; with `past` look at all versions in git."""
    before = _earlier(earlier) if earlier else {}
    history = api.history(paths, settings, executor) if past else None
    report = msgspec.structs.replace(api.audit(paths, settings, executor), history=history)
    if not earlier:
        return report
    known = {one["fingerprint"]: one for one in before["findings"]}
    now = {one.fingerprint for one in report.findings}
    looked = {one.path for one in report.scores}
    gone = (one for key, one in known.items() if key not in now and one["path"] in looked)
    fixed = tuple(Entry(*(one[name] for name in Entry.__struct_fields__)) for one in gone)
    new, same = tuple(sorted(now - known.keys())), len(now & known.keys())
    compared = Compared(name=earlier, new=new, fixed=fixed, same=same)
    return msgspec.structs.replace(report, compared=compared, earlier=(Earlier(name=earlier, counts=before["counts"]),))


def _earlier(file: str) -> dict[str, Any]:
    try:
        found = json.loads(files.content(file, "name a report that `doclint audit --output FILE.json` wrote"))
    except ValueError:
        found = None
    if not isinstance(found, dict) or not {"findings", "counts"} <= found.keys():
        raise InputError(f"{file}: no report; name a .json file that `doclint audit --output` wrote")
    return found


def calibrate(folder: str) -> str:
    """The table of signs with the percentiles of the pages below `folder`, as YAML."""
    from yaml import safe_dump

    chosen = read([folder], {})
    table = signs.table(rulebook.rules(chosen, Kinds()).words)
    site, pages = gather.read(chosen, [folder])
    on = f"{os.path.basename(os.path.abspath(folder))}, {datetime.date.today()}"
    made = signs.calibrated((site.pages[path] for path in pages), table, on)
    return safe_dump(msgspec.to_builtins(made), sort_keys=False, allow_unicode=True, width=120)


def check_piped(name: str, data: bytes, settings: Settings) -> Report:
    """Check `data` in the place of the page `name`, which need not be there."""
    if not name.lower().endswith(files.PAGE_SUFFIXES):
        raise InputError(f"{name}: not a page; name a .md, .mdx or .markdown file")
    return api.check_piped(name, data, settings)


_PLACE = regex(r"(.+?):(\d+)(?::\d+)?")


def place(what: str) -> tuple[str, int]:
    """PATH:LINE as path and line; ("", 0) where `what` is something else."""
    found = _PLACE.fullmatch(what)
    return (found[1], int(found[2])) if found else ("", 0)


def explained(what: str, settings: Settings) -> str:
    """A rule, or the findings at PATH:LINE or with this fingerprint, in words."""
    path, line = place(what)
    known = rulebook.rules(settings, Kinds())
    if not path and not re.fullmatch(r"[0-9a-f]{16}", what):
        return explain.page(known.get(what))
    report = api.check([path or settings.root], settings)
    chosen = [one for one in report.findings if (one.line <= line <= one.end_line if path else one.fingerprint == what)]
    if not chosen:
        lines = sorted({one.line for one in report.findings}) if path else []
        where = f"; findings on this page are at {', '.join(map(str, lines))}" if lines else ""
        raise InputError(f"{what}: nothing is found there{where}; `doclint check` lists what is found")
    return "\n".join(explain.finding(one, report.sources[one.path], known.get(one.rule)) for one in chosen)


def settings(paths: Sequence[str], chosen: Settings, flags: Mapping[str, Any]) -> str:
    """All settings in force as TOML, each with the place it comes from."""
    file = flags.get("config") or find(paths)[1]
    lines = origins(file) if file else {}
    shown = os.path.relpath(file) if file else "none"

    def origin(key: tuple[str, ...]) -> str:
        if flags.get(key[-1].replace("-", "_")) and len(key) == 1:
            return f"--{key[-1]}"
        places = [number for known, number in lines.items() if known[: len(key)] == key]
        return f"{shown}:{min(places)}" if places else "default"

    return f"# settings file: {shown}\n# root: {chosen.root}\n{''.join(_toml(chosen, (), origin))}"


def _toml(value: msgspec.Struct, table: tuple[str, ...], origin: Callable[[tuple[str, ...]], str]) -> Iterator[str]:
    """A table of TOML with a comment behind every key; the tables in it come last."""
    inner = []
    for field in msgspec.structs.fields(type(value)):
        key, held = (*table, field.encode_name), getattr(value, field.name)
        if isinstance(held, msgspec.Struct):
            inner.append((key, held))
        elif key != ("root",):
            yield f"{'# ' if held is None else ''}{key[-1]} = {_literal(held)}  # {origin(key)}\n"
    for key, held in inner:
        yield f"\n[{'.'.join(key)}]\n"
        yield from _toml(held, key, origin)


def _literal(value: object) -> str:
    """A value as TOML writes it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_literal(key)} = {_literal(held)}" for key, held in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)


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


def baseline(paths: Sequence[str], settings: Settings, executor: Executor | None, prune: bool) -> str:
    """Write what is found now to the baseline; with `prune` only drop what is no longer found."""
    file = gather.baseline_file(settings)
    before = files.content(file, "mend it") if os.path.exists(file) else ""
    there = settings if before else msgspec.structs.replace(settings, baseline=os.devnull)
    old, new = api.accept(paths, there, executor, prune)
    if before != (files.content(file, "mend it") if os.path.exists(file) else ""):
        raise InputError(f"{file}: changed while doclint ran; nothing was written to it, run again")
    if new.entries or before:
        files.put(file, written(new.entries.values()).encode())
    return f"{os.path.relpath(file)}: {_difference(old, new)}\n"


def _difference(old: Baseline, new: Baseline) -> str:
    """How one baseline became another, in words."""
    moved = {was: now.fingerprint for was, now in old.moved.items() if now.fingerprint in new.entries}
    came = new.entries.keys() - old.entries.keys() - set(moved.values())
    went = old.entries.keys() - new.entries.keys() - moved.keys()
    count = len(new.entries)
    words = f"{count} finding{'s' if count != 1 else ''}, {len(came)} added, {len(went)} dropped"
    return f"{words}, {len(moved)} moved" if moved else words


def init(folder: str | None, hook: bool, workflow: bool, keep: bool) -> Iterator[str]:
    """Set doclint up for a site, line by line; with `keep` what is found now is accepted."""
    accept = (lambda chosen: baseline([chosen.root], chosen, None, False)) if keep else None
    return start.init(folder, hook, workflow, accept)


def rules(settings: Settings, name: str | None, folder: str | None) -> str:
    """The list of rules, one of them explained, or a page of each written into `folder`."""
    known = rulebook.rules(settings, Kinds())
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
    known = rulebook.rules(Settings(root=os.curdir, rules=folders), Kinds())
    mine = [rule for rule in known.all if any(rule.file.startswith(f"{folder}/") for folder in folders)]
    if not mine:
        raise InputError(f"{', '.join(folders)}: no rules here; a rule is a .yaml file, its path is its id")
    wrong = [words for rule in mine for words in examples.failures(rule, known)]
    documents = _documents() if any(source.document for rule in mine for source in rule.form.evidence) else {}
    wrong += [words for rule in mine for words in examples.unfounded(rule, documents)]
    count = sum(len(rule.examples) for rule in mine)
    totals = f"{_count(len(mine), 'rule')}, {_count(count, 'example')}, {len(wrong)} wrong\n"
    return bool(wrong), "".join(f"{words}\n" for words in wrong) + totals


def triage(paths: Sequence[str], settings: Settings, most: int) -> str:
    """The names on the pages that no vocabulary knows, at most so many, with an entry for each."""
    known = rulebook.rules(settings, Kinds())
    site, pages = gather.read(settings, paths)
    found = entities.triage(site, pages, known)
    rest = f"{_count(len(found) - most, 'more name')}; --limit shows more\n" if len(found) > most else ""
    return "".join(f"{entities.told(one)}\n" for one in found[:most]) + rest


def check_entities(settings: Settings) -> tuple[bool, str]:
    """Whether something is wrong in the vocabulary of organisations, and the words to say it."""
    known = rulebook.rules(settings, Kinds())
    wrong = list(entities.check(known.words, datetime.date.today()))
    totals = f"{_count(entities.count(known.words), 'organisation')}, {len(wrong)} wrong\n"
    return bool(wrong), "".join(f"{words}\n" for words in wrong) + totals


def _documents() -> dict[str, str]:
    """The reference documents that the settings here name."""
    return gather.references(read((os.curdir,)), [])


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
