"""Blocks on the workers of Dask: of this machine, or of a scheduler that runs somewhere.

Workers send blocks back, and this process keeps them: workers need outsim, and no folder in common. A worker that dies
takes nothing with it: its blocks are computed by others.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from outsim.errors import InputError, Left
from outsim.sweeps.blocks import Work, compute, model_version
from outsim.sweeps.running import Done, Keep

if TYPE_CHECKING:
    from distributed import Client
    from hydra.core.utils import JobReturn
    from hydra.types import HydraContext, TaskFunction
    from omegaconf import DictConfig

AHEAD = 4  # blocks that each worker thread is given at a time, so that memory does not grow with a sweep
START_TIMEOUT = 30  # seconds
THREADS = "OUTSIM_THREADS"
_ADDRESS = re.compile(r"(\w+://)?[^\s/]+:\d+")


@contextmanager
def client(address: str | None, workers: int | None, threads: int, memory: str | float | None) -> Iterator[Client]:
    """Of the scheduler at an address, or of workers started here for as long as they are needed.

    Args:
        address: such as ``tcp://10.0.0.5:8786``; none: workers of this machine.
        workers: processes to start here; none: one for each core.
        threads: of each.
        memory: bytes that each may use, or a share of the machine's; none: no limit.

    Raises:
        InputError: where Dask is not installed, nobody answers, or workers have another model of outsim.
    """
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        raise InputError("hydra/launcher=dask needs Dask: pip install 'outsim[dask]'") from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL + 1)  # it tells of every worker that comes and goes
    if address is None:
        cluster: Any = LocalCluster(
            n_workers=workers or os.cpu_count() or 1,
            threads_per_worker=threads,
            memory_limit=memory or 0,
            dashboard_address=None,
            host="127.0.0.1",
            env={THREADS: str(threads)},
        )
        with cluster, Client(cluster) as found:
            yield found
        return
    if not _ADDRESS.fullmatch(address):
        raise InputError(f"hydra.launcher.address = {address}: must be an address such as tcp://10.0.0.5:8786")
    try:
        joined = Client(address, timeout=START_TIMEOUT, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise InputError(f"hydra.launcher.address = {address}: no Dask scheduler answers there: {error}") from None
    with joined:
        try:
            joined.wait_for_workers(1, timeout=START_TIMEOUT)
        except TimeoutError:
            raise InputError(f"hydra.launcher.address = {address}: its scheduler has no workers; start some") from None
        _check_model(joined, address)
        yield joined


def _check_model(joined: Client, address: str) -> None:
    try:
        found = joined.run(model_version)
    except ModuleNotFoundError as error:
        raise InputError(
            f"hydra.launcher.address = {address}: its workers lack {error.name}: install outsim there"
        ) from None
    for worker, version in found.items():
        if version != model_version():
            raise InputError(
                f"hydra.launcher.address = {address}: worker {worker} has another model ({version}) than this process "
                f"({model_version()}); install the same outsim and jax there"
            )


def compute_with(joined: Client, works: Sequence[Work], keep: Keep) -> None:
    """Computes blocks on the workers of a client, a few ahead for each of their threads.

    Raises:
        KeyboardInterrupt: after what is under way was taken back.
        InputError: where the scheduler is gone.
    """
    from distributed import as_completed
    from distributed.scheduler import KilledWorker

    waiting = iter(works)
    under_way: dict[Any, Work] = {}

    def submit() -> Any:
        work = next(waiting, None)
        if work is None:
            return None
        future = joined.submit(compute, work, key=f"outsim-{work.name}", pure=False)
        under_way[future] = work
        return future

    ahead = AHEAD * max(1, sum(joined.nthreads().values()))
    first = [future for future in (submit() for _ in range(ahead)) if future is not None]
    finished = as_completed(first, loop=joined.loop)
    try:
        for future in finished:
            work = under_way.pop(future)
            try:
                keep(Done(work, future.result()))
            except KilledWorker as error:
                keep(Done(work, lost=f"{error.allowed_failures + 1} workers died over it; is there enough memory?"))
            except CancelledError:
                raise InputError("the Dask scheduler is gone; the same command goes on where it stopped") from None
            future.release()
            following = submit()
            if following is not None:
                finished.add(following)
    except BaseException:
        joined.cancel(list(under_way), force=True)
        raise


def run_jobs(
    joined: Client,
    context: HydraContext,
    task: TaskFunction,
    config: DictConfig,
    job_overrides: Sequence[Sequence[str]],
    first: int,
) -> list[JobReturn]:
    """Runs jobs of Hydra on the workers; see `hydra.plugins.launcher.Launcher.launch`.

    Raises:
        Left: with the error of a job that failed.
    """
    from hydra.core.singleton import Singleton
    from hydra.core.utils import JobStatus

    state = Singleton.get_state()
    futures = [
        joined.submit(_job, context, task, config, overrides, first + number, state, pure=False)
        for number, overrides in enumerate(job_overrides)
    ]
    done: list[JobReturn] = joined.gather(futures)
    for job in done:
        if job.status == JobStatus.FAILED:
            raise Left(job._return_value)
    return done


def _job(
    context: HydraContext, task: TaskFunction, config: DictConfig, overrides: Sequence[str], number: int, state: Any
) -> JobReturn:
    from hydra.core.singleton import Singleton
    from hydra.core.utils import run_job, setup_globals

    from outsim.sweeps.jobs import job_config

    def plainly(given: DictConfig) -> Any:
        try:
            return task(given)
        except Left as left:
            raise left.error from None

    setup_globals()
    Singleton.set_state(state)
    return run_job(
        task_function=plainly,
        config=job_config(context, config, overrides, number),
        job_dir_key="hydra.sweep.dir",
        job_subdir_key="hydra.sweep.subdir",
        hydra_context=context,
        configure_logging=False,
    )
