"""What the figures of the studies show, read from their artists: of objects made up by hand, without simulation."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

from outsim.indicators import INDICATOR_NAMES
from outsim.plots.calibration import PAIRED, SHOWN, plot_calibration, plot_pairs, plot_recovery
from outsim.plots.forecast import INDICATORS, UNKNOWNS, plot_forecast
from outsim.plots.style import FAINT, GREEN, ORANGE, VERMILLION, heading, tint
from outsim.plots.validation import FARTHEST, VERDICTS, plot_validation, with_minus
from outsim.scenario import Scenario
from outsim.statistics import Estimate
from outsim.studies import recovery
from outsim.studies.calibrate import ASKED, Calibration
from outsim.studies.facts import FACTS, Fact
from outsim.studies.forecast import Forecast, prior_around
from outsim.studies.likelihood_free import Posterior
from outsim.studies.living import Histories
from outsim.studies.options import CalibrateOptions
from outsim.studies.prior import prior_of_coefficients
from outsim.studies.pulse import Pulse
from outsim.studies.simulated_table import SimulatedTable
from outsim.studies.validate import Validation, verdict

pytestmark = pytest.mark.slow  # the same on every Python

EDGES = (-FARTHEST, 1 + FARTHEST)


def artists(axes: Axes, gid: str) -> list[Any]:
    return [each for each in axes.get_children() if each.get_gid() == gid]


def artist(axes: Axes, gid: str) -> Any:
    (found,) = artists(axes, gid)
    return found


def texts(place: Axes | Figure) -> list[str]:
    return [text.get_text() for text in place.texts]


def legend(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.legends[0].get_texts()]


def panel(figure: Figure, title: str) -> Axes:
    """The axes under a title."""
    return next(axes for axes in figure.axes if title in texts(axes))


def height(line: Any) -> float:
    """Where a row's artist stands."""
    (place,) = set(line.get_ydata())
    return float(place)


def row_of(axes: Axes, id: str) -> float:
    """Where the row of a fact is."""
    named: list[Any] = [text for text in axes.texts if text.get_text() == id]
    return float(named[0].xy[1])


def in_row(axes: Axes, gid: str, row: float) -> Any:
    """The artist of a row, which may stand a little above or below its middle."""
    return next(each for each in artists(axes, gid) if abs(height(each) - row) < 0.5)


def visible_texts(figure: Figure) -> list[tuple[str, Any]]:
    """What is drawn as text, and where."""
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    unseen = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
                if not axes.axison or not low <= tick.get_loc() <= high:
                    unseen |= {tick.label1, tick.label2}
            if not axes.axison:
                unseen.add(axis.label)
    found = [text for text in figure.findobj(Text) if text not in unseen and text.get_visible() and text.get_text()]
    return [(text.get_text(), text.get_window_extent(canvas.get_renderer())) for text in found]


def assert_every_text_is_legible(figure: Figure) -> None:
    """No text leaves the figure or touches another."""
    boxes = visible_texts(figure)
    for text, box in boxes:
        assert 0 <= box.x0 <= box.x1 <= figure.bbox.width, text
        assert 0 <= box.y0 <= box.y1 <= figure.bbox.height, text
    touching = [
        (one, other)
        for (one, box), (other, beside) in combinations(boxes, 2)
        if box.shrunk(0.95, 0.8).overlaps(beside.shrunk(0.95, 0.8))
    ]
    assert touching == []


# Validation

PLACES = {
    "well inside": (0.5, 0.1, 0.9),
    "above, posterior inside": (1.3, 0.8, 1.4),
    "below, posterior beyond the edge": (-0.5, -7.0, 0.2),
    "far above": (5.0, 4.0, 6.0),
    "far below": (-4.0, -5.0, -3.0),
}
"""Of the model and the ends of the posterior, in widths of the band from its low end."""


def fact_row(fact: Fact, place: float, low: float, high: float, about: float = 0.05) -> dict[str, Any]:
    row = {
        "id": fact.id,
        "family": fact.family,
        "fact": fact.says,
        "role": fact.role,
        "follows": fact.follows,
        "published": "0.5",
        "low": fact.low,
        "high": fact.high,
        "unit": fact.unit,
        "origin": fact.origin,
    }
    if fact.role == "input":
        return {**row, **dict.fromkeys(("model", "model_low", "model_high", "posterior_low", "posterior_high"), np.nan),
                "verdict": "given"}  # fmt: skip
    width = fact.high - fact.low
    model, model_low, model_high, posterior_low, posterior_high = (
        fact.low + width * at for at in (place, place - about, place + about, low, high)
    )
    said = verdict(fact, Estimate(model, model_low, model_high, 8), posterior_low, posterior_high)
    ends = {"posterior_low": posterior_low, "posterior_high": posterior_high}
    return {**row, "model": model, "model_low": model_low, "model_high": model_high, **ends, "verdict": said}


