"""Measures the trainers' page in a real browser: from a moved slider to the new bands.

``python benchmarks/trainers_page.py`` (``pip install -e ".[dev]"``) starts the server and a headless Chromium, warms
both up, and moves sliders: 500 partnerships without and with, every value a new one, so that nothing is known
beforehand. Alone, and with ten pages at once.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("JAX_PLATFORMS", "cpu")

from playwright.async_api import Browser, Page, async_playwright

import machine
import report
from outsim.app.apart import page_apart
from outsim.handout.writing import browser as browser_here
from timing import Row, Target

NAME = "trainers_page"
MEDIAN, TAIL = Target(60), Target(100)  # ms
PAGES = 10
COMPILED = 300_000  # ms for a first answer
WARM = 10  # moves that are not counted
SETTLED = 20  # seconds in which all else is compiled, and one partnership drawn
BETWEEN = 0.15  # seconds between two moves, in which the browser paints what it has drawn

MOVE = """async ([name, value]) => {
  const main = document.getElementById("main");
  const field = document.querySelector(`[data-name="${name}"] input[type=range]`);
  const before = Number(main.dataset.drawn);
  const started = performance.now();
  field.step = "any"; // finer than a hand: no value comes twice, so that no answer is known beforehand
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await new Promise((resolve) => {
    const seen = new MutationObserver(() => {
      if (main.dataset.settled !== "true" || Number(main.dataset.drawn) <= before) return;
      seen.disconnect();
      resolve();
    });
    seen.observe(main, { attributes: true });
  });
  return performance.now() - started;
}"""


@dataclass(frozen=True)
class Case:
    """A slider that is moved.

    Attributes:
        series, measured: what it is, in short and in words.
        fragment: the state in which it is moved.
        control: its name.
        values: from, to.
    """

    series: str
    measured: str
    fragment: str
    control: str
    values: tuple[float, float]


LEVER = "l.leader_checkins=8"
CLARITY = ("contract.clarity", (0.05, 0.95))
CASES = (
    Case("lever", "a lever's dose", f"preset=baseline&{LEVER}", "leader_checkins", (0.05, 1.0)),
    Case("situation", "a slider of the situation, no lever pulled", "preset=baseline", *CLARITY),
    Case("both", "a slider of the situation, a lever pulled", f"preset=baseline&{LEVER}", *CLARITY),
)


def main() -> None:
    """Measures and writes table and values."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--moves", type=int, default=100, help="of each slider that are counted")
    reader.add_argument("--out", type=Path, default=Path("outputs/benchmark"), help="folder for the tables")
    chosen = reader.parse_args()
    bystanders = machine.Bystanders()
    with page_apart() as address:
        rows = asyncio.run(measure(address, chosen.moves))
    facts = {**machine.facts(), "replicates": 500, "cores kept busy by others": bystanders.cores()}
    report.write(chosen.out, rows, facts, NAME)
    print(report.markdown(rows, facts))


async def measure(address: str, moves: int) -> list[Row]:
    """All rows."""
    path = browser_here()
    if path is None:
        raise SystemExit("Chromium is missing: apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        alone = [await opened(browser, address, case) for case in CASES]
        await asyncio.sleep(SETTLED)
        times: dict[str, list[float]] = {case.series: [] for case in CASES}
        for number in range(WARM + moves):
            for case, page in zip(CASES, alone, strict=True):
                times[case.series].append(await moved(page, case, number))
                await asyncio.sleep(BETWEEN)
        rows = [row for case in CASES for row in of_case("alone", case, times[case.series][WARM:])]
        many = [await opened(browser, address, CASES[-1]) for _ in range(PAGES)]
        await asyncio.sleep(SETTLED)
        each = await asyncio.gather(*(dragged(page, CASES[-1], place, moves // 5) for place, page in enumerate(many)))
        rows += of_case(f"{PAGES} pages at once", CASES[-1], list(itertools.chain(*each)), targets=False)
        await browser.close()
    return rows


async def opened(browser: Browser, address: str, case: Case) -> Page:
    """A page in the state of a case, with its answer drawn."""
    page = await browser.new_page(viewport={"width": 1280, "height": 720})
    await page.goto(f"{address}#{case.fragment}")
    await page.wait_for_selector('#main[data-settled="true"]', timeout=COMPILED)
    return page


async def moved(page: Page, case: Case, number: int) -> float:
    """Milliseconds of one move, to a value that was not there before."""
    low, high = case.values
    first = CASES.index(case) / 7  # or one case would ask for what another has just had
    golden = (first + number * 0.618034) % 1  # spreads values so that neighbours in time are far apart
    return float(await page.evaluate(MOVE, [case.control, f"{low + (high - low) * golden:.6f}"]))


async def dragged(page: Page, case: Case, place: int, moves: int) -> list[float]:
    """Of one page among many, each with values of its own."""
    return [await moved(page, case, PAGES * number + place) for number in range(moves)]


def of_case(part: str, case: Case, times: Sequence[float], *, targets: bool = True) -> list[Row]:
    """Its times, and the 95th percentile of them."""
    tail = statistics.quantiles(times, n=20)[-1]
    said = f"{case.measured}: drawn after"
    return [
        Row(part, case.series, said, tuple(times), "ms", 500, MEDIAN if targets else None),
        Row(part, f"{case.series}_95", f"{said}, 95th percentile", (tail,), "ms", 500, TAIL if targets else None),
    ]


if __name__ == "__main__":
    main()
