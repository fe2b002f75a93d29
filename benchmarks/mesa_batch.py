"""Mesa's own ``batch_run`` over the plain Mesa partnership: ``python mesa_batch.py PROCESSES JSON``.

Mesa starts its processes anew for every batch. So each run tells when it began and ended, and the time taken is from
the first beginning to the last end: what it takes to start them is left out, to Mesa's favour.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import mesa
from mesa.batchrunner import batch_run

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from oracle import OraclePartnership, OwnLuck
from oracle.ledger import RUNNING
from outsim import load_scenario


@dataclass(frozen=True)
class Batch:
    """A factorial design over two inputs of the default scenario."""

    clarity: Sequence[float]
    participation: Sequence[float]
    replicates: int

    @property
    def points(self) -> int:
        """Combinations."""
        return len(self.clarity) * len(self.participation)

    @property
    def partnerships(self) -> int:
        """All that are simulated."""
        return self.points * self.replicates


class BatchedPartnership(OraclePartnership):
    """A partnership as ``batch_run`` wants it: made from what is varied, stopping by itself, collecting every step."""

    def __init__(self, clarity: float, participation: float, replicate: int) -> None:
        began = time.monotonic()  # one clock for all processes of a machine
        described = load_scenario().with_(contract__clarity=clarity, leaders__participation=participation)
        super().__init__(described, luck=OwnLuck(described, random.Random(replicate)))
        reporters = {
            "outcome": lambda model: model.ledger.outcome,
            "began": lambda _: began,
            "ended": lambda _: time.monotonic(),
        }
        self.datacollector = mesa.DataCollector(model_reporters=reporters)

    def step(self) -> None:
        """A week; the last is that of the contract or of its termination."""
        super().step()
        self.running = self.ledger.outcome == RUNNING and self.week < self.described.weeks - 1
        self.datacollector.collect(self)


def seconds(batch: Batch, processes: int | None) -> float:
    """Of one batch, in a process of its own.

    Args:
        processes: that Mesa uses; none: one a core.
    """
    command = [sys.executable, __file__, json.dumps(processes), json.dumps(asdict(batch))]
    printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return float(printed.splitlines()[-1])


def _seconds(processes: int | None, batch: Mapping[str, Any]) -> float:
    asked = Batch(**batch)
    rows = batch_run(
        BatchedPartnership,
        {
            "clarity": asked.clarity,
            "participation": asked.participation,
            "replicate": range(asked.replicates),
        },
        number_processes=processes,
        data_collection_period=-1,
        max_steps=load_scenario().weeks,
        display_progress=False,
    )
    if len(rows) != asked.partnerships:
        raise RuntimeError(f"{len(rows)} rows of {asked.partnerships} partnerships")
    return float(max(row["ended"] for row in rows) - min(row["began"] for row in rows))


if __name__ == "__main__":
    print(_seconds(json.loads(sys.argv[1]), json.loads(sys.argv[2])))
