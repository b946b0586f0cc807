"""Text damaged on purpose: what ftfy alone, rumdl's MD083 and doclint make of it, side by side.

    python benchmarks/encoding.py [--rumdl PROGRAM] [--seed 7] [--manual FOLDER]

Sentences of our own in many languages are damaged in every way that is common: UTF-8 read in other code pages,
twice, in part; code pages of one byte read in one another; characters lost; escapes; invisible and look-alike
letters. Beside them stand clean lines that look like damage, and Markdown files with both and with code.
`--manual FOLDER` fetches Debian's translated manual pages by apt-get and counts findings at error level on them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import subprocess
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import ftfy
import ftfy.bad_codecs

from doclint import fix
from doclint.api import check_texts
from doclint.rule import Finding

SENTENCES = {
    "de": [
        "Der Bäcker öffnet früh, weil die Brötchen süß und heiß sein müssen.",
        "Größe und Maß stehen auf der Tür.",
        "Über Nacht fiel Schnee – zehn Zentimeter.",
    ],
    "fr": [
        "L’été dernier, le vieux château était fermé à cause des travaux d’hiver.",
        "Où est passé le garçon ?",
        "Ça coûte 12 € à la gare.",
    ],
    "es": [
        "El niño pequeño soñó que volaría mañana sobre el jardín de su tía.",
        "¿Dónde está la estación?",
        "La canción sonó otra vez.",
    ],
    "pt": [
        "A estação não abre amanhã, porque os vagões estão em manutenção.",
        "O avô dorme à tarde.",
        "Três irmãs vão à praia.",
    ],
    "it": [
        "Perché la città è così silenziosa lunedì?",
        "Il caffè è già pronto più tardi.",
        "Verrà giovedì con l’amico.",
    ],
    "pl": [
        "Księżyc świeci nad żółtym zbożem, a wąż śpi pod łodzią.",
        "Jutro będzie zimno i mgliście w górach.",
        "Źrebię pije wodę.",
    ],
    "cs": [
        "Příliš žluťoučký kůň úpěl ďábelské ódy v tmavém koutě.",
        "Vlak přijede v šest hodin.",
        "Můžeš použít žlutý nůž.",
    ],
    "sk": ["Kôň beží cez šíre pole k rieke.", "Vlak mešká päť minút.", "Ľudia čakajú na stanici."],
    "hu": ["Az öreg kőműves tűzifát vágott az erdőn.", "Holnap hűvös idő várható.", "Szép őszi délután volt."],
    "ro": ["Șapte țărani așteaptă în gară până mâine.", "Mâine va fi ploaie și vânt.", "Câinele doarme lângă ușă."],
    "hr": ["Žuti kišobran leži na stolu kraj šešira.", "Vlak će kasniti još četvrt sata.", "Đak čita knjigu."],
    "sv": ["Räksmörgåsen står på bordet i köket.", "Båten går från ön i morgon.", "Åskan hördes över älven."],
    "da": ["Røde æbler ligger på græsset ved åen.", "Skibet sejler først på lørdag.", "Børnene løber hjem."],
    "fi": ["Yöllä järven jää paukkuu hiljaa.", "Lähden töihin kävellen.", "Äiti keittää kahvia pöydällä."],
    "is": ["Það er kalt á fjöllunum í nótt.", "Bærinn stendur við ána.", "Hún þekkir öll blómin."],
    "et": ["Õhtul sõidab rong üle jõe.", "Tüdruk loeb väikest raamatut.", "Öösel sadas külma vihma."],
    "lv": ["Rīt būs auksts un miglains laiks.", "Zēns lasa grāmatu pie loga.", "Kuģis peld uz salu."],
    "lt": ["Rytoj bus šalta ir ūkanota.", "Ąžuolas auga prie kelio.", "Žmonės laukia stotyje."],
    "tr": [
        "Güneş doğdu ve küçük çocuklar bahçede şarkı söyledi.",
        "Yarın sabah işe yürüyeceğim.",
        "Kırmızı şapkalı kız güldü.",
    ],
    "vi": ["Buổi sáng mẹ nấu phở bò với hành lá và rau thơm.", "Ngày mai trời sẽ lạnh.", "Con mèo ngủ trên ghế."],
    "ru": [
        "Поезд медленно отошёл от станции, и снег засыпал рельсы.",
        "Завтра будет холодно.",
        "Мальчик читает книгу у окна.",
    ],
    "uk": ["Потяг повільно відійшов від станції.", "Завтра буде холодно й туманно.", "Їжак спить під ґанком."],
    "bg": ["Влакът бавно тръгна от гарата.", "Утре ще бъде студено.", "Момчето чете книга."],
    "sr": ["Воз је полако кренуо са станице.", "Сутра ће бити хладно.", "Дечак чита књигу."],
    "el": ["Ο κήπος είναι γεμάτος τριαντάφυλλα και η πηγή τρέχει ακόμη.", "Αύριο θα κάνει κρύο.", "Το παιδί διαβάζει."],
    "he": ["הרכבת יצאה לאט מן התחנה.", "מחר יהיה קר מאוד.", "הילד קורא ספר."],
    "ar": ["غادر القطار المحطة ببطء.", "غدا سيكون الجو باردا.", "الولد يقرأ كتابا."],
    "fa": ["قطار آرام از ایستگاه رفت.", "فردا هوا سرد است.", "پسر کتاب می‌خواند."],
    "th": ["รถไฟออกจากสถานีช้าๆ", "พรุ่งนี้อากาศจะหนาว", "เด็กอ่านหนังสือ"],
    "ja": ["駅前の小さなパン屋は毎朝六時に開きます。", "明日は寒くなります。", "男の子が本を読む。"],
    "zh": ["今天天气很好，我们去公园散步吧。", "明天会很冷。", "男孩在窗边读书。"],
    "ko": ["기차가 역을 천천히 떠났다.", "내일은 춥겠습니다.", "소년이 책을 읽는다."],
    "en": [
        "The comet — the “great” one — won’t return until 2061 …",
        "It’s 5 °C in the café, and tea costs £3.",
        "She said “yes” – twice.",
    ],
}
"""three clean sentences a language, of our own"""

HARD = [
    "«SOU ALEMÃ», disse ela.",
    "“RÜYÂ” sözü",
    "A letra Ã é nasal.",
    "Â é a letra.",
    "5×², then ½ and 3±1 µm²",
    "ΑΒΓ and ВС“Р”",
    "2 × 3 = 6 · π ≈ 3,14",
    "»Größe« und ›Maß‹",
    "„Žluťoučký“ kůň",
    "Ærø, Þingvellir, Łódź, Győr",
    "Ça va ? Où ça ? À là",
    "¿Qué? ¡Sí!",
    "naïve café — “ŒUVRE” … ®™",
    "Ω = V/A, Δt = 5 µs",
    "ÅNGSTRÖM ÄÖÜ ÉÈÊ",
    "МэВ, кВт·ч, ГБ",
    "LES ÉTÉS À L’ÎLE",
    "№ 5 и § 7",
    "Ünïcödë fun",
    "™®©°",
    "AÇÃO E REAÇÃO",
    "MAÇÃ, IRMÃ, LÃ",
    "I ♥ Zürich ☺ ✓ → ∞",
    "¡Olé! ¿Año?",
    "می‌خواهم بروم",
    "👨‍👩‍👧 and 🏳️‍🌈",
    "שלום! (עברית) and English",
    "Donau\u00addampf\u00adschiff",
    "Linux系统和Windows用户",
    "日本語とEnglishの混在",
    "한국어와 English",
    "R&D and AT&T, Q&A",
    "x² + y² = z²",
    "50 % off: 5 €",
    "C’est l’été à Nîmes : 30 °C !",
    "ÎLE D’YEU « mer »",
    "Straße ẞ ß",
    "Łukasz Żółć ŻÓŁĆ",
    "İstanbul IĞDIR ışık",
    "ÑANDÚ ñandú",
    "Müller-Lüdenscheidt",
    "Ðuro Þór Æsa",
]
"""clean lines that look like damage"""

TEN = [
    "latin-1",
    "sloppy-windows-1252",
    "sloppy-windows-1251",
    "sloppy-windows-1250",
    "sloppy-windows-1253",
    "sloppy-windows-1254",
    "sloppy-windows-1257",
    "iso-8859-2",
    "macroman",
    "cp437",
]
OTHER = [
    "sloppy-windows-1255",
    "sloppy-windows-1256",
    "sloppy-windows-1258",
    "iso8859-15",
    "cp850",
    "cp852",
    "cp866",
    "koi8_r",
    "cp874",
]
WIDE = ["cp932", "gb18030", "big5", "euc_kr"]
ONE_BYTE = [
    ("cp1252", "cp850"),
    ("cp1252", "macroman"),
    ("macroman", "cp1252"),
    ("cp850", "cp1252"),
    ("cp437", "cp1252"),
    ("cp1250", "cp1252"),
    ("iso8859-2", "latin-1"),
    ("cp852", "cp1250"),
    ("cp1251", "cp1252"),
    ("koi8_r", "cp1251"),
    ("cp1251", "koi8_r"),
    ("cp866", "cp1251"),
    ("cp1251", "cp866"),
    ("cp1253", "cp1252"),
    ("cp1254", "cp1252"),
    ("cp1255", "cp1252"),
    ("cp1256", "cp1252"),
    ("cp1257", "cp1252"),
    ("iso8859-5", "latin-1"),
    ("iso8859-7", "latin-1"),
    ("tis-620", "latin-1"),
]


class Line(NamedTuple):
    """One damaged line and what it was."""

    group: str
    kind: str
    damaged: str
    clean: str


def misread(text: str, was: str, read_as: str, errors: str = "strict") -> str | None:
    try:
        made = text.encode(was).decode(read_as, errors)
    except UnicodeError:
        return None
    return made if made != text and not set(made) & set("\n\r\x85\u2028\u2029\x0b\x0c\x1c\x1d\x1e") else None


def damages(rng: random.Random) -> Iterator[Line]:
    """All damaged lines, in groups."""
    for language, sentences in SENTENCES.items():
        for text in sentences:
            yield from (line for line in _core(text, rng) if rng.random() < 0.55)
            for page in OTHER:
                if rng.random() < 0.55 and (made := misread(text, "utf-8", page)):
                    yield Line("other", page, made, text)
            for page in WIDE:
                if rng.random() < 0.65 and (made := misread(text, "utf-8", page, "replace")):
                    yield Line("wide", page, made, text)
            for was, read_as in ONE_BYTE:
                if made := misread(text, was, read_as):
                    yield Line("one byte", f"{was} as {read_as}", made, text)
            yield from _lossy(text, rng)
            yield from _escaped(text, rng)
            yield from _hidden(text, language, rng)


def _core(text: str, rng: random.Random) -> Iterator[Line]:
    for page in TEN:
        if made := misread(text, "utf-8", page):
            yield Line("core", page, made, text)
    for page in ("latin-1", "sloppy-windows-1252"):
        made = text
        for times in ("", "twice", "three times"):
            made = misread(made, "utf-8", page) or made
            if times and made != text and len(made) < 600:
                yield Line("core", f"{page} {times}", made, text)
    half = len(text) // 2
    if made := misread(text[:half], "utf-8", "sloppy-windows-1252"):
        yield Line("core", "half", made + text[half:], text)
    places = [n for n, c in enumerate(text) if c > "\x7f"]
    at = rng.choice(places)
    if made := misread(text[at], "utf-8", "sloppy-windows-1252"):
        yield Line("core", "one character", text[:at] + made + text[at + 1 :], text)
    if "\xa0" in (made := misread(text, "utf-8", "sloppy-windows-1252") or ""):
        yield Line("core", "lost no-break space", made.replace("\xa0", " "), text)
    if set(text) & set("‘’“”–—…€") and (made := misread(text, "cp1252", "latin-1")):
        yield Line("core", "C1", made, text)


def _lossy(text: str, rng: random.Random) -> Iterator[Line]:
    if not text.isascii() and (made := misread(text, "utf-8", "cp1252", "replace")):
        low, straight = made.lower(), made.translate(str.maketrans("“”‘’", "\"\"''"))
        kinds = {
            "U+FFFD": text.encode("cp1252", "ignore").decode("utf-8", "replace"),
            "lower": low,
            "straight": straight,
            "dropped": re.sub("[\x80-\xa0\ufffd]", "", made),
            "?": text.encode("ascii", "replace").decode(),
        }
        for kind in rng.sample(sorted(kinds), 3):
            if (kinds[kind] not in (text, "") and not kinds[kind].isascii()) or kind == "?":
                yield Line("lossy", kind, kinds[kind], text)


def _escaped(text: str, rng: random.Random) -> Iterator[Line]:
    letters = [c for c in text if c > "\x7f"]
    if not letters or max(letters) > "\u07ff":
        return
    each: dict[str, Callable[[str], str]] = {
        "&amp;#": lambda c: f"&amp;#{ord(c)};",
        "\\u": lambda c: f"\\u{ord(c):04x}",
        "%": lambda c: "".join(f"%{b:02X}" for b in c.encode()),
        "=": lambda c: "".join(f"={b:02X}" for b in c.encode()),
        "\\x": lambda c: "".join(f"\\x{b:02x}" for b in c.encode()),
    }
    for kind in rng.sample(sorted(each), 3):
        yield Line("escapes", kind, "".join(each[kind](c) if c > "\x7f" else c for c in text), text)


def _hidden(text: str, language: str, rng: random.Random) -> Iterator[Line]:
    words = list(re.finditer(r"\w{4,}", text))
    if not words or language in ("fa", "ar", "he", "th", "ja", "zh"):
        return
    word = rng.choice(words)
    at = rng.randrange(word.start() + 1, word.end() - 1)
    mark = rng.choice(["\u200b", "\ufeff", "\u202e", "\u2060", "\u200e"])
    yield Line("hidden", f"U+{ord(mark):04X}", text[:at] + mark + text[at:], text)
    pairs = dict(zip("aeopcxyABEKMHOPCTX", "аеорсхуАВЕКМНОРСТХ", strict=True))
    if found := [
        m
        for m in re.finditer("[aeopcxy]", text)
        if m.start() and text[m.start() - 1].isalpha() and text[m.start() - 1] < "\u0250"
    ]:
        at = rng.choice(found).start()
        yield Line("hidden", "look-alike", text[:at] + pairs[text[at]] + text[at + 1 :], text)


class Verdict(NamedTuple):
    found: bool
    repaired: str


Tool = Callable[[list[str]], list[Verdict]]


def by_ftfy(lines: list[str]) -> list[Verdict]:
    return [Verdict(made != line, made) for line in lines for made in [ftfy.fix_encoding(line)]]


def by_doclint(lines: list[str]) -> list[Verdict]:
    return [_verdict(line, found) for line, found in zip(lines, checked(lines), strict=True)]


def by_doclint_fix(lines: list[str]) -> list[Verdict]:
    each = zip(lines, checked(lines), strict=True)
    return [Verdict(bool(found), fix.apply(line, fix.choose(found))) for line, found in each]


def checked(texts: list[str]) -> list[list[Finding]]:
    """The findings on each text, a page by itself."""
    names = [f"{number}.md" for number in range(len(texts))]
    report = check_texts(
        dict(zip(names, texts, strict=True)),
        settings={"select": ["encoding"]},
        leave_out=lambda group: not group.alone,
    )
    by_page: dict[str, list[Finding]] = {name: [] for name in names}
    for one in report.findings:
        by_page[one.path].append(one)
    return [by_page[name] for name in names]


def _verdict(line: str, found: list[Finding]) -> Verdict:
    edits, last = [], 0
    for one in sorted(found, key=lambda f: f.span):
        if one.edits and one.span.start >= last:
            edits += one.edits
            last = one.span.end
    return Verdict(bool(found), fix.apply(line, edits))


def by_rumdl(program: str) -> Tool:
    def run(lines: list[str]) -> list[Verdict]:
        with tempfile.TemporaryDirectory() as folder:
            for number, line in enumerate(lines):
                Path(folder, f"{number}.md").write_text(line + "\n", encoding="utf-8", errors="surrogatepass")
            words = [program, "check", "--enable", "MD083", "--output-format", "json", "--no-cache", "."]
            done = subprocess.run(words, cwd=folder, capture_output=True, text=True)
            hit = {int(Path(one["file"]).stem) for one in json.loads(done.stdout or "[]")}
        return [Verdict(number in hit, line) for number, line in enumerate(lines)]

    return run


def files(rng: random.Random, lines: list[Line]) -> list[tuple[str, set[int]]]:
    """Forty Markdown pages with damaged lines among clean ones and code, and the numbers of the damaged lines."""
    core = [line for line in lines if line.group in ("core", "other") and len(line.damaged) < 300]
    clean = [text for texts in SENTENCES.values() for text in texts]
    made = []
    for number in range(40):
        parts: list[tuple[str, bool]] = [(f"# Page {number}", False)]
        for _ in range(12):
            parts.append((rng.choice(clean if rng.random() < 0.6 else HARD), False))
        for _ in range(rng.choice((0, 1, 1, 2, 3))):
            parts.append((rng.choice(core).damaged, True))
        parts.append((f"Use `{rng.choice(core).damaged.replace('`', '')}` here.", False))
        head, rest = parts[0], parts[1:]
        rng.shuffle(rest)
        block = ["```text", rng.choice(core).damaged, "```"]
        text, bad = [head[0], "", *block], set()
        for part, damaged in rest:
            text += ["", part]
            if damaged:
                bad.add(len(text))
        made.append(("\n".join(text) + "\n", bad))
    return made


def in_file_ftfy(text: str) -> set[int]:
    return {n for n, line in enumerate(text.split("\n"), 1) if ftfy.fix_encoding(line) != line}


def in_file_doclint(text: str) -> set[int]:
    return {one.line for one in checked([text])[0]}


def in_file_rumdl(program: str) -> Callable[[str], set[int]]:
    def run(text: str) -> set[int]:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "a.md").write_text(text, encoding="utf-8")
            words = [program, "check", "--enable", "MD083", "--output-format", "json", "--no-cache", "."]
            done = subprocess.run(words, cwd=folder, capture_output=True, text=True)
            return {one["line"] for one in json.loads(done.stdout or "[]")}

    return run


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rumdl", default="")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--manual", type=Path)
    parser.add_argument("--misses", default="", help="a group of which to show what doclint does not find")
    chosen = parser.parse_args()
    if chosen.manual:
        manual(chosen.manual)
        return
    rng = random.Random(chosen.seed)
    lines = list(dict.fromkeys(damages(rng)))
    clean = sorted({text for texts in SENTENCES.values() for text in texts} | set(HARD))
    tools: dict[str, Tool] = {"ftfy": by_ftfy, "doclint": by_doclint, "doclint --fix": by_doclint_fix}
    pages: dict[str, Callable[[str], set[int]]] = {"ftfy": in_file_ftfy, "doclint": in_file_doclint}
    if chosen.rumdl:
        tools["rumdl"], pages["rumdl"] = by_rumdl(chosen.rumdl), in_file_rumdl(chosen.rumdl)
    answers = {name: tool([line.damaged for line in lines]) for name, tool in tools.items()}
    for group in [*dict.fromkeys(line.group for line in lines), "all"]:
        mine = [n for n, line in enumerate(lines) if group in (line.group, "all")]
        row = [f"{group:>9} ({len(mine)})"]
        for name, verdicts in answers.items():
            found = sum(verdicts[n].found for n in mine) / len(mine)
            exact = sum(verdicts[n].repaired == lines[n].clean for n in mine) / len(mine)
            row.append(f"{name} {found:.3f} / {exact:.3f}")
        print("; ".join(row))
    for name, tool in tools.items():
        flagged = [line for line, verdict in zip(clean, tool(clean), strict=True) if verdict.found]
        print(f"clean lines flagged by {name}: {len(flagged)} of {len(clean)}", flagged if name == "doclint" else "")
    made = files(rng, lines)
    for name, look in pages.items():
        score(name, [(look(text), bad) for text, bad in made])
    if chosen.misses:
        misses(lines, answers["doclint"], chosen.misses)


def score(name: str, results: list[tuple[set[int], set[int]]]) -> None:
    right = sum(len(found & bad) for found, bad in results)
    found, wanted = sum(len(found) for found, _ in results), sum(len(bad) for _, bad in results)
    print(
        f"Markdown files, {name}: precision {right / max(found, 1):.3f}, recall {right / wanted:.3f} ({wanted} damaged lines)"  # noqa: E501
    )


def misses(lines: list[Line], verdicts: list[Verdict], group: str) -> None:
    total, lost = Counter(), defaultdict(list)
    for line, verdict in zip(lines, verdicts, strict=True):
        if line.group == group:
            total[line.kind] += 1
            if not verdict.found or (group == "core" and verdict.repaired != line.clean):
                lost[line.kind].append((line.damaged[:70], verdict.repaired[:70] if verdict.found else "-"))
    for kind, some in sorted(lost.items(), key=lambda item: -len(item[1])):
        print(f"{kind}: {len(some)} of {total[kind]}", *some[:4], sep="\n    ")


LANGUAGES = "cs da de el es fi fr hu id it ja mk nb nl pl pt-br ro ru sr sv tr uk vi zh de-dev fr-dev ru-dev".split()
_ROFF = re.compile(r"\\f(\(..|\[[^]]*\]|.)|\\&|\\[%|^]|^\.\w+ ?|^[.']\\\".*", re.MULTILINE)


def manual(folder: Path) -> None:
    """Findings on Debian's translated manual pages, as plain text."""
    folder.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        if not list(folder.glob(f"manpages-{language}_*.deb")):
            subprocess.run(["apt-get", "download", "-qq", f"manpages-{language}"], cwd=folder, check=True)
    for package in folder.glob("*.deb"):
        subprocess.run(["dpkg-deb", "-x", package, folder / "x"], check=True)
    size, found, texts = 0, Counter(), {}
    for file in sorted((folder / "x").rglob("*.gz")):
        if file.is_symlink():
            continue
        text = _ROFF.sub("", gzip.decompress(file.read_bytes()).decode("utf-8", "replace"))
        text = text.replace("\\-", "-").replace("\\", "").replace("`", "'").replace("\t", " ")
        size += len(text.encode())
        texts[str(file.relative_to(folder))] = text
    for name, some in zip(texts, checked(list(texts.values())), strict=True):
        for one in some:
            found[one.severity, one.rule] += 1
            if one.severity == "error":
                print(name, one.line, one.rule, repr(one.quote[:40]), one.message[:80])
    print(f"{size / 1e6:.1f} MB of manual pages:", dict(found))


if __name__ == "__main__":
    main()