def validation(places: Sequence[tuple[float, float, float]] = tuple(PLACES.values())) -> Validation:
    """Every fact, in one place after another."""
    rows = [fact_row(fact, *places[number % len(places)]) for number, fact in enumerate(FACTS)]
    return Validation(pd.DataFrame(rows), pd.DataFrame({"pattern": ["a"], "verdict": ["holds"]}))


def named(fact: Any) -> str:
    """What is written beside a row: a fact that follows from another one says so."""
    return fact["fact"] + (f" (follows from {fact['follows']})" if fact["role"] == "implied" else "")


@pytest.fixture(scope="module")
def facts() -> pd.DataFrame:
    """The rows that are shown."""
    table = validation().table
    return table[table["verdict"] != "given"].set_index("id")


@pytest.fixture(scope="module")
def validated() -> Axes:
    return plot_validation(validation()).axes[0]


def test_every_fact_that_is_not_given_has_one_row_with_its_id_and_name(facts: pd.DataFrame, validated: Axes) -> None:
    words = texts(validated)
    for id, fact in facts.iterrows():
        assert words.count(str(id)) == 1
        assert named(fact) in words
    assert sorted(row_of(validated, str(id)) for id in facts.index) == list(range(len(facts)))
    for gid in ("model", "interval", "posterior"):
        assert sorted(height(each) for each in artists(validated, gid)) == list(range(len(facts)))


def test_what_the_model_is_given_is_not_shown(validated: Axes) -> None:
    given = [fact for fact in FACTS if fact.role == "input"]
    assert given
    assert not {fact.id for fact in given} & set(texts(validated))


def test_the_cases_made_up_by_hand_have_every_verdict(facts: pd.DataFrame) -> None:
    assert set(facts["verdict"]) == set(VERDICTS)


def test_each_row_has_the_colour_of_its_verdict(facts: pd.DataFrame, validated: Axes) -> None:
    for id, fact in facts.iterrows():
        row, (colour, _) = row_of(validated, str(id)), VERDICTS[fact["verdict"]]
        assert in_row(validated, "model", row).get_color() == colour
        assert in_row(validated, "interval", row).get_color() == colour
        assert in_row(validated, "posterior", row).get_color() == tint(colour, 0.45)


def test_each_verdict_has_a_colour_and_a_marker_of_its_own_that_the_legend_names() -> None:
    assert len({colour for colour, _ in VERDICTS.values()}) == len({marker for _, marker in VERDICTS.values()}) == 3
    figure = plot_validation(validation())
    handles: dict[str, Any] = dict(zip(legend(figure), figure.legends[0].legend_handles, strict=True))
    for name, (colour, marker) in VERDICTS.items():
        assert (handles[name].get_color(), handles[name].get_marker()) == (colour, marker)


def test_the_marker_stands_where_the_model_is_on_the_facts_band(facts: pd.DataFrame, validated: Axes) -> None:
    near = 0
    for id, fact in facts.iterrows():
        at = (fact["model"] - fact["low"]) / (fact["high"] - fact["low"])
        if EDGES[0] < at < EDGES[1]:
            found = in_row(validated, "model", row_of(validated, str(id)))
            assert found.get_xdata()[0] == pytest.approx(at)
            assert found.get_marker() == VERDICTS[fact["verdict"]][1]
            near += 1
    assert near > 10


def test_what_lies_beyond_is_drawn_at_the_edge_as_an_arrow_outwards(facts: pd.DataFrame, validated: Axes) -> None:
    arrows = {"<": 0, ">": 0}
    for id, fact in facts.iterrows():
        at = (fact["model"] - fact["low"]) / (fact["high"] - fact["low"])
        if not EDGES[0] < at < EDGES[1]:
            found, arrow = in_row(validated, "model", row_of(validated, str(id))), "<" if at < 0 else ">"
            assert found.get_marker() == arrow
            assert found.get_xdata()[0] == EDGES[at > 0]
            arrows[arrow] += 1
    assert min(arrows.values()) > 3
    assert validated.get_xlim() == EDGES


