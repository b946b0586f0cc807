"""Damaged characters: what is found in text damaged on purpose, what a fix does to it, and what stays untouched."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from time import process_time

import pytest
from ftfy.badness import BADNESS_RE, is_bad
from hypothesis import example, given, settings
from hypothesis import strategies as st

import doclint
from conftest import Write
from doclint import files, fix, rulebook
from doclint.checks import not_utf8
from doclint.errors import RuleError
from doclint.facts.damage import bad_lines, damaged
from doclint.page import Page, Span
from doclint.rule import Edit, Finding, printable

SENTENCES = {
    "de": "Der Bäcker öffnet früh, weil die Brötchen süß und heiß sein müssen.",
    "fr": "L’été dernier, le vieux château était fermé à cause des travaux d’hiver.",
    "es": "El niño pequeño soñó que volaría mañana sobre el jardín de su tía.",
    "pt": "A estação não abre amanhã, porque os vagões estão em manutenção.",
    "pl": "Księżyc świeci nad żółtym zbożem, a wąż śpi pod łodzią.",
    "cs": "Příliš žluťoučký kůň úpěl ďábelské ódy v tmavém koutě.",
    "tr": "Güneş doğdu ve küçük çocuklar bahçede şarkı söyledi.",
    "ru": "Поезд медленно отошёл от станции, и снег засыпал рельсы.",
    "el": "Ο κήπος είναι γεμάτος τριαντάφυλλα και η πηγή τρέχει ακόμη.",
    "vi": "Buổi sáng mẹ nấu phở bò với hành lá và rau thơm.",
    "ja": "駅前の小さなパン屋は毎朝六時に開きます。",
    "en": "The comet — the “great” one — won’t return until 2061 …",
}
"""sentences of our own; each has several characters that are damaged"""

GONE = ("encoding/invisible-character", "encoding/byte-order-mark", "encoding/mojibake", "encoding/likely-mojibake")
"""rules that may delete what they find: characters that nobody sees"""

CODE_PAGES = ("cp1252", "latin-1", "cp1254")
"""UTF-8 read in these is found in every one of the sentences"""


def of_pack(found: list[Finding], pack: str = "encoding") -> list[Finding]:
    return [one for one in found if one.rule.startswith(pack)]


def check(text: str) -> list[Finding]:
    return of_pack(doclint.check_text(text, settings={"select": ["encoding"]}))


def misread(text: str, code_page: str) -> str | None:
    """`text` written as UTF-8 and read in another code page; None where that has no character for a byte."""
    try:
        return text.encode().decode(code_page)
    except UnicodeDecodeError:
        return None


CASES = [
    (language, code_page, damage)
    for language, sentence in SENTENCES.items()
    for code_page in CODE_PAGES
    if (damage := misread(sentence, code_page))
]


@pytest.mark.parametrize(("language", "code_page", "damage"), CASES, ids=[f"{a}-{b}" for a, b, _ in CASES])
def test_a_fix_restores_every_language(language: str, code_page: str, damage: str) -> None:
    sentence = SENTENCES[language]
    page = f"# Notes\n\n{damage}\n\n- `{damage}`\n- ok\n\n```\n{damage}\n```\n"
    fixed = fix.apply(page, fix.choose(check(page)))
    assert fixed == page.replace(damage, sentence, 1)
    assert check(fixed) == []


def test_enough_languages_are_tried() -> None:
    assert len({language for language, _, _ in CASES}) == len(SENTENCES)


@given(
    st.lists(st.sampled_from(sorted(SENTENCES.values())), min_size=1, max_size=3),
    st.sampled_from([*CODE_PAGES, "cp1250", "cp1251", "cp1253", "cp437", "cp850", "mac_roman", "koi8_r"]),
    st.integers(0, 60),
    st.integers(2, 40),
)
@settings(max_examples=60, deadline=None)
def test_a_safe_fix_is_right_and_comes_to_an_end(chosen: list[str], code_page: str, start: int, length: int) -> None:
    """Part of some sentences is damaged: every safe edit gives back what was there, or says nothing."""
    whole, spoilt = [], []
    for sentence in chosen:
        part = sentence[start : start + length]
        damage = misread(part, code_page)
        whole.append(sentence)
        spoilt.append(sentence if damage is None else sentence[:start] + damage + sentence[start + length :])
    page = "\n\n".join(spoilt)
    for _ in range(5):
        fixed = fix.apply(page, fix.choose(check(page)))
        for before, after, wanted in zip(page.split("\n\n"), fixed.split("\n\n"), whole, strict=True):
            assert after in (before, wanted) or _nearer(before, after, wanted)
        if fixed == page:
            return
        page = fixed
    raise AssertionError("a sixth fix would find something to do")


def _nearer(before: str, after: str, wanted: str) -> bool:
    """Whether all that the fix changed is as it was wanted: no character came in that the sentence does not have."""
    return set(after) - set(before) <= set(wanted)


WORDS = [
    "the café", "“yes”", "“so – she said – it is”", "don’t", "à la carte", "„nein“", "naïve", "Ärger", "über", "…", "—",
    "Île", "Ísland", "ÁRBOL", "Šport", "Łódź", "Ő", "son frère", "10\xa0km", "pre‐war", "‘so’", "Ýmir", "est là,", "Да",
    "А",
]  # fmt: skip
"""words and marks that stand in natural text, with bytes of all sorts in UTF-8"""


def dropped(data: bytes) -> str:
    """As most programs read it in Windows-1252: what has no character is left out."""
    return data.decode("cp1252", "ignore")


def kept(data: bytes) -> str:
    """As browsers read it: what has no character in Windows-1252 is a control character."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in data)


