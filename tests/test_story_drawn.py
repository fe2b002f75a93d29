"""What the browser draws and says of one partnership, and of why the picture changed: run in node where it is."""

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
from outsim.app.modules import FOLDER, text_of
from outsim.app.partnership import Partnership, partnership
from outsim.app.why import why

pytestmark = pytest.mark.slow  # the same on every Python

NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="there is no node on this machine")
MODULES = ("colours", "course", "network", "partnership", "scales", "story", "svg", "texts_partnership", "why")
BESIDE = ("state", "words")  # what these import
LEVERS = {"leader_checkins": {"start": 10}}


def run(code: str, folder: Path, **given: Any) -> Any:
    """What a piece of JavaScript gives back, with the modules and these values in reach."""
    for name in (*MODULES, *BESIDE):
        text = re.sub(r'(from "\./\w+)\.js"', r'\1.mjs"', text_of(f"{name}.js"))
        (folder / f"{name}.mjs").write_text(text, encoding="utf-8")
    imports = "\n".join(f'import * as {name} from "./{name}.mjs";' for name in MODULES)
    values = "\n".join(f"const {name} = {json.dumps(value)};" for name, value in given.items())
    words = "const words = texts_partnership.partnershipTexts;"
    (folder / "main.mjs").write_text(
        f"{imports}\n{values}\n{words}\nconsole.log(JSON.stringify(await (async () => {{ {code} }})()));\n",
        encoding="utf-8",
    )
    assert NODE
    done = subprocess.run([NODE, "main.mjs"], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def told(small: Scenario) -> Partnership:
    return partnership({"levers": LEVERS, "replicate": 3}, small.with_(expectations__optimism=0.8))


@needs_node
def test_a_colour_says_where_on_the_scale_and_white_that_there_is_no_number(tmp_path: Path) -> None:
    code = "return [null, -1, 0, 0.5, 1, 2].map((each) => colours.shade(each, { low: 0, high: 1 }));"
    none, under, low, middle, high, over = run(code, tmp_path)
    assert (none, under, over) == ("#ffffff", low, high)
    bright = [sum(int(colour[place : place + 2], 16) for place in (1, 3, 5)) for colour in (low, middle, high)]
    assert bright == sorted(bright)
    widths = run("return [0.2, 0.5, 0.8].map((each) => colours.tieLook(each, [0.2, 0.8]).width);", tmp_path)
    assert widths == sorted(set(widths))
    alike = run("return [0.5, 0.501].map((each) => colours.tieLook(each, [0.5, 0.501]).width);", tmp_path)
    assert alike[0] == alike[1], "a difference that small must not look large"


@needs_node
def test_everybody_is_drawn_once_and_within_the_drawing(told: Partnership, tmp_path: Path) -> None:
    root = ElementTree.fromstring(run("return network.networkMarkup(given);", tmp_path, given=told))
    _, _, wide, high = map(float, root.get("viewBox", "").split())
    drawn = {group.get("class"): group for group in root.iter() if group.tag.endswith("}g")}
    for kind in ("staff", "leaders", "teams"):
        people = [each for each in drawn[kind] if each.tag.endswith("path")]
        assert len(people) == len(told["people"][kind])  # type: ignore[literal-required]
        assert all(each[0].text for each in people), "a name for who points at it"
        for person in people:
            x, y = map(float, re.findall(r"-?[\d.]+", person.get("d", ""))[:2])
            assert 0 <= x <= wide
            assert 0 <= y <= high
    assert len(drawn["ties"]) == len(told["ties"])
    assert root.get("role") == "img"


@needs_node
def test_a_network_is_said_in_words_too(told: Partnership, tmp_path: Path) -> None:
    heading = {"name": "anxiety", "label": "Anxiety", "unit": "0..1"}
    code = """
    const life = given.arms.without;
    return network.networkWords({ life, week: 0, arm: "As it happens", heading, words });"""
    first = run(code, tmp_path, given=told, heading=heading)
    value = told["arms"]["without"]["indicators"]["anxiety"][0]
    assert first.startswith(f"As it happens, week 0: Anxiety of the partnership {value:.2f}; client staff from ")
    assert f"{len(told['ties'])} ties, friction" in first


@needs_node
def test_the_story_is_told_newest_first_and_what_both_lives_share_once(told: Partnership, tmp_path: Path) -> None:
    events = run("return story.merged(given);", tmp_path, given=told)
    weeks = [event["week"] for event in events]
    assert weeks == sorted(weeks, reverse=True)
    assert told["fork"] == 10
    assert all(event["arm"] == "both" for event in events if event["week"] < 10)
    for arm in ("without", "with"):
        own = [event["words"] for event in events if event["arm"] in ("both", arm)]
        assert sorted(own) == sorted(event["words"] for event in told["arms"][arm]["events"])
    assert any(event["arm"] == "with" and event["event"] == "lever starts" for event in events)
    spoken = run("return story.spoken(story.merged(given), 9, 10, words);", tmp_path, given=told)
    assert "Week 10, with levers: A lever starts: leader checkins." in spoken


@needs_node
def test_without_levers_one_story_is_told(small: Scenario, tmp_path: Path) -> None:
    found = partnership({"replicate": 3}, small)
    events = run("return story.merged(given);", tmp_path, given=found)
    assert {event["arm"] for event in events} == {"both"}
    assert len(events) == len(found["arms"]["without"]["events"])
    drawn = run(COURSE, tmp_path, given=found, heading={"name": "anxiety", "label": "Anxiety", "unit": "0..1"})
    assert 'class="line with"' not in drawn
    assert 'class="fork"' not in drawn


COURSE = "return course.courseMarkup(given, { width: 500, height: 120 }, heading, words);"


@needs_node
@pytest.mark.parametrize("shown", ["anxiety", "hazard", "expectation_gap", "queue"])
def test_the_course_of_any_indicator_is_drawn_with_its_fork(small: Scenario, tmp_path: Path, shown: str) -> None:
    found = partnership({"levers": LEVERS, "replicate": 3, "indicator": shown}, small)
    heading = {"name": shown, "label": shown, "unit": found["scale"]["unit"]}
    drawn = run(COURSE, tmp_path, given=found, heading=heading)
    root = ElementTree.fromstring(drawn)
    assert "NaN" not in drawn
    assert "undefined" not in drawn
    assert len([each for each in root.iter() if each.get("class") == "fork"]) == 1
    for line in (each for each in root.iter() if (each.get("class") or "").startswith("line")):
        heights = [float(y) for _, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", line.get("d", ""))]
        assert len(heights) == found["arms"]["without"]["lived"]
        assert min(heights) >= 0
        assert max(heights) <= 120


@needs_node
def test_a_lever_that_starts_after_the_last_week_seen_breaks_nothing(small: Scenario, tmp_path: Path) -> None:
    doomed = small.with_(coefficients__judgement__terminate=0.0)
    found = partnership({"levers": LEVERS}, doomed)
    heading = {"name": "anxiety", "label": "Anxiety", "unit": "0..1"}
    drawn = run(COURSE, tmp_path, given=found, heading=heading)
    assert "NaN" not in drawn
    events = run("return story.merged(given);", tmp_path, given=found)
    assert {event["arm"] for event in events} == {"both"}


@needs_node
def test_time_passes_at_the_speed_that_is_set(tmp_path: Path) -> None:
    code = "return [[0, 1000, 1], [0, 1000, 4], [70, 60000, 1]].map((each) => partnership.weekAfter(...each, 78));"
    assert run(code, tmp_path) == [5, 20, 77]
    dates = run('return [0, 1].map((week) => partnership.dateOf("2026-01-05", week, "en-GB"));', tmp_path)
    assert dates == ["5 Jan 2026", "12 Jan 2026"]


@needs_node
def test_what_is_put_into_the_panels_is_escaped(small: Scenario, told: Partnership, tmp_path: Path) -> None:
    found = why({"levers": LEVERS, "replicate": 3}, small)
    evil = "<img src=x onerror=alert(1)>"
    code = """
    given.words[0] = evil;
    given.moved[0].label = evil;
    person.arms.without.events[0].words = evil;
    return why.whyMarkup(given, texts_partnership.whyTexts) + story.storyMarkup(story.merged(person), words);"""
    drawn = run(code, tmp_path, given=found, person=told, evil=evil)
    assert "<img" not in drawn
    assert drawn.count("&lt;img") == 3
    assert " style=" not in drawn


@needs_node
def test_the_reasons_are_shown_with_parts_that_add_up(small: Scenario, tmp_path: Path) -> None:
    found = why({"levers": LEVERS, "replicate": 3}, small)
    drawn = run("return why.whyMarkup(given, texts_partnership.whyTexts);", tmp_path, given=found)
    root = ElementTree.fromstring(f"<div>{drawn}</div>")
    text = "".join(root.itertext())
    for sentence in [*found["words"], *found["partnership"]["words"]]:
        assert sentence in text
    panels = [each for each in root.iter("details") if each.find("table") is not None]
    assert len(panels) == sum(bool(change["parts"]) for change in found["moved"])
    for panel in panels:
        if panel.get("data-indicator") == "hazard":
            continue
        cells = [each.text or "" for each in panel.iter("td") if each.get("class") == "amount"]
        *parts, whole = (float(cell.replace("\N{MINUS SIGN}", "-")) for cell in cells)
        assert sum(parts) == pytest.approx(whole, abs=0.0005 * (len(parts) + 1))


def test_the_panels_ask_nobody_outside_and_need_no_inline_code() -> None:
    for name in (*MODULES, *BESIDE):
        text = text_of(f"{name}.js").replace("http://www.w3.org/2000/svg", "")
        assert "http:" not in text
        assert "https:" not in text
        assert not re.search(r"\beval\(|new Function|style=|on(click|load|error)=", text), name
    assert "url(" not in FOLDER.joinpath("partnership.css").read_text(encoding="utf-8")