def test_intervals_reach_from_end_to_end_or_to_the_edge(facts: pd.DataFrame, validated: Axes) -> None:
    for id, fact in facts.iterrows():
        for gid, what in (("interval", "model"), ("posterior", "posterior")):
            ends = (fact[[f"{what}_low", f"{what}_high"]] - fact["low"]) / (fact["high"] - fact["low"])
            drawn = in_row(validated, gid, row_of(validated, str(id))).get_xdata()
            assert drawn == pytest.approx(np.clip(ends.to_numpy(dtype=float), *EDGES))


def test_the_band_is_one_grey_stripe_from_its_low_to_its_high_end(validated: Axes) -> None:
    stripe: Any = validated.patches[0]
    assert len(validated.patches) == 1
    assert (stripe.get_x(), stripe.get_width()) == (0, 1)
    assert stripe.get_facecolor()[:3] == to_rgb(FAINT)
    assert [text.get_text() for text in validated.get_xticklabels()] == ["low end", "high end"]


def test_each_row_says_its_band_with_its_unit_and_where_that_comes_from(facts: pd.DataFrame, validated: Axes) -> None:
    for id, fact in facts.iterrows():
        own = [
            text.get_text()
            for text in validated.texts
            if abs(text.get_position()[1] - row_of(validated, str(id))) < 0.1
        ]
        assert any(text.startswith(with_minus(f"{fact['low']:g} to {fact['high']:g} ")) for text in own)
        assert own.count(fact["origin"]) == 1
    assert set(facts["origin"]) == {"published", "derived", "assumed"}


def test_the_numbers_beside_a_row_are_the_models_and_the_posteriors() -> None:
    table = pd.DataFrame([fact_row(fact, 0.5, 0.25, 1.5) for fact in FACTS if fact.id in ("T01", "D11", "G07")])
    words = texts(plot_validation(Validation(table, pd.DataFrame())).axes[0])
    assert "0.225 (0.212 to 0.275)" in words or "0.225 (0.213 to 0.275)" in words
    assert "7.5 (5.2 to 16.5)" in words
    assert "−0.21 (−0.26 to −0.01)" in words


def test_only_facts_that_the_fit_has_seen_are_bold(facts: pd.DataFrame, validated: Axes) -> None:
    weights = {text.get_text(): text.get_fontweight() for text in validated.texts}
    for id, fact in facts.iterrows():
        expected = "bold" if fact["role"] == "fitting" else "normal"
        assert (weights[str(id)], weights[named(fact)]) == (expected, expected)
    assert set(facts["role"]) == {"fitting", "check", "implied"}


def test_the_title_counts_what_agrees_and_leaves_out_what_follows_from_another_fact(facts: pd.DataFrame) -> None:
    counted = facts[facts["role"] != "implied"]
    agree = int((counted["verdict"] == "agrees").sum())
    assert 0 < agree < len(counted) < len(facts)
    assert any(f"{agree} of {len(counted)} agree" in text for text in texts(plot_validation(validation())))
    none = plot_validation(validation([PLACES["far above"]]))
    assert any(f"0 of {len(counted)} agree" in text for text in texts(none))


def test_facts_of_a_family_stand_together_under_its_name(facts: pd.DataFrame, validated: Axes) -> None:
    families = facts["family"].loc[sorted(facts.index, key=lambda id: row_of(validated, str(id)))]
    changes = int((families != families.shift()).sum())
    assert changes == families.nunique()
    for family in families.unique():
        assert texts(validated).count(family) == 1


def test_one_fact_alone_is_a_figure() -> None:
    table = validation().table.iloc[:1]
    axes = plot_validation(Validation(table, pd.DataFrame())).axes[0]
    assert len(artists(axes, "model")) == 1


@pytest.mark.parametrize("places", [[at] for at in PLACES.values()] + [list(PLACES.values())], ids=[*PLACES, "all"])
@pytest.mark.filterwarnings("error")
def test_no_text_of_a_validation_overlaps_another_or_leaves_the_figure(
    places: list[tuple[float, float, float]],
) -> None:
    assert_every_text_is_legible(plot_validation(validation(places)))


# Calibration

