"""Does training people in culture and language pay more where they share fewer working hours?

    python experiments/culture_and_clocks/run.py

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

from outsim import load_scenario
from outsim.conditions import place_of
from outsim.geography import country
from outsim.plots.page import Page
from outsim.plots.style import BLUE, GREEN, INK, ORANGE, SMALL_SIZE, heading, panel_title, style
from sweeps import Contrast, Study, against_the_sum, mean_over, of_100, settled, size_of_100, table

NOTHING = "none"
ARMS = {
    "culture": "cultural_training",
    "language": "language_support",
    "both": "cultural_training+language_support",
}
LOOKS = {"cultural_training": BLUE, "language_support": ORANGE, ARMS["both"]: GREEN, NOTHING: INK}
CLASSES = {"under 2": (0, 2), "2 to 5": (2, 5), "5 and more": (5, 24)}
"""Hours in common, of the client's eight: each pair of countries has some of each."""
LANGUAGES = {"near in language": "below 0.3", "far in language": "above 0.3"}
FAR_IN_LANGUAGE = 0.3
"""No pair lies between a barrier of 0.21 and one of 0.42."""


def described(points: pd.DataFrame) -> pd.DataFrame:
    """With what countries and clocks come to: hours in common (mean over the weeks), distance, barrier."""
    at = {shift: load_scenario(overrides=[f"shift={shift}"]) for shift in points["shift"].unique()}
    found = {}
    for key in points[["client.country", "vendor.country", "shift"]].drop_duplicates().itertuples(index=False):
        client, vendor, shift = key
        scenario = at[shift].with_({"client.country": client, "vendor.country": vendor, "vendor.working_english": None})
        place, hours = place_of(scenario), scenario.client.shift_end - scenario.client.shift_start
        found[key] = (hours * place.overlap.mean(), place.cultural_distance, place.language_barrier)
    rows = [found[key] for key in points[["client.country", "vendor.country", "shift"]].itertuples(index=False)]
    more = pd.DataFrame(rows, columns=["overlap_hours", "cultural_distance", "language_barrier"])
    return points.join(more.round(6))


def pairs(points: pd.DataFrame) -> pd.Series:
    """The pair of countries of each point."""
    return points["client.country"].astype(str) + "-" + points["vendor.country"].astype(str)


def contrasts(points: pd.DataFrame) -> list[Contrast]:
    """What each training prevents, everywhere and by hours in common, by distance, and by pair of countries."""
    names, hours = pairs(points), points["overlap_hours"]

    def ended(arm: str, among: pd.Series) -> np.ndarray:
        """The mean over pairs, so that each weighs the same."""
        chosen = among & (points["interventions"] == arm)
        return np.mean([mean_over(chosen & (names == pair)) for pair in names[among].unique()], axis=0)

    def prevented(arm: str, among: pd.Series) -> np.ndarray:
        return ended(NOTHING, among) - ended(ARMS[arm], among)

    classes = {name: (hours >= low) & (hours < high) for name, (low, high) in CLASSES.items()}
    everywhere, few, many = hours >= 0, classes["under 2"], classes["5 and more"]
    far = points["language_barrier"] > FAR_IN_LANGUAGE
    apart = points["cultural_distance"] > points["cultural_distance"].median()
    found = [
        Contrast("ended everywhere", ended(NOTHING, everywhere)),
        Contrast("ended under 2", ended(NOTHING, few)),
        Contrast("ended 5 and more", ended(NOTHING, many)),
        Contrast("prevented by hours in common", ended(NOTHING, few) - ended(NOTHING, many)),
        Contrast("ended near in language", ended(NOTHING, ~far)),
        Contrast("ended far in language", ended(NOTHING, far)),
        Contrast("both less the sum", sum(sign * prevented(arm, everywhere) for arm, sign in _SUM.items())),
    ]
    for arm in ARMS:
        found += [
            Contrast(f"{arm} everywhere", prevented(arm, everywhere)),
            *(Contrast(f"{arm} {name}", prevented(arm, among)) for name, among in classes.items()),
            Contrast(f"{arm} few less many hours", prevented(arm, few) - prevented(arm, many)),
            Contrast(f"{arm} near in language", prevented(arm, ~far)),
            Contrast(f"{arm} far in language", prevented(arm, far)),
            Contrast(f"{arm} far less near in language", prevented(arm, far) - prevented(arm, ~far)),
            Contrast(f"{arm} far less near in culture", prevented(arm, apart) - prevented(arm, ~apart)),
            *(Contrast(f"{arm} {pair}", prevented(arm, names == pair)) for pair in names.unique()),
        ]
    return found


