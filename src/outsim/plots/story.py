"""The story of one partnership: its events, what moved each indicator, and what would have been."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as AnyFigure
from matplotlib.patches import Patch

from outsim.indicators import indicator
from outsim.plots.style import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    ORANGE,
    PURPLE,
    SKY,
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
)
from outsim.studies.changes import PARTS, Change
from outsim.studies.story_words import sentences

if TYPE_CHECKING:
    from outsim.studies.story import Story

SHOWN = 5
"""So many parts of an indicator have an area of their own; the rest is one area."""

COLOURS = (VERMILLION, BLUE, ORANGE, GREEN, PURPLE, SKY)
OTHERS = "all else"
WIDTH, PANEL, GAP, TOP, BOTTOM, EVENT, MARGIN = 12.0, 2.55, 1.35, 1.5, 1.5, 0.2, 0.15  # inches, as are all below
LEFT, COLUMN, LEVER_NAMES_WIDTH = (1.45, 7.1), 4.75, 1.0


def plot_story(story: Story) -> AnyFigure:
    """Events over the weeks; the cumulated parts of five indicators; outcomes under each lever alone.

    An area above 0 has raised the indicator since the start, one below has lowered it; the black line is their sum.
    """
    kinds = list(dict.fromkeys(story.events["event"]))
    strip = EVENT * max(1, len(kinds))
    height = TOP + strip + 3 * (GAP + PANEL) + BOTTOM
    changes = {change.indicator: change for change in story.changes}
    with style():
        figure = Figure(figsize=(WIDTH, height))

        def panel(left: float, below_top: float, wide: float, high: float) -> Axes:
            box = (left / WIDTH, 1 - (below_top + high) / height, wide / WIDTH, high / height)
            return figure.add_axes(box)

        _events(panel(LEFT[0], TOP, LEFT[1] + COLUMN - LEFT[0], strip), story, kinds)
        for place, name in enumerate(("hazard", "trust", "anxiety", "alignment", "friction")):
            row, column = divmod(place, 2)
            below_top = TOP + strip + GAP + row * (PANEL + GAP)
            _contributions(panel(LEFT[column], below_top, COLUMN, PANEL), changes[name], story.life.weeks)
        left = LEFT[1] + LEVER_NAMES_WIDTH
        _counterfactuals(panel(left, below_top, COLUMN - LEVER_NAMES_WIDTH, PANEL + 0.45), story)
        _write(figure, story, height)
    return figure


def _write(figure: AnyFigure, story: Story, height: float) -> None:
    words = " ".join(list(sentences(story))[1:3])
    figure.text(
        MARGIN / WIDTH,
        1 - 0.3 / height,
        title_in_lines(f"{heading(story.base.name)}: {_title(story)}", WIDTH - 2 * MARGIN, 1),
        size=TITLE_SIZE,
        weight="bold",
        va="center",
    )
    figure.text(
        MARGIN / WIDTH,
        1 - 0.5 / height,
        wrapped(words, WIDTH - 2 * MARGIN, SMALL_SIZE, 3),
        size=SMALL_SIZE,
        color=SOFT,
        va="top",
    )
    caption = (
        "How to read: an area above 0 is what a cause has added to the indicator since the start, one below 0 what it "
        "has taken away; the black line is their sum, the indicator's change. The parts of every week add up to its "
        "change. The last panel lives the same partnership, on the same luck, with one lever or package more."
    )
    figure.text(
        MARGIN / WIDTH,
        0.12 / height,
        wrapped(caption, WIDTH - 2 * MARGIN, SMALL_SIZE, 3),
        size=SMALL_SIZE,
        color=SOFT,
        va="bottom",
    )


def _title(story: Story) -> str:
    last = story.life.weeks - 1
    who = f"why partnership {story.replicate}"
    if story.life.terminated:
        return f"{who} was terminated in week {last}, over {story.life.cause}"
    return f"{who} came through its {story.life.weeks} weeks"


def _events(axes: Axes, story: Story, kinds: list[str]) -> None:
    """A row a kind of event, a mark an event."""
    week_axis(axes, max(2, story.life.weeks))
    axes.set_xlabel("")
    axes.set_ylim(max(1, len(kinds)) - 0.5, -0.5)
    axes.set_yticks(range(len(kinds)), kinds, color=INK)
    for row, kind in enumerate(kinds):
        weeks = story.events.loc[story.events["event"] == kind, "week"]
        colour = VERMILLION if kind in ("end", "hazard rises most", "leak", "escalation", "layoffs") else BLUE
        axes.axhline(row, color=FAINT, lw=0.6, zorder=0)
        axes.plot(weeks + 0.5, [row] * len(weeks), ls="", marker="|", ms=8, mew=2.2, color=colour, gid=kind)
    axes.spines["left"].set_visible(False)
    panel_title(axes, "Events", "one mark a week in which it happened" if kinds else "none worth a mark")


def _contributions(axes: Axes, change: Change, weeks: int) -> None:
    about = indicator(change.indicator)
    names = list(PARTS[change.indicator].values())
    unit, scale = ("percentage points a week", 100.0) if change.indicator == "hazard" else (about.unit, 1.0)
    cumulated = scale * np.vstack([np.zeros(len(names)), change.since_start])
    labels, areas = _largest(names, cumulated, scale * change.rounding)
    at = np.arange(weeks + 1)
    week_axis(axes, max(2, weeks))
    axes.grid(axis="y")
    colours = [SOFT if label == OTHERS else colour for label, colour in zip(labels, COLOURS, strict=False)]
    shades = [tint(colour, 0.55) for colour in colours]
    for side in (np.maximum, np.minimum):
        base = np.zeros(len(at))
        for label, area, shade in zip(labels, areas, shades, strict=True):
            top = base + side(area, 0)
            axes.fill_between(at, base, top, color=shade, lw=0, gid=label)
            base = top
    since = change.values - change.start
    net = scale * np.append(0.0, np.where(np.abs(since) > change.rounding, since, 0.0))
    axes.plot(at, net, color=INK, lw=1.6, gid="change")
    axes.axhline(0, color=SOFT, lw=0.7)
    axes.set_ylabel(f"change since the start ({unit.replace('..', ' to ')})")
    first, last = (_value(change.indicator, value) for value in (change.start, change.values[-1]))
    panel_title(axes, heading(change.indicator), f"{about.meaning}: from {first} to {last}")
    handles = [Patch(color=shade, label=label) for label, shade in zip(labels, shades, strict=True)]
    axes.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(-0.02, -0.13),
        ncols=3,
        frameon=False,
        fontsize=SMALL_SIZE - 0.5,
        columnspacing=1.0,
        handlelength=1.0,
        handletextpad=0.5,
        borderpad=0.2,
    )


def _largest(names: list[str], cumulated: Any, rounding: float) -> tuple[list[str], list[Any]]:
    """The parts that went farthest from 0, each with its line, and the sum of all others."""
    reach = np.abs(cumulated).max(0)
    order = [int(part) for part in np.argsort(-reach, kind="stable") if reach[part] > rounding]
    own = order if len(order) <= SHOWN + 1 else order[:SHOWN]
    labels, areas = [names[part] for part in own], [cumulated[:, part] for part in own]
    rest = [part for part in order if part not in own]
    if rest:
        labels.append(OTHERS)
        areas.append(cumulated[:, rest].sum(1))
    return labels, areas


def _value(name: str, value: float) -> str:
    return f"{100 * value:.2g} %" if name == "hazard" else f"{value:.2f}"


def _counterfactuals(axes: Axes, story: Story) -> None:
    """A row a lever, a column a start: green where it would have survived, else the week of its end."""
    tried = story.counterfactuals
    levers, starts = list(dict.fromkeys(tried["lever"])), sorted(tried["start"].unique())
    drawn = set()
    for row in tried.itertuples():
        x, y = starts.index(row.start), levers.index(row.lever)
        drawn.add((x, y))
        colour = GREEN if row.survived else VERMILLION
        axes.barh(y, 0.94, left=x - 0.47, height=0.86, color=tint(colour, 0.35 if row.survived else 0.2), lw=0)
        said = "survives" if row.survived else f"ends in week {row.ended_week}"
        axes.text(x, y, said, size=SMALL_SIZE - 1.5, ha="center", va="center")
    for x, y in {(x, y) for x in range(len(starts)) for y in range(len(levers))} - drawn:
        axes.text(x, y, "acts only before the start", size=SMALL_SIZE - 2, color=SOFT, ha="center", va="center")
    axes.set_xlim(-0.5, len(starts) - 0.5)
    axes.set_ylim(len(levers) - 0.5, -0.5)
    axes.set_xticks(range(len(starts)), [f"from week {start}" for start in starts])
    axes.set_yticks(range(len(levers)), [lever.replace("_", " ") for lever in levers], color=INK)
    axes.tick_params(axis="y", labelsize=SMALL_SIZE - 1)
    for side in axes.spines.values():
        side.set_visible(False)
    saved = tried.loc[tried["survived"], "lever"].nunique()
    if story.life.terminated:
        below = f"{saved} of {len(levers)} levers alone would have saved it"
    else:
        ended = tried.loc[~tried["survived"], "lever"].nunique()
        below = f"{ended} of {len(levers)} levers alone would have ended it"
    panel_title(axes, "One lever more, on the same luck", below)
