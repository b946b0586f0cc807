"""Links to other sites, asked on real loopback servers that misbehave; the larger test bed where it is at hand."""

from __future__ import annotations

import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import doclint
from conftest import Write
from doclint import rulebook, web
from doclint.checks import Kinds
from doclint.rule import Answer
from doclint.settings import Settings, WebSettings
from doclint.site import Verdict
from doclint.web import address, canned, fetch, policy, progress, store
from loopback import Server, endless, in_turn, later, never, reply, reset, serving, wait_until

WORDS = rulebook.rules(Settings(root="."), Kinds()).words
FINE = reply()
DAY = 86_400


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as one:
        yield one


@pytest.fixture
def quick(tmp_path: Path) -> dict[str, Any]:
    """Settings of `[web]` for servers that need no mercy, with a cache of their own."""
    return {
        "online": True,
        "networks": ["127.0.0.1/32"],
        "gap": 0,
        "timeout": 2,
        "cache": str(tmp_path / "web.sqlite3"),
    }


def ask(hrefs: list[str], settings: dict[str, Any]) -> dict[str, Verdict]:
    return asked(hrefs, settings).verdicts


def asked(hrefs: list[str], settings: dict[str, Any]) -> web.Asked:
    from doclint.settings import of

    chosen = of({"web": settings, "root": "/"}, ())
    return web.verdicts(hrefs, chosen.web, WORDS)


def judged(server: Server, settings: dict[str, Any], **answers: Any) -> dict[str, str]:
    """Name of the answer -> verdict."""
    server.answers.update({f"/{name}": answer for name, answer in answers.items()})
    found = ask([f"{server.origin}/{name}" for name in answers], settings)
    return {href.rpartition("/")[2]: verdict.verdict for href, verdict in found.items()}


def test_what_each_answer_proves(server: Server, quick: dict[str, Any]) -> None:
    there = f"{server.origin}/there"
    server.answers["/there"] = FINE
    found = judged(
        server,
        quick,
        fine=FINE,
        gone=reply(404),
        moved=reply(301, "", Location="there"),
        detour=reply(302, "", Location=there),
        circle=reply(302, "", Location=f"{server.origin}/circle"),
        nowhere=reply(301, ""),
        forbidden=reply(403),
        failing=reply(500),
        missing=reply(200, "<title>Page not found</title>"),
        garbage=b"\x16\x03\x01 this is not HTTP\n\n",
        empty=reply(200, ""),
        onward=reply(200, f"<meta http-equiv=refresh content='0; url={there}'>"),
    )
    assert found == {
        "fine": "ok",
        "gone": "broken",
        "moved": "redirected",
        "detour": "ok",
        "circle": "broken",
        "nowhere": "broken",
        "forbidden": "blocked",
        "failing": "unreachable",
        "missing": "suspicious",
        "garbage": "unreachable",
        "empty": "suspicious",
        "onward": "redirected",
    }


def test_what_a_server_makes_up_is_not_repeated(server: Server, quick: dict[str, Any]) -> None:
    server.answers["/x"] = b"GARBAGE\r\n\r\n"
    (one,) = ask([f"{server.origin}/x"], quick).values()
    assert one.reason == "its server sent something that is not HTTP"


def test_a_server_that_never_answers_or_never_ends_holds_nobody_up(server: Server, quick: dict[str, Any]) -> None:
    import gzip

    bomb = reply(200, gzip.compress(b"<p>" + b" " * 50_000_000), Content_Encoding="gzip")
    found = judged(server, {**quick, "timeout": 1}, never=never, endless=endless, bomb=bomb, reset=reset)
    assert found == {"never": "unreachable", "endless": "ok", "bomb": "ok", "reset": "unreachable"}


def test_what_recovers_is_asked_again_and_what_cannot_is_not(server: Server, quick: dict[str, Any]) -> None:
    found = judged(
        server,
        quick,
        limited=in_turn(reply(429, "", Retry_After="0"), FINE),
        stumbles=in_turn(reply(503, "", Retry_After="0"), FINE),
        broken_off=in_turn(reset, FINE),
        gone=reply(404),
        challenge=reply(503, "", cf_mitigated="challenge"),
        patience=reply(503, "", Retry_After="3600"),
    )
    assert found == {
        "limited": "ok",
        "stumbles": "ok",
        "broken_off": "ok",
        "gone": "broken",
        "challenge": "blocked",
        "patience": "unreachable",
    }
    assert [server.asked[f"/{name}"] for name in ("limited", "gone", "challenge", "patience")] == [2, 1, 1, 1]


