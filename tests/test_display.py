"""What notebooks show: escaped, without scripts or requests, with meanings, and true to the numbers."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

import outsim
from outsim import html
from outsim.scenario import Scenario
from outsim.situation import changed, facts_in_words, facts_of, value_of, values_of
from outsim.studies.effects import Effect
from test_effect_plots import comparison, timing

pytestmark = pytest.mark.slow  # the same on every Python

STRANGE = "<script>alert('x')</script> & \"co\""
VOID = {"br", "hr", "img", "meta", "polyline", "line"}


class Checked(HTMLParser):
    """Elements open and close in order, and nothing runs or asks for anything."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.titles: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "link", "iframe", "img", "object", "style")
        for key, value in attrs:
            assert not key.startswith("on")
            assert key not in ("src", "href")
            if key == "title":
                self.titles.append(str(value))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag


def checked(shown: str) -> Checked:
    parser = Checked()
    parser.feed(shown)
    assert parser.open == []
    assert "color:#" not in shown, "colours are the page's, light or dark"
    return parser


def test_a_study_says_its_words_in_a_console() -> None:
    shown = repr(comparison())
    assert shown.startswith("<Comparison: ")
    assert len(shown) < 2000
    assert max(map(len, shown.splitlines())) <= 100


def test_a_scenario_shows_what_differs_and_where_each_value_comes_from() -> None:
    scenario = outsim.load_scenario().with_(contract__clarity=0.41, name="offshore_call_center")
    shown = scenario.with_interventions("leader_checkins", start=8)._repr_html_()
    parser = checked(shown)
    row = re.search(r"<tr[^>]*>(?:(?!</tr>).)*contract\.clarity(?:(?!</tr>).)*</tr>", shown, flags=re.DOTALL)
    assert row
    for told in (">0.41<", ">0.55<", ">yours<"):
        assert told in row[0]
    assert any("How clearly roles" in title and "from 0 to 1" in title for title in parser.titles)
    assert any("1.5 hours of each leader" in title for title in parser.titles)
    assert "leader_checkins" in shown
    assert len(shown) < 80_000, "it is saved with the notebook"


def test_a_value_is_yours_from_the_scenario_or_has_the_status_of_its_default() -> None:
    base = outsim.load_scenario("offshore_call_center")
    own = base.with_(contract__clarity=0.41, client__attrition=Scenario().client.attrition)
    origin = {one.found.name: one.origin for one in values_of(own)}
    assert origin["contract.clarity"] == "yours"
    assert origin["client.attrition"] == "yours", "back at the default, against the shipped scenario"
    assert origin["vendor.attrition"] == "scenario"
    assert origin["leaders.hours"] == "published"
    assert origin["client.anxiety"] == "assumed"
    assert {one.found.name for one in changed(base, own)} == {"contract.clarity", "client.attrition"}
    for one in values_of(own):
        assert one.value == value_of(own, one.found.name)


def test_a_client_with_a_name_of_its_own_keeps_what_came_with_the_shipped_scenario() -> None:
    named = outsim.load_scenario("nearshore_finance").with_(name="Client A", contract__clarity=0.91)
    origins = {one.found.name: one.origin for one in values_of(named)}
    assert [name for name, origin in origins.items() if origin == "yours"] == ["contract.clarity"]
    own = dict.fromkeys(("client.trust", "client.anxiety", "contract.clarity"), 0.91)
    assert {one.origin for one in values_of(Scenario().with_(own)) if one.differs} == {"yours"}


def test_facts_of_two_places_are_those_that_the_model_reads() -> None:
    from outsim.conditions import place_of

    scenario = outsim.load_scenario("nearshore_finance")
    facts, read = facts_of(scenario), place_of(scenario)
    assert facts.apart.cultural == pytest.approx(float(read.cultural_distance))
    assert facts.barrier == pytest.approx(float(read.language_barrier))
    hours = np.asarray(read.overlap) * facts.day
    assert facts.overlap == pytest.approx((hours.min(), hours.max()))