DRAWS, ACCEPTED = 300, 120
INFORMED = (3, 40, 77, 100, 160)
"""Places of coefficients that the made-up facts inform, the best informed first."""

NAMES = prior_of_coefficients().names


@cache
def calibration(shift: float = 1.0, probable: float = 0.5) -> Calibration:
    """Five coefficients are known better after the fit.

    Args:
        shift: of these, in standard deviations of the prior.
        probable: where the most probable coefficients put each fact, in widths of its band.
    """
    draw = np.random.default_rng(4)
    prior = prior_of_coefficients()
    standard = draw.normal(size=(ACCEPTED, len(prior.names)))
    for number, place in enumerate(INFORMED):
        standard[:, place] = shift + (0.1 + 0.1 * number) * standard[:, place]
    weights = draw.uniform(0.5, 1.5, ACCEPTED)
    low, width = (np.array(part) for part in zip(*((fact.low, fact.high - fact.low) for fact in ASKED), strict=True))
    said = low + width * draw.uniform(-3, 4, (DRAWS, len(ASKED)))
    predicted = low + width * draw.uniform(0, 1.2, (16, len(ASKED)))
    informed = np.isin(np.arange(len(prior.names)), INFORMED)
    most_probable = np.where(informed, shift, 0.0)
    return Calibration(
        prior=prior,
        simulated=SimulatedTable(draw.normal(size=(DRAWS, len(prior.names))), said),
        posterior=Posterior(standard, weights / weights.sum(), np.arange(ACCEPTED)),
        informed=informed,
        most_probable=most_probable,
        predicted=predicted,
        predicted_at_defaults=low + probable * width,
        options=CalibrateOptions(draws=1000, kept=64),
        seed=1,
    )


def test_every_fact_asked_has_a_row_before_and_after_and_most_probable() -> None:
    axes = plot_calibration(calibration()).axes[0]
    for fact in ASKED:
        assert texts(axes).count(fact.id) == 1
        assert named({**vars(fact), "fact": fact.says}) in texts(axes)
    rows = sorted(row_of(axes, fact.id) for fact in ASKED)
    assert rows == list(range(len(ASKED)))
    for gid in ("before", "after", "probable"):
        assert [round(height(each)) for each in artists(axes, gid)] == rows


@pytest.mark.parametrize(("gid", "when"), [("before", "prior"), ("after", "posterior")])
def test_intervals_of_facts_are_those_of_the_table(gid: str, when: str) -> None:
    found = calibration()
    axes = plot_calibration(found).axes[0]
    for _, fact in found.facts.iterrows():
        ends = (fact[[f"{when}_low", f"{when}_high"]] - fact["low"]) / (fact["high"] - fact["low"])
        drawn = in_row(axes, gid, row_of(axes, fact["id"])).get_xdata()
        assert drawn == pytest.approx(np.clip(ends.to_numpy(dtype=float), *EDGES))


@pytest.mark.parametrize(
    ("probable", "marker", "drawn"), [(0.3, "|", 0.3), (9.0, ">", EDGES[1]), (-9.0, "<", EDGES[0])]
)
def test_what_is_most_probable_is_a_tick_or_an_arrow_at_the_edge(probable: float, marker: str, drawn: float) -> None:
    axes = plot_calibration(calibration(probable=probable)).axes[0]
    for each in artists(axes, "probable"):
        assert (each.get_marker(), each.get_xdata()[0]) == (marker, pytest.approx(drawn))


def test_fitted_facts_are_bold_and_stand_first() -> None:
    axes = plot_calibration(calibration()).axes[0]
    weights = {text.get_text(): text.get_fontweight() for text in axes.texts}
    fitted = [fact for fact in ASKED if fact.role == "fitting"]
    assert {row_of(axes, fact.id) for fact in fitted} == set(range(len(fitted)))
    for fact in ASKED:
        assert (
            weights[fact.id]
            == weights[named(vars(fact) | {"fact": fact.says})]
            == ("bold" if fact in fitted else "normal")
        )


def marginals(found: Calibration) -> dict[str, Axes]:
    """Panels by the coefficient that they are about."""
    shown = list(found.table["coefficient"].head(SHOWN))
    return dict(zip(shown, plot_calibration(found).axes[1:], strict=True))