def test_a_host_that_limits_requests_is_left_alone(server: Server, quick: dict[str, Any]) -> None:
    names = {f"n{number}": reply(429, "", Retry_After="3600") for number in range(30)}
    assert set(judged(server, quick, **names).values()) == {"blocked"}
    assert sum(server.asked.values()) <= 4


def test_a_host_that_never_answers_is_given_up(server: Server, quick: dict[str, Any]) -> None:
    names = {f"n{number}": never for number in range(30)}
    assert set(judged(server, {**quick, "timeout": 0.3}, **names).values()) == {"unreachable"}
    assert sum(server.asked.values()) < 10


def test_cookies_live_as_long_as_a_chain_of_redirects(server: Server, quick: dict[str, Any]) -> None:
    def cookie(conversation: Any) -> None:
        known = "seen=1" in conversation.head
        conversation.send(FINE if known else reply(302, "", Location=conversation.path, Set_Cookie="seen=1; Path=/"))

    assert judged(server, {**quick, "per-host": 1}, one=cookie, two=cookie) == {"one": "ok", "two": "ok"}
    assert server.asked == {"/one": 2, "/two": 2}


def test_no_address_that_is_not_public_is_ever_asked(server: Server, quick: dict[str, Any]) -> None:
    with serving({"/x": FINE}, "127.0.0.2") as inner:
        port = inner.origin.rpartition(":")[2]
        hops = {
            "number": f"{inner.origin}/x",
            "mapped": f"http://[::ffff:127.0.0.2]:{port}/x",
            "metadata": "http://169.254.169.254/latest/meta-data/",
            "page": "",
        }
        answers: dict[str, Any] = {name: reply(302, "", Location=where) for name, where in hops.items()}
        answers["page"] = reply(200, f"<meta http-equiv=refresh content='0;url={inner.origin}/x'>")
        assert set(judged(server, quick, **answers).values()) == {"unchecked"}
        direct = ask([f"{inner.origin}/x", f"http://localhost:{port}/x"], {**quick, "networks": []})
        assert {one.verdict for one in direct.values()} == {"unchecked"}
        assert inner.asked == {}


@pytest.mark.parametrize(
    "numeric",
    "127.0.0.1 10.0.0.1 172.16.0.9 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 255.255.255.255 ::1 :: "
    "fe80::1 fc00::1 ::ffff:10.0.0.1 64:ff9b::7f00:1 2002:7f00:1:: fe80::1%eth0".split(),
)
def test_private_in_every_spelling(numeric: str) -> None:
    assert not policy.Policy().permits(numeric)


