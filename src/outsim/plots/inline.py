"""Figures as SVG inside a page: several side by side, without one's names meaning another's."""

from __future__ import annotations

import io
import re

from matplotlib import rc_context
from matplotlib.figure import Figure

from outsim.html import Markup, tag
from outsim.plots.alt import alt_text, title_of

NOTHING = {"Date": None, "Creator": None, "Format": None, "Type": None}


def inline_svg(figure: Figure, name: str) -> Markup:
    """A figure as an element of a page, with its text for those who cannot see it.

    What nothing refers to loses its id; other ids begin with the name. The same figure always gives the same text.

    Args:
        name: of the figure, another for each one on a page; letters, digits and hyphens.

    >>> from outsim.plots.page import Page
    >>> inline_svg(Page(2.0, 1.0).figure, "one").startswith("<svg")
    True
    """
    file = io.StringIO()
    with rc_context({"svg.hashsalt": name, "svg.fonttype": "path"}):  # shapes: the same without the font
        figure.savefig(file, format="svg", metadata=NOTHING)
    text = file.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<(metadata|title)>.*?</\1>", "", text, flags=re.DOTALL)
    used = set(re.findall(r"(?:url\(#|href=\"#)([^\")]+)", text))

    def renamed(found: re.Match[str]) -> str:
        return f' id="{name}-{found[1]}"' if found[1] in used else ""

    text = re.sub(r' id="([^"]*)"', renamed, text)
    text = re.sub(r"url\(#", f"url(#{name}-", text)
    text = re.sub(r'href="#', f'href="#{name}-', text)
    head = text[: text.index(">") + 1]
    says = {"aria-labelledby": f"{name}-title", "aria-describedby": f"{name}-desc"}
    named = "".join(f' {key}="{value}"' for key, value in says.items())
    opened = re.sub(r' (?:width|height|version)="[^"]*"', "", head)[:-1] + f' role="img"{named}>'
    title = tag("title", title_of(figure), id=f"{name}-title")
    return Markup(f"{opened}{title}{tag('desc', alt_text(figure), id=f'{name}-desc')}{text[len(head) :].strip()}")
