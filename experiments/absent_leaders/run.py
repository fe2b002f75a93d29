"""Can a clear contract stand in for leaders who are not there?

    python experiments/absent_leaders/run.py

runs the sweep (resumable), and makes the tables, the figure and the page from it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from outsim.plots.page import Page
from outsim.plots.style import BLUE, INK, SMALL_SIZE, panel_title, style, tint
from sweeps import Contrast, Study, mean_over, of_100, settled, size_of_100, table

PRESENCE, CLARITY, HOURS, RIGHTS = (
    "leaders.participation",
    "contract.clarity",
    "leaders.hours",
    "contract.decision_rights",
)
ASKS = "coefficients.decisions.unclear"
"""How many decisions an unclear contract asks for; at 0 clarity does not reach the queue, and acts all the same."""
PALE_TO_DARK = LinearSegmentedColormap.from_list("of blue", ["white", tint(BLUE, 0.55), BLUE, "#00304D"])


def described(points: pd.DataFrame) -> pd.DataFrame:
    """Nothing follows that is not there."""
    return points


def contrasts(points: pd.DataFrame) -> list[Contrast]:
    """What presence and clarity prevent, each where the other is lowest and highest, everywhere and by queue."""
    presence, clarity = points[PRESENCE], points[CLARITY]
    absent, present = presence == presence.min(), presence == presence.max()
    vague, clear = clarity == clarity.min(), clarity == clarity.max()
    everywhere, past = points[ASKS] > 0, points[ASKS] == 0
    among = {"everywhere": everywhere, "past the queue": past}
    among |= {f"hours {hours:g}": everywhere & (points[HOURS] == hours) for hours in sorted(points[HOURS].unique())}
    among |= {f"rights {right:g}": everywhere & (points[RIGHTS] == right) for right in sorted(points[RIGHTS].unique())}
    found = []
    for name, here in among.items():
        corner = {
            (who, what): mean_over(one & other & here)
            for who, one in (("absent", absent), ("present", present))
            for what, other in (("vague", vague), ("clear", clear))
        }
        by_presence = {what: corner["absent", what] - corner["present", what] for what in ("vague", "clear")}
        found += [
            *(Contrast(f"{name}: ended {who} {what}", weights) for (who, what), weights in corner.items()),
            *(Contrast(f"{name}: presence where {what}", weights) for what, weights in by_presence.items()),
            *(
                Contrast(f"{name}: clarity where {who}", corner[who, "vague"] - corner[who, "clear"])
                for who in ("absent", "present")
            ),
            Contrast(f"{name}: presence vague less clear", by_presence["vague"] - by_presence["clear"]),
            Contrast(f"{name}: clarity rather than presence", corner["present", "vague"] - corner["absent", "clear"]),
            Contrast(f"{name}: both", corner["absent", "vague"] - corner["present", "clear"]),
        ]
    weights = {found_one.name: found_one.weights for found_one in found}
    for who in ("absent", "present"):
        whole, rest = (weights[f"{name}: clarity where {who}"] for name in ("everywhere", "past the queue"))
        found.append(Contrast(f"clarity through the queue where {who}", whole - rest))
    for name, column in (("hours", HOURS), ("rights", RIGHTS)):
        lowest, highest = (everywhere & (points[column] == end(points[column])) for end in (min, max))
        found.append(Contrast(name, mean_over(lowest) - mean_over(highest)))
    return found


def title(estimates: pd.DataFrame) -> str:
    """What is seen."""
    clarity, presence, both = (
        100 * estimates.at[f"everywhere: {name}", "value"]
        for name in ("clarity where absent", "presence where vague", "both")
    )
    return (
        f"A clear contract alone prevents {clarity:.0f} of 100 terminations, leaders who are there alone "
        f"{presence:.0f}, the two together {both:.0f}"
    )


def figure(points: pd.DataFrame, estimates: pd.DataFrame) -> Figure:
    """Share terminated over presence and clarity, a panel for each capacity and demand of decisions."""
    points = points[points[ASKS] > 0]
    hours, rights = (sorted(points[name].unique()) for name in (HOURS, RIGHTS))
    most = 100 * points["terminated"].max()
    with style():
        page = Page(10.8, 7.2)
        for row, right in enumerate(rights):
            for column, hour in enumerate(hours):
                mine = points[(points[HOURS] == hour) & (points[RIGHTS] == right)]
                axes = page.axes(0.85 + 3.32 * column, 1.6 + 2.55 * row, 2.95, 1.85)
                _heat(axes, mine, most)
                panel_title(axes, f"Leaders have {hour:g} hours a week", f"decision rights {right:g}")
                axes.tick_params(labelleft=not column, labelbottom=row == len(rights) - 1)
                if not column:
                    axes.set_ylabel("clarity of the contract, 0 to 1")
                if row == len(rights) - 1:
                    axes.set_xlabel("participation of leaders, share of their hours")
        page.title(
            title(estimates),
            "Terminated partnerships of 100 within two years: a US client's call centre in the Philippines; on shared "
            "luck, over draws of coefficients from the posterior.",
        )
        page.caption(
            "Each number is the mean of one point of the sweep. From top to bottom the contract gets vaguer, from "
            "right to left leaders get scarcer; panels differ in how many decisions leaders can take (hours) and how "
            "few reach them (decision rights). Intervals of the paired differences stand in the page's tables."
        )
    return page.figure


def _heat(axes: Axes, mine: pd.DataFrame, most: float) -> None:
    cells = 100 * mine.pivot(index=CLARITY, columns=PRESENCE, values="terminated")
    axes.imshow(cells, cmap=PALE_TO_DARK, vmin=0, vmax=most, aspect="auto", origin="lower")
    for row, column in np.ndindex(cells.shape):
        value = cells.iat[row, column]
        dark = value > 0.45 * most
        axes.text(column, row, f"{value:.0f}", ha="center", va="center", size=SMALL_SIZE,
                  color="white" if dark else INK)  # fmt: skip
    axes.set_xticks(range(cells.shape[1]), [f"{value:g}" for value in cells.columns])
    axes.set_yticks(range(cells.shape[0]), [f"{value:g}" for value in cells.index])
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)


def findings(points: pd.DataFrame, estimates: pd.DataFrame) -> dict[str, str]:
    """The texts of the page."""
    return {
        "answer": _answer(estimates),
        "path": _path(estimates),
        "together": _together(estimates),
        "queue": _queue(points, estimates),
        "by_queue": _by_queue(points, estimates),
    }


def _answer(estimates: pd.DataFrame) -> str:
    row = {name.removeprefix("everywhere: "): estimates.loc[name] for name in estimates.index if "everywhere" in name}
    rather = row["clarity rather than presence"]
    parts = (
        f"With absent leaders and a vague contract {of_100(row['ended absent vague'])} of 100 are terminated. A clear "
        f"contract alone leaves {of_100(row['ended absent clear'])}, leaders who are there alone "
        f"{of_100(row['ended present vague'])}, both {of_100(row['ended present clear'])}. "
    )
    if not settled(rather):
        return parts + f"Which of the two does more alone is not settled ({of_100(rather)} of 100 between them)."
    better, worse = ("clarity", "presence") if rather["value"] > 0 else ("presence", "clarity")
    return parts + f"Alone, {better} does more than {worse}: {size_of_100(rather)} of 100."


def _together(estimates: pd.DataFrame) -> str:
    vague, clear, difference = (
        estimates.loc[f"everywhere: presence {which}"] for which in ("where vague", "where clear", "vague less clear")
    )
    first = f"Leaders' presence prevents {of_100(vague)} where the contract is vague, {of_100(clear)} where it is clear"
    if not settled(difference):
        return f"{first}: a difference that is not settled ({of_100(difference)})."
    taken = [
        row["value"] / estimates.at[f"everywhere: ended absent {what}", "value"]
        for row, what in ((vague, "vague"), (clear, "clear"))
    ]
    percent = [f"{100 * share:.0f} %" for share in taken]
    part = (
        f"of those who would be terminated without, it saves {percent[0]} under a vague contract and {percent[1]} "
        "under a clear one"
    )
    if difference["value"] < 0:
        return f"{first}, {size_of_100(difference)} more there; {part}."
    why = "fewer are left to prevent" if taken[1] >= taken[0] else "each does part of the other's work"
    return f"{first}, {size_of_100(difference)} less there: {why}; {part}."


def _queue(points: pd.DataFrame, estimates: pd.DataFrame) -> str:
    hours, rights = (sorted(points[name].unique()) for name in (HOURS, RIGHTS))
    return (
        f"{hours[-1]:g} hours a week of each leader instead of {hours[0]:g} prevent {of_100(estimates.loc['hours'])} "
        f"of 100, decision rights of {rights[-1]:g} instead of {rights[0]:g} {of_100(estimates.loc['rights'])}, as a "
        "mean over all the rest."
    )


def _path(estimates: pd.DataFrame) -> str:
    whole, past, through = (
        estimates.loc[name]
        for name in (
            "everywhere: clarity where absent",
            "past the queue: clarity where absent",
            "clarity through the queue where absent",
        )
    )
    verdict = "not settled" if not settled(through) else f"{100 * through['value'] / whole['value']:.0f} % of it"
    return (
        f"With absent leaders clarity prevents {of_100(whole)} of 100. Where unclear contracts ask for no more "
        f"decisions (`{ASKS}=0`) it prevents {of_100(past)}, so that {of_100(through)} go through the queue: {verdict}."
    )


def _by_queue(points: pd.DataFrame, estimates: pd.DataFrame) -> str:
    heads = ["where", "presence, vague contract", "presence, clear contract", "difference", "clarity, leaders absent",
             "clarity, leaders present", "SD between draws (presence, vague)"]  # fmt: skip
    columns = ["presence where vague", "presence where clear", "presence vague less clear", "clarity where absent",
               "clarity where present"]  # fmt: skip
    says = {"everywhere": "everywhere", "past the queue": "everywhere, unclear contracts asking for no decisions"}
    says |= {f"hours {hours:g}": f"leaders have {hours:g} hours" for hours in sorted(points[HOURS].unique())}
    says |= {f"rights {rights:g}": f"decision rights {rights:g}" for rights in sorted(points[RIGHTS].unique())}
    rows = [
        [words, *(of_100(estimates.loc[f"{name}: {column}"]) for column in columns),
         f"{100 * estimates.at[f'{name}: presence where vague', 'spread']:.1f}"]
        for name, words in says.items()
    ]  # fmt: skip
    return table(heads, rows)


STUDY = Study(Path(__file__).resolve().parent, "about 5 minutes", described, contrasts, title, figure, findings)

if __name__ == "__main__":
    sys.exit(STUDY.run())
