"""Writes the README's output and figure from a run: `python docs/readme.py`."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(r"(<!-- output: outsim -->\n).*?(<!-- end of output -->)", re.DOTALL)


def main() -> None:
    """Runs the default scenario and puts what it printed and drew where the README shows it."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "outsim"
        command = [sys.executable, "-m", "outsim", f"out={out}"]
        printed = subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder).stdout
        (ROOT / "docs" / "figure.png").write_bytes((out / "figure.png").read_bytes())
    shown = printed.split("\nFiles\n")[0].rstrip()
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    readme.write_text(BLOCK.sub(lambda found: f"{found[1]}```text\n{shown}\n```\n{found[2]}", text), encoding="utf-8")


if __name__ == "__main__":
    main()
