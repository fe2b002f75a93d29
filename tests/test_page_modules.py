"""What the page computes by itself, run in node where it is: links, undo, what lies between answers, predictions."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from outsim.app.modules import FOLDER

pytestmark = pytest.mark.slow  # the same on every Python

NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="there is no node on this machine")

OFFERED = {
    "presets": [
        {
            "name": "apart",
            "scenario": "classroom",
            "indicator": "friction",
            "parameters": {"vendor.country": "CHN", "contract.clarity": 0.4},
        }
    ],
    "scenarios": [{"name": "classroom"}, {"name": "nearshore_finance"}],
    "indicators": [{"name": name} for name in ("anxiety", "friction", "trust")],
}


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("static")
    for file in FOLDER.iterdir():
        if file.name.endswith(".js"):
            (folder / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "package.json").write_text('{"type": "module"}')
    return folder


def run(modules: Path, code: str, **given: Any) -> Any:
    """What a piece of JavaScript gives back, with the page's pure modules and these values in reach."""
    names = ("state", "link", "undo", "blend", "predict", "challenge", "scales")
    imports = "\n".join(f'import * as {name} from "./{name}.js";' for name in names)
    values = "\n".join(f"const {name} = {json.dumps(value)};" for name, value in given.items())
    (modules / "main.js").write_text(
        f"{imports}\n{values}\nconsole.log(JSON.stringify(await (async () => {{ {code} }})()));\n"
    )
    assert NODE
    done = subprocess.run([NODE, "main.js"], cwd=modules, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


STATES = {
    "as opened": {},
    "levers": {"levers": {"leader_checkins": {"start": 30, "dose": 1}, "output_review": {"start": 0, "dose": 0.5}}},
    "set back": {"parameters": {"contract.clarity": 0.4}},
    "set further": {"parameters": {"vendor.country": "IND", "contract.clarity": 0.4, "work.load": 1e-3}},
    "looked at": {"seed": 7, "replicate": 12, "week": 0, "tab": "why", "indicator": "trust"},
    "one future": {"branch": {"replicate": 3, "week": 20}},
    "in a game": {"challenge": {"under": 10, "budget": 50000}, "predict": True},
    "packages": {
        "packages": [
            {"name": "Plan; A & “B”: 1", "levers": {"leader_checkins": {"start": 3, "dose": 0.25}}},
            {"name": "Ænother", "levers": {"output_review": {"start": 0, "dose": 1}}},
        ]
    },
}


@needs_node
@pytest.mark.parametrize("changed", STATES)
def test_a_link_holds_the_whole_state(modules: Path, changed: str) -> None:
    code = """
    const own = { ...state.opened(offered.presets[0]), ...part };
    const fragment = link.written(own, offered.presets);
    return [state.keyOf(own), state.keyOf(link.read(fragment, offered)), fragment];"""
    before, after, fragment = run(modules, code, offered=OFFERED, part=STATES[changed])
    assert after == before
    assert changed != "as opened" or fragment == "preset=apart"


@needs_node
def test_a_link_that_is_rubbish_opens_what_can_be_read(modules: Path) -> None:
    fragments = [
        "",
        "preset=none&scenario=nowhere",
        "%E0%A4%A",
        "preset=apart&seed=-1&week=x&replicate=1.5&tab=nothing&indicator=%00&from=1&challenge=a,b",
        "preset=apart&challenge=-5,1000",
        "preset=apart&challenge=10,-1",
        "preset=apart&l.leader_checkins=soon&package=%25E0;x:1&package=;;;",
        "preset=apart&p.__proto__=1",
    ]
    code = """
    const all = (found) => state.keyOf({ ...found, parameters: {} });
    return fragments.map((each) => {
      const found = link.read(each, offered);
      return found && all(found) === all(state.opened(offered.presets[0]));
    });"""
    assert run(modules, code, offered=OFFERED, fragments=fragments) == [None, None, None, *[True] * 5]


@needs_node
def test_undo_goes_back_by_changes_and_not_by_every_pixel_of_a_drag(modules: Path) -> None:
    code = """
    let time = 0;
    const past = undo.history(200, () => time);
    past.keep("a", "clarity"); time += 50;
    past.keep("b", "clarity"); time += 50;
    past.keep("c", "load"); time += 5000;
    past.keep("d", "load");
    const former = [past.former(() => true), past.former((each) => each !== "d"), past.former(() => false)];
    const back = [past.back("e"), past.back("d"), past.back("c"), past.back("a")];
    const forth = [past.forth("a"), past.canForth];
    past.keep("x", "other");
    return [...former, ...back, ...forth, past.canForth];"""
    assert run(modules, code) == ["d", "c", None, "d", "c", "a", None, "c", True, False]


@needs_node
def test_between_two_answers_lies_their_middle(modules: Path) -> None:
    code = """
    const causes = (share, cause) => [{ cause, words: cause, share, low: share, high: share, count: 1 }];
    const one = { share: 0.2, q50: [1, null, 3], causes: causes(0.4, "delivery"), words: "one" };
    const other = { share: 0.6, q50: [3, 2, null], causes: causes(0.2, "expectations"), words: "other" };
    const ends = [blend.blended(one, other, 0) === one, blend.blended(one, other, 1) === other];
    return [blend.between(one, other, 0.5), ...ends];"""
    middle, first, last = run(modules, code)
    assert middle["share"] == pytest.approx(0.4)
    assert middle["q50"] == [2, 2, None]
    assert {each["cause"]: each["share"] for each in middle["causes"]} == {"delivery": 0.2, "expectations": 0.1}
    assert first
    assert last


@needs_node
def test_what_was_prevented_between_other_arms_is_no_beginning(modules: Path) -> None:
    code = """
    const one = { compared: ["given", "without"], prevented: { value: -0.62, low: -0.66, high: -0.57 } };
    const other = { compared: ["without", "with"], prevented: { value: -0.02, low: -0.05, high: 0.01 } };
    const later = { ...other, prevented: { value: 0.1, low: 0, high: 0.2 } };
    return [blend.blended(one, other, 0.5).prevented, blend.blended(other, later, 0.5).prevented.value];"""
    foreign, own = run(modules, code)
    assert foreign == {"value": -0.01, "low": -0.025, "high": 0.005}, "nothing was, until the lever was pulled"
    assert own == pytest.approx(0.04)


@needs_node
def test_a_word_in_place_of_a_number_is_shown_and_not_counted(modules: Path) -> None:
    assert run(modules, 'return [scales.plain("abc"), scales.plain(null), scales.plain(-0.5)];') == ["abc", "", "−0.50"]


@needs_node
def test_the_nearest_prediction_comes_first(modules: Path) -> None:
    code = """
    const said = [{ name: "Ana", value: 40 }, { name: "Ben", value: 12 }, { name: "Cem", value: 8 }];
    const judged = predict.judged(said, 10).map((each) => [each.name, each.off]);
    return [judged, predict.middle([40, 12, 8]), predict.middle([1, 2])];"""
    assert run(modules, code) == [[["Ben", 2], ["Cem", -2], ["Ana", 30]], 12, 2]


@needs_node
@pytest.mark.parametrize(
    ("failed", "cost", "won", "too_many", "over"),
    [(0.09, 50_000, True, 0, 0), (0.10, 50_000, False, 1, 0), (0.09, 50_001, False, 0, 1), (0.31, None, False, 22, 0)],
)
def test_a_challenge_is_won_under_the_line_and_within_the_budget(
    modules: Path, failed: float, cost: float | None, won: bool, too_many: int, over: float
) -> None:
    code = "return challenge.standing({ under: 10, budget: 50000 }, failed, cost);"
    found = run(modules, code, failed=failed, cost=cost)
    assert (found["won"], found["tooMany"], found["over"]) == (won, too_many, over)
