"""What is written on figures of sweeps: titles that say what is seen, made from the numbers, and how to read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from outsim.plots.style import heading
from outsim.sweeps.axes import Axis, number, shortened
from outsim.sweeps.marginal import MOST_VALUES, Estimated, halves, means, pairs, sampled, settled

LONGEST, LONGEST_OF_TWO = 44, 28  # letters of a value in a title


def effects_title(points: Estimated) -> str:
    """What the most influential factor does that is shown to do anything."""
    plain = plain_title(points)
    if plain:
        return plain
    axes = [_binned(points, along) for along in points.axes]
    of_each = {along.name: means(points, along) for along in axes}
    in_halves = {along.name: halves(points, along) for along in axes}
    ways = 1 + any(in_halves.values())  # of comparing, that share the chance of a mistake
    compared = ways * sum(pairs(len(found)) for found in of_each.values())
    for along in axes:
        half = in_halves[along.name]
        if half is not None and settled(points, [half], ways * len(axes)):
            return _trend(points, half)
        if settled(points, [along], compared):
            return _effect(points, along, of_each[along.name])
    subject = points.measure.subject
    if len(points.axes) == 1:
        return (
            f"{heading(points.axes[0].words)} is not shown to change {subject} ({_spread(points, *of_each.values())})"
        )
    return f"No factor is shown to change {subject} ({_spread(points, *of_each.values())})"


def cells_title(points: Estimated, one: Axis, other: Axis) -> str:
    """Where over two factors the mean is lowest and highest, if that is settled."""
    plain = plain_title(points)
    if plain:
        return plain
    found, measured = means(points, one, other), points.measure
    if not settled(points, [one, other], pairs(len(found))):
        both = f"{one.words} and {other.words}"
        return f"{heading(measured.subject)} over {both}: {_spread(points, found)}, not shown to differ"
    fewest, most, (low, high) = _ends(points, found)
    at_fewest, at_most = (
        [_value(along, place, LONGEST_OF_TWO) for along, place in zip((one, other), pair, strict=True)]
        for pair in (fewest, most)
    )
    return (
        f"{heading(measured.subject)} is lowest, {low}, at {one.words} {at_fewest[0]} and {other.words} "
        f"{at_fewest[1]}, highest, {high}, at {at_most[0]} and {at_most[1]}"
    )


def plain_title(points: Estimated) -> str:
    """What there is to say where no factor can be looked at, or nothing differs; else nothing."""
    measured, values = points.measure, points.rows["value"]
    if not len(values):
        of = len(points.sweep.table)
        if not points.sweep.table["failure"].notna().any():
            return "No point has been simulated yet"
        return "The one point could not be simulated" if of == 1 else f"None of {of:,} points could be simulated"
    if len(values) == 1:
        return f"{heading(measured.subject)} is {measured.told(values[0])[0]}"
    if values.min() == values.max():
        return f"{heading(measured.subject)} is {measured.told(values[0])[0]} at every one of {len(values):,} points"
    if not points.axes:
        low, high = measured.told(values.min(), values.max())
        return f"{heading(measured.subject)} is {low} to {high} at {len(values):,} points"
    return ""


def _trend(points: Estimated, half: Axis) -> str:
    assert half.edges is not None
    below, above = means(points, half)["mean"].to_list()
    verb = "rises" if above > below else "falls"
    start, end = points.measure.told(below, above)
    edge = number(float(half.edges[1]), 3)
    return f"{heading(points.measure.subject)} {verb} from {start} below {half.words} {edge} to {end} above"


def _effect(points: Estimated, along: Axis, found: pd.DataFrame) -> str:
    subject = heading(points.measure.subject)
    fewest, most, (low, high) = _ends(points, found)
    first, last = found.index[0], found.index[-1]
    if along.at is not None and {fewest, most} == {first, last}:
        verb, start, end = ("rises", low, high) if fewest == first else ("falls", high, low)
        return (
            f"{subject} {verb} from {start} at {along.words} {_about(along, first)} to {end} at {_about(along, last)}"
        )
    return (
        f"{subject} is lowest, {low}, {_at(along)} {along.words} {_value(along, fewest)}, and highest, {high}, "
        f"{_at(along)} {_value(along, most)}"
    )


def _ends(points: Estimated, found: pd.DataFrame) -> tuple[Any, Any, tuple[str, ...]]:
    """Where the mean is lowest and highest, and how much it is there."""
    low, high = int(found["mean"].argmin()), int(found["mean"].argmax())
    places = found.index.tolist()
    return places[low], places[high], points.measure.told(*found["mean"].to_numpy()[[low, high]].tolist())


def _at(along: Axis) -> str:
    return "with" if along.at is None else "at"


def _binned(points: Estimated, along: Axis) -> Axis:
    """In bins, where single values are so many that the highest and the lowest of them tell of chance."""
    return along if along.at is None or len(along.labels) <= MOST_VALUES else points.along(along.name)


def _value(along: Axis, place: int, letters: int = LONGEST) -> str:
    if along.at is not None and along.edges is None:
        return number(float(along.at[place]), 3)
    return shortened(along.labels[place], letters)


def _about(along: Axis, place: int) -> str:
    """A number, or where the middle of a bin is."""
    assert along.at is not None
    middle = float(along.at[place])
    if along.edges is None:
        return number(middle, 3)
    return number(round(middle) if along.whole else middle, 2)


def unbroken(title: str) -> str:
    """A title in which no line ends between a number and its unit.

    >>> unbroken("41 %") == "41\\u00a0%"
    True
    """
    return title.replace(" %", "\u00a0%").replace("USD ", "USD\u00a0")


def _spread(points: Estimated, *found: pd.DataFrame) -> str:
    low, high = points.measure.told(min(one["mean"].min() for one in found), max(one["mean"].max() for one in found))
    return f"means from {low} to {high}" if low != high else f"means of {low}"


def what_words(points: Estimated) -> str:
    """What was simulated."""
    found = points.sweep
    of = len(found.table)
    names = [each.name for each in found.factors]
    over = f"{len(names)} factors" if len(names) > 3 else ", ".join(names)
    kind = f" ({found.design.kind.replace('_', ' ')} over {over})" if names else ""
    each = f"{found.replicates:,} partnership{'s' * (found.replicates != 1)} each on shared luck"
    text = f"{of:,} point{'s' * (of != 1)}{kind}, {each}, seed {found.seed}."
    if len(points.rows) == 1:
        low, high = points.measure.told(*points.rows[["low", "high"]].to_numpy(dtype=float)[0].tolist())
        known = points.rows[["low", "high"]].notna().all(axis=None)
        text += f" 95 % interval: {low} to {high}." if known else " One partnership bounds nothing."
    return unbroken(text)


def interval_words(points: Estimated, drawn: Sequence[tuple[Axis, ...]]) -> str:
    """What the marks and intervals of the figure are.

    Args:
        drawn: the axes, one or two, of the means in each panel.
    """
    if all(len(means(points, *axes)) == len(points.rows) for axes in drawn):
        return "Marks: points, with their 95 % intervals."
    binned = any(along.edges is not None for axes in drawn for along in axes)
    two = any(len(axes) > 1 for axes in drawn)
    where = f"with the value{'s' if two else ''}{' or in the bin' if binned else ''}"
    text = f"Marks: means over all points {where}. Whiskers: 95 % intervals, {luck_words(points)}"
    if any(sampled(points, axes) for axes in drawn):
        text += ", and from how far the sample of points leaves the other factors open"
    return f"{text}."


def luck_words(points: Estimated) -> str:
    """Where intervals of means over points come from."""
    if points.luck is None:
        return "the means of the points' own (points share luck, so more of them do not narrow it)"
    drawn = "" if points.luck.draws is None else " and from draws of coefficients"
    return f"from replicates, each with the same luck at every point (points are not counted as replicates){drawn}"


def missing_words(points: Estimated) -> str:
    """How many points failed or are still to come, and that a list may mix factors up."""
    table, parts = points.sweep.table, []
    failed = int(table["failure"].notna().sum())
    to_come = int((table["failure"].isna() & (table["partnerships"] == 0)).sum())
    without = len(table) - failed - to_come - len(points.rows)
    for count, what in (
        (failed, "failed"),
        (to_come, "not simulated yet"),
        (without, "without this number"),
    ):
        if count:
            parts.append(f"{count:,} {what}")
    text = f"Left out of {len(table):,} points: {', '.join(parts)}" if parts else ""
    if parts:
        text += "; means may be over unlike settings of the other factors." if len(points.axes) > 1 else "."
    if points.sweep.design.kind == "list" and len(points.axes) > 1:
        text += " In a list factors may go together; a panel does not tell them apart."
    short = points.rows["partnerships"] < points.sweep.replicates
    if short.any():
        text += f" {int(short.sum()):,} points have fewer partnerships so far."
    return text.strip()
