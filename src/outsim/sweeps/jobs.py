"""Jobs of Hydra in this process: those that only simulate are simulated together, on shared luck."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from hydra.core.utils import JobReturn, run_job, setup_globals
from hydra.types import HydraContext
from omegaconf import DictConfig, OmegaConf, open_dict

from outsim.configuration import read_run
from outsim.ensemble import Ensemble
from outsim.run_settings import RunSettings
from outsim.scenario import Scenario

TOGETHER = 16  # jobs, whose partnerships are held in memory


def launch_together(
    context: HydraContext,
    task: Callable[..., Any],
    config: DictConfig,
    job_overrides: Sequence[Sequence[str]],
    first: int,
) -> list[JobReturn]:
    """Runs jobs as Hydra's launchers do; see `hydra.plugins.launcher.Launcher.launch`.

    Args:
        task: takes a job's configuration, and ``ensemble``, what was simulated for it already.
        first: number of the first job.

    Returns:
        Of each job what the task returns: for a simulation the share of partnerships that are terminated, so that a
        sweeper that searches for a minimum searches for fewest failures.

    Raises:
        InputError: for a job that cannot be run, before any runs.
    """
    setup_globals()
    Path(os.fspath(str(config.hydra.sweep.dir))).mkdir(parents=True, exist_ok=True)
    configs = [job_config(context, config, overrides, first + number) for number, overrides in enumerate(job_overrides)]
    read = [_read(each) for each in configs]
    done = []
    for start in range(0, len(configs), TOGETHER):
        ensembles = dict(_simulated(read[start : start + TOGETHER]))
        for place, each in enumerate(configs[start : start + TOGETHER]):
            ready = ensembles.get(place)
            found = run_job(
                task_function=task if ready is None else partial(task, ensemble=ready),
                config=each,
                job_dir_key="hydra.sweep.dir",
                job_subdir_key="hydra.sweep.subdir",
                hydra_context=context,
                configure_logging=False,
            )
            done.append(found)
    return done


def job_config(context: HydraContext, config: DictConfig, overrides: Sequence[str], number: int) -> DictConfig:
    """The configuration of one job, with the folder of its sweep."""
    made = context.config_loader.load_sweep_config(config, list(overrides))
    with open_dict(made):
        made.hydra.job.id = number
        made.hydra.job.num = number
        made.hydra.sweep.dir = config.hydra.sweep.dir
    return made


def _read(config: DictConfig) -> tuple[Scenario, RunSettings]:
    whole: Mapping[str, Any] = OmegaConf.to_container(config, resolve=True)  # type: ignore[assignment]
    return read_run({key: value for key, value in whole.items() if key != "hydra"})


def _simulated(jobs: Sequence[tuple[Scenario, RunSettings]]) -> Iterator[tuple[int, Ensemble]]:
    """For jobs that only simulate, by their place: those of the same luck together."""
    from outsim.engine import simulate

    def luck(place: int) -> tuple[Any, ...]:
        settings = jobs[place][1]
        return (settings.replicates, settings.seed, settings.arithmetic, settings.parameters, settings.weekly)

    places = [
        place for place, (_, settings) in enumerate(jobs) if settings.study == "simulate" and not settings.dry_run
    ]
    for (replicates, seed, arithmetic, parameters, weekly), group in groupby(sorted(places, key=luck), key=luck):
        members = list(group)
        ensemble = simulate(
            [jobs[place][0] for place in members],
            replicates,
            seed,
            arithmetic=arithmetic,
            parameters=parameters,
            weekly=weekly,
            progress=jobs[members[0]][1].progress,
        )
        if not ensemble.complete:
            raise KeyboardInterrupt("stopped")
        for point, place in enumerate(members):
            yield place, ensemble.only(point)
