"""What `re` makes of a pattern is kept; whatever happens to that, a pattern is the one that `re` makes."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Write
from doclint import lazy

PATTERNS = [
    (r"(?P<day>\d+)[-/](?P<month>\w+)|(x)", 0),
    (r"[àéîõü–—]+(?!\w)|ſ|ﬆ|[\U00010400-\U0001044f]", re.IGNORECASE),
    (r"^a(?>b|c)*+(?<=c)\Z", re.MULTILINE | re.DOTALL),
    ("\ud800|\udcff", 0),
    (rb"\xe2\x80[\x93-\x99]", re.ASCII),
    (r"(?i:a)(?P<one>b)?(?(one)c|d)\1", re.VERBOSE),
]

COMPILED = """
import sys
from doclint import __main__, lazy
packed, ours = lazy._packed, []
lazy._packed = lambda *one: ours.append(one) or packed(*one)
try:
    __main__.main()
finally:
    print(ours, file=sys.stderr)
"""


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> lazy.Kept:
    kept = lazy.Kept()
    monkeypatch.setattr(lazy, "PATTERNS", kept)
    return kept


@pytest.mark.parametrize(("pattern", "flags"), PATTERNS)
def test_a_pattern_is_the_one_that_re_makes(
    pattern: str | bytes, flags: int, nothing_known: lazy.Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = re.compile(pattern, flags)  # type: ignore[type-var]
    monkeypatch.setattr(re, "compile", None)
    for grown in (True, False):  # worked out, and as it was kept
        made = lazy.compiled(pattern, flags)  # type: ignore[type-var]
        assert (made, made.flags, made.groups, made.groupindex) == (
            wanted,
            wanted.flags,
            wanted.groups,
            wanted.groupindex,
        )
        assert nothing_known.grown == grown
        nothing_known.grown = False
    assert len(nothing_known.entries) == 1


@pytest.mark.filterwarnings("ignore:Possible:FutureWarning")
@given(st.text("ab()|[]*+?{2}\\wd.^$é-", max_size=12), st.sampled_from([0, re.IGNORECASE]))
def test_any_text_is_the_same_pattern_or_the_same_error(text: str, flags: int) -> None:
    try:
        wanted = re.compile(text, flags)
    except re.error as error:
        for _ in range(2):
            with pytest.raises(re.error, match=re.escape(str(error))):
                lazy.compiled(text, flags)
        return
    assert lazy.compiled(text, flags) == lazy.compiled(text, flags) == wanted


@pytest.mark.parametrize("damage", [b"", b"x", None, 7, b"x\x9c\x03\x00\x00\x00\x00\x01"])
def test_what_was_kept_and_is_damaged_does_no_harm(damage: object, nothing_known: lazy.Kept) -> None:
    made = lazy.compiled(r"a+(?P<b>b)", 0)
    nothing_known.entries = dict.fromkeys(nothing_known.entries, damage)
    assert lazy.compiled(r"a+(?P<b>b)", 0) == made


def test_numbers_that_are_no_program_are_not_run(nothing_known: lazy.Kept) -> None:
    import zlib

    import msgspec

    lazy.compiled("a+", 0)
    (key,) = nothing_known.entries
    flags, code, groups, names = lazy._unpacked(nothing_known.entries[key])
    for place in range(len(code)):
        wrong = [*code[:place], 4_000_000_000, *code[place + 1 :]]
        nothing_known.entries[key] = zlib.compress(msgspec.msgpack.encode((flags, wrong, groups, names)))
        assert lazy.compiled("a+", 0).findall("aab") in (["aa"], [])


def test_another_python_without_these_parts_compiles(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_sre", "re._compiler"):
        monkeypatch.setitem(sys.modules, name, None)
    assert lazy.compiled(r"(a)\1", re.IGNORECASE).fullmatch("aA")


def test_a_second_run_does_not_compile_the_pattern_of_a_rule_again(site: Write) -> None:
    rule = (
        "check: phrase\nsummary: No yeast.\nmessage: leave it out\nseverity: info\nconfidence: medium\nwhy: So.\n"
        "with: {patterns: [{anchor: yeast, regex: 'yeast(?= of [a-z]+)'}]}\n"
    )
    folder = site({"doclint.toml": "rules = ['own']\n", "own/yeast.yaml": rule})
    compiled = []
    for number in range(2):
        site({"a.md": f"# Bread\n\nA yeast of wine.\n\nTaste {number}.\n"})
        words = [sys.executable, "-c", COMPILED, "check", "a.md", "--exit-zero"]
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True)
        assert "leave it out" in done.stdout, done.stderr
        compiled.append("yeast" in done.stderr)
    assert compiled == [True, False]


def test_a_first_run_compiles_nothing_that_the_build_knows(site: Write) -> None:
    text = "---\ntitle: Bread\n---\n\n![Loaf](l.png)\n\n*Photo by [Ann](https://example.org)*\n\n3 kg of rye cost $4.\n"
    words = [sys.executable, "-c", COMPILED, "check", "--no-cache", "--exit-zero"]
    done = subprocess.run(words, cwd=site({"a.md": text}), capture_output=True, text=True)
    assert done.stderr.splitlines()[-1:] == ["[]"], done.stderr


OTHERS = ["[a-f]+(?=x)", "(?i)oven|loaf", rb"\d{2}"]


def imported(monkeypatch: pytest.MonkeyPatch) -> int:
    """Stands for the import of a module with patterns of its own, in a process that has seen none of them; gives how
    many of them `re` compiled."""
    if hasattr(re, "_cache"):
        re.purge()
    calls = []
    real = re._compiler.compile  # type: ignore[attr-defined]
    with monkeypatch.context() as patch:
        patch.setattr(re._compiler, "compile", lambda *given: calls.append(given) or real(*given))  # type: ignore[attr-defined]
        with lazy.importing("others"):
            made = [re.compile(one) for one in OTHERS]  # type: ignore[type-var]
    assert [(bool(one.search("fx oven" if isinstance(one.pattern, str) else b"17"))) for one in made] == [True] * 3
    return len(calls)


def test_what_others_compile_when_they_are_imported_is_compiled_once(
    nothing_known: lazy.Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert imported(monkeypatch) == 3
    assert nothing_known.grown
    nothing_known.grown = False
    assert imported(monkeypatch) == 0
    assert not nothing_known.grown


@pytest.mark.parametrize("damage", [b"", b"x", None, 7])
def test_what_was_kept_of_others_and_is_damaged_does_no_harm(
    damage: object, nothing_known: lazy.Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(monkeypatch)
    nothing_known.entries = dict.fromkeys(nothing_known.entries, damage)
    assert imported(monkeypatch) == 3


def test_a_python_whose_re_has_no_such_table_compiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(re, "_cache")
    with lazy.importing("others"):
        pass


def test_an_import_that_fails_is_told() -> None:
    with pytest.raises(ImportError), lazy.importing("others"):
        raise ImportError
