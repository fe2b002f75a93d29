"""``hydra/launcher=batched``: everything in this process, simulated together.

Hydra loads this file at every start of every application beside it, so it imports outsim only when it is used.
"""

from collections.abc import Sequence
from typing import Any

from hydra.core.config_store import ConfigStore
from hydra.core.utils import JobReturn
from hydra.plugins.launcher import Launcher
from hydra.types import HydraContext, TaskFunction
from omegaconf import DictConfig


class BatchedLauncher(Launcher):
    """Computes blocks of outsim's sweeper one after the other, each on all cores; jobs of other sweepers together."""

    def setup(self, *, hydra_context: HydraContext, task_function: TaskFunction, config: DictConfig) -> None:
        self._context, self._task, self._config = hydra_context, task_function, config

    def blocks(self, works: Any, keep: Any) -> None:
        from outsim.sweeps.running import here

        here(works, keep)

    def launch(self, job_overrides: Sequence[Sequence[str]], initial_job_idx: int) -> Sequence[JobReturn]:
        from outsim.sweeps.jobs import launch_together

        return launch_together(self._context, self._task, self._config, job_overrides, initial_job_idx)


ConfigStore.instance().store(
    group="hydra/launcher",
    name="batched",
    provider="outsim",
    node={"_target_": "hydra_plugins.hydra_outsim.batched_launcher.BatchedLauncher"},
)
