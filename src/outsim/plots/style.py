"""How all figures look: colours, type sizes, the week axis, titles and captions."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure as _Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

BLACK, ORANGE, SKY, GREEN, BLUE, VERMILLION, PURPLE = (
    "#000000",
    "#E69F00",
    "#56B4E9",
    "#009E73",
    "#0072B2",
    "#D55E00",
    "#CC79A7",
)  # Okabe & Ito 2008, without yellow: too faint for lines on white
INK, SOFT, FAINT = "#1A1A1A", "#5A5A5A", "#DDDDDD"

INDICATOR_COLOURS = {"anxiety": VERMILLION, "alignment": GREEN, "expectation_gap": ORANGE, "friction": PURPLE}

TITLE_SIZE, PANEL_SIZE, BASE_SIZE, SMALL_SIZE = 13.0, 10.5, 9.0, 8.0

_RC: Any = {
    "font.family": "DejaVu Sans",  # comes with matplotlib: the same figure everywhere
    "font.size": BASE_SIZE,
    "text.color": INK,
    "text.usetex": False,
    "axes.edgecolor": SOFT,
    "axes.facecolor": "white",
    "axes.labelcolor": SOFT,
    "axes.labelsize": SMALL_SIZE,
    "axes.linewidth": 0.7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": False,
    "axes.unicode_minus": True,
    "figure.facecolor": "white",
    "figure.dpi": 100.0,
    "grid.color": FAINT,
    "grid.linewidth": 0.6,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.labelsize": SMALL_SIZE,
    "ytick.labelsize": SMALL_SIZE,
    "xtick.major.size": 3.0,
    "ytick.major.size": 0.0,
    "lines.solid_capstyle": "butt",
}


class Figure(_Figure):
    """A matplotlib figure that a notebook shows without pyplot having been imported, and that says what it shows.

    Files have its title, and all it says in words, as metadata: PNG and SVG as title and description, PDF as title and
    subject. A notebook has it as the picture's alternative text.
    """

    def savefig(self, fname: Any, **how: Any) -> None:
        """As matplotlib's; ``metadata`` adds to what the figure says of itself, or stands in its place."""
        from outsim.plots.alt import metadata_of

        kind = how.get("format") or (Path(fname).suffix[1:] if isinstance(fname, str | Path) else "png")
        if own := metadata_of(self, str(kind).lower()):
            how = {**how, "metadata": {**own, **(how.get("metadata") or {})}}
        super().savefig(fname, **how)

    def _repr_png_(self) -> tuple[bytes, dict[str, str]]:
        from outsim.plots.alt import alt_text

        image = io.BytesIO()
        self.savefig(image, format="png", dpi=110)
        return image.getvalue(), {"alt": alt_text(self)}


@contextmanager
def style() -> Iterator[None]:
    """The style inside a ``with`` block; outside it matplotlib's settings stay the user's own.

    >>> with style():
    ...     figure = Figure(figsize=(4, 3))
    """
    with rc_context(_RC):
        yield


def tint(colour: str, strength: float) -> tuple[float, float, float]:
    """The colour mixed with white, opaque, so that every file format draws it alike."""
    red, green, blue = (1 - strength * (1 - part) for part in to_rgb(colour))
    return red, green, blue


def heading(name: str) -> str:
    """A name as readers write it.

    >>> heading("offshore_call_center")
    'Offshore call center'
    >>> heading("ip_exposure")
    'IP exposure'
    """
    words = " ".join(name.replace("_", " ").split()).replace("$", r"\$")  # or matplotlib would set it as mathematics
    words = re.sub(r"\bip\b", "IP", words)
    return words[:1].upper() + words[1:]


def wrapped(text: str, inches: float, size: float, lines: int) -> str:
    """Text broken to a width, cut with an ellipsis after so many lines.

    >>> wrapped("one two three", 0.6, 10, 2)
    'one two\\nthree'
    """
    characters = max(8, int(inches * 72 / (0.53 * size)))  # the mean width of DejaVu Sans, in ems
    return textwrap.fill(text, characters, max_lines=lines, placeholder=" …", break_on_hyphens=False)


HINTED = 1.03  # a picture of few dots an inch draws letters on whole dots, by so much wider


def title_in_lines(text: str, inches: float, lines: int = 2) -> str:
    """A bold title broken to a width by how wide its letters are, cut with an ellipsis after so many lines.

    >>> title_in_lines("Wide WWWWWWWW MMMMMMMM", 2.3)
    'Wide WWWWWWWW\\nMMMMMMMM'
    """
    room = inches
    while True:
        broken = wrapped(text, room, TITLE_SIZE, lines)
        if room < inches / 4 or max(map(_title_inches, broken.split("\n"))) <= inches:
            return broken
        room *= 0.97


def _title_inches(line: str) -> float:
    font = FontProperties(family=_RC["font.family"], weight="bold", size=TITLE_SIZE)
    width, _, _ = text_to_path.get_text_width_height_descent(line.replace(r"\$", "$"), font, ismath=False)
    return HINTED * float(width) / 72


def week_axis(axes: Axes, weeks: int) -> None:
    """Weeks from 0 to the end, with ticks at half-years, or years where there are many."""
    steps = (1, 2, 4, 13, 26, 52, 104, 208)
    step = next((step for step in steps if weeks <= 5.5 * step), 416)
    axes.set_xlim(0 if weeks > 1 else -0.2, weeks)
    axes.set_xticks(range(0, weeks + 1, step))
    axes.set_xlabel("week")


def panel_title(axes: Axes, title: str, below: str) -> None:
    """A bold title and a line or more under it, flush with the left of the panel."""
    under = axes.annotate(
        below,
        (0, 1),
        (0, 5),
        xycoords="axes fraction",
        textcoords="offset points",
        size=SMALL_SIZE,
        color=SOFT,
        va="bottom",
    )
    axes.annotate(
        title,
        (0, 1),
        (0, 3),
        xycoords=under,
        textcoords="offset points",
        size=PANEL_SIZE,
        weight="bold",
        va="bottom",
    )


def write_on(axes: Axes, text: str) -> None:
    """A plain statement where there is nothing to draw."""
    axes.set_axis_off()
    axes.text(0, 0.5, text, transform=axes.transAxes, size=BASE_SIZE, color=SOFT, va="center")
