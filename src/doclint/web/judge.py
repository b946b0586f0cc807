"""A reply to a verdict: what it proves, what it only suggests, and what it leaves open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from http import HTTPStatus
from urllib.parse import unquote, urlsplit

from doclint.rule import Strict, Words
from doclint.site import Verdict
from doclint.web import body
from doclint.web.reply import Reply

VOCABULARY = "answers"
VERSION = 1
"""to be raised when the same reply gets another verdict than before"""

BRIEF = 600
"""characters of a page on which a single sentence may decide"""
SMALL = 4_000
"""characters up to which a page may be nothing but a notice; articles about such notices are longer"""

FAILURES = {
    "no-name": ("broken", "its host has no address: no such name"),
    "no-location": ("broken", "it redirects, but does not say where to"),
    "loop": ("broken", "it redirects in a circle"),
    "hops": ("broken", "it redirects more often than any browser follows"),
    "names": ("unreachable", "its name could not be looked up"),
    "refused": ("unreachable", "its server took no connection"),
    "reset": ("unreachable", "its server closed the connection without an answer"),
    "timeout": ("unreachable", "its server did not answer in time"),
    "tls": ("unreachable", "no secure connection could be made"),
    "certificate": ("unreachable", "its certificate is not valid"),
    "protocol": ("unreachable", "its server sent something that is not HTTP"),
    "silent": ("unreachable", "other addresses of its host were asked in vain, so this one was left out"),
    "limited": ("blocked", "its host asked for fewer requests, so this one was left out"),
    "not-public": ("unchecked", "it leads to an address that is not public"),
    "denied": ("unchecked", "the settings deny its host"),
    "not-allowed": ("unchecked", "the settings do not allow its host"),
    "elsewhere": ("unchecked", "it redirects to something that is no web page"),
    "time": ("unchecked", "there was no time left for it"),
    "malformed": ("unchecked", "it is no address that can be asked"),
    "internal": ("unchecked", "doclint failed on it"),
}
"""outcomes without an answer: verdict and words"""

_BLOCKING = {401, 402, 403, 406, 407, 429, 451, 999}
_NAMES = {one.value: one.phrase for one in HTTPStatus} | {999: "Request Denied"}


class Notice(Strict, frozen=True):
    """Words by which a page gives itself away; see `rules/words/answers.yaml`."""

    titles: frozenset[str] = frozenset()
    phrases: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    paths: frozenset[str] = frozenset()

    def titled(self, page: body.Seen) -> bool:
        """A part of the title, or the headline, is one of the titles."""
        return not self.titles.isdisjoint(page.names)

    def says(self, page: body.Seen) -> bool:
        """One of the phrases is in its text."""
        return any(phrase in page.words for phrase in self.phrases)


class Answers(Strict, frozen=True):
    """The vocabulary of `rules/words/answers.yaml`."""

    missing: Notice
    parked: Notice
    suspended: Notice
    challenge: Notice
    login: Notice
    scripts: tuple[str, ...]
    scripted_hosts: tuple[str, ...]
    id_prefixes: tuple[str, ...]
    shorteners: tuple[str, ...]

    def challenged(self, headers: Mapping[str, str]) -> bool:
        """The headers say that a machine was turned away."""
        return any(name in headers for name in self.challenge.headers)


def vocabulary(words: Words) -> Answers:
    """The words that the verdicts rest on."""
    (answers,) = words.read(VOCABULARY, Answers).values()
    return answers


class Case:
    """One reply under judgement, for one place on its page; every step says something or passes on."""

    def __init__(self, reply: Reply, place: str, answers: Answers) -> None:
        self.reply, self.place, self.answers = reply, place, answers

    @cached_property
    def page(self) -> body.Seen:
        return body.seen(self.reply.text or "")

    def verdict(self) -> Verdict:
        """The first word that one of the steps has to say."""
        steps = (
            self._failure,
            self._status,
            self._wall,
            self._notice,
            self._home,
            self._empty,
            self._place,
            self._moved,
        )
        said = next((found for step in steps if (found := step())), ("ok", ""))
        final = self.reply.url + (f"#{self.place}" if self.place else "")
        moved = bool(self.reply.hops)
        return Verdict(
            verdict=said[0],  # type: ignore[arg-type]
            reason=said[1],
            status=self.reply.status,
            final=final if moved else "",
            fixable=said[0] == "redirected" and self._lasting,
        )

    def _failure(self) -> tuple[str, str] | None:
        if not self.reply.failure:
            return None
        said = without(self.reply.failure, self.reply.words)
        return said.verdict, said.reason

    def _status(self) -> tuple[str, str] | None:
        status, says = self.reply.status, f"it answers {_status(self.reply.status)}"
        if self.answers.challenged(self.reply.headers) or (status >= 400 and self.answers.challenge.titled(self.page)):
            return "blocked", f"{says}, but it turns machines away"
        if status in _BLOCKING or (status >= 400 and _below(self.reply.url, self.answers.challenge.hosts)):
            return "blocked", says
        if status in (404, 410):
            return "broken", f"{says}{_by_way_of(self.reply)}"
        if status >= 500 or status in (408, 425):
            return "unreachable", says
        return ("suspicious", says) if status >= 300 else None

    def _wall(self) -> tuple[str, str] | None:
        """A captcha or a login in the place of the page."""
        challenge, login, small = self.answers.challenge, self.answers.login, len(self.page.words) <= SMALL
        if small and (challenge.titled(self.page) or (len(self.page.words) <= BRIEF and challenge.says(self.page))):
            return "blocked", f"a page that asks whether you are a person{self._shown}"
        led = self.reply.hops and _segments(self.reply.url) & login.paths - _segments(self.reply.asked)
        if led or (small and self.page.password and login.titled(self.page)):
            return "blocked", f"one has to log in{self._shown}"
        return None

    def _notice(self) -> tuple[str, str] | None:
        """The page itself says that it is not what was asked for."""
        if _below(self.reply.url, self.answers.parked.hosts) and not _below(
            self.reply.asked, self.answers.parked.hosts
        ):
            return "suspicious", f"its domain seems to be for sale{self._shown}"
        for notice, words in (
            (self.answers.missing, "the page says that there is no such page"),
            (self.answers.suspended, "its site seems to be suspended"),
            (self.answers.parked, "its domain seems to be for sale"),
        ):
            length = len(self.page.words)
            if length <= SMALL and (notice.titled(self.page) or (length <= BRIEF and notice.says(self.page))):
                return "suspicious", f"{words}{self._shown}"
        return None

    @property
    def _shown(self) -> str:
        return f", titled “{self.page.title[:80]}”" if self.page.title else ""

    def _home(self) -> tuple[str, str] | None:
        """A deep address that lands on the front page of the same site: mostly a page that is gone."""
        asked, final = urlsplit(self.reply.asked), urlsplit(self.reply.url)
        deep = asked.path.strip("/").count("/") >= 1 and final.path in ("", "/") and not final.query
        if (
            deep
            and _site(asked.hostname) == _site(final.hostname)
            and not _below(self.reply.asked, self.answers.shorteners)
        ):
            return "suspicious", "it leads to the front page of its site"
        return None

    def _empty(self) -> tuple[str, str] | None:
        text = self.reply.text
        if self.reply.status == 200 and self.reply.whole and text is not None and not text.strip():
            return "suspicious", "the page is empty"
        return None

    def _place(self) -> tuple[str, str] | None:
        """The place on the page that the link names."""
        if not self.place or self.reply.text is None:
            return None
        there = body.ids(self.reply.text)
        wanted = {self.place, unquote(self.place)}
        if there & (wanted | {prefix + name for prefix in self.answers.id_prefixes for name in wanted}):
            return None
        if not self.reply.whole:
            return "unchecked", "the page is too long to look for a place on it"
        if self._scripted:
            return "unchecked", "scripts make the page, so nobody can tell which places it has"
        return "broken", f"the page is there, but has no `#{unquote(self.place)}`"

    @property
    def _scripted(self) -> bool:
        page = (self.reply.text or "").lower()
        hosts = (*self.answers.scripted_hosts, *self.answers.challenge.hosts)
        return any(mark in page for mark in self.answers.scripts) or _below(self.reply.url, hosts)

    def _moved(self) -> tuple[str, str] | None:
        """Moved for good, by status or by a refresh of the page; a temporary detour changes no address."""
        hops = self.reply.hops
        if not hops or not all(hop.permanent or hop.status == 0 for hop in hops):
            return None
        return "redirected", f"it moved to {self.reply.url}"

    @property
    def _lasting(self) -> bool:
        """Every hop is permanent, and none added something that belongs to this visit only."""
        asked, final = urlsplit(self.reply.asked), urlsplit(self.reply.url)
        home = final.path in ("", "/") and asked.path not in ("", "/")
        return all(hop.permanent for hop in self.reply.hops) and not home and final.query in ("", asked.query)


def _status(status: int) -> str:
    return f"{status} ({_NAMES[status]})" if status in _NAMES else str(status)


def _by_way_of(reply: Reply) -> str:
    return f" at {reply.url}" if reply.hops else ""


def _segments(url: str) -> set[str]:
    return set(urlsplit(url).path.lower().split("/")) - {""}


def _below(url: str, hosts: Iterable[str]) -> bool:
    """The address lies on one of these hosts or below one."""
    host = "." + (urlsplit(url).hostname or "")
    return any(host.endswith("." + one) for one in hosts)


def _site(host: str | None) -> Sequence[str]:
    """The part of a host that names its owner, roughly: the last two labels, or the whole of a numeric address."""
    labels = (host or "").split(".")
    return labels if labels[-1].isdigit() else labels[-2:]


def judge(reply: Reply, places: Iterable[str], answers: Answers) -> dict[str, Verdict]:
    """The verdict for every place that links name on the page; "" is the page itself."""
    return {place: _judged(reply, place, answers) for place in places}


def _judged(reply: Reply, place: str, answers: Answers) -> Verdict:
    try:
        return Case(reply, place, answers).verdict()
    except Exception as error:  # one strange page must not end the run
        return without("internal", repr(error)[:200])


def without(code: str, words: str = "") -> Verdict:
    """The verdict where there is no answer."""
    verdict, why = FAILURES[code]
    return Verdict(verdict=verdict, reason=f"{why} ({words})" if words else why)  # type: ignore[arg-type]
