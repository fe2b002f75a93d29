"""What figures show, read from their artists and not from their pixels."""

from __future__ import annotations

import doctest
import io
import subprocess
import sys
import time
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from matplotlib import rcParams
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from drawn import assert_readable
from outsim import plots
from outsim.errors import InputError
from outsim.indicators import INDICATOR_NAMES
from outsim.plots import style
from outsim.plots.page import Page
from test_ensemble import EXTREMES, made_up, with_lives

pytestmark = pytest.mark.slow  # the same on every Python


@pytest.fixture(scope="module")
def ordinary():
    return made_up()


def panel(figure, title):
    """The axes under a title."""
    return next(axes for axes in figure.axes if title in texts(axes))


def texts(axes):
    return [text.get_text() for text in axes.texts]


def artist(axes, gid):
    return next(each for each in axes.get_children() if each.get_gid() == gid)


def said(figure):
    """What the figure says outside its panels."""
    return " ".join(text.get_text().replace("\n", " ") for text in figure.texts)


def test_the_overview_has_the_four_named_indicators_survival_and_causes(ordinary):
    figure = plots.overview(ordinary)
    for title in ("Anxiety", "Alignment", "Expectation gap", "Friction", "Survival", "Causes of failure"):
        assert panel(figure, title).get_xlabel()


def test_the_line_is_the_median_and_the_bands_are_the_quantiles(ordinary):
    axes = panel(plots.plot_indicator(ordinary, "trust"), "Trust")
    bands = ordinary.bands("trust")
    assert artist(axes, "median").get_ydata() == pytest.approx(bands[0.5].to_numpy())
    corners = artist(axes, "90 %").get_paths()[0].vertices
    in_week_52 = corners[corners[:, 0] == 52, 1]
    assert (in_week_52.min(), in_week_52.max()) == pytest.approx(tuple(bands.loc[52, [0.05, 0.95]]))


def test_the_survival_curve_starts_at_a_hundred_per_cent_and_counts_the_completed(ordinary):
    axes = panel(plots.overview(ordinary), "Survival")
    drawn = artist(axes, "survival").get_ydata()
    assert drawn[0] == 100
    assert drawn[1:] == pytest.approx(100 * ordinary.survival()["survival"].to_numpy())
    assert any("not\nterminated" in text for text in texts(axes))
    projects = with_lives([10] * 90 + [12] * 10, [None] * 90 + ["people"] * 10)
    assert "90 % not\nterminated" in texts(panel(plots.overview(projects), "Survival"))


def test_causes_are_bars_in_the_order_of_their_shares(ordinary):
    axes = panel(plots.overview(ordinary), "Causes of failure")
    widths = [bar.get_width() for bar in axes.patches]
    assert widths == sorted(widths, reverse=True)
    assert widths == pytest.approx([100 * each["share"] for each in ordinary.point_summary()["causes"]])


def test_the_figure_says_what_is_seen_and_whom_the_bands_cover(ordinary):
    words = said(plots.overview(ordinary))
    alive = ordinary.bands("anxiety")["alive"].iloc[-1]
    assert "Offshore call center" in words
    assert "300 simulated partnerships, 104 weeks. Client: United States. Vendor: Philippines." in words
    assert f"still running in each week: {alive} of 300 in the last one" in words
    assert "They rest on the first 100 partnerships" in said(plots.overview(made_up(kept=100)))


@pytest.mark.parametrize(
    ("weeks", "ticks"),
    [(1, [0, 1]), (10, [0, 2, 4, 6, 8, 10]), (104, [0, 26, 52, 78, 104]), (260, [0, 52, 104, 156, 208, 260])],
)
def test_the_week_axis_has_few_round_ticks(weeks, ticks):
    axes = panel(plots.plot_indicator(made_up(replicates=30, weeks=weeks), "trust"), "Trust")
    assert axes.get_xticks().tolist() == ticks
    assert axes.get_xlabel() == "week"


def test_an_axis_names_its_unit_and_which_way_is_better(ordinary):
    figure = plots.plot_indicators(ordinary, ["queue", "trust"])
    assert panel(figure, "Queue").get_ylabel() == "decisions (lower is better)"
    assert panel(figure, "Trust").get_ylabel() == "0 to 1 (higher is better)"


def test_without_failures_the_figure_says_so_with_its_uncertainty():
    axes = panel(plots.overview(made_up(hazard=0)), "Causes of failure")
    assert any("None of 300 partnerships" in text and "0 to 1.3 %" in text for text in texts(axes))


def test_few_partnerships_are_drawn_one_by_one_without_bands():
    few = plots.plot_indicator(made_up(replicates=12, hazard=0), "trust")
    lines = [line for line in few.axes[0].lines if line.get_gid() == "one partnership"]
    assert len(lines) == 12
    assert not artist(few.axes[0], "90 %").get_paths()


CASES = {
    **EXTREMES,
    "ten weeks": {"weeks": 10},
    "a dozen": {"replicates": 12},
    "a long name": {"name": "the_offshore_call_center_of_a_mid_sized_insurer_" * 4},
}


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
@pytest.mark.filterwarnings("error")
def test_no_text_overlaps_another_or_leaves_the_figure(case):
    figure = plots.overview(made_up(**case))
    assert_readable(figure)


