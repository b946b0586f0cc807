"""The door to judges: a second opinion on two sentences of which the rules say nothing, kept in a file of the site.

`opinions` is all that the rest needs. What was judged once stands in the ledger, with the maintainer's own word, and is
not asked again; a judge is asked only where the settings and the run want it: a service (`endpoint`) or a model on
this machine (`entailment`).
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from msgspec import Struct

from doclint.errors import InputError, SettingsError
from doclint.judges import ledger
from doclint.settings import Settings
from doclint.site import Opinion, Skipped

Pair = tuple[str, str]
Learn = Callable[[Pair, str, float], None]
"""takes a verdict and how sure the judge is, from 0 to 1"""


class Judge(Protocol):
    """Who can say of two sentences whether the second contradicts the first."""

    name: str

    def judge(self, pairs: Sequence[Pair], learn: Learn, until: float) -> Counter[str]:
        """Give `learn` each verdict as it comes, up to the moment `until` (of `time.monotonic`).

        Returned is for how many pairs there is none, by reason. Raises SettingsError or InputError where it cannot
        be asked at all.
        """


class Heard(Struct):
    """What is known of the pairs, and what could not be had."""

    opinions: dict[Pair, Opinion] = {}
    skipped: list[Skipped] = []


def opinions(pairs: Iterable[Pair], settings: Settings) -> Heard:
    """The opinion on each pair: from the ledger, else, where the run asks for it, from the judge of the settings.

    Raises SettingsError, and InputError where the ledger cannot be read. What a judge said before a
    KeyboardInterrupt is kept.
    """
    file = os.path.join(settings.root, settings.judge.ledger)
    wanted, known = sorted(set(pairs)), ledger.read(file)
    open_, heard = [pair for pair in wanted if pair not in known], Heard()
    new: dict[Pair, Opinion] = {}
    missing = Counter({reason: len(open_)} if (reason := _unasked(settings)) and open_ else {})
    if open_ and not missing:
        try:
            missing = _ask(open_, settings, new)
        finally:
            _keep(file, new, heard)
    known = {**known, **new}
    heard.opinions = {pair: known[pair] for pair in wanted if pair in known}
    if missing:
        why = "; ".join(f"{count} {reason}" if len(missing) > 1 else reason for reason, count in missing.items())
        count = missing.total()
        heard.skipped.append(Skipped(f"{count} pair{'s' * (count != 1)} of sentences", why))
    return heard


def _unasked(settings: Settings) -> str:
    """Why this run asks nobody; empty where it asks."""
    if not settings.judge.ask:
        return "no judge was asked; `doclint audit --judge` asks one"
    if settings.judge.url and not settings.web.online:
        return "the service was not asked; `doclint audit --judge --online` asks it"
    return ""


def _ask(pairs: Sequence[Pair], settings: Settings, new: dict[Pair, Opinion]) -> Counter[str]:
    judge, most = _chosen(settings), settings.judge.most

    def learn(pair: Pair, verdict: str, score: float) -> None:
        new[pair] = ledger.opinion(verdict, score, judge.name)

    missing = judge.judge(pairs[:most], learn, time.monotonic() + settings.judge.deadline)
    if len(pairs) > most:
        missing[f"are more than `judge.most` ({most}) allows in a run; run again"] += len(pairs) - most
    return missing


def _chosen(settings: Settings) -> Judge:
    """The one judge that the settings name; raises SettingsError."""
    chosen = settings.judge
    if bool(chosen.url) == bool(chosen.folder):
        raise SettingsError("judge: name one judge to ask: `url` and `model` of a service, or `folder` of a model")
    if chosen.folder:
        from doclint.judges.entailment import Model

        return Model(os.path.join(settings.root, chosen.folder))
    from doclint.judges.endpoint import Endpoint

    return Endpoint(chosen, settings.web, settings.root)


def _keep(file: str, new: dict[Pair, Opinion], heard: Heard) -> None:
    """Add to the ledger as it is now, which somebody may have edited meanwhile: what stands there stays."""
    if not new:
        return
    try:
        ledger.write(file, {**new, **ledger.read(file)})
    except InputError as error:
        heard.skipped.append(Skipped(f"keeping {len(new)} opinions", str(error)))
