"""What ``outsim -m`` does: a sweep into one table, or one job for each combination."""

from __future__ import annotations

import pickle
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import fields
from pathlib import Path
from typing import Any

from hydra.core.config_loader import ConfigLoader
from hydra.core.utils import JobReturn
from hydra.plugins.launcher import Launcher
from omegaconf import DictConfig, open_dict

from outsim.configuration import quoted
from outsim.errors import InputError, Left, PointsFailed
from outsim.results import check_folder, results_folder
from outsim.sweeps.blocks import Work, compute
from outsim.sweeps.composing import Composer
from outsim.sweeps.designs import Design
from outsim.sweeps.dry_run import dry_run
from outsim.sweeps.folder import SweepFolder
from outsim.sweeps.naming import usual_folder
from outsim.sweeps.running import Done, Keep
from outsim.sweeps.stores import FolderStore

POLL = 0.5  # seconds between two looks at what other processes have kept


def sweep_command(
    overrides: Sequence[str],
    design: Mapping[str, Any],
    config: DictConfig,
    launcher: Launcher,
    loader: ConfigLoader,
    command: str,
) -> Any:
    """Runs a sweep that Hydra was asked for.

    Args:
        overrides: of the command line and of an experiment.
        design: settings of a `Design`, and ``rows`` of a block.
        config: of Hydra, before anything is swept.
        launcher: that is to be used.

    Raises:
        InputError: for a design that cannot be, before anything runs.
        Left: around what goes wrong while it runs.
    """
    composer = Composer(overrides, loader)
    if not composer.is_one_table:
        return _one_job_each(composer, config, launcher)
    settings = {key: value for key, value in design.items() if value is not None}
    rows = settings.pop("rows")
    with _settings_of_the_sweeper():
        asked = Design(settings.pop("design"), **settings)
        points = composer.points(asked)
    path = (
        results_folder(composer.settings.out)
        if composer.settings.out
        else usual_folder(points.bases[0].scenario.name, asked, composer.swept, composer.fixed)
    )
    folder = SweepFolder(path)
    if composer.settings.dry_run:
        return _or_left(lambda: print(dry_run(points, asked, composer.settings, rows, folder.store)))
    with open_dict(config):
        config.hydra.sweep.dir = str(path)

    def launch(works: Sequence[Work], keep: Keep) -> None:
        blocks = getattr(launcher, "blocks", None)
        if blocks is not None:
            blocks(works, keep)
        elif works:
            _through_jobs(launcher, works, folder, keep)

    def simulate() -> None:
        from outsim.report import print_study
        from outsim.sweeps.sweep import run_sweep

        found = run_sweep(points, asked, composer.settings, folder=folder, launch=launch, command=command, rows=rows)
        print_study([], found.words, folder.paths())
        if not found.complete:
            raise KeyboardInterrupt(f"stopped; what was done by then is in {path}, and the same command goes on")
        if len(found.failures):
            raise PointsFailed(f"{len(found.failures):,} of {len(found.table):,} points failed; see above")

    return _or_left(simulate)


@contextmanager
def _settings_of_the_sweeper() -> Iterator[None]:
    """Names a setting of a design as it is given on the command line."""
    try:
        yield
    except InputError as error:
        name = str(error).split(" = ")[0]
        known = [spot.name for spot in fields(Design)]
        raise InputError(f"hydra.sweeper.{error}" if name in known or name == "design" else str(error)) from None


def _or_left(run: Callable[[], Any]) -> Any:
    """What goes wrong while something runs is not what goes wrong while it is composed."""
    try:
        return run()
    except Exception as error:
        raise Left(error) from error.__cause__


def _one_job_each(composer: Composer, config: DictConfig, launcher: Launcher) -> Sequence[JobReturn]:
    """Other studies than simulating have results of their own for each combination, in numbered folders."""
    jobs = composer.jobs()
    outs = {settings.out for _, settings in jobs}
    if len(outs) > 1:
        raise InputError("out: a sweep has one folder; its runs go to numbered folders inside")
    folder = results_folder(outs.pop())
    check_folder(folder, must_be_new=True)
    with open_dict(config):
        config.hydra.sweep.dir = str(folder)
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    try:
        return launcher.launch([overrides for overrides, _ in jobs], initial_job_idx=0)
    finally:
        for place in missing:  # that nothing was written to
            with suppress(OSError):
                place.rmdir()


def _through_jobs(launcher: Launcher, works: Sequence[Work], folder: SweepFolder, keep: Keep) -> None:
    """One job of Hydra a block, for launchers that know only jobs; each job keeps its own block."""
    place = folder.works()
    waiting = {work.name: work for work in works}
    finished = threading.Event()

    def look() -> None:
        for name in folder.store.names() & waiting.keys():
            keep(Done(waiting.pop(name)))

    def watch() -> None:
        while not finished.wait(POLL):
            look()

    try:
        jobs = []
        for number, work in enumerate(works):
            file = place / f"{number:06d}.pickle"
            file.write_bytes(pickle.dumps((work, folder.store.folder)))
            jobs.append([f"+block={quoted(str(file))}"])
        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            returned = launcher.launch(jobs, initial_job_idx=0)
        finally:
            finished.set()
            watcher.join()
        look()
        for work in list(waiting.values()):
            keep(Done(work, lost=_reason(returned[works.index(work)])))
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _reason(job: JobReturn) -> str:
    try:
        return f"its job came to nothing: {job.return_value}"
    except Exception as error:
        return f"its job failed: {error}"


def compute_file(file: str) -> str:
    """What such a job does: computes the block that a file asks for, and keeps it; returns its name."""
    work, place = pickle.loads(Path(file).read_bytes())
    FolderStore(place).put(compute(work))
    return str(work.name)
