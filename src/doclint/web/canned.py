"""Verdicts on answers that an example makes up, so that rules about the web are tried without it."""

from __future__ import annotations

import msgspec

from doclint.rule import Answer, Words
from doclint.site import Verdict
from doclint.web import judge
from doclint.web.address import read
from doclint.web.reply import Hop, Reply

_DAY = 86_400


def verdict(href: str, answer: Answer, words: Words) -> Verdict:
    """What is said of the address `href` that gives this answer."""
    address, place = read(href)
    reply = Reply(
        asked=address.url,
        url=answer.to or address.url,
        status=0 if answer.failure else answer.status,
        hops=(Hop(answer.to, answer.by),) if answer.to else (),
        headers=answer.headers,
        text=answer.page,
        failure=answer.failure,
    )
    found = judge.judge(reply, [place], judge.vocabulary(words))[place]
    return msgspec.structs.replace(found, since=0, checked=answer.days * _DAY, times=answer.days + 1)
