"""The studies from the command to what they write: validation, calibration, and a partnership's forecast."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field, replace
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from outsim.cli import BAD_INPUT, STOPPED, main
from outsim.configuration import load_scenario
from outsim.errors import InputError
from outsim.indicators import INDICATOR_NAMES
from outsim.statistics import Estimate
from outsim.studies import calibrate, simulated_table
from outsim.studies import forecast as forecasting
from outsim.studies import validate as validating
from outsim.studies.calibrate import ASKED, FITTED, places_of
from outsim.studies.facts import FACTS, Fact
from outsim.studies.forecast import UNKNOWNS, Forecast, forecast, prior_around
from outsim.studies.living import Histories, live_through
from outsim.studies.options import CalibrateOptions, ValidateOptions
from outsim.studies.patterns import check_patterns
from outsim.studies.pool import POOLED, Use
from outsim.studies.prior import prior_of_coefficients
from outsim.studies.pulse import Pulse
from outsim.studies.validate import verdict
from outsim.uncertainty import assumed_coefficients

pytestmark = pytest.mark.slow  # the same on every Python

EXAMPLE = Path(str(files("outsim") / "data" / "pulse_example.csv"))
OF_EVERY_STUDY = {"words.txt", "figure.png", "config.yaml", "manifest.json"}


@dataclass
class Done:
    """What became of a command."""

    code: int
    out: str
    err: str
    folder: Path

    @property
    def files(self) -> set[str]:
        return {file.name for file in self.folder.iterdir()}

    @property
    def words(self) -> str:
        return " ".join(self.out.split())

    def table(self, name: str) -> Any:
        return pd.read_csv(self.folder / name)


def outsim(*arguments: str, folder: Path) -> Done:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main([*arguments, f"out={folder}", "progress=false"])
    return Done(code, out.getvalue(), err.getvalue(), folder)


def everything_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def assert_words_are_printed_and_written(done: Done) -> None:
    written = (done.folder / "words.txt").read_text(encoding="utf-8")
    assert " ".join(written.split()) in done.words
    for name in done.files:
        assert name in done.out


# A verdict

BAND = st.tuples(st.floats(-2, 2), st.floats(0.01, 3)).map(lambda at: (at[0], at[0] + at[1]))
ENDS = st.tuples(st.floats(-4, 5), st.floats(-4, 5)).map(lambda ends: (min(ends), max(ends)))
SAID = st.tuples(st.floats(-4, 5), st.floats(0, 1), st.floats(0, 1)).map(
    lambda of: Estimate(of[0], of[0] - of[1], of[0] + of[2], 8)
)
ORDER = ("misses", "within uncertainty", "agrees")


def banded(band: tuple[float, float], direction: bool = False) -> Fact:
    return Fact("X01", "made up", "check", *band, direction=direction)


@given(BAND, SAID, ENDS)
def test_a_fact_with_two_ends_agrees_if_and_only_if_the_model_is_in_its_band(
    band: tuple[float, float], said: Estimate, ends: tuple[float, float]
) -> None:
    assert (verdict(banded(band), said, *ends) == "agrees") == (band[0] <= said.value <= band[1])


@given(BAND, SAID, ENDS)
def test_a_direction_agrees_if_and_only_if_the_whole_interval_is_inside(
    band: tuple[float, float], said: Estimate, ends: tuple[float, float]
) -> None:
    inside = band[0] < said.low and said.high < band[1]
    assert (verdict(banded(band, direction=True), said, *ends) == "agrees") == inside


@example((0.0, 1.0), Estimate(0.1, -0.1, 0.3, 8), (2.0, 3.0), True)
@given(BAND, SAID, ENDS, st.booleans())
def test_a_fact_is_missed_if_and_only_if_neither_the_model_nor_the_posterior_reaches_its_band(
    band: tuple[float, float], said: Estimate, ends: tuple[float, float], direction: bool
) -> None:
    beyond = ends[1] < band[0] or ends[0] > band[1]
    outside = not band[0] <= said.value <= band[1]
    assert (verdict(banded(band, direction), said, *ends) == "misses") == (outside and beyond)


@given(BAND, SAID, ENDS, st.booleans(), st.floats(0, 2), st.floats(0, 2))
def test_no_verdict_is_worse_for_a_wider_band_or_a_wider_posterior(
    band: tuple[float, float], said: Estimate, ends: tuple[float, float], direction: bool, down: float, up: float
) -> None:
    before = ORDER.index(verdict(banded(band, direction), said, *ends))
    assert ORDER.index(verdict(banded((band[0] - down, band[1] + up), direction), said, *ends)) >= before
    assert ORDER.index(verdict(banded(band, direction), said, ends[0] - down, ends[1] + up)) >= before


@given(BAND, SAID, ENDS, st.floats(1, 10))
def test_a_model_so_wrong_that_nothing_reaches_the_band_is_told_so(
    band: tuple[float, float], said: Estimate, ends: tuple[float, float], off: float
) -> None:
    away = band[1] + off - min(said.low, ends[0])
    moved = Estimate(said.value + away, said.low + away, said.high + away, said.of)
    for direction in (False, True):
        assert verdict(banded(band, direction), moved, ends[0] + away, ends[1] + away) == "misses"


# outsim study=validate

TINY = ("study.members=64", "study.populations=2", "study.draws=8")


@pytest.fixture(scope="module")
def validated(tmp_path_factory: pytest.TempPathFactory) -> Done:
    folder = tmp_path_factory.mktemp("validate") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(validating, "check_patterns", partial(check_patterns, replicates=64))
        return outsim("study=validate", *TINY, "seed=2", folder=folder)


def test_validate_writes_facts_patterns_a_figure_and_words(validated: Done) -> None:
    assert (validated.code, validated.err) == (0, "")
    assert validated.files == {*OF_EVERY_STUDY, "facts.csv", "patterns.csv"}
    assert (validated.folder / "figure.png").read_bytes().startswith(b"\x89PNG")
    assert_words_are_printed_and_written(validated)
    manifest = json.loads((validated.folder / "manifest.json").read_text())
    assert (manifest["scenario"], manifest["replicates"]) == ("reference population", 2 * (2 + 8) * 64)
    assert (manifest["seed"], manifest["complete"]) == (2, True)
    assert manifest["command"].startswith("outsim study=validate study.members=64")


def test_validate_tells_of_every_fact_once_and_of_its_verdict(validated: Done) -> None:
    table = validated.table("facts.csv")
    assert list(table["id"]) == [fact.id for fact in FACTS]
    lines = validated.out.splitlines()
    for _, row in table.iterrows():
        (line,) = [line for line in lines if line.startswith(f"{row['id']:<5}")]
        follows = f" (follows from {row['follows']})" if row["role"] == "implied" else ""
        assert line.endswith("the model is given it" if row["role"] == "input" else f" {row['verdict']}{follows}")


def test_validate_counts_its_verdicts_in_words(validated: Done) -> None:
    table = validated.table("facts.csv")
    for role, name in (
        ("fitting", "that the fit has seen"),
        ("check", "that it has not seen and that serve as checks"),
    ):
        said = table.loc[table["role"] == role, "verdict"]
        agree, within, missed = ((said == each).sum() for each in ("agrees", "within uncertainty", "misses"))
        expected = f"Of {len(said)} facts {name}: {agree} agree, {within} within uncertainty, {missed} missed"
        assert expected in validated.words
    patterns = validated.table("patterns.csv")
    hold = (patterns["verdict"] == "holds").sum()
    assert f"Of {len(patterns)} patterns over time and between variables {hold} hold" in validated.words


def test_the_verdicts_written_follow_from_the_numbers_written(validated: Done) -> None:
    table = validated.table("facts.csv").set_index("id")
    for fact in FACTS:
        row = table.loc[fact.id]
        said = Estimate(row["model"], row["model_low"], row["model_high"], 2)
        expected = verdict(fact, said, row["posterior_low"], row["posterior_high"]) if fact.quantity else "given"
        assert row["verdict"] == expected, fact.id
    # Of the six signs and shares that even 128 partnerships show:
    assert not {"T01", "T04", "T05", "D01", "W01", "I04"} & set(table.index[table["verdict"] == "misses"])


NOTHING_IS_TERMINATED = "coefficients.judgement.terminate=-16"


@pytest.fixture
def no_patterns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Patterns are checked elsewhere, and take as long as all facts."""
    none = pd.DataFrame({"pattern": ["made_up"], "verdict": ["holds"]})
    monkeypatch.setattr(validating, "check_patterns", lambda **given: none)


