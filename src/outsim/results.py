"""One folder of results a run: whole or not at all, and never in place of somebody else's files."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from uuid import uuid4

from omegaconf import OmegaConf

from outsim.errors import InputError
from outsim.manifest import configuration, manifest
from outsim.run_settings import RUN_KEYS, RunSettings
from outsim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

FILES: Mapping[str, str] = {
    "runs": "runs.parquet",
    "runs_csv": "runs.csv",
    "weeks": "weeks.parquet",
    "summary": "summary.json",
    "figure": "figure.png",
    "config": "config.yaml",
    "manifest": "manifest.json",
    "words": "words.txt",
    "report": "report.html",
    "facts": "facts.csv",
    "patterns": "patterns.csv",
    "coefficients": "coefficients.csv",
    "recovery": "recovery.csv",
    "posterior": "posterior.parquet",
    "pairs": "pairs.png",
    "recovered": "recovered.png",
    "unknowns": "unknowns.csv",
    "forecast": "forecast.csv",
    "effects": "effects.csv",
    "differences": "differences.csv",
    "survival": "survival.csv",
    "causes": "causes.csv",
    "incidence": "incidence.csv",
    "pairs_of_levers": "pairs.csv",
    "lost": "lost.csv",
    "families": "families.csv",
    "changes": "changes.csv",
    "events": "events.csv",
    "counterfactuals": "counterfactuals.csv",
    "frontier": "frontier.csv",
    "robust": "robust.csv",
    "screening": "screening.csv",
    "indices": "indices.csv",
    "interactions": "interactions.csv",
    "outputs": "outputs.csv",
    "swings": "swings.csv",
    "boxes": "boxes.csv",
    "conditions": "conditions.csv",
    "points": "points.parquet",
}
"""What a folder of results can hold, by what it is."""


BLOCKS = "blocks"
"""The folder in a sweep's folder that holds its finished parts."""


class Simulated(Protocol):
    """What is written: `outsim.ensemble.Ensemble` is one."""

    @property
    def runs(self) -> pd.DataFrame: ...
    @property
    def weeks(self) -> pd.DataFrame: ...
    @property
    def complete(self) -> bool: ...
    def summary(self) -> dict[str, Any]: ...
    def plot(self) -> Figure: ...
    def report(self, path: Path) -> Path: ...


def results_folder(out: str | None) -> Path:
    """The folder asked for, or else one named after the time, as Hydra does, that does not exist yet.

    >>> results_folder("my_results").name
    'my_results'
    """
    if out is not None:
        return Path(out).expanduser().resolve()
    first = Path("outputs", datetime.now().strftime("%Y-%m-%d/%H-%M-%S")).resolve()
    folder, number = first, 1
    while folder.exists():
        number += 1
        folder = first.with_name(f"{first.name}-{number}")
    return folder


def check_folder(
    folder: Path,
    *,
    must_be_new: bool = False,
    allowed: Collection[str] = FILES.values(),
    marks: Collection[str] = (FILES["manifest"],),
) -> None:
    """Makes sure, before anything is simulated, that results can be written there. Leaves no trace.

    Args:
        folder: where results are to go.
        must_be_new: refuse even earlier results of outsim.
        allowed: names that it may hold.
        marks: names one of which a folder of outsim holds.

    Raises:
        InputError: for a folder that cannot be made or written, or that holds other files.
    """
    here = Path.cwd()
    if folder == here or folder in here.parents:
        raise InputError(f"out = {folder}: results need a folder of their own, not the current one")
    try:
        _check_contents(folder, must_be_new, allowed, marks)
        ancestor = next(place for place in folder.parents if place.exists())
        with tempfile.TemporaryDirectory(prefix=".outsim-", dir=ancestor):
            pass
    except OSError as error:
        raise _cannot_write(folder, error) from None


def _check_contents(folder: Path, must_be_new: bool, allowed: Collection[str], marks: Collection[str]) -> None:
    with suppress(FileNotFoundError):
        folder.lstat()  # complains of a name that is too long, or that leads through a file
        if not folder.is_dir():
            raise InputError(f"out = {folder}: is a file; results need a folder")
        held = sorted(entry.name for entry in folder.iterdir())
        if held and must_be_new:
            raise InputError(f"out = {folder}: holds something already; a sweep needs a new folder")
        if BLOCKS in held and BLOCKS not in allowed:
            raise InputError(f"out = {folder}: holds a sweep; results of one run need a folder of their own")
        foreign = [name for name in held if name not in allowed]
        if held and (foreign or not set(marks) & set(held)):
            names = ", ".join((foreign or held)[:3])
            raise InputError(f"out = {folder}: holds files that outsim did not write ({names}); name another")


