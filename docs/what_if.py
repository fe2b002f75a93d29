"""Writes what the first block of docs/what-if.md prints, and its pictures: `python docs/what_if.py`.

The picture of the report takes Chromium, and pdftoppm (Poppler).
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import tempfile
import textwrap
from pathlib import Path

from PIL import Image

DOCS = Path(__file__).parent
PAGE = DOCS / "what-if.md"
MADE = re.compile(r"(<!-- made by: python docs/what_if.py -->\n).*?(<!-- end of what is made -->)", re.DOTALL)


def main() -> None:
    """Runs the block and fills the page."""
    text = PAGE.read_text(encoding="utf-8")
    (block, *_) = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    here, printed, names = Path.cwd(), io.StringIO(), {}
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            with contextlib.redirect_stdout(printed):
                exec(compile(block, str(PAGE), "exec"), names)
            names["effect"].report("client.pdf")
            _pages(Path("client.pdf"), DOCS / "report.png")
            (DOCS / "what_if.png").write_bytes(Path("what_if.png").read_bytes())
        finally:
            os.chdir(here)
    told = "\n".join(textwrap.fill(line, 100) for line in printed.getvalue().splitlines())
    PAGE.write_text(MADE.sub(lambda found: f"{found[1]}```text\n{told}\n```\n{found[2]}", text), encoding="utf-8")


def _pages(pdf: Path, picture: Path, many: int = 2) -> None:
    """The first pages side by side."""
    subprocess.run(["pdftoppm", "-r", "80", "-l", str(many), "-png", str(pdf), "page"], check=True)
    pages = [Image.open(file) for file in sorted(Path().glob("page*.png"))]
    gap = 12
    sheet = Image.new("RGB", (sum(page.width + gap for page in pages) + gap, pages[0].height + 2 * gap), "#c8c8c8")
    for place, page in enumerate(pages):
        sheet.paste(page, (gap + place * (pages[0].width + gap), gap))
    sheet.save(picture, optimize=True)


if __name__ == "__main__":
    main()
