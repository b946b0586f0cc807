"""The door to other machines: Dask, behind the one seam that all workers have, `concurrent.futures.Executor`.

Dask shares out the work and does again what a lost worker had; the rest is as with processes here: a page that takes
worker after worker with it, or hangs, is tried once more in a process of its own and then told of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from doclint.errors import InputError
from doclint.version import __version__
from doclint.workers import Renewable, available

PATIENCE = 10.0
"""seconds in which a scheduler answers"""
_NOWHERE = "127.0.0.1:0"
"""where Dask shows what it does: on this machine only, on a port that is free"""


@contextmanager
def executor(engine: str, jobs: int) -> Iterator[Executor]:
    """The executor of an engine: `dask` begins `jobs` workers here (0: one a processor), `dask=ADDRESS` asks those of a
    scheduler. Raises InputError where there is none."""
    name, equals, address = engine.partition("=")
    if name != "dask" or (equals and not address):
        raise InputError(f"no engine `{name}`; write `--engine dask`, or `--engine dask=ADDRESS`")
    try:
        import distributed
    except ImportError:
        raise InputError("--engine dask needs Dask; run `pip install doclint[dask]`") from None
    with _cluster(distributed, address, jobs) as cluster, _client(distributed, cluster) as client:
        yield Dask(client)


def _cluster(distributed: Any, address: str, jobs: int) -> Any:
    if address:
        return _there(address)
    count = jobs or available()
    return distributed.LocalCluster(
        n_workers=count,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address=_NOWHERE,
        silence_logs="CRITICAL",
        scheduler_kwargs={"allowed_failures": 1},  # what kills two workers is tried alone after that
    )


@contextmanager
def _there(address: str) -> Iterator[str]:
    from distributed.comm.addressing import get_address_host_port

    try:
        get_address_host_port(address, strict=True)
    except (ValueError, TypeError) as error:
        why = f"{address}: no Dask scheduler answers there ({error})"
        raise InputError(f"{why}; write an address such as tcp://HOST:8786") from None
    yield address


@contextmanager
def _client(distributed: Any, cluster: Any) -> Iterator[Any]:
    """A connection to workers that have this doclint."""
    try:
        client = distributed.Client(cluster, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        told = f"{error}".partition("\n")[0] or type(error).__name__
        raise InputError(
            f"{cluster}: no Dask scheduler answers there ({told}); begin one with `dask scheduler`"
        ) from None
    with client:
        try:
            there = set(client.run(_version).values())
        except Exception as error:  # whatever went wrong on another machine
            raise InputError(f"the workers cannot run doclint ({error}); install doclint {__version__} there") from None
        if not there:
            raise InputError(f"{cluster}: the scheduler has no workers; begin some with `dask worker ADDRESS`")
        if there != {__version__}:
            raise InputError(f"the workers have doclint {', '.join(sorted(there))}; install {__version__} there")
        yield client


def _version() -> str:
    return __version__


class Dask(Renewable):
    """The workers of a Dask client. What Dask gives up is a `BrokenExecutor`, as of any pool."""

    forks = False

    def __init__(self, client: Any) -> None:
        self._client, self._inner = client, client.get_executor(pure=False)
        self.jobs = sum(client.nthreads().values())

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """As of any executor."""
        told: Future[Any] = Future()
        inner = self._inner.submit(fn, *args, **kwargs)
        inner.add_done_callback(partial(_pass_on, told))
        told.add_done_callback(lambda _: inner.cancel() if told.cancelled() else None)
        return told

    def renew(self) -> None:
        """Leave what is under way, and begin workers that hang anew."""
        busy = [worker for worker, keys in self._client.processing().items() if keys]
        self._inner.shutdown(wait=False)
        self._inner = self._client.get_executor(pure=False)
        with suppress(Exception):  # a worker that nobody can begin anew stays as it is
            self._client.restart_workers(busy, timeout=PATIENCE, raise_for_error=False)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """As of any executor; it may be used again."""


def _pass_on(told: Future[Any], inner: Future[Any]) -> None:
    if inner.cancelled():
        told.cancel()
        return
    error = inner.exception()
    module = type(error).__module__.partition(".")[0]
    if error is not None and module == "distributed":
        error = BrokenExecutor(str(error))
    with suppress(Exception):  # nobody waits for it any more
        told.set_exception(error) if error is not None else told.set_result(inner.result())