def write_results(
    folder: Path,
    simulated: Simulated,
    scenario: Scenario,
    settings: RunSettings,
    *,
    command: str,
    seconds: float,
) -> dict[str, Path]:
    """Writes a folder of results; earlier results of outsim in it are replaced.

    Everything is written beside it first and put in place in one step, so that a folder of results
    is always whole.

    Returns:
        The files, by what they are; see `FILES`.

    Raises:
        InputError: if the folder cannot be written, or holds other files.

    >>> write_results(Path("out"), runs, scenario, settings, command="", seconds=2.0)  # doctest: +SKIP
    """
    check_folder(folder)
    about = manifest(scenario, settings, command=command, seconds=seconds, complete=simulated.complete)
    try:
        with put_in_place(folder, folder.parent) as place:
            _write_table(simulated.runs, place / FILES["runs"])
            if settings.csv:
                simulated.runs.to_csv(place / FILES["runs_csv"], index=False)
            if settings.weekly:
                _write_table(simulated.weeks, place / FILES["weeks"])
            _write_json(simulated.summary(), place / FILES["summary"])
            simulated.plot().savefig(place / FILES["figure"], dpi=150)
            if settings.report:
                simulated.report(place / FILES["report"])
            OmegaConf.save(configuration(scenario, settings), place / FILES["config"])
            _write_json(about, place / FILES["manifest"])
    except OSError as error:
        raise _cannot_write(folder, error) from None
    return {what: folder / name for what, name in FILES.items() if (folder / name).exists()}


def read_scenario(folder: str | Path) -> Scenario:
    """The scenario whose results a folder holds, to run it again or to vary it.

    >>> read_scenario("outputs/2026-01-05/09-00-00").with_(weeks=52)  # doctest: +SKIP

    Raises:
        InputError: if the folder holds no results.
    """
    file = Path(folder) / FILES["config"]
    try:
        found = OmegaConf.to_container(OmegaConf.load(file))
    except OSError as error:
        raise InputError(f"{folder}: holds no results of outsim: {error.strerror}") from None
    if not isinstance(found, dict):
        raise InputError(f"{file}: is no configuration of outsim")
    return Scenario.from_mapping({str(key): value for key, value in found.items() if key not in RUN_KEYS})


def write_study(
    folder: Path,
    contents: Mapping[str, pd.DataFrame | Figure | str | Mapping[str, Any]],
    scenario: Scenario,
    settings: RunSettings,
    *,
    command: str,
    seconds: float,
    complete: bool = True,
    about: Mapping[str, Any] | None = None,
) -> dict[str, Path]:
    """Writes what a study found: each table, figure or text to the file that `FILES` names for it.

    Args:
        about: what the manifest says otherwise of what was simulated than the scenario and the settings do.

    Returns and raises as `write_results`.

    >>> write_study(Path("out"), {"words": "Well."}, scenario, settings, command="", seconds=2.0)  # doctest: +SKIP
    """
    check_folder(folder)
    told = {**manifest(scenario, settings, command=command, seconds=seconds, complete=complete), **(about or {})}
    try:
        with put_in_place(folder, folder.parent) as place:
            for what, content in contents.items():
                _write(content, place / FILES[what])
            OmegaConf.save(configuration(scenario, settings), place / FILES["config"])
            _write_json(told, place / FILES["manifest"])
    except OSError as error:
        raise _cannot_write(folder, error) from None
    return {what: folder / name for what, name in FILES.items() if (folder / name).exists()}


def _write(content: Any, file: Path) -> None:
    if isinstance(content, Mapping):
        _write_json(content, file)
    elif isinstance(content, str):
        file.write_text(content + "\n", encoding="utf-8")
    elif file.suffix == ".csv":
        content.to_csv(file, index=False, float_format="%.6g")
    elif file.suffix == ".parquet":
        _write_table(content, file)
    else:
        content.savefig(file, dpi=150)


@contextmanager
def put_in_place(folder: Path, scratch: Path) -> Iterator[Path]:
    """A new folder in a scratch place, which becomes the one meant at the end; after an error all is as before."""
    scratch.mkdir(parents=True, exist_ok=True)
    made, old = (scratch / f".outsim-{uuid4().hex[:12]}" for _ in range(2))
    made.mkdir()
    try:
        yield made
        if folder.exists():
            os.replace(folder, old)
        os.replace(made, folder)
    finally:
        if old.exists() and not folder.exists():
            os.replace(old, folder)
        for left in (made, old):
            shutil.rmtree(left, ignore_errors=True)


def _write_table(table: pd.DataFrame, file: Path) -> None:
    table.to_parquet(file, compression="zstd", index=False)


def _write_json(content: Mapping[str, Any], file: Path) -> None:
    file.write_text(json.dumps(content, indent=2, allow_nan=False) + "\n", encoding="utf-8")


def _cannot_write(folder: Path, error: OSError) -> InputError:
    return InputError(f"out = {folder}: cannot be written: {error.strerror or error}")