@pytest.mark.parametrize("numeric", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"])
def test_public(numeric: str) -> None:
    assert policy.Policy().permits(numeric)


def test_deny_wins_over_allow_and_both_hold_for_redirects(server: Server, quick: dict[str, Any]) -> None:
    with serving({"/x": FINE, "/y": FINE}) as other:
        server.answers["/to"] = reply(302, "", Location=f"{other.origin}/x")
        hrefs = [f"{server.origin}/to", f"{other.origin}/y"]
        every = ["127.0.0.1"]
        denied = ask(hrefs, {**quick, "allow": every, "deny": [other.origin]})
        allowed = ask(hrefs, {**quick, "allow": [server.origin]})
        assert [one.verdict for one in (*denied.values(), *allowed.values())] == ["unchecked"] * 4
        assert other.asked == {}
        assert [one.verdict for one in ask(hrefs, {**quick, "allow": every}).values()] == ["ok", "ok"]


def test_a_name_is_gone_only_where_the_network_is_there(server: Server, quick: dict[str, Any]) -> None:
    server.answers["/x"] = FINE
    gone = [f"http://no-such-host-{number}.invalid/x" for number in range(6)]
    alone = ask(gone, quick)
    assert {one.verdict for one in alone.values()} == {"unreachable"}
    beside = ask([*gone, f"{server.origin}/x"], quick)
    found = {beside[href].verdict for href in gone}
    assert found in ({"broken"}, {"unreachable"})  # a resolver that is away cannot say that there is no such name
    assert all("name" in beside[href].reason for href in gone)


def test_an_address_with_bytes_that_are_no_text(server: Server, quick: dict[str, Any]) -> None:
    found = ask([f"{server.origin}/\udc92", f"{server.origin}/x#\udc92"], quick)
    assert {one.verdict for one in found.values()} == {"unchecked"}


def test_an_address_is_asked_once_however_it_is_spelt(server: Server, quick: dict[str, Any]) -> None:
    server.answers["/same"] = reply(200, "<title>Same</title><p id=a>A<p id=b>B")
    spelt = ["/same", "/same#a", "/same#b", "/x/../same", "/%73ame", "/same#none"]
    found = ask([server.origin + path for path in spelt] + [server.origin.upper() + "/same"], quick)
    assert Counter(one.verdict for one in found.values()) == {"ok": 6, "broken": 1}
    assert server.asked == {"/same": 1}


def test_the_limit_of_a_host_holds_for_redirects_from_elsewhere_too(server: Server, quick: dict[str, Any]) -> None:
    slow = {f"/s{number}": later(0.05, FINE) for number in range(12)}
    server.answers.update(slow)
    with serving({path: reply(302, "", Location=server.origin + path) for path in slow}) as other:
        hrefs = [origin + path for path in slow for origin in (server.origin, other.origin)]
        assert {one.verdict for one in ask(hrefs, {**quick, "per-host": 2}).values()} == {"ok"}
    assert server.busiest == 2


def test_extra_headers_go_to_their_host_only(
    server: Server, quick: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKEN_OF_THE_TEST", "sesame")
    with serving({"/x": FINE}) as other:
        server.answers["/to"] = reply(302, "", Location=f"{other.origin}/x")
        host = server.origin.removeprefix("http://")
        ask([f"{server.origin}/to"], {**quick, "headers": {host: {"X-Token": "$TOKEN_OF_THE_TEST"}}})
        assert "x-token: sesame" in server.heads[0].lower()
        assert "sesame" not in other.heads[0]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:{port}", "http://127.0.0.1:{port}/", "127.*"])
def test_headers_name_their_host_as_allow_does(server: Server, quick: dict[str, Any], host: str) -> None:
    server.answers["/x"] = FINE
    port = server.origin.rpartition(":")[2]
    ask([f"{server.origin}/x"], {**quick, "headers": {host.format(port=port): {"X-Token": "sesame"}}})
    assert "x-token: sesame" in server.heads[0].lower()


def test_headers_do_not_go_to_the_hosts_below() -> None:
    below, _ = address.read("https://pages.example.org/x")
    assert policy.Policy(["example.org"]).refusal(below) == ""
    assert not policy.named(below, "example.org")


def test_a_proxy_gets_the_whole_address(server: Server, quick: dict[str, Any]) -> None:
    server.answers["http://tides.example.org/x"] = FINE
    found = ask(["http://tides.example.org/x", "http://10.0.0.1/x"], {**quick, "proxy": server.origin})
    assert [one.verdict for one in found.values()] == ["ok", "unchecked"]


def test_a_proxy_that_is_away(quick: dict[str, Any]) -> None:
    found = ask(["http://tides.example.org/x"], {**quick, "proxy": "http://127.0.0.1:9"})
    assert [one.verdict for one in found.values()] == ["unreachable"]


def test_the_deadline_leaves_the_rest_unchecked(server: Server, quick: dict[str, Any]) -> None:
    names = {f"n{number}": later(0.2, FINE) for number in range(40)}
    found = Counter(judged(server, {**quick, "deadline": 0.7}, **names).values())
    assert found["ok"]
    assert found["unchecked"]
    assert found.total() == 40


def at(day: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be so many days after the first of January 2030."""
    monkeypatch.setattr(store, "now", lambda: int((21_915 + day) * DAY))


def test_broken_needs_proof_twice_a_day_apart(
    site: Write, server: Server, quick: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = site({"docs/a.md": f"[The pier]({server.origin}/gone)\n"})
    seen = []
    for day, answer in ((0, 404), (0.1, 404), (1, 404), (2, 200), (9, 404), (10, 503), (11, 404), (12, 404)):
        at(day, monkeypatch)
        server.answers["/gone"] = reply(answer)
        report = doclint.check(folder, {"root": str(folder), "select": ["links"], "web": {**quick, "retries": 0}})
        seen += [[(one.rule, one.severity) for one in report.findings]]
    first, proven, away = [("links/suspicious", "info")], [("links/dead", "error")], [("links/unreachable", "info")]
    assert seen == [first, first, proven, [], first, away, first, proven]
    assert "2 times since 2030-01-12" in report.findings[0].message


def test_a_second_run_asks_nobody_until_the_verdicts_are_old(
    server: Server, quick: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds: dict[str, Any] = {
        "fine": FINE,
        "moved": reply(301, "", Location="fine"),
        "no": reply(403),
        "gone": reply(404),
    }
    again = []
    for day in (0, 0.5, 2, 4, 9):
        at(day, monkeypatch)
        server.asked.clear()
        judged(server, quick, **kinds)
        again.append({path.removeprefix("/") for path in server.asked})
    every = {"fine", "moved", "no", "gone"}
    assert again == [every, set(), {"gone"}, {"gone", "no"}, every]


def test_no_answer_is_never_remembered(server: Server, quick: dict[str, Any]) -> None:
    for _ in range(2):
        judged(server, quick, failing=reply(502), odd=reply(200, ""))
    assert server.asked["/odd"] == 2
    assert server.asked["/failing"] == 6


def test_the_ledger_carries_what_is_known_to_another_machine(
    tmp_path: Path, server: Server, quick: dict[str, Any]
) -> None:
    ledger = tmp_path / "links.jsonl"
    judged(server, {**quick, "ledger": str(ledger)}, b=FINE, a=FINE, c=reply(404))
    rows = [json.loads(line) for line in ledger.read_text().splitlines()]
    assert [row["address"].rpartition("/")[2] for row in rows] == ["a", "b", "c"]
    assert [row["verdict"]["verdict"] for row in rows] == ["ok", "ok", "broken"]
    ledger.write_text("not a line of ours\n" + ledger.read_text())
    server.asked.clear()
    elsewhere = {**quick, "ledger": str(ledger), "cache": str(tmp_path / "other.sqlite3")}
    assert judged(server, elsewhere, b=FINE, a=FINE, c=reply(404)) == {"a": "ok", "b": "ok", "c": "broken"}
    assert server.asked == {}


def test_a_damaged_cache_is_begun_anew_and_said_once(server: Server, quick: dict[str, Any]) -> None:
    server.answers["/x"] = FINE
    Path(quick["cache"]).write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    first, second = (asked([f"{server.origin}/x"], quick) for _ in range(2))
    assert [one.verdict for one in first.verdicts.values()] == ["ok"]
    assert [("damaged" in one.why, "anew" in one.why) for one in first.skipped] == [(True, True)]
    assert (second.skipped, second.due) == ([], 0)


def test_a_locked_cache_is_done_without(server: Server, quick: dict[str, Any]) -> None:
    server.answers["/x"] = FINE
    holder = sqlite3.connect(quick["cache"])
    holder.execute("PRAGMA locking_mode=EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    holder.execute("CREATE TABLE mine (a)")
    found = asked([f"{server.origin}/x"], quick)
    holder.close()
    assert [one.verdict for one in found.verdicts.values()] == ["ok"]
    assert len(found.skipped) == 1
    assert "locked" in found.skipped[0].why


FULL = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
sys.argv = ["doclint", "check", "--online", "--select", "links", "--config", sys.argv[1]]
from doclint.__main__ import main
main()
"""


def configured(site: Write, server: Server, quick: dict[str, Any], paths: list[str]) -> Path:
    """A page with links to these paths, and settings that allow to ask them."""
    table = "\n".join(f"{key} = {json.dumps(value)}" for key, value in quick.items() if key != "online")
    links = "".join(f"- [one]({server.origin}{path})\n" for path in paths)
    return site({"docs/a.md": links, "doclint.toml": f"[web]\n{table}\n"})


@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit on the size of files")
def test_a_full_disk_under_the_cache(site: Write, server: Server, quick: dict[str, Any]) -> None:
    server.answers["/x"] = FINE
    folder = configured(site, server, quick, ["/x", "/gone"])
    words = [sys.executable, "-c", FULL, str(folder / "doclint.toml")]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("skipped the cache of addresses") == 1
    assert "links: 1 broken, 1 ok" in done.stdout


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    words = (sys.executable, "-m", "doclint", "check", *words)
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=60)


def test_nothing_is_asked_without_the_flag(site: Write, server: Server, quick: dict[str, Any]) -> None:
    folder = configured(site, server, quick, ["/x"])
    done = run(folder, "--output-format", "json")
    assert json.loads(done.stdout)["links"] == {"inside": 0, "unchecked": 1}
    assert server.asked == {}


def test_the_totals_add_up_to_all_links(site: Write, server: Server, quick: dict[str, Any]) -> None:
    server.answers.update({"/x": FINE, "/old": reply(301, "", Location="/x")})
    folder = configured(site, server, {**quick, "deny": ["example.org"]}, ["/x", "/x", "/gone", "/old"])
    site(
        {
            "docs/b.md": "[in](a.md) [mail](mailto:a@example.org) ![deny](https://deny.example.org/x.png) [t](http://{{a}}/)\n"
        }
    )
    done = run(folder, "--online", "--output-format", "json", "--config", "doclint.toml")
    found = json.loads(done.stdout)
    links = {"broken": 1, "inside": 2, "ok": 2, "redirected": 1}
    assert {key: found["links"][key] for key in links} == links
    assert sum(found["links"].values()) == 8
    assert server.asked["/x"] == 2  # once for itself, once at the end of the redirect
    assert done.stderr == ""  # no progress where there is no terminal


def test_a_change_asks_only_what_it_added(
    repository: Write, server: Server, quick: dict[str, Any], tmp_path: Path
) -> None:
    old, new = f"[old]({server.origin}/old)", f"[new]({server.origin}/new)"
    folder = repository({"docs/a.md": f"# A\n\n{old}\n", "docs/b.md": "# B\n"})
    (folder / "docs/b.md").write_text(f"# B\n\n{old} {new}\n")
    report = doclint.check(folder, {"root": str(folder), "select": ["links"], "since": "HEAD", "web": quick})
    assert server.asked == {"/new": 1}
    assert [(one.rule, one.path) for one in report.findings] == [("links/suspicious", "docs/b.md")]
    assert report.links == {"broken": 1, "inside": 0, "unchecked": 2}


def test_a_permanent_redirect_is_mended(site: Write, server: Server, quick: dict[str, Any]) -> None:
    server.answers.update({"/new": FINE, "/old": reply(301, "", Location="/new")})
    folder = configured(site, server, quick, ["/old#:~:text=Words"])
    done = run(folder, "--online", "--fix")
    assert done.returncode == 0, done.stdout
    assert (folder / "docs/a.md").read_text() == f"- [one]({server.origin}/new#:~:text=Words)\n"


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_keeps_what_was_learnt(site: Write, server: Server, quick: dict[str, Any]) -> None:
    server.answers.update({"/x": FINE, "/y": FINE, "/z": never})
    folder = configured(site, server, {**quick, "timeout": 90, "per-host": 1}, ["/x", "/y", "/z"])
    words = [sys.executable, "-m", "doclint", "check", "--online"]
    process = subprocess.Popen(
        words,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a job in the background is begun deaf to it
    )
    wait_until(lambda: server.asked["/z"] == 1)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=40)
    assert (process.returncode, told) == (2, "doclint: stopped\n")
    with sqlite3.connect(quick["cache"]) as link:
        kept = [address.rpartition("/")[2] for (address,) in link.execute("SELECT address FROM verdicts ORDER BY 1")]
    assert kept == ["x", "y"]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("networks = ['10.0.0.0/99']", "web.networks"),
        ("ca-file = 'gone.pem'", "web.ca-file"),
        ("proxy = 'somewhere'", "web.proxy"),
        ("per-host = 0", "per-host"),
        ("headers.'tides.example.org'.Authorization = 'Bearer ${NO_SUCH_TOKEN}'", "variable NO_SUCH_TOKEN is not set"),
        ("perhost = 4", "did you mean `per-host`?"),
    ],
)
def test_settings_that_cannot_be_followed_are_told(site: Write, table: str, words: str) -> None:
    folder = site({"a.md": "[x](https://a.example.org/)\n", "doclint.toml": f"[web]\ncache = 'c'\n{table}\n"})
    done = run(folder, "--online")
    assert done.returncode == 2
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


