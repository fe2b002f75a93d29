"""Do those who hope for too much need the truth, or homework before they sign?

    python experiments/optimism/run.py

runs the sweep (resumable), and makes the tables, the figure and the page from it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from outsim.plots.page import Page
from outsim.plots.style import BLUE, GREEN, INK, ORANGE, SMALL_SIZE, heading, panel_title, style
from sweeps import Contrast, Study, against_the_sum, mean_over, of_100, settled, size_of_100, table

STAFF, LEADERS = "expectations.optimism", "expectations.leader_optimism"
NOTHING = "none"
ARMS = {
    "homework": "due_diligence",
    "updates": "progress_updates",
    "both": "progress_updates+due_diligence",
}
LOOKS = {NOTHING: INK, "due_diligence": ORANGE, "progress_updates": BLUE, ARMS["both"]: GREEN}


def described(points: pd.DataFrame) -> pd.DataFrame:
    """Nothing follows that is not there."""
    return points


def contrasts(points: pd.DataFrame) -> list[Contrast]:
    """What hopes cost, and what each arm prevents where hopes are low and high, by scenario and over both."""
    staff, leaders, arms = points[STAFF], points[LEADERS], points["interventions"]
    sober = (staff == staff.min()) & (leaders == leaders.min())
    hyped = (staff == staff.max()) & (leaders == leaders.max())
    everywhere = points["point"] >= 0
    found = []
    for name in ("all", *points["scenario"].unique()):
        here = everywhere if name == "all" else points["scenario"] == name
        plain = here & (arms == NOTHING)
        found += [
            Contrast(f"{name}: ended sober", mean_over(plain & sober)),
            Contrast(f"{name}: ended hyped", mean_over(plain & hyped)),
            Contrast(f"{name}: hopes", mean_over(plain & hyped) - mean_over(plain & sober)),
            *(
                Contrast(f"{name}: hopes of {who}", mean_over(plain & (hope == hope.max()))
                         - mean_over(plain & (hope == hope.min())))
                for who, hope in (("staff", staff), ("leaders", leaders))
            ),
        ]  # fmt: skip
        prevented = {
            (arm, where): mean_over(plain & among) - mean_over(here & (arms == lever) & among)
            for arm, lever in ARMS.items()
            for where, among in (("over all hopes", everywhere), ("sober", sober), ("hyped", hyped))
        }
        found += [Contrast(f"{name}: {arm} {where}", weights) for (arm, where), weights in prevented.items()]
        found += [
            Contrast(f"{name}: {arm} hyped less sober", prevented[arm, "hyped"] - prevented[arm, "sober"])
            for arm in ARMS
        ]
        together, parts = prevented["both", "over all hopes"], ("updates", "homework")
        found += [
            Contrast(f"{name}: both less the sum", together - sum(prevented[arm, "over all hopes"] for arm in parts)),
            Contrast(f"{name}: updates less homework", prevented["updates", "over all hopes"]
                     - prevented["homework", "over all hopes"]),
        ]  # fmt: skip
    return found


def title(estimates: pd.DataFrame) -> str:
    """What is seen."""
    sober, hyped = (100 * estimates.at[f"all: ended {name}", "value"] for name in ("sober", "hyped"))
    updates, homework = (100 * estimates.at[f"all: {arm} hyped", "value"] for arm in ("updates", "homework"))
    way = "raise" if hyped > sober else "lower"
    return (
        f"High hopes {way} terminations from {sober:.0f} to {hyped:.0f} of 100; of these, telling the truth prevents "
        f"{updates:.0f}, homework before signing {homework:.0f}"
    )


def figure(points: pd.DataFrame, estimates: pd.DataFrame) -> Figure:
    """Rows: scenarios. Left and middle: terminated over hopes. Right: what each arm prevents, by hopes."""
    scenarios = list(dict.fromkeys(points["scenario"]))
    with style():
        page = Page(11.2, 7.3)
        for row, scenario in enumerate(scenarios):
            mine, top = points[points["scenario"] == scenario], 1.8 + 2.55 * row
            last = row == len(scenarios) - 1
            most = 100 * mine["terminated"].max()
            for column, (hope, who) in enumerate(((STAFF, "staff"), (LEADERS, "leaders"))):
                axes = page.axes(0.75 + 3.3 * column, top, 2.75, 1.95)
                _lines(axes, mine, hope)
                axes.set_ylim(0, 1.02 * most)
                panel_title(axes, heading(scenario) if not column else "", f"over hopes of {who}")
                axes.tick_params(labelleft=not column, labelbottom=last)
                if not column:
                    axes.set_ylabel("terminated, of 100")
                if last:
                    axes.set_xlabel(f"{who} expect so much above what is feasible, %")
            axes = page.axes(7.85, top, 3.15, 1.95)
            _prevented(axes, estimates, scenario)
            axes.tick_params(labelbottom=last)
            if last:
                axes.set_xlabel("hopes of staff and leaders")
        _legend(page)
        page.title(
            title(estimates),
            "Partnerships of 100 within two years, in a service and in a project; on shared luck, over draws of "
            "coefficients from the posterior.",
        )
        page.caption(
            "Left and middle: a dot is a mean over five points of the sweep, those of the other side's hopes. Right: "
            "terminated without less terminated with, paired, with 95 % intervals; low hopes: what is feasible, high "
            "hopes: 80 % above it, of staff and leaders alike."
        )
    return page.figure


def _lines(axes: Axes, mine: pd.DataFrame, hope: str) -> None:
    for arm, colour in LOOKS.items():
        line = 100 * mine[mine["interventions"] == arm].groupby(hope)["terminated"].mean()
        axes.plot(100 * line.index, line, "-o", color=colour, markersize=4, linewidth=1.6)
    axes.set_xticks(100 * np.sort(mine[hope].unique()))
    axes.grid(axis="y")


def _prevented(axes: Axes, estimates: pd.DataFrame, scenario: str) -> None:
    for place, (arm, lever) in enumerate(ARMS.items()):
        rows = estimates.loc[[f"{scenario}: {arm} {where}" for where in ("sober", "hyped")]]
        at = np.arange(2) + 0.16 * (place - 1)
        axes.vlines(at, 100 * rows["low"], 100 * rows["high"], color=LOOKS[lever], linewidth=1.6)
        axes.plot(at, 100 * rows["value"], "o", color=LOOKS[lever], markersize=5.5)
    axes.axhline(0, color=INK, linewidth=0.7)
    axes.set_xticks([0, 1], ["low", "high"])
    axes.set_xlim(-0.5, 1.5)
    axes.grid(axis="y")
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    panel_title(axes, "", "terminations prevented, of 100")


def _legend(page: Page) -> None:
    """The four arms in one row over all panels."""
    left = 0.75
    for arm, colour in LOOKS.items():
        line = page.axes(left, 1.12, 0.3, 0.1)
        line.plot([0, 0.5, 1], [0, 0, 0], "-o", color=colour, markersize=4, markevery=[1])
        line.set_axis_off()
        page.figure.text((left + 0.38) / page.width, 1 - 1.17 / page.height, _says(arm), va="center", size=SMALL_SIZE)
        left += 1.75


def _says(arm: str) -> str:
    return {NOTHING: "nothing done", ARMS["both"]: "both"}.get(arm, arm.replace("_", " "))


def findings(points: pd.DataFrame, estimates: pd.DataFrame) -> dict[str, str]:
    """The texts of the page."""
    scenarios = list(dict.fromkeys(points["scenario"]))
    return {
        "hopes": _hopes(estimates),
        "answer": _answer(estimates),
        "homework": _homework(estimates),
        "together": against_the_sum(estimates.loc["all: both less the sum"]),
        "by_scenario": _by_scenario(estimates, scenarios),
        "whose": _whose(estimates, scenarios),
    }


def _hopes(estimates: pd.DataFrame) -> str:
    sober, hyped, more = (estimates.loc[f"all: {name}"] for name in ("ended sober", "ended hyped", "hopes"))
    return (
        f"Where staff and leaders expect what is feasible {of_100(sober)} of 100 are terminated, where both expect 80 "
        f"% more {of_100(hyped)}: a difference of {of_100(more)}, over both scenarios."
    )


def _differs(row: pd.Series) -> str:
    if not settled(row):
        return f"whether that differs is not settled ({of_100(row)})"
    return f"{'more' if row['value'] > 0 else 'less'} where hopes are high, by {size_of_100(row)}"


def _answer(estimates: pd.DataFrame) -> str:
    low, high, more = (estimates.loc[f"all: updates {where}"] for where in ("sober", "hyped", "hyped less sober"))
    return (
        f"Progress updates prevent {of_100(low)} where hopes are low and {of_100(high)} where they are high: "
        f"{_differs(more)}."
    )


def _homework(estimates: pd.DataFrame) -> str:
    low, high, more = (estimates.loc[f"all: homework {where}"] for where in ("sober", "hyped", "hyped less sober"))
    between = estimates.loc["all: updates less homework"]
    verdict = (
        f"Over all hopes updates prevent {of_100(between)} of 100 more than homework does."
        if settled(between) and between["value"] > 0
        else f"Over all hopes the two differ by {of_100(between)} of 100 (updates less homework)."
    )
    return (
        f"Due diligence prevents {of_100(low)} where hopes are low and {of_100(high)} where they are high: "
        f"{_differs(more)}. {verdict}"
    )


def _by_scenario(estimates: pd.DataFrame, scenarios: list[str]) -> str:
    rows = [
        [heading(scenario), _says(lever), *(of_100(estimates.loc[f"{scenario}: {arm} {where}"]) for where in
         ("over all hopes", "sober", "hyped", "hyped less sober")),
         f"{100 * estimates.at[f'{scenario}: {arm} over all hopes', 'spread']:.1f}"]
        for scenario in scenarios for arm, lever in ARMS.items()
    ]  # fmt: skip
    heads = ["scenario", "done", "over all hopes", "low hopes", "high hopes", "high less low",
             "SD between draws (over all)"]  # fmt: skip
    return table(heads, rows)


def _whose(estimates: pd.DataFrame, scenarios: list[str]) -> str:
    rows = [
        [heading(scenario), *(of_100(estimates.loc[f"{scenario}: {name}"]) for name in
         ("ended sober", "ended hyped", "hopes of staff", "hopes of leaders"))]
        for scenario in scenarios
    ]  # fmt: skip
    heads = ["scenario", "terminated, low hopes", "terminated, high hopes", "added by hopes of staff alone",
             "added by hopes of leaders alone"]  # fmt: skip
    return table(heads, rows)


STUDY = Study(Path(__file__).resolve().parent, "about 3 minutes", described, contrasts, title, figure, findings)

if __name__ == "__main__":
    sys.exit(STUDY.run())