def test_the_best_informed_coefficients_have_a_panel_with_name_and_contraction() -> None:
    found = calibration()
    panels = marginals(found)
    assert list(panels)[: len(INFORMED)] == [NAMES[place] for place in INFORMED]
    for name, axes in panels.items():
        group, own = name.removeprefix("coefficients.").split(".")
        gone = dict(zip(found.table["coefficient"], found.table["contraction"], strict=True))[name]
        assert axes.get_title(loc="left") == f"{group}   c = {gone:.2f}\n{own}"


def test_a_marginal_peaks_where_the_accepted_draws_are_and_is_a_density() -> None:
    for name in [NAMES[place] for place in INFORMED[:3]]:
        line = artist(marginals(calibration(shift=1.5))[name], "posterior")
        standard, density = line.get_xdata(), line.get_ydata()
        assert standard[density.argmax()] == pytest.approx(1.5, abs=0.15)
        assert np.trapezoid(density, standard) == pytest.approx(1, abs=0.01)


def test_the_line_of_a_marginal_stands_at_the_default() -> None:
    found = calibration(shift=1.5)
    for name, axes in marginals(found).items():
        at = float(artist(axes, "default").get_xdata()[0])
        unknown = found.prior.unknowns[found.prior.names.index(name)]
        assert float(unknown.value(at)) == pytest.approx(found.defaults[name], rel=1e-3)
    assert float(artist(marginals(found)[NAMES[INFORMED[0]]], "default").get_xdata()[0]) == pytest.approx(1.5, abs=0.05)


def test_the_title_counts_the_informed_coefficients() -> None:
    assert f"The facts inform {len(INFORMED)} of {len(NAMES)} coefficients" in texts(plot_calibration(calibration()))


@pytest.mark.parametrize("shift", [0.0, 2.9])
@pytest.mark.parametrize("plot", [plot_calibration, plot_pairs])
@pytest.mark.filterwarnings("error")
def test_no_text_of_a_calibration_overlaps_another_or_leaves_the_figure(
    plot: Callable[[Calibration], Figure], shift: float
) -> None:
    assert_every_text_is_legible(plot(calibration(shift=shift)))


# Pairs


def kept(found: Calibration, name: str) -> Any:
    return found.prior.unknowns[NAMES.index(name)].standard(found.draws[name].to_numpy())


def test_each_pair_of_the_best_informed_has_a_panel_with_all_kept_draws() -> None:
    found = calibration()
    names = list(found.table["coefficient"].head(PAIRED))
    pairs = [(names[high], names[low]) for low in range(1, PAIRED) for high in range(low)]
    panels = plot_pairs(found).axes
    assert len(panels) == len(pairs)
    for axes, (across, upwards) in zip(panels, pairs, strict=True):
        points = artist(axes, "draws")
        assert points.get_xdata() == pytest.approx(kept(found, across))
        assert points.get_ydata() == pytest.approx(kept(found, upwards))
        together = np.corrcoef(kept(found, across), kept(found, upwards))[0, 1]
        assert texts(axes) == [with_minus(f"r = {together:.2f}")]


def test_the_outer_panels_name_their_coefficients() -> None:
    found = calibration()
    names = ["\n".join(name.split(".")[1:]) for name in found.table["coefficient"].head(PAIRED)]
    panels = plot_pairs(found).axes
    assert [axes.get_ylabel() for axes in panels if axes.get_ylabel()] == names[1:]
    assert [axes.get_xlabel() for axes in panels if axes.get_xlabel()] == names[:-1]


def test_no_draw_lies_outside_its_panel() -> None:
    for axes in plot_pairs(calibration(shift=6.0)).axes:
        (low, high), points = axes.get_xlim(), artist(axes, "draws")
        assert low < points.get_xdata().min() <= points.get_xdata().max() < high
        assert axes.get_ylim() == (low, high)


def test_the_title_of_the_pairs_says_the_smallest_and_the_largest_correlation() -> None:
    figure = plot_pairs(calibration())
    shown = [float(texts(axes)[0].removeprefix("r = ").replace("−", "-")) for axes in figure.axes]
    assert with_minus(f"correlations {min(shown):.2f} to {max(shown):.2f}") in texts(figure)[0]


# Recovery

RECOVERED = pd.DataFrame(
    [
        ["coefficients.rework.errors", 0.83, 0.91, 0.86, 0.945, 0.4, recovery.RECOVERED],
        ["coefficients.judgement.escalate", 0.02, 0.74, 0.67, 0.8, 0.001, recovery.WRONG],
        ["coefficients.talk.people", -0.35, 0.895, 0.84, 0.93, 0.3, recovery.BARELY],
    ],
    columns=recovery.COLUMNS,
)


