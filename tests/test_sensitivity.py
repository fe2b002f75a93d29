"""Which inputs drive an outcome: right where the answer is known, noise or none, and honest where there is nothing."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from SALib.analyze import morris as salib_morris
from SALib.analyze import sobol as salib_sobol
from SALib.test_functions import Ishigami

from drawn import assert_readable
from outsim import SensitivityOptions, load_scenario, scenario_names, simulate
from outsim.cli import BAD_INPUT, STOPPED, main
from outsim.errors import InputError
from outsim.scenario import Scenario, scenario_parameters
from outsim.studies import sensitivity as studying
from outsim.studies.evaluate import Evaluated, check_outputs, evaluate
from outsim.studies.inputs import read_inputs, read_ranges, value_of
from outsim.studies.screening import elementary_effects, screen, trajectories
from outsim.studies.sensitivity import Sensitivity, sensitivity
from outsim.studies.sobol import Indices, saltelli, sobol_indices
from outsim.sweeps import running, stores
from sizes import SMALL

pytestmark = pytest.mark.slow  # the same on every Python

Array = NDArray[np.float64]
ISHIGAMI = {"first": (0.3139, 0.4424, 0.0), "total": (0.5576, 0.4424, 0.2437)}
"""For a = 7 and b = 0.1, to four digits (Ishigami & Homma 1990)."""
VARIANCE = 13.8446


def problem(inputs: int) -> dict[str, Any]:
    return {"num_vars": inputs, "names": [f"x{place}" for place in range(inputs)], "bounds": [[0.0, 1.0]] * inputs}


def ishigami(rows: int, seed: int) -> Array:
    """At the points of a Saltelli design: [rows, places]."""
    shares = saltelli(3, rows, seed)
    values = Ishigami.evaluate(np.pi * (2 * shares.reshape(-1, 3) - 1))
    return np.asarray(values).reshape(rows, 8)


def numbers(found: Indices) -> Array:
    return np.array([each.value for each in (*found.first, *found.total)])


# The estimators


def test_without_noise_indices_are_those_of_salib() -> None:
    y = ishigami(64, seed=3)
    found = sobol_indices(np.repeat(y[..., None], 4, axis=2))
    theirs = salib_sobol.analyze(problem(3), y.ravel(), seed=1)
    np.testing.assert_allclose(numbers(found), [*theirs["S1"], *theirs["ST"]], atol=1e-12)
    np.testing.assert_allclose([found.second[pair].value for pair in found.second],
                               [theirs["S2"][pair] for pair in found.second], atol=1e-12)  # fmt: skip
    assert found.luck.value == pytest.approx(0, abs=1e-12)


def test_without_noise_effects_are_those_of_salib() -> None:
    shares = trajectories(4, 12, seed=5)
    y = np.sin(5 * shares[..., 0]) * shares[..., 1] + 2 * shares[..., 2]
    found = screen(shares, np.repeat(y[..., None], 4, axis=2))
    theirs = salib_morris.analyze(problem(4), shares.reshape(-1, 4), y.ravel(), num_levels=4, seed=1)
    for name in ("mu", "mu_star", "sigma"):
        np.testing.assert_allclose([getattr(one, name).value for one in found], theirs[name], atol=1e-6)
    assert [one.inert for one in found] == [False, False, False, True]


def noise_of(kind: str, rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Of standard deviation 8 where the function's is 3.7: each point its own, or one for all points of a replicate."""
    if kind == "independent":
        return rng.normal(0, 8, shape)
    return rng.normal(0, 7.5, shape[-1]) + rng.normal(0, np.sqrt(64 - 7.5**2), shape)


