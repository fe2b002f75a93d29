"""``hydra/launcher=dask``: blocks of a sweep on the workers of Dask.

Hydra loads this file at every start of every application beside it, so it imports outsim only when it is used.
"""

from collections.abc import Sequence
from typing import Any

from hydra.core.config_store import ConfigStore
from hydra.core.utils import JobReturn
from hydra.plugins.launcher import Launcher
from hydra.types import HydraContext, TaskFunction
from omegaconf import DictConfig


class DaskLauncher(Launcher):
    """Starts workers here, or joins a scheduler; jobs of other sweepers are run there too."""

    def __init__(self, address: str | None, workers: int | None, threads: int, memory: str | float | None) -> None:
        self._client: dict[str, Any] = {"address": address, "workers": workers, "threads": threads, "memory": memory}

    def setup(self, *, hydra_context: HydraContext, task_function: TaskFunction, config: DictConfig) -> None:
        self._context, self._task, self._config = hydra_context, task_function, config

    def blocks(self, works: Any, keep: Any) -> None:
        from outsim.sweeps.on_dask import client, compute_with

        if works:
            with client(**self._client) as joined:
                compute_with(joined, works, keep)

    def launch(self, job_overrides: Sequence[Sequence[str]], initial_job_idx: int) -> Sequence[JobReturn]:
        from outsim.sweeps.on_dask import client, run_jobs

        with client(**self._client) as joined:
            return run_jobs(joined, self._context, self._task, self._config, job_overrides, initial_job_idx)


ConfigStore.instance().store(
    group="hydra/launcher",
    name="dask",
    provider="outsim",
    node={
        "_target_": "hydra_plugins.hydra_outsim.dask_launcher.DaskLauncher",
        "address": None,
        "workers": None,
        "threads": 1,
        "memory": None,
    },
)