@pytest.mark.usefixtures("no_patterns")
def test_a_model_in_which_nothing_is_terminated_is_told_that_it_misses_terminations(
    validated: Done, tmp_path: Path
) -> None:
    wrong = outsim("study=validate", *TINY, "seed=2", NOTHING_IS_TERMINATED, folder=tmp_path / "out")
    assert wrong.code == 0
    table, usual = (done.table("facts.csv").set_index("id") for done in (wrong, validated))
    for id in ("T01", "T02", "T03"):
        assert table.loc[id, "verdict"] == "misses"
        assert table.loc[id, "posterior_high"] < table.loc[id, "low"]
    assert usual.loc["T01", "verdict"] != "misses"  # of five years eight draws say too little
    assert table.loc["T01", "model"] < 0.02 < 0.1 < usual.loc["T01", "model"]
    missed = set(table.index[(table["verdict"] == "misses") & (table["role"] == "fitting")])
    told = wrong.words.split("facts that the fit has seen: ")[1].split(".")[0]
    assert {"T01"} <= missed == set(told.split("(")[1].rstrip(")").split(", "))


# outsim study=calibrate

STRENGTH = 3.0
"""By how many of its spreads a made-up fact changes with one standard deviation of its coefficient."""

SHIFT = 0.5
DECIDE = {fact.id: 19 * place + 3 for place, fact in enumerate(FITTED)}
"""The place of the coefficient that decides each fitted fact."""

