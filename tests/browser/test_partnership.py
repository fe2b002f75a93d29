"""One partnership live on the page, in a real browser: it plays, forks where a lever is pulled, and says why."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from outsim import load_scenario
from outsim.app.partnership import partnership
from outsim.app.presets import SCENARIO
from outsim.app.why import why

if TYPE_CHECKING:
    from opened import Opened

pytestmark = pytest.mark.slow

LIVE = ".live"
LAST = load_scenario(SCENARIO).weeks - 1
PULLED = "preset=baseline&l.leader_checkins=20"


def week(opened: Opened) -> int:
    """At which the panel stands."""
    return int(opened.page.locator(LIVE).get_attribute("data-week") or -1)


def reach(opened: Opened, wanted: int) -> None:
    """Waits until the panel stands there."""
    opened.page.wait_for_selector(f'{LIVE}[data-week="{wanted}"]')


def lived(opened: Opened, fragment: str) -> Opened:
    """The page with its partnership drawn."""
    opened.open(fragment)
    opened.page.wait_for_selector(f"{LIVE}[data-drawn]")
    return opened


def heights(opened: Opened, arm: str) -> list[str]:
    """Of the indicator's line, week by week."""
    path = opened.page.locator(f"{LIVE} .line.{arm}").get_attribute("d") or ""
    return re.findall(r"[ML][\d.]+ ([\d.]+)", path)


def test_it_plays_pauses_steps_and_is_scrubbed(opened: Opened) -> None:
    lived(opened, PULLED)
    opened.page.get_by_role("button", name="4×").click()
    opened.page.get_by_role("button", name="Play", exact=True).click()
    reach(opened, LAST)
    opened.page.get_by_role("button", name="Play again").wait_for()
    opened.page.get_by_role("button", name="A week back").click()
    assert week(opened) == LAST - 1
    opened.page.get_by_role("slider", name="Week", exact=True).fill("12")
    assert week(opened) == 12
    assert opened.page.get_by_role("slider", name="Week", exact=True).get_attribute("aria-valuetext") == (
        "Week 12, Mar 30, 2026"
    )
    opened.page.get_by_role("group", name=re.compile("people of one partnership.*Space")).focus()
    opened.page.keyboard.press("ArrowRight")
    assert week(opened) == 13
    opened.page.keyboard.press("End")
    assert week(opened) == LAST


def test_what_happens_is_told_as_the_weeks_pass_and_no_sooner(opened: Opened) -> None:
    lived(opened, PULLED)
    told = partnership({"scenario": SCENARIO, "levers": {"leader_checkins": {"start": 20}}})
    events = [event for event in told["arms"]["without"]["events"] if event["week"] <= 30]
    opened.page.get_by_role("slider", name="Week", exact=True).fill("30")
    shown = opened.page.locator(f"{LIVE} .event:not([hidden])")
    said = [text.split("\n")[0] for text in shown.all_inner_texts()]
    for event in events:
        assert any(event["words"] in one for one in said), event
    weeks = [int(one or 0) for one in shown.evaluate_all("each => each.map((one) => one.dataset.week)")]
    assert weeks == sorted(weeks, reverse=True)
    assert max(weeks) <= 30


def test_a_lever_pulled_now_leaves_the_past_and_forks_the_future(opened: Opened) -> None:
    opened.page.set_viewport_size({"width": 1440, "height": 1000})  # a lower screen has no room for the line
    lived(opened, "preset=baseline")
    drawn = opened.page.locator(LIVE).get_attribute("data-drawn")
    opened.page.get_by_role("slider", name="Week", exact=True).fill("30")
    opened.page.get_by_role("button", name="Pull a lever in week 30").click()
    opened.page.get_by_label("Progress updates", exact=True).click()
    opened.settle()
    opened.page.get_by_text("With the levers, from week 30").wait_for()
    assert opened.page.locator(LIVE).get_attribute("data-drawn") != drawn
    assert week(opened) == 30
    without, with_ = heights(opened, "without"), heights(opened, "with")
    assert without[:30] == with_[:30]
    assert without != with_


def test_a_partnership_that_fails_is_chosen_and_its_end_is_shown(opened: Opened) -> None:
    lived(opened, PULLED)
    opened.page.get_by_role("button", name="One that fails").click()
    opened.settle()
    number = opened.page.get_by_role("spinbutton", name="Partnership number")
    for _ in range(100):
        if number.input_value() != "0":
            break
        opened.page.wait_for_timeout(50)
    chosen = number.input_value()
    for rubbish in ("-3", "1.5", "123456789012"):
        number.fill(rubbish)
        number.press("Enter")
        assert number.input_value() == chosen
    told = partnership({"scenario": SCENARIO, "levers": {"leader_checkins": {"start": 20}}, "replicate": int(chosen)})
    assert told["arms"]["without"]["outcome"] == "terminated"
    opened.page.get_by_role("slider", name="Week", exact=True).fill(str(LAST))
    sign = opened.page.locator(f"{LIVE} .arm.without .sign")
    assert sign.inner_text() == told["arms"]["without"]["over"]
    assert "over" in (opened.page.locator(f"{LIVE} .arm.without svg").get_attribute("class") or "")


def test_the_reasons_are_those_of_the_server(opened: Opened) -> None:
    opened.open(f"{PULLED}&tab=why")
    opened.page.wait_for_selector(".why[data-drawn]", timeout=60_000)
    told = why({"scenario": SCENARIO, "levers": {"leader_checkins": {"start": 20}}})
    text = opened.page.locator(".why").inner_text()
    for sentence in [*told["words"], *told["partnership"]["words"]]:
        assert sentence in text
    opened.page.locator(".why summary").first.click()
    parts = opened.page.locator(".why details[open] tbody tr").count()
    assert parts == len(told["moved"][0]["parts"])