@pytest.mark.parametrize("kind", ["independent", "common"])
def test_noise_of_replicates_biases_no_index(kind: str) -> None:
    """Over 60 studies of 128 rows and 8 replicates, means are right to four standard errors."""
    corrected, naive, luck = [], [], []
    for seed in range(60):
        y = ishigami(128, seed=seed + 100)
        noisy = y[..., None] + noise_of(kind, np.random.default_rng(seed), (*y.shape, 8))
        found = sobol_indices(noisy, seed=seed)
        corrected.append(numbers(found))
        luck.append(found.luck.value)
        plain = salib_sobol.analyze(problem(3), noisy.mean(2).ravel(), num_resamples=2, seed=1)
        naive.append([*plain["S1"], *plain["ST"]])
    truth = np.array([*ISHIGAMI["first"], *ISHIGAMI["total"]])
    errors = np.std(corrected, axis=0, ddof=1) / np.sqrt(60)
    assert (np.abs(np.mean(corrected, axis=0) - truth) < 4 * errors).all()
    assert np.mean(luck) == pytest.approx(64 / (64 + VARIANCE), abs=4 * np.std(luck, ddof=1) / np.sqrt(60) + 0.01)
    if kind == "independent":  # what naive estimators make of it: the variance of the mean's noise is 8
        off = np.abs(np.mean(naive, axis=0) - truth)
        assert off[[0, 1, 3, 4, 5]].min() > 0.1
        assert (off > 4 * np.std(naive, axis=0, ddof=1) / np.sqrt(60))[[0, 1, 3, 4, 5]].all()


@pytest.mark.parametrize("kind", ["independent", "common"])
def test_intervals_of_indices_hold_the_truth(kind: str) -> None:
    """At least 95 of 100 intervals less what 240 of them leave to chance; they may hold more, being rather too wide."""
    truth = [*ISHIGAMI["first"], *ISHIGAMI["total"]]
    held = []
    for seed in range(40):
        y = ishigami(64, seed=seed + 500)
        noisy = y[..., None] + noise_of(kind, np.random.default_rng(seed), (*y.shape, 8)) / 2
        found = sobol_indices(noisy, seed=seed)
        held += [each.low <= true <= each.high for each, true in zip((*found.first, *found.total), truth, strict=True)]
    assert np.mean(held) > 0.95 - 3 * np.sqrt(0.95 * 0.05 / 240)


def test_an_input_that_acts_only_in_combination_has_a_total_and_no_first() -> None:
    shares = saltelli(2, 256, seed=1) - 0.5
    y = (shares[..., 0] * shares[..., 1])[..., None] + np.random.default_rng(1).normal(0, 0.02, (256, 6, 16))
    found = sobol_indices(y)
    assert all(each.low < 0 < each.high for each in found.first)
    assert all(each.low > 0.5 for each in found.interaction)
    assert found.second[0, 1].low > 0.5


def test_noise_alone_tells_an_input_in_five_of_100_studies() -> None:
    """60 studies of six inputs that do nothing; luck that replicates share does not count as an effect either."""
    alarms = 0
    for seed in range(60):
        rng, shares = np.random.default_rng(seed), trajectories(6, 8, seed=seed)
        y = (rng.random((8, 7, 12)) < 0.2) + rng.normal(0, 1, 12)
        alarms += any(one.told for one in screen(shares, y, seed=seed))
    assert alarms <= 9  # more would happen by chance in fewer than 2 of 1,000


def test_the_floor_is_what_noise_makes_of_mu_star() -> None:
    """Of inputs that do nothing, mu_star is its floor on average."""
    ratios = []
    for seed in range(30):
        shares = trajectories(4, 10, seed=seed)
        y = np.random.default_rng(seed).normal(0, 1, (10, 5, 16))
        ratios += [one.mu_star.value / one.floor for one in screen(shares, y, seed=seed)]
    assert np.mean(ratios) == pytest.approx(1, abs=4 * np.std(ratios) / np.sqrt(len(ratios)))


def test_sigma_has_no_noise_in_it() -> None:
    """Its square is on average that of the same design without noise; that of plain means holds a variance of noise."""
    off, naive = [], []
    for seed in range(40):
        shares = trajectories(2, 20, seed=seed)
        y = 4 * shares[..., :1] * shares[..., 1:]
        clean = elementary_effects(shares, y)[..., 0].var(0, ddof=1)
        noisy = y + np.random.default_rng(seed).normal(0, 2, (20, 3, 16))
        off += [one.sigma.value**2 - each for one, each in zip(screen(shares, noisy, seed=seed), clean, strict=True)]
        naive += list(elementary_effects(shares, noisy).mean(2).var(0, ddof=1) - clean)
    of_noise = 2 * 2**2 / 16 / (2 / 3) ** 2  # of the difference of two means of 16, for a whole range
    error = np.std(off, ddof=1) / np.sqrt(len(off))
    assert abs(np.mean(off)) < 4 * error < of_noise / 2
    assert np.mean(naive) == pytest.approx(of_noise, abs=4 * np.std(naive, ddof=1) / np.sqrt(len(naive)))


# The study, on functions in place of simulation

