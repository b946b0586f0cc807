"""Work shared out to processes, any of which may die or hang without the rest being lost."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future, ProcessPoolExecutor
    from typing import Self
else:
    Executor = object  # most runs need none, and to load it takes as long as to read a page

T = TypeVar("T")
A = TypeVar("A")

FEW = 300
"""pages for which to start processes costs more than they save"""
_AHEAD = 3
"""chunks handed out for each process, so that none waits for the next; what is lost with a process is no more"""

Work = Callable[[list[T]], Sequence[A]]


class Renewable(Executor):
    """An executor that survives the death of a worker; of its methods it has those below."""

    jobs: int
    """how many pieces of work are done at a time"""
    forks = True
    """whether processes may begin as copies of this one: not where threads run whose locks they would copy, too"""

    def renew(self) -> None:
        """Leave what is under way, and put other workers in the place of dead or hung ones."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self.renew() if kind else self.shutdown()


class Pool(Renewable):
    """`jobs` processes, begun when there is work for them."""

    def __init__(self, jobs: int, least: int = 0, forks: bool = True) -> None:
        self.jobs, self.least, self.forks = jobs, least, forks
        """for fewer than `least` pages the pool is not worth its start"""
        self._inner: ProcessPoolExecutor | None = None

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """As of any executor."""
        if self._inner is None:
            from concurrent.futures import ProcessPoolExecutor  # most runs are over before a process would start
            from multiprocessing import get_context

            context = get_context(None if self.forks else "spawn")
            self._inner = ProcessPoolExecutor(self.jobs, context, _deaf)
        return self._inner.submit(fn, *args, **kwargs)

    def renew(self) -> None:
        """End all processes, whatever they do; the next piece of work begins new ones."""
        for process in list((getattr(self._inner, "_processes", None) or {}).values()):
            process.kill()
        self.shutdown(cancel_futures=True)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """As of any executor; it may be used again."""
        if self._inner is not None:
            self._inner.shutdown(wait, cancel_futures=cancel_futures)
            self._inner = None


def _deaf() -> None:
    """Leave Ctrl-C, which a terminal sends to all processes, to the one that ends the others."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def available() -> int:
    """The processors that this process may use."""
    with suppress(AttributeError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def spread(
    executor: Executor, work: Work[T, A], chunks: Iterable[list[T]], patience: Callable[[list[T]], float]
) -> Iterator[tuple[T, A | None]]:
    """Each item with its answer, in no certain order; None where it took its process with it, or all its time.

    `work` answers a chunk; `patience` says for how many seconds to wait for one. What was under way when a process died
    is done again, each chunk and then each item in a process of its own, so that what is to blame is known for sure.
    """
    from concurrent.futures import Future

    waiting, running = iter(chunks), deque[tuple[list[T], Future[Sequence[A]]]]()
    window = getattr(executor, "jobs", 8) * _AHEAD
    waits = next(waiting, None)
    while waits is not None or running:
        try:
            while waits is not None and len(running) < window:
                running.append((waits, executor.submit(work, waits)))
                waits = next(waiting, None)
            chunk, future = running[0]
            yield from zip(chunk, future.result(patience(chunk)), strict=True)
            running.popleft()
        except _losses():
            if isinstance(executor, Renewable):
                executor.renew()
            else:
                executor = Pool(1)  # the one that was given cannot be mended
            suspects = [*running] or [(waits or [], Future())]
            waits = waits if running else next(waiting, None)
            running.clear()
            yield from _again(suspects, work, patience, getattr(executor, "forks", True))
    if isinstance(executor, Pool):
        executor.shutdown()


def _losses() -> tuple[type[BaseException], ...]:
    """What is raised where a worker died or hung."""
    from concurrent.futures import BrokenExecutor, CancelledError

    return BrokenExecutor, CancelledError, TimeoutError


def _again(
    suspects: Sequence[tuple[list[T], Future[Sequence[A]]]],
    work: Work[T, A],
    patience: Callable[[list[T]], float],
    forks: bool,
) -> Iterator[tuple[T, A | None]]:
    with Pool(1, forks=forks) as pool:
        for chunk, future in suspects:
            if future.done() and not future.cancelled() and not future.exception():
                yield from zip(chunk, future.result(), strict=True)
            else:
                yield from _alone(pool, work, chunk, patience)


def _alone(
    pool: Pool, work: Work[T, A], chunk: list[T], patience: Callable[[list[T]], float]
) -> Iterator[tuple[T, A | None]]:
    try:
        answers = pool.submit(work, chunk).result(patience(chunk))
    except _losses():
        pool.renew()
        if len(chunk) == 1:
            yield chunk[0], None
        else:
            for item in chunk:
                yield from _alone(pool, work, [item], patience)
    else:
        yield from zip(chunk, answers, strict=True)
