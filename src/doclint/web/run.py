"""All addresses that are due, asked at the same time within the limits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import httpx

from doclint.settings import WebSettings
from doclint.web import fetch
from doclint.web.address import Target, read
from doclint.web.connect import Connections, trusted
from doclint.web.hosts import Gate, Schedule
from doclint.web.judge import Answers
from doclint.web.policy import Policy
from doclint.web.reply import Reply


async def run(
    targets: Sequence[Target], settings: WebSettings, answers: Answers, learn: Callable[[Target, Reply], None]
) -> None:
    """Ask every target once and hand each reply to `learn`; stop at the deadline, leaving the rest unasked."""
    gates: dict[str, Gate] = {}

    def gate(server: str) -> Gate:
        return gates.setdefault(server, Gate(settings.per_host, settings.gap)) if server not in gates else gates[server]

    policy = Policy(settings.allow, settings.deny, settings.networks)
    queues: dict[str, list[Target]] = {}
    for target in reversed(targets):
        queues.setdefault(target.address.server, []).append(target)

    async with _transport(settings, policy) as transport:
        tools = fetch.Tools(transport, policy, settings, gate, answers.challenged)

        async def work(server: str, target: Target) -> None:
            reply = await _asked(target, tools)
            learn(target, reply)
            if isinstance(transport, Connections):
                _tidy(transport, reply, queues)

        schedule = Schedule(queues, work, settings.at_once, settings.per_host, settings.gap)
        try:
            async with asyncio.timeout(settings.deadline or None):
                await schedule.run()
        except TimeoutError:
            return


def _tidy(transport: Connections, reply: Reply, queues: dict[str, list[Target]]) -> None:
    """Close what is idle on the hosts of this chain that have nothing more to say."""
    for url in (reply.asked, *(hop.url for hop in reply.hops)):
        address, _ = read(url)
        if not queues.get(address.server):
            transport.leave(address.host.strip("[]"))


async def _asked(target: Target, tools: fetch.Tools) -> Reply:
    try:
        return await fetch.ask(target.address, any(target.places), tools)
    except Exception as error:  # one strange answer must not end the run
        return Reply(asked=target.address.url, url=target.address.url, failure="internal", words=repr(error)[:200])


def _transport(settings: WebSettings, policy: Policy) -> httpx.AsyncBaseTransport:
    """Our own connections; through a proxy httpx's, for then there is one host to connect to."""
    if not settings.proxy:
        return Connections(policy, settings.ca_file)
    return httpx.AsyncHTTPTransport(
        verify=trusted(settings.ca_file),
        proxy=settings.proxy,
        limits=httpx.Limits(max_connections=settings.at_once, max_keepalive_connections=0),
    )