INPUTS = ["contract.clarity", "expectations.optimism", "leaders.participation", "vendor.skill"]


def in_place_of_simulation(
    outputs: dict[str, Callable[[pd.DataFrame, Array], Array]], failed: Sequence[int] = ()
) -> Any:
    """Outputs as functions of the points and of normal luck that all points share, [replicates]."""

    def made_up(base: Scenario, points: Any, replicates: int, seed: int, names: Any, **_: Any) -> Evaluated:
        table = pd.DataFrame(points)
        luck = np.random.default_rng(seed).normal(0, 1, (len(table), replicates))
        y = np.stack([np.broadcast_to(outputs[name](table, luck), luck.shape) for name in names], axis=2).astype(float)
        here = {number: "they do not go together" for number in failed if number < len(table)}
        y[list(here)] = np.nan
        return Evaluated(y, tuple(names), here)

    return made_up


def clarity(points: pd.DataFrame, luck: Array) -> Array:
    return 2 * points["contract.clarity"].to_numpy()[:, None] + 0.3 * luck


KNOWN = {
    "cost": clarity,
    "delivered_share": lambda points, luck: np.full(luck.shape, 0.7),
    "quality": lambda points, luck: luck,
}


def study(monkeypatch: pytest.MonkeyPatch, failed: Sequence[int] = (), **options: Any) -> Sensitivity:
    monkeypatch.setattr(studying, "evaluate", in_place_of_simulation(KNOWN, failed))
    sizes = {"points": 64} if options["method"] == "sobol" else {"trajectories": 8}
    given = {"outputs": list(KNOWN), **sizes, **options}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return sensitivity(Scenario(), INPUTS, replicates=8, options=SensitivityOptions(**given))


@pytest.mark.parametrize("method", ["morris", "sobol"])
def test_outputs_without_variance_are_named_and_have_no_numbers(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = study(monkeypatch, method=method)
    assert found.state("delivered_share") == "the same at every point"
    assert found.state("quality") == "no variance beyond noise"
    assert not found.table.isna().any().any()
    assert "delivered_share" not in set(found.table["output"])
    assert "nan" not in found.words
    assert "Delivered share: " in found.words


def test_what_drives_an_output_is_found_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    found = study(monkeypatch, method="sobol")
    first = found.indices[found.indices["output"] == "cost"].set_index("input")["first"]
    assert first["contract.clarity"] == pytest.approx(1, abs=0.1)
    assert "contract.clarity" in found.words.split("Cost: ")[1].split("%")[0]
    luck = found.summary.set_index("output").loc["cost"]
    spread = (2 * 0.85) ** 2 / 12  # of an even distribution over the range 0.1 to 0.95
    assert luck["luck"] == pytest.approx(0.09 / (0.09 + spread), abs=0.06)


def test_where_one_input_alone_moves_anything_there_is_nothing_to_decompose(monkeypatch: pytest.MonkeyPatch) -> None:
    found = study(monkeypatch, method="both")
    assert found.screening is not None
    assert found.screening.told("cost") == ("contract.clarity",)
    assert found.variances is None


def test_rows_with_failed_points_are_left_out_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    found = study(monkeypatch, failed=[0, 1, 25], method="sobol")
    assert found.variances is not None
    left = found.variances.left
    assert (left.rows, left.of, left.points, left.failed) == (62, 64, 640, 3)
    assert (
        "3 of 640 points could not be simulated, and 2 of 64 rows are left out; they do not go together" in found.words
    )
    first = found.indices[found.indices["output"] == "cost"].set_index("input")["first"]
    assert first["contract.clarity"] == pytest.approx(1, abs=0.15)


def test_where_hardly_a_row_is_left_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match=r"of 64 rows 4 can be simulated as a whole.*they do not go together"):
        study(monkeypatch, failed=range(600), method="sobol")


def many(points: pd.DataFrame, luck: Array) -> Array:
    values = points.to_numpy(float)
    return (values * np.linspace(0, 1, values.shape[1])).sum(1)[:, None] + 0.3 * luck


