"""Why believe this: every number is counted where the model has it, and limits are said."""

from __future__ import annotations

import importlib
import json
import re
from pathlib import Path

import pandas as pd
import pytest

from outsim import Scenario, load_scenario
from outsim.app import believe as module
from outsim.app.believe import Believe, Section, believe, mechanisms
from outsim.app.controls import FIRST, controls
from outsim.scenario import scenario_parameters
from outsim.studies.facts import FACTS

pytestmark = pytest.mark.slow  # the same on every Python

ROOT = Path(__file__).parent.parent


def section(found: Believe, title: str) -> Section:
    (one,) = (each for each in found.sections if each.title == title)
    return one


def words(one: Section) -> str:
    return " ".join(one.paragraphs)


@pytest.fixture(scope="module")
def told() -> Believe:
    return believe(load_scenario("classroom"))


def test_it_is_json_with_no_empty_part(told: Believe) -> None:
    plain = json.loads(json.dumps(told.plain(), allow_nan=False))
    assert list(plain) == ["sections"]
    for one in plain["sections"]:
        assert set(one) == {"title", "paragraphs", "items"}
        assert one["title"]
        assert one["paragraphs"]
        assert all(text.strip() and text[-1] in ".:" for text in one["paragraphs"])
        assert all(item["text"].strip() and item["source"].strip() for item in one["items"])
        assert one["items"] or not one["paragraphs"][-1].endswith(":")
    assert len({one["title"] for one in plain["sections"]}) == len(plain["sections"])


def test_values_are_counted_by_where_they_come_from(told: Believe) -> None:
    said = words(section(told, "Where the numbers come from"))
    coefficients = [found for found in scenario_parameters() if found.name.startswith("coefficients.")]
    situation = len(scenario_parameters()) - len(coefficients)
    assert f"{situation} numbers and names" in said
    counted = [int(number) for number in re.findall(r"(\d+) (?:yours|scenario|published|derived|assumed) \(", said)]
    assert sum(counted) == situation
    assert f"{len(coefficients)} coefficients" in said
    assert sum(int(number) for number in re.findall(r"(\d+) (?:published|derived|assumed)[,.]", said)) == len(
        coefficients
    )
    assert "yours" not in said


def test_what_is_changed_is_counted_as_ones_own() -> None:
    said = believe(load_scenario("classroom").with_(contract__clarity=0.8, client__trust=0.9))
    assert "2 yours (" in words(section(said, "Where the numbers come from"))
    (clarity,) = (
        item
        for item in section(said, "What would change the answer").items
        if item.text.startswith("Contract › Clarity")
    )
    assert clarity.text == "Contract › Clarity: 0.8 here."
    assert clarity.source.startswith("yours: ")


def test_every_published_parameter_is_named_with_its_source(told: Believe) -> None:
    published = [found for found in scenario_parameters() if found.about.status == "published"]
    named = section(told, "Where the numbers come from").items
    assert [item.source for item in named] == [found.about.source for found in published]


def test_mechanisms_are_those_of_the_model_page_with_author_and_year() -> None:
    page = " ".join((ROOT / "docs" / "model.md").read_text(encoding="utf-8").split())
    assert len(mechanisms()) >= 15
    for item in mechanisms():
        assert f"*{item.text}*" in page
        assert item.source in page
        assert re.search(r"[A-Z]\w+.* (?:18|19|20)\d\d", item.source)
    assert any("Hirschman 1970" in item.source for item in mechanisms())
    assert any("Slovic 1993" in item.source for item in mechanisms())


def test_facts_are_named_by_the_use_that_was_made_of_them(told: Believe) -> None:
    listed = section(told, "What it was fitted to, and what it was checked against").items
    for role, use in (("fitting", "fitted"), ("check", "checked")):
        facts = [fact.source for fact in FACTS if fact.role == role]
        assert [item.source for item in listed if item.text.endswith(f"({use}).")] == facts


def test_misses_are_told(told: Believe, monkeypatch: pytest.MonkeyPatch) -> None:
    table = pd.read_csv(ROOT / "src" / "outsim" / "data" / "validation.csv")
    held = section(told, "Does it say what the world says?")
    failed = table[(table["role"] == "pattern") & (table["verdict"] != "holds")]
    assert [item.text for item in held.items] == failed["fact"].tolist()
    for missed in table.loc[table["verdict"] == "misses", "fact"]:
        assert missed in words(held)
    assert "study=validate" in words(held)
    lacking = [fact.lacks for fact in FACTS if fact.role == "check" and fact.lacks]
    short = section(told, "What the model does not know").items
    assert {item.text for item in short} <= set(lacking)

    monkeypatch.setattr(
        module, "shipped_verdicts", lambda: table.assign(verdict=table["verdict"].replace("fails", "holds"))
    )
    assert section(believe(Scenario()), "Does it say what the world says?").items == ()


def test_limits_are_said(told: Believe) -> None:
    assert "Levels are the model's argument" in words(section(told, "What to rely on"))
    assert "depend less on the coefficients" in words(section(told, "What to rely on"))
    assert "does not say how far the model itself may be wrong" in words(section(told, "What you see"))


def test_what_would_change_the_answer_is_called_as_on_the_page(told: Believe) -> None:
    labels = {each.name: f"{each.group} › {each.label}" for each in controls(load_scenario("classroom"))}
    named = [item.text.split(":")[0] for item in section(told, "What would change the answer").items]
    assert named == [labels[name] for name in FIRST]


def test_it_says_nothing_that_is_not_there(told: Believe) -> None:
    """Files that it points to exist, and the commands in it are taken by the command line."""
    from outsim.configuration import compose_run

    everything = " ".join(words(one) for one in told.sections)
    files = re.findall(r"\b(?:docs|src)/[\w/]+\.md", everything)
    assert len(files) >= 3
    assert all((ROOT / file).is_file() for file in files)
    commands = [command.split()[1:] for command in re.findall(r"`(outsim [^`]+)`", everything)]
    assert len(commands) >= 4
    for given in commands:
        compose_run([word for word in given if not word.startswith("-") and word != "job"])


def test_the_module_states_no_number_of_its_own() -> None:
    """Counts are computed: the text has no number but those of scales, and of an example that is no result."""
    text = Path(importlib.import_module("outsim.app.believe").__file__ or "").read_text(encoding="utf-8")
    strings = re.findall(r'^ {12}f?"(.*)"', text, flags=re.MULTILINE)
    assert len(strings) > 20
    plain = " ".join(re.sub(r"\{[^}]*\}", "", string) for string in strings)
    plain = plain.replace("from 0 to 1", "").replace("of 100 fail", "").replace("contract.clarity=0.8", "")
    assert not re.search(r"\d", plain), re.findall(r".{20}\d.{20}", plain)
