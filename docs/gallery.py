"""Makes the pictures of docs/gallery.md from the page's own lines: `python docs/gallery.py`, or only some, by name.

A block of Python that is followed by a picture of `gallery/` makes it: the block leaves a `figure`. So a new picture
takes a block and its picture's name in the page, and nothing here.
"""

from __future__ import annotations

import io
import re
import sys
import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from matplotlib.figure import Figure
from PIL import Image

HERE = Path(__file__).parent
PAGE = HERE / "gallery.md"
BLOCK = re.compile(r"```python\n(?P<code>(?:(?!```).*\n)*)```\n\n!\[(?P<alt>[^\]\n]+)\]\(gallery/(?P<name>\w+)\.png\)")
DOTS_AN_INCH = 120


@dataclass(frozen=True)
class Picture:
    """A picture of the page: its name, the lines that make it, and what it shows to those who do not see it."""

    name: str
    code: str
    alt: str

    def make(self) -> Figure:
        """Runs the lines.

        Raises:
            TypeError: if they leave no figure.
        """
        left: dict[str, object] = {}
        exec(compile(self.code, f"{PAGE.name}: {self.name}", "exec"), left)
        figure = left.get("figure")
        if not isinstance(figure, Figure):
            raise TypeError(f"{self.name}: its lines leave no figure")
        return figure

    @property
    def file(self) -> Path:
        """Where it stands."""
        return HERE / "gallery" / f"{self.name}.png"


def pictures() -> list[Picture]:
    """All pictures of the page that its own lines make, in its order."""
    found = BLOCK.finditer(PAGE.read_text(encoding="utf-8"))
    return [Picture(each["name"], each["code"], each["alt"]) for each in found]


def as_png(figure: Figure) -> bytes:
    """A small file: 256 colours are more than a drawing has."""
    drawn, small = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, format="png", dpi=DOTS_AN_INCH)
    Image.open(drawn).convert("RGB").quantize(256).save(small, format="png", optimize=True)
    return small.getvalue()


def main(only: Collection[str] = ()) -> None:
    """Makes them, or only those named, and says how long each took."""
    for picture in pictures():
        if not only or picture.name in only:
            started = time.perf_counter()
            picture.file.parent.mkdir(exist_ok=True)
            picture.file.write_bytes(as_png(picture.make()))
            size = picture.file.stat().st_size / 1000
            print(f"{picture.name:<14} {time.perf_counter() - started:5.1f} s  {size:4.0f} kB", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
