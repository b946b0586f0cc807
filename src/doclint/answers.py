"""Answers to what the checks ask about the world outside, each question once: disk, git, the web, a judge, memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from doclint import files, git, images, past
from doclint.errors import GitError, InputError
from doclint.rule import Answer, Words
from doclint.settings import Settings
from doclint.site import Opinion, Question, Site, Skipped


def recall(found: past.Earlier, questions: Iterable[Question], answers: Mapping[Question, Any]) -> None:
    """Answer for the earlier site: from git what has changed, else as it was answered for the site of now."""
    rest = []
    for question in questions:
        if question.kind == "digest" and question.what in found.blobs:
            found.site.answers[question] = files.hashed(*found.bytes([question.what]))
        elif question.kind in ("digest", "image") and question.what not in found.site.files - found.blobs.keys():
            found.site.answers[question] = None
        elif question in answers:
            found.site.answers[question] = answers[question]
        else:
            rest.append(question)
    fetch(found.site, found.root, rest)


def fetch(site: Site, root: str, questions: Iterable[Question]) -> dict[Question, str]:
    """Answer what the checks want to know; nobody is asked on the web. Gives the questions that have no answer, and
    why."""
    lacking: dict[Question, str] = {}
    site.asked.update(questions)
    for question in sorted(questions):
        if question.kind in _ANSWERS:
            try:
                site.answers[question] = _ANSWERS[question.kind](root, question.what)
            except InputError as error:
                lacking[question] = str(error)
    return lacking


def lack(site: Site, unanswered: Mapping[Question, str]) -> None:
    """List what has no answer among the skipped, all that is for one reason in one line."""
    found: dict[str, list[str]] = {}
    for question, why in sorted(unanswered.items()):
        found.setdefault(why, []).append(question.what)
    for why, what in found.items():
        site.skipped.append(Skipped(what[0] if len(what) == 1 else f"{what[0]} and {len(what) - 1} more", why))


def ask(site: Site, settings: Settings, words: Words, questions: Iterable[Question]) -> None:
    """Answer what only the web knows, each question once."""
    from doclint import web

    addresses = sorted(question for question in questions if question.kind == "address")
    learnt = web.verdicts([question.what for question in addresses], settings.web, words, settings.root)
    site.answers.update({question: learnt.verdicts[question.what] for question in addresses})
    site.skipped += learnt.skipped


def consult(site: Site, settings: Settings, questions: Iterable[Question]) -> None:
    """Answer what only a judge can say: from the ledger, and where the run asks for it from the judge itself."""
    if not settings.judge.ledger:
        site.skipped.append(Skipped("judges", "name a file for their opinions: `ledger` under `[judge]`"))
        return
    from doclint import judges

    pairs = {question: _pair(question) for question in questions if question.kind == "pair"}
    if pairs:
        heard = judges.opinions(pairs.values(), settings)
        site.answers.update({one: heard.opinions[pair] for one, pair in pairs.items() if pair in heard.opinions})
        site.skipped += heard.skipped


def _pair(question: Question) -> tuple[str, str]:
    first, _, second = question.what.partition("\n")
    return first, second


def answer(
    site: Site,
    questions: Iterable[Question],
    contents: Mapping[str, str],
    web: Mapping[str, Answer],
    words: Words,
    judge: str,
) -> None:
    """Answer from memory; `web` is all there is of the web, `judge` what is said of all pairs of sentences."""
    for question in questions:
        if question.kind == "pair":
            site.answers[question] = _SAYINGS[judge]
        elif question.kind != "address":
            site.answers[question] = _REMEMBERED[question.kind](contents, question.what)
        elif question.what in web:
            from doclint.web import canned

            site.answers[question] = canned.verdict(question.what, web[question.what], words)


def _renames(root: str, _: str) -> dict[str, str] | None:
    """Old path -> new path of the files that were moved lately; None where git cannot tell."""
    try:
        return git.renames(root)
    except GitError:
        return None


_ANSWERS: Mapping[str, Callable[[str, str], Any]] = {
    "digest": files.digest,
    "image": images.read,
    "renames": _renames,
    "same": git.same,
}

# In memory a file's content is its own digest, and there is one version of it.
_REMEMBERED: Mapping[str, Callable[[Mapping[str, str], str], Any]] = {
    "digest": lambda contents, path: contents.get(path),
    "image": lambda contents, path: images.stated(contents.get(path, "")),
    "renames": lambda contents, _: None,
    "same": lambda contents, what: what.partition(":")[2] in contents,
}


_SAYINGS: Mapping[str, Opinion] = {
    "contradiction": Opinion("contradiction", 0.9, "a judge"),
    "entailment": Opinion("entailment", 0.9, "a judge"),
    "neutral": Opinion("neutral", 0.9, "a judge"),
    "accepted": Opinion("neutral", 0.9, "a judge", accepted=True),
    "refused": Opinion("contradiction", 0.9, "a judge", accepted=False),
}
