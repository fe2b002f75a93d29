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
"""The colour and the marker of each verdict."""

FARTHEST = 1.6  # widths of the band on either side that are shown
ROW = 0.235  # inches, as are all below
LEFT, RIGHT, WIDTH, TOP, BOTTOM = 5.35, 4.75, 3.5, 1.15, 0.95
MARGIN = 0.15
SAID, BAND, ORIGIN = 0.12, 2.1, 3.85  # where the columns to the right of the panel begin


def plot_validation(found: Validation) -> AnyFigure:
    """A row a fact: its band in grey, the model's estimate, its 95 % interval, and 95 % of the posterior.

    Facts that the fit has seen are bold, and those that follow from another one say so. Rows are grouped by family;
    what lies farther away than 1.6 widths of the band is drawn at the edge, as an arrow.
    """
    rows = found.table[found.table["verdict"] != "given"]
    rows = rows.sort_values("family", kind="stable").reset_index(drop=True)
    height = TOP + ROW * len(rows) + BOTTOM
    width = LEFT + WIDTH + RIGHT
    with style():
        figure = Figure(figsize=(width, height))
        axes = figure.add_axes((LEFT / width, BOTTOM / height, WIDTH / width, ROW * len(rows) / height))
        band_ground(axes, len(rows))
        for place in range(len(rows)):
            _fact(axes, place, rows.iloc[place])
        _families(axes, list(rows["family"]))

        def write(text: str, x: float, below_top: float, **look: Any) -> None:
            figure.text(x / width, 1 - below_top / height, text, va="center", **look)

        write(_title(rows), MARGIN, 0.28, size=TITLE_SIZE, weight="bold")
        for line, text in enumerate(_HOW_TO_READ):
            write(text, MARGIN, 0.52 + 0.17 * line, size=SMALL_SIZE, color=SOFT)
        for name, x in (("model (95 % of the posterior)", SAID), ("band", BAND), ("band is", ORIGIN)):
            write(name, LEFT + WIDTH + x, TOP - 0.12, size=SMALL_SIZE, color=SOFT)
        figure.legend(
            handles=_legend(),
            loc="lower left",
            bbox_to_anchor=(MARGIN / width, 0.06 / height),
            ncols=6,
            frameon=False,
            fontsize=SMALL_SIZE,
            columnspacing=1.2,
        )
    return figure


def _title(rows: pd.DataFrame) -> str:
    counted = rows[rows["role"] != "implied"]
    agree = (counted["verdict"] == "agrees").sum()
    return f"What is published, and what the model says: {agree} of {len(counted)} agree"


_HOW_TO_READ = (
    "Bold: the fit has seen it. All others are checks, but for those that follow from another fact; these are not "
    "counted.",
    f"More than {FARTHEST:g} widths of a band away: drawn at the edge, as an arrow. A band is published, derived from "
    "what is published, or assumed around a published number.",
)


def band_ground(axes: Axes, rows: int) -> None:
    """The ground of a panel with a row a fact: all bands are one grey stripe."""
    axes.set_ylim(rows - 0.5, -0.5)
    axes.set_xlim(-FARTHEST, 1 + FARTHEST)
    axes.axvspan(0, 1, color=FAINT, lw=0)
    axes.set_yticks([])
    axes.set_xticks([0, 1], ["low end", "high end"])
    axes.set_xlabel("the fact's band")
    axes.spines["left"].set_visible(False)


def on_band(value: float, row: Any) -> float:
    """Where a value lies on a fact's band, from 0 to 1 inside it, and no farther out than is shown.

    >>> on_band(0.25, {"low": 0.2, "high": 0.3}), on_band(9.0, {"low": 0.2, "high": 0.3})
    (0.5, 2.6)
    """
    return round(float(np.clip((value - row["low"]) / (row["high"] - row["low"]), -FARTHEST, 1 + FARTHEST)), 9)


def marker_at(place: float, marker: str) -> str:
    """The marker, or an arrow outwards at either edge.

    >>> marker_at(0.5, "o"), marker_at(2.6, "o")
    ('o', '>')
    """
    return "<" if place <= -FARTHEST else ">" if place >= 1 + FARTHEST else marker


