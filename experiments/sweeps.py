"""What the studies on sweeps share: their one command, contrasts on shared luck, and a page made of the results.

Every claim of a page is a contrast: a weighted sum over the points of a sweep, of the share of partnerships that are
terminated. Points share their luck, so a contrast is computed within each replicate and then averaged.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from outsim import read_sweep
from outsim.cli import main
from outsim.config_files import description
from outsim.paired import difference_of, mean_of
from outsim.statistics import Estimate, spread_between

HERE = Path(__file__).resolve().parent
NAMES = ("culture_and_clocks", "optimism", "absent_leaders")
SWEEP = ".sweep"
"""The folder of the sweep itself, which is not committed: the same command fills it again."""


@dataclass(frozen=True)
class Contrast:
    """A weighted sum over points, such as the mean of some less the mean of others.

    Attributes:
        name: of its row in contrasts.csv.
        weights: [points].
    """

    name: str
    weights: NDArray[np.float64]


def mean_over(points: ArrayLike) -> NDArray[np.float64]:
    """Weights of the mean over these points, [points].

    Args:
        points: whether each belongs to them.

    Raises:
        ValueError: where none does.
    """
    chosen = np.asarray(points, dtype=float)
    if not chosen.any():
        raise ValueError("a mean over no point")
    return chosen / chosen.sum()


@dataclass(frozen=True)
class Study:
    """A question put to a sweep.

    Attributes:
        folder: ``experiments/NAME``; its experiment is ``configs/experiment/NAME.yaml``.
        takes: how long the sweep takes, on two cores.
        described: the table of points with what follows from them.
        contrasts: what is asked of the points.
        title: what is seen, in a sentence, from contrasts.
        figure: from points and contrasts.
        findings: texts of the page by name, from points and contrasts.
    """

    folder: Path
    takes: str
    described: Callable[[pd.DataFrame], pd.DataFrame]
    contrasts: Callable[[pd.DataFrame], list[Contrast]]
    title: Callable[[pd.DataFrame], str]
    figure: Callable[[pd.DataFrame, pd.DataFrame], Figure]
    findings: Callable[[pd.DataFrame, pd.DataFrame], dict[str, str]]

    @property
    def results(self) -> Path:
        """Where the committed results are."""
        return self.folder / "results"

    @property
    def command(self) -> str:
        """What runs the sweep."""
        return f"outsim -m experiment={self.folder.name}"

    def run(self) -> int:
        """Runs the sweep, or what of it is missing, and makes tables, figure and page; returns an exit code."""
        made = self.results / SWEEP
        if code := main([*self.command.split()[1:], f"out={made}"]):
            return code
        points = self.described(pd.read_parquet(made / "points.parquet").drop(columns="key"))
        points.to_csv(self.results / "points.csv", index=False, float_format="%.6g")
        estimated(self.contrasts(points), read_sweep(made)).to_csv(
            self.results / "contrasts.csv", index=False, float_format="%.6g"
        )
        self.write()
        return 0

    def write(self) -> None:
        """Figure and page, and the list of all studies, from the committed tables."""
        self.figure(self.points(), self.estimates()).savefig(self.results / "figure.png", dpi=130)
        (self.folder / "README.md").write_text(self.page(), encoding="utf-8")
        (HERE / "README.md").write_text(index(), encoding="utf-8")

    def points(self) -> pd.DataFrame:
        """The committed table of points."""
        return pd.read_csv(self.results / "points.csv")

    def estimates(self) -> pd.DataFrame:
        """The committed contrasts, by name."""
        return pd.read_csv(self.results / "contrasts.csv", index_col="contrast")

    def page(self) -> str:
        """README.md: the template, in which each name in braces is what the results say of it."""
        points = self.points()
        size = {
            "points": f"{len(points):,}",
            "each": f"{points['partnerships'].iloc[0]:,}",
            "partnerships": f"{points['partnerships'].sum():,}",
            "takes": self.takes,
        }
        return filled(self.folder / "README.template.md", size | self.findings(points, self.estimates()))


def studies() -> list[Study]:
    """All of them."""
    found = []
    for name in NAMES:
        spec = importlib.util.spec_from_file_location(f"experiments_{name}", HERE / name / "run.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        found.append(module.STUDY)
    return found


def index() -> str:
    """The list of the studies, with the question of each experiment and what its committed results say."""
    rows = [
        [f"[{study.folder.name}]({study.folder.name}/README.md): {description('experiment', study.folder.name)}",
         f"`{study.command}`", f"{study.title(study.estimates())}.", study.takes]
        for study in studies()
        if (study.results / "contrasts.csv").exists()
    ]  # fmt: skip
    return filled(HERE / "README.template.md", {"studies": table(["question", "command", "finding", "takes"], rows)})


def filled(template: Path, values: Mapping[str, str]) -> str:
    """A template in which each name in braces is replaced by its value."""
    text = template.read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace("{{" + name + "}}", value)
    return text


def estimated(contrasts: list[Contrast], runs: pd.DataFrame) -> pd.DataFrame:
    """One row a contrast: its value, its interval of 95 % over draws of coefficients, and its spread between draws.

    Args:
        runs: a row a partnership, by point and replicate, as of `outsim.read_sweep`.
    """
    replicates = runs["replicate"].nunique()
    ended = (runs["outcome"] == "terminated").to_numpy().reshape(-1, replicates)  # [points, replicates]
    draws = runs["draw"].to_numpy()[:replicates]
    each = np.array([found.weights for found in contrasts]) @ ended
    rows = []
    for found, values, mean in zip(contrasts, each, mean_of(each, draws), strict=True):
        best = _of_two_points(found, ended, draws) or mean
        spread = spread_between(values, draws)
        rows.append({"contrast": found.name, "value": best.value, "low": best.low, "high": best.high, "spread": spread})
    return pd.DataFrame(rows)


def _of_two_points(found: Contrast, ended: NDArray[np.bool_], draws: NDArray[np.int64]) -> Estimate | None:
    """One point against one other: an interval that has a width even where hardly any pair differs."""
    (first,), (second,) = (np.flatnonzero(found.weights == sign)[:1].tolist() or [None] for sign in (1, -1))
    if first is None or second is None or np.count_nonzero(found.weights) > 2:
        return None
    return difference_of(ended[first], ended[second], draws)[0]


def of_100(row: pd.Series) -> str:
    """A contrast in partnerships of 100, with its interval."""
    return f"{100 * row['value']:.1f} ({100 * row['low']:.1f} to {100 * row['high']:.1f})"


def size_of_100(row: pd.Series) -> str:
    """The same without its sign, for sentences that say the direction in words."""
    if row["value"] >= 0:
        return of_100(row)
    return of_100(pd.Series({"value": -row["value"], "low": -row["high"], "high": -row["low"]}))


def against_the_sum(row: pd.Series) -> str:
    """A sentence on what two levers prevent together less what each prevents alone."""
    if not settled(row):
        return f"Whether both together do more or less than their sum is not settled ({of_100(row)})."
    more = "more" if row["value"] > 0 else "less"
    return f"Both together prevent {more} than their sum, by {size_of_100(row)} of 100."


def settled(row: pd.Series) -> bool:
    """Whether the interval leaves 0 out."""
    return bool(row["low"] > 0 or row["high"] < 0)


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of the page."""
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