EXACT = SHIFT * STRENGTH**2 / (1 + STRENGTH**2)
"""What the made-up facts say of these coefficients, by hand, in standard deviations of the prior."""

BY_CHANCE = 3
"""Coefficients that decide nothing and yet may look informed, of hundreds."""

OPTIONS = CalibrateOptions(draws=1500, members=64, kept=64)
FIT = ("study=calibrate", "study.draws=1500", "study.members=64", "study.kept=64")


def made_up(standard: NDArray[np.float64]) -> NDArray[np.float64]:
    """What populations would say were every fact decided by one coefficient; checks say nothing, [draws, facts]."""
    said = np.tile([fact.middle for fact in ASKED], (len(standard), 1))
    for fact, place in zip(FITTED, places_of(FITTED), strict=True):
        said[:, place] += fact.spread * STRENGTH * (standard[:, DECIDE[fact.id]] - SHIFT)
    return said


@dataclass
class MadeUp:
    """In place of populations: counts the parts of the table that it is asked for."""

    says: Callable[[NDArray[np.float64]], NDArray[np.float64]] = made_up
    asked: list[int] = field(default_factory=list)  # the first draw of each part
    until: float = np.inf  # it is interrupted half-way through the part after so many

    def said(
        self, pool: Any, prior: Any, facts: Any, standard: NDArray[np.float64], first: int
    ) -> Iterator[list[float]]:
        self.asked.append(first)
        for place, row in enumerate(self.says(standard)):
            if len(self.asked) > self.until and 2 * place >= len(standard):
                raise KeyboardInterrupt
            yield list(row)

    def fresh(self, use: Any, members: int, seed: int) -> Callable[[Any], NDArray[np.float64]]:
        """In place of populations that the fit has not seen."""

        def said(values: Any) -> NDArray[np.float64]:
            prior = prior_of_coefficients()
            standard = np.zeros((len(next(iter(values.values()))), len(prior.names)))
            for place in (0, *DECIDE.values()):
                standard[:, place] = prior.unknowns[place].standard(values[prior.names[place]])
            return self.says(standard)

        return said


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> MadeUp:
    found = MadeUp()
    in_place_of_populations(monkeypatch, found, tmp_path / "kept")
    return found


def in_place_of_populations(monkeypatch: pytest.MonkeyPatch, found: MadeUp, kept: Path) -> None:
    monkeypatch.setattr(simulated_table, "_said", found.said)
    monkeypatch.setattr(calibrate, "_Says", found.fresh)
    monkeypatch.setattr(calibrate, "kept_simulations", lambda: kept)


@pytest.fixture(scope="module")
def calibrated(tmp_path_factory: pytest.TempPathFactory) -> Done:
    """The fit to the made-up world."""
    folder = tmp_path_factory.mktemp("calibrate")
    with pytest.MonkeyPatch.context() as patch:
        in_place_of_populations(patch, MadeUp(), folder / "kept")
        return outsim(*FIT, folder=folder / "out")


def test_calibrate_writes_coefficients_facts_recovery_posterior_and_three_figures(calibrated: Done) -> None:
    assert (calibrated.code, calibrated.err) == (0, "")
    tables = {"coefficients.csv", "facts.csv", "recovery.csv", "posterior.parquet"}
    assert calibrated.files == {*OF_EVERY_STUDY, *tables, "pairs.png", "recovered.png"}
    for name in ("figure", "pairs", "recovered"):
        assert (calibrated.folder / f"{name}.png").read_bytes().startswith(b"\x89PNG")
    assert_words_are_printed_and_written(calibrated)
    assert list(calibrated.table("facts.csv")["id"]) == [fact.id for fact in ASKED]


def test_calibrate_finds_the_coefficients_that_decide_and_no_others(calibrated: Done) -> None:
    table, names = calibrated.table("coefficients.csv"), prior_of_coefficients().names
    informed = set(table.loc[table["informed"], "coefficient"])
    decide = {names[place] for place in DECIDE.values()}
    assert decide <= informed
    assert len(informed - decide) <= BY_CHANCE
    assert set(table["coefficient"].head(len(DECIDE))) == decide
    assert f"They inform {len(informed)} of {len(names)} coefficients" in calibrated.words
    assert set(table["coefficient"]) == set(names)


def test_calibrate_finds_the_posterior_that_follows_by_hand(calibrated: Done) -> None:
    table = calibrated.table("coefficients.csv").set_index("coefficient")
    decide = table.loc[[prior_of_coefficients().names[place] for place in DECIDE.values()]]
    assert decide["shift"].to_numpy() == pytest.approx(EXACT, abs=0.15)
    assert decide["contraction"].to_numpy() == pytest.approx(1 - 1 / (1 + STRENGTH**2), abs=0.06)
    for unknown in prior_of_coefficients().unknowns:
        if unknown.name in decide.index:
            assert float(unknown.standard(table.loc[unknown.name, "default"])) == pytest.approx(EXACT, abs=0.1)