@pytest.mark.parametrize("method", ["both", "morris", "sobol"])
def test_figures_are_readable_with_58_inputs(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    outputs = {"cost": lambda points, luck: 1e6 * many(points, luck), "terminated": many, "leaks": KNOWN["quality"]}
    monkeypatch.setattr(studying, "evaluate", in_place_of_simulation(outputs))
    inputs = None if method != "sobol" else [one.name for one in read_inputs(Scenario(), None).swept[:13]]
    more = {"keep": 12} if method == "both" else {}
    given = {"points": 64} if method != "morris" else {}
    options = SensitivityOptions(method=method, outputs=list(outputs), **more, **given)
    found = sensitivity(Scenario(), inputs, replicates=8, options=options)
    assert_readable(found.plot())


def test_figures_of_nothing_are_readable(monkeypatch: pytest.MonkeyPatch) -> None:
    for method in ("both", "sobol"):
        found = study(monkeypatch, method=method, outputs=["quality", "delivered_share"])
        assert_readable(found.plot())
        assert "no input is shown to drive" in found.plot().texts[0].get_text()


def test_replicates_of_one_draw_count_as_one() -> None:
    y = np.arange(16.0).reshape(1, 8, 2)
    found = Evaluated(y, ("a", "b"), {}, draws=np.repeat([0, 1], 4))
    np.testing.assert_allclose(found.independent[0, :, 0], [3, 11])
    np.testing.assert_allclose(found.squares[0, :, 0], [(y[0, :4, 0] ** 2).mean(), (y[0, 4:, 0] ** 2).mean()])


# Inputs and their ranges


def test_plausible_ranges_are_the_spans_they_say() -> None:
    shipped = [Scenario(), *(load_scenario(name) for name in scenario_names())]
    spans = 0
    for found in scenario_parameters():
        if "the span of" not in found.about.source:
            continue
        sides = [found.name]
        if "both sides" in found.about.source:
            sides = [f"{side}.{found.name.split('.')[1]}" for side in ("client", "vendor")]
        values = [
            value_of(one, name) for one in shipped for name in sides if one.vendor.team_size > 1 or "team" not in name
        ]
        assert found.about.plausible == (min(values), max(values)), found.name
        spans += 1
    assert spans >= 15


@pytest.mark.parametrize("name", scenario_names())
def test_usual_ranges_hold_the_scenarios_own_value(name: str) -> None:
    base = load_scenario(name)
    inputs, ranges = read_ranges(base, None)
    assert len(ranges) > 50
    for one in ranges:
        assert one.low <= value_of(base, one.name) <= one.high
        base.with_({one.name: one.low})
        base.with_({one.name: one.high})
    assert "security.loss" in inputs.left_out


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["contract.clarty", "vendor.skill"], "did you mean 'contract.clarity'"),
        (["clarity", "vendor.skill"], "did you mean 'contract.clarity' or 'coefficients.trust.clarity'"),
        (["contract", "vendor.skill"], "contract is a group of parameters"),
        ({"contract.clarity": [0.8, 0.2]}, r"contract.clarity = \[0.8, 0.2\]: the first end must be below the second"),
        ({"contract.clarity": [0.5, 1.2]}, "contract.clarity = 1.2: must be a number from 0 to 1"),
        ({"contract.clarity": 0.5}, r"must be two numbers, \[low, high\]"),
        (["vendor.country", "vendor.skill"], "vendor.country is a name, which has no range; study=discover takes"),
        (["client.staff", "vendor.skill"], "client.staff sets how many there are.*outsim -m client.staff=40,41"),
        (["security.loss", "vendor.skill"], "security.loss has no usual range; give one"),
        (["vendor.skill", "vendor.skill"], "vendor.skill is there twice"),
        (["vendor.skill"], "takes at least 2"),
        (["name", "vendor.skill"], "name is no parameter of the situation"),
        (7, "must be a list of names"),
    ],
)  # fmt: skip
def test_inputs_that_cannot_be_varied_are_refused(given: Any, says: str) -> None:
    with pytest.raises(InputError, match=says):
        read_ranges(Scenario(), given)


