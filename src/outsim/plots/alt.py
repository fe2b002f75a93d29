"""What a figure says in words, for those who cannot see it: title, panels, and how to read them."""

from __future__ import annotations

from matplotlib.figure import Figure

METADATA = {"png": ("Title", "Description"), "svg": ("Title", "Description"), "pdf": ("Title", "Subject")}
"""Where file formats keep a title and a text, by their endings."""


def alt_text(figure: Figure) -> str:
    """All that a figure of outsim says over, in the titles of, and under its panels, in reading order.

    >>> from outsim.plots.page import Page
    >>> page = Page(6.0, 4.0)
    >>> page.title("Half fail", "200 partnerships.")
    >>> page.caption("Lines are intervals.")
    >>> alt_text(page.figure)
    'Half fail. 200 partnerships. Lines are intervals.'
    """
    written = sorted((text for text in figure.texts if text.get_text()), key=lambda text: -text.get_position()[1])
    panels = [
        text.get_text() for axes in figure.axes for text in axes.texts if text.get_fontweight() == "bold"
    ]  # as `outsim.plots.style.panel_title` writes them
    above = [text.get_text() for text in written if text.get_position()[1] > 0.5]
    below = [text.get_text() for text in written if text.get_position()[1] <= 0.5]
    shown = [f"Panels: {'; '.join(panels)}"] if panels else []
    return " ".join(_sentence(part) for part in [*above, *shown, *below])


def title_of(figure: Figure) -> str:
    """The first thing that a figure says."""
    top = max(figure.texts, key=lambda text: text.get_position()[1], default=None)
    return _plain(top.get_text()) if top is not None else ""


def metadata_of(figure: Figure, kind: str) -> dict[str, str]:
    """Title and text under the names by which a file format keeps them; nothing for formats that do not."""
    if kind not in METADATA or not figure.texts:
        return {}
    title, text = METADATA[kind]
    return {title: title_of(figure), text: alt_text(figure)}


def _plain(text: str) -> str:
    """Without the breaks of lines, and without what keeps matplotlib from setting mathematics."""
    return " ".join(text.replace(r"\$", "$").split())


def _sentence(text: str) -> str:
    plain = _plain(text)
    return plain if plain.endswith((".", "!", "?", ":")) else f"{plain}."
