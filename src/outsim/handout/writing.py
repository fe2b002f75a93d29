"""Puts a report into a file, whole or not at all: HTML, or PDF where something here can print."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from outsim.errors import InputError

KINDS = (".html", ".htm", ".pdf")
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
PRINTS_WITHIN = 120  # seconds


def check_report_file(path: str | Path) -> Path:
    """The file that a report is to go to, before anything slow is done for it.

    >>> check_report_file("client.html").name
    'client.html'

    Raises:
        InputError: for an ending that is no kind of report, a folder that is not there, a file that cannot be
            written, or PDF where nothing can print it.
    """
    if not isinstance(path, str | Path) or not str(path).strip():
        raise InputError(f"report = {path!r}: must be the name of a file, such as client.html")
    file = Path(path).expanduser()
    if file.suffix.lower() not in KINDS:
        raise InputError(f"report = {path}: must end in .html or .pdf")
    try:
        if file.is_dir():
            raise InputError(f"report = {path}: is a folder; name a file in it")
        if not file.parent.is_dir():
            raise InputError(f"report = {path}: there is no folder {file.parent}")
        if not os.access(file.parent, os.W_OK) or (file.exists() and not os.access(file, os.W_OK)):
            raise InputError(f"report = {path}: cannot be written: Permission denied")
    except OSError as error:
        raise _cannot_write(file, error) from None
    if file.suffix.lower() == ".pdf" and browser() is None and not _has_weasyprint():
        raise InputError(
            f"report = {path}: PDF takes Chromium, Chrome, Edge or WeasyPrint (pip install weasyprint), and none is "
            f"here; {file.with_suffix('.html').name} can be printed from any browser"
        )
    return file


def write_report(page: str, path: str | Path) -> Path:
    """Writes a page to a file by its ending; what was there before is replaced in one step, or stays.

    Raises:
        InputError: as `check_report_file`, and where the file cannot be written or printed.
    """
    file = check_report_file(path)
    try:
        with tempfile.TemporaryDirectory(prefix=".outsim-", dir=file.parent) as folder:
            made = Path(folder) / f"report{file.suffix.lower()}"
            if made.suffix == ".pdf":
                _print(page, made)
            else:
                made.write_text(page, encoding="utf-8")
            os.replace(made, file)
    except OSError as error:
        raise _cannot_write(file, error) from None
    return file


def browser() -> str | None:
    """A browser on this machine that prints pages by itself, if any."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def _has_weasyprint() -> bool:
    return find_spec("weasyprint") is not None


def _print(page: str, file: Path) -> None:
    """Prints a page: by a browser, or else by WeasyPrint."""
    found = browser()
    if found is None:
        from weasyprint import HTML

        HTML(string=page).write_pdf(file)
        return
    source = file.with_suffix(".html").resolve()
    source.write_text(page, encoding="utf-8")
    # a browser that runs as root has no sandbox of its own; the page it gets is ours, and asks nobody for anything
    root = ["--no-sandbox"] if sys.platform == "linux" and os.geteuid() == 0 else []
    command = [
        found,
        "--headless",
        "--disable-gpu",
        *root,
        f"--user-data-dir={file.parent / 'profile'}",
        "--no-pdf-header-footer",
        f"--print-to-pdf={file.resolve()}",
        source.as_uri(),
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PRINTS_WITHIN, check=False)
    except subprocess.TimeoutExpired:
        raise InputError(f"report: {found} did not print within {PRINTS_WITHIN} seconds; write HTML instead") from None
    if not file.exists():
        said = (done.stderr.strip().splitlines() or ["it says nothing"])[-1]
        raise InputError(f"report: {found} could not print it ({said}); write HTML instead")


def _cannot_write(file: Path, error: OSError) -> InputError:
    return InputError(f"report = {file}: cannot be written: {error.strerror or error}")
