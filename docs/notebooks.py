"""Runs the notebooks for the site: `python docs/notebooks.py`, or only some, by name.

Each of `notebooks/*.py` (jupytext, percent format) becomes `docs/notebooks/NAME.ipynb`, run from a clean kernel, with
its results; those that have not changed since are left as they are. Two run at a time. An error in a cell fails.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "docs" / "site_build"))

from notebook_pages import RUN, digest, executed  # noqa: E402  # a folder of a hook of mkdocs, no package

AT_ONCE = 2
LONGEST = 300  # seconds a cell


def main(only: Collection[str] = ()) -> None:
    """Runs what has changed, or what is named, and says how long each took."""
    sources = sorted((ROOT / "notebooks").glob("*.py"))
    wanted = [source for source in sources if source.stem in only or (not only and executed(source)[1])]
    RUN.mkdir(exist_ok=True)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for source, seconds in zip(wanted, pool.map(run, wanted), strict=True):
            print(f"{source.stem:<24} {seconds:5.1f} s")


def run(source: Path) -> float:
    """Runs one notebook and writes it; returns the seconds that took.

    Raises:
        nbclient.exceptions.CellExecutionError: where a cell fails, with its traceback.
    """
    started = time.perf_counter()
    notebook = jupytext.read(source)
    NotebookClient(
        notebook, timeout=LONGEST, kernel_name="python3", resources={"metadata": {"path": str(RUN)}}
    ).execute()
    notebook.metadata["source_digest"] = digest(source)
    nbformat.write(notebook, RUN / f"{source.stem}.ipynb")
    return time.perf_counter() - started


if __name__ == "__main__":
    main(sys.argv[1:])