_SUM = {"both": 1, "culture": -1, "language": -1}


def title(estimates: pd.DataFrame) -> str:
    """What is seen."""
    few, many, far, near = (
        f"{100 * estimates.at[f'both {name}', 'value']:.0f}"
        for name in ("under 2", "5 and more", "far in language", "near in language")
    )
    return (
        f"Training prevents {few} of 100 terminations where few hours are shared and {many} where many are; {far} "
        f"where languages are far apart and {near} where they are near"
    )


def figure(points: pd.DataFrame, estimates: pd.DataFrame) -> Figure:
    """Left, a panel a pair of countries: terminated over hours in common. Right: what training prevents."""
    clients, vendors = (list(dict.fromkeys(points[f"{side}.country"])) for side in ("client", "vendor"))
    with style():
        page = Page(12.4, 7.6)
        for row, client in enumerate(clients):
            for column, vendor in enumerate(vendors):
                mine = points[(points["client.country"] == client) & (points["vendor.country"] == vendor)]
                axes = page.axes(0.62 + 2.06 * column, 1.62 + 1.86 * row, 1.8, 1.12)
                _pair(axes, mine)
                axes.set_ylim(0, 110 * points["terminated"].max())
                axes.tick_params(labelleft=not column, labelbottom=row == len(clients) - 1)
                if not column:
                    axes.set_ylabel("terminated, of 100")
                if row == len(clients) - 1:
                    axes.set_xlabel("hours in common a day")
        for top, names, says, below in (
            (1.62, list(CLASSES), "hours in common a day", "by hours, mean over the pairs of countries"),
            (4.55, list(LANGUAGES), "language barrier", "by language, mean over the pairs and hours"),
        ):
            axes = page.axes(9.35, top, 2.85, 1.91)
            _prevented(axes, estimates, names)
            axes.set_xlabel(says)
            panel_title(axes, "What training prevents", below)
        _legend(page)
        page.title(
            title(estimates),
            "US, German and Japanese clients, four vendors' countries, the vendor's day at six places of its clock; on "
            "shared luck, over draws of coefficients from the posterior.",
        )
        page.caption(
            "Left: share terminated within two years, a dot a point of the sweep; what coefficients leave open about "
            "each level alone is wide and stands in points.csv. Right: terminated without training less terminated "
            "with it, which shared luck makes surer, with 95 % intervals of the paired difference."
        )
    return page.figure


def _pair(axes: Axes, mine: pd.DataFrame) -> None:
    for arm, colour in LOOKS.items():
        line = mine[mine["interventions"] == arm].sort_values("overlap_hours")
        hours, share = line["overlap_hours"], 100 * line["terminated"]
        axes.plot(hours, share, "-o", color=colour, markersize=3, linewidth=1.3)
    first = mine.iloc[0]
    panel_title(
        axes,
        f"{_short(first['client.country'])}, {_short(first['vendor.country'])}",
        f"culture {first['cultural_distance']:.2f}, language {first['language_barrier']:.2f}",
    )
    axes.set_xlim(-0.4, 8.4)
    axes.set_xticks([0, 2, 4, 6, 8])
    axes.yaxis.set_major_locator(MaxNLocator(3, integer=True))
    axes.grid(axis="y")


def _prevented(axes: Axes, estimates: pd.DataFrame, names: list[str]) -> None:
    for place, (arm, lever) in enumerate(ARMS.items()):
        rows = 100 * estimates.loc[[f"{arm} {name}" for name in names]]
        at = np.arange(len(rows)) + 0.14 * (place - 1)
        axes.vlines(at, rows["low"], rows["high"], color=LOOKS[lever], linewidth=1.4)
        axes.plot(at, rows["value"], "o", color=LOOKS[lever], markersize=5)
    shown = [f"{arm} {name}" for arm in ARMS for name in (*CLASSES, *LANGUAGES)]
    axes.set_ylim(min(0, 110 * estimates["low"][shown].min()), 110 * estimates["high"][shown].max())
    axes.axhline(0, color=INK, linewidth=0.7)
    axes.set_xticks(range(len(names)), [LANGUAGES.get(name, name) for name in names])
    axes.set_xlim(-0.5, len(names) - 0.5)
    axes.set_ylabel("prevented, of 100")
    axes.grid(axis="y")


def _legend(page: Page) -> None:
    """The four arms in one row over all panels."""
    left = 0.62
    for lever, colour in LOOKS.items():
        line = page.axes(left, 1.02, 0.3, 0.1)
        line.plot([0, 0.5, 1], [0, 0, 0], "-o", color=colour, markersize=4, markevery=[1])
        line.set_axis_off()
        page.figure.text((left + 0.38) / page.width, 1 - 1.07 / page.height, _says(lever), va="center", size=SMALL_SIZE)
        left += 1.75