def replaced(data: bytes) -> str:
    """As careful programs read it: what has no character in Windows-1252 is a replacement character."""
    return data.decode("cp1252", "replace")


def parts(damage: Callable[[bytes], str], clean: str) -> list[tuple[str, str]]:
    """(damaged, clean) of each character; blanks are plain ones after the damage, as editors make them."""
    return [(damage(c.encode()).replace("\xa0", " ") if c != " " else c, c) for c in clean]


@given(
    st.lists(st.sampled_from([*WORDS, "and", "he left.", "It was", "two", "?"]), min_size=1, max_size=12),
    st.sampled_from([dropped, kept, replaced]),
    st.sampled_from([" ", "\n"]),
)
@example(["he left.", "“yes”", "and", "he left."], dropped, " ")
@example(["“pre‐war", "and", "“yes”"], dropped, " ")
@example(["It was", "Á", "two"], dropped, " ")
@settings(max_examples=150, deadline=None)
def test_a_safe_fix_writes_what_was_there_or_nothing(
    chosen: list[str], damage: Callable[[bytes], str], gap: str
) -> None:
    """However often it is made, each character is as it was, or as it was damaged."""
    each = parts(damage, gap.join(chosen))
    allowed = re.compile("".join(f"(?:{re.escape(spoilt)}|{re.escape(was)})" for spoilt, was in each))
    page = "".join(spoilt for spoilt, _ in each)
    for _ in range(5):
        page = fix.apply(page, fix.choose(check(page)))
        assert allowed.fullmatch(page)


def test_a_closing_quotation_mark_is_known_by_the_one_that_opens() -> None:
    """So that the test above cannot pass for want of fixes."""
    for damage in (dropped, kept, replaced):
        page = damage("He said “yes” and left.\n\n- “No”, “never”.".encode())
        assert fix.apply(page, fix.choose(check(page))) == "He said “yes” and left.\n\n- “No”, “never”."


@given(st.text(alphabet=st.sampled_from("ab .“”ï»¿â€‹Â­ŽŒ\x9d\x92\x81\ufffd\xa0 ¨©™œ"), max_size=30))
@example("x ï»¿ y")
@settings(max_examples=150, deadline=None)
def test_a_safe_fix_writes_nothing_that_nobody_sees(text: str) -> None:
    for edit in fix.choose(check(text)):
        assert all(unicodedata.category(c)[0] not in "C" or c == "\xad" for c in edit.text)
        assert not set(edit.text) & set("\u2028\u2029")


