"""Benchmarks find what they measure; that of sweeps measures what it says. How long anything takes is not tested."""

from __future__ import annotations

import ast
import importlib
import sys
from pathlib import Path

import platformdirs
import pytest

from sizes import SMALL

sys.path.append(str(Path(__file__).parent.parent / "benchmarks"))

import staged

pytestmark = pytest.mark.slow  # the same on every Python

BENCHMARKS = Path(staged.__file__).parent
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


@pytest.mark.parametrize("file", sorted(path.name for path in BENCHMARKS.glob("*.py")))
def test_what_a_benchmark_takes_from_outsim_is_there(file: str) -> None:
    """Wherever in the file it is imported: what is measured in a process of its own is imported there."""
    for found in ast.walk(ast.parse((BENCHMARKS / file).read_text(encoding="utf-8"))):
        if isinstance(found, ast.ImportFrom) and (found.module or "").split(".")[0] == "outsim":
            module = importlib.import_module(found.module or "")
            missing = [each.name for each in found.names if not hasattr(module, each.name)]
            assert not missing, f"{found.module} has no {missing}"
