"""The command line: a Hydra application that prints one clear message where Hydra would print many.

Nothing is written before there are results. Exit codes: 0 done, 2 bad input, 3 some points of a sweep failed,
130 stopped with Ctrl-C (what was done by then is written), 141 whoever reads what is printed has left.
Errors of the program itself show their traceback.
"""

from __future__ import annotations

import os
import shlex
import sys
import time
import warnings
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import hydra
from hydra._internal.utils import get_args_parser
from hydra.core.hydra_config import HydraConfig
from hydra.types import RunMode
from omegaconf import DictConfig

from outsim import __version__
from outsim.cli_effects import STUDIES_OF_EFFECTS
from outsim.cli_explain import STUDIES_THAT_EXPLAIN
from outsim.cli_help import help_text
from outsim.cli_inputs import STUDIES_OF_INPUTS
from outsim.cli_studies import STUDIES
from outsim.config_errors import clear_errors
from outsim.config_files import HYDRA_PATH
from outsim.configuration import (
    HYDRA_VERSION_BASE,
    hydra_put_aside,
    plain,
    read_run,
    refuse_repeats,
)
from outsim.errors import InputError, Left, PointsFailed, unknown_name
from outsim.run_settings import RUN_KEYS, RunSettings, refuse_unused
from outsim.scenario import Scenario

if TYPE_CHECKING:
    from outsim.ensemble import Ensemble

BAD_INPUT = 2
POINTS_FAILED = 3
STOPPED = 130
READER_LEFT = 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs ``outsim`` with these arguments, or those of the command line; returns the exit code.

    >>> main(["contract.clarity=0.4", "replicates=100"])  # doctest: +SKIP
    0
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = _exit_code(given)
        print(end="", flush=True)
    except BrokenPipeError:  # whoever reads, as `| head`, has left
        _silence()
        return READER_LEFT
    return code


def _exit_code(given: list[str]) -> int:
    try:
        _through_hydra(given)
    except InputError as error:
        print(f"outsim: {error}", file=sys.stderr)
        return BAD_INPUT
    except PointsFailed as error:
        print(f"outsim: {error}", file=sys.stderr)
        return POINTS_FAILED
    except KeyboardInterrupt as stop:
        print(f"outsim: {str(stop) or 'stopped'}", file=sys.stderr)
        return STOPPED
    except SystemExit as leaving:  # after --help, or flags that argparse does not know
        return leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    return 0


def _silence() -> None:
    """What is still to be printed goes nowhere, or else Python would complain about it as it leaves."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            os.dup2(nowhere, stream.fileno())


def _through_hydra(arguments: list[str]) -> None:
    command = shlex.join(["outsim", *arguments])

    def job(config: DictConfig, ensemble: Any = None) -> Any:
        try:
            return _run(config, command, ensemble)
        except Exception as error:
            raise Left(error) from None
        except SystemExit:  # newer versions of Rich leave so when nobody reads what they print
            raise Left(BrokenPipeError()) from None

    job.command = command  # type: ignore[attr-defined]

    with _as_hydra_expects(arguments), hydra_put_aside():
        flags = _flags().parse_args()
        if flags.help:
            print(help_text())
            return
        try:
            with clear_errors(flags.overrides, RUN_KEYS):
                refuse_repeats(flags.overrides)
                hydra.main(HYDRA_PATH, "config", HYDRA_VERSION_BASE)(job)()
        except Left as left:
            raise left.error from left.error.__cause__


def _flags() -> ArgumentParser:
    """Hydra's flags, with a version of our own."""
    parser = get_args_parser()
    for action in parser._actions:
        if "--version" in action.option_strings:
            action.version = f"outsim {__version__}"  # type: ignore[attr-defined]
    return parser


