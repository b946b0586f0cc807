"""Judges: a service that misbehaves, a tiny model made here, and the ledger that outlives them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import doclint
from conftest import Write, git
from doclint import DoclintError, judges
from doclint.judges import ledger
from doclint.rule import Finding
from doclint.settings import Settings, of
from doclint.site import Opinion

OLD = "The chapel was built by monks who lived on the island.\n\nVisitors walk up to the lamp on an iron stair.\n"
NEW = "The chapel was put up by fishermen who lived on the island.\n\nVisitors ride up to the lamp in a small lift.\n"
PAIRS = [tuple(pair) for pair in zip(OLD.strip().split("\n\n"), NEW.strip().split("\n\n"), strict=True)]
KEY = "sk-not-to-be-seen-anywhere"
LEDGER = "opinions.jsonl"


class Service(ThreadingHTTPServer):
    """A loopback service: `answer(number, question)` gives (status, headers, body), a body of None is never sent."""

    daemon_threads = True

    def __init__(self, answer: Callable[[int, Any], tuple[int, dict[str, str], Any]]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer, self.lock, self.ending = answer, threading.Lock(), threading.Event()
        self.questions: list[Any] = []
        self.keys: list[str | None] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.lock:
            number = len(self.server.questions)
            self.server.questions.append({"path": self.path, **asked})
            self.server.keys.append(self.headers["Authorization"])
        status, headers, body = self.server.answer(number, json.loads(asked["messages"][1]["content"]))
        if body is None:
            self.server.ending.wait(20)
            return
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(data)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *words: Any) -> None:
        pass


@contextmanager
def serving(answer: Callable[[int, Any], tuple[int, dict[str, str], Any]]) -> Iterator[Service]:
    service = Service(answer)
    thread = threading.Thread(target=service.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield service
    finally:
        service.ending.set()
        service.shutdown()
        thread.join()
        service.server_close()


def says(verdict: str, score: float = 0.9) -> tuple[int, dict[str, str], Any]:
    return words(json.dumps({"verdict": verdict, "score": score}))


def words(content: str | None) -> tuple[int, dict[str, str], Any]:
    return 200, {}, {"choices": [{"message": {"role": "assistant", "content": content}}]}


def chosen(root: Path, online: bool = True, **judge: Any) -> Settings:
    usual = {"ledger": LEDGER, "ask": True, "timeout": 5, "at-once": 1}
    return of({"root": str(root), "judge": {**usual, **judge}, "web": {"online": online}}, ())


def ask(service: Service, root: Path, pairs: Any = PAIRS, **judge: Any) -> judges.Heard:
    return judges.opinions(pairs, chosen(root, url=service.url, model="small", **judge))


def many(count: int) -> list[tuple[str, str]]:
    return [(f"The {n}th bell is bronze.", f"The {n}th bell is iron.") for n in range(count)]


def skipped(heard: judges.Heard) -> str:
    assert len(heard.skipped) <= 1
    return "".join(f"{one.what}: {one.why}" for one in heard.skipped)


def test_a_service_is_asked_once_and_its_word_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUDGE_KEY", KEY)
    with serving(lambda number, pair: says("contradiction" if "monks" in pair["first"] else "neutral")) as service:
        heard = ask(service, tmp_path, key="$JUDGE_KEY")
        assert {pair: one.verdict for pair, one in heard.opinions.items()} == dict(
            zip(PAIRS, ("contradiction", "neutral"), strict=True)
        )
        assert heard.skipped == []
        assert {one["path"] for one in service.questions} == {"/v1/chat/completions"}
        assert {one["model"] for one in service.questions} == {"small"}
        assert set(service.keys) == {f"Bearer {KEY}"}
        again = ask(service, tmp_path, [*PAIRS, *PAIRS], key="$JUDGE_KEY")
        assert len(service.questions) == 2
    assert again == heard
    assert KEY not in (tmp_path / LEDGER).read_text()


def test_bytes_that_are_no_text_are_not_asked(repository: Write) -> None:
    root = repository({"a.md": OLD})
    (root / "a.md").write_bytes(NEW.replace("lift", "l\xefft").encode("latin-1"))
    with serving(lambda number, pair: says("neutral")) as service:
        doclint.audit(root, chosen(root, url=service.url, model="small"))
        assert [json.loads(one["messages"][1]["content"])["first"] for one in service.questions] == [PAIRS[0][0]]


def test_the_ledger_is_sorted_json_lines_that_a_person_can_read(tmp_path: Path) -> None:
    with serving(lambda number, pair: says("contradiction")) as service:
        ask(service, tmp_path, many(9))
    lines = (tmp_path / LEDGER).read_text().splitlines()
    assert lines == sorted(lines)
    assert list(json.loads(lines[0])) == ["digest", "first", "second", "verdict", "score", "judge"]
    assert {(json.loads(line)["first"], json.loads(line)["second"]) for line in lines} == set(many(9))


def test_thoughts_before_a_verdict_do_not_matter(tmp_path: Path) -> None:
    thoughts = 'Let me {think}. <b>\n```json\n{"verdict": "entailment", "score": 1}\n```'
    with serving(lambda number, pair: words(thoughts)) as service:
        assert {one.verdict for one in ask(service, tmp_path).opinions.values()} == {"entailment"}


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (words("I cannot help with that."), "something else than a verdict"),
        (words(None), "something else than a verdict"),
        (words('{"verdict": "surely", "score": 1}'), "something else than a verdict"),
        (words('{"verdict": "neutral", "score": 7}'), "something else than a verdict"),
        (words("{" * 50_000), "something else than a verdict"),
        ((200, {}, {"choices": []}), "something else than a verdict"),
        ((200, {}, b"\xff\x00not json"), "something else than a verdict"),
        ((200, {}, b"[" * 100_000), "something else than a verdict"),
        ((200, {}, b" " * 600_000), "too long"),
        ((200, {"Content-Encoding": "gzip"}, b"no gzip"), "does not answer"),
        ((401, {}, {}), "does not take the key (401)"),
        ((404, {}, {}), "no such service or model (404)"),
        ((302, {"Location": "http://127.0.0.1:1/"}, {}), "no such service or model (302)"),
        ((400, {}, {}), "were answered with 400"),
        ((200, {"Content-Length": "900"}, b"{}"), "does not answer"),
    ],
)
def test_what_is_no_verdict_is_told_in_one_line_and_nothing_is_kept(
    tmp_path: Path, answer: tuple[int, dict[str, str], Any], told: str
) -> None:
    with serving(lambda number, pair: answer) as service:
        heard = ask(service, tmp_path, many(12))
    assert heard.opinions == {}
    assert told in skipped(heard)
    assert skipped(heard).startswith("12 pairs of sentences: ")
    assert len(service.questions) <= 4
    assert not (tmp_path / LEDGER).exists()


def test_a_service_that_is_silent_is_left_alone_and_what_it_said_before_is_kept(tmp_path: Path) -> None:
    with serving(lambda number, pair: says("neutral") if number < 3 else (200, {}, None)) as service:
        heard = ask(service, tmp_path, many(40), timeout=0.2)
        assert len(service.questions) == 7
    assert len(heard.opinions) == 3 == len(ledger.read(str(tmp_path / LEDGER)))
    assert skipped(heard) == "37 pairs of sentences: got no answer in 0.2 seconds"


def test_one_failure_among_many_costs_one_pair(tmp_path: Path) -> None:
    with serving(lambda number, pair: words("no") if number == 5 else says("neutral")) as service:
        heard = ask(service, tmp_path, many(12), **{"at-once": 3})
    assert len(heard.opinions) == 11
    assert skipped(heard) == "1 pair of sentences: got something else than a verdict"
    with serving(lambda number, pair: says("neutral")) as service:
        assert len(ask(service, tmp_path, many(12)).opinions) == 12
        assert len(service.questions) == 1


def test_a_wish_to_be_asked_later_is_granted_when_it_is_short(tmp_path: Path) -> None:
    with serving(lambda number, pair: says("neutral") if number else (429, {"Retry-After": "1"}, {})) as service:
        before = time.monotonic()
        assert len(ask(service, tmp_path).opinions) == 2
        assert time.monotonic() - before >= 1
    with serving(lambda number, pair: (429, {"Retry-After": "3600"}, {})) as service:
        heard = ask(service, tmp_path, many(9))
        assert len(service.questions) == 1
    assert skipped(heard) == "9 pairs of sentences: were too many for the service (429); run again later"


def test_a_service_may_stumble(tmp_path: Path) -> None:
    with serving(lambda number, pair: (503, {"Retry-After": "0"}, {}) if number == 0 else says("neutral")) as service:
        assert len(ask(service, tmp_path).opinions) == 2


def test_questions_and_time_are_bounded(tmp_path: Path) -> None:
    with serving(lambda number, pair: says("neutral")) as service:
        heard = ask(service, tmp_path, many(12), most=5)
        assert len(service.questions) == len(heard.opinions) == 5
        assert skipped(heard).startswith("7 pairs of sentences: are more than `judge.most` (5)")

    def slow(number: int, pair: Any) -> tuple[int, dict[str, str], Any]:
        time.sleep(0.2)
        return says("neutral")

    with serving(slow) as service:
        heard = ask(service, tmp_path, many(99)[12:], deadline=0.5)
    assert 1 <= len(heard.opinions) <= 3
    assert "`judge.deadline` (0.5 seconds)" in skipped(heard)


def test_nobody_is_there(tmp_path: Path) -> None:
    heard = judges.opinions(PAIRS, chosen(tmp_path, url="http://127.0.0.1:9/v1", model="small"))
    assert "does not answer" in skipped(heard)


@pytest.mark.parametrize(
    ("judge", "told"),
    [
        ({}, "name one judge"),
        ({"url": "http://127.0.0.1:9", "folder": "model"}, "name one judge"),
        ({"url": "http://127.0.0.1:9"}, "judge.model"),
        ({"url": "http://127.0.0.1:9", "model": "m", "key": "$NO_SUCH_KEY_HERE"}, "NO_SUCH_KEY_HERE is not set"),
        ({"url": "http://127.0.0.1:9", "model": "m", "key": "$BAD_KEY"}, "BAD_KEY is not set, or holds"),
        ({"url": "http://example.org", "model": "m", "key": "$GOOD_KEY"}, "https://"),
        ({"folder": "gone"}, "no model.onnx here"),
    ],
)
def test_settings_that_cannot_be_followed_say_so_and_show_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, judge: dict[str, str], told: str
) -> None:
    monkeypatch.setenv("BAD_KEY", f"{KEY}\nX: y")
    monkeypatch.setenv("GOOD_KEY", KEY)
    with pytest.raises(DoclintError, match=re.escape(told)) as raised:
        judges.opinions(PAIRS, chosen(tmp_path, **judge))
    assert KEY not in str(raised.value)


@pytest.mark.parametrize(
    "judge", [{"key": KEY}, {"url": "ftp://example.org"}, {"url": f"https://me:{KEY}@example.org"}]
)
def test_a_key_has_no_place_in_the_settings(judge: dict[str, str]) -> None:
    with pytest.raises(DoclintError) as raised:
        of({"judge": judge}, ())
    assert KEY not in str(raised.value)


def test_the_network_is_asked_only_online_and_judges_only_on_request(tmp_path: Path) -> None:
    with serving(lambda number, pair: says("neutral")) as service:
        heard = judges.opinions(PAIRS, chosen(tmp_path, online=False, url=service.url, model="small"))
        assert skipped(heard).endswith("the service was not asked; `doclint audit --judge --online` asks it")
        heard = judges.opinions(PAIRS, chosen(tmp_path, ask=False, url=service.url, model="small"))
        assert service.questions == []
    assert skipped(heard) == "2 pairs of sentences: no judge was asked; `doclint audit --judge` asks one"


def lines(*accepted: str, verdict: str = "contradiction") -> str:
    return "".join(
        f'{{"digest":"","first":"{first}","second":"{second}","verdict":"{verdict}","score":0.8,"judge":"small"{word}}}\n'
        for (first, second), word in zip(PAIRS, accepted, strict=False)
    )


def test_the_maintainers_word_stays_and_wins(tmp_path: Path) -> None:
    (tmp_path / LEDGER).write_text(lines(',"accepted":false') + lines(""))
    with serving(lambda number, pair: says("contradiction")) as service:
        ask(service, tmp_path, [*PAIRS, *many(2)])
        assert len(service.questions) == 3
    known = ledger.read(str(tmp_path / LEDGER))
    assert known[PAIRS[0]] == Opinion("contradiction", 0.8, "small", accepted=False)
    assert len(known) == 4


def test_what_somebody_adds_while_a_judge_thinks_is_not_lost(tmp_path: Path) -> None:
    def meanwhile(number: int, pair: Any) -> tuple[int, dict[str, str], Any]:
        (tmp_path / LEDGER).write_text(lines(',"accepted":true'))
        return says("neutral")

    with serving(meanwhile) as service:
        ask(service, tmp_path)
    known = ledger.read(str(tmp_path / LEDGER))
    assert [known[pair].accepted for pair in PAIRS] == [True, None]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<<<<<<< HEAD\n", ":1: a conflict of git"),
        (lines("") + "no json\n", ":2: no opinion"),
        (lines("").replace("0.8", "8"), ":1: no opinion"),
        (lines("").replace('"judge"', '"jugde"'), ":1: no opinion"),
    ],
)
def test_a_ledger_that_cannot_be_read_stays_as_it_is(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / LEDGER).write_text(text)
    with serving(lambda number, pair: says("neutral")) as service:
        with pytest.raises(DoclintError, match=re.escape(told)):
            ask(service, tmp_path)
        assert service.questions == []
    assert (tmp_path / LEDGER).read_text() == text


SENTENCES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), min_size=1)


@given(
    st.dictionaries(
        st.tuples(SENTENCES, SENTENCES),
        st.builds(
            Opinion,
            st.sampled_from(["contradiction", "entailment", "neutral"]),
            st.floats(0, 1),
            st.text(st.characters(exclude_categories=["Cs"])),
            st.none() | st.booleans(),
        ),
    )
)
@hypothesis_settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_is_read_again(tmp_path: Path, known: dict[tuple[str, str], Opinion]) -> None:
    ledger.write(str(tmp_path / LEDGER), known)
    assert ledger.read(str(tmp_path / LEDGER)) == known


SETTINGS = f'select = ["contradictions"]\n[judge]\nledger = "{LEDGER}"\n'


@pytest.fixture
def changed(repository: Write) -> Path:
    """A repository in which two sentences were changed."""
    root = repository({"docs/a.md": OLD, "doclint.toml": SETTINGS})
    (root / "docs/a.md").write_text(NEW)
    return root


def found(root: Path, **settings: Any) -> list[Finding]:
    from doclint.settings import read

    return list(doclint.check(root, read([str(root)], {"min_confidence": "low", **settings})).findings)


def test_a_finding_shows_both_sentences_and_who_judged(changed: Path) -> None:
    (changed / LEDGER).write_text(lines("", ""))
    first, second = found(changed)
    assert (first.rule, first.severity, first.confidence) == ("contradictions/judged", "warning", "low")
    assert [(one.quote, one.evidence[0].quote) for one in (first, second)] == [(new, old) for old, new in PAIRS]
    assert (first.evidence[1].kind, first.evidence[1].where) == ("judge", "small")
    assert "score 0.80" in first.evidence[1].note


def test_a_maintainer_overrules_the_judge(changed: Path) -> None:
    (changed / LEDGER).write_text(lines(',"accepted":false', ',"accepted":true', verdict="neutral"))
    (one,) = found(changed, min_confidence="medium")
    assert (one.rule, one.quote) == ("contradictions/confirmed", PAIRS[1][1])
    (changed / LEDGER).write_text(lines(',"accepted":false', ',"accepted":false'))
    assert found(changed) == []


def test_no_setting_makes_a_judge_more_than_a_warning(changed: Path) -> None:
    (changed / LEDGER).write_text(lines(""))
    for table in ({"severity": {"contradictions": "error"}}, {"per_path": {"docs/**": {"contradictions": "error"}}}):
        assert [one.severity for one in found(changed, **table)] == ["warning"]
    assert [one.severity for one in found(changed, severity={"contradictions/judged": "info"})] == ["info"]


def run(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-m", "doclint", *words]
    return subprocess.run(program, cwd=root, capture_output=True, text=True, timeout=60)


def test_the_command_asks_and_the_next_run_needs_nobody(changed: Path) -> None:
    with serving(lambda number, pair: says("contradiction")) as service:
        (changed / "doclint.toml").write_text(f'{SETTINGS}url = "{service.url}"\nmodel = "small"\n')
        assert "no judge was asked" in run(changed, "check").stdout
        asked = run(changed, "check", "--judge", "--online", "--min-confidence", "low")
        assert asked.returncode == 1, asked.stderr
        assert asked.stdout.count("contradictions/judged (low confidence)") == 2
        assert len(service.questions) == 2
    git(changed, "add", LEDGER)
    assert run(changed, "check", "--min-confidence", "low").stdout == asked.stdout
    assert "contradictions/judged" in run(changed, "audit").stdout
    kept = (changed / LEDGER).read_text()
    (changed / LEDGER).write_text(kept.replace('"judge":"small"', '"judge":"small","accepted":false'))
    assert "nothing found" in run(changed, "check", "--min-confidence", "low").stdout


def test_without_a_ledger_no_judge_is_thought_of(changed: Path) -> None:
    (changed / "doclint.toml").write_text('select = ["contradictions"]\n')
    heavy = ["httpx", "onnxruntime", "tokenizers", "numpy", "doclint.judges", "doclint.checks.judged_change"]
    code = (
        f"import sys, doclint; r = doclint.audit('.'); print(r.skipped, [m for m in {heavy[:-1]} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=changed, capture_output=True, text=True, check=True)
    assert done.stdout == "() []\n"
    assert "skipped judges: name a file for their opinions" in run(changed, "check", "--judge").stdout


def test_reading_the_ledger_loads_neither_network_nor_model(changed: Path) -> None:
    (changed / LEDGER).write_text(lines("", ""))
    heavy = ["httpx", "onnxruntime", "tokenizers", "numpy"]
    code = (
        f"import sys, doclint; r = doclint.audit('.'); print(len(r.findings), [m for m in {heavy} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=changed, capture_output=True, text=True, check=True)
    assert done.stdout == "2 []\n"


TWO = {
    "docs/one.md": "# Ferries\n\nThe night ferry leaves the harbour from the stone pier.\n",
    "docs/two.md": "# Night ferry\n\nThe night ferry leaves the harbour from the wooden pier.\n",
}


def test_pages_of_one_subject_are_laid_side_by_side(repository: Write) -> None:
    with serving(lambda number, pair: says("contradiction")) as service:
        judge = f'url = "{service.url}"\nmodel = "small"\nask = true\n[web]\nonline = true\n'
        root = repository({**TWO, "doclint.toml": SETTINGS + judge})
        (one,) = found(root)
        assert len(service.questions) == 1
    assert (one.rule, one.path, one.severity) == ("contradictions/judged-between", "docs/two.md", "info")
    assert (one.evidence[0].kind, one.evidence[0].where, one.evidence[0].line) == ("page", "docs/one.md", 3)
    text = (root / LEDGER).read_text()
    (root / LEDGER).write_text(text.replace('"judge":"small"', '"judge":"small","accepted":true'))
    assert [(one.rule, one.severity) for one in found(root)] == [("contradictions/confirmed-between", "warning")]


def test_what_stands_on_every_page_is_not_laid_side_by_side(repository: Write) -> None:
    pages = {f"docs/{n}.md": f"# Ferry {n}\n\nThe harbour pier ferry number {n} leaves at dawn.\n" for n in range(60)}
    root = repository({**pages, "doclint.toml": SETTINGS})
    assert doclint.check(root).skipped == ()


@given(st.lists(st.binary(max_size=200) | st.builds(lambda text: json.dumps(text).encode(), st.text()), max_size=4))
@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_service_says_every_pair_is_judged_or_told(tmp_path: Path, bodies: list[bytes]) -> None:
    with serving(
        lambda number, pair: (200, {}, bodies[number]) if number < len(bodies) else says("neutral")
    ) as service:
        heard = ask(service, tmp_path, many(5), ledger="none/there.jsonl")
    told = sum(int(one.what.split()[0]) for one in heard.skipped if one.what.split()[0].isdigit())
    assert len(heard.opinions) + told == 5
    assert any("there.jsonl" in one.why for one in heard.skipped) == bool(heard.opinions)


@given(
    st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(["{}", "[1]", "null\n\n", "<<<<<<<", "\ufeff"])
)
@hypothesis_settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_in_a_ledger_is_read_or_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / LEDGER).write_bytes(text.encode())
    with suppress(DoclintError):
        assert ledger.read(str(tmp_path / LEDGER)) == {}