@given(st.text(alphabet=st.sampled_from("ÃÂâ€™œ“”»«éà ab.\n`#­Ð°Å\udc92\x92\ufffd"), max_size=80))
@settings(max_examples=100, deadline=None)
def test_no_text_is_too_strange(text: str) -> None:
    for one in check(text):
        assert one.line <= text.count("\n") + 1
        assert one.span.start < one.span.end
        for edit in one.edits:
            assert edit.span == one.span
            assert edit.text or one.rule in GONE
        assert printable(text[one.span.start : one.span.end]) == one.quote
        one.message.encode()


@given(st.text(max_size=60))
@example("Å“")
@example("x Ã s")
@settings(max_examples=500, deadline=None)
def test_the_gate_lets_all_damage_through(text: str) -> None:
    """The cheap test before ftfy's: whatever ftfy calls bad passes it."""
    line = text.replace("\n", " ")
    assert bool(list(bad_lines(line))) == is_bad(line)


@given(st.sampled_from("ÂÃâŒœÐÎ×ð"), st.text(alphabet="\x80\x92\xa0 ¡©«»“”’€™–—°²ŸžA b", max_size=4))
@settings(max_examples=500, deadline=None)
def test_the_gate_on_what_damage_looks_like(first: str, rest: str) -> None:
    assert bool(list(bad_lines(first + rest))) == is_bad(first + rest)


@given(st.text(st.sampled_from(sorted(set(BADNESS_RE.pattern))), min_size=2, max_size=4))
@settings(max_examples=1000, deadline=None)
def test_the_gate_on_all_characters_that_the_other_test_speaks_of(text: str) -> None:
    line = text.replace("\n", " ")
    assert bool(list(bad_lines(line))) == is_bad(line)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("a â€” b â€“ c", [("â€”", "—"), ("â€“", "–")]),
        ("Â« mot Â»", [("Â«", "«"), ("Â»", "»")]),
        ("S\u00c3\u0192O", [("\u00c3\u0192", "\u00c3")]),
        ("10Â km at 5Â°C", [("Â ", "\xa0"), ("Â°", "°")]),
        ("so —â€œ yes", [("â€œ", "“")]),
        ("lost â€\ufffd here", [("â€\ufffd", "\ufffd")]),
    ],
)
def test_a_run_is_what_is_damaged_and_no_more(line: str, wanted: list[tuple[str, str]]) -> None:
    assert [(line[run.start : run.end], run.repaired) for run in damaged(line)] == wanted


@pytest.mark.parametrize(
    ("page", "how"),
    [
        ("the â€” sign", "UTF-8 read as Windows-1252"),
        ("слово вЂ” слово", "UTF-8 read as Windows-1251"),
        ("Ãƒâ€šÃ‚Â© by us", "UTF-8 read as Windows-1252 three times"),
        ("don\x92t", "Windows-1252 read as Latin-1"),
    ],
)
def test_the_message_says_what_happened(page: str, how: str) -> None:
    (one,) = check(page)
    assert one.data["read_as"] == how
    assert how in one.message


def test_a_repair_that_may_be_another_is_not_made_unasked() -> None:
    sentence = "Můžeš použít žlutý nůž."
    damage = misread(sentence, "cp850")
    assert damage
    found = check(damage)
    assert found
    assert all(edit.text in sentence for edit in fix.choose(found))


def test_lost_characters_get_no_fix() -> None:
    (one,) = check("She said so.â€\ufffd Then she left.")
    assert one.fix is None
    assert "lost" in one.message


def test_a_doubtful_run_counts_beside_a_certain_one_and_is_not_fixed_unasked() -> None:
    assert check("Marca \u00c3\u00bb e outra.") == []
    certain, doubtful = check("Caf\u00c3\u00a9 e BAM\u00c3\u00bb, sim.")
    assert certain.fix
    assert certain.fix.safe
    assert doubtful.fix
    assert not doubtful.fix.safe


