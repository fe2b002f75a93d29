"""What every figure must be: no text on another, none outside."""

from __future__ import annotations

from itertools import combinations

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure


def assert_readable(figure: Figure) -> None:
    """No text overlaps another or leaves the figure."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    pieces = list(figure.texts)
    for legend in [*figure.legends, *(axes.get_legend() for axes in figure.axes if axes.get_legend())]:
        pieces += legend.get_texts()
    for axes in figure.axes:
        labels = [axes.xaxis.label, axes.yaxis.label]
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            shown = [tick for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
            labels += [label for tick in shown for label in (tick.label1, tick.label2)]
        pieces += [*axes.texts, *(labels if axes.axison else [])]
    boxes = [
        (piece.get_text(), piece.get_window_extent(canvas.get_renderer()), piece.get_rotation())
        for piece in pieces
        if piece.get_text() and piece.get_visible()
    ]
    for text, box, _ in boxes:
        assert -0.5 <= box.x0 <= box.x1 <= figure.bbox.width + 0.5, text
        assert -0.5 <= box.y0 <= box.y1 <= figure.bbox.height + 0.5, text
    for title in figure.texts:
        if title.get_fontweight() == "bold":
            right = title.get_window_extent(canvas.get_renderer()).x1 / figure.dpi
            assert right <= figure.get_figwidth() - 0.14, f"it runs into the margin: {title.get_text()}"
    level = [(text, box) for text, box, turned in boxes if turned % 90 == 0]  # a slanted text's box says little
    touching = [
        (one, other)
        for (one, box), (other, beside) in combinations(level, 2)
        if box.shrunk(0.9, 0.8).overlaps(beside.shrunk(0.9, 0.8))
    ]
    assert touching == []