def test_defaults_of_coefficients_that_facts_say_nothing_about_stay(calibrated: Done) -> None:
    table = calibrated.table("coefficients.csv").set_index("coefficient")
    declared = {known.name: known.default for known in assumed_coefficients()}
    others = table.index[~table["informed"]]
    assert len(others) >= len(declared) - len(DECIDE) - BY_CHANCE
    for name in others:
        assert table.loc[name, "default"] == pytest.approx(declared[name], rel=1e-5)


def test_with_the_most_probable_coefficients_every_fitted_fact_is_said(calibrated: Done) -> None:
    facts = calibrated.table("facts.csv")
    fitted = facts[facts["role"] == "fitting"]
    assert fitted["most_probable"].between(fitted["low"], fitted["high"]).all()
    assert (fitted["posterior_high"] - fitted["posterior_low"] < fitted["prior_high"] - fitted["prior_low"]).all()
    assert f"say what {len(FITTED)} of the facts say." in calibrated.words


def test_calibrate_keeps_as_many_draws_as_asked_for_of_every_coefficient(calibrated: Done) -> None:
    draws = pd.read_parquet(calibrated.folder / "posterior.parquet")
    assert draws.shape == (64, len(prior_of_coefficients().names))
    assert not draws.isna().to_numpy().any()


def test_known_coefficients_are_recovered(calibrated: Done) -> None:
    table = calibrated.table("recovery.csv")
    decide = table[table["coefficient"].isin([prior_of_coefficients().names[place] for place in DECIDE.values()])]
    assert len(decide) == len(DECIDE)
    assert (decide["correlation"] > 0.8).all()
    assert (decide["verdict"] == "recovered").mean() > 0.8


def test_a_fact_that_no_coefficients_can_say_is_reported_as_missed(world: MadeUp) -> None:
    far, of = FITTED[0], places_of(FITTED[:1])

    def stuck(standard: NDArray[np.float64]) -> NDArray[np.float64]:
        said = made_up(standard)
        said[:, of] = far.high + 5 * far.spread + 0.01 * said[:, of]
        return said

    world.says = stuck
    found = calibrate.calibrate(options=OPTIONS)
    assert f"say what {len(FITTED) - 1} of the facts say; it misses {far.id}." in found.words


def test_one_population_too_small_to_tell_leaves_the_defaults_known(world: MadeUp) -> None:
    def sometimes_silent(standard: NDArray[np.float64]) -> NDArray[np.float64]:
        said = made_up(standard)
        if len(standard) == POOLED[Use.SEARCH]:
            said[3, places_of(FITTED)[4]] = np.nan
        return said

    world.says = sometimes_silent
    found = calibrate.calibrate(options=OPTIONS)
    for id, place in DECIDE.items():
        assert found.most_probable[place] == pytest.approx(EXACT, abs=0.1), id
    assert not found.defaults.isna().any()


def test_populations_of_which_none_can_tell_a_fact_are_refused_in_one_line(world: MadeUp, tmp_path: Path) -> None:
    def silent(standard: NDArray[np.float64]) -> NDArray[np.float64]:
        said = made_up(standard)
        said[:, places_of(FITTED)[4]] = np.nan
        return said

    world.says = silent
    done = outsim(*FIT, folder=tmp_path / "out")
    assert done.code == BAD_INPUT
    assert "study.members = 64: of 1500 such populations only 0 have enough terminations" in done.err
    assert done.err.count("\n") == 1


def test_accepting_every_draw_accepts_all_that_told_everything(world: MadeUp) -> None:
    def sometimes_silent(standard: NDArray[np.float64]) -> NDArray[np.float64]:
        said = made_up(standard)
        said[standard[:, 0] > 1, places_of(FITTED)[4]] = np.nan
        return said

    world.says = sometimes_silent
    found = calibrate.calibrate(options=replace(OPTIONS, accept=1))
    told = found.simulated.standard[:, 0] <= 1
    assert len(found.posterior.places) == told.sum() < OPTIONS.draws
    assert told[found.posterior.places].all()


def test_where_facts_say_nothing_nothing_is_informed_and_the_defaults_stay(world: MadeUp) -> None:
    noise = np.random.default_rng(3)

    def deaf(standard: NDArray[np.float64]) -> NDArray[np.float64]:
        said = np.tile([fact.middle for fact in ASKED], (len(standard), 1))
        return said + noise.normal(size=said.shape) * 0.01

    world.says = deaf
    found = calibrate.calibrate(options=OPTIONS)
    declared = {known.name: known.default for known in assumed_coefficients()}
    assert found.defaults.to_dict() == pytest.approx(declared)
    assert f"They inform none of {len(declared)} coefficients" in found.words
    assert "Refits" not in found.words