def recovered(table: pd.DataFrame) -> Calibration:
    """A calibration whose recovery is known already."""
    found = replace(calibration())
    found.__dict__["recovery"] = table
    return found


def test_each_known_coefficient_has_a_row_with_coverage_and_correlation() -> None:
    coverage, following = plot_recovery(recovered(RECOVERED)).axes
    names = [text.get_text() for text in coverage.get_yticklabels()]
    assert names == ["rework.errors", "judgement.escalate", "talk.people"]
    for axes, column, factor in ((coverage, "coverage", 100), (following, "correlation", 1)):
        points = artists(axes, "found")
        assert [height(each) for each in points] == [0, 1, 2]
        assert [each.get_xdata()[0] for each in points] == pytest.approx(list(factor * RECOVERED[column]))
        low, high = axes.get_xlim()
        assert all(low <= each.get_xdata()[0] <= high for each in points)


def test_intervals_of_coverage_are_those_of_the_table() -> None:
    drawn = [each.get_xdata() for each in artists(plot_recovery(recovered(RECOVERED)).axes[0], "interval")]
    assert np.array(drawn) == pytest.approx(100 * RECOVERED[["coverage_low", "coverage_high"]].to_numpy())


def test_what_is_not_recovered_has_another_colour_and_marker_and_the_title_counts_what_is() -> None:
    figure = plot_recovery(recovered(RECOVERED))
    for axes in figure.axes:
        looks = [(each.get_color(), each.get_marker()) for each in artists(axes, "found")]
        assert looks == [(GREEN, "o"), (VERMILLION, "X"), (ORANGE, "D")]
    assert "1 of 3 known coefficients are found again in simulated data" in texts(figure)


def test_an_empty_recovery_is_said_and_not_drawn() -> None:
    figure = plot_recovery(recovered(RECOVERED.iloc[:0]))
    assert "The facts inform no coefficient." in texts(figure.axes[0])
    assert not any(artists(axes, "found") for axes in figure.axes)
    figure.savefig(io.BytesIO(), format="png")


@pytest.mark.parametrize("rows", [0, 1, 3, 30])
@pytest.mark.filterwarnings("error")
def test_no_text_of_a_recovery_overlaps_another_or_leaves_the_figure(rows: int) -> None:
    table = pd.concat([RECOVERED] * 10, ignore_index=True).iloc[:rows]
    assert_every_text_is_legible(plot_recovery(recovered(table)))


# Forecast

LIVED, KEPT, LAST = 240, 60, 12


def survey(indicators: Sequence[str], weeks: Sequence[int] = (4, 8, LAST)) -> Pulse:
    draw = np.random.default_rng(7)
    rows = [(week, name, "staff", draw.uniform(0.1, 0.9), 9) for week in weeks for name in indicators]
    table = pd.DataFrame(rows, columns=["week", "indicator", "group", "value", "respondents"])
    return Pulse(table.sort_values(["week", "indicator", "group"], ignore_index=True))


@cache
def forecast(
    indicators: tuple[str, ...] = ("trust", "anxiety", "clarity"),
    weeks: int = 40,
    failing: float = 0.4,
    kept_failing: float = 0.7,
    optimism: float = 0.3,
    name: str = "a_scenario",
) -> Forecast:
    """Partnerships with random paths; of those that the survey keeps another share is terminated than of all."""
    draw = np.random.default_rng(11)
    scenario = Scenario(name=name, weeks=weeks).with_({"expectations.optimism": optimism})
    prior = prior_around(scenario)
    failed = draw.random(LIVED) < np.where(np.arange(LIVED) < KEPT, kept_failing, failing)
    last = min(LAST, weeks - 2)
    ended = np.where(failed, draw.integers(last + 1, weeks, LIVED), weeks)
    weekly = np.clip(0.5 + 0.05 * draw.normal(size=(LIVED, weeks, len(INDICATOR_NAMES))).cumsum(axis=1), 0, 1)
    weekly[np.arange(weeks) > ended[:, None]] = np.nan
    runs = pd.DataFrame({"outcome": np.where(failed, "terminated", "successful"), "ended_week": ended})
    standard = draw.normal(size=(KEPT, len(prior.names))) * np.linspace(0.1, 1.2, len(prior.names))
    weights = draw.uniform(0.5, 1.5, KEPT)
    return Forecast(
        scenario=scenario,
        pulse=survey(indicators, [week for week in (4, 8, LAST) if week <= last] or [last]),
        prior=prior,
        drawn=draw.normal(size=(LIVED, len(prior.names))),
        histories=Histories(runs, weekly.astype(np.float32)),
        posterior=Posterior(standard, weights / weights.sum(), np.arange(KEPT)),
    )