@pytest.mark.slow
@pytest.mark.parametrize("value", [0.0, 0.004, 0.02, -0.004, -0.02, 0.3])
@pytest.mark.parametrize("name", ["trust", "expectation_gap"])
def test_no_axis_strikes_through_the_value_at_the_lines_end(value, name):
    ensemble = with_lives([60] * 30, [None] * 30)
    values = ensemble.trajectories.copy()
    level = values[0, :, 60, INDICATOR_NAMES.index(name)]
    level[:] = max(value, 0.0) if name == "trust" else value
    axes = plots.plot_indicators(replace(ensemble, trajectories=values), [name, "queue"]).axes[0]
    label = next(each for each in axes.texts if each.get_text() == f"{level[0]:.2f}")
    FigureCanvasAgg(axes.figure).draw()
    box = label.get_window_extent().shrunk(1.0, 0.8)
    for height in {0.0, axes.get_ylim()[0]}:
        across = axes.transData.transform((0, height))[1]
        assert not box.y0 < across < box.y1


def test_a_title_keeps_clear_of_however_many_lines_are_under_it():
    figure = Figure(figsize=(3, 3))
    axes = figure.add_axes((0.1, 0.1, 0.8, 0.5))
    for below in ("one line", "one line\nand another\nand a third"):
        style.panel_title(axes, "Title", below)
        under, title = axes.texts[-2:]
        FigureCanvasAgg(figure).draw()
        assert title.get_window_extent().y0 >= under.get_window_extent().y1


@pytest.mark.parametrize("format_", ["png", "svg", "pdf"])
def test_a_figure_is_saved_in_every_usual_format(ordinary, format_):
    image = io.BytesIO()
    plots.overview(ordinary).savefig(image, format=format_)
    assert len(image.getvalue()) > 10_000


def test_an_overview_is_drawn_and_saved_well_within_seconds():
    ensemble = made_up(replicates=1000)

    def seconds():
        began = time.process_time()
        plots.overview(ensemble).savefig(io.BytesIO(), format="png", dpi=150)
        return time.process_time() - began

    assert min(seconds() for _ in range(3)) < 1.5


def test_drawing_leaves_the_users_settings_and_pyplot_alone(ordinary):
    before = dict(rcParams)
    plots.overview(ordinary)
    assert dict(rcParams) == before
    code = "import sys, outsim.plots; sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_a_notebook_shows_a_figure_as_an_image(ordinary):
    image, metadata = ordinary.plot("trust")._repr_png_()
    assert image.startswith(b"\x89PNG")
    assert metadata["alt"].startswith("Offshore call center")


def test_plot_draws_the_overview_or_the_indicators_named(ordinary):
    assert len(ordinary.plot().axes) == 6
    assert len(ordinary.plot("trust").axes) == 1
    assert len(ordinary.plot(["trust", "queue", "hazard", "backlog"]).axes) == 4


@pytest.mark.parametrize("names", ["anxeity", ["trust", "anxeity"]])
def test_an_unknown_indicator_is_an_input_error(ordinary, names):
    with pytest.raises(InputError, match="did you mean 'survival'"):
        ordinary.plot("survivl")
    for nothing in ([], 3):
        with pytest.raises(InputError, match="indicators"):
            ordinary.plot(nothing)
    with pytest.raises(InputError, match="did you mean 'anxiety'"):
        ordinary.plot(names)


def test_colours_are_told_apart_on_white_and_from_each_other():
    shades = np.array([style.tint(colour, 1.0) for colour in style.INDICATOR_COLOURS.values()])
    apart = [np.abs(one - other).max() for one, other in combinations(shades, 2)]
    assert min(apart) > 0.2


def test_the_examples_in_the_docstrings_hold():
    result = doctest.testmod(style)
    assert result.attempted >= 3
    assert result.failed == 0


@pytest.mark.parametrize("name", ["survival", "causes"])
def test_a_panel_of_the_overview_can_be_had_alone(ordinary, name: str) -> None:
    figure = ordinary.plot(name)
    assert_readable(figure)
    (alone,) = figure.axes
    beside = next(axes for axes in ordinary.plot().axes if texts_of(axes) == texts_of(alone))
    assert [line.get_ydata().tolist() for line in alone.lines] == [line.get_ydata().tolist() for line in beside.lines]
    assert "Bands" not in plots.alt_text(figure), "there are none"


def texts_of(axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


@pytest.mark.parametrize(
    "title",
    [
        "WWWWWWWWW MMMMMM " * 9,
        "Offshore call center: within USD 100,000 leader checkins prevents failure in 10 of 100 partnerships",
    ],
)
@pytest.mark.parametrize("dots_an_inch", [72, 120, 300])
def test_a_title_ends_at_its_margin_however_wide_its_letters_are(title: str, dots_an_inch: int) -> None:
    page = Page(7.5, 3.0)
    page.title(title, "What was simulated.")
    page.figure.set_dpi(dots_an_inch)
    assert_readable(page.figure)