def test_an_interrupted_calibration_goes_on_where_it_was_and_computes_nothing_twice(
    world: MadeUp, calibrated: Done, tmp_path: Path
) -> None:
    world.until = 3
    stopped = outsim(*FIT, folder=tmp_path / "out")
    assert stopped.code == STOPPED
    assert stopped.err == "outsim: stopped; finished parts are kept, and the same command goes on from there\n"
    assert stopped.out == ""
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert world.asked == [0, 64, 128, 192]
    assert len(list((tmp_path / "kept").iterdir())) == 3

    world.until = np.inf
    world.asked.clear()
    done = outsim(*FIT, folder=tmp_path / "out")
    assert done.code == 0
    assert world.asked == list(range(192, OPTIONS.draws, 64))
    for name in ("coefficients.csv", "facts.csv", "recovery.csv", "words.txt"):
        assert (done.folder / name).read_bytes() == (calibrated.folder / name).read_bytes()

    world.asked.clear()
    calibrate.calibrate(options=OPTIONS)
    assert world.asked == []


# outsim study=calibrate data=...


@pytest.fixture(scope="module")
def forecasted(tmp_path_factory: pytest.TempPathFactory) -> Done:
    folder = tmp_path_factory.mktemp("forecast") / "out"
    return outsim("study=calibrate", f"data={EXAMPLE}", "study.partnerships=1000", folder=folder)


def test_a_survey_gives_unknowns_a_forecast_a_figure_and_words(forecasted: Done) -> None:
    assert (forecasted.code, forecasted.err) == (0, "")
    assert forecasted.files == {*OF_EVERY_STUDY, "unknowns.csv", "forecast.csv"}
    assert_words_are_printed_and_written(forecasted)
    assert forecasted.words.startswith("67 answers of 7 surveys up to week 26.")
    survival = forecasted.table("forecast.csv")
    assert list(survival["week"]) == list(range(104))
    assert (survival.loc[:26, ["before", "after"]] == 1).all(axis=None)
    assert survival["after"].is_monotonic_decreasing
    told = f"terminated before week 104 is {100 * (1 - survival['after'].iloc[-1]):.0f} %"
    assert told in forecasted.words


def test_the_survey_that_comes_along_leads_back_to_what_it_was_made_with(forecasted: Done) -> None:
    """The truths stand in the file's first lines."""
    found = forecasted.table("unknowns.csv").set_index("unknown")
    assert set(found.index) == set(UNKNOWNS)
    truths = {
        "client.anxiety": 0.4,
        "leaders.participation": 0.25,
        "expectations.optimism": 0.6,
        "contract.clarity": 0.35,
    }
    for name, truth in truths.items():
        assert found.loc[name, "low"] <= truth <= found.loc[name, "high"], name
    clarity = found.loc["contract.clarity"]
    assert abs(clarity["middle"] - 0.35) < abs(clarity["stated"] - 0.35)


MEMBERS, LAST = 1100, 26
ASKED_FOR = (
    "anxiety",
    "dissatisfaction",
    "motivation",
    "trust",
    "participation",
    "vendor_trust",
    "vendor_morale",
    "alignment",
    "clarity",
    "friction",
)


@dataclass
class Told:
    """What was forecast of a simulated partnership whose story is known, from a survey of its first weeks."""

    terminated: bool
    found: Forecast
    standard: NDArray[np.float64]
    last: dict[str, tuple[float, Any]]  # of each indicator asked for: truth and band at the last survey


def surveyed(weekly: NDArray[np.float32], draw: np.random.Generator) -> Pulse:
    """Twelve people asked each time, with the error that a survey has."""
    weeks = range(2, LAST + 1, 4)
    rows = [
        (week, name, "vendor" if name.startswith("vendor") else "staff", float(weekly[week, place]), 12)
        for week in weeks
        for name, place in ((name, INDICATOR_NAMES.index(name)) for name in sorted(ASKED_FOR))
    ]
    table = pd.DataFrame(rows, columns=["week", "indicator", "group", "value", "respondents"])
    error = Pulse(table).weekly()["standard_error"].to_numpy()
    return Pulse(table.assign(value=np.clip(table["value"] + error * draw.normal(size=len(table)), 0, 1)))


@dataclass
class Lived:
    """A scenario's partnerships, with unknowns drawn around what it says, that live as long as the survey."""

    scenario: Any
    prior: Any
    standard: NDArray[np.float64]
    histories: Histories

    def without(self, truth: int) -> tuple[Histories, NDArray[np.float64]]:
        rest = np.arange(len(self.standard)) != truth
        runs = self.histories.runs[rest].reset_index(drop=True)
        return Histories(runs, self.histories.weekly[rest]), self.standard[rest]

    @property
    def ends(self) -> NDArray[np.bool_]:
        return (self.histories.runs["outcome"] == "terminated").to_numpy()


@pytest.fixture(scope="module")
def alive() -> Lived:
    scenario = load_scenario()
    prior = prior_around(scenario)
    standard = prior.sample(MEMBERS, 5)
    whole = next(live_through(forecasting._members(scenario, prior, standard), seed=5))
    lived = (whole.runs["ended_week"] > LAST).to_numpy()
    histories = Histories(whole.runs[lived].reset_index(drop=True), whole.weekly[lived])
    return Lived(scenario, prior, standard[lived], histories)