def test_progress_is_for_terminals() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    seen, nobody = Terminal(), io.StringIO()
    for out in (seen, nobody):
        bar = progress.Progress(2, out)
        bar.step()
        bar.close()
    assert "asked 1 of 2 addresses" in seen.getvalue()
    assert seen.getvalue().endswith("\r\x1b[K")
    assert nobody.getvalue() == ""


def test_a_page_whose_places_nobody_can_tell_is_not_asked_every_time(server: Server, quick: dict[str, Any]) -> None:
    server.answers["/app"] = reply(200, "<title>App</title><div id=root></div>")
    for _ in range(2):
        (one,) = ask([f"{server.origin}/app#place"], quick).values()
        assert one.verdict == "unchecked"
    assert server.asked == {"/app": 1}


@given(st.one_of(st.text(), st.from_regex(r"https?://[^\s]{1,40}")))
def test_an_address_in_its_one_form_stays_so(href: str) -> None:
    try:
        found, place = address.read(href)
    except (ValueError, UnicodeError):
        return
    assert address.read(found.url)[0] == found
    assert place == place.strip("#") or place.endswith("#")


@given(st.text())
def test_any_retry_after(value: str) -> None:
    wait = fetch.retry_after(value, 0)
    assert wait is None or wait >= 0


PIECES = st.sampled_from(
    ["<", ">", "<script>", "<title", "</title>", "<!--", "id=", '"', "<h1>", "<meta http-equiv=refresh ", "x "]
)


