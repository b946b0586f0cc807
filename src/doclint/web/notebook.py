"""Replies to verdicts as they come in, each written down with its history."""

from __future__ import annotations

import msgspec

from doclint.web import store
from doclint.web.address import Target
from doclint.web.judge import Answers, judge
from doclint.web.reply import Reply
from doclint.web.store import Kept, Store


class Notebook:
    """What a run learns: `known` (address -> verdict) grows, and the store with it."""

    def __init__(self, answers: Answers, kept: Store, known: dict[str, Kept]) -> None:
        self.answers, self.kept, self.known = answers, kept, known
        self.heard = False
        """somebody has answered, so that the network is there"""
        self.nameless: list[tuple[Target, Reply]] = []

    def learn(self, target: Target, reply: Reply) -> None:
        """Judge the reply; that a name is gone waits until somebody has answered."""
        self.heard = self.heard or reply.status > 0
        if reply.failure == "no-name" and not self.heard:
            self.nameless.append((target, reply))
        else:
            self._write(target, reply)

    def close(self) -> None:
        """Judge what waited: where nobody answers, the network is away rather than every name gone."""
        for target, reply in self.nameless:
            self._write(target, reply if self.heard else msgspec.structs.replace(reply, failure="names"))

    def _write(self, target: Target, reply: Reply) -> None:
        for place, verdict in judge(reply, target.places, self.answers).items():
            key, timed = target.key(place), msgspec.structs.replace(verdict, checked=store.now())
            self.known[key] = Kept(key, self.kept.basis, store.joined(self.known.get(key), timed))
            if store.worth_keeping(verdict):
                self.kept.keep(key, self.known[key].verdict)
