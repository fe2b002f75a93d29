"""Reports: one file that needs nothing else, true to the numbers, whole or not written at all."""

from __future__ import annotations

import os
import re
from collections import Counter
from html import escape, unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest

import outsim
from outsim.cli import main
from outsim.errors import InputError
from outsim.handout import writing
from outsim.handout.of_comparison import MOST, comparison_report
from outsim.plots.inline import inline_svg
from outsim.scenario import Scenario
from outsim.studies.compare import Comparison
from outsim.studies.verdicts import shipped_verdicts, verdicts_in_words
from outsim.studies.words import money

pytestmark = pytest.mark.slow  # the same on every Python

STRANGE = '<b>Smith & "Sons"</b>'


@pytest.fixture(scope="module")
def effect(small: Scenario) -> Comparison:
    base = small.with_(name=STRANGE, expectations__optimism=0.9, expectations__leader_optimism=0.9)
    changes = {
        "check-ins": "leader_checkins",
        "late <i>check-ins</i>": {"leader_checkins": {"start": 20}},
        "clear contract": {"contract.clarity": 0.95},
    }
    return outsim.what_if(base, changes, replicates=200, seed=3)


@pytest.fixture(scope="module")
def page(effect: Comparison, tmp_path_factory: pytest.TempPathFactory) -> str:
    file = effect.report(tmp_path_factory.mktemp("report") / "client.html")
    return file.read_text(encoding="utf-8")


def text_of(page: str) -> str:
    """What a reader of the page reads, figures aside."""
    written = re.sub(r"<style.*?</style>|<svg.*?</svg>", "", page, flags=re.DOTALL)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", written)))


def test_it_is_one_file_that_asks_nobody_for_anything(page: str) -> None:
    assert "<script" not in page
    assert "<link" not in page
    assert "<img" not in page
    assert "@import" not in page
    assert not re.search(r"url\((?!#)", page)
    hosts = set(re.findall(r"https?://[^\"'\s<)]+", page))
    assert all(host.startswith("http://www.w3.org/") for host in hosts), "names of namespaces, which nobody fetches"
    assert not re.search(r"(?:src|href)=\"(?!#)", page)


def test_it_has_a_language_a_title_and_every_section(page: str) -> None:
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert f"<title>{escape(STRANGE)[:9]}" in page
    titles = re.findall(r"<h2>(.*?)</h2>", page)
    assert titles == [
        "The situation",
        "What is likely",
        "What helps",
        "When",
        "At what price",
        "How sure this is",
        "Assumptions",
    ]
    assert "@page" in page
    assert "@media print" in page


def test_what_is_named_by_users_is_escaped(page: str) -> None:
    assert "<b>Smith" not in page
    assert "<i>check" not in page
    assert "&lt;i&gt;check-ins" in page


def test_ids_are_unique_and_figures_are_drawn_whole(page: str) -> None:
    ids = Counter(re.findall(r'\sid="([^"]+)"', page))
    assert max(ids.values()) == 1
    for svg in re.findall(r"<svg.*?</svg>", page, flags=re.DOTALL):
        ElementTree.fromstring(svg)
        for target in re.findall(r"url\(#([^)]+)\)|href=\"#([^\"]+)\"", svg):
            assert "".join(target) in ids
        assert 'role="img"' in svg
        assert "<title" in svg
        assert "<desc" in svg


def test_two_figures_on_one_page_share_no_names_and_the_same_gives_the_same(effect: Comparison) -> None:
    figure = effect.ensemble.plot()
    one, other = inline_svg(figure, "one"), inline_svg(figure, "other")
    found = [set(re.findall(r'\sid="([^"]+)"', svg)) for svg in (one, other)]
    assert found[0]
    assert not found[0] & found[1]
    assert inline_svg(figure, "one") == one


