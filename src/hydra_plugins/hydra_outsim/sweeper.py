"""``hydra/sweeper=outsim``: ordinary sweep syntax becomes one design and one table.

Hydra loads this file at every start of every application beside it, so it imports outsim only when it is used.
"""

from typing import Any

from hydra.core.config_store import ConfigStore
from hydra.core.plugins import Plugins
from hydra.plugins.launcher import Launcher
from hydra.plugins.sweeper import Sweeper
from hydra.types import HydraContext, TaskFunction
from omegaconf import DictConfig


class OutsimSweeper(Sweeper):
    """Reads the overrides of a multirun as a design; see `outsim.sweeps`."""

    def __init__(self, params: Any, **design: Any) -> None:
        self._params, self._design = params or {}, design
        self._context: HydraContext | None = None

    def setup(self, *, hydra_context: HydraContext, task_function: TaskFunction, config: DictConfig) -> None:
        self._context, self._task, self._config = hydra_context, task_function, config
        self._launcher: Launcher = Plugins.instance().instantiate_launcher(
            hydra_context=hydra_context, task_function=task_function, config=config
        )

    def sweep(self, arguments: list[str]) -> Any:
        from outsim.sweeps.commanding import sweep_command

        assert self._context is not None
        return sweep_command(
            [*(f"{name}={value}" for name, value in self._params.items()), *arguments],
            self._design,
            self._config,
            self._launcher,
            self._context.config_loader,
            getattr(self._task, "command", "outsim -m"),
        )


ConfigStore.instance().store(
    group="hydra/sweeper",
    name="outsim",
    provider="outsim",
    node={
        "_target_": "hydra_plugins.hydra_outsim.sweeper.OutsimSweeper",
        "design": "factorial",
        "points": 256,
        "levels": None,
        "trajectories": 16,
        "limit": 100_000,
        "seed": None,
        "file": None,
        "rows": 8192,
        "params": None,
    },
)