def test_pages_without_damage_do_not_load_ftfy() -> None:
    import subprocess
    import sys

    words = "import sys; from doclint.facts.damage import bad_lines; "
    words += "print(list(bad_lines('It’s “fine” — naïve café, 5 °C …\\n')), 'ftfy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["[]", "False"]


def test_line_ends_and_a_byte_order_mark_survive_a_fix(site: Write) -> None:
    data = b"\xef\xbb\xbf# A\r\n\r\n" + "The comet â€” the great one.\r\nEnd\n".encode()
    folder = site({"docs/a.md": data})
    text = files.read(str(folder), "docs/a.md")
    edits = [(edit.span, edit.text) for edit in fix.choose(check(text.text))]
    assert files.encode(text, edits) == data.replace("â€”".encode(), "—".encode())


BYTES = [
    (b"caf\xe9 noir", "E9", "é"),
    (b"the engine\x92s bell", "92", "’"),
    (b"said \x93yes\x94 twice", "93", "“"),
    (b"tea \x96 no milk", "96", "–"),
    (b"18\xb0 at noon", "B0", "°"),
    (b"the engine\xd5s bell", "D5", "’"),
    (b"\xc4rger am Morgen", "C4", "Ä"),
    (b"M\xdcNCHEN", "DC", "Ü"),
    (b"a \xa1\xb0 sign", "A1 B0", ""),
    (b"\xef\xf0\xe8\xe2\xe5\xf2", "EF F0 E8 E2 E5 F2", ""),
    (b"\x81 alone", "81", ""),
]


@pytest.mark.parametrize(("data", "digits", "likely"), BYTES, ids=[digits for _, digits, _ in BYTES])
def test_bytes_that_are_no_text(data: bytes, digits: str, likely: str) -> None:
    one = check(files.decode(data).text)[0]
    assert one.rule == "encoding/not-utf8"
    assert one.data["bytes"].split(" ", 1)[1] == digits
    assert one.data["likely"] == likely
    assert bool(one.fix) == bool(likely)
    assert not (one.fix and one.fix.safe)


def test_every_row_of_bytes_is_found() -> None:
    source = files.decode(b"na\xefve caf\xe9\n\nand \x93so\x94").text
    spans = [one.span for one in check(source)]
    assert [source[a:b].encode("utf-8", "surrogateescape") for a, b in spans] == [b"\xef", b"\xe9", b"\x93", b"\x94"]
    assert spans[0] == Span(2, 3)


def test_bytes_are_printed_so_that_any_output_can_carry_them() -> None:
    (one,) = check(files.decode(b"caf\xe9").text)
    assert one.quote == "\\xe9"
    assert one.message.isprintable()
    one.message.encode("utf-8")


@given(st.binary(max_size=40))
@example(b"\x00\x80")
@settings(max_examples=100, deadline=None)
def test_bytes_are_found_just_where_strict_reading_fails(data: bytes) -> None:
    page = files.decode(data)
    if page.encoding != "utf-8":
        return
    mine = [one for one in check(page.text) if one.rule == "encoding/not-utf8"]
    try:
        data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError:
        assert mine
    else:
        assert mine == []
    for one in mine:
        assert all(isinstance(edit, Edit) and unicodedata.category(edit.text[0]) != "Cs" for edit in one.edits)


def test_a_rule_with_an_unknown_code_page_is_refused(site: Write) -> None:
    from doclint.checks import Kinds
    from doclint.settings import Settings

    rule = rulebook.rules(Settings(root="."), Kinds()).get("encoding/not-utf8")
    other = type(rule)(rule.id, rule.form, not_utf8.Params({"cp9999": "x"}), "mine.yaml", "")
    with pytest.raises(RuleError, match=r"mine\.yaml.*cp9999"):
        not_utf8.prepare([other], None)  # type: ignore[arg-type]


