"""Figures of sweeps show the numbers of their tables, readably, and their titles claim only what is settled."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from drawn import assert_readable
from made_sweeps import listed, made
from outsim.errors import InputError
from outsim.geography import countries
from outsim.sweeps.designs import Design
from outsim.sweeps.factors import Interval
from outsim.sweeps.marginal import Estimated, influence, means, settled
from outsim.sweeps.result import Sweep

pytestmark = pytest.mark.slow  # the same on every Python

CLARITY, LEADERS, COUNTRY = "contract.clarity", "leaders.participation", "vendor.country"
WEAK = {"lever": "leader_checkins", "dose": 0.5, "start": 8}
LONG = {"interventions": [[], ["leader_checkins"], [WEAK, "output_review"]]}
MANY = {
    **dict.fromkeys(
        [CLARITY, LEADERS, "client.trust", "client.bias", "client.resistance", "vendor.skill", "vendor.morale",
         "vendor.trust", "work.complexity", "work.interdependence"],
        (0.1, 0.9),
    ),
    "security.loss": Interval(1e4, 1e8, log=True),
    "vendor.teams": (2, 40),
}  # fmt: skip


def steep(table: Any) -> Any:
    return 0.6 - 0.5 * table[CLARITY]


@cache
def case(name: str) -> Sweep:
    pair = {CLARITY: (0.2, 0.8), COUNTRY: ["PHL", "IND"]}
    forty = {COUNTRY: [each.iso3 for each in countries()][:40], CLARITY: [0.2, 0.8]}
    lhs = Design("latin_hypercube", points=60)
    match name:
        case "one number":
            return made({CLARITY: [0.2, 0.4, 0.6, 0.8]}, steep)
        case "one name":
            return made({COUNTRY: ["PHL", "IND", "POL"]}, lambda table: [0.5, 0.2, 0.1])
        case "one sampled":
            return made({CLARITY: (0.0, 1.0)}, steep, lhs)
        case "two":
            return made(pair, lambda table: 0.5 - 0.5 * table[CLARITY] * (table[COUNTRY] == "PHL"))
        case "three":
            return made({CLARITY: (0.2, 0.8), LEADERS: (0.1, 0.9), **LONG}, lambda table: 0.8 * steep(table))
        case "twelve":
            return made(MANY, steep, Design("sobol", points=64))
        case "morris":
            return made(MANY, steep, Design("morris", levels=4, trajectories=4))
        case "forty":
            return made(forty, lambda table: 0.3 * steep(table) + 0.005 * table[COUNTRY].cat.codes)
        case "none":
            return made(pair, lambda table: 0.0)
        case "all":
            return made(pair, lambda table: 1.0)
        case "no difference":
            return made(pair, lambda table: 0.3)
        case "one point":
            return made({}, lambda table: 0.3)
        case "one partnership":
            return made(pair, lambda table: 0.5, replicates=1)
        case "one known":
            return made(pair, lambda table: 0.3, failed=range(1, 10))
        case "all failed":
            return made(pair, lambda table: 0.3, failed=range(10))
        case "not begun":
            return made(pair, lambda table: 0.3, waiting=range(10))
        case "incomplete":
            return made({**pair, LEADERS: (0.1, 0.9)}, steep, failed=[1, 2, 3], waiting=range(30, 50))
        case "log and whole":
            varied = {"security.loss": Interval(1e4, 1e8, log=True), "vendor.teams": (2, 40)}
            return made(varied, lambda table: 0.01 * table["vendor.teams"], Design("sobol", points=64))
        case "sampled names":
            return made({CLARITY: (0.0, 1.0), COUNTRY: ["PHL", "IND", "POL"]}, steep, lhs)
        case "scenarios":
            return made({CLARITY: [0.2, 0.8]}, steep, scenarios=["offshore_call_center", "it_services"])
        case "field":
            fields = {
                "interventions.leader_checkins.start": [0, 8, 26],
                "interventions.leader_checkins.end": [60, None],
            }
            return made(fields, lambda table: 0.3, pulled=["leader_checkins"])
        case "list":
            rows = {CLARITY: [0.1 + 0.05 * row for row in range(15)], COUNTRY: ["PHL", "IND", "POL"] * 5}
            return listed(rows, steep)
    raise AssertionError(name)


CASES = (
    "one number", "one name", "one sampled", "two", "three", "twelve", "morris", "forty", "none", "all",
    "no difference", "one point", "one partnership", "one known", "all failed", "not begun", "incomplete",
    "log and whole",
    "sampled names", "scenarios", "field", "list",
)  # fmt: skip


def title(figure: Figure) -> str:
    return figure.texts[0].get_text().replace("\n", " ").replace("\u00a0", " ")


def caption(figure: Figure) -> str:
    return figure.texts[2].get_text().replace("\n", " ")


def drawn(figure: Figure, gid: str) -> list[Any]:
    return [line for axes in figure.axes for line in axes.lines if line.get_gid() == gid]


@pytest.mark.parametrize("name", CASES)
def test_a_sweep_is_readable(name: str) -> None:
    assert_readable(case(name).plot())


@pytest.mark.parametrize("name", ["three", "forty", "none"])
def test_a_sweep_is_readable_in_money(name: str) -> None:
    assert_readable(case(name).plot("cost"))


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        *((name, "terminated") for name in ("three", "twelve", "none", "one known", "all failed", "scenarios", "list")),
        *((name, "cost") for name in ("two", "forty", "log and whole")),
    ],
)
def test_maps_and_lines_are_readable(name: str, outcome: str) -> None:
    found = case(name)
    one, other = [each.name for each in found.factors][:2]
    assert_readable(found.map(one, other, outcome))
    assert_readable(found.map(other, one, outcome))
    assert_readable(found.lines(one, other, outcome))


def test_the_mean_drawn_for_a_value_is_the_mean_over_its_points() -> None:
    found = case("forty")
    (line,) = drawn(found.plot(), "mean")[1:]  # the second panel
    assert line.get_ydata() == pytest.approx(100 * found.table.groupby(CLARITY)["terminated"].mean())
    (rows,) = drawn(found.plot("cost"), "mean")[:1]
    expected = found.table.groupby(COUNTRY, observed=True)["cost"].mean().sort_values()
    assert rows.get_xdata() == pytest.approx(expected)


def test_light_bars_reach_from_the_lowest_to_the_highest_point() -> None:
    found = case("forty")
    panel = found.plot().axes[1]
    (bars,) = [each for each in panel.collections if each.get_gid() == "range"]
    ends = np.array([segment[:, 1] for segment in bars.get_segments()])
    assert ends == pytest.approx(100 * found.table.groupby(CLARITY)["terminated"].agg(["min", "max"]).to_numpy())


def test_a_single_point_keeps_its_own_interval() -> None:
    found = case("two")
    points = Estimated.of(found, "terminated")
    each = means(points, points.along(CLARITY), points.along(COUNTRY))
    ends = ["terminated", "terminated_low", "terminated_high"]
    assert each[["mean", "low", "high"]].to_numpy() == pytest.approx(found.table[ends].to_numpy())
    assert "Marks: points, with their 95 % intervals." in caption(found.plot())


def test_a_second_factor_has_a_line_for_each_value_in_its_own_colour() -> None:
    found = case("two")
    figure = found.plot()
    lines = {name: drawn(figure, f"mean: {name}")[0] for name in ("Philippines", "India")}
    for code, line in zip(("PHL", "IND"), lines.values(), strict=True):
        expected = found.table[found.table[COUNTRY] == code]["terminated"]
        assert line.get_ydata() == pytest.approx(100 * expected.to_numpy())
    assert len({line.get_color() for line in lines.values()}) == 2


def test_points_that_share_their_luck_are_not_counted_as_replicates() -> None:
    """Twenty points that see exactly the same luck say no more than one does."""
    one = made({CLARITY: [0.5]}, lambda table: 0.3, own_luck=0.0)
    many = made({CLARITY: [0.5, 0.6], LEADERS: list(np.linspace(0.1, 0.9, 20))}, lambda table: 0.3, own_luck=0.0)
    points = Estimated.of(many, "terminated")
    low, high = means(points, points.along(CLARITY))[["low", "high"]].to_numpy()[0]
    alone = one.table["terminated_high"][0] - one.table["terminated_low"][0]
    assert high - low == pytest.approx(alone, rel=0.1)


def test_points_with_luck_of_their_own_narrow_the_mean() -> None:
    many = made({CLARITY: [0.5, 0.6], LEADERS: list(np.linspace(0.1, 0.9, 20))}, lambda table: 0.3, own_luck=1.0)
    points = Estimated.of(many, "terminated")
    found = means(points, points.along(CLARITY))
    alone = (many.table["terminated_high"] - many.table["terminated_low"]).mean()
    assert ((found["high"] - found["low"]) < alone / 3).all()


def test_intervals_of_means_cover_the_true_mean_as_often_as_they_say() -> None:
    """Half of the luck is shared; forty worlds, each with twelve points a value."""
    hits = []
    for world in range(40):
        found = made(
            {CLARITY: [0.2, 0.8], LEADERS: list(np.linspace(0.1, 0.9, 12))},
            lambda table: 0.2 + 0.4 * table[LEADERS],
            own_luck=0.5,
            replicates=50,
            luck=world,
        )
        points = Estimated.of(found, "terminated")
        each = means(points, points.along(CLARITY))
        hits.append(bool(each["low"].iloc[0] <= 0.4 <= each["high"].iloc[0]))
    assert 0.85 <= np.mean(hits) <= 1.0


def test_a_sample_leaves_more_open_than_luck() -> None:
    """Where the other factors matter, a mean over a few sampled points is known less well than its luck says."""
    factors = {CLARITY: (0.0, 1.0), LEADERS: (0.0, 1.0)}
    found = made(factors, lambda table: 0.1 + 0.8 * table[LEADERS], Design("latin_hypercube", points=30))
    points = Estimated.of(found, "terminated")
    widths = means(points, points.along(CLARITY, bins=3)).eval("high - low")
    only_luck = Estimated.of(made(factors, lambda table: 0.5, Design(levels=5)), "terminated")
    assert widths.min() > 1.5 * means(only_luck, only_luck.along(CLARITY)).eval("high - low").max()


def test_the_most_influential_factor_comes_first_and_nine_are_shown() -> None:
    figure = case("twelve").plot()
    assert len(figure.axes) == 9
    assert figure.axes[0].get_xlabel() == "contract.clarity (0 to 1)"
    assert "Not shown: 3 of 12 factors" in caption(figure)
    points = Estimated.of(case("twelve"), "terminated")
    sizes = [influence(points, along) for along in points.axes]
    assert sizes == sorted(sizes, reverse=True)


def test_titles_say_what_is_seen() -> None:
    shares = case("one number").table["terminated"]
    start, end = (f"{100 * share:.0f} %" for share in shares.iloc[[0, -1]])
    assert title(case("one number").plot()) == (
        f"The share terminated falls from {start} at contract clarity 0.2 to {end} at 0.8"
    )
    assert title(case("one name").plot()).startswith("The share terminated is lowest,")
    assert "with vendor country Poland, and highest" in title(case("one name").plot())
    assert "falls from" in title(case("twelve").plot())
    assert "below contract clarity 0.5 to" in title(case("twelve").plot())


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("none", "The share terminated is 0 % at every one of 10 points"),
        ("all", "The share terminated is 100 % at every one of 10 points"),
        ("no difference", "No factor is shown to change the share terminated"),
        ("one partnership", "No factor is shown to change the share terminated"),
        ("all failed", "None of 10 points could be simulated"),
        ("not begun", "No point has been simulated yet"),
    ],
)
def test_titles_claim_nothing_where_there_is_nothing(name: str, says: str) -> None:
    found = case(name)
    if name == "one partnership" and found.table["terminated"].nunique() == 1:
        says = "at every one of 10 points"
    assert says in title(found.plot())


def test_no_difference_is_claimed_where_there_is_none() -> None:
    """Forty values that differ by luck alone: the highest and the lowest of so many lie far apart, and mean nothing."""
    claimed = []
    values = {CLARITY: list(np.linspace(0.1, 0.9, 40))}
    for world in range(20):
        found = made(values, lambda table: 0.3, own_luck=1.0, replicates=40, luck=world)
        points = Estimated.of(found, "terminated")
        claimed.append(settled(points, points.axes, 40 * 39 // 2))
    assert sum(claimed) <= 2


def test_missing_points_make_no_difference_of_their_own() -> None:
    """Leaders matter and clarity does not; of clear contracts only those with present leaders were simulated."""
    varied = {CLARITY: [0.2, 0.8], LEADERS: [0.1, 0.9]}
    whole = made(varied, lambda table: 0.7 - 0.6 * table[LEADERS], own_luck=0.0)
    part = made(varied, lambda table: 0.7 - 0.6 * table[LEADERS], own_luck=0.0, waiting=[2])
    points = Estimated.of(part, "terminated")
    each = means(points, points.along(CLARITY))["mean"]
    assert each.iloc[0] > each.iloc[1] + 0.1
    assert not settled(points, [points.along(CLARITY)], 1)
    assert "leaders participation" in title(whole.plot())
    assert "leaders participation" in title(part.plot())
    assert "1 not simulated yet; means may be over unlike settings" in caption(part.plot())


def test_what_failed_is_said() -> None:
    figure = case("incomplete").plot()
    assert "Left out of 50 points: 3 failed, 20 not simulated yet" in caption(figure)
    assert "more waves than departments" in case("all failed").plot().axes[0].texts[0].get_text()


def test_a_map_shows_the_mean_of_each_pair_of_values() -> None:
    found = case("three")
    figure = found.map(CLARITY, LEADERS)
    (image,) = figure.axes[0].images
    expected = found.table.pivot_table(index=LEADERS, columns=CLARITY, values="terminated")
    assert np.asarray(image.get_array()) == pytest.approx(100 * expected.to_numpy())
    assert "Averaged over the other factor." in caption(figure)
    assert [text.get_text() for text in figure.axes[0].texts[:1]] == [f"{100 * expected.to_numpy()[0, 0]:.0f}"]


def test_lines_show_the_mean_of_each_pair_of_values() -> None:
    found = case("three")
    line = drawn(found.lines(LEADERS, CLARITY), "mean: 0.2")[0]
    expected = found.table[found.table[CLARITY] == 0.2].groupby(LEADERS)["terminated"].mean()
    assert line.get_ydata() == pytest.approx(100 * expected.to_numpy())


def test_axes_are_logarithmic_where_the_interval_is() -> None:
    scales = {axes.get_xlabel(): axes.get_xscale() for axes in case("log and whole").plot().axes}
    assert scales == {"security.loss (USD)": "log", "vendor.teams (teams)": "linear"}


def test_whole_numbers_fall_into_bins_of_whole_numbers() -> None:
    points = Estimated.of(case("log and whole"), "terminated")
    along = points.along("vendor.teams")
    assert along.numbers is not None
    assert along.edges is not None
    inside = [along.numbers[along.places == place] for place in range(len(along.labels))]
    for numbers, low, high, label in zip(inside, along.edges[:-1], along.edges[1:], along.labels, strict=True):
        assert low < numbers.min() <= numbers.max() < high
        assert label == f"{low + 0.5:g} to {high - 0.5:g}"


@pytest.mark.parametrize(
    ("draw", "says"),
    [
        (lambda found: found.plot("terminatd"), "did you mean 'terminated'"),
        (lambda found: found.plot("first_cause"), "unknown column with an interval 'first_cause'"),
        (lambda found: found.map(CLARITY, "vendor.countr"), "did you mean 'vendor.country'"),
        (lambda found: found.lines("contract.clarit", COUNTRY), "did you mean 'contract.clarity'"),
        (lambda found: found.map(CLARITY, CLARITY), "is given for both axes"),
    ],
)
def test_what_is_unknown_is_named_with_the_nearest(draw: Any, says: str) -> None:
    with pytest.raises(InputError, match=says):
        draw(case("two"))


def test_too_many_lines_are_refused() -> None:
    with pytest.raises(InputError, match="has 40 values, and 5 lines at most"):
        case("forty").lines(CLARITY, COUNTRY)