def indicator_panel(found: Forecast, name: str) -> Axes:
    return panel(plot_forecast(found), heading(name))


@pytest.mark.parametrize("name", ["trust", "anxiety", "clarity"])
def test_answers_stand_at_the_surveys_values_with_95_percent_bars(name: str) -> None:
    axes, answers = indicator_panel(forecast(), name), forecast().pulse.weekly().query("indicator == @name")
    points = artist(axes, "answers")
    assert list(points.get_xdata()) == [4, 8, LAST]
    assert points.get_ydata() == pytest.approx(answers["value"].to_numpy())
    bars = artist(axes, "answers' intervals").get_segments()
    assert [set(bar[:, 0]) for bar in bars] == [{4}, {8}, {LAST}]
    away = 1.96 * np.array([-1, 1]) * answers[["standard_error"]].to_numpy()
    expected = np.clip(answers[["value"]].to_numpy() + away, 0, 1)
    assert np.array([bar[:, 1] for bar in bars]) == pytest.approx(expected)


def test_medians_and_bands_are_those_of_the_forecast() -> None:
    axes, bands = indicator_panel(forecast(), "trust"), forecast().bands("trust")
    assert artist(axes, "median before").get_ydata() == pytest.approx(bands["before_middle"].to_numpy())
    assert artist(axes, "median after").get_ydata() == pytest.approx(bands["middle"].to_numpy(), nan_ok=True)
    for gid, columns in (("before", ["before_low", "before_high"]), ("after", ["low", "high"])):
        corners = artist(axes, gid).get_paths()[0].vertices
        in_week_10 = corners[corners[:, 0] == 10, 1]
        assert (in_week_10.min(), in_week_10.max()) == pytest.approx(tuple(bands.loc[10, columns]))


def test_the_line_of_the_last_survey_stands_there_in_every_panel_with_weeks() -> None:
    panels = [axes for axes in plot_forecast(forecast()).axes if axes.get_xlabel() == "week"]
    assert len(panels) == 4
    for axes in panels:
        assert list(artist(axes, "last survey").get_xdata()) == [LAST, LAST]


def test_the_indicators_with_most_answers_are_shown_and_no_more_than_four() -> None:
    asked = survey(("trust", "anxiety", "clarity", "friction"), (4, 8)).answers
    also = survey(("motivation", "commitment", "clarity"), (LAST,)).answers
    found = replace(forecast(), pulse=Pulse(pd.concat([also, asked], ignore_index=True)))
    words = [text for axes in plot_forecast(found).axes for text in texts(axes)]
    shown = [name for name in INDICATOR_NAMES if heading(name) in words]
    assert sorted(shown) == ["anxiety", "clarity", "friction", "trust"]
    assert len(shown) == INDICATORS


def test_the_survival_curve_is_that_of_the_forecast_and_starts_at_a_hundred_per_cent() -> None:
    axes, survival = panel(plot_forecast(forecast()), "Survival"), forecast().survival()
    for when in ("before", "after"):
        curve = artist(axes, when)
        assert list(curve.get_xdata()) == list(range(41))
        assert curve.get_ydata()[0] == 100
        assert curve.get_ydata()[1:] == pytest.approx(100 * survival[when].to_numpy())
        assert f"{100 * survival[when].iloc[-1]:.0f} % {when}" in texts(axes)
    assert survival["after"].iloc[-1] < survival["before"].iloc[-1] - 0.1


def test_survival_is_one_less_the_share_terminated_by_then() -> None:
    found = forecast()
    runs = found.histories.runs
    for week in (0, LAST, 25, 39):
        gone = ((runs["outcome"] == "terminated") & (runs["ended_week"] <= week)).to_numpy()
        assert found.survival().loc[week, "before"] == pytest.approx(1 - gone.mean())
        assert found.survival().loc[week, "after"] == pytest.approx(1 - found.posterior.weights @ gone[:KEPT])


