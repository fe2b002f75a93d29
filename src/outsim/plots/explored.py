"""An answer as a still picture: what an explorer leaves behind where no browser draws it."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as AnyFigure

from outsim.app.answer import Answer, Scale
from outsim.plots.panels import INNER_STRENGTH, OUTER_STRENGTH
from outsim.plots.style import (
    BASE_SIZE,
    BLUE,
    INDICATOR_COLOURS,
    INK,
    SMALL_SIZE,
    SOFT,
    TITLE_SIZE,
    VERMILLION,
    Figure,
    heading,
    panel_title,
    style,
    tint,
    title_in_lines,
    week_axis,
    wrapped,
    write_on,
)

WIDTH, PANEL, HEIGHT, GAP, PAIR_GAP, LEFT, TOP, BETWEEN, BOTTOM = (
    10.7,
    2.1,
    1.4,
    0.32,
    0.85,
    0.55,
    1.45,
    1.3,
    1.15,
)  # inches
NAMES = 1.2  # of causes


def plot_answer(answer: Answer) -> AnyFigure:
    """Bands of each indicator in the two arms compared, side by side on one scale, and survival.

    >>> from outsim.app.answer import answer
    >>> from outsim.scenario import Scenario
    >>> plot_answer(answer({"replicates": 16}, Scenario())).axes[0].get_xlabel()
    'week'
    """
    names = names_of(answer)
    rows = -(-len(answer["indicators"]) // 2) + 1
    height = TOP + rows * HEIGHT + (rows - 1) * BETWEEN + BOTTOM
    with style():
        figure = Figure(figsize=(WIDTH, height))

        def panel(row: int, pair: int, side: int, wide: float = PANEL) -> Axes:
            x = LEFT + pair * (2 * PANEL + GAP + PAIR_GAP) + side * (PANEL + GAP)
            y = height - TOP - row * (HEIGHT + BETWEEN) - HEIGHT
            return figure.add_axes((x / WIDTH, y / height, wide / WIDTH, HEIGHT / height))

        for place, scale in enumerate(answer["indicators"]):
            for side, arm in enumerate(dict.fromkeys(answer["compared"])):
                axes = panel(*divmod(place, 2), side, PANEL if names[0] != names[1] else 2 * PANEL + GAP)
                _indicator(axes, answer, scale, arm, names[side], first=not side)
        _survival(panel(rows - 1, 0, 0, 2 * PANEL + GAP), answer, names)
        _causes(panel(rows - 1, 1, 0, 2 * PANEL + GAP), answer, names)
        _write(figure, answer, height)
    return figure


def names_of(answer: Answer) -> tuple[str, str]:
    """What the two arms are called that an answer compares."""
    before, after = answer["compared"]
    if before == after:
        return ("as it is", "as it is")
    return ("without levers", "with levers") if after == "with" else ("as it was given", "changed")


def _numbers(values: list[float | None]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array(values, dtype=float)


def _indicator(axes: Axes, answer: Answer, scale: Scale, arm: str, named: str, *, first: bool) -> None:
    numbers = answer["arms"][arm]
    colour = INDICATOR_COLOURS.get(scale["name"], BLUE)
    band = {label: _numbers(values) for label, values in numbers["bands"][scale["name"]].items()}
    week = np.arange(answer["weeks"])
    enough = np.array(numbers["running"]) >= answer["fewest"]
    week_axis(axes, answer["weeks"])
    axes.set_ylim(scale["low"], scale["high"])
    axes.grid(axis="y")
    for low, high, strength in (("q05", "q95", OUTER_STRENGTH), ("q25", "q75", INNER_STRENGTH)):
        axes.fill_between(week, band[low], band[high], where=enough, color=tint(colour, strength), linewidth=0)
    axes.plot(week, band["q50"], color=colour, linewidth=1.8, gid="median")
    if not first:
        axes.tick_params(labelleft=False)
        if answer["compared"][0] != arm:
            beside = _numbers(answer["arms"][answer["compared"][0]]["bands"][scale["name"]]["q50"])
            axes.plot(week, beside, color=INK, linewidth=1.0, linestyle="--", gid="beside")
    unit = f"{scale['unit'].replace('..', ' to ')}, {'higher' if scale['better'] > 0 else 'lower'} is better"
    panel_title(axes, heading(scale["name"]) if first else " ", f"{named}\n({unit})" if first else f"{named}\n")


def _survival(axes: Axes, answer: Answer, names: tuple[str, str]) -> None:
    week_axis(axes, answer["weeks"])
    axes.set_ylim(0, 100)
    axes.grid(axis="y")
    ends = np.arange(answer["weeks"] + 1)
    before, after = (answer["arms"][arm]["survival"] for arm in answer["compared"])
    dashed, solid, low, high = (
        100 * np.append(1.0, _numbers(values))
        for values in (before["share"], after["share"], after["low"], after["high"])
    )
    axes.fill_between(ends, low, high, step="post", color=tint(BLUE, 0.3), linewidth=0)
    axes.step(ends, solid, where="post", color=BLUE, linewidth=1.8, gid="survival")
    said = "of 100 partnerships, not terminated"
    if answer["compared"][0] != answer["compared"][1]:
        axes.step(
            ends,
            dashed,
            where="post",
            color=INK,
            linewidth=1.0,
            linestyle="--",
        )
        said = f"{said}: {names[1]} (blue), {names[0]} (dashed)"
    panel_title(axes, "Survival", said)


def _causes(axes: Axes, answer: Answer, names: tuple[str, str]) -> None:
    """What ends partnerships in each arm, of 100."""
    before, after = ({cause["words"]: cause for cause in answer["arms"][arm]["causes"]} for arm in answer["compared"])
    rows = list(dict.fromkeys([*before, *after]))
    alike = answer["compared"][0] == answer["compared"][1]
    panel_title(axes, "Causes", "of 100" + (" partnerships" if alike else f": {names[0]} (pale), {names[1]} (blue)"))
    if not rows:
        write_on(axes, "No partnership was terminated.")
        return
    for place, (arm, colour) in enumerate(((before, tint(VERMILLION, 0.45)), (after, BLUE))):
        if place and alike:
            break
        share = [100 * arm[row]["share"] if row in arm else 0.0 for row in rows]
        axes.barh(np.arange(len(rows)) + 0.38 * place - 0.19, share, height=0.34, color=colour)
    axes.set_yticks(range(len(rows)), rows, color=INK)
    axes.set_ylim(max(len(rows), 4) - 0.5, -0.5)
    axes.grid(axis="x")
    left, low, wide, high = axes.get_position().bounds
    axes.set_position((left + NAMES / WIDTH, low, wide - NAMES / WIDTH, high))


def _write(figure: AnyFigure, answer: Answer, height: float) -> None:
    def write(text: str, y: float, size: float, **look: Any) -> None:
        broken = wrapped(text, WIDTH - 0.3, size, 3)
        figure.text(0.15 / WIDTH, y / height, broken, size=size, va="top", linespacing=1.3, **look)

    names = names_of(answer)
    figure.text(
        0.15 / WIDTH, 1 - 0.12 / height, title_in_lines(heading(answer["scenario"]), WIDTH - 0.3, 1),
        size=TITLE_SIZE, weight="bold", va="top",
    )  # fmt: skip
    write(answer["words"], height - 0.4, BASE_SIZE)
    dashed = f" Dashed: the median {names[0]}." if names[0] != names[1] else ""
    write(
        f"Bands hold the middle half and 90 % of the partnerships still running.{dashed} {answer['replicates']:,} "
        f"partnerships each, on the same luck; intervals of {100 * answer['confidence']:.0f} %.",
        0.5,
        SMALL_SIZE,
        color=SOFT,
    )
