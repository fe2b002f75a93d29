"""Which files of the repository are on the site, and where: a hook of mkdocs.

Pages stand where they are read on a forge as well, some outside ``docs/``. On the site each keeps its place in the
repository as its name, so that the same relative links work in both; only the address of what is in ``docs/`` loses
that first part, and the README of a folder becomes its index.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

from notebook_pages import as_page, executed
from outside import asked_elsewhere

ROOT = Path(__file__).parents[2]
SHOWN = (
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
    "CITATION.cff",
    "docs/**/*.md",
    "docs/**/*.png",
    "docs/**/*.svg",
    "docs/assets/*",
    "experiments/README.md",
    "experiments/*/README.md",
    "experiments/*/results/*.*",
    "benchmarks/**/*.md",
    "benchmarks/**/*.png",
    "configs/experiment/*.yaml",
    "notebooks/*.py",
    "src/outsim/data/README.md",
)
"""What the site shows or links to."""

NAME = re.compile(r"(?<=<td>)<code>([^<]{12,})</code>")
BREAKS = re.compile(r"(?<=[._=/])(?=\w)")
DIALOG = 'data-md-component="search" role="dialog"'
PICTURE = re.compile(r'(<img [^>]*src="([^"]+)"[^>]*>)(?!</a>)')
HIDDEN = re.compile(r"\.template\.md$|^docs/notebooks/|/\.")

log = logging.getLogger("mkdocs.hooks.layout")  # a warning fails a strict build


def on_files(files: Files, config: Any, **_: Any) -> Files:
    """What is on the site, in place of what is in ``docs/``."""
    theme = [file for file in files if file.src_dir != config.docs_dir]
    return Files([*theme, *_of_repository(config), *_of_notebooks(config)])


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Links to a notebook's source lead to the notebook as it was run."""
    return re.sub(r"\]\(((?:\.\./)*notebooks/\w+)\.py\)", r"](\1.md)", markdown)


def on_page_content(html: str, **_: Any) -> str:
    """A click on a picture shows it alone."""
    return PICTURE.sub(r'<a href="\2" class="picture">\1</a>', html)


def on_post_page(output: str, **_: Any) -> str:
    """Long names in tables may break behind a dot, an underscore or a slash; done last, as search finds them whole.

    And the theme's search has a name, for those who hear the page.
    """
    named = output.replace(DIALOG, f'{DIALOG} aria-label="Search"')
    return NAME.sub(lambda code: f"<code>{BREAKS.sub('<wbr>', code[1])}</code>", named)


def on_post_build(config: Any, **_: Any) -> None:
    """Nothing that a reader opens asks for anything from elsewhere."""
    for page, address in asked_elsewhere(Path(config.site_dir)):
        log.warning("%s would fetch %s", page, address)


def shown() -> list[str]:
    """The paths of what the site shows, below the root of the repository."""
    found = {str(path.relative_to(ROOT)) for pattern in SHOWN for path in ROOT.glob(pattern) if path.is_file()}
    return sorted(name for name in found if not HIDDEN.search(name))


def _of_repository(config: Any) -> Iterator[File]:
    for name in shown():
        yield _at_its_address(File(name, str(ROOT), config.site_dir, config.use_directory_urls))


def _of_notebooks(config: Any) -> Iterator[File]:
    for source in sorted((ROOT / "notebooks").glob("*.py")):
        notebook, complaint = executed(source)
        if complaint:
            log.warning(complaint)
        for name, content in as_page(notebook, f"notebooks/{source.stem}").items():
            yield File.generated(config, name, content=content)


def _at_its_address(file: File) -> File:
    file.dest_uri = file.dest_uri.removeprefix("docs/")
    return file