def test_rows_of_unknowns_are_those_of_the_table_the_most_narrowed_first() -> None:
    axes, table = panel(plot_forecast(forecast()), "What the survey tells most about"), forecast().table.head(UNKNOWNS)
    assert [text.get_text() for text in axes.get_yticklabels()] == list(table["unknown"])
    assert list(table["narrowed"]) == sorted(forecast().table["narrowed"], reverse=True)[:UNKNOWNS]
    for gid, columns in (("range before", ["before_low", "before_high"]), ("range after", ["low", "high"])):
        assert [list(each.get_xdata()) for each in artists(axes, gid)] == table[columns].to_numpy().tolist()
    for gid, column in (("median", "middle"), ("stated", "stated")):
        assert [each.get_xdata()[0] for each in artists(axes, gid)] == list(table[column])
    gone = [text for text in texts(axes) if text.endswith(" %")]
    assert gone == [f"{100 * share:.0f} %".replace("-", "−") for share in table["narrowed"]]
    low, high = axes.get_xlim()
    assert low <= 0
    assert table[["stated", "before_high", "high"]].to_numpy().max() <= high


def test_hopes_above_one_are_inside_the_panel_and_said() -> None:
    found = forecast(optimism=1.4)
    axes = panel(plot_forecast(found), "What the survey tells most about")
    assert axes.get_xlim()[1] >= found.table.head(UNKNOWNS)[["before_high", "high", "stated"]].to_numpy().max() > 1.2
    assert axes.get_xlabel() == "value (0 to 1; hopes may be above 1)"


def test_the_title_says_the_chance_before_and_after_with_its_interval() -> None:
    found = forecast()
    now, then = found.terminated, found.terminated_before
    title = texts(plot_forecast(found))[0].replace("\n", " ")
    assert now.share > then.share + 0.1
    assert f"termination before week 40: {100 * then.share:.0f} % before the survey" in title
    assert f"{100 * now.share:.0f} % after (simulation error: {100 * now.low:.0f} to {100 * now.high:.0f} %)" in title


def test_below_it_stands_how_many_partnerships_and_answers_there_are() -> None:
    words = " ".join(texts(plot_forecast(forecast()))).replace("\n", " ")
    assert f"9 answers of 3 surveys up to week {LAST}" in words
    assert f"Before: {LIVED} simulated partnerships" in words
    assert f"After: the {KEPT} of them" in words


CASES: dict[str, dict[str, Any]] = {
    "three": {},
    "two": {"indicators": ("vendor_trust", "vendor_morale")},
    "all that can be asked": {"indicators": ("dissatisfaction", "participation", "alignment", "friction", "wellbeing")},
    "two years": {"weeks": 104},
    "ten years": {"weeks": 520},
    "few weeks": {"weeks": 3},
    "nobody fails": {"failing": 0.0, "kept_failing": 0.0},
    "everybody fails": {"failing": 1.0, "kept_failing": 1.0},
    "the survey changes all": {"failing": 0.0, "kept_failing": 1.0},
    "hopes above one": {"optimism": 1.4},
    "one": {"indicators": ("trust",)},
    "one, and a long name": {"indicators": ("trust",), "name": "the_offshore_call_center_of_an_insurer_" * 3},
    "a long name": {"name": "the_offshore_call_center_of_a_mid_sized_insurer_" * 3},
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
@pytest.mark.filterwarnings("error")
def test_no_text_of_a_forecast_overlaps_another_or_leaves_the_figure(case: dict[str, Any]) -> None:
    assert_every_text_is_legible(plot_forecast(forecast(**case)))


# All of them


def test_every_figure_is_saved_as_lines_and_letters() -> None:
    found = recovered(RECOVERED)
    figures = [validation().plot(), found.plot(), found.plot_pairs(), found.plot_recovery(), forecast().plot()]
    for figure in figures:
        image = io.BytesIO()
        figure.savefig(image, format="svg")
        assert len(image.getvalue()) > 10_000


def test_legends_name_what_is_drawn() -> None:
    assert {"band", "95 % of the posterior"} < set(legend(plot_validation(validation())))
    assert {"before: the prior", "after: the posterior"} < set(legend(plot_calibration(calibration())))
    assert {"last survey", "median after", "stated"} < set(legend(plot_forecast(forecast())))
    assert {recovery.RECOVERED, recovery.BARELY, recovery.WRONG} < set(legend(plot_recovery(recovered(RECOVERED))))