def test_intervals_of_120_partnerships_hold_the_truth_as_often_as_they_say(alive: Lived) -> None:
    """Each is surveyed, and forecast from all others."""
    draw, held, chance, truths = np.random.default_rng(2), [], [], range(120)
    for truth in truths:
        others, standard = alive.without(truth)
        pulse = surveyed(alive.histories.weekly[truth], draw)
        posterior = forecasting._keep_nearest(others, standard, pulse, truth)
        below = posterior.weights @ (posterior.standard < alive.standard[truth])
        held.append(np.abs(below - 0.5) < 0.475)
        failed = (others.runs["outcome"] == "terminated").to_numpy()[posterior.places]
        chance.append(posterior.weights @ failed)
    assert 0.92 <= np.mean(held) <= 0.97
    assert (np.mean(held, axis=0) >= 0.87).all()  # four standard deviations of a share of 120 below 0.95
    ended = alive.ends[: len(truths)]
    error = np.sqrt(np.mean(np.multiply(chance, np.subtract(1, chance))) / len(truths))
    assert abs(np.mean(chance) - ended.mean()) < 3 * error
    assert np.mean((np.array(chance) - ended) ** 2) < ended.mean() * (1 - ended.mean())  # better than one rate for all


@pytest.fixture(scope="module")
def told(alive: Lived) -> Sequence[Told]:
    """Ten that are terminated and ten that are not, each forecast from all others."""
    scenario, prior, weekly, standard = alive.scenario, alive.prior, alive.histories.weekly, alive.standard
    ends = alive.ends
    draw, found = np.random.default_rng(1), []
    for truth in (*draw.choice(np.flatnonzero(ends), 10, False), *draw.choice(np.flatnonzero(~ends), 10, False)):
        others, rest = alive.without(truth)
        pulse = surveyed(weekly[truth], draw)
        posterior = forecasting._keep_nearest(others, rest, pulse, int(truth))
        made = Forecast(scenario, pulse, prior, rest, others, posterior)
        now = weekly[truth, LAST]
        last = {name: (float(now[INDICATOR_NAMES.index(name)]), made.bands(name).loc[LAST]) for name in ASKED_FOR}
        found.append(Told(bool(ends[truth]), made, standard[truth], last))
    return found


def test_answers_narrow_what_the_vendor_trusts_for_everyone(told: Sequence[Told]) -> None:
    narrowed = np.array([each.found.table.set_index("unknown").loc["vendor.trust", "narrowed"] for each in told])
    assert (narrowed > 0.5).all()
    assert all(each.found.table["narrowed"].iloc[0] < 1 for each in told)


def test_bands_at_the_last_survey_hold_the_truth_about_as_often_as_they_say(told: Sequence[Told]) -> None:
    held, ratio = [], []
    for each in told:
        for truth, band in each.last.values():
            held.append(band["low"] <= truth <= band["high"])
            ratio.append((band["high"] - band["low"]) / (band["before_high"] - band["before_low"]))
    assert len(held) == 200
    assert 0.8 <= np.mean(held) <= 1.0
    assert np.mean(ratio) < 0.85


def test_90_percent_of_the_unknowns_hold_the_truth_about_as_often_as_they_say(told: Sequence[Told]) -> None:
    held = []
    for each in told:
        posterior = each.found.posterior
        below = posterior.weights @ (posterior.standard < each.standard)
        held.append(np.abs(below - 0.5) < 0.45)
    assert np.array(held).shape == (20, len(UNKNOWNS))
    assert 0.82 <= np.mean(held) <= 0.96


def test_the_median_after_is_nearer_to_the_truth_than_the_median_before(told: Sequence[Told]) -> None:
    away = [
        (abs(band["before_middle"] - truth), abs(band["middle"] - truth))
        for each in told
        for truth, band in each.last.values()
    ]
    before, after = np.mean(away, axis=0)
    assert after < 0.8 * before


def test_the_chance_of_termination_is_higher_for_those_that_end_so(told: Sequence[Told]) -> None:
    ended, others = (
        np.mean([each.found.terminated.share for each in told if each.terminated == so]) for so in (True, False)
    )
    assert ended > others + 0.04


SHORT: Any = pd.DataFrame({"week": [2, 6], "indicator": ["vendor_trust"] * 2, "group": "vendor", "respondents": 12})


def test_the_same_seed_gives_the_same_forecast_to_the_bit_and_another_one_a_similar_one() -> None:
    pulse = Pulse(SHORT.assign(value=0.35))
    one, same, other = (forecast(load_scenario(), pulse, members=600, seed=seed) for seed in (3, 3, 4))
    for name in ("standard", "weights", "places"):
        assert np.array_equal(getattr(one.posterior, name), getattr(same.posterior, name))
    pd.testing.assert_frame_equal(one.table, same.table, check_exact=True)
    pd.testing.assert_frame_equal(one.survival(), same.survival(), check_exact=True)
    assert one.terminated == same.terminated

    assert not np.array_equal(one.drawn[:100], other.drawn[:100])
    assert abs(one.terminated.share - other.terminated.share) < 0.2
    middles = [each.table.set_index("unknown").loc["vendor.trust"] for each in (one, other)]
    assert abs(middles[0]["middle"] - middles[1]["middle"]) < 0.25 * (middles[0]["high"] - middles[0]["low"])