@hypothesis_settings(max_examples=200)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=60).map("".join)), st.sampled_from(["", "#a"]))
def test_any_page_gets_a_verdict(page: str, place: str) -> None:
    verdict = canned.verdict(f"https://a.example.org/x{place}", Answer(page=page), WORDS)
    assert "doclint failed" not in verdict.reason


class Faults:
    """The test bed beside the checkout, run for a while on addresses of its own."""

    def __init__(self, program: Path, folder: Path, *words: str) -> None:
        self.map = folder / "map.json"
        command = [sys.executable, str(program), "serve", "--seconds", "120", "--manifest", str(self.map), *words]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        self.process.stdout.readline()
        self.world = json.loads(self.map.read_text())

    def stats(self) -> dict[str, Any]:
        with urllib.request.urlopen(self.world["control"] + "/__stats", timeout=10) as answer:
            return dict(json.load(answer))

    def stop(self) -> None:
        urllib.request.urlopen(self.world["control"] + "/__stop", timeout=10).close()
        self.process.wait(10)


@pytest.fixture
def bed(shared: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Faults]:
    if sys.platform != "linux":
        pytest.skip("one loopback address a host is needed")
    one = Faults(shared / "faultserver/faultserver.py", tmp_path, *request.param)
    yield one
    one.stop()