def _says(lever: str) -> str:
    return {NOTHING: "no training", ARMS["both"]: "both"}.get(lever, lever.replace("_", " "))


def _short(code: str) -> str:
    return {"United States": "US"}.get(country(code).name, country(code).name)


def findings(points: pd.DataFrame, estimates: pd.DataFrame) -> dict[str, str]:
    """The texts of the page."""
    return {
        "by_hours": _by_hours(estimates),
        "answer": _answer(estimates),
        "clock": _clock(estimates),
        "distance": _distance(estimates),
        "sum": against_the_sum(estimates.loc["both less the sum"]),
        "by_pair": _by_pair(points, estimates),
    }


def _by_hours(estimates: pd.DataFrame) -> str:
    columns = ["everywhere", *CLASSES, "few less many hours"]
    rows = [
        [_says(lever), *(of_100(estimates.loc[f"{arm} {name}"]) for name in columns),
         f"{100 * estimates.at[f'{arm} everywhere', 'spread']:.1f}"]
        for arm, lever in ARMS.items()
    ]  # fmt: skip
    heads = ["training", "everywhere", *(f"{name} hours" for name in CLASSES), "few less many hours",
             "SD between draws (everywhere)"]  # fmt: skip
    return table(heads, rows)


def _answer(estimates: pd.DataFrame) -> str:
    lines = []
    for arm, lever in ARMS.items():
        few, many = (of_100(estimates.loc[f"{arm} {name}"]) for name in ("under 2", "5 and more"))
        difference = estimates.loc[f"{arm} few less many hours"]
        more = "more" if difference["value"] > 0 else "less"
        verdict = f"{size_of_100(difference)} {more} where fewer are shared"
        if not settled(difference):
            verdict = f"the difference, {of_100(difference)}, is not settled"
        subject = "Both together prevent" if arm == "both" else f"{heading(lever)} prevents"
        lines.append(
            f"- {subject} {few} of 100 terminations where fewer than 2 hours are shared and {many} where 5 and more "
            f"are: {verdict}."
        )
    return "\n".join(lines)


def _clock(estimates: pd.DataFrame) -> str:
    few, many, gained = (
        estimates.loc[name] for name in ("ended under 2", "ended 5 and more", "prevented by hours in common")
    )
    near, far = estimates.loc["ended near in language"], estimates.loc["ended far in language"]
    what = of_100(gained) if settled(gained) else f"{of_100(gained)}, not settled"
    return (
        f"The clock by itself: without training {of_100(few)} of 100 are terminated where fewer than 2 hours are "
        f"shared, {of_100(many)} where 5 and more are (fewer in common add {what}). Language by itself: {of_100(near)} "
        f"where the barrier is below {FAR_IN_LANGUAGE}, {of_100(far)} where it is above."
    )


def _distance(estimates: pd.DataFrame) -> str:
    rows = []
    for arm, lever in ARMS.items():
        language, culture = (estimates.loc[f"{arm} far less near in {what}"] for what in ("language", "culture"))
        near, far = (of_100(estimates.loc[f"{arm} {which} in language"]) for which in ("near", "far"))
        rows.append([_says(lever), near, far, of_100(language), of_100(culture)])
    heads = ["training", "near in language", "far in language", "far less near", "far less near in culture"]
    return table(heads, rows)


def _by_pair(points: pd.DataFrame, estimates: pd.DataFrame) -> str:
    first = points.assign(pair=pairs(points)).groupby("pair", sort=False).first()
    without = points[points["interventions"] == NOTHING].groupby(pairs(points), sort=False)["terminated"].mean()
    rows = [
        [f"{_short(row['client.country'])}, {_short(row['vendor.country'])}", f"{row['cultural_distance']:.2f}",
         f"{row['language_barrier']:.2f}", f"{100 * without[pair]:.1f}",
         *(of_100(estimates.loc[f"{arm} {pair}"]) for arm in ARMS)]
        for pair, row in first.iterrows()
    ]  # fmt: skip
    heads = ["client, vendor", "cultural distance", "language barrier", "terminated without",
             *(_says(lever) for lever in ARMS.values())]  # fmt: skip
    return table(heads, rows)


STUDY = Study(Path(__file__).resolve().parent, "about 5 minutes", described, contrasts, title, figure, findings)

if __name__ == "__main__":
    sys.exit(STUDY.run())