def in_place_of_lives(monkeypatch: pytest.MonkeyPatch, alive: int) -> None:
    """So many live to the end, all others are terminated in week 1."""

    def lives(members: Sequence[Any], **given: Any) -> Iterator[Histories]:
        ended = np.where(np.arange(len(members)) < alive, members[0].weeks, 1)
        outcomes = np.where(ended > 1, "successful", "terminated")
        shape = (len(members), members[0].weeks, len(INDICATOR_NAMES))
        weekly = np.random.default_rng(2).random(shape, dtype=np.float32)
        yield Histories(pd.DataFrame({"outcome": outcomes, "ended_week": ended}), weekly)

    monkeypatch.setattr(forecasting, "live_through", lives)


def test_of_too_few_that_live_as_long_as_the_survey_no_forecast_is_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    in_place_of_lives(monkeypatch, alive=forecasting.FEWEST - 1)
    done = outsim("study=calibrate", f"data={EXAMPLE}", "weeks=30", "study.partnerships=1000", folder=tmp_path / "out")
    assert done.code == BAD_INPUT
    assert done.err.startswith("outsim: only 399 of 1000 simulated partnerships live to week 26")
    assert everything_in(tmp_path) == []


def test_of_just_enough_that_live_as_long_a_forecast_is_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    in_place_of_lives(monkeypatch, alive=forecasting.FEWEST)
    done = outsim("study=calibrate", f"data={EXAMPLE}", "weeks=30", "study.partnerships=1000", folder=tmp_path / "out")
    assert done.code == 0


# Mistakes

SIMULATES = ((calibrate, "ask"), (simulated_table, "ask"), (validating, "ask"), (forecasting, "live_through"))
"""Where studies begin to simulate."""

FILES = {
    "late.csv": "week,trust\n60,3\n",
    "duplicate.csv": "week,trust\n2,3\n2,4\n",
    "empty.csv": "",
    "column.csv": "week,trst\n2,3\n",
    "off_5.csv": "week,trust,clarity\n2,0.3,2\n",
    "off_100.csv": "week,trust,clarity\n2,40,52\n6,44,101\n",
    "mixed.csv": "week,trust,clarity\n2,3,44\n6,3,2\n",
    "unclear.csv": "week,trust,clarity\n2,6.2,3\n",
    "words.csv": "week,trust\n2,3\n6,good\n",
    "decimals.csv": "week,trust\n2,3,4\n",
    "fraction.csv": "week,trust\n2.5,3\n",
    "group.csv": "week,group,trust\n2,vendors,3\n",
    "not_asked.csv": "week,group,participation\n2,staff,3\n",
}

DATA = "study=calibrate data="