def test_seeds_and_handbook(shared: Path) -> None:
    """One place on all the real pages is damaged."""
    found = []
    for file in sorted([*(shared / "seeds").glob("page-*.md"), *(shared / "corpus/handbook").rglob("*.md")]):
        text = files.decode(file.read_bytes()).text
        found += [(file.name, one.line, one.rule) for one in check(Page(file.name, text).source)]
    assert found == [("page-c-overview.md", 30, "encoding/mojibake")]


def test_a_page_in_utf_16_is_read_and_said_to_be_so(site: Write) -> None:
    (site({}) / "page.md").write_bytes("# Tides\n\nThe harbour is dry.\n".encode("utf-16"))
    (one,) = doclint.check(site({}), {"select": ["encoding"]}).findings
    assert (one.rule, one.line, one.column) == ("encoding/not-utf8", 1, 1)
    assert "UTF-16" in one.message


def test_the_damage_of_the_handbooks_history(shared: Path, tmp_path: Path) -> None:
    """Each damaged place is found; those that describe bytes are rebuilt, and style is left alone."""
    rows = [json.loads(line) for line in (shared / "corpus/mojibake/handbook.jsonl").read_text("utf-8").splitlines()]
    for row in rows:
        page, damaged = tmp_path / "page.md", row["damaged"]
        if row["kind"] == "mixed-line-endings":
            pairs, lone = map(int, re.findall(r"\d+", damaged))
            page.write_bytes(b"Words\r\n" * pairs + b"Words\n" * lone)
        elif row["kind"] == "wrong-encoding-bytes":
            page.write_bytes(damaged.encode("latin-1"))
        else:
            page.write_text(damaged, encoding="utf-8")
        report = doclint.check(tmp_path, {"select": ["encoding"], "min-confidence": "medium"})
        assert bool(report.findings) == (row.get("note") != "style, not damage"), row


def test_what_was_lost_is_found_elsewhere_in_the_handbook(shared: Path) -> None:
    rows = [json.loads(line) for line in (shared / "corpus/mojibake/handbook.jsonl").read_text("utf-8").splitlines()]
    lost = next(row for row in rows if row["kind"] == "replacement-char" and row["damaged"].startswith("# "))
    pages = {"docs/a.md": lost["damaged"], "docs/b.md": f"See [{lost['repaired'][2:]}](a.md)."}
    report = doclint.api.check_texts(pages, settings={"select": ["encoding"]})
    (one,) = report.findings
    assert fix.apply(lost["damaged"], one.edits) == lost["repaired"]


def told(folder: Path, *texts: str) -> list[str]:
    """What the fixes write in the place of what was lost on the first of these pages."""
    for number, text in enumerate(texts):
        (folder / f"{number}.md").write_text(f"# A\n\n{text}\n")
    found = doclint.check(str(folder), {"select": ["encoding/replacement-known"], "cache": False}).findings
    return [edit.text for one in found if one.path == "0.md" for edit in one.edits]


@pytest.mark.parametrize(
    ("lost", "whole", "sign"),
    [
        ("They read the company\ufffds annual report.", "They read the company's annual report.", "'"),
        ("It ran from 1990\ufffd2000 in the north.", "It ran from 1990-2000 in the north.", "-"),
        ("They read the company\ufffds annual report.", "They read the company\u2019s annual report.", "\u2019"),
    ],
)
def test_what_was_lost_stands_on_another_page(tmp_path: Path, lost: str, whole: str, sign: str) -> None:
    assert told(tmp_path, lost, whole) == [sign]


def test_pages_that_differ_do_not_tell_what_was_lost(tmp_path: Path) -> None:
    texts = ("They read the company\ufffds annual report.", "They read the company's annual report.")
    assert told(tmp_path, *texts, "They read the company\u2019s annual report.") == []


