"""What populations say with draws from the prior: long work, kept in parts so that nothing is computed twice."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd

from outsim.fingerprint import model_fingerprint
from outsim.progress import progress_bar
from outsim.studies.facts import Fact
from outsim.studies.likelihood_free import Matrix
from outsim.studies.pool import Pool, Use, ask
from outsim.studies.prior import Prior
from outsim.uncertainty import assumed_coefficients

PART = 64  # draws kept at once

_READ = (
    ("outsim.studies", "reference.py"),
    ("outsim.studies", "quantities.py"),
    ("outsim.studies", "living.py"),
    ("outsim.studies", "pool.py"),
    ("outsim.studies", "prior.py"),
    ("outsim", "uncertainty.py"),
)
"""The code, beside the model's, that the numbers depend on."""


@dataclass(frozen=True)
class SimulatedTable:
    """Draws and what populations say with them.

    Attributes:
        standard: draws from the prior as standard normal numbers, [draws, unknowns].
        said: [draws, facts], NaN where a population has too few to tell.
    """

    standard: Matrix
    said: Matrix

    @classmethod
    def simulate(
        cls,
        prior: Prior,
        facts: Sequence[Fact],
        draws: int,
        members: int,
        seed: int,
        *,
        folder: Path | None = None,
        progress: bool = False,
    ) -> SimulatedTable:
        """Simulates a population with each draw: draw k the one of that number, see `outsim.studies.pool`.

        Args:
            prior: of the unknowns.
            facts: the columns.
            draws: from the prior.
            members: partnerships in each population.
            seed: of draws, populations and luck.
            folder: where finished parts are kept and looked for; none: nowhere.
            progress: whether to show a progress bar on standard error when it is a terminal.
        """
        standard = prior.sample(draws, seed)
        pool = Pool(Use.FIT, members, seed)
        key = _key(prior, facts, draws, members, seed)
        with progress_bar(draws * members, show=progress) as advance:
            parts = []
            for first in range(0, draws, PART):
                part = _kept(folder, key, first)
                if part is None:
                    chosen = standard[first : first + PART]
                    part = np.array(list(_said(pool, prior, facts, chosen, first)))
                    _keep(part, facts, folder, key, first)
                parts.append(part)
                advance(len(part) * members)
        return cls(standard, np.concatenate(parts))


def _said(pool: Pool, prior: Prior, facts: Sequence[Fact], standard: Matrix, first: int) -> Iterator[list[float]]:
    return ask(facts, pool, len(standard), prior.values(standard), first_set=first)


def _key(prior: Prior, facts: Sequence[Fact], draws: int, members: int, seed: int) -> str:
    """Of everything that the numbers depend on."""
    code = [files(package).joinpath(name).read_text(encoding="utf-8") for package, name in _READ]
    asked = [(fact.id, getattr(fact.quantity, "__name__", "")) for fact in facts]
    drawn = set(prior.names)
    left_out = [(known.name, known.default) for known in assumed_coefficients() if known.name not in drawn]
    about = (model_fingerprint(), code, prior, left_out, asked, draws, members, seed)
    return hashlib.sha256(repr(about).encode()).hexdigest()[:16]


def _kept(folder: Path | None, key: str, first: int) -> Matrix | None:
    if folder is None or not (file := folder / f"{key}-{first:07}.parquet").exists():
        return None
    return pd.read_parquet(file).to_numpy()


def _keep(part: Matrix, facts: Sequence[Fact], folder: Path | None, key: str, first: int) -> None:
    if folder is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / f".{key}-{first:07}"
    pd.DataFrame(part, columns=[fact.id for fact in facts if fact.quantity]).to_parquet(made, index=False)
    os.replace(made, folder / f"{key}-{first:07}.parquet")
