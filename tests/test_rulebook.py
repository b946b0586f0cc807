"""Rules as they were read last time: the same, and read again as soon as a file of theirs is another."""

from __future__ import annotations

import os
import pickle
import time
from pathlib import Path

import pytest
from msgspec.structs import replace

import doclint
from conftest import PHRASE, Write
from doclint import cache, engine, files, rulebook
from doclint.checks import Kinds, mojibake, phrase
from doclint.errors import InputError, RuleError
from doclint.lazy import Kept, Text
from doclint.rule import Rules, Texts
from doclint.settings import Settings
from doclint.strict import Document

TICK = 0.15
"""seconds after which a change is no longer one of just now"""

RULE = PHRASE + 'examples:\n  - "The ⟦{word}⟧ is hot."\n'
FOODS = "places: [Bakerville]\n"


@pytest.fixture
def folder(site: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = site(
        {"rules/own/word.yaml": RULE.format(word="oven"), "rules/words/places.yaml": FOODS, "a.md": "An oven.\n"}
    )
    time.sleep(TICK)
    return made


def known(folder: Path) -> Rules:
    return rulebook.rules(Settings(root=str(folder), rules=("rules",)), Kinds())


def test_rules_of_last_time_are_the_same_and_no_file_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = known(folder)
    monkeypatch.setattr(files, "texts", None)
    again = known(folder)
    assert [rule.id for rule in again.all] == [rule.id for rule in first.all]
    for one, other in zip(first.all, again.all, strict=True):
        assert (one.form, one.params, one.examples, one.file, one.digest, one.needs) == (
            other.form,
            other.params,
            other.examples,
            other.file,
            other.digest,
            other.needs,
        )
    assert again.words.digest == first.words.digest
    assert {name: (file, text.words) for name, (file, text) in again.words.texts.items()} == {
        name: (file, text.words) for name, (file, text) in first.words.texts.items()
    }
    assert again.words.texts["places"][1].held == FOODS  # a worker elsewhere has no such file


def test_what_the_build_made_is_taken_for_our_rules_and_for_no_others(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, both = Settings(root=str(folder)), Settings(root=str(folder), rules=("rules",))
    first = rulebook.rules(replace(ours, cache=False), Kinds())
    texts = Texts.of({rulebook.SHIPPED: files.texts(files.shipped_rules(), ".yaml")})
    monkeypatch.setattr(cache, "built", lambda name: {texts.digest: pickle.dumps(first.all, protocol=5)})
    with monkeypatch.context() as patch:
        patch.setattr(rulebook, "load", None)
        for again in (rulebook.rules(one, Kinds()) for one in (replace(ours, cache=False), ours, ours)):
            assert [(rule.id, rule.params) for rule in again.all] == [(rule.id, rule.params) for rule in first.all]
            assert again.words.digest == first.words.digest
        assert again.words.texts["clauses"][1].held is None  # what everybody has is not kept once more
    assert rulebook.rules(both, Kinds()).get("own/word").params.any == ("oven",)


def test_a_rule_that_was_edited_is_read_again(folder: Path) -> None:
    known(folder)
    file = folder / "rules/own/word.yaml"
    file.write_text(RULE.format(word="loaf"))  # as long as it was
    assert known(folder).get("own/word").params.any == ("loaf",)
    (folder / "rules/own/more.yaml").write_text(RULE.format(word="crust"))
    assert known(folder).get("own/more").params.any == ("crust",)
    (folder / "rules/own/more.yaml").unlink()
    assert "own/more" not in {rule.id for rule in known(folder).all}


def test_rules_that_were_edited_just_now_are_not_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another edit in the same tick of the file system's clock could not be told from this one."""
    file = folder / "rules/own/word.yaml"
    file.write_text(RULE.format(word="loaf"))
    about = os.stat(file)
    known(folder)
    file.write_text(RULE.format(word="cake"))
    os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert known(folder).get("own/word").params.any == ("cake",)


@pytest.mark.parametrize("name", ["rules", "prepared"])
def test_what_is_damaged_is_read_again(folder: Path, name: str) -> None:
    pages = {"settings": {"root": str(folder), "rules": ("rules",), "select": ("own",)}}
    first = doclint.check(folder, **pages).findings
    (file,) = Path(cache.folder()).glob(f"{name}-*.msgpack")
    data = file.read_bytes()
    assert len(first) == 1
    for harm in (b"", data[:1000], data.replace(b"oven", b"coal"), b"\0" * len(data)):
        file.write_bytes(harm)
        assert doclint.check(folder, **pages).findings == first


def test_what_a_kind_makes_of_its_rules_is_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = doclint.check(folder, settings={"rules": ["rules"], "select": ["own"]}).findings
    (folder / "b.md").write_text("Another oven.\n")
    with monkeypatch.context() as patch:
        patch.setattr(phrase, "prepare", None)
        both = doclint.check(folder, settings={"rules": ["rules"], "select": ["own"]}).findings
    assert [one.path for one in both] == ["a.md", "b.md"]
    assert both[:1] == first
    (folder / "rules/own/word.yaml").write_text(RULE.format(word="another"))
    now = doclint.check(folder, settings={"rules": ["rules"], "select": ["own"]}).findings
    assert [(one.path, one.quote) for one in now] == [("b.md", "Another")]


def test_a_vocabulary_that_was_edited_makes_a_kind_look_at_its_rules_again(folder: Path) -> None:
    def made() -> object:
        words = known(folder).words
        (group,) = engine.prepare(Rules((known(folder).get("own/word"),), words))
        return group.digest

    first = made()
    assert made() == first
    (folder / "rules/words/places.yaml").write_text("places: [Millerville]\n")
    assert made() != first


def test_what_holds_the_rules_and_vocabularies_is_kept_without_them(folder: Path) -> None:
    """`mojibake` reads the vocabularies when it meets damage."""
    rules = known(folder).chosen(["encoding"], ())
    (group,) = (one for one in engine.prepare(rules) if one.kind is mojibake)
    assert 0 < len(group.packed()) < 200
    page = folder / "c.md"
    page.write_text("Caf\u00c3\u00a9 and cr\u00c3\u00a8me.\n")
    found = [doclint.check(page, settings={"rules": ["rules"]}).findings for _ in range(2)]
    assert found[0] == found[1] != ()


def test_nothing_is_kept_where_the_cache_is_not_wanted(folder: Path) -> None:
    rulebook.rules(Settings(root=str(folder), rules=("rules",), cache=False), Kinds())
    assert not Path(cache.folder()).exists()


def test_the_same_rules_in_another_folder_are_called_by_its_name(folder: Path) -> None:
    """Findings name the file that an organisation is known from."""
    oven = "organisations:\n- {name: Oven Works, kind: company, fields: [clean-cooking], domains: [oven.example]}\n"
    named = []
    for where in ("rules", "ours"):
        if where == "ours":
            (folder / "rules").rename(folder / "ours")
        (folder / where / "words/organisations").mkdir(parents=True, exist_ok=True)
        (folder / where / "words/organisations/mine.yaml").write_text(oven)
        (folder / "c.md").write_text("# Heat pumps\n\nThey were tested by Oven Works.\n")
        time.sleep(TICK)
        found = [doclint.check(folder, settings={"rules": [where], "select": ["entities"]}).findings for _ in range(2)]
        assert found[0] == found[1]
        named.append(found[0][0].evidence[0].where)
    assert named == ["rules/words/organisations/mine.yaml", "ours/words/organisations/mine.yaml"]


def test_a_rule_in_a_folder_with_a_dot_in_its_name_is_seen(folder: Path) -> None:
    file = folder / "rules/acme.v1/word.yaml"
    file.parent.mkdir()
    for word in ("oven", "loaf"):
        file.write_text(RULE.format(word=word))
        time.sleep(TICK)
        assert known(folder).get("acme.v1/word").params.any == (word,)


def test_an_edit_that_hides_its_time_is_seen(folder: Path) -> None:
    file = folder / "rules/own/word.yaml"
    for word in ("oven", "loaf"):
        file.write_text(RULE.format(word=word))
        os.utime(file, (1, 1))
        time.sleep(TICK)
        assert known(folder).get("own/word").params.any == (word,)


def test_links_among_the_rules_are_treated_as_when_nothing_is_kept(folder: Path) -> None:
    (folder / "rules/own/up").symlink_to("..")
    for _ in range(2):
        assert known(folder).get("own/word")
    (folder / "rules/own/.#word.yaml").symlink_to("somebody@somewhere.1")
    with pytest.raises(InputError, match=r"word.yaml: cannot be read"):
        known(folder)


def test_a_vocabulary_that_changed_under_a_run_is_not_taken_for_the_old_one(folder: Path) -> None:
    file = folder / "rules/words/places.yaml"
    text = Text(Text.of(file.read_text()).digest, str(file))
    assert text.words == FOODS
    file.write_text("places: [Millerville]\n")
    with pytest.raises(RuleError, match=r"places.yaml is another than it was; run doclint again"):
        _ = Document("places.yaml", text, RuleError, Kept()).node


def test_what_was_made_of_rules_of_long_ago_goes(folder: Path) -> None:
    sizes = []
    for number in range(8):
        (folder / "rules/words/places.yaml").write_text(f"places: [Bakerville {number}]\n")
        (folder / "a.md").write_text(f"An oven, and another {number}.\n")
        doclint.check(folder, settings={"rules": ["rules"], "select": ["own", "ai"]})
        (file,) = Path(cache.folder()).glob("prepared-*.msgpack")
        sizes.append(file.stat().st_size)
    assert sizes[1] > sizes[0]
    assert max(sizes) < 5 * sizes[0]