def test_what_levers_do_together_stands_once_and_long_names_leave_room_for_numbers(effect: Comparison) -> None:
    base = effect.ensemble.scenarios[0].with_(name="cost in $ and $")
    long = "x" * 200
    found = outsim.what_if(
        base, {long: ["leader_checkins", "output_review", {"lever": "risk_briefing", "start": 9}]}, 16
    )
    page = comparison_report(found)
    when = page.split("<h2>When</h2>")[1].split("<h2>")[0]
    assert "leader checkins; output review" in when
    assert when.count("risk briefing") == 1
    assert len(re.findall(r"-?[\d.]+ \(-?[\d.]+ to -?[\d.]+\)", when)) == 1
    assert long[1:] not in when
    assert "cost in $ and $".capitalize() in re.search(r"<h1>(.*?)</h1>", page)[1]  # type: ignore[index]


def test_a_fork_says_whom_it_counts(effect: Comparison) -> None:
    found = outsim.fork(effect.ensemble.scenarios[0], 8, {"then": "leader_checkins"}, 32)
    told = text_of(comparison_report(found))
    assert "of 100 such partnerships that still run in week 8 are terminated" in told
    assert f"of the {found.arms.pairs} partnerships that still run when week 8 begins" in told
    assert "pairs of partnerships that still run in week 8" in title_and_text(found)


def title_and_text(found: Comparison) -> str:
    return " ".join(text.get_text().replace("\n", " ") for text in found.plot().texts)


def test_tables_that_scroll_can_be_reached_by_keys_and_no_heading_is_empty(page: str) -> None:
    assert page.count('class="wide"') == page.count('class="wide" tabindex="0" role="group" aria-label="Table: ')
    assert not re.search(r"<th[^>]*></th>", page)


def test_its_numbers_are_those_of_the_comparison(effect: Comparison, page: str) -> None:
    told = text_of(page)
    for line in effect.words.splitlines():
        assert " ".join(line.split()) in told
    for one in effect.effects:
        if one.cost_per_prevented.value > 0:
            assert f"above USD {money(one.cost_per_prevented.value)}" in told
    assert f"{effect.arms.pairs:,} pairs" in told
    assert "seed 3" in told
    assert "from week 20" in told


def test_it_says_what_is_set_and_what_is_assumed(page: str) -> None:
    told = text_of(page)
    assert "staff's expectation above what is feasible" in told
    assumed = told.split("Assumptions ")[1]
    assert "mean anxiety before the announcement: 0.25" in assumed
    assert "above what is feasible: 0.9" not in assumed, "that one was set"


def test_it_tells_what_validation_misses(page: str) -> None:
    missed = shipped_verdicts().loc[shipped_verdicts()["verdict"] == "misses", "fact"]
    assert len(missed)
    for fact in missed:
        assert fact in text_of(page)
    assert all(sentence in text_of(page) for sentence in verdicts_in_words())


def test_shipped_verdicts_are_those_of_the_committed_validation() -> None:
    import sys

    root = Path(__file__).parent.parent
    sys.path.insert(0, str(root / "experiments" / "validation"))
    import page as validation_page

    made = validation_page.verdicts(root / "experiments" / "validation" / "results")
    assert made == validation_page.VERDICTS.read_text(encoding="utf-8"), "run: python experiments/validation/run.py"


def test_draws_of_coefficients_and_nothing_to_prevent_are_told_as_such(small: Scenario, tmp_path: Path) -> None:
    calm = small.with_(expectations__optimism=0.0, expectations__leader_optimism=0.0, weeks=40)
    found = outsim.what_if(calm, {"late": {"output_review": {"start": 39}}}, replicates=16, parameters="posterior")
    told = text_of(found.report(tmp_path / "x.html").read_text())
    assert "drawn from what published facts leave open" in told
    assert "Nothing that was tried is shown to prevent failure." in told


