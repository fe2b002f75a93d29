"""The browser's code, as plain ES modules: served one by one to a page, or joined for a widget."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

FOLDER = files("outsim.app").joinpath("static")

SHARED = ("words.js", "say.js", "scales.js", "svg.js", "panels.js", "charts.js", "asking.js", "controls.js")
"""What a page and the widget share, each importing only from those before it."""

_IMPORT = re.compile(r"^import \{[^}]*\} from \"\./[a-z]+\.js\";\n", flags=re.MULTILINE)


def text_of(name: str) -> str:
    """One file of the browser's code."""
    return FOLDER.joinpath(name).read_text(encoding="utf-8")


@cache
def joined(last: str) -> str:
    """All shared modules and a last one as a single module: a notebook gives its widget one file, without neighbours.

    >>> "import {" in joined("widget.js")
    False
    """
    return "\n".join(_IMPORT.sub("", text_of(name)) for name in (*SHARED, last))