def test_pages_on_which_the_words_are_damaged_do_not_stand_in_the_way_of_the_one_that_has_them(tmp_path: Path) -> None:
    damaged = ["They read the company\x9ds annual report."] * 60
    assert told(tmp_path, "They read the company\ufffds annual report.", *damaged) == []
    (tmp_path / "whole.md").write_text("# B\n\nThey read the company\u2019s annual report.\n")
    assert told(tmp_path, "They read the company\ufffds annual report.") == ["\u2019"]


def test_what_was_lost_beside_a_common_word_is_sought_on_the_first_pages_that_have_the_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("doclint.checks.replacement_elsewhere._TRIED", 4)
    lost, whole = (f"They read the company{sign}s report." for sign in ("\ufffd", "\u2019"))
    assert told(tmp_path, lost, "Another report.", "A third report.", whole) == ["\u2019"]
    assert told(tmp_path, lost, "Another report.", "A third report.", "A fourth report.", whole) == []


@pytest.mark.parametrize(
    "sign", ["\x9d", "\x92", "\u200b", "\ufeff", "\u202e", "\u2028", "\x85", "\ue000", "Ã©", "â€™"]
)
def test_damage_and_what_nobody_sees_is_not_learned(tmp_path: Path, sign: str) -> None:
    """Neither from another page nor from the page itself or an older version of it."""
    whole, lost = (f"They read the company{one}s annual report." for one in (sign, "\ufffd" * len(sign)))
    assert told(tmp_path, lost, whole) == []
    assert told(tmp_path, f"{lost}\n\n{whole}") == []


def test_a_place_that_is_damaged_learns_nothing(tmp_path: Path) -> None:
    left = "The harbour master said â€œxâ€"
    assert told(tmp_path, f"{left}\ufffd twice today.", f"{left}\x92 twice today.") == []
    assert told(tmp_path, f"{left}\ufffd twice today.", f"{left}– twice today.") == []


def test_samples_of_a_template_engine_are_left_alone() -> None:
    assert check("{% highlight text %}\nthe tide â€” high\n{% endhighlight %}\n") == []
    assert check("{{< highlight text >}}\nthe tide â€” high\n{{< /highlight >}}\n") == []


def test_marks_of_direction_on_one_long_line_cost_no_more_than_their_number() -> None:
    costs = []
    for count in (1, 500, 8000):  # the first reads the rules
        begun = process_time()
        found = doclint.check_text("> \u202e\u2019" * count, settings={"select": ["encoding/invisible-character"]})
        costs.append(process_time() - begun)
        assert len(found) == count
    assert costs[2] < 64 * costs[1]  # 256 times where each looks at the whole line


def test_lost_characters_without_number_cost_no_more_than_the_page() -> None:
    """Only so many rows are looked for elsewhere; each is told."""

    def spent(count: int) -> float:
        begun = process_time()
        words = (f"the harbour wall {number} caf\ufffd quay {number} stands." for number in range(count))
        text = "# Tides\n\n" + "\n\n".join(words)
        report = doclint.api.check_texts({"a.md": text}, settings={"select": ["encoding/replacement-character"]})
        assert len(report.findings) == count
        return process_time() - begun

    spent(100)
    assert any(spent(8000) < 9 * spent(2000) for _ in range(3))


def test_what_is_meant_by_an_entity_of_two_blanks_is_told_in_words() -> None:
    report = doclint.api.check_texts(
        {"a.md": "# A\n\nTen &amp;ThickSpace; metres.\n"}, settings={"select": ["encoding"]}
    )
    assert ["medium mathematical space and hair space" in one.message for one in report.findings] == [True]


def test_a_table_of_letters_that_holds_words_is_refused_with_its_place(site: Write) -> None:
    table = "source: mine\nletters:\n  ab: c\n"
    root = site({"a.md": "# A\n", "doclint.toml": "rules = ['ours']\n", "ours/words/look-alikes.yaml": table})
    with pytest.raises(RuleError, match=r"look-alikes\.yaml:\d+: .*length <= 1"):
        doclint.check(str(root), {"root": str(root), "rules": ["ours"], "cache": False})