def test_an_ensemble_has_a_report_too(effect: Comparison, tmp_path: Path) -> None:
    told = text_of(effect.ensemble.report(tmp_path / "likely.html", point=1).read_text())
    assert "check-ins: what is likely" in told.lower()
    assert "What is done already: leader checkins" in told
    with pytest.raises(InputError, match="point = 9"):
        effect.ensemble.report(tmp_path / "likely.html", point=9)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("client.doc", "must end in .html or .pdf"),
        ("client", "must end in .html or .pdf"),
        ("nowhere/client.html", "there is no folder"),
        ("", "must be the name of a file"),
        (7, "must be the name of a file"),
    ],
)
def test_a_file_that_cannot_be_gets_one_clear_message(
    effect: Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=message):
        effect.report(name)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_place_of_the_file_is_refused(effect: Comparison, tmp_path: Path) -> None:
    (tmp_path / "client.html").mkdir()
    with pytest.raises(InputError, match="is a folder"):
        effect.report(tmp_path / "client.html")


def test_where_writing_fails_the_old_report_stays_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "client.html"
    file.write_text("old")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(InputError, match="cannot be written: No space left"):
        writing.write_report("<html>new</html>", file)
    assert file.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["client.html"]


def test_pdf_without_anything_that_prints_says_what_would(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "browser", lambda: None)
    monkeypatch.setattr(writing, "_has_weasyprint", lambda: False)
    with pytest.raises(InputError, match=r"PDF takes Chromium.*client\.html can be printed"):
        writing.check_report_file(tmp_path / "client.pdf")


def test_a_browser_that_prints_nothing_is_told_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lazy = tmp_path / "lazy"
    lazy.write_text("#!/bin/sh\necho 'no display' >&2\n")
    lazy.chmod(0o755)
    folder = tmp_path / "out"
    folder.mkdir()
    monkeypatch.setattr(writing, "browser", lambda: str(lazy))
    with pytest.raises(InputError, match="could not print it"):
        writing.write_report("<html></html>", folder / "client.pdf")
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(writing.browser() is None, reason="there is no browser here")
def test_a_browser_prints_it_on_a_few_pages(effect: Comparison, tmp_path: Path) -> None:
    printed = effect.report(tmp_path / "client.pdf").read_bytes()
    assert printed.startswith(b"%PDF")
    assert 2 <= len(re.findall(rb"/Type\s*/Page[^s]", printed)) <= 3


@pytest.mark.skipif(writing.browser() is None, reason="there is no browser here")
@pytest.mark.parametrize("many", [MOST, MOST + 3])
def test_many_what_ifs_are_three_pages_too(small: Scenario, tmp_path: Path, many: int) -> None:
    client = small.with_(expectations__optimism=0.9, contract__clarity=0.4)
    found = outsim.what_if(
        client, {f"support and review, {n}": ["emotional_support", "output_review"] for n in range(many)}, 16
    )
    printed = found.report(tmp_path / "client.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) <= 3
    assert (f"Of {many} what-ifs these are the {MOST}" in text_of(comparison_report(found))) == (many > MOST)


def test_the_command_writes_a_report_where_one_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sizes = [
        "client.staff=12",
        "client.departments=3",
        "vendor.teams=3",
        "leaders.count=2",
        "vendor.candidates=3",
        "weeks=40",
    ]
    quick = [*sizes, "replicates=16", "progress=false", "report=true"]
    assert main(["study=compare", "study.packages=[output_review]", *quick, f"out={tmp_path / 'a'}"]) == 0
    assert "What helps" in (tmp_path / "a" / "report.html").read_text()
    assert main([*quick, f"out={tmp_path / 'b'}"]) == 0
    assert "What is likely" in (tmp_path / "b" / "report.html").read_text()
    assert "report.html" in capsys.readouterr().out
    assert main(["study=rank", "report=true"]) == 2
    assert "report: has no effect on study=rank" in capsys.readouterr().err
    assert main(["-m", "contract.clarity=0.3,0.5", "report=true"]) == 2
    assert "report: has no effect on a sweep" in capsys.readouterr().err