@contextmanager
def _as_hydra_expects(arguments: list[str]) -> Iterator[None]:
    """Hydra reads the process's own arguments, and lets errors through only when it is told so."""
    argv, full_error, format_warning = sys.argv, os.environ.get("HYDRA_FULL_ERROR"), warnings.formatwarning
    sys.argv = ["outsim", *arguments]
    os.environ["HYDRA_FULL_ERROR"] = "1"
    warnings.formatwarning = lambda message, *_, **__: f"outsim: note: {message}\n"
    try:
        yield
    finally:
        sys.argv, warnings.formatwarning = argv, format_warning
        if full_error is None:
            del os.environ["HYDRA_FULL_ERROR"]
        else:
            os.environ["HYDRA_FULL_ERROR"] = full_error


def _run(config: DictConfig, command: str, ensemble: Ensemble | None = None) -> Any:
    """What Hydra calls once, or once for each job of a sweep; returns what a sweeper can minimise, if anything."""
    if "block" in config:
        from outsim.sweeps.commanding import compute_file

        return compute_file(config.block)
    if reads_as_multirun(HydraConfig.get()):
        raise InputError("this experiment is a sweep: add -m")
    scenario, settings = read_run(plain(config))
    if settings.study not in _STUDIES:
        raise unknown_name("study", settings.study, _STUDIES)
    refuse_unused(settings)
    if settings.dry_run:
        from outsim.sweeps.designs import Design
        from outsim.sweeps.dry_run import dry_run
        from outsim.sweeps.points import alone

        print(dry_run(alone(scenario), Design(), settings, settings.replicates))
        return None
    folder = _folder(settings)
    if settings.study == "simulate":
        return _simulate(scenario, settings, folder, command, ensemble)
    return _STUDIES[settings.study](scenario, settings, folder, command)


def reads_as_multirun(config: Any) -> bool:
    """Whether a configuration is of a sweep, though one run was asked for."""
    return config.mode != RunMode.MULTIRUN and bool(config.sweeper.get("params"))


def _folder(settings: RunSettings) -> Path:
    from outsim.results import results_folder

    job = HydraConfig.get()
    if job.mode != RunMode.MULTIRUN:
        return results_folder(settings.out)
    print(f"Run {job.job.num}: {' '.join(job.overrides.task)}")
    return results_folder(settings.out or job.sweep.dir) / str(job.job.num)


def _simulate(
    scenario: Scenario, settings: RunSettings, folder: Path, command: str, ensemble: Ensemble | None = None
) -> float:
    """What is likely to happen? The summary on the console, the rest in the folder; returns the share terminated."""
    from outsim.results import check_folder, write_results

    check_folder(folder)
    started = time.perf_counter()
    from outsim.engine import simulate  # brings JAX: not before the input is known to be good

    _load_meanwhile("scipy.stats", "outsim.plots.figures")
    ensemble = ensemble or simulate(
        scenario,
        replicates=settings.replicates,
        seed=settings.seed,
        arithmetic=settings.arithmetic,
        parameters=settings.parameters,
        progress=settings.progress,
        weekly=settings.weekly,
    )
    if not len(ensemble.runs):
        raise KeyboardInterrupt("stopped before any partnership was done; this run wrote nothing")
    seconds = time.perf_counter() - started
    paths = write_results(folder, ensemble, scenario, settings, command=command, seconds=seconds)
    ensemble.print(paths=paths)
    if not ensemble.complete:
        done = f"{len(ensemble.runs):,} of {settings.replicates:,}"
        raise KeyboardInterrupt(f"stopped; the {done} partnerships done by then are in {folder}")
    return float((ensemble.runs["outcome"] == "terminated").mean())


def _load_meanwhile(*modules: str) -> None:
    """Loads what the results will need while the simulation is compiled and runs, which takes as long."""
    Thread(target=lambda: [import_module(name) for name in modules], daemon=True).start()


_STUDIES: Mapping[str, Callable[[Scenario, RunSettings, Path, str], Any]] = {
    "simulate": _simulate,
    **STUDIES,
    **STUDIES_OF_EFFECTS,
    **STUDIES_THAT_EXPLAIN,
    **STUDIES_OF_INPUTS,
}