@pytest.mark.parametrize(
    ("given_", "fragments"),
    [
        ("study=validate study.membrs=64", ["unknown key of study=validate 'membrs'", "did you mean 'members'?"]),
        ("study=validate study.members=0", ["study.members = 0", "from 64 to"]),
        ("study=validate study.members=64.5", ["study.members = 64.5", "whole number"]),
        ("study=validate study.populations=1", ["study.populations = 1", "from 2 to"]),
        ("study=validate study.draws=129", ["study.draws = 129", "from 8 to 128"]),
        ("study=calibrate study.members=0", ["study.members = 0", "from 64 to"]),
        ("study=calibrate study.draws=499", ["study.draws = 499", "from 500 to"]),
        ("study=calibrate study.draws=500 study.accept=0.1", ["study.accept = 0.1", "at least 100 must be accepted"]),
        ("study=calibrate study.populations=8", ["unknown key of study=calibrate 'populations'"]),
        ("study=validate seed=-1", ["seed = -1"]),
        ("study=valdate", ["unknown study 'valdate'; did you mean 'validate'? Known: calibrate, compare, discover, "]),
        ("study.draws=9", ["study.draws: study=simulate has no keys", "as study=validate"]),
        ("study=validate parameters=posterior", ["parameters: has no effect on study=validate"]),
        ("study=calibrate weekly=true", ["weekly: has no effect on study=calibrate"]),
        ("study=validate arithmetic=double", ["arithmetic: has no effect on study=validate"]),
        ("study=validate scenario=nearshore_finance", ["scenario = nearshore_finance: has no effect"]),
        ("study=calibrate study.partnerships=2000", ["study.partnerships: has no effect", "without data=..."]),
        ("study=calibrate study.scale=100", ["study.scale: has no effect", "without data=..."]),
        ("study=validate replicates=5", ["replicates: has no effect on study=validate"]),
        ("study=validate contract.clarity=0.3", ["contract.clarity: has no effect", "coefficients.*"]),
        ("study=validate weeks=52", ["weeks: has no effect"]),
        ("study=validate interventions=[leader_checkins]", ["interventions: has no effect"]),
        ("study=calibrate coefficients.judgement.terminate=-12", ["has no effect on study=calibrate"]),
        (f"study=validate data={EXAMPLE}", ["data = ", "only study=calibrate reads a survey"]),
        (f"data={EXAMPLE}", ["data = ", "only study=calibrate reads a survey"]),
        (f"{DATA}nowhere.csv", ["nowhere.csv: there is no such file"]),
        (f"{DATA}.", ["cannot be read"]),
        (f"{DATA}", ["data = ''", "must be the name of a CSV file"]),
        (f"{DATA}{EXAMPLE} replicates=5", ["replicates: has no effect", "study.partnerships says how much"]),
        (f"{DATA}{EXAMPLE} parameters=posterior", ["parameters: has no effect on study=calibrate"]),
        (f"{DATA}{EXAMPLE} study.draws=1000", ["study.draws: has no effect", "forecasts one partnership"]),
        (f"{DATA}{EXAMPLE} study.scale=7", ["study.scale = 7", "5 (answers of 1 to 5) or 100"]),
        (f"{DATA}off_100.csv study.scale=5", ["off_100.csv: line 2, column trust: 40 must be 1 to 5"]),
        (f"{DATA}unclear.csv", ["column trust: 6.2 is above 5, and no answer is above 10", "say study.scale=5 or"]),
        (f"{DATA}{EXAMPLE} study.partnerships=999", ["study.partnerships = 999", "from 1000 to"]),
        (f"{DATA}{EXAMPLE} weeks=26", ["weeks = 26", "answers of week 26"]),
        (f"{DATA}late.csv weeks=60", ["weeks = 60", "answers of week 60"]),
        (f"{DATA}duplicate.csv", ["duplicate.csv: line 3", "week 2 of staff is on line 2 already"]),
        (f"{DATA}empty.csv", ["empty.csv: is empty"]),
        (f"{DATA}column.csv", ["column.csv: line 1", "unknown column 'trst'", "did you mean 'trust'?"]),
        (f"{DATA}off_5.csv", ["off_5.csv: line 2, column trust: 0.3 must be 1 to 5"]),
        (f"{DATA}off_100.csv", ["off_100.csv: line 3, column clarity: 101 must be 0 to 100"]),
        (f"{DATA}mixed.csv", ["mixed.csv: mixes scales: line 2, column clarity: 44"]),
        (f"{DATA}words.csv", ["words.csv: line 3, column trust: 'good' must be a number"]),
        (f"{DATA}decimals.csv", ["decimals.csv: line 2: has 3 cells", "the header has 2"]),
        (f"{DATA}fraction.csv", ["fraction.csv: line 2, column week: '2.5' must be a whole number"]),
        (f"{DATA}group.csv", ["group.csv: line 2, column group", "did you mean 'vendor'?"]),
        (f"{DATA}not_asked.csv", ["not_asked.csv: line 2, column participation", "only leaders may answer"]),
    ],
)
def test_a_mistake_gets_one_line_and_nothing_is_simulated_or_written(
    given_: str, fragments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*of: Any, **given: Any) -> Any:
        raise AssertionError("simulated")

    for module, name in SIMULATES:
        monkeypatch.setattr(module, name, never)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    done = outsim(*given_.split(), folder=tmp_path / "out")
    assert done.code == BAD_INPUT
    assert done.out == ""
    assert done.err.startswith("outsim: ")
    assert done.err.count("\n") == 1
    assert done.err.endswith("\n")
    assert not [part for part in fragments if part not in done.err], done.err
    assert everything_in(tmp_path) == sorted(FILES)


@pytest.mark.parametrize("study", ["validate", "calibrate", f"calibrate data={EXAMPLE}"])
def test_somebody_elses_folder_is_refused_before_anything_is_simulated(
    study: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, name in SIMULATES:
        monkeypatch.setattr(module, name, None)
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "thesis.tex").write_text("chapter one")
    done = outsim(*f"study={study}".split(), folder=tmp_path / "theirs")
    assert done.code == BAD_INPUT
    assert "holds files that outsim did not write (thesis.tex)" in done.err
    assert everything_in(tmp_path) == ["theirs", "theirs/thesis.tex"]


def test_python_refuses_what_the_command_refuses() -> None:
    late = Pulse(SHORT.assign(value=0.4, week=[2, 30]))
    with pytest.raises(InputError, match="answers of week 30; simulate more weeks"):
        forecast(load_scenario(overrides=["weeks=30"]), late)
    for study in (validating.validate, calibrate.calibrate):
        with pytest.raises(InputError, match="seed"):
            study(seed=-1)
    with pytest.raises(InputError, match="members"):
        replace(ValidateOptions(), members=1)