def with_minus(text: str) -> str:
    """Hyphens before digits become minus signs, as on axes.

    >>> with_minus("-1 to 0.5, well-known")
    '−1 to 0.5, well-known'
    """
    return "".join(
        "−" if sign == "-" and after.isdigit() else sign for sign, after in zip(text, text[1:] + " ", strict=True)
    )


def fact_name(axes: Axes, place: int, row: Any) -> None:
    """The fact's name and number to the left of its row, bold when the fit has seen it."""
    weight = "bold" if row["role"] == "fitting" else "normal"
    follows = f" (follows from {row['follows']})" if row["role"] == "implied" else ""
    for points, text in ((-4, row["id"]), (-32, row["fact"] + follows)):
        axes.annotate(
            text,
            (0, place),
            (points, 0),
            xycoords=axes.get_yaxis_transform(),
            textcoords="offset points",
            ha="right",
            va="center",
            size=SMALL_SIZE,
            color=INK,
            weight=weight,
            annotation_clip=False,
        )


def _fact(axes: Axes, place: int, row: Any) -> None:
    colour, marker = VERDICTS[row["verdict"]]
    drawn, estimated = ([on_band(row[f"{what}_{end}"], row) for end in ("low", "high")] for what in _INTERVALS)
    axes.plot(drawn, [place] * 2, color=tint(colour, 0.45), lw=5, gid="posterior")
    axes.plot(estimated, [place] * 2, color=colour, lw=1.4, gid="interval")
    model = on_band(row["model"], row)
    arrow = marker_at(model, marker)
    axes.plot(
        model,
        place,
        arrow,
        color=colour,
        ms=5.5 if arrow == marker else 8,
        mec="white",
        mew=0.6,
        clip_on=False,
        zorder=3,
        gid="model",
    )
    fact_name(axes, place, row)
    digits = _digits(row["high"] - row["low"])
    middle, low, high = (f"{row[name]:.{digits}f}" for name in ("model", "posterior_low", "posterior_high"))
    band = f"{row['low']:g} to {row['high']:g} {_short(row['unit'])}"
    columns = ((SAID, f"{middle} ({low} to {high})", INK), (BAND, band, SOFT), (ORIGIN, row["origin"], SOFT))
    for inches, text, ink in columns:
        axes.text(
            1 + inches / WIDTH,
            place,
            with_minus(text),
            transform=axes.get_yaxis_transform(),
            size=SMALL_SIZE,
            color=ink,
            va="center",
        )


_INTERVALS = ("posterior", "model")


def _digits(width: float) -> int:
    """Decimals with which a number can be placed on a band of that width."""
    return 3 if width < 0.1 else 2 if width < 3 else 1


def _short(unit: str) -> str:
    return {"logits of success": "logits", "share of plan": "of plan"}.get(unit, unit)


def _families(axes: Axes, families: list[str]) -> None:
    """The name of each family at its first row, and a faint line between families."""
    far_left, far_right = (MARGIN - LEFT) / WIDTH, 1 + (RIGHT - MARGIN) / WIDTH
    for place, family in enumerate(families):
        if place and family == families[place - 1]:
            continue
        axes.text(
            far_left,
            place,
            family,
            transform=axes.get_yaxis_transform(),
            size=SMALL_SIZE,
            color=SOFT,
            style="italic",
            va="center",
        )
        if place:
            axes.axhline(place - 0.5, far_left, far_right, color=FAINT, lw=0.8, zorder=0, clip_on=False)


def _legend() -> list[Any]:
    verdicts = [
        Line2D([], [], color=colour, marker=marker, ls="", label=name) for name, (colour, marker) in VERDICTS.items()
    ]
    return [
        *verdicts,
        Line2D([], [], color=SOFT, lw=1.4, label="95 % interval at the defaults"),
        Patch(color=tint(SOFT, 0.45), label="95 % of the posterior"),
        Patch(color=FAINT, label="band"),
    ]
