"""Each published fact's band, and what the model says, on the scale of that band."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as AnyFigure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from outsim.plots.style import BLUE, FAINT, INK, ORANGE, SMALL_SIZE, SOFT, TITLE_SIZE, VERMILLION, Figure, style, tint

if TYPE_CHECKING:
    from outsim.studies.validate import Validation

VERDICTS = {"agrees": (BLUE, "o"), "within uncertainty": (ORANGE, "D"), "misses": (VERMILLION, "X")}
FARTHEST = 1.6  # widths of the band on either side that are shown
ROW = 0.235  # inches
LEFT, RIGHT, WIDTH, TOP, BOTTOM = 4.35, 3.15, 3.6, 1.0, 0.95  # inches


def plot_validation(found: Validation) -> AnyFigure:
    """A row a fact: its band in grey, the model's estimate, its 95 % interval, and 95 % of the posterior.

    Facts that the fit has seen are bold. Rows are grouped by family; what lies farther away than 1.6 widths of the band
    is drawn at the edge, as an arrow.
    """
    rows = found.table[found.table["verdict"] != "given"]
    rows = rows.sort_values("family", kind="stable").reset_index(drop=True)
    height = TOP + ROW * len(rows) + BOTTOM
    size = LEFT + WIDTH + RIGHT, height
    with style():
        figure = Figure(figsize=size)
        axes = figure.add_axes((LEFT / size[0], BOTTOM / height, WIDTH / size[0], ROW * len(rows) / height))
        _ground(axes, len(rows))
        for place, row in rows.iterrows():
            _fact(axes, int(str(place)), row)
        _families(axes, rows["family"])
        left = 0.15 / size[0]
        figure.text(left, 1 - 0.28 / height, _title(rows), size=TITLE_SIZE, weight="bold", va="center")
        figure.text(left, 1 - 0.55 / height, "Bold: the fit has seen it. All others are checks, put aside before fitting.", color=SOFT, size=SMALL_SIZE)  # fmt: skip
        figure.text((LEFT + WIDTH + 0.12) / size[0], 1 - 0.86 / height, "model (95 % of the posterior)", size=SMALL_SIZE, color=SOFT)  # fmt: skip
        figure.text((LEFT + WIDTH + 1.95) / size[0], 1 - 0.86 / height, "published band", size=SMALL_SIZE, color=SOFT)
        figure.legend(handles=_legend(), loc="lower left", bbox_to_anchor=(left, 0.06 / height), ncols=5, frameon=False, fontsize=SMALL_SIZE, columnspacing=1.2)  # fmt: skip
    return figure


def _title(rows: pd.DataFrame) -> str:
    agree = (rows["verdict"] == "agrees").sum()
    return f"What is published, and what the model says: {agree} of {len(rows)} agree"


def _ground(axes: Axes, rows: int) -> None:
    axes.set_ylim(rows - 0.5, -0.5)
    axes.set_xlim(-FARTHEST, 1 + FARTHEST)
    axes.axvspan(0, 1, color=FAINT, lw=0)
    axes.set_yticks([])
    axes.set_xticks([0, 1], ["low end", "high end"])
    axes.set_xlabel("the fact's published band")
    axes.spines["left"].set_visible(False)


def _fact(axes: Axes, place: int, row: Any) -> None:
    colour, marker = VERDICTS[row["verdict"]]

    def at(value: float) -> float:
        return float(np.clip((value - row["low"]) / (row["high"] - row["low"]), -FARTHEST, 1 + FARTHEST))

    model = at(row["model"])
    axes.plot([at(row["posterior_low"]), at(row["posterior_high"])], [place] * 2, color=tint(colour, 0.45), lw=5)
    axes.plot([at(row["model_low"]), at(row["model_high"])], [place] * 2, color=colour, lw=1.4)
    off = "<" if model == -FARTHEST else ">" if model == 1 + FARTHEST else marker
    axes.plot(model, place, off, color=colour, ms=5.5, mec="white", mew=0.6, clip_on=False, zorder=3)
    look = {"size": SMALL_SIZE, "va": "center", "clip_on": False}
    weight = "bold" if row["role"] == "fitting" else "normal"
    whole = axes.get_yaxis_transform()
    axes.text(
        -0.02, place, f"{row['fact']}  {row['id']}", transform=whole, ha="right", color=INK, weight=weight, **look
    )
    said = f"{row['model']:.2g} ({row['posterior_low']:.2g} to {row['posterior_high']:.2g})"
    axes.text(1.03, place, said, transform=whole, color=INK, **look)
    axes.text(
        1.54, place, f"{row['low']:g} to {row['high']:g} {_short(row['unit'])}", transform=whole, color=SOFT, **look
    )


def _short(unit: str) -> str:
    return {"logits of success": "logits", "share of plan": "of plan"}.get(unit, unit)


def _families(axes: Axes, families: pd.Series[str]) -> None:
    """A faint line between families."""
    for place in np.flatnonzero(families.to_numpy()[1:] != families.to_numpy()[:-1]):
        axes.axhline(place + 0.5, color=FAINT, lw=0.8, zorder=0, xmin=-1.15, xmax=1.85, clip_on=False)


def _legend() -> list[Any]:
    verdicts = [
        Line2D([], [], color=colour, marker=marker, ls="", label=name) for name, (colour, marker) in VERDICTS.items()
    ]
    return [
        *verdicts,
        Line2D([], [], color=BLUE, lw=1.4, label="95 % interval at the defaults"),
        Patch(color=tint(BLUE, 0.45), label="95 % of the posterior"),
    ]
