"""The browser's pictures, run in node where it is: places, escapes, words, and what is drawn of an answer."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from outsim import Scenario
from outsim.app.answer import answer
from outsim.app.modules import FOLDER, SHARED, joined, text_of

pytestmark = pytest.mark.slow  # the same on every Python

NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="there is no node on this machine")


def run(code: str, folder: Path, **given: Any) -> Any:
    """What a piece of JavaScript gives back, with the modules and these values in reach."""
    for name in SHARED:
        (folder / name.replace(".js", ".mjs")).write_text(text_of(name).replace('.js";', '.mjs";'), encoding="utf-8")
    imports = "\n".join(f'import * as {name} from "./{name}.mjs";' for name in ("scales", "svg", "charts", "asking"))
    values = "\n".join(f"const {name} = {json.dumps(value)};" for name, value in given.items())
    (folder / "main.mjs").write_text(
        f"{imports}\n{values}\nconsole.log(JSON.stringify(await (async () => {{ {code} }})()));\n"
    )
    assert NODE
    done = subprocess.run([NODE, "main.mjs"], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@needs_node
def test_places_are_those_of_the_scale(tmp_path: Path) -> None:
    assert run("const x = scales.linear([0, 104], [0, 520]); return [x(0), x(52), x(104)];", tmp_path) == [0, 260, 520]
    assert run("return scales.ticks(0, 0.5);", tmp_path) == [0, 0.2, 0.4]
    assert run("return scales.weekTicks(104);", tmp_path) == [0, 26, 52, 78, 104]
    paths = run(
        "const one = (v) => v; return [scales.linePath([1, null, 3, 4], one, one), "
        "scales.bandPath([0, 0, null, 1], [1, 1, null, 2], one, one), scales.stepPath([0.5], one, one)];",
        tmp_path,
    )
    assert paths == ["M0 1M2 3L3 4", "M0 1L1 1L1 0L0 0ZM3 2L3 1Z", "M0 1H1V0.5"]


@needs_node
def test_numbers_are_written_as_readers_write_them(tmp_path: Path) -> None:
    code = "return [-0.001, -0.5, 0.123, 1234, null].map((each) => scales.plain(each)).concat(scales.per100(0.184));"
    assert run(code, tmp_path) == ["0.00", "−0.50", "0.12", "1,234", "", "18"]


@needs_node
def test_what_is_put_in_is_escaped(tmp_path: Path) -> None:
    made = run('return svg.element("g", { class: "\\"><script>" }, svg.label(0, 0, "<b>&"));', tmp_path)
    assert "<script" not in made
    assert "&lt;b&gt;&amp;" in made


@needs_node
@pytest.mark.parametrize("width", [420, 860])
def test_a_picture_shows_the_answer_and_says_it_in_words(small: Scenario, tmp_path: Path, width: int) -> None:
    asked = {"levers": {"progress_updates": {"start": 4}}, "parameters": {"expectations.openness": 0.0}}
    found = answer({**asked, "replicates": 64}, small)
    drawn = run("return charts.picture(given, width);", tmp_path, given=found, width=width)
    root = ElementTree.fromstring(drawn)
    assert root.get("aria-label") == found["words"]
    panels = [each for each in root.iter() if each.get("role") == "img"]
    assert len(panels) == 2 * len(found["indicators"]) + 2
    assert all(panel.get("aria-label") for panel in panels)
    big = [each.text for each in root.iter() if each.get("class") == "big"]
    failed = [round(100 * found["arms"][arm]["failed"]["share"]) for arm in ("without", "with")]
    assert [int(number or "") for number in big[:2]] == failed
    dashed = [each for each in root.iter() if each.get("class") == "beside"]
    assert len(dashed) == len(found["indicators"]) + 1  # the baseline, on the scale of the other arm
    _, _, wide, high = map(float, root.get("viewBox", "").split())
    for text in (each for each in root.iter() if each.tag.endswith("text")):
        assert float(text.get("x", 0)) <= wide
        assert float(text.get("y", 0)) <= high


@needs_node
def test_an_answer_in_which_nobody_is_left_is_drawn(small: Scenario, tmp_path: Path) -> None:
    doomed = small.with_(coefficients__judgement__terminate=-1.0)
    found = answer({"replicates": 32}, doomed)
    assert found["arms"]["given"]["running"][-1] == 0
    drawn = run(
        "return charts.picture(given, 860, { cursor: 39 }) + charts.numbersTable(given);", tmp_path, given=found
    )
    assert "NaN" not in drawn
    assert "undefined" not in drawn
    assert "none runs" in drawn


@needs_node
def test_causes_that_there_is_no_room_for_are_counted(tmp_path: Path) -> None:
    causes = [
        {"cause": f"c{n}", "words": f"cause {n}", "share": 0.07 - n / 100, "low": 0, "high": 0.1} for n in range(6)
    ]
    code = """
    const panels = await import("./panels.mjs");
    const box = { x: 0, y: 0, width: 300 };
    const drawn = (height) => panels.causesPanel(given, ["given", "given"], ["a", "b"], { ...box, height });
    return [drawn(300), drawn(100)];"""
    roomy, low = run(code, tmp_path, given={"arms": {"given": {"causes": causes}}})
    for drawn, shown in ((roomy, 6), (low, 3)):
        texts = [each.text or "" for each in ElementTree.fromstring(drawn).iter("text")]
        assert sum(text.startswith("cause") for text in texts) == shown
        assert (f"and {6 - shown} more" in texts) == (shown < 6)
        assert "cause 5" in drawn, "said in words, too"
        assert all(float(each.get("y", 0)) <= 100 for each in ElementTree.fromstring(low).iter("text"))


@needs_node
def test_questions_that_were_overtaken_are_not_sent(tmp_path: Path) -> None:
    code = """
    const sent = [];
    const ask = asking.oneAtATime((state) => { sent.push(state); return new Promise((done) => setTimeout(done, 20)); });
    [1, 2, 3, 4].forEach(ask);
    await new Promise((done) => setTimeout(done, 120));
    ask(5);
    await new Promise((done) => setTimeout(done, 60));
    return sent;"""
    assert run(code, tmp_path) == [1, 4, 5]


@needs_node
def test_the_widget_is_one_module_without_imports(tmp_path: Path) -> None:
    (tmp_path / "widget.mjs").write_text(joined("widget.js"), encoding="utf-8")
    code = 'const made = await import("./widget.mjs"); return Object.keys(made.default);'
    assert run(code, tmp_path) == ["render"]
    assert not re.search(r"^import ", joined("widget.js"), flags=re.MULTILINE)


def test_the_browser_s_code_asks_nobody_outside() -> None:
    addresses = re.compile(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", flags=re.IGNORECASE)
    for file in FOLDER.iterdir():
        found = [
            address for address in addresses.findall(file.read_text(encoding="utf-8")) if "www.w3.org" not in address
        ]
        assert not found, file.name


def test_a_module_imports_only_from_those_before_it() -> None:
    for place, name in enumerate(SHARED):
        for other in re.findall(r'from "\./([a-z]+\.js)"', text_of(name)):
            assert SHARED.index(other) < place
