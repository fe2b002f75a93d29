"""The network of a partnership's people, coloured by an indicator, with friction on the ties."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection
from matplotlib.colors import Normalize
from matplotlib.figure import Figure as AnyFigure
from matplotlib.lines import Line2D

from outsim.indicators import Indicator, indicator
from outsim.plots.network_layout import Layout, layout
from outsim.plots.network_states import KINDS, Snapshot, snapshots
from outsim.plots.style import (
    BASE_SIZE,
    FAINT,
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
    wrapped,
)
from outsim.scenario import Scenario

if TYPE_CHECKING:
    from outsim.model import PartnershipModel

COLOURS = "cividis"
"""Dark is low, bright is high; made so that the common forms of colour blindness see it alike (Nunez et al. 2018)."""

UNKNOWN = "#FFFFFF"
SHAPES = {"staff": "o", "leaders": "s", "teams": "D"}
WORDS = {"staff": "client staff", "leaders": "client leader", "teams": "vendor team"}
THINNEST, WIDEST = 0.3, 2.6  # points, of the ties with the least and the most friction
LEAST_SPAN = 0.1  # of friction between these two, so that small differences look small
DIM = 0.4  # strength of colours once a partnership is over
ONE, MANY = (6.6, 4.3), (4.1, 2.8)  # inches, of a panel alone and of one among several
TOP, BETWEEN, BOTTOM, MARGIN, BAR = 1.35, 0.7, 1.15, 0.3, 1.0


@dataclass(frozen=True)
class Look:
    """How numbers become colours and widths, the same in all panels."""

    about: Indicator
    norm: Normalize
    friction: Normalize

    def colours(self, values: Any, strength: float = 1.0) -> Any:
        """Of nodes; white where there is no number."""
        shades = colormaps[COLOURS](self.norm(np.nan_to_num(values)))
        shades[np.isnan(values)] = (1, 1, 1, 1)
        return 1 - strength * (1 - shades) * (1, 1, 1, 0)

    def much(self, friction: Any) -> Any:
        """Of ties, 0 for the least friction that is shown to 1 for the most."""
        return np.clip(self.friction(np.asarray(friction)), 0, 1)


def tie_colour(much: float, strength: float = 1.0) -> tuple[float, float, float]:
    """The more friction, the stronger."""
    return tint(VERMILLION, strength * (0.12 + 0.75 * much))


def tie_width(much: Any) -> Any:
    """In points."""
    return THINNEST + (WIDEST - THINNEST) * much


def look_of(name: str, shown: Sequence[Snapshot]) -> Look:
    """One scale for all weeks: shares from 0 to 0.5 or 1, so that pictures compare; others over what occurs."""
    about, values = indicator(name), np.concatenate([one.known for one in shown])
    low, high = min(0.0, float(np.nanmin(values))), float(np.nanmax(values))
    if about.unit in ("0..1", "share"):
        high = 0.5 if high <= 0.5 else 1.0
    friction = np.concatenate([one.ties.friction for one in shown])
    least, most = float(friction.min()), float(friction.max())
    spare = max(0.0, LEAST_SPAN - (most - least)) / 2
    return Look(
        about,
        Normalize(low, high if high > low else low + 1),
        Normalize(max(0.0, least - spare), min(1.0, most + spare)),
    )


def plot_network(
    model: PartnershipModel,
    name: str = "anxiety",
    week: int | None = None,
    *,
    weeks: Iterable[int] | None = None,
) -> AnyFigure:
    """The people of one partnership as nodes and their liaisons as ties.

    Circles are client staff, squares leaders, diamonds vendor teams; colour is the indicator, where it is about them
    (else white); the wider and darker a tie, the more friction. Everybody stays in place from week to week.

    Args:
        model: a live partnership, which is left as it is; weeks ahead are lived by a copy.
        name: an indicator that is about people, such as anxiety, trust, alignment or friction.
        week: at the end of which; none: now.
        weeks: several, a panel each, in place of ``week``.

    Raises:
        InputError: for an indicator that people do not have, or a week that is none of the scenario's.

    >>> from outsim.model import PartnershipModel
    >>> model = PartnershipModel(Scenario())
    >>> len(plot_network(model, "trust", weeks=[0, 5]).axes)
    3
    """
    chosen = weeks if weeks is not None else None if week is None else [week]
    shown = snapshots(model, name, chosen)
    return draw_network(model.base, f"partnership {model.replicate} of seed {model.seed}", name, shown)


def draw_network(base: Scenario, which: str, name: str, shown: Sequence[Snapshot]) -> AnyFigure:
    """A panel for each week; see `plot_network`."""
    look, places = look_of(name, shown), layout(base, shown[0])
    columns = min(len(shown), 2 if len(shown) < 5 else 3)
    rows = -(-len(shown) // columns)
    wide, high = ONE if len(shown) == 1 else MANY
    width = columns * wide + (columns + 1) * MARGIN + BAR
    height = TOP + rows * high + (rows - 1) * BETWEEN + BOTTOM
    with style():
        figure = Figure(figsize=(width, height))
        for place, snapshot in enumerate(shown):
            row, column = divmod(place, columns)
            x = MARGIN + column * (wide + MARGIN)
            y = height - TOP - (row + 1) * high - row * BETWEEN
            axes = figure.add_axes((x / width, y / height, wide / width, high / height))
            Panel(axes, places, look).show(snapshot, base)
        bar_high = min(3.0, rows * high + (rows - 1) * BETWEEN)
        frame(figure, look, (width, height), (height - TOP - bar_high, bar_high))
        title(figure, base, which, look, (width, height))
    return figure


class Panel:
    """One week's network; `show` replaces it by another week's."""

    def __init__(self, axes: Axes, places: Layout, look: Look) -> None:
        self._axes, self._places, self._look = axes, places, look
        self._nodes: dict[str, Any] = {}
        self._ties: LineCollection | None = None
        axes.set_axis_off()
        axes.set_xlim(-0.04, 1.04)
        axes.set_ylim(-0.04, 1.04)

    def show(self, shown: Snapshot, base: Scenario) -> None:
        """Draws a week; what is there is recoloured."""
        much, strength = self._look.much(shown.ties.friction), DIM if shown.over else 1.0
        if self._ties is None:
            self._begin(shown, base)
        assert self._ties is not None
        self._ties.set_segments(list(_segments(self._places, shown)))
        self._ties.set_linewidth(tie_width(much))
        self._ties.set_colors([tie_colour(one, strength) for one in much])
        for kind, nodes in self._nodes.items():
            values = shown.values[kind]
            nodes.set_facecolors([UNKNOWN] if values is None else self._look.colours(values, strength))
            nodes.set_edgecolors([tint(INK, strength)])
        for old in list(self._axes.texts):
            old.remove()
        panel_title(self._axes, *_said(shown, self._look.about))

    def _begin(self, shown: Snapshot, base: Scenario) -> None:
        places = self._places
        reports = [(places.staff[one], places.leaders[one % base.leaders.count]) for one in range(base.client.staff)]
        self._axes.add_collection(LineCollection(reports, colors=[FAINT], linewidths=0.5, zorder=1))
        self._ties = LineCollection([], zorder=2, gid="ties")
        self._axes.add_collection(self._ties)
        for kind in KINDS:
            at = getattr(places, kind)
            size = float(np.clip(4200 / len(places.staff), 12, 95)) * (1 if kind == "staff" else 1.4)
            self._nodes[kind] = self._axes.scatter(
                at[:, 0], at[:, 1], s=size, marker=SHAPES[kind], edgecolors=INK, linewidths=0.7, zorder=3, gid=kind
            )


def _segments(places: Layout, shown: Snapshot) -> Any:
    return np.stack([places.staff[shown.ties.person], places.teams[shown.ties.team]], axis=1)


def _said(shown: Snapshot, about: Indicator) -> tuple[str, str]:
    when = "Before week 0" if shown.week is None else f"Week {shown.week}"
    mean = f"{heading(about.name).lower()} of the partnership {shown.mean:.2f}" if shown.week is not None else " "
    return when, shown.over or mean


def frame(figure: AnyFigure, look: Look, size: tuple[float, float], bar: tuple[float, float]) -> None:
    """The colour bar, and the key of shapes and ties."""
    width, height = size
    axes = figure.add_axes(((width - 0.85) / width, bar[0] / height, 0.16 / width, bar[1] / height))
    drawn = figure.colorbar(ScalarMappable(look.norm, colormaps[COLOURS]), cax=axes)
    drawn.set_label(f"{heading(look.about.name)} ({look.about.unit.replace('..', ' to ')})", color=INK)
    drawn.outline.set_visible(False)
    key = [
        Line2D([], [], ls="", marker=SHAPES[kind], markerfacecolor=UNKNOWN, markeredgecolor=INK, label=WORDS[kind])
        for kind in KINDS
    ]
    key += [
        Line2D([], [], color=tie_colour(much), lw=tie_width(much), label=f"friction {value:.2f}")
        for much, value in ((0.0, look.friction.vmin), (1.0, look.friction.vmax))
    ]
    figure.legend(
        handles=key, loc="lower left", bbox_to_anchor=(MARGIN / width, 0.66 / height), ncol=5, frameon=False,
        fontsize=SMALL_SIZE, borderpad=0.0, borderaxespad=0.0, columnspacing=1.2, handletextpad=0.5,
    )  # fmt: skip


def title(figure: AnyFigure, base: Scenario, which: str, look: Look, size: tuple[float, float]) -> None:
    """What is seen, and how to read it."""
    width, height = size

    def write(text: str, y: float, points: float, lines: int, **how: Any) -> None:
        bold = "weight" in how
        room = width - 2 * MARGIN
        broken = title_in_lines(text, room, lines) if bold else wrapped(text, room, points, lines)
        figure.text(MARGIN / width, y / height, broken, size=points, va="top", linespacing=1.3, **how)

    write(
        f"{heading(base.name)}: {heading(look.about.name).lower()} in the network",
        height - 0.14,
        TITLE_SIZE,
        1,
        weight="bold",
    )
    write(f"{look.about.meaning[:1].upper()}{look.about.meaning[1:]}; {which}.", height - 0.44, BASE_SIZE, 1)
    write(
        "A node is a place: who leaves is followed by a newcomer in the same place. White nodes have no such number. "
        "Lines join staff with the vendor teams they deal with; pale lines with the leader they report to.",
        0.56, SMALL_SIZE, 3, color=SOFT,
    )  # fmt: skip
