"""Writes what commands print, and the figures they make, into the pages that show them: `python docs/outputs.py`.

A block between ``<!-- output: COMMAND -->`` and ``<!-- end of output -->`` becomes what the command prints;
``<!-- output: COMMAND -> NAME.png -->`` also puts its figure into docs/NAME.png.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Collection
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGES = (ROOT / "README.md", *(ROOT / "docs" / f"{name}.md" for name in ("interventions", "sweeps", "sensitivity")))
BLOCK = re.compile(r"(<!-- output: (outsim[^\n]*?)(?: -> (\w+\.png))? -->\n).*?(<!-- end of output -->)", re.DOTALL)


def main(only: Collection[str] = ()) -> None:
    """Runs every command that a page shows the output of; of all pages, or of those named, as ``sweeps``."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        if not only or page.stem in only:
            page.write_text(BLOCK.sub(_filled, text), encoding="utf-8")


def _filled(found: re.Match[str]) -> str:
    return f"{found[1]}```text\n{shown(found[2], found[3])}\n```\n{found[4]}"


def shown(command: str, figure: str | None = None) -> str:
    """What a command prints, without the list of files; its figure goes to docs, where it has a name."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        arguments = [sys.executable, "-m", "outsim", *shlex.split(command)[1:], f"out={out}"]
        printed = subprocess.run(arguments, check=True, capture_output=True, text=True, cwd=ROOT).stdout
        if figure:
            (ROOT / "docs" / figure).write_bytes((out / "figure.png").read_bytes())
    return printed.split("\nFiles\n")[0].rstrip()


if __name__ == "__main__":
    main(sys.argv[1:])
