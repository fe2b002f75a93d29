"""The trainer's page in a real browser: what a trainer does, and what the room sees of it."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from opened import PATIENCE, Opened

from outsim import load_scenario
from outsim.app.presets import SCENARIO

pytestmark = pytest.mark.slow

CHALLENGE = "preset=everything_at_once"
PULLED = f"{CHALLENGE}&l.leader_checkins=30"


def lever(opened: Opened, label: str = "Leader checkins") -> None:
    opened.page.get_by_label(label, exact=True).click()
    opened.settle()


def points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)]


def test_a_slider_changes_the_numbers(opened: Opened) -> None:
    opened.open(CHALLENGE)
    before, given = opened.number("without"), opened.number("given")
    slider = opened.page.locator('[data-name="expectations.openness"] input')
    slider.fill("1")
    opened.settle()
    assert int(opened.number("without")) < int(before)
    assert opened.number("given") == given, "the default baseline is pinned"
    assert "expectations.openness=1" in opened.fragment
    opened.page.get_by_role("button", name="Set Openness back").click()
    opened.settle()
    assert opened.number("without") != before, "back to the scenario's own, not the preset's"
    opened.page.get_by_role("button", name="Reset").click()
    opened.settle()
    assert opened.number("without") == before


def test_other_luck_gives_other_numbers_and_its_own_again(opened: Opened) -> None:
    opened.open(CHALLENGE)
    before = opened.page.locator(".number.without .interval").inner_text(), opened.number("given")
    opened.page.get_by_text("More of the situation").click()
    luck = opened.page.get_by_label("Number", exact=True)
    luck.fill("7")
    luck.press("Enter")
    opened.settle()
    assert (opened.page.locator(".number.without .interval").inner_text(), opened.number("given")) != before
    assert "seed=7" in opened.fragment
    opened.page.get_by_role("button", name="Undo").click()
    opened.settle()
    assert (opened.page.locator(".number.without .interval").inner_text(), opened.number("given")) == before
    assert luck.input_value() == "1"


def test_a_lever_forks_the_future_and_leaves_the_past(opened: Opened) -> None:
    opened.open(PULLED)
    without, with_ = int(opened.number("without")), int(opened.number("with"))
    assert with_ < without
    exact = opened.page.locator(".number.prevented .exact").inner_text()
    assert (exact == "") == (without - with_ == int(opened.number("prevented"))), (
        "rounded numbers that do not add up say so"
    )
    panel = opened.page.locator(".chosen .panel").nth(1)
    line, dashed = (panel.locator(kind).get_attribute("d") or "" for kind in (".median", ".beside"))
    ours, theirs = points(line), points(dashed)
    assert len(ours) == len(theirs) == load_scenario(SCENARIO).weeks
    assert ours[:30] == theirs[:30]
    assert ours[45:] != theirs[45:]


def test_a_lever_is_pulled_now_and_the_alternate_history_runs_beside(opened: Opened) -> None:
    opened.open(CHALLENGE)
    opened.page.locator(".one .network").first.wait_for(timeout=PATIENCE)
    opened.page.keyboard.press("Shift+ArrowRight")
    opened.page.keyboard.press("ArrowRight")
    week = int(opened.page.locator(".card.one").get_attribute("data-week") or "")
    opened.page.get_by_role("button", name=f"Pull a lever in week {week}").click()
    opened.page.get_by_label("Progress updates", exact=True).check()
    opened.settle()
    assert f"l.progress_updates={week}" in opened.fragment
    opened.page.locator(".card.one.forked").wait_for()
    assert f"week {week}" in opened.page.locator(".one .arm.with figcaption").inner_text()
    opened.page.locator(".brand").click()
    opened.page.keyboard.press("Space")
    opened.page.locator(f'.card.one:not([data-week="{week}"])').wait_for()
    opened.page.keyboard.press("Space")
    opened.page.get_by_role("button", name="Undo").click()
    opened.settle()
    assert "l.progress_updates" not in opened.fragment
    assert opened.page.locator("#start-week").input_value() == str(week)
    opened.page.get_by_role("button", name="Reset", exact=True).click()
    opened.settle()
    assert opened.page.locator("#start-week").input_value() == "0", "levers of what is opened anew begin at the start"


def test_the_future_of_one_partnership_is_drawn_from_here_on(opened: Opened) -> None:
    opened.open(f"{PULLED}&week=20&replicate=4")
    all_of_them = opened.number("without")
    opened.page.get_by_label("Partnership 4 from week 20 on").check()
    opened.settle()
    assert opened.number("without") != all_of_them
    assert "from=4%2C20" in opened.fragment
    first = points(opened.page.locator(".chosen .panel").first.locator(".band").first.get_attribute("d") or "")
    low_and_high = [y for x, y in first if x == first[10][0]]
    assert len(low_and_high) == 2
    assert abs(low_and_high[0] - low_and_high[1]) < 1, "one past"
    assert opened.page.locator(".number.without .of").inner_text() == "of 100 futures"
    opened.page.get_by_role("tab", name="Why").click()
    opened.page.wait_for_selector(".why[data-drawn]")
    assert "about all such partnerships" in opened.page.locator(".why .all").inner_text()


def test_a_link_restores_everything(opened: Opened) -> None:
    opened.open(CHALLENGE)
    opened.page.locator('[data-name="work.load"] input').fill("0.7")
    opened.settle()
    opened.page.locator("#start-week").fill("12")
    opened.page.locator("#start-week").press("Enter")
    lever(opened)
    opened.page.get_by_role("button", name="Friction", exact=True).click()
    opened.page.get_by_role("tab", name="All indicators").click()
    opened.settle()
    kept = opened.fragment, [opened.number(arm) for arm in ("given", "without", "with", "prevented")]
    opened.page.goto("about:blank")
    opened.open(kept[0])
    assert (opened.fragment, [opened.number(arm) for arm in ("given", "without", "with", "prevented")]) == kept
    assert opened.page.locator('[data-name="work.load"] input').input_value() == "0.7"
    assert opened.page.locator('[data-name="leader_checkins"] input[type=number]').input_value() == "12"
    assert opened.page.get_by_role("tab", name="All indicators").get_attribute("aria-selected") == "true"


def test_the_keyboard_alone_is_enough(opened: Opened) -> None:
    opened.open(CHALLENGE)
    keys, before = opened.page.keyboard, opened.number("without")

    def reach(name: str) -> None:
        for _ in range(120):
            keys.press("Tab")
            focused = opened.page.evaluate("document.activeElement.closest('[data-name]')?.dataset.name ?? ''")
            if focused == name and opened.page.evaluate("document.activeElement.matches('input')"):
                return
        pytest.fail(f"Tab does not reach {name}")

    reach("expectations.openness")
    keys.press("End")
    opened.settle()
    changed = opened.number("without")
    assert changed != before
    reach("leader_checkins")
    keys.press("Space")
    opened.settle()
    assert opened.number("with") != "–"
    keys.press("u")
    opened.settle()
    assert opened.number("with") == "–"
    keys.press("u")
    opened.settle()
    assert opened.number("without") == before
    keys.press("Shift+U")
    opened.settle()
    assert opened.number("without") == changed
    keys.press("2")
    assert opened.page.locator("#view-indicators").is_visible()
    keys.press("?")
    assert opened.page.get_by_role("dialog").is_visible()
    keys.press("Escape")
    assert opened.page.get_by_role("dialog").count() == 0
    opened.page.get_by_role("tab", name="Compare").click()
    opened.page.locator("#package-name").focus()
    keys.type("up1")
    assert opened.page.locator("#package-name").input_value() == "up1", "fields keep their keys"


def test_predict_first_hides_the_answer_until_somebody_has_said_what_they_expect(opened: Opened) -> None:
    opened.open(f"{CHALLENGE}&challenge=10,50000")
    opened.page.get_by_role("button", name="Predict first").click()
    before = opened.number("without")
    opened.page.get_by_text(f"Now {before} of 100").wait_for()
    opened.page.get_by_label("Leader checkins", exact=True).click()
    opened.page.locator("#guess").fill("40")
    assert (opened.number("without"), opened.number("with")) == (before, "–")
    assert opened.page.locator(".challenge .standing").inner_text() == ""
    opened.page.get_by_role("button", name="Reveal").click()
    opened.settle()
    truth = int(opened.number("with"))
    assert f"The model says: {truth} of 100" in opened.page.locator(".predict .truth").inner_text()
    assert f"off by {abs(40 - truth)}" in opened.page.locator(".number.with .note").inner_text()


def test_the_last_change_is_played_again(opened: Opened) -> None:
    opened.page.emulate_media(reduced_motion="reduce")
    opened.open(CHALLENGE)
    lever(opened)
    after = opened.number("with")
    opened.page.keyboard.press("k")
    opened.page.keyboard.press("1")
    opened.page.get_by_role("button", name="Replay").click()
    opened.page.wait_for_selector("#main.replaying")
    assert opened.number("with") == "–"
    opened.page.wait_for_selector("#main:not(.replaying)")
    assert opened.number("with") == after


def test_what_cannot_be_is_said_beside_its_control(opened: Opened) -> None:
    wrong = {"p.contract.clarity=soon": "contract.clarity", "l.leader_checkins=5,7": "leader_checkins"}
    for fragment, name in [*wrong.items(), ("p.contract.clarity=7", "contract.clarity")]:
        opened.page.goto("about:blank")
        opened.page.goto(f"{opened.address}#{CHALLENGE}&{fragment}")
        problem = opened.page.locator(f'[data-name="{name}"] .problem')
        problem.wait_for(timeout=60_000)
        assert name in problem.inner_text()
    opened.page.locator('[data-name="contract.clarity"] input').fill("0.5")
    opened.settle()
    assert problem.count() == 0
    opened.page.get_by_text("More of the situation").click()
    shift = opened.page.locator('[data-name="vendor.shift_end"]')
    shift.locator("input").fill("0")
    shift.locator(".problem").wait_for()
    opened.page.get_by_role("button", name="Undo").click()
    shift.locator(".problem").wait_for(state="detached")
    assert all("422" in problem for problem in opened.problems), "the browser itself notes each refused question"
    opened.problems.clear()


def test_a_server_that_is_gone_is_said_and_asked_again(opened: Opened) -> None:
    opened.open(CHALLENGE)
    opened.page.route("**/api/**", lambda route: route.abort())
    opened.page.get_by_label("Leader checkins", exact=True).click()
    opened.page.locator("#banner:not([hidden])").wait_for()
    opened.page.unroute("**/api/**")
    opened.settle()
    assert opened.number("with") != "–"
    opened.page.route("**/api/**", lambda route: route.abort())
    opened.page.get_by_role("tab", name="Why").click()
    opened.page.locator("#banner:not([hidden])", has_text="does not answer").wait_for()
    opened.page.unroute("**/api/**")
    opened.page.locator(".why .lead").wait_for()
    opened.problems.clear()


def test_a_link_that_names_what_is_not_here_is_said(opened: Opened) -> None:
    opened.open("preset=nowhere")
    assert "names a preset or a scenario that is not among those" in opened.page.locator("#banner").inner_text()
    assert "preset=baseline" in opened.fragment


def test_a_pressed_button_is_read_under_the_mouse_too(opened: Opened) -> None:
    opened.open(CHALLENGE)
    button = opened.page.get_by_role("button", name="Challenge", exact=True)
    button.click()
    opened.page.wait_for_function("document.querySelector('[data-tool=challenge]').matches(':hover')")
    colours = button.evaluate("(each) => [getComputedStyle(each).color, getComputedStyle(each).backgroundColor]")
    assert colours == ["rgb(15, 42, 63)", "rgb(255, 255, 255)"]


def test_levers_of_what_is_opened_anew_have_their_full_dose(opened: Opened) -> None:
    opened.open("preset=baseline&l.leader_checkins=5,0.3")
    opened.page.get_by_role("button", name="Reset", exact=True).click()
    opened.settle()
    lever(opened)
    assert "l.leader_checkins=0" in opened.fragment.split("&")


def test_steps_back_across_what_was_opened_bring_its_indicator_back(opened: Opened) -> None:
    opened.open("preset=absent_leaders")
    before = opened.fragment
    opened.page.locator("#preset").select_option("preset:cultural_differences")
    opened.settle()
    opened.page.get_by_role("button", name="Undo").click()
    opened.settle()
    assert opened.fragment == before


def test_an_answer_that_was_overtaken_is_never_drawn(opened: Opened) -> None:
    """The first answer is kept back until the second question is set; its numbers must not be seen."""
    opened.open(CHALLENGE)
    opened.page.evaluate(
        """() => {
          const big = document.querySelector('.number.without .big');
          window.seen = [];
          new MutationObserver(() => window.seen.push(big.textContent)).observe(big, { childList: true });
        }"""
    )
    held: list[Any] = []
    opened.page.route("**/api/answer", lambda route: route.continue_() if held else held.append(route))
    slider = opened.page.locator('[data-name="expectations.openness"] input')
    slider.fill("1")
    opened.page.wait_for_timeout(50)
    slider.fill("0")
    assert len(held) == 1, "one question is under way at a time"
    held[0].continue_()
    opened.settle()
    assert set(opened.page.evaluate("() => window.seen")) <= {opened.number("without")}


def test_numbers_of_what_was_open_before_are_pale_and_said_to_be(opened: Opened) -> None:
    opened.open(CHALLENGE)
    held: list[Any] = []
    opened.page.route("**/api/answer", lambda route: route.continue_() if held else held.append(route))
    opened.page.locator("#preset").select_option("preset:baseline")
    opened.page.wait_for_selector("#main.foreign")
    assert "what was open before" in opened.page.locator(".caption").inner_text()
    held[0].continue_()
    opened.settle()
    opened.page.wait_for_selector("#main:not(.foreign)")
    assert not opened.page.locator(".caption").is_visible()


def test_packages_are_compared_and_a_challenge_is_judged(opened: Opened) -> None:
    opened.open(PULLED)
    opened.page.get_by_role("tab", name="Compare").click()
    for name in ("Late", "Early"):
        opened.page.locator("#package-name").fill(name)
        opened.page.get_by_role("button", name="Keep the present levers").click()
        opened.page.locator('[data-name="leader_checkins"] input[type=number]').fill("0")
        opened.page.locator('[data-name="leader_checkins"] input[type=number]').press("Enter")
        opened.settle()
    opened.page.wait_for_selector(".packages .multiples figure:nth-child(3) svg")
    rows = opened.page.locator(".packages tbody tr")
    counts = [int(rows.nth(place).locator("b").first.inner_text()) for place in range(3)]
    assert counts[0] > counts[1] > counts[2]
    assert opened.number("with") == str(counts[2]), "the second is what is pulled now, on the same luck"
    opened.page.get_by_role("button", name="Challenge", exact=True).click()
    standing = opened.page.locator(".challenge .standing")
    opened.page.wait_for_selector(".challenge[data-drawn]")
    assert f"Now {counts[2]} of 100" in standing.inner_text()


def test_what_is_taken_along_holds_what_is_seen(opened: Opened, tmp_path: Path) -> None:
    opened.open(PULLED)

    def taken(label: str) -> Path:
        opened.page.locator('[data-tool="exports"] summary').click()
        with opened.page.expect_download() as found:
            opened.page.get_by_role("button", name=label).click()
        path = tmp_path / found.value.suggested_filename
        found.value.save_as(path)
        return path

    drawing = taken("Picture (SVG)")
    root = ElementTree.parse(drawing).getroot()
    big = [each.text for each in root.iter() if each.get("class") == "big"]
    assert big[:2] == [opened.number("without"), opened.number("with")]
    assert "var(" not in drawing.read_text(encoding="utf-8")
    assert taken("Picture (PNG)").read_bytes().startswith(b"\x89PNG")
    rows = list(csv.DictReader(taken("Numbers (CSV)").open(encoding="utf-8")))
    last = [row for row in rows if row["arm"] == "with"][-1]
    assert round(100 * (1 - float(last["survival"]))) == int(opened.number("with"))
    for_the_command_line = taken("For the command line")
    said = for_the_command_line.read_text(encoding="utf-8")
    assert "leader_checkins" in said
    assert f"mv {for_the_command_line.name} " in said, "the file says its own name"
    opened.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    paper = opened.page.locator("#print").text_content() or ""
    assert "left without levers" in paper
    assert "Dashed: the median without levers" in paper
    opened.open(f"{PULLED}&replicate=4&week=20&from=4,20")
    for paper_size in ("A4", "Letter"):
        printed = opened.page.pdf(format=paper_size)
        assert len(re.findall(rb"/Type /Page\b(?!s)", printed)) == 1, "one page, whatever is set"
    assert "Partnership 4 from week 20 on" in taken("Picture (SVG)").read_text(encoding="utf-8")


VIEWS = {
    "overview": PULLED,
    "indicators": f"{PULLED}&tab=indicators",
    "why": f"{PULLED}&tab=why",
    "packages": f"{PULLED}&tab=packages&package=Early;leader_checkins:0",
    "challenge": f"{PULLED}&challenge=10,50000",
    "predict": f"{CHALLENGE}&predict=1",
}


STILL = """() => {
  const live = document.querySelector(".main:not(.concealed) .live:not([data-drawn])");
  const busy = document.querySelector('[aria-busy="true"]');
  return !busy && !live?.offsetParent && !document.getAnimations().length;
}"""


def grave_violations(opened: Opened) -> list[str]:
    opened.page.wait_for_function(STILL)  # what is being computed is pale, and what was comes back slowly
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(opened.page).response["violations"]
    grave = (each for each in found if each["impact"] in ("serious", "critical"))
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in grave]


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_no_serious_violation(opened: Opened, view: str) -> None:
    opened.open(VIEWS[view])
    if view == "predict":
        opened.page.get_by_label("Leader checkins", exact=True).click()
    assert grave_violations(opened) == []


def test_axe_finds_no_serious_violation_in_sheets(opened: Opened) -> None:
    opened.open(PULLED)
    for key in "nb?":
        opened.page.keyboard.press(key)
        opened.page.get_by_role("dialog").wait_for()
        assert grave_violations(opened) == [], key
        opened.page.keyboard.press("Escape")
        opened.page.get_by_role("dialog").wait_for(state="hidden")


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1440, 900), (1920, 1080)])
def test_numbers_bands_and_networks_are_seen_at_once(opened: Opened, width: int, height: int) -> None:
    opened.page.set_viewport_size({"width": width, "height": height})
    opened.open(PULLED)
    opened.page.locator(".one .network").first.wait_for(timeout=PATIENCE)
    for mode, key in (("at the desk", ""), ("presenting", "p"), ("presenting with controls", "c")):
        if key:
            opened.page.keyboard.press(key)
        networks = [f".one .arm.{arm} .network" for arm in ("without", "with")]
        for part in (".header", ".numbers", ".chosen .chart svg", *networks):
            box = opened.box(part)
            assert box["x"] >= 0, (mode, part)
            assert box["y"] >= 0, (mode, part)
            assert box["x"] + box["width"] <= width + 1, (mode, part)
            assert box["y"] + box["height"] <= height + 1, (mode, part)
            assert box["height"] > (100 if part in networks else 30), (mode, part)
        assert overlaps(opened) == [], mode
        assert opened.box(".header")["height"] < 0.08 * height, "the head stays on one line"


def test_a_phone_shows_everything_in_one_column(opened: Opened) -> None:
    opened.page.set_viewport_size({"width": 390, "height": 844})
    opened.open(f"{VIEWS['packages']}&challenge=10,50000")
    for tab in ("Overview", "All indicators", "Why", "Compare"):
        opened.page.get_by_role("tab", name=tab).click()
        opened.settle()
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= 390, tab
        assert overlaps(opened) == [], tab
    opened.page.get_by_role("button", name="Predict first").click()
    opened.page.get_by_label("Output review", exact=True).click()
    assert opened.page.locator("#guess").is_visible()
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 390


def overlaps(opened: Opened) -> list[str]:
    """Buttons, fields and headings that are seen and lie on each other."""
    return list(
        opened.page.evaluate(
            """() => {
          const seen = [...document.querySelectorAll('.header button, .header select, .header summary, .number h3,'
            + ' .number .big, .number .facts, [role=tab], .chosen h2, .chip, .fan label, .panel h2, .panel .count')]
            .filter((each) => each.checkVisibility())
            .map((each) => ({ each, box: each.getBoundingClientRect() }))
            .filter(({ box }) => box.width > 1 && box.right > 0);
          const said = ({ each }) => `${each.className} ${each.textContent.trim().slice(0, 30)}`;
          return seen.flatMap((one, place) => seen.slice(place + 1).filter((other) => {
            const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
            const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
            return across > 1 && down > 3 && !one.each.contains(other.each) && !other.each.contains(one.each);
          }).map((other) => `${said(one)} / ${said(other)}`));
        }"""
        )
    )
