"""The door to the web: addresses outside the site, asked politely, each once.

`verdicts` is all that the rest needs. What an address answers is fetched (`fetch`, over `connect`), judged by the words
of `rules/words/answers.yaml` (`judge`) and kept between runs (`store`); `hosts` limits what any host has to bear.
"""

from __future__ import annotations

import asyncio
import ipaddress
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from doclint import cache
from doclint.errors import SettingsError
from doclint.hashing import blake2b
from doclint.rule import Words
from doclint.settings import WebSettings
from doclint.site import Skipped, Verdict
from doclint.web import judge, store
from doclint.web.address import Address, Target, read
from doclint.web.notebook import Notebook
from doclint.web.progress import Progress
from doclint.web.reply import Reply
from doclint.web.store import Kept


class Asked(Struct):
    """What a run learnt, and what it could not do."""

    verdicts: dict[str, Verdict] = {}
    """address as written -> verdict"""
    skipped: list[Skipped] = []
    """what was not asked or not kept, and why"""
    due: int = 0
    """addresses that were asked rather than remembered"""


def verdicts(hrefs: Iterable[str], settings: WebSettings, words: Words, root: str = "") -> Asked:
    """The verdict on each address, from the cache where it is fresh, else from the web.

    Raises SettingsError. A KeyboardInterrupt goes on only after what was learnt until then is kept.
    """
    settings, answers, asked = _checked(settings, root), judge.vocabulary(words), Asked()
    targets, spelt = _targets(hrefs, asked)
    kept = store.Store(_cache_file(settings, root), _basis(words))
    ledger = os.path.join(root, settings.ledger) if settings.ledger else ""
    known = _known(kept, targets, store.ledger(ledger) if ledger else {})
    due = [one for one in targets if not all(_fresh(known.get(one.key(p)), kept) for p in one.places)]
    try:
        if due:
            _ask(due, settings, Notebook(answers, kept, known))
    finally:
        kept.close()
        asked.skipped += [Skipped("the cache of addresses", f"{kept.file} {words}") for words in kept.troubles]
        _write(ledger, known, asked)
    asked.due = len(due)
    asked.verdicts.update({href: _verdict(known, target.key(place)) for href, (target, place) in spelt.items()})
    reasons = Counter(one.reason for one in asked.verdicts.values() if one.verdict == "unchecked")
    asked.skipped += [
        Skipped(f"{count} addresses" if count > 1 else "1 address", why) for why, count in reasons.items()
    ]
    return asked


def _checked(settings: WebSettings, root: str) -> WebSettings:
    """The settings with files found; raises SettingsError where they cannot be followed."""
    ca_file = os.path.join(root, settings.ca_file) if settings.ca_file else ""
    if ca_file and not os.path.isfile(ca_file):
        raise SettingsError(f"web.ca-file: {ca_file}: no such file")
    for network in settings.networks:
        try:
            ipaddress.ip_network(network, strict=False)
        except ValueError as error:
            raise SettingsError(f"web.networks: {error}; write `10.1.0.0/16` or one address") from None
    if settings.proxy and urlsplit(settings.proxy).scheme not in ("http", "https"):
        raise SettingsError(f"web.proxy: `{settings.proxy}` is no proxy; write `http://host:port`")
    return msgspec.structs.replace(settings, ca_file=ca_file, headers=_filled(settings.headers))


def _filled(headers: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """Headers with `$NAME` replaced from the environment, so that no secret stands in a settings file."""

    def filled(found: re.Match[str]) -> str:
        if (name := found[1] or found[2]) not in os.environ:
            raise SettingsError(f"web.headers: the environment variable {name} is not set")
        return os.environ[name]

    form = re.compile(r"\$(?:(\w+)|\{(\w+)\})")
    return {host: {name: form.sub(filled, value) for name, value in table.items()} for host, table in headers.items()}


def _targets(hrefs: Iterable[str], asked: Asked) -> tuple[list[Target], dict[str, tuple[Target, str]]]:
    """The addresses to ask, one for all its spellings; and for each spelling the target and the place on it."""
    parsed: dict[str, tuple[Address, str]] = {}
    for href in hrefs:
        try:
            parsed[href] = read(href)
        except (ValueError, UnicodeError):
            asked.verdicts[href] = judge.without("malformed")
    places: dict[Address, dict[str, None]] = {}
    for address, place in parsed.values():
        places.setdefault(address, {})[place] = None
    targets = {address: Target(address, tuple(named)) for address, named in places.items()}
    return list(targets.values()), {href: (targets[address], place) for href, (address, place) in parsed.items()}


def _verdict(known: Mapping[str, Kept], key: str) -> Verdict:
    return known[key].verdict if key in known else judge.without("time")


def _basis(words: Words) -> str:
    """Verdicts rest on words and code; when either changes, the old ones are not believed."""
    _, text = words.texts[judge.VOCABULARY]
    return blake2b(f"{judge.VERSION}\n{text.digest}".encode(), digest_size=8).hexdigest()


def _cache_file(settings: WebSettings, root: str) -> str:
    if settings.cache:
        return os.path.join(root, settings.cache)
    return os.path.join(cache.folder(), "web.sqlite3")


def _known(kept: store.Store, targets: Iterable[Target], ledger: dict[str, Kept]) -> dict[str, Kept]:
    """What the cache and the ledger know, the later one of two."""
    known = {**ledger}
    for address, one in kept.known(target.key(place) for target in targets for place in target.places).items():
        if address not in known or known[address].verdict.checked <= one.verdict.checked:
            known[address] = one
    return known


def _fresh(one: Kept | None, kept: store.Store) -> bool:
    return one is not None and store.fresh(one, kept.basis, store.now())


def _ask(due: list[Target], settings: WebSettings, notebook: Notebook) -> None:
    """Ask what is due, and let the notebook keep the verdicts as they come."""
    from doclint.web import run

    bar = Progress(len(due), sys.stderr)

    def learn(target: Target, reply: Reply) -> None:
        notebook.learn(target, reply)
        bar.step()

    try:
        asyncio.run(run.run(due, settings, notebook.answers, learn))
    finally:
        bar.close()
        notebook.close()


def _write(ledger: str, known: dict[str, Kept], asked: Asked) -> None:
    if not ledger:
        return
    try:
        store.write_ledger(ledger, {key: one for key, one in known.items() if store.worth_keeping(one.verdict)})
    except OSError as error:
        asked.skipped.append(Skipped(ledger, f"cannot be written ({error.strerror})"))
