"""A movie of the network over the weeks, for slides: a GIF, an MP4, or a player in one HTML file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matplotlib import rc_context
from matplotlib.animation import FFMpegWriter, PillowWriter
from matplotlib.backends.backend_agg import FigureCanvasAgg

from outsim.errors import InputError
from outsim.parameters.declare import is_number
from outsim.plots.network import BOTTOM, MARGIN, ONE, TOP, Panel, frame, look_of, title
from outsim.plots.network_layout import layout
from outsim.plots.network_states import Snapshot, snapshots
from outsim.plots.player import player
from outsim.plots.style import Figure, style
from outsim.progress import progress_bar

if TYPE_CHECKING:
    from outsim.model import PartnershipModel

KINDS = (".gif", ".mp4", ".html")
MOST_FRAMES = 260
DOTS = {".gif": 90, ".mp4": 160}  # an inch
BAR = 1.0  # inches for the colour bar
HELD = 8  # times the last frame is shown, so that its end is seen


def animate(
    model: PartnershipModel,
    file: str | Path,
    name: str = "anxiety",
    weeks: Iterable[int] | None = None,
    *,
    per_second: float = 8.0,
    progress: bool = True,
) -> Path:
    """Writes a movie of one partnership's network, a frame a week.

    The file appears when it is complete: an interruption leaves nothing behind. A GIF of 41 weeks has about three
    megabytes, a player in HTML, which needs nothing from outside and can be stepped through, a few hundred kilobytes.

    Args:
        model: a live partnership, which is left as it is: a copy lives on.
        file: ends in ``.gif``, ``.mp4`` (which needs ffmpeg) or ``.html``.
        name: an indicator that is about people, as for `outsim.plots.network.plot_network`.
        weeks: a frame each; none: from the coming week to the partnership's end, or all weeks of one that is over;
            every second or third of them where there are more than 260.
        per_second: frames a second, 0.5 to 30.
        progress: whether to show a progress bar on standard error when it is a terminal.

    Returns:
        The file.

    Raises:
        InputError: for another kind of file, a folder that does not exist, too many weeks, or a missing ffmpeg.

    >>> from outsim.model import PartnershipModel
    >>> animate(PartnershipModel(), "run.gif", "trust")   # doctest: +SKIP
    """
    path = Path(file)
    if path.suffix.lower() not in KINDS:
        raise InputError(f"file = {str(file)!r}: must end in {', '.join(KINDS)}")
    if not path.parent.is_dir():
        raise InputError(f"file = {str(file)!r}: the folder {str(path.parent)!r} does not exist")
    if not is_number(per_second) or not 0.5 <= per_second <= 30:
        raise InputError(f"per_second = {per_second!r}: must be a number from 0.5 to 30")
    kind = path.suffix.lower()
    settings = _ffmpeg() if kind == ".mp4" else {}
    shown = _until_the_end(snapshots(model, name, _weeks(model, weeks)))
    which = f"partnership {model.replicate} of seed {model.seed}"
    with _whole(path) as unfinished:
        if kind == ".html":
            text = player(model.base, which, look_of(name, shown), layout(model.base, shown[0]), shown, per_second)
            unfinished.write_text(text, encoding="utf-8")
        else:
            fps: Any = per_second  # matplotlib's stubs want a whole number, its writers do not
            writer = PillowWriter(fps) if kind == ".gif" else FFMpegWriter(fps, codec="h264")
            with rc_context(settings):
                _film(model, which, name, shown, writer, unfinished, DOTS[kind], progress=progress)
    return path


def _weeks(model: PartnershipModel, given: Iterable[int] | None) -> Sequence[int]:
    if given is not None:
        weeks = list(given)
        if len(weeks) > MOST_FRAMES:
            raise InputError(f"weeks: {len(weeks)} frames are asked for, {MOST_FRAMES} at most; take every second week")
        return weeks
    first, end = (0, model.week) if model.finished else (model.week, model.base.weeks)
    return range(first, end, -(-(end - first) // MOST_FRAMES))


def _until_the_end(shown: list[Snapshot]) -> list[Snapshot]:
    """Up to the first week in which it is over."""
    over = [place for place, one in enumerate(shown) if one.over]
    return shown[: over[0] + 1] if over else shown


def _film(
    model: PartnershipModel,
    which: str,
    name: str,
    shown: Sequence[Snapshot],
    writer: Any,
    path: Path,
    dots: int,
    *,
    progress: bool,
) -> None:
    look, places = look_of(name, shown), layout(model.base, shown[0])
    size = ONE[0] + 2 * MARGIN + BAR, ONE[1] + TOP + BOTTOM
    size = tuple(round(inches * dots / 2) * 2 / dots for inches in size)  # type: ignore[assignment]  # even, for H.264
    with style():
        figure = Figure(figsize=size, dpi=dots)
        FigureCanvasAgg(figure)
        box = (MARGIN / size[0], BOTTOM / size[1], ONE[0] / size[0], ONE[1] / size[1])
        panel = Panel(figure.add_axes(box), places, look)
        frame(figure, look, size, (BOTTOM, 3.0))
        title(figure, model.base, which, look, size)
        writer.setup(figure, str(path), dots)
        try:
            with progress_bar(len(shown), show=progress, of="frames") as advance:
                for snapshot in [*shown, *[shown[-1]] * HELD]:
                    panel.show(snapshot, model.base)
                    writer.grab_frame()
                    advance(1)
        except BaseException:
            _stop(writer)  # to finish would write what there is, which nobody wants
            raise
        writer.finish()


def _stop(writer: Any) -> None:
    """Ends the process of a writer that has one."""
    if (process := getattr(writer, "_proc", None)) is not None:
        process.kill()
        process.communicate()


def _ffmpeg() -> dict[Any, Any]:
    """Where ffmpeg is: on the path, or inside the package imageio-ffmpeg.

    Raises:
        InputError: where it is not.
    """
    if FFMpegWriter.isAvailable():
        return {}
    try:
        from imageio_ffmpeg import get_ffmpeg_exe

        return {"animation.ffmpeg_path": str(get_ffmpeg_exe())}
    except (ImportError, RuntimeError):
        raise InputError(
            "file: an .mp4 needs ffmpeg, which is not on this machine's path; pip install imageio-ffmpeg brings one, "
            "and .gif and .html need none"
        ) from None


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """A name to write to, which becomes the file when all went well, and is removed when not."""
    unfinished = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        yield unfinished
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