def test_coefficients_have_their_plausible_range_and_groups_may_be_nested() -> None:
    _, ranges = read_ranges(Scenario(), {"coefficients": {"trust": {"gain": None}}, "contract.clarity": [0.2, 0.4]})
    assert [(one.name, one.low, one.high) for one in ranges] == [
        ("coefficients.trust.gain", 0.025, 0.1),
        ("contract.clarity", 0.2, 0.4),
    ]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"points": 500}, "must be a power of two, such as 512"),
        ({"method": "sobl"}, "did you mean 'sobol'"),
        ({"method": "morris", "keep": 3}, "study.keep: has no effect with study.method=morris"),
        ({"outputs": []}, "must be a list of names"),
    ],
)
def test_options_that_cannot_be_are_refused(options: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        SensitivityOptions(**options)


def test_outputs_are_columns_that_every_partnership_has() -> None:
    assert check_outputs("terminated") == ("terminated",)
    for given, says in (
        (["terminatd"], "did you mean 'terminated'"),
        (["first_escalation_week"], "missing where it never happened"),
        (["cost", "cost"], "there twice"),
        (["replicate"], "unknown output"),
    ):
        with pytest.raises(InputError, match=says):
            check_outputs(given)


def test_noise_takes_replicates_and_coefficients_are_drawn_once(small: Scenario) -> None:
    with pytest.raises(InputError, match="replicates = 7: must be 8 or more"):
        sensitivity(small, INPUTS, replicates=7)
    with pytest.raises(InputError, match=r"replicates = 8: must be 32 or more.*each draw of coefficients has four"):
        sensitivity(small, INPUTS, replicates=8, parameters="posterior")
    with pytest.raises(InputError, match="is drawn with parameters=posterior"):
        sensitivity(small, ["coefficients.trust.gain", "vendor.skill"], replicates=32, parameters="posterior")


# With simulation


@pytest.mark.slow
def test_points_are_what_simulate_says_of_them(small: Scenario) -> None:
    points = [
        {"contract.clarity": 0.2},
        {"client.shift_end": 3.0},
        {"contract.clarity": 0.9},
        {"vendor.country": "XYZ"},
    ]
    found = evaluate(small, points, 8, 1, ["terminated", "cost"])
    for place in (0, 2):
        runs = simulate(small.with_(points[place]), 8, 1).runs
        np.testing.assert_array_equal(found.y[place, :, 1], runs["cost"])
        np.testing.assert_array_equal(found.y[place, :, 0], runs["outcome"] == "terminated")
    assert set(found.failed) == {1, 3}
    assert "client.shift_end = 3" in found.failed[1]
    assert np.isnan(found.y[[1, 3]]).all()


SIZES = [f"{name}={value}" for name, value in SMALL.items()]
QUICK = [
    "study=sensitivity",
    "study.parameters={expectations.optimism:[0,2],vendor.rate:null,vendor.skill:null}",
    "study.outputs=[delivered_share,cost,intervention_cost]",
    "study.points=64",
    "study.trajectories=6",
    "replicates=8",
    "progress=false",
]


@pytest.mark.slow
def test_from_the_command_line_to_a_folder(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "out"
    assert main([*QUICK, *SIZES, f"out={folder}"]) == 0
    printed = capsys.readouterr().out
    assert "Intervention cost: it is the same at every point" in printed
    indices = pd.read_csv(folder / "indices.csv").set_index(["output", "input"])
    assert indices.loc[("cost", "vendor.rate"), "first_low"] > 0.5
    assert indices.loc[("delivered_share", "vendor.rate"), "total"] == 0
    assert set(pd.read_csv(folder / "outputs.csv")["says"]) == {"indices", "the same at every point"}
    assert (folder / "figure.png").stat().st_size > 10_000
    assert json.loads((folder / "manifest.json").read_text())["replicates"] == 8 * (6 * 4 + 64 * 8)


@pytest.mark.slow
def test_a_study_that_was_stopped_leaves_nothing_half_written_and_goes_on(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    store = stores.FolderStore(tmp_path / "kept")
    monkeypatch.setattr(stores, "study_store", lambda: store)
    compute, computed = running.compute, []

    def stopping(work: Any) -> Any:
        if len(computed) == 1:
            raise KeyboardInterrupt
        computed.append(work.name)
        return compute(work)

    monkeypatch.setattr(running, "compute", stopping)
    command = [*QUICK, *SIZES, f"out={tmp_path / 'out'}"]
    assert main(command) == STOPPED
    assert "finished parts are kept, and the same command goes on" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    (first,) = computed
    monkeypatch.setattr(running, "compute", lambda work: computed.append(work.name) or compute(work))
    assert main(command) == 0
    assert computed.count(first) == 1
    assert len(computed) == len(set(computed)) > 1


def test_a_mistake_is_one_message_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["study=sensitivity", "study.parameters=[vendor.country,contract.clarity]"]) == BAD_INPUT
    assert capsys.readouterr().err.startswith("outsim: study.parameters: vendor.country is a name")
