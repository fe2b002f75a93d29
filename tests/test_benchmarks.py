"""The benchmark of sweeps measures what it says; how long anything takes is not tested."""

from __future__ import annotations

import sys
from pathlib import Path

import platformdirs
import pytest

from sizes import SMALL

sys.path.append(str(Path(__file__).parent.parent / "benchmarks"))

import staged

pytestmark = pytest.mark.slow  # the same on every Python

HOOKS = [*staged.BEGINS.values(), *staged.ENDS.values(), *staged.PARTS.values()]
POINTS = 64


@pytest.mark.parametrize("name", dict.fromkeys(HOOKS))
def test_functions_that_are_timed_are_there(name: str) -> None:
    staged.place(name)


def test_a_sweep_goes_through_all_stages_and_composes_once_an_option(tmp_path: Path) -> None:
    """Hydra composes twice to start; then the base, and each of two options."""
    found = staged.command(
        [
            "-m",
            *(f"{name}={value}" for name, value in SMALL.items()),
            "vendor=polish_shared_services,indian_software_house",
            "contract.clarity=interval(0.1,0.9)",
            "hydra.sweeper.design=latin_hypercube",
            f"hydra.sweeper.points={POINTS}",
            "replicates=1",
            "out=sweep",
        ],
        tmp_path,
        Path(platformdirs.user_cache_dir()),
    )
    assert found.stages.keys() == staged.STAGES.keys() == found.peaks.keys()
    assert min(found.stages.values()) > 0
    assert sum(found.stages.values()) == pytest.approx(found.wall)
    assert found.composed == 2 + 1 + 2
    assert (tmp_path / "sweep" / "runs.parquet").is_dir()
