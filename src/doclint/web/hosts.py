"""Politeness: how many requests a host gets at once and how soon after each other, and who is asked next."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Generic, TypeVar

T = TypeVar("T")


class Gate:
    """What every request to one host passes, those of redirects from elsewhere too."""

    def __init__(self, at_once: int, gap: float) -> None:
        self.slots = asyncio.Semaphore(at_once)
        self.gap = gap
        self.next = 0.0
        """the loop's time before which no request may start"""
        self.failures = 0
        """tries that had no answer"""
        self.answered = False
        self.closed = ""
        """why nothing more is asked here"""

    async def __aenter__(self) -> None:
        await self.slots.acquire()
        try:
            await self._turn()
        except BaseException:
            self.slots.release()
            raise

    async def _turn(self) -> None:
        loop = asyncio.get_running_loop()
        while (wait := self.next - loop.time()) > 0:
            await asyncio.sleep(wait)
        self.next = loop.time() + self.gap

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.slots.release()

    def pause(self, seconds: float) -> None:
        """Let nobody pass for so long."""
        self.next = max(self.next, asyncio.get_running_loop().time() + seconds)


class Schedule(Generic[T]):
    """Works off a queue for each host, the longest queue first: it alone decides when the last link is done."""

    def __init__(
        self,
        queues: dict[str, list[T]],
        work: Callable[[str, T], Awaitable[None]],
        at_once: int,
        per_host: int,
        gap: float,
    ) -> None:
        self.queues, self.work = queues, work
        self.at_once, self.per_host, self.gap = at_once, per_host, gap
        self.slots = 0
        """how many may run now"""
        self.ready = [(-len(queue), host) for host, queue in queues.items() if queue]
        self.busy: dict[str, int] = dict.fromkeys(queues, 0)
        self.waiting: set[str] = set()
        """hosts that have just been asked"""
        self.offered = {host for _, host in self.ready}
        self.tasks: set[asyncio.Task[None]] = set()
        self.done = asyncio.Event()
        self.fault: BaseException | None = None
        heapq.heapify(self.ready)

    async def run(self) -> None:
        """Return when all queues are empty; cancelled, cancel what is under way."""
        loop = asyncio.get_running_loop()
        self._widen()
        for turn in range(1, self.per_host):
            loop.call_later((turn + 0.5) * self.gap, self._widen)
        try:
            await self.done.wait()
            if self.fault:
                raise self.fault
        finally:
            self.queues.clear()  # what ends now makes room for nobody
            self.ready.clear()
            for task in self.tasks:
                task.cancel()
            await asyncio.gather(*self.tasks, return_exceptions=True)

    def _widen(self) -> None:
        """Let more run at once, in steps: the longest queues, which must rest in between, get all their slots first."""
        self.slots = min(self.slots + -(-self.at_once // self.per_host), self.at_once)
        self._fill()

    def _fill(self) -> None:
        while self.ready and len(self.tasks) < self.slots:
            _, host = heapq.heappop(self.ready)
            self.offered.discard(host)
            self._start(host)
        if not self.tasks and not self.ready and not self.waiting:
            self.done.set()

    def _start(self, host: str) -> None:
        task = asyncio.ensure_future(self.work(host, self.queues[host].pop()))
        self.tasks.add(task)
        self.busy[host] += 1
        self.waiting.add(host)
        task.add_done_callback(lambda task: self._ended(host, task))
        asyncio.get_running_loop().call_later(self.gap, self._rested, host)

    def _rested(self, host: str) -> None:
        self.waiting.discard(host)
        self._offer(host)

    def _ended(self, host: str, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        if not task.cancelled() and task.exception():
            self.fault = task.exception()
            self.done.set()
        self.busy[host] -= 1
        self._offer(host)

    def _offer(self, host: str) -> None:
        """Put the host among those that may be asked, if it may be."""
        free = host not in self.waiting and self.busy[host] < self.per_host
        if free and self.queues.get(host) and host not in self.offered:
            self.offered.add(host)
            heapq.heappush(self.ready, (-len(self.queues[host]), host))
        self._fill()
