"""Measures ``outsim.explore`` as a hand meets it: from a moved slider to the new picture, in JupyterLab and Chromium.

``python benchmarks/explore.py``, after ``pip install jupyterlab playwright`` where Chromium is; no window is opened.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

import machine
import report
from outsim.handout.writing import browser as browser_here
from timing import Row, Target

NAME = "explore"
ASKED = 0.2  # seconds, for the median
SLIDERS = ("contract.clarity", "expectations.optimism", "leaders.participation", "vendor.attrition")
CELL = "import outsim\nexplorer = outsim.explore(outsim.load_scenario())\nexplorer"

MOVE = """async ([name, share, patience]) => {
  const chart = [...document.querySelectorAll(".outsim-chart")].find((each) => each.offsetParent);
  const slider = window.outsimSliders[name];
  const drawn = chart.dataset.drawn;
  slider.value = Number(slider.min) + share * (Number(slider.max) - Number(slider.min));
  const started = performance.now();
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  while (chart.dataset.drawn === drawn) {
    if (performance.now() - started > patience) return null;
    await new Promise((done) => requestAnimationFrame(done));
  }
  return (performance.now() - started) / 1000;
}"""
"""Moves a slider as a hand does; seconds until the frame in which another picture is there."""

DRAG = """async ([name, steps, pause]) => {
  const chart = [...document.querySelectorAll(".outsim-chart")].find((each) => each.offsetParent);
  const slider = window.outsimSliders[name];
  const at = [];
  const watch = new MutationObserver(() => at.push(performance.now()));
  watch.observe(chart, { attributes: true, attributeFilter: ["data-drawn"] });
  const begun = performance.now();
  for (let step = 0; step < steps; step++) {
    slider.value = Number(slider.min) + ((step + 1) / (steps + 1)) * (Number(slider.max) - Number(slider.min));
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((done) => setTimeout(done, pause));
  }
  watch.disconnect();
  return [begun, ...at].slice(1).map((time, place) => (time - [begun, ...at][place]) / 1000);
}"""
"""Drags a slider from end to end; seconds from each picture to the next."""

FIND = """(places) => {
  window.outsimSliders = {};
  const shown = [...document.querySelectorAll(".outsim-explorer")].find((each) => each.offsetParent);
  const sliders = shown.querySelectorAll("input[type=range]");
  for (const [name, place] of Object.entries(places)) window.outsimSliders[name] = sliders[place];
}"""


def main() -> None:
    """Measures and writes the tables."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--moves", type=int, default=40, help="single moves of a slider")
    reader.add_argument("--out", type=Path, default=Path("outputs/benchmark"), help="folder for the tables")
    chosen = reader.parse_args()
    bystanders = machine.Bystanders()
    single, dragged, pages = measure(chosen.moves)
    facts = {**machine.facts(), **pages, "cores kept busy by others": bystanders.cores()}
    rows = [
        *_rows("one move at a time", "move", "from a moved slider to the new picture", single),
        *_rows("dragging", "drag", "from one picture to the next while a slider is dragged", dragged),
    ]
    report.write(chosen.out, rows, facts, NAME)
    print(report.markdown(rows, facts))
    print(f"{chosen.out}/{NAME}.csv, .json, .md")


def measure(moves: int) -> tuple[list[float], list[float], dict[str, str]]:
    """Seconds to the new picture of single moves, between pictures of a drag, and the versions that they are of."""
    from importlib.metadata import version

    from playwright.sync_api import sync_playwright

    chromium = browser_here()
    with tempfile.TemporaryDirectory() as folder, _lab(Path(folder)) as address, sync_playwright() as browsers:
        root = ["--no-sandbox"] if sys.platform == "linux" and os.geteuid() == 0 else []
        browser = browsers.chromium.launch(executable_path=chromium, args=root)
        page = browser.new_page(viewport={"width": 1400, "height": 1400})
        page.goto(f"{address}/lab/tree/explore.ipynb")
        page.wait_for_selector(".jp-Notebook", timeout=60_000)
        page.wait_for_timeout(3000)  # until its kernel is there
        page.click("text=Run", timeout=20_000)
        page.click("text=Run All Cells", timeout=20_000)
        page.wait_for_selector(".outsim-chart[data-drawn]", timeout=120_000)
        page.wait_for_function("!document.querySelector('.outsim-explorer.computing')", timeout=120_000)
        page.wait_for_timeout(1000)
        page.evaluate(FIND, _places())
        single: list[float] = []
        for move in range(-2, moves):  # the first two warm up
            found = page.evaluate(MOVE, [SLIDERS[move % len(SLIDERS)], 0.1 + 0.8 * ((7 * move) % 11) / 10, 10_000])
            if found is None:
                raise TimeoutError("no picture within 10 seconds")
            single += [found] if move >= 0 else []
            page.wait_for_timeout(600)  # a hand that rests, until the fine answer is in and drawn
            page.wait_for_function("!document.querySelector('.outsim-explorer.computing')", timeout=30_000)
            page.wait_for_timeout(400)
        dragged: list[float] = page.evaluate(DRAG, [SLIDERS[0], 120, 25])
        name = f"Chromium {browser.version}"
        browser.close()
    return single, dragged, {"browser": name, "jupyterlab": version("jupyterlab"), "anywidget": version("anywidget")}


def _places() -> dict[str, int]:
    """Which of all sliders each is: those that are shown first, then the rest, as the page has them."""
    import outsim
    from outsim.app.controls import controls

    sliders = [one for one in controls(outsim.load_scenario()) if one.kind == "slider"]
    order = [one.name for one in sliders if one.first] + [one.name for one in sliders if not one.first]
    return {name: order.index(name) for name in SLIDERS}


@contextmanager
def _lab(folder: Path) -> Iterator[str]:
    """JupyterLab on a notebook of one cell, for as long as it is needed; its address."""
    cell = {"cell_type": "code", "id": "one", "execution_count": None, "metadata": {}, "outputs": [], "source": CELL}
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = {"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (folder / "explore.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", f"--port={port}", "--IdentityProvider.token="]
    settings = ["--ServerApp.disable_check_xsrf=True", f"--ServerApp.root_dir={folder}", "--allow-root"]
    log = folder / "lab.log"
    home = {**os.environ, "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces")}
    with log.open("w") as out, subprocess.Popen([*command, *settings], stdout=out, stderr=out, env=home) as server:
        try:
            _wait(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait(port: int, patience: float = 60.0) -> None:
    until = time.monotonic() + patience
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise TimeoutError("JupyterLab did not start")


def _rows(part: str, series: str, measured: str, seconds: Sequence[float]) -> list[Row]:
    values: Any = tuple(float(each) for each in seconds)
    slowest = float(np.quantile(values, 0.95))
    return [
        Row(part, series, measured, values, "s", target=Target(ASKED)),
        Row(part, f"{series} 95 %", "of 100 the 95 fastest are no slower than", (slowest,), "s"),
    ]


if __name__ == "__main__":
    main()