@pytest.mark.parametrize("bed", [["--base", "91"]], indirect=True, ids=["faults"])
def test_the_test_bed(bed: Faults, quick: dict[str, Any]) -> None:
    world = bed.world
    chosen = WebSettings(
        online=True,
        networks=("127.0.0.0/8",),
        deny=(world["forbidden"],),
        ca_file=world["ca"] or "",
        timeout=3,
        cache=quick["cache"],
    )
    links = world["links"]
    found = web.verdicts([link["url"] for link in links], chosen, WORDS).verdicts
    wrong = [
        (link["scenario"], found[link["url"]]) for link in links if found[link["url"]].verdict not in link["expect"]
    ]
    assert wrong == []
    stats = bed.stats()
    assert "forbidden" not in stats["hosts"]
    assert stats["max_concurrent_one_host"] <= chosen.per_host
    assert [count for target, count in stats["targets"].items() if target.startswith("dup")] == [1]
    assert stats["hosts"]["body"]["bytes_out"] < 16 << 20
    for link in links:
        if "requests_max" in link and link["scenario"].startswith("retry"):
            assert stats["hosts"][link["scenario"].split("/")[1]]["requests"] <= link["requests_max"]


RESIDENT = """
import re, sys, doclint
sys.modules["rich"] = None  # httpx loads it for a command of its own where a tool for tests has brought it
report = doclint.check("pages", {"root": sys.argv[1], "select": ["links"],
    "web": {"online": True, "networks": ["127.0.0.0/8"], "cache": "web.sqlite3"}})
highest = re.search(r"VmHWM:\\s*(\\d+) kB", open("/proc/self/status").read())
print(report.links["ok"], int(highest[1]) // 1024)
"""
"""ru_maxrss would be that of the process that runs the tests, where it is higher"""


@pytest.mark.parametrize(
    "bed",
    [["--base", "92", "--only", "none", "--links", "5000", "--hosts", "400", "--latency-ms", "0"]],
    indirect=True,
    ids=["5000"],
)
def test_five_thousand_links_fit_in_little_memory(bed: Faults, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    urls = bed.world["load"]["urls"]
    for start in range(0, len(urls), 25):
        lines = "".join(f"- Some text with [a link]({url}) in it.\n" for url in urls[start : start + 25])
        (pages / f"{start}.md").write_text(f"# Page\n\n{lines}")
    words = [sys.executable, "-c", RESIDENT, str(tmp_path)]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=110, env={**os.environ})
    assert done.returncode == 0, done.stderr
    good, megabytes = map(int, done.stdout.split())
    assert good == 5000
    assert bed.stats()["max_concurrent_one_host"] <= 4
    assert megabytes < 60
