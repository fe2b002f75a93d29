"""The workshop: what it opens is there, its minutes add up, and what it says of the game is so."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from outsim import simulate
from outsim.app.presets import preset, presets
from outsim.ensemble import Ensemble
from outsim.indicators import INDICATOR_NAMES
from outsim.levers import lever
from outsim.paired import difference_of
from outsim.scenario import Scenario

pytestmark = pytest.mark.slow  # the same on every Python

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "training.md").read_text(encoding="utf-8")
REPLICATES = 512
GAME = preset("everything_at_once")


def minutes(clock: str) -> int:
    hours, rest = clock.split(":")
    return 60 * int(hours) + int(rest)


def test_the_times_of_the_plan_follow_from_what_each_part_takes() -> None:
    plan = re.findall(r"^\| (\d:\d\d) \| (?:\[.+?\]\(#.*?(\d+)-minutes\)|Break) \|", PAGE, flags=re.MULTILINE)
    starts = [minutes(clock) for clock, _ in plan]
    takes = [int(taken or 5) for _, taken in plan]  # a break of five
    assert starts == [sum(takes[:part]) for part in range(len(takes))]
    assert sum(takes) == 120
    steps = re.findall(r"^\| (\d+) \| ", PAGE.split("| minutes | step |")[1].split("\n\n")[0], flags=re.MULTILINE)
    assert 3 * sum(map(int, steps)) <= 40
    short = [
        minutes(clock) for clock in re.findall(r"^\| (0:\d\d) \|", PAGE.split("## In 45 minutes")[1], re.MULTILINE)
    ]
    assert short == sorted(short)
    assert short[-1] < 45


def test_every_situation_that_it_opens_is_offered_under_that_title() -> None:
    titles = {each.title for each in presets()}
    opened = set(re.findall(r"[Oo]pen \*([^*]+)\*", PAGE))
    suggested = set(re.findall(r"\*([^*]+)\*", PAGE.split("know nothing, take")[1].split("In the")[0]))
    assert len(suggested) == 3
    assert suggested <= titles
    assert {"Nothing special", "Rescue at mid-course", "Everything at once"} <= opened
    assert opened - titles == {"Why believe this?"}


# What it says of the situations


@cache
def lived(name: str, levers: tuple[str, ...] | None) -> Ensemble:
    """A preset with some levers pulled from the start, or with those that it suggests, on the luck of all."""
    given = preset(name)
    scenario: Scenario = given.overcome() if levers is None else given.situation().with_interventions(*levers)
    return simulate(scenario, REPLICATES, seed=1, kept=REPLICATES)


def failed(name: str, levers: tuple[str, ...] | None = ()) -> np.ndarray:
    return (lived(name, levers).runs["outcome"] == "terminated").to_numpy()


def cost(levers: tuple[str, ...] | None) -> float:
    return float(lived(GAME.name, levers).runs["intervention_cost"].mean())


def line() -> float:
    """Halfway between the failures without levers and with the suggested ones."""
    return float((failed(GAME.name).mean() + failed(GAME.name, None).mean()) / 2)


def test_the_game_is_won_by_moving_leaders_within_its_budget_and_can_be_won_without_them() -> None:
    takes_leaders = [each.name for each in GAME.levers if lever(each.name).leader_hours]
    assert "leader_checkins" in takes_leaders
    assert not lever("progress_updates").leader_hours
    for package in (("leader_checkins",), ("progress_updates",)):
        assert failed(GAME.name, package).mean() < line()
        assert cost(package) < cost(None) / 3


def test_the_game_is_not_won_by_any_lever_that_is_cheap_enough() -> None:
    package = ("output_review", "security_strategy", "shared_vision", "goal_alignment")
    assert cost(package) < cost(None) / 3
    assert failed(GAME.name, package).mean() > line()


def test_leaders_help_more_than_a_vision() -> None:
    """A question that is asked, as the page puts it."""
    found = difference_of(failed(GAME.name, ("shared_vision",)), failed(GAME.name, ("leader_checkins",)))[0]
    assert found.low > 0


def test_two_of_the_suggested_challenges_move_the_big_number_more_than_the_third() -> None:
    usual = failed("baseline")
    more = {
        name: difference_of(failed(name), usual)[0]
        for name in ("unrealistic_expectations", "absent_leaders", "contract_terms")
    }
    third = more.pop("contract_terms")
    assert all(each.value > third.value for each in more.values())


def test_in_the_third_a_lever_moves_what_is_watched_far_and_the_big_number_little() -> None:
    name = "contract_terms"
    alignment = INDICATOR_NAMES.index("alignment")
    without, with_ = (lived(name, levers).trajectories[0, ..., alignment] for levers in ((), ("goal_alignment",)))
    assert np.nanmean(with_) - np.nanmean(without) > 0.2
    prevented = difference_of(failed(name), failed(name, ("goal_alignment",)))[0]
    assert prevented.high < 0.1


def test_a_lever_can_make_it_worse() -> None:
    assert difference_of(failed("absent_leaders", ("output_review",)), failed("absent_leaders"))[0].low > 0


def test_the_files_that_a_translator_is_sent_to_are_there() -> None:
    section = PAGE.split("## In another language")[1]
    folders = (ROOT, ROOT / "src/outsim/app", ROOT / "src/outsim/app/static")
    for pattern in re.findall(r"`([\w*./]+)`", section):
        assert any(list(folder.glob(pattern.rstrip("/"))) for folder in folders), pattern