def test_where_no_distance_is_published_a_scenario_says_so_and_still_shows_itself() -> None:
    scenario = Scenario().with_(client__country="UKR", vendor__country="CRI")
    with pytest.raises(outsim.InputError, match="no cultural distance is published"):
        facts_of(scenario)
    assert "is published" in facts_in_words(scenario)[0]
    checked(scenario._repr_html_())


def test_a_scenario_is_a_short_line_of_text() -> None:
    told = repr(outsim.load_scenario().with_interventions("output_review", start=4))
    assert told.startswith("<Scenario offshore_call_center: United States to Philippines, 104 weeks from 2026-01-05;")
    assert "output review from week 4" in told
    assert len(told) < 400


def test_strange_names_are_escaped_everywhere(small: Scenario) -> None:
    scenario = small.with_(name=STRANGE)
    runs = outsim.simulate({STRANGE: scenario, "other": small}, replicates=24, seed=1)
    for shown in (scenario._repr_html_(), runs._repr_html_(), runs.only(0)._repr_html_()):
        checked(shown)
        assert "<script" not in shown
        assert "&lt;script" in shown


def test_an_ensemble_shows_its_shares_with_intervals_and_its_survival(small: Scenario) -> None:
    runs = outsim.simulate(small, replicates=60, seed=1)
    shown = runs._repr_html_()
    checked(shown)
    from outsim.report import share_in_words

    for found in runs.point_summary()["outcomes"].values():
        assert share_in_words(found) in shown
    line = re.search(r'<polyline points="([^"]+)"', shown)
    assert line
    assert len(line[1].split()) == small.weeks + 1
    left = 100 * runs.survival()["survival"].iloc[-1]
    assert f"Survival: {left:.0f} % are not terminated by week {small.weeks}" in shown


def test_a_single_partnership_and_an_empty_sweep_show_themselves(small: Scenario) -> None:
    checked(outsim.simulate(small, replicates=1)._repr_html_())


def test_studies_look_alike_and_explain_their_columns() -> None:
    for shown in (comparison()._repr_html_(), timing(3, 1)._repr_html_()):
        parser = checked(shown)
        assert shown.startswith("<div style=")
        assert any("failure is prevented" in title for title in parser.titles)


def test_meanings_of_columns_are_read_from_docstrings() -> None:
    meanings = html.attributes_of(Effect)
    assert {"prevented", "failed_with", "leader_hours", "changes"} <= set(meanings)
    assert html.with_ends(meanings)["prevented_low"].startswith("lower end of the 95 % interval")


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.12345, "0.123"), (1234567.0, "1,230,000"), (float("nan"), ""), (True, "yes"), (np.bool_(False), "no"),
     (7, "7"), (0.0, "0"), (pd.NA, ""),
     (float("inf"), "unlimited"), (-0.5, "-0.5")],
)  # fmt: skip
def test_cells_have_three_digits(value: object, shown: str) -> None:
    assert html.cell(value) == shown


def test_long_tables_are_cut_and_counted() -> None:
    shown = html.frame(pd.DataFrame({"n": range(html.MOST_ROWS + 3)}))
    assert "and 3 more rows" in shown
    assert shown.count("<tr") == html.MOST_ROWS + 1


def test_figures_say_what_they_show_in_files_and_notebooks(small: Scenario, tmp_path: object) -> None:
    from io import BytesIO

    from PIL import Image

    figure = outsim.simulate(small, replicates=24).plot("anxiety")
    said = outsim.plots.alt_text(figure)
    assert said.startswith("Small. 24 simulated partnerships")
    assert "Panels: Anxiety" in said
    image, metadata = figure._repr_png_()  # type: ignore[attr-defined]
    assert metadata == {"alt": said}
    file = BytesIO(image)
    assert Image.open(file).info["Description"] == said
    svg, pdf, own = BytesIO(), BytesIO(), BytesIO()
    figure.savefig(svg, format="svg")
    assert "<dc:description>" in svg.getvalue().decode()
    figure.savefig(pdf, format="pdf")
    assert b"/Subject" in pdf.getvalue()
    figure.savefig(own, format="png", metadata={"Description": "mine"})
    assert Image.open(own).info["Description"] == "mine"
