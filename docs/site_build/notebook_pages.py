"""Notebooks as pages of the site: as they were run by ``python docs/notebooks.py``, with their pictures."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbformat import NotebookNode

RUN = Path(__file__).parents[1] / "notebooks"
"""Where the notebooks that were run are; not under version control."""

PICTURES = {"image/svg+xml": "svg", "image/png": "png", "image/gif": "gif"}
"""Kinds of pictures, the best first, and the endings of their files."""

COLOURS = re.compile(r"\x1b\[[\d;]*m")
"""What makes a terminal write in colours."""

Files = dict[str, str | bytes]


def executed(source: Path) -> tuple[NotebookNode, str]:
    """The notebook of a source as it was run; or else not run, with a complaint.

    >>> executed(Path("notebooks/first_steps.py"))   # doctest: +SKIP
    """
    file = RUN / f"{source.stem}.ipynb"
    if not file.exists():
        complaint = f"{source.name} was not run: python docs/notebooks.py"
    else:
        notebook = nbformat.read(file, as_version=4)
        if notebook.metadata.get("source_digest") == digest(source):
            return notebook, ""
        complaint = f"{source.name} has changed since it was run: python docs/notebooks.py"
    return jupytext.read(source), complaint


def digest(source: Path) -> str:
    """What a source says, in short: whether a notebook was made from it."""
    return hashlib.sha256(source.read_bytes()).hexdigest()


def as_page(notebook: NotebookNode, name: str) -> Files:
    """A page in Markdown, its pictures, and the notebook itself to be taken away, by their paths.

    Args:
        notebook: with its results.
        name: the path of the page, without an ending.
    """
    stem = name.rsplit("/", 1)[-1]
    files: Files = {f"{name}.ipynb": nbformat.writes(notebook)}
    parts, topic = [], stem
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            topic = (re.findall(r"^#+ (.*)$", cell.source, re.M) or [topic])[-1]
            parts.append(cell.source)
        elif cell.cell_type == "code" and cell.source.strip():
            parts.append(f"```python\n{cell.source}\n```")
            parts += [_shown(each, files, name, topic) for each in _results(cell)]
    title, _, rest = "\n\n".join(parts).partition("\n\n" if parts else "")
    return files | {f"{name}.md": f"{title}\n\n*To run it yourself: [{stem}.ipynb]({stem}.ipynb)*\n\n{rest}\n"}


def _results(cell: NotebookNode) -> Iterator[dict[str, Any]]:
    """What a cell shows, each by its kind; what it prints bit by bit as one."""
    told = [_by_kind(each) for each in cell.get("outputs", [])]
    for plain, group in groupby(told, key=lambda kinds: set(kinds) == {"text/plain"}):
        if plain:
            yield {"text/plain": "".join(kinds["text/plain"] for kinds in group)}
        else:
            yield from group


def _by_kind(output: NotebookNode) -> dict[str, Any]:
    kinds = {"text/plain": output.text} if output.output_type == "stream" else dict(output.get("data", {}))
    if str(kinds.get("text/html", "")).lstrip().startswith("<pre"):  # coloured text of rich
        del kinds["text/html"]
    if "text/plain" in kinds:
        kinds["text/plain"] = COLOURS.sub("", kinds["text/plain"])
    return kinds


def _shown(kinds: dict[str, Any], files: Files, name: str, topic: str) -> str:
    """One result in Markdown; a picture becomes a file."""
    if "text/html" in kinds:
        return f'<div class="result">{_html(kinds["text/html"])}</div>'
    for kind, ending in PICTURES.items():
        if kind in kinds:
            file = f"{name}_{len(files)}.{ending}"
            files[file] = kinds[kind] if ending == "svg" else base64.b64decode(kinds[kind])
            return f"![Picture: {topic}]({file.rsplit('/', 1)[-1]})"
    if "text/markdown" in kinds:
        return str(kinds["text/markdown"])
    return f"```{{.text .result}}\n{kinds.get('text/plain', '').rstrip()}\n```"


def _html(text: str) -> str:
    """On lines without gaps, which would end it in Markdown; tables look as all tables of the site do."""
    text = re.sub(r"<style scoped>.*?</style>", "", text, flags=re.S)
    text = re.sub(r'<table border="\d" class="dataframe">', "<table>", text)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())
